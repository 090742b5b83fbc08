//! A few words to write a table in.

use sea_orm_migration::prelude::*;

/// A UUID primary key named `id`.
pub fn id() -> ColumnDef {
    ColumnDef::new("id").uuid().not_null().primary_key().to_owned()
}

/// A required UUID.
pub fn uuid(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().to_owned()
}

/// A UUID that may be absent.
pub fn maybe_uuid(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().null().to_owned()
}

/// Required text.
pub fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().to_owned()
}

/// Text that may be absent.
pub fn maybe_text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().null().to_owned()
}

/// A required 64-bit number: instants in milliseconds, money in minor units, counts.
pub fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().to_owned()
}

/// A 64-bit number that may be absent.
pub fn maybe_number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().null().to_owned()
}

/// A required 32-bit number.
pub fn small(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().to_owned()
}

/// A 32-bit number that may be absent.
pub fn maybe_small(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().null().to_owned()
}

/// Bytes.
pub fn bytes(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().not_null().to_owned()
}

/// Yes or no.
pub fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().to_owned()
}

/// A calendar date that may be absent.
pub fn maybe_date(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).date().null().to_owned()
}

/// A required calendar date.
pub fn date(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).date().not_null().to_owned()
}

/// Creates a table of these columns.
pub async fn table(
    schema: &SchemaManager<'_>,
    name: &'static str,
    columns: impl IntoIterator<Item = ColumnDef>,
) -> Result<(), DbErr> {
    let mut create = Table::create().table(name).to_owned();
    for column in columns {
        create.col(column);
    }
    schema.create_table(create).await
}

/// Creates a table whose rows are found by several columns together.
pub async fn keyed(
    schema: &SchemaManager<'_>,
    name: &'static str,
    columns: impl IntoIterator<Item = ColumnDef>,
    key: &[&'static str],
) -> Result<(), DbErr> {
    let mut create = Table::create().table(name).to_owned();
    for column in columns {
        create.col(column);
    }
    let mut primary = Index::create().to_owned();
    for column in key {
        primary.col(*column);
    }
    schema.create_table(create.primary_key(&mut primary).to_owned()).await
}

/// Creates an index; its name says what it is for.
pub async fn index(
    schema: &SchemaManager<'_>,
    name: &'static str,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    let mut create = Index::create().name(name).table(table).to_owned();
    for column in columns {
        create.col(*column);
    }
    schema.create_index(create).await
}

/// Creates a unique index.
pub async fn unique(
    schema: &SchemaManager<'_>,
    name: &'static str,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    let mut create = Index::create().name(name).table(table).unique().to_owned();
    for column in columns {
        create.col(*column);
    }
    schema.create_index(create).await
}
