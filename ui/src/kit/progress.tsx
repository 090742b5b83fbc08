import { Progress as Parts } from '@base-ui/react/progress';
import styles from './progress.module.css';

/** How far something is, 0 to 100; without a value it only says that it goes on. */
export function Progress(props: { label: string; value: number | null }) {
  return (
    <Parts.Root className={styles.root} value={props.value} aria-label={props.label}>
      <Parts.Track className={styles.track}>
        <Parts.Indicator className={styles.bar} />
      </Parts.Track>
    </Parts.Root>
  );
}
