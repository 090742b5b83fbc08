import { Inbox as InboxIcon, Paperclip } from 'lucide-react';
import { type MouseEvent, memo, type ReactNode, useEffect, useState } from 'react';
import type { Id, MailRow } from '../../bridge';
import { type Anchor, anchorOf, Chip, EmptyState, useFormat, type useWindow } from '../../kit';
import { ContextMenu, type MenuOf } from '../../shell/commands';
import styles from './inbox.module.css';
import { intents, words } from './messages';
import type { Rows } from './rows';
import { bandOf, toneOf } from './verdict';

/** Every row is one height, so a folder of any size is a window on it. */
export const ROW = 84;
/** What a right click on a mail offers. */
const MENU: MenuOf = [
  'mail.reply',
  'mail.accept',
  'mail.correct',
  null,
  'mail.link',
  'mail.enquiry',
  null,
  'mail.archive',
  'mail.unarchive',
  'mail.read',
  'mail.unread',
];
/** What the folder tabs are tabs of. */
export const LIST_ID = 'mails';

export function MailList(props: {
  rows: Rows;
  span: ReturnType<typeof useWindow>;
  chosen: Id | undefined;
  chosenIndex: number;
  isSearch: boolean;
  onChoose: (id: Id) => void;
}) {
  const { rows, span, chosen, chosenIndex, onChoose } = props;
  const { scrollTo } = span;
  useEffect(() => {
    if (chosenIndex >= 0) scrollTo(chosenIndex);
  }, [chosenIndex, scrollTo]);
  const drawn: ReactNode[] = [];
  for (let index = span.first; index < Math.min(span.last, rows.total); index += 1) {
    const row = rows.at(index);
    if (row) {
      drawn.push(
        <Row
          key={row.id}
          row={row}
          index={index}
          total={rows.total}
          isChosen={row.id === chosen}
          onChoose={onChoose}
        />,
      );
    }
  }
  const isEmpty = rows.total === 0 && !rows.isLoading;
  const [menu, setMenu] = useState<Anchor | null>(null);
  const onContextMenu = (event: MouseEvent) => {
    const row = event.target instanceof Element ? event.target.closest('[role="option"]') : null;
    const id = row?.id.replace(/^mail-/, '') ?? chosen;
    if (id === undefined) return;
    event.preventDefault();
    if (id !== chosen) onChoose(id);
    setMenu(anchorOf(event));
  };
  return (
    <>
      <div
        ref={span.ref}
        id={LIST_ID}
        className={styles.rows}
        role="listbox"
        aria-label={words.list}
        aria-activedescendant={chosen && `mail-${chosen}`}
        tabIndex={0}
        data-testid="mail-list"
        onContextMenu={onContextMenu}
      >
        {isEmpty && (
          <EmptyState
            icon={<InboxIcon />}
            title={props.isSearch ? words.notFound : words.empty}
            body={words.emptyBody}
          />
        )}
        <div style={{ height: rows.total * ROW }} role="presentation">
          {drawn}
        </div>
      </div>
      <ContextMenu ids={MENU} anchor={menu} onClose={() => setMenu(null)} />
    </>
  );
}

interface RowProps {
  row: MailRow;
  index: number;
  total: number;
  isChosen: boolean;
  onChoose: (id: Id) => void;
}

const Row = memo(function Row({ row, index, total, isChosen, onChoose }: RowProps) {
  const { when } = useFormat();
  const other = row.from.name || row.from.address;
  const from = row.is_outgoing ? words.toName(other) : other;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list itself takes the keys
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the list, which names its active row
    <div
      id={`mail-${row.id}`}
      className={styles.row}
      role="option"
      aria-selected={isChosen}
      aria-setsize={total}
      aria-posinset={index + 1}
      data-unread={!row.is_read || undefined}
      data-testid="mail-row"
      style={{ height: ROW, transform: `translateY(${index * ROW}px)` }}
      onClick={() => onChoose(row.id)}
    >
      <span className={styles.line}>
        <span className={styles.from}>
          {!row.is_read && <span className="sr-only">{words.unread} </span>}
          {row.company ? `${from} · ${row.company}` : from}
        </span>
        <time className={styles.time} dateTime={row.received_at}>
          {when(row.received_at)}
        </time>
      </span>
      <span className={styles.line}>
        <span className={styles.subject}>{row.subject || words.noSubject}</span>
        {row.has_attachments && (
          <Paperclip className={styles.marks} size={14} role="img" aria-label={words.attachments} />
        )}
      </span>
      <span className={styles.line}>
        <span className={styles.preview}>{row.preview}</span>
        {row.intent && (
          <span className={styles.marks}>
            <IntentChip intent={row.intent} confidence={row.confidence} isSure={row.is_corrected} />
          </span>
        )}
      </span>
    </div>
  );
});

/** What a mail wants, with a question mark where that is not certain. */
export function IntentChip(props: {
  intent: NonNullable<MailRow['intent']>;
  confidence: number | null;
  isSure?: boolean;
}) {
  const band = props.isSure ? 'sure' : bandOf(props.confidence ?? 0);
  const percent = Math.round((props.confidence ?? 0) * 100);
  const title = props.isSure ? words.corrected : words.confidence(words.bands[band], percent);
  return (
    <Chip tone={band === 'unsure' ? 'outline' : toneOf(props.intent)} title={title}>
      {intents[props.intent]}
      {band === 'unsure' && ' ?'}
    </Chip>
  );
}
