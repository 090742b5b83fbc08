import { type FormEvent, useRef, useState } from 'react';
import { type MailRow, type Outcome, type TodayRow, useCommand, useQuery } from '../../bridge';
import { useFormat } from '../../kit';
import { CommandButton, useHands } from '../../shell/commands';
import { openRecord } from '../../shell/router';
import { AnswerHere, write } from '../email';
import { CallDialog } from './call';
import { words } from './messages';
import { blank, completion, type Draft, lacking, type Need } from './outcome';
import { Depending, Results, Said } from './outcome-fields';
import { Snooze } from './snooze';
import styles from './today.module.css';

/** Kinds of follow-ups that a call does: the next one is in front then. */
const CALLS: readonly TodayRow['kind'][] = ['call', 'answer_reply'];

/** Outcome, what depends on it, comment, next date: then the next row. */
export function OutcomeForm({ row, onDone }: { row: TodayRow; onDone: () => void }) {
  const { dayAfter } = useFormat();
  const [draft, setDraft] = useState<Draft>(() => blank(dayAfter(2)));
  const [needs, setNeeds] = useState<Need[]>([]);
  const [refused, setRefused] = useState<{ field: string; message: string } | null>(null);
  const [isCalling, setCalling] = useState(false);
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
    'today.call': () => setCalling(true),
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
            <CommandButton id="today.call" isIcon />
            <CommandButton id="today.mail" isIcon />
            <CommandButton id="today.open" isIcon />
          </span>
        </div>
      </form>
      <Answering enquiry={row.enquiry_id} />
      {isCalling && (
        <CallDialog
          enquiry={row.enquiry_id}
          onDone={CALLS.includes(row.kind) ? onDone : undefined}
          onClose={() => setCalling(false)}
        />
      )}
    </div>
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
