import { type FormEvent, useState } from 'react';
import { type Prelead, useCommand } from '../../bridge';
import { Button, notify, Switch, TextField } from '../../kit';
import { go } from '../../shell/router';
import { Mails } from './mails';
import { words } from './messages';
import { Moves } from './moves';
import styles from './preleads.module.css';

const FIELDS = ['name', 'contact', 'phone', 'city', 'gstin', 'pan', 'cin'] as const;
type Field = (typeof FIELDS)[number];

function formOf(row: Prelead): Record<Field, string> {
  return {
    name: row.company_name ?? '',
    contact: row.name,
    phone: row.phone ?? '',
    city: '',
    gstin: '',
    pan: '',
    cin: '',
  };
}

const orNull = (text: string) => (text.trim() === '' ? null : text.trim());

/** Who the sender really is. The identifiers' shape and check digits are the host's to judge. */
export function ValidateForm({ row, onDone }: { row: Prelead; onDone: () => void }) {
  const [form, setForm] = useState(() => formOf(row));
  const [isCustomer, setCustomer] = useState(false);
  const [problem, setProblem] = useState<{ field: string; message: string } | null>(null);
  const validate = useCommand('preleads.validate', {
    onDone: ({ enquiry_id }) => {
      const action = enquiry_id
        ? { label: words.openEnquiry, onPick: () => go({ path: ['enquiry', enquiry_id], params: {} }) }
        : null;
      notify({ title: words.validated(form.name), tone: 'good', ...(action ? { action } : {}) });
      onDone();
    },
    onRefused: ({ code, field, message }) => {
      const known = FIELDS.find((each) => field?.split('.').at(-1) === each);
      if (code !== 'Invalid' || !known) return false;
      setProblem({ field: known, message });
      return true;
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (form.name.trim() === '') {
      setProblem({ field: 'name', message: words.needed });
      return;
    }
    const contact = {
      name: form.contact.trim(),
      email: orNull(row.address),
      phone: orNull(form.phone),
      role: null,
    };
    validate.mutate({
      id: row.id,
      company: {
        name: form.name.trim(),
        domain: null,
        gstin: orNull(form.gstin.toUpperCase()),
        pan: orNull(form.pan.toUpperCase()),
        cin: orNull(form.cin.toUpperCase()),
        city: orNull(form.city),
        industry: null,
        is_customer: isCustomer,
        contacts: [contact],
      },
    });
  };
  return (
    <form className={styles.form} onSubmit={submit} data-testid="validate" noValidate>
      <header>
        <h2>{row.name || row.address}</h2>
        <p className={styles.muted}>
          {row.address} · {words.mails(row.mails)}
        </p>
      </header>
      {row.wants && <p className={styles.reason}>{row.wants}</p>}
      {row.reason && <p className={styles.muted}>{row.reason}</p>}
      {FIELDS.map((field) => (
        <TextField
          key={field}
          label={words.fields[field]}
          isOptional={field !== 'name'}
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
        <Switch label={words.isCustomer} isOn={isCustomer} onSwitch={setCustomer} />
        <span>{words.isCustomer}</span>
      </div>
      <div className={styles.actions}>
        <Button look="primary" type="submit" disabled={validate.isPending}>
          {words.validate}
        </Button>
        <Moves row={row} onDone={onDone} />
        <Mails id={row.id} />
      </div>
    </form>
  );
}

function hintOf(field: Field): string | undefined {
  return field === 'gstin' || field === 'pan' || field === 'cin' ? words.hints[field] : undefined;
}
