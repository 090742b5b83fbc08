//! A sign-in kept with the computer's own keyring, in a process of its own: which message bus there is, and so which
//! keyring, is a matter of the environment that a process is started with.
//!
//! `keyring-desk FOLDER store TOKEN | load | clear`: does one thing with the vault in the folder, and says on one line
//! what came of it.

// A program of the tests may panic: that is how it says no.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::{path::Path, sync::Arc};

use pebble_core::engines::email::mailbox::Account;
use pebble_outlook::{
    Vault,
    vault::{Bundle, OsKeyStore},
};

#[tokio::main]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let vault = |folder: &str| Vault::on_disk(Path::new(folder), Arc::new(OsKeyStore::new("pebble-orchestrator")));
    let outcome = match words.as_slice() {
        [folder, "store", token] => vault(folder).store(&bundle(token)).await.map(|()| "kept".to_owned()),
        [folder, "load"] => vault(folder).load().await.map(|found| match found {
            Some(bundle) => format!("found {}", bundle.account.name),
            None => "nothing".to_owned(),
        }),
        [folder, "clear"] => vault(folder).clear().await.map(|()| "forgotten".to_owned()),
        _ => panic!("FOLDER and one of store TOKEN, load and clear are needed, not {words:?}"),
    };
    println!("{}", outcome.unwrap_or_else(|problem| format!("refused: {problem}")));
}

/// The account carries the token too, so that it can be seen whether the same one was found again.
fn bundle(token: &str) -> Bundle {
    Bundle {
        refresh: token.to_owned().into(),
        tenant: "consumers".to_owned(),
        scopes: "Mail.ReadWrite".to_owned(),
        account: Account { id: "1".to_owned(), address: "asha@pebble.test".to_owned(), name: token.to_owned() },
    }
}
