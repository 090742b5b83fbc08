//! What people said of mails, as the reader learns from it; and what it has learnt.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use crate::{
    engines::email::{
        intent::{Lesson, Letter},
        model::{Learning, Said, TaughtState, TaughtView, body, judgement, message, taught},
    },
    kernel::{At, Read, Result},
};

/// The newest mails of which a person said what they are, at most so many, the newest first. One whose body is not here
/// teaches nothing.
///
/// # Errors
/// The database's.
pub async fn lessons(read: &Read<'_>, most: u64) -> Result<Vec<Lesson>> {
    let said = taught_by(None)
        .order_by_desc(judgement::Column::SaidAt)
        .order_by_desc(judgement::Column::Id)
        .limit(most)
        .all(read.db())
        .await?;
    let ids: Vec<Uuid> = said.iter().map(|row| row.id.0).collect();
    let mails: BTreeMap<Uuid, message::Model> =
        read.many::<message::Model>(&ids).await?.into_iter().map(|row| (row.id.0, row)).collect();
    let bodies: BTreeMap<Uuid, body::Model> =
        read.many::<body::Model>(&ids).await?.into_iter().map(|row| (row.id.0, row)).collect();
    let lesson = |row: judgement::Model| {
        let (mail, inside) = (mails.get(&row.id.0)?, bodies.get(&row.id.0)?);
        let letter = Letter {
            subject: mail.subject.clone(),
            from: mail.from_address.clone(),
            body: inside.html.clone(),
            is_html: true,
            ..Letter::default()
        };
        let label = row.put_right.unwrap_or(row.intent).0;
        Some(Lesson { letter, label, is_correction: row.said == Some(Said::Corrected) })
    };
    Ok(said.into_iter().filter_map(lesson).collect())
}

/// The judgements to which a person said something since then that teaches.
fn taught_by(since: Option<At>) -> Select<judgement::Entity> {
    judgement::Entity::find()
        .filter(judgement::Column::SaidAt.gt(since.unwrap_or_else(|| At::from_millis(0))))
        .filter(judgement::Column::Said.is_in([Said::Accepted, Said::Corrected]))
}

/// The model in use, in base64; none where it is the one that came with the program.
///
/// # Errors
/// The database's.
pub async fn model_in_use(read: &Read<'_>) -> Result<Option<String>> {
    Ok(in_use(read).await?.map(|row| row.model))
}

/// The models of the program that those go out from which were made here.
///
/// # Errors
/// The database's.
pub async fn bases(read: &Read<'_>) -> Result<Vec<String>> {
    let bases = taught::Entity::find().select_only().column(taught::Column::Base).distinct();
    Ok(bases.into_tuple().all(read.db()).await?)
}

async fn in_use(read: &Read<'_>) -> Result<Option<taught::Model>> {
    Ok(taught::Entity::find().filter(taught::Column::State.eq(TaughtState::InUse)).one(read.db()).await?)
}

/// What the reader was taught with last, whatever became of that.
///
/// # Errors
/// The database's.
pub async fn last(read: &Read<'_>) -> Result<Option<TaughtView>> {
    let last = taught::Entity::find().order_by_desc(taught::Column::MadeAt).limit(1).one(read.db()).await?;
    Ok(last.map(view))
}

/// What people said since the reader was taught last: how much, and when the last of it.
///
/// # Errors
/// The database's.
pub async fn said_since(read: &Read<'_>, since: Option<At>) -> Result<(u64, Option<At>)> {
    let said = taught_by(since);
    let last = said.clone().order_by_desc(judgement::Column::SaidAt).limit(1).one(read.db()).await?;
    Ok((said.count(read.db()).await?, last.and_then(|row| row.said_at)))
}

/// What the reader has learnt.
pub async fn learning(read: &Read<'_>, _: ()) -> Result<Learning> {
    let last = last(read).await?;
    let (waiting, _) = said_since(read, last.as_ref().map(|row| row.made_at)).await?;
    Ok(Learning { last, in_use: in_use(read).await?.map(view), waiting })
}

fn view(row: taught::Model) -> TaughtView {
    TaughtView {
        made_at: row.made_at,
        state: row.state,
        lessons: row.lessons,
        right_before: row.right_before,
        right_after: row.right_after,
        reason: row.reason,
    }
}
