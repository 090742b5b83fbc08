import { type KeyboardEvent, useRef, useState } from 'react';
import { type Contact, type EnquiryDetail, type Id, useCommand, useQuery } from '../../bridge';
import { Dialog, notify, Select, TextField, useFormat } from '../../kit';
import { words as all } from './messages';
import { blank, type Call, callOf, type Draft, lacking, type Need, secondsOf } from './outcome';
import { Depending, Results, resultOf, Said } from './outcome-fields';
import styles from './today.module.css';

const words = all.call;
const DIRECTIONS = ['out', 'in'] as const;

/** Writes a call down, whether or not a task had asked for it. */
export function CallDialog({
  enquiry,
  ...rest
}: {
  enquiry: Id;
  onDone?: (() => void) | undefined;
  onClose: () => void;
}) {
  const detail = useQuery('enquiries.detail', enquiry).data;
  return detail && <Form detail={detail} {...rest} />;
}

interface FormProps {
  detail: EnquiryDetail;
  onDone?: (() => void) | undefined;
  onClose: () => void;
}

function Form({ detail, onDone, onClose }: FormProps) {
  const { dayAfter } = useFormat();
  const id = detail.enquiry.id;
  const [call, setCall] = useState<Call>({ contact: detail.contact?.id ?? null, direction: 'out', span: '' });
  const [draft, setDraft] = useState<Draft>(() => blank(dayAfter(2)));
  const [needs, setNeeds] = useState<Need[]>([]);
  const [refused, setRefused] = useState<{ field: string; message: string } | null>(null);
  const comment = useRef<HTMLTextAreaElement>(null);
  const log = useCommand('followups.log_call', {
    onDone: () => {
      notify({ title: words.saved, body: detail.enquiry.title, tone: 'good' });
      onClose();
      onDone?.();
    },
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
  const save = () => {
    const ready = callOf(id, call, draft);
    setNeeds(lacking(draft));
    if (secondsOf(call, draft.result) === undefined) setRefused({ field: 'seconds', message: words.noSpan });
    else if (ready && !log.isPending) log.mutate(ready);
  };
  /** What comes after the outcome is to be said, so that is where typing goes. */
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
    }
    const result = resultOf(event);
    if (!result) return;
    event.preventDefault();
    change({ result, category: null });
    comment.current?.focus();
  };
  const problem = (need: Need, field: string) =>
    needs.includes(need) ? all.needs[need] : refused?.field === field ? refused.message : null;
  return (
    <Dialog
      title={words.title}
      description={detail.enquiry.title}
      submit={words.save}
      cancel={words.cancel}
      isBusy={log.isPending}
      onSubmit={save}
      onClose={onClose}
    >
      <div
        role="group"
        aria-label={words.title}
        className={styles.fields}
        onKeyDown={keys}
        data-testid="call"
      >
        <Results draft={draft} onPick={(result) => change({ result, category: null })} />
        {needs.includes('result') && (
          <span className={styles.error} role="alert">
            {all.needs.result}
          </span>
        )}
        <Whom detail={detail} call={call} onCall={(part) => setCall((now) => ({ ...now, ...part }))} />
        {draft.result !== 'no_answer' && (
          <TextField
            label={words.span}
            hint={words.spanHint}
            isOptional
            error={refused?.field === 'seconds' ? refused.message : null}
            value={call.span}
            onText={(span) => {
              setRefused(null);
              setCall((now) => ({ ...now, span }));
            }}
          />
        )}
        <Depending draft={draft} change={change} problem={problem} />
        <Said ref={comment} draft={draft} change={change} problem={problem} />
      </div>
    </Dialog>
  );
}

/** Who is called, on which number, and who rang. The number is dialled by hand, or by whatever opens such links. */
function Whom({
  detail,
  call,
  onCall,
}: {
  detail: EnquiryDetail;
  call: Call;
  onCall: (part: Partial<Call>) => void;
}) {
  const contacts = useQuery('masters.contacts', detail.company.id).data ?? [];
  const chosen = contacts.find((each) => each.id === call.contact) ?? detail.contact;
  return (
    <div className={styles.whom}>
      {contacts.length > 1 ? (
        <Select
          label={words.who}
          choices={contacts.map((each) => ({ value: each.id, label: nameOf(each) }))}
          value={call.contact}
          onValue={(contact) => onCall({ contact })}
        />
      ) : (
        <span className={styles.named}>{chosen ? nameOf(chosen) : detail.company.name}</span>
      )}
      {chosen?.phone ? (
        <a className={styles.number} href={`tel:${chosen.phone}`}>
          {chosen.phone}
        </a>
      ) : (
        <span className={styles.why}>{words.noNumber}</span>
      )}
      <div className={styles.directions} role="radiogroup" aria-label={words.direction}>
        {DIRECTIONS.map((direction) => (
          <button
            key={direction}
            type="button"
            role="radio"
            aria-checked={call.direction === direction}
            className={styles.result}
            onClick={() => onCall({ direction })}
          >
            {words.directions[direction]}
          </button>
        ))}
      </div>
    </div>
  );
}

const nameOf = ({ name, email }: Contact) => name || email || '';
