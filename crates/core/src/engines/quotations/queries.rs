//! Reading quotations, and which of them no longer hold.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    model::{Content, Expire, QuotationId, Quoted, Reckoned, quotation},
    rules::{self, PIPELINE},
};
use crate::{
    engines::{
        enquiries::model::{EnquiryId, enquiry},
        masters::queries::listed,
        people::{
            model::person,
            queries::{everybody, name_of},
        },
    },
    kernel::{Call, Read, Result, calendar::Calendar, pipeline::StageView},
};

/// The quotations of an enquiry, the newest first, each with its open forks.
pub async fn of_enquiry(read: &Read<'_>, id: EnquiryId) -> Result<Vec<Quoted>> {
    let rows = quotation::Entity::find()
        .filter(quotation::Column::EnquiryId.eq(id))
        .order_by_desc(quotation::Column::CreatedAt)
        .order_by_desc(quotation::Column::Revision)
        .order_by_desc(quotation::Column::Id)
        .limit(500)
        .all(read.db())
        .await?;
    let people = everybody(read, ()).await?;
    let mut forks: BTreeMap<QuotationId, Vec<quotation::Model>> = BTreeMap::new();
    let mut originals = Vec::new();
    for row in rows {
        match row.fork_of {
            Some(of) if row.closed_at.is_none() => forks.entry(of).or_default().push(row),
            Some(_) => {}
            None => originals.push(row),
        }
    }
    let mut found = Vec::new();
    for row in originals {
        let forks = forks.remove(&row.id).unwrap_or_default();
        found.push(quoted(read, row, forks, &people).await?);
    }
    Ok(found)
}

async fn quoted(
    read: &Read<'_>,
    row: quotation::Model,
    forks: Vec<quotation::Model>,
    people: &[person::Model],
) -> Result<Quoted> {
    Ok(Quoted {
        label: rules::label(&row),
        stage: PIPELINE.stage(&row.stage)?.label.to_owned(),
        moves: PIPELINE.reachable(&row.stage).map(|stage| stage.key.to_owned()).collect(),
        saved_by: name_of(read, row.saved_by).await?,
        is_manual: row.lines.0.iter().any(|line| line.price_version.is_none()),
        may_approve: rules::may_approve(read.actor().person, row.owner_id, people).is_ok(),
        forks,
        quotation: row,
    })
}

/// What a quotation for an enquiry begins with.
pub async fn propose(read: &Read<'_>, id: EnquiryId) -> Result<Content> {
    let enquiry: enquiry::Model = read.get(id).await?;
    let today = read.setting::<Calendar>().await?.local_date(read.now().utc());
    Ok(rules::proposed(&enquiry, &listed(read, ()).await?, today))
}

/// What a quotation that is being written comes to.
pub async fn reckon(_: &Read<'_>, content: Content) -> Result<Reckoned> {
    Ok(rules::reckon(&content))
}

/// The stages.
pub async fn stages(_: &Read<'_>, _: ()) -> Result<Vec<StageView>> {
    Ok(PIPELINE.stages.iter().map(StageView::from).collect())
}

/// Quotations of the acting person whose day has passed, at most 200 at a time.
pub async fn due(read: &Read<'_>) -> Result<Vec<Call>> {
    let today = read.setting::<Calendar>().await?.local_date(read.now().utc());
    let rows = quotation::Entity::find()
        .filter(quotation::Column::Stage.is_in(["sent", "negotiation"]))
        .filter(quotation::Column::ValidUntil.lt(today))
        .filter(quotation::Column::OwnerId.eq(read.actor().person))
        .order_by_asc(quotation::Column::ValidUntil)
        .limit(200)
        .all(read.db())
        .await?;
    rows.into_iter()
        .filter_map(|row| {
            Some(Call::new("quotations.expire", &Expire { id: row.id, valid_until: row.valid_until?, on: today }))
        })
        .collect()
}
