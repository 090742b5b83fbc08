import { type Prelead, useCommand, useQuery } from '../../bridge';
import { Button, Chip, notify, useFormat } from '../../kit';
import { Mails } from './mails';
import { words } from './messages';
import styles from './preleads.module.css';

/** Stages whose mail nobody sees unless they look for it. */
const KEPT_OUT = ['barred', 'fake'];

/** A sender who was turned away: why, what has come since, and the way back. */
export function Away({ row, onDone }: { row: Prelead; onDone: () => void }) {
  const { when } = useFormat();
  const stages = useQuery('preleads.stages', null).data ?? [];
  const name = row.name || row.address;
  const reopen = useCommand('preleads.advance', {
    onDone: () => {
      notify({ title: words.reopened(name), tone: 'good' });
      onDone();
    },
  });
  return (
    <div className={styles.form} data-testid="turned-away">
      <header>
        <h2>{name}</h2>
        <p className={styles.muted}>
          {row.address} · {words.mails(row.mails)}
        </p>
      </header>
      <dl className={styles.facts}>
        <dt>{words.stage}</dt>
        <dd>
          <Chip>{stages.find((stage) => stage.key === row.stage)?.label ?? row.stage}</Chip>
        </dd>
        <dt>{words.since}</dt>
        <dd>{when(row.stage_since)}</dd>
        <dt>{words.reason}</dt>
        <dd>{row.reason ?? words.none}</dd>
        <dt>{words.lastMail}</dt>
        <dd>
          {row.subject} · {when(row.seen_at)}
        </dd>
      </dl>
      {row.wants && <p className={styles.reason}>{row.wants}</p>}
      <p className={styles.muted}>{KEPT_OUT.includes(row.stage) ? words.staysOut : words.comesIn}</p>
      <div className={styles.actions}>
        <Button
          look="primary"
          disabled={reopen.isPending}
          onClick={() => reopen.mutate({ id: row.id, to: 'validation', fields: {} })}
        >
          {words.reopen}
        </Button>
        <Mails id={row.id} />
      </div>
    </div>
  );
}
