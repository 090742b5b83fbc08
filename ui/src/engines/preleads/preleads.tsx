import { MousePointerClick, UserRoundCheck } from 'lucide-react';
import type { Id, Prelead } from '../../bridge';
import { useQuery } from '../../bridge';
import { Avatar, EmptyState, Page, Pane, useFormat } from '../../kit';
import { Answer } from '../../shell/answer';
import { useKeyMap } from '../../shell/keys';
import { go, usePlace } from '../../shell/router';
import { words } from './messages';
import styles from './preleads.module.css';
import { ValidateForm } from './validate-form';

export function Preleads() {
  const list = useQuery('preleads.list', { stage: null });
  return <Answer of={list}>{(answer) => <Waiting rows={answer} />}</Answer>;
}

const choose = (id: Id) => go({ path: ['preleads', id], params: {} }, { replace: true });

function Waiting({ rows }: { rows: readonly Prelead[] }) {
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
  useKeyMap({ arrowdown: step(1), arrowup: step(-1), j: step(1), k: step(-1) });
  const goOn = () => {
    const next = rows[at + 1] ?? rows[at - 1];
    if (next) choose(next.id);
  };
  return (
    <Page title={words.title} sub={words.sub(rows.length)}>
      <div className={styles.page}>
        <Pane label={words.list}>
          {rows.length === 0 ? (
            <EmptyState icon={<UserRoundCheck />} title={words.empty} body={words.emptyBody} />
          ) : (
            <div className={styles.list} role="listbox" aria-label={words.list} tabIndex={-1}>
              {rows.map((row) => (
                <Row key={row.id} row={row} isChosen={row.id === chosen?.id} />
              ))}
            </div>
          )}
        </Pane>
        <Pane label={words.form}>
          {chosen ? (
            <ValidateForm key={chosen.id} row={chosen} onDone={goOn} />
          ) : (
            <EmptyState icon={<MousePointerClick />} title={words.pick} body={words.pickBody} />
          )}
        </Pane>
      </div>
    </Page>
  );
}

function Row({ row, isChosen }: { row: Prelead; isChosen: boolean }) {
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
        <span className={`${styles.line} ${styles.muted}`}>
          {[row.wants, row.company_name, row.address].filter(Boolean).join(' · ')}
        </span>
      </span>
      <time className={styles.muted} dateTime={row.seen_at}>
        {when(row.seen_at)}
      </time>
    </button>
  );
}
