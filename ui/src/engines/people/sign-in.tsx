import { LogIn } from 'lucide-react';
import { type AppStatus, type SignInTrouble, useCommand } from '../../bridge';
import { Button, Spinner, useFormat } from '../../kit';
import { CopyButton } from './copy';
import { words } from './messages';
import { Approval } from './registration';
import styles from './settings.module.css';

/** What leads on by the person's own hand: there the way in is what the eye should find. */
const OWN: ReadonlySet<SignInTrouble['remedy']> = new Set(['again', 'other_account', 'later', 'computer']);

/**
 * The way in, the first time and whenever Microsoft asks again: what went wrong last, and how far the try has come.
 * `app` is what the program is called at Microsoft: null while that is not known, and empty where it has no name.
 */
export function SignIn(props: { status: AppStatus; app: string | null; canSignIn: boolean }) {
  const { status, app, canSignIn } = props;
  const { state, trouble } = status.sign_in;
  const signIn = useCommand('app.sign_in');
  const cancel = useCommand('app.cancel_sign_in');
  const isWaiting = state === 'waiting';
  return (
    <>
      {trouble && <Trouble trouble={trouble} status={status} app={app} />}
      <div className={styles.row}>
        <Button
          look={trouble && !OWN.has(trouble.remedy) ? 'plain' : 'primary'}
          icon={<LogIn size={16} aria-hidden="true" />}
          disabled={signIn.isPending || isWaiting || !canSignIn}
          onClick={() => signIn.mutate({})}
        >
          {trouble ? words.trouble[trouble.remedy].next : words.signIn}
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

/** Why it did not work, and what leads on. */
function Trouble({
  trouble,
  status,
  app,
}: {
  trouble: SignInTrouble;
  status: AppStatus;
  app: string | null;
}) {
  const { remedy, reason } = trouble;
  const { title, body } = words.trouble[remedy];
  const { dateTime, zone } = useFormat();
  const at = `${dateTime(trouble.at)}, ${zone}`;
  const text = app !== null && words.forIt.text(reason, app, status.account?.address ?? null, at);
  return (
    <section className={styles.trouble} data-testid="sign-in-trouble" aria-label={title}>
      <div role="alert">
        <strong>{title}</strong>
        <p>{reason}</p>
        {body !== null && <p>{body}</p>}
      </div>
      {remedy === 'approval' && <Approval link={status.approval_link} />}
      {(remedy === 'policy' || remedy === 'registration') && text && (
        <>
          <pre className={styles.told}>{text}</pre>
          <div className={styles.row}>
            <CopyButton text={text} label={words.forIt.copy} />
          </div>
        </>
      )}
    </section>
  );
}
