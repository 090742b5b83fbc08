import { Inbox as InboxIcon, Paperclip } from 'lucide-react';
import { type MouseEvent, memo, type ReactNode, useEffect, useState } from 'react';
import type { Folder, Id, MailRow } from '../../bridge';
import { type Anchor, anchorOf, Chip, count, EmptyState, useFormat, type useWindow } from '../../kit';
import { ContextMenu, type MenuOf } from '../../shell/commands';
import styles from './inbox.module.css';
import { emptied, intents, words } from './messages';
import type { Rows } from './rows';
import { bandOf, toneOf } from './verdict';

/** Every row is one height, so a folder of any size is a window on it. */
export const ROW = 84;
/** What a right click on a mail offers. */
const MENU: MenuOf = [
  'mail.reply',
  'mail.reply_all',
  'mail.forward',
  null,
  'mail.accept',
  'mail.correct',
  null,
  'mail.link',
  'mail.enquiry',
  null,
  'mail.archive',
  'mail.unarchive',
  'mail.snooze',
  'mail.unsnooze',
  'mail.junk',
  'mail.unjunk',
  null,
  'mail.read',
  'mail.unread',
  'mail.print',
];
/** What the folder tabs are tabs of. */
export const LIST_ID = 'mails';

export function MailList(props: {
  rows: Rows;
  span: ReturnType<typeof useWindow>;
  chosen: Id | undefined;
  chosenIndex: number;
  /** Those that are selected beside each other; none while there is only the one that is read. */
  marked: ReadonlySet<Id>;
  folder: Folder;
  isSearch: boolean;
  onChoose: (id: Id) => void;
  onPress: (index: number, row: MailRow, event: MouseEvent) => void;
}) {
  const { rows, span, chosen, chosenIndex, marked, onChoose, onPress } = props;
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
          isMarked={marked.has(row.id)}
          onPress={onPress}
        />,
      );
    }
  }
  const isDrawn = chosenIndex >= span.first && chosenIndex < span.last;
  const own = emptied[props.folder];
  const isEmpty = rows.total === 0 && !rows.isLoading && rows.failed === null;
  const [menu, setMenu] = useState<Anchor | null>(null);
  const onContextMenu = (event: MouseEvent) => {
    const row = event.target instanceof Element ? event.target.closest('[role="option"]') : null;
    const id = row?.id.replace(/^mail-/, '') ?? chosen;
    if (id === undefined) return;
    event.preventDefault();
    if (id !== chosen && !marked.has(id)) onChoose(id);
    setMenu(anchorOf(event));
  };
  return (
    <>
      {isEmpty && (
        <div className={styles.rows}>
          <EmptyState
            icon={<InboxIcon />}
            title={props.isSearch ? words.notFound : (own?.title ?? words.empty)}
            body={props.isSearch ? words.notFoundBody : (own?.body ?? words.emptyBody)}
          />
        </div>
      )}
      <div
        ref={span.ref}
        id={LIST_ID}
        className={styles.rows}
        role="listbox"
        aria-label={words.list}
        aria-multiselectable={true}
        // With nothing in it, it is no list.
        hidden={isEmpty || rows.failed !== null}
        aria-activedescendant={isDrawn ? `mail-${chosen}` : undefined}
        tabIndex={0}
        data-testid="mail-list"
        onContextMenu={onContextMenu}
      >
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
  isMarked: boolean;
  onPress: (index: number, row: MailRow, event: MouseEvent) => void;
}

const Row = memo(function Row({ row, index, total, isChosen, isMarked, onPress }: RowProps) {
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
      aria-selected={isChosen || isMarked}
      aria-setsize={total}
      aria-posinset={index + 1}
      data-unread={row.unread > 0 || undefined}
      data-marked={isMarked || undefined}
      data-testid="mail-row"
      style={{ height: ROW, transform: `translateY(${index * ROW}px)` }}
      onClick={(event) => onPress(index, row, event)}
    >
      <span className={styles.line}>
        <span className={styles.from}>
          {row.unread > 0 && <span className="sr-only">{words.unread} </span>}
          {row.company ? `${from} · ${row.company}` : from}
        </span>
        {row.mails > 1 && (
          <span className={styles.count} title={words.inConversation(row.mails)} data-testid="mails">
            {count(row.mails)}
          </span>
        )}
        {row.is_back && (
          <Chip tone="brand" title={words.backTitle}>
            {words.back_again}
          </Chip>
        )}
        <time className={styles.time} dateTime={row.snoozed_until ?? row.received_at}>
          {row.snoozed_until === null ? when(row.received_at) : words.until(when(row.snoozed_until))}
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
