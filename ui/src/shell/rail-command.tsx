import { Kbd, Tip } from '../kit';
import { type CommandId, hintOf, run, specOf, useKeySet } from './commands';
import styles from './frame.module.css';

/** A command on the rail, with a word of its own beneath its picture. */
export function RailCommand({ id, label }: { id: CommandId; label: string }) {
  const { label: whole, icon: Icon } = specOf(id);
  const hint = hintOf(id, useKeySet());
  return (
    <Tip text={whole} keys={hint && <Kbd>{hint}</Kbd>}>
      <button type="button" className={styles.link} aria-label={`${label}: ${whole}`} onClick={() => run(id)}>
        <Icon size={22} strokeWidth={1.75} aria-hidden="true" />
        <span>{label}</span>
      </button>
    </Tip>
  );
}
