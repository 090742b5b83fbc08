import { type FormEvent, useState } from 'react';
import { type Cadence, type SequenceView, useCommand, useQuery } from '../../bridge';
import { Button, Chip, notify, Switch, TextField } from '../../kit';
import { Answer } from '../../shell/answer';
import { words as all } from './messages';
import styles from './today.module.css';

const words = all.sequences;

/** The settings of the sequences: how often, which are on, and whose mails a person reads first. */
export function Sequences() {
  const sequences = useQuery('followups.sequences', null);
  return (
    <Answer of={sequences}>
      {(answer) => (
        <>
          <Spacing key={JSON.stringify(answer.cadence)} cadence={answer.cadence} />
          {answer.sequences.map((sequence) => (
            <One key={sequence.key} sequence={sequence} cadence={answer.cadence} />
          ))}
        </>
      )}
    </Answer>
  );
}

const FIELDS = ['high_days', 'medium_days', 'low_days', 'max_touches'] as const;
type Field = (typeof FIELDS)[number];

function Spacing({ cadence }: { cadence: Cadence }) {
  const [typed, setTyped] = useState<Record<Field, string>>({
    high_days: String(cadence.high_days),
    medium_days: String(cadence.medium_days),
    low_days: String(cadence.low_days),
    max_touches: String(cadence.max_touches),
  });
  const [problem, setProblem] = useState<{ field: string; message: string } | null>(null);
  const configure = useCommand('followups.configure', {
    onDone: () => notify({ title: words.saved, tone: 'good' }),
    onRefused: ({ code, field, message }) => {
      if (code !== 'Invalid' || field === null) return false;
      setProblem({ field, message });
      return true;
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const bad = FIELDS.find((field) => !/^\d{1,3}$/.test(typed[field].trim()));
    if (bad) {
      setProblem({ field: bad, message: words.whole });
      return;
    }
    const numbers = Object.fromEntries(FIELDS.map((field) => [field, Number(typed[field])]));
    configure.mutate({ ...cadence, ...numbers });
  };
  return (
    <form
      className={styles.sequence}
      aria-label={words.cadence}
      onSubmit={submit}
      data-testid="cadence"
      noValidate
    >
      <strong>{words.cadence}</strong>
      <div className={styles.three}>
        {FIELDS.map((field) => (
          <TextField
            key={field}
            label={words.fields[field]}
            inputMode="numeric"
            value={typed[field]}
            error={problem?.field === field ? problem.message : null}
            onText={(text) => {
              setProblem(null);
              setTyped((now) => ({ ...now, [field]: text }));
            }}
          />
        ))}
      </div>
      <div className={styles.actions}>
        <Button look="primary" type="submit" disabled={configure.isPending}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}

function One({ sequence, cadence }: { sequence: SequenceView; cadence: Cadence }) {
  const configure = useCommand('followups.configure');
  const { key, name } = sequence;
  const numbered = sequence.steps.map((step, at) => ({ ...step, no: at + 1 }));
  const without = (keys: Cadence['off']) => keys.filter((each) => each !== key);
  const turn = (isOn: boolean) =>
    configure.mutate({ ...cadence, off: isOn ? without(cadence.off) : [...without(cadence.off), key] });
  const read = (isRead: boolean) =>
    configure.mutate({
      ...cadence,
      review: isRead ? [...without(cadence.review), key] : without(cadence.review),
    });
  return (
    <section className={styles.sequence} aria-label={name} data-testid={`sequence-${key}`}>
      <header className={styles.head}>
        <strong>{name}</strong>
        <span className={styles.push} />
        <span>{words.on}</span>
        <Switch label={words.isOn(name)} isOn={sequence.is_on} onSwitch={turn} />
      </header>
      <p className={styles.why}>{words.trigger(sequence.trigger)}</p>
      <ol className={styles.steps} aria-label={words.steps}>
        {numbered.map((step) => (
          <li key={step.no} title={step.body}>
            <span>{step.when}</span>
            <Chip>{words.channels[step.channel]}</Chip>
            <span>{step.subject || step.body}</span>
          </li>
        ))}
      </ol>
      <div className={styles.head}>
        <span>{words.review}</span>
        <Switch label={words.isReviewed(name)} isOn={sequence.is_reviewed} onSwitch={read} />
      </div>
    </section>
  );
}
