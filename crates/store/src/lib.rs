//! Opens the database, and keeps it whole.
//!
//! SQLite for a desk (write-ahead log, foreign keys, one writer, several readers) and PostgreSQL for the office, by the
//! same migrations. Before a migration and once a day the file is copied; a small one is read whole before it is used,
//! and each of them beside the work; what is wrong with it becomes an [`OpenError`] with a plain sentence
//! and a way on, never a crash. What the rows mean is core's business.

mod check;
mod copies;
mod entity;
mod full_text;
mod sqlite;
mod tenant;

use std::path::{Path, PathBuf};

use pebble_core::kernel::{At, Engines};
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, IsolationLevel,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

pub use check::OpenError;
pub use copies::{Backup, DAILY_KEPT, backups, restore, set_aside};
pub use tenant::Tenant;

/// An open database.
#[derive(Clone, Debug)]
pub struct Store {
    writer: DatabaseConnection,
    readers: DatabaseConnection,
    /// Where it is, if it is a file.
    file: Option<PathBuf>,
    is_guarded: bool,
}

impl Store {
    /// Opens (or makes) the SQLite file at `path`, copies it if it has to be migrated, migrates it and builds the
    /// full-text index of `engines`. A small file, and one that is to be migrated, is read whole first; whoever opens a
    /// bigger one has it read by [`Store::check`].
    ///
    /// # Errors
    /// [`OpenError`] with a sentence for the recovery screen; the file is left as it was.
    pub async fn sqlite(path: &Path, engines: Engines, now: At) -> Result<Store, OpenError> {
        sqlite::open(path, engines, now).await
    }

    /// Opens (or makes) the file of a desk's unsent work at `path`. It is no desk's database: it holds what has not
    /// reached the office, and each commit of it is on the disk when it returns.
    ///
    /// # Errors
    /// [`OpenError`] with a sentence for the recovery screen.
    pub async fn outbox(path: &Path) -> Result<DatabaseConnection, OpenError> {
        sqlite::outbox(path).await
    }

    /// Connects to an office of a PostgreSQL database, migrates its tables, and has PostgreSQL keep them from other
    /// offices.
    ///
    /// # Errors
    /// [`OpenError::Database`] when it cannot be reached or migrated.
    pub async fn postgres(url: &str, tenant: Tenant) -> Result<Store, OpenError> {
        use pebble_migrations::MigratorTrait;
        let mut options = ConnectOptions::new(url);
        options.max_connections(8).sqlx_logging(false);
        tenant.name_on(&mut options);
        let connection = Database::connect(options).await.map_err(OpenError::from)?;
        tenant.make_schema(&connection).await.map_err(OpenError::from)?;
        pebble_migrations::Schema::up(&connection, None).await.map_err(OpenError::from)?;
        tenant::guard(&connection).await.map_err(OpenError::from)?;
        let is_guarded = tenant::is_bound(&connection).await.map_err(OpenError::from)?;
        Ok(Store { writer: connection.clone(), readers: connection, file: None, is_guarded })
    }

    /// True when nothing else is in the database, or PostgreSQL keeps it apart: not under a role that row-level
    /// security does not bind.
    pub fn is_guarded(&self) -> bool {
        self.is_guarded
    }

    /// A connection to read from. Writes through it are refused by SQLite.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.readers
    }

    /// Begins the one write transaction. A second caller waits for the first; another program that holds the file
    /// makes it fail as busy after five seconds.
    ///
    /// PostgreSQL has many writers, and nothing in core locks what it reads. There a transaction sees one moment
    /// (`REPEATABLE READ`), and what another has changed since that moment cannot be written: the second is refused as
    /// busy and runs again on what is true then. Locks would have to be asked for by each query of each engine, and
    /// would hold up everybody on rows that all read and nobody changes, such as the calendar.
    ///
    /// # Errors
    /// The database's own; `kernel::Error` words them.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            isolation_level: self.has_many_writers().then_some(IsolationLevel::RepeatableRead),
            ..TransactionOptions::default()
        };
        self.writer.begin_with_options(options).await
    }

    /// True on PostgreSQL.
    pub fn has_many_writers(&self) -> bool {
        self.writer.get_database_backend() != DbBackend::Sqlite
    }

    /// Writes a consistent copy of the database to `to` while it is in use (SQLite only).
    ///
    /// # Errors
    /// When the copy cannot be written; nothing is left half-written under that name.
    pub async fn backup(&self, to: &Path) -> Result<(), OpenError> {
        sqlite::backup(self.file()?, to).await
    }

    /// Writes the day's copy beside the database if the last one is a day old, and lets go of all but the newest
    /// [`DAILY_KEPT`] of them; other copies are left alone. Gives back the copy, if one was due (SQLite only).
    ///
    /// # Errors
    /// When the copy cannot be written; the older ones are then all still there.
    pub async fn back_up_daily(&self, now: At) -> Result<Option<PathBuf>, OpenError> {
        copies::daily(self.file()?, now).await
    }

    /// Reads the whole file while it is in use, and looks whether its pages and indexes are sound (SQLite only).
    ///
    /// # Errors
    /// [`OpenError::Damaged`] with the first fault, or why it could not be read.
    pub async fn check(&self) -> Result<(), OpenError> {
        sqlite::check(self.file()?).await
    }

    /// Closes all connections, writing the log back into the file. Who is still leaving it, such as a copy that was broken
    /// off, is waited for, but not for long.
    pub async fn close(self) {
        // The writer is shared with nobody else, so both closings are final.
        let _ = self.readers.close().await;
        let _ = self.writer.close().await;
        if let Some(file) = self.file
            && let Err(why) = sqlite::carry_over(&file).await
        {
            tracing::warn!(%why, "the database keeps its log beside it");
        }
    }

    fn file(&self) -> Result<&Path, OpenError> {
        let none = || OpenError::Database { reason: "it has no file".to_owned() };
        self.file.as_deref().ok_or_else(none)
    }
}
