//! Reading: a view of the rows at one moment, for one person.

use sea_orm::{
    ConnectionTrait, DatabaseExecutor, DbBackend, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    clock::At,
    error::{Error, Result},
    ids::{DeviceId, PersonId},
    record::Record,
    rows::Rows,
};

/// Who is acting, from where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub person: PersonId,
    /// The desk.
    pub device: DeviceId,
}

/// What queries are handed.
pub struct Read<'a> {
    db: DatabaseExecutor<'a>,
    now: At,
    actor: Actor,
    met: Option<&'a Rows>,
}

impl<'a> Read<'a> {
    /// A view over a connection or an open transaction.
    pub fn new(db: impl Into<DatabaseExecutor<'a>>, now: At, actor: Actor) -> Read<'a> {
        Read { db: db.into(), now, actor, met: None }
    }

    /// The view of a transaction that remembers the rows it has met.
    pub(super) fn remembering(self, met: &'a Rows) -> Read<'a> {
        Read { met: Some(met), ..self }
    }

    /// What sea-orm queries run on.
    pub fn db(&self) -> &DatabaseExecutor<'a> {
        &self.db
    }

    /// The present instant.
    pub fn now(&self) -> At {
        self.now
    }

    /// Who is asking.
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// Which engine is underneath: full-text queries differ.
    pub fn backend(&self) -> DbBackend {
        self.db.get_database_backend()
    }

    /// The row with this id.
    ///
    /// # Errors
    /// `Missing` naming the record's noun.
    pub async fn get<R: Record>(&self, id: impl Into<Uuid>) -> Result<R> {
        self.find::<R>(id).await?.ok_or_else(|| Error::missing(R::NOUN))
    }

    /// The row with this id, if there is one.
    pub async fn find<R: Record>(&self, id: impl Into<Uuid>) -> Result<Option<R>> {
        let id: Uuid = id.into();
        if let Some(known) = self.met.and_then(|met| met.known::<R>(id)) {
            return Ok(known);
        }
        let row = R::Table::find().filter(Expr::col("id").eq(id)).one(&self.db).await?;
        if let Some(met) = self.met {
            met.note(id, row.clone());
        }
        Ok(row)
    }
}
