//! What the program says while it runs: on its error output, and in a file beside the desk's that begins anew each day
//! and of which a week is kept. What is in a mail is never said.

use std::path::PathBuf;

use tracing_appender::{non_blocking::WorkerGuard, rolling};
use tracing_subscriber::{EnvFilter, Layer, layer::SubscriberExt, util::SubscriberInitExt};

use crate::Options;

/// The folder of the files, in the desk's.
pub(crate) const FOLDER: &str = "logs";
/// Files that are kept.
const KEPT: usize = 7;
/// What is written down: what we say ourselves, and what others warn of.
const WRITTEN: &str =
    "warn,pebble_host=info,pebble_outlook=info,pebble_store=info,pebble_sync=info,pebble_core=info,pebble_desktop=info";

/// Written to the end when it is let go of.
pub struct Logs(#[expect(dead_code, reason = "its drop writes what is left")] Option<WorkerGuard>);

/// Begins to write. A folder that cannot be written to is not worth a program that does not start.
pub fn start_logs(options: &Options) -> Logs {
    let said = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    let on_screen = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_filter(said);
    let (file, guard) = match options.folder().and_then(file) {
        None => (None, None),
        Some(file) => {
            let (writer, guard) = tracing_appender::non_blocking(file);
            let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(writer);
            (Some(layer.with_filter(EnvFilter::new(WRITTEN))), Some(guard))
        }
    };
    // Somebody else may listen already, as in a test.
    let _ = tracing_subscriber::registry().with(on_screen).with(file).try_init();
    Logs(guard)
}

fn file(folder: PathBuf) -> Option<rolling::RollingFileAppender> {
    let folder = folder.join(FOLDER);
    std::fs::create_dir_all(&folder).ok()?;
    let builder = rolling::Builder::new().rotation(rolling::Rotation::DAILY).max_log_files(KEPT);
    builder.filename_prefix("pebble").filename_suffix("log").build(folder).ok()
}
