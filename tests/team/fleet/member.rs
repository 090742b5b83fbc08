//! A person with a desk: what they do all day, and what they have done.

use pebble_core::{engines::enquiries::rules::PIPELINE, kernel::At};
use pebble_tests::DeskProgram;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::team::books::Books;

/// SplitMix64: the same rolls for the same seed everywhere.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[usize::try_from(self.roll(u64::try_from(all.len()).unwrap())).unwrap()]
    }
}

/// A change that was made at a desk.
pub(super) struct Made {
    command: String,
    input: Value,
}

/// A person at a desk.
pub(super) struct Member {
    pub(super) number: usize,
    pub(super) person: Uuid,
    pub(super) desk: DeskProgram,
    /// All that was done at it, in order.
    pub(super) made: Vec<Made>,
    /// The enquiries that this person opened, in order.
    pub(super) cards: Vec<String>,
    dice: Dice,
}

impl Member {
    pub(super) async fn start(program: &str, number: usize, seed: u64, now: At) -> Member {
        let person = Uuid::from_u128(0xA000 + u128::try_from(number).unwrap());
        let dice = Dice(seed + u64::try_from(number).unwrap());
        let desk = DeskProgram::start(program, now).await;
        Member { number, person, desk, made: Vec::new(), cards: Vec::new(), dice }
    }

    pub(super) async fn ask(&mut self, now: At, query: &str, input: Value) -> Value {
        self.desk.ask(now, query, input).await
    }

    /// Runs a command and writes down that it was run.
    pub(super) async fn tell(&mut self, now: At, command: &str, input: Value) -> Value {
        let answer = self.desk.ask(now, command, input.clone()).await;
        self.made.push(Made { command: command.to_owned(), input });
        answer
    }

    /// Meets the office; nothing may be wrong, and nothing may wait afterwards.
    pub(super) async fn meet(&mut self, now: At) {
        self.desk.begin_to_meet(now).await;
        let office = self.desk.has_met().await;
        assert_eq!((&office["state"], &office["waiting"]), (&json!("fine"), &json!(0)), "{}: {office}", self.number);
    }

    /// A text that nobody has written before.
    fn text(&self, what: &str) -> String {
        format!("{what} {} of {}", self.made.len(), self.number)
    }

    /// So many things that a rep does.
    pub(super) async fn work(&mut self, now: At, things: usize) {
        for _ in 0..things {
            match self.dice.roll(6) {
                0 | 1 => _ = self.open(now).await,
                2 => self.note(now).await,
                3 | 4 => self.advance(now).await,
                _ => self.remind(now).await,
            }
        }
    }

    /// Opens an enquiry of a customer that the office knows, or of a new one.
    pub(super) async fn open(&mut self, now: At) -> String {
        let company = if self.dice.roll(3) == 0 {
            let new = json!({ "name": self.text("Customer") });
            self.tell(now, "masters.add_company", new).await
        } else {
            let known = self.ask(now, "masters.companies", json!("Nirmal")).await;
            known[0]["id"].clone()
        };
        let open =
            json!({ "company_id": company, "title": self.text("Enquiry"), "product": "Zinc oxide", "quantity": "5" });
        let id = self.tell(now, "enquiries.open", open).await.as_str().unwrap().to_owned();
        self.cards.push(id.clone());
        id
    }

    async fn mine(&mut self, now: At) -> String {
        if self.cards.is_empty() {
            return self.open(now).await;
        }
        self.dice.one_of(&self.cards).clone()
    }

    async fn note(&mut self, now: At) {
        let id = self.mine(now).await;
        self.note_on(now, &id).await;
    }

    /// Writes a note on anybody's enquiry.
    pub(super) async fn note_on(&mut self, now: At, id: &str) {
        let note = json!({ "id": id, "text": self.text("Note") });
        self.tell(now, "enquiries.note", note).await;
    }

    async fn remind(&mut self, now: At) {
        let id = self.mine(now).await;
        let due = At::from(now.utc() + chrono::TimeDelta::days(2));
        let remind = json!({ "enquiry_id": id, "title": self.text("Reminder"), "due_at": due });
        self.tell(now, "followups.remind", remind).await;
    }

    async fn advance(&mut self, now: At) {
        let id = self.mine(now).await;
        let detail = self.ask(now, "enquiries.detail", json!(id)).await;
        let from = detail["enquiry"]["stage"].as_str().unwrap();
        let to = match from {
            "pending_enquiry" => *self.dice.one_of(&["pending_samples", "make_quote"]),
            "pending_samples" => "make_quote",
            "make_quote" => "quoted",
            "quoted" => *self.dice.one_of(&["won", "lost"]),
            _ => return self.note_on(now, &id).await,
        };
        self.move_card(now, &id, from, to).await;
    }

    /// Moves anybody's card.
    pub(super) async fn move_card(&mut self, now: At, id: &str, from: &str, to: &str) {
        let later = (now.utc() + chrono::TimeDelta::days(30)).date_naive();
        let fields = match to {
            "pending_samples" => json!({ "due_on": later }),
            "quoted" => json!({ "value_minor": 107_500_000, "valid_until": later }),
            "won" => json!({ "po_number": "PO-1" }),
            "lost" => json!({ "category": "price_high", "reason": "They pay less elsewhere by far" }),
            _ => json!({}),
        };
        let moved = json!({ "id": id, "from": from, "to": to, "after": null, "before": null, "fields": fields });
        self.tell(now, "enquiries.advance", moved).await;
    }

    /// What the office has refused, as the desk tells it: the command, the input and the reason.
    pub(super) async fn refused(&mut self, now: At) -> Vec<Value> {
        let unsent = self.ask(now, "app.unsent", json!({})).await;
        let unsent = unsent.as_array().unwrap().clone();
        assert!(unsent.iter().all(|each| each["state"] == "refused"), "{unsent:?}");
        unsent
    }

    /// Everything that was done stands at the office once, or was refused and is told.
    pub(super) async fn assert_all_accounted_for(&mut self, now: At, office: &Books) {
        let mut refused = self.refused(now).await;
        for made in &self.made {
            let place = refused.iter().position(|each| each["command"] == made.command && each["input"] == made.input);
            let wanted = if place.is_some() { 0 } else { 1 };
            place.map(|place| refused.remove(place));
            if let Some(found) = made.stands(self.person, office) {
                assert_eq!(found, wanted, "{} {} of {}", made.command, made.input, self.number);
            }
        }
        assert_eq!(refused, Vec::<Value>::new(), "{} is told of what was never done", self.number);
    }
}

impl Made {
    /// How often it stands in the office's books; none for what leaves no row of its own.
    fn stands(&self, person: Uuid, office: &Books) -> Option<usize> {
        let input = &self.input;
        let count =
            |table: &str, is_it: &dyn Fn(&Value) -> bool| Some(office.of(table).filter(|row| is_it(row)).count());
        match self.command.as_str() {
            "masters.add_company" => count("company", &|row| row["name"] == input["name"]),
            "enquiries.open" => count("enquiry", &|row| row["title"] == input["title"]),
            "enquiries.note" => count("activity", &|row| row["body"] == input["text"]),
            "followups.remind" => count("task", &|row| row["title"] == input["title"]),
            "enquiries.advance" => {
                let label = |key: &str| PIPELINE.stage(input[key].as_str().unwrap()).unwrap().label;
                let title = format!("{} → {}", label("from"), label("to"));
                let is_it = |row: &Value| {
                    row["title"] == title && row["enquiry_id"] == input["id"] && row["person_id"] == json!(person)
                };
                count("activity", &is_it)
            }
            _ => None,
        }
    }
}
