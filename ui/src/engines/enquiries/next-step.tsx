import { Pause, Play, Send, Square } from 'lucide-react';
import { useState } from 'react';
import { type Id, type Running, useCommand, useQuery, useRefused } from '../../bridge';
import { Button, Chip, DateField, Dialog, TextArea, TextField, useFormat } from '../../kit';
import { words } from './messages';
import styles from './record.module.css';

/** The fixed bar of the record: what happens next, whether by a person or by a sequence. */
export function NextStep({ id }: { id: Id }) {
  const { dateTime } = useFormat();
  const plan = useQuery('followups.of_enquiry', id).data;
  const task = plan?.tasks.find((each) => each.done_at === null);
  const running = plan?.running ?? [];
  const touch = running.find((each) => each.enrolment.state === 'active' && each.next !== null)?.next;
  const planned = task
    ? { label: task.title, at: task.due_at, text: task.body }
    : touch
      ? {
          label: [words.channels[touch.channel], touch.subject].filter(Boolean).join(': '),
          at: touch.at,
          text: touch.body,
        }
      : null;
  return (
    <section className={styles.box} aria-label={words.nextStep} data-testid="next-step">
      <h3>{words.nextStep}</h3>
      <div className={styles.row}>
        {planned ? (
          <>
            <span className={styles.grow}>{planned.label}</span>
            <span className={styles.when}>{dateTime(planned.at)}</span>
          </>
        ) : (
          <span className={styles.none}>{words.noNextStep}</span>
        )}
      </div>
      {planned?.text && <p className={styles.text}>{planned.text}</p>}
      {running.length === 0 && <p className={styles.none}>{words.noSequence}</p>}
      {running.map((each) => (
        <Sequence key={each.enrolment.id} running={each} />
      ))}
    </section>
  );
}

const TONES = { active: 'good', paused: 'warn', terminated: 'neutral', finished: 'neutral' } as const;

function Sequence({ running }: { running: Running }) {
  const { enrolment, steps, name } = running;
  const { id, state, reason, touches } = enrolment;
  const { date } = useFormat();
  const [asking, setAsking] = useState<'pause' | 'stop' | null>(null);
  const resume = useCommand('followups.resume');
  const small = { size: 'small' as const };
  return (
    <>
      <div className={styles.row} data-testid="sequence">
        <span>{name}</span>
        <Chip tone={TONES[state]}>{words.sequenceStates[state]}</Chip>
        <span className={styles.none}>{words.touches(touches)}</span>
        {enrolment.resumes_at && (
          <span className={styles.none}>{words.heldUntil(date(enrolment.resumes_at))}</span>
        )}
        {reason && <span className={styles.none}>{reason}</span>}
        <span className={styles.acts}>
          {state === 'active' && (
            <Button
              {...small}
              icon={<Pause size={14} aria-hidden="true" />}
              onClick={() => setAsking('pause')}
            >
              {words.pause}
            </Button>
          )}
          {state === 'paused' && (
            <Button
              {...small}
              icon={<Play size={14} aria-hidden="true" />}
              onClick={() => resume.mutate({ id, reason: words.byHand })}
            >
              {words.resume}
            </Button>
          )}
          {(state === 'active' || state === 'paused') && (
            <Button
              {...small}
              icon={<Square size={12} aria-hidden="true" />}
              onClick={() => setAsking('stop')}
            >
              {words.stop}
            </Button>
          )}
        </span>
      </div>
      {steps
        .filter((step) => step.state === 'in_review')
        .map((step) => (
          <Review key={step.id} step={step} />
        ))}
      {state === 'paused' && running.next && (
        <p className={styles.text}>
          {words.thenNext(
            [words.channels[running.next.channel], running.next.subject].filter(Boolean).join(': '),
          )}
          {'\n'}
          {running.next.body}
        </p>
      )}
      {asking === 'stop' && <StopDialog id={id} onClose={() => setAsking(null)} />}
      {asking === 'pause' && <PauseDialog id={id} onClose={() => setAsking(null)} />}
    </>
  );
}

/** A text a person has to read before it leaves. */
function Review({ step }: { step: Running['steps'][number] }) {
  const [body, setBody] = useState(step.body);
  const release = useCommand('followups.release');
  return (
    <div data-testid="review">
      <TextArea label={words.review(step.subject)} rows={4} value={body} onText={setBody} />
      <div className={styles.row}>
        <Button
          look="primary"
          size="small"
          icon={<Send size={14} aria-hidden="true" />}
          disabled={release.isPending || body.trim() === ''}
          onClick={() => release.mutate({ id: step.id, body })}
        >
          {words.release}
        </Button>
      </div>
    </div>
  );
}

/** Holds a sequence, until a day or until somebody resumes it. */
function PauseDialog({ id, onClose }: { id: Id; onClose: () => void }) {
  const [until, setUntil] = useState('');
  const [reason, setReason] = useState('');
  const refused = useRefused(['until']);
  const pause = useCommand('followups.pause', { onDone: onClose, onRefused: refused.onRefused });
  const submit = () => {
    refused.forget();
    pause.mutate({ id, reason: reason.trim() || words.byHand, ...(until === '' ? {} : { until }) });
  };
  return (
    <Dialog
      title={words.pauseTitle}
      description={words.pauseBody}
      submit={words.pause}
      cancel={words.cancel}
      isBusy={pause.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <DateField
        label={words.pauseUntil}
        hint={words.pauseHint}
        isOptional
        error={refused.at('until') ?? refused.elsewhere}
        value={until}
        onText={setUntil}
        autoFocus
      />
      <TextField label={words.reason} isOptional value={reason} onText={setReason} />
    </Dialog>
  );
}

function StopDialog({ id, onClose }: { id: Id; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const stop = useCommand('followups.stop', {
    onDone: onClose,
    onRefused: ({ code, field, message }) => {
      if (code !== 'Invalid' || field !== 'reason') return false;
      setProblem(message);
      return true;
    },
  });
  const submit = () => {
    if (reason.trim() === '') setProblem(words.reasonNeeded);
    else stop.mutate({ id, reason: reason.trim() });
  };
  return (
    <Dialog
      title={words.stopTitle}
      description={words.stopBody}
      submit={words.stop}
      cancel={words.cancel}
      look="danger"
      isBusy={stop.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField label={words.reason} value={reason} onText={setReason} error={problem} />
    </Dialog>
  );
}
