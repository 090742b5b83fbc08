//! What happens next: people work, packets travel or do not, and things go wrong.

use pebble_sync::{
    Key, Mutation, MutationId, frames,
    wire::{Reply, Request},
};
use serde_json::json;

use crate::{
    desk::{Kept, Rows},
    dispatch,
    toy::{self, PEOPLE},
    world::{Done, Link, Wire, World},
};

const MOST_SEATS: usize = 8;

impl World {
    /// One thing happens.
    pub fn step(&mut self) {
        self.now = self.now.plus(self.chance.between(0, 20_000));
        match self.chance.below(100) {
            0..52 => self.poll_some(),
            52..64 => self.travel(),
            64..77 => {
                let seat = self.some_seat();
                if self.seats[seat].is_online {
                    self.go_on(seat);
                }
            }
            77..86 => self.work(),
            86..91 => self.stamp(),
            91..97 => self.decide(),
            97..99 => self.seldom(),
            // A third of the schedules is only busy, so that something gets far in them.
            _ if self.seed.is_multiple_of(3) => self.work(),
            _ => self.disaster(),
        }
    }

    fn some_seat(&self) -> usize {
        self.chance.below(self.seats.len())
    }

    fn poll_some(&mut self) {
        if !self.tasks.is_empty() {
            let at = self.chance.below(self.tasks.len());
            // Long runs let a schedule get somewhere, short ones interleave.
            for _ in 0..1 + self.chance.below(12) {
                if at < self.tasks.len() {
                    self.poll(at);
                }
            }
        }
    }

    /// Something on the wire arrives, is lost, arrives twice, or arrives torn; in any order.
    fn travel(&mut self) {
        if self.wire.is_empty() {
            return;
        }
        let at = self.chance.below(self.wire.len());
        let wire = self.wire.swap_remove(at);
        match self.chance.below(20) {
            0 | 1 => self.lose(&wire),
            2 => {
                self.wire.push(wire.clone());
                self.deliver(wire);
            }
            3 => self.tear(wire),
            4 => {
                let again = self.through_json(wire);
                self.deliver(again);
            }
            _ => self.deliver(wire),
        }
    }

    /// It does not arrive; its sender gives up waiting, if it still waits.
    fn lose(&mut self, wire: &Wire) {
        let (Wire::Ask(letter, _) | Wire::Answer(letter, _)) = wire;
        let (at, chance) = (letter.seat, self.chance.next());
        self.note(|| format!("lost on the way, desk {at}"));
        let now = self.now.plus(self.seats[at].clock);
        let seat = &mut self.seats[at];
        if seat.incarnation == letter.incarnation && seat.link == Link::Waiting(letter.ticket) {
            if let Some(session) = &mut seat.session {
                session.failed(letter.ticket, now, chance);
            }
            seat.link = Link::Idle;
        }
    }

    fn tear(&mut self, wire: Wire) {
        let Wire::Answer(letter, Reply::Page(page)) = wire else { return self.lose(&wire) };
        let lines = frames::write(page.clone()).unwrap();
        let mut length = self.chance.below(lines.len());
        while !lines.is_char_boundary(length) {
            length -= 1;
        }
        if let Ok(torn) = frames::read(&lines[..length]) {
            self.violations.push(format!("a torn page was read: {torn:?}"));
        }
        assert_eq!(frames::read(&lines).unwrap(), page);
        self.lose(&Wire::Answer(letter, Reply::Page(page)));
    }

    fn through_json(&self, wire: Wire) -> Wire {
        match wire {
            Wire::Ask(letter, request) => {
                let text = serde_json::to_string(&request).unwrap();
                let read: Request = serde_json::from_str(&text).unwrap();
                assert_eq!(read, request);
                Wire::Ask(letter, read)
            }
            Wire::Answer(letter, reply) => {
                let text = serde_json::to_string(&reply).unwrap();
                let read: Reply = serde_json::from_str(&text).unwrap();
                assert_eq!(read, reply);
                Wire::Answer(letter, read)
            }
        }
    }

    pub fn mutation(&mut self, name: &str, person: usize, mut input: serde_json::Value, clock: i64) -> Mutation {
        self.marks += 1;
        input["mark"] = json!(self.marks);
        let id = MutationId(self.chance.uuid());
        let at = self.now.plus(clock);
        Mutation { id, name: name.into(), version: 1, input, at, person: toy::person(person) }
    }

    /// Somebody does something at a desk, online or not.
    fn work(&mut self) {
        let at = self.some_seat();
        if !self.seats[at].is_awake || self.seats[at].has_stopped {
            return;
        }
        let of = |table: &str, rows: &Rows| -> Vec<Key> {
            rows.shown.keys().filter(|key| key.table.as_str() == table).cloned().collect()
        };
        let (leads, notes) = self.seats[at].desk.look(|rows, _| (of("lead", rows), of("note", rows)));
        let lead = (!leads.is_empty()).then(|| leads[self.chance.below(leads.len())].id);
        let Some(lead) = lead.filter(|_| !self.chance.one_in(8)) else {
            return self.save(at, "lead.create", json!({}));
        };
        let kind = self.chance.below(20);
        match kind {
            0..7 => self.save(at, "lead.act", json!({"lead": lead})),
            7..9 => self.save(at, "lead.set", json!({"lead": lead})),
            9..12 => self.save(at, "note.add", json!({"lead": lead})),
            12 if !notes.is_empty() => {
                let note = notes[self.chance.below(notes.len())].clone();
                let of = self.seats[at].desk.look(|rows, _| rows.shown[&note]["lead"].clone());
                self.save(at, "note.remove", json!({"lead": of, "note": note.id}));
            }
            13..16 => {
                let quote = toy::quote_of(lead);
                let seen =
                    self.seats[at].desk.look(|rows, _| rows.shown.get(&quote).map(|cols| cols["version"].clone()));
                self.save(at, "quote.save", json!({"lead": lead, "replaces": seen}));
            }
            16 => self.save(at, "lead.assign", json!({"lead": lead, "to": self.chance.below(PEOPLE)})),
            17 => self.save(at, "step.plan", json!({"lead": lead})),
            18 => self.save(at, "lead.poison", json!({"lead": lead})),
            _ => self.save(at, "lead.act", json!({"lead": lead, "padding": "x".repeat(1_000)})),
        }
    }

    fn save(&mut self, at: usize, name: &str, input: serde_json::Value) {
        let (person, clock) = (self.seats[at].person, self.seats[at].clock);
        let mutation = self.mutation(name, person, input, clock);
        if self.seats[at].desk.look(|_, kept| kept.device.is_none()) {
            return;
        }
        let (client, id) = (self.client(at), mutation.id);
        self.note(|| format!("desk {at} does {mutation:?}"));
        self.spawn(Some(at), async move { Done::Saved(at, id, client.mutate(mutation).await) });
    }

    fn stamp(&mut self) {
        let server = self.server();
        if self.chance.one_in(3) {
            self.office.catch_up();
        }
        if self.chance.one_in(4) {
            let state = self.office.state();
            self.history.push(state);
        }
        self.spawn(None, async move {
            _ = server.stamp().await;
            Done::Office("a round of the stamper")
        });
    }

    /// The office moves a lead; sometimes there and back.
    fn decide(&mut self) {
        let state = self.office.state();
        let leads: Vec<(Key, u64)> = state
            .rows
            .iter()
            .filter(|(key, _)| key.table.as_str() == "lead")
            .map(|(key, row)| (key.clone(), row.cols["owner"].as_u64().unwrap()))
            .collect();
        if leads.is_empty() || self.chance.one_in(4) {
            return self.spawn_dispatch();
        }
        let (lead, from) = leads[self.chance.below(leads.len())].clone();
        let to = self.chance.below(PEOPLE);
        let mut moves = vec![self.mutation("lead.assign", 0, json!({"lead": lead.id, "to": to}), 0)];
        if self.chance.one_in(3) {
            moves.push(self.mutation("lead.assign", 0, json!({"lead": lead.id, "to": from}), 0));
        }
        let server = self.server();
        self.note(|| format!("office moves {lead} to {to}, {} moves", moves.len()));
        self.spawn(None, async move {
            for mutation in moves {
                _ = server.decide(&mutation).await;
            }
            Done::Office("moved a lead")
        });
    }

    fn spawn_dispatch(&mut self) {
        let (office, dispatched) = (self.office.clone(), self.dispatched.clone());
        self.spawn(None, async move {
            _ = dispatch::round(&office, &dispatched).await;
            Done::Office("a round of dispatch")
        });
    }

    /// Grants change, desks come and go.
    fn seldom(&mut self) {
        match self.chance.below(8) {
            0..3 => self.regrant(),
            3 | 4 => {
                let at = self.some_seat();
                self.seats[at].is_online = !self.seats[at].is_online;
            }
            5 => {
                let at = self.some_seat();
                let (rows, kept) = (self.seats[at].desk.rows(), self.seats[at].desk.kept());
                self.seats[at].backup = Some((rows, kept, self.seats[at].saved.clone()));
            }
            6 if self.seats.len() < MOST_SEATS => {
                let person = self.chance.below(PEOPLE);
                self.add_seat(person, Rows::default(), Kept::default(), Vec::new());
            }
            _ => {
                let at = self.some_seat();
                self.crash(at);
            }
        }
    }

    fn regrant(&mut self) {
        let person = toy::person(self.chance.below(PEOPLE));
        let scopes = [toy::team(0), toy::team(1), toy::own(self.chance.below(PEOPLE))];
        let scope = scopes[self.chance.below(scopes.len())];
        if scope == toy::own(toy::number_of(person)) {
            return;
        }
        let is_flicker = self.chance.one_in(4);
        self.note(|| format!("grant {scope:?} of {person} flips, back again: {is_flicker}"));
        self.office.edit(|state| {
            let granted = state.grants.entry(person).or_default();
            for _ in 0..if is_flicker { 2 } else { 1 } {
                if !granted.remove(&scope) {
                    granted.insert(scope);
                }
            }
        });
    }

    /// The program dies wherever it was, and starts again.
    pub fn crash(&mut self, at: usize) {
        self.note(|| format!("desk {at} crashes"));
        self.tasks.retain(|task| task.seat != Some(at));
        let seat = &mut self.seats[at];
        seat.incarnation += 1;
        (seat.session, seat.is_awake) = (None, false);
        self.wake(at);
    }
}
