//! The clock's share: every few seconds each engine is asked what is due, and that is run; once a day the database is
//! copied.

use std::sync::PoisonError;

use pebble_core::{
    engines::ENGINES,
    kernel::{Call, MutationId, Result, ids::derive},
};
use serde_json::Value;

use crate::{Desk, jobs::JobKind};

/// Seconds between ticks.
const EVERY_SECONDS: u64 = 5;
/// Seconds after the start before the first look whether a backup is due: bringing in mail comes first.
const COPY_AFTER_SECONDS: u64 = 300;
/// Seconds between looks whether a backup is due.
const COPY_EVERY_SECONDS: u64 = 3600;

/// Ticks for as long as the desk lives.
pub(crate) async fn run(desk: Desk) {
    loop {
        once(&desk).await;
        tokio::time::sleep(std::time::Duration::from_secs(EVERY_SECONDS)).await;
    }
}

/// Sees to the daily backups for as long as the desk lives.
pub(crate) async fn keep_copies(desk: Desk) {
    tokio::time::sleep(std::time::Duration::from_secs(COPY_AFTER_SECONDS)).await;
    loop {
        back_up(&desk).await;
        tokio::time::sleep(std::time::Duration::from_secs(COPY_EVERY_SECONDS)).await;
    }
}

/// The day's backup, if it is due.
pub(crate) async fn back_up(desk: &Desk) -> bool {
    let _job = desk.job(JobKind::Backup, None, false);
    let written = desk.store().back_up_daily(desk.now()).await;
    let trouble = written.as_ref().err().map(ToString::to_string);
    if let Some(why) = &trouble {
        tracing::warn!(why, "the day's backup could not be written");
    }
    *desk.0.no_backup.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    desk.announce(vec!["app"], Vec::new());
    written.is_ok_and(|copy| copy.is_some())
}

/// One tick. A call that is refused is logged and does not keep the others from running. Gives back how many ran.
pub(crate) async fn once(desk: &Desk) -> usize {
    let mut ran = 0_usize;
    for tick in ENGINES.0.iter().filter_map(|engine| engine.tick) {
        let calls = match tick(&desk.read()).await {
            Ok(calls) => calls,
            Err(refusal) => {
                tracing::error!(%refusal, "what is due could not be found out");
                continue;
            }
        };
        for call in calls {
            let name = call.command.clone();
            match desk.run_due(call).await {
                Ok(_) => ran = ran.saturating_add(1),
                Err(refusal) => tracing::error!(%refusal, name, "what was due was refused"),
            }
        }
    }
    ran
}

impl Desk {
    /// Runs what a tick says is due. The mutation's id comes from the call, so running it twice is running it once.
    ///
    /// # Errors
    /// What the engine refuses.
    pub async fn run_due(&self, call: Call) -> Result<Value> {
        let seed = call.input.to_string();
        let mid = MutationId(derive(&[b"tick", call.command.as_bytes(), seed.as_bytes()]));
        self.run(&call.command, call.input, mid).await
    }
}
