//! What goes wrong once in a while: restores, clones, lost files, revoked devices, old programs.

use std::sync::Arc;

use pebble_sync::server_store::DeviceRow;
use serde_json::json;

use crate::{desk::Rows, world::World};

impl World {
    pub fn disaster(&mut self) {
        match self.chance.below(16) {
            0 | 1 => self.restore_office(),
            2 | 3 => self.clone_desk(),
            4 => {
                let at = self.chance.below(self.seats.len());
                self.note(|| format!("desk {at} loses its rows"));
                self.crash(at);
                self.seats[at].desk.damage(|rows| *rows = Rows::default());
            }
            5 => self.revoke(),
            6 | 7 => self.pass_the_horizon(),
            8 | 9 => self.upgrade(),
            10 => self.rot(),
            11..14 => {
                self.note(|| "a node of the office dies".into());
                let mut chances = Vec::new();
                self.tasks.iter().for_each(|_| chances.push(self.chance.one_in(2)));
                let mut chances = chances.into_iter();
                self.tasks.retain(|task| task.seat.is_some() || chances.next() != Some(true));
            }
            _ => {
                let at = self.chance.below(self.seats.len());
                self.crash(at);
            }
        }
    }

    fn restore_office(&mut self) {
        if self.history.is_empty() {
            return;
        }
        let back = self.chance.below(self.history.len().min(16));
        let old = self.history[self.history.len() - 1 - back].clone();
        self.note(|| format!("the office is restored, {back} copies back, to head {}", old.head));
        self.tasks.retain(|task| task.seat.is_some());
        self.office.restore(&old);
        // The runbook: what may have left since the copy was made is for a person to find out.
        self.office.edit(|state| {
            for row in state.rows.values_mut().filter(|row| row.table.as_str() == "step") {
                if row.cols["state"] != "done" {
                    Arc::make_mut(row).cols["state"] = json!("unknown");
                }
            }
        });
    }

    /// A machine is set up from the backup of another, which goes on.
    fn clone_desk(&mut self) {
        let at = self.chance.below(self.seats.len());
        if self.seats.len() >= 8 {
            return;
        }
        if let Some((rows, kept, saved)) = self.seats[at].backup.clone() {
            let new = self.seats.len();
            self.note(|| format!("desk {new} is made from a backup of desk {at}"));
            self.add_seat(self.seats[at].person, rows, kept, saved);
            self.seats[new].has_rotted = self.seats[at].has_rotted;
        }
    }

    fn revoke(&mut self) {
        let at = self.chance.below(self.seats.len());
        if let Some(device) = self.seats[at].desk.look(|_, kept| kept.device)
            && self.chance.one_in(2)
        {
            self.note(|| format!("desk {at} is revoked"));
            self.office.edit(|state| {
                if let Some(row) = state.devices.get_mut(&device) {
                    *row = DeviceRow { is_revoked: true, ..*row };
                }
            });
        }
    }

    fn pass_the_horizon(&mut self) {
        let (server, head) = (self.server(), self.office.state().head);
        let horizon = head.saturating_sub(self.chance.next() % 20);
        self.note(|| format!("what left up to {horizon} is forgotten"));
        self.spawn(None, async move {
            _ = server.forget(horizon).await;
            crate::world::Done::Office("forgot")
        });
    }

    /// The office no longer serves the old program, or a desk gets the new one.
    fn upgrade(&mut self) {
        if self.min_schema == 1 && self.chance.one_in(3) {
            self.note(|| "old programs are no longer served".into());
            self.min_schema = 2;
        } else {
            let at = self.chance.below(self.seats.len());
            self.note(|| format!("desk {at} gets the new program"));
            self.seats[at].schema = 2;
            self.crash(at);
        }
    }

    /// A row goes missing on a desk, unnoticed until the daily check.
    pub fn rot(&mut self) {
        let at = self.chance.below(self.seats.len());
        let lost = self.chance.below(1_000);
        self.note(|| format!("desk {at} loses a row"));
        self.seats[at].has_rotted = true;
        self.seats[at].desk.damage(|rows| {
            let keys: Vec<_> = rows.versions.keys().filter(|key| !rows.images.contains_key(*key)).cloned().collect();
            let Some(key) = keys.get(lost.checked_rem(keys.len()).unwrap_or(0)) else { return };
            rows.shown.remove(key);
            rows.versions.remove(key);
            rows.refs.remove(key);
        });
    }
}
