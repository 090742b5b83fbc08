import { Undo2 } from 'lucide-react';
import { type DraftRow, type Id, useQuery } from '../../../bridge';
import { Button, EmptyState, useFormat } from '../../../kit';
import styles from './compose.module.css';
import { callBack } from './composer';
import { words } from './messages';

const { folder } = words;

/** A mail that was sent and has not left for certain: what it waits for, and the way back. */
export function Waiting({ id, onClose }: { id: Id; onClose: () => void }) {
  const { dateTime } = useFormat();
  const row = useQuery('email.drafts', null).data?.find((each) => each.id === id);
  if (!row) return null;
  const isStill = row.state === 'waiting';
  return (
    <section className={styles.waiting} data-testid="waiting-draft">
      <EmptyState
        icon={<Undo2 />}
        title={`${row.subject || folder.noSubject} · ${folder.states[row.state]}`}
        body={saidOf(row, dateTime)}
        action={
          <>
            {row.state !== 'leaving' && (
              <Button look="primary" onClick={() => void callBack(id)}>
                {isStill ? folder.callBack : folder.goOn}
              </Button>
            )}
            <Button look="subtle" onClick={onClose}>
              {words.cancel}
            </Button>
          </>
        }
      />
    </section>
  );
}

function saidOf(row: DraftRow, dateTime: (instant: string) => string): string {
  if (row.state === 'unknown') return [row.trouble, folder.unknownBody].filter(Boolean).join(' ');
  if (row.trouble) return row.trouble;
  return row.leaves_at ? folder.leaves(dateTime(row.leaves_at)) : '';
}
