//! Names with passwords, for a small team that has no identity provider (sync.md 4.10).
//!
//! A person chooses them at a desk that is in already: an invitation comes first, and proves who it is. They let the
//! person sign in at other desks. A password is checked by Argon2id; whoever guesses is slowed by address and by name,
//! and learns from no answer, nor from the time it takes, whether a name exists.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use pebble_sync::{
    Person, StoreError,
    server_store::{ServerStore, ServerTx, View},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::OnConflict};
use serde::Deserialize;
use tokio::task::spawn_blocking;

use crate::{
    body::read,
    fault::{said, unreadable},
    http::{App, admitted, failed, now, too_much},
    rows::account,
};

/// The fewest and the most characters of a password (NIST SP 800-63B 5.1.1.2), and of a name.
const PASSWORD: std::ops::RangeInclusive<usize> = 10..=200;
const LOGIN: std::ops::RangeInclusive<usize> = 2..=100;

/// What checks the password of a name that does not exist, so that it takes as long.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$cGViYmxlLW5vYm9keQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A wish to sign in by name from now on.
#[derive(Deserialize)]
struct Wish {
    login: String,
    password: String,
    /// The password of before, if there was one.
    #[serde(default)]
    before: Option<String>,
}

/// A name as it is kept: case and spaces around it do not matter.
fn as_kept(login: &str) -> String {
    login.trim().to_lowercase()
}

fn refused(field: &str, why: String) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, [("x-pebble-field", field.to_owned())], why).into_response()
}

/// A person sets name and password.
pub(crate) async fn set(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let device = match admitted(&app, &headers) {
        Ok(device) => device,
        Err(response) => return *response,
    };
    let wish: Wish = match read(&headers, &body) {
        Ok(wish) => wish,
        Err(unread) => return unread.into_response(),
    };
    if !app.has_passwords {
        return (StatusCode::FORBIDDEN, "This office signs in another way.").into_response();
    }
    let login = as_kept(&wish.login);
    if !LOGIN.contains(&login.chars().count()) {
        return refused("login", format!("A name has {} to {} characters.", LOGIN.start(), LOGIN.end()));
    }
    if !PASSWORD.contains(&wish.password.chars().count()) {
        let why =
            format!("A password has {} to {} characters; a few words are best.", PASSWORD.start(), PASSWORD.end());
        return refused("password", why);
    }
    if let Err(wait) = app.doorman.guess(&login) {
        return too_much(&app, wait);
    }
    match put(&app, device, login, wish).await {
        Ok(Put::Done) => StatusCode::NO_CONTENT.into_response(),
        Ok(Put::Taken) => refused("login", "Somebody else signs in by this name: choose another.".to_owned()),
        Ok(Put::Wrong) => refused("before", "This is not the password of before.".to_owned()),
        Ok(Put::Unknown) => (StatusCode::UNAUTHORIZED, "The office does not know this desk.").into_response(),
        Err(cause) => failed(&app, &cause),
    }
}

enum Put {
    Done,
    Taken,
    Wrong,
    Unknown,
}

async fn put(app: &App, device: pebble_sync::Device, login: String, wish: Wish) -> Result<Put, StoreError> {
    let Some(who) = app.sql.view().await?.device(device).await?.filter(|who| !who.is_revoked) else {
        return Ok(Put::Unknown);
    };
    let person = who.person.0;
    let own = account::Entity::find_by_id(person).one(app.sql.reader()).await.map_err(said)?;
    // Memory-hard work comes before the transaction: others wait for that.
    let (kept, before) = (own.map(|own| own.password), wish.before.unwrap_or_default());
    let known = kept.clone();
    let turn = app.doorman.hashing().await;
    let hash = spawn_blocking(move || {
        let may_change = known.is_none_or(|known| is_right(&before, &known));
        may_change.then(|| hash(&wish.password)).transpose()
    });
    let Some(hash) = hash.await.map_err(unreadable)?.map_err(unreadable)? else { return Ok(Put::Wrong) };
    drop(turn);
    let tx = app.sql.begin().await?;
    let stands = account::Entity::find_by_id(person).lock_exclusive().one(tx.db()?).await.map_err(said)?;
    if stands.map(|own| own.password) != kept {
        // Another desk of this person has changed it meanwhile.
        return Ok(Put::Wrong);
    }
    let other = account::Entity::find().filter(account::Column::Login.eq(login.as_str())).one(tx.db()?).await;
    if other.map_err(said)?.is_some_and(|other| other.person_id != person) {
        return Ok(Put::Taken);
    }
    let row = account::Model { person_id: person, login, password: hash, changed_at: now(app).0 };
    let replace = OnConflict::column(account::Column::PersonId)
        .update_columns([account::Column::Login, account::Column::Password, account::Column::ChangedAt])
        .to_owned();
    let row = account::ActiveModel::from(row).reset_all();
    account::Entity::insert_many([row]).on_conflict(replace).exec_without_returning(tx.db()?).await.map_err(said)?;
    tx.commit().await?;
    Ok(Put::Done)
}

/// Who signs in by this name with this password; none when there is nobody. `Err` says how long to wait.
pub(super) async fn person(
    app: &App,
    login: &str,
    password: String,
) -> Result<Result<Option<Person>, u64>, StoreError> {
    let login = as_kept(login);
    if let Err(wait) = app.doorman.guess(&login) {
        return Ok(Err(wait));
    }
    let found = account::Entity::find().filter(account::Column::Login.eq(login)).one(app.sql.reader()).await;
    let found = found.map_err(said)?;
    let kept = found.as_ref().map_or_else(|| NOBODY.to_owned(), |account| account.password.clone());
    let _turn = app.doorman.hashing().await;
    let is_right = spawn_blocking(move || is_right(&password, &kept)).await.map_err(unreadable)?;
    Ok(Ok(found.filter(|_| is_right).map(|account| Person(account.person_id))))
}

/// With the parameters of the crate, which are those that OWASP asks for: 19 MiB, two passes.
fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
}

fn is_right(password: &str, kept: &str) -> bool {
    let kept = PasswordHash::new(kept);
    kept.is_ok_and(|kept| Argon2::default().verify_password(password.as_bytes(), &kept).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_kept_as_argon2id_and_only_it_is_right() {
        let kept = hash("correct horse battery").unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(is_right("correct horse battery", &kept));
        assert!(!is_right("correct horse batterx", &kept));
        assert_ne!(hash("correct horse battery").unwrap(), kept);
    }

    #[test]
    fn nobody_has_a_password_that_can_be_checked() {
        assert!(PasswordHash::new(NOBODY).is_ok());
        assert!(!is_right("", NOBODY));
    }
}
