//! The desktop shell: one command (`rpc`), one event (`changed`), one protocol (`mail://`), one window.
//!
//! It carries what the web view asks to the desk and back, unread. What a command means, what is stored and what is
//! due are the desk's affair, and so is everything that a test wants to reach without a window.

#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod changes;
mod mail;
mod window;

use pebble_host::Door;
use serde_json::Value;
use tauri::State;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Only marks a run by a test driver, which finds it among the arguments; it changes nothing.
const AUTOMATION: &str = "--automation";

/// A command's wire name and its input, answered at the one door. The error is `{ code, message, field }`.
#[tauri::command]
async fn rpc(door: State<'_, Door>, cmd: String, input: Option<Value>) -> Result<Value, Value> {
    let answer = door.call(&cmd, input.unwrap_or_default()).await;
    answer.map_err(|refusal| serde_json::to_value(&refusal).unwrap_or_default())
}

fn main() -> std::process::ExitCode {
    let options = match pebble_host::Options::from_args(std::env::args().filter(|word| word != AUTOMATION)) {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("{problem}");
            return std::process::ExitCode::FAILURE;
        }
    };
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into()))
        .with_writer(std::io::stderr)
        .init();
    let ended = tauri::Builder::default()
        .manage(Door::new(options.clone()))
        .invoke_handler(tauri::generate_handler![rpc])
        .register_asynchronous_uri_scheme_protocol(mail::SCHEME, mail::answer)
        .setup(move |app| {
            window::open(app, &options)?;
            tauri::async_runtime::spawn(changes::forward(app.handle().clone()));
            Ok(())
        })
        .run(tauri::generate_context!());
    match ended {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("The window could not be opened: {why}");
            std::process::ExitCode::FAILURE
        }
    }
}
