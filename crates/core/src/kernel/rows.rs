//! The rows a transaction has met: asked for again by their id or by the same question, they are not read again.
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

use super::record::{Record, changed_columns};

/// More rows than this are not kept: a command over everything does not hold everything.
const MOST: usize = 4_096;

/// The rows met so far, the ids that no row has, and the answers to questions of one table.
#[derive(Default)]
pub(super) struct Rows(Mutex<Kept>);

type Anything = Box<dyn Any + Send + Sync>;

#[derive(Default)]
struct Kept {
    rows: HashMap<(TypeId, Uuid), Anything>,
    answers: HashMap<TypeId, HashMap<String, Anything>>,
}

impl Rows {
    /// What is known of a row: nothing, that it is not there, or what it is.
    pub fn known<R: Record>(&self, id: Uuid) -> Option<Option<R>> {
        self.kept().rows.get(&(TypeId::of::<R>(), id)).and_then(|row| row.downcast_ref::<Option<R>>()).cloned()
    }

    /// What a question of this table was answered with.
    pub fn answer<R: Record>(&self, question: &str) -> Option<Vec<R>> {
        let kept = self.kept();
        let answers = kept.answers.get(&TypeId::of::<R>())?;
        answers.get(question).and_then(|rows| rows.downcast_ref::<Vec<R>>()).cloned()
    }

    /// Notes what was read under an id.
    pub fn note<R: Record>(&self, id: Uuid, row: Option<R>) {
        let mut kept = self.kept();
        if kept.rows.len() >= MOST {
            kept.rows.clear();
        }
        kept.rows.insert((TypeId::of::<R>(), id), Box::new(row));
    }

    /// Notes the answer to a question that asks for rows of this table and looks at no other.
    pub fn note_answer<R: Record>(&self, question: String, rows: Vec<R>) {
        let mut kept = self.kept();
        let answers = kept.answers.entry(TypeId::of::<R>()).or_default();
        if answers.len() < MOST {
            answers.insert(question, Box::new(rows));
        }
    }

    /// Notes that a row was made, or is no more. What was answered from its table is no longer sure.
    pub fn written<R: Record>(&self, id: Uuid, row: Option<R>) {
        self.kept().answers.remove(&TypeId::of::<R>());
        self.note(id, row);
    }

    /// Notes that a row is another now. An answer stands, with the row as it is now, when its question does not decide
    /// by what has changed.
    pub fn changed<R: Record>(&self, before: &R, after: &R) {
        let names: Vec<String> = changed_columns(before, after).map(|name| format!("\"{name}\"")).collect();
        if let Some(answers) = self.kept().answers.get_mut(&TypeId::of::<R>()) {
            answers.retain(|question, _| {
                let conditions = question.find(" WHERE ").and_then(|at| question.get(at..)).unwrap_or(question);
                !names.iter().any(|name| conditions.contains(name.as_str()))
            });
            let rows = answers.values_mut().filter_map(|rows| rows.downcast_mut::<Vec<R>>()).flatten();
            rows.filter(|row| row.row_id() == after.row_id()).for_each(|row| row.clone_from(after));
        }
        self.note(after.row_id(), Some(after.clone()));
    }

    /// Forgets a row that was written without being kept.
    pub fn forget<R: Record>(&self, id: Uuid) {
        let mut kept = self.kept();
        kept.answers.remove(&TypeId::of::<R>());
        kept.rows.remove(&(TypeId::of::<R>(), id));
    }

    /// Forgets everything: some of what was written has been undone.
    pub fn forget_all(&self) {
        *self.kept() = Kept::default();
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
