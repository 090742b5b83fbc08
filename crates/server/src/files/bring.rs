//! Bytes that come to the office.

use axum::body::Bytes;
use pebble_core::{
    engines::files::model::{Received, attachment},
    kernel::ids::derive,
};
use pebble_sync::{
    Call, Executor, Mutation, MutationId, Ran, StoreError,
    server_store::{ServerStore, ServerTx},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use serde::Serialize;
use uuid::Uuid;

use super::{Trouble, Who, seen};
use crate::{
    fault::{column, number, said, unreadable},
    http::{App, now},
    rows::{blob, piece, upload},
    tx::SqlTx,
};

/// How far a file has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Progress {
    /// Bytes that are here, from the first.
    pub(crate) received: u64,
    /// Bytes of the file.
    pub(crate) size: u64,
}

/// A piece of a file.
pub(crate) struct Piece {
    /// Where it begins.
    pub(crate) offset: u64,
    /// Its BLAKE3, if the sender says it.
    pub(crate) checksum: Option<blake3::Hash>,
    /// The bytes; none to ask how far the file has come.
    pub(crate) bytes: Bytes,
}

/// Takes a piece of a file and answers how far that has come.
pub(crate) async fn bring(app: &App, who: Who, id: Uuid, piece: Piece) -> Result<Progress, Trouble> {
    let file = seen(app, who.person, id).await?;
    if file.attached_by.0 != who.person.0 {
        return Err(Trouble::NotYours);
    }
    if piece.checksum.is_some_and(|said| said != blake3::hash(&piece.bytes)) {
        return Err(Trouble::Garbled);
    }
    let took = app.node.until_alone(who.device, || take(app, who, &file, &piece)).await?;
    let took = took.ok_or_else(|| Trouble::Store(StoreError::Busy("it was tried often enough".to_owned())))?;
    if took.as_ref().is_ok_and(|progress| progress.received == progress.size) {
        app.wake.notify_one();
        app.news.notify_one();
    }
    took
}

/// One try: what fails at the database is tried again, what is wrong with the piece is not.
async fn take(
    app: &App,
    who: Who,
    file: &attachment::Model,
    piece: &Piece,
) -> Result<Result<Progress, Trouble>, StoreError> {
    let mut tx = app.sql.begin().await?;
    let begun = begin(&tx, file).await?;
    let progress = |received: i64| Progress { received: number(received), size: number(begun.size) };
    if piece.bytes.is_empty() || begun.is_whole {
        tx.commit().await?;
        return Ok(Ok(progress(begun.received)));
    }
    if column(piece.offset) != begun.received {
        return Ok(Err(Trouble::Elsewhere(progress(begun.received))));
    }
    let length = i64::try_from(piece.bytes.len()).unwrap_or(i64::MAX);
    let received = begun.received.saturating_add(length);
    if received > begun.size {
        return Ok(Err(Trouble::TooMany));
    }
    let row =
        piece::ActiveModel { upload_id: Set(begun.id), place: Set(begun.received), bytes: Set(piece.bytes.to_vec()) };
    piece::Entity::insert_many([row]).exec_without_returning(tx.db()?).await.map_err(said)?;
    let ended = match received == begun.size {
        true => finish(app, who, &mut tx, &begun).await?,
        false => End::Open,
    };
    let (received, is_whole) = match ended {
        End::Gone => return Ok(Err(Trouble::Missing)),
        End::Mistaken => (0, false),
        End::Open => (received, false),
        End::Whole => (received, true),
    };
    note(&tx, begun.id, received, is_whole).await?;
    tx.commit().await?;
    Ok(if ended == End::Mistaken { Err(Trouble::Mistaken) } else { Ok(progress(received)) })
}

/// The row that says how far a file has come, held until the end: two who bring it take turns.
async fn begin(tx: &SqlTx, file: &attachment::Model) -> Result<upload::Model, StoreError> {
    let first = upload::ActiveModel {
        id: Set(file.id.0),
        hash: Set(file.hash.clone()),
        size: Set(file.size),
        received: Set(0),
        is_whole: Set(false),
        touched_at: Set(tx.now.millis()),
    };
    let once = OnConflict::column(upload::Column::Id).do_nothing().to_owned();
    let insert = upload::Entity::insert_many([first]).on_conflict(once);
    insert.exec_without_returning(tx.db()?).await.map_err(said)?;
    let row = upload::Entity::find_by_id(file.id.0).lock_exclusive().one(tx.db()?).await.map_err(said)?;
    row.ok_or_else(|| unreadable("an upload that was begun is gone"))
}

async fn note(tx: &SqlTx, id: Uuid, received: i64, is_whole: bool) -> Result<(), StoreError> {
    upload::Entity::update_many()
        .col_expr(upload::Column::Received, received.into())
        .col_expr(upload::Column::IsWhole, is_whole.into())
        .col_expr(upload::Column::TouchedAt, tx.now.millis().into())
        .filter(upload::Column::Id.eq(id))
        .exec(tx.db()?)
        .await
        .map_err(said)
        .map(|_| ())
}

/// What becomes of a file with a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// More is to come.
    Open,
    /// It is here.
    Whole,
    /// It is something else than was said.
    Mistaken,
    /// It was taken off meanwhile.
    Gone,
}

/// All bytes are here: if they are the file's, the office says so.
async fn finish(app: &App, who: Who, tx: &mut SqlTx, upload: &upload::Model) -> Result<End, StoreError> {
    if hash_of(tx.db()?, upload.id).await?.to_hex().as_str() != upload.hash {
        drop_pieces(tx.db()?, upload.id).await?;
        return Ok(End::Mistaken);
    }
    let keep = blob::ActiveModel { hash: Set(upload.hash.clone()), upload_id: Set(upload.id) };
    // Touched when it is there already, so that who sweeps it away at the same moment and this cannot both be right.
    let mut same = OnConflict::column(blob::Column::Hash);
    let same = same.value(blob::Column::Hash, Expr::cust("excluded.hash")).to_owned();
    // What stands is what the statement says: a row that somebody removes meanwhile is still seen by a question.
    let kept = blob::Entity::insert(keep).on_conflict(same).exec_with_returning(tx.db()?).await.map_err(said)?;
    if kept.upload_id != upload.id {
        drop_pieces(tx.db()?, upload.id).await?;
    }
    observe(app, who, tx, upload).await
}

/// What the pieces of a file hash to together.
async fn hash_of(db: &DatabaseTransaction, upload: Uuid) -> Result<blake3::Hash, StoreError> {
    let (mut hasher, mut place) = (blake3::Hasher::new(), 0_i64);
    while let Some(bytes) = one_piece(db, upload, place).await? {
        hasher.update(&bytes);
        place = place.saturating_add(i64::try_from(bytes.len()).unwrap_or(i64::MAX));
    }
    Ok(hasher.finalize())
}

async fn one_piece(db: &DatabaseTransaction, upload: Uuid, place: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let at = piece::Entity::find()
        .filter(piece::Column::UploadId.eq(upload))
        .filter(piece::Column::Place.gte(place))
        .order_by_asc(piece::Column::Place)
        .limit(1);
    Ok(at.one(db).await.map_err(said)?.map(|piece| piece.bytes))
}

/// Forgets the bytes that were brought for a file.
pub(super) async fn drop_pieces(db: &DatabaseTransaction, upload: Uuid) -> Result<(), StoreError> {
    let all = piece::Entity::delete_many().filter(piece::Column::UploadId.eq(upload));
    all.exec(db).await.map_err(said).map(|_| ())
}

/// The office has seen that a file is here, and says so.
async fn observe(app: &App, who: Who, tx: &mut SqlTx, upload: &upload::Model) -> Result<End, StoreError> {
    let received = Received { id: upload.id.into(), hash: upload.hash.clone() };
    let mutation = Mutation {
        id: MutationId(derive(&[b"received", upload.id.as_bytes()])),
        name: "files.received".to_owned(),
        version: 1,
        input: serde_json::to_value(&received).map_err(unreadable)?,
        at: now(app),
        person: who.person,
    };
    let (at, now) = (mutation.at, mutation.at);
    let call = Call { mutation: &mutation, at, now, given: &[], device: None, seen: u64::MAX };
    match app.node.office().run(tx, call).await? {
        Ran::Applied { changes, .. } => {
            let events = app.node.server().events(changes).collect();
            tx.append_events(events).await?;
            Ok(End::Whole)
        }
        Ran::Refused(_) | Ran::Stale { .. } => Ok(End::Gone),
    }
}
