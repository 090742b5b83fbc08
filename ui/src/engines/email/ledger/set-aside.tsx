import { RefreshCw } from 'lucide-react';
import { useCommand, useQuery } from '../../../bridge';
import { Button, notify, useFormat } from '../../../kit';
import styles from './ledger.module.css';
import { words } from './messages';

/** Mails that could not be read: shown, so that none is lost in silence. */
export function SetAside() {
  const mails = useQuery('email.unreadable', null).data ?? [];
  const { when } = useFormat();
  const { aside } = words;
  const retry = useCommand('email.retry_unreadable', { onDone: () => notify({ title: aside.retried }) });
  if (mails.length === 0) return null;
  return (
    <section className={styles.box} aria-label={aside.title}>
      <h2>{aside.title}</h2>
      <p className={styles.quiet}>{aside.body}</p>
      <ul className={styles.aside}>
        {mails.map((mail) => (
          <li key={mail.id}>
            <time dateTime={mail.found_at} className={styles.quiet}>
              {when(mail.found_at)}
            </time>
            <span>
              {mail.reason} ({aside.tried(mail.attempts)})
            </span>
          </li>
        ))}
      </ul>
      <Button
        icon={<RefreshCw size={16} aria-hidden="true" />}
        disabled={retry.isPending}
        onClick={() => retry.mutate(null)}
      >
        {aside.retry}
      </Button>
    </section>
  );
}
