import { type FormEvent, useState } from 'react';
import { type MailRow, type Outcome, type TodayRow, useCommand, useQuery } from '../../bridge';
import { CommandButton, useHands } from '../../shell/commands';
import { openRecord } from '../../shell/router';
import { AnswerHere, write } from '../email';
import { CallDialog } from './call';
import { completion } from './outcome';
import { Depending, Results, Said } from './outcome-fields';
import { Snooze } from './snooze';
import styles from './today.module.css';
import { useOutcome } from './use-outcome';

/** Kinds of follow-ups that a call does: the next one is in front then. */
const CALLS: readonly TodayRow['kind'][] = ['call', 'answer_reply'];

/** Outcome, what depends on it, comment, next date: then the next row. */
export function OutcomeForm({ row, onDone }: { row: TodayRow; onDone: () => void }) {
  const said = useOutcome();
  const [isCalling, setCalling] = useState(false);
  const complete = useCommand('followups.complete', { onDone, onRefused: said.refused.onRefused });
  const by = (result: Outcome) => () => said.pickAndGoOn(result);
  const save = () => {
    const ready = completion(row.task_id, said.draft);
    said.look();
    if (ready && !complete.isPending) complete.mutate(ready);
  };
  useHands({
    'today.interested': by('interested'),
    'today.not_interested': by('not_interested'),
    'today.call_later': by('call_later'),
    'today.no_answer': by('no_answer'),
    'today.save': save,
    'today.open': () => openRecord(row.enquiry_id),
    'today.call': () => setCalling(true),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save();
  };
  return (
    <div className={styles.form}>
      <form className={styles.fields} onSubmit={submit} data-testid="outcome" noValidate>
        <header>
          <h2>{row.title}</h2>
          <p className={styles.who}>{[row.company, row.contact, row.phone].filter(Boolean).join(' · ')}</p>
        </header>
        <p className={styles.reason}>{row.why}</p>
        {row.body && <p className={styles.body}>{row.body}</p>}
        <Results draft={said.draft} problem={said.resultProblem} onPick={said.pick} />
        <Depending {...said} />
        <Said ref={said.comment} {...said} />
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
