import {
  ArrowRightLeft,
  CircleCheck,
  FileText,
  GitFork,
  MailOpen,
  Paperclip,
  Repeat,
  Send,
  StickyNote,
} from 'lucide-react';
import { type FormEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import { type Id, type MailRow, type TimelineItem, useCommand, useQuery } from '../../bridge';
import { Button, type Happening, Timeline, type Tone } from '../../kit';
import { useHands } from '../../shell/commands';
import { go } from '../../shell/router';
import { words } from './messages';
import styles from './record.module.css';

const LOOKS: Record<TimelineItem['kind'], { icon: ReactNode; tone: Tone }> = {
  mail_in: { icon: <MailOpen size={15} />, tone: 'brand' },
  mail_out: { icon: <Send size={15} />, tone: 'good' },
  move: { icon: <ArrowRightLeft size={15} />, tone: 'neutral' },
  task: { icon: <CircleCheck size={15} />, tone: 'warn' },
  step: { icon: <Repeat size={15} />, tone: 'neutral' },
  note: { icon: <StickyNote size={15} />, tone: 'warn' },
  track: { icon: <GitFork size={15} />, tone: 'neutral' },
  quotation: { icon: <FileText size={15} />, tone: 'brand' },
  file: { icon: <Paperclip size={15} />, tone: 'neutral' },
};

/** The one timeline, and the line in which to add to it. */
export function Story({ id, items }: { id: Id; items: readonly TimelineItem[] }) {
  const [text, setText] = useState('');
  const line = useRef<HTMLInputElement>(null);
  useHands({ 'record.note': () => line.current?.focus() });
  const note = useCommand('enquiries.note', { onDone: () => setText('') });
  // A timeline line is shared, a mail is not: the line opens the mail only where this device holds it.
  const mails = useQuery('email.of_record', id).data;
  const happenings = useMemo<Happening[]>(
    () =>
      items
        .toSorted((one, other) => other.at.localeCompare(one.at))
        .map((item) => ({
          ...LOOKS[item.kind],
          id: item.id,
          at: item.at,
          title: item.title,
          body: item.body,
          who: item.who,
          onOpen: opener(item, mails),
        })),
    [items, mails],
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '') note.mutate({ id, text: text.trim() });
  };
  return (
    <section className={styles.story} aria-label={words.timeline}>
      <h3>{words.timeline}</h3>
      <div className={styles.items}>
        {happenings.length > 0 ? (
          <Timeline label={words.timeline} items={happenings} />
        ) : (
          <p className={`${styles.none} ${styles.facts}`}>{words.emptyTimeline}</p>
        )}
      </div>
      <form className={styles.note} onSubmit={submit}>
        <input
          ref={line}
          aria-label={words.note}
          placeholder={words.note}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" disabled={note.isPending || text.trim() === ''}>
          {words.addNote}
        </Button>
      </form>
    </section>
  );
}

function opener(item: TimelineItem, mails: readonly MailRow[] | undefined): (() => void) | undefined {
  if (item.kind !== 'mail_in' && item.kind !== 'mail_out') return undefined;
  const mail = mails?.find((each) => each.mail_ref === item.mail_ref);
  return mail && (() => go({ path: ['inbox', 'all', mail.id], params: {} }));
}
