import { ArrowLeft, Paperclip } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type Address, host, type Id, type MailDetail, useCommand, useQuery } from '../../bridge';
import { Avatar, fileSize, IconButton, notify, Pane, useFormat } from '../../kit';
import { Answer } from '../../shell/answer';
import { CommandButton, useHands } from '../../shell/commands';
import { Composer } from './composer';
import { LinkDialog, OpenEnquiryDialog } from './dialogs';
import styles from './inbox.module.css';
import { words } from './messages';
import { Side } from './side';

/** Long enough to have looked at it; walking past a mail does not count as reading it. */
const READ_AFTER_MS = 900;

interface ReadingProps {
  id: Id;
  onBack: () => void;
  /** Picks the mail that follows this one; the answer goes to it. */
  planNext: () => () => void;
}

export function Reading(props: ReadingProps) {
  const detail = useQuery('email.detail', { id: props.id });
  return <Answer of={detail}>{(answer) => <Mail detail={answer} {...props} />}</Answer>;
}

type Open = 'reply' | 'link' | 'enquiry' | null;

function Mail({ detail, onBack, planNext }: ReadingProps & { detail: MailDetail }) {
  const { row } = detail;
  const [open, setOpen] = useState<Open>(null);
  const acts = useActs(detail, planNext);
  const isArchived = row.disposition === 'archived';
  useMarkRead(row.id, row.is_read);
  useHands({
    'mail.reply': () => setOpen('reply'),
    'mail.link': () => setOpen('link'),
    'mail.enquiry': () => setOpen('enquiry'),
    'mail.archive': isArchived ? null : acts.archive,
    'mail.unarchive': isArchived ? acts.unarchive : null,
    'mail.read': row.is_read ? null : acts.toggleRead,
    'mail.unread': row.is_read ? acts.toggleRead : null,
  });
  return (
    <div className={styles.reading}>
      <Pane label={words.reading} className={styles.mail}>
        <div className={styles.toolbar} role="toolbar" aria-label={words.reading}>
          <IconButton
            className={styles.back}
            label={words.back}
            icon={<ArrowLeft size={16} aria-hidden="true" />}
            onClick={onBack}
          />
          <CommandButton id="mail.reply" />
          <CommandButton id={isArchived ? 'mail.unarchive' : 'mail.archive'} />
          <CommandButton id="mail.link" />
          <CommandButton id="mail.enquiry" />
          <CommandButton id={row.is_read ? 'mail.unread' : 'mail.read'} isIcon />
        </div>
        <Head detail={detail} />
        {/* No scripts and no origin of its own: whatever a stranger wrote, it can reach nothing. */}
        <iframe
          className={styles.frame}
          title={words.body(row.subject || words.noSubject)}
          sandbox="allow-popups"
          referrerPolicy="no-referrer"
          src={host.mailUrl(row.id)}
          data-testid="mail-body"
        />
        {detail.is_pending && <p className={styles.note}>{words.pending}</p>}
        {detail.is_truncated && <p className={styles.note}>{words.truncated}</p>}
        {open === 'reply' && <Composer row={row} onClose={() => setOpen(null)} />}
      </Pane>
      <Pane label={words.side}>
        <Side detail={detail} onAccept={acts.accept} onCorrect={acts.correct} onLink={acts.link} />
      </Pane>
      {open === 'link' && <LinkDialog detail={detail} onLink={acts.link} onClose={() => setOpen(null)} />}
      {open === 'enquiry' && (
        <OpenEnquiryDialog detail={detail} onDone={planNext()} onClose={() => setOpen(null)} />
      )}
    </div>
  );
}

/** What can be done with a mail. What settles it moves on to the next one. */
function useActs({ row }: MailDetail, planNext: () => () => void) {
  const id = row.id;
  const unarchiving = useCommand('email.unarchive');
  const accepting = useCommand('email.accept');
  const correcting = useCommand('email.correct');
  const linking = useCommand('email.link');
  const marking = useCommand('email.mark_read');
  const archiving = useCommand('email.archive', {
    onDone: () =>
      notify({
        title: words.archivedToast,
        body: row.subject,
        action: { label: words.undo, onPick: () => unarchiving.mutate({ id }) },
      }),
  });
  return {
    accept: () => accepting.mutate({ id }, { onSuccess: planNext() }),
    archive: () => archiving.mutate({ id, reason: null }, { onSuccess: planNext() }),
    unarchive: () => unarchiving.mutate({ id }, { onSuccess: planNext() }),
    correct: (intent: NonNullable<MailDetail['row']['intent']>) => correcting.mutate({ id, intent }),
    link: (enquiry_id: Id) => linking.mutate({ id, enquiry_id }, { onSuccess: planNext() }),
    toggleRead: () => marking.mutate({ id, is_read: !row.is_read }),
  };
}

function useMarkRead(id: Id, isRead: boolean): void {
  const { mutate } = useCommand('email.mark_read', { onRefused: () => true });
  const [wasRead] = useState(isRead);
  useEffect(() => {
    if (wasRead) return;
    const timer = setTimeout(() => mutate({ id, is_read: true }), READ_AFTER_MS);
    return () => clearTimeout(timer);
  }, [id, wasRead, mutate]);
}

function Head({ detail }: { detail: MailDetail }) {
  const { row, recipients, attachments } = detail;
  const { dateTime } = useFormat();
  const files = attachments.filter((file) => !file.is_inline);
  return (
    <>
      <header className={styles.head}>
        <Avatar name={row.from.name || row.from.address} />
        <div>
          <h2>{row.subject || words.noSubject}</h2>
          <p>
            {row.is_outgoing ? (
              words.you
            ) : (
              <>
                {row.from.name} <span className={styles.people}>{`<${row.from.address}>`}</span>
              </>
            )}
          </p>
          <p className={styles.people}>
            {words.to}: {listed(recipients)}
          </p>
        </div>
        <time className={styles.people} dateTime={row.received_at}>
          {dateTime(row.received_at)}
        </time>
      </header>
      {files.length > 0 && (
        <div className={styles.files}>
          {files.map((file) => (
            <span key={file.id} className={styles.file} title={file.name}>
              <Paperclip size={14} aria-hidden="true" />
              <span>{file.name}</span>
              <small>{fileSize(file.size)}</small>
            </span>
          ))}
        </div>
      )}
    </>
  );
}

function listed(people: readonly Address[]): string {
  const names = people.slice(0, 4).map((person) => person.name || person.address);
  return people.length > 4 ? `${names.join(', ')} +${people.length - 4}` : names.join(', ');
}
