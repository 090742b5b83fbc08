//! Turns stories and hand-written parts into mail: one thread at a time, one mail after the other.
//!
//! It knows the cast and the texts. When each mail is written is decided by the caller.

use chrono::{DateTime, Duration, Utc};

use super::cast::{HOME, account, colleagues, companies, products};
use super::deal::Deal;
use super::dice::{Dice, digest};
use super::headers::{Kind, file, headers};
use super::hours::DAY;
use super::model::{DemoAddress, DemoColleague, DemoCompany, DemoFolder, DemoMessage, DemoProduct};
use super::parts::{Deck, Part};
use super::quoting::{Earlier, Mailer, signature, write};
use super::slots::{Party, Scene};
use super::stories::{Step, Voice, Whose};

/// A conversation as it grows.
pub(super) struct Thread {
    /// Its key.
    pub(super) key: String,
    /// The story it follows.
    pub(super) story: &'static str,
    /// The other side.
    pub(super) party: Party,
    /// What it is about.
    pub(super) deal: Deal,
    /// Subject of the first mail; empty before it.
    pub(super) subject: String,
    /// Its mails so far.
    pub(super) messages: Vec<DemoMessage>,
    /// Message-IDs so far, oldest first.
    pub(super) chain: Vec<String>,
    /// The mail that the next one answers.
    pub(super) earlier: Option<Earlier>,
}

/// The cast and the texts.
pub(super) struct Studio {
    /// Texts still to be dealt.
    pub(super) deck: Deck,
    /// Customers.
    pub(super) companies: Vec<DemoCompany>,
    /// Price list.
    pub(super) products: Vec<DemoProduct>,
    /// Colleagues of the rep.
    pub(super) colleagues: Vec<DemoColleague>,
    rep: Party,
}

impl Studio {
    /// The cast as the content tables have it, with a fresh deck.
    pub(super) fn open() -> Self {
        let rep = Party {
            who: account(),
            role: "Sales Executive – West & North".to_owned(),
            phone: "+91 90000 01177".to_owned(),
            ..home_party()
        };
        Self { deck: Deck::open(), companies: companies(), products: products(), colleagues: colleagues(), rep }
    }

    /// The other side of the `turn`-th thread of this kind.
    pub(super) fn party(&self, whose: Whose, turn: usize) -> Option<Party> {
        match whose {
            Whose::Known => self.customer(true, turn),
            Whose::Stranger => self.customer(false, turn),
            Whose::Gone => self.customer(true, turn * 5 + 3).map(|party| gone(party, turn)),
            Whose::Home => self.colleagues.iter().cycle().nth(turn).map(colleague_party),
            Whose::Outside => Some(home_party()),
        }
    }

    fn customer(&self, known: bool, turn: usize) -> Option<Party> {
        let of_kind: Vec<&DemoCompany> = self.companies.iter().filter(|company| company.is_known == known).collect();
        let count = of_kind.len().max(1);
        let company = of_kind.get(turn % count)?;
        let contact = company.contacts.get((turn / count) % company.contacts.len().max(1))?;
        Some(Party {
            who: DemoAddress { name: contact.name.clone(), address: contact.address.clone() },
            role: contact.role.clone(),
            phone: contact.phone.clone(),
            company: company.name.clone(),
            city: company.city.clone(),
            gstin: company.gstin.clone(),
        })
    }

    /// A thread without mails.
    pub(super) fn thread(&self, key: &str, story: &'static str, party: Party) -> Thread {
        let deal = Deal::of(key, &self.products);
        let (subject, messages, chain) = (String::new(), Vec::new(), Vec::new());
        Thread { key: key.to_owned(), story, party, deal, subject, messages, chain, earlier: None }
    }

    /// Lets the next mail of the thread be written at this instant.
    pub(super) fn append(&mut self, thread: &mut Thread, step: Step, at: DateTime<Utc>) {
        let part = self.deck.deal(step.key);
        let author = self.author(thread, step.voice, &part);
        let scene = Scene { key: &thread.key, party: &thread.party, deal: &thread.deal, at };
        let subject = subject(thread.earlier.as_ref(), &thread.subject, step.voice, &part, &scene, &author);
        let mut dice = Dice::named(&format!("mail {} {}", thread.key, thread.chain.len()));
        let about = thread.earlier.as_ref().map_or("", |earlier| earlier.subject.as_str());
        let text =
            with_close(&scene.fill(&part.text.replace("{subject}", about)), &part, step.voice, &author, &mut dice);
        let mailer = if part.is("phone") { Mailer::Phone } else { Mailer::of(&author.who.address) };
        let earlier = thread.earlier.as_ref().filter(|_| step.voice != Voice::Absence);
        let text = if part.is("table") && !text.contains("{table}") { text + "\n\n{table}" } else { text };
        let written = write(mailer, &text, &thread.deal, earlier, !part.is("text"));
        let files = part.files.iter().map(|name| file(&scene.fill(name).replace(['/', ' '], "-"))).collect();
        let (from, to) = (author.who.clone(), self.recipient(thread, step.voice));
        let kind = kind(step.voice, &part, &from);
        let number = thread.chain.len().to_string();
        let before = thread.chain.last().cloned();
        let seed = [thread.key.as_str(), &number, before.as_deref().unwrap_or(""), &from.address];
        let message_id = format!("<{}@{}>", digest(&seed, 24), domain(&from.address));
        let message = DemoMessage {
            folder: folder(kind, &part),
            thread: thread.key.clone(),
            headers: headers(kind, &from, &thread.party.who.address, &thread.key),
            message_id: message_id.clone(),
            in_reply_to: before,
            references: thread.chain.clone(),
            cc: self.copies(kind, &part, &mut dice, &from),
            to: vec![to.clone()],
            from: from.clone(),
            subject: subject.clone(),
            body: written.body,
            received_at: at,
            attachments: files,
            is_read: kind == Kind::Own,
            truth: if kind == Kind::Own { "sent".to_owned() } else { part.label().to_owned() },
        };
        if thread.chain.is_empty() {
            thread.subject.clone_from(&subject);
        }
        // What a colleague remarks inside a customer's thread must not be quoted on to the customer.
        let is_aside = matches!(step.voice, Voice::Colleague(_));
        if !is_aside {
            thread.chain.push(message_id);
        }
        if !is_aside && kind != Kind::Bounce && kind != Kind::Absence {
            thread.earlier = Some(Earlier { from, to, at, subject, plain: written.plain });
        }
        thread.messages.push(message);
    }

    fn author(&self, thread: &mut Thread, voice: Voice, part: &Part) -> Party {
        if let Some((name, address)) = part.sender.trim_end_matches('>').split_once(" <") {
            thread.party.who = DemoAddress { name: name.to_owned(), address: address.to_owned() };
            return thread.party.clone();
        }
        match voice {
            Voice::Party | Voice::Absence => thread.party.clone(),
            Voice::Rep => self.rep.clone(),
            Voice::Colleague(local) => {
                let is_it = |one: &&DemoColleague| one.address.address.split('@').next() == Some(local);
                self.colleagues.iter().find(is_it).map_or_else(home_party, colleague_party)
            }
            Voice::Bounce => {
                let host = domain(&thread.party.who.address);
                let who =
                    DemoAddress { name: "Mail Delivery System".to_owned(), address: format!("mailer-daemon@{host}") };
                Party { who, ..home_party() }
            }
        }
    }

    fn recipient(&self, thread: &Thread, voice: Voice) -> DemoAddress {
        if voice == Voice::Rep { thread.party.who.clone() } else { self.rep.who.clone() }
    }

    fn copies(&self, kind: Kind, part: &Part, dice: &mut Dice, from: &DemoAddress) -> Vec<DemoAddress> {
        let wanted = part.is("cc") || (matches!(kind, Kind::Personal | Kind::Own) && dice.chance(8));
        let place = if part.is("cc") { 1 } else { dice.below(2) };
        let copy = self.colleagues.get(place).filter(|one| wanted && one.address != *from);
        copy.map(|one| one.address.clone()).into_iter().collect()
    }
}

/// The part of an address behind the at sign.
pub(super) fn domain(address: &str) -> &str {
    address.rsplit('@').next().unwrap_or(HOME)
}

fn home_party() -> Party {
    Party {
        who: account(),
        role: String::new(),
        phone: "+91 90000 01100".to_owned(),
        company: "Pebble Chem Distributors".to_owned(),
        city: "Mumbai".to_owned(),
        gstin: None,
    }
}

fn colleague_party(colleague: &DemoColleague) -> Party {
    Party { who: colleague.address.clone(), role: colleague.role.clone(), ..home_party() }
}

fn gone(mut party: Party, turn: usize) -> Party {
    let people = [("Nilesh Gohil", "nilesh.gohil"), ("Varsha Soni", "varsha.soni"), ("Jagdish Oza", "jagdish.oza")];
    if let Some((name, local)) = people.get(turn % people.len()) {
        party.who =
            DemoAddress { name: (*name).to_owned(), address: format!("{local}@{}", domain(&party.who.address)) };
    }
    party
}

fn subject(
    earlier: Option<&Earlier>,
    thread: &str,
    voice: Voice,
    part: &Part,
    scene: &Scene<'_>,
    author: &Party,
) -> String {
    let mut dice = Dice::named(&format!("subject {}", scene.key));
    let own = dice.pick(&part.subjects);
    if matches!(voice, Voice::Absence | Voice::Bounce) {
        let about = earlier.map_or(thread, |earlier| earlier.subject.as_str());
        return scene.fill(&own.replace("{subject}", about));
    }
    if thread.is_empty() {
        return scene.fill(own);
    }
    let bare = thread.trim_start_matches("RE: ").trim_start_matches("Re: ");
    let mark =
        if matches!(Mailer::of(&author.who.address), Mailer::Outlook | Mailer::OldOutlook) { "RE: " } else { "Re: " };
    format!("{mark}{bare}")
}

fn with_close(text: &str, part: &Part, voice: Voice, author: &Party, dice: &mut Dice) -> String {
    if part.is("phone") {
        let close = dice.pick(&[
            "Sent from my iPhone",
            "Sent from my iPhone",
            "Sent from Outlook for Android",
            "Get Outlook for iOS",
            "Sent from my mobile, please excuse typos",
        ]);
        return format!("{text}\n\n{close}");
    }
    let complete = part.is("nosig") || !part.sender.is_empty() || matches!(voice, Voice::Absence | Voice::Bounce);
    if complete { text.to_owned() } else { format!("{text}\n\n{}", signature(author)) }
}

fn kind(voice: Voice, part: &Part, from: &DemoAddress) -> Kind {
    match (voice, part.label()) {
        (Voice::Rep, _) => Kind::Own,
        (Voice::Absence, _) => Kind::Absence,
        (Voice::Bounce, _) => Kind::Bounce,
        (_, "newsletter_marketing") => Kind::Bulk,
        (_, "spam_junk") => Kind::Junk,
        (_, "fake_enquiry") if part.is("junk") => Kind::Junk,
        _ if domain(&from.address) == HOME => Kind::Colleague,
        _ => Kind::Personal,
    }
}

fn folder(kind: Kind, part: &Part) -> DemoFolder {
    match kind {
        Kind::Own => DemoFolder::Sent,
        Kind::Junk if !part.is("inbox") => DemoFolder::Junk,
        _ => DemoFolder::Inbox,
    }
}

/// How long after the mail before it this step is written, in working minutes.
pub(super) fn gap(step: Step, dice: &mut Dice) -> Duration {
    Duration::minutes(match step.voice {
        Voice::Rep if step.key == "nudge" => dice.between(2 * DAY, 4 * DAY),
        Voice::Rep => dice.between(15, 240),
        Voice::Colleague(_) => dice.between(25, 300),
        Voice::Absence | Voice::Bounce => 1,
        Voice::Party => dice.between(40, 1100),
    })
}
