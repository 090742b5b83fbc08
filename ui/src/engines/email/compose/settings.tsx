import { Plus } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { type MailTemplate, useCommand, useQuery, type Writing } from '../../../bridge';
import { Button, Dialog, Menu, notify, Select, Spinner, TextField } from '../../../kit';
import { Answer } from '../../../shell/answer';
import type { Text } from './editor';
import { words } from './messages';
import styles from './settings.module.css';
import { VARIABLES } from './variables';

const RichText = lazy(() => import('./editor'));
const { settings } = words;
const SECONDS = ['0', '5', '10', '30'] as const;

/** How mail leaves this desk. */
export function WritingSettings() {
  const writing = useQuery('email.writing', null);
  return (
    <div className={styles.stack} data-testid="writing">
      <p className={styles.lead}>{settings.body}</p>
      <Answer of={writing}>{(answer) => <Habits key={answer.address} writing={answer} />}</Answer>
      <Templates />
    </div>
  );
}

function Habits({ writing }: { writing: Writing }) {
  const text = useRef<Text | null>(null);
  const [seconds, setSeconds] = useState(String(writing.undo_seconds));
  const save = useCommand('email.set_writing', {
    onDone: () => notify({ title: settings.saved, tone: 'good' }),
  });
  const choices = SECONDS.map((value) => ({ value, label: settings.undoChoices[value] }));
  return (
    <>
      <h3>{settings.signatureOf(writing.address)}</h3>
      <p className={styles.lead}>{settings.signatureHint}</p>
      <div className={styles.text}>
        <Suspense fallback={<Spinner label={words.loading} />}>
          <RichText
            label={settings.signature}
            initial={writing.signature}
            isFocused={false}
            onReady={(ready) => {
              text.current = ready;
            }}
            onTyped={() => undefined}
          />
        </Suspense>
      </div>
      <Select
        label={settings.undo}
        choices={choices}
        value={SECONDS.find((each) => each === seconds) ?? '10'}
        onValue={setSeconds}
      />
      <div>
        <Button
          look="primary"
          disabled={save.isPending}
          onClick={() =>
            save.mutate({
              signature: text.current?.html() ?? writing.signature,
              undo_seconds: Number(seconds),
            })
          }
        >
          {settings.save}
        </Button>
      </div>
    </>
  );
}

function Templates() {
  const templates = useQuery('email.templates', null).data ?? [];
  const [edited, setEdited] = useState<MailTemplate | 'new' | null>(null);
  const save = useCommand('email.template_save');
  const remove = useCommand('email.template_remove');
  const takeAway = (template: MailTemplate) => {
    const { name, subject, html } = template;
    remove.mutate(
      { id: template.id },
      {
        onSuccess: () =>
          notify({
            title: settings.removed,
            body: name,
            action: { label: words.undo, onPick: () => save.mutate({ id: null, name, subject, html }) },
          }),
      },
    );
  };
  return (
    <>
      <h3>{settings.templates}</h3>
      <p className={styles.lead}>{settings.templatesHint}</p>
      {templates.length === 0 ? (
        <p className={styles.none}>{settings.noTemplates}</p>
      ) : (
        <ul className={styles.list}>
          {templates.map((template) => (
            <li key={template.id} data-testid="template">
              <span className={styles.name}>{template.name}</span>
              <Button
                size="small"
                look="subtle"
                aria-label={`${settings.edit} ${template.name}`}
                onClick={() => setEdited(template)}
              >
                {settings.edit}
              </Button>
              <Button
                size="small"
                look="subtle"
                aria-label={`${settings.remove} ${template.name}`}
                onClick={() => takeAway(template)}
              >
                {settings.remove}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button icon={<Plus size={16} aria-hidden="true" />} onClick={() => setEdited('new')}>
          {settings.add}
        </Button>
      </div>
      {edited && <Edit template={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </>
  );
}

function Edit({ template, onClose }: { template: MailTemplate | null; onClose: () => void }) {
  const text = useRef<Text | null>(null);
  const [name, setName] = useState(template?.name ?? '');
  const [subject, setSubject] = useState(template?.subject ?? '');
  const [refused, setRefused] = useState<{ field: string; message: string } | null>(null);
  const save = useCommand('email.template_save', {
    onDone: onClose,
    onRefused: ({ field, message }) => {
      if (field === null) return false;
      setRefused({ field, message });
      return true;
    },
  });
  const wrong = (field: string) => (refused?.field === field ? refused.message : null);
  const entries = VARIABLES.map((key) => ({
    key,
    label: words.variables[key],
    hint: `{{${key}}}`,
    onPick: () => text.current?.insert(`{{${key}}}`),
  }));
  return (
    <Dialog
      title={template ? settings.editTitle : settings.newTitle}
      submit={settings.save}
      cancel={words.cancel}
      size="wide"
      isBusy={save.isPending}
      onSubmit={() =>
        save.mutate({ id: template?.id ?? null, name, subject, html: text.current?.html() ?? '' })
      }
      onClose={onClose}
    >
      <TextField
        label={settings.name}
        hint={settings.nameHint}
        error={wrong('name')}
        value={name}
        onText={setName}
      />
      <TextField
        label={settings.subject}
        hint={settings.subjectHint}
        isOptional
        value={subject}
        onText={setSubject}
      />
      <div className={styles.text}>
        <Suspense fallback={<Spinner label={words.loading} />}>
          <RichText
            label={settings.text}
            initial={template?.html ?? ''}
            isFocused={false}
            onReady={(ready) => {
              text.current = ready;
            }}
            onTyped={() => setRefused(null)}
          />
        </Suspense>
      </div>
      {wrong('html') && (
        <p className={styles.refused} role="alert">
          {wrong('html')}
        </p>
      )}
      <div>
        <Menu entries={entries} trigger={<Button size="small">{settings.insert}</Button>} />
      </div>
    </Dialog>
  );
}
