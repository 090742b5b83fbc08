//! Reading files.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    model::{Attached, FileState, FoundFile, KeptId, attachment, kept_file},
    rules,
};
use crate::{
    engines::enquiries::model::{EnquiryId, enquiry},
    kernel::{Read, Result, search},
};

/// Files in one answer of a search.
const MOST_FOUND: u64 = 20;
/// Files in one answer for the desk's own loops.
const MOST: u64 = 500;
/// Of so many of the newest files those are looked for that a desk fetches by itself.
const NEWEST: u64 = 100;

/// The files of an enquiry, newest first.
pub async fn of_enquiry(read: &Read<'_>, id: EnquiryId) -> Result<Vec<Attached>> {
    let files = attachment::Entity::find()
        .filter(attachment::Column::EnquiryId.eq(id))
        .order_by_desc(attachment::Column::AttachedAt)
        .order_by_desc(attachment::Column::Id)
        .all(read.db())
        .await?;
    let here = here(read, files.iter().map(|file| file.hash.as_str())).await?;
    Ok(files.into_iter().map(|file| Attached { is_here: here.contains(&file.hash), file }).collect())
}

/// Files whose name these words fit, newest first. At most 20; none without words.
pub async fn find(read: &Read<'_>, query: String) -> Result<Vec<FoundFile>> {
    let query = query.trim();
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let found = attachment::Entity::find()
        .filter(search::fits::<attachment::Model>(read, query))
        .order_by_desc(attachment::Column::AttachedAt)
        .order_by_desc(attachment::Column::Id)
        .limit(MOST_FOUND);
    let found = found.all(read.db()).await?;
    let enquiries: Vec<Uuid> = found.iter().map(|file| file.enquiry_id.0).collect();
    let enquiries = read.many::<enquiry::Model>(&enquiries).await?;
    let titles: BTreeMap<EnquiryId, String> = enquiries.into_iter().map(|row| (row.id, row.title)).collect();
    let card = |file: attachment::Model| FoundFile {
        enquiry: titles.get(&file.enquiry_id).cloned().unwrap_or_default(),
        id: file.id,
        name: file.name,
        enquiry_id: file.enquiry_id,
    };
    Ok(found.into_iter().map(card).collect())
}

/// Those of these hashes whose bytes this desk has.
async fn here(read: &Read<'_>, hashes: impl Iterator<Item = &str>) -> Result<BTreeSet<String>> {
    let ids: Vec<Uuid> = hashes.map(|hash| KeptId::of(hash).0).collect();
    Ok(read.many::<kept_file::Model>(&ids).await?.into_iter().map(|kept| kept.hash).collect())
}

/// Refuses while a file that goes out with a quotation has not reached the office. `root` is the quotation's first
/// revision.
///
/// # Errors
/// `Conflict` at `files`.
pub async fn may_go_out(read: &Read<'_>, id: EnquiryId, root: Uuid) -> Result<()> {
    let with = attachment::Entity::find()
        .filter(attachment::Column::EnquiryId.eq(id))
        .filter(attachment::Column::PaperId.eq(root));
    let mut files = read.all::<attachment::Model>(with).await?;
    files.sort_by_key(|file| file.id);
    rules::may_go_out(&files)
}

/// Files that this person has attached and the office does not have, oldest first, at most 500.
///
/// # Errors
/// The database's.
pub async fn to_send(read: &Read<'_>) -> Result<Vec<attachment::Model>> {
    let waiting = attachment::Entity::find()
        .filter(attachment::Column::State.eq(FileState::Waiting))
        .filter(attachment::Column::AttachedBy.eq(read.actor().person))
        .order_by_asc(attachment::Column::AttachedAt)
        .order_by_asc(attachment::Column::Id)
        .limit(MOST);
    Ok(waiting.all(read.db()).await?)
}

/// Small files that are new at this person's open enquiries and not here, newest first: they are fetched before anybody
/// asks, so that they are here where there is no network (sync.md 4.11).
///
/// # Errors
/// The database's.
pub async fn wanted(read: &Read<'_>) -> Result<Vec<attachment::Model>> {
    let mut files = attachment::Entity::find()
        .filter(attachment::Column::State.eq(FileState::Ready))
        .order_by_desc(attachment::Column::AttachedAt)
        .order_by_desc(attachment::Column::Id)
        .limit(NEWEST)
        .all(read.db())
        .await?;
    files.retain(|file| rules::is_wanted(file, read.now()));
    let here = here(read, files.iter().map(|file| file.hash.as_str())).await?;
    files.retain(|file| !here.contains(&file.hash));
    let enquiries: Vec<Uuid> = files.iter().map(|file| file.enquiry_id.0).collect();
    let open = read.many::<enquiry::Model>(&enquiries).await?;
    let is_mine = |row: &&enquiry::Model| row.owner_id == read.actor().person && row.closed_at.is_none();
    let open: BTreeSet<EnquiryId> = open.iter().filter(is_mine).map(|row| row.id).collect();
    files.retain(|file| open.contains(&file.enquiry_id));
    Ok(files)
}

/// How many bytes this desk keeps.
///
/// # Errors
/// The database's.
pub async fn kept_bytes(read: &Read<'_>) -> Result<i64> {
    let sum = kept_file::Entity::find().select_only().column_as(kept_file::Column::Size.sum(), "sum");
    Ok(sum.into_tuple::<Option<i64>>().one(read.db()).await?.flatten().unwrap_or_default())
}

/// Bytes that this desk keeps, those that nobody has used for the longest time first, at most 500, with what is
/// attached of each.
///
/// # Errors
/// The database's.
pub async fn least_used(read: &Read<'_>) -> Result<Vec<(kept_file::Model, Vec<attachment::Model>)>> {
    let kept = kept_file::Entity::find()
        .order_by_asc(kept_file::Column::UsedAt)
        .order_by_asc(kept_file::Column::Id)
        .limit(MOST)
        .all(read.db())
        .await?;
    let mut found = Vec::new();
    for kept in kept {
        let of = attachment::Entity::find().filter(attachment::Column::Hash.eq(kept.hash.as_str()));
        found.push((kept, of.all(read.db()).await?));
    }
    Ok(found)
}
