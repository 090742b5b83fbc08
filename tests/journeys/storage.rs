//! The file on the disk: copied before it is migrated, copied while it is written to, searched after it was restored.

use pebble_core::{
    engines::ENGINES,
    kernel::{Actor, DeviceId, PersonId, Read, engine::Endpoint},
};
use pebble_migrations::{MigratorTrait, Schema};
use pebble_store::{Store, backups, restore};
use pebble_tests::{Rig, noon};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::engines::acts::card;

/// The enquiries whose words fit, by the door's own query.
pub async fn found(store: &Store, words: &str) -> Value {
    let Ok(Endpoint::Query(query)) = ENGINES.endpoint("enquiries.find") else { panic!("enquiries.find is no query") };
    let nobody = Actor { person: PersonId(Uuid::nil()), device: DeviceId(Uuid::nil()) };
    let read = Read::new(store.reader(), noon().into(), nobody);
    (query.run)(&read, json!({ "company_id": null, "query": words })).await.unwrap()
}

/// A connection of another program.
pub async fn plain(path: &std::path::Path) -> DatabaseConnection {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", path.display()));
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

/// One number out of a database.
pub async fn number(db: &DatabaseConnection, sql: &str) -> i64 {
    let ask = Statement::from_string(DbBackend::Sqlite, sql);
    db.query_one_raw(ask).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

#[tokio::test]
async fn a_database_is_copied_before_it_is_migrated_and_the_copy_is_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pebble.db");
    let old = plain(&path).await;
    Schema::up(&old, Some(3)).await.unwrap();
    let company = "INSERT INTO company (id, name, is_customer, is_barred, created_at) VALUES (x'00000000000000000000000000000001', 'Nirmal Paints', 0, 0, 0)";
    old.execute_unprepared(company).await.unwrap();
    old.close().await.unwrap();

    let store = Store::sqlite(&path, ENGINES, noon().into()).await.unwrap();
    let copies = backups(&path);
    assert_eq!(copies.len(), 1, "{copies:?}");
    assert!(copies[0].path.ends_with("pebble.20261119T053000.backup"), "{copies:?}");
    let copy = plain(&copies[0].path).await;
    assert_eq!(number(&copy, "SELECT COUNT(*) FROM seaql_migrations").await, 3);
    assert_eq!(number(&copy, "SELECT COUNT(*) FROM company").await, 1);
    let all = i64::try_from(Schema::migrations().len()).unwrap();
    assert_eq!(number(store.reader(), "SELECT COUNT(*) FROM seaql_migrations").await, all);
    assert_eq!(number(store.reader(), "SELECT COUNT(*) FROM company_fts WHERE company_fts MATCH 'nirmal'").await, 1);
}

#[tokio::test]
async fn a_fresh_or_current_database_is_not_copied() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pebble.db");
    for _ in 0..2 {
        Store::sqlite(&path, ENGINES, noon().into()).await.unwrap().close().await;
    }
    assert_eq!(backups(&path), []);
}

#[tokio::test]
async fn a_closed_database_is_one_file_though_somebody_was_still_leaving_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pebble.db");
    let store = Store::sqlite(&path, ENGINES, noon().into()).await.unwrap();
    // One who reads cannot write the log back, and as long as they are there nobody else does it on leaving.
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=ro", path.display()));
    options.max_connections(1).sqlx_logging(false);
    let reading = Database::connect(options).await.unwrap();
    reading.execute_unprepared("BEGIN; SELECT COUNT(*) FROM company").await.unwrap();
    let looked_at = store.clone();
    let leaving = async {
        while looked_at.begin().await.is_ok() {
            tokio::task::yield_now().await;
        }
        reading.close().await.unwrap();
    };
    tokio::join!(store.close(), leaving);
    assert!(!folder.path().join("pebble.db-wal").exists());
    let alone = plain(&path).await;
    let all = i64::try_from(Schema::migrations().len()).unwrap();
    assert_eq!(number(&alone, "SELECT COUNT(*) FROM seaql_migrations").await, all);
}

#[tokio::test]
async fn a_backup_taken_while_the_desk_writes_can_be_opened_and_searched() {
    let rig = Rig::new().await;
    for number in 0..30 {
        card(&rig, &format!("Early {number}"), "medium").await;
    }
    let to = rig.folder.path().join("pebble.20261119T120000.backup");
    let writing = async {
        for number in 0..29 {
            card(&rig, &format!("Late {number}"), "medium").await;
        }
        // In words: a number may be the beginning of another enquiry's code.
        card(&rig, "The very last", "medium").await;
    };
    let (copied, ()) = tokio::join!(rig.desk.store().backup(&to), writing);
    copied.unwrap();
    let copy = Store::sqlite(&to, ENGINES, noon().into()).await.unwrap();
    assert_eq!(found(&copy, "early").await.as_array().unwrap().len(), 30);
    let (cards, enquiries) = ("SELECT COUNT(*) FROM card", "SELECT COUNT(*) FROM enquiry");
    assert_eq!(
        number(copy.reader(), cards).await,
        number(copy.reader(), enquiries).await,
        "a command was copied by half"
    );
    assert_eq!(found(rig.desk.store(), "very last").await.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn search_finds_the_right_rows_after_a_restore() {
    let rig = Rig::new().await;
    for title in ["Alumina", "Barytes", "Calcite", "Dolomite"] {
        card(&rig, title, "medium").await;
    }
    // A gap in the row numbers: a copy closes it, and an index that went by the old numbers would point at neighbours.
    let tx = rig.desk.store().begin().await.unwrap();
    tx.execute_unprepared("DELETE FROM enquiry WHERE title = 'Alumina'").await.unwrap();
    tx.commit().await.unwrap();
    let path = rig.folder.path().join("pebble.db");
    let to = rig.folder.path().join("pebble.20261119T120000.backup");
    let store = rig.desk.store().clone();
    store.backup(&to).await.unwrap();
    let Rig { desk, folder: _folder, .. } = rig;
    drop(desk);
    store.close().await;
    restore(&path, &to, ENGINES, noon().into()).await.unwrap();
    let restored = Store::sqlite(&path, ENGINES, noon().into()).await.unwrap();
    for title in ["Barytes", "Calcite", "Dolomite"] {
        let rows = found(&restored, title).await;
        assert_eq!(rows.as_array().unwrap().len(), 1, "{title}");
        assert_eq!(rows[0]["title"], title);
    }
    assert_eq!(found(&restored, "Alumina").await, json!([]));
}

#[tokio::test]
async fn a_backup_that_cannot_be_written_leaves_nothing_half_written() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::sqlite(&folder.path().join("pebble.db"), ENGINES, noon().into()).await.unwrap();
    let nowhere = folder.path().join("missing").join("pebble.1.backup");
    store.backup(&nowhere).await.unwrap_err();
    assert!(!nowhere.exists());
    assert_eq!(backups(&folder.path().join("pebble.db")), []);
}
