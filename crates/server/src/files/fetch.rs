//! Bytes that leave the office.

use axum::body::{Body, Bytes};
use futures::stream;
use pebble_core::engines::files::model::FileState;
use pebble_sync::StoreError;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Trouble, Who, seen};
use crate::{
    fault::{column, number, said, unreadable},
    http::App,
    rows::{blob, piece, upload},
};

/// What is asked for of a file: from where, and to which byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) from: u64,
    /// The last byte; the end of the file when it is not said.
    pub(crate) last: Option<u64>,
}

impl Range {
    /// Reads a `Range` header of one range from a byte on (RFC 9110 14.2). What is none is passed over, as that asks.
    pub(crate) fn read(said: &str) -> Option<Range> {
        let (from, last) = said.trim().strip_prefix("bytes=")?.split_once('-')?;
        let from = from.trim().parse().ok()?;
        match last.trim() {
            "" => Some(Range { from, last: None }),
            last => last.parse().ok().filter(|last| *last >= from).map(|last| Range { from, last: Some(last) }),
        }
    }
}

/// Bytes of a file, on their way.
pub(crate) struct Fetched {
    /// The file's name.
    pub(crate) name: String,
    /// BLAKE3 of the whole file.
    pub(crate) hash: String,
    /// Size of the whole file.
    pub(crate) size: u64,
    /// The first byte that follows.
    pub(crate) from: u64,
    /// How many bytes follow.
    pub(crate) length: u64,
    /// They.
    pub(crate) body: Body,
}

/// Begins to give out a file, or a range of it.
pub(crate) async fn fetch(app: &App, who: Who, id: Uuid, range: Option<Range>) -> Result<Fetched, Trouble> {
    let file = seen(app, who.person, id).await?;
    let db = app.sql.reader();
    let brought = upload::Entity::find_by_id(id).one(db).await.map_err(said)?;
    // Whoever attached it has shown the bytes that its hash is of: without that the row may be ready, and says nothing.
    if file.state != FileState::Ready || !brought.is_some_and(|brought| brought.is_whole && brought.hash == file.hash) {
        return Err(Trouble::Missing);
    }
    let kept = blob::Entity::find_by_id(file.hash.clone()).one(db).await.map_err(said)?;
    let upload = kept.ok_or(Trouble::Missing)?.upload_id;
    let size = number(file.size);
    let Range { from, last } = range.unwrap_or(Range { from: 0, last: None });
    if from >= size {
        return Err(Trouble::Behind(size));
    }
    let end = last.map_or(size, |last| last.saturating_add(1).min(size));
    let pieces = Pieces { db: db.clone(), upload, at: from, end };
    let body = Body::from_stream(stream::try_unfold(pieces, Pieces::next));
    let length = end.saturating_sub(from);
    Ok(Fetched { name: file.name, hash: file.hash, size, from, length, body })
}

/// What is still to be given out, read a piece at a time: nothing is held while the other side is slow.
struct Pieces {
    db: DatabaseConnection,
    upload: Uuid,
    at: u64,
    end: u64,
}

impl Pieces {
    async fn next(mut self) -> Result<Option<(Bytes, Pieces)>, StoreError> {
        if self.at >= self.end {
            return Ok(None);
        }
        let holding = piece::Entity::find()
            .filter(piece::Column::UploadId.eq(self.upload))
            .filter(piece::Column::Place.lte(column(self.at)))
            .order_by_desc(piece::Column::Place)
            .limit(1);
        let found = holding.one(&self.db).await.map_err(said)?.ok_or_else(|| unreadable("a file has lost a piece"))?;
        let start = number(found.place);
        let within = |at: u64| usize::try_from(at.saturating_sub(start)).unwrap_or(usize::MAX);
        let bytes = Bytes::from(found.bytes);
        let (first, last) = (within(self.at), within(self.end).min(bytes.len()));
        if first >= last {
            return Err(unreadable("a file has lost a piece"));
        }
        let some = bytes.slice(first..last);
        self.at = self.at.saturating_add(u64::try_from(some.len()).unwrap_or(u64::MAX));
        Ok(Some((some, self)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_from_a_byte_on_is_understood_and_anything_else_is_passed_over() {
        assert_eq!(Range::read("bytes=5-"), Some(Range { from: 5, last: None }));
        assert_eq!(Range::read("bytes=0-0"), Some(Range { from: 0, last: Some(0) }));
        for other in ["bytes=-5", "bytes=9-5", "bytes=0-1,3-4", "lines=1-2", "bytes=", "bytes=x-", "5-"] {
            assert_eq!(Range::read(other), None, "{other}");
        }
    }
}
