//! What an email wants: the labels, the verdict, and the `Classifier` port.
//!
//! The words here are the contract between the mail engine and whatever reads the mail
//! (`crates/intent`). No rule about what follows from a verdict lives here: that is `rules.rs`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What the newest part of a mail asks for. One primary label per mail; `NoIntent` is the background class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// A request for price, availability or an offer.
    EnquiryRfq,
    /// Haggling over an offer already made.
    QuoteNegotiation,
    /// A purchase order or a firm go-ahead.
    OrderPo,
    /// Asks for a sample.
    SampleRequest,
    /// Reports what became of a sample.
    SampleFeedback,
    /// Asks about specification, grade, TDS, MSDS, COA.
    TechnicalQuery,
    /// Vendor registration, questionnaires, KYC and bank papers.
    VendorQualification,
    /// Something went wrong with goods, papers or service.
    Complaint,
    /// The customer chases us.
    ChaseFollowup,
    /// "Please hold", "next quarter".
    DeferredHold,
    /// "Not required", "bought elsewhere".
    NotInterestedLost,
    /// Payment advice, reminders, ledgers.
    Payment,
    /// Dispatch, transport, e-way bills, delivery dates.
    Logistics,
    /// An automatic absence notice.
    AutoReplyOoo,
    /// A delivery failure report.
    Bounce,
    /// Bulk mail with a list behind it.
    NewsletterMarketing,
    /// Somebody wants to sell to us.
    SupplierPitch,
    /// Junk.
    SpamJunk,
    /// An enquiry that is not what it claims to be.
    FakeEnquiry,
    /// Colleagues among themselves.
    Internal,
    /// Meetings, visits, contact details.
    MeetingContact,
    /// Business, but none of the above.
    Other,
    /// The background class: nothing this product acts upon.
    NoIntent,
}

impl Intent {
    /// Every label, in the order in which models number them.
    pub const ALL: [Intent; 23] = [
        Intent::EnquiryRfq,
        Intent::QuoteNegotiation,
        Intent::OrderPo,
        Intent::SampleRequest,
        Intent::SampleFeedback,
        Intent::TechnicalQuery,
        Intent::VendorQualification,
        Intent::Complaint,
        Intent::ChaseFollowup,
        Intent::DeferredHold,
        Intent::NotInterestedLost,
        Intent::Payment,
        Intent::Logistics,
        Intent::AutoReplyOoo,
        Intent::Bounce,
        Intent::NewsletterMarketing,
        Intent::SupplierPitch,
        Intent::SpamJunk,
        Intent::FakeEnquiry,
        Intent::Internal,
        Intent::MeetingContact,
        Intent::Other,
        Intent::NoIntent,
    ];

    /// The wire name (`enquiry_rfq`).
    pub const fn key(self) -> &'static str {
        match self {
            Intent::EnquiryRfq => "enquiry_rfq",
            Intent::QuoteNegotiation => "quote_negotiation",
            Intent::OrderPo => "order_po",
            Intent::SampleRequest => "sample_request",
            Intent::SampleFeedback => "sample_feedback",
            Intent::TechnicalQuery => "technical_query",
            Intent::VendorQualification => "vendor_qualification",
            Intent::Complaint => "complaint",
            Intent::ChaseFollowup => "chase_followup",
            Intent::DeferredHold => "deferred_hold",
            Intent::NotInterestedLost => "not_interested_lost",
            Intent::Payment => "payment",
            Intent::Logistics => "logistics",
            Intent::AutoReplyOoo => "auto_reply_ooo",
            Intent::Bounce => "bounce",
            Intent::NewsletterMarketing => "newsletter_marketing",
            Intent::SupplierPitch => "supplier_pitch",
            Intent::SpamJunk => "spam_junk",
            Intent::FakeEnquiry => "fake_enquiry",
            Intent::Internal => "internal",
            Intent::MeetingContact => "meeting_contact",
            Intent::Other => "other",
            Intent::NoIntent => "no_intent",
        }
    }

    /// The label with this wire name.
    pub fn from_key(key: &str) -> Option<Intent> {
        Self::ALL.into_iter().find(|intent| intent.key() == key)
    }
}

/// A mail as the classifier sees it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Letter {
    /// Subject line, undecorated.
    pub subject: String,
    /// Sender address, lower case. Empty when the mail has none.
    pub from: String,
    /// Recipient addresses, lower case.
    pub to: Vec<String>,
    /// Internet headers in order, names as received.
    pub headers: Vec<(String, String)>,
    /// The body: plain text or HTML.
    pub body: String,
    /// True when `body` is HTML.
    pub is_html: bool,
    /// Names of the attachments.
    pub attachments: Vec<String>,
    /// Our own mail domains, lower case: mail among them is internal.
    pub own_domains: Vec<String>,
    /// True when the mail answers one of ours (by Message-ID), which is what a reply is.
    pub answers_us: bool,
    /// The day the mail was received in the reader's zone; relative dates count from it.
    pub received_on: Option<NaiveDate>,
}

/// What the classifier made of a [`Letter`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Verdict {
    /// The primary label.
    pub intent: Intent,
    /// Calibrated probability of the primary label, 0 to 1. Header rules that decide give 1.
    pub confidence: f32,
    /// The next best labels with their probability, at most two, best first.
    pub runners_up: Vec<(Intent, f32)>,
    /// Why.
    pub evidence: Evidence,
    /// What the newest part names, with spans into [`Verdict::newest`].
    pub entities: Vec<Entity>,
    /// The newest part of the visible text, without quoted history.
    pub newest: String,
    /// Set on an automatic absence notice.
    pub absence: Option<Absence>,
    /// Set on a delivery failure report.
    pub bounce: Option<Bounced>,
    /// True when the mail has bulk headers (`List-*`, `Precedence: bulk`).
    pub is_bulk: bool,
    /// What envelope and body say of whoever sent it.
    #[serde(default)]
    pub sender: Sender,
}

/// What envelope and body say of whoever sent a mail, however it reads.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Sender {
    /// What speaks against them, in plain words: at most one sentence of each source (the mail provider, authentication,
    /// who they say they are, what the body hides), however loud it is.
    pub against: Vec<String>,
    /// The mail did not come from the domain that it names: the receiving server says so, and nothing else vouches for it.
    pub has_failed: bool,
    /// They call themselves somebody else: another address in the name, a house that is never at a free host, or a domain
    /// that looks like one of ours.
    pub is_disguised: bool,
    /// Outlook put it in Junk when it came: where it lies elsewhere, somebody has taken it out.
    pub was_junk: bool,
    /// The newest words are not their own: quoted, or passed on under a word or two.
    pub is_borrowed: bool,
}

/// The sentence that decided, and the facts beside it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Evidence {
    /// The sentence of the mail that weighed most, verbatim; a header line when a header decided.
    pub sentence: String,
    /// Short facts in plain words, strongest first ("header Auto-Submitted: auto-replied", "“please quote”").
    pub reasons: Vec<String>,
}

/// An absence notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Absence {
    /// First day back, when the notice names one.
    pub returns_on: Option<NaiveDate>,
}

/// A delivery failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Bounced {
    /// The address that could not be reached, lower case, when the report names one.
    pub address: Option<String>,
    /// True when the report says the failure is permanent (status 5.x.x).
    pub is_permanent: bool,
}

/// Something named in a mail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Entity {
    /// What it is, with its parsed value.
    pub value: EntityValue,
    /// The text as written.
    pub text: String,
    /// Byte offset of the first byte in [`Verdict::newest`].
    pub start: usize,
    /// Byte offset behind the last byte.
    pub end: usize,
    /// False when a check digit or range check failed: shown, never stored.
    pub is_valid: bool,
}

/// The parsed value of an [`Entity`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EntityValue {
    /// A product of the catalogue.
    Product {
        /// Catalogue name.
        name: String,
    },
    /// A quantity; packs are multiplied out ("20x250 kg" is 5000 kg).
    Quantity {
        /// Decimal amount as text ("5000", "2.5").
        amount: String,
        /// Unit in canonical form: `kg`, `mt`, `l`, `kl`, `drum`, `bag`, `ibc`, `carboy`, `fcl`, `tanker`, `nos`, `g`.
        unit: String,
    },
    /// A price.
    Price {
        /// Minor units (paise, cents).
        amount_minor: i64,
        /// ISO 4217 code.
        currency: String,
        /// The unit it is per, canonical, when said.
        per: Option<String>,
    },
    /// A calendar date, absolute.
    Date {
        /// The day.
        on: NaiveDate,
    },
    /// A telephone number in E.164.
    Phone {
        /// `+91…`.
        number: String,
    },
    /// A purchase-order number.
    PoNumber {
        /// As written, trimmed.
        number: String,
    },
    /// A CAS registry number.
    Cas {
        /// `1314-13-2`.
        number: String,
    },
    /// A GST identification number.
    Gstin {
        /// Fifteen characters, upper case.
        number: String,
    },
    /// An income-tax account number.
    Pan {
        /// Ten characters, upper case.
        number: String,
    },
    /// A company's registration number.
    Cin {
        /// Twenty-one characters, upper case.
        number: String,
    },
    /// The code of a bank's branch.
    Ifsc {
        /// Eleven characters, upper case.
        number: String,
    },
    /// The reference of a bank transfer.
    Utr {
        /// As written, upper case.
        number: String,
    },
    /// An invoice number.
    InvoiceNumber {
        /// As written, trimmed.
        number: String,
    },
    /// The number of a request for quotation, an enquiry or a tender.
    RfqNumber {
        /// As written, trimmed.
        number: String,
    },
    /// A customs tariff code.
    Hsn {
        /// Four, six or eight digits.
        number: String,
    },
    /// An e-way bill.
    EwayBill {
        /// Twelve digits.
        number: String,
    },
    /// Who carries the goods how far.
    Incoterm {
        /// Canonical: `EXW`, `FOR`, `FOB`, `CFR`, `CIF`, `DAP`, `DDP`, `FCA`, `CPT`, `CIP`, `FAS`, `DPU`.
        term: String,
        /// The place beside it, as written.
        place: Option<String>,
    },
    /// When the goods are paid for.
    PaymentTerm {
        /// Days of credit; 0 for advance and for cash on delivery. Nothing when the terms name no days (a letter of credit at sight).
        days: Option<u16>,
        /// The terms in lower case ("30 days credit", "100% advance", "lc at sight").
        terms: String,
    },
}

/// A mail of which a person said what it is.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// The mail.
    pub letter: Letter,
    /// What it is.
    pub label: Intent,
    /// The person put it right; otherwise they accepted what the reader had said.
    pub is_correction: bool,
}

/// What came of learning.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Study {
    /// The model; empty where it is refused.
    pub model: Vec<u8>,
    /// Lessons that counted.
    pub lessons: u32,
    /// Share of the mails nobody may forget that the model before reads rightly, 0 to 1.
    pub right_before: f32,
    /// Share that the new one does.
    pub right_after: f32,
    /// Why the new model is not used, in plain words.
    pub refused: Option<String>,
}

/// Reads mail. Implemented by `pebble-intent`; must be pure and fast (milliseconds), never block, never panic.
pub trait Classifier: Send + Sync {
    /// Says what the letter wants.
    fn classify(&self, letter: &Letter) -> Verdict;
    /// Replaces the product catalogue used for entities: pairs of (catalogue name, synonyms).
    fn set_catalogue(&self, products: &[(String, Vec<String>)]);
    /// Name and version of the model, kept beside each verdict.
    fn version(&self) -> String;
    /// Keeps these lessons in mind, the newest first, and no others: a mail that is nearly one of them is read like it.
    fn remember(&self, lessons: &[Lesson]);
    /// Fits a model anew to what the reader was taught at first and to these lessons, the newest first. Takes seconds of one
    /// core; changes nothing.
    fn study(&self, lessons: &[Lesson]) -> Study;
    /// Reads with this model from now on, or with the one that came with the program.
    ///
    /// # Errors
    /// A plain sentence where the bytes are no model of this program; nothing has changed then.
    fn adopt(&self, model: Option<&[u8]>) -> Result<(), String>;
}
