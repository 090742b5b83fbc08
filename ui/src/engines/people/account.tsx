import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { type AppStatus, useCommand, useQuery } from '../../bridge';
import { Avatar, Button, Dialog } from '../../kit';
import { Answer } from '../../shell/answer';
import { words } from './messages';
import { Approval, Registration } from './registration';
import styles from './settings.module.css';
import { SignIn } from './sign-in';

export function Account() {
  const status = useQuery('app.status', {});
  return (
    <div className={styles.stack}>
      <p className={styles.lead}>{words.accountBody}</p>
      <Answer of={status}>{(answer) => <Mailbox status={answer} />}</Answer>
    </div>
  );
}

function Mailbox({ status }: { status: AppStatus }) {
  const { data: registered } = useQuery('app.registration', {});
  // Where Microsoft is simulated there is nothing to register.
  const known = registered?.registration.client_id ?? '';
  const isRegistered = registered === null || known !== '';
  const app = registered === undefined ? null : known;
  const { account, sign_in } = status;
  if (account) {
    return (
      <div className={styles.stack}>
        <Connected account={account} isBusy={sign_in.state === 'waiting'} />
        {sign_in.state !== 'signed_in' && <SignIn status={status} app={app} canSignIn={isRegistered} />}
      </div>
    );
  }
  return (
    <div className={styles.stack}>
      {registered && <Registration known={registered.registration} isFixed={registered.is_fixed} />}
      <p>{words.signedOut}</p>
      <SignIn status={status} app={app} canSignIn={isRegistered} />
      {isRegistered && sign_in.trouble?.remedy !== 'approval' && <Approval link={status.approval_link} />}
    </div>
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
