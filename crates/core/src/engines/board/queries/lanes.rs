//! The board cut into lanes: counts and values of each column in each lane, added up by the database.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, TryGetable,
    sea_query::{Alias, Expr},
};

use super::{
    super::model::{Cell, Cut, Filter, Lane, LaneBy, card},
    narrow::{Asked, worth},
};
use crate::{
    engines::{
        enquiries::{
            model::{Priority, TrackKind},
            rules::PIPELINE,
        },
        masters::model::{CompanyId, company},
        people::queries::name_of,
    },
    kernel::{PersonId, Read, Result},
};

/// Companies that have a lane of their own: those with the most cards.
const MOST_COMPANIES: u64 = 8;

/// The lanes with what is in each of their columns. Together they are the board under the same filter.
pub async fn lanes(read: &Read<'_>, cut: Cut) -> Result<Vec<Lane>> {
    let asked = Asked::about(read, &cut.filter).await?;
    let cards = asked.of(read, card::Entity::find());
    match cut.by {
        LaneBy::Owner => of_owners(read, cards).await,
        LaneBy::Priority => of_priorities(read, cards).await,
        LaneBy::Track => of_tracks(read, cards).await,
        LaneBy::Company => of_companies(read, cards, cut.filter).await,
    }
}

/// One line of an answer: a lane, a column, its cards and their worth.
type Part<K> = (K, String, i64, Option<i64>);

async fn parts<K: TryGetable>(read: &Read<'_>, cards: Select<card::Entity>, by: card::Column) -> Result<Vec<Part<K>>>
where
    Part<K>: sea_orm::TryGetableMany,
{
    let grouped = cards
        .select_only()
        .column(by)
        .column(card::Column::Stage)
        .column_as(card::Column::Id.count(), "cards")
        .column_as(worth(), "worth")
        .group_by(by)
        .group_by(card::Column::Stage);
    Ok(grouped.into_tuple().all(read.db()).await?)
}

/// Puts the parts of each lane together, in the order of the keys.
fn gathered<K: Ord>(parts: Vec<Part<K>>) -> BTreeMap<K, Vec<Cell>> {
    let mut lanes: BTreeMap<K, Vec<Cell>> = BTreeMap::new();
    for (key, column, count, value) in parts {
        lanes.entry(key).or_default().push(Cell { column, count, value_minor: value.unwrap_or(0) });
    }
    lanes
}

fn lane(key: Option<String>, label: String, mut cells: Vec<Cell>) -> Lane {
    let place = |cell: &Cell| PIPELINE.stages.iter().position(|stage| stage.key == cell.column);
    cells.sort_by_key(place);
    let sum = |of: fn(&Cell) -> i64| cells.iter().map(of).fold(0_i64, i64::saturating_add);
    Lane { key, label, count: sum(|cell| cell.count), value_minor: sum(|cell| cell.value_minor), cells }
}

/// Whoever looks comes first, the others by name.
async fn of_owners(read: &Read<'_>, cards: Select<card::Entity>) -> Result<Vec<Lane>> {
    let me = read.actor().person;
    let mut owners = gathered(parts::<PersonId>(read, cards, card::Column::OwnerId).await?);
    owners.entry(me).or_default();
    let mut lanes = Vec::new();
    for (owner, cells) in owners {
        lanes.push((owner != me, lane(Some(owner.to_string()), name_of(read, owner).await?, cells)));
    }
    lanes.sort_by(|(is_other, one), (other_is_other, other)| {
        (is_other, &one.label, &one.key).cmp(&(other_is_other, &other.label, &other.key))
    });
    Ok(lanes.into_iter().map(|(_, lane)| lane).collect())
}

/// Every priority has its lane, so that a card can be given each of them.
async fn of_priorities(read: &Read<'_>, cards: Select<card::Entity>) -> Result<Vec<Lane>> {
    let mut found = gathered(parts::<Priority>(read, cards, card::Column::Priority).await?);
    let one = |priority: &Priority| {
        lane(Some(priority.key().to_owned()), String::new(), found.remove(priority).unwrap_or_default())
    };
    Ok(Priority::ALL.iter().map(one).collect())
}

/// What waits for something, by what; then what waits for nothing.
async fn of_tracks(read: &Read<'_>, cards: Select<card::Entity>) -> Result<Vec<Lane>> {
    let mut found = gathered(parts::<Option<TrackKind>>(read, cards, card::Column::LeadTrack).await?);
    let kinds = TrackKind::ALL.iter().copied().map(Some).chain([None]);
    let lanes = kinds.filter_map(|kind| {
        let cells = found.remove(&kind)?;
        Some(lane(kind.map(|kind| kind.key().to_owned()), String::new(), cells))
    });
    Ok(lanes.collect())
}

/// The companies with the most cards, and all others together: the rest of what the columns hold.
async fn of_companies(read: &Read<'_>, cards: Select<card::Entity>, filter: Filter) -> Result<Vec<Lane>> {
    let top: Vec<(CompanyId, i64)> = cards
        .clone()
        .filter(card::Column::CompanyId.is_not_null())
        .select_only()
        .column(card::Column::CompanyId)
        .column_as(card::Column::Id.count(), "cards")
        .group_by(card::Column::CompanyId)
        .order_by_desc(Expr::col(Alias::new("cards")))
        .order_by_asc(card::Column::CompanyId)
        .limit(MOST_COMPANIES)
        .into_tuple()
        .all(read.db())
        .await?;
    let ids: Vec<CompanyId> = top.into_iter().map(|(id, _)| id).collect();
    let named: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    let names: BTreeMap<CompanyId, String> =
        read.many::<company::Model>(&named).await?.into_iter().map(|row| (row.id, row.name)).collect();
    // An empty list names no index: the database would look at every card to find none.
    let mut found = BTreeMap::new();
    if !ids.is_empty() {
        let theirs = cards.filter(card::Column::CompanyId.is_in(ids.iter().copied()));
        found = gathered(parts::<CompanyId>(read, theirs, card::Column::CompanyId).await?);
    }
    let mut rest: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for column in super::columns(read, filter).await? {
        rest.insert(column.key, (column.count, column.value_minor));
    }
    let mut lanes = Vec::new();
    for id in ids {
        let cells = found.remove(&id).unwrap_or_default();
        for cell in &cells {
            if let Some((count, value)) = rest.get_mut(&cell.column) {
                *count = count.saturating_sub(cell.count);
                *value = value.saturating_sub(cell.value_minor);
            }
        }
        lanes.push(lane(Some(id.to_string()), names.get(&id).cloned().unwrap_or_default(), cells));
    }
    let others = rest.into_iter().filter(|(_, (count, _))| *count > 0);
    let others: Vec<Cell> = others.map(|(column, (count, value_minor))| Cell { column, count, value_minor }).collect();
    if !others.is_empty() {
        lanes.push(lane(None, String::new(), others));
    }
    Ok(lanes)
}
