//! When a mail may be put away as junk without anybody asking: the two-signal gate of intent.md section 5. Content alone
//! never suffices, a known party is never touched, and every answer comes with its reasons. Nothing is moved here.

use pebble_core::engines::email::intent::{Intent, Letter, Verdict};

use crate::envelope::signals;
use crate::{reply, visible};

/// Content probability of junk and fake together from which content counts as one signal.
const CONTENT: f32 = 0.9;
/// Sender prior (share of his mail that people called junk) from which it counts as one signal.
const PRIOR: f32 = 0.9;
/// Signals that must agree.
const NEEDED: usize = 2;

/// What the product knows about the sender besides the letter.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Standing {
    /// His address or domain belongs to a contact, customer or supplier, or we have written to him.
    pub is_known: bool,
    /// The letter answers one of ours.
    pub answers_us: bool,
    /// Share of his mail that people marked as junk, 0 to 1; nothing while nobody judged him.
    pub junk_prior: Option<f32>,
}

/// What the gate said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gate {
    /// True when the letter may go to Junk by itself (with undo).
    pub opens: bool,
    /// The signals that spoke, in plain words; also when the gate stays shut.
    pub reasons: Vec<String>,
    /// Why the gate stays shut although signals spoke.
    pub held_by: Option<&'static str>,
}

/// Judges a letter. A fake enquiry needs a signal of the sender or of an attachment: words alone never condemn a buyer.
pub fn junk_gate(letter: &Letter, verdict: &Verdict, standing: Standing) -> Gate {
    let mut reasons = Vec::new();
    let of = |label: Intent| {
        let first = (verdict.intent == label).then_some(verdict.confidence);
        first.or_else(|| verdict.runners_up.iter().find(|(known, _)| *known == label).map(|(_, share)| *share))
    };
    let content = of(Intent::SpamJunk).unwrap_or(0.0) + of(Intent::FakeEnquiry).unwrap_or(0.0);
    let found = signals::read(letter);
    reasons.extend(found.provider);
    reasons.extend(found.authentication);
    reasons.extend(found.identity);
    reasons.extend(found.body);
    let outside = reasons.len();
    if content >= CONTENT {
        reasons.push("the text reads like junk".to_owned());
    }
    if standing.junk_prior.is_some_and(|prior| prior >= PRIOR) {
        reasons.push("people called earlier mail of this sender junk".to_owned());
    }
    let held_by = if standing.is_known {
        Some("the sender is known")
    } else if standing.answers_us || letter.answers_us {
        Some("the mail answers ours")
    } else if matches!(verdict.intent, Intent::Bounce | Intent::AutoReplyOoo | Intent::Internal) {
        Some("a header rule decided")
    } else if verdict.intent == Intent::FakeEnquiry && outside == 0 {
        Some("nothing but words speaks against the enquiry")
    } else if reasons.len() < NEEDED {
        Some("fewer than two signals agree")
    } else {
        None
    };
    Gate { opens: held_by.is_none(), reasons, held_by }
}

/// True when a verdict of this letter may start something by itself (a deal, an order, a task). The verdict is sure, the
/// words are the sender's own and not only quoted, nothing speaks against him, and somebody vouches for him: we know him, he
/// answers us, or his mail passed authentication. 20 % of phishing reads like an enquiry or an order (intent.md 3.4).
pub fn may_act(letter: &Letter, verdict: &Verdict, standing: Standing) -> bool {
    let is_vouched = standing.is_known || standing.answers_us || letter.answers_us || signals::passes(letter);
    let visible = visible::read(&letter.body, letter.is_html).text;
    let is_own = !reply::split(&visible).is_borrowed;
    verdict.confidence >= CONTENT && is_vouched && is_own && signals::read(letter).is_clean()
}

#[cfg(test)]
#[path = "junk_tests.rs"]
mod tests;
