//! Files at the office: bytes come in pieces, are given out to who sees what they are attached to, and to nobody else.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use pebble_server::Sweep;
use reqwest::{Method, Response, header};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    rig::opening,
    scene::{Scene, open_terms, told},
};

const ASHA: u128 = 0xA;
const RAVI: u128 = 0xB;

/// A person with a desk and a program.
struct Who {
    desk: String,
    key: String,
}

async fn who(scene: &Scene, number: u128) -> Who {
    Who { desk: scene.desk(number).await, key: scene.key(number, "read,write").await }
}

fn bytes(seed: u8, size: usize) -> Vec<u8> {
    let mut bytes = vec![0; size];
    blake3::Hasher::new().update(&[seed]).finalize_xof().fill(&mut bytes);
    bytes
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// An enquiry of somebody.
async fn enquiry(scene: &Scene, who: &Who, title: &str) -> Value {
    let company = scene.tell(&who.key, "masters.add_company", json!({ "name": "Nirmal Paints" })).await;
    let company: Uuid = company.as_str().unwrap().parse().unwrap();
    scene.tell(&who.key, "enquiries.open", opening(company, title)).await
}

/// Attaches a file by its hash; its bytes are still to come.
async fn attach(scene: &Scene, who: &Who, enquiry: &Value, name: &str, hash: &str, size: usize) -> String {
    let attach =
        json!({ "enquiry_id": enquiry, "hash": hash, "size": size, "media_type": "application/pdf", "name": name });
    scene.tell(&who.key, "files.attach", attach).await.as_str().unwrap().to_owned()
}

/// A piece as a desk brings it.
async fn piece(scene: &Scene, desk: &str, id: &str, offset: usize, bytes: &[u8]) -> Response {
    let checksum = format!("blake3 {}", STANDARD.encode(blake3::hash(bytes).as_bytes()));
    let asked = scene.http.post(scene.url(&format!("/sync/v1/blob/{id}?offset={offset}"))).bearer_auth(desk);
    asked.header("upload-checksum", checksum).body(bytes.to_vec()).send().await.unwrap()
}

/// Brings a file whole.
async fn bring(scene: &Scene, desk: &str, id: &str, bytes: &[u8]) {
    let mut offset = 0;
    for some in bytes.chunks(1 << 20) {
        let answer = piece(scene, desk, id, offset, some).await;
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        offset += some.len();
        let said: Value = answer.json().await.unwrap();
        assert_eq!(said, json!({ "received": offset, "size": bytes.len() }));
    }
}

async fn fetch(scene: &Scene, desk: &str, id: &str, range: Option<&str>) -> Response {
    let asked = scene.http.get(scene.url(&format!("/sync/v1/blob/{id}"))).bearer_auth(desk);
    let asked = if let Some(range) = range { asked.header(header::RANGE, range) } else { asked };
    asked.send().await.unwrap()
}

async fn state(scene: &Scene, who: &Who, id: &str) -> Value {
    scene.get(&who.key, &format!("records/attachment/{id}")).await.1["row"]["state"].clone()
}

async fn count(scene: &Scene, table: &str) -> i64 {
    let all = Statement::from_string(DbBackend::Sqlite, format!("SELECT count(*) FROM {table}"));
    scene.store.reader().query_one_raw(all).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

#[tokio::test]
async fn bytes_that_came_in_pieces_are_given_out_whole_and_in_part() {
    let scene = Scene::open(open_terms()).await;
    let asha = who(&scene, ASHA).await;
    let enquiry = enquiry(&scene, &asha, "Toluene").await;
    let tds = bytes(1, (3 << 20) + 5);
    let id = attach(&scene, &asha, &enquiry, "TDS \"Toluene\".pdf", &hash(&tds), tds.len()).await;
    assert_eq!(state(&scene, &asha, &id).await, "waiting");
    assert_eq!(fetch(&scene, &asha.desk, &id, None).await.status(), 404, "nobody has them yet");
    bring(&scene, &asha.desk, &id, &tds).await;
    assert_eq!(state(&scene, &asha, &id).await, "ready");

    let whole = fetch(&scene, &asha.desk, &id, None).await;
    let said = |name: &str| whole.headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(
        (said("content-type"), said("x-content-type-options")),
        ("application/octet-stream".into(), "nosniff".into())
    );
    assert_eq!(said("content-disposition"), "attachment; filename*=UTF-8''TDS%20%22Toluene%22.pdf");
    assert_eq!(said("content-length"), tds.len().to_string());
    assert!(whole.bytes().await.unwrap() == tds);
    let part = fetch(&scene, &asha.desk, &id, Some("bytes=1048570-2097160")).await;
    assert_eq!(part.status(), 206);
    assert_eq!(part.headers()[header::CONTENT_RANGE], format!("bytes 1048570-2097160/{}", tds.len()).as_str());
    assert!(part.bytes().await.unwrap() == tds[1_048_570..=2_097_160]);
    let rest = fetch(&scene, &asha.desk, &id, Some("bytes=3145728-")).await;
    assert!(rest.bytes().await.unwrap() == tds[3_145_728..]);
    assert_eq!(fetch(&scene, &asha.desk, &id, Some("bytes=9999999-")).await.status(), 416);
    // What is here is here: to bring it again changes nothing.
    let again = piece(&scene, &asha.desk, &id, 0, b"").await;
    assert_eq!(again.json::<Value>().await.unwrap()["received"], tds.len());
}

#[tokio::test]
async fn a_piece_that_does_not_fit_is_refused_and_the_file_goes_on_where_it_was() {
    let scene = Scene::open(open_terms()).await;
    let asha = who(&scene, ASHA).await;
    let enquiry = enquiry(&scene, &asha, "Toluene").await;
    let tds = bytes(1, 100);
    let id = attach(&scene, &asha, &enquiry, "TDS.pdf", &hash(&tds), tds.len()).await;
    assert_eq!(piece(&scene, &asha.desk, &id, 0, &tds[..40]).await.status(), 200);
    for offset in [0, 39, 41, 100] {
        let elsewhere = piece(&scene, &asha.desk, &id, offset, &tds[..10]).await;
        assert_eq!(elsewhere.status(), 409, "{offset}");
        assert_eq!(elsewhere.json::<Value>().await.unwrap(), json!({ "received": 40, "size": 100 }));
    }
    assert_eq!(piece(&scene, &asha.desk, &id, 40, &bytes(2, 61)).await.status(), 413, "more than the file has");
    let url = scene.url(&format!("/sync/v1/blob/{id}?offset=40"));
    for checksum in ["blake3 AAAA", "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "blake3"] {
        let asked = scene.http.post(&url).bearer_auth(&asha.desk).header("upload-checksum", checksum);
        assert_eq!(asked.body(tds[40..].to_vec()).send().await.unwrap().status(), 460, "{checksum}");
    }
    let large = piece(&scene, &asha.desk, &id, 40, &bytes(3, (4 << 20) + 1)).await;
    assert_eq!(large.status(), 413, "more than a piece may have");
    // Bytes that are not the file's are found out at the end, and thrown away.
    assert_eq!(piece(&scene, &asha.desk, &id, 40, &bytes(2, 60)).await.status(), 422);
    assert_eq!(state(&scene, &asha, &id).await, "waiting");
    assert_eq!(piece(&scene, &asha.desk, &id, 0, b"").await.json::<Value>().await.unwrap()["received"], 0);
    bring(&scene, &asha.desk, &id, &tds).await;
    assert!(fetch(&scene, &asha.desk, &id, None).await.bytes().await.unwrap() == tds);
}

#[tokio::test]
async fn bytes_are_for_whom_the_attachment_is_for_now() {
    let scene = Scene::open(open_terms()).await;
    let (asha, ravi) = (who(&scene, ASHA).await, who(&scene, RAVI).await);
    let enquiry = enquiry(&scene, &asha, "Toluene").await;
    let tds = bytes(1, 100);
    let id = attach(&scene, &asha, &enquiry, "TDS.pdf", &hash(&tds), tds.len()).await;
    // Somebody else neither brings nor reads it, and cannot tell whether it is there.
    let missing = fetch(&scene, &ravi.desk, &Uuid::from_u128(9).to_string(), None).await;
    let (status, text) = (missing.status(), missing.text().await.unwrap());
    assert_eq!(status, 404);
    bring(&scene, &asha.desk, &id, &tds).await;
    for answer in [fetch(&scene, &ravi.desk, &id, None).await, piece(&scene, &ravi.desk, &id, 0, &tds).await] {
        assert_eq!(answer.status(), status);
        assert_eq!(answer.text().await.unwrap(), text);
    }
    assert_eq!(scene.get(&ravi.key, &format!("files/{id}")).await.0, 404);
    for (who, name) in [(&asha, "Asha"), (&ravi, "Ravi")] {
        let me = json!({ "id": null, "name": name, "email": "", "role": null, "team": null });
        scene.tell(&who.key, "people.join", me).await;
    }
    // The enquiry moves: whoever has it now has its files, and whoever had it has not.
    let assign = json!({ "id": enquiry, "from": Uuid::from_u128(ASHA), "to": Uuid::from_u128(RAVI) });
    scene.tell(&asha.key, "enquiries.assign", assign).await;
    assert!(fetch(&scene, &ravi.desk, &id, None).await.bytes().await.unwrap() == tds);
    assert_eq!(fetch(&scene, &asha.desk, &id, None).await.status(), 404);
    assert_eq!(piece(&scene, &ravi.desk, &id, 0, b"").await.status(), 403, "whoever attached it brings it");
}

#[tokio::test]
async fn a_hash_is_no_key_to_the_bytes_of_somebody_else() {
    let scene = Scene::open(open_terms()).await;
    let (asha, ravi) = (who(&scene, ASHA).await, who(&scene, RAVI).await);
    let hers = enquiry(&scene, &asha, "Toluene").await;
    let secret = bytes(1, 100);
    let id = attach(&scene, &asha, &hers, "prices.xlsx", &hash(&secret), secret.len()).await;
    bring(&scene, &asha.desk, &id, &secret).await;
    // Ravi has heard the hash and attaches it to an enquiry of his own.
    let his = enquiry(&scene, &ravi, "Xylene").await;
    let stolen = attach(&scene, &ravi, &his, "prices.xlsx", &hash(&secret), secret.len()).await;
    assert_eq!(fetch(&scene, &ravi.desk, &stolen, None).await.status(), 404);
    assert_eq!(state(&scene, &ravi, &stolen).await, "waiting", "the office tells whether it has had these bytes");
    let asked = piece(&scene, &ravi.desk, &stolen, 0, b"").await;
    assert_eq!(asked.json::<Value>().await.unwrap()["received"], 0);
    // Nor does his word that they are there count, by a program or by a desk.
    let received = json!({ "id": stolen, "hash": hash(&secret) });
    assert_eq!(scene.post(&ravi.key, "commands/files.received", received.clone()).await.0, 404);
    let hello = scene.http.post(scene.url("/sync/v1/hello")).bearer_auth(&ravi.desk).json(&json!({}));
    let epoch = hello.send().await.unwrap().json::<Value>().await.unwrap()["epoch"].clone();
    let mutation = json!({ "id": Uuid::from_u128(77), "name": "files.received", "version": 1, "input": received,
        "at": crate::rig::NOW, "person": Uuid::from_u128(RAVI) });
    let offer = json!({ "n": 1, "seen": 0, "is_withdrawn": false, "given": [], "mutation": mutation });
    let push = json!({ "epoch": epoch, "after": null, "offers": [offer] });
    let pushed = scene.http.post(scene.url("/sync/v1/push")).bearer_auth(&ravi.desk).json(&push).send().await.unwrap();
    let pushed: Value = pushed.json().await.unwrap();
    assert_eq!(pushed["receipts"][0]["code"], "denied", "{pushed}");
    assert_eq!(fetch(&scene, &ravi.desk, &stolen, None).await.status(), 404);
    for path in [hash(&secret), format!("{}?offset=0", hash(&secret)), "../../etc/passwd".to_owned()] {
        let status = fetch(&scene, &ravi.desk, &path, None).await.status().as_u16();
        assert!((400..500).contains(&status), "{path}: {status}");
    }
    // Once he has brought them himself, they are his to read.
    bring(&scene, &ravi.desk, &stolen, &secret).await;
    assert!(fetch(&scene, &ravi.desk, &stolen, None).await.bytes().await.unwrap() == secret);
}

#[tokio::test]
async fn who_is_not_of_the_office_any_more_neither_brings_nor_reads() {
    let scene = Scene::open(open_terms()).await;
    let asha = who(&scene, ASHA).await;
    let enquiry = enquiry(&scene, &asha, "Toluene").await;
    let id = attach(&scene, &asha, &enquiry, "TDS.pdf", &hash(b"TDS"), 3).await;
    for token in ["", "nonsense", asha.key.as_str()] {
        assert_eq!(fetch(&scene, token, &id, None).await.status(), 401, "{token:?}");
        assert_eq!(piece(&scene, token, &id, 0, b"TDS").await.status(), 401, "{token:?}");
    }
    let sql = scene.sql().await;
    for device in sql.all_devices().await.unwrap() {
        sql.revoke_device(device.device).await.unwrap();
    }
    assert_eq!(fetch(&scene, &asha.desk, &id, None).await.status(), 403);
    assert_eq!(piece(&scene, &asha.desk, &id, 0, b"TDS").await.status(), 403);
}

#[tokio::test]
async fn the_same_bytes_are_kept_once_and_as_long_as_somebody_needs_them() {
    let scene = Scene::open(open_terms()).await;
    let (asha, ravi) = (who(&scene, ASHA).await, who(&scene, RAVI).await);
    let tds = bytes(1, (1 << 20) + 1);
    let mut ids = Vec::new();
    for who in [&asha, &ravi] {
        let enquiry = enquiry(&scene, who, "Toluene").await;
        let id = attach(&scene, who, &enquiry, "TDS.pdf", &hash(&tds), tds.len()).await;
        bring(&scene, &who.desk, &id, &tds).await;
        ids.push(id);
    }
    assert_eq!(count(&scene, "sync_piece").await, 2);
    let (mut sweep, sql) = (Sweep::default(), scene.sql().await);
    let mut swept = async || {
        scene.clock.advance(TimeDelta::hours(25));
        sweep.round(&sql).await.unwrap();
        sweep.round(&sql).await.unwrap();
    };
    swept().await;
    assert_eq!(count(&scene, "sync_piece").await, 2);
    // The bytes lie where the first has brought them, and stay for the second.
    scene.tell(&asha.key, "files.detach", json!(ids[0])).await;
    swept().await;
    let read = scene.request(&ravi.key, Method::GET, &format!("files/{}", ids[1])).send().await.unwrap();
    assert!(read.bytes().await.unwrap() == tds);
    scene.tell(&ravi.key, "files.detach", json!(ids[1])).await;
    swept().await;
    for table in ["sync_piece", "sync_blob", "sync_upload"] {
        assert_eq!(count(&scene, table).await, 0, "{table}");
    }
}

#[tokio::test]
async fn what_was_broken_off_a_month_ago_begins_again() {
    let scene = Scene::open(open_terms()).await;
    let asha = who(&scene, ASHA).await;
    let enquiry = enquiry(&scene, &asha, "Toluene").await;
    let tds = bytes(1, 100);
    let id = attach(&scene, &asha, &enquiry, "TDS.pdf", &hash(&tds), tds.len()).await;
    piece(&scene, &asha.desk, &id, 0, &tds[..40]).await;
    let (mut sweep, sql) = (Sweep::default(), scene.sql().await);
    let mut after = async |days: i64| {
        scene.clock.advance(TimeDelta::days(days));
        // The second round begins anew, from the first upload.
        sweep.round(&sql).await.unwrap();
        sweep.round(&sql).await.unwrap();
        count(&scene, "sync_piece").await
    };
    assert_eq!((after(29).await, after(2).await), (1, 0));
    let asked = scene.request(&asha.key, Method::POST, &format!("files/{id}")).body(tds.clone());
    assert_eq!(told(asked.send().await.unwrap()).await, (200, json!({ "received": 100, "size": 100 })));
}

#[tokio::test]
async fn a_program_brings_a_file_and_reads_it() {
    let scene = Scene::open(open_terms()).await;
    let asha = who(&scene, ASHA).await;
    let enquiry = enquiry(&scene, &asha, "Toluene").await;
    let tds = bytes(1, 100);
    let id = attach(&scene, &asha, &enquiry, "TDS.pdf", &hash(&tds), tds.len()).await;
    let bring = async |key: &str, offset: &str, some: &[u8]| {
        let asked = scene.request(key, Method::POST, &format!("files/{id}?offset={offset}")).body(some.to_vec());
        told(asked.send().await.unwrap()).await
    };
    let (_, half) = bring(&asha.key, "0", &tds[..50]).await;
    assert_eq!(half, json!({ "received": 50, "size": 100 }));
    let (status, problem) = bring(&asha.key, "0", &tds[50..]).await;
    assert_eq!((status, &problem["received"]), (409, &json!(50)), "{problem}");
    assert_eq!(bring(&asha.key, "here", &tds).await.0, 422);
    let reads = scene.key(ASHA, "read:files").await;
    assert_eq!(bring(&reads, "50", &tds[50..]).await.0, 403);
    assert_eq!(bring(&asha.key, "50", &tds[50..]).await.0, 200);
    let whole = scene.request(&reads, Method::GET, &format!("files/{id}")).send().await.unwrap();
    assert!(whole.bytes().await.unwrap() == tds);
    let elsewhere = scene.key(ASHA, "read:masters").await;
    assert_eq!(scene.get(&elsewhere, &format!("files/{id}")).await.0, 403);
}

#[tokio::test]
async fn two_who_bring_the_same_bytes_at_once_both_get_through_on_postgresql() {
    let scene = Scene::on_postgres("files_at_once", open_terms()).await;
    let (asha, ravi) = (who(&scene, ASHA).await, who(&scene, RAVI).await);
    let tds = bytes(1, (2 << 20) + 9);
    let mut both = Vec::new();
    for who in [&asha, &ravi] {
        let enquiry = enquiry(&scene, who, "Toluene").await;
        both.push(attach(&scene, who, &enquiry, "TDS.pdf", &hash(&tds), tds.len()).await);
    }
    futures::join!(bring(&scene, &asha.desk, &both[0], &tds), bring(&scene, &ravi.desk, &both[1], &tds));
    for (who, id) in [(&asha, &both[0]), (&ravi, &both[1])] {
        assert!(fetch(&scene, &who.desk, id, None).await.bytes().await.unwrap() == tds);
    }
    assert_eq!(count(&scene, "sync_blob").await, 1);
    assert_eq!(count(&scene, "sync_piece").await, 3);
    scene.running.end().await.unwrap();
}
