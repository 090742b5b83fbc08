//! When the desk cannot be opened: what the window is told over HTTP, the ways on, and that no file is lost on them.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
};

use pebble_core::engines::ENGINES;
use pebble_host::{Door, Options, serve};
use pebble_migrations::{MigratorTrait, Schema};
use pebble_store::{DAILY_KEPT, Store, backups, restore};
use pebble_tests::{Rig, mails, noon};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
};

use super::storage::{number, plain};

/// A window on the desk of a folder, over loopback HTTP.
pub struct Window {
    address: SocketAddr,
    pub door: Door,
}

impl Window {
    pub async fn on(folder: &Path) -> Window {
        let door = Door::new(Options { data: Some(folder.to_path_buf()), ..Options::default() });
        let address = serve(door.clone(), "127.0.0.1:0".parse().unwrap(), None).await.unwrap();
        Window { address, door }
    }

    pub async fn call(&self, cmd: &str, input: Value) -> (u16, Value) {
        let asked = reqwest::Client::new()
            .post(format!("http://{}/rpc", self.address))
            .header("x-pebble", "1")
            .json(&json!({ "cmd": cmd, "input": input }));
        let answer = asked.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// What the recovery screen shows; null when the desk is open.
    pub async fn trouble(&self) -> Value {
        let (status, trouble) = self.call("app.recovery", json!({})).await;
        assert_eq!(status, 200, "{trouble}");
        trouble
    }

    /// Goes a way on that leads to a desk. Gives back the name under which the file that was there is kept.
    pub async fn recovered(&self, cmd: &str, input: Value) -> Value {
        let (status, answer) = self.call(cmd, input).await;
        assert_eq!((status, &answer["trouble"]), (200, &Value::Null), "{answer}");
        assert_eq!(self.trouble().await, Value::Null);
        answer["set_aside"].clone()
    }

    pub async fn refused(&self, cmd: &str, input: Value) -> String {
        let (status, answer) = self.call(cmd, input).await;
        assert!(status >= 400, "{cmd} was not refused but gave {answer}");
        answer["message"].as_str().unwrap().to_owned()
    }

    pub async fn titles(&self) -> Vec<String> {
        let (_, found) = self.call("enquiries.find", json!({ "company_id": null, "query": null })).await;
        found.as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect()
    }
}

/// A closed desk with a backup that knows one enquiry, and two enquiries in its database.
pub async fn closed() -> (tempfile::TempDir, PathBuf) {
    let rig = Rig::new().await;
    rig.deliver(mails::rfq());
    rig.turn().await;
    let path = rig.folder.path().join("pebble.db");
    let store = rig.desk.store().clone();
    store.backup(&path.with_extension("20261118T053000.backup")).await.unwrap();
    crate::engines::acts::card(&rig, "Barytes", "medium").await;
    rig.desk.close().await;
    (rig.folder, path)
}

pub fn damage(path: &Path) -> Vec<u8> {
    let mut bytes = std::fs::read(path).unwrap();
    let middle = bytes.len() / 3;
    bytes[middle..middle + 40_000].fill(0xA5);
    std::fs::write(path, &bytes).unwrap();
    bytes
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("pebble."))
        .collect();
    names.sort();
    names
}

pub fn words(trouble: &Value) -> &str {
    trouble["message"].as_str().unwrap_or_else(|| panic!("the desk is open: {trouble}"))
}

#[tokio::test]
async fn a_damaged_database_gives_way_to_its_backup_without_a_restart_and_is_kept() {
    let (folder, path) = closed().await;
    let damaged = damage(&path);
    let window = Window::on(folder.path()).await;
    let trouble = window.trouble().await;
    assert!(words(&trouble).contains("damaged") && words(&trouble).contains("Restore a backup"), "{trouble}");
    assert_eq!(trouble["folder"], folder.path().display().to_string());
    let copy = &trouble["backups"][0];
    assert_eq!(
        (&copy["name"], &copy["at"]),
        (&json!("pebble.20261118T053000.backup"), &json!("2026-11-18T05:30:00.000Z"))
    );
    assert_eq!(copy["size"], std::fs::metadata(path.with_extension("20261118T053000.backup")).unwrap().len());
    assert_eq!(trouble["can_start_anew"], true);
    let refusal = window.refused("board.columns", json!({})).await;
    assert!(refusal.contains("damaged"), "{refusal}");

    let aside = window.recovered("app.restore_backup", json!({ "backup": copy["name"] })).await;
    assert_eq!(window.titles().await.len(), 1, "the enquiry of the backup and no other");
    let aside = aside.as_str().unwrap();
    assert!(aside.starts_with("pebble.2") && aside.ends_with(".aside"), "{aside}");
    assert!(std::fs::read(folder.path().join(aside)).unwrap() == damaged, "the damaged file is not as it was");
    assert!(path.with_extension("20261118T053000.backup").exists(), "the backup was used up");
    let refusal = window.refused("app.start_anew", json!({})).await;
    assert!(refusal.contains("nothing to recover"), "{refusal}");
    window.door.close().await;
}

#[tokio::test]
async fn a_window_that_was_there_before_its_desk_hears_of_what_changes_on_it() {
    let (folder, path) = closed().await;
    damage(&path);
    let window = Window::on(folder.path()).await;
    window.trouble().await;
    let mut events = reqwest::get(format!("http://{}/events", window.address)).await.unwrap();
    window.recovered("app.start_anew", json!({})).await;
    let first = String::from_utf8(events.chunk().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(first.contains("event: changed") && first.contains("data: null"), "{first}");
    window.call("masters.import", mails::masters()).await;
    let next = String::from_utf8(events.chunk().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(next.contains("company"), "{next}");
    window.door.close().await;
}

#[tokio::test]
async fn a_backup_that_is_itself_damaged_or_empty_or_unknown_is_refused_and_nothing_is_touched() {
    let (folder, path) = closed().await;
    damage(&path);
    damage(&path.with_extension("20261118T053000.backup"));
    std::fs::write(path.with_extension("20261117T053000.backup"), b"").unwrap();
    std::fs::write(path.with_extension("friday.backup"), b"a note, not a database").unwrap();
    let before: Vec<_> = files(folder.path());
    let window = Window::on(folder.path()).await;
    let trouble = window.trouble().await;
    let named: Vec<&Value> = trouble["backups"].as_array().unwrap().iter().map(|copy| &copy["name"]).collect();
    assert_eq!(named, ["pebble.20261118T053000.backup", "pebble.20261117T053000.backup", "pebble.friday.backup"]);
    for (name, reason) in [
        ("pebble.20261118T053000.backup", "it is damaged"),
        ("pebble.20261117T053000.backup", "it is empty"),
        ("pebble.friday.backup", "does not begin like a database"),
        ("../pebble.db", "no backup named"),
        ("pebble.db", "no backup named"),
    ] {
        let refusal = window.refused("app.restore_backup", json!({ "backup": name })).await;
        assert!(refusal.contains(name) && refusal.contains(reason) && refusal.contains("another one"), "{refusal}");
    }
    assert_eq!(files(folder.path()), before);
    assert!(words(&window.trouble().await).contains("damaged"));
}

#[tokio::test]
async fn starting_anew_keeps_the_file_and_its_log_under_one_dated_name() {
    let (folder, path) = closed().await;
    std::fs::remove_file(path.with_extension("20261118T053000.backup")).unwrap();
    std::fs::write(&path, b"This was overwritten by a sync tool.").unwrap();
    std::fs::write(folder.path().join("pebble.db-wal"), b"the latest work").unwrap();
    let window = Window::on(folder.path()).await;
    assert_eq!(window.trouble().await["backups"], json!([]));
    let aside = window.recovered("app.start_anew", json!({})).await;
    let aside = folder.path().join(aside.as_str().unwrap());
    assert_eq!(std::fs::read(&aside).unwrap(), b"This was overwritten by a sync tool.");
    let log = aside.with_extension("aside-wal");
    assert_eq!(std::fs::read(log).unwrap(), b"the latest work");
    assert_eq!(window.titles().await, Vec::<String>::new());
    window.door.close().await;
}

#[tokio::test]
async fn a_database_of_a_newer_version_opens_again_once_it_fits_and_may_give_way_to_a_backup() {
    let (folder, path) = closed().await;
    let newer = plain(&path).await;
    newer
        .execute_unprepared("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 1)")
        .await
        .unwrap();
    newer.close().await.unwrap();
    let window = Window::on(folder.path()).await;
    let trouble = window.trouble().await;
    assert!(words(&trouble).contains("newer version") && words(&trouble).contains("nothing was changed"), "{trouble}");
    let (_, answer) = window.call("app.open_again", json!({})).await;
    assert_eq!((&answer["trouble"], &answer["set_aside"]), (&trouble, &Value::Null));
    let aside = window.recovered("app.restore_backup", json!({ "backup": "pebble.20261118T053000.backup" })).await;
    assert_eq!(window.titles().await.len(), 1);
    window.door.close().await;
    let kept = plain(&folder.path().join(aside.as_str().unwrap())).await;
    assert_eq!(number(&kept, "SELECT COUNT(*) FROM enquiry").await, 2);
}

async fn applied(db: &DatabaseConnection) -> i64 {
    number(db, "SELECT COUNT(*) FROM seaql_migrations").await
}

#[tokio::test]
async fn a_migration_that_fails_leaves_the_database_as_it_was_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pebble.db");
    let old = plain(&path).await;
    Schema::up(&old, Some(3)).await.unwrap();
    // A table of the very last migration is there already: those before it can be carried out.
    old.execute_unprepared("CREATE TABLE enrolment (id TEXT)").await.unwrap();
    old.close().await.unwrap();
    std::fs::copy(&path, path.with_extension("20261118T053000.backup")).unwrap();
    let window = Window::on(folder.path()).await;
    let trouble = window.trouble().await;
    for part in ["could not be brought up to this version", "enrolment", "as it was before"] {
        assert!(words(&trouble).contains(part), "{trouble}");
    }
    let still = plain(&path).await;
    assert_eq!(applied(&still).await, 3, "the migration was carried out by half");
    still.close().await.unwrap();
    let copy = json!({ "backup": "pebble.20261118T053000.backup" });
    let refusal = window.refused("app.restore_backup", copy).await;
    assert!(refusal.contains("could not be brought up to this version"), "{refusal}");
    window.call("app.open_again", json!({})).await;
    assert_eq!(files(folder.path()), ["pebble.20261118T053000.backup", "pebble.db"], "each try leaves a copy behind");

    let mended = plain(&path).await;
    mended.execute_unprepared("DROP TABLE enrolment").await.unwrap();
    mended.close().await.unwrap();
    window.recovered("app.open_again", json!({})).await;
    window.door.close().await;
    let now = plain(&path).await;
    assert_eq!(applied(&now).await, i64::try_from(Schema::migrations().len()).unwrap());
}

#[tokio::test]
async fn a_database_that_another_program_holds_offers_nothing_but_another_try_which_works_once_it_is_free() {
    let (folder, path) = closed().await;
    let other = plain(&path).await;
    other.execute_unprepared("PRAGMA locking_mode = EXCLUSIVE").await.unwrap();
    other.execute_unprepared("BEGIN EXCLUSIVE").await.unwrap();
    let window = Window::on(folder.path()).await;
    let trouble = window.trouble().await;
    assert!(words(&trouble).contains("Another program holds the database"), "{trouble}");
    assert_eq!((&trouble["backups"], &trouble["can_start_anew"]), (&json!([]), &json!(false)));
    for (cmd, input) in
        [("app.start_anew", json!({})), ("app.restore_backup", json!({ "backup": "pebble.20261118T053000.backup" }))]
    {
        let refusal = window.refused(cmd, input).await;
        assert!(refusal.contains("would not help"), "{refusal}");
    }
    other.execute_unprepared("ROLLBACK").await.unwrap();
    other.close().await.unwrap();
    window.recovered("app.open_again", json!({})).await;
    assert_eq!(window.titles().await.len(), 2);
    window.door.close().await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_that_may_not_be_written_to_is_named_and_offers_another_try() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    std::fs::write(&profile, b"a file where the folder should be").unwrap();
    let window = Window::on(&profile).await;
    let trouble = window.trouble().await;
    assert!(words(&trouble).contains(&profile.display().to_string()), "{trouble}");
    assert_eq!(trouble["can_start_anew"], false);
    std::fs::remove_file(&profile).unwrap();
    window.recovered("app.open_again", json!({})).await;
    window.door.close().await;
}

#[tokio::test]
async fn a_profile_that_is_open_in_another_process_is_not_opened_twice_until_that_process_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("masters.json"), mails::masters().to_string()).unwrap();
    // It stands still, holding the folder, once it has said something.
    let mut first = Command::new(env!("CARGO_BIN_EXE_journey-desk"))
        .args(["http://127.0.0.1:9", "http://127.0.0.1:9"])
        .arg(folder.path())
        .args([noon().timestamp_millis().to_string().as_str(), "away"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut said = BufReader::new(first.stdout.take().unwrap()).lines();
    said.next_line().await.unwrap().unwrap();

    let window = Window::on(folder.path()).await;
    let trouble = window.trouble().await;
    let sentence = words(&trouble);
    assert!(sentence.contains("already open on this profile") && sentence.contains("try again"), "{trouble}");
    assert_eq!((&trouble["backups"], &trouble["can_start_anew"]), (&json!([]), &json!(false)));
    let (_, answer) = window.call("app.open_again", json!({})).await;
    assert_eq!(answer["trouble"], trouble);
    first.kill().await.unwrap();
    window.recovered("app.open_again", json!({})).await;
    window.door.close().await;
}

#[tokio::test]
async fn a_day_s_backup_is_made_once_a_day_and_the_newest_seven_are_kept_with_all_others() {
    let rig = Rig::new().await;
    let path = rig.folder.path().join("pebble.db");
    rig.desk.store().backup(&path.with_extension("20260101T000000.backup")).await.unwrap();
    assert!(rig.desk.back_up().await);
    assert!(!rig.desk.back_up().await, "the day has its backup");
    for day in 1..=9 {
        rig.pass(chrono::TimeDelta::hours(24));
        crate::engines::acts::card(&rig, &format!("Day {day}"), "medium").await;
        assert!(rig.desk.back_up().await, "day {day}");
    }
    let kept = backups(&path);
    assert_eq!(kept.len(), DAILY_KEPT + 1, "{kept:?}");
    assert!(kept[0].path.ends_with("pebble.20261128T053000.daily.backup"), "{kept:?}");
    assert!(kept[DAILY_KEPT].path.ends_with("pebble.20260101T000000.backup"), "{kept:?}");
    let newest = Store::sqlite(&kept[0].path, ENGINES, noon().into()).await.unwrap();
    assert_eq!(number(newest.reader(), "SELECT COUNT(*) FROM enquiry").await, 9);
}

#[tokio::test]
async fn a_backup_that_cannot_be_written_leaves_the_desk_at_work_and_is_made_later() {
    let rig = Rig::new().await;
    let day = rig.folder.path().join("pebble.20261119T053000.daily.partial");
    std::fs::create_dir(&day).unwrap();
    assert!(!rig.desk.back_up().await);
    let problems = rig.ask("app.problems", json!({})).await;
    assert_eq!(problems[0]["kind"], "no_backup", "{problems}");
    assert!(problems[0]["detail"].as_str().unwrap().contains("Check that the disk is there"), "{problems}");
    crate::engines::acts::card(&rig, "Barytes", "medium").await;
    std::fs::remove_dir(&day).unwrap();
    assert!(rig.desk.back_up().await);
    assert_eq!(rig.ask("app.problems", json!({})).await, json!([]));
}

#[tokio::test]
async fn a_mail_that_left_after_the_backup_was_made_does_not_leave_again_when_it_is_restored() {
    let rig = Rig::new().await;
    rig.deliver(mails::rfq());
    rig.turn().await;
    let id = rig.only_enquiry().await;
    crate::engines::acts::quote(&rig, &id).await;
    assert!(rig.desk.back_up().await);
    rig.pass_days_offline(2).await;
    rig.turn().await;
    assert_eq!(rig.sim.sent().len(), 1);

    let path = rig.folder.path().join("pebble.db");
    rig.desk.close().await;
    let copy = backups(&path).remove(0);
    restore(&path, &copy.path, ENGINES, noon().into()).await.unwrap();
    let rig = rig.restarted().await;
    for _ in 0..3 {
        rig.pass(chrono::TimeDelta::minutes(5));
        rig.desk.tick().await;
        rig.turn().await;
    }
    assert_eq!(rig.sim.sent().len(), 1, "the customer was written to twice: {:?}", rig.sim.sent());
    let sequence = crate::engines::acts::sequence(&rig, &id, "quote_sent").await;
    assert_eq!(sequence["steps"][0]["state"], "done", "{sequence}");
    rig.assert_all_accounted_for().await;
}
