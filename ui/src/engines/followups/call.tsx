import { type KeyboardEvent, useState } from 'react';
import { type Contact, type EnquiryDetail, type Id, Refusal, useCommand, useQuery } from '../../bridge';
import { Dialog, notify, Select, TextField } from '../../kit';
import { words as all } from './messages';
import { type Call, callOf, secondsOf } from './outcome';
import { Depending, Results, resultOf, Said } from './outcome-fields';
import styles from './today.module.css';
import { useOutcome } from './use-outcome';

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
  const id = detail.enquiry.id;
  const [call, setCall] = useState<Call>({ contact: detail.contact?.id ?? null, direction: 'out', span: '' });
  const said = useOutcome();
  const { draft, refused } = said;
  const log = useCommand('followups.log_call', {
    onDone: () => {
      notify({ title: words.saved, body: detail.enquiry.title, tone: 'good' });
      onClose();
      onDone?.();
    },
    onRefused: refused.onRefused,
  });
  const save = () => {
    const ready = callOf(id, call, draft);
    said.look();
    if (secondsOf(call, draft.result) === undefined)
      refused.onRefused(new Refusal('Invalid', words.noSpan, 'seconds'));
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
    said.pickAndGoOn(result);
  };
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
        <Results draft={draft} problem={said.resultProblem} onPick={said.pick} />
        <Whom detail={detail} call={call} onCall={(part) => setCall((now) => ({ ...now, ...part }))} />
        {draft.result !== 'no_answer' && (
          <TextField
            label={words.span}
            hint={words.spanHint}
            isOptional
            error={refused.at('seconds')}
            value={call.span}
            onText={(span) => {
              refused.forget();
              setCall((now) => ({ ...now, span }));
            }}
          />
        )}
        <Depending {...said} />
        <Said ref={said.comment} {...said} />
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
