//! Introductions.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{
    model::{Join, NameBackup, Role, TeamId, person, team},
    rules::{self, Introducer},
};
use crate::kernel::{PersonId, Result, Tx, ids::derive};

/// Introduces a person, or corrects their entry. Roles and teams are a director's to give, or of whoever comes first.
pub(super) async fn join(tx: &mut Tx, join: Join) -> Result<PersonId> {
    rules::introduction(&join)?;
    let team_id = team_named(tx, join.team.as_deref()).await?;
    let id = join.id.unwrap_or(tx.actor().person);
    let before: Option<person::Model> = tx.read().find(id).await?;
    let after = person::Model {
        id,
        name: join.name.trim().to_owned(),
        email: join.email.trim().to_lowercase(),
        role: join.role.or(before.as_ref().map(|before| before.role)).unwrap_or(Role::Sales),
        team_id: team_id.or(before.as_ref().and_then(|before| before.team_id)),
        backup_id: before.as_ref().and_then(|before| before.backup_id),
        is_active: true,
    };
    rules::may_enter(introducer(tx).await?, before.as_ref(), &after)?;
    match before {
        Some(before) => tx.update(&before, &after).await?,
        None => tx.insert(&after).await?,
    }
    Ok(id)
}

/// Says who stands in for a person: themselves, or a director for them.
pub(super) async fn name_backup(tx: &mut Tx, name: NameBackup) -> Result<PersonId> {
    let id = name.person.unwrap_or(tx.actor().person);
    let before: person::Model = tx.read().get(id).await?;
    let backup: Option<person::Model> = match name.backup {
        Some(backup) => Some(tx.read().get(backup).await?),
        None => None,
    };
    rules::may_stand_in(introducer(tx).await?, &before, backup.as_ref())?;
    let after = person::Model { backup_id: name.backup, ..before.clone() };
    tx.update(&before, &after).await?;
    Ok(id)
}

async fn introducer(tx: &Tx) -> Result<Introducer> {
    let me = tx.actor().person;
    let others = person::Entity::find().filter(person::Column::Id.ne(me)).limit(1);
    let is_first = tx.read().all::<person::Model>(others).await?.is_empty();
    let mine: Option<person::Model> = tx.read().find(me).await?;
    Ok(Introducer { person: me, role: mine.map(|mine| mine.role), is_first })
}

async fn team_named(tx: &mut Tx, name: Option<&str>) -> Result<Option<TeamId>> {
    let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else { return Ok(None) };
    let id = TeamId(derive(&[b"team", name.to_lowercase().as_bytes()]));
    if tx.read().find::<team::Model>(id).await?.is_none() {
        tx.insert(&team::Model { id, name: name.to_owned() }).await?;
    }
    Ok(Some(id))
}
