//! The views that a person has.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use super::super::{
    model::{DefaultId, Kept, Reach, Views, first, view},
    rules,
};
use crate::{
    engines::people::{model::person, queries::name_of},
    kernel::{PersonId, Read, Result, ids::derive},
};

/// Their own and their team's, by name, and the one that they begin with.
pub async fn views(read: &Read<'_>, _: ()) -> Result<Views> {
    let me = read.actor().person;
    let who: Option<person::Model> = read.find(me).await?;
    let own = Condition::all().add(view::Column::Reach.eq(Reach::Private)).add(view::Column::OwnerId.eq(me));
    let team = Condition::all().add(view::Column::Reach.eq(Reach::Team));
    let rows = view::Entity::find().filter(Condition::any().add(own).add(team)).all(read.db()).await?;
    let mut names: BTreeMap<PersonId, String> = BTreeMap::new();
    let mut views = Vec::new();
    for view in rows.into_iter().filter(|view| rules::has(who.as_ref(), me, view)) {
        let owner = match names.get(&view.owner_id) {
            Some(name) => name.clone(),
            None => name_of(read, view.owner_id).await?,
        };
        names.insert(view.owner_id, owner.clone());
        let is_theirs = rules::may_change(who.as_ref(), me, &view).is_ok();
        views.push(Kept { view, owner, is_theirs });
    }
    views.sort_by_key(|kept| (kept.view.name.to_lowercase(), kept.view.id));
    let chosen: Option<first::Model> = read.find(first_of(me)).await?;
    let first = chosen.map(|row| row.view_id).filter(|id| views.iter().any(|kept| kept.view.id == *id));
    Ok(Views { views, first })
}

/// The row that says what a person begins with.
pub(in crate::engines::board) fn first_of(person: PersonId) -> DefaultId {
    DefaultId(derive(&[b"board", person.0.as_bytes()]))
}
