import {
  ArrowRightLeft,
  CircleCheck,
  FileText,
  GitFork,
  MailOpen,
  Paperclip,
  Phone,
  Repeat,
  Send,
  StickyNote,
} from 'lucide-react';
import { type FormEvent, type ReactNode, useDeferredValue, useMemo, useRef, useState } from 'react';
import { host, type Id, type MailRow, type TimelineItem, useCommand, useQuery } from '../../bridge';
import { Button, count, type Happening, SearchField, Timeline, type Tone } from '../../kit';
import { useHands, useSearchBox } from '../../shell/commands';
import { go } from '../../shell/router';
import { words } from './messages';
import styles from './story.module.css';

const LOOKS: Record<TimelineItem['kind'], { icon: ReactNode; tone: Tone }> = {
  mail_in: { icon: <MailOpen size={15} />, tone: 'brand' },
  mail_out: { icon: <Send size={15} />, tone: 'good' },
  call: { icon: <Phone size={15} />, tone: 'good' },
  move: { icon: <ArrowRightLeft size={15} />, tone: 'neutral' },
  task: { icon: <CircleCheck size={15} />, tone: 'warn' },
  step: { icon: <Repeat size={15} />, tone: 'neutral' },
  note: { icon: <StickyNote size={15} />, tone: 'warn' },
  track: { icon: <GitFork size={15} />, tone: 'neutral' },
  quotation: { icon: <FileText size={15} />, tone: 'brand' },
  file: { icon: <Paperclip size={15} />, tone: 'neutral' },
};

/** What the timeline can be narrowed to. */
const SORTS = {
  mail: ['mail_in', 'mail_out'],
  calls: ['call'],
  notes: ['note'],
  stages: ['move', 'track'],
  tasks: ['task'],
  quotations: ['quotation'],
  files: ['file'],
  steps: ['step'],
} as const satisfies Record<string, readonly TimelineItem['kind'][]>;
type Sort = keyof typeof SORTS;
const ALL = Object.keys(SORTS) as Sort[];

/** Lines that are read at first, and at each coming near the end. */
const PAGE = 200;

export const happeningOf = (item: TimelineItem): Happening => ({
  ...LOOKS[item.kind],
  id: item.id,
  at: item.at,
  title: item.title,
  body: item.body,
  who: item.who,
});

/** The one timeline, narrowed by kind and by what it says, and the line in which to add to it. */
export function Story({ id }: { id: Id }) {
  const [sorts, setSorts] = useState<readonly Sort[]>([]);
  const [text, setText] = useState('');
  const [limit, setLimit] = useState(PAGE);
  const asked = useDeferredValue(text.trim());
  const kinds = sorts.flatMap((sort) => [...SORTS[sort]]);
  const story = useQuery(
    'enquiries.story',
    { id, kinds, text: asked === '' ? null : asked, limit },
    { isSticky: true },
  ).data;
  const items = useOpened(id, story?.lines ?? []);
  const isNarrowed = sorts.length > 0 || asked !== '';
  const narrow = (change: () => void) => {
    setLimit(PAGE);
    change();
  };
  const more = () => {
    if (story && story.lines.length === limit && story.total > limit) setLimit(limit + 2 * PAGE);
  };
  return (
    <section className={styles.story} aria-label={words.timeline} data-pane>
      <Narrowing
        sorts={sorts}
        text={text}
        found={isNarrowed && story ? story.total : null}
        onSorts={(next) => narrow(() => setSorts(next))}
        onText={(next) => narrow(() => setText(next))}
      />
      <div className={styles.items}>
        {items.length > 0 ? (
          <Timeline label={words.timeline} items={items} onEnd={more} />
        ) : (
          story && <p className={styles.empty}>{isNarrowed ? words.story.nothing : words.emptyTimeline}</p>
        )}
      </div>
      <Note id={id} />
    </section>
  );
}

interface NarrowingProps {
  sorts: readonly Sort[];
  text: string;
  found: number | null;
  onSorts: (sorts: readonly Sort[]) => void;
  onText: (text: string) => void;
}

function Narrowing({ sorts, text, found, onSorts, onText }: NarrowingProps) {
  const box = useSearchBox();
  const turn = (sort: Sort) =>
    onSorts(sorts.includes(sort) ? sorts.filter((each) => each !== sort) : [...sorts, sort]);
  return (
    <header className={styles.narrowing}>
      <h3>{words.timeline}</h3>
      <div className={styles.search}>
        <SearchField ref={box} label={words.story.search} value={text} onText={onText} />
      </div>
      <div className={styles.sorts} role="group" aria-label={words.story.filter}>
        {ALL.map((sort) => (
          <button
            key={sort}
            type="button"
            className={styles.sort}
            aria-pressed={sorts.includes(sort)}
            onClick={() => turn(sort)}
          >
            {words.story.sorts[sort]}
          </button>
        ))}
      </div>
      <span className={styles.found} role="status">
        {found !== null && words.story.found(found, count(found))}
      </span>
    </header>
  );
}

/** The lines with what they open to. A line is shared, a mail is not: it opens where this device holds it. */
function useOpened(id: Id, lines: readonly TimelineItem[]): readonly Happening[] {
  const [open, setOpen] = useState<ReadonlySet<Id>>(new Set());
  const mails = useQuery('email.of_record', id).data;
  return useMemo(() => {
    const turn = (line: Id) =>
      setOpen((now) => new Set(now.has(line) ? [...now].filter((each) => each !== line) : [...now, line]));
    const opened = (item: TimelineItem): Happening => {
      const mail =
        item.mail_ref === null ? undefined : mails?.find((each) => each.mail_ref === item.mail_ref);
      if (!mail) return happeningOf(item);
      const inside = open.has(item.id) ? <Letter mail={mail} /> : undefined;
      return { ...happeningOf(item), onOpen: () => turn(item.id), inside };
    };
    return lines.map(opened);
  }, [lines, mails, open]);
}

function Letter({ mail }: { mail: MailRow }) {
  return (
    <>
      {/* No scripts, no pictures and no origin of its own: whatever a stranger wrote, it can reach nothing. */}
      <iframe
        className={styles.letter}
        title={words.story.body(mail.subject)}
        sandbox="allow-popups"
        referrerPolicy="no-referrer"
        src={host.mailUrl(mail.id, false)}
        data-testid="letter"
      />
      <Button size="small" onClick={() => go({ path: ['inbox', 'all', mail.id], params: {} })}>
        {words.story.inInbox}
      </Button>
    </>
  );
}

function Note({ id }: { id: Id }) {
  const [text, setText] = useState('');
  const line = useRef<HTMLInputElement>(null);
  useHands({ 'record.note': () => line.current?.focus() });
  const note = useCommand('enquiries.note', { onDone: () => setText('') });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '') note.mutate({ id, text: text.trim() });
  };
  return (
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
  );
}
