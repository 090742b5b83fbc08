//! The control door over HTTP, and a big mailbox.

use pebble_simulators::DeltaMode;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{ASHA, IMMUTABLE, World, ids, mail, world};

async fn control(w: &World, path: &str, body: Value) -> Value {
    let answer = w.http.post(format!("{}{path}", w.sim.graph_url())).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.json().await.unwrap()
}

#[tokio::test]
async fn everything_can_be_turned_from_outside() {
    let w = world().await;
    let message = json!({
        "from": { "name": "Ravi", "address": "ravi@acme.example" },
        "subject": "RFQ",
        "body": { "type": "text", "content": "40 kg please" },
        "attachments": [{ "name": "a.txt", "content_type": "text/plain", "bytes": "NDAga2c=" }],
    });
    let made = control(&w, "/__mail/deliver", json!({ "mailbox": ASHA, "message": message })).await;
    let id = made["id"].as_str().unwrap();
    assert_eq!(w.get(&format!("/me/messages/{id}")).await["bodyPreview"], "40 kg please");
    let folder = control(&w, "/__mail/create_folder", json!({ "name": "Quotes" })).await["id"].clone();
    control(&w, "/__mail/rename_folder", json!({ "folder": folder, "name": "Offers" })).await;
    control(&w, "/__mail/move", json!({ "id": id, "folder": folder })).await;
    control(&w, "/__mail/edit", json!({ "id": id, "changes": { "subject": "RFQ 2" } })).await;
    let shown = w.get(&format!("/me/messages/{id}")).await;
    assert_eq!((&shown["parentFolderId"], &shown["subject"]), (&folder, &json!("RFQ 2")));
    control(&w, "/__mail/delete", json!({ "id": id })).await;
    assert_eq!(w.mailbox.count(), 0);
    control(&w, "/__fault", json!({ "path": "/me", "status": 502 })).await;
    assert_eq!(w.asked(Method::GET, "/me").send().await.unwrap().status(), 502);
    let before = w.sim.clock().now();
    control(&w, "/__clock/advance", json!({ "seconds": 1.5 })).await;
    assert_eq!((w.sim.clock().now() - before).num_milliseconds(), 1_500);
    control(&w, "/__modes", json!({ "delta": "reorder" })).await;
    w.sim.modes(|modes| assert_eq!(modes.delta, DeltaMode::Reorder));
    let read = |path: &str| w.http.get(format!("{}{path}", w.sim.graph_url())).send();
    let log: Value = read("/__log").await.unwrap().json().await.unwrap();
    assert_eq!(log[0]["method"], "GET");
    let violations: Value = read("/__violations").await.unwrap().json().await.unwrap();
    assert_eq!(violations["violations"], json!([]));
    assert_eq!(read("/__nothing").await.unwrap().status(), 400);
}

#[tokio::test]
async fn sign_in_can_be_turned_from_outside() {
    let w = world().await;
    let url = format!("{}/__identity", w.sim.identity_url());
    let order = json!({ "outcomes": ["deny"], "refusals": [50173], "revoke": ASHA });
    assert_eq!(w.http.post(url).json(&order).send().await.unwrap().status(), 200);
    assert_eq!(w.asked(Method::GET, "/me").send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn fifty_thousand_messages_are_read_in_pages_without_a_scan() {
    const COUNT: i64 = 50_000;
    let w = world().await;
    (0..COUNT).for_each(|n| drop(w.mailbox.deliver(mail("m", n))));
    let mut link = "/me/mailFolders/inbox/messages/delta?$select=id,subject".to_owned();
    let mut seen = std::collections::HashSet::new();
    loop {
        let asked = w.bare(Method::GET, &link).bearer_auth(&w.token);
        let prefer = format!("{IMMUTABLE}, odata.maxpagesize=1000");
        let page: Value = asked.header("Prefer", prefer).send().await.unwrap().json().await.unwrap();
        seen.extend(ids(page["value"].as_array().unwrap()));
        match page["@odata.nextLink"].as_str() {
            Some(next) => link = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen.len(), 50_000);
    w.sim.assert_clean();
}

#[tokio::test]
async fn chance_fails_requests_in_every_way_and_the_same_ones_for_the_same_seed() {
    let mut told = Vec::new();
    for seed in [1, 1, 2] {
        let w = world().await;
        w.sim.modes(|modes| (modes.random_faults, modes.random_seed) = (300, seed));
        let mut statuses = Vec::new();
        for _ in 0..60 {
            let answer = w.asked(Method::GET, "/me").send().await;
            statuses.push(answer.map_or(0, |answer| answer.status().as_u16()));
            w.sim.advance(chrono::TimeDelta::seconds(10));
        }
        for status in [0, 200, 429, 503] {
            assert!(statuses.contains(&status), "no {status} in {statuses:?}");
        }
        told.push(statuses);
    }
    assert_eq!(told[0], told[1]);
    assert_ne!(told[0], told[2]);
}

#[tokio::test]
async fn a_folder_that_is_moved_takes_along_what_is_in_it_and_one_that_is_deleted_too() {
    let w = world().await;
    let fairs = w.mailbox.create_folder("Fairs", None).unwrap();
    let pune = w.mailbox.create_folder("Pune", Some(&fairs)).unwrap();
    let id = w.mailbox.deliver(pebble_simulators::NewMessage { folder: pune.clone(), ..mail("m", 0) }).unwrap();
    assert!(!w.mailbox.move_folder(&fairs, &pune), "a folder cannot be within itself");
    assert!(w.mailbox.move_folder(&fairs, "deleteditems"));
    let parents = |of: &str| w.mailbox.folders().into_iter().find(|it| it.id == of).unwrap().parent_id;
    assert_eq!((parents(&pune), parents(&fairs)), (Some(fairs.clone()), w.mailbox.folder_id("deleteditems")));
    let kept = w.mailbox.messages();
    assert_eq!((kept[0].id.clone(), kept[0].folder_id.clone()), (id, pune));
    assert!(w.mailbox.delete_folder(&fairs));
    assert_eq!(w.mailbox.count(), 0);
}
