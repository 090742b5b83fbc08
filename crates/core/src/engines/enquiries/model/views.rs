//! What goes in and out of the enquiries engine.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{ActivityKind, Blank, EnquiryId, Priority, TrackId, activity, enquiry, track};
use crate::{
    engines::{
        email::intent::Intent,
        enquiries::rules::line::Spoken,
        masters::model::{CompanyId, ContactId, company, contact},
    },
    kernel::{At, PersonId},
};

/// A new enquiry. From a mail it carries what of the mail is shared.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Open {
    /// The id it gets. A desk that opens one for a mail says it, so that it stays the same in whosever name the work is
    /// done again.
    #[serde(default)]
    #[ts(optional)]
    pub id: Option<EnquiryId>,
    /// Whose.
    pub company_id: CompanyId,
    /// Who asked.
    pub contact_id: Option<ContactId>,
    /// Title; required.
    pub title: String,
    /// Product.
    pub product: Option<String>,
    /// Decimal amount as text.
    pub quantity: Option<String>,
    /// Unit.
    pub unit: Option<String>,
    /// Worth, minor units.
    #[ts(type = "number | null")]
    pub value_minor: Option<i64>,
    /// How much it matters; medium when absent.
    pub priority: Option<Priority>,
    /// The mail that asked. It opens one enquiry of a person, on however many desks it arrives.
    pub mail: Option<SharedMail>,
    /// One more, although this mail has opened one.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub is_another: bool,
}

/// What of a mail is shared when it is put on an enquiry: enough for the timeline, never the whole mail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct SharedMail {
    /// `Message-ID`, or the server id where a mail has none.
    pub mail_ref: String,
    /// Sender name, address when it has none.
    pub who: String,
    /// Sender address.
    pub address: String,
    /// Subject.
    pub subject: String,
    /// The sentence that says what it wants, or the first line.
    pub gist: String,
    /// When it came (went).
    pub at: At,
    /// From us.
    pub is_outgoing: bool,
    /// What it wants.
    pub intent: Option<Intent>,
    /// Set on an absence notice: the first day back, when named.
    pub absence: Option<Option<NaiveDate>>,
    /// Set on a delivery failure that is permanent.
    pub is_bounce: bool,
}

/// A mail put on an enquiry.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct AttachMail {
    /// Which enquiry.
    pub id: EnquiryId,
    /// The mail.
    pub mail: SharedMail,
}

/// A move.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Advance {
    /// Which enquiry.
    pub id: EnquiryId,
    /// The stage the person saw it in: a move made from an outdated screen is refused.
    pub from: String,
    /// Where to.
    pub to: String,
    /// The card above it in the new column, if any.
    pub after: Option<EnquiryId>,
    /// The card below it.
    pub before: Option<EnquiryId>,
    /// What the stage asks for.
    #[ts(type = "Record<string, unknown>")]
    #[serde(default)]
    pub fields: Map<String, Value>,
}

/// Where a move ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Moved {
    /// Which enquiry.
    pub id: EnquiryId,
    /// Its stage now.
    pub stage: String,
}

/// Whether enquiries may go to a stage: asked before many are moved at once.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct MayMove {
    /// Which, at most 500.
    pub ids: Vec<EnquiryId>,
    /// Where to.
    pub to: String,
    /// What would be said about all of them; nothing to ask what has to be said.
    #[ts(type = "Record<string, unknown> | null")]
    pub fields: Option<Map<String, Value>>,
}

/// Whether an enquiry may move.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Movable {
    /// Which.
    pub id: EnquiryId,
    /// Title.
    pub title: String,
    /// Company.
    pub company: String,
    /// The stage it is in.
    pub from: String,
    /// Why it may not; none when it may.
    pub reason: Option<String>,
    /// What of the fields is to blame.
    pub field: Option<String>,
    /// What the move still has to be told.
    pub needs: Vec<String>,
}

/// A card put elsewhere in its column.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Place {
    /// Which enquiry.
    pub id: EnquiryId,
    /// The card above it.
    pub after: Option<EnquiryId>,
    /// The card below it.
    pub before: Option<EnquiryId>,
}

/// Facts put right; what is absent stays.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Edit {
    /// Which enquiry.
    pub id: EnquiryId,
    /// Title.
    pub title: Option<String>,
    /// Product.
    pub product: Option<String>,
    /// Decimal amount as text.
    pub quantity: Option<String>,
    /// Unit.
    pub unit: Option<String>,
    /// Worth, minor units.
    #[ts(type = "number | null")]
    pub value_minor: Option<i64>,
    /// How much it matters.
    pub priority: Option<Priority>,
    /// Who asks: somebody of its company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub contact_id: Option<ContactId>,
    /// Until when the price holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub valid_until: Option<NaiveDate>,
    /// When to look at a long pendency again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub review_on: Option<NaiveDate>,
    /// What is not known any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Blank>>", optional)]
    pub clear: Vec<Blank>,
}

/// An enquiry given to somebody else.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Assign {
    /// Which enquiry.
    pub id: EnquiryId,
    /// Whose it was on the screen: when somebody has given it away meanwhile, it stays with whom they chose.
    pub from: PersonId,
    /// Whose it shall be.
    pub to: PersonId,
    /// Why, for the timeline; may be empty.
    #[serde(default)]
    pub note: String,
}

/// A note.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Note {
    /// Which enquiry.
    pub id: EnquiryId,
    /// The text.
    pub text: String,
}

/// A track settled.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct CloseTrack {
    /// Which track.
    pub id: TrackId,
    /// What settles it: the answer that came, the paper that was signed.
    #[serde(default)]
    #[ts(as = "Option<String>", optional)]
    pub evidence: String,
}

/// More time, with a reason (seed A 2.4: at most two, 1-30 days, 20 characters).
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Extend {
    /// Which enquiry.
    pub id: EnquiryId,
    /// Days from today.
    pub days: u16,
    /// Business justification.
    pub reason: String,
}

/// An enquiry that showed no progress.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Flag {
    /// Which enquiry.
    pub id: EnquiryId,
    /// The last counted activity; a later one makes the flag void.
    pub idle_since: At,
}

/// An enquiry whole.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Detail {
    /// The row.
    pub enquiry: enquiry::Model,
    /// Whose.
    pub company: company::Model,
    /// Who asked.
    pub contact: Option<contact::Model>,
    /// Owner's name.
    pub owner: String,
    /// Tracks, open ones first.
    pub tracks: Vec<track::Model>,
    /// The newest of its timeline; `enquiries.story` has all of it.
    pub timeline: Vec<activity::Model>,
    /// Keys of the stages it can go to.
    pub moves: Vec<String>,
    /// When it will be flagged if nothing happens; none when it never is.
    pub flag_on: Option<NaiveDate>,
}

/// An enquiry as found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Found {
    /// Id.
    pub id: EnquiryId,
    /// Short name.
    pub code: String,
    /// Title.
    pub title: String,
    /// Company.
    pub company: String,
    /// Stage label.
    pub stage: String,
}

/// Which enquiries to find: those of a company, or those whose text fits.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Find {
    /// Company.
    pub company_id: Option<CompanyId>,
    /// Words; empty for the newest.
    pub query: Option<String>,
}

/// What a line about a new enquiry says.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Heard {
    /// As it was read.
    pub said: Spoken,
    /// What the company would be entered as; none when the line does not say whose enquiry it is.
    pub company: Option<String>,
    /// What the person would be entered as.
    pub contact: Option<String>,
    /// What the enquiry would be called.
    pub title: Option<String>,
    /// Whom it may be about: the surest first, at most six.
    pub fits: Vec<Fit>,
}

/// Somebody a line may be about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Fit {
    /// Their company.
    pub company_id: CompanyId,
    /// Its name.
    pub company: String,
    /// Town.
    pub city: Option<String>,
    /// Has ordered before.
    pub is_customer: bool,
    /// The person; none when only the company fits.
    pub contact_id: Option<ContactId>,
    /// Their name.
    pub contact: Option<String>,
}

/// An enquiry from a line.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
pub struct Quick {
    /// The company, when it is known.
    pub company_id: Option<CompanyId>,
    /// The person there, when they are known.
    pub contact_id: Option<ContactId>,
    /// A company that is not known: what it is entered as.
    pub company: String,
    /// A person who is not known: what they are entered as.
    pub contact: Option<String>,
    /// Their mail address.
    pub email: Option<String>,
    /// Their number.
    pub phone: Option<String>,
    /// What the enquiry is called; required.
    pub title: String,
    /// Product.
    pub product: Option<String>,
    /// Decimal amount as text.
    pub quantity: Option<String>,
    /// Unit.
    pub unit: Option<String>,
    /// What else was said, for the timeline.
    pub note: String,
}

/// Which part of a timeline to read.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Leaf {
    /// Of which enquiry.
    pub id: EnquiryId,
    /// Only these kinds; all when it is empty.
    pub kinds: Vec<ActivityKind>,
    /// Only lines that say this.
    pub text: Option<String>,
    /// At most so many, the newest.
    pub limit: u32,
}

/// A timeline, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Story {
    /// Its lines.
    pub lines: Vec<activity::Model>,
    /// How many there are.
    #[ts(type = "number")]
    pub total: u64,
}
