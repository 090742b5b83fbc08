//! Writing rows: each is checked against its table's reach, captured, and remembered.

use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{MOST_IDS, Mode, Tx};
use crate::kernel::{
    effect,
    error::{Error, Result},
    held::Held,
    log,
    record::{Reach, Record, all_set},
    undo::Trace,
};

impl Tx {
    /// Inserts a row.
    ///
    /// # Errors
    /// `Broken` when the table's reach does not allow it here, or when the row is there already; `Busy` when another
    /// transaction makes the same row just now.
    pub async fn insert<R: Record>(&mut self, row: &R) -> Result<()> {
        self.may_write::<R>()?;
        let waiting = self.held.made(row.clone())?;
        self.met.written(row.row_id(), Some(row.clone()));
        self.captured::<R>(None, Some(row))?;
        self.send_if_full(waiting).await
    }

    /// Inserts many large rows of a table that is not captured row by row (device and derived tables): they are written
    /// at once and not remembered.
    pub async fn insert_many<R: Record>(&mut self, rows: &[R]) -> Result<()> {
        self.may_write::<R>()?;
        if R::REACH == Reach::Shared {
            for row in rows {
                self.insert(row).await?;
            }
            return Ok(());
        }
        self.held.send_of::<R>(&self.db).await?;
        for chunk in rows.chunks(200) {
            R::Table::insert_many(chunk.iter().cloned().map(all_set)).exec_without_returning(&self.db).await?;
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
        let waiting = self.held.changed(before.clone(), after.clone())?;
        self.met.changed(before, after);
        self.captured(Some(before), Some(after))?;
        self.send_if_full(waiting).await
    }

    /// Removes a row.
    pub async fn remove<R: Record>(&mut self, row: &R) -> Result<()> {
        self.may_write::<R>()?;
        let waiting = self.held.removed::<R>(row.row_id())?;
        self.met.written::<R>(row.row_id(), None);
        self.captured(Some(row), None)?;
        self.send_if_full(waiting).await
    }

    async fn send_if_full(&self, waiting: usize) -> Result<()> {
        if Held::is_full(waiting) { Ok(self.held.send_all(&self.db).await?) } else { Ok(()) }
    }

    fn may_write<R: Record>(&self) -> Result<()> {
        match (R::REACH, self.frame.mode) {
            (Reach::Shared, Mode::Local) => {
                Err(Error::broken(format!("{} is shared: a local command reaches it through a mutation", R::NAME)))
            }
            (Reach::Device, Mode::Mutation) => {
                Err(Error::broken(format!("{} stays on the device: a mutation may not write it", R::NAME)))
            }
            (Reach::Shared | Reach::Device, Mode::Projection) => {
                Err(Error::broken(format!("{} is not derived: a projection may not write it", R::NAME)))
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
        let is_work = R::NAME == effect::row::Model::NAME && self.frame.mode == Mode::Mutation;
        if R::REACH != Reach::Shared && !is_work {
            if R::REACH == Reach::Device && self.is_noting {
                self.log.own(Trace::of(R::NAME, row_id, before, after)?);
            }
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
