//! Requests held at the door: whoever keeps it decides when each goes on, and whether it is carried out at all.
//!
//! It is how a test stands between two steps of a client, to end the client there. The control doors are not held.

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

use crate::graph::{World, segments};
use crate::http::{Answer, Call};

/// Longer parts of a path than this are ids.
const LONGEST_WORD: usize = 24;

/// Where held requests are told.
pub(crate) type Door = UnboundedSender<Held>;

/// A request that waits. One that is dropped is never carried out, or never answered.
#[derive(Debug)]
pub struct Held {
    name: String,
    is_carried_out: bool,
    go: oneshot::Sender<()>,
}

impl Held {
    /// Method and path without ids, and the names of its parameters: the same for the same step of every run.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// It has been carried out, and only its answer waits.
    #[must_use]
    pub fn is_carried_out(&self) -> bool {
        self.is_carried_out
    }

    /// Lets it go on.
    pub fn release(self) {
        // Whoever asked may be gone; then there is nothing to let go.
        let _ = self.go.send(());
    }
}

/// Carries out a call between its two holds.
pub(crate) async fn between<F: Future<Output = Answer>>(world: &World, call: &Call, work: F) -> Answer {
    let name = name(call);
    if !pass(world, &name, false).await {
        return lost();
    }
    let answer = work.await;
    if pass(world, &name, true).await { answer } else { lost() }
}

/// Waits until the request may go on; false when it never may.
async fn pass(world: &World, name: &str, is_carried_out: bool) -> bool {
    let (go, wait) = oneshot::channel();
    let held = Held { name: name.to_owned(), is_carried_out, go };
    let is_held = world.state().door.as_ref().is_some_and(|door| door.send(held).is_ok());
    !is_held || wait.await.is_ok()
}

/// The connection ends without an answer.
fn lost() -> Answer {
    Answer { cut_after: Some(0), ..Answer::empty(200) }
}

fn name(call: &Call) -> String {
    let mut out = call.method.clone();
    out.push(' ');
    for part in segments(&call.path) {
        out.push('/');
        out.push_str(if part.len() > LONGEST_WORD { "{id}" } else { &part });
    }
    for (at, (name, _)) in call.pairs().iter().enumerate() {
        out.push(if at == 0 { '?' } else { '&' });
        out.push_str(name);
    }
    out
}
