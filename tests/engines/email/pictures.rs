//! Pictures that stand inside mails: fetched when a mail is opened, shown from this computer, and never anything else.

use base64::{Engine, engine::general_purpose::STANDARD};
use pebble_core::kernel::Code;
use pebble_simulators::{Fault, MailBody, MailFile, NewMessage, SignIn};
use pebble_tests::{OTHER, Rig, mails};
use serde_json::{Value, json};

use crate::engines::acts::{desk, mail};

/// A picture of one dot.
const DOT: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

fn part(name: &str, id: Option<&str>, bytes: Vec<u8>) -> MailFile {
    MailFile {
        name: name.to_owned(),
        content_type: "image/png".to_owned(),
        bytes,
        is_inline: true,
        content_id: id.map(str::to_owned),
    }
}

fn dot() -> Vec<u8> {
    STANDARD.decode(DOT).unwrap()
}

/// A mail with these parts, whose body shows these names.
fn illustrated(names: &[&str], parts: Vec<MailFile>) -> NewMessage {
    let shown: String = names.iter().map(|name| format!("<img alt=\"drum\" src=\"cid:{name}\">")).collect();
    NewMessage {
        body: MailBody::Html(format!("<p>The label of the drum</p>{shown}")),
        attachments: parts,
        ..mails::mail("someone@elsewhere.example", "Someone", "The label", "")
    }
}

async fn with(message: NewMessage) -> (Rig, Value) {
    let rig = desk().await;
    rig.deliver(message);
    rig.turn().await;
    let id = mail(&rig, "The label").await["id"].clone();
    (rig, id)
}

async fn detail(rig: &Rig, id: &Value) -> Value {
    rig.ask("email.detail", json!({ "id": id })).await
}

async fn shown(rig: &Rig, id: &Value) -> String {
    let page = rig.desk.mail_page(id.as_str().unwrap()).await;
    assert!(page.csp.contains("img-src data:;"), "{}", page.csp);
    String::from_utf8(page.body).unwrap()
}

async fn fetch(rig: &Rig, id: &Value) {
    rig.tell("app.fetch_pictures", json!({ "id": id })).await;
}

#[tokio::test]
async fn a_picture_of_a_mail_is_fetched_once_and_is_there_without_a_network() {
    let (rig, id) = with(illustrated(&["drum@x"], vec![part("drum.png", Some("<drum@x>"), dot())])).await;
    assert_eq!(detail(&rig, &id).await["pictures_away"], 1);
    assert!(!shown(&rig, &id).await.contains("mail://"));
    fetch(&rig, &id).await;
    assert_eq!(detail(&rig, &id).await["pictures_away"], 0);
    rig.sim.fault(Fault { times: 1000, status: Some(503), ..Fault::default() });
    let rig = rig.restarted().await;
    let page = shown(&rig, &id).await;
    assert!(page.contains(&format!("src=\"data:image/png;base64,{DOT}\"")), "{page}");
    fetch(&rig, &id).await;
}

#[tokio::test]
async fn what_cannot_be_reached_keeps_its_place_until_it_can() {
    let (rig, id) = with(illustrated(&["drum@x"], vec![part("drum.png", Some("drum@x"), dot())])).await;
    rig.sim.fault(Fault { path: "$value".into(), times: 1, status: Some(503), ..Fault::default() });
    let refused = rig.refused("app.fetch_pictures", json!({ "id": id })).await;
    assert_eq!(refused.code, Code::Offline);
    assert_eq!(detail(&rig, &id).await["pictures_away"], 1);
    let page = shown(&rig, &id).await;
    assert!(page.contains("alt=\"drum\"") && page.contains("src=\"data:image/gif;base64,"), "{page}");
    fetch(&rig, &id).await;
    assert_eq!(detail(&rig, &id).await["pictures_away"], 0);
}

#[tokio::test]
async fn a_document_that_is_called_a_picture_is_not_shown_nor_asked_for_again() {
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>steal()</script></svg>".to_vec();
    let (rig, id) = with(illustrated(&["drum@x"], vec![part("drum.png", Some("drum@x"), svg)])).await;
    fetch(&rig, &id).await;
    assert_eq!(detail(&rig, &id).await["pictures_away"], 0);
    let page = shown(&rig, &id).await;
    assert!(page.contains("src=\"data:image/gif;base64,") && !page.contains("svg"), "{page}");
    let card = &detail(&rig, &id).await["attachments"][0];
    assert_eq!(card["is_inline"], false, "what cannot be shown is a file: {card}");
}

#[tokio::test]
async fn a_picture_that_is_gone_keeps_no_other_from_being_fetched() {
    let parts = vec![part("a.png", Some("a"), dot()), part("b.png", Some("b"), dot())];
    let (rig, id) = with(illustrated(&["a", "b"], parts)).await;
    let gone = json!({ "error": { "code": "ErrorItemNotFound", "message": "The attachment was not found." } });
    rig.sim.fault(Fault {
        path: "$value".into(),
        times: 1,
        status: Some(404),
        body: Some(gone.to_string()),
        ..Fault::default()
    });
    fetch(&rig, &id).await;
    assert_eq!(detail(&rig, &id).await["pictures_away"], 0);
    assert!(shown(&rig, &id).await.contains(DOT));
}

#[tokio::test]
async fn a_picture_that_is_named_very_often_is_written_as_often_as_a_page_can_bear() {
    let mut large = dot();
    large.resize(4 << 20, 0);
    let names = vec!["drum@x"; 200];
    let (rig, id) = with(illustrated(&names, vec![part("drum.png", Some("drum@x"), large)])).await;
    fetch(&rig, &id).await;
    let page = shown(&rig, &id).await;
    assert!(page.len() < 34 << 20, "{} bytes", page.len());
    assert_eq!(page.matches("<img").count(), 200);
}

#[tokio::test]
async fn what_the_body_shows_is_no_file_and_what_it_does_not_show_is_one() {
    let parts = vec![
        part("drum.png", None, dot()),
        part("order.pdf", Some("apple-mail-calls-it-inline"), b"%PDF-1.7".to_vec()),
    ];
    let (rig, id) = with(illustrated(&["drum.png@01D26CD8.6C05F070"], parts)).await;
    let detail = detail(&rig, &id).await;
    let cards: Vec<(&str, bool)> = detail["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|card| (card["name"].as_str().unwrap(), card["is_inline"].as_bool().unwrap()))
        .collect();
    assert_eq!(cards, [("drum.png", true), ("order.pdf", false)]);
    fetch(&rig, &id).await;
    assert!(shown(&rig, &id).await.contains(DOT));
}

#[tokio::test]
async fn pictures_and_files_of_one_account_are_not_asked_of_another() {
    let parts = vec![part("drum.png", Some("drum@x"), dot()), part("order.pdf", None, b"%PDF-1.7".to_vec())];
    let (rig, id) = with(illustrated(&["drum@x"], parts)).await;
    let file = detail(&rig, &id).await["attachments"][1]["id"].clone();
    rig.tell("app.sign_out", json!({})).await;
    rig.sim.script_sign_in([SignIn::As(OTHER.to_owned())]);
    rig.sign_in().await;
    for (command, input) in
        [("app.fetch_pictures", json!({ "id": id })), ("app.save_mail_file", json!({ "id": id, "attachment": file }))]
    {
        let refused = rig.refused(command, input).await;
        assert_eq!(refused.code, Code::Offline);
        assert!(refused.message.contains("another Outlook account"), "{}", refused.message);
    }
}
