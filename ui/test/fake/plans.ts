import type { Card, OfEnquiry, Prelead, Sequences, Stage, TodayRow } from '../../src/bridge/contract';
import { ago, DAY, HOUR, PRIORITIES, pick } from './clock';
import { COMPANIES, MAILS, NAMES, PRODUCTS, STAGES } from './stock';

export function makeCards(count: number): Map<string, Card[]> {
  const columns = new Map<string, Card[]>(STAGES.map((stage) => [stage.key, []]));
  for (let i = 0; i < count; i += 1) {
    const stage = pick(STAGES, (i * 7) % 11);
    const product = pick(PRODUCTS, i * 3);
    const idle = (i * 5) % 41;
    const card: Card = {
      id: `e${i}`,
      title: `${product} for ${pick(COMPANIES, i).split(' ')[0]}`,
      company: pick(COMPANIES, i),
      product: `${product}, ${((i % 9) + 1) * 250} kg`,
      value_minor: i % 6 === 0 ? null : ((i * 7919) % 900) * 100_000 + 4_500_000,
      currency: 'INR',
      priority: pick(PRIORITIES, i),
      stage: stage.key,
      owner_id: 'u1',
      days_here: idle,
      tracks: i % 4 === 0 ? ['samples', 'vq_docs'] : i % 5 === 0 ? ['specification'] : [],
      next_at: i % 3 === 0 ? ago(-DAY * (i % 4)) : null,
      next_label: i % 3 === 0 ? 'Mail: any news on the sample?' : null,
      next_text: i % 3 === 0 ? 'Dear sir, any news on the sample?' : null,
      days_idle: idle,
      days_to_flag: 45 - idle,
      task_at: i % 7 === 0 ? ago(DAY * ((i % 5) - 2)) : null,
      task_title: i % 7 === 0 ? 'Call about the sample' : null,
      is_late: i % 7 === 0 && i % 5 > 2,
    };
    columns.get(stage.key)?.push(card);
  }
  return columns;
}

export function todayRow(i: number): TodayRow {
  return {
    task_id: `k${i}`,
    title: pick(
      ['Call about the sample', 'Follow up the quotation', 'Ask for the specification', 'Answer the price'],
      i,
    ),
    why: pick(
      [
        'Sample delivered 3 days ago, no word since',
        'Quote expires tomorrow; high value, ₹8.4 L',
        'Customer wrote “call me after lunch”',
        'Third touch of Enquiry cadence',
      ],
      i,
    ),
    kind: 'call',
    due_at: ago((3 - i) * 2 * HOUR),
    is_overdue: i < 3,
    priority: pick(PRIORITIES, i),
    company: pick(COMPANIES, i * 3),
    contact: pick(NAMES, i),
    phone: i % 3 === 2 ? null : '+91 98200 12345',
    enquiry_id: `e${i}`,
    enquiry: pick(PRODUCTS, i),
    body: '',
  };
}

export const PRELEADS: Prelead[] = Array.from({ length: 6 }, (_, i) => ({
  id: `p${i}`,
  source: 'email' as const,
  name: pick(NAMES, i * 7),
  address: `${pick(NAMES, i * 7)
    .split(' ')[0]
    ?.toLowerCase()}@newco${i}.example`,
  company_name: `Newco ${i} Coatings`,
  phone: null,
  subject: pick(MAILS, i).subject,
  wants: pick(MAILS, i).sentence,
  product: 'Stearic acid',
  quantity: '2',
  unit: 'mt',
  stage: 'validation',
  stage_since: ago(i * 5 * HOUR),
  reason: null,
  wake_on: null,
  enquiry_id: null,
  owner_id: 'u1',
  mails: 1,
  mail_ref: null,
  created_at: ago(i * 5 * HOUR),
  seen_at: ago(i * 5 * HOUR),
}));

const REASON = { field: 'reason', label: 'Reason', kind: 'text' as const, choices: [], is_optional: false };
export const PRELEAD_STAGES: Stage[] = [
  { key: 'contacted', label: 'Contacted', kind: 'default', from: ['validation'], requires: [] },
  { key: 'junk', label: 'Junk', kind: 'last', from: ['validation'], requires: [REASON] },
  { key: 'fake', label: 'Fake', kind: 'last', from: ['validation'], requires: [REASON] },
];

export const PLAN: OfEnquiry = {
  running: [
    {
      enrolment: {
        id: 'en1',
        enquiry_id: 'e1',
        sequence: 'enquiry_cadence',
        owner_id: 'u1',
        priority: 'high',
        state: 'active',
        reason: null,
        touches: 2,
        next_no: 3,
        next_at: ago(-20 * HOUR),
        started_at: ago(6 * DAY),
        paused_at: null,
        resumes_at: null,
      },
      name: 'Enquiry cadence',
      steps: [],
      next: {
        at: ago(-20 * HOUR),
        channel: 'mail',
        subject: 'any news on our offer?',
        body: 'Dear Meena, …',
      },
    },
  ],
  tasks: [],
};

export const SEQUENCES: Sequences = {
  cadence: { high_days: 2, medium_days: 4, low_days: 7, max_touches: 7, off: [], review: ['quote_sent'] },
  sequences: [
    {
      key: 'enquiry_cadence',
      name: 'Enquiry cadence',
      trigger: 'when an enquiry is opened',
      is_on: true,
      is_reviewed: false,
      steps: [
        { when: 'At once', channel: 'call', subject: '', body: 'First call' },
        {
          when: 'After 2 days',
          channel: 'mail',
          subject: 'Any questions on our offer?',
          body: 'Dear {contact}',
        },
      ],
    },
    {
      key: 'quote_sent',
      name: 'Quote sent',
      trigger: 'when a quotation goes out',
      is_on: false,
      is_reviewed: true,
      steps: [
        { when: 'Day 1', channel: 'mail', subject: 'Did the quotation reach you?', body: 'Dear {contact}' },
      ],
    },
  ],
};

export const HOURS = {
  zone: 'Asia/Kolkata',
  week: [0, 1, 2, 3, 4, 5, 6].map((day) => (day < 6 ? [{ from: '09:30', to: '18:30' }] : [])),
  holidays: [
    { on: '--01-26', name: 'Republic Day' },
    { on: '2026-12-25', name: 'Christmas' },
  ],
};

export const UNREADABLE = [
  { id: 'q1', reason: 'The headers cannot be read', found_at: ago(DAY), attempts: 2 },
];
