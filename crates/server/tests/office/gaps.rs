//! No number is ever filled in below a head that somebody has read, on a PostgreSQL with many writers.
//!
//! `PEBBLE_GAP_COMMITS` says how many commits the stress makes.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Instant,
};

use pebble_server::{Node, SqlStore, SqlTx};
use pebble_store::{Store, Tenant};
use pebble_sync::{
    Device, Key, Scope, Table,
    server_store::{Event, ServerStore, ServerTx, View},
};
use pebble_tests::fresh_database;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use uuid::Uuid;

use crate::rig::{ALL, node_over};

const WRITERS: u64 = 8;
const SCOPES: i32 = 4;
/// Fits into the suite on a busy machine; a million is for the flag.
const COMMITS: u64 = 30_000;

fn moved(scope: i32, id: u64) -> Event {
    let key = Key { table: Table::from("lead"), id: Uuid::from_u64_pair(1, id) };
    Event::Moved { scope: Scope(scope), key, is_live: true }
}

fn all_scopes() -> BTreeSet<Scope> {
    (0..SCOPES).map(Scope).collect()
}

/// A number that looks random, and is the same in each run.
fn chance(of: u64) -> u64 {
    let mut mixed = of.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB) >> 33
}

/// What a desk with these scopes has been sent.
struct Reader {
    cursor: u64,
    seqs: Vec<u64>,
    ids: Vec<u64>,
}

impl Reader {
    fn new() -> Reader {
        Reader { cursor: 0, seqs: Vec::new(), ids: Vec::new() }
    }

    /// Everything there is, page by page, as a pull does it.
    async fn pull(&mut self, sql: &SqlStore) {
        loop {
            let mut view = sql.view().await.unwrap();
            let head = view.head().await.unwrap().seq;
            let page = view.changed(&all_scopes(), self.cursor, 2_000).await.unwrap();
            let is_full = page.len() == 2_000;
            for stamped in page {
                self.seqs.push(stamped.seq);
                self.ids.push(stamped.key.id.as_u64_pair().1);
            }
            self.cursor = if is_full { *self.seqs.last().unwrap() } else { head };
            if !is_full {
                return;
            }
        }
    }
}

struct Work {
    committed: AtomicU64,
    events: AtomicU64,
    is_over: AtomicBool,
}

/// Commits until enough have been; every tenth is undone, every third adds a second row late.
async fn write(sql: SqlStore, writer: u64, commits: u64, work: Arc<Work>) -> Vec<u64> {
    let mut made = Vec::new();
    for turn in 0.. {
        if work.committed.fetch_add(1, Ordering::SeqCst) >= commits {
            return made;
        }
        let id = (turn * WRITERS + writer) * 2;
        let dice = chance(id);
        let scope = i32::try_from(dice % 4).unwrap();
        let mut tx: SqlTx = sql.begin().await.unwrap();
        let acked = Event::Acked { device: Device(Uuid::from_u64_pair(2, writer)), n: turn + 1 };
        tx.append_events(vec![moved(scope, id), acked]).await.unwrap();
        let mut mine = vec![id];
        if dice.is_multiple_of(3) {
            tokio::task::yield_now().await;
            tx.append_events(vec![moved((scope + 1) % SCOPES, id + 1)]).await.unwrap();
            mine.push(id + 1);
        }
        if dice.is_multiple_of(10) {
            work.committed.fetch_sub(1, Ordering::SeqCst);
            continue;
        }
        tx.commit().await.unwrap();
        work.events.fetch_add(u64::try_from(mine.len()).unwrap() + 1, Ordering::SeqCst);
        made.extend(mine);
    }
    made
}

async fn keep_stamping(node: Node, work: Arc<Work>) {
    while !work.is_over.load(Ordering::SeqCst) {
        // A connection that was cut off under it ends this round; the next has another.
        if node.stamp().await.is_err() {
            tokio::task::yield_now().await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
}

/// Kills stampers: their task in the middle of a round, and their connection under them.
async fn kill_now_and_then(url: String, work: Arc<Work>, commits: u64) -> u64 {
    let admin = sea_orm::Database::connect(&url).await.unwrap();
    let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%sync_vis%' \
               AND query LIKE 'INSERT%'";
    let mut kills = 0;
    while !work.is_over.load(Ordering::SeqCst) {
        let (_, node) = node_over(Store::postgres(&url, Tenant::default()).await.unwrap(), ALL).await;
        let stamper = tokio::spawn(keep_stamping(node, Arc::clone(&work)));
        let until = work.committed.load(Ordering::SeqCst) + commits / 20;
        while work.committed.load(Ordering::SeqCst) < until && !work.is_over.load(Ordering::SeqCst) {
            tokio::task::yield_now().await;
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let statement = Statement::from_string(DbBackend::Postgres, cut);
        let row = admin.query_one_raw(statement).await.unwrap().unwrap();
        kills += u64::try_from(row.try_get_by_index::<i64>(0).unwrap()).unwrap() + 1;
        stamper.abort();
        let _ = stamper.await;
    }
    kills
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_writers_and_two_stampers_that_are_killed_lose_nothing_and_number_nothing_twice() {
    let commits = std::env::var("PEBBLE_GAP_COMMITS").map_or(COMMITS, |text| text.parse().unwrap());
    let url = fresh_database("gaps_stress").await;
    let (sql, node) = node_over(Store::postgres(&url, Tenant::default()).await.unwrap(), ALL).await;
    let (others, _) = node_over(Store::postgres(&url, Tenant::default()).await.unwrap(), ALL).await;
    let work =
        Arc::new(Work { committed: AtomicU64::new(0), events: AtomicU64::new(0), is_over: AtomicBool::new(false) });
    let began = Instant::now();
    let steady = tokio::spawn(keep_stamping(node.clone(), Arc::clone(&work)));
    let killed = tokio::spawn(kill_now_and_then(url, Arc::clone(&work), commits));
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..WRITERS {
        let sql = if writer % 2 == 0 { sql.clone() } else { others.clone() };
        writers.spawn(write(sql, writer, commits, Arc::clone(&work)));
    }
    let mut reader = Reader::new();
    let mut made = Vec::new();
    while !writers.is_empty() {
        reader.pull(&sql).await;
        while let Some(done) = writers.try_join_next() {
            made.extend(done.unwrap());
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let took = began.elapsed();
    work.is_over.store(true, Ordering::SeqCst);
    steady.await.unwrap();
    let kills = killed.await.unwrap();
    node.stamp().await.unwrap();
    reader.pull(&sql).await;
    println!(
        "{commits} commits in {:.1} s, {:.1} s until all was read, {} rows, {kills} stampers killed",
        took.as_secs_f64(),
        began.elapsed().as_secs_f64(),
        made.len()
    );
    assert!(reader.seqs.windows(2).all(|pair| pair[0] < pair[1]), "a number came after a higher one");
    let seen: BTreeSet<u64> = reader.ids.iter().copied().collect();
    assert_eq!(seen.len(), reader.ids.len(), "a row was numbered twice");
    let made: BTreeSet<u64> = made.into_iter().collect();
    assert_eq!(made.difference(&seen).count(), 0, "rows were lost");
    assert_eq!(seen.difference(&made).count(), 0, "what was undone was sent");
    let head = sql.view().await.unwrap().head().await.unwrap().seq;
    assert_eq!(head, work.events.load(Ordering::SeqCst), "numbers were left out, or given twice");
    assert!(kills > 5, "{kills} stampers were killed");
}

async fn naive(store: &Store, after: i64) -> Vec<i64> {
    let sql = format!("SELECT place FROM sync_outbox WHERE place > {after} ORDER BY place");
    let rows = store.reader().query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// Why there is a stamper: the order in which numbers are taken is not the order in which they become visible.
#[tokio::test]
async fn a_cursor_over_a_sequence_loses_what_commits_late_and_the_feed_does_not() {
    let store = Store::postgres(&fresh_database("gaps_naive").await, Tenant::default()).await.unwrap();
    let (sql, node) = node_over(store.clone(), ALL).await;
    let mut reader = Reader::new();
    let (mut slow, mut quick) = (sql.begin().await.unwrap(), sql.begin().await.unwrap());
    slow.append_events(vec![moved(0, 1)]).await.unwrap();
    quick.append_events(vec![moved(0, 2)]).await.unwrap();
    quick.commit().await.unwrap();
    let first = naive(&store, 0).await;
    node.stamp().await.unwrap();
    reader.pull(&sql).await;
    slow.commit().await.unwrap();
    let rest = naive(&store, *first.last().unwrap()).await;
    node.stamp().await.unwrap();
    reader.pull(&sql).await;
    assert_eq!((first.len(), rest.len()), (1, 0), "a cursor over the sequence was expected to lose the late row");
    assert_eq!(reader.ids, [2, 1]);
    assert_eq!(reader.seqs, [1, 2]);
}

/// One stamper is enough: another that comes meanwhile goes away, and does not wait.
#[tokio::test]
async fn a_second_stamper_does_not_wait_for_the_first() {
    let (sql, node) =
        node_over(Store::postgres(&fresh_database("gaps_two").await, Tenant::default()).await.unwrap(), ALL).await;
    let mut writer = sql.begin().await.unwrap();
    writer.append_events(vec![moved(0, 1)]).await.unwrap();
    writer.commit().await.unwrap();
    let mut first = sql.begin().await.unwrap();
    assert_eq!(first.lock_head().await.unwrap(), Some(0));
    assert_eq!(node.stamp().await.unwrap(), None);
    first.commit().await.unwrap();
    assert_eq!(node.stamp().await.unwrap(), Some(1));
}
