//! What the office asks of its tables is found by an index: no table that grows is read from end to end, also
//! where row-level security binds the role.

use pebble_store::{Store, Tenant};
use pebble_sync::{
    Outcome,
    digest::digests,
    wire::{Check, Checked, Offer, Reply, Request},
};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use serde_json::json;

use crate::{
    apart::shared,
    rig::{COMPANY, Office, Rep, company, epoch, made_first, node_over, opening},
    scopes::WITH_SHIFTS,
};

/// Years of an office: enough for PostgreSQL to prefer an index wherever there is one.
const YEARS: [&str; 7] = [
    "INSERT INTO sync_vis SELECT n % 50 + 100, 'lead', gen_random_uuid(), n + 1000000, n % 10 > 0 \
     FROM generate_series(1, 40000) n",
    "INSERT INTO sync_row SELECT 'lead', gen_random_uuid(), 1, '[9]', 'enquiry', gen_random_uuid() \
     FROM generate_series(1, 40000) n",
    "INSERT INTO sync_member SELECT n % 50 + 100, 'lead', gen_random_uuid() FROM generate_series(1, 40000) n",
    "INSERT INTO sync_result SELECT gen_random_uuid(), n, gen_random_uuid(), '{}' FROM generate_series(1, 20000) n",
    "INSERT INTO sync_known SELECT gen_random_uuid(), gen_random_uuid(), '{}' FROM generate_series(1, 20000) n",
    "INSERT INTO sync_grant SELECT gen_random_uuid(), n, 'team', 9, NULL FROM generate_series(1, 5000) n",
    "INSERT INTO sync_scope (name) SELECT 'u:' || gen_random_uuid() FROM generate_series(1, 5000) n",
];

/// Tables that grow, and how often each was read from end to end.
const READ_WHOLE: &str = "SELECT relname::text, seq_scan FROM pg_stat_user_tables \
    WHERE relname LIKE 'sync_%' AND relname NOT IN ('sync_head', 'sync_device', 'sync_ack', 'sync_outbox')";

async fn numbers(admin: &DatabaseConnection, sql: &str) -> Vec<(String, i64)> {
    let rows = admin.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap();
    let read = |row: &sea_orm::QueryResult| (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap());
    rows.iter().map(read).collect()
}

/// What was counted by connections that have ended; the count is there once they are gone.
async fn counted(admin: &DatabaseConnection) -> Vec<(String, i64)> {
    let others = "SELECT 'others', count(*) FROM pg_stat_activity WHERE datname = current_database() \
                  AND pid <> pg_backend_pid()";
    while numbers(admin, others).await[0].1 > 0 {
        tokio::task::yield_now().await;
    }
    numbers(admin, READ_WHOLE).await
}

#[tokio::test]
async fn no_table_that_grows_is_read_from_end_to_end() {
    let url = shared("plans").await;
    Store::postgres(&url, Tenant::default()).await.unwrap().close().await;
    let admin = sea_orm::Database::connect(sea_orm::ConnectOptions::new(&url).max_connections(1).to_owned()).await;
    let admin = admin.unwrap();
    let tenant = format!("SET pebble.tenant = '{}'", Tenant::default().id());
    admin.execute_unprepared(&tenant).await.unwrap();
    for years in YEARS {
        admin.execute_unprepared(years).await.unwrap();
    }
    admin.execute_unprepared("ANALYZE").await.unwrap();
    let before = counted(&admin).await;
    let store = Store::postgres(&url, Tenant::default()).await.unwrap();
    let (sql, node) = node_over(store.clone(), WITH_SHIFTS).await;
    let office = Office::of(store, sql, node);
    a_day(&office).await;
    office.close().await;
    let after = counted(&admin).await;
    let read: Vec<_> = after.iter().zip(&before).filter(|(now, then)| now.1 > then.1).map(|(now, _)| now).collect();
    assert!(read.is_empty(), "read from end to end: {read:?}");
    assert_eq!(after.len(), 11);
}

/// Everything a desk asks for, and the stamper, and the end of old tombstones.
async fn a_day(office: &Office) {
    let (mut asha, mut ravi): (Rep, Rep) = (office.rep(1).await, office.rep(2).await);
    let paints = company(&mut asha, office, COMPANY, "Nirmal Paints").await;
    for id in 1..=3 {
        assert_eq!(asha.tell(office, id, "enquiries.open", opening(paints, "Zinc")).await, Outcome::APPLIED);
    }
    let again = asha.mutation(3, "enquiries.open", opening(paints, "Zinc"));
    let again = Offer { n: 4, seen: 0, is_withdrawn: false, given: Vec::new(), mutation: again };
    asha.push(office, vec![again]).await;
    let shift = json!({ "id": made_first(1), "to": ravi.person.0 });
    asha.last = None;
    assert_eq!(asha.tell(office, 20, "shifts.hand_on", shift).await, Outcome::APPLIED);
    office.stamp().await;
    for rep in [&mut asha, &mut ravi] {
        rep.pull(office, 3).await;
        let own = rep.welcome(office).await.grants[0].scope;
        let held = rep.snapshot(office, own, 2).await;
        assert!(!held.is_empty());
        let buckets = digests(held.iter().map(|row| (row.key(), row.ver)).collect());
        let check = Check { epoch: epoch(), cursor: rep.cursor, scope: own, buckets };
        assert_eq!(office.ask(rep, Request::Check(check)).await, Reply::Checked(Checked::Equal));
    }
    office.node.server().forget(1).await.unwrap();
}
