// The contract with the engines, and short names for the shapes in it. The shapes themselves are the engines'.
import { type Commands, QUERY_TOPICS, type Queries } from '../bindings/contract';

export { type Commands, QUERY_TOPICS, type Queries };

export type Code = 'Invalid' | 'Missing' | 'Conflict' | 'Denied' | 'Offline' | 'Busy' | 'Broken';
export type Id = string;
/** A UTC instant, ISO 8601. */
export type Instant = string;
/** A calendar day, `YYYY-MM-DD`. */
export type Day = string;

type Output<Q extends keyof Queries> = Queries[Q]['output'];
type Input<C extends keyof Commands> = Commands[C]['input'];

export type Recovery = NonNullable<Output<'app.recovery'>>;
export type BackupView = Recovery['backups'][number];
export type Recovered = Commands['app.restore_backup']['output'];

export type OfficeStanding = Output<'app.office'>;
export type OfficeWays = Commands['app.office_ways']['output'];
export type Unsent = Output<'app.unsent'>[number];

export type Start = Output<'app.start'>;
export type Preferences = Output<'app.preferences'>;
export type Job = Output<'app.jobs'>[number];
export type Problem = Output<'app.problems'>[number];
export type Diagnostics = Commands['app.diagnostics']['output'];

export type LedgerView = Output<'app.ledger'>;
export type Ledger = NonNullable<LedgerView['ledger']>;
export type FolderEntry = Ledger['folders'][number];
export type Whereabouts = Commands['app.find_mail']['output'];
export type KnownMail = Extract<Whereabouts, { kind: 'here' }>['mails'][number];

export type AppStatus = Output<'app.status'>;
export type SignInTrouble = NonNullable<AppStatus['sign_in']['trouble']>;
export type MicrosoftRegistration = NonNullable<Output<'app.registration'>>['registration'];
export type MailCounts = AppStatus['counts'];

export type Folder = Queries['email.list']['input']['folder'];
export type MailPage = Output<'email.list'>;
export type MailRow = MailPage['rows'][number];
export type Disposition = MailRow['disposition'];
export type Intent = NonNullable<MailRow['intent']>;
export type MailDetail = Output<'email.detail'>;
export type Address = MailDetail['recipients'][number];
export type MailDraft = Output<'email.draft'>;
export type DraftRow = Output<'email.drafts'>[number];
export type BeginDraft = Input<'email.draft_begin'>;
export type WrittenDraft = Input<'email.draft_save'>;
export type MailTemplate = Output<'email.templates'>[number];
export type Writing = Output<'email.writing'>;
export type PutAway = Output<'email.put_away'>['mails'][number];
export type Accuracy = Output<'email.accuracy'>;
export type Verdict = NonNullable<MailDetail['verdict']>;
export type Entity = Verdict['entities'][number];
export type EntityValue = Entity['value'];

export type BoardFilter = Queries['board.columns']['input'];
export type BoardColumn = Output<'board.columns'>[number];
export type BoardWindow = Queries['board.window']['input'];
export type Card = Output<'board.window'>['cards'][number];
export type BoardLane = Output<'board.lanes'>[number];
export type LaneBy = Queries['board.lanes']['input']['by'];
export type BoardSort = NonNullable<BoardWindow['sort']>;
export type KeptViews = Output<'board.views'>;
export type KeptView = KeptViews['views'][number];
export type BoardShown = KeptView['view']['shown'];
export type BoardDensity = BoardShown['density'];
export type ViewReach = KeptView['view']['reach'];
export type Movable = Output<'enquiries.may_move'>[number];
export type Heard = Output<'enquiries.hear'>;
export type HeardFit = Heard['fits'][number];
export type Priority = Card['priority'];
export type StageKind = BoardColumn['kind'];

export type Attached = Output<'files.of_enquiry'>[number];

export type Stage = Output<'enquiries.stages'>[number];
export type Advance = Input<'enquiries.advance'>;
export type EnquiryDetail = Output<'enquiries.detail'>;
export type TimelineItem = EnquiryDetail['timeline'][number];
export type Company = EnquiryDetail['company'];
export type EnquiryEdit = Input<'enquiries.edit'>;
export type Track = EnquiryDetail['tracks'][number];
export type Found = Output<'enquiries.find'>[number];

export type Today = Output<'followups.today'>;
export type TodayRow = Today['rows'][number];
export type Sequences = Output<'followups.sequences'>;
export type Cadence = Sequences['cadence'];
export type SequenceView = Sequences['sequences'][number];
export type OfEnquiry = Output<'followups.of_enquiry'>;
export type Running = OfEnquiry['running'][number];
export type Complete = Input<'followups.complete'>;
export type LogCall = Input<'followups.log_call'>;
export type Outcome = Complete['outcome'];
export type Category = NonNullable<Complete['category']>;

export type Listed = Output<'masters.listed'>[number];
export type Quoted = Output<'quotations.of_enquiry'>[number];
export type Quotation = Quoted['quotation'];
export type QuotationContent = Queries['quotations.reckon']['input'];
export type QuotationLine = QuotationContent['lines'][number];
export type QuotationReckoned = Output<'quotations.reckon'>;

export type Deed = Output<'desk.deeds'>[number];
export type Prelead = Output<'preleads.list'>[number];
export type Contact = Output<'masters.contacts'>[number];
export type PointKind = Output<'masters.points'>[number]['kind'];
export type Territory = Output<'people.territories'>[number];
export type Person = Output<'people.everybody'>[number];
export type CompanyCard = Output<'masters.companies'>[number];
export type Calendar = Output<'desk.calendar'>;
