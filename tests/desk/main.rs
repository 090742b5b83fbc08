//! The desk through its door: every engine, and the stories across them.

#[cfg(test)]
#[path = "../engines/mod.rs"]
mod engines;
#[cfg(test)]
#[path = "../journeys/mod.rs"]
mod journeys;
