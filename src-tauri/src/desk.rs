//! The desk behind the window: opened once, by whoever asks first, while the window is already there.
//!
//! A desk that cannot be opened is an answer too: the window then shows why, and how to get the work back.

use pebble_host::{Desk, Options};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

/// Answered by the shell itself, because it must work when nothing else does.
const RECOVERY: &str = "app.recovery";

/// The desk, or the plain sentence that says why there is none.
pub struct Shell {
    options: Options,
    desk: OnceCell<Result<Desk, String>>,
}

impl Shell {
    /// A shell whose desk is not opened yet.
    pub fn new(options: Options) -> Self {
        Self { options, desk: OnceCell::new() }
    }

    /// The desk, opened if it is not; every later caller gets the same answer.
    pub async fn desk(&self) -> &Result<Desk, String> {
        self.desk
            .get_or_init(|| async {
                pebble_host::open(self.options.clone()).await.map_err(|why| {
                    tracing::error!(%why, "the desk could not be opened");
                    why.to_string()
                })
            })
            .await
    }

    /// Calls a command of the desk. The error is `{ code, message, field }`.
    pub async fn call(&self, cmd: &str, input: Value) -> Result<Value, Value> {
        match self.desk().await {
            Ok(_) if cmd == RECOVERY => Ok(Value::Null),
            Ok(desk) => desk.call(cmd, input).await.map_err(|why| serde_json::to_value(&why).unwrap_or_default()),
            Err(why) if cmd == RECOVERY => Ok(json!({ "message": why })),
            Err(why) => Err(json!({ "code": "Broken", "message": why, "field": null })),
        }
    }
}
