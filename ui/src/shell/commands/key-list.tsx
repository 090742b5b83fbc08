import { Kbd } from '../../kit';
import { shown } from './chord';
import styles from './commands.module.css';
import { useKeySet } from './key-set';
import { specOf } from './list';
import { words } from './messages';
import { IDS } from './registry';
import { chordsOf } from './spec';

/** Every command that has keys in the chosen set, by where it works. */
export function KeyList() {
  const set = useKeySet();
  const keyed = IDS.map((id) => ({ id, ...specOf(id), chords: chordsOf(specOf(id), set) })).filter(
    ({ chords }) => chords.length > 0,
  );
  const groups = [...new Set([words.anywhere, ...keyed.map(({ group }) => group)])];
  return (
    <div className={styles.sheet}>
      {groups.map((group) => (
        <section key={group} className={styles.part} aria-label={group}>
          <h3>{group}</h3>
          <dl>
            {keyed
              .filter((command) => command.group === group)
              .map(({ id, label, chords }) => (
                <div key={id} className={styles.line}>
                  <dt>{label}</dt>
                  <dd>
                    {chords.map((chord) => (
                      <Kbd key={chord}>{shown(chord)}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
