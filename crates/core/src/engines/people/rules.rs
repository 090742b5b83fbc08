//! What makes a person's entry sound, who may change whose, and who sees whose work.

use super::model::{Join, Role, TerritoryId, cover, person, territory};
use crate::kernel::{Code, Error, PersonId, Result, Scope, engine::Sight};

/// Checks an introduction, or what it corrects of an entry that is there.
///
/// # Errors
/// `Invalid` at `name` or `email`.
pub fn introduction(join: &Join, is_newcomer: bool) -> Result<()> {
    if join.name.as_deref().map_or(is_newcomer, |name| name.trim().is_empty()) {
        return Err(Error::invalid("name", "Please give a name."));
    }
    let email = join.email.as_deref().unwrap_or_default().trim();
    if !email.is_empty() && !email.contains('@') {
        return Err(Error::invalid("email", "Please give a whole mail address, like asha@example.com."));
    }
    Ok(())
}

/// Who wants to change an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Introducer {
    /// Who.
    pub person: PersonId,
    /// Their role, if they are entered.
    pub role: Option<Role>,
    /// Nobody else is entered: whoever comes first sets the office up.
    pub is_first: bool,
}

/// Whether somebody may make of an entry what they want. A role and a team say whose work a person sees, so they are a
/// director's to give.
///
/// # Errors
/// `Denied`, saying what a director has to do.
pub fn may_enter(by: Introducer, before: Option<&person::Model>, after: &person::Model) -> Result<()> {
    if by.is_first || by.role == Some(Role::Director) || before == Some(after) {
        return Ok(());
    }
    if before.is_some() && after.id != by.person {
        return Err(Error::new(Code::Denied, "Only a director may change the entry of a colleague."));
    }
    if after.role != before.map_or(Role::Sales, |before| before.role) {
        return Err(Error::new(Code::Denied, "Only a director may give a role."));
    }
    if after.team_id != before.and_then(|before| before.team_id) {
        return Err(Error::new(Code::Denied, "Only a director may put somebody into a team."));
    }
    Ok(())
}

/// Whether somebody may be named to stand in for a person.
///
/// # Errors
/// `Denied` when it is not for the author to say, `Invalid` at `backup` when they cannot stand in.
pub fn may_stand_in(by: Introducer, of: &person::Model, backup: Option<&person::Model>) -> Result<()> {
    if of.id != by.person && by.role != Some(Role::Director) {
        return Err(Error::new(Code::Denied, "Only a director may say who stands in for a colleague."));
    }
    match backup {
        Some(backup) if backup.id == of.id => Err(Error::invalid("backup", "Nobody stands in for themselves.")),
        Some(backup) if !backup.is_active => {
            Err(Error::invalid("backup", format!("{} has left: choose somebody else.", backup.name)))
        }
        _ => Ok(()),
    }
}

/// Whether somebody may say what holds for the whole office (sync.md 4.8 "settings"): a director, and everybody as long
/// as there is none.
///
/// # Errors
/// `Denied`, saying who may.
pub fn may_set(role: Option<Role>, has_director: bool) -> Result<()> {
    if role == Some(Role::Director) || !has_director {
        return Ok(());
    }
    Err(Error::new(Code::Denied, "This holds for the whole office: only a director may set it."))
}

/// Who sees the work of whom: a manager that of their team, a director everybody's (seed A 2.3), and whoever stands in
/// for somebody theirs (seed B 3.1): a stand-in who had to ask for it first would be no help on the morning it is needed.
pub fn sights(people: &[person::Model]) -> Vec<Sight> {
    let sees = |who: &person::Model, whom: &person::Model| match who.role {
        Role::Director => Some("role"),
        Role::Manager => (who.team_id.is_some() && who.team_id == whom.team_id).then_some("team"),
        _ => None,
    };
    let stands_in = |who: &person::Model, whom: &person::Model| (whom.backup_id == Some(who.id)).then_some("backup");
    let mut found = Vec::new();
    for who in people {
        for whom in people.iter().filter(|whom| whom.id != who.id) {
            let sight = |why| Sight { person: who.id, scope: Scope::Person(whom.id), why };
            found.extend(sees(who, whom).or_else(|| stands_in(who, whom)).map(sight));
        }
    }
    found
}

/// Whether a territory may be put under another.
///
/// # Errors
/// `Invalid` at `part_of` when it would be a part of itself.
pub fn may_be_part(id: TerritoryId, of: TerritoryId, all: &[territory::Model]) -> Result<()> {
    if above(of, all).any(|each| each.id == id) || id == of {
        return Err(Error::invalid("part_of", "A territory cannot be a part of itself or of one of its parts."));
    }
    Ok(())
}

/// Who heads a territory sees the work of all who cover it or a part of it (issue "territories", sync.md 4.5).
pub fn heads(people: &[person::Model], all: &[territory::Model], covers: &[cover::Model]) -> Vec<Sight> {
    let is_here = |id: PersonId| people.iter().any(|person| person.id == id);
    let mut found = Vec::new();
    for cover in covers.iter().filter(|cover| is_here(cover.person_id)) {
        for head in above(cover.territory_id, all).filter_map(|territory| territory.head_id) {
            let sight = Sight { person: head, scope: Scope::Person(cover.person_id), why: "territory" };
            if head != cover.person_id && is_here(head) && !found.contains(&sight) {
                found.push(sight);
            }
        }
    }
    found
}

/// A territory and all that it is a part of. Two desks may have put two under one another: each is met once.
fn above(id: TerritoryId, all: &[territory::Model]) -> impl Iterator<Item = &territory::Model> {
    let find = |id: TerritoryId| all.iter().find(|territory| territory.id == id);
    let mut met = Vec::new();
    std::iter::successors(find(id), move |here| here.parent_id.and_then(find)).take_while(move |here| {
        let is_new = !met.contains(&here.id);
        met.push(here.id);
        is_new
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::people::model::TeamId;

    fn entry(number: u128, role: Role, team: Option<u128>) -> person::Model {
        person::Model {
            id: PersonId(uuid::Uuid::from_u128(number)),
            name: "Somebody".to_owned(),
            email: String::new(),
            role,
            team_id: team.map(|team| TeamId(uuid::Uuid::from_u128(team))),
            backup_id: None,
            is_active: true,
        }
    }

    #[test]
    fn a_manager_sees_the_team_and_a_director_everybody() {
        let people = [
            entry(1, Role::Director, None),
            entry(2, Role::Manager, Some(7)),
            entry(3, Role::Sales, Some(7)),
            entry(4, Role::Sales, Some(8)),
            entry(5, Role::Manager, None),
        ];
        let seen: Vec<(u128, String)> =
            sights(&people).iter().map(|sight| (sight.person.0.as_u128(), sight.scope.to_string())).collect();
        let of = |whom: u128| Scope::Person(PersonId(uuid::Uuid::from_u128(whom))).to_string();
        assert_eq!(seen, [(1, of(2)), (1, of(3)), (1, of(4)), (1, of(5)), (2, of(3))]);
    }

    #[test]
    fn whoever_stands_in_sees_the_same_work_and_is_somebody_else_who_is_here() {
        let rep = person::Model { backup_id: Some(entry(4, Role::Sales, None).id), ..entry(3, Role::Sales, Some(7)) };
        let other = entry(4, Role::Sales, Some(8));
        let seen: Vec<_> =
            sights(&[rep.clone(), other.clone()]).iter().map(|sight| (sight.person, sight.why)).collect();
        assert_eq!(seen, [(other.id, "backup")]);
        let by = |person, role| Introducer { person, role: Some(role), is_first: false };
        assert!(may_stand_in(by(rep.id, Role::Sales), &rep, Some(&other)).is_ok());
        assert!(may_stand_in(by(rep.id, Role::Sales), &rep, None).is_ok());
        assert!(may_stand_in(by(other.id, Role::Director), &rep, Some(&other)).is_ok());
        assert_eq!(may_stand_in(by(other.id, Role::Manager), &rep, None).unwrap_err().code, Code::Denied);
        let gone = person::Model { is_active: false, ..other };
        for wrong in [&gone, &rep] {
            let refusal = may_stand_in(by(rep.id, Role::Sales), &rep, Some(wrong)).unwrap_err();
            assert_eq!(refusal.field.as_deref(), Some("backup"));
        }
    }

    #[test]
    fn nobody_but_a_director_or_the_first_gives_roles_and_teams() {
        let by = |number, role, is_first| Introducer { person: entry(number, Role::Sales, None).id, role, is_first };
        let rep = entry(3, Role::Sales, None);
        let (boss, other) = (entry(3, Role::Director, None), entry(3, Role::Sales, Some(7)));
        let asha = by(3, Some(Role::Sales), false);
        assert!(may_enter(asha, Some(&rep), &rep).is_ok());
        for wanted in [&boss, &other] {
            assert!(may_enter(asha, Some(&rep), wanted).is_err(), "to herself");
            assert!(may_enter(by(3, None, false), None, wanted).is_err(), "at her first coming");
            assert!(may_enter(by(4, Some(Role::Manager), false), Some(&rep), wanted).is_err(), "by a manager");
            assert!(may_enter(by(4, Some(Role::Director), false), Some(&rep), wanted).is_ok());
            assert!(may_enter(by(3, None, true), None, wanted).is_ok(), "by the first");
        }
        let renamed = person::Model { name: "Somebody else".to_owned(), ..rep.clone() };
        assert!(may_enter(by(4, Some(Role::Sales), false), Some(&rep), &renamed).is_err(), "somebody else's entry");
        assert!(may_enter(by(4, Some(Role::Sales), false), Some(&rep), &rep).is_ok(), "what is there already");
    }

    #[test]
    fn who_heads_a_territory_sees_who_covers_its_parts_even_when_it_goes_round() {
        let people = [entry(1, Role::Sales, None), entry(2, Role::Sales, None), entry(3, Role::Sales, None)];
        let place = |number, parent: Option<u128>, head: Option<u128>| territory::Model {
            id: TerritoryId(uuid::Uuid::from_u128(number)),
            name: String::new(),
            parent_id: parent.map(|parent| TerritoryId(uuid::Uuid::from_u128(parent))),
            head_id: head.map(|head| PersonId(uuid::Uuid::from_u128(head))),
        };
        let cover = |number, person| cover::Model {
            id: super::super::model::CoverId(uuid::Uuid::from_u128(number)),
            territory_id: TerritoryId(uuid::Uuid::from_u128(number)),
            person_id: PersonId(uuid::Uuid::from_u128(person)),
        };
        let tree = [place(10, None, Some(1)), place(11, Some(10), Some(2)), place(12, Some(11), None)];
        let seen = heads(&people, &tree, &[cover(12, 3), cover(11, 2)]);
        let pairs: Vec<(u128, Scope)> = seen.iter().map(|sight| (sight.person.0.as_u128(), sight.scope)).collect();
        let whom = |number| Scope::Person(PersonId(uuid::Uuid::from_u128(number)));
        assert_eq!(pairs, [(2, whom(3)), (1, whom(3)), (1, whom(2))]);
        let round = [place(10, Some(11), Some(1)), place(11, Some(10), Some(2))];
        assert_eq!(heads(&people, &round, &[cover(10, 3)]).len(), 2);
        assert!(
            may_be_part(TerritoryId(uuid::Uuid::from_u128(10)), TerritoryId(uuid::Uuid::from_u128(12)), &tree).is_err()
        );
        assert!(
            may_be_part(TerritoryId(uuid::Uuid::from_u128(12)), TerritoryId(uuid::Uuid::from_u128(10)), &tree).is_ok()
        );
    }

    #[test]
    fn a_person_needs_a_name_and_a_whole_address() {
        let join = |name: &str, email: &str| Join {
            name: Some(name.to_owned()),
            email: Some(email.to_owned()),
            ..Join::default()
        };
        assert_eq!(introduction(&join(" ", ""), false).unwrap_err().field.as_deref(), Some("name"));
        assert_eq!(introduction(&join("Asha", "asha"), true).unwrap_err().field.as_deref(), Some("email"));
        assert!(introduction(&join("Asha", ""), true).is_ok());
        assert_eq!(introduction(&Join::default(), true).unwrap_err().field.as_deref(), Some("name"));
        assert!(introduction(&Join::default(), false).is_ok(), "nothing is corrected");
    }
}
