//! A small business, run by both sides with the same code: leads that move between owners, notes under them, one
//! quotation for each with compare-and-set, steps to be carried out once; and mutations that misbehave.

use std::{future::Future, sync::Arc};

use pebble_sync::{
    Call, Change, Code, Executor, Key, Mutation, Person, Ran, Refusal, Scope, StoreError, Table, wire::Row,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{desk::DeskTx, office_tx::OfficeTx};

pub const PEOPLE: usize = 5;

pub fn person(n: usize) -> Person {
    Person(Uuid::from_u128(u128::try_from(n).unwrap() + 1))
}

pub fn number_of(person: Person) -> usize {
    usize::try_from(person.0.as_u128() - 1).unwrap()
}

pub fn own(n: usize) -> Scope {
    Scope(i32::try_from(n).unwrap())
}

pub fn team(n: usize) -> Scope {
    Scope(100 + i32::try_from(n % 2).unwrap())
}

pub fn key(table: &str, id: Uuid) -> Key {
    Key { table: Table::from(table), id }
}

/// Another id, derived.
fn derived(id: Uuid, by: u128) -> Uuid {
    Uuid::from_u128(id.as_u128() ^ by)
}

pub fn lead_made_by(mutation: &Mutation) -> Key {
    key("lead", derived(mutation.id.0, 1))
}

pub fn note_made_by(mutation: &Mutation) -> Key {
    key("note", derived(mutation.id.0, 2))
}

pub fn quote_of(lead: Uuid) -> Key {
    key("quote", derived(lead, 3))
}

pub fn step_of(lead: Uuid) -> Key {
    key("step", derived(lead, 4))
}

/// Runs the business.
#[derive(Clone, Copy)]
pub struct Toy {
    /// The rule that is not the protocol's: a quotation replaces the version that its author saw.
    pub compares_and_sets: bool,
}

/// The rows of one side.
trait Ground: Send {
    /// A row's columns.
    fn cols(&mut self, key: &Key) -> impl Future<Output = Result<Option<Value>, StoreError>> + Send;
    /// Stores a row for an owner, or removes it; answers the scopes it was in and is in.
    fn put(
        &mut self,
        key: &Key,
        cols: Option<Value>,
        owner: usize,
    ) -> impl Future<Output = Result<(Vec<Scope>, Vec<Scope>), StoreError>> + Send;
    /// What hangs under a lead.
    fn children(&mut self, lead: Uuid) -> impl Future<Output = Result<Vec<Key>, StoreError>> + Send;
    /// Whether the person may see the row: only the office knows.
    fn may_see(&mut self, person: Person, key: &Key) -> impl Future<Output = Result<bool, StoreError>> + Send;
    /// True in the office.
    fn decides(&self) -> bool;
    /// Notes what must not have happened.
    fn violation(&mut self, what: String);
}

impl Ground for OfficeTx {
    async fn cols(&mut self, key: &Key) -> Result<Option<Value>, StoreError> {
        Ok(self.row(key).await?.map(|row| row.cols.clone()))
    }

    async fn put(
        &mut self,
        key: &Key,
        cols: Option<Value>,
        owner: usize,
    ) -> Result<(Vec<Scope>, Vec<Scope>), StoreError> {
        let before = self.row(key).await?;
        let (ver, left) = before.map_or((0, Vec::new()), |row| (row.ver, row.scopes.clone()));
        let is_inside = key.table.as_str() == "step";
        let scopes = if cols.is_none() || is_inside { Vec::new() } else { vec![own(owner), team(owner)] };
        let row = |cols| Row { table: key.table.clone(), id: key.id, ver: ver + 1, cols, scopes: scopes.clone() };
        OfficeTx::put(self, key, cols.map(row)).await?;
        Ok((left, scopes))
    }

    async fn children(&mut self, lead: Uuid) -> Result<Vec<Key>, StoreError> {
        OfficeTx::children(self, lead).await
    }

    async fn may_see(&mut self, person: Person, key: &Key) -> Result<bool, StoreError> {
        let row = self.row(key).await?;
        Ok(row.is_some_and(|row| OfficeTx::may_see(self, person, &row)))
    }

    fn decides(&self) -> bool {
        true
    }

    fn violation(&mut self, what: String) {
        OfficeTx::violation(self, what);
    }
}

impl Ground for DeskTx {
    async fn cols(&mut self, key: &Key) -> Result<Option<Value>, StoreError> {
        self.pause().await;
        Ok(self.rows.shown.get(key).map(|cols| (**cols).clone()))
    }

    async fn put(&mut self, key: &Key, cols: Option<Value>, _: usize) -> Result<(Vec<Scope>, Vec<Scope>), StoreError> {
        self.pause().await;
        match cols {
            Some(cols) => _ = self.rows.shown.insert(key.clone(), Arc::new(cols)),
            None => _ = self.rows.shown.remove(key),
        }
        Ok((Vec::new(), Vec::new()))
    }

    async fn children(&mut self, _: Uuid) -> Result<Vec<Key>, StoreError> {
        Ok(Vec::new())
    }

    async fn may_see(&mut self, _: Person, _: &Key) -> Result<bool, StoreError> {
        Ok(true)
    }

    fn decides(&self) -> bool {
        false
    }

    fn violation(&mut self, _: String) {}
}

impl Executor<OfficeTx> for Toy {
    async fn run(&self, tx: &mut OfficeTx, call: Call<'_>) -> Result<Ran, StoreError> {
        let ran = self.play(tx, call).await?;
        if let Ran::Applied { .. } = ran {
            tx.ran(call.mutation.id);
        }
        Ok(ran)
    }

    /// `z` came with schema 2.
    fn present(&self, _: &Table, mut cols: Value, schema: u32) -> Value {
        if let Some(members) = cols.as_object_mut().filter(|_| schema < 2) {
            members.remove("z");
        }
        cols
    }
}

impl Executor<DeskTx> for Toy {
    async fn run(&self, tx: &mut DeskTx, call: Call<'_>) -> Result<Ran, StoreError> {
        self.play(tx, call).await
    }
}

fn refused(code: Code) -> Result<Ran, StoreError> {
    Ok(Ran::Refused(Refusal::new(code, format!("{code:?}."))))
}

/// Stores one row and says so.
async fn save<G: Ground>(
    ground: &mut G,
    key: Key,
    before: Option<Value>,
    after: Option<Value>,
    owner: usize,
) -> Result<Change, StoreError> {
    let (left, entered) = ground.put(&key, after, owner).await?;
    Ok(Change { key, before, left, entered })
}

fn owner_of(cols: &Value) -> usize {
    usize::try_from(cols["owner"].as_u64().unwrap_or_default()).unwrap()
}

impl Toy {
    async fn play<G: Ground>(&self, ground: &mut G, call: Call<'_>) -> Result<Ran, StoreError> {
        let (name, input) = (call.mutation.name.as_str(), &call.mutation.input);
        if name == "lead.create" {
            return create(ground, call).await;
        }
        let lead = key("lead", input["lead"].as_str().and_then(|id| id.parse().ok()).unwrap_or_default());
        let Some(before) = ground.cols(&lead).await? else { return refused(Code::Missing) };
        let owner = owner_of(&before);
        let mut after = before.clone();
        match name {
            "lead.act" | "lead.poison" => {
                after["acts"].as_array_mut().unwrap().push(input["mark"].clone());
                let change = save(ground, lead, Some(before), Some(after), owner).await?;
                if name == "lead.poison" && ground.decides() {
                    return refused(Code::Broken);
                }
                Ok(Ran::applied(vec![change]))
            }
            "lead.set" => {
                if !ground.may_see(call.mutation.person, &lead).await? {
                    return refused(Code::Denied);
                }
                after["set"] = input["mark"].clone();
                Ok(Ran::applied(vec![save(ground, lead, Some(before), Some(after), owner).await?]))
            }
            "lead.assign" => assign(ground, call, lead, before).await,
            "note.add" => {
                let note = note_made_by(call.mutation);
                if ground.cols(&note).await?.is_some() {
                    return refused(Code::Conflict);
                }
                let cols = json!({"lead": input["lead"], "owner": owner, "mark": input["mark"], "z": 1});
                Ok(Ran::applied(vec![save(ground, note, None, Some(cols), owner).await?]))
            }
            "note.remove" => {
                let note = key("note", input["note"].as_str().and_then(|id| id.parse().ok()).unwrap_or_default());
                let Some(cols) = ground.cols(&note).await? else { return refused(Code::Missing) };
                Ok(Ran::applied(vec![save(ground, note, Some(cols), None, owner).await?]))
            }
            "quote.save" => self.quote(ground, call, lead.id, owner).await,
            "step.plan" if ground.decides() => {
                let step = step_of(lead.id);
                if ground.cols(&step).await?.is_some() {
                    return Ok(Ran::applied(Vec::new()));
                }
                let cols = json!({"state": "due", "fence": 0});
                Ok(Ran::applied(vec![save(ground, step, None, Some(cols), owner).await?]))
            }
            "step.plan" => Ok(Ran::applied(Vec::new())),
            _ => refused(Code::Unknown),
        }
    }

    async fn quote<G: Ground>(
        &self,
        ground: &mut G,
        call: Call<'_>,
        lead: Uuid,
        owner: usize,
    ) -> Result<Ran, StoreError> {
        let (input, quote) = (&call.mutation.input, quote_of(lead));
        let before = ground.cols(&quote).await?;
        let stands = before.as_ref().map_or(Value::Null, |cols| cols["version"].clone());
        if stands != input["replaces"] {
            if self.compares_and_sets {
                let reason = "Somebody saved a newer version.".into();
                return Ok(Ran::Stale { reason, current: before.unwrap_or_default() });
            }
            if ground.decides() {
                ground.violation(format!("I5: {} silently replaced {stands}", call.mutation.id));
            }
        }
        let cols = json!({"lead": lead, "owner": owner, "version": input["mark"], "z": 1});
        Ok(Ran::applied(vec![save(ground, quote, before, Some(cols), owner).await?]))
    }
}

async fn create<G: Ground>(ground: &mut G, call: Call<'_>) -> Result<Ran, StoreError> {
    let lead = lead_made_by(call.mutation);
    if ground.cols(&lead).await?.is_some() {
        return refused(Code::Conflict);
    }
    let owner = number_of(call.mutation.person);
    let cols = json!({"owner": owner, "acts": [call.mutation.input["mark"]], "set": null, "z": 1});
    Ok(Ran::applied(vec![save(ground, lead, None, Some(cols), owner).await?]))
}

/// A lead moves, and everything under it moves along.
async fn assign<G: Ground>(ground: &mut G, call: Call<'_>, lead: Key, before: Value) -> Result<Ran, StoreError> {
    if call.device.is_some() && before["owner"] != number_of(call.mutation.person) {
        return refused(Code::Denied);
    }
    let to = owner_of(&json!({"owner": call.mutation.input["to"]}));
    let mut after = before.clone();
    after["owner"] = json!(to);
    after["acts"].as_array_mut().unwrap().push(call.mutation.input["mark"].clone());
    let id = lead.id;
    let mut changes = vec![save(ground, lead, Some(before), Some(after), to).await?];
    for child in ground.children(id).await? {
        let Some(before) = ground.cols(&child).await? else { continue };
        let mut after = before.clone();
        after["owner"] = json!(to);
        changes.push(save(ground, child, Some(before), Some(after), to).await?);
    }
    Ok(Ran::applied(changes))
}
