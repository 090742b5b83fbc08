//! What is worth a word to somebody who is looking elsewhere, and what counts as wrong.

use chrono::TimeDelta;
use pebble_core::{
    engines::followups::news::{self, News, NewsKind},
    kernel::Code,
};
use pebble_host::Changed;
use pebble_simulators::Fault;
use pebble_tests::{Rig, at, mails};
use serde_json::{Value, json};

use crate::engines::{
    acts::{card, quote, sequence, tasks},
    undo::undo,
};

/// The news in everything that changed since the last look.
async fn heard(rig: &Rig, changes: &mut tokio::sync::broadcast::Receiver<Changed>) -> Vec<News> {
    let mut ids: Vec<uuid::Uuid> = Vec::new();
    while let Ok(changed) = changes.try_recv() {
        ids.extend(changed.ids.iter().filter_map(|id| id.parse::<uuid::Uuid>().ok()));
    }
    news::among(&rig.desk.read(), &ids).await.unwrap()
}

fn told(news: &[News]) -> Vec<(NewsKind, &str)> {
    news.iter().map(|each| (each.kind, each.who.as_str())).collect()
}

#[tokio::test]
async fn a_customers_answer_is_news_once_and_the_mail_that_opens_an_enquiry_is_none() {
    let rig = Rig::new().await;
    let mut changes = rig.desk.changes();
    rig.deliver(mails::rfq());
    rig.turn().await;
    let id = rig.only_enquiry().await;
    assert_eq!(told(&heard(&rig, &mut changes).await), []);
    quote(&rig, &id).await;
    heard(&rig, &mut changes).await;
    let answer = mails::answer("<rfq-1@nirmalpaints.example>", "Re: Requirement of Zinc oxide", "Reduce your price.");
    rig.deliver(answer);
    rig.turn().await;
    let news = heard(&rig, &mut changes).await;
    // That it stopped a sequence is said with it.
    assert_eq!(told(&news), [(NewsKind::Replied, "Ramesh Iyer")]);
    assert_eq!(news[0].enquiry_id.unwrap().to_string(), id);
    rig.turn().await;
    assert_eq!(told(&heard(&rig, &mut changes).await), []);
}

#[tokio::test]
async fn a_task_is_news_in_the_moment_in_which_it_falls_due() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    let due = sequence(&rig, &id, "enquiry_cadence").await["enrolment"]["next_at"].clone();
    let before = rig.desk.now();
    assert!(news::fell_due(&rig.desk.read(), before).await.unwrap().is_empty());
    rig.pass(at(due.as_str().unwrap()) - rig.sim.clock().now());
    rig.desk.tick().await;
    let news = news::fell_due(&rig.desk.read(), before).await.unwrap();
    assert_eq!(told(&news), [(NewsKind::Due, "Nirmal Paints")]);
    assert!(news::fell_due(&rig.desk.read(), rig.desk.now()).await.unwrap().is_empty(), "it was said before");
}

#[tokio::test]
async fn a_task_can_be_put_off_from_its_notice_and_that_can_be_undone() {
    let rig = Rig::new().await;
    let id = card(&rig, "Zinc oxide", "high").await;
    let due = rig.desk.now();
    let remind = json!({ "enquiry_id": id, "title": "Ask about the drums", "due_at": due });
    let task = rig.tell("followups.remind", remind).await.as_str().unwrap().parse().unwrap();
    let due_at = async || {
        tasks(&rig, &id).await.iter().find(|task| task["title"] == "Ask about the drums").unwrap()["due_at"].clone()
    };
    let before = due_at().await;
    let is_news = async || news::fell_due(&rig.desk.read(), due.plus(TimeDelta::minutes(-1))).await.unwrap();
    let first = is_news().await[0].key;
    rig.desk.put_off(task).await.unwrap();
    assert_eq!(is_news().await, []);
    assert_eq!(at(due_at().await.as_str().unwrap()) - at(before.as_str().unwrap()), TimeDelta::hours(1));
    let refused = rig.desk.put_off(task).await.unwrap_err();
    assert_eq!(refused.code, Code::Conflict, "an old notice moves nothing: {refused}");
    rig.pass(TimeDelta::hours(1));
    let again = is_news().await;
    assert_eq!(told(&again), [(NewsKind::Due, "Nirmal Paints")]);
    assert_ne!(again[0].key, first, "it is said again when it falls due again");
    undo(&rig).await;
    assert_eq!(due_at().await, before);
    let complete = json!({ "task_id": task, "outcome": "interested", "category": null, "negotiated_minor": null,
        "competitor": null, "next_on": null, "comment": "They want five more" });
    rig.tell("followups.complete", complete).await;
    let refused = rig.desk.put_off(task).await.unwrap_err();
    assert_eq!(refused.code, Code::Conflict, "{refused}");
}

#[tokio::test]
async fn a_mail_that_is_refused_is_news_and_a_problem_that_names_its_cause() {
    let rig = Rig::new().await;
    rig.deliver(mails::rfq());
    rig.turn().await;
    let id = rig.only_enquiry().await;
    quote(&rig, &id).await;
    let due = sequence(&rig, &id, "quote_sent").await["enrolment"]["next_at"].clone();
    rig.pass(at(due.as_str().unwrap()) - rig.sim.clock().now());
    rig.desk.tick().await;
    let mut changes = rig.desk.changes();
    let refusal =
        Fault { method: "POST".into(), path: "/me/messages".into(), status: Some(400), times: 20, ..Fault::default() };
    rig.sim.fault(refusal);
    rig.turn().await;
    assert_eq!(told(&heard(&rig, &mut changes).await), [(NewsKind::NotSent, mails::RAMESH)]);
    let problems = rig.ask("app.problems", json!({})).await;
    let [problem] = problems.as_array().unwrap().as_slice() else { panic!("{problems}") };
    assert_eq!((&problem["kind"], &problem["who"]), (&json!("not_sent"), &json!(mails::RAMESH)), "{problem}");
    assert_eq!(problem["enquiry_id"], json!(id));
}

#[tokio::test]
async fn what_is_wrong_stands_in_one_list_and_leaves_it_when_it_is_right_again() {
    let rig = Rig::new().await;
    let mut odd = mails::mail("odd@elsewhere.example", "Odd", "Odd", "What day is it?");
    odd.overrides.insert("receivedDateTime".to_owned(), json!("the day before yesterday"));
    rig.deliver(odd);
    rig.turn().await;
    let kinds = async |rig: &Rig| {
        let problems = rig.ask("app.problems", json!({})).await;
        problems.as_array().unwrap().iter().map(|problem| problem["kind"].clone()).collect::<Vec<Value>>()
    };
    assert_eq!(kinds(&rig).await, [json!("unreadable")]);
    rig.sim.fault(Fault { path: "messages/delta".into(), body: Some("{\"value\": [".into()), ..Fault::default() });
    rig.desk.turn().await.unwrap_err();
    assert_eq!(kinds(&rig).await, [json!("mailbox"), json!("unreadable")]);
    let odd = rig.mailbox.messages_in("inbox").into_iter().last().unwrap();
    assert!(rig.mailbox.delete(&odd));
    rig.turn().await;
    assert_eq!(kinds(&rig).await, Vec::<Value>::new());
}
