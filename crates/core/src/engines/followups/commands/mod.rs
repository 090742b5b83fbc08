//! Running sequences and doing tasks.

mod calls;
mod fire;
mod plan;
mod steer;
mod tasks;

pub(super) use calls::log_call;
pub(super) use fire::{fire, release, report};
pub(super) use plan::{active_on, call_off, end_all, enrol, listening_on, opening_after, replan, tell};
pub(super) use steer::{configure, halt, lapse, pause, resume, stop, wake};
pub(super) use tasks::{NewTask, add_task, complete, remind, snooze, tell_task};
