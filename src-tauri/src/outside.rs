//! What is shown outside of the windows: notifications, the number on the program's picture, how far work has come.

use std::time::Duration;

use pebble_host::{Badge, Door, Notice, place_of};
use serde_json::Value;
use tauri::window::{ProgressBarState, ProgressBarStatus};
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::{Action, ActionType, NotificationExt};
use uuid::Uuid;

use crate::bounds::Kept;
use crate::{tray, window};

/// Between two looks at what the number is.
const EVERY: Duration = Duration::from_secs(2);
/// Under which a notification carries its link.
const LINK: &str = "link";
/// Under which it carries the task that it is about.
const TASK: &str = "task";
/// The notifications that have a button, and the button.
const DUE: &str = "due";
const LATER: &str = "later";

/// Shows a notification, unless somebody is looking at a window of ours.
pub fn say(app: &AppHandle, notice: Notice) {
    if app.webview_windows().values().any(|window| window.is_focused().unwrap_or(false)) {
        return;
    }
    let builder = app.notification().builder().title(notice.title).body(notice.body).extra(LINK, notice.link);
    let builder = match notice.task {
        Some(task) => builder.extra(TASK, task.to_string()).action_type_id(DUE),
        None => builder,
    };
    if let Err(why) = builder.show() {
        tracing::warn!(%why, "a notification could not be shown");
    }
}

/// A click on a notification goes to its place; one on its button does what the button says.
pub fn follow_clicks(app: &AppHandle) {
    let handle = app.clone();
    let later = Action::builder(LATER, "In an hour").build();
    let due = ActionType::builder(DUE).actions(vec![later]).build();
    let notifications = app.notification();
    let followed = notifications.register_action_types(vec![due]).and_then(|()| {
        notifications.on_action(move |action| {
            let said = |name| action.notification().and_then(|shown| shown.extra().get(name)).and_then(Value::as_str);
            match (action.action_id(), said(TASK).and_then(|task| task.parse().ok())) {
                (LATER, Some(task)) => put_off(&handle, task),
                _ => window::show(&handle, said(LINK).and_then(place_of).as_deref()),
            }
        })
    });
    if let Err(why) = followed {
        tracing::warn!(%why, "clicks on notifications lead nowhere");
    }
}

fn put_off(app: &AppHandle, task: Uuid) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let door = app.state::<Door>().inner().clone();
        let put_off = match door.desk().await {
            Ok(desk) => desk.put_off(task).await.map_err(|refusal| refusal.to_string()),
            Err(problem) => Err(problem.to_string()),
        };
        if let Err(why) = put_off {
            // Why not is seen where the task is.
            tracing::warn!(why, "a task was not put off");
            window::show(&app, Some("#/today"));
        }
    });
}

/// Keeps number, tray and progress true for as long as the program runs.
pub async fn keep(app: AppHandle) {
    let mut shown = Badge::default();
    loop {
        tokio::time::sleep(EVERY).await;
        let handle = app.clone();
        // Trays and their menus are the main thread's.
        if app.run_on_main_thread(move || tray::follow(&handle)).is_err() {
            return;
        }
        // However the program ends, the window comes back as it is now.
        app.state::<Kept>().save();
        let badge = app.state::<Door>().badge().await;
        if badge != shown {
            show(&app, &badge);
            shown = badge;
        }
    }
}

/// A system that shows no numbers says so each time; that is no failure.
fn show(app: &AppHandle, badge: &Badge) {
    tray::say(app, badge);
    let Some(window) = app.get_webview_window(window::MAIN) else { return };
    let number = i64::try_from(badge.count).ok().filter(|count| *count > 0);
    let _ = window.set_badge_count(number);
    #[cfg(windows)]
    let _ = window.set_overlay_icon(number.map(|_| tauri::image::Image::new_owned(overlay(badge.count), SIDE, SIDE)));
    let status = if badge.percent.is_some() { ProgressBarStatus::Normal } else { ProgressBarStatus::None };
    let _ = window.set_progress_bar(ProgressBarState { status: Some(status), progress: badge.percent });
}

/// Points of the picture on the taskbar of Windows, each way.
#[cfg(any(windows, test))]
const SIDE: u32 = 16;
/// Digits, three points wide and five high, a row of bits each.
#[cfg(any(windows, test))]
const DIGITS: [[u8; 5]; 10] = [
    [7, 5, 5, 5, 7],
    [2, 6, 2, 2, 7],
    [7, 1, 7, 4, 7],
    [7, 1, 7, 1, 7],
    [5, 5, 7, 1, 1],
    [7, 4, 7, 1, 7],
    [7, 4, 7, 5, 7],
    [7, 1, 1, 2, 2],
    [7, 5, 7, 5, 7],
    [7, 5, 7, 1, 7],
];

/// The number, white on a red disc; more than 99 is 99.
#[cfg(any(windows, test))]
fn overlay(count: u64) -> Vec<u8> {
    let digits: Vec<u64> = if count < 10 { vec![count] } else { vec![count.min(99) / 10, count.min(99) % 10] };
    let (scale, left) = if digits.len() == 1 { (2, 5) } else { (1, 4) };
    let top = if scale == 2 { 3 } else { 5 };
    let is_ink = |x: u32, y: u32| {
        let (Some(across), Some(row)) = (x.checked_sub(left), y.checked_sub(top)) else { return false };
        let (across, row) = (across / scale, row / scale);
        let digit = usize::try_from(across / 4).ok().and_then(|place| digits.get(place));
        let shape = digit.and_then(|digit| usize::try_from(*digit).ok()).and_then(|digit| DIGITS.get(digit));
        let bits = shape.and_then(|shape| usize::try_from(row).ok().and_then(|row| shape.get(row))).copied();
        across % 4 < 3 && bits.is_some_and(|bits| bits & (4 >> (across % 4)) != 0)
    };
    let points = (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (x, y)));
    let inside = |x: u32, y: u32| (2 * x).abs_diff(15).pow(2) + (2 * y).abs_diff(15).pow(2) <= 256;
    let colour = |(x, y): (u32, u32)| match (is_ink(x, y), inside(x, y)) {
        (true, _) => [255, 255, 255, 255],
        (false, true) => [196, 43, 28, 255],
        (false, false) => [0, 0, 0, 0],
    };
    points.flat_map(colour).collect()
}

#[cfg(test)]
mod tests {
    use super::{SIDE, overlay};

    #[test]
    fn the_number_is_drawn_in_white_on_a_disc() {
        let side = usize::try_from(SIDE).unwrap();
        let ink = |count: u64| overlay(count).chunks(4).filter(|point| point == &[255, 255, 255, 255]).count();
        assert_eq!(overlay(7).len(), side * side * 4);
        assert_eq!((ink(1), ink(8)), (8 * 4, 13 * 4));
        assert_eq!(ink(11), 2 * 8);
        assert_eq!(ink(4000), ink(99));
        assert_eq!(overlay(1).first_chunk(), Some(&[0, 0, 0, 0]), "the corner is clear");
    }
}
