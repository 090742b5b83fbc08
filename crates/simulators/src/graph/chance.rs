//! Random trouble: any request may fail, in each of the ways in which Microsoft's do. The same seed gives the same
//! faults for the same requests in the same order.

use crate::fault::Fault;

use super::state::State;

/// The fault that chance has for this request, if any. Within a batch no connection can break.
pub(crate) fn fault(state: &mut State, is_batched: bool) -> Option<Fault> {
    let (per_mille, seed) = (u64::from(state.modes.random_faults), state.modes.random_seed);
    if per_mille == 0 {
        return None;
    }
    state.chances += 1;
    let roll = mix(seed ^ mix(state.chances));
    (roll % 1_000 < per_mille).then(|| kind(roll / 1_000, is_batched))
}

fn kind(roll: u64, is_batched: bool) -> Fault {
    let status = |status| Fault { status: Some(status), ..Fault::default() };
    let wait = |status, wait: &str| Fault {
        status: Some(status),
        headers: vec![("Retry-After".into(), wait.into())],
        ..Fault::default()
    };
    match roll % if is_batched { 6 } else { 10 } {
        0 => status(500),
        1 => status(502),
        2 => status(503),
        3 => status(504),
        4 => wait(429, "2.128"),
        5 => wait(503, "1"),
        // Refused for being asked too often, without a word on how long.
        6 => status(429),
        7 => Fault { drop_after_bytes: Some(0), ..Fault::default() },
        8 => Fault { drop_after_bytes: Some(0), is_after: true, ..Fault::default() },
        _ => Fault { is_after: true, ..status(503) },
    }
}

/// SplitMix64's finish: near numbers come out far apart.
fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
