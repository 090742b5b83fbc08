//! The desk through its door: every engine, the stories across them, and several desks of one office.

#[cfg(test)]
#[path = "../engines/mod.rs"]
mod engines;
#[cfg(test)]
#[path = "../journeys/mod.rs"]
mod journeys;
#[cfg(test)]
#[path = "../team/mod.rs"]
mod team;
