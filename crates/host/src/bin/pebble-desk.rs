//! A desk without a window: serves the app on loopback, does the main job once, or writes the TypeScript contract.

use std::process::ExitCode;

use pebble_host::{Door, Options, serve, start_logs, write_bindings};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(code) => code,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<ExitCode, String> {
    let options = Options::from_args(std::env::args())?;
    if let Some(folder) = &options.bindings {
        return write_bindings(folder).map(|()| ExitCode::SUCCESS);
    }
    let _logs = start_logs(&options);
    #[cfg(feature = "demo")]
    if options.is_smoke {
        return smoke(&options).await;
    }
    let Some(address) = options.http else {
        return Err("Say where to serve the app: --http 127.0.0.1:4600 (and --ui ui/dist).".to_owned());
    };
    let ui = options.ui.clone();
    let door = Door::new(options);
    let address = serve(door.clone(), address, ui).await.map_err(|why| format!("{address} cannot be served: {why}"))?;
    println!("Pebble Orchestrator is on http://{address}");
    // Opened without waiting for a page: mail comes in by itself. What is wrong is told on the page as well.
    if let Err(problem) = door.desk().await {
        eprintln!("{problem}");
    }
    println!("ready");
    tokio::signal::ctrl_c().await.map_err(|why| why.to_string())?;
    door.close().await;
    Ok(ExitCode::SUCCESS)
}

#[cfg(feature = "demo")]
async fn smoke(options: &Options) -> Result<ExitCode, String> {
    let folder = options
        .data
        .clone()
        .unwrap_or_else(|| std::env::temp_dir().join(format!("pebble-smoke-{}", std::process::id())));
    let outcome = pebble_host::smoke(folder.clone()).await;
    if options.data.is_none() {
        let _ = std::fs::remove_dir_all(&folder);
    }
    let report = outcome?;
    for shortfall in &report.shortfalls {
        eprintln!("{shortfall}");
    }
    println!("{}", serde_json::to_string(&report).map_err(|why| why.to_string())?);
    Ok(if report.shortfalls.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
