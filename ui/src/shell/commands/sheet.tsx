import { Overlay } from '../../kit';
import styles from './commands.module.css';
import { KeyList } from './key-list';
import { useKeySet } from './key-set';
import { words } from './messages';

/** All keys at a glance. */
export function KeySheet({ onClosed }: { onClosed: () => void }) {
  const set = useKeySet();
  return (
    <Overlay title={words.sheet.title} closeLabel={words.close} onClosed={onClosed}>
      {() => (
        <>
          <p className={styles.lead}>{words.sheet.set(words.keys.named[set])}</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
          <div className={styles.scroll} role="region" aria-label={words.sheet.title} tabIndex={0}>
            <KeyList />
          </div>
        </>
      )}
    </Overlay>
  );
}
