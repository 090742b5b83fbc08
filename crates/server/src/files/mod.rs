//! Files: their bytes, beside the feed that says what is attached where (sync.md 4.11).
//!
//! Bytes come in pieces, each at its offset, and stay in the office's database, so that a backup has them and every node
//! serves them. They are asked for by the attachment, never by their hash: whoever sees an attachment now may read it
//! now. A hash is no key either. An attachment can name any hash, so its bytes are given out only after they were
//! brought for it, all of them; that the office has had the same bytes from somebody else is nobody's business, and
//! saves room, not the way. When the last piece is here and all of them hash to what was said, the office says so
//! (`files.received`), in the same transaction.
//!
//! Desks (`/sync/v1/blob`) and programs (`/api/v1/files`) come in by doors of their own and do the same here.

mod bring;
mod door;
mod fetch;
mod sweep;

pub(crate) use bring::{Piece, Progress, bring};
pub(crate) use door::{At, checksum, range, receive, send};
pub(crate) use fetch::{Fetched, fetch};
pub use sweep::Sweep;

use pebble_core::engines::files::model::attachment;
use pebble_sync::{
    Device, Key, Person, StoreError, Table,
    server_store::{ServerStore, View},
};
use uuid::Uuid;

use crate::http::App;

/// The largest piece, in bytes (sync.md 4.11).
pub(crate) const MOST_PIECE: usize = 4 << 20;

/// Who brings or fetches.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Who {
    /// From where: a desk, or a program's key.
    pub(crate) device: Device,
    /// In whose name.
    pub(crate) person: Person,
}

/// Why bytes were not taken or given.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// There is no such file for this person, or its bytes are not here.
    Missing,
    /// Somebody else attached it.
    NotYours,
    /// The office has another number of its bytes.
    Elsewhere(Progress),
    /// The piece is not what its checksum says.
    Garbled,
    /// There are more bytes than the file has.
    TooMany,
    /// All bytes are here, and they are not those of the file: they were thrown away.
    Mistaken,
    /// The range begins behind the end.
    Behind(u64),
    /// The database did not answer.
    Store(StoreError),
}

impl From<StoreError> for Trouble {
    fn from(cause: StoreError) -> Trouble {
        Trouble::Store(cause)
    }
}

/// What people are told.
impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Trouble::Missing => "There is no such file, its bytes are not here yet, or it was not shared with you.",
            Trouble::NotYours => "Whoever attached a file brings its bytes.",
            Trouble::Elsewhere(_) => "The office goes on at another offset: see `received`.",
            Trouble::Garbled => "The piece is not what its checksum says: send it again.",
            Trouble::TooMany => "This is more than the file has, as it was attached.",
            Trouble::Mistaken => "These bytes are not those of the file as it was attached. Begin again at 0.",
            Trouble::Behind(_) => "The range begins behind the end of the file.",
            Trouble::Store(_) => "The office is busy: ask again.",
        })
    }
}

/// An attachment that this person sees now.
pub(super) async fn seen(app: &App, person: Person, id: Uuid) -> Result<attachment::Model, Trouble> {
    let mut view = app.sql.view().await?;
    let key = Key { table: Table::from("attachment"), id };
    let Some(row) = view.rows(&[key.clone()].into()).await?.remove(&key) else { return Err(Trouble::Missing) };
    let granted = view.grants(person).await?;
    if !granted.iter().any(|grant| row.scopes.contains(&grant.scope)) {
        return Err(Trouble::Missing);
    }
    serde_json::from_value(row.cols).map_err(|why| Trouble::Store(crate::fault::unreadable(why)))
}
