//! Keys of programs: whom they stand for, and what they may.

use std::{collections::BTreeSet, fmt, str::FromStr};

use axum::http::{HeaderMap, StatusCode, header};
use pebble_core::kernel::Engines;
use pebble_sync::{
    Device, Person, StoreError,
    server_store::{ServerStore, ServerTx},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use uuid::Uuid;

use super::problem::Problem;
use crate::{
    fault::said,
    http::App,
    keys::Keys,
    rows::{api_key, device, hook},
    store::SqlStore,
};

/// One thing that a key allows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Word {
    /// Reading, of everything or of what one engine owns.
    Read(Option<String>),
    /// Giving commands, any or those of one engine.
    Write(Option<String>),
    /// Having itself told of changes.
    Hooks,
}

/// What a key allows: `read`, `write`, `hooks`, or `read:masters` and `write:enquiries` for what belongs to one engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct May(BTreeSet<Word>);

impl May {
    /// Reads a list, separated by commas.
    ///
    /// # Errors
    /// A sentence that names the word that is none.
    pub fn read(text: &str, engines: Engines) -> Result<May, String> {
        let may: May = text.parse()?;
        for word in &may.0 {
            let (Word::Read(Some(name)) | Word::Write(Some(name))) = word else { continue };
            if !engines.0.iter().any(|engine| engine.name == name) {
                let names: Vec<&str> = engines.0.iter().map(|engine| engine.name).collect();
                return Err(format!("There is no engine named {name:?}; there are {}.", names.join(", ")));
            }
        }
        Ok(may)
    }

    pub(super) fn may_read(&self, engine: &str) -> bool {
        self.0.contains(&Word::Read(None)) || self.0.contains(&Word::Read(Some(engine.to_owned())))
    }

    pub(super) fn may_write(&self, engine: &str) -> bool {
        self.0.contains(&Word::Write(None)) || self.0.contains(&Word::Write(Some(engine.to_owned())))
    }

    pub(super) fn may_have_hooks(&self) -> bool {
        self.0.contains(&Word::Hooks)
    }
}

impl FromStr for May {
    type Err = String;

    fn from_str(text: &str) -> Result<May, String> {
        let words: Result<BTreeSet<Word>, String> = text.split(',').map(|word| word.trim().parse()).collect();
        words.map(May)
    }
}

impl FromStr for Word {
    type Err = String;

    fn from_str(text: &str) -> Result<Word, String> {
        let engine = |name: &str| Some(name.to_owned()).filter(|name| !name.is_empty());
        match text.split_once(':').map_or((text, None), |(word, name)| (word, Some(name))) {
            ("read", None) => Ok(Word::Read(None)),
            ("write", None) => Ok(Word::Write(None)),
            ("hooks", None) => Ok(Word::Hooks),
            ("read", Some(name)) if !name.is_empty() => Ok(Word::Read(engine(name))),
            ("write", Some(name)) if !name.is_empty() => Ok(Word::Write(engine(name))),
            _ => Err(format!("{text:?} is nothing a key may; say read, write, hooks, read:masters, write:enquiries.")),
        }
    }
}

impl fmt::Display for May {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |word: &str, name: &Option<String>| match name {
            Some(name) => format!("{word}:{name}"),
            None => word.to_owned(),
        };
        let words: Vec<String> = self
            .0
            .iter()
            .map(|word| match word {
                Word::Read(name) => named("read", name),
                Word::Write(name) => named("write", name),
                Word::Hooks => "hooks".to_owned(),
            })
            .collect();
        f.write_str(&words.join(","))
    }
}

/// A program that was given a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The key's id. What the program does is logged under it, as if it were a device.
    pub id: Uuid,
    /// Whom it stands for.
    pub person: Person,
    /// What people call it.
    pub name: String,
    /// What it may.
    pub may: May,
    /// It may no more.
    pub has_ended: bool,
}

fn program(row: api_key::Model) -> Result<Program, StoreError> {
    let may = row.may.parse().map_err(crate::fault::unreadable)?;
    let has_ended = row.ended_at.is_some();
    Ok(Program { id: row.id, person: Person(row.person_id), name: row.name, may, has_ended })
}

impl SqlStore {
    /// Makes a key for a program that stands for a person, who must have a desk in the office; none when there is no
    /// such person. The key is told once and kept nowhere.
    ///
    /// # Errors
    /// The database's.
    pub async fn make_key(&self, keys: &Keys, program: &Program) -> Result<Option<String>, StoreError> {
        if !self.all_devices().await?.iter().any(|device| device.person == program.person) {
            return Ok(None);
        }
        let tx = self.begin().await?;
        let row = api_key::Model {
            id: program.id,
            person_id: program.person.0,
            name: program.name.clone(),
            may: program.may.to_string(),
            made_at: tx.now.millis(),
            ended_at: None,
        };
        let row = api_key::ActiveModel::from(row).reset_all();
        api_key::Entity::insert_many([row]).exec_without_returning(tx.db()?).await.map_err(said)?;
        tx.commit().await?;
        Ok(Some(keys.program(program.id)))
    }

    /// All programs that were given a key, oldest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn programs(&self) -> Result<Vec<Program>, StoreError> {
        let rows = api_key::Entity::find().order_by_asc(api_key::Column::MadeAt).all(self.reader()).await;
        rows.map_err(said)?.into_iter().map(program).collect()
    }

    /// The program of a key that is good: it was not ended, and its person was not locked out everywhere.
    async fn good_key(&self, id: Uuid) -> Result<Option<Program>, StoreError> {
        let row = api_key::Entity::find_by_id(id).filter(api_key::Column::EndedAt.is_null());
        let Some(row) = row.one(self.reader()).await.map_err(said)? else { return Ok(None) };
        let live = device::Entity::find()
            .filter(device::Column::PersonId.eq(row.person_id))
            .filter(device::Column::IsRevoked.eq(false));
        let is_in = live.one(self.reader()).await.map_err(said)?.is_some();
        if is_in { program(row).map(Some) } else { Ok(None) }
    }

    /// Ends a key, and what its program is told. False when there is none of that id.
    ///
    /// # Errors
    /// The database's.
    pub async fn end_key(&self, id: Uuid) -> Result<bool, StoreError> {
        let tx = self.begin().await?;
        let done = api_key::Entity::update_many()
            .col_expr(api_key::Column::EndedAt, Expr::value(tx.now.millis()))
            .filter(api_key::Column::Id.eq(id))
            .exec(tx.db()?)
            .await
            .map_err(said)?;
        hook::Entity::update_many()
            .col_expr(hook::Column::Ended, Expr::value("the key of its program was ended"))
            .filter(hook::Column::KeyId.eq(id))
            .filter(hook::Column::Ended.is_null())
            .exec(tx.db()?)
            .await
            .map_err(said)?;
        tx.commit().await?;
        Ok(done.rows_affected > 0)
    }
}

/// The program that asks, by its key, and if it does not ask too much.
pub(super) async fn admitted(app: &App, headers: &HeaderMap) -> Result<Program, Problem> {
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let shown = shown.and_then(|text| text.strip_prefix("Bearer ")).and_then(|key| app.keys.shown(key.trim()));
    let stranger = || {
        let said = "Authorization takes `Bearer` and a key of this office; whoever runs the server makes one.";
        Problem::new(StatusCode::UNAUTHORIZED, "unknown", said)
    };
    let id = shown.ok_or_else(stranger)?;
    app.doorman.device(Device(id)).map_err(Problem::too_much)?;
    let found = app.sql.good_key(id).await.map_err(|cause| Problem::failed(app, &cause))?;
    found.ok_or_else(stranger)
}

/// What a key must allow and does not.
pub(super) fn not_allowed(wanted: &str) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "denied", format!("This key does not allow {wanted}."))
}

#[cfg(test)]
mod tests {
    use pebble_core::engines::ENGINES;

    use super::*;

    #[test]
    fn a_key_allows_what_it_says_and_nothing_else() {
        let may = May::read("read, write:enquiries", ENGINES).unwrap();
        assert!(may.may_read("masters") && may.may_write("enquiries"));
        assert!(!may.may_write("masters") && !may.may_have_hooks());
        assert_eq!(may.to_string().parse::<May>().unwrap(), may);
        assert!(May::read("read:masters,hooks", ENGINES).unwrap().may_have_hooks());
        for wrong in ["", "reed", "read:", "read:nothing", "hooks:masters", "write,,read"] {
            assert!(May::read(wrong, ENGINES).is_err(), "{wrong:?}");
        }
    }
}
