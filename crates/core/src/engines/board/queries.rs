//! Columns and windows.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::Expr};

use super::model::{Card, Cards, Column, Filter, Window, card, total};
use crate::{
    engines::enquiries::rules::PIPELINE,
    kernel::{Read, Result, calendar::Calendar, search},
};

/// The columns with their counts and values. Without a filter they come from the kept totals; with one, from the cards
/// that fit it.
pub async fn columns(read: &Read<'_>, filter: Filter) -> Result<Vec<Column>> {
    let sums = if is_open(&filter) { kept(read).await? } else { counted(read, &filter).await? };
    let column = |stage: &crate::kernel::pipeline::Stage| {
        let (count, value_minor) = sums.get(stage.key).copied().unwrap_or_default();
        Column {
            key: stage.key.to_owned(),
            label: stage.label.to_owned(),
            kind: stage.kind,
            count,
            value_minor,
            currency: "INR".to_owned(),
        }
    };
    Ok(PIPELINE.stages.iter().map(column).collect())
}

fn is_open(filter: &Filter) -> bool {
    filter.owner_id.is_none() && filter.priority.is_none() && words(filter).is_none()
}

fn words(filter: &Filter) -> Option<&str> {
    filter.query.as_deref().map(str::trim).filter(|words| !words.is_empty())
}

type Sums = BTreeMap<String, (i64, i64)>;

async fn kept(read: &Read<'_>) -> Result<Sums> {
    let rows = total::Entity::find().all(read.db()).await?;
    Ok(rows.into_iter().map(|row| (row.stage, (row.cards, row.value_minor))).collect())
}

async fn counted(read: &Read<'_>, filter: &Filter) -> Result<Sums> {
    let rows: Vec<(String, i64, Option<i64>)> = narrowed(read, card::Entity::find(), filter)
        .select_only()
        .column(card::Column::Stage)
        .column_as(card::Column::Id.count(), "cards")
        .column_as(Expr::cust("CAST(SUM(value_minor) AS BIGINT)"), "value_minor")
        .group_by(card::Column::Stage)
        .into_tuple()
        .all(read.db())
        .await?;
    Ok(rows.into_iter().map(|(stage, cards, value)| (stage, (cards, value.unwrap_or(0)))).collect())
}

fn narrowed(read: &Read<'_>, mut cards: Select<card::Entity>, filter: &Filter) -> Select<card::Entity> {
    if let Some(owner) = filter.owner_id {
        cards = cards.filter(card::Column::OwnerId.eq(owner));
    }
    if let Some(priority) = filter.priority {
        cards = cards.filter(card::Column::Priority.eq(priority));
    }
    match words(filter) {
        Some(words) => cards.filter(search::fits::<card::Model>(read, words)),
        None => cards,
    }
}

/// The cards of a part of a column, in order.
pub async fn window(read: &Read<'_>, window: Window) -> Result<Cards> {
    let stage = PIPELINE.stage(&window.column)?;
    let rows = narrowed(read, card::Entity::find(), &window.filter)
        .filter(card::Column::Stage.eq(stage.key))
        .order_by_asc(card::Column::Rank)
        .order_by_asc(card::Column::Id)
        .offset(window.offset)
        .limit(window.limit.clamp(1, 200))
        .all(read.db())
        .await?;
    let today = read.setting::<Calendar>().await?.local_date(read.now().utc());
    Ok(Cards { cards: rows.into_iter().map(|row| Card::on(row, read.now(), today)).collect() })
}
