//! Programs through the REST interface: what they read and do is what their person may, and no more than their key.

use reqwest::{Method, header};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    rig::{ALL, opening},
    scene::{Scene, open_terms, told},
};

const ASHA: u128 = 0xA;
const RAVI: u128 = 0xB;

async fn scene() -> Scene {
    let scene = Scene::open(open_terms()).await;
    scene.desk(ASHA).await;
    scene.desk(RAVI).await;
    scene
}

fn id(of: &Value) -> Uuid {
    of.as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn what_a_program_enters_has_the_defaults_and_checks_of_a_person_and_is_read_back() {
    let scene = scene().await;
    let key = scene.key(ASHA, "read,write").await;
    let company = scene.tell(&key, "masters.add_company", json!({ "name": "Nirmal Paints" })).await;
    let (status, read) = scene.get(&key, &format!("records/company/{}", id(&company))).await;
    assert_eq!(
        (status, &read["row"]["name"], &read["row"]["is_customer"]),
        (200, &json!("Nirmal Paints"), &json!(false))
    );
    assert_eq!(read["version"], 1);
    let enquiry = scene.tell(&key, "enquiries.open", opening(id(&company), "Toluene")).await;
    let (_, read) = scene.get(&key, &format!("records/enquiry/{}", id(&enquiry))).await;
    assert_eq!(read["row"]["owner_id"], json!(Uuid::from_u128(ASHA)), "{read}");
    // What follows a hand-made enquiry follows this one: its sequence has begun.
    let (_, sequences) = scene.get(&key, "records/enrolment").await;
    assert_eq!(sequences["records"][0]["row"]["enquiry_id"], enquiry, "{sequences}");
    let (status, problem) = scene.post(&key, "commands/masters.add_company", json!({ "name": "" })).await;
    assert_eq!((status, &problem["code"], &problem["field"]), (422, &json!("invalid"), &json!("name")), "{problem}");
    let (status, problem) = scene.post(&key, "commands/enquiries.open", json!({ "company_id": 5 })).await;
    assert_eq!((status, &problem["field"]), (422, &json!("input")), "{problem}");
}

#[tokio::test]
async fn a_program_sets_prices_at_the_office_and_what_it_sends_is_numbered_there() {
    let scene = scene().await;
    let key = scene.key(ASHA, "read,write").await;
    let product = json!({ "name": "Toluene", "unit": "kg", "list_price_minor": 9_000 });
    let product = scene.tell(&key, "masters.add_product", product).await;
    let mut price =
        json!({ "product_id": product, "price_minor": 9_500, "currency": "INR", "valid_from": "2099-01-01" });
    scene.tell(&key, "masters.set_price", price.clone()).await;
    price["price_minor"] = json!(0);
    let (status, problem) = scene.post(&key, "commands/masters.set_price", price).await;
    assert_eq!((status, &problem["field"]), (422, &json!("price_minor")), "{problem}");
    let (_, prices) = scene.get(&key, "records/price").await;
    assert_eq!(prices["records"][0]["row"]["version"], 1, "{prices}");
    let company = scene.tell(&key, "masters.add_company", json!({ "name": "Nirmal Paints" })).await;
    let enquiry = scene.tell(&key, "enquiries.open", opening(id(&company), "Toluene")).await;
    let line = json!({ "product_id": product, "name": "Toluene", "quantity": "10", "unit": "kg", "rate_minor": 9_000,
        "price_version": 0, "discount_bp": 0, "gst_bp": 1_800 });
    let content = json!({ "currency": "INR", "lines": [line], "freight_minor": 0, "valid_until": "2098-12-31" });
    let draft = json!({ "enquiry_id": enquiry, "content": content });
    let quotation = id(&scene.tell(&key, "quotations.draft", draft).await);
    let read = async || scene.get(&key, &format!("records/quotation/{quotation}")).await.1["row"].clone();
    let base = read().await["edition"].clone();
    scene.tell(&key, "quotations.approve", json!({ "id": quotation, "base": base })).await;
    let send = json!({ "id": quotation, "base": base, "total_minor": 106_200 });
    scene.tell(&key, "quotations.send", send).await;
    let row = read().await;
    assert!(row["number"].as_str().unwrap().ends_with("-0001"), "{row}");
    assert_eq!(row["stage"], "sent");
}

#[tokio::test]
async fn pages_hold_every_record_once_and_say_what_comes_next() {
    let scene = scene().await;
    let key = scene.key(ASHA, "read,write").await;
    for number in 0..7 {
        scene.tell(&key, "masters.add_company", json!({ "name": format!("Company {number}") })).await;
    }
    let (mut names, mut path) = (Vec::new(), "records/company?limit=3".to_owned());
    loop {
        let (status, page) = scene.get(&key, &path).await;
        assert_eq!(status, 200, "{page}");
        let records = page["records"].as_array().unwrap();
        assert!(records.len() <= 3);
        names.extend(records.iter().map(|each| each["row"]["name"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("records/company?limit=3&after={next}");
    }
    names.sort();
    assert_eq!(names, (0..7).map(|number| format!("Company {number}")).collect::<Vec<_>>());
    for (query, field) in
        [("limit=0", "limit"), ("limit=501", "limit"), ("limit=x", "limit"), ("after=1", "after"), ("x=1", "x")]
    {
        let (status, problem) = scene.get(&key, &format!("records/company?{query}")).await;
        assert_eq!((status, &problem["field"]), (422, &json!(field)), "{query}: {problem}");
    }
}

#[tokio::test]
async fn a_program_sees_and_changes_what_its_person_sees_and_nothing_of_a_colleague() {
    let scene = scene().await;
    let (ashas, ravis) = (scene.key(ASHA, "read,write").await, scene.key(RAVI, "read,write").await);
    let company = scene.tell(&ashas, "masters.add_company", json!({ "name": "Nirmal Paints" })).await;
    let enquiry = id(&scene.tell(&ashas, "enquiries.open", opening(id(&company), "Toluene")).await);
    assert_eq!(scene.get(&ravis, &format!("records/company/{}", id(&company))).await.0, 200);
    let (status, missing) = scene.get(&ravis, &format!("records/enquiry/{enquiry}")).await;
    assert_eq!((status, &missing["code"]), (404, &json!("missing")));
    // One that is not there at all is told in the same words.
    let nowhere = scene.get(&ravis, &format!("records/enquiry/{}", Uuid::from_u128(404))).await;
    assert_eq!(nowhere, (404, missing));
    assert_eq!(scene.get(&ravis, "records/enquiry").await.1["records"], json!([]));
    let note = json!({ "id": enquiry, "text": "Mine now" });
    let (status, problem) = scene.post(&ravis, "commands/enquiries.note", note).await;
    assert_eq!((status, &problem["code"]), (403, &json!("denied")), "{problem}");
    let (_, activities) = scene.get(&ashas, "records/activity").await;
    assert!(!activities.to_string().contains("Mine now"), "{activities}");
}

#[tokio::test]
async fn a_request_that_is_sent_again_is_done_once_and_answered_the_same() {
    let scene = scene().await;
    let key = scene.key(ASHA, "read,write").await;
    let send = async |name: &str, once: &str| {
        let asked = scene.request(&key, Method::POST, "commands/masters.add_company").header("idempotency-key", once);
        told(asked.json(&json!({ "name": name })).send().await.unwrap()).await
    };
    let first = send("Nirmal Paints", "order-1").await;
    assert_eq!(first.0, 200, "{first:?}");
    assert_eq!(send("Nirmal Paints", "order-1").await, first);
    let (status, problem) = send("Another", "order-1").await;
    assert_eq!((status, &problem["field"]), (422, &json!("Idempotency-Key")), "{problem}");
    assert_eq!(send(&"x".repeat(10), "").await.0, 422);
    assert_eq!(send("Long", &"k".repeat(256)).await.0, 422);
    // What was refused may be mended and sent again under the same key.
    assert_eq!(send("", "order-2").await.0, 422);
    assert_eq!(send("Mended", "order-2").await.0, 200);
    let both = tokio::join!(send("At once", "order-3"), send("At once", "order-3"));
    assert_eq!(both.0, both.1);
    let (_, page) = scene.get(&key, "records/company").await;
    assert_eq!(page["records"].as_array().unwrap().len(), 3, "{page}");
}

#[tokio::test]
async fn a_key_allows_what_it_says_and_only_as_long_as_it_is_good() {
    let scene = scene().await;
    let reader = scene.key(ASHA, "read:masters").await;
    assert_eq!(scene.get(&reader, "records/company").await.0, 200);
    assert_eq!(scene.get(&reader, "records/enquiry").await.0, 403);
    assert_eq!(scene.post(&reader, "commands/masters.add_company", json!({ "name": "X" })).await.0, 403);
    assert_eq!(scene.get(&reader, "hooks").await.0, 403);
    let device = scene.desk(ASHA).await;
    let foreign = pebble_server::Keys::of(b"another office");
    let foreign = foreign.invite(pebble_sync::Person(Uuid::from_u128(ASHA)), crate::rig::NOW.plus(9_000));
    let forged = format!("{}0", &reader[..reader.len() - 1]);
    for stranger in ["", "x", device.as_str(), foreign.as_str(), forged.as_str()] {
        let answer = scene.request(stranger, Method::GET, "records/company").send().await.unwrap();
        assert_eq!(answer.headers()[header::WWW_AUTHENTICATE], "Bearer");
        assert_eq!(told(answer).await.0, 401, "{stranger:?}");
    }
    // A key is not a device's token.
    let hello = scene.http.post(scene.url("/sync/v1/hello")).bearer_auth(&reader).json(&json!({}));
    assert_eq!(hello.send().await.unwrap().status(), 401);
    let sql = scene.sql().await;
    let program = sql.programs().await.unwrap().remove(0);
    assert!(sql.end_key(program.id).await.unwrap());
    assert_eq!(scene.get(&reader, "records/company").await.0, 401);
    assert!(!sql.end_key(Uuid::nil()).await.unwrap());
}

#[tokio::test]
async fn the_keys_of_a_person_who_was_locked_out_everywhere_open_nothing() {
    let scene = scene().await;
    scene.desk(ASHA).await;
    let (ashas, ravis) = (scene.key(ASHA, "read").await, scene.key(RAVI, "read").await);
    let sql = scene.sql().await;
    let person = pebble_sync::Person(Uuid::from_u128(ASHA));
    let all = sql.all_devices().await.unwrap();
    for (number, desk) in all.iter().filter(|desk| desk.person == person).enumerate() {
        assert_eq!(scene.get(&ashas, "records/company").await.0, 200, "with {number} of her desks locked out");
        assert!(sql.revoke_device(desk.device).await.unwrap());
    }
    assert_eq!(scene.get(&ashas, "records/company").await.0, 401);
    assert_eq!(scene.get(&ravis, "records/company").await.0, 200);
}

#[tokio::test]
async fn nobody_without_a_desk_gets_a_key_and_nothing_but_commands_and_shared_records_is_offered() {
    let scene = scene().await;
    let key = scene.key(ASHA, "read,write,hooks").await;
    for record in ["message", "mailbox", "account", "api_key", "sync_device", "company;", "../company", "%00"] {
        let (status, _) = scene.get(&key, &format!("records/{record}")).await;
        assert_eq!(status, 404, "{record}");
    }
    for command in ["email.connect", "desk.claim", "masters.companies", "masters", "masters.", "x.y"] {
        let (status, _) = scene.post(&key, &format!("commands/{command}"), json!({})).await;
        assert_eq!(status, 404, "{command}");
    }
    assert_eq!(scene.post(&key, "nothing/here", json!({})).await.0, 404);
    let (status, _) = told(scene.request(&key, Method::PUT, "records/company").send().await.unwrap()).await;
    assert_eq!(status, 405);
    let sql = scene.sql().await;
    let may = pebble_server::May::read("read", ALL).unwrap();
    let person = pebble_sync::Person(Uuid::from_u128(0xDEAD));
    let program = pebble_server::Program { id: Uuid::from_u128(5), person, name: "X".into(), may, has_ended: false };
    assert_eq!(sql.make_key(&scene.keys, &program).await.unwrap(), None);
}

#[tokio::test]
async fn the_document_describes_every_command_and_every_record_and_all_that_it_refers_to() {
    let scene = scene().await;
    let document: Value = scene.http.get(scene.url("/api/v1/openapi.json")).send().await.unwrap().json().await.unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"), "{}", document["openapi"]);
    for engine in ALL.0 {
        for command in engine.commands.iter().chain(engine.central) {
            let path = format!("/api/v1/commands/{}.{}", engine.name, command.name);
            assert!(document["paths"][&path]["post"]["requestBody"].is_object(), "{path}");
        }
        for table in engine.tables.iter().filter(|table| table.synced.is_some()) {
            assert!(document["paths"][&format!("/api/v1/records/{}", table.name)]["get"].is_object(), "{}", table.name);
        }
    }
    // A word is written as it travels.
    let roles = &document["components"]["schemas"]["Role"]["enum"];
    assert!(roles.as_array().unwrap().contains(&json!("director")), "{roles}");
    let mut named = Vec::new();
    references(&document, &mut named);
    assert!(named.len() > 20, "{named:?}");
    for name in named {
        let name = name.strip_prefix("#/components/schemas/").unwrap().to_owned();
        assert!(document["components"]["schemas"][&name].is_object(), "{name} is referred to and not described");
    }
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}
