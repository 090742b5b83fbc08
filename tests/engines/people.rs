//! People: me and those beside me.

use pebble_core::kernel::Code;
use pebble_tests::Rig;
use serde_json::{Value, json};

#[tokio::test]
async fn signing_in_introduces_me_by_the_name_of_the_mailbox() {
    let rig = Rig::new().await;
    let me = rig.ask("people.me", Value::Null).await;
    assert_eq!(me["me"]["name"], "Asha Kulkarni");
    assert_eq!(me["me"]["email"], "asha.kulkarni@pebblechem.example");
    assert_eq!(me["team"], Value::Null);
}

#[tokio::test]
async fn introducing_myself_again_corrects_my_entry_and_makes_no_second_me() {
    let rig = Rig::new().await;
    let join =
        json!({ "id": null, "name": "Asha K", "email": "ASHA@pebblechem.example", "role": "manager", "team": null });
    rig.tell("people.join", join).await;
    let me = rig.ask("people.me", Value::Null).await;
    assert_eq!((me["me"]["name"].clone(), me["me"]["role"].clone()), (json!("Asha K"), json!("manager")));
    assert_eq!(me["me"]["email"], "asha@pebblechem.example");
    assert_eq!(me["colleagues"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn my_colleagues_are_the_people_of_my_team_by_name() {
    let rig = Rig::new().await;
    let join = |id: Value, name: &str, team: &str| json!({ "id": id, "name": name, "email": "", "role": "sales", "team": team });
    let director = json!({ "id": null, "name": "Asha", "email": "", "role": "director", "team": "West" });
    rig.tell("people.join", director).await;
    rig.tell("people.join", join(json!("00000000-0000-0000-0000-000000000002"), "Vikram", "west")).await;
    rig.tell("people.join", join(json!("00000000-0000-0000-0000-000000000003"), "Anil", "West ")).await;
    rig.tell("people.join", join(json!("00000000-0000-0000-0000-000000000004"), "Sara", "South")).await;
    let me = rig.ask("people.me", Value::Null).await;
    let names: Vec<&str> =
        me["colleagues"].as_array().unwrap().iter().map(|each| each["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Anil", "Asha", "Vikram"]);
    assert_eq!(me["team"]["name"], "West");
}

#[tokio::test]
async fn an_entry_that_leaves_the_team_out_keeps_the_team() {
    let rig = Rig::new().await;
    let join = |team: Value| json!({ "id": null, "name": "Asha", "email": "", "role": "sales", "team": team });
    rig.tell("people.join", join(json!("West"))).await;
    rig.tell("people.join", join(Value::Null)).await;
    assert_eq!(rig.ask("people.me", Value::Null).await["team"]["name"], "West");
}

#[tokio::test]
async fn a_person_without_a_name_or_with_half_an_address_is_refused_at_the_field() {
    let rig = Rig::new().await;
    let join =
        |name: &str, email: &str| json!({ "id": null, "name": name, "email": email, "role": "sales", "team": null });
    assert_eq!(rig.refused("people.join", join("  ", "a@b.example")).await.field.as_deref(), Some("name"));
    assert_eq!(rig.refused("people.join", join("Asha", "asha")).await.field.as_deref(), Some("email"));
    let role = json!({ "id": null, "name": "Asha", "email": "", "role": "emperor", "team": null });
    assert!(rig.refused("people.join", role).await.message.contains("emperor"));
    assert_eq!(rig.ask("people.me", Value::Null).await["me"]["name"], "Asha Kulkarni");
}

#[tokio::test]
async fn what_i_write_is_signed_with_my_name() {
    let rig = Rig::new().await;
    let id = super::acts::card(&rig, "Zinc oxide", "medium").await;
    rig.tell("enquiries.note", json!({ "id": id, "text": "Rang him." })).await;
    let detail = super::acts::detail(&rig, &id).await;
    assert_eq!(detail["owner"], "Asha Kulkarni");
    assert_eq!(detail["timeline"][0]["who"], "Asha Kulkarni");
}

#[tokio::test]
async fn what_holds_for_the_whole_office_is_a_directors_to_set() {
    let rig = Rig::new().await;
    rig.tell("followups.configure", json!({ "high_days": 3 })).await;
    let ravi = json!({ "id": "00000000-0000-0000-0000-000000000002", "name": "Ravi", "role": "director" });
    rig.tell("people.join", ravi).await;
    let hours = rig.ask("desk.calendar", Value::Null).await;
    for (command, input) in [
        ("followups.configure", json!({ "high_days": 5 })),
        ("desk.set_calendar", hours),
        ("people.set_territory", json!({ "name": "West" })),
    ] {
        let refusal = rig.refused(command, input).await;
        assert_eq!((refusal.code, refusal.message.contains("only a director")), (Code::Denied, true), "{refusal}");
    }
    assert_eq!(rig.ask("followups.sequences", Value::Null).await["cadence"]["high_days"], 3);
}

#[tokio::test]
async fn a_territory_is_part_of_no_part_of_its_own_and_names_who_covers_it() {
    let rig = Rig::new().await;
    rig.tell("people.join", json!({ "role": "director" })).await;
    let ravi = "00000000-0000-0000-0000-000000000002";
    rig.tell("people.join", json!({ "id": ravi, "name": "Ravi" })).await;
    rig.tell("people.set_territory", json!({ "name": "West" })).await;
    rig.tell("people.set_territory", json!({ "name": "Gujarat", "part_of": "west", "head": ravi })).await;
    for (input, field) in [
        (json!({ "name": "West", "part_of": "Gujarat" }), "part_of"),
        (json!({ "name": "West", "part_of": "West" }), "part_of"),
        (json!({ "name": "Surat", "part_of": "Nowhere" }), "part_of"),
        (json!({ "name": "  " }), "name"),
    ] {
        assert_eq!(rig.refused("people.set_territory", input).await.field.as_deref(), Some(field));
    }
    let cover = |covers: bool| json!({ "territory": "gujarat", "person": ravi, "covers": covers });
    rig.tell("people.cover", cover(true)).await;
    let names = async || {
        let all = rig.ask("people.territories", Value::Null).await;
        let people = |place: usize| all[place]["people"].as_array().unwrap().len();
        assert_eq!((&all[0]["territory"]["name"], &all[1]["territory"]["name"]), (&json!("Gujarat"), &json!("West")));
        (people(0), people(1))
    };
    assert_eq!(names().await, (1, 0));
    rig.tell("people.cover", cover(false)).await;
    assert_eq!(names().await, (0, 0));
    let nowhere = json!({ "territory": "Nowhere", "person": ravi, "covers": true });
    assert_eq!(rig.refused("people.cover", nowhere).await.field.as_deref(), Some("territory"));
}
