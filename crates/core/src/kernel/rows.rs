//! The rows a transaction has met: asked for again by their id, they are not read again.
//!
//! A page of mail asks for the same enquiry, company and setting dozens of times, and a trip to the database costs more
//! than everything the rules do. It is sound because rows change only through `Tx`, which tells it of every write, and
//! because it ends with its transaction.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use uuid::Uuid;

use super::record::Record;

/// More rows than this are not kept: a command over everything does not hold everything.
const MOST: usize = 4_096;

type Kept = HashMap<(TypeId, Uuid), Box<dyn Any + Send + Sync>>;

/// The rows met so far, and the ids that no row has.
#[derive(Default)]
pub(super) struct Rows(Mutex<Kept>);

impl Rows {
    /// What is known of a row: nothing, that it is not there, or what it is.
    pub fn known<R: Record>(&self, id: Uuid) -> Option<Option<R>> {
        self.kept().get(&(TypeId::of::<R>(), id)).and_then(|row| row.downcast_ref::<Option<R>>()).cloned()
    }

    /// Notes what a row is now.
    pub fn note<R: Record>(&self, id: Uuid, row: Option<R>) {
        let mut kept = self.kept();
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert((TypeId::of::<R>(), id), Box::new(row));
    }

    /// Forgets a row.
    pub fn forget<R: Record>(&self, id: Uuid) {
        self.kept().remove(&(TypeId::of::<R>(), id));
    }

    /// Forgets every row: some of what was written has been undone.
    pub fn forget_all(&self) {
        self.kept().clear();
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
