//! The first start: a sample company to try, wiped without a trace, and one's own desk after it. And what a report of a
//! desk says of its customers: nothing.

use std::path::Path;

use pebble_host::{Door, Heard, Options};
use pebble_tests::Rig;
use serde_json::{Value, json};

fn door(folder: &Path) -> Door {
    let downloads = Some(folder.join("downloads"));
    Door::new(Options { data: Some(folder.to_path_buf()), downloads, ..Options::default() })
}

async fn ask(door: &Door, cmd: &str, input: Value) -> Value {
    door.call(cmd, input).await.unwrap_or_else(|refusal| panic!("{cmd} was refused: {refusal}"))
}

#[tokio::test]
async fn the_sample_is_tried_and_wiped_and_the_own_desk_knows_nothing_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let door = door(folder.path());
    let start = ask(&door, "app.start", json!({})).await;
    assert_eq!((&start["is_first"], &start["is_safe"]), (&json!(true), &json!(false)));
    assert_eq!(ask(&door, "app.recovery", json!({})).await, Value::Null, "nothing is wrong");
    let refusal = door.call("enquiries.stages", Value::Null).await.unwrap_err();
    assert!(refusal.message.contains("Nobody has said yet"), "{refusal}");
    assert!(!folder.path().join("pebble.db").exists());

    let mut news = door.news();
    ask(&door, "app.begin", json!({ "with": "sample" })).await;
    assert_eq!(ask(&door, "app.status", json!({})).await["is_demo"], true);
    assert!(matches!(news.next().await, Some(Heard::Missed)), "a window is told of the desk that is there now");
    assert_eq!(ask(&door, "app.start", json!({})).await["is_sample"], true);
    assert!(folder.path().join("sample/pebble.db").exists() && !folder.path().join("pebble.db").exists());
    door.call("app.begin", json!({ "with": "own" })).await.unwrap_err();

    ask(&door, "app.wipe_sample", json!({})).await;
    assert!(!folder.path().join("sample").exists());
    let status = ask(&door, "app.status", json!({})).await;
    assert_eq!((&status["is_demo"], &status["counts"]["total"]), (&json!(false), &json!(0)));
    assert_eq!(ask(&door, "masters.companies", json!("")).await, json!([]));
    // A window hears that the sample has gone, and of the desk that took its place.
    for _ in 0..2 {
        while !matches!(news.next().await, Some(Heard::Missed)) {}
    }
    let company = json!({ "name": "Nirmal Paints", "domain": null, "gstin": null, "city": null, "industry": null,
        "is_customer": false, "contacts": [] });
    ask(&door, "masters.add_company", company).await;
    let heard = news.next().await;
    assert!(matches!(&heard, Some(Heard::Changed(changed)) if changed.topics.contains(&"company")), "{heard:?}");
    door.call("app.wipe_sample", json!({})).await.unwrap_err();
    door.close().await;
}

/// Names that would say whose customers these are, whatever a rule makes of them.
const SECRETS: [&str; 8] = [
    "Nirmal",
    "nirmalpaints",
    "Ramesh",
    "Iyer",
    "Deccan",
    "Latha",
    "Zinc oxide for the “Monsoon” project",
    "asha.kulkarni",
];

#[tokio::test]
async fn a_report_is_saved_as_it_was_shown_and_names_nobody() {
    let rig = Rig::new().await;
    crate::engines::acts::card(&rig, "Zinc oxide for the “Monsoon” project", "high").await;
    rig.desk.close().await;
    let logs = rig.folder.path().join("logs");
    std::fs::create_dir_all(&logs).unwrap();
    let hostile = format!(
        "2026-11-19T05:30:00Z  WARN mail of Ramesh Iyer <ramesh.iyer@nirmalpaints.example> to {}\n\
         subject=\"Zinc oxide for the “Monsoon” project\" Bearer abc.def\n\u{1b}[31mlatha rao of DECCAN RUBBER\n",
        rig.folder.path().display()
    );
    std::fs::write(logs.join("pebble.2026-11-19.log"), hostile).unwrap();
    let door = door(rig.folder.path());
    let report = ask(&door, "app.diagnostics", json!({})).await;
    let text = report.to_string();
    for secret in SECRETS {
        assert!(!text.to_lowercase().contains(&secret.to_lowercase()), "{secret} is in {text}");
    }
    assert!(!text.contains(&rig.folder.path().display().to_string()), "{text}");
    assert!(!text.contains("abc.def") && !text.contains("\\u001b"), "{text}");
    let counts = report["files"].as_array().unwrap().iter().find(|file| file["name"] == "counts.json").unwrap();
    assert!(counts["text"].as_str().unwrap().contains("\"enquiry\": 1"), "it is of use: {counts}");

    let saved = ask(&door, "app.save_diagnostics", json!({ "id": report["id"] })).await;
    assert_eq!(saved["name"], "pebble-diagnostics.zip");
    let again = ask(&door, "app.diagnostics", json!({})).await;
    assert_ne!(again["id"], report["id"]);
    let refusal = door.call("app.save_diagnostics", json!({ "id": report["id"] })).await.unwrap_err();
    assert!(refusal.message.contains("Look through that one first"), "{refusal}");
    door.close().await;
}

#[tokio::test]
async fn a_desk_that_cannot_be_opened_has_a_report_too() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("pebble.db"), "this was a database once".repeat(400)).unwrap();
    let door = door(folder.path());
    let report = ask(&door, "app.diagnostics", json!({})).await;
    let opening = report["files"].as_array().unwrap().iter().find(|file| file["name"] == "opening.txt").unwrap();
    assert!(opening["text"].as_str().unwrap().contains("damaged"), "{opening}");
}
