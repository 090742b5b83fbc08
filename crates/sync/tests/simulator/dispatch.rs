//! Outside work in the office: claimed under a fence, committed before it leaves, counted when it does (I7).
//!
//! A claim that was given up may be claimed again, since nothing has left. What was about to leave when a node died
//! stays as it is, for a person. A restored office has forgotten what left after the copy was made, and desks offer it
//! the same steps again: from then on the outside world is searched for a step's mark before it leaves.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use pebble_sync::{
    Key, StoreError,
    server_store::{ServerStore, ServerTx},
    wire::Row,
};
use serde_json::json;

use crate::office::Office;

pub async fn round(office: &Office, dispatched: &Arc<Mutex<BTreeMap<Key, u32>>>) -> Result<(), StoreError> {
    let steps: Vec<Key> = office.state().rows.keys().filter(|key| key.table.as_str() == "step").cloned().collect();
    for step in steps {
        let Some(fence) = move_on(office, &step, &["due", "claimed"], "claimed", None).await? else { continue };
        if move_on(office, &step, &["claimed"], "dispatching", Some(fence)).await?.is_none() {
            continue;
        }
        let has_left = office.was_restored() && dispatched.lock().unwrap().contains_key(&step);
        if has_left {
            move_on(office, &step, &["dispatching"], "done", Some(fence)).await?;
            continue;
        }
        office.chance.pause().await;
        *dispatched.lock().unwrap().entry(step.clone()).or_default() += 1;
        office.chance.pause().await;
        move_on(office, &step, &["dispatching"], "done", Some(fence)).await?;
    }
    Ok(())
}

/// Moves a step to its next state and answers its fence, unless it is elsewhere or somebody has claimed it since.
async fn move_on(
    office: &Office,
    step: &Key,
    from: &[&str],
    to: &str,
    fence: Option<u64>,
) -> Result<Option<u64>, StoreError> {
    let mut tx = office.begin().await?;
    let Some(row) = tx.row(step).await? else { return Ok(None) };
    let held = row.cols["fence"].as_u64().unwrap();
    if !from.iter().any(|state| row.cols["state"] == **state) || fence.is_some_and(|fence| fence != held) {
        return Ok(None);
    }
    let next = if fence.is_none() { held + 1 } else { held };
    let cols = json!({"state": to, "fence": next});
    tx.put(step, Some(Row { cols, ver: row.ver + 1, ..(*row).clone() })).await?;
    tx.commit().await?;
    Ok(Some(next))
}
