//! The shipped sequences and their texts (product.md 3 #8).

use super::model::{Cadence, Channel, SequenceKey};
use crate::engines::enquiries::model::Priority;

/// A touch as it is laid down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touch {
    /// How.
    pub channel: Channel,
    /// Days after the beginning (quote sequences), or after the touch before (cadence).
    pub days: u16,
    /// Subject of a mail.
    pub subject: &'static str,
    /// Text with its variables.
    pub body: &'static str,
    /// The sequence asks a person to decide; it is the last.
    pub is_decision: bool,
}

/// What a sequence is.
#[derive(Debug, Clone, Copy)]
pub struct Sequence {
    /// Key.
    pub key: SequenceKey,
    /// Name.
    pub name: &'static str,
    /// What starts it.
    pub trigger: &'static str,
}

/// The three.
pub const SEQUENCES: [Sequence; 3] = [
    Sequence { key: SequenceKey::EnquiryCadence, name: "Enquiry cadence", trigger: "An enquiry is opened" },
    Sequence { key: SequenceKey::QuoteSent, name: "Quote sent", trigger: "A card moves to Quoted" },
    Sequence {
        key: SequenceKey::QuoteExpiry,
        name: "Quote expiry nudge",
        trigger: "Third day after the quote, high priority only; replaces that day's WhatsApp",
    },
];

/// Name of a sequence.
pub fn name(key: SequenceKey) -> &'static str {
    SEQUENCES.iter().find(|sequence| sequence.key == key).map_or("", |sequence| sequence.name)
}

const CALL: &str = "Ask {contact} what is still needed to decide on {product}: specification, sample, price or timing.";
const NUDGE: &str = "Dear {contact},\n\nThank you for your enquiry for {product}. Is there anything you still need from us \
    to take this forward - a datasheet, a sample or a delivery date? I will be glad to arrange it.\n\nRegards,\n{me}";
const WHATSAPP: &str =
    "Hello {contact}, {me} here. Checking in on your enquiry for {product}. Can I help with anything?";
const RECEIVED: &str = "Dear {contact},\n\nDid you receive our offer for {product}? Please let me know if anything in it \
    needs to change, or if you have a question on price, packing or delivery.\n\nRegards,\n{me}";
const QUOTE_WHATSAPP: &str =
    "Hello {contact}, checking in on our quote for {product}. May I answer any question on it?";
const EXPIRY: &str = "Dear {contact},\n\nOur price for {product} holds until {valid_until}. Raw material prices are moving, \
    so please confirm before then if you would like us to keep it for you.\n\nRegards,\n{me}";
const QUOTE_CALL: &str = "Call {contact} about the quote for {product}: is the price right, who decides, and by when?";
const DECIDE: &str = "All touches are made and there is no answer. Decide: lost, long pendency, or start again.";

const fn touch(channel: Channel, days: u16, subject: &'static str, body: &'static str) -> Touch {
    Touch { channel, days, subject, body, is_decision: false }
}

/// The touch with this number (from 1) of a sequence; none behind its end.
pub fn touch_no(key: SequenceKey, no: i32, priority: Priority, cadence: &Cadence) -> Option<Touch> {
    match key {
        SequenceKey::EnquiryCadence => cadence_touch(no, priority, cadence),
        SequenceKey::QuoteSent | SequenceKey::QuoteExpiry => quote_touch(no, priority, cadence),
    }
}

/// Days between touches (seed B 2.1; product.md 3 #1).
pub fn spacing(priority: Priority, cadence: &Cadence) -> u16 {
    match priority {
        Priority::High => cadence.high_days,
        Priority::Medium => cadence.medium_days,
        Priority::Low => cadence.low_days,
    }
}

fn cadence_touch(no: i32, priority: Priority, cadence: &Cadence) -> Option<Touch> {
    let days = spacing(priority, cadence);
    let most = i32::from(cadence.max_touches);
    match no {
        no if no < 1 || no > most.saturating_add(1) => None,
        no if no == most.saturating_add(1) => Some(decision(days)),
        no => Some(match no % 3 {
            1 => touch(Channel::Call, days, "", CALL),
            2 => touch(Channel::Mail, days, "Re: {title}", NUDGE),
            _ => touch(Channel::Whatsapp, days, "", WHATSAPP),
        }),
    }
}

fn quote_touch(no: i32, priority: Priority, cadence: &Cadence) -> Option<Touch> {
    let nudges = priority == Priority::High && !cadence.off.contains(&SequenceKey::QuoteExpiry);
    match no {
        1 => Some(touch(Channel::Mail, 1, "Re: {title}", RECEIVED)),
        2 if nudges => Some(touch(Channel::Mail, 3, "Re: {title}", EXPIRY)),
        2 => Some(touch(Channel::Whatsapp, 3, "", QUOTE_WHATSAPP)),
        3 => Some(touch(Channel::Call, 5, "", QUOTE_CALL)),
        4 => Some(Touch { days: 5_u16.saturating_add(spacing(priority, cadence)), ..decision(0) }),
        _ => None,
    }
}

const fn decision(days: u16) -> Touch {
    Touch { channel: Channel::Task, days, subject: "", body: DECIDE, is_decision: true }
}

/// Whether days count from the beginning (quote sequences) or from the touch before (cadence).
pub const fn counts_from_start(key: SequenceKey) -> bool {
    !matches!(key, SequenceKey::EnquiryCadence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_high_priority_enquiry_is_touched_every_two_days_call_then_mail_then_whatsapp() {
        let cadence = Cadence::default();
        let channels: Vec<_> = (1..=3)
            .filter_map(|no| touch_no(SequenceKey::EnquiryCadence, no, Priority::High, &cadence))
            .map(|touch| (touch.channel, touch.days))
            .collect();
        assert_eq!(channels, [(Channel::Call, 2), (Channel::Mail, 2), (Channel::Whatsapp, 2)]);
    }

    #[test]
    fn a_cadence_ends_with_a_decision_and_never_silently() {
        let cadence = Cadence::default();
        let last = touch_no(SequenceKey::EnquiryCadence, 8, Priority::Low, &cadence);
        assert!(last.is_some_and(|touch| touch.is_decision));
        assert_eq!(touch_no(SequenceKey::EnquiryCadence, 9, Priority::Low, &cadence), None);
    }

    #[test]
    fn the_expiry_nudge_replaces_the_whatsapp_of_day_three_only_at_high_priority() {
        let cadence = Cadence::default();
        let second = |priority, cadence: &Cadence| {
            touch_no(SequenceKey::QuoteSent, 2, priority, cadence).map(|touch| touch.channel)
        };
        assert_eq!(second(Priority::High, &cadence), Some(Channel::Mail));
        assert_eq!(second(Priority::Medium, &cadence), Some(Channel::Whatsapp));
        let off = Cadence { off: vec![SequenceKey::QuoteExpiry], ..Cadence::default() };
        assert_eq!(second(Priority::High, &off), Some(Channel::Whatsapp));
    }
}
