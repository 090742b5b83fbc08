//! How a program starts: for the first time, on the sample company or on one's own mailbox, and with care after it has
//! crashed. Two small files beside the desk's say so.

use std::path::{Path, PathBuf};

use pebble_core::kernel::{At, Error, Result};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use ts_rs::TS;

use crate::{
    Options,
    identity::replace,
    lock::LOCK,
    open::{DATABASE, OpenProblem, folder_of},
    options::Profile,
};

/// The folder of the sample company, in the desk's own: nothing of the one is ever in the other.
const SAMPLE: &str = "sample";
const CHOICE: &str = "profile.json";
const RUN: &str = "running.json";
/// So many crashes in a row, each soon after its start, call for care.
const CRASHES: u32 = 2;

/// What a desk is started with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Chosen {
    /// A company that was made up, with a mailbox that is simulated.
    Sample,
    /// The person's own mailbox.
    Own,
}

/// How the program has started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StartView {
    /// The last start did not go well: nothing runs until the person says so.
    pub is_safe: bool,
    /// Nobody has said yet what to start with.
    pub is_first: bool,
    /// It runs on the sample company, which can be wiped.
    pub is_sample: bool,
    /// The program's version.
    pub version: String,
}

/// Says what to start with.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BeginWith {
    /// What.
    pub with: Chosen,
}

pub(crate) fn read<T: DeserializeOwned>(folder: &Path, name: &str) -> Option<T> {
    serde_json::from_slice(&std::fs::read(folder.join(name)).ok()?).ok()
}

pub(crate) fn write(folder: &Path, name: &str, value: &impl Serialize) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(Error::broken)?;
    let bytes = serde_json::to_vec(value).map_err(Error::broken)?;
    replace(&folder.join(name), &bytes).map_err(Error::broken)
}

/// What was chosen at the first start. Who has a desk already, or was told of an office, has chosen their own.
pub(crate) fn chosen(options: &Options) -> Option<Chosen> {
    if options.profile != Profile::Own {
        return Some(Chosen::Own);
    }
    let folder = folder_of(options)?;
    // What stands where the folder should be is told as what is wrong.
    let is_in_the_way = folder.exists() && !folder.is_dir();
    let has_desk =
        || is_in_the_way || [DATABASE, LOCK].iter().any(|name| folder.join(name).exists()) || options.office.is_some();
    read(&folder, CHOICE).or_else(|| has_desk().then_some(Chosen::Own))
}

/// Writes the choice down.
pub(crate) fn choose(options: &Options, with: Chosen) -> Result<()> {
    match folder_of(options) {
        Some(folder) if options.profile == Profile::Own => write(&folder, CHOICE, &with),
        _ => Err(Error::conflict("This program was started on a demo: there is nothing to choose.")),
    }
}

/// The options of the desk that is to be opened.
///
/// # Errors
/// [`OpenProblem::NotChosen`] at the first start.
pub(crate) fn target(options: &Options) -> std::result::Result<Options, OpenProblem> {
    match chosen(options) {
        None => Err(OpenProblem::NotChosen),
        Some(Chosen::Own) => Ok(options.clone()),
        Some(Chosen::Sample) => {
            Ok(Options { profile: Profile::Demo, data: sample_folder(options), office: None, ..options.clone() })
        }
    }
}

fn sample_folder(options: &Options) -> Option<PathBuf> {
    folder_of(options).map(|folder| folder.join(SAMPLE))
}

/// Takes away everything that belongs to the sample company. Its desk is closed by then.
pub(crate) fn wipe(options: &Options) -> Result<()> {
    let folder = sample_folder(options).ok_or_else(|| Error::missing("folder of the sample company"))?;
    match std::fs::remove_dir_all(&folder) {
        Err(why) if why.kind() != std::io::ErrorKind::NotFound => Err(Error::broken(why)),
        _ => choose(options, Chosen::Own),
    }
}

/// What is written down of a run while it goes on.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Run {
    began: At,
    /// Runs before this one that ended without a word soon after their start.
    crashes: u32,
}

/// The mark of a run: there while it goes on and not yet proven, so that the next one knows how it ended.
#[derive(Debug, Clone)]
pub struct RunMark(Option<PathBuf>);

impl RunMark {
    /// Begins a run. True when it has to be careful: two in a row have ended without a word soon after their start. Once
    /// may be a computer that was switched off.
    pub(crate) fn begin(options: &Options, now: At) -> (RunMark, bool) {
        let Some(folder) = options.folder() else { return (RunMark(None), false) };
        let before: Option<Run> = read(&folder, RUN);
        let crashes = before.map_or(0, |run| run.crashes.saturating_add(1));
        let is_safe = crashes >= CRASHES;
        let mark = RunMark(Some(folder));
        mark.write(Run { began: now, crashes: if is_safe { 0 } else { crashes } });
        (mark, is_safe)
    }

    fn write(&self, run: Run) {
        if let Some(folder) = &self.0
            && let Err(refusal) = write(folder, RUN, &run)
        {
            tracing::warn!(%refusal, "how this run goes could not be written down");
        }
    }

    /// It has run for long enough, or ended as it should: the next start need not be careful.
    pub fn is_well(&self) {
        if let Some(folder) = &self.0 {
            // Gone already is as good.
            let _ = std::fs::remove_file(folder.join(RUN));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> At {
        At::from("2026-11-25T06:30:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap())
    }

    fn own(folder: &Path) -> Options {
        Options { data: Some(folder.to_path_buf()), ..Options::default() }
    }

    #[test]
    fn one_start_that_ended_without_a_word_makes_nobody_careful_and_one_that_was_well_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let options = own(folder.path());
        assert!(!RunMark::begin(&options, at()).1);
        let (mark, is_safe) = RunMark::begin(&options, at());
        assert!(!is_safe, "the computer may have been switched off");
        mark.is_well();
        assert!(!RunMark::begin(&options, at()).1);
        assert!(!RunMark::begin(&options, at()).1, "it counts from the start");
    }

    #[test]
    fn two_crashes_in_a_row_soon_after_the_start_make_the_next_one_careful() {
        let folder = tempfile::tempdir().unwrap();
        let options = own(folder.path());
        for _ in 0..2 {
            assert!(!RunMark::begin(&options, at()).1);
        }
        assert!(RunMark::begin(&options, at()).1);
        assert!(!RunMark::begin(&options, at()).1, "it counts from the start");
    }

    #[test]
    fn the_first_start_asks_and_the_sample_has_a_folder_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let options = own(folder.path());
        assert_eq!(chosen(&options), None);
        assert!(matches!(target(&options), Err(OpenProblem::NotChosen)));
        choose(&options, Chosen::Sample).unwrap();
        let sample = target(&options).unwrap();
        assert_eq!((sample.profile, sample.data.clone()), (Profile::Demo, Some(folder.path().join("sample"))));
        std::fs::create_dir_all(sample.data.unwrap()).unwrap();
        wipe(&options).unwrap();
        assert_eq!(chosen(&options), Some(Chosen::Own));
        assert!(!folder.path().join("sample").exists());
    }

    #[test]
    fn who_has_a_desk_is_not_asked() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(DATABASE), "").unwrap();
        assert_eq!(chosen(&own(folder.path())), Some(Chosen::Own));
        let demo = Options { profile: Profile::Demo, ..own(folder.path()) };
        assert_eq!(chosen(&demo), Some(Chosen::Own));
        choose(&demo, Chosen::Own).unwrap_err();
    }
}
