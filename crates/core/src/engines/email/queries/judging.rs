//! What the desk put away by itself, and how the reader does.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, TimeDelta};
use sea_orm::{ColumnTrait, Condition, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{dressed, in_use};
use crate::{
    engines::email::model::{
        Accuracy, Disposition, FolderId, LabelAccuracy, OfWeek, PutAway, PutAwayLately, Said, StoredIntent, judgement,
        message,
    },
    kernel::{Error, Read, Result, calendar::Calendar, search},
};

/// For how long what was put away is shown.
const SHOWN_DAYS: i64 = 7;
/// Mails that are shown at most.
const MOST: u64 = 200;

/// What the desk put with the junk by itself in the last days and is there still, the newest first.
pub async fn put_away(read: &Read<'_>, _: ()) -> Result<PutAwayLately> {
    let since = read.now().plus(-TimeDelta::days(SHOWN_DAYS));
    let judged = judgement::Entity::find()
        .filter(judgement::Column::Did.eq(Disposition::Junk))
        .filter(judgement::Column::JudgedAt.gte(since))
        .filter(judgement::Column::Said.is_null())
        .order_by_desc(judgement::Column::JudgedAt)
        .order_by_desc(judgement::Column::Id)
        .limit(MOST)
        .all(read.db())
        .await?;
    let ids: Vec<Uuid> = judged.iter().map(|row| row.id.0).collect();
    let there = |row: &message::Model| row.disposition == Disposition::Junk && row.gone_at.is_none();
    let rows = read.many::<message::Model>(&ids).await?.into_iter().filter(there).collect();
    let rows: BTreeMap<Uuid, _> = dressed(read, rows).await?.into_iter().map(|row| (row.id.0, row)).collect();
    let mut mails = Vec::new();
    for judged in &judged {
        let reasons: Vec<String> = serde_json::from_str(&judged.reasons).map_err(Error::broken)?;
        if let Some(row) = rows.get(&judged.id.0).cloned().filter(|_| !reasons.is_empty()) {
            mails.push(PutAway { row, at: judged.judged_at, reasons, is_new: judged.seen_at.is_none() });
        }
    }
    let unseen = mails.iter().filter(|mail| mail.is_new).count();
    Ok(PutAwayLately { mails, unseen: u64::try_from(unseen).unwrap_or_default() })
}

/// How the reader did in a week.
pub async fn accuracy(read: &Read<'_>, of: OfWeek) -> Result<Accuracy> {
    let calendar: Calendar = read.setting().await?;
    let today = calendar.local_date(read.now().utc());
    let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
    let from = monday.checked_sub_days(Days::new(7 * u64::from(of.back.min(MOST_WEEKS)))).unwrap_or(monday);
    let (begins, ends) = (calendar.dawn(from), calendar.dawn(from + Days::new(7)));
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

/// Whether one of these `Message-ID`s is of a mail in one of these folders.
pub(in crate::engines::email) async fn were_sent(
    read: &Read<'_>,
    sent: &[FolderId],
    ids: BTreeSet<&str>,
) -> Result<bool> {
    if ids.is_empty() {
        return Ok(false);
    }
    lie_in(read, sent, Condition::all().add(message::Column::InternetMessageId.is_in(ids))).await
}

/// Whether somebody here has written to an address. Asked of few mails, and answered by the index of words.
pub(in crate::engines::email) async fn was_written_to(
    read: &Read<'_>,
    sent: &[FolderId],
    address: &str,
) -> Result<bool> {
    let to_them = match read.backend() {
        DbBackend::Sqlite => search::matches::<message::Model>(&format!("recipients : {}", search::whole(address))),
        _ => Condition::all().add(message::Column::Recipients.like(search::holding(address))),
    };
    lie_in(read, sent, to_them).await
}

/// Whether one of the first mails that fit lies in one of these folders. The folders are looked at here: asked for them,
/// the database may read all that was ever sent.
async fn lie_in(read: &Read<'_>, folders: &[FolderId], fits: Condition) -> Result<bool> {
    let found: Vec<FolderId> = message::Entity::find()
        .select_only()
        .column(message::Column::FolderId)
        .filter(fits)
        .limit(MOST)
        .into_tuple()
        .all(read.db())
        .await?;
    Ok(found.iter().any(|folder| folders.contains(folder)))
}
