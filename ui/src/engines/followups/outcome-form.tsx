import { AlarmClock, ExternalLink } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import { type Outcome, type TodayRow, useCommand } from '../../bridge';
import { Button, DateField, instantOn, Kbd, Menu, Select, TextArea, TextField, useFormat } from '../../kit';
import { useKeyMap } from '../../shell/keys';
import { setParams } from '../../shell/router';
import { words } from './messages';
import { blank, completion, type Draft, hasNext, lacking, type Need } from './outcome';
import styles from './today.module.css';

const RESULTS: readonly Outcome[] = ['interested', 'not_interested', 'call_later', 'no_answer'];
const CATEGORIES = ['no_requirement', 'price_high', 'bought_competitor'] as const;

/** Outcome, what depends on it, comment, next date: then the next row. */
export function OutcomeForm({ row, onDone }: { row: TodayRow; onDone: () => void }) {
  const { dayAfter } = useFormat();
  const [draft, setDraft] = useState<Draft>(() => blank(dayAfter(2)));
  const [needs, setNeeds] = useState<Need[]>([]);
  const [refused, setRefused] = useState<{ field: string; message: string } | null>(null);
  const complete = useCommand('followups.complete', {
    onDone,
    onRefused: ({ code, field, message }) => {
      if (code !== 'Invalid' || field === null) return false;
      setRefused({ field, message });
      return true;
    },
  });
  const change = (part: Partial<Draft>) => {
    setDraft((now) => ({ ...now, ...part }));
    setNeeds([]);
    setRefused(null);
  };
  const pick = (result: Outcome) => change({ result, category: null });
  useKeyMap(Object.fromEntries(RESULTS.map((result, at) => [String(at + 1), () => pick(result)])));
  const save = () => {
    const ready = completion(row.task_id, draft);
    setNeeds(lacking(draft));
    if (ready && !complete.isPending) complete.mutate(ready);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
  };
  const problem = (need: Need, field: string) =>
    needs.includes(need) ? words.needs[need] : refused?.field === field ? refused.message : null;
  return (
    <form className={styles.form} onSubmit={submit} onKeyDown={keys} data-testid="outcome" noValidate>
      <header>
        <h2>{row.title}</h2>
        <p className={styles.who}>{[row.company, row.contact, row.phone].filter(Boolean).join(' · ')}</p>
      </header>
      <p className={styles.reason}>{row.why}</p>
      {row.body && <p className={styles.body}>{row.body}</p>}
      <div className={styles.results} role="radiogroup" aria-label={words.form}>
        {RESULTS.map((result, at) => (
          <button
            key={result}
            type="button"
            role="radio"
            aria-checked={draft.result === result}
            className={styles.result}
            onClick={() => pick(result)}
          >
            {words.results[result]} <Kbd>{at + 1}</Kbd>
          </button>
        ))}
      </div>
      {needs.includes('result') && (
        <span className={styles.error} role="alert">
          {words.needs.result}
        </span>
      )}
      <Depending draft={draft} change={change} problem={problem} />
      <TextArea
        label={words.comment}
        hint={words.commentHint}
        error={problem('comment', 'comment')}
        rows={3}
        value={draft.comment}
        onText={(comment) => change({ comment })}
      />
      {hasNext(draft.result) && (
        <DateField
          label={words.next}
          isOptional={draft.result !== 'call_later'}
          error={problem('next', 'next_on')}
          value={draft.next}
          onText={(next) => change({ next })}
        />
      )}
      <div className={styles.actions}>
        <Button look="primary" type="submit" disabled={complete.isPending}>
          {words.save}
        </Button>
        <Snooze row={row} onDone={onDone} />
        <Button
          look="subtle"
          icon={<ExternalLink size={16} aria-hidden="true" />}
          onClick={() => setParams({ enquiry: row.enquiry_id })}
        >
          {words.openRecord}
        </Button>
      </div>
    </form>
  );
}

function Depending(props: {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  problem: (need: Need, field: string) => string | null;
}) {
  const { draft, change, problem } = props;
  if (draft.result !== 'not_interested') return null;
  return (
    <>
      <Select
        label={words.category}
        placeholder={words.choose}
        error={problem('category', 'category')}
        choices={CATEGORIES.map((value) => ({ value, label: words.categories[value] }))}
        value={CATEGORIES.find((each) => each === draft.category) ?? null}
        onValue={(category) => change({ category })}
      />
      {draft.category === 'price_high' && (
        <TextField
          label={words.price}
          inputMode="decimal"
          error={problem('price', 'negotiated_minor')}
          value={draft.price}
          onText={(price) => change({ price })}
        />
      )}
      {draft.category === 'bought_competitor' && (
        <TextField
          label={words.competitor}
          error={problem('competitor', 'competitor')}
          value={draft.competitor}
          onText={(competitor) => change({ competitor })}
        />
      )}
    </>
  );
}

function Snooze({ row, onDone }: { row: TodayRow; onDone: () => void }) {
  const { now, zone, dayAfter } = useFormat();
  const snooze = useCommand('followups.snooze', { onDone });
  const until = (instant: string) => () => snooze.mutate({ task_id: row.task_id, until: instant });
  const later = new Date(now + 3_600_000).toISOString();
  const entries = [
    { key: 'hour', label: words.snoozes.hour, onPick: until(later) },
    {
      key: 'afternoon',
      label: words.snoozes.afternoon,
      onPick: until(instantOn(dayAfter(0), '15:00', zone)),
    },
    { key: 'tomorrow', label: words.snoozes.tomorrow, onPick: until(instantOn(dayAfter(1), '10:00', zone)) },
    { key: 'week', label: words.snoozes.week, onPick: until(instantOn(dayAfter(7), '10:00', zone)) },
  ].filter((entry) => entry.key !== 'afternoon' || Date.parse(instantOn(dayAfter(0), '15:00', zone)) > now);
  return (
    <Menu
      entries={entries}
      trigger={<Button icon={<AlarmClock size={16} aria-hidden="true" />}>{words.snooze}</Button>}
    />
  );
}
