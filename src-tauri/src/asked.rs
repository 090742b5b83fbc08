//! What a page asks of its window, `window.…`, beside what it asks of the desk.

use pebble_core::kernel::{Code, Error};
use serde_json::{Value, json};
use tauri::{AppHandle, Manager, WebviewWindow};

use crate::{autostart, window};

/// What a page may be enlarged or reduced to, in percent.
const ZOOM: std::ops::RangeInclusive<u64> = 80..=200;

/// Does it.
///
/// # Errors
/// `Invalid` for what no window does so; `Broken` when the system does not.
pub fn answer(window: &WebviewWindow, name: &str, input: &Value) -> Result<Value, Error> {
    let app = window.app_handle();
    match name {
        "open" => open(app, word(input, "link")?)?,
        "close" if window::is_own(window.label()) => window.close().map_err(Error::broken)?,
        "zoom" => {
            let percent = input.get("percent").and_then(Value::as_u64).filter(|percent| ZOOM.contains(percent));
            let percent = percent.ok_or_else(|| Error::invalid("percent", "A page is shown at 80 to 200 percent."))?;
            let percent = u32::try_from(percent).map_err(Error::broken)?;
            window.set_zoom(f64::from(percent) / 100.0).map_err(Error::broken)?;
        }
        "autostart" => return starts_by_itself(input.get("on").and_then(Value::as_bool)),
        _ => return Err(Error::new(Code::Missing, format!("No window does {name}."))),
    }
    Ok(json!({}))
}

fn word<'a>(input: &'a Value, name: &'static str) -> Result<&'a str, Error> {
    input.get(name).and_then(Value::as_str).ok_or_else(|| Error::invalid(name, "This is missing."))
}

/// Only what one id names has a window of its own.
fn open(app: &AppHandle, link: &str) -> Result<(), Error> {
    let place = pebble_host::place_of(link);
    let found = place.as_deref().and_then(|place| Some((place, place.strip_prefix("#/enquiry/")?)));
    let (place, id) = found.ok_or_else(|| Error::invalid("link", "This does not open in a window of its own."))?;
    window::open_own(app, id, place).map_err(Error::broken)
}

/// Whether the program starts when the person signs in to the computer; sets it first when asked to.
fn starts_by_itself(on: Option<bool>) -> Result<Value, Error> {
    let refused = |why: std::io::Error| {
        Error::new(Code::Broken, format!("This computer does not let the program start by itself: {why}"))
    };
    if let Some(on) = on {
        autostart::set(on).map_err(refused)?;
    }
    autostart::is_on().map(Value::from).map_err(refused)
}
