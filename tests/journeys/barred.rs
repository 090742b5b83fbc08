//! A folder that cannot be read: what that holds up, and what not.

use pebble_simulators::Fault;
use pebble_tests::{Rig, mails};
use serde_json::{Value, json};

use super::bad_input::{failing_turn, status};

/// Outlook does not let anybody read what was sent.
fn sent_is_barred(rig: &Rig) -> Fault {
    let sent = rig.mailbox.folder_id("sentitems").unwrap();
    let body = json!({ "error": { "code": "ErrorAccessDenied", "message": "Access is denied. Check credentials." } });
    Fault {
        path: format!("{sent}/messages"),
        times: 100,
        status: Some(403),
        body: Some(body.to_string()),
        ..Fault::default()
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_read_keeps_no_other_from_being_read_and_no_written_mail_from_leaving() {
    let rig = Rig::new().await;
    rig.turn().await;
    let way = json!({ "way": "new", "answers": null, "enquiry_id": null, "to": [] });
    let mut draft = rig.tell("email.draft_begin", way).await;
    draft["to"] = json!([{ "name": "", "address": mails::RAMESH }]);
    draft["subject"] = json!("Zinc oxide");
    rig.send(&draft, "<p>Rs 512</p>").await;
    rig.deliver(mails::rfq());
    rig.sim.fault(sent_is_barred(&rig));
    let words = failing_turn(&rig).await;
    assert!(words.contains("Access is denied"), "{words}");
    rig.only_enquiry().await;
    assert_eq!(rig.sim.sent().len(), 1, "the mail stayed");
    assert_eq!(status(&rig).await["sync"]["state"], "error");
}

#[tokio::test]
async fn a_step_of_a_sequence_waits_while_an_answer_may_be_in_a_folder_that_cannot_be_read() {
    let rig = Rig::new().await;
    rig.deliver(mails::rfq());
    rig.turn().await;
    let id = rig.only_enquiry().await;
    crate::engines::acts::quote(&rig, &id).await;
    rig.pass_days_offline(2).await;
    rig.sim.fault(sent_is_barred(&rig));
    failing_turn(&rig).await;
    assert_eq!(rig.sim.sent().len(), 0);
    let waiting = rig.ask("desk.waiting", Value::Null).await;
    assert!(waiting.to_string().contains("an answer may be among it"), "{waiting}");
    rig.sim.clear_faults();
    rig.pass(chrono::TimeDelta::minutes(10));
    rig.turn().await;
    assert_eq!(rig.sim.sent().len(), 1);
}
