//! What a filter means: the cards that fit it, on the day on which it is asked.

use chrono::TimeDelta;
use sea_orm::{
    ColumnTrait, Condition, QueryFilter, Select,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};
use uuid::Uuid;

use super::super::model::{Day, Due, Filter, InLane, LaneBy, Whose, card};
use crate::{
    engines::{
        enquiries::model::{Priority, TrackKind},
        people::queries::me,
    },
    kernel::{At, Error, PersonId, Read, Result, calendar::Calendar, search},
};

/// Whether a filter leaves every card in.
pub(super) fn is_open(filter: &Filter) -> bool {
    let plain = Filter { query: None, ..filter.clone() };
    plain == Filter::default() && words(filter).is_none()
}

fn words(filter: &Filter) -> Option<&str> {
    filter.query.as_deref().map(str::trim).filter(|words| !words.is_empty())
}

/// Today on the office wall.
pub(super) async fn today(read: &Read<'_>) -> Result<Day> {
    let calendar: Calendar = read.setting().await?;
    let on = calendar.local_date(read.now().utc());
    Ok(Day { on, starts: calendar.dawn(on) })
}

/// A filter as it is meant here and now.
pub(super) struct Asked<'a> {
    filter: &'a Filter,
    owners: Option<Vec<PersonId>>,
    today: Day,
}

impl Asked<'_> {
    /// Works out who "me" and "my team" are, and what day it is.
    pub(super) async fn about<'a>(read: &Read<'_>, filter: &'a Filter) -> Result<Asked<'a>> {
        let owners = match filter.whose {
            None => None,
            Some(Whose::Me) => Some(vec![read.actor().person]),
            Some(Whose::Team) => Some(team(read).await?),
        };
        Ok(Asked { filter, owners, today: today(read).await? })
    }

    /// The cards that fit.
    pub(super) fn of(&self, read: &Read<'_>, mut cards: Select<card::Entity>) -> Select<card::Entity> {
        let filter = self.filter;
        let of_whom = filter.owner_id.map(|owner| card::Column::OwnerId.eq(owner));
        let of_them = self.owners.clone().map(|owners| match owners.as_slice() {
            [only] => card::Column::OwnerId.eq(*only),
            _ => card::Column::OwnerId.is_in(owners),
        });
        let plain = [
            of_whom,
            of_them,
            filter.priority.map(|priority| card::Column::Priority.eq(priority)),
            filter.company_id.map(|company| card::Column::CompanyId.eq(company)),
            filter.product.as_deref().map(|product| card::Column::ProductKey.eq(product.trim().to_lowercase())),
            filter.track.map(|track| card::Column::Tracks.contains(track.key())),
            filter.least_minor.map(|least| card::Column::ValueMinor.gte(least)),
            filter.most_minor.map(|most| card::Column::ValueMinor.lte(most)),
        ];
        for condition in plain.into_iter().flatten().chain(self.dated()) {
            cards = cards.filter(condition);
        }
        match words(filter) {
            Some(words) => cards.filter(search::fits::<card::Model>(read, words)),
            None => cards,
        }
    }

    /// What depends on the day.
    fn dated(&self) -> impl Iterator<Item = SimpleExpr> {
        let (filter, today) = (self.filter, self.today);
        let days = |days: i32| TimeDelta::days(i64::from(days.clamp(-36_500, 36_500)));
        let entered = filter.stage_days.map(|least| {
            let latest = today.starts.plus(TimeDelta::days(1)).plus(-days(least));
            card::Column::StageSince.lt(latest)
        });
        let flagged = filter.flag_days.and_then(|within| {
            let on = today.on.checked_add_signed(days(within))?;
            Some(card::Column::FlagOn.lte(on))
        });
        let ends = |days| today.starts.plus(TimeDelta::days(days));
        let due = |from: Option<At>, until: At| {
            let ends = card::Column::DueAt.lt(until);
            from.map_or_else(|| ends.clone(), |from| card::Column::DueAt.gte(from).and(ends.clone()))
        };
        let due = filter.due.map(|when| match when {
            Due::Overdue => due(None, today.starts),
            Due::Today => due(Some(today.starts), ends(1)),
            Due::Week => due(Some(today.starts), ends(7)),
        });
        [entered, flagged, due].into_iter().flatten()
    }
}

/// Whoever looks and those of their team; by themselves where they have none.
async fn team(read: &Read<'_>) -> Result<Vec<PersonId>> {
    let here = me(read, ()).await?;
    let mut owners = vec![read.actor().person];
    if here.team.is_some() {
        owners.extend(here.colleagues.into_iter().map(|person| person.id));
    }
    owners.sort();
    owners.dedup();
    Ok(owners)
}

/// The cards of a lane.
pub(super) fn in_lane(lane: &InLane) -> Result<Condition> {
    let unknown = |key: &str| Error::invalid("lane", format!("There is no lane “{key}”."));
    let id = |key: &str| Uuid::parse_str(key).map_err(|_| unknown(key));
    let one = |key: &str| -> Result<SimpleExpr> {
        Ok(match lane.by {
            LaneBy::Owner => card::Column::OwnerId.eq(id(key)?),
            LaneBy::Company => card::Column::CompanyId.eq(id(key)?),
            LaneBy::Priority => card::Column::Priority.eq(Priority::from_key(key).ok_or_else(|| unknown(key))?),
            LaneBy::Track => card::Column::LeadTrack.eq(TrackKind::from_key(key).ok_or_else(|| unknown(key))?),
        })
    };
    match (&lane.key, lane.by) {
        (Some(key), _) => Ok(Condition::all().add(one(key)?)),
        (None, LaneBy::Company) => {
            let named = lane.except.iter().map(|key| id(key)).collect::<Result<Vec<Uuid>>>()?;
            let other = card::Column::CompanyId.is_not_in(named);
            Ok(Condition::any().add(card::Column::CompanyId.is_null()).add(other))
        }
        (None, LaneBy::Track) => Ok(Condition::all().add(card::Column::LeadTrack.is_null())),
        (None, _) => Err(unknown("")),
    }
}

/// What cards are worth together. Whole numbers stay whole on either database.
pub(super) fn worth() -> SimpleExpr {
    Expr::cust("CAST(SUM(value_minor) AS BIGINT)")
}
