//! Columns, windows, lanes and kept views.

mod lanes;
mod narrow;
mod views;

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::NullOrdering};

pub use lanes::lanes;
use narrow::Asked;
pub(super) use views::first_of;
pub use views::views;

use super::model::{Card, Cards, Column, Filter, Picked, Sort, Window, card, total};
use crate::{
    engines::enquiries::rules::PIPELINE,
    kernel::{Read, Result},
};

/// Cards in one window.
const MOST_SHOWN: u64 = 200;
/// Cards that are picked at once.
const MOST_PICKED: u64 = 500;

/// The columns with their counts and values. Without a filter they come from the kept totals; with one, from the cards
/// that fit it.
pub async fn columns(read: &Read<'_>, filter: Filter) -> Result<Vec<Column>> {
    let sums = match narrow::is_open(&filter) {
        true => kept(read).await?,
        false => counted(read, &filter).await?,
    };
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

/// Cards and their worth, by column.
type Sums = BTreeMap<String, (i64, i64)>;

async fn kept(read: &Read<'_>) -> Result<Sums> {
    let rows = total::Entity::find().all(read.db()).await?;
    Ok(rows.into_iter().map(|row| (row.stage, (row.cards, row.value_minor))).collect())
}

async fn counted(read: &Read<'_>, filter: &Filter) -> Result<Sums> {
    let asked = Asked::about(read, filter).await?;
    let rows: Vec<(String, i64, Option<i64>)> = asked
        .of(read, card::Entity::find())
        .select_only()
        .column(card::Column::Stage)
        .column_as(card::Column::Id.count(), "cards")
        .column_as(narrow::worth(), "worth")
        .group_by(card::Column::Stage)
        .into_tuple()
        .all(read.db())
        .await?;
    Ok(rows.into_iter().map(|(stage, cards, value)| (stage, (cards, value.unwrap_or(0)))).collect())
}

/// The cards of a part of a column, in order.
pub async fn window(read: &Read<'_>, window: Window) -> Result<Cards> {
    let rows = part(read, &window, MOST_SHOWN).await?.all(read.db()).await?;
    let today = narrow::today(read).await?;
    Ok(Cards { cards: rows.into_iter().map(|row| Card::on(row, read.now(), today)).collect() })
}

/// Which cards stand in a part of a column, in order: for whoever picks many at once.
pub async fn pick(read: &Read<'_>, window: Window) -> Result<Vec<Picked>> {
    let rows = part(read, &window, MOST_PICKED).await?.all(read.db()).await?;
    let picked = |row: card::Model| Picked { id: row.id, title: row.title, column: row.stage };
    Ok(rows.into_iter().map(picked).collect())
}

async fn part(read: &Read<'_>, window: &Window, most: u64) -> Result<Select<card::Entity>> {
    let stage = PIPELINE.stage(&window.column)?;
    let asked = Asked::about(read, &window.filter).await?;
    let mut cards = asked.of(read, card::Entity::find()).filter(card::Column::Stage.eq(stage.key));
    if let Some(lane) = &window.lane {
        cards = cards.filter(narrow::in_lane(lane)?);
    }
    Ok(ordered(cards, window.sort).offset(window.offset).limit(window.limit.clamp(1, most)))
}

fn ordered(cards: Select<card::Entity>, sort: Sort) -> Select<card::Entity> {
    let first = match sort {
        Sort::Hand => None,
        Sort::Value => Some((card::Column::ValueMinor, Order::Desc)),
        Sort::Due => Some((card::Column::DueAt, Order::Asc)),
        Sort::Flag => Some((card::Column::FlagOn, Order::Asc)),
        Sort::Age => Some((card::Column::StageSince, Order::Asc)),
    };
    let cards = match first {
        Some((column, order)) => cards.order_by_with_nulls(column, order, NullOrdering::Last),
        None => cards,
    };
    cards.order_by_asc(card::Column::Rank).order_by_asc(card::Column::Id)
}
