//! The schema: one list of migrations, the same for SQLite and PostgreSQL, append-only.
//!
//! Column types are chosen so that both engines keep the same values: instants are integer milliseconds, ids are
//! UUIDs, words and JSON are text. Full-text search is no migration: `pebble-store` builds it from the engine list.

#![allow(clippy::too_many_lines, reason = "a migration is a list of columns")]

mod columns;
mod m0001_kernel;
mod m0002_people;
mod m0003_masters;
mod m0004_email;
mod m0005_preleads;
mod m0006_enquiries;
mod m0007_board;
mod m0008_followups;
mod m0009_preleads;
mod m0010_email;
mod m0011_sync;
mod m0012_office;
mod m0013_sign_in;
mod m0014_effect;
mod m0015_rest;
mod m0016_accounts;
mod m0017_quotations;
mod m0020_masters;
mod m0021_numbers;
mod m0022_keyed;
mod m0023_files;
mod m0024_undo;
mod m0025_email;
mod m0026_email;
mod m0027_board;
mod m0029_followups;
mod m0030_email;
mod m0031_email;
mod m0032_email;
mod m0033_office;
mod m0034_email;
mod m0035_email;
mod o0001_outbox;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

/// All migrations, oldest first.
pub struct Schema;

#[async_trait::async_trait]
impl MigratorTrait for Schema {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_kernel::Migration),
            Box::new(m0002_people::Migration),
            Box::new(m0003_masters::Migration),
            Box::new(m0004_email::Migration),
            Box::new(m0005_preleads::Migration),
            Box::new(m0006_enquiries::Migration),
            Box::new(m0007_board::Migration),
            Box::new(m0008_followups::Migration),
            Box::new(m0009_preleads::Migration),
            Box::new(m0010_email::Migration),
            Box::new(m0011_sync::Migration),
            Box::new(m0012_office::Migration),
            Box::new(m0013_sign_in::Migration),
            Box::new(m0014_effect::Migration),
            Box::new(m0015_rest::Migration),
            Box::new(m0016_accounts::Migration),
            Box::new(m0017_quotations::Migration),
            Box::new(m0020_masters::Migration),
            Box::new(m0021_numbers::Migration),
            Box::new(m0022_keyed::Migration),
            Box::new(m0023_files::Migration),
            Box::new(m0024_undo::Migration),
            Box::new(m0025_email::Migration),
            Box::new(m0026_email::Migration),
            Box::new(m0027_board::Migration),
            Box::new(m0029_followups::Migration),
            Box::new(m0030_email::Migration),
            Box::new(m0031_email::Migration),
            Box::new(m0032_email::Migration),
            Box::new(m0033_office::Migration),
            Box::new(m0034_email::Migration),
            Box::new(m0035_email::Migration),
        ]
    }
}

/// The migrations of a desk's outbox, oldest first (SQLite only).
pub struct Outbox;

#[async_trait::async_trait]
impl MigratorTrait for Outbox {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(o0001_outbox::Migration)]
    }
}
