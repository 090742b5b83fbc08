//! The life of a pre-lead, and what a mail must say to make one.

use crate::{
    engines::email::intent::Intent,
    kernel::pipeline::{FieldKind, Pipeline, Requirement, Stage, StageKind},
};

const REASON: Requirement = Requirement::new("reason", "Reason", FieldKind::Text).at_least(3);
/// Stages in which a sender waits for somebody.
pub const OPEN: &[&str] = &["validation", "contacted", "not_contacted", "contact_in_future", "drop_pending"];

const fn stage(
    key: &'static str,
    label: &'static str,
    kind: StageKind,
    from: &'static [&'static str],
    requires: &'static [Requirement],
) -> Stage {
    Stage { key, label, kind, requires, from }
}

/// The stages (seed A 1 and 2).
pub const PIPELINE: Pipeline = Pipeline {
    stages: &[
        stage(
            "validation",
            "Validation",
            StageKind::Default,
            &["contact_in_future", "not_contacted", "drop_pending", "junk", "fake", "barred", "dropped"],
            &[],
        ),
        stage("contacted", "Contacted", StageKind::Default, &["validation", "not_contacted", "contact_in_future"], &[]),
        stage("not_contacted", "Not contacted", StageKind::Default, &["validation"], &[]),
        stage(
            "contact_in_future",
            "Contact in future",
            StageKind::FollowUp,
            &["validation", "contacted", "not_contacted"],
            &[Requirement::new("wake_on", "Come back on", FieldKind::Date)],
        ),
        stage("qualified", "Qualified", StageKind::Default, OPEN, &[]),
        stage("junk", "Junk", StageKind::Last, OPEN, &[REASON]),
        stage("fake", "Fake", StageKind::Last, OPEN, &[REASON]),
        stage("barred", "Barred", StageKind::Last, OPEN, &[REASON]),
        stage(
            "drop_pending",
            "Drop, awaiting approval",
            StageKind::FollowUp,
            &["validation", "contacted", "not_contacted", "contact_in_future"],
            &[Requirement::new("reason", "Why drop it", FieldKind::Text).at_least(20)],
        ),
        stage("dropped", "Dropped", StageKind::Last, &["drop_pending"], &[]),
    ],
};

/// Stages that keep a sender out, with all of their domain: nothing of theirs comes in again (product.md A12).
pub const BLOCKED: [&str; 2] = ["barred", "fake"];

/// What a later mail of a sender who was turned away meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TurnedAway {
    /// It is put away; otherwise a person looks at it.
    pub is_blocked: bool,
    /// Why, in plain words.
    pub reason: &'static str,
}

/// How a sender at this stage was turned away; none while they wait or have been let in. Nobody but a person puts a
/// sender down as junk, and even then their mail is not put away unseen.
pub fn turned_away(stage: &str) -> Option<TurnedAway> {
    let (is_blocked, reason) = match stage {
        "barred" => (true, "From a barred sender"),
        "fake" => (true, "From a sender found to be fake"),
        "junk" => (false, "The sender was put down as junk; please look again"),
        "dropped" => (false, "The sender was dropped; please look again"),
        _ => return None,
    };
    Some(TurnedAway { is_blocked, reason })
}

/// Whether what a stranger wants is worth a pre-lead. The rest waits in the unclassified queue.
pub fn is_worth_a_prelead(intent: Intent) -> bool {
    matches!(
        intent,
        Intent::EnquiryRfq
            | Intent::SampleRequest
            | Intent::TechnicalQuery
            | Intent::OrderPo
            | Intent::QuoteNegotiation
            | Intent::VendorQualification
            | Intent::MeetingContact
    )
}

/// The surest a reader may be without being believed: below it a person looks first.
pub const LEAST_CONFIDENCE: f32 = 0.5;

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;

    #[test]
    fn a_contact_in_future_needs_the_day_to_come_back() {
        let refusal = PIPELINE.check("validation", "contact_in_future", &Map::new()).unwrap_err();
        assert_eq!(refusal.field.as_deref(), Some("wake_on"));
    }

    #[test]
    fn a_drop_is_pending_until_approved_and_needs_a_real_reason() {
        let short = json!({"reason": "no"}).as_object().cloned().unwrap_or_default();
        assert_eq!(PIPELINE.check("validation", "drop_pending", &short).unwrap_err().field.as_deref(), Some("reason"));
        assert!(PIPELINE.check("validation", "dropped", &Map::new()).is_err());
        assert!(PIPELINE.check("drop_pending", "dropped", &Map::new()).is_ok());
    }

    #[test]
    fn every_last_stage_turns_away_and_no_other() {
        for stage in PIPELINE.stages {
            assert_eq!(turned_away(stage.key).is_some(), stage.kind == StageKind::Last, "{}", stage.key);
            let is_blocked = turned_away(stage.key).is_some_and(|away| away.is_blocked);
            assert_eq!(is_blocked, BLOCKED.contains(&stage.key), "{}", stage.key);
        }
    }

    #[test]
    fn junk_words_from_strangers_make_no_prelead() {
        assert!(is_worth_a_prelead(Intent::EnquiryRfq));
        for intent in [Intent::SpamJunk, Intent::FakeEnquiry, Intent::NewsletterMarketing, Intent::NoIntent] {
            assert!(!is_worth_a_prelead(intent));
        }
    }
}
