import { type ClipboardEvent, type FormEvent, useId, useState } from 'react';
import { type CommandInput, type OfficeWays, tell, useCommand, useRefused } from '../../bridge';
import { Button, notify, Spinner, Tabs, TextField } from '../../kit';
import styles from './office.module.css';
import { pairing, words } from './words';

const said = words.alone;
type Proof = CommandInput<'app.join_office'>['proof'];
type By = Proof['by'];

/** The fields that say themselves what is wrong with them. */
const FIELDS = ['address', 'invitation', 'login', 'password'];

/** Address, and what proves whose desk this is; a pairing text that is pasted into either field fills both. */
export function JoinForm({ known }: { known: string | null }) {
  const [address, setAddress] = useState(known ?? '');
  const [ways, setWays] = useState<OfficeWays | null>(null);
  const [wanted, setBy] = useState<By>('invitation');
  const [invitation, setInvitation] = useState('');
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const refused = useRefused(FIELDS);
  const panel = useId();
  const entries = offered(ways);
  // Another address may not offer what was chosen before.
  const by = entries.some((entry) => entry.key === wanted) ? wanted : 'invitation';
  const join = useCommand('app.join_office', {
    onDone: () => notify({ title: said.joined }),
    onRefused: refused.onRefused,
  });
  const proof = (): Proof => {
    if (by === 'password') return { by, login, password };
    return by === 'provider' ? { by } : { by: 'invitation', invitation };
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (join.isPending) return;
    refused.forget();
    join.mutate({ address, proof: proof() });
  };
  // A server that does not answer is no news here: joining says it.
  const lookUp = () => {
    if (address.trim() === '') return;
    tell('app.office_ways', { address }).then(setWays, () => setWays(null));
  };
  const paste = (event: ClipboardEvent) => {
    const both = pairing(event.clipboardData.getData('text'));
    if (!both) return;
    event.preventDefault();
    setAddress(both.address);
    setInvitation(both.invitation);
    setBy('invitation');
  };
  return (
    <form className={styles.form} onSubmit={submit} onPaste={paste} data-testid="join-office">
      <TextField
        label={said.address}
        hint={said.addressHint}
        error={refused.at('address')}
        value={address}
        onText={setAddress}
        onBlur={lookUp}
        autoComplete="url"
        spellCheck={false}
      />
      {entries.length > 1 && (
        <Tabs label={said.how} entries={entries} chosen={by} panelId={panel} onChoose={setBy} />
      )}
      <div
        id={panel}
        className={styles.form}
        {...(entries.length > 1 && { role: 'tabpanel', 'aria-label': said.by[by] })}
      >
        {by === 'invitation' && (
          <TextField
            label={said.invitation}
            hint={said.invitationHint}
            error={refused.at('invitation')}
            value={invitation}
            onText={setInvitation}
            autoComplete="off"
            spellCheck={false}
          />
        )}
        {by === 'password' && (
          <>
            <TextField
              label={said.login}
              hint={said.loginHint}
              error={refused.at('login')}
              value={login}
              onText={setLogin}
              autoComplete="username"
              spellCheck={false}
            />
            <TextField
              label={said.password}
              error={refused.at('password')}
              value={password}
              onText={setPassword}
              type="password"
              autoComplete="current-password"
            />
          </>
        )}
        {by === 'provider' && <p className={styles.lead}>{said.providerLead(ways?.provider ?? '')}</p>}
      </div>
      {refused.elsewhere && (
        <p className={styles.bad} role="alert">
          {refused.elsewhere}
        </p>
      )}
      <div className={styles.row}>
        <Button look="primary" type="submit" aria-disabled={join.isPending}>
          {by === 'provider' ? said.joinInBrowser : said.join}
        </Button>
        {join.isPending && <Spinner label={by === 'provider' ? said.inBrowser : said.joining} />}
      </div>
    </form>
  );
}

/** The ways to prove oneself that this office takes; an invitation is always one. */
function offered(ways: OfficeWays | null): { key: By; label: string }[] {
  const keys: By[] = ['invitation'];
  if (ways?.password) keys.push('password');
  if (ways?.provider) keys.push('provider');
  return keys.map((key) => ({ key, label: said.by[key] }));
}
