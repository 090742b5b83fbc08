import { Maximize2, Pause, Play, Square, X } from 'lucide-react';
import { useState } from 'react';
import {
  type EnquiryDetail,
  type Enrolment,
  type Id,
  type Priority,
  useCommand,
  useQuery,
} from '../../bridge';
import { Button, Chip, Dialog, IconButton, Menu, money, Pane, Select, TextField, useFormat } from '../../kit';
import { Answer } from '../../shell/answer';
import { goTo } from '../../shell/router';
import { words } from './messages';
import styles from './record.module.css';
import { Story } from './story';
import { useMove } from './use-move';

/** The record beside whatever screen it was opened from. */
export function RecordSheet({ id, onClose }: { id: Id; onClose: () => void }) {
  return (
    <aside
      className={styles.sheet}
      aria-label={words.record}
      data-testid="record-sheet"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <Record id={id} onClose={onClose} />
    </aside>
  );
}

/** The record as a page of its own. */
export function RecordScreen({ id }: { id: Id }) {
  return (
    <div className={styles.page}>
      <Pane label={words.record}>
        <Record id={id} />
      </Pane>
    </div>
  );
}

function Record({ id, onClose }: { id: Id; onClose?: () => void }) {
  const detail = useQuery('enquiries.detail', id);
  return (
    <Answer of={detail}>
      {(answer) => (
        <div className={styles.record} data-testid="record">
          <Head detail={answer} onClose={onClose} />
          <div className={styles.upper}>
            <Facts detail={answer} />
            <NextStep detail={answer} />
            <Tracks detail={answer} />
          </div>
          <Story id={answer.enquiry.id} items={answer.timeline} />
        </div>
      )}
    </Answer>
  );
}

function Head({ detail, onClose }: { detail: EnquiryDetail; onClose?: (() => void) | undefined }) {
  const { enquiry, company, moves } = detail;
  const { move, dialog, stages } = useMove();
  const edit = useCommand('enquiries.edit');
  const stage = stages.find((each) => each.key === enquiry.stage);
  const entries = stages
    .filter((each) => moves.includes(each.key))
    .map((each) => ({
      key: each.key,
      label: each.label,
      onPick: () =>
        move({
          id: enquiry.id,
          title: enquiry.title,
          from: enquiry.stage,
          to: each.key,
          after: null,
          before: null,
        }),
    }));
  const choices = (['high', 'medium', 'low'] as const).map((value) => ({
    value,
    label: words.priorities[value],
  }));
  return (
    <>
      <header className={styles.head}>
        <div className={styles.heading}>
          <h2>{enquiry.title}</h2>
          <p>{company?.name}</p>
        </div>
        {onClose && (
          <>
            <IconButton
              label={words.openFull}
              icon={<Maximize2 size={16} aria-hidden="true" />}
              onClick={() => goTo('enquiry', enquiry.id)}
            />
            <IconButton
              label={words.close}
              icon={<X size={18} aria-hidden="true" />}
              onClick={onClose}
              autoFocus
            />
          </>
        )}
      </header>
      <div className={styles.bar}>
        {stage && (
          <span
            className={styles.stage}
            data-kind={stage.kind}
            title={words.kinds[stage.kind]}
            data-testid="stage"
          >
            {stage.label}
          </span>
        )}
        <Menu
          heading={entries.length > 0 ? words.moveHeading : words.noMoves}
          entries={entries}
          trigger={<Button size="small">{words.moveTo}</Button>}
        />
        <div className={styles.priority}>
          <Select<Priority>
            isBare
            label={words.priority}
            choices={choices}
            value={enquiry.priority}
            onValue={(priority) => edit.mutate({ id: enquiry.id, priority })}
          />
        </div>
      </div>
      {dialog}
    </>
  );
}

function Facts({ detail }: { detail: EnquiryDetail }) {
  const { enquiry, contact } = detail;
  const { date } = useFormat();
  const value = enquiry.value_minor === null ? null : money(enquiry.value_minor, enquiry.currency);
  const rows: [string, string | null | undefined][] = [
    [words.facts.value, value],
    [words.facts.product, enquiry.product],
    [words.facts.quantity, enquiry.quantity],
    [words.facts.contact, contact ? [contact.name, contact.address].filter(Boolean).join(' · ') : null],
    [words.facts.phone, contact?.phone],
    [words.facts.owner, enquiry.owner],
    [words.facts.since, date(enquiry.stage_since)],
  ];
  return (
    <dl className={styles.facts}>
      {rows.map(([name, text]) => (
        <Fact key={name} name={name} text={text} />
      ))}
    </dl>
  );
}

function Fact({ name, text }: { name: string; text: string | null | undefined }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className={text ? undefined : styles.none}>{text || words.facts.none}</dd>
    </>
  );
}

function NextStep({ detail }: { detail: EnquiryDetail }) {
  const { enrolment, tasks } = detail;
  const { dateTime } = useFormat();
  const task = tasks[0];
  const next = enrolment?.state === 'active' ? enrolment.next_step : null;
  const planned = task
    ? { label: task.title, at: task.due_at }
    : next
      ? { label: next.label, at: next.at }
      : null;
  return (
    <section className={styles.box} aria-label={words.nextStep} data-testid="next-step">
      <h3>{words.nextStep}</h3>
      <div className={styles.row}>
        {planned ? (
          <>
            {planned.label}
            <span className={`${styles.none} ${styles.push}`}>{dateTime(planned.at)}</span>
          </>
        ) : (
          <span className={styles.none}>{words.noNextStep}</span>
        )}
      </div>
      {enrolment ? <Sequence enrolment={enrolment} /> : <p className={styles.none}>{words.noSequence}</p>}
    </section>
  );
}

const TONES = { active: 'good', paused: 'warn', stopped: 'neutral', finished: 'neutral' } as const;

function Sequence({ enrolment }: { enrolment: Enrolment }) {
  const [isStopping, setStopping] = useState(false);
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const pause = useCommand('followups.pause');
  const resume = useCommand('followups.resume');
  const stop = useCommand('followups.stop', { onDone: () => setStopping(false) });
  const id = enrolment.id;
  const submit = () => {
    setMissing(reason.trim() === '');
    if (reason.trim() !== '') stop.mutate({ enrolment_id: id, reason: reason.trim() });
  };
  const isOpen = enrolment.state === 'active' || enrolment.state === 'paused';
  return (
    <div className={styles.row} data-testid="sequence">
      <span>{enrolment.sequence}</span>
      <Chip tone={TONES[enrolment.state]}>{words.sequenceStates[enrolment.state]}</Chip>
      <span className={styles.none}>{words.stepsDone(enrolment.steps_done, enrolment.steps_total)}</span>
      {enrolment.reason && <span className={styles.none}>{enrolment.reason}</span>}
      <span className={styles.acts}>
        {enrolment.state === 'active' && (
          <Button
            size="small"
            icon={<Pause size={14} aria-hidden="true" />}
            onClick={() => pause.mutate({ enrolment_id: id, reason: words.byHand })}
          >
            {words.pause}
          </Button>
        )}
        {enrolment.state === 'paused' && (
          <Button
            size="small"
            icon={<Play size={14} aria-hidden="true" />}
            onClick={() => resume.mutate({ enrolment_id: id, reason: words.byHand })}
          >
            {words.resume}
          </Button>
        )}
        {isOpen && (
          <Button
            size="small"
            icon={<Square size={12} aria-hidden="true" />}
            onClick={() => setStopping(true)}
          >
            {words.stop}
          </Button>
        )}
      </span>
      {isStopping && (
        <Dialog
          title={words.stopTitle}
          description={words.stopBody}
          submit={words.stop}
          cancel={words.cancel}
          look="danger"
          isBusy={stop.isPending}
          onSubmit={submit}
          onClose={() => setStopping(false)}
        >
          <TextField
            label={words.reason}
            value={reason}
            onText={setReason}
            error={isMissing ? words.reasonNeeded : null}
          />
        </Dialog>
      )}
    </div>
  );
}

function Tracks({ detail }: { detail: EnquiryDetail }) {
  const close = useCommand('enquiries.close_track');
  const { date } = useFormat();
  const open = detail.tracks.filter((track) => track.closed_at === null);
  if (open.length === 0) return null;
  return (
    <section className={styles.box} aria-label={words.tracks} data-testid="tracks">
      <h3>{words.tracks}</h3>
      {open.map((track) => (
        <div key={track.id} className={styles.row}>
          <Chip tone="brand">{track.label}</Chip>
          {track.due_on && <span className={styles.none}>{words.due(date(track.due_on))}</span>}
          <IconButton
            className={styles.push}
            size="small"
            label={words.closeTrack(track.label)}
            icon={<X size={14} aria-hidden="true" />}
            onClick={() => close.mutate({ id: detail.enquiry.id, track_id: track.id })}
          />
        </div>
      ))}
    </section>
  );
}
