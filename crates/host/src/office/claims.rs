//! Before a step of a sequence leaves, the office says whether this desk is the one to carry it out: another desk of the
//! same person may have made it too.

use pebble_core::kernel::effect::row::Model as Effect;
use pebble_sync::{client_store::Outbox, wire::Claimed};

use crate::Desk;

/// Whether a piece of outgoing work may leave from this desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Leave {
    /// It may, now.
    Now,
    /// Not yet, for this reason.
    Later(String),
    /// Not from here, for this reason.
    Never(String),
}

/// Asks the office, if the desk has one and others may have the same work.
pub(crate) async fn may_leave(desk: &Desk, effect: &Effect) -> Leave {
    if !effect.is_shared {
        return Leave::Now;
    }
    let Some(office) = desk.office().await else { return Leave::Now };
    let id = effect.id.0;
    let claim = office.with_access(desk.now(), |access| {
        let link = &office.link;
        Box::pin(async move { link.claim(&access, id).await })
    });
    match claim.await {
        Ok(Claimed::Granted) => Leave::Now,
        Ok(Claimed::Held) => Leave::Later("Another desk of yours is sending this.".to_owned()),
        Ok(Claimed::Ended) => Leave::Never("This was seen to on another desk of yours.".to_owned()),
        Ok(Claimed::Unknown) => match office.store.ends().await {
            // It was refused: what the server has not made is nobody's work.
            Ok(Some(ends)) if ends.settled == ends.last => {
                Leave::Never("The office did not accept this step.".to_owned())
            }
            _ => Leave::Later("The office has not heard of this step yet.".to_owned()),
        },
        Err(problem) => Leave::Later(format!("A step leaves once the office has agreed. {problem}")),
    }
}
