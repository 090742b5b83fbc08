import { X } from 'lucide-react';
import { Fragment, type ReactNode, useRef } from 'react';
import { type EnquiryDetail, type Id, type Priority, useCommand, useQuery } from '../../bridge';
import { Button, Chip, IconButton, Menu, money, Pane, Select, Tabs, useFormat } from '../../kit';
import { Answer } from '../../shell/answer';
import { CommandButton, useHands } from '../../shell/commands';
import { goTo, setParams, usePlace } from '../../shell/router';
import { write } from '../email';
import { Files, fileWords } from '../files';
import { Reach } from '../masters';
import { Quotations, quotationWords } from '../quotations';
import { words } from './messages';
import { NextStep } from './next-step';
import { Owner } from './owner';
import styles from './record.module.css';
import { Story } from './story';
import { useMove } from './use-move';

/** The record beside whatever screen it was opened from. */
export function RecordSheet({ id, onClose }: { id: Id; onClose: () => void }) {
  return (
    <aside
      className={styles.sheet}
      aria-label={words.record}
      data-pane
      data-testid="record-sheet"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        onClose();
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

const SECTIONS = [
  { key: 'overview', label: words.overview },
  { key: 'quotations', label: quotationWords.title },
  { key: 'files', label: fileWords.title },
] as const;
type Section = (typeof SECTIONS)[number]['key'];

function Record({ id, onClose }: { id: Id; onClose?: () => void }) {
  const detail = useQuery('enquiries.detail', id);
  const { params } = usePlace();
  const shown = SECTIONS.find(({ key }) => key === params.tab)?.key ?? 'overview';
  const show = (key: Section) => setParams({ tab: key === 'overview' ? null : key }, { replace: true });
  return (
    <Answer of={detail}>
      {(answer) => (
        <div className={styles.record} data-testid="record">
          <Head detail={answer} onClose={onClose} />
          <div className={styles.sections}>
            <Tabs
              label={words.sections}
              entries={SECTIONS}
              chosen={shown}
              panelId="record-section"
              onChoose={show}
            />
          </div>
          {shown !== 'overview' ? (
            <div className={styles.whole} id="record-section" role="tabpanel">
              {shown === 'files' ? (
                <Files enquiry={answer.enquiry.id} />
              ) : (
                <Quotations enquiry={answer.enquiry.id} />
              )}
            </div>
          ) : (
            <>
              <div className={styles.upper} id="record-section" role="tabpanel">
                <Facts detail={answer} />
                <NextStep id={answer.enquiry.id} />
                <Tracks detail={answer} />
              </div>
              <Story id={answer.enquiry.id} items={answer.timeline} />
            </>
          )}
        </div>
      )}
    </Answer>
  );
}

/** What an edit leaves as it is. */
const UNCHANGED = {
  title: null,
  product: null,
  quantity: null,
  unit: null,
  value_minor: null,
  priority: null,
};

/** Whom a mail about it goes to. */
const reachable = ({ contact }: EnquiryDetail) =>
  contact?.email && !contact.bounced_at ? [{ address: contact.email, name: contact.name }] : [];

function Head({ detail, onClose }: { detail: EnquiryDetail; onClose?: (() => void) | undefined }) {
  const { enquiry, company, moves } = detail;
  const { move, dialog, stages } = useMove();
  const edit = useCommand('enquiries.edit');
  const stage = stages.find((each) => each.key === enquiry.stage);
  const moving = useRef<HTMLButtonElement>(null);
  useHands({
    'record.stage': () => moving.current?.click(),
    'record.full': onClose ? () => goTo('enquiry', enquiry.id) : null,
    'record.close': onClose ?? null,
    'mail.write': () => void write({ way: 'new', enquiry_id: enquiry.id, to: reachable(detail) }),
  });
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
          <p>
            {company.name} · {enquiry.code}
          </p>
        </div>
        <CommandButton id="mail.write" isIcon />
        {onClose && (
          <>
            <CommandButton id="record.full" isIcon />
            <CommandButton id="record.close" isIcon autoFocus />
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
          trigger={
            <Button ref={moving} size="small">
              {words.moveTo}
            </Button>
          }
        />
        <div className={styles.priority}>
          <Select<Priority>
            isBare
            label={words.priority}
            choices={choices}
            value={enquiry.priority}
            onValue={(priority) => edit.mutate({ ...UNCHANGED, id: enquiry.id, priority })}
          />
        </div>
      </div>
      {dialog}
    </>
  );
}

type Fact = [name: string, fact: ReactNode];

function Facts({ detail }: { detail: EnquiryDetail }) {
  const { enquiry, contact } = detail;
  const { date } = useFormat();
  const value = enquiry.value_minor === null ? null : money(enquiry.value_minor, enquiry.currency);
  const known: Fact[] = [
    [words.facts.value, value],
    [words.facts.product, enquiry.product],
    [words.facts.quantity, [enquiry.quantity, enquiry.unit].filter(Boolean).join(' ')],
    [words.facts.contact, contact?.name],
    [words.facts.email, contact && <Reach contact={contact} kind="email" />],
    [words.facts.phone, contact && <Reach contact={contact} kind="phone" />],
    [words.facts.owner, <Owner key="owner" detail={detail} />],
    [words.facts.since, date(enquiry.stage_since)],
    [words.facts.flag, detail.flag_on && date(detail.flag_on)],
  ];
  return (
    <dl className={styles.facts}>
      {known.map(([name, fact]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd className={fact ? undefined : styles.none}>{fact || words.facts.none}</dd>
        </Fragment>
      ))}
    </dl>
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
          <Chip tone="brand">{words.trackKinds[track.kind]}</Chip>
          <span className={styles.none}>{words.due(date(track.due_on))}</span>
          {track.note && <span>{track.note}</span>}
          <IconButton
            className={styles.push}
            size="small"
            label={words.closeTrack(words.trackKinds[track.kind])}
            icon={<X size={14} aria-hidden="true" />}
            onClick={() => close.mutate({ id: track.id })}
          />
        </div>
      ))}
    </section>
  );
}
