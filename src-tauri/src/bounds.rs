//! Where the main window stood, so that it opens there again, and never where no screen is.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Window};

/// The least a window shows, in logical pixels.
pub const LEAST: (f64, f64) = (900.0, 600.0);
/// So much of the title bar has to be on a screen for a hand to reach it.
const GRIP: (f64, f64) = (120.0, 24.0);
/// A window of one record.
pub const OWN: Bounds = Bounds { corner: None, width: 760.0, height: 820.0, is_maximized: false };
const FIRST: Bounds = Bounds { corner: None, width: 1280.0, height: 820.0, is_maximized: false };

/// Place and size in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// Upper left; where the system likes when there is none.
    pub corner: Option<(f64, f64)>,
    pub width: f64,
    pub height: f64,
    pub is_maximized: bool,
}

/// A screen, in logical pixels.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// What is remembered of the main window, and where.
pub struct Kept {
    file: Option<PathBuf>,
    last: Mutex<Bounds>,
    written: Mutex<Option<Bounds>>,
}

impl Kept {
    /// Reads what the last run left in this folder; what cannot be read is as good as nothing.
    pub fn read(folder: Option<PathBuf>) -> Kept {
        let file = folder.map(|folder| folder.join("window.json"));
        let bytes = file.as_ref().and_then(|file| std::fs::read(file).ok());
        let last = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or(FIRST);
        Kept { file, last: Mutex::new(last), written: Mutex::new(Some(last)) }
    }

    /// The latest.
    pub fn last(&self) -> Bounds {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes note of where a window stands now. Maximised it keeps the place that it goes back to.
    pub fn note(&self, window: &Window) {
        let Ok(is_maximized) = window.is_maximized() else { return };
        let (Ok(scale), Ok(size), corner) = (window.scale_factor(), window.inner_size(), window.outer_position())
        else {
            return;
        };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_maximized = is_maximized;
        if is_maximized || window.is_minimized().unwrap_or(true) || size.width == 0 {
            return;
        }
        let size = size.to_logical::<f64>(scale);
        (last.width, last.height) = (size.width, size.height);
        last.corner = corner.ok().map(|corner| corner.to_logical::<f64>(scale)).map(|corner| (corner.x, corner.y));
    }

    /// Writes it down, if it has changed.
    pub fn save(&self) {
        let (Some(file), last) = (&self.file, self.last()) else { return };
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if *written == Some(last) {
            return;
        }
        match std::fs::write(file, serde_json::to_vec(&last).unwrap_or_default()) {
            Ok(()) => *written = Some(last),
            Err(why) => tracing::warn!(%why, "where the window stood could not be written down"),
        }
    }
}

/// The screens that there are now.
pub fn screens(app: &AppHandle) -> Vec<Screen> {
    let monitors = app.available_monitors().unwrap_or_default();
    let screen = |monitor: tauri::Monitor| {
        let corner = monitor.position().to_logical::<f64>(monitor.scale_factor());
        let size = monitor.size().to_logical::<f64>(monitor.scale_factor());
        Screen { x: corner.x, y: corner.y, width: size.width, height: size.height }
    };
    monitors.into_iter().map(screen).collect()
}

/// What was kept, as far as it fits on the screens of today: no larger than the screen that it is on, and with a title
/// bar that can be reached.
pub fn fitted(kept: Bounds, screens: &[Screen]) -> Bounds {
    let is_number = |value: &f64| value.is_finite();
    let corner = kept.corner.filter(|(x, y)| is_number(x) && is_number(y));
    let on = corner.and_then(|(x, y)| {
        let holds = |screen: &&Screen| {
            let across = (x + kept.width).min(screen.x + screen.width) - x.max(screen.x);
            across >= GRIP.0 && y >= screen.y && y + GRIP.1 <= screen.y + screen.height
        };
        screens.iter().find(holds)
    });
    let (width, height) = on.or(screens.first()).map_or((f64::MAX, f64::MAX), |screen| (screen.width, screen.height));
    let within = |value: f64, least: f64, most: f64| if value.is_finite() { value.min(most).max(least) } else { least };
    Bounds {
        corner: corner.filter(|_| on.is_some()),
        width: within(kept.width, LEAST.0, width),
        height: within(kept.height, LEAST.1, height),
        is_maximized: kept.is_maximized,
    }
}

#[cfg(test)]
mod tests {
    use super::{Bounds, FIRST, LEAST, Screen, fitted};

    const LAPTOP: Screen = Screen { x: 0.0, y: 0.0, width: 1366.0, height: 768.0 };
    const DESK: Screen = Screen { x: 1366.0, y: 0.0, width: 2560.0, height: 1440.0 };

    #[test]
    fn a_window_opens_where_it_stood() {
        let kept = Bounds { corner: Some((1500.0, 100.0)), width: 1800.0, height: 1200.0, is_maximized: true };
        assert_eq!(fitted(kept, &[LAPTOP, DESK]), kept);
    }

    #[test]
    fn a_window_of_a_screen_that_is_gone_comes_back_to_one_that_is_there() {
        let kept = Bounds { corner: Some((1500.0, 100.0)), width: 1800.0, height: 1200.0, is_maximized: false };
        let back = fitted(kept, &[LAPTOP]);
        assert_eq!((back.corner, back.width, back.height), (None, 1366.0, 768.0));
        let above = Bounds { corner: Some((100.0, -400.0)), ..FIRST };
        assert_eq!(fitted(above, &[LAPTOP]).corner, None);
    }

    #[test]
    fn nonsense_in_the_file_is_no_window_of_nonsense() {
        let kept = Bounds { corner: Some((f64::NAN, 0.0)), width: f64::INFINITY, height: -5.0, is_maximized: false };
        let sane = fitted(kept, &[]);
        assert_eq!((sane.corner, sane.width, sane.height), (None, LEAST.0, LEAST.1));
    }
}
