//! Runs pending work again, on rows that the server has changed since: the same command as the first time, with the
//! same ids, logged only once.

use pebble_core::kernel::{
    Actor, At, Code as Refused, DeviceId, Engines, Error, MutationId, PersonId,
    tx::{self, Request, Within, run_within},
};
use pebble_sync::{Call, Code, Executor, Ran, Refusal, StoreError};

use super::{change, fault::unexpected, tx::DeskTx};

/// The business of the desk.
#[derive(Clone, Copy)]
pub(crate) struct Again {
    engines: Engines,
}

impl Again {
    pub(super) fn new(engines: Engines) -> Again {
        Again { engines }
    }
}

impl Executor<DeskTx> for Again {
    async fn run(&self, tx: &mut DeskTx, call: Call<'_>) -> Result<Ran, StoreError> {
        let mutation = call.mutation;
        let device = call.device.map(|device| device.0).unwrap_or_default();
        let request = Request {
            mid: MutationId(mutation.id.0),
            command: mutation.name.clone(),
            input: mutation.input.clone(),
            at: At::from_millis(call.at.0),
            actor: Actor { person: PersonId(mutation.person.0), device: DeviceId(device) },
            deed: None,
        };
        // Between two runs a page may have written rows: nothing that one has read is kept for the next.
        let within = Within::over(tx.lend()?);
        let (within, ran) = run_within(within, self.engines, request, mutation.version, None).await;
        tx.put_back(within.into_db());
        Ok(match ran.map_err(unexpected)? {
            tx::Ran::Applied { changes, .. } => {
                let changes = changes.into_iter().map(change).collect::<Result<_, _>>();
                Ran::applied(changes.map_err(unexpected)?)
            }
            tx::Ran::Refused(error) => Ran::Refused(refusal(error)),
            tx::Ran::Stale { reason, current } => Ran::Stale { reason, current },
            tx::Ran::Unknown => {
                let reason = format!("This program has no {} of version {}.", mutation.name, mutation.version);
                Ran::Refused(Refusal::new(Code::Unknown, reason))
            }
        })
    }
}

fn refusal(error: Error) -> Refusal {
    let code = match error.code {
        Refused::Invalid => Code::Invalid,
        Refused::Missing => Code::Missing,
        Refused::Conflict => Code::Conflict,
        Refused::Denied => Code::Denied,
        Refused::Offline | Refused::Busy | Refused::Broken => Code::Broken,
    };
    Refusal { code, reason: error.message, field: error.field }
}
