//! Writing a mail, and every question that the composer asks.

use pebble_core::engines::email::model::AttachToDraft;
use serde_json::{Value, json};

use super::watch::Watched;

/// An answer is begun, kept, given a file, sent, called back, and sent again; another is thrown away and brought back.
pub async fn mail_is_written(on: &mut Watched, rfq: &Value) {
    let begin = |way: &str| json!({ "way": way, "answers": rfq["id"], "enquiry_id": null, "to": [] });
    on.tell("email.set_writing", json!({ "signature": "<p>Asha</p>", "undo_seconds": 30 })).await;
    let template = json!({ "id": null, "name": "Thanks", "subject": "", "html": "<p>Dear {{contact.name}}</p>" });
    let template = on.tell("email.template_save", template).await;
    let draft = on.tell("email.draft_begin", begin("reply_all")).await;
    let mut written = draft.clone();
    written["html"] = json!("<p>We quote today.</p>");
    on.tell("email.draft_save", &written).await;
    let file = json!({ "hash": "a".repeat(64), "name": "TDS.pdf", "media_type": "application/pdf", "size": 9 });
    let attach: AttachToDraft = serde_json::from_value(json!({ "id": draft["id"], "file": file })).unwrap();
    on.tell("email.draft_attach", &attach).await;
    on.tell("email.draft_take_off", json!({ "id": draft["id"], "place": 0 })).await;
    for (wire, input) in [
        ("email.draft", json!({ "id": draft["id"] })),
        ("email.drafts", Value::Null),
        ("email.suggest", json!("ram")),
        ("email.suggest", json!("some")),
        ("email.templates", Value::Null),
        ("email.writing", Value::Null),
    ] {
        on.ask(wire, input).await;
    }
    let send = json!({ "written": written, "not_before": null });
    on.tell("email.draft_send", &send).await;
    on.ask("email.drafts", Value::Null).await;
    on.tell("email.draft_recall", json!({ "id": draft["id"] })).await;
    on.tell("email.draft_send", &send).await;
    let other = on.tell("email.draft_begin", begin("forward")).await;
    on.tell("email.draft_discard", json!({ "id": other["id"] })).await;
    on.tell("email.draft_restore", json!({ "id": other["id"] })).await;
    on.tell("email.template_remove", json!({ "id": template })).await;
}
