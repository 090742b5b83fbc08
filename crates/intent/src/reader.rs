//! The reader: puts envelope, text, model and entities together behind the mail engine's `Classifier` port. What it holds
//! is the catalogue, the model it reads with, and what people said of mails.

use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

use pebble_core::engines::email::intent::{
    Absence, Classifier, Entity, Evidence, Intent, Lesson, Letter, Sender, Study, Verdict,
};

use crate::entities::{self, Catalogue};
use crate::envelope::{self, Decision, Facts, signals};
use crate::features::{self, Page};
use crate::learning::{self, Memory, SURENESS};
use crate::model::{CLASSES, Model};
use crate::{evidence, reply, visible, zones};

/// Lean of a fact on the scores, in logits. Small against what clear words weigh: facts lean, they do not decide.
const BULK_LEAN: f32 = 2.5;
const COMPANY_LEAN: f32 = 3.0;
const STRANGER_LEAN: f32 = -1.5;
const ABSENT_LEAN: f32 = 1.0;
/// People on a mailing list talk among themselves.
const LIST_LEAN: f32 = 2.5;
/// A list's tag in the subject, its headers being lost.
const TAG_LEAN: f32 = 1.0;
/// Share of the scores lost on a mail of which the model knows no word: it is less sure of what it was never taught.
const STRANGENESS: f32 = 0.7;
/// The background wins only over labels less likely than this share of it.
const BACKGROUND_HANDICAP: f32 = 0.6;

/// Reads mail.
#[derive(Debug)]
pub struct Reader {
    model: Held<Model>,
    catalogue: Held<Catalogue>,
    memory: Held<Memory>,
}

/// Something that is replaced as a whole while others go on with what they have.
#[derive(Debug, Default)]
struct Held<T>(RwLock<Arc<T>>);

impl<T> Held<T> {
    fn get(&self) -> Arc<T> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, value: T) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(value);
    }
}

impl Default for Reader {
    fn default() -> Reader {
        Reader::new()
    }
}

impl Reader {
    /// A reader with the shipped model and an empty catalogue.
    pub fn new() -> Reader {
        Reader::with_model(shipped())
    }

    /// A reader with another model, as the train program measures it.
    pub fn with_model(model: Model) -> Reader {
        Reader { model: Held(RwLock::new(Arc::new(model))), catalogue: Held::default(), memory: Held::default() }
    }

    /// Scores of a letter before temperature, one per label of [`Intent::ALL`]; nothing when a header rule decides.
    pub fn scores(&self, letter: &Letter) -> Option<Vec<f32>> {
        let text = Text::of(letter);
        if envelope::decide(letter, &text.visible, &text.newest).is_some() {
            return None;
        }
        Some(self.judge(&self.model.get(), letter, &text).1)
    }

    /// The features that speak most for a label in a letter, best first: a name in plain words and its weight in logits.
    pub fn weights(&self, letter: &Letter, label: Intent, limit: usize) -> Vec<(String, f32)> {
        let class = Intent::ALL.iter().position(|known| *known == label).unwrap_or(CLASSES - 1);
        let model = self.model.get();
        let (features, _) = self.judge(&model, letter, &Text::of(letter));
        let named = |feature: &features::Feature| {
            let zone = format!("{:?}", feature.zone).to_lowercase();
            (format!("{zone}: {}", feature.label), model.push(feature, class))
        };
        let mut weights: Vec<(String, f32)> = features.iter().map(named).filter(|(_, weight)| *weight > 0.0).collect();
        weights.sort_by(|left, right| right.1.total_cmp(&left.1));
        weights.truncate(limit);
        weights
    }

    fn features(&self, letter: &Letter, text: &Text) -> (Vec<features::Feature>, Facts) {
        let catalogue = self.catalogue.get();
        let message = text.message();
        let products: Vec<Range<usize>> =
            catalogue.find(message).into_iter().map(|found| found.start..found.end).collect();
        let facts = envelope::facts(letter, message);
        let subject = visible::head(&letter.subject, 400);
        let page = Page { subject, message, products: &products, is_reply: facts.is_reply };
        (features::read(&page), facts)
    }

    fn judge(&self, model: &Model, letter: &Letter, text: &Text) -> (Vec<features::Feature>, Vec<f32>) {
        let (features, facts) = self.features(letter, text);
        let mut scores = model.scores(&features);
        let damping = 1.0 - STRANGENESS * strangeness(model, &features);
        scores.iter_mut().for_each(|score| *score *= damping);
        lean(&mut scores, facts, letter);
        (features, scores)
    }
}

/// A test holds the shipped file readable; without it every label is equally likely, which acts on nothing.
pub(crate) fn shipped() -> Model {
    Model::shipped().unwrap_or_else(|_| Model::empty())
}

/// A letter's text, in its parts.
pub(crate) struct Text {
    visible: String,
    hidden_chars: usize,
    newest: String,
    pub(crate) is_borrowed: bool,
    message: Range<usize>,
}

impl Text {
    pub(crate) fn of(letter: &Letter) -> Text {
        let visible::Visible { text: visible, hidden_chars } = visible::read(&letter.body, letter.is_html);
        let reply::Split { newest, is_borrowed, .. } = reply::split(&visible);
        let message = zones::message(&newest);
        Text { visible, hidden_chars, newest, is_borrowed, message }
    }

    /// What its sender says, without quotation, greeting and signature.
    pub(crate) fn message(&self) -> &str {
        self.newest.get(self.message.clone()).unwrap_or_default()
    }
}

/// Share of a mail's words that the model has never seen, 0 to 1.
fn strangeness(model: &Model, features: &[features::Feature]) -> f32 {
    let is_word = |feature: &&features::Feature| feature.zone == features::Zone::Merged && !feature.label.contains(' ');
    let count = |items: usize| u16::try_from(items).map_or(f32::MAX, f32::from);
    let words = features.iter().filter(is_word).count();
    let strange = features.iter().filter(is_word).filter(|word| !model.knows(word.bucket)).count();
    count(strange) / count(words.max(1))
}

fn lean(scores: &mut [f32], facts: Facts, letter: &Letter) {
    let mut add = |intent: Intent, amount: f32| {
        let at = Intent::ALL.iter().position(|known| *known == intent);
        if let Some(score) = at.and_then(|at| scores.get_mut(at)) {
            *score += amount;
        }
    };
    if facts.is_bulk {
        add(Intent::NewsletterMarketing, BULK_LEAN);
        add(Intent::NoIntent, BULK_LEAN / 2.0);
    }
    if facts.is_list {
        add(Intent::NoIntent, LIST_LEAN);
    } else if features::is_tagged(visible::head(&letter.subject, 400)) {
        add(Intent::NoIntent, TAG_LEAN);
    }
    if facts.is_same_company {
        add(Intent::Internal, COMPANY_LEAN);
    } else if !letter.from.is_empty() && !letter.to.is_empty() {
        add(Intent::Internal, STRANGER_LEAN);
    }
    if facts.reads_absent {
        add(Intent::AutoReplyOoo, ABSENT_LEAN);
    }
}

/// Labels on which a mail is put away however sure they are: none of them is preferred to the background.
const PUTS_AWAY: [Intent; 4] = [Intent::Internal, Intent::NewsletterMarketing, Intent::AutoReplyOoo, Intent::Bounce];

fn ranked(probabilities: &[f32]) -> Vec<(usize, Intent, f32)> {
    let labelled = Intent::ALL.into_iter().zip(probabilities).enumerate();
    let mut ranked: Vec<(usize, Intent, f32)> = labelled.map(|(at, (intent, share))| (at, intent, *share)).collect();
    ranked.sort_by(|left, right| right.2.total_cmp(&left.2));
    // What looks strange falls to the background first; a label close behind it is the better guess, at its own low
    // probability, which is too low to act upon.
    let is_close = match ranked.as_slice() {
        [first, second, ..] => {
            first.1 == Intent::NoIntent && first.2 * BACKGROUND_HANDICAP < second.2 && !PUTS_AWAY.contains(&second.1)
        }
        _ => false,
    };
    if is_close {
        ranked.swap(0, 1);
    }
    ranked
}

impl Classifier for Reader {
    fn classify(&self, letter: &Letter) -> Verdict {
        let text = Text::of(letter);
        let is_bulk = envelope::facts(letter, "").is_bulk;
        let entities = entities::find(&text.newest, letter.received_on, &self.catalogue.get());
        let sender = Sender { is_borrowed: text.is_borrowed, ..signals::read(letter, text.hidden_chars) };
        if let Some(decision) = envelope::decide(letter, &text.visible, &text.newest) {
            return decided(decision, text, entities, sender, is_bulk);
        }
        let model = self.model.get();
        let (features, scores) = self.judge(&model, letter, &text);
        let recalled = self.memory.get().recall(&letter.from, &features);
        let ranked = recalling(ranked(&model.probabilities(&scores)), recalled);
        let (class, intent, confidence) = ranked.first().copied().unwrap_or((CLASSES - 1, Intent::NoIntent, 0.0));
        let mut evidence = evidence::explain(&model, &features, class, text.message(), &letter.subject);
        if is_bulk && intent == Intent::NewsletterMarketing {
            evidence.reasons.insert(0, "headers of a mailing list".to_owned());
        }
        if recalled.is_some() {
            evidence.reasons.insert(0, "nearly the same as a mail of theirs of which you said so".to_owned());
        }
        let absence = (intent == Intent::AutoReplyOoo)
            .then(|| Absence { returns_on: envelope::returns_on(&text.newest, letter.received_on) });
        Verdict {
            intent,
            confidence,
            runners_up: ranked.into_iter().skip(1).take(2).map(|(_, intent, share)| (intent, share)).collect(),
            evidence,
            entities,
            newest: text.newest,
            absence,
            bounce: None,
            is_bulk,
            sender,
        }
    }

    fn set_catalogue(&self, products: &[(String, Vec<String>)]) {
        self.catalogue.set(Catalogue::new(products));
    }

    fn version(&self) -> String {
        let print: String = self.model.get().checksum.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        format!("linear-{}-{print}", features::VERSION)
    }

    fn remember(&self, lessons: &[Lesson]) {
        let features = |lesson: &Lesson| {
            let text = Text::of(&lesson.letter);
            let is_own = !text.is_borrowed && !text.message().trim().is_empty();
            is_own.then(|| self.features(&lesson.letter, &text).0)
        };
        self.memory.set(Memory::of(lessons, features));
    }

    fn study(&self, lessons: &[Lesson]) -> Study {
        learning::study(&self.model.get(), lessons, &self.catalogue.get())
    }

    fn adopt(&self, model: Option<&[u8]>) -> Result<(), String> {
        let model = model.map(Model::parse).transpose().map_err(|problem| problem.to_string())?;
        self.model.set(model.unwrap_or_else(shipped));
        Ok(())
    }
}

/// The labels with what was recalled in front.
fn recalling(mut ranked: Vec<(usize, Intent, f32)>, recalled: Option<Intent>) -> Vec<(usize, Intent, f32)> {
    let Some(at) = recalled.and_then(|label| ranked.iter().position(|(_, known, _)| *known == label)) else {
        return ranked;
    };
    let (class, label, share) = ranked.remove(at);
    let left = (1.0 - SURENESS) / (1.0 - share).max(f32::EPSILON);
    for (_, _, other) in &mut ranked {
        *other = (*other * left).min(1.0 - SURENESS);
    }
    ranked.insert(0, (class, label, share.max(SURENESS)));
    ranked
}

fn decided(decision: Decision, text: Text, entities: Vec<Entity>, sender: Sender, is_bulk: bool) -> Verdict {
    Verdict {
        intent: decision.intent,
        confidence: 1.0,
        runners_up: Vec::new(),
        evidence: Evidence { sentence: decision.reason.clone(), reasons: vec![decision.reason] },
        entities,
        newest: text.newest,
        absence: decision.absence,
        bounce: decision.bounce,
        is_bulk,
        sender,
    }
}
