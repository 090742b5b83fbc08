//! Reading what is being written, and whom it may go to.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, Condition, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use crate::{
    engines::{
        email::{
            mailbox::{Address, OutgoingFile},
            model::{
                AnsweredMail, Correspondent, DraftRow, DraftState, DraftWay, MailDraft, MailboxId, MessageId, OneDraft,
                Writing, body, draft, message, template, writing as habits,
            },
            rules::letters,
        },
        masters::{
            model::company,
            queries::{companies, contacts, find_contacts},
        },
    },
    kernel::{Error, Read, Result, effect, search},
};

/// Drafts in one list.
const MOST_DRAFTS: u64 = 200;
/// People in one answer.
const MOST_PEOPLE: usize = 8;
/// Companies whose contacts are offered by the company's name.
const MOST_COMPANIES: usize = 3;
/// Of so many of the newest mails that fit the senders are offered.
const NEWEST_MAILS: u64 = 200;
/// The longest beginning of a text in a list, in characters.
const LONGEST_PREVIEW: usize = 160;

/// A draft whole.
pub async fn draft(read: &Read<'_>, one: OneDraft) -> Result<MailDraft> {
    let row: draft::Model = read.get(one.id).await?;
    whole(read, row).await
}

/// What is being written or waits to leave, newest first, at most 200.
pub async fn drafts(read: &Read<'_>, _: ()) -> Result<Vec<DraftRow>> {
    let rows = draft::Entity::find()
        .filter(draft::Column::DiscardedAt.is_null())
        .order_by_desc(draft::Column::SavedAt)
        .order_by_desc(draft::Column::Id)
        .limit(MOST_DRAFTS)
        .all(read.db())
        .await?;
    let works = works(read, &rows).await?;
    let mut shown = Vec::new();
    for row in rows {
        let work = row.effect_id.and_then(|id| works.get(&id.0));
        let Some(state) = state(&row, work) else { continue };
        shown.push(DraftRow {
            to: people(&row.to_people)?,
            has_files: !files(&row)?.is_empty(),
            preview: letters::plain(&row.html).chars().take(LONGEST_PREVIEW).collect(),
            id: row.id,
            way: row.way,
            answers: row.answers.map(MessageId),
            subject: row.subject,
            saved_at: row.saved_at,
            state,
            leaves_at: work.map(|work| work.due_at),
            trouble: work.and_then(|work| work.trouble.clone()),
        });
    }
    Ok(shown)
}

type Works = BTreeMap<Uuid, effect::row::Model>;

async fn works(read: &Read<'_>, rows: &[draft::Model]) -> Result<Works> {
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.effect_id).map(|id| id.0).collect();
    Ok(read.many::<effect::row::Model>(&ids).await?.into_iter().map(|row| (row.id.0, row)).collect())
}

/// Rows with how far each has come; none for what has left.
pub(in crate::engines::email) async fn listed(
    read: &Read<'_>,
    rows: Vec<draft::Model>,
) -> Result<Vec<(draft::Model, Option<DraftState>)>> {
    let works = works(read, &rows).await?;
    let stated = |row: draft::Model| {
        let state = state(&row, row.effect_id.and_then(|id| works.get(&id.0)));
        (row, state)
    };
    Ok(rows.into_iter().map(stated).collect())
}

/// How far a draft has come; none when it has left.
pub(in crate::engines::email) async fn state_of(read: &Read<'_>, row: &draft::Model) -> Result<Option<DraftState>> {
    Ok(listed(read, vec![row.clone()]).await?.pop().and_then(|(_, state)| state))
}

fn state(row: &draft::Model, work: Option<&effect::row::Model>) -> Option<DraftState> {
    if row.effect_id.is_none() {
        return Some(DraftState::Open);
    }
    match work?.state {
        effect::State::Queued | effect::State::Claimed => Some(DraftState::Waiting),
        effect::State::Dispatching => Some(DraftState::Leaving),
        effect::State::Failed | effect::State::Cancelled => Some(DraftState::Failed),
        effect::State::Unknown => Some(DraftState::Unknown),
        effect::State::Done => None,
    }
}

/// A draft with the mail it answers.
pub(in crate::engines::email) async fn whole(read: &Read<'_>, row: draft::Model) -> Result<MailDraft> {
    let Some(state) = state_of(read, &row).await? else { return Err(Error::missing("draft")) };
    let answers = match row.answers {
        Some(id) => answered(read, MessageId(id), row.way).await?,
        None => None,
    };
    Ok(MailDraft {
        to: people(&row.to_people)?,
        cc: people(&row.cc_people)?,
        bcc: people(&row.bcc_people)?,
        files: files(&row)?,
        id: row.id,
        way: row.way,
        answers,
        enquiry_id: row.enquiry_id,
        subject: row.subject,
        html: row.html,
        saved_at: row.saved_at,
        state,
    })
}

async fn answered(read: &Read<'_>, id: MessageId, way: DraftWay) -> Result<Option<AnsweredMail>> {
    let Some(mail) = read.find::<message::Model>(id).await? else { return Ok(None) };
    let inside: Option<body::Model> = match way {
        DraftWay::Forward => read.find(id).await?,
        _ => None,
    };
    let mut files: Vec<crate::engines::email::mailbox::AttachmentCard> = match &inside {
        Some(inside) => serde_json::from_str(&inside.attachments).map_err(Error::broken)?,
        None => Vec::new(),
    };
    super::away(read, id, &mut files).await?;
    files.retain(|file| !file.is_inline);
    Ok(Some(AnsweredMail {
        id,
        from: Address { address: mail.from_address, name: mail.from_name },
        subject: mail.subject,
        received_at: mail.received_at,
        files,
    }))
}

fn people(text: &str) -> Result<Vec<Address>> {
    serde_json::from_str(text).map_err(Error::broken)
}

/// The files of a draft.
pub(in crate::engines::email) fn files(row: &draft::Model) -> Result<Vec<OutgoingFile>> {
    serde_json::from_str(&row.files).map_err(Error::broken)
}

/// Hashes of the files that drafts still need: a desk does not let go of their bytes.
///
/// # Errors
/// The database's.
pub async fn needed_files(read: &Read<'_>) -> Result<BTreeSet<String>> {
    let rows = draft::Entity::find().filter(draft::Column::Files.ne("[]")).limit(MOST_DRAFTS).all(read.db()).await?;
    let mut hashes = BTreeSet::new();
    for row in &rows {
        hashes.extend(files(row)?.into_iter().map(|file| file.hash));
    }
    Ok(hashes)
}

/// How mail is written from the mailbox in use.
pub async fn writing(read: &Read<'_>, _: ()) -> Result<Writing> {
    let mailbox = super::in_use(read).await?;
    let id = mailbox.as_ref().map_or(MailboxId(Uuid::nil()), |row| row.id);
    let set: Option<habits::Model> = read.find(id).await?;
    Ok(Writing {
        address: mailbox.map(|row| row.address).unwrap_or_default(),
        undo_seconds: set.as_ref().map_or(letters::UNDO_SECONDS, |row| row.undo_seconds),
        signature: set.map(|row| row.signature).unwrap_or_default(),
    })
}

/// Texts to begin from, by name.
pub async fn templates(read: &Read<'_>, _: ()) -> Result<Vec<template::Model>> {
    Ok(template::Entity::find().order_by_asc(template::Column::Name).limit(500).all(read.db()).await?)
}

/// People whom these words fit: contacts, then those of a company of that name, then who wrote to us. At most 8.
pub async fn suggest(read: &Read<'_>, words: String) -> Result<Vec<Correspondent>> {
    let words = words.trim();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for card in find_contacts(read, words.to_owned()).await? {
        add(&mut found, card.email.as_deref(), &card.name, Some(&card.company));
    }
    if found.len() < MOST_PEOPLE {
        for firm in companies(read, words.to_owned()).await?.into_iter().take(MOST_COMPANIES) {
            for contact in contacts(read, firm.id).await? {
                add(&mut found, contact.email.as_deref(), &contact.name, Some(&firm.name));
            }
        }
    }
    if found.len() < MOST_PEOPLE {
        senders(read, words, &mut found).await?;
    }
    found.truncate(MOST_PEOPLE);
    Ok(found)
}

fn add(found: &mut Vec<Correspondent>, address: Option<&str>, name: &str, company: Option<&str>) {
    let Some(address) = address.map(str::to_lowercase).filter(|address| letters::is_address(address)) else { return };
    if !found.iter().any(|known| known.address == address) {
        let company = company.filter(|company| !company.is_empty()).map(str::to_owned);
        found.push(Correspondent { address, name: name.to_owned(), company });
    }
}

async fn senders(read: &Read<'_>, words: &str, found: &mut Vec<Correspondent>) -> Result<()> {
    let rows = message::Entity::find()
        .filter(wrote(read, words))
        .order_by_desc(message::Column::ReceivedAt)
        .limit(NEWEST_MAILS)
        .all(read.db())
        .await?;
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.company_id).collect();
    let firms = read.many::<company::Model>(&ids).await?;
    let names: BTreeMap<Uuid, String> = firms.into_iter().map(|firm| (firm.id.0, firm.name)).collect();
    for row in &rows {
        let firm = row.company_id.and_then(|id| names.get(&id));
        add(found, Some(&row.from_address), &row.from_name, firm.map(String::as_str));
    }
    Ok(())
}

/// Mails whose sender fits. The newest rows are looked at alone: a word that fits half of the mailbox costs no more.
fn wrote(read: &Read<'_>, words: &str) -> Condition {
    if read.backend() == DbBackend::Sqlite {
        let found = format!(
            "message.rowid IN (SELECT rowid & {} FROM message_fts WHERE message_fts MATCH ? ORDER BY rowid DESC \
             LIMIT {NEWEST_MAILS})",
            search::ROW
        );
        let phrase = format!("{{from_name from_address}} : ({})", search::phrase(words));
        return Condition::all().add(Expr::cust_with_values(found, [phrase]));
    }
    search::fits::<message::Model>(read, words)
}
