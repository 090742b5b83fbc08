//! The lists of the inbox, by pages.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, Order, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Alias, Expr, Query, SelectStatement},
};
use uuid::Uuid;

use super::{dressed, search};
use crate::{
    engines::email::model::{Direction, Disposition, ListMail, MailPage, MailRow, Tray, message},
    kernel::{
        Read, Result,
        search::{ROW, matches},
    },
};

/// What words fit is counted so many rows beyond the page.
const AHEAD: u64 = 1_000;
/// A list of fewer mails is walked, and each looked up among all that the words fit. In a longer one what fits is walked
/// instead, newest first, and each looked up in the list: either way nearly all that is read is shown.
const FEW: u64 = 20_000;

/// A page of a list, newest first; of the snoozed mails those first that come back first.
pub async fn list(read: &Read<'_>, list: ListMail) -> Result<MailPage> {
    let search = search::of(read, list.query.as_deref().unwrap_or_default()).await?;
    let tray = search.tray.unwrap_or(list.folder);
    let is_grouped = list.is_grouped && search.is_empty() && is_groupable(tray);
    // Whatever is asked for, the sums below stay sums: no list is so long.
    let (offset, limit) = (list.offset.min(u64::from(u32::MAX)), list.limit.min(200));
    let mut here = search.conditions.into_iter().fold(of_tray(tray), Condition::add);
    here = here.add(message::Column::GoneAt.is_null());
    if is_grouped {
        here = here.add(message::Column::IsHead.eq(true));
    }
    let is_long = search.expression.is_some() && tray != Tray::Snoozed && at_most(read, &here, FEW).await? == FEW;
    let found = match &search.expression {
        Some(expression) if is_long => walk(read, expression, here, offset, limit).await?,
        expression => {
            let here = expression.iter().map(|each| matches::<message::Model>(each)).fold(here, Condition::add);
            page_of(read, here, tray, offset, limit).await?
        }
    };
    let Found { total, has_more, rows } = found;
    let roots: Vec<Option<String>> = rows.iter().map(|row| row.thread_root.clone()).collect();
    let mut rows = dressed(read, rows).await?;
    if is_grouped {
        count_in(read, &roots, &mut rows).await?;
    }
    Ok(MailPage { total, has_more, rows, filters: search.known, troubles: search.troubles })
}

/// How many mails fit, counted no further than `most`.
async fn at_most(read: &Read<'_>, here: &Condition, most: u64) -> Result<u64> {
    let some = message::Entity::find().select_only().expr(Expr::val(1)).filter(here.clone()).limit(most);
    counted(read, some.into_query()).await
}

async fn counted(read: &Read<'_>, some: SelectStatement) -> Result<u64> {
    let ask = Query::select().expr(Expr::cust("COUNT(*)")).from_subquery(some, "some").to_owned();
    let row = read.db().query_one(&ask).await?;
    let count: i64 = row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default();
    Ok(u64::try_from(count).unwrap_or_default())
}

struct Found {
    total: u64,
    has_more: bool,
    rows: Vec<message::Model>,
}

async fn page_of(read: &Read<'_>, here: Condition, tray: Tray, offset: u64, limit: u64) -> Result<Found> {
    let found = message::Entity::find().filter(here);
    let total = found.clone().count(read.db()).await?;
    let ordered = match tray {
        Tray::Snoozed => found.order_by_asc(message::Column::SnoozedUntil),
        _ => found.order_by_desc(message::Column::PlacedAt),
    };
    Ok(Found { total, has_more: false, rows: ordered.offset(offset).limit(limit).all(read.db()).await? })
}

/// What words fit of a long list, in the order of the index, which is that of the list.
async fn walk(read: &Read<'_>, expression: &str, here: Condition, offset: u64, limit: u64) -> Result<Found> {
    let index = Alias::new("message_fts");
    let on = format!("message.rowid = message_fts.rowid & {ROW}");
    let mut found = Query::select();
    // A cross join keeps SQLite at walking the index, in which the newest come first.
    found
        .from(index.clone())
        .join(JoinType::CrossJoin, message::Entity, Condition::all())
        .and_where(Expr::cust(on))
        .and_where(Expr::cust_with_values("message_fts MATCH ?", [expression]))
        .cond_where(here);
    let most = offset + limit + AHEAD;
    let total = counted(read, found.clone().expr(Expr::val(1)).limit(most + 1).take()).await?;
    let id = (message::Entity, message::Column::Id);
    let page = found.column(id).order_by((index, Alias::new("rowid")), Order::Desc).offset(offset).limit(limit);
    let ids = read.db().query_all(page).await?;
    let ids = ids.iter().map(|row| row.try_get_by_index(0)).collect::<Result<Vec<Uuid>, _>>()?;
    let rows = read.many::<message::Model>(&ids).await?;
    let mut rows: BTreeMap<Uuid, message::Model> = rows.into_iter().map(|row| (row.id.0, row)).collect();
    let rows = ids.iter().filter_map(|id| rows.remove(id)).collect();
    Ok(Found { total: total.min(most), has_more: total > most, rows })
}

/// Lists in which a conversation is one row. Each mail of the others is a matter of its own.
fn is_groupable(tray: Tray) -> bool {
    matches!(tray, Tray::Inbox | Tray::Linked | Tray::Preleads | Tray::Archived | Tray::All)
}

fn of_tray(tray: Tray) -> Condition {
    use message::Column;
    let is = |disposition: Disposition| Condition::all().add(Column::Disposition.eq(disposition));
    let here = |condition: Condition| condition.add(Column::SnoozedUntil.is_null());
    match tray {
        Tray::Inbox => here(
            Condition::all()
                .add(Column::Disposition.is_in([
                    Disposition::Pending,
                    Disposition::Linked,
                    Disposition::Prelead,
                    Disposition::Unclassified,
                ]))
                .add(Column::Direction.eq(Direction::Incoming)),
        ),
        Tray::Unclassified => here(is(Disposition::Unclassified)),
        Tray::Linked => here(is(Disposition::Linked)),
        Tray::Preleads => here(is(Disposition::Prelead)),
        Tray::Archived => is(Disposition::Archived),
        Tray::Junk => is(Disposition::Junk),
        Tray::Sent => Condition::all().add(Column::Direction.eq(Direction::Outgoing)),
        Tray::Snoozed => Condition::all().add(Column::SnoozedUntil.is_not_null()),
        Tray::All => Condition::all(),
    }
}

#[derive(FromQueryResult)]
struct Counted {
    thread_root: Option<String>,
    mails: i64,
    unread: i64,
}

/// Says of each row for how many mails it stands.
async fn count_in(read: &Read<'_>, roots: &[Option<String>], rows: &mut [MailRow]) -> Result<()> {
    let named: Vec<&str> = roots.iter().filter_map(Option::as_deref).collect();
    if named.is_empty() {
        return Ok(());
    }
    let counted = message::Entity::find()
        .select_only()
        .column(message::Column::ThreadRoot)
        .column_as(Expr::cust("COUNT(*)"), "mails")
        .column_as(Expr::cust("SUM(CASE WHEN is_read THEN 0 ELSE 1 END)"), "unread")
        .filter(message::Column::ThreadRoot.is_in(named))
        .filter(message::Column::GoneAt.is_null())
        .group_by(message::Column::ThreadRoot)
        .into_model::<Counted>()
        .all(read.db())
        .await?;
    let counted: BTreeMap<String, (i64, i64)> =
        counted.into_iter().filter_map(|each| Some((each.thread_root?, (each.mails, each.unread)))).collect();
    for (row, root) in rows.iter_mut().zip(roots) {
        if let Some((mails, unread)) = root.as_ref().and_then(|root| counted.get(root)) {
            row.mails = u64::try_from(*mails).unwrap_or(1);
            row.unread = u64::try_from(*unread).unwrap_or_default();
        }
    }
    Ok(())
}
