//! When a mail may be put with the junk without anybody asking, and when one may start something by itself: the two-signal
//! gate (intent.md 5). The reader says what it found in a letter; who its sender is to us, the desk knows.

use crate::engines::email::intent::{Intent, Sender, Verdict};

/// Probability of junk and fake together from which the text counts as one signal.
const CONTENT: f32 = 0.9;
/// Signals that must agree.
const NEEDED: usize = 2;

/// What the desk knows of a sender besides the letter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// The address or its domain belongs to a company in the masters, or somebody here has written to it.
    pub is_known: bool,
    /// The letter answers one of ours.
    pub answers_us: bool,
}

/// What the gate said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gate {
    /// The letter may go to the junk by itself.
    pub opens: bool,
    /// The signals that spoke, in plain words; also where the gate stays shut.
    pub reasons: Vec<String>,
}

/// Judges a letter. Words alone never condemn anybody, an acquaintance is never touched, and what asks us for something is
/// only put away when sender or body speak against it twice.
pub fn gate(verdict: &Verdict, standing: Standing) -> Gate {
    let mut reasons = verdict.sender.against.clone();
    let outside = reasons.len();
    if share(verdict, Intent::SpamJunk) + share(verdict, Intent::FakeEnquiry) >= CONTENT {
        reasons.push("the text reads like junk".to_owned());
    }
    let is_held = standing.is_known
        || standing.answers_us
        || matches!(verdict.intent, Intent::Bounce | Intent::AutoReplyOoo | Intent::Internal)
        || outside == 0;
    Gate { opens: !is_held && reasons.len() >= NEEDED, reasons }
}

/// The probability that the reader gave a label.
fn share(verdict: &Verdict, label: Intent) -> f32 {
    let first = (verdict.intent == label).then_some(verdict.confidence);
    let later = || verdict.runners_up.iter().find(|(known, _)| *known == label).map(|(_, share)| *share);
    first.or_else(later).unwrap_or_default()
}

/// Whether what a letter asks for may be begun without a person (a card, an order): the words are its sender's own, nothing
/// speaks against them, and somebody vouches for them: we know them, they answer us, or their mail server does. A fifth of all
/// phishing reads like an enquiry or an order (intent.md 3.4).
pub fn may_act(sender: &Sender, standing: Standing) -> bool {
    let is_vouched = standing.is_known || standing.answers_us || sender.is_vouched;
    is_vouched && !sender.is_borrowed && sender.against.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRANGER: Standing = Standing { is_known: false, answers_us: false };

    fn verdict(intent: Intent, confidence: f32, against: &[&str]) -> Verdict {
        Verdict {
            intent,
            confidence,
            runners_up: Vec::new(),
            evidence: Default::default(),
            entities: Vec::new(),
            newest: String::new(),
            absence: None,
            bounce: None,
            is_bulk: false,
            sender: Sender { against: against.iter().map(|each| (*each).to_owned()).collect(), ..Sender::default() },
        }
    }

    #[test]
    fn two_signals_open_the_gate_and_one_does_not() {
        let failed = ["authentication failed"];
        assert!(gate(&verdict(Intent::SpamJunk, 0.95, &failed), STRANGER).opens);
        assert!(gate(&verdict(Intent::EnquiryRfq, 0.95, &["authentication failed", "a risky file"]), STRANGER).opens);
        for quiet in [verdict(Intent::SpamJunk, 0.89, &failed), verdict(Intent::EnquiryRfq, 0.95, &failed)] {
            assert!(!gate(&quiet, STRANGER).opens);
        }
    }

    #[test]
    fn words_alone_never_open_it() {
        for intent in [Intent::SpamJunk, Intent::FakeEnquiry] {
            assert!(!gate(&verdict(intent, 1.0, &[]), STRANGER).opens);
        }
    }

    #[test]
    fn an_acquaintance_and_an_answer_are_never_put_away() {
        let worst = verdict(Intent::SpamJunk, 1.0, &["spam level 9", "authentication failed", "a risky file"]);
        assert!(gate(&worst, STRANGER).opens);
        for standing in [Standing { is_known: true, ..STRANGER }, Standing { answers_us: true, ..STRANGER }] {
            assert!(!gate(&worst, standing).opens);
        }
    }

    #[test]
    fn the_share_of_junk_and_fake_is_added_up_over_the_guesses() {
        let mut torn = verdict(Intent::SpamJunk, 0.5, &["authentication failed"]);
        assert!(!gate(&torn, STRANGER).opens);
        torn.runners_up = vec![(Intent::FakeEnquiry, 0.45)];
        assert!(gate(&torn, STRANGER).opens);
    }

    #[test]
    fn what_a_letter_asks_for_is_begun_only_for_somebody_who_is_vouched_for() {
        let clean = Sender::default();
        assert!(!may_act(&clean, STRANGER));
        assert!(may_act(&clean, Standing { is_known: true, ..STRANGER }));
        assert!(may_act(&clean, Standing { answers_us: true, ..STRANGER }));
        let vouched = Sender { is_vouched: true, ..clean };
        assert!(may_act(&vouched, STRANGER));
        assert!(!may_act(&Sender { is_borrowed: true, ..vouched.clone() }, STRANGER));
        let doubtful = Sender { against: vec!["it looks like our domain".to_owned()], ..vouched };
        assert!(!may_act(&doubtful, Standing { is_known: true, ..STRANGER }));
    }
}
