//! Hostile requests: whatever is in them, nothing breaks, nothing is let out, and who asks next is answered.

use pebble_core::kernel::Engine;
use reqwest::{Method, header};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{
    rig::ALL,
    scene::{Scene, open_terms, told},
};

const ASHA: u128 = 0xA;

/// What people have put into fields to see what breaks.
const HOSTILE: [&str; 12] = [
    "'; DROP TABLE company; --",
    "\" OR \"1\"=\"1",
    "Robert'); DELETE FROM person WHERE ('1'='1",
    "$1; SELECT pg_sleep(60)",
    "../../../../etc/passwd",
    "..\\..\\windows\\system32\\config\\sam",
    "file:///etc/passwd",
    "%00%2e%2e%2f",
    "\u{0}\u{1}\u{7f}\u{202e}\u{feff}",
    "company* NEAR(x y) {name domain}: ^\"",
    "<img src=x onerror=alert(1)>",
    "{{7*7}}${7*7}",
];

async fn scene() -> (Scene, String) {
    let scene = Scene::open(open_terms()).await;
    scene.desk(ASHA).await;
    let key = scene.key(ASHA, "read,write,hooks").await;
    (scene, key)
}

/// An input that fits a schema, with this text wherever a text may be.
fn input(document: &Value, schema: &Value, text: &str) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        return input(document, &document[pointer(name)[0]][pointer(name)[1]][pointer(name)[2]], text);
    }
    if let Some(choices) = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array()) {
        let some = choices.iter().find(|choice| choice["type"] != "null").unwrap();
        return input(document, some, text);
    }
    if let Some(all) = schema["allOf"].as_array() {
        let parts = all.iter().filter_map(|part| input(document, part, text).as_object().cloned());
        return Value::Object(parts.flatten().collect());
    }
    if let Some(words) = schema["enum"].as_array() {
        return words[0].clone();
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().find(|kind| *kind != "null").cloned().unwrap_or_default(),
        kind => kind.clone(),
    };
    match kind.as_str() {
        Some("object") => {
            let fields = schema["properties"].as_object().cloned().unwrap_or_default();
            let filled: Map<String, Value> =
                fields.iter().map(|(name, field)| (name.clone(), input(document, field, text))).collect();
            Value::Object(filled)
        }
        Some("array") => json!([input(document, &schema["items"], text)]),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(true),
        Some("string") => match schema["format"].as_str() {
            Some("uuid") => json!(Uuid::from_u128(7)),
            Some("date-time") => json!("2026-11-25T10:00:00Z"),
            Some("date") => json!("2026-11-25"),
            _ => json!(text),
        },
        _ => json!(text),
    }
}

fn pointer(reference: &str) -> Vec<&str> {
    reference.trim_start_matches("#/").split('/').collect()
}

async fn shape(scene: &Scene) -> Vec<String> {
    let all = "SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_master ORDER BY name";
    let rows = scene.store.reader().query_all_raw(Statement::from_string(DbBackend::Sqlite, all)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

fn commands() -> impl Iterator<Item = String> {
    let named =
        |engine: &'static Engine| engine.commands.iter().map(|command| format!("{}.{}", engine.name, command.name));
    ALL.0.iter().copied().flat_map(named)
}

#[tokio::test]
async fn no_text_in_any_field_of_any_command_breaks_anything_or_is_taken_for_something_else() {
    let (scene, key) = scene().await;
    let document: Value = scene.http.get(scene.url("/api/v1/openapi.json")).send().await.unwrap().json().await.unwrap();
    let before = shape(&scene).await;
    let mut stood = 0;
    for command in commands() {
        let path = format!("/api/v1/commands/{command}");
        let schema = &document["paths"][&path]["post"]["requestBody"]["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{command}");
        for text in HOSTILE {
            let (status, said) = scene.post(&key, &format!("commands/{command}"), input(&document, schema, text)).await;
            assert!(status < 500, "{command} with {text:?}: {said}");
            assert!(!said.to_string().to_lowercase().contains("sqlite"), "{command} tells of the database: {said}");
            stood += usize::from(status == 200);
        }
    }
    assert!(stood > HOSTILE.len(), "hardly anything was taken at all: {stood}");
    assert_eq!(shape(&scene).await, before, "a text was run");
    // What was taken is kept letter by letter.
    scene.tell(&key, "masters.add_company", json!({ "name": HOSTILE[0] })).await;
    let (_, page) = scene.get(&key, "records/company?limit=500").await;
    let names: Vec<&str> =
        page["records"].as_array().unwrap().iter().map(|each| each["row"]["name"].as_str().unwrap()).collect();
    assert!(names.contains(&HOSTILE[0]), "{names:?}");
}

#[tokio::test]
async fn no_text_in_a_path_or_a_parameter_leads_anywhere_else() {
    let (scene, key) = scene().await;
    for text in HOSTILE {
        let encoded: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
        for path in [
            "records/{}",
            "files/{}",
            "records/company/{}",
            "records/company?after={}",
            "commands/{}",
            "hooks/{}/messages",
            "{}",
        ] {
            let path = path.replace("{}", &encoded);
            let method = if path.starts_with("commands") { Method::POST } else { Method::GET };
            let asked = scene.request(&key, method, &path).json(&json!({}));
            let status = asked.send().await.unwrap().status().as_u16();
            assert!((400..500).contains(&status), "{path}: {status}");
        }
    }
}

#[tokio::test]
async fn a_request_that_is_too_large_packed_or_unpacked_is_refused_and_the_next_is_answered() {
    let (scene, key) = scene().await;
    let desk = scene.desk(ASHA).await;
    let large = format!("{{\"name\":\"{}\"}}", "x".repeat(1 << 20));
    let blank = vec![b' '; 64 << 20];
    let zstd = zstd::encode_all(blank.as_slice(), 19).unwrap();
    let gzip = {
        use std::io::Write;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(&blank).unwrap();
        packer.finish().unwrap()
    };
    for (path, token) in [("/sync/v1/push", &desk), ("/api/v1/commands/masters.add_company", &key)] {
        let post =
            || scene.http.post(scene.url(path)).bearer_auth(token).header(header::CONTENT_TYPE, "application/json");
        assert_eq!(post().body(large.clone()).send().await.unwrap().status(), 413, "{path}");
        for (packing, bomb) in [("zstd", &zstd), ("gzip", &gzip)] {
            let answer = post().header(header::CONTENT_ENCODING, packing).body(bomb.clone()).send().await.unwrap();
            assert_eq!(answer.status(), 413, "{path} {packing}");
        }
        let cut = post().header(header::CONTENT_ENCODING, "zstd").body(zstd[..20].to_vec()).send().await.unwrap();
        assert_eq!(cut.status(), 400, "{path}");
    }
    let hello = scene.http.post(scene.url("/sync/v1/hello")).bearer_auth(&desk).json(&json!({}));
    assert_eq!(hello.send().await.unwrap().status(), 200);
    assert_eq!(scene.post(&key, "commands/masters.add_company", json!({ "name": "After" })).await.0, 200);
}

#[tokio::test]
async fn a_deep_or_endless_body_is_refused() {
    let (scene, key) = scene().await;
    let deep = "[".repeat(100_000);
    let asked = scene.request(&key, Method::POST, "commands/masters.add_company").body(deep);
    assert_eq!(told(asked.send().await.unwrap()).await.0, 422);
    let many = format!("{{\"name\":\"x\",\"contacts\":[{}]}}", vec!["{}"; 20_000].join(","));
    let asked = scene.request(&key, Method::POST, "commands/masters.add_company").body(many);
    assert!(told(asked.send().await.unwrap()).await.0 < 500);
}
