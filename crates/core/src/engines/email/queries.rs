//! Reading mail.

pub(super) mod drafts;
mod due;
pub(super) mod judging;
pub mod learning;
pub mod ledger;
mod list;
mod search;

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

pub use drafts::{draft, drafts, needed_files, suggest, templates, writing};

use super::{
    commands::{message_id, triage::probability},
    mailbox::{Address, AttachmentCard},
    model::{
        Direction, Disposition, FolderId, Hydration, MailCounts, MailDetail, MailRow, MailboxId, MessageId, OneMail,
        PictureId, SenderId, Unreadable, body, folder, mailbox, message, picture, quarantine, sender, word,
    },
};
use crate::{
    engines::masters::model::company,
    kernel::{Error, Read, Result},
};
pub(super) use due::due;
pub use judging::{accuracy, put_away};
pub use learning::learning;
pub use list::list;

/// Rows with their companies' names.
async fn dressed(read: &Read<'_>, rows: Vec<message::Model>) -> Result<Vec<MailRow>> {
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.company_id).collect();
    let names: BTreeMap<Uuid, String> = if ids.is_empty() {
        BTreeMap::new()
    } else {
        let companies = company::Entity::find().filter(company::Column::Id.is_in(ids)).all(read.db()).await?;
        companies.into_iter().map(|company| (company.id.0, company.name)).collect()
    };
    rows.into_iter().map(|row| dress(row, &names)).collect()
}

fn dress(row: message::Model, names: &BTreeMap<Uuid, String>) -> Result<MailRow> {
    let is_outgoing = row.direction == Direction::Outgoing;
    let from = if is_outgoing {
        recipients(&row)?.into_iter().next().unwrap_or_default()
    } else {
        Address { address: row.from_address.clone(), name: row.from_name.clone() }
    };
    let on = |disposition: Disposition| row.record_id.filter(|_| row.disposition == disposition);
    Ok(MailRow {
        enquiry_id: on(Disposition::Linked),
        prelead_id: on(Disposition::Prelead),
        company: row.company_id.and_then(|id| names.get(&id).cloned()),
        company_id: row.company_id,
        mail_ref: row.internet_message_id.unwrap_or(row.remote_id),
        id: row.id,
        subject: row.subject,
        from,
        preview: row.preview,
        received_at: row.received_at,
        is_read: row.is_read,
        has_attachments: row.has_attachments,
        intent: row.intent.map(|intent| intent.0),
        confidence: row.confidence.map(probability),
        is_corrected: row.is_corrected,
        disposition: row.disposition,
        reason: row.reason,
        is_outgoing,
        mails: 1,
        unread: u64::from(!row.is_read),
        snoozed_until: row.snoozed_until,
        is_back: row.is_back,
    })
}

/// Where the sender of a message wants the answer; nowhere in particular where that is the sender.
pub(super) fn reply_to(row: &message::Model) -> Result<Vec<Address>> {
    let named: Vec<Address> = serde_json::from_str(&row.reply_to).map_err(Error::broken)?;
    let sender = |person: &Address| person.address.eq_ignore_ascii_case(&row.from_address);
    let is_elsewhere = named.iter().any(|person| !person.address.is_empty() && !sender(person));
    Ok(if is_elsewhere { named.into_iter().filter(|person| !person.address.is_empty()).collect() } else { Vec::new() })
}

/// The recipients of a message.
pub(super) fn recipients(row: &message::Model) -> Result<Vec<Address>> {
    serde_json::from_str(&row.recipients).map_err(Error::broken)
}

/// One row.
pub(super) async fn row(read: &Read<'_>, id: MessageId) -> Result<MailRow> {
    let row: message::Model = read.get(id).await?;
    dressed(read, vec![row]).await?.pop().ok_or_else(|| Error::missing("mail"))
}

/// Mails of a conversation that are shown, the newest.
const MOST_OF_THREAD: u64 = 100;

/// A mail whole.
pub async fn detail(read: &Read<'_>, one: OneMail) -> Result<MailDetail> {
    let row: message::Model = read.get(one.id).await?;
    let inside: Option<body::Model> = read.find(one.id).await?;
    let thread = conversation(read, &row).await?;
    let sender: Option<sender::Model> = read.find(SenderId::of(&row.from_address)).await?;
    let parse = |text: &String| serde_json::from_str(text).map_err(Error::broken);
    let mut attachments: Vec<AttachmentCard> = match &inside {
        Some(inside) => serde_json::from_str(&inside.attachments).map_err(Error::broken)?,
        None => Vec::new(),
    };
    Ok(MailDetail {
        recipients: recipients(&row)?,
        reply_to: reply_to(&row)?,
        pictures_away: u32::try_from(away(read, one.id, &mut attachments).await?.len()).unwrap_or(u32::MAX),
        attachments,
        verdict: inside.as_ref().and_then(|inside| inside.verdict.as_ref()).map(parse).transpose()?,
        has_pictures: inside.as_ref().is_some_and(|inside| inside.html.contains(BLOCKED)),
        shows_pictures: sender.is_some_and(|sender| sender.shows_pictures),
        text: inside.as_ref().map(|inside| inside.text.clone()).unwrap_or_default(),
        is_truncated: inside.is_some_and(|inside| inside.is_truncated),
        is_pending: row.hydration == Hydration::Envelope,
        thread,
        row: dressed(read, vec![row]).await?.pop().ok_or_else(|| Error::missing("mail"))?,
    })
}

/// The pictures of a mail's body that have not been fetched yet. A card that turned out to be none that can be shown
/// becomes a file.
///
/// # Errors
/// The database's.
pub async fn away(read: &Read<'_>, id: MessageId, cards: &mut [AttachmentCard]) -> Result<Vec<AttachmentCard>> {
    let ids: Vec<PictureId> =
        cards.iter().filter_map(|card| card.shown_as.as_deref().map(|name| PictureId::of(id, name))).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let here: Vec<(String, String)> = picture::Entity::find()
        .select_only()
        .column(picture::Column::ShownAs)
        .column(picture::Column::MediaType)
        .filter(picture::Column::Id.is_in(ids))
        .into_tuple()
        .all(read.db())
        .await?;
    let here: BTreeMap<String, String> = here.into_iter().collect();
    let mut away = Vec::new();
    for card in cards {
        let Some(name) = &card.shown_as else { continue };
        match here.get(name) {
            None => away.push(card.clone()),
            Some(kind) => card.is_inline = !kind.is_empty(),
        }
    }
    Ok(away)
}

/// The pictures of a mail's body that are here.
///
/// # Errors
/// The database's.
pub async fn pictures(read: &Read<'_>, id: MessageId) -> Result<Vec<picture::Model>> {
    Ok(picture::Entity::find().filter(picture::Column::MessageId.eq(id)).all(read.db()).await?)
}

/// How the sanitiser writes the address of a picture that waits to be asked for.
const BLOCKED: &str = "data-blocked-src=\"https://";

/// The mails of a conversation, oldest first, the one that is asked about among them.
async fn conversation(read: &Read<'_>, of: &message::Model) -> Result<Vec<MailRow>> {
    let Some(root) = &of.thread_root else { return Ok(Vec::new()) };
    let mut mails = message::Entity::find()
        .filter(message::Column::ThreadRoot.eq(root))
        .filter(message::Column::GoneAt.is_null().or(message::Column::Id.eq(of.id)))
        .order_by_desc(message::Column::ReceivedAt)
        .limit(MOST_OF_THREAD)
        .all(read.db())
        .await?;
    if !mails.iter().any(|mail| mail.id == of.id) {
        mails.push(of.clone());
    }
    mails.reverse();
    dressed(read, mails).await
}

/// Where every mail is.
pub async fn counts(read: &Read<'_>, _: ()) -> Result<MailCounts> {
    let groups: Vec<(Disposition, i64)> = message::Entity::find()
        .select_only()
        .column(message::Column::Disposition)
        .column_as(Expr::cust("COUNT(*)"), "mails")
        .filter(message::Column::GoneAt.is_null())
        .group_by(message::Column::Disposition)
        .into_tuple()
        .all(read.db())
        .await?;
    let mut counts = MailCounts { quarantined: 0, ..MailCounts::default() };
    for (disposition, mails) in groups {
        let mails = u64::try_from(mails).unwrap_or_default();
        counts.total = counts.total.saturating_add(mails);
        let place = match disposition {
            Disposition::Pending => &mut counts.pending,
            Disposition::Linked => &mut counts.linked,
            Disposition::Prelead => &mut counts.preleads,
            Disposition::Archived => &mut counts.archived,
            Disposition::Unclassified => &mut counts.unclassified,
            Disposition::Sent => &mut counts.sent,
            Disposition::Junk => &mut counts.junk,
        };
        *place = mails;
    }
    let to_sort = message::Entity::find()
        .filter(message::Column::Disposition.eq(Disposition::Unclassified))
        .filter(message::Column::GoneAt.is_null())
        .filter(message::Column::SnoozedUntil.is_null());
    counts.to_sort = to_sort.count(read.db()).await?;
    counts.quarantined = set_aside(read).await?;
    counts.total = counts.total.saturating_add(counts.quarantined);
    Ok(counts)
}

/// Unreadable items that never became a message: they are counted beside the messages.
async fn set_aside(read: &Read<'_>) -> Result<u64> {
    let rows: Vec<(FolderId, Option<String>)> = quarantine::Entity::find()
        .select_only()
        .column(quarantine::Column::FolderId)
        .column(quarantine::Column::RemoteId)
        .into_tuple()
        .all(read.db())
        .await?;
    if rows.is_empty() {
        return Ok(0);
    }
    let folders = folder::Entity::find().all(read.db()).await?;
    let home: BTreeMap<FolderId, MailboxId> = folders.into_iter().map(|row| (row.id, row.mailbox_id)).collect();
    let named = rows.iter().filter_map(|(at, remote)| Some(message_id(*home.get(at)?, remote.as_deref()?)));
    let ids: std::collections::BTreeSet<MessageId> = named.collect();
    let messages =
        message::Entity::find().filter(message::Column::Id.is_in(ids.iter().copied())).count(read.db()).await?;
    let anonymous = rows.iter().filter(|(_, remote)| remote.is_none()).count();
    let apart = ids.len().saturating_add(anonymous);
    Ok(u64::try_from(apart).unwrap_or_default().saturating_sub(messages))
}

/// The mails of an enquiry or a pre-lead, newest first, at most 200.
pub async fn of_record(read: &Read<'_>, id: Uuid) -> Result<Vec<MailRow>> {
    let rows = message::Entity::find()
        .filter(message::Column::RecordId.eq(id))
        .order_by_desc(message::Column::ReceivedAt)
        .limit(200)
        .all(read.db())
        .await?;
    dressed(read, rows).await
}

/// What could not be read, newest first.
pub async fn unreadable(read: &Read<'_>, _: ()) -> Result<Vec<Unreadable>> {
    let rows = quarantine::Entity::find().order_by_desc(quarantine::Column::FoundAt).limit(200).all(read.db()).await?;
    let card = |row: quarantine::Model| Unreadable {
        id: row.id,
        reason: row.reason,
        found_at: row.found_at,
        attempts: row.attempts,
    };
    Ok(rows.into_iter().map(card).collect())
}

/// Which of these mails are ours.
pub async fn ours_among(read: &Read<'_>, references: &BTreeSet<String>) -> Result<BTreeSet<String>> {
    if references.is_empty() {
        return Ok(BTreeSet::new());
    }
    let ours: Vec<String> = message::Entity::find()
        .select_only()
        .column(message::Column::InternetMessageId)
        .filter(message::Column::InternetMessageId.is_in(references.iter().map(String::as_str)))
        .filter(message::Column::Direction.eq(Direction::Outgoing))
        .into_tuple()
        .all(read.db())
        .await?;
    Ok(ours.into_iter().collect())
}

/// What the server is still to be told of mails of a mailbox, the oldest first, at most so many; with the server's ids.
pub async fn to_tell(read: &Read<'_>, of: MailboxId, most: u64) -> Result<Vec<(word::Model, String)>> {
    let mail = word::Entity::belongs_to(message::Entity).from(word::Column::MessageId).to(message::Column::Id);
    let waiting = word::Entity::find()
        .join(JoinType::InnerJoin, mail.into())
        .filter(message::Column::MailboxId.eq(of))
        .select_also(message::Entity)
        .order_by_asc(word::Column::SaidAt)
        .limit(most)
        .all(read.db())
        .await?;
    Ok(waiting.into_iter().filter_map(|(word, mail)| Some((word, mail?.remote_id))).collect())
}

/// The server id of the mail with this `Message-ID`, when it is here.
pub async fn remote_of(read: &Read<'_>, mailbox: MailboxId, internet_message_id: &str) -> Result<Option<String>> {
    let found = message::Entity::find()
        .filter(message::Column::InternetMessageId.eq(internet_message_id))
        .filter(message::Column::MailboxId.eq(mailbox))
        .filter(message::Column::GoneAt.is_null())
        .limit(1)
        .one(read.db())
        .await?;
    Ok(found.map(|found| found.remote_id))
}

/// The mailbox in use: the one that was signed in to last.
///
/// # Errors
/// The database's.
pub async fn in_use(read: &Read<'_>) -> Result<Option<mailbox::Model>> {
    Ok(mailbox::Entity::find().order_by_desc(mailbox::Column::ConnectedAt).limit(1).one(read.db()).await?)
}
