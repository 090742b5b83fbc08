//! Who is here.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    model::{Me, person, team},
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

/// Who sees the work of whom: a manager that of their team, a director everybody's.
pub(super) async fn sights(read: &Read<'_>) -> Result<Vec<Sight>> {
    let active = person::Entity::find().filter(person::Column::IsActive.eq(true));
    Ok(rules::sights(&active.all(read.db()).await?))
}
