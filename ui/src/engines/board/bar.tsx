import { X } from 'lucide-react';
import type { Id } from '../../bridge';
import { Button } from '../../kit';
import { CommandButton } from '../../shell/commands';
import { words as all } from './messages';
import type { Neighbours } from './rows';
import { MOST, type Selection } from './selection';
import styles from './several.module.css';
import type { LaneChange } from './use-drop';

const words = all.several;

/** Where several cards are to go. */
export interface Going {
  ids: readonly Id[];
  to: string;
  place: Neighbours;
  lane: LaneChange | null;
}

/** Why a card is still where it was. */
export interface Left {
  id: Id;
  title: string;
  reason: string;
}

/** What is selected, and what can be done with it. Cards that were refused say why. */
export function SelectionBar(props: { selection: Selection; left: readonly Left[]; onClear: () => void }) {
  const { selection, left, onClear } = props;
  const size = selection.chosen.size;
  const still = left.filter(({ id }) => selection.chosen.has(id));
  return (
    <section className={styles.bar} aria-label={words.bar} data-testid="selection">
      <strong role="status">
        {words.title(size)}
        {size >= MOST && <span className={styles.most}>{words.most}</span>}
      </strong>
      <CommandButton id="board.move_several" look="primary" size="small" />
      <Button size="small" look="subtle" icon={<X size={16} aria-hidden="true" />} onClick={onClear}>
        {words.clear}
      </Button>
      {still.length > 0 && (
        <ul className={styles.left} aria-label={words.left(still.length)}>
          {still.map(({ id, title, reason }) => (
            <li key={id}>
              <strong>{title}</strong> {reason}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
