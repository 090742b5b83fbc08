import { type FormEvent, type Ref, useRef, useState } from 'react';
import { type MailRow, type Outcome, type TodayRow, useCommand, useQuery } from '../../bridge';
import { DateField, Kbd, Select, TextArea, TextField, useFormat } from '../../kit';
import { CommandButton, type CommandId, hintOf, useHands, useKeySet } from '../../shell/commands';
import { openRecord } from '../../shell/router';
import { AnswerHere, write } from '../email';
import { words } from './messages';
import { blank, completion, type Draft, hasNext, lacking, type Need } from './outcome';
import { Snooze } from './snooze';
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
  const comment = useRef<HTMLTextAreaElement>(null);
  const pick = (result: Outcome) => change({ result, category: null });
  /** By its key: what comes next is to be said, so that is where typing goes. */
  const pickAndGoOn = (result: Outcome) => () => {
    pick(result);
    comment.current?.focus();
  };
  const save = () => {
    const ready = completion(row.task_id, draft);
    setNeeds(lacking(draft));
    if (ready && !complete.isPending) complete.mutate(ready);
  };
  useHands({
    'today.interested': pickAndGoOn('interested'),
    'today.not_interested': pickAndGoOn('not_interested'),
    'today.call_later': pickAndGoOn('call_later'),
    'today.no_answer': pickAndGoOn('no_answer'),
    'today.save': save,
    'today.open': () => openRecord(row.enquiry_id),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save();
  };
  const problem = (need: Need, field: string) =>
    needs.includes(need) ? words.needs[need] : refused?.field === field ? refused.message : null;
  return (
    <div className={styles.form}>
      <form className={styles.fields} onSubmit={submit} data-testid="outcome" noValidate>
        <header>
          <h2>{row.title}</h2>
          <p className={styles.who}>{[row.company, row.contact, row.phone].filter(Boolean).join(' · ')}</p>
        </header>
        <p className={styles.reason}>{row.why}</p>
        {row.body && <p className={styles.body}>{row.body}</p>}
        <Results draft={draft} onPick={pick} />
        {needs.includes('result') && (
          <span className={styles.error} role="alert">
            {words.needs.result}
          </span>
        )}
        <Depending draft={draft} change={change} problem={problem} />
        <Said ref={comment} draft={draft} change={change} problem={problem} />
        <div className={styles.actions}>
          <CommandButton id="today.save" type="submit" look="primary" disabled={complete.isPending} />
          <Snooze row={row} onDone={onDone} />
          <span className={styles.push}>
            <CommandButton id="today.mail" isIcon />
            <CommandButton id="today.open" isIcon />
          </span>
        </div>
      </form>
      <Answering enquiry={row.enquiry_id} />
    </div>
  );
}

function Results({ draft, onPick }: { draft: Draft; onPick: (result: Outcome) => void }) {
  const set = useKeySet();
  return (
    <div className={styles.results} role="radiogroup" aria-label={words.form}>
      {RESULTS.map((result) => (
        <button
          key={result}
          type="button"
          role="radio"
          aria-checked={draft.result === result}
          className={styles.result}
          onClick={() => onPick(result)}
        >
          {words.results[result]} <Kbd>{hintOf(`today.${result}` satisfies CommandId, set)}</Kbd>
        </button>
      ))}
    </div>
  );
}

interface Part {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  problem: (need: Need, field: string) => string | null;
}

/** What was said, and when to go on. */
function Said({ ref, draft, change, problem }: Part & { ref: Ref<HTMLTextAreaElement> }) {
  return (
    <>
      <TextArea
        ref={ref}
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
    </>
  );
}

function Depending({ draft, change, problem }: Part) {
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

/** A mail to the customer, without leaving the day: it answers the last one of the enquiry, else it is a new one. */
function Answering({ enquiry }: { enquiry: TodayRow['enquiry_id'] }) {
  const mails = useQuery('email.of_record', enquiry).data;
  const contact = useQuery('enquiries.detail', enquiry).data?.contact;
  const last = (mails ?? []).filter((mail) => !mail.is_outgoing).toSorted(byDay)[0];
  const to = contact?.email ? [{ address: contact.email, name: contact.name }] : [];
  useHands({
    'today.mail': mails
      ? () =>
          void (last
            ? write({ way: 'reply', answers: last.id, enquiry_id: enquiry })
            : write({ way: 'new', enquiry_id: enquiry, to }))
      : null,
  });
  return last ? <AnswerHere mail={last.id} /> : null;
}

const byDay = (one: MailRow, other: MailRow) => other.received_at.localeCompare(one.received_at);
