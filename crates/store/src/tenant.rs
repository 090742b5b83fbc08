//! Several offices in one PostgreSQL database, which PostgreSQL itself keeps apart.
//!
//! Each office has its tables in a schema of its own, so that indexes, locks and `ON CONFLICT` know one office and need
//! no column more. Each row bears its tenant all the same, and row-level security shows and takes only the rows of the
//! tenant that the connection named when it was made: a query that strays into another schema finds nothing and changes
//! nothing. A connection that named none sees nothing. None of this binds a superuser, nor a role with `BYPASSRLS`,
//! and a desk's SQLite, which is one office's, knows nothing of it.

use pebble_core::kernel::ids::derive;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, DbErr, Statement, TransactionTrait, prelude::Uuid};

/// Which office of a database is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tenant(Uuid);

/// The tenant that a connection has named; none when it has named none. Asked once for each query.
const NAMED: &str = "(SELECT nullif(current_setting('pebble.tenant', true), '')::uuid)";

/// Tables of this schema that are not guarded yet.
const UNGUARDED: &str = "SELECT c.relname::text FROM pg_class c \
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname <> 'seaql_migrations' \
    AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'own_office') ORDER BY 1";

impl Default for Tenant {
    /// The office of a database that has one.
    fn default() -> Tenant {
        Tenant(derive(&[b"the only office"]))
    }
}

impl Tenant {
    /// From what a person has set up: nothing for the only one, its UUID, or a name.
    pub fn named(text: &str) -> Tenant {
        match (text.trim(), Uuid::try_parse(text.trim())) {
            ("", _) => Tenant::default(),
            (_, Ok(id)) => Tenant(id),
            (name, Err(_)) => Tenant(derive(&[b"office", name.as_bytes()])),
        }
    }

    /// Its id, as each of its rows bears it.
    pub fn id(self) -> Uuid {
        self.0
    }

    /// Where its tables are. A database that has had one office from the start keeps it where it is.
    pub fn schema(self) -> String {
        match self == Tenant::default() {
            true => "public".to_owned(),
            false => format!("office_{}", self.0.simple()),
        }
    }

    /// Has every connection name the tenant as it is made.
    pub(crate) fn name_on(self, options: &mut ConnectOptions) {
        options.map_sqlx_postgres_opts(move |options| {
            options.options([("pebble.tenant", self.0.to_string()), ("search_path", self.schema())])
        });
    }

    /// Makes the schema, if it is not there.
    pub(crate) async fn make_schema(self, db: &DatabaseConnection) -> Result<(), DbErr> {
        let known = "SELECT 1 FROM pg_namespace WHERE nspname = $1";
        let known = Statement::from_sql_and_values(db.get_database_backend(), known, [self.schema().into()]);
        if db.query_one_raw(known).await?.is_none() {
            db.execute_unprepared(&format!("CREATE SCHEMA IF NOT EXISTS {}", self.schema())).await?;
        }
        Ok(())
    }
}

/// Has PostgreSQL guard every table that it does not guard yet; those rows that are there are this tenant's.
pub(crate) async fn guard(db: &DatabaseConnection) -> Result<(), DbErr> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), UNGUARDED)).await?;
    for row in rows {
        let table: String = row.try_get_by_index(0)?;
        let tx = db.begin().await?;
        // The lock of the first makes another node that starts just now wait, and find it done.
        for sql in [
            format!("LOCK TABLE \"{table}\""),
            format!(
                "ALTER TABLE \"{table}\" ADD COLUMN IF NOT EXISTS tenant uuid NOT NULL \
                 DEFAULT nullif(current_setting('pebble.tenant', true), '')::uuid"
            ),
            format!("ALTER TABLE \"{table}\" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"),
            format!("DROP POLICY IF EXISTS own_office ON \"{table}\""),
            format!("CREATE POLICY own_office ON \"{table}\" USING (tenant = {NAMED}) WITH CHECK (tenant = {NAMED})"),
        ] {
            tx.execute_unprepared(&sql).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// True when this role is bound by what keeps offices apart.
pub(crate) async fn is_bound(db: &DatabaseConnection) -> Result<bool, DbErr> {
    let sql = "SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = current_user";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    row.map_or(Ok(false), |row| row.try_get_by_index(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_is_known_by_its_name_or_its_id_and_the_only_one_by_none() {
        assert_eq!(Tenant::named(" "), Tenant::default());
        assert_eq!(Tenant::default().schema(), "public");
        let pune = Tenant::named("Pune");
        assert_eq!(Tenant::named(&pune.id().to_string()), pune);
        assert_ne!(Tenant::named("Nashik"), pune);
        assert_eq!(pune.schema().len(), "office_".len() + 32);
    }
}
