//! How the program behaves on this computer: whether it speaks up, when it keeps quiet, and whether it goes on in the
//! tray. A file beside the desk's, because the window needs it before there is a desk.

use std::path::Path;

use chrono::Timelike;
use pebble_core::kernel::{At, Error, Result, calendar::Calendar};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

const FILE: &str = "preferences.json";

/// Minutes of a day.
const DAY: u32 = 1440;

/// When nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Quiet {
    /// Outside of the office's working hours.
    OutsideWork,
    /// Between two hours of one's own.
    Between,
    /// Never.
    Never,
}

/// How the program behaves on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Preferences {
    /// Say what happens while nobody looks.
    pub notify: bool,
    /// When not to.
    pub quiet: Quiet,
    /// With [`Quiet::Between`]: from this minute of the day,
    pub quiet_from: u32,
    /// to this one, over midnight if it is the smaller.
    pub quiet_to: u32,
    /// Go on in the tray when the window is closed.
    pub stays_in_tray: bool,
}

impl Default for Preferences {
    fn default() -> Preferences {
        Preferences {
            notify: true,
            quiet: Quiet::OutsideWork,
            quiet_from: 19 * 60,
            quiet_to: 9 * 60,
            // Many desktops of Linux have no tray: a window that went there would be gone.
            stays_in_tray: !cfg!(target_os = "linux"),
        }
    }
}

impl Preferences {
    /// What is kept in this folder; a file that cannot be read is as good as none.
    pub fn read(folder: &Path) -> Preferences {
        let bytes = std::fs::read(folder.join(FILE)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        if self.quiet_from >= DAY || self.quiet_to >= DAY {
            return Err(Error::invalid("quiet_from", "Write a time of the day."));
        }
        std::fs::create_dir_all(folder).map_err(Error::broken)?;
        let bytes = serde_json::to_vec(self).map_err(Error::broken)?;
        crate::identity::replace(&folder.join(FILE), &bytes).map_err(Error::broken)
    }

    /// Whether something may be said now.
    pub(crate) fn may_speak(&self, calendar: &Calendar, now: At) -> bool {
        self.notify
            && match self.quiet {
                Quiet::Never => true,
                Quiet::OutsideWork => calendar.is_open(now.utc()),
                Quiet::Between => {
                    let wall = now.utc().with_timezone(&calendar.zone());
                    let minute = wall.hour().saturating_mul(60).saturating_add(wall.minute());
                    !is_between(minute, self.quiet_from, self.quiet_to)
                }
            }
    }
}

fn is_between(minute: u32, from: u32, to: u32) -> bool {
    if from <= to { (from..to).contains(&minute) } else { minute >= from || minute < to }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> At {
        At::from(text.parse::<chrono::DateTime<chrono::Utc>>().unwrap())
    }

    #[test]
    fn quiet_hours_go_over_midnight_in_the_offices_own_zone() {
        let own =
            Preferences { quiet: Quiet::Between, quiet_from: 22 * 60, quiet_to: 7 * 60, ..Preferences::default() };
        let office = Calendar::default();
        // 22:30 and 06:59 in Kolkata, then 07:00 and 21:59.
        assert!(!own.may_speak(&office, at("2026-11-25T17:00:00Z")));
        assert!(!own.may_speak(&office, at("2026-11-25T01:29:00Z")));
        assert!(own.may_speak(&office, at("2026-11-25T01:30:00Z")));
        assert!(own.may_speak(&office, at("2026-11-25T16:29:00Z")));
    }

    #[test]
    fn by_default_nothing_is_said_outside_of_working_hours() {
        let usual = Preferences::default();
        // A Wednesday at noon in Kolkata, and the Sunday before.
        assert!(usual.may_speak(&Calendar::default(), at("2026-11-25T06:30:00Z")));
        assert!(!usual.may_speak(&Calendar::default(), at("2026-11-22T06:30:00Z")));
        let silent = Preferences { notify: false, quiet: Quiet::Never, ..usual };
        assert!(!silent.may_speak(&Calendar::default(), at("2026-11-25T06:30:00Z")));
    }
}
