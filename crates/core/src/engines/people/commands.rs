//! Introductions.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{
    model::{
        CoverId, CoverTerritory, Join, NameBackup, Role, SetTerritory, TeamId, TerritoryId, cover, person, team,
        territory,
    },
    queries::{has_any, role_of},
    rules::{self, Introducer},
};
use crate::kernel::{Error, PersonId, Result, Tx, ids::derive, setting::SettingChanged};

/// Introduces a person, or corrects their entry. Roles and teams are a director's to give, or of whoever comes first.
pub(super) async fn join(tx: &mut Tx, join: Join) -> Result<PersonId> {
    let id = join.id.unwrap_or(tx.actor().person);
    let before: Option<person::Model> = tx.read().find(id).await?;
    rules::introduction(&join, before.is_none())?;
    let team_id = team_named(tx, join.team.as_deref()).await?;
    let (name, email) = before.as_ref().map(|before| (before.name.clone(), before.email.clone())).unwrap_or_default();
    let after = person::Model {
        id,
        name: join.name.map_or(name, |name| name.trim().to_owned()),
        email: join.email.map_or(email, |email| email.trim().to_lowercase()),
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

/// Names a territory, or puts right what is said of where it belongs and who heads it; the rest stays.
pub(super) async fn set_territory(tx: &mut Tx, set: SetTerritory) -> Result<TerritoryId> {
    may_set(tx).await?;
    let name = set.name.trim();
    if name.is_empty() {
        return Err(Error::invalid("name", "Please name the territory."));
    }
    let id = territory_id(name);
    let before: Option<territory::Model> = tx.read().find(id).await?;
    let fresh = territory::Model { id, name: name.to_owned(), parent_id: None, head_id: None };
    let mut after = before.clone().unwrap_or(fresh);
    if let Some(of) = set.part_of.0 {
        after.parent_id = match of.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
            Some(name) => Some(part_of(tx, id, name).await?),
            None => None,
        };
    }
    if let Some(head) = set.head.0 {
        after.head_id = match head {
            Some(head) => Some(tx.read().get::<person::Model>(head).await?.id),
            None => None,
        };
    }
    match before {
        Some(before) => tx.update(&before, &after).await?,
        None => tx.insert(&after).await?,
    }
    Ok(id)
}

async fn part_of(tx: &Tx, id: TerritoryId, name: &str) -> Result<TerritoryId> {
    let all = territory::Entity::find().all(tx.read().db()).await?;
    let parent: territory::Model = known(tx, "part_of", name).await?;
    rules::may_be_part(id, parent.id, &all)?;
    Ok(parent.id)
}

/// Says that a person covers a territory, or no longer does.
pub(super) async fn cover(tx: &mut Tx, of: CoverTerritory) -> Result<TerritoryId> {
    may_set(tx).await?;
    let territory = known(tx, "territory", of.territory.trim()).await?;
    tx.read().get::<person::Model>(of.person).await?;
    let id = CoverId(derive(&[b"cover", territory.id.0.as_bytes(), of.person.0.as_bytes()]));
    match (tx.read().find::<cover::Model>(id).await?, of.covers) {
        (None, true) => tx.insert(&cover::Model { id, territory_id: territory.id, person_id: of.person }).await?,
        (Some(row), false) => tx.remove(&row).await?,
        _ => {}
    }
    Ok(territory.id)
}

async fn known(tx: &Tx, field: &str, name: &str) -> Result<territory::Model> {
    let found = tx.read().find(territory_id(name)).await?;
    found.ok_or_else(|| Error::invalid(field, format!("There is no territory “{name}”: name it first.")))
}

fn territory_id(name: &str) -> TerritoryId {
    TerritoryId(derive(&[b"territory", name.to_lowercase().as_bytes()]))
}

/// Refuses what holds for the whole office to who may not set it.
pub(super) async fn guard_settings(tx: &mut Tx, _: SettingChanged) -> Result<()> {
    may_set(tx).await
}

async fn may_set(tx: &Tx) -> Result<()> {
    let read = tx.read();
    rules::may_set(role_of(&read, tx.actor().person).await?, has_any(&read, &[Role::Director]).await?)
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
