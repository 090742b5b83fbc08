//! How the program is registered with Microsoft: said once, checked, kept, and asked for before anybody signs in.

use serde_json::{Value, json};

use super::recovery::{Window, closed};

const ID: &str = "11111111-2222-4333-8444-555555555555";

#[tokio::test]
async fn nobody_signs_in_before_the_registration_is_known_and_what_is_typed_is_checked_and_kept() {
    let (folder, _path) = closed().await;
    let window = Window::on(folder.path()).await;
    let (_, shown) = window.call("app.registration", json!({})).await;
    let nothing = json!({ "client_id": "", "tenant": null, "cloud": "worldwide" });
    assert_eq!(shown, json!({ "registration": nothing, "is_fixed": false }));
    let refused = window.refused("app.sign_in", json!({})).await;
    assert!(refused.contains("application ID"), "{refused}");
    let wrong = json!({ "client_id": "pebble", "tenant": null, "cloud": "worldwide" });
    let (status, refusal) = window.call("app.set_registration", wrong).await;
    assert_eq!((status, &refusal["field"]), (422, &json!("client_id")), "{refusal}");

    let right = json!({ "client_id": ID, "tenant": "Contoso.onmicrosoft.com ", "cloud": "us_government" });
    let (status, answer) = window.call("app.set_registration", right).await;
    assert_eq!(status, 200, "{answer}");
    let (_, known) = window.call("app.status", json!({})).await;
    let link = known["approval_link"].as_str().unwrap();
    let begins = "https://login.microsoftonline.us/contoso.onmicrosoft.com/v2.0/adminconsent?";
    assert!(link.starts_with(begins) && link.contains(ID), "{link}");
    window.door.close().await;

    let window = Window::on(folder.path()).await;
    let (_, shown) = window.call("app.registration", json!({})).await;
    let kept = json!({ "client_id": ID, "tenant": "contoso.onmicrosoft.com", "cloud": "us_government" });
    assert_eq!(shown, json!({ "registration": kept, "is_fixed": false }));
    assert_eq!(window.call("app.status", json!({})).await.1["approval_link"], link);
    window.door.close().await;
}

#[tokio::test]
async fn where_microsoft_is_simulated_nothing_is_registered() {
    let rig = pebble_tests::Rig::new().await;
    assert_eq!(rig.ask("app.registration", json!({})).await, Value::Null);
    let any = json!({ "client_id": ID, "tenant": null, "cloud": "worldwide" });
    let refused = rig.refused("app.set_registration", any).await;
    assert!(refused.message.contains("Nothing was changed"), "{refused}");
}
