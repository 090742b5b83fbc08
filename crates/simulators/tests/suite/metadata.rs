//! Requests and answers against Microsoft's own metadata, when it is at hand.

use pebble_simulators::{Csdl, NewMessage};
use serde_json::json;

use crate::support::{mail, metadata_file, world};

#[tokio::test]
async fn what_the_metadata_does_not_know_is_found_in_requests_and_answers() {
    let w = world().await;
    if !w.sim.has_csdl() {
        eprintln!("SKIPPED: no metadata at {}", metadata_file().display());
        return;
    }
    w.get("/me?$select=id,displayName,mail").await;
    assert!(w.sim.csdl_findings().is_empty());
    w.post("/me/messages", &json!({ "subject": 5 })).await;
    w.post("/me/messages", &json!({ "subjekt": "s" })).await;
    let overrides = json!({ "isRead": "true" }).as_object().unwrap().clone();
    w.mailbox.deliver(NewMessage { overrides, ..mail("m", 0) });
    w.get("/me/messages").await;
    let found = w.sim.csdl_findings();
    let at = |part: &str| found.iter().any(|finding| finding.contains(part));
    assert!(at("body/subject must be Edm.String"), "{found:?}");
    assert!(at("body/subjekt is not a property of 'message'"), "{found:?}");
    assert!(at("value/isRead must be Edm.Boolean"), "{found:?}");
    assert_eq!(found.len(), 3, "{found:?}");
}

#[tokio::test]
async fn metadata_that_is_not_there_is_none_and_broken_metadata_is_an_error() {
    let folder = std::env::temp_dir().join(format!("pebble-simulators-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    assert!(Csdl::load(&folder.join("none.xml")).unwrap().is_none());
    let broken = folder.join("broken.xml");
    std::fs::write(&broken, "<Schema><EntityType></Schema>").unwrap();
    assert!(Csdl::load(&broken).is_err());
    std::fs::remove_dir_all(&folder).unwrap();
}
