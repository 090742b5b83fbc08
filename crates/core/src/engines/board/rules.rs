//! Kept views: who has which, and who may change it.

use super::model::{Reach, view};
use crate::{
    engines::people::model::{Role, person},
    kernel::{Code, Error, PersonId, Result},
};

/// Longest name of a view: more does not fit into its menu.
const LONGEST: usize = 60;

/// A name as it is kept.
///
/// # Errors
/// `Invalid` at `name` when there is none, or more than a menu can show.
pub fn name(text: &str) -> Result<String> {
    let name = text.trim();
    if name.is_empty() {
        return Err(Error::invalid("name", "Please give the view a name."));
    }
    if name.chars().count() > LONGEST {
        return Err(Error::invalid("name", format!("Please find a name of at most {LONGEST} characters.")));
    }
    Ok(name.to_owned())
}

/// Whether a person has a view: it is theirs, or their team's. One that was made by somebody without a team is the
/// whole office's.
pub fn has(who: Option<&person::Model>, id: PersonId, view: &view::Model) -> bool {
    match view.reach {
        Reach::Private => view.owner_id == id,
        Reach::Team => {
            let team = who.and_then(|who| who.team_id);
            view.owner_id == id || view.team_id.is_none() || view.team_id == team
        }
    }
}

/// Whether a person may change or delete a view: who made it, and for a team's a manager or a director who has it.
///
/// # Errors
/// `Missing` when they do not have it, `Denied` saying who may.
pub fn may_change(who: Option<&person::Model>, id: PersonId, view: &view::Model) -> Result<()> {
    if !has(who, id, view) {
        return Err(Error::new(Code::Missing, "There is no such view any more."));
    }
    let oversees = who.is_some_and(|who| matches!(who.role, Role::Manager | Role::Director));
    if view.owner_id == id || oversees {
        return Ok(());
    }
    Err(Error::new(
        Code::Denied,
        "Only who made this view, a manager or a director may change it. Save it as a view of your own instead.",
    ))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        engines::{
            board::model::{Density, Filter, Shown, Sort, ViewId},
            people::model::TeamId,
        },
        kernel::At,
    };

    fn person(number: u128, role: Role, team: Option<u128>) -> person::Model {
        person::Model {
            id: PersonId(Uuid::from_u128(number)),
            name: "Somebody".to_owned(),
            email: String::new(),
            role,
            team_id: team.map(|team| TeamId(Uuid::from_u128(team))),
            backup_id: None,
            is_active: true,
        }
    }

    fn view(by: &person::Model, reach: Reach) -> view::Model {
        view::Model {
            id: ViewId(Uuid::from_u128(9)),
            name: "Mine".to_owned(),
            owner_id: by.id,
            reach,
            team_id: by.team_id,
            shown: Shown { filter: Filter::default(), lanes: None, density: Density::Normal, sort: Sort::Hand },
            edition: 1,
            changed_at: At::from_millis(0),
        }
    }

    #[test]
    fn a_private_view_is_for_its_person_and_a_teams_for_the_team() {
        let (asha, ravi) = (person(1, Role::Sales, Some(7)), person(2, Role::Sales, Some(7)));
        let (other, alone) = (person(3, Role::Sales, Some(8)), person(4, Role::Sales, None));
        assert!(!has(Some(&ravi), ravi.id, &view(&asha, Reach::Private)));
        assert!(has(Some(&ravi), ravi.id, &view(&asha, Reach::Team)));
        assert!(!has(Some(&other), other.id, &view(&asha, Reach::Team)));
        assert!(has(Some(&other), other.id, &view(&alone, Reach::Team)), "made where there are no teams");
    }

    #[test]
    fn a_teams_view_is_changed_by_who_made_it_and_by_those_who_oversee_the_team() {
        let (asha, ravi) = (person(1, Role::Sales, Some(7)), person(2, Role::Sales, Some(7)));
        let (manager, other) = (person(3, Role::Manager, Some(7)), person(4, Role::Manager, Some(8)));
        let shared = view(&asha, Reach::Team);
        for may in [&asha, &manager] {
            assert!(may_change(Some(may), may.id, &shared).is_ok());
        }
        assert_eq!(may_change(Some(&ravi), ravi.id, &shared).unwrap_err().code, Code::Denied);
        assert_eq!(may_change(Some(&other), other.id, &shared).unwrap_err().code, Code::Missing);
        let own = view(&asha, Reach::Private);
        assert_eq!(may_change(Some(&manager), manager.id, &own).unwrap_err().code, Code::Missing);
    }

    #[test]
    fn a_view_has_a_name_that_fits_its_menu() {
        assert_eq!(name("  Hot ones ").unwrap(), "Hot ones");
        assert_eq!(name("  ").unwrap_err().field.as_deref(), Some("name"));
        assert!(name(&"x".repeat(61)).is_err());
    }
}
