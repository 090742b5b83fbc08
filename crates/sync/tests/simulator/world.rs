//! One schedule: an office, its desks, what is on the wire, and who goes on next.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};

use pebble_sync::{
    Device, Key, Millis, MutationId, StoreError,
    client::{self, Client, Next, Session, Touched},
    rules::Rules,
    server::{self, Server},
    server_store::DeviceRow,
    wire::{Caller, Reply, Request},
};

use crate::{
    chance::Chance,
    desk::{Desk, Kept, Rows},
    office::{Office, State},
    toy::{self, Toy},
};

/// What a schedule runs under.
#[derive(Clone, Copy)]
pub struct Variant {
    pub rules: Rules,
    pub stamps: bool,
    pub compares_and_sets: bool,
}

impl Variant {
    pub const ALL: Variant = Variant { rules: Rules::ALL, stamps: true, compares_and_sets: true };
}

/// What ended.
pub enum Done {
    Asked(usize, Session, Result<Next, StoreError>),
    Received(usize, Session, Result<Touched, StoreError>),
    Woken(usize, Result<Touched, StoreError>),
    Adopted(usize, Session, Result<(), StoreError>),
    Saved(usize, MutationId, Result<client::Saved, StoreError>),
    Answered(Letter, Request, Result<Reply, StoreError>),
    Office(&'static str),
}

/// Something that goes on.
pub struct Task {
    /// The desk that it dies with; none for the office.
    pub seat: Option<usize>,
    pub future: Pin<Box<dyn Future<Output = Done>>>,
}

/// Who asked, and which question.
#[derive(Clone, Copy)]
pub struct Letter {
    pub seat: usize,
    pub incarnation: u32,
    pub ticket: u64,
    pub caller: Caller,
}

/// On the wire.
#[derive(Clone)]
pub enum Wire {
    Ask(Letter, Request),
    Answer(Letter, Reply),
}

/// What the sync loop of a desk is doing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Link {
    Idle,
    Working,
    Waiting(u64),
}

/// An installation.
pub struct Seat {
    pub person: usize,
    pub desk: Desk,
    /// None while the program is not running, or the loop has it.
    pub session: Option<Session>,
    pub is_awake: bool,
    pub link: Link,
    pub is_online: bool,
    pub has_stopped: bool,
    /// True when a row went missing: only the daily check finds out.
    pub has_rotted: bool,
    pub incarnation: u32,
    pub schema: u32,
    /// How wrong its clock is.
    pub clock: i64,
    /// What its person was told is saved.
    pub saved: Vec<MutationId>,
    pub backup: Option<(Rows, Kept, Vec<MutationId>)>,
}

/// A schedule.
pub struct World {
    pub seed: u64,
    pub chance: Chance,
    pub variant: Variant,
    pub office: Office,
    pub now: Millis,
    pub seats: Vec<Seat>,
    pub tasks: Vec<Task>,
    pub wire: Vec<Wire>,
    pub history: Vec<Arc<State>>,
    pub min_schema: u32,
    pub marks: u64,
    /// How often each step reached the outside world.
    pub dispatched: Arc<Mutex<BTreeMap<Key, u32>>>,
    pub violations: Vec<String>,
    /// What the office has answered at least once.
    pub met: BTreeSet<&'static str>,
    pub trace: Option<Vec<String>>,
    pub is_calm: bool,
}

impl World {
    pub fn new(seed: u64, variant: Variant, traces: bool) -> World {
        let chance = Chance::of(seed);
        let office = Office::new(chance.clone(), !variant.stamps, chance.one_in(2));
        let mut world = World {
            seed,
            chance,
            variant,
            office,
            now: Millis(1_800_000_000_000),
            seats: Vec::new(),
            tasks: Vec::new(),
            wire: Vec::new(),
            history: Vec::new(),
            min_schema: 1,
            marks: 0,
            dispatched: Arc::default(),
            violations: Vec::new(),
            met: BTreeSet::new(),
            trace: traces.then(Vec::new),
            is_calm: false,
        };
        world.office.edit(|state| {
            for n in 0..toy::PEOPLE {
                state.grants.insert(toy::person(n), [toy::own(n)].into());
            }
            state.grants.entry(toy::person(0)).or_default().insert(toy::team(0));
            state.grants.entry(toy::person(1)).or_default().insert(toy::team(1));
        });
        world.open_leads();
        for person in 0..2 + world.chance.below(toy::PEOPLE - 1) {
            world.add_seat(person, Rows::default(), Kept::default(), Vec::new());
        }
        world
    }

    /// What is there from the start.
    fn open_leads(&mut self) {
        let server = self.server();
        // Few leads make people meet on them.
        for n in 0..2 + self.chance.below(7) {
            let mutation = self.mutation("lead.create", n % toy::PEOPLE, serde_json::json!({}), 0);
            let server = server.clone();
            self.spawn(None, async move {
                _ = server.decide(&mutation).await;
                Done::Office("opened a lead")
            });
        }
        self.catch_up();
    }

    pub fn note(&mut self, line: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            trace.push(line());
        }
    }

    pub fn add_seat(&mut self, person: usize, rows: Rows, kept: Kept, saved: Vec<MutationId>) {
        let clocks = [-10_800_000, 0, 0, 10_800_000];
        self.seats.push(Seat {
            person,
            desk: Desk::new(self.chance.clone(), rows, kept),
            session: None,
            is_awake: false,
            link: Link::Idle,
            is_online: true,
            has_stopped: false,
            has_rotted: false,
            incarnation: 0,
            schema: if self.min_schema > 1 || self.chance.one_in(2) { 2 } else { 1 },
            clock: clocks[self.chance.below(clocks.len())],
            saved,
            backup: None,
        });
        self.wake(self.seats.len() - 1);
    }

    pub fn client(&self, seat: usize) -> Client<Desk, Toy> {
        let limits = client::Limits {
            push_mutations: 4,
            push_bytes: 2_000,
            mutation_bytes: 10_000,
            page_rows: if self.is_calm { 50 } else { 1 + u32::try_from(self.seed % 5).unwrap() },
            pieces: if self.seed.is_multiple_of(4) { 3 } else { 1 },
            poll_ms: if self.is_calm { 60_000 } else { 8_000 },
        };
        let toy = Toy { compares_and_sets: self.variant.compares_and_sets };
        let seat = &self.seats[seat];
        Client::new(seat.desk.clone(), toy, seat.schema, limits).under(self.variant.rules)
    }

    pub fn server(&self) -> Server<Office, Toy> {
        let limits = server::Limits {
            mutation_bytes: 600,
            hopeful_mutations: 3,
            chunk_mutations: 2,
            page_rows: 50,
            round_events: if self.is_calm { 1_000 } else { 1 + self.chance.below(30) },
            schema: 2,
            min_schema: self.min_schema,
            ..server::Limits::default()
        };
        let toy = Toy { compares_and_sets: self.variant.compares_and_sets };
        Server::new(self.office.clone(), toy, limits).under(self.variant.rules)
    }

    pub fn spawn(&mut self, seat: Option<usize>, future: impl Future<Output = Done> + 'static) {
        self.tasks.push(Task { seat, future: Box::pin(future) });
    }

    /// Lets one thing go on until it pauses.
    pub fn poll(&mut self, at: usize) {
        let mut context = Context::from_waker(Waker::noop());
        if let Poll::Ready(done) = self.tasks[at].future.as_mut().poll(&mut context) {
            drop(self.tasks.swap_remove(at));
            self.done(done);
        }
    }

    fn done(&mut self, done: Done) {
        match done {
            Done::Asked(seat, session, next) => self.asked(seat, session, next),
            Done::Received(seat, session, touched) => {
                self.note(|| format!("desk {seat} took an answer in: {}", said(&touched)));
                self.idle(seat, session);
            }
            Done::Adopted(seat, session, adopted) => {
                self.note(|| format!("desk {seat} has a new device id: {}", adopted.is_ok()));
                self.idle(seat, session);
            }
            Done::Woken(seat, woken) => {
                self.note(|| format!("desk {seat} woke: {}", woken.is_ok()));
                self.seats[seat].is_awake = true;
                self.idle(seat, Session::new());
            }
            Done::Saved(seat, id, saved) => {
                self.note(|| format!("desk {seat} saved {id}: {saved:?}"));
                if let Ok(client::Saved::Queued { .. }) = saved {
                    self.seats[seat].saved.push(id);
                }
                self.look_at(seat);
            }
            Done::Answered(letter, request, reply) => {
                self.note(|| format!("office to desk {}: {reply:?}", letter.seat));
                self.overhear(letter, &request, reply.as_ref().ok());
                if let Ok(reply) = reply {
                    self.wire.push(Wire::Answer(letter, reply));
                }
            }
            Done::Office(what) => {
                self.note(|| format!("office: {what}"));
                self.hint();
            }
        }
    }

    /// Some desks hear that there is something new; others wait for their poll.
    fn hint(&mut self) {
        let head = self.office.state().head;
        for seat in &mut self.seats {
            if let Some(session) = seat.session.as_mut().filter(|_| self.chance.one_in(3)) {
                session.hint(head);
            }
        }
    }

    fn asked(&mut self, seat: usize, session: Session, next: Result<Next, StoreError>) {
        self.note(|| format!("desk {seat} next: {next:?}"));
        match next {
            Ok(Next::Send(ticket, request)) => {
                let Some(device) = self.seats[seat].desk.look(|_, kept| kept.device) else { return };
                let caller = Caller { device, schema: self.seats[seat].schema };
                let letter = Letter { seat, incarnation: self.seats[seat].incarnation, ticket, caller };
                self.wire.push(Wire::Ask(letter, *request));
                self.seats[seat].session = Some(session);
                self.seats[seat].link = Link::Waiting(ticket);
            }
            Ok(Next::Enrol) => self.enrol(seat, session),
            Ok(Next::Stop) => {
                self.seats[seat].has_stopped = true;
                self.idle(seat, session);
            }
            Ok(Next::Wait(_)) | Err(_) => self.idle(seat, session),
        }
    }

    pub fn idle(&mut self, seat: usize, session: Session) {
        self.seats[seat].session = Some(session);
        self.seats[seat].link = Link::Idle;
        self.look_at(seat);
    }

    fn enrol(&mut self, seat: usize, mut session: Session) {
        let device = Device(self.chance.uuid());
        let person = toy::person(self.seats[seat].person);
        let row = DeviceRow { person, last: 0, last_fingerprint: None, is_revoked: false };
        self.office.edit(|state| _ = state.devices.insert(device, row));
        let client = self.client(seat);
        self.spawn(Some(seat), async move {
            let adopted = client.adopt(&mut session, device).await;
            Done::Adopted(seat, session, adopted)
        });
    }

    pub fn wake(&mut self, seat: usize) {
        let client = self.client(seat);
        self.seats[seat].link = Link::Working;
        self.spawn(Some(seat), async move { Done::Woken(seat, client.wake().await) });
    }

    /// Starts a round of a desk's sync loop.
    pub fn go_on(&mut self, seat: usize) {
        if self.seats[seat].link != Link::Idle || self.seats[seat].has_stopped {
            return;
        }
        let Some(mut session) = self.seats[seat].session.take() else { return };
        self.seats[seat].link = Link::Working;
        let (client, now) = (self.client(seat), self.now.plus(self.seats[seat].clock));
        self.spawn(Some(seat), async move {
            let next = client.next(&mut session, now).await;
            Done::Asked(seat, session, next)
        });
    }

    /// Brings something to where it goes.
    pub fn deliver(&mut self, wire: Wire) {
        match wire {
            Wire::Ask(letter, request) => {
                let (server, now) = (self.server(), self.now);
                self.spawn(None, async move {
                    let reply = server.answer(letter.caller, request.clone(), now).await;
                    Done::Answered(letter, request, reply)
                });
            }
            Wire::Answer(letter, reply) => {
                let at = letter.seat;
                let is_expected = self.seats[at].incarnation == letter.incarnation
                    && self.seats[at].link == Link::Waiting(letter.ticket);
                if !is_expected {
                    return;
                }
                let Some(mut session) = self.seats[at].session.take() else { return };
                self.seats[at].link = Link::Working;
                let (client, chance) = (self.client(at), self.chance.next());
                let now = self.now.plus(self.seats[at].clock);
                self.spawn(Some(at), async move {
                    let touched = client.receive(&mut session, letter.ticket, reply, now, chance).await;
                    Done::Received(at, session, touched)
                });
            }
        }
    }
}

fn said(touched: &Result<Touched, StoreError>) -> String {
    match touched {
        Ok(touched) => format!("{} rows, receipts {:?}", touched.keys.len(), touched.receipts),
        Err(why) => why.to_string(),
    }
}
