import { CalendarCheck2, MousePointerClick } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { type Today as Answered, type Id, type TodayRow, useQuery } from '../../bridge';
import { Avatar, Chip, EmptyState, Page, Pane, useFormat } from '../../kit';
import { Answer } from '../../shell/answer';
import { useKeyMap } from '../../shell/keys';
import { setParams, usePlace } from '../../shell/router';
import { words } from './messages';
import { OutcomeForm } from './outcome-form';
import styles from './today.module.css';

export function Today() {
  const today = useQuery('followups.today', null);
  return <Answer of={today}>{(answer) => <Day answer={answer} />}</Answer>;
}

function Day({ answer }: { answer: Answered }) {
  const { params } = usePlace();
  const all = [...answer.missed, ...answer.rows];
  const at = all.findIndex((row) => row.task_id === params.task);
  const chosen = all[at] ?? all[0];
  const choose = (id: Id | undefined) => id !== undefined && setParams({ task: id }, { replace: true });
  const index = Math.max(0, at);
  const step = (by: number) => choose(all[Math.min(all.length - 1, Math.max(0, index + by))]?.task_id);
  useKeyMap({ arrowdown: () => step(1), arrowup: () => step(-1), j: () => step(1), k: () => step(-1) });
  const done = answer.done_today;
  const share = all.length + done === 0 ? 0 : (100 * done) / (all.length + done);
  /** The row that takes the focus, because the form that had it is done with. */
  const [wanted, setWanted] = useState<Id | null>(null);
  const goOn = () => {
    const next = all[index + 1] ?? all[index - 1];
    choose(next?.task_id);
    setWanted(next?.task_id ?? null);
  };
  return (
    <Page
      title={words.title}
      sub={words.summary(answer.missed.length, answer.rows.length + answer.more, done)}
      tools={
        <div
          className={styles.meter}
          role="progressbar"
          aria-label={words.progress}
          aria-valuenow={Math.round(share)}
          aria-valuemin={0}
          aria-valuemax={100}
        >
          <div style={{ width: `${share}%` }} />
        </div>
      }
    >
      <div className={styles.page}>
        <Pane label={words.list}>
          {all.length === 0 ? (
            <EmptyState icon={<CalendarCheck2 />} title={words.empty} body={words.emptyBody} />
          ) : (
            <div className={styles.list} role="listbox" aria-label={words.list} tabIndex={-1}>
              <Group
                label={words.missed}
                rows={answer.missed}
                chosen={chosen}
                wanted={wanted}
                isMissed
                onChoose={choose}
              />
              <Group
                label={words.rows}
                rows={answer.rows}
                chosen={chosen}
                wanted={wanted}
                onChoose={choose}
              />
            </div>
          )}
        </Pane>
        <Pane label={words.form}>
          {chosen ? (
            <OutcomeForm key={chosen.task_id} row={chosen} onDone={goOn} />
          ) : (
            <EmptyState icon={<MousePointerClick />} title={words.pick} body={words.pickBody} />
          )}
        </Pane>
      </div>
    </Page>
  );
}

function Group(props: {
  label: string;
  rows: readonly TodayRow[];
  chosen: TodayRow | undefined;
  wanted: Id | null;
  isMissed?: boolean;
  onChoose: (id: Id) => void;
}) {
  if (props.rows.length === 0) return null;
  return (
    <>
      <div className={styles.group} data-tone={props.isMissed ? 'bad' : undefined} role="presentation">
        {props.label}
      </div>
      {props.rows.map((row) => (
        <Row
          key={row.task_id}
          row={row}
          isChosen={row.task_id === props.chosen?.task_id}
          isWanted={row.task_id === props.wanted}
          isMissed={props.isMissed ?? false}
          onChoose={props.onChoose}
        />
      ))}
    </>
  );
}

function Row(props: {
  row: TodayRow;
  isChosen: boolean;
  isWanted: boolean;
  isMissed: boolean;
  onChoose: (id: Id) => void;
}) {
  const { row, isChosen, isWanted, isMissed } = props;
  const { when } = useFormat();
  const element = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isChosen) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  useEffect(() => {
    if (isWanted) element.current?.focus();
  }, [isWanted]);
  return (
    <button
      ref={element}
      type="button"
      role="option"
      aria-selected={isChosen}
      className={styles.row}
      data-missed={isMissed || undefined}
      data-testid="today-row"
      onClick={() => props.onChoose(row.task_id)}
    >
      <Avatar name={row.company} />
      <span>
        <span className={styles.head}>
          <strong>{row.title}</strong>
          {row.priority === 'high' && <Chip tone="bad">{words.high}</Chip>}
        </span>
        <div className={styles.who}>{[row.company, row.contact, row.phone].filter(Boolean).join(' · ')}</div>
        <div className={styles.why}>{row.why}</div>
      </span>
      <span className={styles.due} data-tone={row.is_overdue ? 'bad' : undefined}>
        {row.is_overdue ? words.overdue(when(row.due_at)) : words.due(when(row.due_at))}
      </span>
    </button>
  );
}
