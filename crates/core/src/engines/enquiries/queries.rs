//! Reading enquiries, and which of them have stood still too long.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Func, LikeExpr, Query},
};
use uuid::Uuid;

use super::{
    model::{Detail, EnquiryId, Find, Flag, Found, Leaf, MayMove, Movable, Story, activity, enquiry, track},
    rules::{self, PIPELINE},
};
use crate::{
    engines::{
        masters::model::{CompanyId, company, contact},
        people::queries::name_of,
    },
    kernel::{
        Call, Read, Result,
        calendar::Calendar,
        history::{self, Alteration},
        pipeline::StageView,
        search,
    },
};

pub use super::quick::hear;

/// Ids in one question: both databases limit its parameters.
const MOST_IDS: usize = 200;

/// Lines of its timeline that an enquiry brings along.
const NEWEST: u64 = 100;
/// Most lines of a timeline that are read at once.
const MOST_LINES: u64 = 5000;

/// An enquiry whole.
pub async fn detail(read: &Read<'_>, id: EnquiryId) -> Result<Detail> {
    let row: enquiry::Model = read.get(id).await?;
    let company: company::Model = read.get(row.company_id).await?;
    let contact: Option<contact::Model> = match row.contact_id {
        Some(contact_id) => read.find(contact_id).await?,
        None => None,
    };
    let mut tracks = track::Entity::find().filter(track::Column::EnquiryId.eq(id)).all(read.db()).await?;
    tracks.sort_by_key(|track| (track.closed_at.is_some(), track.due_on));
    let timeline = activity::Entity::find()
        .filter(activity::Column::EnquiryId.eq(id))
        .order_by_desc(activity::Column::At)
        .order_by_desc(activity::Column::Id)
        .limit(NEWEST)
        .all(read.db())
        .await?;
    let calendar: Calendar = read.setting().await?;
    Ok(Detail {
        owner: name_of(read, row.owner_id).await?,
        moves: PIPELINE.reachable(&row.stage).map(|stage| stage.key.to_owned()).collect(),
        flag_on: rules::flag_on(&row, calendar.local_date(row.last_activity_at.utc())),
        enquiry: row,
        company,
        contact,
        tracks,
        timeline,
    })
}

/// A part of a timeline, newest first.
pub async fn story(read: &Read<'_>, leaf: Leaf) -> Result<Story> {
    let mut lines = activity::Entity::find().filter(activity::Column::EnquiryId.eq(leaf.id));
    if !leaf.kinds.is_empty() {
        lines = lines.filter(activity::Column::Kind.is_in(leaf.kinds));
    }
    if let Some(text) = leaf.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        let pattern = format!("%{}%", escaped(&text.to_lowercase()));
        let says = |column: activity::Column| {
            Expr::expr(Func::lower(Expr::col((activity::Entity, column))))
                .like(LikeExpr::new(pattern.clone()).escape('\\'))
        };
        let said = Condition::any()
            .add(says(activity::Column::Title))
            .add(says(activity::Column::Body))
            .add(says(activity::Column::Who));
        lines = lines.filter(said);
    }
    let total = lines.clone().count(read.db()).await?;
    let lines = lines
        .order_by_desc(activity::Column::At)
        .order_by_desc(activity::Column::Id)
        .limit(Ord::min(u64::from(leaf.limit), MOST_LINES))
        .all(read.db())
        .await?;
    Ok(Story { lines, total })
}

/// Text in which what a pattern knows as a sign stands for itself.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// Enquiries of a company, or those whose text fits; the newest first, at most 50.
pub async fn find(read: &Read<'_>, find: Find) -> Result<Vec<Found>> {
    let mut found = enquiry::Entity::find().order_by_desc(enquiry::Column::CreatedAt).limit(50);
    if let Some(company_id) = find.company_id {
        found = found.filter(enquiry::Column::CompanyId.eq(company_id));
    }
    let words = find.query.as_deref().map(str::trim).filter(|words| !words.is_empty());
    if let Some(words) = words {
        let theirs = Query::select()
            .column((company::Entity, company::Column::Id))
            .from(company::Entity)
            .cond_where(search::fits::<company::Model>(read, words))
            .to_owned();
        found = found.filter(
            Condition::any()
                .add(search::fits::<enquiry::Model>(read, words))
                .add(enquiry::Column::CompanyId.in_subquery(theirs)),
        );
    }
    let rows = found.all(read.db()).await?;
    let ids: Vec<CompanyId> = rows.iter().map(|row| row.company_id).collect();
    let companies = company::Entity::find().filter(company::Column::Id.is_in(ids)).all(read.db()).await?;
    let names: BTreeMap<CompanyId, String> = companies.into_iter().map(|row| (row.id, row.name)).collect();
    let card = |row: enquiry::Model| Found {
        company: names.get(&row.company_id).cloned().unwrap_or_default(),
        stage: PIPELINE.stage(&row.stage).map_or_else(|_| row.stage.clone(), |stage| stage.label.to_owned()),
        id: row.id,
        code: row.code,
        title: row.title,
    };
    Ok(rows.into_iter().map(card).collect())
}

/// Enquiries in one question about moves.
const MOST_MOVED: usize = 500;

/// Whether these may go to a stage, in the order in which they were named: by the rules of the move itself. Those that
/// are here no longer are left out.
pub async fn may_move(read: &Read<'_>, asked: MayMove) -> Result<Vec<Movable>> {
    PIPELINE.stage(&asked.to)?;
    let calendar: Calendar = read.setting().await?;
    let today = calendar.local_date(read.now().utc());
    let ids: Vec<Uuid> = asked.ids.iter().take(MOST_MOVED).map(|id| id.0).collect();
    let rows: Vec<enquiry::Model> = read.many(&ids).await?;
    let companies: BTreeSet<Uuid> = rows.iter().map(|row| row.company_id.0).collect();
    let companies: Vec<company::Model> = read.many(&companies.into_iter().collect::<Vec<_>>()).await?;
    let names: BTreeMap<CompanyId, String> = companies.into_iter().map(|row| (row.id, row.name)).collect();
    let mut rows: BTreeMap<Uuid, enquiry::Model> = rows.into_iter().map(|row| (row.id.0, row)).collect();
    let verdict = |row: enquiry::Model| {
        let needs = rules::needs(&row, &asked.to);
        let refusal = match (&needs, &asked.fields) {
            (Err(refusal), _) => Some(refusal.clone()),
            (Ok(_), Some(said)) => rules::may_move(&row, &asked.to, said.clone(), today).err(),
            (Ok(_), None) => None,
        };
        Movable {
            company: names.get(&row.company_id).cloned().unwrap_or_default(),
            reason: refusal.as_ref().map(|refusal| refusal.message.clone()),
            field: refusal.and_then(|refusal| refusal.field),
            needs: needs.unwrap_or_default().into_iter().map(str::to_owned).collect(),
            id: row.id,
            title: row.title,
            from: row.stage,
        }
    };
    Ok(ids.iter().filter_map(|id| rows.remove(id)).map(verdict).collect())
}

/// Every field of an enquiry that was changed, the newest first: what it was, what it became, when and by whom.
pub async fn history(read: &Read<'_>, id: EnquiryId) -> Result<Vec<Alteration>> {
    history::of::<enquiry::Model>(read, id).await
}

/// The stages with what entering each asks for.
pub async fn stages(_: &Read<'_>, _: ()) -> Result<Vec<StageView>> {
    Ok(PIPELINE.stages.iter().map(StageView::from).collect())
}

/// The enquiries of these companies.
pub async fn of_companies(read: &Read<'_>, ids: &[Uuid]) -> Result<Vec<enquiry::Model>> {
    let mut found = Vec::new();
    for ids in ids.chunks(MOST_IDS) {
        let theirs = enquiry::Entity::find().filter(enquiry::Column::CompanyId.is_in(ids.iter().copied()));
        found.extend(theirs.all(read.db()).await?);
    }
    Ok(found)
}

/// Enquiries that stood still too long, at most 200 at a time.
pub async fn due(read: &Read<'_>) -> Result<Vec<Call>> {
    let calendar: Calendar = read.setting().await?;
    let today = calendar.local_date(read.now().utc());
    let rows = enquiry::Entity::find()
        .filter(enquiry::Column::ClosedAt.is_null())
        .filter(enquiry::Column::OwnerId.eq(read.actor().person))
        .filter(enquiry::Column::LastActivityAt.lt(read.now().plus(TimeDelta::days(-rules::IDLE_DAYS))))
        .filter(enquiry::Column::Stage.ne("drop_pending"))
        .filter(has_passed(enquiry::Column::ExtendedUntil, today))
        .filter(has_passed(enquiry::Column::ReviewOn, today))
        .order_by_asc(enquiry::Column::LastActivityAt)
        .limit(200)
        .all(read.db())
        .await?;
    rows.into_iter()
        .filter(|row| rules::flag_on(row, calendar.local_date(row.last_activity_at.utc())).is_some_and(|on| on < today))
        .map(|row| Call::new("enquiries.flag_stale", &Flag { id: row.id, idle_since: row.last_activity_at }))
        .collect()
}

/// Parked enquiries are left out by the query itself: two hundred of them would hide an idle one behind them.
fn has_passed(date: enquiry::Column, today: chrono::NaiveDate) -> Condition {
    Condition::any().add(date.is_null()).add(date.lt(today))
}
