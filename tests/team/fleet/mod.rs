//! A day of an office with real programs: two servers on one PostgreSQL and the desks of twenty people, each in a process
//! of its own. Desks and a server are killed and started again, answers are lost on the way, and people change teams and
//! roles while others work offline on what they knew before.
//!
//! What is done is the same in each run. Which of two programs is faster, and how far one has come when it is killed, is
//! not, and must not matter.

mod member;

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use futures::future::join_all;
use pebble_core::{
    engines::ENGINES,
    kernel::{At, Clock, PersonId, Scope},
};
use pebble_server::SystemClock;
use pebble_store::{Store, Tenant};
use pebble_tests::{ServerProgram, Way, fresh_database, mails};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};

use self::member::Member;
use super::{books::Books, invited};

const SERVER: &str = env!("CARGO_BIN_EXE_office-server");
const DESK: &str = env!("CARGO_BIN_EXE_office-desk");
const SEED: u64 = 20_261_119;

const PEOPLE: usize = 20;
const DIRECTOR: usize = 0;
/// The managers of the north and of the south; the reps come after them.
const MANAGERS: [usize; 2] = [1, 2];
const TEAMS: [&str; 2] = ["North", "South"];
/// What the server that dies serves.
const ODD: usize = 1;

/// What the director has made of somebody.
#[derive(Clone, Copy)]
struct Place {
    role: &'static str,
    team: Option<usize>,
}

struct Day {
    database: String,
    servers: [ServerProgram; 2],
    /// Who has an even number goes by the first, the others by the second.
    ways: [Way; 2],
    members: Vec<Member>,
    places: [Place; PEOPLE],
    /// A desk's clock may be wrong, but not ahead of the office's: the day ends now.
    now: At,
}

impl Day {
    /// The servers run, everybody has joined by one of them, and the director has said who does what.
    async fn begin() -> Day {
        let database = fresh_database("fleet").await;
        let servers = [ServerProgram::start(SERVER, &database).await, ServerProgram::start(SERVER, &database).await];
        let ways = [Way::to(&servers[0]).await, Way::to(&servers[1]).await];
        let now = At::from(SystemClock.now().utc() - TimeDelta::hours(10));
        let members = join_all((0..PEOPLE).map(|number| Member::start(DESK, number, SEED, now))).await;
        let place = |number: usize| match number {
            DIRECTOR => Place { role: "director", team: None },
            number if MANAGERS.contains(&number) => Place { role: "manager", team: Some(number - 1) },
            number => Place { role: "sales", team: Some(number % 2) },
        };
        let mut day = Day { database, servers, ways, members, places: std::array::from_fn(place), now };
        join(&day.servers, &day.ways, &mut day.members[DIRECTOR], now).await;
        for number in 0..PEOPLE {
            day.appoint(number, day.places[number]).await;
        }
        day.members[DIRECTOR].tell(now, "masters.import", mails::masters()).await;
        day.members[DIRECTOR].meet(now).await;
        let (servers, ways, others) = (&day.servers, &day.ways, day.members.iter_mut().skip(1));
        join_all(others.map(|member| join(servers, ways, member, now))).await;
        day
    }

    /// The director gives somebody a role and a team; the office hears of it when the director meets it.
    async fn appoint(&mut self, number: usize, place: Place) {
        self.places[number] = place;
        let join = json!({ "id": self.members[number].person, "name": format!("Person {number}"), "email": "",
            "role": place.role, "team": place.team.map(|team| TEAMS[team]) });
        self.members[DIRECTOR].tell(self.now, "people.join", join).await;
    }

    fn pass(&mut self, hours: i64) {
        self.now = At::from(self.now.utc() + TimeDelta::hours(hours));
    }

    fn reps(&mut self) -> impl Iterator<Item = &mut Member> {
        self.members.iter_mut().skip(MANAGERS.len() + 1)
    }

    /// All reps work, and meet nobody.
    async fn all_work(&mut self, things: usize) {
        let now = self.now;
        join_all(self.reps().map(|rep| rep.work(now, things))).await;
    }

    async fn all_meet(&mut self) {
        let now = self.now;
        join_all(self.members.iter_mut().map(|member| member.meet(now))).await;
    }

    /// A senior moves a rep's card and meets the office; the rep, who does not know, moves it elsewhere.
    async fn clash(&mut self, senior: usize, rep: usize) {
        let now = self.now;
        let card = self.members[rep].open(now).await;
        self.members[rep].meet(now).await;
        self.members[senior].meet(now).await;
        self.members[senior].move_card(now, &card, "pending_enquiry", "make_quote").await;
        self.members[rep].move_card(now, &card, "pending_enquiry", "pending_samples").await;
        self.members[senior].meet(now).await;
        self.members[rep].meet(now).await;
        let refused = self.members[rep].refused(now).await;
        let why = refused.last().unwrap()["reason"].as_str().unwrap();
        assert!(why.contains("moved to Make quote meanwhile"), "{why}");
    }

    /// A rep changes over to the other team with the whole book, while the manager of the old one, who does not know,
    /// writes on one of its enquiries.
    async fn change_over(&mut self, rep: usize) {
        let now = self.now;
        let from = self.places[rep].team.unwrap();
        let manager = MANAGERS[from];
        let card = self.members[rep].cards[0].clone();
        self.members[manager].note_on(now, &card).await;
        self.appoint(rep, Place { team: Some(1 - from), ..self.places[rep] }).await;
        self.members[DIRECTOR].meet(now).await;
        self.members[manager].meet(now).await;
        let refused = self.members[manager].refused(now).await;
        let why = refused.last().unwrap()["reason"].as_str().unwrap();
        assert!(why.contains("belongs to a colleague"), "{why}");
        let successor = &mut self.members[MANAGERS[1 - from]];
        successor.meet(now).await;
        successor.note_on(now, &card).await;
    }

    /// Some desks lose their power with unsent work, others when the office has it and they have not heard so.
    async fn power_cuts(&mut self) {
        let now = self.now;
        let sends = |rep: &Member| rep.number % 8 == 4 || rep.number % 8 == 5;
        let mut hit: Vec<&mut Member> = self.reps().filter(|rep| rep.number % 4 < 2).collect();
        join_all(hit.iter_mut().map(|rep| rep.work(now, 2))).await;
        let sending = hit.iter().filter(|rep| sends(rep)).count();
        // As many are even as are odd.
        self.ways.iter().for_each(|way| way.lose(sending / 2));
        join_all(self.reps().filter(|rep| sends(rep)).map(|rep| rep.desk.begin_to_meet(now))).await;
        join_all(self.ways.iter().map(|way| way.have_been_lost(sending / 2))).await;
        for rep in self.reps().filter(|rep| rep.number % 4 < 2) {
            rep.desk.kill().await;
            rep.desk.again(now).await;
        }
    }

    /// A server dies while its desks talk to it. They go on without it, then the other one takes them until it is back.
    async fn a_server_dies(&mut self) {
        let now = self.now;
        join_all(self.reps().map(|rep| rep.work(now, 1))).await;
        let mut odd: Vec<&mut Member> = self.members.iter_mut().filter(|member| member.number % 2 == ODD).collect();
        join_all(odd.iter_mut().map(|member| member.desk.begin_to_meet(now))).await;
        let (first, others) = odd.split_first_mut().unwrap();
        first.desk.has_met().await;
        self.servers[ODD].kill().await;
        for member in others {
            let office = member.desk.has_met().await;
            assert!(office["state"] == "fine" || office["state"] == "offline", "{office}");
        }
        join_all(self.reps().map(|rep| rep.work(now, 1))).await;
        self.ways[ODD].lead_to(&self.servers[1 - ODD]);
        self.pass(1);
        self.all_meet().await;
        self.servers[ODD].again().await;
        self.ways[ODD].lead_to(&self.servers[ODD]);
    }

    /// Everything that anybody has done is numbered once all have heard that theirs was taken; then all read it.
    async fn end(&mut self) -> Books {
        self.all_meet().await;
        self.all_meet().await;
        let store = Store::postgres(&self.database, Tenant::default()).await.unwrap();
        let office = Books::read(&store).await;
        let (now, mut standing) = (self.now, 0);
        for member in &mut self.members {
            member.assert_all_accounted_for(now, &office).await;
            standing += member.made.len() - member.refused(now).await.len();
        }
        let logged = Statement::from_string(DbBackend::Postgres, "SELECT COUNT(*) FROM mutation");
        let logged: i64 = store.reader().query_one_raw(logged).await.unwrap().unwrap().try_get_by_index(0).unwrap();
        assert_eq!(usize::try_from(logged).unwrap(), standing, "something was done twice, or not at all");
        let refused: usize = self.members.iter().map(|member| member.made.len()).sum::<usize>() - standing;
        println!("{standing} changes stand, {refused} were refused, {} rows", office.keys().len());
        // Three cards and three notes on a book that has changed over; and what the manager of the north wrote about a
        // new rep before hearing of the stand-in.
        assert_eq!(refused, 7);
        store.close().await;
        office
    }

    /// What somebody may see, from what the director has said.
    fn seen_by(&self, number: usize) -> BTreeSet<Scope> {
        let me = self.places[number];
        let sees = |other: usize| match me.role {
            "director" => true,
            "manager" => me.team == self.places[other].team,
            _ => false,
        };
        let people = (0..PEOPLE).filter(|other| *other == number || sees(*other));
        let scopes = people.map(|other| Scope::Person(PersonId(self.members[other].person)));
        scopes.chain([Scope::Office]).collect()
    }
}

async fn join(servers: &[ServerProgram; 2], ways: &[Way; 2], member: &mut Member, now: At) {
    let side = member.number % 2;
    let invitation = servers[side].invite(member.person).await;
    member.ask(now, "app.join_office", invited(&ways[side].address(), &invitation)).await;
    member.meet(now).await;
}

/// The cards that a desk's board shows.
async fn shown(member: &mut Member, now: At) -> i64 {
    let columns = member.ask(now, "board.columns", json!({})).await;
    columns.as_array().unwrap().iter().map(|column: &Value| column["count"].as_i64().unwrap()).sum()
}

#[tokio::test]
async fn twenty_desks_and_two_servers_agree_at_the_end_of_a_day_of_shifts_and_power_cuts() {
    let mut day = Day::begin().await;
    day.all_work(4).await;
    day.all_meet().await;
    day.pass(2);
    for (senior, rep) in [(DIRECTOR, 7), (MANAGERS[0], 6), (MANAGERS[1], 9)] {
        day.clash(senior, rep).await;
    }
    day.pass(1);
    day.power_cuts().await;
    day.all_work(1).await;
    for rep in [6, 8, 9] {
        day.change_over(rep).await;
    }
    // The manager of the north is away: a rep stands in.
    day.appoint(MANAGERS[0], Place { role: "sales", team: Some(0) }).await;
    day.appoint(10, Place { role: "manager", team: Some(0) }).await;
    day.members[DIRECTOR].meet(day.now).await;
    day.all_meet().await;
    day.pass(2);
    day.a_server_dies().await;
    day.pass(1);
    day.all_work(1).await;
    day.power_cuts().await;
    // One goes back to where they came from, the others stay; the manager of the north is back, and so is the rep.
    day.appoint(8, Place { role: "sales", team: Some(0) }).await;
    day.appoint(MANAGERS[0], Place { role: "manager", team: Some(0) }).await;
    day.appoint(10, Place { role: "sales", team: Some(0) }).await;
    day.members[DIRECTOR].meet(day.now).await;
    day.pass(1);
    let office = day.end().await;
    assert!(
        office.of("enquiry").count() > 30 && office.of("track").count() > 3,
        "too little was done to show anything"
    );
    for number in 0..PEOPLE {
        let seen = day.seen_by(number);
        let member = &mut day.members[number];
        let cards = shown(member, day.now).await;
        member.desk.end().await;
        let file = member.desk.folder().join("pebble.db");
        let store = Store::sqlite(&file, ENGINES, day.now).await.unwrap();
        let desk = Books::read(&store).await;
        store.close().await;
        let (held, granted): (BTreeMap<_, _>, BTreeMap<_, _>) = (desk.sums(&seen), office.sums(&seen));
        assert_eq!(held, granted, "{number} holds something else than the office has");
        assert_eq!(desk.keys(), office.seen_in(&seen), "{number} holds more or less than they may see");
        assert_eq!(usize::try_from(cards).unwrap(), desk.of("enquiry").count(), "the board of {number}");
    }
    let [one, other] = day.servers;
    one.end().await;
    other.end().await;
}
