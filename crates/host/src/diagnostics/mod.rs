//! A report of this desk for whoever is asked to help: what runs here and how it stands, never what it is about. It is
//! gathered, shown to its person file by file, and saved as it was shown.

mod redact;

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use pebble_core::{
    engines::{
        ENGINES,
        enquiries::model::enquiry,
        masters::model::{company, contact},
        people::model::person,
    },
    kernel::{Clock, Error, Result, calendar::Calendar},
};
use redact::Redactor;
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use uuid::Uuid;

use crate::{
    Desk, Options, Preferences, SystemClock, app,
    files::{SavedFile, downloads, fresh},
    identity::random,
    logs, office,
    open::{OpenProblem, folder_of},
    problems,
};

/// The last lines of the log that go along.
const LINES: usize = 500;
/// Names of each kind that are looked for, the newest first.
const NAMES: u64 = 20_000;

/// A report that was gathered and can be saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "Diagnostics")]
pub struct Report {
    /// Names it, for saving what was shown and nothing else.
    pub id: Uuid,
    /// What is in it.
    pub files: Vec<ReportFile>,
}

/// A file of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReportFile {
    /// Its name.
    pub name: String,
    /// All of it.
    pub text: String,
}

/// Names a report.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OfReport {
    /// Which.
    pub id: Uuid,
}

/// Gathers it. Without a desk it says why there is none.
pub(crate) async fn gather(options: &Options, desk: std::result::Result<Desk, OpenProblem>) -> Report {
    let mut files = vec![("about.json", about(options))];
    let mut redactor = Redactor::new([], homes(options));
    match &desk {
        Err(why) => files.push(("opening.txt", why.to_string())),
        Ok(desk) => {
            // Names first: what could not be looked for must not leave in what follows.
            match names(desk).await {
                Ok(names) => redactor = Redactor::new(names, homes(options)),
                Err(why) => {
                    return report(
                        vec![("opening.txt", format!("The desk cannot be read: {:?}", why.code))],
                        &redactor,
                    );
                }
            }
            files.push(("counts.json", counts(desk).await));
            files.push(("settings.json", settings(options, desk).await));
            files.push(("problems.json", standing(desk).await));
        }
    }
    files.push(("sizes.json", sizes(options)));
    files.push(("log.txt", log(options)));
    report(files, &redactor)
}

fn report(files: Vec<(&str, String)>, redactor: &Redactor) -> Report {
    let file = |(name, text): (&str, String)| ReportFile { name: name.to_owned(), text: redactor.clean(&text) };
    Report { id: random(), files: files.into_iter().map(file).collect() }
}

/// Folders that say whose computer it is.
fn homes(options: &Options) -> Vec<String> {
    let named = [dirs::home_dir(), folder_of(options), options.downloads.clone()];
    named.into_iter().flatten().map(|path| path.display().to_string()).collect()
}

/// Whatever names somebody: people, companies with their domains, and what enquiries are called.
async fn names(desk: &Desk) -> Result<Vec<String>> {
    let read = desk.read();
    let mut found: Vec<String> = Vec::new();
    let people = person::Entity::find().select_only().column(person::Column::Name).column(person::Column::Email);
    let people: Vec<(String, String)> = people.limit(NAMES).into_tuple().all(read.db()).await?;
    let contacts = contact::Entity::find().select_only().column(contact::Column::Name).column(contact::Column::Email);
    let contacts: Vec<(String, Option<String>)> = contacts.limit(NAMES).into_tuple().all(read.db()).await?;
    let ours = people.into_iter().map(|(name, address)| (name, Some(address)));
    for (name, address) in ours.chain(contacts) {
        // Half a name is a name.
        found.extend(name.split_whitespace().filter(|part| part.chars().count() > 3).map(str::to_owned));
        found.extend(address);
        found.push(name);
    }
    let companies: Vec<(String, Option<String>)> = company::Entity::find()
        .select_only()
        .column(company::Column::Name)
        .column(company::Column::Domain)
        .limit(NAMES)
        .into_tuple()
        .all(read.db())
        .await?;
    for (name, domain) in companies {
        found.push(name);
        found.extend(domain);
    }
    let titles: Vec<String> = enquiry::Entity::find()
        .select_only()
        .column(enquiry::Column::Title)
        .limit(NAMES)
        .into_tuple()
        .all(read.db())
        .await?;
    found.extend(titles);
    Ok(found)
}

fn about(options: &Options) -> String {
    pretty(&json!({
        "program": env!("CARGO_PKG_VERSION"),
        "system": std::env::consts::OS,
        "processor": std::env::consts::ARCH,
        "profile": format!("{:?}", options.profile),
        "at": SystemClock.now(),
    }))
}

/// Rows of each table, and how many changes of the schema this database has seen.
async fn counts(desk: &Desk) -> String {
    let read = desk.read();
    let mut rows = serde_json::Map::new();
    let tables = ENGINES.tables().map(|table| table.name).chain(["seaql_migrations"]);
    for table in tables {
        let asked = sea_orm::Statement::from_string(read.backend(), format!("SELECT COUNT(*) AS n FROM \"{table}\""));
        let count = match read.db().query_one_raw(asked).await {
            Ok(Some(row)) => json!(row.try_get::<i64>("", "n").unwrap_or_default()),
            Ok(None) | Err(_) => json!("unreadable"),
        };
        rows.insert(table.to_owned(), count);
    }
    pretty(&rows.into())
}

async fn settings(options: &Options, desk: &Desk) -> String {
    let preferences = options.folder().map(|folder| Preferences::read(&folder)).unwrap_or_default();
    let calendar = desk.read().setting::<Calendar>().await;
    pretty(&json!({
        "preferences": preferences,
        "zone": calendar.map(|calendar| calendar.zone().to_string()).unwrap_or_default(),
    }))
}

async fn standing(desk: &Desk) -> String {
    let status = app::status(desk).await;
    let office = office::view(desk).await;
    let problems = problems::list(desk).await.unwrap_or_default();
    let kinds: Vec<_> = problems.iter().map(|problem| json!([problem.kind, problem.count, problem.detail])).collect();
    let status = status.ok();
    pretty(&json!({
        "problems": kinds,
        "sign_in": status.as_ref().map(|status| status.sign_in.state),
        "mail": status.as_ref().map(|status| status.sync.state),
        "mail_message": status.as_ref().and_then(|status| status.sync.message.clone()),
        "mail_read_at": status.as_ref().and_then(|status| status.sync.last_at),
        "waiting_to_be_sent": status.as_ref().map(|status| status.waiting_effects),
        "office": office.as_ref().ok().map(|office| office.state),
        "office_message": office.as_ref().ok().and_then(|office| office.message.clone()),
        "office_waiting": office.as_ref().ok().map(|office| office.waiting),
    }))
}

/// Bytes of what stands in the desk's folder, by the names that we give ourselves.
fn sizes(options: &Options) -> String {
    let Some(folder) = folder_of(options) else { return pretty(&json!({})) };
    let mut found = serde_json::Map::new();
    for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        found.insert(name, size_of(&entry.path(), 0).into());
    }
    let room = fs4::available_space(&folder).ok().map(|room| room >> 20);
    pretty(&json!({ "files": found, "room_left_mib": room }))
}

/// A few folders deep is all that we make.
fn size_of(path: &Path, depth: u8) -> u64 {
    let Ok(meta) = path.symlink_metadata() else { return 0 };
    if !meta.is_dir() || depth > 4 {
        return meta.len();
    }
    let inside = std::fs::read_dir(path).into_iter().flatten().flatten();
    inside.map(|entry| size_of(&entry.path(), depth.saturating_add(1))).fold(0, u64::saturating_add)
}

/// The last lines of the newest log files.
fn log(options: &Options) -> String {
    let Some(folder) = options.folder().map(|folder| folder.join(logs::FOLDER)) else { return String::new() };
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    let texts: Vec<String> = files
        .iter()
        .rev()
        .take(2)
        .rev()
        .map(|file| String::from_utf8_lossy(&std::fs::read(file).unwrap_or_default()).into_owned())
        .collect();
    let lines: Vec<&str> = texts.iter().flat_map(|text| text.lines()).collect();
    lines.iter().skip(lines.len().saturating_sub(LINES)).fold(String::new(), |text, line| text + line + "\n")
}

fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// Saves it where copies for people go.
///
/// # Errors
/// When the disk refuses.
pub(crate) fn save(options: &Options, report: &Report) -> Result<SavedFile> {
    let folder = downloads(options.downloads.as_deref())?;
    let (file, path) = fresh(&folder, "pebble-diagnostics.zip").map_err(Error::broken)?;
    zipped(file, report).map_err(Error::broken)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(SavedFile { name, path: path.display().to_string() })
}

fn zipped(file: std::fs::File, report: &Report) -> std::io::Result<()> {
    let mut zip = zip::ZipWriter::new(file);
    for each in &report.files {
        zip.start_file(&*each.name, zip::write::SimpleFileOptions::default())?;
        zip.write_all(each.text.as_bytes())?;
    }
    zip.finish()?.sync_all()
}
