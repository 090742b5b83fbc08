//! Outlook over the simulated services' real HTTP: every bad answer a mailbox can give, and what becomes of it.
//!
//! Time is moved, never waited for: a wait asked of the adapter advances the simulated clock by as much.

#[cfg(test)]
mod failure_modes;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod keyring;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod sending;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod support;
#[cfg(test)]
mod throttling;
