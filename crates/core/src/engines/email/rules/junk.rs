//! When a mail may be put with the junk without anybody asking: the two-signal gate (intent.md 5). The reader says what it
//! found in a letter; who its sender is to us, the desk knows.

use crate::engines::email::intent::{Intent, Verdict};

/// Probability of junk and fake together from which the text counts as one signal.
const CONTENT: f32 = 0.9;
/// Signals that must agree, and those that must where the letter reads like business: a buyer's mail server may be badly
/// set up, and Outlook may think little of it for that.
const NEEDED: usize = 2;
const NEEDED_OF_BUSINESS: usize = 3;

/// What the gate said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gate {
    /// The letter may go to the junk by itself.
    pub opens: bool,
    /// The signals that spoke, in plain words; also where the gate stays shut.
    pub reasons: Vec<String>,
}

/// Judges a letter. Words alone never condemn anybody, an acquaintance is never touched, and what somebody took out of Junk
/// stays out. An acquaintance is whoever is in the masters, was written to, answers one of ours, or was called no junk before.
pub fn gate(verdict: &Verdict, is_acquaintance: bool) -> Gate {
    let mut reasons = verdict.sender.against.clone();
    let outside = reasons.len();
    if share(verdict, Intent::SpamJunk) + share(verdict, Intent::FakeEnquiry) >= CONTENT {
        reasons.push("the text reads like junk".to_owned());
    }
    let needed = match verdict.intent {
        Intent::SpamJunk | Intent::FakeEnquiry | Intent::NewsletterMarketing | Intent::NoIntent | Intent::Other => {
            NEEDED
        }
        _ => NEEDED_OF_BUSINESS,
    };
    let is_held = is_acquaintance
        || verdict.sender.was_junk
        || matches!(verdict.intent, Intent::Bounce | Intent::AutoReplyOoo | Intent::Internal)
        || outside == 0;
    Gate { opens: !is_held && reasons.len() >= needed, reasons }
}

/// The probability that the reader gave a label.
fn share(verdict: &Verdict, label: Intent) -> f32 {
    let first = (verdict.intent == label).then_some(verdict.confidence);
    let later = || verdict.runners_up.iter().find(|(known, _)| *known == label).map(|(_, share)| *share);
    first.or_else(later).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::email::intent::Sender;

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
        assert!(gate(&verdict(Intent::SpamJunk, 0.95, &failed), false).opens);
        assert!(gate(&verdict(Intent::Other, 0.95, &["authentication failed", "a risky file"]), false).opens);
        for quiet in [verdict(Intent::SpamJunk, 0.89, &failed), verdict(Intent::Other, 0.95, &failed)] {
            assert!(!gate(&quiet, false).opens);
        }
    }

    #[test]
    fn words_alone_never_open_it() {
        for intent in [Intent::SpamJunk, Intent::FakeEnquiry] {
            assert!(!gate(&verdict(intent, 1.0, &[]), false).opens);
        }
    }

    #[test]
    fn an_acquaintance_is_never_put_away() {
        let worst = verdict(Intent::SpamJunk, 1.0, &["spam level 9", "authentication failed", "a risky file"]);
        assert!(gate(&worst, false).opens);
        assert!(!gate(&worst, true).opens);
    }

    #[test]
    fn what_outlook_had_put_in_junk_and_somebody_took_out_stays_out() {
        let mut overruled = verdict(Intent::SpamJunk, 1.0, &["spam level 6", "authentication failed"]);
        overruled.sender.was_junk = true;
        assert!(!gate(&overruled, false).opens);
    }

    #[test]
    fn what_reads_like_business_needs_a_third_signal() {
        let of = |against: &[&str]| gate(&verdict(Intent::EnquiryRfq, 0.95, against), false).opens;
        assert!(!of(&["spam level 6", "authentication failed"]));
        assert!(of(&["spam level 6", "authentication failed", "a risky file"]));
    }

    #[test]
    fn the_share_of_junk_and_fake_is_added_up_over_the_guesses() {
        let mut torn = verdict(Intent::SpamJunk, 0.5, &["authentication failed"]);
        assert!(!gate(&torn, false).opens);
        torn.runners_up = vec![(Intent::FakeEnquiry, 0.45)];
        assert!(gate(&torn, false).opens);
    }
}
