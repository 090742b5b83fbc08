import { type ClipboardEvent, type FormEvent, useState } from 'react';
import { type Refusal, useCommand } from '../../bridge';
import { Button, notify, Spinner, TextField } from '../../kit';
import styles from './office.module.css';
import { pairing, words } from './words';

const said = words.alone;

/** Address and invitation; a pairing text that is pasted into either fills both. */
export function JoinForm({ known }: { known: string | null }) {
  const [address, setAddress] = useState(known ?? '');
  const [invitation, setInvitation] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const join = useCommand('app.join_office', {
    onDone: () => notify({ title: said.joined }),
    onRefused: (refused) => {
      setRefusal(refused);
      return true;
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (join.isPending) return;
    setRefusal(null);
    join.mutate({ address, invitation });
  };
  const paste = (event: ClipboardEvent) => {
    const both = pairing(event.clipboardData.getData('text'));
    if (!both) return;
    event.preventDefault();
    setAddress(both.address);
    setInvitation(both.invitation);
  };
  const at = (field: string) => (refusal?.field === field ? refusal.message : null);
  const isElsewhere = refusal && refusal.field !== 'address' && refusal.field !== 'invitation';
  return (
    <form className={styles.form} onSubmit={submit} onPaste={paste} data-testid="join-office">
      <TextField
        label={said.address}
        hint={said.addressHint}
        error={at('address')}
        value={address}
        onText={setAddress}
        autoComplete="url"
        spellCheck={false}
      />
      <TextField
        label={said.invitation}
        hint={said.invitationHint}
        error={at('invitation')}
        value={invitation}
        onText={setInvitation}
        autoComplete="off"
        spellCheck={false}
      />
      {isElsewhere && (
        <p className={styles.bad} role="alert">
          {refusal.message}
        </p>
      )}
      <div className={styles.row}>
        <Button look="primary" type="submit" aria-disabled={join.isPending}>
          {said.join}
        </Button>
        {join.isPending && <Spinner label={said.joining} />}
      </div>
    </form>
  );
}
