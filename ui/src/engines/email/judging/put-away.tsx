import { ShieldCheck, ShieldX } from 'lucide-react';
import { useRef, useState } from 'react';
import { type PutAway, useCommand, useQuery } from '../../../bridge';
import { Button, Chip, Dialog, notify, useFormat } from '../../../kit';
import { words as mail } from '../messages';
import styles from './judging.module.css';
import { words } from './messages';

/** Says that mails went to the junk by themselves, until somebody has looked. */
export function PutAwayNotice() {
  const [isOpen, setOpen] = useState(false);
  const unseen = useQuery('email.put_away', null).data?.unseen ?? 0;
  return (
    <>
      {/* It is there before it says something: only then is it read out. */}
      <div role="status">
        {unseen > 0 && (
          <div className={styles.notice} data-testid="put-away">
            <ShieldX size={16} aria-hidden="true" />
            <span>{words.notice(unseen)}</span>
            <Button size="small" onClick={() => setOpen(true)}>
              {words.look}
            </Button>
          </div>
        )}
      </div>
      {isOpen && <PutAwayDialog onClose={() => setOpen(false)} />}
    </>
  );
}

/** What was put away, each with its reasons and the way back. Whoever closes it has looked. */
export function PutAwayDialog({ onClose }: { onClose: () => void }) {
  const answer = useQuery('email.put_away', null).data;
  const seen = useCommand('email.put_away_seen');
  const close = () => {
    if (answer && answer.unseen > 0) seen.mutate({ ids: answer.mails.map(({ row }) => row.id) });
    onClose();
  };
  const list = useRef<HTMLUListElement>(null);
  return (
    <Dialog
      title={words.title}
      description={words.body}
      submit={words.close}
      cancel={null}
      size="wide"
      onSubmit={close}
      onClose={close}
    >
      {answer?.mails.length === 0 ? (
        <p className={styles.quiet}>{words.empty}</p>
      ) : (
        <ul ref={list} className={styles.list} tabIndex={-1} data-testid="put-away-list">
          {answer?.mails.map((each) => (
            // Its row goes with the button that was pressed: the list takes the focus.
            <One key={each.row.id} of={each} onBack={() => list.current?.focus()} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function One({ of, onBack }: { of: PutAway; onBack: () => void }) {
  const { when } = useFormat();
  const { row, reasons } = of;
  const subject = row.subject || words.noSubject;
  const back = useCommand('email.unjunk', {
    onDone: () => {
      onBack();
      notify({ title: mail.unjunkToast, body: words.broughtBack, tone: 'good' });
    },
  });
  return (
    <li>
      <div className={styles.head}>
        <strong>{subject}</strong>
        {of.is_new && <Chip tone="brand">{words.isNew}</Chip>}
        <time className={styles.quiet} dateTime={of.at}>
          {when(of.at)}
        </time>
      </div>
      <span className={styles.quiet}>{words.from(row.from.name, row.from.address)}</span>
      <ul className={styles.reasons}>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <Button
        size="small"
        icon={<ShieldCheck size={14} aria-hidden="true" />}
        aria-label={words.backOf(subject)}
        disabled={back.isPending}
        onClick={() => back.mutate({ ids: [row.id], is_whole: false })}
      >
        {words.back}
      </Button>
    </li>
  );
}
