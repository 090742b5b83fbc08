//! What becomes of a mail: the triage, as a plain function.

pub mod filter;
pub mod junk;
pub mod letters;

use super::{intent::Intent, mailbox::FolderRole};

/// What triage looks at.
#[derive(Debug, Clone, Copy)]
pub struct Sight {
    /// What the mail wants.
    pub intent: Intent,
    /// Bulk headers.
    pub is_bulk: bool,
    /// From us.
    pub is_outgoing: bool,
    /// The thread is on an enquiry.
    pub is_on_thread: bool,
    /// The sender's company is in masters.
    pub is_known: bool,
    /// That company is barred.
    pub is_barred: bool,
    /// A person has marked an earlier mail of this sender as junk.
    pub is_junk_sender: bool,
    /// Two signals say that it is junk, and nobody knows its sender ([`junk::gate`]).
    pub is_surely_junk: bool,
    /// Something speaks against its sender being who they say they are.
    pub is_doubtful: bool,
    /// The folder it lies in.
    pub folder: FolderRole,
    /// A person asked for it: only what a person may not override still holds.
    pub is_insisted: bool,
}

/// What to do with a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// Put it on the thread's enquiry.
    JoinThread,
    /// Ask the enquiries what to do with a known company's mail.
    AskEnquiries,
    /// Ask the pre-leads what to do with a stranger's mail.
    AskPreleads,
    /// Our own, on no enquiry.
    KeepSent,
    /// Put it away, for this reason.
    Archive(&'static str),
    /// Put it with the junk, for this reason.
    Junk(&'static str),
    /// A person has to look, for this reason.
    Leave(&'static str),
}

/// The course of a mail. The order of the questions is the rule: the thread first, then what the envelope settles,
/// then who wrote. What no question settles waits for a person; nothing is dropped.
pub fn course(sight: Sight) -> Course {
    if sight.is_on_thread {
        return Course::JoinThread;
    }
    if sight.is_outgoing {
        return Course::KeepSent;
    }
    if sight.is_barred {
        return Course::Archive("From a barred company");
    }
    if !sight.is_insisted
        && let Some(settled) = by_envelope(sight)
    {
        return settled;
    }
    if sight.is_known { Course::AskEnquiries } else { Course::AskPreleads }
}

fn by_envelope(sight: Sight) -> Option<Course> {
    match sight.intent {
        // Whoever is in the masters is heard whatever was marked: a customer's next enquiry must not vanish.
        _ if sight.is_junk_sender && !sight.is_known => Some(Course::Junk("From a sender that you marked as junk")),
        // Whoever archived it in Outlook before it was read here has seen it.
        Intent::NoIntent | Intent::Other if sight.folder == FolderRole::Archive => {
            Some(Course::Archive("Archived in Outlook"))
        }
        _ if sight.folder == FolderRole::Junk => Some(Course::Archive("Outlook put it in Junk")),
        _ if sight.is_surely_junk => Some(Course::Junk("The desk put it with the junk")),
        Intent::NewsletterMarketing if sight.is_bulk => Some(Course::Archive("Newsletter")),
        // A customer's name is borrowed most: whoever we know is looked at no less.
        _ if sight.is_doubtful => Some(Course::Leave("Its sender may be somebody else; please look")),
        Intent::Internal => Some(Course::Archive("Between colleagues")),
        Intent::AutoReplyOoo if !sight.is_known => Some(Course::Archive("Absence notice")),
        Intent::Bounce if !sight.is_known => Some(Course::Archive("Delivery failure")),
        Intent::SpamJunk | Intent::FakeEnquiry => Some(Course::Leave("Looks like junk; please confirm")),
        _ => None,
    }
}

/// The reason shown when nobody took a mail.
pub fn why_left(intent: Intent, is_known: bool) -> &'static str {
    match (intent, is_known) {
        (Intent::NoIntent | Intent::Other, _) => "Nothing in it that the desk acts upon",
        (_, true) => "From a known company, but no single open enquiry fits",
        (_, false) => "From an unknown sender, and not surely an enquiry",
    }
}

/// The root of a mail's thread: the oldest reference, else what it answers, else itself. Never the subject
/// (graph.md 2.3).
pub fn thread_root<'a>(
    own: Option<&'a str>,
    in_reply_to: Option<&'a str>,
    references: &'a [String],
) -> Option<&'a str> {
    references.first().map(String::as_str).or(in_reply_to).or(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Sight = Sight {
        intent: Intent::EnquiryRfq,
        is_bulk: false,
        is_outgoing: false,
        is_on_thread: false,
        is_known: false,
        is_barred: false,
        is_junk_sender: false,
        is_surely_junk: false,
        is_doubtful: false,
        folder: FolderRole::Inbox,
        is_insisted: false,
    };

    #[test]
    fn a_mail_on_a_linked_thread_joins_it_whatever_it_says() {
        for intent in Intent::ALL {
            assert_eq!(course(Sight { intent, is_on_thread: true, ..PLAIN }), Course::JoinThread);
        }
    }

    #[test]
    fn a_known_company_goes_to_the_enquiries_and_a_stranger_to_the_preleads() {
        assert_eq!(course(Sight { is_known: true, ..PLAIN }), Course::AskEnquiries);
        assert_eq!(course(PLAIN), Course::AskPreleads);
    }

    #[test]
    fn junk_is_never_put_away_on_content_alone() {
        for intent in [Intent::SpamJunk, Intent::FakeEnquiry] {
            assert!(matches!(course(Sight { intent, ..PLAIN }), Course::Leave(_)));
        }
        assert!(matches!(course(Sight { folder: FolderRole::Junk, ..PLAIN }), Course::Archive(_)));
    }

    #[test]
    fn what_was_archived_in_outlook_before_it_was_read_waits_for_nobody_unless_it_asks_for_something() {
        let archived = Sight { folder: FolderRole::Archive, ..PLAIN };
        assert!(matches!(course(Sight { intent: Intent::NoIntent, ..archived }), Course::Archive(_)));
        assert_eq!(course(archived), Course::AskPreleads);
    }

    #[test]
    fn a_newsletter_is_put_away_only_when_its_envelope_says_bulk() {
        let newsletter = Sight { intent: Intent::NewsletterMarketing, ..PLAIN };
        assert_eq!(course(newsletter), Course::AskPreleads);
        assert_eq!(course(Sight { is_bulk: true, ..newsletter }), Course::Archive("Newsletter"));
    }

    #[test]
    fn a_barred_company_stays_barred_even_when_a_person_insists() {
        let barred = Sight { is_known: true, is_barred: true, is_insisted: true, ..PLAIN };
        assert!(matches!(course(barred), Course::Archive(_)));
    }

    #[test]
    fn a_sender_marked_as_junk_stays_so_unless_we_know_them_or_a_person_insists() {
        let marked = Sight { is_junk_sender: true, ..PLAIN };
        assert!(matches!(course(marked), Course::Junk(_)));
        assert_eq!(course(Sight { is_known: true, ..marked }), Course::AskEnquiries);
        assert_eq!(course(Sight { is_on_thread: true, ..marked }), Course::JoinThread);
        assert_eq!(course(Sight { is_insisted: true, ..marked }), Course::AskPreleads);
    }

    #[test]
    fn what_two_signals_speak_against_is_junk_unless_it_is_on_a_thread_or_a_person_insists() {
        let sure = Sight { is_surely_junk: true, is_doubtful: true, ..PLAIN };
        assert!(matches!(course(sure), Course::Junk(_)));
        assert_eq!(course(Sight { is_on_thread: true, ..sure }), Course::JoinThread);
        assert_eq!(course(Sight { is_insisted: true, ..sure }), Course::AskPreleads);
    }

    #[test]
    fn whoever_may_be_somebody_else_opens_nothing_even_by_a_name_we_know() {
        for is_known in [false, true] {
            for intent in [Intent::EnquiryRfq, Intent::OrderPo, Intent::Internal, Intent::AutoReplyOoo] {
                assert!(matches!(course(Sight { intent, is_known, is_doubtful: true, ..PLAIN }), Course::Leave(_)));
            }
        }
    }

    #[test]
    fn the_thread_root_is_the_oldest_reference_and_never_the_subject() {
        let references = vec!["<a@x>".to_owned(), "<b@x>".to_owned()];
        assert_eq!(thread_root(Some("<c@x>"), Some("<b@x>"), &references), Some("<a@x>"));
        assert_eq!(thread_root(Some("<c@x>"), Some("<b@x>"), &[]), Some("<b@x>"));
        assert_eq!(thread_root(Some("<c@x>"), None, &[]), Some("<c@x>"));
        assert_eq!(thread_root(None, None, &[]), None);
    }
}
