import type { Disposition, Entity, Intent, Stage } from '../../src/bridge/contract';

const all = [
  'pending_enquiry',
  'pending_specification',
  'technical_query',
  'pending_rfq',
  'samples',
  'vq_docs',
  'make_quote',
  'long_pendency',
];
const except = (key: string) => all.filter((each) => each !== key);
const date = {
  field: 'review_on',
  label: 'Review date',
  kind: 'date' as const,
  choices: [],
  is_optional: false,
};

export const STAGES: Stage[] = [
  {
    key: 'pending_enquiry',
    label: 'Pending enquiry',
    kind: 'follow_up',
    requires: [],
    from: except('pending_enquiry'),
  },
  {
    key: 'pending_specification',
    label: 'Pending specification',
    kind: 'follow_up',
    requires: [],
    from: except('pending_specification'),
  },
  {
    key: 'technical_query',
    label: 'Technical query',
    kind: 'default',
    requires: [],
    from: except('technical_query'),
  },
  {
    key: 'pending_rfq',
    label: 'Pending supplier rate',
    kind: 'default',
    requires: [],
    from: except('pending_rfq'),
  },
  { key: 'samples', label: 'Samples', kind: 'default', requires: [], from: except('samples') },
  {
    key: 'vq_docs',
    label: 'VQ docs',
    kind: 'default',
    requires: [],
    from: ['pending_enquiry', 'samples'],
  },
  {
    key: 'make_quote',
    label: 'Make quote',
    kind: 'last',
    requires: [
      { field: 'value_minor', label: 'Expected value', kind: 'money', choices: [], is_optional: false },
      { field: 'reason', label: 'Open tracks: why quote now?', kind: 'text', choices: [], is_optional: true },
    ],
    from: except('make_quote'),
  },
  {
    key: 'long_pendency',
    label: 'Long pendency',
    kind: 'follow_up',
    requires: [date],
    from: except('long_pendency'),
  },
];

export const COMPANIES = [
  'Aarti Coatings Pvt Ltd',
  'Bharat Rubber Works',
  'Chandra Pharma Ltd',
  'Deccan Tyres',
  'Elite Ceramics',
  'Fine Organics India',
  'Gujarat Paints & Pigments',
  'Himalaya Glass',
  'Indus Adhesives',
  'Jyoti Plastics',
];
export const NAMES = [
  'Meena Shah',
  'Ravi Kumar',
  'Farhan Ali',
  'Priya Nair',
  'Suresh Patel',
  'Anita Desai',
  'Vikram Singh',
];
export const PRODUCTS = [
  'Zinc oxide',
  'Titanium dioxide',
  'Stearic acid',
  'Calcium carbonate',
  'Carbon black N330',
];

interface Stock {
  subject: string;
  body: string;
  intent: Intent;
  confidence: number;
  disposition: Disposition;
  sentence: string;
  reasons: string[];
  entities: Entity[];
}
const entity = (value: Entity['value'], text: string, start: number, is_valid = true): Entity => ({
  value,
  text,
  start,
  end: start + text.length,
  is_valid,
});

export const MAILS: Stock[] = [
  {
    subject: 'Enquiry for zinc oxide 99.5 %, 5 MT',
    body: 'Dear Asha,\n\nPlease quote your best rate for 5 MT zinc oxide, white seal grade, delivered Tarapur.\n\nWe need it by 15 December. Our GSTIN is 27AAPFU0939F1ZV.\n\nRegards,\nMeena Shah',
    intent: 'enquiry_rfq',
    confidence: 0.97,
    disposition: 'linked',
    sentence: 'Please quote your best rate for 5 MT zinc oxide, white seal grade, delivered Tarapur.',
    reasons: ['“please quote”', '“best rate”', 'names a catalogue product and a quantity'],
    entities: [
      entity({ kind: 'product', name: 'Zinc oxide' }, 'zinc oxide', 44),
      entity({ kind: 'quantity', amount: '5', unit: 'mt' }, '5 MT', 39),
      entity({ kind: 'date', on: '2026-12-15' }, '15 December', 110),
      entity({ kind: 'gstin', number: '27AAPFU0939F1ZV' }, '27AAPFU0939F1ZV', 140),
    ],
  },
  {
    subject: 'Re: Quotation QTN-1182',
    body: 'Sir,\n\nYour price is on higher side. Kindly match 182 per kg, we will release PO today itself.',
    intent: 'quote_negotiation',
    confidence: 0.88,
    disposition: 'linked',
    sentence: 'Your price is on higher side.',
    reasons: ['“price is on higher side”', 'answers our quotation'],
    entities: [entity({ kind: 'price', amount_minor: 18200, currency: 'INR', per: 'kg' }, '182 per kg', 50)],
  },
  {
    subject: 'sample??',
    body: 'pls send sample 500 gm tio2 rutile asap',
    intent: 'sample_request',
    confidence: 0.64,
    disposition: 'unclassified',
    sentence: 'pls send sample 500 gm tio2 rutile asap',
    reasons: ['“send sample”', 'one-line mail from a phone'],
    entities: [
      entity({ kind: 'product', name: 'Titanium dioxide' }, 'tio2', 24),
      entity({ kind: 'quantity', amount: '500', unit: 'g' }, '500 gm', 17),
    ],
  },
  {
    subject: 'Automatic reply: Quotation QTN-1179',
    body: 'I am out of office until 26 November with limited access to mail.',
    intent: 'auto_reply_ooo',
    confidence: 1,
    disposition: 'archived',
    sentence: 'Auto-Submitted: auto-replied',
    reasons: ['header Auto-Submitted: auto-replied'],
    entities: [],
  },
  {
    subject:
      'Chemical Weekly: prices up again this week, and what it means for buyers of rubber chemicals in Asia',
    body: 'In this issue: zinc up 2 %, freight rates ease, and more.',
    intent: 'newsletter_marketing',
    confidence: 0.99,
    disposition: 'archived',
    sentence: 'List-Unsubscribe: <https://news.example/u>',
    reasons: ['header List-Unsubscribe'],
    entities: [],
  },
  {
    subject: 'New requirement',
    body: 'We are a coatings maker in Nashik and need stearic acid regularly. Who can we talk to?',
    intent: 'enquiry_rfq',
    confidence: 0.79,
    disposition: 'prelead',
    sentence: 'We are a coatings maker in Nashik and need stearic acid regularly.',
    reasons: ['“need … regularly”', 'new sender'],
    entities: [entity({ kind: 'product', name: 'Stearic acid' }, 'stearic acid', 44)],
  },
  {
    subject: 'Complaint: short weight in last consignment',
    body: 'We received 19 bags short against invoice 4471. This is not acceptable.',
    intent: 'complaint',
    confidence: 0.93,
    disposition: 'linked',
    sentence: 'This is not acceptable.',
    reasons: ['“short against invoice”'],
    entities: [],
  },
  {
    subject: 'Re: Zinc oxide offer',
    body: 'Dear Meena, please find our offer attached.',
    intent: 'no_intent',
    confidence: 0.9,
    disposition: 'sent',
    sentence: '',
    reasons: [],
    entities: [],
  },
];

export const labelOf = (key: string): string => STAGES.find((stage) => stage.key === key)?.label ?? key;

/** A mail's body as the page that its frame shows. */
export function pageOf(body: string): string {
  const text = body
    .split('\n\n')
    .map((part) => `<p>${part}</p>`)
    .join('');
  return `<!doctype html><body style="font:15px 'Segoe UI',sans-serif;margin:16px 20px;color:#242424">${text}</body>`;
}

/** A file that came with a mail. */
export const PAPER = {
  id: 'a1',
  name: 'RFQ-4471 zinc oxide.pdf',
  content_type: 'application/pdf',
  size: 248_320,
  is_inline: false,
};
