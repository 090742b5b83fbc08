import { Paperclip } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../../kit';
import styles from './files.module.css';
import { words } from './messages';
import type { Underway } from './use-attach';

/** The way to choose files, and how far the one that is under way has come. */
export function Add(props: {
  underway: Underway | null;
  isSmall?: boolean;
  /** It is what there is to do here. */
  isMain?: boolean;
  onFiles: (files: readonly File[]) => void;
  onStop: () => void;
}) {
  const { underway } = props;
  const input = useRef<HTMLInputElement>(null);
  if (underway) {
    return (
      <span className={styles.underway} role="status" data-testid="underway">
        <progress max={100} value={underway.percent} aria-hidden="true" />
        <span className={styles.name}>{words.busy(underway.name, underway.percent)}</span>
        <Button size="small" onClick={props.onStop}>
          {words.stop}
        </Button>
      </span>
    );
  }
  return (
    <>
      <Button
        look={props.isMain ? 'primary' : 'plain'}
        size={props.isSmall ? 'small' : 'normal'}
        icon={<Paperclip size={16} aria-hidden="true" />}
        onClick={() => input.current?.click()}
      >
        {words.attach}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={words.attach}
        data-testid="file-input"
        onChange={(event) => {
          props.onFiles([...(event.target.files ?? [])]);
          // The same file may be chosen again.
          event.target.value = '';
        }}
      />
    </>
  );
}
