//! Listing pre-leads, and which of them wake today.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    model::{ListPreleads, PreleadId, Wake, prelead},
    rules::PIPELINE,
};
use crate::kernel::{Call, Read, Result, calendar::Calendar, pipeline::StageView};

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
