import type { Outcome } from '../../bridge';
import { pick, plural } from '../../kit/language';
import { hindi } from './hindi';

const english = {
  title: 'Today',
  summary: (missed: number, todo: number, done: number, calls: number, mails: number) =>
    [
      missed > 0 ? `${missed} overdue` : '',
      `${todo} to do`,
      `${done} done today`,
      calls > 0 ? plural(calls, '1 call', `${calls} calls`) : '',
      mails > 0 ? plural(mails, '1 mail', `${mails} mails`) : '',
    ]
      .filter(Boolean)
      .join(' · '),
  progress: 'Done today',
  missed: 'Missed, do these first',
  rows: 'In order of what matters most',
  list: 'Follow-ups for today',
  form: 'Outcome',
  finished: 'That was the day',
  finishedBody: (done: number, calls: number, mails: number) =>
    [
      plural(done, 'One follow-up is done', `All ${done} follow-ups are done`),
      calls > 0 ? plural(calls, 'one call was made', `${calls} calls were made`) : '',
      mails > 0 ? plural(mails, 'one mail went out', `${mails} mails went out`) : '',
    ]
      .filter(Boolean)
      .join(', ')
      .concat('.'),
  nextDay: (day: string, count: number, first: string) =>
    plural(count, `${day}: ${first}`, `${day}: ${count} follow-ups, first “${first}”`),
  noNextDay: 'Nothing is planned for the days to come.',
  unconnected: 'Your day begins with your mailbox',
  unconnectedBody:
    'Once it is connected, enquiries open from your mail, sequences start, and what is to be done today stands here.',
  connect: 'Connect a mailbox',
  empty: 'Nothing left for today',
  emptyBody: 'Every follow-up is done. New mail and the sequences will put the next ones here.',
  pick: 'Choose a follow-up',
  pickBody:
    'Walk the list with the arrow keys; press 1 to 4 for the outcome, T to snooze, X to select several.',
  due: (at: string) => `due ${at}`,
  overdue: (at: string) => `overdue since ${at}`,
  high: 'High',
  results: {
    interested: 'Interested',
    not_interested: 'Not interested',
    call_later: 'Call later',
    no_answer: 'No answer',
  } satisfies Record<Outcome, string>,
  categories: {
    no_requirement: 'No requirement',
    price_high: 'Price too high',
    bought_competitor: 'Bought from a competitor',
  },
  category: 'Why not',
  choose: 'Choose a reason',
  price: 'Negotiated price',
  competitor: 'Competitor',
  next: 'Next date',
  comment: 'Comment',
  commentHint: 'What was said, in a line',
  needs: {
    result: 'Choose what came of it',
    category: 'Choose a reason',
    comment: 'Write a line about what was said',
    next: 'Choose the next date',
    price: 'Write the price, for example 185 or 1.2 L',
    competitor: 'Name the competitor',
  },
  save: 'Save and go on',
  complete: { save: 'Save' },
  call: {
    title: 'Log a call',
    save: 'Save the call',
    cancel: 'Cancel',
    saved: 'Call is on the timeline',
    who: 'Who',
    noNumber: 'No number is known',
    direction: 'Who rang',
    directions: { out: 'I rang', in: 'They rang' },
    span: 'Talked for',
    spanHint:
      'Minutes and seconds: 3:20, or 45 s. More than 30 seconds stops the sequence, until the next date if there is one.',
    noSpan: 'Write a time, for example 3:20 or 45 s',
  },
  snooze: 'Snooze',
  snoozes: {
    hour: 'In an hour',
    afternoon: 'This afternoon, 15:00',
    tomorrow: 'Tomorrow, 10:00',
    week: 'In a week, 10:00',
  },
  openRecord: 'Open record',
  commands: {
    next: 'Next follow-up',
    previous: 'Previous follow-up',
    snoozeWords: 'later remind postpone',
    call: 'Log a call',
    callWords: 'phone ring telephone',
    mail: 'Write a mail',
    select: 'Select this follow-up',
    selectTo: 'Select this and the next',
    selectAll: 'Select all follow-ups',
    selectNone: 'Clear the selection',
    reschedule: 'Reschedule several…',
  },
  several: {
    title: (n: number) => plural(n, '1 follow-up selected', `${n} follow-ups selected`),
    body: 'They all move to the time you choose. What they are and who they are for stays.',
    when: 'Move them to',
    other: 'Another day, 10:00',
    past: 'Choose a day from tomorrow on',
    submit: (n: number) => plural(n, 'Move 1 follow-up', `Move ${n} follow-ups`),
    clear: 'Clear the selection',
    moved: (n: number, at: string) => `${plural(n, '1 follow-up', `${n} follow-ups`)} moved to ${at}`,
    some: (done: number, n: number) => `${done} of ${n} follow-ups moved`,
    select: (title: string) => `Select ${title}`,
  },
  sequences: {
    title: 'Follow-up sequences',
    body: 'A sequence keeps going until the customer answers. Days between touches depend on priority.',
    cadence: 'Days between touches',
    fields: {
      high_days: 'High priority',
      medium_days: 'Medium priority',
      low_days: 'Low priority',
      max_touches: 'Touches before a decision',
    },
    save: 'Save',
    saved: 'Follow-up settings saved',
    whole: 'Write a whole number',
    trigger: (text: string) => `Starts: ${text}`,
    isOn: (name: string) => `${name} is on`,
    isReviewed: (name: string) => `Read each mail of ${name} before it goes out`,
    on: 'On',
    review: 'I read each mail first',
    steps: 'Touches',
    channels: { mail: 'Mail', whatsapp: 'WhatsApp', call: 'Call', task: 'Task' },
  },
} as const;

export type English = typeof english;
export const words = pick(english, hindi);
