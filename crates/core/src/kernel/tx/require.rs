//! What only the authority can do, asked for by a mutation that runs anywhere.
//!
//! A desk cannot give a number that the whole office counts by. Its mutation says what is wanted, `tx.require(…)`, and
//! the authority does it in the same transaction, as a mutation of its own that is logged. A desk in an office leaves it
//! to the server, whose rows then bring the result.

use serde::Serialize;
use serde_json::Value;

use super::Tx;
use crate::kernel::{
    clock::At,
    engine::{Call, Endpoint},
    error::{Error, Result},
    ids::{MutationId, derive},
};

/// The id of what a mutation requires, by its place among what it asks for, from 1.
pub fn required_by(mutation: MutationId, place: u64) -> MutationId {
    MutationId(derive(&[b"required", mutation.0.as_bytes(), &place.to_le_bytes()]))
}

/// What is to be done, after which mutation.
pub(super) struct Required {
    by: MutationId,
    mid: MutationId,
    call: Call,
}

impl Tx {
    /// Asks the authority to run one of its own commands (`central`) after this mutation, in the same transaction and at
    /// the authority's present, which may be days later than the author's. Its id derives from this mutation's
    /// ([`required_by`]), so that it runs once wherever it is asked for.
    pub fn require(&mut self, command: &str, input: &impl Serialize) -> Result<()> {
        self.frame.children = self.frame.children.saturating_add(1);
        let by = self.frame.id;
        let mid = required_by(by, self.frame.children);
        self.required.push_back(Required { by, mid, call: Call::new(command, input)? });
        Ok(())
    }

    /// Does what was asked for by the mutations that stand, at the authority's present. Answers what ran, and what it
    /// answered. An answer of before is in the input, as `given`: so the log says what was decided by it.
    pub(super) async fn run_required(&mut self, now: At) -> Result<Vec<(MutationId, Value)>> {
        let present = std::mem::replace(&mut self.now, now);
        let ran = self.run_each_required().await;
        self.now = present;
        ran
    }

    async fn run_each_required(&mut self) -> Result<Vec<(MutationId, Value)>> {
        let mut ran: Vec<(MutationId, Value)> = Vec::new();
        while let Some(Required { by, mid, call }) = self.required.pop_front() {
            let answer = self.given.pop_front();
            let stands = self.log.mutations().iter().any(|row| *row.mid.as_ref() == by);
            if !stands || ran.iter().any(|(other, _)| *other == mid) || self.logged(mid).await?.is_some() {
                continue;
            }
            let Endpoint::Central(command) = self.engines.endpoint(&call.command)? else {
                return Err(Error::broken(format!("{} is not the authority's", call.command)));
            };
            let input = match (call.input, answer) {
                (Value::Object(mut fields), Some(answer)) => {
                    fields.insert("given".to_owned(), answer);
                    Value::Object(fields)
                }
                (input, _) => input,
            };
            let output = self.run_logged(mid, &call.command, command, input).await?;
            ran.push((mid, output));
        }
        Ok(ran)
    }
}
