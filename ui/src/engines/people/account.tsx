import { LogIn, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { type AppStatus, useCommand, useQuery } from '../../bridge';
import { Avatar, Button, Dialog, notify, Spinner, useFormat } from '../../kit';
import { Answer } from '../../shell/answer';
import { words } from './messages';
import { Approval, Registration } from './registration';
import styles from './settings.module.css';

export function Account() {
  const status = useQuery('app.status', {});
  return (
    <div className={styles.stack}>
      <p className={styles.lead}>{words.accountBody}</p>
      <Answer of={status}>{(answer) => <Mailbox status={answer} />}</Answer>
      <SetAside />
    </div>
  );
}

function Mailbox({ status }: { status: AppStatus }) {
  const registered = useQuery('app.registration', {}).data;
  // Where Microsoft is simulated there is nothing to register.
  const isRegistered = registered === null || (registered?.registration.client_id ?? '') !== '';
  const { account, sign_in: state } = status;
  if (account) {
    return (
      <div className={styles.stack}>
        <Connected account={account} isBusy={state.state === 'waiting'} />
        {state.state !== 'signed_in' && <SignIn state={state} canSignIn={isRegistered} />}
      </div>
    );
  }
  return (
    <div className={styles.stack}>
      {registered && <Registration known={registered.registration} isFixed={registered.is_fixed} />}
      <p>{words.signedOut}</p>
      <SignIn state={state} canSignIn={isRegistered} />
      {isRegistered && <Approval link={status.approval_link} />}
    </div>
  );
}

/** The way in, the first time and whenever Microsoft asks again: what went wrong last, and how far the try has come. */
function SignIn({ state, canSignIn }: { state: AppStatus['sign_in']; canSignIn: boolean }) {
  const signIn = useCommand('app.sign_in');
  const cancel = useCommand('app.cancel_sign_in');
  const isWaiting = state.state === 'waiting';
  return (
    <>
      {state.state === 'failed' && (
        <p className={styles.error} role="alert">
          {words.failed}: {state.reason}
        </p>
      )}
      <div className={styles.row}>
        <Button
          look="primary"
          icon={<LogIn size={16} aria-hidden="true" />}
          disabled={signIn.isPending || isWaiting || !canSignIn}
          onClick={() => signIn.mutate({})}
        >
          {state.state === 'failed' ? words.signInAgain : words.signIn}
        </Button>
        {isWaiting && (
          <>
            <Spinner label={words.waiting} />
            <span>{words.waiting}</span>
            <Button onClick={() => cancel.mutate({})}>{words.cancel}</Button>
          </>
        )}
      </div>
    </>
  );
}

function Connected(props: { account: NonNullable<AppStatus['account']>; isBusy: boolean }) {
  const { account, isBusy } = props;
  const [isLeaving, setLeaving] = useState(false);
  const signOut = useCommand('app.sign_out', { onDone: () => setLeaving(false) });
  const sync = useCommand('app.sync_now');
  return (
    <div className={styles.row} data-testid="account">
      <Avatar name={account.name || account.address} />
      <div className={styles.who}>
        <strong>{account.name}</strong>
        <span className={styles.lead}>{account.address}</span>
      </div>
      <Button icon={<RefreshCw size={16} aria-hidden="true" />} onClick={() => sync.mutate({})}>
        {words.syncNow}
      </Button>
      <Button disabled={isBusy} onClick={() => setLeaving(true)}>
        {words.signOut}
      </Button>
      {isLeaving && (
        <Dialog
          title={words.signOutTitle}
          description={words.signOutBody}
          submit={words.signOut}
          cancel={words.cancel}
          isBusy={signOut.isPending}
          onSubmit={() => signOut.mutate({})}
          onClose={() => setLeaving(false)}
        />
      )}
    </div>
  );
}

/** Mails that could not be read: shown, so that none is lost in silence. */
function SetAside() {
  const mails = useQuery('email.unreadable', null).data ?? [];
  const { when } = useFormat();
  const retry = useCommand('email.retry_unreadable', {
    onDone: () => notify({ title: words.retrying }),
  });
  if (mails.length === 0) return null;
  return (
    <section className={styles.stack} aria-label={words.quarantine}>
      <h3>{words.quarantine}</h3>
      <p className={styles.lead}>{words.quarantineBody}</p>
      <ul className={styles.holidays}>
        {mails.map((mail) => (
          <li key={mail.id}>
            <time dateTime={mail.found_at}>{when(mail.found_at)}</time>
            <span>{mail.reason}</span>
          </li>
        ))}
      </ul>
      <div className={styles.row}>
        <Button
          icon={<RefreshCw size={16} aria-hidden="true" />}
          disabled={retry.isPending}
          onClick={() => retry.mutate(null)}
        >
          {words.retryUnreadable}
        </Button>
      </div>
    </section>
  );
}
