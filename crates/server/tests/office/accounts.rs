//! Names with passwords: chosen at a desk that is in, good at another.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::scene::{Scene, key, open_terms};

const ASHA: u128 = 0xA;
const RAVI: u128 = 0xB;
const PASSWORD: &str = "correct horse battery";

async fn set(scene: &Scene, access: &str, account: Value) -> (u16, Option<String>) {
    let asked = scene.http.post(scene.url("/sync/v1/account")).bearer_auth(access).json(&account);
    let answer = asked.send().await.unwrap();
    let field = answer.headers().get("x-pebble-field").map(|name| name.to_str().unwrap().to_owned());
    (answer.status().as_u16(), field)
}

async fn sign_in(scene: &Scene, login: &str, password: &str) -> (u16, String) {
    let answer = scene.register(json!({ "login": login, "password": password }), &key()).await;
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn a_name_chosen_at_one_desk_takes_in_another_desk_of_the_same_person() {
    let scene = Scene::open(open_terms()).await;
    let asha = scene.desk(ASHA).await;
    assert_eq!(set(&scene, &asha, json!({ "login": " Asha ", "password": PASSWORD })).await, (204, None));
    let (status, said) = sign_in(&scene, "asha", PASSWORD).await;
    assert_eq!(status, 200, "{said}");
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["person"], json!(uuid::Uuid::from_u128(ASHA)));
    let hello = scene.http.post(scene.url("/sync/v1/hello")).bearer_auth(said["access"].as_str().unwrap());
    assert_eq!(hello.json(&json!({})).send().await.unwrap().status(), 200);
    let kept = scene.store.reader();
    let rows = sea_orm::ConnectionTrait::query_all_raw(
        kept,
        sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, "SELECT password FROM account"),
    );
    let kept: String = rows.await.unwrap()[0].try_get_by_index(0).unwrap();
    assert!(kept.starts_with("$argon2id$") && !kept.contains("horse"), "{kept}");
}

#[tokio::test]
async fn no_answer_tells_whether_a_name_exists() {
    let scene = Scene::open(open_terms()).await;
    let asha = scene.desk(ASHA).await;
    set(&scene, &asha, json!({ "login": "asha", "password": PASSWORD })).await;
    let (wrong, nobody) = (sign_in(&scene, "asha", "not this one").await, sign_in(&scene, "nobody", PASSWORD).await);
    assert_eq!(wrong, nobody);
    assert_eq!(wrong.0, 403);
}

#[tokio::test]
async fn whoever_guesses_is_slowed_by_name_and_the_right_password_waits_too() {
    let scene = Scene::open(open_terms()).await;
    let asha = scene.desk(ASHA).await;
    set(&scene, &asha, json!({ "login": "asha", "password": PASSWORD })).await;
    let mut last = 403;
    for _ in 0..12 {
        last = sign_in(&scene, "ASHA", "a guess").await.0;
    }
    assert_eq!(last, 429);
    assert_eq!(sign_in(&scene, "asha", PASSWORD).await.0, 429);
    assert_eq!(sign_in(&scene, "ravi", "a guess").await.0, 403);
}

#[tokio::test]
async fn a_password_is_changed_by_who_knows_it_and_a_name_is_one_persons() {
    let scene = Scene::open(open_terms()).await;
    let (asha, ravi) = (scene.desk(ASHA).await, scene.desk(RAVI).await);
    let field = |name: &str| (422, Some(name.to_owned()));
    for (account, wrong) in [
        (json!({ "login": "a", "password": PASSWORD }), "login"),
        (json!({ "login": "asha", "password": "short" }), "password"),
        (json!({ "login": "asha", "password": "x".repeat(201) }), "password"),
    ] {
        assert_eq!(set(&scene, &asha, account).await, field(wrong));
    }
    assert_eq!(set(&scene, &asha, json!({ "login": "asha", "password": PASSWORD })).await.0, 204);
    assert_eq!(set(&scene, &ravi, json!({ "login": "Asha", "password": PASSWORD })).await, field("login"));
    let next = json!({ "login": "asha", "password": "another long one" });
    assert_eq!(set(&scene, &asha, next.clone()).await, field("before"));
    let mut known = next;
    known["before"] = PASSWORD.into();
    assert_eq!(set(&scene, &asha, known).await.0, 204);
    assert_eq!(sign_in(&scene, "asha", PASSWORD).await.0, 403);
    assert_eq!(sign_in(&scene, "asha", "another long one").await.0, 200);
    assert_eq!(set(&scene, "x", json!({ "login": "x1", "password": PASSWORD })).await.0, 401);
}

#[tokio::test]
async fn an_office_without_passwords_takes_none() {
    let scene = Scene::open(pebble_server::Terms { has_passwords: false, ..open_terms() }).await;
    let asha = scene.desk(ASHA).await;
    scene.clock.advance(TimeDelta::seconds(1));
    assert_eq!(set(&scene, &asha, json!({ "login": "asha", "password": PASSWORD })).await.0, 403);
    assert_eq!(sign_in(&scene, "asha", PASSWORD).await.0, 403);
    let ways: Value = scene.http.get(scene.url("/sync/v1/ways")).send().await.unwrap().json().await.unwrap();
    assert_eq!(ways, json!({ "password": false, "provider": null }));
}
