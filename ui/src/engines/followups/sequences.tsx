import { useState } from 'react';
import { type Priority, type Sequence, useCommand, useQuery } from '../../bridge';
import { Select, Switch, TextField } from '../../kit';
import { Answer } from '../../shell/answer';
import { words as all } from './messages';
import styles from './today.module.css';

const words = all.sequences;
const PRIORITIES: readonly Priority[] = ['high', 'medium', 'low'];

/** The settings of the sequences: on or off, how often, and what an answer does. */
export function Sequences() {
  const sequences = useQuery('followups.sequences', {});
  return (
    <Answer of={sequences}>
      {(answer) => answer.map((sequence) => <One key={sequence.key} sequence={sequence} />)}
    </Answer>
  );
}

function One({ sequence }: { sequence: Sequence }) {
  const configure = useCommand('followups.configure');
  const [typed, setTyped] = useState<Partial<Record<Priority, string>>>({});
  const save = (part: Partial<Pick<Sequence, 'is_on' | 'days' | 'on_response'>>) => {
    const { key, is_on, days, on_response } = { ...sequence, ...part };
    configure.mutate({ key, is_on, days, on_response });
  };
  const daysOf = (priority: Priority) => typed[priority] ?? String(sequence.days[priority]);
  const isBad = (priority: Priority) => !/^([1-9]|[1-8]\d|90)$/.test(daysOf(priority).trim());
  const keep = (priority: Priority) => {
    const days = Number(daysOf(priority));
    if (isBad(priority) || days === sequence.days[priority]) return;
    save({ days: { ...sequence.days, [priority]: days } });
  };
  return (
    <section className={styles.sequence} aria-label={sequence.name} data-testid={`sequence-${sequence.key}`}>
      <header className={styles.head}>
        <strong>{sequence.name}</strong>
        <span className={styles.why}>
          {words.trigger} {sequence.trigger}
        </span>
        <span className={styles.push} />
        <Switch
          label={words.isOn(sequence.name)}
          isOn={sequence.is_on}
          onSwitch={(is_on) => save({ is_on })}
        />
      </header>
      <div className={styles.three}>
        {PRIORITIES.map((priority) => (
          <TextField
            key={priority}
            label={words.days[priority]}
            inputMode="numeric"
            value={daysOf(priority)}
            error={isBad(priority) ? words.badDays : null}
            onText={(text) => setTyped((now) => ({ ...now, [priority]: text }))}
            onBlur={() => keep(priority)}
          />
        ))}
      </div>
      <Select
        label={words.response}
        choices={(['pause', 'terminate'] as const).map((value) => ({ value, label: words.responses[value] }))}
        value={sequence.on_response}
        onValue={(on_response) => save({ on_response })}
      />
      <ol className={styles.steps} aria-label={words.steps}>
        {sequence.steps.map((step) => (
          <li key={`${step.day}-${step.channel}-${step.template}`}>
            {words.step(step.day, step.channel, step.template)}
          </li>
        ))}
      </ol>
    </section>
  );
}
