//! Runs what desks push: the same commands as on the desk, with the office's word on what the person may do.

use std::collections::BTreeSet;

use pebble_core::kernel::{
    self, Actor, At, DeviceId, Engines, Error, PersonId,
    engine::Endpoint,
    tx::{self, Authority, Request, run_within},
};
use pebble_sync::{Call, Code, Executor, Ran, Refusal, StoreError};

use crate::{fault::unexpected, hooks::News, places::place, tx::SqlTx};

/// The business of the office.
#[derive(Clone, Copy)]
pub struct Office {
    engines: Engines,
}

impl Office {
    /// With these engines.
    pub fn new(engines: Engines) -> Office {
        Office { engines }
    }
}

impl Executor<SqlTx> for Office {
    async fn run(&self, tx: &mut SqlTx, call: Call<'_>) -> Result<Ran, StoreError> {
        let mutation = call.mutation;
        if call.device.is_some() && matches!(self.engines.endpoint(&mutation.name), Ok(Endpoint::Observed(_))) {
            return Ok(Ran::Refused(Refusal::new(Code::Denied, "Only the office itself sees this.")));
        }
        let device = call.device.map(|device| device.0).unwrap_or_default();
        let request = Request {
            mid: kernel::MutationId(mutation.id.0),
            command: mutation.name.clone(),
            input: mutation.input.clone(),
            at: At::from_millis(call.at.0),
            actor: Actor { person: PersonId(mutation.person.0), device: DeviceId(device) },
            deed: None,
        };
        let authority = Authority { now: At::from_millis(call.now.0), given: call.given.to_vec() };
        let (within, ran) = run_within(tx.lend()?, self.engines, request, mutation.version, Some(authority)).await;
        tx.put_back(within);
        match ran.map_err(unexpected)? {
            tx::Ran::Applied { output, changes, given } => {
                // What the server does itself is not a person's wish.
                let person = call.device.map(|_| mutation.person);
                let tables: BTreeSet<&str> = changes.iter().map(|change| change.table.name).collect();
                let news = News::of(tx, mutation, &changes).await?;
                match place(tx, self.engines, person, changes).await? {
                    Ok(changes) => {
                        tx.oversee(self.engines, &tables).await?;
                        news.post(tx, &changes).await?;
                        tx.answered = Some(output);
                        Ok(Ran::Applied { changes, given })
                    }
                    Err(refusal) => Ok(Ran::Refused(refusal)),
                }
            }
            tx::Ran::Refused(error) => Ok(Ran::Refused(refusal(error))),
            tx::Ran::Stale { reason, current } => Ok(Ran::Stale { reason, current }),
            tx::Ran::Unknown => {
                let reason = format!("The server has no {} of version {}.", mutation.name, mutation.version);
                Ok(Ran::Refused(Refusal::new(Code::Unknown, reason)))
            }
        }
    }
}

fn refusal(error: Error) -> Refusal {
    let code = match error.code {
        kernel::Code::Invalid => Code::Invalid,
        kernel::Code::Missing => Code::Missing,
        kernel::Code::Conflict => Code::Conflict,
        kernel::Code::Denied => Code::Denied,
        // Busy and offline are no endings; were they to become one, it would be our fault.
        kernel::Code::Offline | kernel::Code::Busy | kernel::Code::Broken => Code::Broken,
    };
    Refusal { code, reason: error.message, field: error.field }
}
