//! Noting what a person does, so that they can see it later and take it back.

use serde_json::Value;

use super::{Request, Tx};
use crate::kernel::{
    engine::Endpoint,
    error::Result,
    ids::MutationId,
    undo::{DeedId, Entry, Noted},
};

impl Tx {
    /// Whether what is asked for is noted: every change of shared rows, and of the rest what can be taken back.
    pub(super) fn begin_deed(&mut self, request: &Request) -> Result<()> {
        let is_local = matches!(self.engines.endpoint(&request.command)?, Endpoint::Local(_) | Endpoint::Internal(_));
        self.is_noting = request.deed.is_some() && (!is_local || self.engines.is_undoable(&request.command));
        self.deed = request.deed.filter(|_| self.is_noting);
        Ok(())
    }

    /// Writes down what was done, if anything was.
    pub(super) async fn note_deed(&mut self, command: &str, input: &Value) -> Result<()> {
        let Some(id) = self.deed else { return Ok(()) };
        self.is_noting = false;
        let mutations = self.capture.mutations.clone();
        let mut traces = self.log.own_merged();
        let own = traces.clone();
        for mid in &mutations {
            traces.extend(self.log.entry(*mid)?.into_iter().flat_map(|entry| entry.traces));
        }
        if traces.is_empty() {
            return Ok(());
        }
        crate::kernel::undo::note(self, id, Noted { command, input, mutations, own, traces }).await
    }

    /// What is being done, as the list of what was done has it.
    pub(in crate::kernel) fn deed(&self) -> Option<DeedId> {
        self.deed
    }

    /// What a mutation of this transaction did, which is not at the database yet.
    pub(in crate::kernel) fn unwritten(&self, mid: MutationId) -> Result<Option<Entry>> {
        self.log.entry(mid)
    }

    /// Something waits again to be carried out.
    pub(in crate::kernel) fn wake_effects(&mut self) {
        self.capture.has_effects = true;
    }
}
