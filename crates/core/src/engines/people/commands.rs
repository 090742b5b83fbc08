//! Introductions.

use super::{
    model::{Join, TeamId, person, team},
    rules,
};
use crate::kernel::{PersonId, Result, Tx, ids::derive};

/// Introduces a person, or corrects their entry.
pub(super) async fn join(tx: &mut Tx, join: Join) -> Result<PersonId> {
    rules::introduction(&join)?;
    let team_id = team_named(tx, join.team.as_deref()).await?;
    let id = join.id.unwrap_or(tx.actor().person);
    let before: Option<person::Model> = tx.read().find(id).await?;
    let after = person::Model {
        id,
        name: join.name.trim().to_owned(),
        email: join.email.trim().to_lowercase(),
        role: join.role,
        team_id: team_id.or(before.as_ref().and_then(|before| before.team_id)),
        backup_id: before.as_ref().and_then(|before| before.backup_id),
        is_active: true,
    };
    match before {
        Some(before) => tx.update(&before, &after).await?,
        None => tx.insert(&after).await?,
    }
    Ok(id)
}

async fn team_named(tx: &mut Tx, name: Option<&str>) -> Result<Option<TeamId>> {
    let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else { return Ok(None) };
    let id = TeamId(derive(&[b"team", name.to_lowercase().as_bytes()]));
    if tx.read().find::<team::Model>(id).await?.is_none() {
        tx.insert(&team::Model { id, name: name.to_owned() }).await?;
    }
    Ok(Some(id))
}
