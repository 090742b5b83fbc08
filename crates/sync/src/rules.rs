//! The rules of the protocol that stand in this crate, as switches for the simulator that proves each of them needed.
//!
//! Nothing on the wire, in a file or in the environment reaches them. Two of the ten rules stand elsewhere: the store
//! numbers only what is committed, and the executor compares before it sets.

/// One switch for each rule; all are on outside the simulator.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// An acknowledgement comes with the feed, not with the answer to the push.
    pub acks_ride_in_the_feed: bool,
    /// An acknowledgement counts only when the device has caught up.
    pub acks_wait_for_a_checkpoint: bool,
    /// A changed key is answered with its present row, not with what happened to it.
    pub present_truth: bool,
    /// Leaving a scope is an event.
    pub leaving_is_an_event: bool,
    /// A number, and a mutation, run once.
    pub run_once: bool,
    /// The cursor is taken before the scan.
    pub cursor_before_scan: bool,
    /// A row stays as long as one scope refers to it.
    pub count_references: bool,
    /// A new grant is followed by a snapshot.
    pub snapshot_new_grants: bool,
}

impl Rules {
    /// All on.
    pub const ALL: Rules = Rules {
        acks_ride_in_the_feed: true,
        acks_wait_for_a_checkpoint: true,
        present_truth: true,
        leaving_is_an_event: true,
        run_once: true,
        cursor_before_scan: true,
        count_references: true,
        snapshot_new_grants: true,
    };
}
