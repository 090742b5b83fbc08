import { useState } from 'react';
import { type MicrosoftRegistration, useCommand } from '../../bridge';
import { Button, notify, Select, TextField } from '../../kit';
import { CopyButton } from './copy';
import { words as all } from './messages';
import styles from './settings.module.css';

const words = all.registration;

const CLOUDS = (['worldwide', 'us_government', 'us_dod', 'china'] as const).map((value) => ({
  value,
  label: words.clouds[value],
}));

/** How a company has registered this program with Microsoft: asked for once, before anybody signs in. */
export function Registration({ known, isFixed }: { known: MicrosoftRegistration; isFixed: boolean }) {
  const [isOpen, setOpen] = useState(false);
  if (isFixed) return <p className={styles.lead}>{words.fixed(known.client_id)}</p>;
  if (known.client_id === '' || isOpen) return <Form known={known} onDone={() => setOpen(false)} />;
  return (
    <div className={styles.row} data-testid="registration">
      <span className={styles.lead}>{words.known(known.client_id, known.tenant)}</span>
      <Button look="subtle" onClick={() => setOpen(true)}>
        {words.change}
      </Button>
    </div>
  );
}

function Form({ known, onDone }: { known: MicrosoftRegistration; onDone: () => void }) {
  const [id, setId] = useState(known.client_id);
  const [tenant, setTenant] = useState(known.tenant ?? '');
  const [cloud, setCloud] = useState(known.cloud);
  const [problem, setProblem] = useState<{ field: string; message: string } | null>(null);
  const save = useCommand('app.set_registration', {
    onDone: () => {
      notify({ title: words.saved, tone: 'good' });
      onDone();
    },
    onRefused: ({ field, message }) => {
      if (field === null) return false;
      setProblem({ field, message });
      return true;
    },
  });
  const errorOf = (field: string) => (problem?.field === field ? problem.message : undefined);
  return (
    <form
      className={styles.stack}
      data-testid="registration"
      onSubmit={(event) => {
        event.preventDefault();
        setProblem(null);
        save.mutate({ client_id: id, tenant: tenant === '' ? null : tenant, cloud });
      }}
    >
      <p>{words.body}</p>
      <div className={styles.fields}>
        <TextField
          label={words.id}
          value={id}
          onText={setId}
          error={errorOf('client_id')}
          spellCheck={false}
          autoComplete="off"
        />
        <TextField
          label={words.tenant}
          isOptional
          value={tenant}
          onText={setTenant}
          error={errorOf('tenant')}
          spellCheck={false}
          autoComplete="off"
        />
        <Select label={words.cloud} choices={CLOUDS} value={cloud} onValue={setCloud} />
      </div>
      <div className={styles.row}>
        <Button type="submit" look="primary" disabled={save.isPending}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}

/** Some offices let only an administrator approve an app; this is what to send them. */
export function Approval({ link }: { link: string }) {
  return (
    <div className={styles.stack} data-testid="approval">
      <p className={styles.lead}>{words.approval}</p>
      <div className={styles.row}>
        <code className={styles.code}>{link}</code>
        <CopyButton text={link} label={words.copy} />
      </div>
    </div>
  );
}
