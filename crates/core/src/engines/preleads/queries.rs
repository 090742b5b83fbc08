//! Listing pre-leads, and which of them wake today.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    model::{FoundPrelead, ListPreleads, PreleadId, Wake, prelead},
    rules::{self, PIPELINE},
};
use crate::{
    engines::masters::rules::company_domain,
    kernel::{Call, Read, Result, calendar::Calendar, pipeline::StageView, search},
};

/// Rows in one answer of a search.
const MOST_FOUND: u64 = 20;
/// Most rows of a list.
const MOST: usize = 500;

/// Pre-leads of a stage, all that wait, or all who were turned away, newest first. At most 500.
pub async fn list(read: &Read<'_>, list: ListPreleads) -> Result<Vec<prelead::Model>> {
    let turned_away = || PIPELINE.stages.iter().map(|stage| stage.key).filter(|key| rules::turned_away(key).is_some());
    let stages: Vec<&str> = match &list.stage {
        Some(stage) => vec![PIPELINE.stage(stage)?.key],
        None if list.is_turned_away => turned_away().collect(),
        None => rules::OPEN.to_vec(),
    };
    // Stage by stage, as the index has them: those who were turned away pile up over the years.
    let mut rows = Vec::new();
    for stage in stages {
        let newest = prelead::Entity::find()
            .filter(prelead::Column::Stage.eq(stage))
            .order_by_desc(prelead::Column::SeenAt)
            .limit(u64::try_from(MOST).unwrap_or_default());
        rows.extend(newest.all(read.db()).await?);
    }
    rows.sort_by_key(|row: &prelead::Model| (std::cmp::Reverse(row.seen_at), row.id));
    rows.truncate(MOST);
    Ok(rows)
}

/// Pre-leads that these words fit and that wait or were turned away, the last who wrote first. At most 20; none without
/// words.
pub async fn find(read: &Read<'_>, query: String) -> Result<Vec<FoundPrelead>> {
    let query = query.trim();
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let is_there = |key: &&str| rules::OPEN.contains(key) || rules::turned_away(key).is_some();
    let found = prelead::Entity::find()
        .filter(search::fits::<prelead::Model>(read, query))
        .filter(prelead::Column::Stage.is_in(PIPELINE.stages.iter().map(|stage| stage.key).filter(is_there)))
        .order_by_desc(prelead::Column::SeenAt)
        .order_by_asc(prelead::Column::Id)
        .limit(MOST_FOUND);
    let card = |row: prelead::Model| FoundPrelead {
        is_turned_away: rules::turned_away(&row.stage).is_some(),
        id: row.id,
        name: row.name,
        address: row.address,
        company_name: row.company_name,
        subject: row.subject,
    };
    Ok(found.all(read.db()).await?.into_iter().map(card).collect())
}

/// One pre-lead.
pub async fn detail(read: &Read<'_>, id: PreleadId) -> Result<prelead::Model> {
    read.get(id).await
}

/// The stages.
pub async fn stages(_: &Read<'_>, _: ()) -> Result<Vec<StageView>> {
    Ok(PIPELINE.stages.iter().map(StageView::from).collect())
}

/// Pre-leads whose day has come.
pub async fn due(read: &Read<'_>) -> Result<Vec<Call>> {
    let today = read.setting::<Calendar>().await?.local_date(read.now().utc());
    let rows = prelead::Entity::find()
        .filter(prelead::Column::Stage.eq("contact_in_future"))
        .filter(prelead::Column::WakeOn.lte(today))
        .filter(prelead::Column::OwnerId.eq(read.actor().person))
        .limit(100)
        .all(read.db())
        .await?;
    rows.into_iter()
        .filter_map(|row| row.wake_on.map(|on| Call::new("preleads.wake", &Wake { id: row.id, on })))
        .collect()
}

/// The pre-lead that decides about a sender: one that keeps the address or all of its domain out, else their own.
pub(super) async fn of_sender(read: &Read<'_>, address: &str) -> Result<Option<prelead::Model>> {
    let me = read.actor().person;
    let theirs = prelead::Entity::find()
        .filter(prelead::Column::Address.eq(address.to_lowercase()))
        .filter(prelead::Column::OwnerId.eq(me));
    let own = read.all::<prelead::Model>(theirs).await?.into_iter().min_by_key(|row| (row.created_at, row.id));
    let Some(domain) = company_domain(address) else { return Ok(own) };
    if own.as_ref().is_some_and(|own| rules::BLOCKED.contains(&own.stage.as_str())) {
        return Ok(own);
    }
    let keeps_out = prelead::Entity::find()
        .filter(prelead::Column::CompanyName.eq(domain))
        .filter(prelead::Column::Stage.is_in(rules::BLOCKED));
    // Few: once a domain is kept out, nobody of it becomes a pre-lead any more.
    let first = read.all::<prelead::Model>(keeps_out).await?.into_iter().min_by_key(|row| row.id);
    Ok(first.or(own))
}
