import { useRef, useState } from 'react';
import {
  type EnquiryDetail,
  hostWindow,
  type Id,
  isInShell,
  isOwnWindow,
  type Priority,
  Refusal,
  report,
} from '../../bridge';
import { Button, Inline, Menu, notify, Select } from '../../kit';
import { CommandButton, useHands } from '../../shell/commands';
import { goTo } from '../../shell/router';
import { write } from '../email';
import { CallDialog } from '../followups';
import { words } from './messages';
import { usePrinting } from './printed';
import { put } from './put';
import styles from './record.module.css';
import { useMove } from './use-move';
import { useWish } from './use-wish';

/** Whom a mail about it goes to. */
const reachable = ({ contact }: EnquiryDetail) =>
  contact?.email && !contact.bounced_at ? [{ address: contact.email, name: contact.name }] : [];

function openInWindow(id: Id): void {
  hostWindow.openRecord(id).catch((thrown) => report(Refusal.from(thrown)));
}

/** What the record is, where it stands, and what can be done with it. */
export function Head({ detail, onClose }: { detail: EnquiryDetail; onClose?: (() => void) | undefined }) {
  const { enquiry, company } = detail;
  const { id } = enquiry;
  const [isCalling, setCalling] = useState(false);
  const { print, printed } = usePrinting(detail);
  useHands({
    'record.full': onClose ? () => goTo('enquiry', id) : null,
    'record.window': isOwnWindow ? null : () => openInWindow(id),
    'record.close': onClose ?? null,
    'record.call': () => setCalling(true),
    'record.copy_link': () => void copyLink(id),
    'record.print': print,
    'mail.write': () => void write({ way: 'new', enquiry_id: id, to: reachable(detail) }),
  });
  return (
    <>
      <header className={styles.head}>
        <div className={styles.heading}>
          <h2>
            <Inline
              label={words.facts.title}
              value={enquiry.title}
              check={(text) => (text === '' ? words.ask.required : null)}
              onSave={(title) => put(id, { title })}
              words={words.inline}
            />
          </h2>
          <p>
            {company.name} · {enquiry.code}
          </p>
        </div>
        <div className={styles.tools}>
          <CommandButton id="record.call" isIcon />
          <CommandButton id="record.copy_link" isIcon />
          <CommandButton id="record.print" isIcon />
          {onClose && (
            <>
              <CommandButton id="record.window" isIcon />
              <CommandButton id="record.full" isIcon />
              <CommandButton id="record.close" isIcon autoFocus />
            </>
          )}
        </div>
      </header>
      <Bar detail={detail} />
      {isCalling && <CallDialog enquiry={id} onClose={() => setCalling(false)} />}
      {printed}
    </>
  );
}

function Bar({ detail: { enquiry, moves } }: { detail: EnquiryDetail }) {
  const { move, dialog, stages } = useMove();
  const stage = stages.find((each) => each.key === enquiry.stage);
  const moving = useRef<HTMLButtonElement>(null);
  const [wished, wish] = useWish<Priority>((priority) => put(enquiry.id, { priority }));
  useHands({ 'record.stage': () => moving.current?.click() });
  const { id, title, stage: from } = enquiry;
  const entries = stages
    .filter((each) => moves.includes(each.key))
    .map(({ key, label }) => ({
      key,
      label,
      onPick: () => move({ id, title, from, to: key, after: null, before: null }),
    }));
  const choices = (['high', 'medium', 'low'] as const).map((value) => ({
    value,
    label: words.priorities[value],
  }));
  return (
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
          value={wished ?? enquiry.priority}
          onValue={wish}
        />
      </div>
      {dialog}
    </div>
  );
}

/** The address of a record, for a mail or a note: the program's own where it runs as one. */
async function copyLink(id: string): Promise<void> {
  const place = `enquiry/${id}`;
  const link = isInShell() ? `pebble://${place}` : `${location.origin}${location.pathname}#/${place}`;
  try {
    await navigator.clipboard.writeText(link);
    notify({ title: words.linkCopied, tone: 'good' });
  } catch {
    notify({ title: words.linkNotCopied, body: link, tone: 'bad' });
  }
}
