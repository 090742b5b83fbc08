// The contract as the engines declare it, until it is generated beside the other bindings.

type Nothing = Record<string, never>;
type Id = string;
type Instant = string;
type Day = string;
type Priority = 'high' | 'medium' | 'low';
type StageKind = 'follow_up' | 'default' | 'last';
export type Intent =
  | 'enquiry_rfq'
  | 'quote_negotiation'
  | 'order_po'
  | 'sample_request'
  | 'sample_feedback'
  | 'technical_query'
  | 'vendor_qualification'
  | 'complaint'
  | 'chase_followup'
  | 'deferred_hold'
  | 'not_interested_lost'
  | 'payment'
  | 'logistics'
  | 'auto_reply_ooo'
  | 'bounce'
  | 'newsletter_marketing'
  | 'supplier_pitch'
  | 'spam_junk'
  | 'fake_enquiry'
  | 'internal'
  | 'meeting_contact'
  | 'other'
  | 'no_intent';
interface Address {
  address: string;
  name: string;
}
interface MailCounts {
  total: number;
  linked: number;
  preleads: number;
  archived: number;
  unclassified: number;
  pending: number;
  sent: number;
  quarantined: number;
}
interface AppStatus {
  account: { id: string; address: string; name: string } | null;
  sign_in: { state: 'signed_out' | 'waiting' | 'signed_in' | 'failed'; reason: string | null };
  sync: {
    state: 'idle' | 'running' | 'offline' | 'error';
    message: string | null;
    seen: number;
    hydrated: number;
    total: number;
    last_at: Instant | null;
  };
  counts: MailCounts;
  waiting_effects: number;
  is_demo: boolean;
  now: Instant;
  approval_link: string;
}
interface MailRow {
  id: Id;
  subject: string;
  from: Address;
  preview: string;
  received_at: Instant;
  is_read: boolean;
  has_attachments: boolean;
  intent: Intent | null;
  confidence: number | null;
  is_corrected: boolean;
  disposition: 'pending' | 'linked' | 'prelead' | 'archived' | 'unclassified' | 'sent';
  reason: string;
  enquiry_id: Id | null;
  prelead_id: Id | null;
  company: string | null;
  is_outgoing: boolean;
}
type EntityValue =
  | { kind: 'product'; name: string }
  | { kind: 'quantity'; amount: string; unit: string }
  | { kind: 'price'; amount_minor: number; currency: string; per: string | null }
  | { kind: 'date'; on: Day }
  | { kind: 'phone'; number: string }
  | { kind: 'po_number'; number: string }
  | { kind: 'cas'; number: string }
  | { kind: 'gstin'; number: string };
interface Verdict {
  intent: Intent;
  confidence: number;
  runners_up: [Intent, number][];
  evidence: { sentence: string; reasons: string[] };
  entities: { value: EntityValue; text: string; start: number; end: number; is_valid: boolean }[];
  newest: string;
  absence: { returns_on: Day | null } | null;
  bounce: { address: string | null; is_permanent: boolean } | null;
  is_bulk: boolean;
}
interface MailDetail {
  row: MailRow;
  recipients: Address[];
  attachments: { id: string; name: string; content_type: string; size: number; is_inline: boolean }[];
  verdict: Verdict | null;
  text: string;
  thread: MailRow[];
  is_truncated: boolean;
  is_pending: boolean;
}
interface Filter {
  owner_id: Id | null;
  priority: Priority | null;
  query: string | null;
}
interface Column {
  key: string;
  label: string;
  kind: StageKind;
  count: number;
  value_minor: number;
  currency: string;
}
interface Card {
  id: Id;
  stage: string;
  title: string;
  company: string;
  product: string | null;
  value_minor: number | null;
  currency: string;
  priority: Priority;
  tracks: string[];
  stage_since: Instant;
  days_idle: number;
  days_to_flag: number | null;
  next_at: Instant | null;
  next_label: string | null;
  next_text: string | null;
}
interface Requirement {
  field: string;
  label: string;
  kind: 'date' | 'text' | 'money' | 'choice' | 'number';
  choices: string[];
  is_optional: boolean;
}
interface Stage {
  key: string;
  label: string;
  kind: StageKind;
  from: string[];
  requires: Requirement[];
}
interface Enquiry {
  id: Id;
  code: string;
  company_id: Id;
  contact_id: Id | null;
  owner_id: Id;
  title: string;
  product: string | null;
  quantity: string | null;
  unit: string | null;
  value_minor: number | null;
  currency: string;
  priority: Priority;
  stage: string;
  stage_since: Instant;
  rank: string;
  review_on: Day | null;
  valid_until: Day | null;
  po_number: string | null;
  reason: string | null;
  extended_until: Day | null;
  extensions: number;
  last_activity_at: Instant;
  touches: number;
  mail_ref: string | null;
  created_at: Instant;
  closed_at: Instant | null;
}
interface Activity {
  id: Id;
  enquiry_id: Id;
  kind: 'mail_in' | 'mail_out' | 'move' | 'note' | 'track' | 'task' | 'step';
  at: Instant;
  title: string;
  body: string;
  who: string;
  person_id: Id | null;
  mail_ref: string | null;
}
interface Detail {
  enquiry: Enquiry;
  company: {
    id: Id;
    name: string;
    domain: string | null;
    gstin: string | null;
    pan: string | null;
    cin: string | null;
    city: string | null;
    industry: string | null;
    is_customer: boolean;
    is_barred: boolean;
    created_at: Instant;
  };
  contact: {
    id: Id;
    company_id: Id;
    name: string;
    email: string | null;
    phone: string | null;
    role: string | null;
    bounced_at: Instant | null;
  } | null;
  owner: string;
  tracks: {
    id: Id;
    enquiry_id: Id;
    kind: 'specification' | 'technical_query' | 'samples' | 'vq_docs' | 'supplier_rate';
    owner_id: Id;
    due_on: Day;
    note: string | null;
    opened_at: Instant;
    closed_at: Instant | null;
  }[];
  timeline: Activity[];
  moves: string[];
  flag_on: Day | null;
}
interface Found {
  id: Id;
  code: string;
  title: string;
  company: string;
  stage: string;
}
type SequenceKey = 'enquiry_cadence' | 'quote_sent' | 'quote_expiry';
type Channel = 'mail' | 'whatsapp' | 'call' | 'task';
type Outcome = 'interested' | 'not_interested' | 'call_later' | 'no_answer';
type Category = 'no_response' | 'no_requirement' | 'price_high' | 'bought_competitor' | 'deferred';
type TaskKind = 'call' | 'whatsapp' | 'review' | 'answer_reply' | 'decide' | 'trouble' | 'other';
interface TodayRow {
  task_id: Id;
  kind: TaskKind;
  title: string;
  body: string;
  why: string;
  due_at: Instant;
  is_overdue: boolean;
  priority: Priority;
  enquiry_id: Id;
  enquiry: string;
  company: string;
  contact: string | null;
  phone: string | null;
}
interface Cadence {
  high_days: number;
  medium_days: number;
  low_days: number;
  max_touches: number;
  off: SequenceKey[];
  review: SequenceKey[];
}
interface SequenceView {
  key: SequenceKey;
  name: string;
  trigger: string;
  is_on: boolean;
  is_reviewed: boolean;
  steps: { when: string; channel: Channel; subject: string; body: string }[];
}
interface Running {
  enrolment: {
    id: Id;
    enquiry_id: Id;
    sequence: SequenceKey;
    owner_id: Id;
    priority: Priority;
    state: 'active' | 'paused' | 'terminated' | 'finished';
    reason: string | null;
    touches: number;
    next_no: number;
    next_at: Instant | null;
    started_at: Instant;
    paused_at: Instant | null;
  };
  name: string;
  steps: {
    id: Id;
    enrolment_id: Id;
    enquiry_id: Id;
    no: number;
    channel: Channel;
    state: 'planned' | 'in_review' | 'dispatched' | 'done' | 'failed' | 'cancelled';
    due_at: Instant;
    fired_at: Instant;
    done_at: Instant | null;
    subject: string;
    body: string;
    effect_id: Id | null;
    trouble: string | null;
  }[];
  next: { at: Instant; channel: Channel; subject: string; body: string } | null;
}
interface Task {
  id: Id;
  kind: TaskKind;
  title: string;
  body: string;
  enquiry_id: Id;
  enrolment_id: Id | null;
  owner_id: Id;
  priority: Priority;
  due_at: Instant;
  created_at: Instant;
  done_at: Instant | null;
  outcome: Outcome | null;
  category: Category | null;
  comment: string | null;
}
interface Prelead {
  id: Id;
  source: 'campaign' | 'database' | 'email';
  name: string;
  address: string;
  company_name: string | null;
  phone: string | null;
  subject: string;
  wants: string;
  product: string | null;
  quantity: string | null;
  unit: string | null;
  stage: string;
  stage_since: Instant;
  reason: string | null;
  wake_on: Day | null;
  enquiry_id: Id | null;
  owner_id: Id;
  mails: number;
  mail_ref: string | null;
  created_at: Instant;
  seen_at: Instant;
}
interface NewCompany {
  name: string;
  domain: string | null;
  gstin: string | null;
  pan: string | null;
  cin: string | null;
  city: string | null;
  industry: string | null;
  is_customer: boolean;
  contacts: { name: string; email: string | null; phone: string | null; role: string | null }[];
}
interface Calendar {
  zone: string;
  week: { from: string; to: string }[][];
  holidays: { on: string; name: string }[];
}
interface Person {
  id: Id;
  name: string;
  email: string;
  role: string;
  team_id: Id | null;
  backup_id: Id | null;
  is_active: boolean;
}

export interface Queries {
  'app.status': { input: Nothing; output: AppStatus };
  'email.list': {
    input: {
      folder: 'inbox' | 'unclassified' | 'linked' | 'preleads' | 'archived' | 'sent' | 'all';
      query: string | null;
      offset: number;
      limit: number;
    };
    output: { total: number; rows: MailRow[] };
  };
  'email.detail': { input: { id: Id }; output: MailDetail };
  'email.of_record': { input: Id; output: MailRow[] };
  'email.unreadable': {
    input: null;
    output: { id: Id; reason: string; found_at: Instant; attempts: number }[];
  };
  'board.columns': { input: Filter; output: Column[] };
  'board.window': {
    input: { column: string; offset: number; limit: number; filter: Filter };
    output: { cards: Card[] };
  };
  'enquiries.stages': { input: null; output: Stage[] };
  'enquiries.detail': { input: Id; output: Detail };
  'enquiries.find': { input: { company_id: Id | null; query: string | null }; output: Found[] };
  'followups.today': {
    input: null;
    output: { missed: TodayRow[]; rows: TodayRow[]; done_today: number; more: number };
  };
  'followups.sequences': { input: null; output: { cadence: Cadence; sequences: SequenceView[] } };
  'followups.of_enquiry': { input: Id; output: { running: Running[]; tasks: Task[] } };
  'preleads.list': { input: { stage: string | null }; output: Prelead[] };
  'preleads.stages': { input: null; output: Stage[] };
  'masters.companies': {
    input: string;
    output: { id: Id; name: string; city: string | null; domain: string | null; is_customer: boolean }[];
  };
  'people.me': {
    input: null;
    output: { me: Person | null; team: { id: Id; name: string } | null; colleagues: Person[] };
  };
  'desk.calendar': { input: null; output: Calendar };
}
export interface Commands {
  'app.sign_in': { input: Nothing; output: Nothing };
  'app.cancel_sign_in': { input: Nothing; output: Nothing };
  'app.sign_out': { input: Nothing; output: Nothing };
  'app.sync_now': { input: Nothing; output: Nothing };
  'email.accept': { input: { id: Id }; output: MailRow };
  'email.correct': { input: { id: Id; intent: Intent }; output: MailRow };
  'email.link': { input: { id: Id; enquiry_id: Id }; output: MailRow };
  'email.open_enquiry': {
    input: {
      id: Id;
      title: string | null;
      product: string | null;
      quantity: string | null;
      unit: string | null;
    };
    output: MailRow;
  };
  'email.archive': { input: { id: Id; reason: string | null }; output: MailRow };
  'email.unarchive': { input: { id: Id }; output: MailRow };
  'email.reply': { input: { id: Id; html: string }; output: Id };
  'email.mark_read': { input: { id: Id; is_read: boolean }; output: null };
  'enquiries.advance': {
    input: {
      id: Id;
      from: string;
      to: string;
      after: Id | null;
      before: Id | null;
      fields: Record<string, unknown>;
    };
    output: { id: Id; stage: string };
  };
  'enquiries.place': {
    input: { id: Id; after: Id | null; before: Id | null };
    output: { id: Id; stage: string };
  };
  'enquiries.edit': {
    input: {
      id: Id;
      title: string | null;
      product: string | null;
      quantity: string | null;
      unit: string | null;
      value_minor: number | null;
      priority: Priority | null;
    };
    output: Id;
  };
  'enquiries.note': { input: { id: Id; text: string }; output: Id };
  'enquiries.close_track': { input: { id: Id }; output: Id };
  'followups.complete': {
    input: {
      task_id: Id;
      outcome: Outcome;
      category: Category | null;
      negotiated_minor: number | null;
      competitor: string | null;
      next_on: Day | null;
      comment: string;
    };
    output: Id;
  };
  'followups.snooze': { input: { task_id: Id; until: Instant }; output: Id };
  'followups.configure': { input: Cadence; output: null };
  'followups.pause': { input: { id: Id; reason: string }; output: Id };
  'followups.resume': { input: { id: Id; reason: string }; output: Id };
  'followups.stop': { input: { id: Id; reason: string }; output: Id };
  'followups.release': { input: { id: Id; body: string }; output: null };
  'preleads.validate': {
    input: { id: Id; company: NewCompany };
    output: { id: Id; enquiry_id: Id | null };
  };
  'preleads.advance': { input: { id: Id; to: string; fields: Record<string, unknown> }; output: Id };
  'desk.set_calendar': { input: Calendar; output: null };
}
export const QUERY_TOPICS: Partial<Record<keyof Queries, readonly string[]>> = {};
