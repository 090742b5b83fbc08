//! Files: attached from a desk, saved from it, and kept as long as they are needed.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use pebble_core::kernel::Code;
use pebble_tests::Rig;
use serde_json::{Value, json};

use super::acts::{card, detail, newest, out};

/// Bytes that do not repeat.
pub fn bytes(seed: u8, size: usize) -> Vec<u8> {
    let mut bytes = vec![0; size];
    blake3::Hasher::new().update(&[seed]).finalize_xof().fill(&mut bytes);
    bytes
}

/// Brings a file over as a window does, piece by piece.
pub async fn staged(rig: &Rig, bytes: &[u8]) -> Value {
    let (mut upload, mut offset) = (Value::Null, 0);
    for piece in bytes.chunks(1 << 20) {
        let piece_of = json!({ "upload": upload, "offset": offset, "bytes": STANDARD.encode(piece) });
        upload = rig.tell("app.stage_file", piece_of).await["upload"].clone();
        offset += piece.len();
    }
    upload
}

/// Attaches a file to an enquiry, to go out with a quotation if one is named.
pub async fn attach(rig: &Rig, enquiry: &str, paper: Value, name: &str, bytes: &[u8]) -> Value {
    let upload = staged(rig, bytes).await;
    let file = json!({ "upload": upload, "enquiry_id": enquiry, "paper_id": paper, "name": name,
        "media_type": "application/pdf" });
    rig.tell("app.attach_file", file).await
}

/// The files of an enquiry.
pub async fn files(rig: &Rig, enquiry: &str) -> Vec<Value> {
    rig.ask("files.of_enquiry", json!(enquiry)).await.as_array().unwrap().clone()
}

/// What a person gets who saves a file.
pub async fn saved(rig: &Rig, id: &Value) -> Vec<u8> {
    let copy = rig.tell("app.save_file", json!({ "id": id })).await;
    std::fs::read(copy["path"].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn what_is_attached_is_saved_again_as_it_was() {
    let rig = Rig::new().await;
    let enquiry = card(&rig, "Zinc oxide", "high").await;
    let tds = bytes(1, (2 << 20) + 17);
    let id = attach(&rig, &enquiry, Value::Null, "C:\\mine\\TDS Zinc oxide.pdf", &tds).await;
    let files = files(&rig, &enquiry).await;
    let file = &files[0]["file"];
    assert_eq!((&file["name"], &file["size"]), (&json!("TDS Zinc oxide.pdf"), &json!(tds.len())));
    // A desk without an office is its own: what it has is there.
    assert_eq!((&file["state"], &files[0]["is_here"]), (&json!("ready"), &json!(true)));
    assert!(saved(&rig, &id).await == tds);
    let copy = rig.tell("app.save_file", json!({ "id": id })).await;
    assert_eq!(copy["name"], "TDS Zinc oxide (2).pdf", "a copy takes no other's place");
    let timeline = detail(&rig, &enquiry).await["timeline"].clone();
    let line = timeline.as_array().unwrap().iter().find(|line| line["kind"] == "file").expect("no line").clone();
    assert_eq!(line["title"], "TDS Zinc oxide.pdf attached");
}

#[tokio::test]
async fn a_file_is_found_by_the_words_of_its_name_with_what_it_is_attached_to() {
    let rig = Rig::new().await;
    let enquiry = card(&rig, "Zinc oxide", "high").await;
    attach(&rig, &enquiry, Value::Null, "TDS Zeolite 4A.pdf", &bytes(1, 10)).await;
    let found = rig.ask("files.find", json!("tds zeol")).await;
    let title = detail(&rig, &enquiry).await["enquiry"]["title"].clone();
    assert_eq!((&found[0]["name"], &found[0]["enquiry"]), (&json!("TDS Zeolite 4A.pdf"), &title));
    assert_eq!(rig.ask("files.find", json!("zinc")).await, json!([]), "its name, not what it is attached to");
    assert_eq!(rig.ask("files.find", json!("")).await, json!([]));
}

#[tokio::test]
async fn the_same_file_is_attached_once_and_other_bytes_under_its_name_are_another() {
    let rig = Rig::new().await;
    let enquiry = card(&rig, "Zinc oxide", "high").await;
    let first = attach(&rig, &enquiry, Value::Null, "TDS.pdf", &bytes(1, 9)).await;
    assert_eq!(attach(&rig, &enquiry, Value::Null, "TDS.pdf", &bytes(1, 9)).await, first);
    let other = attach(&rig, &enquiry, Value::Null, "TDS.pdf", &bytes(2, 9)).await;
    assert_eq!(files(&rig, &enquiry).await.len(), 2);
    assert!(saved(&rig, &first).await == bytes(1, 9) && saved(&rig, &other).await == bytes(2, 9));
}

#[tokio::test]
async fn what_cannot_be_attached_is_refused_at_its_field() {
    let rig = Rig::new().await;
    let enquiry = card(&rig, "Zinc oxide", "high").await;
    let piece = |offset: u64, bytes: &str| json!({ "upload": null, "offset": offset, "bytes": bytes });
    assert_eq!(rig.refused("app.stage_file", piece(5, "AAAA")).await.field.as_deref(), Some("offset"));
    assert_eq!(rig.refused("app.stage_file", piece(0, "no base64!")).await.field.as_deref(), Some("bytes"));
    let upload = rig.tell("app.stage_file", piece(0, "")).await["upload"].clone();
    let mut file = json!({ "upload": upload, "enquiry_id": enquiry, "name": "empty.txt", "media_type": "" });
    file["paper_id"] = Value::Null;
    assert_eq!(rig.refused("app.attach_file", file.clone()).await.field.as_deref(), Some("size"));
    assert_eq!(rig.refused("app.attach_file", file.clone()).await.code, Code::Missing, "it has to come over again");
    file["upload"] = staged(&rig, b"x").await;
    file["name"] = json!("///");
    assert_eq!(rig.refused("app.attach_file", file).await.field.as_deref(), Some("name"));
    assert_eq!(files(&rig, &enquiry).await, Vec::<Value>::new());
}

#[tokio::test]
async fn only_the_office_says_that_it_has_the_bytes_of_a_file() {
    let rig = Rig::new().await;
    let enquiry = card(&rig, "Zinc oxide", "high").await;
    let id = attach(&rig, &enquiry, Value::Null, "TDS.pdf", b"TDS").await;
    let received = json!({ "id": id, "hash": "0".repeat(64) });
    assert_eq!(rig.refused("files.received", received).await.code, Code::Denied);
    for internal in ["files.keep", "files.touch", "files.let_go"] {
        assert_eq!(rig.refused(internal, json!({})).await.code, Code::Denied);
    }
}

#[tokio::test]
async fn a_file_that_went_out_with_a_quotation_stays_and_another_can_be_taken_off() {
    let rig = Rig::new().await;
    let enquiry = card(&rig, "Zinc oxide", "high").await;
    out(&rig, &enquiry).await;
    let quotation = newest(&rig, &enquiry).await["quotation"].clone();
    let loose = attach(&rig, &enquiry, Value::Null, "their drawing.dwg", &bytes(1, 9)).await;
    let late = attach(&rig, &enquiry, quotation["root_id"].clone(), "SDS.pdf", &bytes(2, 9)).await;
    // It was attached to a quotation that is out already: it goes with the next revision.
    let id = rig.tell("quotations.revise", json!({ "id": quotation["id"] })).await;
    let base = newest(&rig, &enquiry).await["quotation"]["edition"].clone();
    rig.tell("quotations.approve", json!({ "id": id, "base": base })).await;
    let total = newest(&rig, &enquiry).await["quotation"]["total_minor"].clone();
    rig.tell("quotations.send", json!({ "id": id, "base": base, "total_minor": total })).await;
    assert_eq!(rig.refused("files.detach", late.clone()).await.code, Code::Conflict);
    rig.tell("files.detach", loose.clone()).await;
    let left = files(&rig, &enquiry).await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["file"]["id"], late);
    assert!(left[0]["file"]["sent_at"].is_string(), "{left:?}");
    assert_eq!(rig.refused("app.save_file", json!({ "id": loose })).await.code, Code::Missing);
}

#[tokio::test]
async fn a_desk_alone_lets_go_of_nothing_that_is_attached_and_of_the_rest_after_a_month() {
    let rig = Rig::new().await;
    let enquiry = card(&rig, "Zinc oxide", "high").await;
    let kept = attach(&rig, &enquiry, Value::Null, "kept.pdf", &bytes(1, 9)).await;
    let gone = attach(&rig, &enquiry, Value::Null, "gone.pdf", &bytes(2, 9)).await;
    rig.tell("files.detach", gone).await;
    let here = || blobs(&rig).len();
    rig.desk.tidy_files(0).await.unwrap();
    assert_eq!(here(), 2, "who has taken it off by mistake may attach it again");
    rig.pass(TimeDelta::days(31));
    rig.desk.tidy_files(0).await.unwrap();
    assert_eq!(here(), 1);
    assert!(saved(&rig, &kept).await == bytes(1, 9));
}

#[tokio::test]
async fn what_a_disk_has_spoilt_is_not_handed_out() {
    let rig = Rig::new().await;
    let enquiry = card(&rig, "Zinc oxide", "high").await;
    let id = attach(&rig, &enquiry, Value::Null, "TDS.pdf", &bytes(1, 9)).await;
    let hash = blobs(&rig).remove(0);
    std::fs::write(rig.folder.path().join("files").join(&hash[..2]).join(&hash), "spoilt!!!").unwrap();
    assert_eq!(rig.refused("app.save_file", json!({ "id": id })).await.code, Code::Missing);
}

/// The names of the bytes that a desk has in its folder.
pub fn blobs(rig: &Rig) -> Vec<String> {
    let folder = rig.folder.path().join("files");
    let inside = |path: std::path::PathBuf| std::fs::read_dir(path).into_iter().flatten().map(|entry| entry.unwrap());
    let folders = inside(folder).filter(|entry| entry.file_name() != "incoming");
    folders.flat_map(|entry| inside(entry.path())).map(|file| file.file_name().into_string().unwrap()).collect()
}

#[tokio::test]
async fn what_did_not_come_over_whole_is_thrown_away_at_the_next_start() {
    let rig = Rig::new().await;
    let upload = staged(&rig, b"half of it").await;
    let rig = rig.restarted().await;
    let enquiry = card(&rig, "Zinc oxide", "high").await;
    let file = json!({ "upload": upload, "enquiry_id": enquiry, "paper_id": null, "name": "a", "media_type": "" });
    assert_eq!(rig.refused("app.attach_file", file).await.code, Code::Missing);
    assert_eq!(std::fs::read_dir(rig.folder.path().join("files")).map_or(0, Iterator::count), 0);
}
