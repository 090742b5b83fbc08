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
            let bytes = serde_json::to_vec(&kept).map_err(|why| why.to_string())?;
            let fresh = file.with_extension("new");
            std::fs::write(&fresh, bytes)
                .and_then(|()| std::fs::rename(&fresh, &file))
                .map_err(|why| format!("{} cannot be written: {why}", file.display()))?;
            kept
        }
        Err(why) => return Err(format!("{} cannot be read: {why}", file.display())),
    };
    Ok(Actor { person: kept.person, device: kept.device })
}

/// A random id: the seed of one mutation, from which everything else is derived.
#[expect(clippy::disallowed_methods, reason = "this is where chance comes from")]
pub(crate) fn random() -> uuid::Uuid {
    uuid::Uuid::new_v4()
}
