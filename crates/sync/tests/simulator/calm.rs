//! The end of a schedule: nothing goes wrong any more, and everything has to come to rest, in agreement.

use crate::world::{Link, Wire, World};

/// Rounds in which everything has to come to rest.
const ROUNDS: usize = 60;

impl World {
    /// Runs a schedule of so many steps, then lets it come to rest and checks it.
    pub fn run(&mut self, steps: usize) {
        for _ in 0..steps {
            self.step();
            if !self.violations.is_empty() {
                return;
            }
        }
        self.come_to_rest();
        if self.violations.is_empty() {
            self.check_all();
        }
    }

    fn come_to_rest(&mut self) {
        self.note(|| "calm".into());
        self.is_calm = true;
        self.finish_tasks();
        for at in 0..self.seats.len() {
            if self.seats[at].schema < 2 {
                self.seats[at].schema = 2;
                self.crash(at);
            }
        }
        let mut asked_to_check = false;
        for _ in 0..ROUNDS {
            self.round();
            if !self.is_at_rest() {
                continue;
            }
            self.check_rows(asked_to_check);
            if asked_to_check || !self.violations.is_empty() {
                return;
            }
            asked_to_check = true;
            self.rot();
            for seat in self.seats.iter_mut().filter(|seat| !seat.has_stopped) {
                let scopes = seat.desk.look(|rows, _| rows.standing.scopes());
                if let Some(session) = &mut seat.session {
                    session.check(scopes);
                }
            }
        }
        self.violations.push("it never comes to rest".into());
    }

    /// Everybody gets everywhere.
    fn round(&mut self) {
        self.now = self.now.plus(400_000);
        self.finish_tasks();
        while let Some(wire) = self.wire.pop() {
            self.deliver(wire);
            self.finish_tasks();
        }
        self.catch_up();
        for at in 0..self.seats.len() {
            if matches!(self.seats[at].link, Link::Waiting(_)) {
                // What it waits for was lost before it became calm.
                self.seats[at].link = Link::Idle;
            }
            for _ in 0..40 {
                self.go_on(at);
                self.finish_tasks();
                let Some(wire) = self.wire.pop() else { break };
                self.hand_over(wire);
            }
        }
    }

    fn hand_over(&mut self, wire: Wire) {
        self.deliver(wire);
        self.finish_tasks();
        while let Some(wire) = self.wire.pop() {
            self.deliver(wire);
            self.finish_tasks();
        }
    }

    pub fn catch_up(&mut self) {
        self.finish_tasks();
        let server = self.server();
        self.spawn(None, async move {
            _ = server.stamp().await;
            crate::world::Done::Office("a round of the stamper")
        });
        self.finish_tasks();
        self.office.catch_up();
    }

    fn finish_tasks(&mut self) {
        let mut left = 1_000_000_u32;
        while !self.tasks.is_empty() && left > 0 {
            left -= 1;
            let at = self.chance.below(self.tasks.len());
            self.poll(at);
        }
        if left == 0 {
            self.violations.push("something never ends".into());
            self.tasks.clear();
        }
    }

    fn is_at_rest(&self) -> bool {
        let head = self.office.state().head;
        self.office.state().unnumbered.is_empty()
            && self.seats.iter().filter(|seat| !seat.has_stopped).all(|seat| {
                let is_idle = seat.session.as_ref().is_some_and(|session| !session.is_checking());
                is_idle
                    && seat.desk.look(|rows, kept| {
                        rows.standing.jobs.is_empty()
                            && rows.standing.is_caught_up
                            && rows.standing.cursor == head
                            && kept.entries.iter().all(|entry| entry.is_settled)
                    })
            })
    }
}
