//! Where things are: the checkout, the build folder, what the builds leave in it.

use std::{
    path::{Path, PathBuf},
    sync::LazyLock,
};

/// The folder that holds the workspace: that of the checkout from which cargo runs this, which may not be the one in which
/// it was compiled, as checkouts share a build folder.
pub fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let here = PathBuf::from(here);
        here.ancestors().nth(2).unwrap_or(&here).to_owned()
    });
    &ROOT
}

/// The build folder: `CARGO_TARGET_DIR`, or one in the user's cache, so that a checkout stays small and two checkouts
/// share what they compile.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        // Relative to where the caller stands, as cargo itself reads it.
        Some(folder) => std::path::absolute(&folder).unwrap_or_else(|_| folder.into()),
        None => cache().join("target"),
    }
}

/// A program built by `cargo build` in the development profile.
pub fn built(name: &str) -> PathBuf {
    target().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// Where `npm run build -w ui` leaves the web UI.
pub fn ui_dist() -> PathBuf {
    root().join("ui").join("dist")
}

/// Where the TypeScript that is generated from Rust lives.
pub fn bindings() -> PathBuf {
    root().join("ui").join("src").join("bindings")
}

/// What is fetched once for all checkouts.
pub fn cache() -> PathBuf {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = || folder(if cfg!(windows) { "USERPROFILE" } else { "HOME" });
    let base = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        home().map(|home| home.join("Library").join("Caches"))
    } else {
        folder("XDG_CACHE_HOME").or_else(|| home().map(|home| home.join(".cache")))
    };
    base.unwrap_or_else(std::env::temp_dir).join("pebble-orchestrator")
}
