//! Learning on the device (intent.md 4). What people said of mails becomes lessons. They work in two ways: a mail that is
//! nearly one of them is read like it at once (`memory`), and now and then a model is fitted anew from the shipped text and
//! the lessons together, so that nothing is unlearnt. A new model that on the development set does worse than the one before or the
//! one that ships, misses a sales mail that they find, or takes more honest mail for junk, is refused.
//!
//! Words that are not the sender's own teach nothing, one sender teaches no more than a few times, and a text that was
//! marked in bulk counts once: whoever wants to spoil the reader has to persuade many people of many texts.

mod memory;

use std::collections::{BTreeMap, BTreeSet};

use pebble_core::engines::email::intent::{Intent, Lesson, Study};

pub(crate) use memory::{Memory, SURENESS};

use crate::Reader;
use crate::entities::Catalogue;
use crate::model::Model;
use crate::reader::Text;
use crate::training::generate::{self, Sample};
use crate::training::learn::{Recipe, fit};
use crate::training::measure::{self, Judged};
use crate::training::score::{Outcome, accuracy};
use crate::training::source;

/// How often a mail counts that a person put right, and one that a person accepted.
const CORRECTED: u8 = 8;
const ACCEPTED: u8 = 3;
/// Lessons of one sender, the newest.
const OF_ONE: usize = 12;
/// Share of the development set that a new model may get wrong beyond the one before.
const MOST_LOST: f32 = 0.01;
/// Stands where a product is named, as in the shipped text.
const PRODUCT: &str = "PRDNAME";

/// Labels on which the business hangs: none of their mails may be missed that was found before.
const SALES: [Intent; 6] = [
    Intent::EnquiryRfq,
    Intent::QuoteNegotiation,
    Intent::OrderPo,
    Intent::SampleRequest,
    Intent::Complaint,
    Intent::Payment,
];

/// Fits a model to the shipped text and the lessons, the newest of them first. Takes seconds.
pub(crate) fn study(before: &Model, lessons: &[Lesson], catalogue: &Catalogue) -> Study {
    match tried(before, lessons, catalogue) {
        Ok(study) => study,
        // The shipped text is in the program; a test reads it.
        Err(problem) => Study { refused: Some(problem.to_string()), ..Study::default() },
    }
}

fn tried(before: &Model, lessons: &[Lesson], catalogue: &Catalogue) -> Result<Study, source::SourceError> {
    let text = source::shipped()?;
    let frozen = measure::shipped()?;
    let mut samples = generate::samples(&text, 5, 30);
    let first = samples.iter().map(|sample| sample.family).max().unwrap_or_default() + 1;
    let taught = samples_of(lessons, catalogue, first);
    let count = u32::try_from(taught.len()).unwrap_or(u32::MAX);
    let checksum = checksum(text.checksum, &taught);
    samples.extend(taught);
    let mut model = fit(&samples, checksum, Recipe::default());
    model.temperature = before.temperature;
    let (was, is) = (judged(before, &frozen), judged(&model, &frozen));
    // Beside the one in use alone, little by little all could be lost.
    let first = judged(&crate::reader::shipped(), &frozen);
    let refused = [&was, &first].into_iter().find_map(|other| worse(other, &is));
    let (right_before, right_after) = (accuracy(&was), accuracy(&is));
    let refused = refused.map(str::to_owned);
    let model = if refused.is_none() { model.to_bytes() } else { Vec::new() };
    Ok(Study { model, lessons: count, right_before, right_after, refused })
}

/// Of the shipped text and the lessons together.
fn checksum(text: [u8; 32], taught: &[Sample]) -> [u8; 32] {
    let mut print = blake3::Hasher::new();
    print.update(&text);
    for sample in taught {
        for part in [sample.label.key(), &sample.subject, &sample.body] {
            print.update(part.as_bytes()).update(&[0, sample.weight]);
        }
    }
    *print.finalize().as_bytes()
}

fn judged(model: &Model, frozen: &[Judged]) -> Vec<Outcome> {
    measure::outcomes(&Reader::with_model(model.clone()), frozen)
}

/// Why a model is worse than another; nothing where it is not.
fn worse(was: &[Outcome], is: &[Outcome]) -> Option<&'static str> {
    if accuracy(is) < accuracy(was) - MOST_LOST {
        Some("It would get more mails wrong than before.")
    } else if missed(was, is) {
        Some("It would miss mails of customers that are found now.")
    } else if accused(is) > accused(was) {
        Some("It would take honest mail for junk.")
    } else {
        None
    }
}

/// How many honest mails are taken for junk.
fn accused(outcomes: &[Outcome]) -> usize {
    let is_junk = |label: Intent| matches!(label, Intent::SpamJunk | Intent::FakeEnquiry);
    outcomes.iter().filter(|outcome| !is_junk(outcome.wanted) && is_junk(outcome.got)).count()
}

/// Whether more mails of any label of [`SALES`] are missed than before.
fn missed(was: &[Outcome], is: &[Outcome]) -> bool {
    let found = |outcomes: &[Outcome], label: Intent| {
        outcomes.iter().filter(|outcome| outcome.wanted == label && outcome.got == label).count()
    };
    SALES.into_iter().any(|label| found(is, label) < found(was, label))
}

/// The lessons as mails to fit to. Each sender is a template of its own, so that a turn of phrase counts once two senders
/// use it, or one of them and the shipped text.
fn samples_of(lessons: &[Lesson], catalogue: &Catalogue, first: usize) -> Vec<Sample> {
    let mut senders: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut samples = Vec::new();
    for lesson in lessons {
        let text = Text::of(&lesson.letter);
        if text.is_borrowed {
            continue;
        }
        let message = text.message();
        let body = with_products(message, catalogue);
        if body.trim().is_empty() || !seen.insert(body.to_lowercase()) {
            continue;
        }
        let next = first + senders.len();
        let (family, known) = senders.entry(lesson.letter.from.as_str()).or_insert((next, 0));
        *known += 1;
        if *known > OF_ONE {
            continue;
        }
        let subject = lesson.letter.subject.clone();
        let weight = if lesson.is_correction { CORRECTED } else { ACCEPTED };
        samples.push(Sample { label: lesson.label, subject, body, family: *family, weight });
    }
    samples
}

/// The text with products as the shipped text names them: what is asked for says nothing of what is wanted.
fn with_products(message: &str, catalogue: &Catalogue) -> String {
    let mut text = message.to_owned();
    let mut found = catalogue.find(message);
    found.sort_by_key(|product| std::cmp::Reverse(product.start));
    let mut end = message.len();
    for product in found {
        // Two that overlap are one.
        if product.end <= end {
            text.replace_range(product.start..product.end, PRODUCT);
            end = product.start;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use pebble_core::engines::email::intent::Letter;

    fn lesson(from: &str, body: &str) -> Lesson {
        let letter = Letter { from: from.to_owned(), body: body.to_owned(), ..Letter::default() };
        Lesson { letter, label: Intent::Logistics, is_correction: true }
    }

    #[test]
    fn a_text_teaches_once_a_sender_a_few_times_and_a_quotation_never() {
        let catalogue = Catalogue::new(&[("Zinc Oxide".to_owned(), vec!["ZnO".to_owned()])]);
        let mut lessons: Vec<Lesson> =
            (0..20).map(|at| lesson("a@plant.example", &format!("Gate pass {at} for ZnO"))).collect();
        lessons.push(lesson("b@plant.example", "Gate pass 3 for ZnO"));
        lessons.push(lesson("c@plant.example", "> Gate pass for the lorry"));
        lessons.push(lesson("d@plant.example", "The lorry of zinc oxide is here"));
        let samples = samples_of(&lessons, &catalogue, 100);
        assert_eq!(samples.len(), OF_ONE + 1);
        assert_eq!(samples[0].body, "Gate pass 0 for PRDNAME");
        assert_eq!(samples[OF_ONE].body, "The lorry of PRDNAME is here");
        assert_eq!((samples[0].family, samples[OF_ONE].family), (100, 101));
    }
}
