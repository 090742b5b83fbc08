//! Reading: a view of the rows at one moment, for one person.

use sea_orm::{
    ConnectionTrait, DatabaseExecutor, DbBackend, EntityTrait, QueryFilter, QueryTrait, Select,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    clock::At,
    engine::Engines,
    error::{Error, Result},
    held::{Conn, Held},
    ids::{DeviceId, PersonId},
    record::Record,
    rows::Rows,
};

/// Ids in one question: both databases limit its parameters.
const MOST: usize = 200;

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
    db: Conn<'a>,
    now: At,
    actor: Actor,
    met: Option<&'a Rows>,
    engines: Engines,
}

impl<'a> Read<'a> {
    /// A view over a connection or an open transaction.
    pub fn new(db: impl Into<DatabaseExecutor<'a>>, now: At, actor: Actor) -> Read<'a> {
        Read { db: Conn::new(db.into(), None), now, actor, met: None, engines: Engines(&[]) }
    }

    /// The same view for whoever has to look into tables of any engine.
    #[must_use]
    pub fn knowing(self, engines: Engines) -> Read<'a> {
        Read { engines, ..self }
    }

    /// The view of a transaction, which remembers the rows it has met and holds writes back.
    pub(super) fn within(
        db: impl Into<DatabaseExecutor<'a>>,
        now: At,
        actor: Actor,
        met: &'a Rows,
        held: &'a Held,
    ) -> Read<'a> {
        Read { db: Conn::new(db.into(), Some(held)), now, actor, met: Some(met), engines: Engines(&[]) }
    }

    /// What sea-orm queries run on.
    pub fn db(&self) -> &Conn<'a> {
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

    /// The engines of this build; none where nobody looks beyond one of them.
    pub fn engines(&self) -> Engines {
        self.engines
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
        let row = self.db.row::<R>(id).await?;
        if let Some(met) = self.met {
            met.note(id, row.clone());
        }
        Ok(row)
    }

    /// Those of the rows with these ids that there are, in no order.
    pub async fn many<R: Record>(&self, ids: &[Uuid]) -> Result<Vec<R>> {
        let mut found: Vec<R> = Vec::new();
        for ids in ids.chunks(MOST) {
            let these = R::Table::find().filter(Expr::col("id").is_in(ids.iter().copied()));
            found.extend(these.all(&self.db).await?);
        }
        for (met, row) in found.iter().filter_map(|row| Some((self.met?, row))) {
            met.note(row.row_id(), Some(row.clone()));
        }
        Ok(found)
    }

    /// The rows that a question of one table asks for. A transaction that asks it again is answered from memory until a
    /// row is made or removed, or one changes in a column that the question decides by; the question must not look at
    /// another table, nor name a column in SQL of its own.
    pub async fn all<R: Record>(&self, question: Select<R::Table>) -> Result<Vec<R>> {
        let Some(met) = self.met else { return Ok(question.all(&self.db).await?) };
        let words = question.build(self.backend()).to_string();
        if let Some(rows) = met.answer::<R>(&words) {
            return Ok(rows);
        }
        let rows = question.all(&self.db).await?;
        for row in &rows {
            met.note(row.row_id(), Some(row.clone()));
        }
        met.note_answer(words, rows.clone());
        Ok(rows)
    }
}
