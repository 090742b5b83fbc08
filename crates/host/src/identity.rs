//! Who this desk is: one id for the installation, one for its person, made once and kept beside the database.

use std::path::Path;

use pebble_core::kernel::{Actor, DeviceId, PersonId};
use serde::{Deserialize, Serialize};

const FILE: &str = "desk.json";

#[derive(Serialize, Deserialize)]
struct Kept {
    device: DeviceId,
    person: PersonId,
}

/// The desk's identity, from its file; a new one is written when there is none.
///
/// # Errors
/// When the file cannot be read or written, or is not what we wrote.
pub(crate) fn load(folder: &Path) -> Result<Actor, String> {
    let file = folder.join(FILE);
    let kept = match std::fs::read(&file) {
        Ok(bytes) => {
            serde_json::from_slice::<Kept>(&bytes).map_err(|why| format!("{} is damaged: {why}", file.display()))?
        }
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => {
            let kept = Kept { device: DeviceId(random()), person: PersonId(random()) };
            replace(&file, &serde_json::to_vec(&kept).map_err(|why| why.to_string())?)?;
            kept
        }
        Err(why) => return Err(format!("{} cannot be read: {why}", file.display())),
    };
    Ok(Actor { person: kept.person, device: kept.device })
}

/// Replaces a file so that a crash at any moment leaves a whole one.
///
/// # Errors
/// A sentence naming the file.
pub(crate) fn replace(file: &Path, bytes: &[u8]) -> Result<(), String> {
    let fresh = file.with_extension("new");
    let written = || {
        let mut to = std::fs::File::create(&fresh)?;
        std::io::Write::write_all(&mut to, bytes)?;
        to.sync_all()?;
        std::fs::rename(&fresh, file)
    };
    written().map_err(|why| format!("{} cannot be written: {why}", file.display()))
}

/// A random id: the seed of one mutation, from which everything else is derived.
#[expect(clippy::disallowed_methods, reason = "this is where chance comes from")]
pub(crate) fn random() -> uuid::Uuid {
    uuid::Uuid::new_v4()
}
