import { Mail } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { type CommandInput, type Prelead, useCommand } from '../../bridge';
import { Button, Dialog, notify, Select, TextField } from '../../kit';
import { go } from '../../shell/router';
import { words } from './messages';
import styles from './preleads.module.css';

const FIELDS = ['company_name', 'contact_name', 'gstin', 'pan', 'cin'] as const;
type Field = (typeof FIELDS)[number];
const OPTIONAL: readonly Field[] = ['contact_name', 'gstin', 'pan', 'cin'];

/** Who the sender really is. The identifiers' shape and check digits are the host's to judge. */
export function ValidateForm({ row, onDone }: { row: Prelead; onDone: () => void }) {
  const [form, setForm] = useState<Record<Field, string>>({
    company_name: row.company,
    contact_name: row.name,
    gstin: '',
    pan: '',
    cin: '',
  });
  const [problem, setProblem] = useState<{ field: string; message: string } | null>(null);
  const [isRejecting, setRejecting] = useState(false);
  const validate = useCommand('preleads.validate', {
    onDone: () => {
      notify({ title: words.validated(form.company_name), tone: 'good' });
      onDone();
    },
    onRefused: ({ code, field, message }) => {
      if (code !== 'Invalid' || field === null || !(field in form)) return false;
      setProblem({ field, message });
      return true;
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (form.company_name.trim() === '') {
      setProblem({ field: 'company_name', message: words.needed });
      return;
    }
    const orNull = (text: string) => (text.trim() === '' ? null : text.trim().toUpperCase());
    validate.mutate({
      id: row.id,
      company_name: form.company_name.trim(),
      contact_name: form.contact_name.trim(),
      gstin: orNull(form.gstin),
      pan: orNull(form.pan),
      cin: orNull(form.cin),
    });
  };
  return (
    <form className={styles.form} onSubmit={submit} data-testid="validate" noValidate>
      <header>
        <h2>{row.name || row.address}</h2>
        <p className={styles.muted}>{row.address}</p>
      </header>
      {row.why && <p className={styles.reason}>{row.why}</p>}
      {FIELDS.map((field) => (
        <TextField
          key={field}
          label={words.fields[field]}
          isOptional={OPTIONAL.includes(field)}
          hint={hintOf(field)}
          error={problem?.field === field ? problem.message : null}
          value={form[field]}
          onText={(text) => {
            setProblem(null);
            setForm((now) => ({ ...now, [field]: text }));
          }}
        />
      ))}
      <div className={styles.actions}>
        <Button look="primary" type="submit" disabled={validate.isPending}>
          {words.validate}
        </Button>
        <Button onClick={() => setRejecting(true)}>{words.reject}</Button>
        {row.message_id !== null && (
          <Button
            look="subtle"
            icon={<Mail size={16} aria-hidden="true" />}
            onClick={() => go({ path: ['inbox', 'all', row.message_id ?? ''], params: {} })}
          >
            {words.openMail}
          </Button>
        )}
      </div>
      {isRejecting && <RejectDialog row={row} onDone={onDone} onClose={() => setRejecting(false)} />}
    </form>
  );
}

function hintOf(field: Field): string | undefined {
  return field === 'gstin' || field === 'pan' || field === 'cin' ? words.hints[field] : undefined;
}

type As = CommandInput<'preleads.reject'>['as'];
const KINDS: readonly As[] = ['junk', 'fake', 'barred', 'drop'];

function RejectDialog(props: { row: Prelead; onDone: () => void; onClose: () => void }) {
  const [as, setAs] = useState<As>('junk');
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const reject = useCommand('preleads.reject', {
    onDone: () => {
      props.onClose();
      props.onDone();
    },
    onRefused: ({ code, field, message }) => {
      if (code !== 'Invalid' || field !== 'reason') return false;
      setProblem(message);
      return true;
    },
  });
  const submit = () => {
    if (reason.trim() === '') setProblem(words.reasonNeeded);
    else reject.mutate({ id: props.row.id, as, reason: reason.trim() });
  };
  return (
    <Dialog
      title={words.rejectTitle(props.row.name || props.row.address)}
      submit={words.rejectGo}
      cancel={words.cancel}
      look="danger"
      isBusy={reject.isPending}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <Select
        label={words.as}
        choices={KINDS.map((value) => ({ value, label: words.kinds[value] }))}
        value={as}
        onValue={setAs}
      />
      <TextField label={words.reason} value={reason} onText={setReason} error={problem} />
    </Dialog>
  );
}
