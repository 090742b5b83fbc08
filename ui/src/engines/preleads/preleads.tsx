import { MousePointerClick, UserRoundCheck, UserRoundX } from 'lucide-react';
import type { Id, Prelead } from '../../bridge';
import { useQuery } from '../../bridge';
import { Avatar, EmptyState, Page, Pane, Tabs, useFormat } from '../../kit';
import { Answer } from '../../shell/answer';
import { useHands } from '../../shell/commands';
import { go, here, usePlace } from '../../shell/router';
import { Away } from './away';
import { words } from './messages';
import styles from './preleads.module.css';
import { ValidateForm } from './validate-form';

const LIST_ID = 'preleads-list';
const SHOWN = ['waiting', 'away'] as const;
type Shown = (typeof SHOWN)[number];

/** Those who wait, and beside them those who were turned away and may be taken up anew. */
export function Preleads() {
  const shown: Shown = usePlace().params.show === 'away' ? 'away' : 'waiting';
  const list = useQuery('preleads.list', { stage: null, is_turned_away: shown === 'away' });
  return <Answer of={list}>{(answer) => <Senders rows={answer} shown={shown} />}</Answer>;
}

const choose = (id: Id) => go({ path: ['preleads', id], params: here().params }, { replace: true });

function Senders({ rows, shown }: { rows: readonly Prelead[]; shown: Shown }) {
  const { path } = usePlace();
  const at = Math.max(
    0,
    rows.findIndex((row) => row.id === path[1]),
  );
  const chosen = rows[at];
  const step = (by: number) => () => {
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
    if (next) choose(next.id);
  };
  useHands({ 'preleads.next': step(1), 'preleads.previous': step(-1) });
  const goOn = () => {
    const next = rows[at + 1] ?? rows[at - 1];
    if (next) choose(next.id);
  };
  const isAway = shown === 'away';
  return (
    <Page title={words.title} sub={isAway ? words.away(rows.length) : words.sub(rows.length)}>
      <div className={styles.page}>
        <Pane label={isAway ? words.tabs.away : words.list} className={styles.senders}>
          <div className={styles.tabs}>
            <Tabs
              label={words.shown}
              entries={SHOWN.map((key) => ({ key, label: words.tabs[key] }))}
              chosen={shown}
              panelId={LIST_ID}
              onChoose={(key) => go({ path: ['preleads'], params: key === 'away' ? { show: key } : {} })}
            />
          </div>
          <List rows={rows} chosen={chosen} isAway={isAway} />
        </Pane>
        <Pane label={isAway ? words.record : words.form}>
          {chosen === undefined ? (
            <EmptyState icon={<MousePointerClick />} title={words.pick} body={words.pickBody} />
          ) : isAway ? (
            <Away key={chosen.id} row={chosen} onDone={goOn} />
          ) : (
            <ValidateForm key={chosen.id} row={chosen} onDone={goOn} />
          )}
        </Pane>
      </div>
    </Page>
  );
}

function List(props: { rows: readonly Prelead[]; chosen: Prelead | undefined; isAway: boolean }) {
  const { rows, chosen, isAway } = props;
  const stages = useQuery('preleads.stages', null).data ?? [];
  const labelOf = (row: Prelead) => stages.find((stage) => stage.key === row.stage)?.label ?? row.stage;
  return (
    <div
      id={LIST_ID}
      role="tabpanel"
      aria-label={words.tabs[isAway ? 'away' : 'waiting']}
      className={styles.list}
    >
      {rows.length === 0 ? (
        <EmptyState
          icon={isAway ? <UserRoundX /> : <UserRoundCheck />}
          title={isAway ? words.noneAway : words.empty}
          body={isAway ? words.noneAwayBody : words.emptyBody}
        />
      ) : (
        <div role="listbox" aria-label={isAway ? words.tabs.away : words.list} tabIndex={-1}>
          {rows.map((row) => (
            <Row
              key={row.id}
              row={row}
              isChosen={row.id === chosen?.id}
              facts={
                isAway
                  ? [labelOf(row), words.mails(row.mails), row.address]
                  : [row.wants, row.company_name, row.address]
              }
            />
          ))}
        </div>
      )}
    </div>
  );
}

function Row({ row, isChosen, facts }: { row: Prelead; isChosen: boolean; facts: (string | null)[] }) {
  const { when } = useFormat();
  return (
    <button
      type="button"
      role="option"
      aria-selected={isChosen}
      className={styles.row}
      data-testid="prelead-row"
      onClick={() => choose(row.id)}
    >
      <Avatar name={row.company_name || row.name || row.address} />
      <span>
        <strong className={styles.line}>{row.name || row.address}</strong>
        <span className={styles.line}>{row.subject}</span>
        <span className={`${styles.line} ${styles.muted}`}>{facts.filter(Boolean).join(' · ')}</span>
      </span>
      <time className={styles.muted} dateTime={row.seen_at}>
        {when(row.seen_at)}
      </time>
    </button>
  );
}
