//! The seeded simulator: whole offices in one thread, with every fault that this layer can see.
//!
//! `PEBBLE_SYNC_SCHEDULES=1000000` runs that many schedules; `PEBBLE_SYNC_SEED=17` runs seed 17 alone and prints what
//! happened in it, step by step.

#[cfg(test)]
mod calm;
#[cfg(test)]
mod chance;
#[cfg(test)]
mod checks;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod disasters;
#[cfg(test)]
mod dispatch;
#[cfg(test)]
mod office;
#[cfg(test)]
mod office_tx;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod schedules;
#[cfg(test)]
mod steps;
#[cfg(test)]
mod toy;
#[cfg(test)]
mod world;
