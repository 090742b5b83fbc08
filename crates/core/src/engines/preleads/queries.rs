//! Listing pre-leads, and which of them wake today.

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    model::{ListPreleads, PreleadId, Wake, prelead},
    rules::{self, PIPELINE},
};
use crate::{
    engines::masters::rules::company_domain,
    kernel::{Call, Read, Result, calendar::Calendar, pipeline::StageView},
};

/// Pre-leads of a stage, or all that are open, newest first. At most 500.
pub async fn list(read: &Read<'_>, list: ListPreleads) -> Result<Vec<prelead::Model>> {
    let stages: Vec<String> = match list.stage {
        Some(stage) => vec![PIPELINE.stage(&stage)?.key.to_owned()],
        None => ["validation", "contacted", "not_contacted", "contact_in_future", "drop_pending"]
            .map(str::to_owned)
            .to_vec(),
    };
    let rows = prelead::Entity::find()
        .filter(prelead::Column::Stage.is_in(stages))
        .order_by_desc(prelead::Column::SeenAt)
        .limit(500)
        .all(read.db())
        .await?;
    Ok(rows)
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
        .limit(100)
        .all(read.db())
        .await?;
    rows.into_iter()
        .filter_map(|row| row.wake_on.map(|on| Call::new("preleads.wake", &Wake { id: row.id, on })))
        .collect()
}

/// The pre-lead that decides about a sender: one that keeps the address or all of its domain out, else their own.
pub(super) async fn of_sender(read: &Read<'_>, address: &str) -> Result<Option<prelead::Model>> {
    let own = PreleadId::of(address);
    let mut of = Condition::any().add(prelead::Column::Id.eq(own));
    if let Some(domain) = company_domain(address) {
        let theirs = Condition::all().add(prelead::Column::CompanyName.eq(domain));
        of = of.add(theirs.add(prelead::Column::Stage.is_in(rules::BLOCKED)));
    }
    let rows = prelead::Entity::find().filter(of).order_by_asc(prelead::Column::Id).limit(50).all(read.db()).await?;
    let keeps_out = |row: &&prelead::Model| rules::BLOCKED.contains(&row.stage.as_str());
    let found = rows.iter().find(|row| row.id == own && keeps_out(row));
    let found = found.or_else(|| rows.iter().find(keeps_out)).or_else(|| rows.iter().find(|row| row.id == own));
    Ok(found.cloned())
}
