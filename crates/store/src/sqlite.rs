//! The SQLite side: pragmas, migration after a copy, online backup.

use std::path::{Path, PathBuf};

use pebble_core::kernel::{At, Engines};
use pebble_migrations::{MigratorTrait, Outbox, Schema};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement, TransactionTrait,
    sqlx::{self, Connection, SqliteConnection},
};

use crate::{
    Store,
    check::{OpenError, check_file, check_version, quick_check},
    copies::backup_name,
    full_text,
};

/// How many readers work beside the writer.
const READERS: u32 = 4;
/// What a connection holds of the file by itself, as SQLite spells it: so many KiB. The system holds the rest, once for
/// all of them.
const READERS_HOLD: &str = "-4000";
const WRITER_HOLDS: &str = "-16000";
/// How long a closing database waits for those who are still leaving it, in milliseconds.
const WAITED_FOR: &str = "2000";
/// A file of so many bytes is read whole before anybody works on it: that takes no longer than a window takes to come
/// up. A bigger one is checked beside the work, by [`check`].
const READ_AT_ONCE: u64 = 32 << 20;

pub(crate) async fn open(path: &Path, engines: Engines, now: At) -> Result<Store, OpenError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|cause| OpenError::folder(folder, &cause))?;
    }
    let is_new = check_file(path)?;
    let writer = connect(path, 1, false).await?;
    let opened = async {
        let copy = if is_new { None } else { look_over(&writer, path, now).await? };
        if let Err(cause) = migrate(&writer).await {
            // It was undone, so the copy is the same as what is there; many tries would fill the disk with it.
            let _ = copy.map(std::fs::remove_file);
            return Err(cause);
        }
        full_text::build(&writer, engines).await?;
        connect(path, READERS, true).await
    };
    match opened.await {
        Ok(readers) => Ok(Store { writer, readers, file: Some(path.to_path_buf()), is_guarded: true }),
        Err(cause) => {
            // Left to close by itself it would still hold a file that is about to be set aside.
            let _ = writer.close().await;
            Err(cause)
        }
    }
}

/// Opens a copy as if it were the database, brings it up to this version, and leaves it closed in one file.
pub(crate) async fn try_out(copy: &Path, engines: Engines) -> Result<(), OpenError> {
    if check_file(copy)? {
        return Err(OpenError::Damaged { reason: "it is empty".to_owned() });
    }
    let writer = connect(copy, 1, false).await?;
    let sound = async {
        quick_check(&writer).await?;
        check_version(&writer).await?;
        migrate(&writer).await?;
        full_text::build(&writer, engines).await.map_err(OpenError::from)
    };
    let outcome = sound.await;
    writer.close().await?;
    outcome?;
    settle(copy).await
}

/// All pending migrations or none.
async fn migrate(writer: &DatabaseConnection) -> Result<(), OpenError> {
    let together = writer.begin().await?;
    Schema::up(&together, None).await.map_err(OpenError::migrating)?;
    together.commit().await.map_err(OpenError::migrating)
}

/// Waits until the disk has all of a file, so that a rename never gives a name to half of it.
async fn settle(path: &Path) -> Result<(), OpenError> {
    let said = |cause: std::io::Error| OpenError::folder(path, &cause);
    let file = tokio::fs::OpenOptions::new().write(true).open(path).await.map_err(said)?;
    file.sync_all().await.map_err(said)
}

fn options(path: &Path, connections: u32) -> Result<ConnectOptions, OpenError> {
    let text = path.to_str().ok_or_else(|| OpenError::Folder {
        path: path.to_path_buf(),
        reason: "its name is not valid text".to_owned(),
    })?;
    let mut options = ConnectOptions::new(format!("sqlite://{text}?mode=rwc"));
    options
        .max_connections(connections)
        .min_connections(1)
        .sqlx_logging(false)
        .acquire_timeout(std::time::Duration::from_secs(30));
    Ok(options)
}

async fn connect(path: &Path, connections: u32, is_reader: bool) -> Result<DatabaseConnection, OpenError> {
    let mut options = options(path, connections)?;
    options
        .map_sqlx_sqlite_opts(move |options| {
            options
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "NORMAL")
                // 64 MB of log before it is carried over: a page that is written often is carried over once.
                .pragma("wal_autocheckpoint", "16000")
                .pragma("foreign_keys", "ON")
                .pragma("busy_timeout", "5000")
                .pragma("temp_store", "MEMORY")
                .pragma("cache_size", if is_reader { READERS_HOLD } else { WRITER_HOLDS })
                .pragma("query_only", if is_reader { "ON" } else { "OFF" })
        })
        .map_sqlx_sqlite_pool_opts(|pool| pool.before_acquire(|connection, _| Box::pin(is_at_rest(connection))));
    Database::connect(options).await.map_err(OpenError::from)
}

/// Sees to it that a closed database is one file. The last connection to close writes the log back, and that may have
/// been one that nobody waits for: what was ended while it connected or copied is still closing by itself. Those are
/// waited for, and nobody else is in the file when this succeeds; whoever holds it longer keeps the log beside it.
pub(crate) async fn carry_over(path: &Path) -> Result<(), OpenError> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if !Path::new(&log).exists() {
        return Ok(());
    }
    let mut options = options(path, 1)?;
    options.map_sqlx_sqlite_opts(|options| {
        // Alone in the file, or not at all.
        options.pragma("locking_mode", "EXCLUSIVE").pragma("busy_timeout", WAITED_FOR)
    });
    let alone = Database::connect(options).await?;
    let written = alone.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await;
    alone.close().await?;
    written?;
    Ok(())
}

/// Whether a connection is in no transaction. A full disk makes SQLite end a transaction by itself, the roll-back that
/// follows finds none, and the count of open ones stays wrong: what is written afterwards would never be committed.
/// Such a connection is closed and a fresh one takes its place.
async fn is_at_rest(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    Ok(!connection.is_in_transaction())
}

/// Opens the file of unsent work: one connection, and a commit is on the disk when it returns.
pub(crate) async fn outbox(path: &Path) -> Result<DatabaseConnection, OpenError> {
    let connection = connect(path, 1, false).await?;
    connection.execute_unprepared("PRAGMA synchronous = FULL").await?;
    let together = connection.begin().await?;
    Outbox::up(&together, None).await.map_err(OpenError::migrating)?;
    together.commit().await.map_err(OpenError::migrating)?;
    Ok(connection)
}

fn is_small(path: &Path) -> Result<bool, OpenError> {
    let file = std::fs::metadata(path).map_err(|cause| OpenError::folder(path, &cause))?;
    Ok(file.len() <= READ_AT_ONCE)
}

/// Reads the whole file, beside whoever works on it: on a connection of its own, which keeps none of what it has read.
pub(crate) async fn check(path: &Path) -> Result<(), OpenError> {
    let reader = connect(path, 1, true).await?;
    let sound = quick_check(&reader).await;
    let closed = reader.close().await;
    sound?;
    closed.map_err(OpenError::from)
}

/// What has to be known of a file that is there before anybody works on it. A migration that makes something else of the
/// rows than was meant must find its way back: a file that is to be migrated is copied first, unless there is nothing in
/// it yet.
async fn look_over(writer: &DatabaseConnection, path: &Path, now: At) -> Result<Option<PathBuf>, OpenError> {
    let is_small = is_small(path)?;
    if is_small {
        check(path).await?;
    }
    check_version(writer).await?;
    let is_empty = Schema::get_applied_migrations(writer).await?.is_empty();
    if is_empty || Schema::get_pending_migrations(writer).await?.is_empty() {
        return Ok(None);
    }
    if !is_small {
        check(path).await?;
    }
    let copy = backup_name(path, now);
    backup(path, &copy).await?;
    Ok(Some(copy))
}

pub(crate) async fn backup(file: &Path, to: &Path) -> Result<(), OpenError> {
    let partial = to.with_extension("partial");
    let _ = std::fs::remove_file(&partial);
    let written = write_copy(file, &partial).await;
    if let Err(cause) = written {
        let _ = std::fs::remove_file(&partial);
        return Err(cause);
    }
    std::fs::rename(&partial, to).map_err(|cause| OpenError::folder(to, &cause))
}

async fn write_copy(file: &Path, to: &Path) -> Result<(), OpenError> {
    let target = to.to_string_lossy().into_owned();
    let copy = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [target.into()]);
    // On a connection of its own: readers may not copy, and the writer is not to wait for it.
    let source = connect(file, 1, false).await?;
    let copied = source.execute_raw(copy).await;
    source.close().await?;
    copied.map_err(|cause| unwritten(cause, to))?;
    forget_row_numbers(to).await?;
    settle(to).await
}

/// Why a copy could not be written: what SQLite cannot open or write to is for the person to see to, by its name.
fn unwritten(cause: DbErr, to: &Path) -> OpenError {
    match OpenError::from(cause) {
        OpenError::Database { reason }
            if ["(code: 14)", "(code: 8)", "(code: 10)"].iter().any(|code| reason.contains(code)) =>
        {
            OpenError::Folder {
                path: to.parent().unwrap_or(to).to_path_buf(),
                reason: "no copy can be written there".to_owned(),
            }
        }
        other => other,
    }
}

/// A copy numbers its rows anew, so whoever opens it rebuilds the full-text index.
async fn forget_row_numbers(copy: &Path) -> Result<(), OpenError> {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rw", copy.to_string_lossy()));
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await?;
    connection
        .execute_unprepared("CREATE TABLE IF NOT EXISTS full_text (name TEXT PRIMARY KEY, columns TEXT NOT NULL)")
        .await?;
    connection.execute_unprepared("DELETE FROM full_text").await?;
    connection.close().await.map_err(OpenError::from)
}
