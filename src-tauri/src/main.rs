//! The desktop shell: one command (`rpc`), one event (`changed`), one protocol (`mail://`), and windows onto them.
//!
//! It carries what the web view asks to the desk and back, unread; what is asked of the window itself (`window.…`) it
//! does. What a command means, what is stored, what is due and what is worth a word are the desk's affair, and so is
//! everything that a test wants to reach without a window.

#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod asked;
mod autostart;
mod bounds;
mod changes;
mod mail;
mod outside;
#[cfg(target_os = "linux")]
mod revive;
mod tray;
mod window;

use pebble_core::kernel::Error;
use pebble_host::{Door, Options, RunMark, place_of};
use serde_json::Value;
use tauri::{App, AppHandle, Manager, RunEvent, State, WebviewWindow, Window, WindowEvent};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Only marks a run by a test driver, which finds it among the arguments; it changes nothing.
const AUTOMATION: &str = "--automation";

/// A command's wire name and its input, answered at the one door. The error is `{ code, message, field }`.
#[tauri::command]
async fn rpc(window: WebviewWindow, door: State<'_, Door>, cmd: String, input: Option<Value>) -> Result<Value, Value> {
    let input = input.unwrap_or_default();
    let answer = match cmd.strip_prefix("window.") {
        Some(name) => asked::answer(&window, name, &input),
        None => door.call(&cmd, input).await,
    };
    answer.map_err(|refusal: Error| serde_json::to_value(&refusal).unwrap_or_default())
}

fn main() -> std::process::ExitCode {
    let options = match Options::from_args(std::env::args().filter(|word| word != AUTOMATION)) {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("{problem}");
            return std::process::ExitCode::FAILURE;
        }
    };
    let _logs = pebble_host::start_logs(&options);
    let mut context = tauri::generate_context!();
    if let Some(instance) = options.instance() {
        // Desks with folders of their own are programs of their own: each has its single instance.
        context.config_mut().identifier.push_str(&format!(".{instance}"));
    }
    let built = tauri::Builder::default()
        // First: a second start ends in here.
        .plugin(tauri_plugin_single_instance::init(|app, words, _| {
            window::show(app, words.iter().find_map(|word| place_of(word)).as_deref());
        }))
        .plugin(tauri_plugin_notification::init())
        .manage(Door::new(options.clone()))
        .manage(bounds::Kept::read(options.folder()))
        .manage(options)
        .invoke_handler(tauri::generate_handler![rpc])
        .register_asynchronous_uri_scheme_protocol(mail::SCHEME, mail::answer)
        .on_window_event(happened)
        .setup(set_up)
        .build(context);
    match built {
        Ok(app) => {
            app.run(ran);
            std::process::ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("The window could not be opened: {why}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn set_up(app: &mut App) -> Result<(), Box<dyn std::error::Error>> {
    let door = app.state::<Door>().inner().clone();
    app.manage(tauri::async_runtime::block_on(async { door.begin_run() }));
    // Opened while the window comes up. What keeps it from opening is told when the window asks.
    let ahead = door.clone();
    tauri::async_runtime::spawn(async move { ahead.desk().await.is_ok() });
    let link = app.state::<Options>().link.as_deref().and_then(place_of);
    window::open(app.handle(), link.as_deref())?;
    tray::follow(app.handle());
    outside::follow_clicks(app.handle());
    tauri::async_runtime::spawn(changes::forward(app.handle().clone()));
    tauri::async_runtime::spawn(outside::keep(app.handle().clone()));
    Ok(())
}

fn happened(window: &Window, event: &WindowEvent) {
    if window.label() != window::MAIN {
        return;
    }
    let kept = window.state::<bounds::Kept>();
    match event {
        WindowEvent::Resized(_) | WindowEvent::Moved(_) => kept.note(window),
        WindowEvent::CloseRequested { api, .. } => {
            kept.note(window);
            kept.save();
            if tray::is_there(window.app_handle()) && window.hide().is_ok() {
                api.prevent_close();
            }
        }
        _ => {}
    }
}

fn ran(app: &AppHandle, event: RunEvent) {
    match event {
        // A Mac hands links to the program that runs.
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => window::show(app, urls.iter().find_map(|link| place_of(link.as_str())).as_deref()),
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => window::show(app, None),
        RunEvent::Exit => {
            app.state::<bounds::Kept>().save();
            app.state::<RunMark>().is_well();
        }
        _ => {}
    }
}
