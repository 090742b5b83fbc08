//! Writing rows: each is checked against its table's reach, captured, and remembered.

use sea_orm::{
    EntityTrait, IdenStatic, Iterable, QueryFilter,
    sea_query::{Alias, Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use super::{MOST_IDS, Mode, Tx};
use crate::kernel::{
    error::{Error, Result},
    log,
    record::{Reach, Record, all_set, only_changed},
};

impl Tx {
    /// Inserts a row.
    ///
    /// # Errors
    /// `Broken` when the table's reach does not allow it here, or when the row is there already; `Busy` when another
    /// transaction makes the same row just now.
    pub async fn insert<R: Record>(&mut self, row: &R) -> Result<()> {
        self.may_write::<R>()?;
        // Not a plain insert: what another transaction has inserted meanwhile is then told from what this one can see,
        // and only that is worth another try.
        let once = OnConflict::column(Alias::new("id")).do_nothing().to_owned();
        let made = R::Table::insert(all_set(row)).on_conflict(once).exec_without_returning(&self.db).await?;
        if made == 0 {
            return Err(Error::broken(format!("{} {} is there already", R::NAME, row.row_id())));
        }
        self.met.note(row.row_id(), Some(row.clone()));
        self.captured::<R>(None, Some(row))
    }

    /// Inserts many rows of a table that is not captured row by row (device and derived tables).
    pub async fn insert_many<R: Record>(&mut self, rows: &[R]) -> Result<()> {
        self.may_write::<R>()?;
        if R::REACH == Reach::Shared {
            for row in rows {
                self.insert(row).await?;
            }
            return Ok(());
        }
        for chunk in rows.chunks(200) {
            R::Table::insert_many(chunk.iter().map(all_set)).exec_without_returning(&self.db).await?;
        }
        self.capture.topics.insert(R::NAME);
        for row in rows {
            self.met.forget::<R>(row.row_id());
            self.touched(row.row_id());
        }
        Ok(())
    }

    /// Replaces a row by a later state of itself. Nothing happens when both are equal.
    pub async fn update<R: Record>(&mut self, before: &R, after: &R) -> Result<()> {
        self.may_write::<R>()?;
        if before == after {
            return Ok(());
        }
        let id = after.row_id();
        if before.row_id() != id {
            return Err(Error::broken(format!("an update may not change the id of a {}", R::NOUN)));
        }
        let changed = R::Table::update_many()
            .set(only_changed(before, after))
            .filter(Expr::col("id").eq(id))
            .exec(&self.db)
            .await?;
        if changed.rows_affected == 0 {
            return Err(Error::missing(R::NOUN));
        }
        self.met.note(id, Some(after.clone()));
        self.captured(Some(before), Some(after))
    }

    /// Replaces many rows of a device or derived table by later states of themselves, in few statements.
    pub async fn update_many<R: Record>(&mut self, states: &[(R, R)]) -> Result<()> {
        self.may_write::<R>()?;
        if R::REACH == Reach::Shared {
            for (before, after) in states {
                self.update(before, after).await?;
            }
            return Ok(());
        }
        let changed: Vec<&R> =
            states.iter().filter(|(before, after)| before != after).map(|(_, after)| after).collect();
        let columns = <R::Table as EntityTrait>::Column::iter().filter(|column| column.as_str() != "id");
        let replace = OnConflict::column(Alias::new("id")).update_columns(columns).to_owned();
        for chunk in changed.chunks(50) {
            let rows = chunk.iter().map(|row| all_set(*row));
            R::Table::insert_many(rows).on_conflict(replace.clone()).exec_without_returning(&self.db).await?;
        }
        for row in &changed {
            self.capture.topics.insert(R::NAME);
            self.met.note(row.row_id(), Some((*row).clone()));
            self.touched(row.row_id());
        }
        Ok(())
    }

    /// Removes a row.
    pub async fn remove<R: Record>(&mut self, row: &R) -> Result<()> {
        self.may_write::<R>()?;
        R::Table::delete_many().filter(Expr::col("id").eq(row.row_id())).exec(&self.db).await?;
        self.met.note::<R>(row.row_id(), None);
        self.captured(Some(row), None)
    }

    fn may_write<R: Record>(&self) -> Result<()> {
        match (R::REACH, self.frame.mode) {
            (Reach::Shared, Mode::Local) => {
                Err(Error::broken(format!("{} is shared: a local command reaches it through a mutation", R::NAME)))
            }
            (Reach::Device, Mode::Mutation) => {
                Err(Error::broken(format!("{} stays on the device: a mutation may not write it", R::NAME)))
            }
            _ => Ok(()),
        }
    }

    fn touched(&mut self, id: Uuid) {
        if self.capture.ids.len() < MOST_IDS {
            self.capture.ids.insert(id);
        }
    }

    fn captured<R: Record>(&mut self, before: Option<&R>, after: Option<&R>) -> Result<()> {
        let Some(row_id) = after.or(before).map(Record::row_id) else { return Ok(()) };
        self.capture.topics.insert(R::NAME);
        self.touched(row_id);
        if R::REACH != Reach::Shared {
            return Ok(());
        }
        let text = |row: Option<&R>| row.map(serde_json::to_string).transpose().map_err(Error::broken);
        let row = log::change::ActiveModel {
            seq: sea_orm::NotSet,
            mid: sea_orm::Set(self.frame.id),
            record: sea_orm::Set(R::NAME.to_owned()),
            row_id: sea_orm::Set(row_id),
            before: sea_orm::Set(text(before)?),
            after: sea_orm::Set(text(after)?),
            at: sea_orm::Set(self.now),
        };
        self.log.change(row);
        Ok(())
    }
}
