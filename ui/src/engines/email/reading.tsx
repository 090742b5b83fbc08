import { ArrowLeft } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { type Id, type MailDetail, useCommand, useQuery } from '../../bridge';
import { Badge, Button, IconButton, Pane } from '../../kit';
import { Answer } from '../../shell/answer';
import { CommandButton, useHands } from '../../shell/commands';
import { type PlanNext, useActs } from './acts';
import { AnswerHere, useAnswers } from './compose';
import { LinkDialog, OpenEnquiryDialog } from './dialogs';
import styles from './inbox.module.css';
import { Letter } from './letter';
import letters from './letter.module.css';
import { words } from './messages';
import { usePrinting } from './print';
import { Side } from './side';
import { Snooze } from './snooze';

/** Long enough to have looked at it; walking past a mail does not count as reading it. */
const READ_AFTER_MS = 900;

interface ReadingProps {
  id: Id;
  /** The list shows one row for each conversation: what is done is done with all of it. */
  isGrouped: boolean;
  onBack: () => void;
  /** Picks the mail that follows this one; the answer goes to it. */
  planNext: PlanNext;
}

export function Reading(props: ReadingProps) {
  const detail = useQuery('email.detail', { id: props.id });
  return <Answer of={detail}>{(answer) => <Mail detail={answer} {...props} />}</Answer>;
}

type Open = 'link' | 'enquiry' | null;

function Mail({ detail, isGrouped, onBack, planNext }: ReadingProps & { detail: MailDetail }) {
  const { row } = detail;
  const [open, setOpen] = useState<Open>(null);
  const isWhole = isGrouped && detail.thread.length > 1;
  const acts = useActs(detail, isWhole, planNext);
  useMarkRead(detail, isWhole);
  useWays(detail, acts, setOpen);
  useAnswers(row.id);
  return (
    <div className={styles.reading}>
      <Pane label={words.reading} className={styles.mail}>
        <Toolbar detail={detail} acts={acts} onBack={onBack} />
        <Conversation detail={detail} />
        <AnswerHere mail={row.id} />
      </Pane>
      <Pane label={words.side}>
        <Side detail={detail} onAccept={acts.accept} onCorrect={acts.correct} onLink={acts.link} />
      </Pane>
      {open === 'link' && <LinkDialog detail={detail} onLink={acts.link} onClose={() => setOpen(null)} />}
      {open === 'enquiry' && (
        <OpenEnquiryDialog detail={detail} onDone={planNext()} onClose={() => setOpen(null)} />
      )}
    </div>
  );
}

type Acts = ReturnType<typeof useActs>;

function useWays({ row }: MailDetail, acts: Acts, setOpen: (open: Open) => void): void {
  const isArchived = row.disposition === 'archived';
  const isJunk = row.disposition === 'junk';
  const isHere = !isArchived && !isJunk;
  useHands({
    'mail.link': () => setOpen('link'),
    'mail.enquiry': () => setOpen('enquiry'),
    'mail.archive': isArchived ? null : acts.archive,
    'mail.unarchive': isArchived ? acts.unarchive : null,
    'mail.junk': isHere && !row.is_outgoing ? acts.junk : null,
    'mail.unjunk': isJunk ? acts.unjunk : null,
    'mail.unsnooze': row.snoozed_until === null ? null : acts.unsnooze,
    'mail.read': row.is_read ? null : acts.read,
    'mail.unread': row.is_read ? acts.unread : null,
  });
}

function Toolbar({ detail, acts, onBack }: { detail: MailDetail; acts: Acts; onBack: () => void }) {
  const { row } = detail;
  const isArchived = row.disposition === 'archived';
  const isJunk = row.disposition === 'junk';
  return (
    <div className={styles.toolbar} role="toolbar" aria-label={words.reading}>
      <IconButton
        className={styles.back}
        label={words.back}
        icon={<ArrowLeft size={16} aria-hidden="true" />}
        onClick={onBack}
      />
      <CommandButton id="mail.reply" />
      <CommandButton id="mail.reply_all" isIcon />
      <CommandButton id="mail.forward" isIcon />
      <CommandButton id={isArchived ? 'mail.unarchive' : 'mail.archive'} />
      <CommandButton id="mail.link" />
      <CommandButton id="mail.enquiry" />
      {row.snoozed_until !== null && <CommandButton id="mail.unsnooze" isIcon />}
      {row.snoozed_until === null && !isArchived && !isJunk && <Snooze onSnooze={acts.snooze} />}
      {!row.is_outgoing && !isArchived && <CommandButton id={isJunk ? 'mail.unjunk' : 'mail.junk'} isIcon />}
      <CommandButton id={row.is_read ? 'mail.unread' : 'mail.read'} isIcon />
      <CommandButton id="mail.print" isIcon />
    </div>
  );
}

/** The whole conversation, newest first: the mail that was chosen is open, the others are a line each. */
function Conversation({ detail }: { detail: MailDetail }) {
  const { row, thread } = detail;
  const mails = useMemo(() => (thread.length > 1 ? thread.toReversed() : [detail.row]), [thread, detail.row]);
  const [opened, setOpened] = useState<ReadonlySet<Id>>(() => new Set([row.id]));
  const isAlone = mails.length === 1;
  const isAllOpen = mails.every((mail) => opened.has(mail.id));
  const toggle = (id: Id) =>
    setOpened((now) => {
      const next = new Set(now);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const toggleAll = () => setOpened(new Set(isAllOpen ? [row.id] : mails.map((mail) => mail.id)));
  const { print, printout } = usePrinting(
    row.subject,
    mails.filter((mail) => opened.has(mail.id)).map((mail) => mail.id),
  );
  useHands({ 'mail.expand': isAlone ? null : toggleAll, 'mail.print': print });
  return (
    <>
      <div className={letters.subjectLine}>
        <h2>{row.subject || words.noSubject}</h2>
        {!isAlone && (
          <>
            <Badge>{words.older(mails.length)}</Badge>
            <Button size="small" look="subtle" onClick={toggleAll} data-testid="unfold-all">
              {isAllOpen ? words.foldAll : words.unfoldAll}
            </Button>
          </>
        )}
      </div>
      <div
        className={letters.letters}
        data-alone={isAlone || undefined}
        role="group"
        aria-label={words.thread}
        data-testid="conversation"
      >
        {mails.map((mail) => (
          <Letter
            key={mail.id}
            row={mail}
            isOpen={opened.has(mail.id)}
            isChosen={mail.id === row.id}
            isAlone={isAlone}
            onToggle={() => toggle(mail.id)}
          />
        ))}
      </div>
      {printout}
    </>
  );
}

/** Looked at for a moment, a mail is read, and with it the conversation that it stands for. */
function useMarkRead({ row, thread }: MailDetail, isWhole: boolean): void {
  const { mutate } = useCommand('email.mark_many', { onRefused: () => true });
  const [fresh] = useState(() =>
    (isWhole ? thread : [row]).filter((mail) => !mail.is_read || mail.is_back).map((mail) => mail.id),
  );
  useEffect(() => {
    if (fresh.length === 0) return;
    const timer = setTimeout(() => mutate({ ids: fresh, is_read: true, is_whole: false }), READ_AFTER_MS);
    return () => clearTimeout(timer);
  }, [fresh, mutate]);
}
