//! Masters: companies, contacts and products are entered once and checked at their fields.

use pebble_core::kernel::log::change;
use pebble_tests::{Rig, mails};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

async fn changes(rig: &Rig) -> u64 {
    change::Entity::find().count(rig.desk.store().reader()).await.unwrap()
}

#[tokio::test]
async fn an_import_run_twice_changes_nothing() {
    let rig = Rig::new().await;
    let before = changes(&rig).await;
    let done = rig.tell("masters.import", mails::masters()).await;
    assert_eq!(done, json!({ "companies": 0, "contacts": 0, "products": 0, "known": 6, "other_prices": 0 }));
    assert_eq!(changes(&rig).await, before);
}

#[tokio::test]
async fn a_company_is_found_again_by_its_domain_whatever_the_name_is_written_like() {
    let rig = Rig::new().await;
    let first = super::acts::company(&rig, "Nirmal").await;
    let again = json!({ "name": "NIRMAL PAINTS PVT LTD", "domain": " NirmalPaints.example ",
        "contacts": [{ "name": "Stores", "email": "Stores@nirmalpaints.example" }] });
    let id = rig.tell("masters.add_company", again).await;
    assert_eq!(id, json!(first));
    let contacts = rig.ask("masters.contacts", json!(first)).await;
    let names: Vec<&str> = contacts.as_array().unwrap().iter().map(|each| each["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Ramesh Iyer", "Stores"]);
    assert_eq!(contacts[1]["email"], "stores@nirmalpaints.example");
}

#[tokio::test]
async fn identifiers_that_cannot_be_right_are_refused_at_their_field() {
    let rig = Rig::new().await;
    for (field, value) in [
        ("gstin", "27AAPFU0939F1ZW"),
        ("gstin", "27AAPFU0939"),
        ("pan", "AAPFU09399"),
        ("pan", "AAPFÜ0939F"),
        ("cin", "L17110MH1973PLC01978"),
        ("cin", "X17110MH1973PLC019786"),
    ] {
        let mut company = json!({ "name": "Acme" });
        company[field] = json!(value);
        let refusal = rig.refused("masters.add_company", company).await;
        assert_eq!(refusal.field.as_deref(), Some(field), "{value}: {refusal}");
    }
    let foreign = json!({ "name": "Acme", "gstin": "27AAPFU0939F1ZV", "pan": "AAGCB7383J" });
    assert_eq!(rig.refused("masters.add_company", foreign).await.field.as_deref(), Some("pan"));
    let sound =
        json!({ "name": "Acme", "gstin": "27aapfu0939f1zv", "pan": "AAPFU0939F", "cin": "L17110MH1973PLC019786" });
    rig.tell("masters.add_company", sound).await;
    assert_eq!(rig.ask("masters.companies", json!("Acme")).await.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_import_with_one_wrong_row_enters_none_of_them() {
    let rig = Rig::new().await;
    let import = json!({ "companies": [{ "name": "First" }, { "name": "Second", "gstin": "wrong" }], "products": [] });
    assert_eq!(rig.refused("masters.import", import).await.field.as_deref(), Some("gstin"));
    assert_eq!(rig.ask("masters.companies", json!("First")).await, json!([]));
}

#[tokio::test]
async fn a_telephone_is_kept_in_one_form_and_a_wrong_one_is_refused() {
    let rig = Rig::new().await;
    let id = super::acts::company(&rig, "Nirmal").await;
    assert_eq!(super::acts::contact(&rig, &id).await["phone"], "+919820011223");
    let wrong = json!({ "name": "Acme", "contacts": [{ "name": "Ravi", "phone": "12" }] });
    assert_eq!(rig.refused("masters.add_company", wrong).await.field.as_deref(), Some("phone"));
}

#[tokio::test]
async fn a_product_is_there_once_whatever_its_case() {
    let rig = Rig::new().await;
    rig.tell("masters.add_product", json!({ "name": "ZINC OXIDE", "unit": "kg" })).await;
    let products = rig.ask("masters.products", Value::Null).await;
    let names: Vec<&str> = products.as_array().unwrap().iter().map(|each| each["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Titanium dioxide", "Zinc oxide"]);
    assert_eq!(rig.refused("masters.add_product", json!({ "name": " " })).await.field.as_deref(), Some("name"));
}

/// The names of the companies that words find.
async fn found(rig: &Rig, words: &str) -> Vec<String> {
    let found = rig.ask("masters.companies", json!(words)).await;
    found.as_array().unwrap().iter().map(|each| each["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_company_is_found_by_the_beginning_of_any_of_its_words_and_by_its_town() {
    let rig = Rig::new().await;
    for words in ["Nirm", "paints nir", "PAINT", "pune"] {
        assert_eq!(found(&rig, words).await, ["Nirmal Paints"], "{words}");
    }
    assert!(found(&rig, "nirmal rubber").await.is_empty());
    assert_eq!(found(&rig, " ").await.len(), 2, "nothing typed finds the newest");
}

#[tokio::test]
async fn nothing_typed_into_a_search_is_an_error_or_stands_for_any_letter() {
    let rig = Rig::new().await;
    super::acts::card(&rig, "Zinc oxide", "medium").await;
    let hostile = [
        "%",
        "_",
        "N_rmal",
        "N%l",
        "\"",
        "'",
        "*",
        "NEAR(",
        "name:nothing",
        "x AND",
        "^",
        "-",
        "'; DROP TABLE company; --",
        "जिंक",
        "\u{0}",
        "zzz\" OR \"a",
    ];
    for words in hostile {
        assert!(found(&rig, words).await.is_empty(), "{words:?}");
        let filter = json!({ "query": words });
        let columns = rig.ask("board.columns", filter.clone()).await;
        assert_eq!(columns[0]["count"], 0, "{words:?}");
        let window = json!({ "column": "pending_enquiry", "offset": 0, "limit": 9, "filter": filter });
        assert_eq!(rig.ask("board.window", window).await["cards"], json!([]), "{words:?}");
        assert_eq!(
            rig.ask("enquiries.find", json!({ "company_id": null, "query": words })).await,
            json!([]),
            "{words:?}"
        );
        super::acts::mails(&rig, "all", Some(words)).await;
    }
}

#[tokio::test]
async fn a_contact_keeps_every_number_and_address_and_mail_from_each_is_theirs() {
    let rig = Rig::new().await;
    let company = json!({ "name": "Two Desks", "contacts": [{ "name": "Om", "email": "om@two.example", "phone": "98200 11223" }] });
    let company = rig.tell("masters.add_company", company).await;
    let om = async || rig.ask("masters.contacts", company.clone()).await[0].clone();
    let id = om().await["id"].clone();
    let point = |kind: &str, value: &str| json!({ "contact_id": id, "kind": kind, "value": value });
    let beside = async || {
        let rows = rig.ask("masters.points", id.clone()).await;
        let rows = rows.as_array().unwrap().iter();
        let said = rows.map(|row| (row["value"].as_str().unwrap().to_owned(), row["retired_at"].is_null()));
        said.collect::<std::collections::BTreeSet<_>>()
    };
    rig.tell("masters.add_point", point("email", "Om@Purchase.example")).await;
    rig.tell("masters.add_point", point("phone", "+91 98200 44556")).await;
    rig.tell("masters.add_point", point("phone", "9820011223")).await;
    let two = [("om@purchase.example".to_owned(), true), ("+919820044556".to_owned(), true)];
    assert_eq!(beside().await, two.into(), "the number that is first already is not kept twice");

    rig.tell("masters.prefer_point", point("email", "om@purchase.example")).await;
    assert_eq!(om().await["email"], "om@purchase.example");
    rig.tell("masters.retire_point", point("email", "om@purchase.example")).await;
    assert_eq!(om().await["email"], "om@two.example", "what was first before is first again");
    let gone = rig.refused("masters.prefer_point", point("email", "om@purchase.example")).await;
    assert_eq!(gone.field.as_deref(), Some("value"), "{gone}");
    rig.tell("masters.retire_point", point("phone", "98200 44556")).await;
    rig.tell("masters.retire_point", point("phone", "98200 11223")).await;
    assert_eq!(om().await["phone"], Value::Null);
    let kept = beside().await;
    assert_eq!(kept.iter().filter(|(value, _)| value.starts_with('+')).count(), 2, "nothing is removed: {kept:?}");
    for (kind, value) in [("phone", "12"), ("email", "om@"), ("email", "om two@x.example")] {
        assert_eq!(rig.refused("masters.add_point", point(kind, value)).await.field.as_deref(), Some("value"));
    }
    let again = json!({ "name": "Two Desks", "contacts": [{ "name": "Om P", "email": "second@two.example" }] });
    rig.tell("masters.add_point", point("email", "second@two.example")).await;
    rig.tell("masters.add_company", again).await;
    assert_eq!(rig.ask("masters.contacts", company.clone()).await.as_array().unwrap().len(), 1, "the address is Om's");
}

#[tokio::test]
async fn an_import_leaves_prices_as_they_are_and_says_how_many_were_different() {
    let rig = Rig::new().await;
    let product = |name: &str, price: i64| json!({ "name": name, "unit": "kg", "list_price_minor": price });
    rig.tell("masters.add_product", product("Lithopone", 9_000)).await;
    let companies = json!([{ "name": "Import Works" }]);
    let import = json!({ "companies": companies, "products": [product("Lithopone", 9_900), product("Baryte", 700)] });
    let done = rig.tell("masters.import", import).await;
    assert_eq!((&done["other_prices"], &done["products"], &done["companies"]), (&json!(1), &json!(1), &json!(1)));
    let below = rig.refused("masters.add_product", product("Gypsum", -5)).await;
    assert_eq!(below.field.as_deref(), Some("list_price_minor"), "{below}");
}

#[tokio::test]
async fn an_address_that_was_entered_later_or_put_away_is_still_the_same_persons() {
    let rig = Rig::new().await;
    let company = rig.tell("masters.add_company", json!({ "name": "Late", "contacts": [{ "name": "Ravi" }] })).await;
    let id = rig.ask("masters.contacts", company.clone()).await[0]["id"].clone();
    let point = json!({ "contact_id": id, "kind": "email", "value": "ravi@late.example" });
    rig.tell("masters.add_point", point.clone()).await;
    let again = json!({ "name": "Late", "contacts": [{ "name": "R. Rao", "email": "Ravi@late.example" }] });
    rig.tell("masters.add_company", again.clone()).await;
    let contacts = async || rig.ask("masters.contacts", company.clone()).await;
    assert_eq!(contacts().await.as_array().unwrap().len(), 1);
    rig.tell("masters.retire_point", point).await;
    assert_eq!(contacts().await[0]["email"], Value::Null);
}

/// The names of the people that words find.
async fn people(rig: &Rig, words: &str) -> Vec<String> {
    let found = rig.ask("masters.find_contacts", json!(words)).await;
    found.as_array().unwrap().iter().map(|each| each["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_person_is_found_by_name_address_and_number_however_it_is_written() {
    let rig = Rig::new().await;
    let company = json!({ "name": "Acme", "contacts": [
        { "name": "Ravi Kumar", "email": "ravi@acme.example", "phone": "98200 55667" },
        { "name": "Kavita Shah", "phone": "+1 415 555 0132" }] });
    rig.tell("masters.add_company", company).await;
    for words in ["ravi", "kumar rav", "ravi@acme.example", "98200 55", "098200 55667", "+919820055667", "9820055667"] {
        assert_eq!(people(&rig, words).await, ["Ravi Kumar"], "{words}");
    }
    assert_eq!(people(&rig, "+1 415 555").await, ["Kavita Shah"]);
    assert!(people(&rig, "982 nobody").await.is_empty());
    assert!(people(&rig, " ").await.is_empty(), "nothing typed finds nobody");
    let found = rig.ask("masters.find_contacts", json!("ravi")).await;
    assert_eq!(found[0]["company"], "Acme");
}

#[tokio::test]
async fn a_person_is_found_by_a_further_number() {
    let rig = Rig::new().await;
    let id = super::acts::company(&rig, "Nirmal").await;
    let contact = super::acts::contact(&rig, &id).await;
    let point = json!({ "contact_id": contact["id"], "kind": "phone", "value": "022-2345 6789" });
    rig.tell("masters.add_point", point).await;
    assert_eq!(people(&rig, "022 2345").await, [contact["name"].as_str().unwrap()]);
}
