//! The SQLite side: pragmas, migration after a copy, online backup.

use std::path::{Path, PathBuf};

use pebble_core::kernel::{At, Engines};
use pebble_migrations::{MigratorTrait, Schema};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement,
    sqlx::{self, Connection, SqliteConnection},
};

use crate::{
    Store,
    check::{OpenError, check_file, check_version, quick_check},
    full_text,
};

/// How many readers work beside the writer.
const READERS: u32 = 4;

pub(crate) async fn open(path: &Path, engines: Engines, now: At) -> Result<Store, OpenError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|cause| OpenError::folder(folder, &cause))?;
    }
    let is_new = check_file(path)?;
    let writer = connect(path, 1, false).await?;
    if !is_new {
        quick_check(&writer).await?;
        check_version(&writer).await?;
        copy_before_migrating(&writer, path, now).await?;
    }
    Schema::up(&writer, None).await?;
    full_text::build(&writer, engines).await?;
    let readers = connect(path, READERS, true).await?;
    Ok(Store { writer, readers })
}

async fn connect(path: &Path, connections: u32, is_reader: bool) -> Result<DatabaseConnection, OpenError> {
    let text = path.to_str().ok_or_else(|| OpenError::Folder {
        path: path.to_path_buf(),
        reason: "its name is not valid text".to_owned(),
    })?;
    let mut options = ConnectOptions::new(format!("sqlite://{text}?mode=rwc"));
    options
        .max_connections(connections)
        .min_connections(1)
        .sqlx_logging(false)
        .acquire_timeout(std::time::Duration::from_secs(30))
        .map_sqlx_sqlite_opts(move |options| {
            options
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "NORMAL")
                .pragma("foreign_keys", "ON")
                .pragma("busy_timeout", "5000")
                .pragma("temp_store", "MEMORY")
                .pragma("cache_size", "-32000")
                .pragma("query_only", if is_reader { "ON" } else { "OFF" })
        })
        .map_sqlx_sqlite_pool_opts(|pool| pool.before_acquire(|connection, _| Box::pin(is_at_rest(connection))));
    Database::connect(options).await.map_err(OpenError::from)
}

/// Whether a connection is in no transaction. A full disk makes SQLite end a transaction by itself, the roll-back that
/// follows finds none, and the count of open ones stays wrong: what is written afterwards would never be committed.
/// Such a connection is closed and a fresh one takes its place.
async fn is_at_rest(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    Ok(!connection.is_in_transaction())
}

/// A migration that fails halfway must find its way back: the file is copied first.
async fn copy_before_migrating(writer: &DatabaseConnection, path: &Path, now: At) -> Result<(), OpenError> {
    let pending = Schema::get_pending_migrations(writer).await?;
    if pending.is_empty() {
        return Ok(());
    }
    backup(writer, &backup_name(path, now)).await
}

/// `pebble.db` → `pebble.20261122T154500.backup`.
pub(crate) fn backup_name(path: &Path, now: At) -> PathBuf {
    path.with_extension(format!("{}.backup", now.utc().format("%Y%m%dT%H%M%S")))
}

pub(crate) async fn backup(connection: &DatabaseConnection, to: &Path) -> Result<(), OpenError> {
    let partial = to.with_extension("partial");
    let _ = std::fs::remove_file(&partial);
    let target = partial.to_string_lossy().into_owned();
    let copy = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [target.into()]);
    // On a connection of its own: readers may not copy, and the writer is not to wait for it.
    let source = connect(&file_of(connection).await?, 1, false).await?;
    let copied = source.execute_raw(copy).await;
    source.close().await?;
    if let Err(cause) = copied {
        let _ = std::fs::remove_file(&partial);
        return Err(cause.into());
    }
    forget_row_numbers(&partial).await?;
    std::fs::rename(&partial, to).map_err(|cause| OpenError::folder(to, &cause))
}

/// The file that a connection is on.
async fn file_of(connection: &DatabaseConnection) -> Result<PathBuf, OpenError> {
    let ask = Statement::from_string(DbBackend::Sqlite, "SELECT file FROM pragma_database_list WHERE name = 'main'");
    let row = connection.query_one_raw(ask).await?;
    let file: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    file.map(PathBuf::from).ok_or_else(|| OpenError::Database { reason: "it has no file".to_owned() })
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
