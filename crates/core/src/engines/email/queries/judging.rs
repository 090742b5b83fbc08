//! What the desk put away by itself, and how the reader does.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use sea_orm::{
    ColumnTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::Expr,
};
use uuid::Uuid;

use super::{dressed, in_use};
use crate::{
    engines::email::model::{
        Accuracy, Direction, Disposition, LabelAccuracy, OfWeek, PutAway, PutAwayLately, Said, StoredIntent, judgement,
        message,
    },
    kernel::{At, Error, Read, Result, calendar::Calendar, search},
};

/// For how long what was put away is shown.
const SHOWN_DAYS: i64 = 7;
/// Mails that are shown at most.
const MOST: u64 = 200;

/// What the desk put with the junk in the last days, the newest first.
fn lately(read: &Read<'_>) -> Select<judgement::Entity> {
    let since = read.now().plus(-TimeDelta::days(SHOWN_DAYS));
    judgement::Entity::find()
        .filter(judgement::Column::Did.eq(Disposition::Junk))
        .filter(judgement::Column::JudgedAt.gte(since))
}

/// Those of them that nobody has looked at.
pub(in crate::engines::email) async fn unseen(read: &Read<'_>) -> Result<Vec<judgement::Model>> {
    Ok(lately(read).filter(judgement::Column::SeenAt.is_null()).all(read.db()).await?)
}

/// What the desk put with the junk by itself, and has not been brought back.
pub async fn put_away(read: &Read<'_>, _: ()) -> Result<PutAwayLately> {
    let judged = lately(read).filter(judgement::Column::Said.is_null());
    let unseen = judged.clone().filter(judgement::Column::SeenAt.is_null()).count(read.db()).await?;
    let judged = judged.order_by_desc(judgement::Column::JudgedAt).order_by_asc(judgement::Column::Id).limit(MOST);
    let judged = judged.all(read.db()).await?;
    let ids: Vec<Uuid> = judged.iter().map(|row| row.id.0).collect();
    let rows: BTreeMap<Uuid, _> =
        dressed(read, read.many::<message::Model>(&ids).await?).await?.into_iter().map(|row| (row.id.0, row)).collect();
    let shown = |judged: &judgement::Model| -> Result<Option<PutAway>> {
        let Some(row) = rows.get(&judged.id.0).cloned() else { return Ok(None) };
        let reasons = serde_json::from_str(&judged.reasons).map_err(Error::broken)?;
        Ok(Some(PutAway { row, at: judged.judged_at, reasons, is_new: judged.seen_at.is_none() }))
    };
    let mails = judged.iter().filter_map(|judged| shown(judged).transpose()).collect::<Result<_>>()?;
    Ok(PutAwayLately { mails, unseen })
}

/// How the reader did in a week.
pub async fn accuracy(read: &Read<'_>, of: OfWeek) -> Result<Accuracy> {
    let calendar: Calendar = read.setting().await?;
    let today = calendar.local_date(read.now().utc());
    let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
    let from = monday.checked_sub_days(Days::new(7 * u64::from(of.back.min(MOST_WEEKS)))).unwrap_or(monday);
    let (begins, ends) = (start(&calendar, from), start(&calendar, from + Days::new(7)));
    let groups: Vec<(StoredIntent, Option<Disposition>, Option<Said>, i64)> = judgement::Entity::find()
        .select_only()
        .column(judgement::Column::Intent)
        .column(judgement::Column::Did)
        .column(judgement::Column::Said)
        .column_as(Expr::cust("COUNT(*)"), "mails")
        .filter(judgement::Column::JudgedAt.gte(begins))
        .filter(judgement::Column::JudgedAt.lt(ends))
        .group_by(judgement::Column::Intent)
        .group_by(judgement::Column::Did)
        .group_by(judgement::Column::Said)
        .into_tuple()
        .all(read.db())
        .await?;
    let earlier = judgement::Entity::find().filter(judgement::Column::JudgedAt.lt(begins)).limit(1).one(read.db());
    Ok(Accuracy {
        from,
        until: from + Days::new(6),
        has_earlier: earlier.await?.is_some(),
        puts_junk_away: in_use(read).await?.map(|home| home.puts_junk_away),
        labels: by_label(groups),
    })
}

/// Weeks that can be asked about.
const MOST_WEEKS: u32 = 5_200;

fn start(calendar: &Calendar, on: NaiveDate) -> At {
    let wall = on.and_time(NaiveTime::MIN);
    let first = calendar.zone().from_local_datetime(&wall).earliest();
    first.map_or_else(|| At::from(wall.and_utc()), |at| At::from(at.with_timezone(&Utc)))
}

fn by_label(groups: Vec<(StoredIntent, Option<Disposition>, Option<Said>, i64)>) -> Vec<LabelAccuracy> {
    let mut labels: Vec<LabelAccuracy> = Vec::new();
    for (StoredIntent(intent), did, said, mails) in groups {
        let mails = u64::try_from(mails).unwrap_or_default();
        let at = labels.iter().position(|label| label.intent == intent).unwrap_or_else(|| {
            labels.push(LabelAccuracy { intent, read: 0, by_itself: 0, accepted: 0, corrected: 0, undone: 0 });
            labels.len() - 1
        });
        let Some(label) = labels.get_mut(at) else { continue };
        label.read += mails;
        label.by_itself += if did.is_some() { mails } else { 0 };
        match said {
            None => {}
            Some(Said::Accepted) => label.accepted += mails,
            Some(Said::Corrected) => label.corrected += mails,
            Some(Said::Undone) => label.undone += mails,
        }
    }
    labels.sort_by(|one, two| two.read.cmp(&one.read).then_with(|| one.intent.key().cmp(two.intent.key())));
    labels
}

/// Whether somebody here has written to an address. Asked of few mails, and answered by the index of words.
pub(in crate::engines::email) async fn has_written_to(read: &Read<'_>, address: &str) -> Result<bool> {
    let ours = message::Entity::find().filter(message::Column::Direction.eq(Direction::Outgoing));
    let ours = match read.backend() {
        DbBackend::Sqlite => {
            ours.filter(search::matches::<message::Model>(&format!("recipients : {}", search::whole(address))))
        }
        _ => ours.filter(message::Column::Recipients.like(search::holding(address))),
    };
    Ok(ours.limit(1).one(read.db()).await?.is_some())
}
