//! What leaves a device and what does not, and who each row is for.

use std::collections::{BTreeMap, BTreeSet};

use pebble_core::{
    engines::{
        ENGINES,
        enquiries::model::{EnquiryId, enquiry},
        followups::model::task,
        people::model::{TeamId, team},
    },
    kernel::{At, PersonId, Reach, Record, Scope, Table, synced::Access},
};
use pebble_store::Store;
use proptest::prelude::*;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

/// Every table there is, and why it is synced or not.
const TABLES: &[(&str, bool, &str)] = &[
    ("activity", true, "the timeline of an enquiry is its team's memory"),
    ("attachment", true, "what is attached where, and where its bytes are"),
    ("board_default", true, "the view that a person's board begins with, at every desk of theirs"),
    ("board_view", true, "views of the board, one's own and the team's"),
    ("body", false, "the text of mail stays with the mailbox; what of it is shared travels in a mutation"),
    ("card", false, "drawn from enquiries"),
    ("card_total", false, "counted from cards"),
    ("change", false, "what this database's own transactions changed"),
    ("alias", true, "an id that one desk gave is understood at every other"),
    ("company", true, "everybody sells to the same customers"),
    ("contact", true, "everybody writes to the same people"),
    ("contact_point", true, "everybody reaches the same people"),
    ("deed", false, "what a person did at this desk, and what it did to the rows of this device"),
    ("draft", false, "what is being written on this device, until it has left"),
    ("effect", false, "outgoing work of whoever holds the channel; asked for anew wherever a mutation runs"),
    ("enquiry", true, "what a customer asked for"),
    ("enrolment", true, "a sequence goes on at the desk of whoever takes over"),
    ("folder", false, "a folder of this device's mailbox"),
    ("kept_file", false, "bytes that this desk has"),
    ("mailbox", false, "this device's mailbox"),
    ("message", false, "mail stays on the device that reads it"),
    ("mutation", false, "the log of this database: mutations travel as offers, not as rows"),
    ("person", true, "who we are"),
    ("price", true, "what the list says, and has said"),
    ("prelead", true, "senders of one rep that nobody knows yet"),
    ("product", true, "what is sold"),
    ("quarantine", false, "mail of this device that could not be read"),
    ("quotation", true, "what was offered, by whom, and what became of it"),
    ("picture", false, "what this device's mailbox sent along to be shown inside a mail"),
    ("removal", false, "mail that this device's mailbox reported as removed"),
    ("sales_order", true, "what was ordered"),
    ("sender", false, "what this device keeps in mind of who wrote: junk, pictures"),
    ("series", true, "how far the office has counted"),
    ("setting", true, "working hours and spacing are the office's, not the device's"),
    ("step", true, "what a sequence has sent already"),
    ("template", false, "texts that a person of this device begins from"),
    ("territory", true, "where we sell"),
    ("territory_cover", true, "who sells where"),
    ("word", false, "what this device's mailbox is still to be told"),
    ("judgement", false, "what this desk made of its own mail, and what was said to it"),
    ("taught", false, "what this desk learnt from its own mail"),
    ("writing", false, "how this device's mailbox signs, and how long it can call back"),
    ("office_image", false, "a desk's own: what rows were before work that waits"),
    ("office_ref", false, "a desk's own: scopes travel with their rows"),
    ("office_row", false, "a desk's own: versions travel with their rows"),
    ("office_standing", false, "a desk's own: where it stands with its office"),
    ("account", false, "a server's own: names with passwords"),
    ("api_answer", false, "a server's own: what requests of programs came to"),
    ("api_key", false, "a server's own: keys of programs"),
    ("hook", false, "a server's own: whom it tells"),
    ("hook_post", false, "a server's own: what it has to tell"),
    ("identity", false, "a server's own: people as providers know them"),
    ("sync_blob", false, "a server's own: bytes by their hash"),
    ("sync_piece", false, "a server's own: bytes travel beside the feed"),
    ("sync_upload", false, "a server's own: how far bytes have come"),
    ("sync_ack", false, "a server's own: travels at the end of a page"),
    ("sync_device", false, "a server's own: devices"),
    ("sync_grant", false, "a server's own: travels at the end of a page"),
    ("sync_head", false, "a server's own: where the feed stands"),
    ("sync_known", false, "a server's own: which mutations have run"),
    ("sync_member", false, "a server's own: rows by scope"),
    ("sync_outbox", false, "a server's own: what waits for a number"),
    ("sync_result", false, "a server's own: travels at the end of a page"),
    ("sync_row", false, "a server's own: versions and scopes travel with their rows"),
    ("sync_scope", false, "a server's own: scopes by name"),
    ("sync_sign_in", false, "a server's own: how devices prove themselves"),
    ("sync_vis", false, "a server's own: the order of changes"),
    ("task", true, "what somebody has to do"),
    ("team", true, "who we are"),
    ("track", true, "what an enquiry waits for"),
];

/// Kept by the database, or by the machinery around it.
fn is_machinery(table: &str) -> bool {
    table.starts_with("sqlite_") || table.contains("_fts") || ["full_text", "seaql_migrations"].contains(&table)
}

async fn store(folder: &tempfile::TempDir) -> Store {
    Store::sqlite(&folder.path().join("office.db"), ENGINES, At::from_millis(0)).await.unwrap()
}

fn table(name: &str) -> Table {
    ENGINES.tables().find(|table| table.name == name).unwrap()
}

fn access(name: &str) -> Access {
    table(name).synced.unwrap()
}

#[tokio::test]
async fn every_table_of_the_schema_is_synced_or_stays_for_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let list =
        Statement::from_string(sea_orm::DbBackend::Sqlite, "SELECT name FROM sqlite_master WHERE type = 'table'");
    let found = store.reader().query_all_raw(list).await.unwrap();
    let found: BTreeSet<String> = found.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    let found: BTreeSet<&str> = found.iter().map(String::as_str).filter(|name| !is_machinery(name)).collect();
    assert_eq!(found, TABLES.iter().map(|(name, ..)| *name).collect(), "say in TABLES whether it is synced, and why");
    let declared: BTreeMap<&str, Table> = ENGINES.tables().map(|table| (table.name, table)).collect();
    for (name, is_synced, why) in TABLES {
        let table = declared.get(name);
        assert_eq!(table.is_some_and(|table| table.synced.is_some()), *is_synced, "{name}: {why}");
        assert_eq!(table.is_some_and(|table| table.reach == Reach::Shared), *is_synced, "{name}: {why}");
    }
}

#[tokio::test]
async fn rows_of_a_shared_table_are_written_read_and_removed_as_data() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let ids: Vec<Uuid> = (1..=500).map(Uuid::from_u128).collect();
    let named = |name: &str| -> Vec<Value> {
        let row = |id: &Uuid| team::Model { id: TeamId(*id), name: name.to_owned() };
        ids.iter().map(|id| serde_json::to_value(row(id)).unwrap()).collect()
    };
    let teams = access("team");
    let tx = store.begin().await.unwrap();
    for name in ["West", "East"] {
        (teams.put)(&tx, named(name)).await.unwrap();
        let found: BTreeMap<Uuid, Value> = (teams.rows)(&tx, &ids).await.unwrap().into_iter().collect();
        assert_eq!(found.into_values().collect::<Vec<_>>(), named(name));
    }
    (teams.remove)(&tx, &ids[..499]).await.unwrap();
    let found = (teams.rows)(&tx, &ids).await.unwrap();
    assert_eq!(found.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ids[499..]);
    assert!((teams.put)(&tx, vec![json!({ "id": Uuid::nil() })]).await.is_err(), "a row without its columns was taken");
}

#[test]
fn a_scope_is_read_back_from_its_name() {
    for scope in [Scope::Office, Scope::Person(PersonId(Uuid::from_u128(7)))] {
        assert_eq!(scope.to_string().parse::<Scope>().unwrap(), scope);
    }
    for name in ["", "u:", "u:asha", "t:1", "orgs"] {
        assert!(name.parse::<Scope>().is_err(), "{name:?}");
    }
}

fn an_enquiry(id: u128, owner: u128, words: &str, number: i64) -> Value {
    let at = At::from_millis(number);
    json!({ "id": Uuid::from_u128(id), "code": words, "company_id": Uuid::from_u128(3), "contact_id": null,
        "owner_id": Uuid::from_u128(owner), "title": words, "product": words, "quantity": null, "unit": null,
        "value_minor": number, "currency": "INR", "priority": "high", "stage": "quoted", "stage_since": at,
        "rank": "i0", "review_on": null, "valid_until": null, "po_number": null, "reason": words,
        "extended_until": null, "extensions": 0, "last_activity_at": at, "touches": 0, "mail_ref": null,
        "created_at": at, "closed_at": null })
}

fn a_task(enquiry: u128, owner: u128, words: &str, number: i64) -> Value {
    let at = At::from_millis(number);
    json!({ "id": Uuid::from_u128(9), "kind": "call", "title": words, "body": words,
        "enquiry_id": Uuid::from_u128(enquiry), "enrolment_id": null, "owner_id": Uuid::from_u128(owner),
        "priority": "low", "due_at": at, "created_at": at, "done_at": null, "outcome": null,
        "category": null, "comment": words })
}

fn of_person(number: u128) -> Scope {
    Scope::Person(PersonId(Uuid::from_u128(number)))
}

fn scopes(table: &str, row: &Value, of_parent: &BTreeSet<Scope>) -> BTreeSet<Scope> {
    (access(table).audience)(row).unwrap().scopes(of_parent)
}

proptest! {
    #[test]
    fn an_enquiry_is_for_its_owner_whatever_else_it_says(
        owner in 1_u128..9, id in 1_u128..9, words in ".{0,20}", number in 0_i64..4_000_000_000_000
    ) {
        let row = an_enquiry(id, owner, &words, number);
        prop_assert_eq!(scopes(enquiry::Model::NAME, &row, &BTreeSet::new()), [of_person(owner)].into());
        prop_assert_eq!((access("enquiry").audience)(&row).unwrap().parent(), None);
    }

    #[test]
    fn a_task_follows_its_enquiry_from_owner_to_owner_and_keeps_its_own(
        from in 1_u128..9, to in 1_u128..9, own in 1_u128..9, words in ".{0,20}", number in 0_i64..4_000_000_000_000
    ) {
        let row = a_task(5, own, &words, number);
        let parent = (access("task").audience)(&row).unwrap().parent().unwrap();
        prop_assert_eq!((parent.table, parent.id), (enquiry::Model::NAME, Uuid::from_u128(5)));
        for owner in [from, to] {
            let of_parent = scopes("enquiry", &an_enquiry(5, owner, "", 0), &BTreeSet::new());
            prop_assert_eq!(scopes("task", &row, &of_parent), [of_person(owner), of_person(own)].into());
        }
    }
}

#[test]
fn the_rows_of_the_property_tests_are_real_ones() {
    let enquiry: enquiry::Model = serde_json::from_value(an_enquiry(1, 2, "a", 3)).unwrap();
    assert_eq!(enquiry.id, EnquiryId(Uuid::from_u128(1)));
    let task: task::Model = serde_json::from_value(a_task(1, 2, "a", 3)).unwrap();
    assert_eq!(task.enquiry_id, enquiry.id);
}
