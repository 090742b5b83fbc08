//! What the reader makes of mail, what people say to it, and what it learns.

use pebble_core::engines::email::model::{Learnt, Whole};
use serde_json::{Value, json};

use super::watch::Watched;

/// A letter of which two things speak against its sender.
pub fn suspect(mut whole: Whole) -> Whole {
    if let Some(verdict) = &mut whole.verdict {
        verdict.sender.against = vec!["authentication failed".to_owned(), "a risky file".to_owned()];
    }
    whole
}

/// Models are made and taken back, and every question about judgements is asked.
pub async fn questions(on: &mut Watched) {
    for refused in [None, Some("It would miss mails of customers".to_owned()), None] {
        let model = if refused.is_some() { String::new() } else { "AAAA".to_owned() };
        let base = "linear".to_owned();
        on.tell("email.learnt", Learnt { base, lessons: 3, right_before: 0.9, right_after: 0.9, refused, model }).await;
    }
    on.tell("email.rebase", "linear").await;
    on.tell("email.unlearn", Value::Null).await;
    on.tell("email.set_junk", json!({ "is_on": true })).await;
    let lately = on.ask("email.put_away", Value::Null).await;
    assert_eq!(lately["unseen"], 1, "{lately}");
    let ids: Vec<&Value> = lately["mails"].as_array().unwrap().iter().map(|mail| &mail["row"]["id"]).collect();
    on.tell("email.put_away_seen", json!({ "ids": ids })).await;
    on.ask("email.accuracy", json!({ "back": 1 })).await;
    on.ask("email.learning", Value::Null).await;
}
