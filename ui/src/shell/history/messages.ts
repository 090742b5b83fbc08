import type { Deed, Stage } from '../../bridge';
import { money } from '../../kit';
import { sentence as plainly } from '../office/words';

export const words = {
  title: 'What I have done',
  sub: 'At this desk, the newest first',
  list: 'What I have done',
  undo: 'Undo',
  undoKeys: (keys: string) => `Undo (${keys})`,
  redo: 'Do it again',
  undone: 'Undone',
  open: (title: string) => `Open “${title}”`,
  more: 'Show more',
  empty: 'Nothing yet',
  emptyBody:
    'What you do from now on stands here: moves, notes, finished tasks, mails put away. Each can be undone as long as nobody has built on it.',
  took: (what: string) => `Undone: ${what}`,
  again: (what: string) => `Done again: ${what}`,
  refused: 'This could not be undone',
  nothing: 'There is nothing to undo',
  nothingAgain: 'Nothing was undone that could be done again',
};

/** What sentences are made with. */
export interface Names {
  stages: readonly Stage[];
  nameOf: (person: string) => string | undefined;
  when: (instant: string) => string;
  date: (day: string) => string;
}

/** A sentence in pieces: what it was done to stands out. */
export type Piece = string | { title: string };

type Say = (deed: Deed, names: Names) => Piece[];

const title = (deed: Deed): Piece => ({ title: deed.title });
const part = (deed: Deed): Piece => ({ title: deed.part || deed.title });
const several = (deed: Deed, one: Piece[], what: string): Piece[] =>
  deed.count > 1 ? [...one.slice(0, 1), `${deed.count} ${what}`, ...one.slice(2)] : one;
const onTitle = (deed: Deed): Piece[] => (deed.part && deed.title ? [' – ', title(deed)] : []);

const SAYS: Readonly<Record<string, Say>> = {
  'enquiries.open': (deed) => ['Opened ', title(deed)],
  'enquiries.attach_mail': (deed) => ['Put a mail on ', title(deed)],
  'enquiries.advance': moved,
  'enquiries.place': moved,
  'enquiries.edit': (deed, names) => [
    'Changed ',
    title(deed),
    deed.count > 1 ? ` and ${deed.count - 1} more` : '',
    ...edits(deed, names),
  ],
  'enquiries.assign': (deed, names) => {
    const owner = given(deed, 'to');
    return [
      ...several(deed, ['Gave ', title(deed)], 'enquiries'),
      ` to ${names.nameOf(owner) ?? 'a colleague'}`,
    ];
  },
  'enquiries.note': (deed) => ['Wrote a note on ', title(deed)],
  'enquiries.close_track': (deed) => ['Settled a track of ', title(deed)],
  'enquiries.extend': (deed) => ['Kept ', title(deed), ` open for ${number(deed, 'days')} more days`],
  'followups.complete': (deed) => [...several(deed, ['Finished ', part(deed)], 'tasks'), ...onTitle(deed)],
  'followups.snooze': (deed, names) => [
    ...several(deed, ['Put off ', part(deed)], 'follow-ups'),
    ` to ${names.when(given(deed, 'until'))}`,
  ],
  'followups.remind': (deed) => ['Set the reminder ', part(deed), ...onTitle(deed)],
  'followups.pause': (deed) => ['Held the sequence of ', title(deed)],
  'followups.resume': (deed) => ['Let the sequence of ', title(deed), ' go on'],
  'followups.stop': (deed) => ['Stopped the sequence of ', title(deed)],
  'followups.release': (deed) => ['Let a follow-up mail of ', title(deed), ' go out'],
  'preleads.advance': (deed) => ['Moved the pre-lead ', title(deed)],
  'preleads.validate': (deed) => ['Let in ', title(deed)],
  'email.accept': (deed) => [...several(deed, ['Accepted ', title(deed)], 'mails')],
  'email.correct': (deed) => ['Put the label of ', title(deed), ' right'],
  'email.link': (deed) => [...several(deed, ['Linked ', title(deed)], 'mails')],
  'email.open_enquiry': (deed) => ['Opened an enquiry from ', title(deed)],
  'email.archive': (deed) => [...several(deed, ['Archived ', title(deed)], 'mails')],
  'email.archive_many': (deed) => ['Archived ', mails(deed)],
  'email.unarchive_many': (deed) => ['Brought back ', mails(deed)],
  'email.junk': (deed) => ['Marked ', mails(deed), ' as junk'],
  'email.unjunk': (deed) => ['Marked ', mails(deed), ' as no junk'],
  'email.snooze': (deed, names) => ['Put off ', mails(deed), ` until ${names.when(given(deed, 'until'))}`],
  'email.unsnooze': (deed) => ['Brought back ', mails(deed)],
  'email.unarchive': (deed) => [...several(deed, ['Brought back ', title(deed)], 'mails')],
};

/** The mail it was done to, or how many they were. */
function mails(deed: Deed): Piece {
  const input: unknown = deed.input;
  const ids = typeof input === 'object' && input !== null ? Reflect.get(input, 'ids') : undefined;
  return Array.isArray(ids) && ids.length > 1 ? `${ids.length} mails` : title(deed);
}

/** Of these the screens tell themselves, with a way back of their own. */
const BY_THEMSELVES = /^(preleads\.|enquiries\.open$|email\.(un)?(archive|junk|snooze))/;

/** What tells of itself as it is done; of other commands the screens say what there is to say. */
export const TOLD: ReadonlySet<string> = new Set([
  ...Object.keys(SAYS).filter((command) => !BY_THEMSELVES.test(command)),
  'app.together',
]);

function moved(deed: Deed, { stages }: Names): Piece[] {
  const label = (key: unknown) => stages.find((stage) => stage.key === key)?.label ?? String(key);
  const change = deed.fields.find((each) => each.record === 'enquiry' && each.field === 'stage');
  if (!change) return [...several(deed, ['Moved ', title(deed)], 'cards'), ' within its column'];
  const from = deed.count > 1 ? '' : ` from ${label(change.old)}`;
  return [...several(deed, ['Moved ', title(deed)], 'cards'), `${from} to ${label(change.new)}`];
}

const FIELDS: Readonly<Record<string, string>> = {
  title: 'title',
  product: 'product',
  quantity: 'quantity',
  unit: 'unit',
  value_minor: 'value',
  priority: 'priority',
};

function edits(deed: Deed, { date }: Names): Piece[] {
  const told = deed.fields.filter((each) => each.record === 'enquiry' && each.field in FIELDS);
  const shown = told.map(({ field, old, new: now }) => {
    const value = (of: unknown) => worded(field, of, date);
    return `${FIELDS[field]} ${value(old)} → ${value(now)}`;
  });
  return shown.length > 0 ? [`: ${shown.join(', ')}`] : [];
}

function worded(field: string, value: unknown, date: (day: string) => string): string {
  if (value === null || value === undefined || value === '') return 'none';
  if (field.endsWith('_minor') && typeof value === 'number') return money(value, 'INR');
  if (field.endsWith('_until') && typeof value === 'string') return date(value);
  return String(value);
}

function given(deed: Deed, name: string): string {
  const input: unknown = deed.input;
  const value = typeof input === 'object' && input !== null ? Reflect.get(input, name) : undefined;
  return typeof value === 'string' ? value : '';
}

function number(deed: Deed, name: string): number {
  const input: unknown = deed.input;
  const value = typeof input === 'object' && input !== null ? Reflect.get(input, name) : undefined;
  return typeof value === 'number' ? value : 0;
}

/** What was done, in plain words. */
export function said(deed: Deed, names: Names): Piece[] {
  const say = SAYS[deed.command];
  if (say && deed.title) return say(deed, names);
  const plain = plainly(deed.command, deed.input);
  return deed.title && !plain.includes(deed.title) ? [`${plain}: `, { title: deed.title }] : [plain];
}

/** The same as one text. */
export function sentence(deed: Deed, names: Names): string {
  return said(deed, names)
    .map((piece) => (typeof piece === 'string' ? piece : `“${piece.title}”`))
    .join('');
}
