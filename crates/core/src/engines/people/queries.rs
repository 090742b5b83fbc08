//! Who is here.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    model::{Me, Role, TerritoryView, cover, person, team, territory},
    rules,
};
use crate::kernel::{PersonId, Read, Result, engine::Sight};

/// Me and those beside me.
pub async fn me(read: &Read<'_>, _: ()) -> Result<Me> {
    let me: Option<person::Model> = read.find(read.actor().person).await?;
    let mut colleagues = person::Entity::find().filter(person::Column::IsActive.eq(true));
    let mut my_team: Option<team::Model> = None;
    if let Some(team_id) = me.as_ref().and_then(|me| me.team_id) {
        my_team = read.find(team_id).await?;
        colleagues = colleagues.filter(person::Column::TeamId.eq(team_id));
    }
    let colleagues = colleagues.order_by_asc(person::Column::Name).all(read.db()).await?;
    Ok(Me { me, team: my_team, colleagues })
}

/// A person's name; "Somebody" for one who is not entered here.
pub async fn name_of(read: &Read<'_>, id: PersonId) -> Result<String> {
    let person: Option<person::Model> = read.find(id).await?;
    Ok(person.map_or_else(|| "Somebody".to_owned(), |person| person.name))
}

/// Everybody who is here, by name.
pub async fn everybody(read: &Read<'_>, _: ()) -> Result<Vec<person::Model>> {
    let active = person::Entity::find().filter(person::Column::IsActive.eq(true));
    Ok(active.order_by_asc(person::Column::Name).order_by_asc(person::Column::Id).all(read.db()).await?)
}

/// The territories by name, each with who covers it.
pub async fn territories(read: &Read<'_>, _: ()) -> Result<Vec<TerritoryView>> {
    let everybody = everybody(read, ()).await?;
    let covers = cover::Entity::find().all(read.db()).await?;
    let mut all = territory::Entity::find().all(read.db()).await?;
    all.sort_by(|one, other| one.name.cmp(&other.name));
    let view = |territory: territory::Model| {
        let is_theirs = |person: &&person::Model| {
            covers.iter().any(|cover| (cover.territory_id, cover.person_id) == (territory.id, person.id))
        };
        TerritoryView { people: everybody.iter().filter(is_theirs).cloned().collect(), territory }
    };
    Ok(all.into_iter().map(view).collect())
}

/// Who sees the work of whom.
pub(super) async fn sights(read: &Read<'_>) -> Result<Vec<Sight>> {
    let active = person::Entity::find().filter(person::Column::IsActive.eq(true));
    let people = active.all(read.db()).await?;
    let territories = territory::Entity::find().all(read.db()).await?;
    let covers = cover::Entity::find().all(read.db()).await?;
    let mut found = rules::sights(&people);
    for sight in rules::heads(&people, &territories, &covers) {
        if !found.iter().any(|known| (known.person, known.scope) == (sight.person, sight.scope)) {
            found.push(sight);
        }
    }
    Ok(found)
}

/// A person's role; none for one who is not entered here or has left.
pub async fn role_of(read: &Read<'_>, id: PersonId) -> Result<Option<Role>> {
    let person: Option<person::Model> = read.find(id).await?;
    Ok(person.filter(|person| person.is_active).map(|person| person.role))
}

/// Whether anybody here has one of these roles.
pub async fn has_any(read: &Read<'_>, roles: &[Role]) -> Result<bool> {
    Ok(everybody(read, ()).await?.iter().any(|person| roles.contains(&person.role)))
}
