//! The folder tree and what each folder is for.
//!
//! Names are localised, so a role is only ever what Graph answers to a well-known name.

use std::collections::{HashMap, HashSet};

use pebble_core::engines::email::mailbox::{FolderRole, MailboxError, RemoteFolder};
use serde_json::{Map, Value};

use super::batch::Verdict;
use super::parse::text;
use super::requests::Built;
use super::{GraphMailbox, malformed};
use crate::executor::{Idempotency, Prefer};

const ROLES: [(&str, FolderRole); 7] = [
    ("inbox", FolderRole::Inbox),
    ("sentitems", FolderRole::Sent),
    ("drafts", FolderRole::Drafts),
    ("deleteditems", FolderRole::Deleted),
    ("junkemail", FolderRole::Junk),
    ("archive", FolderRole::Archive),
    ("outbox", FolderRole::Outbox),
];
/// Folders Outlook keeps for itself: error copies and chat transcripts, never correspondence.
const INTERNAL: [&str; 5] = ["syncissues", "conflicts", "localfailures", "serverfailures", "conversationhistory"];
/// More folders than a person keeps; a server that gives more is not answering honestly.
const MOST_FOLDERS: usize = 5000;

/// Well-known folders by id.
struct Known {
    roles: HashMap<String, FolderRole>,
    internal: HashSet<String>,
}

/// What Graph calls the folder with a role, wherever it is and whatever people see it named.
pub(super) fn well_known_name(role: FolderRole) -> Option<&'static str> {
    ROLES.iter().find(|(_, known)| *known == role).map(|(name, _)| *name)
}

impl GraphMailbox {
    /// All folders, parents before their children.
    pub(super) async fn folder_tree(&self) -> Result<Vec<RemoteFolder>, MailboxError> {
        let known = self.well_known().await?;
        let (mut found, mut seen) = (Vec::new(), HashSet::new());
        let mut lists = vec![self.requests.top_folders()];
        while let Some(list) = lists.pop() {
            for raw in self.folder_list(list).await? {
                let (folder, has_children) = folder(&raw, &known).map_err(|e| malformed(&e))?;
                if !seen.insert(folder.id.clone()) || seen.len() > MOST_FOLDERS {
                    continue;
                }
                if has_children {
                    lists.push(self.requests.child_folders(&folder.id));
                }
                found.push(folder);
            }
        }
        Ok(found)
    }

    async fn well_known(&self) -> Result<Known, MailboxError> {
        let names = ROLES.iter().map(|(name, _)| *name).chain(INTERNAL);
        let asks: Vec<Built> = names.map(|name| self.requests.well_known_folder(name)).collect();
        let verdicts = self.read_all(asks, Prefer::PLAIN).await?;
        let mut known = Known { roles: HashMap::new(), internal: HashSet::new() };
        for (n, verdict) in verdicts.into_iter().enumerate() {
            let id = match verdict {
                Verdict::Found(body) => body.get("id").and_then(Value::as_str).map(str::to_owned),
                // Not every mailbox has an archive, and Graph refuses names it has not learnt yet.
                Verdict::Gone | Verdict::Refused(_) => None,
                Verdict::Later | Verdict::Failing(_) | Verdict::TooLong => return Err(MailboxError::Offline),
            };
            match (id, ROLES.get(n)) {
                (Some(id), Some((_, role))) => drop(known.roles.insert(id, *role)),
                (Some(id), None) => drop(known.internal.insert(id)),
                (None, _) => {}
            }
        }
        if known.roles.values().any(|role| *role == FolderRole::Inbox) {
            return Ok(known);
        }
        Err(malformed("the mailbox has no inbox"))
    }

    /// One list of folders over all its pages.
    async fn folder_list(&self, first: Built) -> Result<Vec<Value>, MailboxError> {
        let (mut next, mut found) = (Some(first), Vec::new());
        while let Some(built) = next.take() {
            let body = self.call_json(built, Prefer::PLAIN, Idempotency::Safe).await?;
            let Some(Value::Array(items)) = body.get("value") else { return Err(malformed("`value` is not a list")) };
            found.extend(items.iter().cloned());
            if let Some(link) = body.get("@odata.nextLink").and_then(Value::as_str)
                && found.len() <= MOST_FOLDERS
            {
                next = Some(self.requests.link(self.checked(link)?));
            }
        }
        Ok(found)
    }
}

/// A folder, and whether it has children.
fn folder(raw: &Value, known: &Known) -> Result<(RemoteFolder, bool), String> {
    let fields = raw.as_object().ok_or("a folder is not an object")?;
    let id = text(fields, "id")?.filter(|id| !id.is_empty()).ok_or("a folder has no id")?;
    let role = known.roles.get(&id).copied().unwrap_or(FolderRole::Other);
    let is_search = text(fields, "@odata.type")?.is_some_and(|kind| kind.ends_with("mailSearchFolder"));
    let is_hidden = fields.get("isHidden").and_then(Value::as_bool).unwrap_or(false);
    let is_synced = !is_search && !is_hidden && role != FolderRole::Outbox && !known.internal.contains(&id);
    let folder = RemoteFolder {
        parent_id: text(fields, "parentFolderId")?,
        name: text(fields, "displayName")?.unwrap_or_default(),
        role,
        total: count(fields, "totalItemCount"),
        is_synced,
        id,
    };
    Ok((folder, !is_search && count(fields, "childFolderCount") > 0))
}

fn count(fields: &Map<String, Value>, name: &str) -> i64 {
    fields.get(name).and_then(Value::as_i64).unwrap_or(0).max(0)
}
