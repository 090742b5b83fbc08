//! The clock's share: every few seconds each engine is asked what is due, and that is run.

use pebble_core::engines::ENGINES;

use crate::Desk;

/// Seconds between ticks.
const EVERY_SECONDS: u64 = 5;

/// Ticks for as long as the desk lives.
pub(crate) async fn run(desk: Desk) {
    loop {
        once(&desk).await;
        tokio::time::sleep(std::time::Duration::from_secs(EVERY_SECONDS)).await;
    }
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
