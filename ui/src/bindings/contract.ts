// Generated from Rust by `cargo xtask bindings`. Do not edit.
import type { Accept } from './Accept';
import type { Accuracy } from './Accuracy';
import type { Advance } from './Advance';
import type { Alteration } from './Alteration';
import type { ArchiveMail } from './ArchiveMail';
import type { Assign } from './Assign';
import type { Attach } from './Attach';
import type { AttachFile } from './AttachFile';
import type { AttachMail } from './AttachMail';
import type { AttachOfMail } from './AttachOfMail';
import type { Attached } from './Attached';
import type { Begin } from './Begin';
import type { BeginDraft } from './BeginDraft';
import type { BeginWith } from './BeginWith';
import type { Cadence } from './Cadence';
import type { Calendar } from './Calendar';
import type { Cards } from './Cards';
import type { ChangeView } from './ChangeView';
import type { CloseTrack } from './CloseTrack';
import type { Column } from './Column';
import type { CompanyCard } from './CompanyCard';
import type { Complete } from './Complete';
import type { Contact } from './Contact';
import type { ContactCard } from './ContactCard';
import type { ContactPoint } from './ContactPoint';
import type { Content } from './Content';
import type { CorrectMail } from './CorrectMail';
import type { Correspondent } from './Correspondent';
import type { CoverTerritory } from './CoverTerritory';
import type { Cut } from './Cut';
import type { Decline } from './Decline';
import type { DeedView } from './DeedView';
import type { Deeds } from './Deeds';
import type { Detail } from './Detail';
import type { Diagnostics } from './Diagnostics';
import type { Draft } from './Draft';
import type { DraftFile } from './DraftFile';
import type { DraftRow } from './DraftRow';
import type { Edit } from './Edit';
import type { EditCompany } from './EditCompany';
import type { EditContact } from './EditContact';
import type { EffectOutcome } from './EffectOutcome';
import type { Expire } from './Expire';
import type { Exported } from './Exported';
import type { Extend } from './Extend';
import type { Filter } from './Filter';
import type { Find } from './Find';
import type { FindMail } from './FindMail';
import type { Fire } from './Fire';
import type { Flag } from './Flag';
import type { Found } from './Found';
import type { FoundFile } from './FoundFile';
import type { FoundPrelead } from './FoundPrelead';
import type { GivePrice } from './GivePrice';
import type { Given } from './Given';
import type { Heard } from './Heard';
import type { Import } from './Import';
import type { Imported } from './Imported';
import type { Job } from './Job';
import type { Join } from './Join';
import type { JoinOffice } from './JoinOffice';
import type { KeepView } from './KeepView';
import type { Lane } from './Lane';
import type { Leaf } from './Leaf';
import type { Learning } from './Learning';
import type { LedgerView } from './LedgerView';
import type { LinkMail } from './LinkMail';
import type { ListMail } from './ListMail';
import type { ListPreleads } from './ListPreleads';
import type { Listed } from './Listed';
import type { LogCall } from './LogCall';
import type { MailCounts } from './MailCounts';
import type { MailDetail } from './MailDetail';
import type { MailDraft } from './MailDraft';
import type { MailPage } from './MailPage';
import type { MailRow } from './MailRow';
import type { ManyMails } from './ManyMails';
import type { MarkMail } from './MarkMail';
import type { MarkMails } from './MarkMails';
import type { MayMove } from './MayMove';
import type { Me } from './Me';
import type { Movable } from './Movable';
import type { MovePrelead } from './MovePrelead';
import type { Moved } from './Moved';
import type { NameBackup } from './NameBackup';
import type { NewCompany } from './NewCompany';
import type { NewProduct } from './NewProduct';
import type { Note } from './Note';
import type { NoteBounce } from './NoteBounce';
import type { NoteMail } from './NoteMail';
import type { Nothing } from './Nothing';
import type { NumberOrder } from './NumberOrder';
import type { NumberQuotation } from './NumberQuotation';
import type { OfEnquiry } from './OfEnquiry';
import type { OfFile } from './OfFile';
import type { OfJob } from './OfJob';
import type { OfMail } from './OfMail';
import type { OfOffice } from './OfOffice';
import type { OfPoint } from './OfPoint';
import type { OfReport } from './OfReport';
import type { OfUnsent } from './OfUnsent';
import type { OfWeek } from './OfWeek';
import type { OfficeAccount } from './OfficeAccount';
import type { OfficeView } from './OfficeView';
import type { OfficeWays } from './OfficeWays';
import type { OneDraft } from './OneDraft';
import type { OneMail } from './OneMail';
import type { OneTemplate } from './OneTemplate';
import type { Open } from './Open';
import type { OpenFromMail } from './OpenFromMail';
import type { Person } from './Person';
import type { Picked } from './Picked';
import type { Place } from './Place';
import type { PlaceOrder } from './PlaceOrder';
import type { Preferences } from './Preferences';
import type { Prelead } from './Prelead';
import type { Price } from './Price';
import type { Problem } from './Problem';
import type { Product } from './Product';
import type { PutAwayLately } from './PutAwayLately';
import type { Quick } from './Quick';
import type { Quoted } from './Quoted';
import type { Reckoned } from './Reckoned';
import type { Recovered } from './Recovered';
import type { Recovery } from './Recovery';
import type { Registration } from './Registration';
import type { RegistrationView } from './RegistrationView';
import type { Release } from './Release';
import type { Remind } from './Remind';
import type { RestoreBackup } from './RestoreBackup';
import type { SalesOrder } from './SalesOrder';
import type { Save } from './Save';
import type { SaveDraft } from './SaveDraft';
import type { SaveTemplate } from './SaveTemplate';
import type { Saved } from './Saved';
import type { SavedFile } from './SavedFile';
import type { SeenPutAway } from './SeenPutAway';
import type { Send } from './Send';
import type { SendDraft } from './SendDraft';
import type { SentDraft } from './SentDraft';
import type { Sequences } from './Sequences';
import type { SetJunk } from './SetJunk';
import type { SetPrice } from './SetPrice';
import type { SetTerritory } from './SetTerritory';
import type { SetWriting } from './SetWriting';
import type { Settle } from './Settle';
import type { Snooze } from './Snooze';
import type { SnoozeMails } from './SnoozeMails';
import type { StageFile } from './StageFile';
import type { StageView } from './StageView';
import type { Staged } from './Staged';
import type { Standing } from './Standing';
import type { StartView } from './StartView';
import type { StatusView } from './StatusView';
import type { Steer } from './Steer';
import type { Story } from './Story';
import type { Take } from './Take';
import type { TakeBack } from './TakeBack';
import type { TakeOffDraft } from './TakeOffDraft';
import type { Template } from './Template';
import type { TerritoryView } from './TerritoryView';
import type { Today } from './Today';
import type { Together } from './Together';
import type { TrustPictures } from './TrustPictures';
import type { Undo } from './Undo';
import type { Unreadable } from './Unreadable';
import type { Unsent } from './Unsent';
import type { Validate } from './Validate';
import type { Validated } from './Validated';
import type { Views } from './Views';
import type { Waiting } from './Waiting';
import type { Wake } from './Wake';
import type { Whereabouts } from './Whereabouts';
import type { Which } from './Which';
import type { Window } from './Window';
import type { Word } from './Word';
import type { Writing } from './Writing';

export interface Queries {
  'app.jobs': { input: Nothing; output: Array<Job> };
  'app.ledger': { input: Nothing; output: LedgerView };
  'app.office': { input: Nothing; output: OfficeView };
  'app.office_records': { input: Nothing; output: number };
  'app.preferences': { input: Nothing; output: Preferences };
  'app.problems': { input: Nothing; output: Array<Problem> };
  'app.recovery': { input: Nothing; output: Recovery | null };
  'app.registration': { input: Nothing; output: RegistrationView | null };
  'app.start': { input: Nothing; output: StartView };
  'app.status': { input: Nothing; output: StatusView };
  'app.unsent': { input: Nothing; output: Array<Unsent> };
  'board.columns': { input: Filter; output: Array<Column> };
  'board.lanes': { input: Cut; output: Array<Lane> };
  'board.pick': { input: Window; output: Array<Picked> };
  'board.views': { input: null; output: Views };
  'board.window': { input: Window; output: Cards };
  'desk.calendar': { input: null; output: Calendar };
  'desk.deeds': { input: Deeds; output: Array<DeedView> };
  'desk.waiting': { input: null; output: Array<Waiting> };
  'email.accuracy': { input: OfWeek; output: Accuracy };
  'email.counts': { input: null; output: MailCounts };
  'email.detail': { input: OneMail; output: MailDetail };
  'email.draft': { input: OneDraft; output: MailDraft };
  'email.drafts': { input: null; output: Array<DraftRow> };
  'email.learning': { input: null; output: Learning };
  'email.list': { input: ListMail; output: MailPage };
  'email.of_record': { input: string; output: Array<MailRow> };
  'email.put_away': { input: null; output: PutAwayLately };
  'email.suggest': { input: string; output: Array<Correspondent> };
  'email.templates': { input: null; output: Array<Template> };
  'email.unreadable': { input: null; output: Array<Unreadable> };
  'email.writing': { input: null; output: Writing };
  'enquiries.detail': { input: string; output: Detail };
  'enquiries.find': { input: Find; output: Array<Found> };
  'enquiries.hear': { input: string; output: Heard };
  'enquiries.history': { input: string; output: Array<Alteration> };
  'enquiries.may_move': { input: MayMove; output: Array<Movable> };
  'enquiries.stages': { input: null; output: Array<StageView> };
  'enquiries.story': { input: Leaf; output: Story };
  'files.find': { input: string; output: Array<FoundFile> };
  'files.of_enquiry': { input: string; output: Array<Attached> };
  'followups.of_enquiry': { input: string; output: OfEnquiry };
  'followups.sequences': { input: null; output: Sequences };
  'followups.today': { input: null; output: Today };
  'masters.companies': { input: string; output: Array<CompanyCard> };
  'masters.contacts': { input: string; output: Array<Contact> };
  'masters.find_contacts': { input: string; output: Array<ContactCard> };
  'masters.listed': { input: null; output: Array<Listed> };
  'masters.may_price': { input: null; output: boolean };
  'masters.points': { input: string; output: Array<ContactPoint> };
  'masters.prices': { input: string; output: Array<Price> };
  'masters.products': { input: null; output: Array<Product> };
  'orders.of_enquiry': { input: string; output: Array<SalesOrder> };
  'people.everybody': { input: null; output: Array<Person> };
  'people.me': { input: null; output: Me };
  'people.territories': { input: null; output: Array<TerritoryView> };
  'preleads.detail': { input: string; output: Prelead };
  'preleads.find': { input: string; output: Array<FoundPrelead> };
  'preleads.list': { input: ListPreleads; output: Array<Prelead> };
  'preleads.stages': { input: null; output: Array<StageView> };
  'quotations.of_enquiry': { input: string; output: Array<Quoted> };
  'quotations.propose': { input: string; output: Content };
  'quotations.reckon': { input: Content; output: Reckoned };
  'quotations.stages': { input: null; output: Array<StageView> };
}

export interface Commands {
  'app.attach_file': { input: AttachFile; output: string };
  'app.attach_mail_file': { input: AttachOfMail; output: string };
  'app.attach_to_draft': { input: DraftFile; output: Nothing };
  'app.begin': { input: BeginWith; output: Nothing };
  'app.cancel_job': { input: OfJob; output: Nothing };
  'app.cancel_sign_in': { input: Nothing; output: Nothing };
  'app.diagnostics': { input: Nothing; output: Diagnostics };
  'app.discard_unsent': { input: OfUnsent; output: Nothing };
  'app.export_unsent': { input: Nothing; output: Exported };
  'app.fetch_pictures': { input: OneMail; output: Nothing };
  'app.find_mail': { input: FindMail; output: Whereabouts };
  'app.join_office': { input: JoinOffice; output: Nothing };
  'app.learn': { input: Nothing; output: Nothing };
  'app.meet_office': { input: Nothing; output: Nothing };
  'app.office_account': { input: OfficeAccount; output: Nothing };
  'app.office_ways': { input: OfOffice; output: OfficeWays };
  'app.open_again': { input: Nothing; output: Recovered };
  'app.redo_unsent': { input: OfUnsent; output: Nothing };
  'app.restore_backup': { input: RestoreBackup; output: Recovered };
  'app.save_diagnostics': { input: OfReport; output: SavedFile };
  'app.save_file': { input: OfFile; output: SavedFile };
  'app.save_mail_file': { input: OfMail; output: SavedFile };
  'app.set_preferences': { input: Preferences; output: Nothing };
  'app.set_registration': { input: Registration; output: Nothing };
  'app.sign_in': { input: Nothing; output: Nothing };
  'app.sign_out': { input: Nothing; output: Nothing };
  'app.stage_file': { input: StageFile; output: Staged };
  'app.start_anew': { input: Nothing; output: Recovered };
  'app.start_normally': { input: Nothing; output: Nothing };
  'app.sync_now': { input: Nothing; output: Nothing };
  'app.together': { input: Together; output: Given };
  'app.wipe_sample': { input: Nothing; output: Nothing };
  'board.begin_with': { input: Begin; output: null };
  'board.change_view': { input: ChangeView; output: string };
  'board.drop_view': { input: string; output: null };
  'board.keep_view': { input: KeepView; output: string };
  'desk.set_calendar': { input: Calendar; output: null };
  'desk.take_back': { input: TakeBack; output: null };
  'desk.undo': { input: Undo; output: null };
  'email.accept': { input: OneMail; output: MailRow };
  'email.archive': { input: ArchiveMail; output: MailRow };
  'email.archive_many': { input: ManyMails; output: ManyMails };
  'email.correct': { input: CorrectMail; output: MailRow };
  'email.draft_begin': { input: BeginDraft; output: MailDraft };
  'email.draft_discard': { input: OneDraft; output: null };
  'email.draft_recall': { input: OneDraft; output: MailDraft };
  'email.draft_restore': { input: OneDraft; output: MailDraft };
  'email.draft_save': { input: SaveDraft; output: string };
  'email.draft_send': { input: SendDraft; output: SentDraft };
  'email.draft_take_off': { input: TakeOffDraft; output: null };
  'email.junk': { input: ManyMails; output: ManyMails };
  'email.link': { input: LinkMail; output: MailRow };
  'email.mark_many': { input: MarkMails; output: ManyMails };
  'email.mark_read': { input: MarkMail; output: null };
  'email.open_enquiry': { input: OpenFromMail; output: MailRow };
  'email.put_away_seen': { input: SeenPutAway; output: null };
  'email.retry_unreadable': { input: null; output: null };
  'email.set_junk': { input: SetJunk; output: null };
  'email.set_writing': { input: SetWriting; output: null };
  'email.snooze': { input: SnoozeMails; output: ManyMails };
  'email.template_remove': { input: OneTemplate; output: null };
  'email.template_save': { input: SaveTemplate; output: string };
  'email.trust_pictures': { input: TrustPictures; output: null };
  'email.unarchive': { input: OneMail; output: MailRow };
  'email.unarchive_many': { input: ManyMails; output: ManyMails };
  'email.unjunk': { input: ManyMails; output: ManyMails };
  'email.unlearn': { input: null; output: null };
  'email.unsnooze': { input: ManyMails; output: ManyMails };
  'enquiries.advance': { input: Advance; output: Moved };
  'enquiries.assign': { input: Assign; output: string };
  'enquiries.attach_mail': { input: AttachMail; output: string };
  'enquiries.close_track': { input: CloseTrack; output: string };
  'enquiries.edit': { input: Edit; output: string };
  'enquiries.extend': { input: Extend; output: string };
  'enquiries.flag_stale': { input: Flag; output: null };
  'enquiries.note': { input: Note; output: string };
  'enquiries.open': { input: Open; output: string };
  'enquiries.place': { input: Place; output: Moved };
  'enquiries.quick_add': { input: Quick; output: string };
  'enquiries.record_sent': { input: EffectOutcome; output: null };
  'files.attach': { input: Attach; output: string };
  'files.detach': { input: string; output: null };
  'followups.complete': { input: Complete; output: string };
  'followups.configure': { input: Cadence; output: null };
  'followups.fire': { input: Fire; output: null };
  'followups.lapse': { input: Standing; output: null };
  'followups.log_call': { input: LogCall; output: string };
  'followups.pause': { input: Steer; output: string };
  'followups.release': { input: Release; output: null };
  'followups.remind': { input: Remind; output: string };
  'followups.report': { input: EffectOutcome; output: null };
  'followups.resume': { input: Steer; output: string };
  'followups.snooze': { input: Snooze; output: string };
  'followups.stop': { input: Steer; output: string };
  'followups.wake': { input: Standing; output: null };
  'masters.add_company': { input: NewCompany; output: string };
  'masters.add_point': { input: OfPoint; output: string };
  'masters.add_product': { input: NewProduct; output: string };
  'masters.edit_company': { input: EditCompany; output: string };
  'masters.edit_contact': { input: EditContact; output: string };
  'masters.import': { input: Import; output: Imported };
  'masters.note_bounce': { input: NoteBounce; output: null };
  'masters.prefer_point': { input: OfPoint; output: string };
  'masters.price': { input: GivePrice; output: number };
  'masters.retire_point': { input: OfPoint; output: string };
  'masters.set_price': { input: SetPrice; output: string };
  'orders.number': { input: NumberOrder; output: string };
  'orders.place': { input: PlaceOrder; output: string };
  'people.cover': { input: CoverTerritory; output: string };
  'people.join': { input: Join; output: string };
  'people.name_backup': { input: NameBackup; output: string };
  'people.set_territory': { input: SetTerritory; output: string };
  'preleads.accept': { input: Validate; output: string };
  'preleads.advance': { input: MovePrelead; output: string };
  'preleads.note_mail': { input: NoteMail; output: null };
  'preleads.take': { input: Take; output: string };
  'preleads.validate': { input: Validate; output: Validated };
  'preleads.wake': { input: Wake; output: null };
  'quotations.accept': { input: Accept; output: string };
  'quotations.approve': { input: Word; output: string };
  'quotations.decline': { input: Decline; output: string };
  'quotations.draft': { input: Draft; output: string };
  'quotations.expire': { input: Expire; output: null };
  'quotations.negotiate': { input: Which; output: string };
  'quotations.number': { input: NumberQuotation; output: string | null };
  'quotations.revise': { input: Which; output: string };
  'quotations.save': { input: Save; output: Saved };
  'quotations.send': { input: Send; output: string };
  'quotations.settle': { input: Settle; output: string };
}

export const QUERY_TOPICS: Record<keyof Queries, readonly string[]> = {
  'app.jobs': ['jobs', 'message'],
  'app.ledger': ['app', 'folder', 'mailbox', 'quarantine'],
  'app.office': ['office'],
  'app.office_records': ['office'],
  'app.preferences': ['preferences'],
  'app.problems': ['app', 'office', 'effect', 'quarantine'],
  'app.recovery': ['desk'],
  'app.registration': ['app'],
  'app.start': ['desk'],
  'app.status': ['app', 'message', 'quarantine', 'effect'],
  'app.unsent': ['office'],
  'board.columns': ['card', 'card_total'],
  'board.lanes': ['card', 'card_total', 'person', 'company'],
  'board.pick': ['card'],
  'board.views': ['board_view', 'board_default', 'person'],
  'board.window': ['card'],
  'desk.calendar': ['setting'],
  'desk.deeds': ['deed', 'enquiry', 'track', 'activity', 'enrolment', 'step', 'task', 'prelead', 'message', 'effect'],
  'desk.waiting': ['effect'],
  'email.accuracy': ['judgement', 'mailbox'],
  'email.counts': ['message', 'quarantine'],
  'email.detail': ['message', 'body', 'sender', 'picture'],
  'email.draft': ['draft', 'effect'],
  'email.drafts': ['draft', 'effect'],
  'email.learning': ['judgement', 'taught'],
  'email.list': ['message'],
  'email.of_record': ['message'],
  'email.put_away': ['judgement', 'message'],
  'email.suggest': ['contact', 'company', 'message'],
  'email.templates': ['template'],
  'email.unreadable': ['quarantine'],
  'email.writing': ['writing', 'mailbox'],
  'enquiries.detail': ['enquiry', 'track', 'activity', 'company', 'contact'],
  'enquiries.find': ['enquiry', 'company'],
  'enquiries.hear': ['company', 'contact', 'contact_point', 'product'],
  'enquiries.history': ['enquiry'],
  'enquiries.may_move': ['enquiry', 'company'],
  'enquiries.stages': [],
  'enquiries.story': ['activity'],
  'files.find': ['attachment', 'enquiry'],
  'files.of_enquiry': ['attachment', 'kept_file'],
  'followups.of_enquiry': ['enrolment', 'step', 'task', 'enquiry'],
  'followups.sequences': ['setting'],
  'followups.today': ['task', 'enquiry', 'activity'],
  'masters.companies': ['company'],
  'masters.contacts': ['contact'],
  'masters.find_contacts': ['contact', 'contact_point', 'company'],
  'masters.listed': ['product', 'price', 'setting'],
  'masters.may_price': ['person'],
  'masters.points': ['contact_point', 'contact'],
  'masters.prices': ['price'],
  'masters.products': ['product'],
  'orders.of_enquiry': ['sales_order'],
  'people.everybody': ['person'],
  'people.me': ['person', 'team'],
  'people.territories': ['territory', 'territory_cover', 'person'],
  'preleads.detail': ['prelead'],
  'preleads.find': ['prelead'],
  'preleads.list': ['prelead'],
  'preleads.stages': [],
  'quotations.of_enquiry': ['quotation', 'person'],
  'quotations.propose': ['enquiry', 'product', 'price', 'setting'],
  'quotations.reckon': [],
  'quotations.stages': [],
};
