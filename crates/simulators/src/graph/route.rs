//! Which resource a path names. Paths are taken strictly: a wrong letter is a wrong path.

use percent_encoding::percent_decode_str;

/// What can be asked for below `/v1.0`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    Me,
    Folders,
    FolderDelta,
    Folder(String),
    ChildFolders(String),
    FolderMessages(String),
    MessageDelta(String),
    Messages,
    Message(String),
    MessageMime(String),
    MessageAct(String, Act),
    Attachments(String),
    UploadSession(String),
    Attachment(String, String),
    AttachmentValue(String, String),
    SendMail,
    Batch,
}

/// What can be done to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    Move,
    CreateReply,
    CreateReplyAll,
    CreateForward,
    Send,
    PermanentDelete,
}

/// Path segments, decoded, with `name('key')` taken apart.
pub(crate) fn segments(path: &str) -> Vec<String> {
    let mut out = Vec::new();
    for raw in path.split('/').filter(|segment| !segment.is_empty()) {
        let segment = percent_decode_str(raw).decode_utf8_lossy().into_owned();
        match segment.split_once("('").and_then(|(name, key)| Some((name, key.strip_suffix("')")?))) {
            Some((name, key)) => out.extend([name.to_owned(), key.to_owned()]),
            None => out.push(segment),
        }
    }
    out
}

/// The resource of a path that starts below the version, `/me/…`.
pub(crate) fn route(segments: &[String]) -> Option<Route> {
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    let own = str::to_owned;
    Some(match parts.as_slice() {
        ["$batch"] => Route::Batch,
        ["me"] => Route::Me,
        ["me", "sendMail" | "microsoft.graph.sendMail"] => Route::SendMail,
        ["me", "mailFolders"] => Route::Folders,
        ["me", "mailFolders", last] if is_delta(last) => Route::FolderDelta,
        ["me", "mailFolders", id] => Route::Folder(own(id)),
        ["me", "mailFolders", id, "childFolders"] => Route::ChildFolders(own(id)),
        ["me", "mailFolders", id, "messages"] => Route::FolderMessages(own(id)),
        ["me", "mailFolders", id, "messages", last] if is_delta(last) => Route::MessageDelta(own(id)),
        ["me", "messages"] => Route::Messages,
        ["me", "messages", rest @ ..] | ["me", "mailFolders", _, "messages", rest @ ..] => message(rest)?,
        _ => return None,
    })
}

fn message(parts: &[&str]) -> Option<Route> {
    let own = str::to_owned;
    Some(match parts {
        [id] => Route::Message(own(id)),
        [id, "$value"] => Route::MessageMime(own(id)),
        [id, "attachments"] => Route::Attachments(own(id)),
        [id, "attachments", "createUploadSession" | "microsoft.graph.createUploadSession"] => {
            Route::UploadSession(own(id))
        }
        [id, "attachments", file] => Route::Attachment(own(id), own(file)),
        [id, "attachments", file, "$value"] => Route::AttachmentValue(own(id), own(file)),
        [id, act] => Route::MessageAct(own(id), self::act(act)?),
        _ => return None,
    })
}

fn act(name: &str) -> Option<Act> {
    Some(match name.strip_prefix("microsoft.graph.").unwrap_or(name) {
        "move" => Act::Move,
        "createReply" => Act::CreateReply,
        "createReplyAll" => Act::CreateReplyAll,
        "createForward" => Act::CreateForward,
        "send" => Act::Send,
        "permanentDelete" => Act::PermanentDelete,
        _ => return None,
    })
}

fn is_delta(segment: &str) -> bool {
    matches!(segment, "delta" | "delta()" | "microsoft.graph.delta" | "microsoft.graph.delta()")
}
