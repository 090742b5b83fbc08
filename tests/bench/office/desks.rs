//! One desk after another, as people have them: the first reading, what a change costs while much waits, how soon
//! another desk has it, who still holds what is no longer theirs, and what a power cut in the middle of sending leaves.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use pebble_host::{Desk, Parts, SystemClock, assemble};
use pebble_outlook::{ClientId, Cloud, Endpoints, Vault};
use pebble_tests::{DeskProgram, ServerProgram, fresh_database};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use uuid::Uuid;

use super::{built, company, crowd, memory, now};
use crate::table::Table;

const FIRST: Uuid = Uuid::from_u128(0xB1);
/// Companies in one mutation.
const AT_ONCE: usize = 200;
/// Rows that change hands.
const MOVED: usize = 1_000;

/// What is compared with the peers.
pub(super) struct Ours {
    pub(super) rows_per_s: f64,
}

/// Runs it.
pub(super) async fn run(table: &mut Table, rows: usize) -> Ours {
    let server = ServerProgram::start(&built("office-server"), &fresh_database("bench_sync").await).await;
    let mut first = DeskProgram::start(&built("office-desk"), now()).await;
    join(&mut first, &server.address(), &server.invite(FIRST).await, true).await;
    for begin in (0..rows).step_by(AT_ONCE) {
        let some: Vec<Value> = (begin..rows.min(begin + AT_ONCE)).map(company).collect();
        first.ask(now(), "masters.import", json!({ "companies": some, "products": [] })).await;
    }
    meet(&mut first).await;
    let rows_per_s = bootstrap(table, &server, rows).await;
    others(table, &server).await;
    ghosts(table, &server, &mut first).await;
    power_cut(table, &server).await;
    first.end().await;
    Ours { rows_per_s }
}

async fn join(desk: &mut DeskProgram, address: &str, invitation: &str, is_met: bool) {
    let proof = json!({ "by": "invitation", "invitation": invitation });
    desk.ask(now(), "app.join_office", json!({ "address": address, "proof": proof })).await;
    if is_met {
        meet(desk).await;
    }
}

async fn meet(desk: &mut DeskProgram) {
    desk.begin_to_meet(now()).await;
    let office = desk.has_met().await;
    assert_eq!((&office["state"], &office["waiting"]), (&json!("fine"), &json!(0)), "{office}");
}

/// A desk that has nothing reads everything, through a proxy that counts.
async fn bootstrap(table: &mut Table, server: &ServerProgram, rows: usize) -> f64 {
    let (address, count) = counted(&server.address()).await;
    let mut fresh = DeskProgram::start(&built("office-desk"), now()).await;
    let before = memory(fresh.id(), "VmHWM");
    let began = Instant::now();
    join(&mut fresh, &address, &server.invite(Uuid::from_u128(0xB2)).await, true).await;
    let took = began.elapsed();
    let held = fresh.ask(now(), "app.office_records", json!({})).await.as_u64().unwrap();
    assert!(held >= rows as u64, "{held} of {rows} rows");
    let rate = held as f64 / took.as_secs_f64();
    table.add(format!("first reading of {held} rows"), format!("{:.2} s", took.as_secs_f64()), "<= 5 s");
    table.add("rows applied", format!("{rate:.0}/s"), ">= 25000/s");
    let bytes = count.load(std::sync::atomic::Ordering::SeqCst);
    table.add("bytes on the wire of it", format!("{:.1} MB", bytes as f64 / 1e6), "-");
    let most = memory(fresh.id(), "VmHWM").saturating_sub(before);
    table.add("memory of that desk beyond an empty one", format!("{most} kB"), "<= 64 MB");
    edits(table, &mut fresh, server).await;
    fresh.end().await;
    rate
}

/// What a change costs on a desk with all rows while 500 wait.
async fn edits(table: &mut Table, desk: &mut DeskProgram, _server: &ServerProgram) {
    let mut times = Vec::new();
    for number in 0..700 {
        let began = Instant::now();
        let input = json!({ "name": format!("Entered offline {number}"), "domain": null, "city": null });
        desk.ask(now(), "masters.add_company", input).await;
        if number >= 500 {
            times.push(began.elapsed());
        }
    }
    table.spread("a change stored while 500 wait, through a pipe", times, "p99 <= 16 ms");
}

/// A proxy that counts what goes through it, both ways.
async fn counted(server: &str) -> (String, Arc<std::sync::atomic::AtomicU64>) {
    let server = server.strip_prefix("http://").unwrap().to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(std::sync::atomic::AtomicU64::new(0));
    let counts = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let far = TcpStream::connect(&server).await.unwrap();
            let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
            tokio::spawn(copy(near_in, far_out, Arc::clone(&counts)));
            tokio::spawn(copy(far_in, near_out, Arc::clone(&counts)));
        }
    });
    (address, count)
}

async fn copy(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    count: Arc<std::sync::atomic::AtomicU64>,
) {
    let mut piece = vec![0_u8; 64 << 10];
    while let Ok(read @ 1..) = from.read(&mut piece).await {
        count.fetch_add(read as u64, std::sync::atomic::Ordering::SeqCst);
        if to.write_all(&piece[..read]).await.is_err() {
            break;
        }
    }
}

/// How soon what one desk has committed is on another, with 200 desks listening.
async fn others(table: &mut Table, server: &ServerProgram) {
    let _listening = crowd::listeners(server, 200).await;
    let (_one, writer) = live(server, 0xB3).await;
    let (_two, reader) = live(server, 0xB3).await;
    let (mut news, mut times) = (reader.changes(), Vec::new());
    for number in 0..220 {
        let name = format!("Told at once {number}");
        let input = json!({ "name": name, "domain": null, "city": null });
        writer.call("masters.add_company", input).await.unwrap();
        let began = Instant::now();
        loop {
            let found = reader.call("masters.companies", json!(name)).await.unwrap();
            if found.as_array().unwrap().iter().any(|each| each["name"] == name.as_str()) {
                break;
            }
            let _ = news.recv().await;
        }
        // The first ones find everything cold.
        if number >= 20 {
            times.push(began.elapsed());
        }
    }
    table.spread("committed here, applied there, 200 listening", times, "p50 <= 150 ms, p99 <= 1 s");
    writer.close().await;
    reader.close().await;
}

/// A desk in this process that follows its office, and has read it.
async fn live(server: &ServerProgram, person: u128) -> (TempDir, Desk) {
    let folder = tempfile::tempdir().unwrap();
    let parts = Parts {
        clock: Arc::new(SystemClock),
        endpoints: Endpoints::of(Cloud::Worldwide),
        client: ClientId::new("11111111-2222-4333-8444-555555555555"),
        registration: None,
        vault: Vault::session_only(),
        office: Vault::session_only(),
        browser: Box::new(|_| {}),
        pace: None,
        is_demo: true,
        downloads: None,
        folder: folder.path().to_owned(),
    };
    let desk = assemble(parts).await.unwrap();
    let invitation = server.invite(Uuid::from_u128(person)).await;
    let proof = json!({ "by": "invitation", "invitation": invitation });
    desk.call("app.join_office", json!({ "address": server.address(), "proof": proof })).await.unwrap();
    let mut news = desk.changes();
    desk.follow_office();
    while desk.call("app.office", json!({})).await.unwrap()["state"] != "fine" {
        let _ = tokio::time::timeout(Duration::from_secs(1), news.recv()).await;
    }
    (folder, desk)
}

/// A rep goes over to another team: what the manager of the old one still holds.
async fn ghosts(table: &mut Table, server: &ServerProgram, director: &mut DeskProgram) {
    let (rep, manager) = (Uuid::from_u128(0xB5), Uuid::from_u128(0xB6));
    let mut desks = [
        DeskProgram::start(&built("office-desk"), now()).await,
        DeskProgram::start(&built("office-desk"), now()).await,
    ];
    let appoint = |who: Uuid, role: &str, team: &str| json!({ "id": who, "name": "Somebody", "email": "", "role": role, "team": team });
    director
        .ask(
            now(),
            "people.join",
            json!({ "id": FIRST, "name": "First", "email": "", "role": "director", "team": null }),
        )
        .await;
    director.ask(now(), "people.join", appoint(rep, "sales", "North")).await;
    director.ask(now(), "people.join", appoint(manager, "manager", "North")).await;
    meet(director).await;
    for (desk, who) in desks.iter_mut().zip([rep, manager]) {
        join(desk, &server.address(), &server.invite(who).await, true).await;
    }
    let [at_rep, at_manager] = &mut desks;
    let company =
        at_rep.ask(now(), "masters.add_company", json!({ "name": "Of the rep", "domain": null, "city": null })).await;
    for number in 0..MOVED {
        let title = format!("Enquiry {number}");
        let open = json!({ "company_id": company, "contact_id": null, "title": title, "priority": null });
        at_rep.ask(now(), "enquiries.open", open).await;
    }
    meet(at_rep).await;
    meet(at_manager).await;
    let held = async |desk: &mut DeskProgram| {
        let columns = desk.ask(now(), "board.columns", json!({})).await;
        columns.as_array().unwrap().iter().map(|column| column["count"].as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!(held(at_manager).await, MOVED as u64);
    director.ask(now(), "people.join", appoint(rep, "sales", "South")).await;
    meet(director).await;
    let began = Instant::now();
    meet(at_manager).await;
    table.add(format!("{MOVED} enquiries leave a manager: gone after"), format!("{:.2?}", began.elapsed()), "-");
    table.add("ghost rows after they left", held(at_manager).await.to_string(), "0");
    for desk in &mut desks {
        desk.end().await;
    }
}

/// A desk is killed while it sends 1,000 new companies, and is started again.
async fn power_cut(table: &mut Table, server: &ServerProgram) {
    let who = Uuid::from_u128(0xB7);
    let mut desk = DeskProgram::start(&built("office-desk"), now()).await;
    join(&mut desk, &server.address(), &server.invite(who).await, true).await;
    let before = desk.ask(now(), "app.office_records", json!({})).await.as_u64().unwrap();
    for number in 0..MOVED {
        let input = json!({ "name": format!("In a power cut {number}"), "domain": null, "city": null });
        desk.ask(now(), "masters.add_company", input).await;
    }
    let applied = crowd::applied(server).await;
    desk.begin_to_meet(now()).await;
    while crowd::applied(server).await < applied + 100 {
        tokio::task::yield_now().await;
    }
    desk.kill().await;
    let arrived = crowd::applied(server).await - applied;
    assert!(arrived < MOVED as u64, "it had sent everything before it was killed");
    desk.again(now()).await;
    meet(&mut desk).await;
    let after = desk.ask(now(), "app.office_records", json!({})).await.as_u64().unwrap();
    let (more, wanted) = (after - before, MOVED as u64);
    table.add("duplicates after kill -9 in the middle of sending", more.saturating_sub(wanted).to_string(), "0");
    table.add("lost after it", wanted.saturating_sub(more).to_string(), "0");
    desk.end().await;
}
