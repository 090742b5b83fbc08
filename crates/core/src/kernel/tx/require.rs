//! What only the authority can do, asked for by a mutation that runs anywhere.
//!
//! A desk cannot give a number that the whole office counts by. Its mutation says what is wanted, `tx.require(…)`, and
//! the authority does it in the same transaction, as a mutation of its own that is logged. A desk in an office leaves it
//! to the server, whose rows then bring the result.

use serde::Serialize;

use super::Tx;
use crate::kernel::{
    engine::{Call, Endpoint},
    error::{Error, Result},
    ids::{MutationId, derive},
};

/// What is to be done, after which mutation.
pub(super) struct Required {
    by: MutationId,
    mid: MutationId,
    call: Call,
}

impl Tx {
    /// Asks the authority to run one of its own commands (`central`) after this mutation, in the same transaction. Its
    /// id derives from this mutation's, so that it runs once wherever it is asked for.
    pub fn require(&mut self, command: &str, input: &impl Serialize) -> Result<()> {
        self.frame.children = self.frame.children.saturating_add(1);
        let by = self.frame.id;
        let mid = MutationId(derive(&[b"required", by.0.as_bytes(), &self.frame.children.to_le_bytes()]));
        self.required.push_back(Required { by, mid, call: Call::new(command, input)? });
        Ok(())
    }

    /// Does what was asked for by the mutations that stand. Answers what ran.
    pub(super) async fn run_required(&mut self) -> Result<Vec<MutationId>> {
        let mut ran = Vec::new();
        while let Some(Required { by, mid, call }) = self.required.pop_front() {
            let stands = self.log.mutations().iter().any(|row| *row.mid.as_ref() == by);
            if !stands || ran.contains(&mid) || self.logged(mid).await?.is_some() {
                continue;
            }
            let Endpoint::Central(command) = self.engines.endpoint(&call.command)? else {
                return Err(Error::broken(format!("{} is not the authority's", call.command)));
            };
            self.run_logged(mid, &call.command, command, call.input).await?;
            ran.push(mid);
        }
        Ok(ran)
    }
}
