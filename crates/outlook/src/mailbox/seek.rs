//! Finds a mail that a person asks for, in whichever folder it is.

use pebble_core::engines::email::mailbox::{Location, MailboxError, Sought};
use serde_json::Value;

use super::{GraphMailbox, malformed};
use crate::executor::{CallProblem, Idempotency, Prefer};

impl GraphMailbox {
    /// Where it is; nowhere when the server does not know it. An id of either sort is understood, and answered with the
    /// immutable one.
    pub(super) async fn places(&self, sought: &Sought) -> Result<Vec<Location>, MailboxError> {
        let built = match sought {
            Sought::MessageId(id) => self.requests.anywhere(id),
            Sought::Item(id) => self.requests.outside(id),
        };
        let body = match self.call_json(built, Prefer::PLAIN, Idempotency::Safe).await {
            Ok(body) => body,
            Err(CallProblem::Refused(fault)) if fault.status == 404 => return Ok(Vec::new()),
            // An id that is none is answered with 400.
            Err(CallProblem::Refused(fault)) if fault.status == 400 && matches!(sought, Sought::Item(_)) => {
                return Ok(Vec::new());
            }
            Err(problem) => return Err(problem.into()),
        };
        match sought {
            Sought::Item(_) => Ok(vec![place(&body)?]),
            Sought::MessageId(_) => {
                let found = body.get("value").and_then(Value::as_array);
                found.ok_or_else(|| malformed("the list has no `value`"))?.iter().map(place).collect()
            }
        }
    }
}

fn place(body: &Value) -> Result<Location, MailboxError> {
    let field = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    match (field("id"), field("parentFolderId")) {
        (Some(id), Some(folder_id)) => Ok(Location { id, folder_id }),
        _ => Err(malformed("a message has no id or no folder")),
    }
}
