//! What was done: the mutation log and the change capture.
//!
//! The log holds intent (`enquiries.advance` with its input); replaying it in order on an empty database of either
//! engine makes the same rows. The capture holds effect (row before, row after); audit, undo and history read it.
//! Both are written by [`super::tx::Tx`] alone.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, EntityTrait};

use super::{
    clock::At,
    error::Result,
    ids::MutationId,
    undo::{Entry, Trace, merged},
};

/// Version of the meaning of every command.
pub const VERSION: i32 = 1;

/// What a transaction will have logged: it is written in one go before the commit.
#[derive(Default)]
pub(super) struct Unwritten {
    mutations: Vec<mutation::ActiveModel>,
    changes: Vec<change::ActiveModel>,
    /// Rows of this device that a command changed which may be taken back.
    own: Vec<Trace>,
}

/// A place in [`Unwritten`] to go back to.
#[derive(Clone, Copy)]
pub(super) struct Mark(usize, usize, usize);

impl Unwritten {
    /// Adds a mutation.
    pub fn mutation(&mut self, row: mutation::ActiveModel) {
        self.mutations.push(row);
    }

    /// Adds a changed row.
    pub fn change(&mut self, row: change::ActiveModel) {
        self.changes.push(row);
    }

    /// Adds a changed row of this device.
    pub fn own(&mut self, trace: Trace) {
        self.own.push(trace);
    }

    /// The rows of this device that changed, each once.
    pub fn own_merged(&self) -> Vec<Trace> {
        merged(self.own.iter().cloned())
    }

    /// What a mutation that ran here did, if it did.
    pub fn entry(&self, mid: MutationId) -> Result<Option<Entry>> {
        let Some(row) = self.mutations.iter().find(|row| *row.mid.as_ref() == mid) else { return Ok(None) };
        let mut traces = Vec::new();
        for row in self.changes.iter().filter(|row| *row.mid.as_ref() == mid) {
            let (before, after) = (row.before.as_ref().as_deref(), row.after.as_ref().as_deref());
            traces.push(Trace::read(row.record.as_ref(), *row.row_id.as_ref(), before, after)?);
        }
        let (command, person) = (row.name.as_ref().clone(), *row.person_id.as_ref());
        Ok(Some(Entry { command, person, traces: merged(traces.into_iter()) }))
    }

    /// The mutations that ran, in that order.
    pub fn mutations(&self) -> &[mutation::ActiveModel] {
        &self.mutations
    }

    /// Every row that these mutations changed, as it was first and as it is now, in the order in which they were first
    /// touched. What came to nothing is left out.
    pub fn merged(&self, mids: &[MutationId]) -> Vec<change::ActiveModel> {
        let mut places = HashMap::new();
        let mut merged: Vec<change::ActiveModel> = Vec::new();
        for row in self.changes.iter().filter(|row| mids.contains(row.mid.as_ref())) {
            let place = *places.entry((row.record.as_ref(), *row.row_id.as_ref())).or_insert(merged.len());
            match merged.get_mut(place) {
                Some(first) => first.after = row.after.clone(),
                None => merged.push(row.clone()),
            }
        }
        merged.retain(|row| row.before.as_ref() != row.after.as_ref());
        merged
    }

    /// Where it stands.
    pub fn mark(&self) -> Mark {
        Mark(self.mutations.len(), self.changes.len(), self.own.len())
    }

    /// Forgets what came after the mark, for it was undone.
    pub fn back_to(&mut self, mark: Mark) {
        self.mutations.truncate(mark.0);
        self.changes.truncate(mark.1);
        self.own.truncate(mark.2);
    }

    /// Writes everything, in the order in which it happened, and holds nothing of it any more.
    pub async fn write(&mut self, db: &impl ConnectionTrait) -> Result<()> {
        let (mut mutations, mut changes) = (self.mutations.drain(..), self.changes.drain(..));
        while mutations.len() > 0 {
            let rows = mutations.by_ref().take(MOST_ROWS);
            mutation::Entity::insert_many(rows).exec_without_returning(db).await?;
        }
        while changes.len() > 0 {
            change::Entity::insert_many(changes.by_ref().take(MOST_ROWS)).exec_without_returning(db).await?;
        }
        Ok(())
    }
}

/// Rows in one statement: both databases limit its parameters.
const MOST_ROWS: usize = 500;

/// A mutation that was run.
pub mod mutation {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::At;
    use crate::kernel::ids::{DeviceId, MutationId, PersonId};

    /// One row of the log.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "mutation")]
    pub struct Model {
        /// Order of execution here.
        #[sea_orm(primary_key)]
        pub seq: i64,
        /// The mutation's id, unique.
        pub mid: MutationId,
        /// Wire name.
        pub name: String,
        /// Version of the command's meaning.
        pub version: i32,
        /// Input, as JSON text.
        pub input: String,
        /// Output, as JSON text: what a repeated call is answered with.
        pub output: String,
        /// When it was run, by the clock of the desk.
        pub at: At,
        /// Who.
        pub person_id: PersonId,
        /// Where.
        pub device_id: DeviceId,
    }

    /// No relations: the log stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A row that changed.
pub mod change {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::At;
    use crate::kernel::ids::MutationId;

    /// One row of the capture.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "change")]
    pub struct Model {
        /// Order of execution here.
        #[sea_orm(primary_key)]
        pub seq: i64,
        /// The mutation that did it.
        pub mid: MutationId,
        /// Table.
        pub record: String,
        /// Row.
        pub row_id: Uuid,
        /// The row before, as JSON text; none when it was made.
        pub before: Option<String>,
        /// The row after, as JSON text; none when it was removed.
        pub after: Option<String>,
        /// When.
        pub at: At,
    }

    /// No relations: rows of any table.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
