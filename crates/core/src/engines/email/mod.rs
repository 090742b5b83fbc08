//! Mail: what arrives, what it wants, and what becomes of it.
//!
//! ```text
//! envelope (pending) ─ body fetched ─→ read by the classifier ─→ triage
//!    triage ─→ on a thread of an enquiry ──────────→ linked
//!           ─→ from a known company: join or open ─→ linked
//!           ─→ from a stranger who wants something → prelead
//!           ─→ bulk, internal, absence, junk folder → archived
//!           ─→ a sender once marked as junk, or two
//!              signals and nobody we know ─────────→ junk
//!           ─→ anything else ──────────────────────→ unclassified, for a person
//! ```
//! Every message has exactly one disposition, so the counts add up. What the reader made of it, and what a person said to
//! that, is kept as its judgement. All rows here stay on the device; what of a mail
//! is shared travels inside `enquiries.attach_mail` and `preleads.take`. Talking to the server is the `Mailbox` port's
//! work, reading is the `Classifier` port's.

mod commands;
pub mod events;
pub mod intent;
pub mod mailbox;
pub mod model;
pub mod queries;
pub mod rules;

use model::{
    Accuracy, Appetite, ArchiveMail, AttachToDraft, BeginDraft, Connect, CorrectMail, Correspondent, DraftRow,
    FolderId, FolderTrouble, Folders, Learning, Learnt, LinkMail, ListMail, MailCounts, MailDetail, MailDraft,
    MailPage, MailRow, MailboxId, ManyMails, MarkMail, MarkMails, Missed, OfWeek, OneDraft, OneMail, OneTemplate,
    OpenFromMail, PutAwayLately, SaveDraft, SaveTemplate, Say, SeenPutAway, SendDraft, SentDraft, SetJunk, SetWriting,
    SnoozeMails, TakeLocations, TakeOffDraft, TakePage, TakePictures, TakeWhole, TemplateId, Told, TrustPictures,
    Unreadable, Writing, body, draft, folder, judgement, mailbox as mailbox_row, message, picture, quarantine, removal,
    sender, taught, template, word, writing,
};

use crate::{
    engines::{enquiries::events::MailTaken, preleads::events::Became},
    kernel::{At, Engine, refusal::Refused, table},
};

/// The mail engine.
pub static ENGINE: Engine = Engine {
    name: "email",
    tables: &[
        table::<mailbox_row::Model>(),
        table::<folder::Model>(),
        table::<message::Model>(),
        table::<body::Model>(),
        table::<removal::Model>(),
        table::<quarantine::Model>(),
        table::<sender::Model>(),
        table::<word::Model>(),
        table::<picture::Model>(),
        table::<draft::Model>(),
        table::<template::Model>(),
        table::<writing::Model>(),
        table::<judgement::Model>(),
        table::<taught::Model>(),
    ],
    queries: crate::endpoints! { queries:
        list(ListMail) -> MailPage, on ["message"];
        detail(OneMail) -> MailDetail, on ["message", "body", "sender", "picture"];
        counts(()) -> MailCounts, on ["message", "quarantine"];
        of_record(uuid::Uuid) -> Vec<MailRow>, on ["message"];
        unreadable(()) -> Vec<Unreadable>, on ["quarantine"];
        draft(OneDraft) -> MailDraft, on ["draft", "effect"];
        drafts(()) -> Vec<DraftRow>, on ["draft", "effect"];
        suggest(String) -> Vec<Correspondent>, on ["contact", "company", "message"];
        templates(()) -> Vec<template::Model>, on ["template"];
        writing(()) -> Writing, on ["writing", "mailbox"];
        put_away(()) -> PutAwayLately, on ["judgement", "message"];
        accuracy(OfWeek) -> Accuracy, on ["judgement", "mailbox"];
        learning(()) -> Learning, on ["judgement", "taught"];
    },
    local: crate::endpoints! { commands:
        retry_unreadable(()) -> ();
        accept(OneMail) -> MailRow;
        correct(CorrectMail) -> MailRow;
        link(LinkMail) -> MailRow;
        open_enquiry(OpenFromMail) -> MailRow;
        archive(ArchiveMail) -> MailRow;
        unarchive(OneMail) -> MailRow;
        mark_read(MarkMail) -> ();
        archive_many(ManyMails) -> ManyMails;
        unarchive_many(ManyMails) -> ManyMails;
        mark_many(MarkMails) -> ManyMails;
        junk(ManyMails) -> ManyMails;
        unjunk(ManyMails) -> ManyMails;
        snooze(SnoozeMails) -> ManyMails;
        unsnooze(ManyMails) -> ManyMails;
        trust_pictures(TrustPictures) -> ();
        draft_begin(BeginDraft) -> MailDraft;
        draft_save(SaveDraft) -> At;
        draft_discard(OneDraft) -> ();
        draft_restore(OneDraft) -> MailDraft;
        draft_take_off(TakeOffDraft) -> ();
        draft_send(SendDraft) -> SentDraft;
        draft_recall(OneDraft) -> MailDraft;
        template_save(SaveTemplate) -> TemplateId;
        template_remove(OneTemplate) -> ();
        set_writing(SetWriting) -> ();
        put_away_seen(SeenPutAway) -> ();
        set_junk(SetJunk) -> ();
        unlearn(()) -> ();
    },
    internal: crate::endpoints! { internal:
        connect(Connect) -> MailboxId;
        folders(Folders) -> Vec<FolderId>;
        take_page(TakePage) -> ();
        take_whole(TakeWhole) -> ();
        take_locations(TakeLocations) -> Vec<String>;
        folder_trouble(FolderTrouble) -> ();
        round_ended(MailboxId) -> ();
        audit(MailboxId) -> ();
        miss(Missed) -> ();
        appetite(MailboxId) -> Appetite;
        wake(ManyMails) -> ();
        say(Say) -> ();
        told(Told) -> ();
        take_pictures(TakePictures) -> ();
        draft_attach(AttachToDraft) -> ();
        learnt(Learnt) -> ();
        rebase(String) -> ();
    },
    reacts: crate::endpoints! { reacts:
        MailTaken => events::take_along;
        events::TakenAsPrelead => events::wait_with_sender;
        events::SenderTurnedAway => events::follow_turn_away;
        Became => events::follow_prelead;
        Refused => events::set_aside;
    },
    undoable: &[
        "accept",
        "correct",
        "link",
        "open_enquiry",
        "archive",
        "unarchive",
        "archive_many",
        "unarchive_many",
        "junk",
        "unjunk",
        "snooze",
        "unsnooze",
    ],
    tick: Some(|read| Box::pin(queries::due(read))),
    ..Engine::EMPTY
};
