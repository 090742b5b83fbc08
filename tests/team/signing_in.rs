//! How a desk proves whose it is and finds out which server it speaks to: an invitation, a name with a password, and a
//! certificate that nobody vouches for.

use pebble_core::kernel::Code;
use pebble_server::{Terms, Tls};
use pebble_simulators::SimClock;
use pebble_tests::{Office, Rig, noon, open_terms};
use serde_json::json;

use super::{ASHA, invited, join, meet, standing};

fn own_certificate() -> (tempfile::TempDir, Terms) {
    let folder = tempfile::tempdir().unwrap();
    let tls = Some(Tls::own(folder.path()).unwrap());
    (folder, Terms { tls, ..open_terms() })
}

#[tokio::test]
async fn a_desk_takes_the_server_that_its_address_names_by_its_key_and_no_other() {
    let clock = SimClock::fixed(noon());
    let ((_ours, terms), (_theirs, others)) = (own_certificate(), own_certificate());
    let mut office = Office::open_on(&clock, terms.clone()).await;
    let rig = Rig::fresh(&clock).await;
    let (address, pin) = office.address().split_once("/#").map(|(a, p)| (a.to_owned(), p.to_owned())).unwrap();
    let another = others.tls.unwrap().pin.unwrap();
    assert_ne!(pin, another);
    for wrong in [address.clone(), format!("{address}/#{another}")] {
        let refusal = rig.refused("app.join_office", invited(&wrong, &office.invitation(ASHA))).await;
        assert_eq!(refusal.code, Code::Offline, "{wrong}: {refusal:?}");
    }
    let cut = invited(&format!("{address}/#{}", &pin[1..]), &office.invitation(ASHA));
    assert_eq!(rig.refused("app.join_office", cut).await.field.as_deref(), Some("address"));
    join(&office, &rig, ASHA).await;
    rig.tell("masters.import", pebble_tests::mails::masters()).await;
    meet(&rig).await;
    // Nobody has to read the key once it is known.
    assert_eq!(standing(&rig).await["address"], json!(format!("{address}/")));
    // Nor to be taken in again.
    rig.tell("app.join_office", invited(&address, &office.invitation(ASHA))).await;
    meet(&rig).await;
    // The server's certificate is the same after a restart, and so is what the desk takes.
    office.go_away().await;
    rig.tell("masters.add_company", json!({ "name": "Entered meanwhile" })).await;
    office.come_back().await;
    meet(&rig).await;
}

#[tokio::test]
async fn an_encrypted_office_speaks_http_2() {
    let (_folder, terms) = own_certificate();
    let office = Office::open_on(&SimClock::fixed(noon()), terms).await;
    let (address, _) = office.address().split_once("/#").map(|(a, p)| (a.to_owned(), p.to_owned())).unwrap();
    // The desk's own check of the key has its test above.
    let any = reqwest::Client::builder().use_rustls_tls().danger_accept_invalid_certs(true).build().unwrap();
    let health = any.get(format!("{address}/health")).send().await.unwrap();
    assert_eq!((health.version(), health.status().as_u16()), (reqwest::Version::HTTP_2, 200));
}

#[tokio::test]
async fn a_name_that_was_chosen_at_one_desk_takes_in_another_with_everything_on_it() {
    let clock = SimClock::fixed(noon());
    let office = Office::open(&clock).await;
    let first = Rig::fresh(&clock).await;
    join(&office, &first, ASHA).await;
    first.tell("masters.import", pebble_tests::mails::masters()).await;
    meet(&first).await;
    let ways = first.tell("app.office_ways", json!({ "address": office.address() })).await;
    assert_eq!(ways, json!({ "password": true, "provider": null }));
    let account = |login: &str, password: &str| json!({ "login": login, "password": password, "before": null });
    let short = first.refused("app.office_account", account("asha", "short")).await;
    assert_eq!((short.code, short.field.as_deref()), (Code::Invalid, Some("password")));
    first.tell("app.office_account", account("asha", "correct horse battery")).await;
    let second = Rig::fresh(&clock).await;
    let by = |login: &str, password: &str| json!({ "address": office.address(), "proof": { "by": "password", "login": login, "password": password } });
    for (wrong, field) in [(by("", "x"), "login"), (by("asha", ""), "password")] {
        assert_eq!(second.refused("app.join_office", wrong).await.field.as_deref(), Some(field));
    }
    let refusal = second.refused("app.join_office", by("asha", "not this one")).await;
    assert_eq!((refusal.code, refusal.message.as_str()), (Code::Denied, "The name or the password is wrong."));
    assert_eq!(standing(&second).await["state"], "alone");
    second.tell("app.join_office", by("Asha", "correct horse battery")).await;
    meet(&second).await;
    let companies = async |rig: &Rig| rig.ask("masters.companies", json!("")).await;
    let known = companies(&first).await;
    assert!(!known.as_array().unwrap().is_empty());
    assert_eq!(companies(&second).await, known);
}

#[tokio::test]
async fn an_office_without_a_sign_in_page_says_so() {
    let clock = SimClock::fixed(noon());
    let office = Office::open(&clock).await;
    let rig = Rig::fresh(&clock).await;
    let join = json!({ "address": office.address(), "proof": { "by": "provider" } });
    let refusal = rig.refused("app.join_office", join).await;
    assert_eq!(refusal.message, "This office has no sign-in page: use an invitation.");
    assert_eq!(standing(&rig).await["state"], "alone");
}
