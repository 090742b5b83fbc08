//! The lists of the inbox, by pages.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::{dressed, search};
use crate::{
    engines::email::model::{Direction, Disposition, ListMail, MailPage, MailRow, Tray, message},
    kernel::{Read, Result},
};

/// A page of a list, newest first; of the snoozed mails those first that come back first.
pub async fn list(read: &Read<'_>, list: ListMail) -> Result<MailPage> {
    let search = search::of(read, list.query.as_deref().unwrap_or_default()).await?;
    let tray = search.tray.unwrap_or(list.folder);
    let is_grouped = list.is_grouped && search.is_empty() && is_groupable(tray);
    let mut found = message::Entity::find().filter(message::Column::GoneAt.is_null()).filter(of_tray(tray));
    if is_grouped {
        found = found.filter(message::Column::IsHead.eq(true));
    }
    for condition in search.conditions {
        found = found.filter(condition);
    }
    let total = found.clone().count(read.db()).await?;
    let ordered = match tray {
        Tray::Snoozed => found.order_by_asc(message::Column::SnoozedUntil),
        _ => found.order_by_desc(message::Column::PlacedAt),
    };
    let rows = ordered.offset(list.offset).limit(list.limit.min(200)).all(read.db()).await?;
    let roots: Vec<Option<String>> = rows.iter().map(|row| row.thread_root.clone()).collect();
    let mut rows = dressed(read, rows).await?;
    if is_grouped {
        count_in(read, &roots, &mut rows).await?;
    }
    Ok(MailPage { total, rows, filters: search.known, troubles: search.troubles })
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
