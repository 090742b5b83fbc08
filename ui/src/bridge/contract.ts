// What the host answers: every query and command with its input and output.

export type Id = string;
/** A UTC instant, ISO 8601. */
export type Instant = string;
/** A calendar day, `YYYY-MM-DD`. */
export type Day = string;

export type Code = 'Invalid' | 'Missing' | 'Conflict' | 'Denied' | 'Offline' | 'Busy' | 'Broken';

export interface Address {
  address: string;
  name: string;
}
export interface Account {
  id: string;
  address: string;
  name: string;
}
export interface MailCounts {
  total: number;
  linked: number;
  preleads: number;
  archived: number;
  unclassified: number;
  pending: number;
  sent: number;
  quarantined: number;
}
export interface AppStatus {
  account: Account | null;
  signIn: { state: 'signed_out' | 'waiting' | 'signed_in' | 'failed'; reason: string | null };
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
}

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
export type Priority = 'high' | 'medium' | 'low';
export type StageKind = 'follow_up' | 'default' | 'last';
export type Folder = 'inbox' | 'unclassified' | 'linked' | 'preleads' | 'archived' | 'sent' | 'all';
export type Disposition = 'pending' | 'linked' | 'prelead' | 'archived' | 'unclassified' | 'sent';

export interface MailRow {
  id: Id;
  subject: string;
  from: Address;
  preview: string;
  received_at: Instant;
  is_read: boolean;
  has_attachments: boolean;
  intent: Intent | null;
  confidence: number | null;
  disposition: Disposition;
  enquiry_id: Id | null;
  company: string | null;
  is_corrected: boolean;
}
export type EntityValue =
  | { kind: 'product'; name: string }
  | { kind: 'quantity'; amount: string; unit: string }
  | { kind: 'price'; amount_minor: number; currency: string; per: string | null }
  | { kind: 'date'; on: Day }
  | { kind: 'phone'; number: string }
  | { kind: 'po_number'; number: string }
  | { kind: 'cas'; number: string }
  | { kind: 'gstin'; number: string };
export interface Entity {
  value: EntityValue;
  text: string;
  start: number;
  end: number;
  is_valid: boolean;
}
export interface Verdict {
  intent: Intent;
  confidence: number;
  runners_up: [Intent, number][];
  evidence: { sentence: string; reasons: string[] };
  entities: Entity[];
  newest: string;
  absence: { returns_on: Day | null } | null;
  bounce: { address: string | null; is_permanent: boolean } | null;
  is_bulk: boolean;
}
export interface Attachment {
  id: string;
  name: string;
  content_type: string;
  size: number;
  is_inline: boolean;
}
export interface Suggestion {
  enquiry_id: Id;
  title: string;
  company: string;
  stage: string;
}
export interface MailDetail {
  row: MailRow;
  to: Address[];
  cc: Address[];
  attachments: Attachment[];
  verdict: Verdict | null;
  thread: MailRow[];
  suggestions: Suggestion[];
  enquiry: { id: Id; title: string; stage: string } | null;
  prelead_id: Id | null;
  is_truncated: boolean;
}
export interface Quarantined {
  id: Id;
  subject: string;
  reason: string;
  at: Instant;
}

export interface BoardFilter {
  pipeline: 'enquiries';
  owner_id: Id | null;
  priority: Priority | null;
  query: string | null;
}
export interface BoardColumn {
  key: string;
  label: string;
  kind: StageKind;
  count: number;
  value_minor: number;
  currency: string;
}
export interface Card {
  id: Id;
  enquiry_id: Id;
  title: string;
  company: string;
  product: string;
  quantity: string;
  value_minor: number | null;
  currency: string;
  priority: Priority;
  stage: string;
  stage_since: Instant;
  tracks: string[];
  last_activity_at: Instant;
  next_step: { at: Instant; label: string } | null;
  days_idle: number;
  days_to_flag: number;
  unread: number;
}
export interface BoardWindow extends BoardFilter {
  column: string;
  offset: number;
  limit: number;
}
export interface Requirement {
  field: string;
  label: string;
  kind: 'date' | 'text' | 'money' | 'choice' | 'number';
  choices: string[];
  is_optional: boolean;
}
export interface Stage {
  key: string;
  label: string;
  kind: StageKind;
  requires: Requirement[];
  allowed_from: string[];
}
export interface Advance {
  id: Id;
  from: string;
  to: string;
  before: Id | null;
  after: Id | null;
  fields: Record<string, unknown>;
}
export interface TimelineItem {
  id: Id;
  at: Instant;
  kind: 'mail_in' | 'mail_out' | 'move' | 'task' | 'step' | 'note' | 'track';
  title: string;
  body: string;
  who: string;
  message_id: Id | null;
}
export interface Track {
  id: Id;
  key: string;
  label: string;
  opened_at: Instant;
  due_on: Day | null;
  closed_at: Instant | null;
}
export interface Enrolment {
  id: Id;
  sequence: string;
  state: 'active' | 'paused' | 'stopped' | 'finished';
  reason: string | null;
  next_step: { at: Instant; label: string } | null;
  steps_done: number;
  steps_total: number;
}
export interface Contact {
  id: Id;
  name: string;
  address: string;
  phone: string | null;
}
export interface Company {
  id: Id;
  name: string;
  domain: string | null;
  city: string | null;
}
export interface Enquiry {
  id: Id;
  title: string;
  stage: string;
  stage_since: Instant;
  product: string;
  quantity: string;
  value_minor: number | null;
  currency: string;
  priority: Priority;
  owner: string;
  created_at: Instant;
  next_on: Day | null;
}
export interface EnquiryDetail {
  enquiry: Enquiry;
  company: Company | null;
  contact: Contact | null;
  tracks: Track[];
  timeline: TimelineItem[];
  enrolment: Enrolment | null;
  tasks: { id: Id; title: string; due_at: Instant }[];
  moves: string[];
}

export interface TodayRow {
  task_id: Id;
  title: string;
  why: string;
  kind: string;
  due_at: Instant;
  is_overdue: boolean;
  priority: Priority;
  company: string;
  contact: string;
  phone: string | null;
  enquiry_id: Id | null;
  message_id: Id | null;
}
export interface Today {
  missed: TodayRow[];
  rows: TodayRow[];
  done_today: number;
}
export type CallResult = 'interested' | 'not_interested' | 'call_later' | 'no_answer';
export interface Complete {
  task_id: Id;
  result: CallResult;
  category: string | null;
  negotiated_price_minor: number | null;
  competitor: string | null;
  next_on: Day | null;
  comment: string;
}
export interface SequenceStep {
  day: number;
  channel: string;
  template: string;
}
export interface Sequence {
  key: string;
  name: string;
  trigger: string;
  is_on: boolean;
  days: Record<Priority, number>;
  steps: SequenceStep[];
  on_response: 'pause' | 'terminate';
}

export interface Prelead {
  id: Id;
  name: string;
  address: string;
  company: string;
  subject: string;
  message_id: Id | null;
  received_at: Instant;
  intent: Intent | null;
  why: string;
}
export interface Validate {
  id: Id;
  company_name: string;
  contact_name: string;
  gstin: string | null;
  pan: string | null;
  cin: string | null;
}

export interface WorkingHours {
  zone: string;
  week: { from: string; to: string }[][];
  weekly_off: number[];
  holidays: { on: Day; name: string }[];
}
export interface CompanyRow {
  id: Id;
  name: string;
  domain: string | null;
  city: string | null;
  contacts: number;
  open_enquiries: number;
}
export interface Me {
  id: Id;
  name: string;
  address: string;
}

type None = Record<string, never>;
export interface Queries {
  'app.status': { input: None; output: AppStatus };
  'email.list': {
    input: { folder: Folder; query: string | null; offset: number; limit: number };
    output: { total: number; rows: MailRow[] };
  };
  'email.detail': { input: Id; output: MailDetail };
  'email.quarantined': { input: None; output: Quarantined[] };
  'board.columns': { input: BoardFilter; output: BoardColumn[] };
  'board.window': { input: BoardWindow; output: { total: number; cards: Card[] } };
  'enquiries.stages': { input: None; output: Stage[] };
  'enquiries.detail': { input: Id; output: EnquiryDetail };
  'followups.today': { input: None; output: Today };
  'followups.sequences': { input: None; output: Sequence[] };
  'preleads.list': { input: None; output: Prelead[] };
  'masters.companies': { input: { query: string | null }; output: CompanyRow[] };
  'people.me': { input: None; output: Me };
  'settings.get': { input: None; output: WorkingHours };
}
export interface Commands {
  'app.sign_in': { input: None; output: unknown };
  'app.sign_out': { input: None; output: unknown };
  'app.sync_now': { input: None; output: unknown };
  'email.accept': { input: { id: Id }; output: unknown };
  'email.correct': { input: { id: Id; intent: Intent }; output: unknown };
  'email.link': { input: { id: Id; enquiry_id: Id }; output: unknown };
  'email.open_enquiry': {
    input: { id: Id; title: string; product: string; quantity: string; unit: string; priority: Priority };
    output: unknown;
  };
  'email.archive': { input: { id: Id; reason: string }; output: unknown };
  'email.unarchive': { input: { id: Id }; output: unknown };
  'email.reply': { input: { id: Id; html: string }; output: unknown };
  'email.mark_read': { input: { id: Id; is_read: boolean }; output: unknown };
  'enquiries.advance': { input: Advance; output: { id: Id; stage: string } };
  'enquiries.place': { input: { id: Id; after: Id | null; before: Id | null }; output: unknown };
  'enquiries.edit': {
    input: { id: Id; title?: string; priority?: Priority; value_minor?: number | null };
    output: unknown;
  };
  'enquiries.note': { input: { id: Id; text: string }; output: unknown };
  'enquiries.close_track': { input: { id: Id; track_id: Id }; output: unknown };
  'followups.complete': { input: Complete; output: unknown };
  'followups.snooze': { input: { task_id: Id; until: Instant }; output: unknown };
  'followups.configure': {
    input: {
      key: string;
      is_on: boolean;
      days: Record<Priority, number>;
      on_response: 'pause' | 'terminate';
    };
    output: unknown;
  };
  'followups.pause': { input: { enrolment_id: Id; reason: string }; output: unknown };
  'followups.resume': { input: { enrolment_id: Id; reason: string }; output: unknown };
  'followups.stop': { input: { enrolment_id: Id; reason: string }; output: unknown };
  'preleads.validate': { input: Validate; output: unknown };
  'preleads.reject': {
    input: { id: Id; as: 'junk' | 'fake' | 'barred' | 'drop'; reason: string };
    output: unknown;
  };
  'settings.set': { input: WorkingHours; output: unknown };
}
export const QUERY_TOPICS: Partial<Record<keyof Queries, readonly string[]>> = {};
