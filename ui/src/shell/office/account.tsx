import { type FormEvent, useState } from 'react';
import { useCommand, useRefused } from '../../bridge';
import { Button, notify, Spinner, TextField } from '../../kit';
import styles from './office.module.css';
import { words } from './words';

const said = words.account;
const FIELDS = ['login', 'password', 'before'];

/** The name and the password by which this person joins with other desks. */
export function Account() {
  const [isOpen, setOpen] = useState(false);
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [before, setBefore] = useState('');
  const refused = useRefused(FIELDS);
  const close = () => {
    setOpen(false);
    setPassword('');
    setBefore('');
    refused.forget();
  };
  const set = useCommand('app.office_account', {
    onDone: () => {
      notify({ title: said.done });
      close();
    },
    onRefused: refused.onRefused,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (set.isPending) return;
    refused.forget();
    set.mutate({ login, password, before: before === '' ? null : before });
  };
  if (!isOpen) {
    return (
      <div className={styles.row}>
        <Button size="small" onClick={() => setOpen(true)}>
          {said.open}
        </Button>
      </div>
    );
  }
  return (
    <section className={styles.part}>
      <h3>{said.title}</h3>
      <p className={styles.lead}>{said.lead}</p>
      <form className={styles.form} onSubmit={submit} data-testid="office-account">
        <TextField
          label={said.login}
          error={refused.at('login')}
          value={login}
          onText={setLogin}
          autoComplete="username"
          spellCheck={false}
        />
        <TextField
          label={said.password}
          hint={said.passwordHint}
          error={refused.at('password')}
          value={password}
          onText={setPassword}
          type="password"
          autoComplete="new-password"
        />
        <TextField
          label={said.before}
          hint={said.beforeHint}
          error={refused.at('before')}
          value={before}
          onText={setBefore}
          type="password"
          autoComplete="current-password"
          isOptional
        />
        {refused.elsewhere && (
          <p className={styles.bad} role="alert">
            {refused.elsewhere}
          </p>
        )}
        <div className={styles.row}>
          <Button look="primary" type="submit" aria-disabled={set.isPending}>
            {said.set}
          </Button>
          <Button onClick={close}>{said.cancel}</Button>
          {set.isPending && <Spinner label={said.setting} />}
        </div>
      </form>
    </section>
  );
}
