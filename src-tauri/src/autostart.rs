//! Starting when the person signs in to the computer: each system has a place of its own where it is told to.

use std::io;

/// Under which the program is listed.
const NAME: &str = "io.pebble.orchestrator";

/// Whether it does.
///
/// # Errors
/// What the system says.
pub fn is_on() -> io::Result<bool> {
    system::is_on()
}

/// Has the system do so, or not any more.
///
/// # Errors
/// What the system says.
pub fn set(on: bool) -> io::Result<()> {
    // An AppImage is unpacked anew for each run; what stays is the file that was started.
    let program = match std::env::var_os("APPIMAGE").filter(|_| cfg!(target_os = "linux")) {
        Some(image) => image.into(),
        None => std::env::current_exe()?,
    };
    if on { system::enable(&program) } else { system::disable() }
}

/// A file in the home that the system reads when its person signs in.
#[cfg(unix)]
mod system {
    use std::io;
    use std::path::{Path, PathBuf};

    use super::NAME;

    fn file() -> io::Result<PathBuf> {
        let home = || std::env::var_os("HOME").map(PathBuf::from);
        let found = if cfg!(target_os = "macos") {
            home().map(|home| home.join("Library/LaunchAgents").join(format!("{NAME}.plist")))
        } else {
            let folder = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
            let folder = folder.or_else(|| home().map(|home| home.join(".config")));
            folder.map(|folder| folder.join("autostart").join(format!("{NAME}.desktop")))
        };
        found.ok_or_else(|| io::Error::other("this account has no home folder"))
    }

    pub fn is_on() -> io::Result<bool> {
        Ok(file()?.exists())
    }

    pub fn enable(program: &Path) -> io::Result<()> {
        let file = file()?;
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file, text(&program.display().to_string()))
    }

    pub fn disable() -> io::Result<()> {
        match std::fs::remove_file(file()?) {
            Err(why) if why.kind() != io::ErrorKind::NotFound => Err(why),
            _ => Ok(()),
        }
    }

    pub(super) fn text(program: &str) -> String {
        if cfg!(target_os = "macos") {
            let program = program.replace('&', "&amp;").replace('<', "&lt;");
            return format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\"><dict><key>Label</key>\
                 <string>{NAME}</string><key>ProgramArguments</key><array><string>{program}</string></array>\
                 <key>RunAtLoad</key><true/></dict></plist>\n"
            );
        }
        // As the Desktop Entry Specification quotes: first for the string, then for the argument in it.
        let escaped = program.replace('\\', r"\\\\").replace('"', r#"\\""#).replace('`', r"\\`").replace('$', r"\\$");
        let quoted = escaped.replace('%', "%%");
        format!("[Desktop Entry]\nType=Application\nName=Pebble Orchestrator\nExec=\"{quoted}\"\n")
    }
}

/// A value in the registry.
#[cfg(windows)]
mod system {
    use std::io;
    use std::path::Path;

    use windows_registry::{CURRENT_USER, Key};

    use super::NAME;

    fn key() -> io::Result<Key> {
        CURRENT_USER.create("Software\\Microsoft\\Windows\\CurrentVersion\\Run").map_err(io::Error::other)
    }

    pub fn is_on() -> io::Result<bool> {
        Ok(key()?.get_string(NAME).is_ok())
    }

    pub fn enable(program: &Path) -> io::Result<()> {
        key()?.set_string(NAME, format!("\"{}\"", program.display())).map_err(io::Error::other)
    }

    pub fn disable() -> io::Result<()> {
        if is_on()? { key()?.remove_value(NAME).map_err(io::Error::other) } else { Ok(()) }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::system::text;

    #[test]
    fn a_path_with_spaces_and_signs_is_one_argument() {
        assert!(text("/opt/Pebble Desk/pebble-desktop").contains("\nExec=\"/opt/Pebble Desk/pebble-desktop\"\n"));
        assert!(text("/opt/100%/$x").contains("\nExec=\"/opt/100%%/\\\\$x\"\n"));
    }
}
