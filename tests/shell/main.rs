//! The real window, driven from outside as a person would: it opens, signs in, shows mail, takes a card, remembers, is
//! led by links, opens others, starts with care after a crash, and is in the tray.
//!
//! What the screens do is tested in Chromium (`tests/e2e`); here stands only what the window itself could break. It
//! needs a screen and a message bus, which `cargo xtask test shell` gives it, and runs where WebKitWebDriver does.

#![cfg(target_os = "linux")]

#[cfg(test)]
mod card;
#[cfg(test)]
mod desktop;
#[cfg(test)]
mod driver;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod opening;
#[cfg(test)]
mod outside;
#[cfg(test)]
mod program;
#[cfg(test)]
mod window;
