//! Change feeds of messages and of folders: rounds of pages, cursors, and the many ways the real ones misbehave.
//!
//! A feed keeps the newest change of each item, so a page costs as much as it shows.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::http::Answer;

use super::Ask;
use super::filter::Received;
use super::mailbox::Mailbox;
use super::model::{Entry, Feed};
use super::render;
use super::state::Modes;
use super::token::{DeltaCursor, Sealer};

/// Page size when the caller does not prefer one.
const DEFAULT_PAGE: usize = 10;
/// Items a filtered round ever shows.
const FILTERED_CAP: u64 = 5_000;

/// How change feeds behave.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeltaMode {
    /// As documented.
    #[default]
    Normal,
    /// A round begins by repeating the round before.
    Replay,
    /// Each item comes twice on its page.
    Duplicates,
    /// The items of a page come backwards.
    Reorder,
    /// A round begins with an empty page.
    EmptyPage,
}

/// How an expired cursor is answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expiry {
    /// 410 with a `Location` to start again from.
    #[default]
    Gone,
    /// 400 with `SyncStateNotFound` in the inner error only.
    InnerError,
}

/// One page, before it is written as JSON.
struct Page {
    items: Vec<Value>,
    cursor: DeltaCursor,
    more: bool,
}

/// A page of a folder's messages.
pub(crate) fn messages(mailbox: &mut Mailbox, ask: &Ask<'_>, folder_id: &str) -> Result<Answer, Answer> {
    let key = mailbox.folder_key(folder_id).ok_or_else(not_found)?;
    let id = mailbox.folders.get(&key).map(|folder| folder.id.clone()).ok_or_else(not_found)?;
    let epoch = mailbox.folders.get(&key).map_or(0, |folder| folder.feed.epoch);
    let restart = format!("{}/v1.0/me/mailFolders('{id}')/messages/delta", ask.origin);
    let cursor = cursor(ask, &id, (epoch, mailbox.changes), &restart)?;
    let page = message_page(mailbox, ask, key, cursor)?;
    if let Some(folder) = mailbox.folders.get_mut(&key) {
        folder.feed.served = folder.feed.served.max(page.cursor.position);
    }
    Ok(write(&page, &restart, "users('me')/mailFolders('inbox')/messages", ask))
}

/// A page of the folder hierarchy.
pub(crate) fn folders(mailbox: &mut Mailbox, ask: &Ask<'_>) -> Result<Answer, Answer> {
    ask.options.check_select(&render::FOLDER_PROPERTIES, "MailFolder")?;
    let restart = format!("{}/v1.0/me/mailFolders/delta", ask.origin);
    let cursor = cursor(ask, "", (mailbox.folder_feed.epoch, mailbox.changes), &restart)?;
    let page = page(&mailbox.folder_feed, ask, cursor, |key, cursor| {
        let key = u32::try_from(key).ok()?;
        let folder = mailbox.folders.get(&key)?;
        (!folder.is_hidden || ask.options.include_hidden)
            .then(|| render::folder(mailbox, key, folder, cursor.select.as_deref()))
    });
    mailbox.folder_feed.served = mailbox.folder_feed.served.max(page.cursor.position);
    Ok(write(&page, &restart, "mailFolders", ask))
}

fn not_found() -> Answer {
    Answer::error(404, "ErrorItemNotFound", "The specified object was not found in the store.")
}

fn message_page(mailbox: &Mailbox, ask: &Ask<'_>, folder: u32, cursor: DeltaCursor) -> Result<Page, Answer> {
    let mut view = ask.options.view(ask.prefer)?;
    view.select.clone_from(&cursor.select);
    let feed = &mailbox.folders.get(&folder).ok_or_else(not_found)?.feed;
    Ok(page(feed, ask, cursor, |key, cursor| {
        let message = mailbox.messages.get(&key)?;
        let at = message.received_at.timestamp_micros();
        let inside = cursor.since.is_none_or(|since| at > since || (at == since && !cursor.since_open));
        inside.then(|| render::message(mailbox, message, &view))
    }))
}

/// The cursor of a request: the one it brings, or a new one from its options. The feed's epoch and last change are its
/// own.
fn cursor(ask: &Ask<'_>, folder: &str, (epoch, last): (u32, u64), restart: &str) -> Result<DeltaCursor, Answer> {
    let options = ask.options;
    let brought = options.delta_token.as_ref().or(options.skip_token.as_ref()).filter(|token| !token.is_empty());
    let Some(token) = brought else { return fresh(ask, folder, epoch, last) };
    let cursor: Option<DeltaCursor> = ask.sealer.open(token);
    let cursor = cursor.filter(|cursor| cursor.folder == folder && cursor.is_delta == options.delta_token.is_some());
    let Some(mut cursor) = cursor else {
        return Err(Answer::error(400, "BadRequest", "Badly formed token."));
    };
    if cursor.epoch != epoch {
        return Err(expired(ask.modes, cursor.epoch, epoch, restart));
    }
    if cursor.is_immutable != ask.prefer.is_immutable {
        return Err(Answer::error(400, "SyncStateInvalid", "The sync state is not valid for the requested id type."));
    }
    if cursor.is_delta {
        let from = cursor.position;
        if ask.modes.delta == DeltaMode::Replay {
            cursor.position = cursor.from;
        }
        cursor = DeltaCursor { from, is_initial: false, is_delta: false, shown: 0, paused: false, ..cursor };
    }
    Ok(cursor)
}

fn fresh(ask: &Ask<'_>, folder: &str, epoch: u32, last: u64) -> Result<DeltaCursor, Answer> {
    let options = ask.options;
    if options
        .expand
        .as_deref()
        .is_some_and(|expand| expand.contains("ExtendedProperties") || expand.contains("extensions"))
    {
        return Err(Answer::error(500, "ErrorInternalServerError", "Value cannot be null.\r\nParameter name: type"));
    }
    if !folder.is_empty() {
        let known: Vec<&str> = render::MESSAGE_PROPERTIES.iter().map(|(name, _)| *name).collect();
        options.check_select(&known, "Message")?;
    }
    let ordered = options.orderby.as_deref().map(str::to_ascii_lowercase);
    if ordered.is_some_and(|by| by != "receiveddatetime desc") {
        return Err(Answer::error(400, "ErrorInvalidUrlQuery", "Only '$orderby=receivedDateTime desc' is supported."));
    }
    let since = options.filter.as_deref().map(Received::lower_bound).transpose()?;
    Ok(DeltaCursor {
        folder: folder.to_owned(),
        select: options.select.clone(),
        since: since.map(|bound| bound.micros),
        since_open: since.is_some_and(|bound| bound.is_open),
        change_type: options.change_type.clone(),
        is_initial: true,
        began: last,
        is_immutable: ask.prefer.is_immutable,
        epoch,
        ..DeltaCursor::default()
    })
}

fn expired(modes: &Modes, had: u32, now: u32, restart: &str) -> Answer {
    let message = format!("The sync state generation is not found; generation={had};[highest={now}];");
    match modes.expiry {
        Expiry::Gone => {
            Answer::error(410, "SyncStateNotFound", &message).with("Location", format!("{restart}?$deltatoken="))
        }
        Expiry::InnerError => {
            let inner = json!({ "code": "syncStateNotFound", "message": message });
            Answer::json(
                400,
                &json!({ "error": { "code": "resyncRequired", "message": "Resync required.", "innerError": inner } }),
            )
        }
    }
}

/// Reads one page off a feed; `show` gives an item's JSON when it is to be seen.
fn page(
    feed: &Feed,
    ask: &Ask<'_>,
    mut cursor: DeltaCursor,
    show: impl Fn(u64, &DeltaCursor) -> Option<Value>,
) -> Page {
    if ask.modes.delta == DeltaMode::EmptyPage && !cursor.paused {
        cursor.paused = true;
        return Page { items: Vec::new(), cursor, more: true };
    }
    let size = ask.prefer.page_size.unwrap_or(DEFAULT_PAGE).clamp(1, 1_000);
    let mut items = Vec::new();
    let mut more = false;
    for (change, entry) in feed.log.range(cursor.position + 1..) {
        if items.len() >= size {
            more = true;
            break;
        }
        cursor.position = *change;
        let capped = cursor.since.is_some() && cursor.shown >= FILTERED_CAP && cursor.is_initial;
        if !capped {
            let seen = entry_items(*change, entry, &cursor, &show);
            cursor.shown += u64::try_from(seen.len()).unwrap_or(0);
            items.extend(seen);
        }
    }
    match ask.modes.delta {
        DeltaMode::Duplicates => items = items.into_iter().flat_map(|item| [item.clone(), item]).collect(),
        DeltaMode::Reorder => items.reverse(),
        _ => {}
    }
    Page { items, cursor, more }
}

fn entry_items(
    change: u64,
    entry: &Entry,
    cursor: &DeltaCursor,
    show: impl Fn(u64, &DeltaCursor) -> Option<Value>,
) -> Vec<Value> {
    // What left since the first round began may have been shown on an earlier page of it.
    let is_told = !cursor.is_initial || change > cursor.began;
    let removed = |immutable: &str, mutable: &str, reason: &str| {
        let id = if cursor.is_immutable { immutable } else { mutable };
        let wanted = cursor.change_type.as_deref().is_none_or(|kind| kind == "deleted");
        (wanted && is_told).then(|| json!({ "@removed": { "reason": reason }, "id": id }))
    };
    let shown = |key: u64| if cursor.change_type.as_deref() == Some("deleted") { None } else { show(key, cursor) };
    match entry {
        Entry::Here(key) => shown(*key).into_iter().collect(),
        Entry::Gone { immutable_id, mutable_id, reason } => {
            removed(immutable_id, mutable_id, reason).into_iter().collect()
        }
        Entry::Hole { key, left } => {
            let leaving = left.as_ref().and_then(|(immutable, mutable)| removed(immutable, mutable, "changed"));
            let returns = cursor.is_initial || !cursor.is_immutable;
            leaving.into_iter().chain(returns.then(|| shown(*key)).flatten()).collect()
        }
    }
}

fn write(page: &Page, path: &str, context: &str, ask: &Ask<'_>) -> Answer {
    let mut cursor = page.cursor.clone();
    cursor.is_delta = !page.more;
    let sealed = Sealer::seal(ask.sealer, &cursor);
    let (name, option) =
        if page.more { ("@odata.nextLink", "$skiptoken") } else { ("@odata.deltaLink", "$deltatoken") };
    Answer::json(
        200,
        &json!({
            "@odata.context": format!("{}/v1.0/$metadata#{context}", ask.origin),
            name: format!("{path}?{option}={sealed}"),
            "value": page.items,
        }),
    )
}
