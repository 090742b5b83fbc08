//! What is asked at the door itself, whether there is a desk behind it or not: how the program starts, how it behaves
//! on this computer, and a report for whoever helps.

use std::{
    sync::{PoisonError, atomic::Ordering},
    time::Duration,
};

use pebble_core::kernel::{
    Clock, Code, Error, Result,
    engine::{decode, encode},
};
use serde_json::{Value, json};

use crate::{
    Door, Preferences, RunMark, SystemClock, app,
    diagnostics::{self, OfReport, Report},
    files::SavedFile,
    first::{self, BeginWith, Chosen, StartView},
    jobs::JobKind,
};

/// A run that has lasted for so long has come up well.
const PROVEN: Duration = Duration::from_secs(60);

/// What the program has to say outside of its window: a number, and the same in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Badge {
    /// Mails to sort and tasks that were missed.
    pub count: u64,
    /// In words; empty when there is nothing.
    pub text: String,
    /// How far the work has come that runs, in percent, as far as it is known.
    pub percent: Option<u64>,
}

const COMMANDS: [&str; 8] = [
    "app.start",
    "app.start_normally",
    "app.begin",
    "app.wipe_sample",
    "app.preferences",
    "app.set_preferences",
    "app.diagnostics",
    "app.save_diagnostics",
];

/// Whether the door itself answers.
pub(crate) fn knows(command: &str) -> bool {
    COMMANDS.contains(&command)
}

pub(crate) async fn call(door: &Door, command: &str, input: Value) -> Result<Value> {
    match command {
        "app.start" => return encode(&start(door)),
        "app.start_normally" => door.0.is_safe.store(false, Ordering::SeqCst),
        "app.begin" => begin(door, decode(input)?)?,
        "app.wipe_sample" => {
            let door = door.clone();
            // On a task of its own: a page that is closed meanwhile must not leave half of it.
            let wiped = tokio::spawn(async move { door.wipe_sample().await }).await;
            wiped.map_err(Error::broken)??;
        }
        "app.preferences" => return encode(&preferences(door)),
        "app.set_preferences" => {
            let folder = door.0.options.folder();
            let folder = folder.ok_or_else(|| Error::conflict("A demo that begins afresh keeps no preferences."))?;
            decode::<Preferences>(input)?.write(&folder)?;
            if let Some(desk) = door.open_desk() {
                desk.announce(vec!["preferences"], Vec::new());
            }
        }
        "app.diagnostics" => return encode(&gather(door).await),
        _ => return encode(&save(door, &decode(input)?)?),
    }
    Ok(json!({}))
}

fn start(door: &Door) -> StartView {
    let chosen = first::chosen(&door.0.options);
    StartView {
        is_safe: door.0.is_safe.load(Ordering::SeqCst),
        is_first: chosen.is_none() && door.open_desk().is_none(),
        is_sample: chosen == Some(Chosen::Sample),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

fn begin(door: &Door, begin: BeginWith) -> Result<()> {
    if first::chosen(&door.0.options).is_some() {
        return Err(Error::conflict("It was said already what to begin with."));
    }
    first::choose(&door.0.options, begin.with)
}

fn preferences(door: &Door) -> Preferences {
    door.0.options.folder().map(|folder| Preferences::read(&folder)).unwrap_or_default()
}

async fn gather(door: &Door) -> Report {
    let desk = door.desk().await;
    let _job = desk.as_ref().ok().map(|desk| desk.job(JobKind::Diagnostics, None, false));
    let report = diagnostics::gather(&door.0.options, desk).await;
    *door.0.report.lock().unwrap_or_else(PoisonError::into_inner) = Some(report.clone());
    report
}

/// Saves what was shown, to the letter.
fn save(door: &Door, of: &OfReport) -> Result<SavedFile> {
    let shown = door.0.report.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let report = shown.filter(|report| report.id == of.id);
    let gone = || Error::new(Code::Conflict, "Another report was gathered meanwhile. Look through that one first.");
    diagnostics::save(&door.0.options, &report.ok_or_else(gone)?)
}

impl Door {
    /// Notes that a run begins, and is careful if the ones before did not go well. To be called once, by the program
    /// whose window this is.
    pub fn begin_run(&self) -> RunMark {
        let (mark, is_safe) = RunMark::begin(&self.0.options, SystemClock.now());
        self.0.is_safe.store(is_safe, Ordering::SeqCst);
        let proven = mark.clone();
        tokio::spawn(async move {
            tokio::time::sleep(PROVEN).await;
            proven.is_well();
        });
        mark
    }

    /// How the program behaves on this computer.
    pub fn preferences(&self) -> Preferences {
        preferences(self)
    }

    /// What there is to say outside of the window, as far as a desk is open.
    pub async fn badge(&self) -> Badge {
        let Some(desk) = self.open_desk() else { return Badge::default() };
        let sort = app::status(&desk).await.map(|status| status.counts.to_sort).unwrap_or_default();
        let today = desk.call("followups.today", Value::Null).await.unwrap_or_default();
        let missed = today.get("missed").and_then(Value::as_array).map_or(0, Vec::len);
        let missed = u64::try_from(missed).unwrap_or_default();
        let jobs = desk.jobs().await.unwrap_or_default();
        let known = jobs.iter().find_map(|job| job.total.filter(|total| *total > 0).map(|total| (job.done, total)));
        let parts = [(sort, "to sort"), (missed, "overdue")];
        let words = parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
        Badge {
            count: sort.saturating_add(missed),
            text: words.collect::<Vec<_>>().join(", "),
            percent: known
                .and_then(|(done, total)| done.saturating_mul(100).checked_div(total))
                .map(|part| part.min(100)),
        }
    }
}
