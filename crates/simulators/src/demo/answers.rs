//! How the demo's customers answer mail the program sends.
//!
//! What somebody does depends only on their address and on how many mails they have had: some answer the first,
//! some the second, some are away, one address no longer exists, some stay silent. People outside `.example` are
//! never spoken for.

use std::time::Duration;

use super::cast::{HOME, companies, products};
use super::deal::Deal;
use super::dice::{Dice, digest};
use super::model::{DemoAddress, DemoCompany, DemoMessage, SentMail};
use super::quoting::Earlier;
use super::slots::Party;
use super::stories::step;
use super::studio::{Studio, domain};

/// The known contact whose mailbox has been closed.
const CLOSED: &str = "arshad@purvanchalglass.example";

/// The answer to the `n`-th mail (from 0) its first recipient got while the demo runs, and how long it takes.
///
/// `None` when that person stays silent, is a colleague, or is not of the demo.
#[must_use]
pub fn answer(sent: &SentMail, n: usize) -> Option<(Duration, DemoMessage)> {
    let to = sent.to.first()?;
    let address = to.address.to_lowercase();
    let host = domain(&address);
    if host == HOME || !host.ends_with(".example") {
        return None;
    }
    let key = plan(&address, n)?;
    let mut studio = Studio::open();
    studio.deck.skip(Dice::named(&format!("answer text {address} {n}")).below(97));
    let party = party(&companies(), to);
    let mut thread = studio.thread(&sent.thread, "answer", party);
    let about = format!("{}\n{}", sent.subject, sent.text);
    thread.deal = Deal::of(&format!("answer {address}"), &products()).fitted_to(&about, &studio.products);
    thread.subject.clone_from(&sent.subject);
    thread.chain = sent.references.iter().cloned().chain([sent.message_id.clone()]).collect();
    thread.earlier = Some(Earlier {
        from: sent.from.clone(),
        to: to.clone(),
        at: sent.sent_at,
        subject: sent.subject.clone(),
        plain: sent.text.clone(),
    });
    let seconds = Dice::named(&format!("answer delay {address} {n}")).between(8, 20);
    studio.append(&mut thread, step(key), sent.sent_at + chrono::Duration::seconds(seconds));
    let message = thread.messages.pop()?;
    Some((Duration::from_secs(u64::try_from(seconds).ok()?), message))
}

/// The step this person takes on their `n`-th mail.
fn plan(address: &str, n: usize) -> Option<&'static str> {
    if address == CLOSED {
        return Some("!bounce");
    }
    let mut dice = Dice::named(&format!("answers {address}"));
    let course: &[&'static str] = match dice.below(20) {
        0..=3 => &["quote_negotiation", "order_po"],
        4 | 5 => &["", "quote_negotiation", "quote_negotiation.again", "order_po"],
        6 | 7 => &["deferred_hold"],
        8 => &["", "deferred_hold"],
        9..=11 => &["order_po", "other.thanks"],
        12 => &["technical_query.reply", "order_po"],
        13 => &["not_interested_lost"],
        14 | 15 => &["~auto_reply_ooo", "quote_negotiation", "order_po"],
        16 => &["~auto_reply_ooo"],
        _ => &[],
    };
    course.get(n).copied().filter(|key| !key.is_empty())
}

fn party(companies: &[DemoCompany], to: &DemoAddress) -> Party {
    let company = companies.iter().find(|company| company.domain == domain(&to.address));
    let contact =
        company.and_then(|company| company.contacts.iter().find(|one| one.address.eq_ignore_ascii_case(&to.address)));
    let name = contact.map_or_else(|| spoken_name(to), |contact| contact.name.clone());
    Party {
        who: DemoAddress { name, address: to.address.clone() },
        role: contact.map_or_else(|| "Purchase".to_owned(), |contact| contact.role.clone()),
        phone: contact.map_or_else(
            || format!("+91 90000 0{:04}", Dice::named(&digest(&[&to.address], 8)).between(0, 9999)),
            |contact| contact.phone.clone(),
        ),
        company: company.map_or_else(|| domain(&to.address).to_owned(), |company| company.name.clone()),
        city: company.map_or_else(|| "Mumbai".to_owned(), |company| company.city.clone()),
        gstin: company.and_then(|company| company.gstin.clone()),
    }
}

fn spoken_name(to: &DemoAddress) -> String {
    let local = to.address.split('@').next().unwrap_or("purchase");
    if to.name.trim().is_empty() { local.replace(['.', '_'], " ") } else { to.name.clone() }
}
