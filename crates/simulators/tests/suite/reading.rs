//! Folders, messages, ids and attachments.

use pebble_simulators::{MailBody, MailFile, NewMessage, Person};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{code, ids, mail, world};

#[tokio::test]
async fn folders_are_listed_and_found_by_well_known_name() {
    let w = world().await;
    let child = w.mailbox.create_folder("Quotes", Some("inbox")).unwrap();
    let search = w.mailbox.create_search_folder("Unread Mail").unwrap();
    let all = w.get("/me/mailFolders?$top=100").await;
    let shown = all["value"].as_array().unwrap();
    assert_eq!(shown.len(), 8, "seven well-known ones and the search folder: hidden and child folders are not listed");
    let search = shown.iter().find(|folder| folder["id"] == search.as_str()).unwrap();
    assert_eq!(search["@odata.type"], "#microsoft.graph.mailSearchFolder");
    let hidden = w.get("/me/mailFolders?includeHiddenFolders=true&$top=100").await;
    assert_eq!(hidden["value"].as_array().unwrap().len(), 9);
    let children = w.get("/me/mailFolders/inbox/childFolders").await;
    assert_eq!(ids(children["value"].as_array().unwrap()), [child]);
    for name in ["inbox", "sentitems", "drafts", "deleteditems", "archive", "junkemail", "outbox"] {
        assert_eq!(w.get(&format!("/me/mailFolders/{name}")).await["id"], w.mailbox.folder_id(name).unwrap().as_str());
    }
    w.sim.assert_clean();
}

#[tokio::test]
async fn a_folder_list_goes_on_over_its_next_link() {
    let w = world().await;
    let first = w.get("/me/mailFolders?$top=4&$select=displayName").await;
    assert_eq!(first["value"].as_array().unwrap().len(), 4);
    let rest = w.get(first["@odata.nextLink"].as_str().unwrap()).await;
    assert_eq!(rest["value"].as_array().unwrap().len(), 3);
    assert!(rest.get("@odata.nextLink").is_none());
}

#[tokio::test]
async fn a_list_is_newest_first_filtered_by_date_and_paged() {
    let w = world().await;
    let sent: Vec<String> = (0..30).map(|n| w.mailbox.deliver(mail("m", n)).unwrap()).collect();
    let start = "/me/mailFolders/inbox/messages?$filter=receivedDateTime ge 2026-11-16T04:05:00Z&$orderby=receivedDateTime desc&$top=10&$select=id";
    let (mut link, mut seen) = (start.to_owned(), Vec::new());
    loop {
        let page = w.get(&link).await;
        seen.extend(ids(page["value"].as_array().unwrap()));
        match page["@odata.nextLink"].as_str() {
            Some(next) => link = next.to_owned(),
            None => break,
        }
    }
    let wanted: Vec<String> = sent[5..].iter().rev().cloned().collect();
    assert_eq!(seen, wanted);
    w.sim.assert_clean();
}

#[tokio::test]
async fn mail_is_found_by_message_id_and_by_extended_property() {
    let w = world().await;
    let own = "String {0f2a3f0e-6a5e-4d7c-9a5e-0a1b2c3d4e5f} Name CrmOutboxId";
    let draft = json!({ "subject": "x", "singleValueExtendedProperties": [{ "id": own, "value": "Abc-1" }] });
    let made: Value = w.post("/me/messages", &draft).await.json().await.unwrap();
    let by_property = format!(
        "/me/mailFolders/drafts/messages?$filter=singleValueExtendedProperties/Any(ep: ep/id eq '{own}' and ep/value eq 'aBC-1')"
    );
    assert_eq!(ids(w.get(&by_property).await["value"].as_array().unwrap()), [made["id"].as_str().unwrap()]);
    let other_case = by_property.replace("CrmOutboxId", "crmoutboxid");
    assert!(w.get(&other_case).await["value"].as_array().unwrap().is_empty());
    let by_id = format!("/me/messages?$filter=internetMessageId eq '{}'", made["internetMessageId"].as_str().unwrap());
    assert_eq!(ids(w.get(&by_id).await["value"].as_array().unwrap()), [made["id"].as_str().unwrap()]);
    w.sim.assert_clean();
}

#[tokio::test]
async fn an_id_survives_a_move_only_when_it_was_asked_to() {
    let w = world().await;
    let immutable = w.mailbox.deliver(mail("m", 0)).unwrap();
    let bare = || async {
        let asked = w.bare(Method::GET, "/me/messages?$select=id").bearer_auth(&w.token);
        let page: Value = asked.send().await.unwrap().json().await.unwrap();
        page["value"][0]["id"].as_str().unwrap().to_owned()
    };
    let before = bare().await;
    let moved = w.post(&format!("/me/messages/{immutable}/move"), &json!({ "destinationId": "archive" })).await;
    assert_eq!(moved.status(), 201);
    assert_eq!(moved.headers()["preference-applied"], "IdType=\"ImmutableId\"");
    assert_eq!(moved.json::<Value>().await.unwrap()["id"], immutable.as_str());
    let after = bare().await;
    assert_ne!(before, after);
    let gone = w.asked(Method::GET, &format!("/me/messages/{before}")).send().await.unwrap();
    assert_eq!(gone.status(), 404);
}

#[tokio::test]
async fn two_ids_that_differ_only_in_case_are_two_messages() {
    let w = world().await;
    let sent: Vec<String> = (0..20).map(|n| w.mailbox.deliver(mail(&format!("m{n}"), n)).unwrap()).collect();
    let (one, other) = (&sent[14], &sent[15]);
    assert!(one.eq_ignore_ascii_case(other) && one != other);
    assert_eq!(w.get(&format!("/me/messages/{one}")).await["subject"], "m14");
    assert_eq!(w.get(&format!("/me/messages/{other}")).await["subject"], "m15");
}

#[tokio::test]
async fn headers_come_only_when_selected() {
    let w = world().await;
    let id = w.mailbox.deliver(NewMessage {
        headers: vec![("Auto-Submitted".into(), "auto-replied".into())],
        in_reply_to: Some("abc@acme.example".into()),
        ..mail("Out of office", 0)
    });
    let id = id.unwrap();
    assert!(w.get(&format!("/me/messages/{id}")).await.get("internetMessageHeaders").is_none());
    let shown = w.get(&format!("/me/messages/{id}?$select=internetMessageHeaders")).await;
    let headers = shown["internetMessageHeaders"].as_array().unwrap();
    let value = |name: &str| headers.iter().find(|header| header["name"] == name).unwrap()["value"].clone();
    assert_eq!(value("Auto-Submitted"), "auto-replied");
    assert_eq!(value("In-Reply-To"), "<abc@acme.example>");
    w.sim.assert_clean();
}

#[tokio::test]
async fn a_body_comes_as_text_when_preferred() {
    let w = world().await;
    let id = w.mailbox.deliver(NewMessage { body: MailBody::Html("<p>5 &lt; 6</p>".into()), ..mail("m", 0) }).unwrap();
    let asked = w.bare(Method::GET, &format!("/me/messages/{id}")).bearer_auth(&w.token);
    let prefer = "IdType=\"ImmutableId\", outlook.body-content-type=\"text\"";
    let shown: Value = asked.header("Prefer", prefer).send().await.unwrap().json().await.unwrap();
    assert_eq!(shown["body"]["contentType"], "text");
    assert_eq!(shown["body"]["content"].as_str().unwrap().trim(), "5 < 6");
}

#[tokio::test]
async fn attachments_are_listed_read_and_downloaded_and_inline_pictures_do_not_count() {
    let w = world().await;
    let file = MailFile {
        name: "rfq.txt".into(),
        content_type: "text/plain".into(),
        bytes: b"40 kg".to_vec(),
        ..MailFile::default()
    };
    let picture = MailFile { is_inline: true, content_id: Some("logo".into()), ..file.clone() };
    let only_inline = w.mailbox.deliver(NewMessage { attachments: vec![picture.clone()], ..mail("m", 0) }).unwrap();
    assert_eq!(w.get(&format!("/me/messages/{only_inline}")).await["hasAttachments"], false);
    let id = w.mailbox.deliver(NewMessage { attachments: vec![picture, file], ..mail("m", 1) }).unwrap();
    assert_eq!(w.get(&format!("/me/messages/{id}")).await["hasAttachments"], true);
    let cards = w.get(&format!("/me/messages/{id}/attachments?$select=id,name,contentType,size,isInline")).await;
    let card = &cards["value"][1];
    assert_eq!((&card["name"], &card["size"]), (&json!("rfq.txt"), &json!(5)));
    assert!(card.get("contentBytes").is_none() && card.get("contentId").is_none());
    // Only files have a content id, so that the type has to be said.
    let named = format!("/me/messages/{id}/attachments?$select=id,microsoft.graph.fileAttachment/contentId");
    assert_eq!(w.get(&named).await["value"][0]["contentId"], "logo");
    let one = format!("/me/messages/{id}/attachments/{}", card["id"].as_str().unwrap());
    assert_eq!(w.get(&one).await["contentBytes"], "NDAga2c=");
    let raw = w.asked(Method::GET, &format!("{one}/$value")).send().await.unwrap();
    assert_eq!(raw.bytes().await.unwrap().as_ref(), b"40 kg");
    w.sim.assert_clean();
}

#[tokio::test]
async fn marking_read_changes_the_key_and_a_deleted_mail_goes_to_deleted_items_first() {
    let w = world().await;
    let id = w.mailbox.deliver(mail("m", 0)).unwrap();
    let before = w.get(&format!("/me/messages/{id}")).await;
    let after: Value = w.patch(&format!("/me/messages/{id}"), &json!({ "isRead": true })).await.json().await.unwrap();
    assert_eq!(after["isRead"], true);
    assert_ne!(before["changeKey"], after["changeKey"]);
    for status in [204, 204, 404] {
        let answer = w.asked(Method::DELETE, &format!("/me/messages/{id}")).send().await.unwrap();
        assert_eq!(answer.status(), status);
    }
    w.sim.assert_clean();
}

#[tokio::test]
async fn a_poison_message_is_shown_as_it_was_made() {
    let w = world().await;
    let overrides = json!({ "from": null, "isRead": "true", "receivedDateTime": "yesterday" });
    let poison = NewMessage { overrides: overrides.as_object().unwrap().clone(), ..mail("m", 0) };
    w.mailbox.deliver(poison).unwrap();
    let page = w.get("/me/mailFolders/inbox/messages").await;
    assert_eq!(page["value"][0]["from"], Value::Null);
    assert_eq!(page["value"][0]["isRead"], "true");
}

#[tokio::test]
async fn a_reply_from_outside_joins_the_conversation_of_what_it_answers() {
    let w = world().await;
    let first = w.mailbox.deliver(mail("RFQ", 0)).unwrap();
    let first = w.get(&format!("/me/messages/{first}")).await;
    let parent = first["internetMessageId"].as_str().unwrap().to_owned();
    let reply = NewMessage {
        in_reply_to: Some(parent),
        from: Some(Person::new("", "x@acme.example")),
        ..mail("other subject", 1)
    };
    let reply = w.mailbox.deliver(reply).unwrap();
    let reply = w.get(&format!("/me/messages/{reply}")).await;
    assert_eq!(reply["conversationId"], first["conversationId"]);
    let length = |message: &Value| message["conversationIndex"].as_str().unwrap().trim_end_matches('=').len() * 3 / 4;
    assert_eq!((length(&first), length(&reply)), (22, 27));
    assert!(code(&reply).is_empty());
}
