import { CalendarCheck2, MousePointerClick, PartyPopper } from 'lucide-react';
import { useState } from 'react';
import { type Today as Answered, type Id, type TodayRow, useQuery } from '../../bridge';
import { Button, EmptyState, Page, Pane, Progress, useFormat } from '../../kit';
import { Answer } from '../../shell/answer';
import { useHands } from '../../shell/commands';
import { goTo, setParams, usePlace } from '../../shell/router';
import { PutAwayNotice } from '../email';
import { DayList } from './day-list';
import { words } from './messages';
import { OutcomeForm } from './outcome-form';
import { Several } from './several';
import styles from './today.module.css';

export function Today() {
  const today = useQuery('followups.today', null);
  return <Answer of={today}>{(answer) => <Day answer={answer} />}</Answer>;
}

function Day({ answer }: { answer: Answered }) {
  const all = [...answer.missed, ...answer.rows];
  const walk = useWalk(all);
  const { chosen, wanted, goOn } = walk;
  const { picked, pick, clear } = usePicked(all, walk);
  const done = answer.done_today;
  const open = all.length + answer.more;
  return (
    <Page
      title={words.title}
      sub={words.summary(
        answer.missed.length,
        answer.rows.length + answer.more,
        done,
        answer.calls_today,
        answer.mails_today,
      )}
      tools={
        <div className={styles.meter}>
          <Progress
            label={words.progress}
            value={open + done === 0 ? 0 : Math.round((100 * done) / (open + done))}
          />
        </div>
      }
    >
      <PutAwayNotice />
      <div className={styles.page} data-finished={all.length === 0 || undefined}>
        <Pane label={words.list}>
          {all.length === 0 ? (
            <NothingLeft answer={answer} />
          ) : (
            <DayList
              answer={answer}
              chosen={chosen}
              wanted={wanted}
              picked={picked}
              onChoose={walk.choose}
              onPick={pick}
            />
          )}
        </Pane>
        {all.length > 0 && (
          <Pane label={words.form}>
            {picked.size > 0 ? (
              <Several rows={all.filter((row) => picked.has(row.task_id))} onDone={clear} />
            ) : chosen ? (
              <OutcomeForm key={chosen.task_id} row={chosen} onDone={goOn} />
            ) : (
              <EmptyState icon={<MousePointerClick />} title={words.pick} body={words.pickBody} />
            )}
          </Pane>
        )}
      </div>
    </Page>
  );
}

/** Nothing is left: what was done, and what comes next. */
function Finished({ answer }: { answer: Answered }) {
  const { dayHeading } = useFormat();
  const { done_today: done, calls_today: calls, mails_today: mails, next_day: next } = answer;
  const ahead = next && words.nextDay(dayHeading(next.on), next.count, next.first);
  return (
    <EmptyState
      icon={done > 0 ? <PartyPopper /> : <CalendarCheck2 />}
      title={done > 0 ? words.finished : words.empty}
      body={done > 0 ? words.finishedBody(done, calls, mails) : words.emptyBody}
      action={<p className={styles.ahead}>{ahead ?? words.noNextDay}</p>}
    />
  );
}

interface Walk {
  chosen: TodayRow | undefined;
  /** The row that takes the focus, because the form that had it is done with. */
  wanted: Id | null;
  choose: (id: Id) => void;
  step: (by: number) => TodayRow | undefined;
  goOn: () => void;
}

/** Which row is in front, and the way to its neighbours. */
function useWalk(all: readonly TodayRow[]): Walk {
  const { params } = usePlace();
  const [wanted, setWanted] = useState<Id | null>(null);
  const at = Math.max(
    0,
    all.findIndex((row) => row.task_id === params.task),
  );
  const choose = (id: Id) => setParams({ task: id }, { replace: true });
  const step = (by: number) => {
    const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
    if (next) choose(next.task_id);
    return next;
  };
  const goOn = () => {
    const next = all[at + 1] ?? all[at - 1];
    if (next) choose(next.task_id);
    setWanted(next?.task_id ?? null);
  };
  useHands({ 'today.next': () => step(1), 'today.previous': () => step(-1) });
  return { chosen: all[at], wanted, choose, step, goOn };
}

/** Rows that are selected to be moved together. One that has left the day is selected no longer. */
function usePicked(all: readonly TodayRow[], { chosen, step }: Walk) {
  const [ids, setIds] = useState<ReadonlySet<Id>>(new Set());
  const picked = new Set(all.map((row) => row.task_id).filter((id) => ids.has(id)));
  const clear = () => setIds(new Set());
  const pick = (id: Id, is = !picked.has(id)) => {
    const next = new Set(picked);
    if (is) next.add(id);
    else next.delete(id);
    setIds(next);
  };
  const pickTo = () => {
    if (!chosen) return;
    const next = step(1);
    setIds(new Set([...picked, chosen.task_id, ...(next ? [next.task_id] : [])]));
  };
  useHands({
    'today.select': chosen ? () => pick(chosen.task_id) : null,
    'today.select_to': chosen ? pickTo : null,
    'today.select_all': all.length > 0 ? () => setIds(new Set(all.map((row) => row.task_id))) : null,
    'today.select_none': picked.size > 0 ? clear : null,
    'today.reschedule': chosen && picked.size === 0 ? () => pick(chosen.task_id, true) : null,
  });
  return { picked, pick, clear };
}

/** The day is done; or it has not begun, because no mailbox is connected. */
function NothingLeft({ answer }: { answer: Answered }) {
  const status = useQuery('app.status', {}).data;
  if (status && !status.account && status.counts.total === 0) {
    const way = <Button onClick={() => goTo('settings', 'account')}>{words.connect}</Button>;
    return (
      <EmptyState
        icon={<CalendarCheck2 />}
        title={words.unconnected}
        body={words.unconnectedBody}
        action={way}
      />
    );
  }
  return <Finished answer={answer} />;
}
