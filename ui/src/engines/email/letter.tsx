import { ChevronDown, ChevronRight, Paperclip } from 'lucide-react';
import { useState } from 'react';
import { type Address, host, type MailDetail, type MailRow, useQuery } from '../../bridge';
import { Avatar, useFormat } from '../../kit';
import { Answer } from '../../shell/answer';
import { Attachments } from './attachments';
import styles from './letter.module.css';
import { words } from './messages';
import { OwnPictures, Pictures } from './pictures';

/** One mail of a conversation: a line, or all of it. */
export function Letter(props: {
  row: MailRow;
  isOpen: boolean;
  /** The one that the pane is about; only one is alone. */
  isChosen: boolean;
  isAlone: boolean;
  onToggle: () => void;
}) {
  const { row, isOpen, isAlone, onToggle } = props;
  const who = row.is_outgoing ? words.you : row.from.name || row.from.address;
  return (
    <article
      className={styles.letter}
      aria-label={words.sender(who)}
      data-open={isOpen || undefined}
      data-alone={isAlone || undefined}
      data-chosen={props.isChosen || undefined}
      data-testid="letter"
    >
      {isOpen ? (
        <Whole {...props} who={who} />
      ) : (
        <button
          type="button"
          className={styles.folded}
          aria-expanded={false}
          data-unread={!row.is_read || undefined}
          onClick={onToggle}
        >
          <FoldedLine row={row} who={who} />
        </button>
      )}
    </article>
  );
}

function FoldedLine({ row, who }: { row: MailRow; who: string }) {
  const { when } = useFormat();
  return (
    <>
      <ChevronRight size={14} aria-hidden="true" />
      <strong>{who}</strong>
      <span className={styles.preview}>{row.preview}</span>
      {row.has_attachments && <Paperclip size={14} role="img" aria-label={words.attachments} />}
      <time dateTime={row.received_at}>{when(row.received_at)}</time>
    </>
  );
}

function Whole(props: {
  row: MailRow;
  who: string;
  isChosen: boolean;
  isAlone: boolean;
  onToggle: () => void;
}) {
  const detail = useQuery('email.detail', { id: props.row.id });
  return <Answer of={detail}>{(answer) => <Inside {...props} detail={answer} />}</Answer>;
}

function Inside(props: {
  detail: MailDetail;
  who: string;
  isChosen: boolean;
  isAlone: boolean;
  onToggle: () => void;
}) {
  const { detail, who, isChosen, isAlone, onToggle } = props;
  const { row } = detail;
  const [isShown, setShown] = useState(false);
  const hasPictures = isShown || detail.shows_pictures;
  return (
    <>
      <Head detail={detail} who={who} onToggle={isAlone ? null : onToggle} />
      <Attachments detail={detail} />
      {isChosen && <Pictures detail={detail} isShown={isShown} onShow={() => setShown(true)} />}
      <OwnPictures detail={detail} />
      <div className={styles.body} style={isAlone ? undefined : { height: heightOf(detail) }}>
        {/* No scripts and no origin of its own: whatever a stranger wrote, it can reach nothing. */}
        <iframe
          // The page holds its pictures: it is another one once they are here.
          key={detail.pictures_away}
          className={styles.frame}
          title={words.body(row.subject || words.noSubject)}
          sandbox="allow-popups"
          referrerPolicy="no-referrer"
          src={host.mailUrl(row.id, hasPictures)}
          data-testid="mail-body"
        />
      </div>
      {detail.is_pending && <p className={styles.note}>{words.pending}</p>}
      {detail.is_truncated && <p className={styles.note}>{words.truncated}</p>}
    </>
  );
}

const LINE = 21;
const LETTERS_IN_LINE = 90;

/**
 * About as high as what its author wrote. The frame is shut in, so nobody can measure it; what is longer scrolls, and the
 * edge can be dragged.
 */
function heightOf({ text, verdict }: MailDetail): number {
  const own = verdict?.newest || text.replace(/^>.*$/gm, '');
  const lines = own
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / LETTERS_IN_LINE)), 0);
  return Math.min(1200, Math.max(120, 72 + lines * LINE));
}

function Head({ detail, who, onToggle }: { detail: MailDetail; who: string; onToggle: (() => void) | null }) {
  const { row, recipients, reply_to } = detail;
  const { dateTime } = useFormat();
  const inside = (
    <>
      <Avatar name={who} />
      <span className={styles.names}>
        <span>
          {row.is_outgoing ? (
            words.you
          ) : (
            <>
              {row.from.name} <span className={styles.people}>{`<${row.from.address}>`}</span>
            </>
          )}
        </span>
        <span className={styles.people}>
          {words.to}: {listed(recipients)}
        </span>
        {reply_to.length > 0 && (
          <span className={styles.people} data-testid="reply-to">
            {words.replyTo}: {reply_to.map((person) => person.address).join(', ')}
          </span>
        )}
      </span>
      <time className={styles.people} dateTime={row.received_at}>
        {dateTime(row.received_at)}
      </time>
      {onToggle && <ChevronDown size={14} aria-hidden="true" />}
    </>
  );
  if (onToggle === null) return <header className={styles.head}>{inside}</header>;
  return (
    <button type="button" className={styles.head} aria-expanded={true} onClick={onToggle}>
      {inside}
    </button>
  );
}

function listed(people: readonly Address[]): string {
  const names = people.slice(0, 4).map((person) => person.name || person.address);
  return people.length > 4 ? `${names.join(', ')} +${people.length - 4}` : names.join(', ');
}
