import { CircleCheck, RefreshCw, TriangleAlert } from 'lucide-react';
import { type Problem, useCommand, useQuery } from '../../bridge';
import { Button, EmptyState, notify, Page, Pane } from '../../kit';
import { Answer } from '../answer';
import { goTo } from '../router';
import { words } from './messages';
import styles from './problems.module.css';

/** Everything that is wrong at this desk, each with a way on. */
export default function Problems() {
  const problems = useQuery('app.problems', {});
  const tools = (
    <Button icon={<RefreshCw size={16} aria-hidden="true" />} onClick={() => void problems.refetch()}>
      {words.lookAgain}
    </Button>
  );
  return (
    <Page title={words.title} tools={tools}>
      <Pane label={words.list} className={styles.pane}>
        <Answer of={problems}>
          {(all) =>
            all.length === 0 ? (
              <EmptyState icon={<CircleCheck />} title={words.none} body={words.noneBody} />
            ) : (
              <ul className={styles.list}>
                {all.map((problem, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: they have no ids, and are drawn anew each time
                  <One key={at} problem={problem} />
                ))}
              </ul>
            )
          }
        </Answer>
      </Pane>
    </Page>
  );
}

function One({ problem }: { problem: Problem }) {
  const { kind, count, detail, who } = problem;
  return (
    <li className={styles.problem} data-testid="problem">
      <TriangleAlert size={20} aria-hidden="true" className={styles.mark} />
      <div className={styles.said}>
        <strong>{words.kinds[kind](count)}</strong>
        {who && <span>{words.to(who)}</span>}
        {detail && <span>{detail}</span>}
        <span className={styles.body}>{words.bodies[kind]}</span>
      </div>
      <div className={styles.ways}>
        <Ways problem={problem} />
      </div>
    </li>
  );
}

function Ways({ problem }: { problem: Problem }) {
  const sync = useCommand('app.sync_now');
  const retry = useCommand('email.retry_unreadable', {
    onDone: () => notify({ title: words.retried }),
  });
  const { ways } = words;
  switch (problem.kind) {
    case 'disk_nearly_full':
    case 'no_backup':
      return null;
    case 'office_revoked':
    case 'office_trouble':
    case 'needs_update':
    case 'refused':
      return <Button onClick={() => goTo('settings', 'office')}>{ways.office}</Button>;
    case 'sign_in':
      return (
        <Button look="primary" onClick={() => goTo('settings', 'account')}>
          {ways.signIn}
        </Button>
      );
    case 'mailbox':
      return <Button onClick={() => sync.mutate({})}>{ways.sync}</Button>;
    case 'unknown':
    case 'not_sent': {
      const { enquiry_id: id } = problem;
      if (id === null) return <Button onClick={() => goTo('today')}>{ways.today}</Button>;
      return <Button onClick={() => goTo('enquiry', id)}>{ways.enquiry}</Button>;
    }
    case 'unreadable':
      return (
        <>
          <Button disabled={retry.isPending} onClick={() => retry.mutate(null)}>
            {ways.retry}
          </Button>
          <Button look="subtle" onClick={() => goTo('mailbox')}>
            {ways.see}
          </Button>
        </>
      );
  }
}
