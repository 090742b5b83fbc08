import { Check } from 'lucide-react';
import { type MouseEvent, useEffect, useRef, useState } from 'react';
import type { Today as Answered, Id, TodayRow } from '../../bridge';
import { type Anchor, Avatar, anchorOf, Chip, useFormat } from '../../kit';
import { ContextMenu, type MenuOf } from '../../shell/commands';
import { words } from './messages';
import styles from './today.module.css';

/** What a right click on a follow-up offers. */
const MENU: MenuOf = [
  'today.snooze',
  'today.mail',
  'today.open',
  null,
  'today.select',
  'today.select_all',
  'today.select_none',
];

interface ListProps {
  answer: Answered;
  chosen: TodayRow | undefined;
  wanted: Id | null;
  picked: ReadonlySet<Id>;
  onChoose: (id: Id) => void;
  onPick: (id: Id) => void;
}

/** What was missed stands first, then the day as it matters most. */
export function DayList({ answer, ...rest }: ListProps) {
  const [menu, setMenu] = useState<Anchor | null>(null);
  const onMenu = (id: Id, event: MouseEvent) => {
    event.preventDefault();
    rest.onChoose(id);
    setMenu(anchorOf(event));
  };
  return (
    <>
      <div
        className={styles.list}
        role="listbox"
        aria-label={words.list}
        aria-multiselectable={rest.picked.size > 0}
        data-picking={rest.picked.size > 0 || undefined}
        tabIndex={-1}
      >
        <Group label={words.missed} rows={answer.missed} isMissed onMenu={onMenu} {...rest} />
        <Group label={words.rows} rows={answer.rows} isMissed={false} onMenu={onMenu} {...rest} />
      </div>
      <ContextMenu ids={MENU} anchor={menu} onClose={() => setMenu(null)} />
    </>
  );
}

interface GroupProps extends Omit<ListProps, 'answer'> {
  label: string;
  rows: readonly TodayRow[];
  isMissed: boolean;
  onMenu: (id: Id, event: MouseEvent) => void;
}

function Group({ label, rows, isMissed, chosen, wanted, picked, ...rest }: GroupProps) {
  if (rows.length === 0) return null;
  return (
    <>
      <div className={styles.group} data-tone={isMissed ? 'bad' : undefined} role="presentation">
        {label}
      </div>
      {rows.map((row) => (
        <Row
          key={row.task_id}
          row={row}
          isChosen={row.task_id === chosen?.task_id}
          isWanted={row.task_id === wanted}
          isPicked={picked.has(row.task_id)}
          isPicking={picked.size > 0}
          isMissed={isMissed}
          {...rest}
        />
      ))}
    </>
  );
}

interface RowProps {
  row: TodayRow;
  isChosen: boolean;
  isWanted: boolean;
  isPicked: boolean;
  /** Some row is selected: a click selects then, too. */
  isPicking: boolean;
  isMissed: boolean;
  onChoose: (id: Id) => void;
  onPick: (id: Id) => void;
  onMenu: (id: Id, event: MouseEvent) => void;
}

function Row(props: RowProps) {
  const { row, isChosen, isWanted, isPicked, isPicking, isMissed, onChoose, onPick, onMenu } = props;
  const { when } = useFormat();
  const element = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isChosen) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  useEffect(() => {
    if (isWanted) element.current?.focus();
  }, [isWanted]);
  const onClick = (event: MouseEvent) => {
    const isOnBox = event.target instanceof Element && event.target.closest('[data-box]') !== null;
    onChoose(row.task_id);
    if (isOnBox || event.ctrlKey || event.metaKey) onPick(row.task_id);
  };
  return (
    <button
      ref={element}
      type="button"
      role="option"
      aria-selected={isChosen}
      aria-checked={isPicking ? isPicked : undefined}
      className={styles.row}
      data-missed={isMissed || undefined}
      data-testid="today-row"
      onClick={onClick}
      onContextMenu={(event) => onMenu(row.task_id, event)}
    >
      <span className={styles.face} data-box title={words.several.select(row.title)} aria-hidden="true">
        <Avatar name={row.company} />
        <span className={styles.box} data-on={isPicked || undefined}>
          <Check size={14} />
        </span>
      </span>
      <span>
        <span className={styles.head}>
          <strong>{row.title}</strong>
          {row.priority === 'high' && <Chip tone="bad">{words.high}</Chip>}
        </span>
        <span className={styles.who}>
          {[row.company, row.contact, row.phone].filter(Boolean).join(' · ')}
        </span>
        <span className={styles.why}>{row.why}</span>
      </span>
      <span className={styles.due} data-tone={row.is_overdue ? 'bad' : undefined}>
        {row.is_overdue ? words.overdue(when(row.due_at)) : words.due(when(row.due_at))}
      </span>
    </button>
  );
}
