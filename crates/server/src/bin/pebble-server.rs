//! The office's server. `pebble-server --data DIR` starts on embedded SQLite with nothing else to set up and prints an
//! invitation for the first desk; `pebble-server invite [PERSON]` prints another; `devices` lists who has been taken in,
//! `revoke DEVICE` locks one out; `key PERSON MAY NAME` makes a key for a program, `keys` lists them, `end-key KEY` ends
//! one; `restored` is said once after a backup of the database was put back; `pebble-server config` lists what can be set
//! up.

use std::{
    fs::{self, File},
    io::{IsTerminal, Write},
    process::ExitCode,
    sync::Arc,
};

use pebble_core::{engines::ENGINES, kernel::Clock};
use pebble_server::{
    Config, Encryption, KEYS, Keys, May, Program, SqlStore, SystemClock, Terms, Tls, random, serve, write_private,
};
use pebble_store::Store;
use pebble_sync::{Device, Epoch, Millis, Person};
use tokio::net::TcpListener;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let done = match words.split_first() {
        Some((first, _)) if first == "config" => {
            print_keys();
            Ok(())
        }
        Some((first, rest)) if first == "invite" => invite(rest),
        Some((first, rest)) if first == "devices" => devices(rest).await,
        Some((first, rest)) if first == "revoke" => revoke(rest).await,
        Some((first, rest)) if first == "restored" => restored(rest).await,
        Some((first, rest)) if first == "key" => key(rest).await,
        Some((first, rest)) if first == "keys" => programs(rest).await,
        Some((first, rest)) if first == "end-key" => end_key(rest).await,
        _ => office(&words).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            say(&format!("pebble-server: {why}"));
            ExitCode::FAILURE
        }
    }
}

/// Standard output is what a person or a script reads; when nobody does, that is no reason to end.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn print_keys() {
    say("# server.conf in the data folder, PEBBLE_<KEY> in the environment, or --key VALUE; the later counts.");
    for key in KEYS {
        say(&format!("\n# {}\n{} = {}", key.means, key.name, key.default));
    }
}

fn config(words: &[String]) -> Result<Config, String> {
    Config::read(words, |name| std::env::var(name).ok(), |path| fs::read_to_string(path).ok())
}

/// The office's secret: as given, or as kept in the folder, where it is made at first.
fn keys(config: &Config) -> Result<Keys, String> {
    if let Some(secret) = &config.secret {
        return Ok(Keys::of(secret.as_bytes()));
    }
    let path = config.data.join("secret");
    let said = |why: std::io::Error| format!("{} cannot be read or written: {why}.", path.display());
    match fs::read(&path) {
        Ok(secret) => Ok(Keys::of(&secret)),
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => {
            let secret = format!("{}{}", random().simple(), random().simple());
            write_private(&path, secret.as_bytes()).map_err(said)?;
            Ok(Keys::of(secret.as_bytes()))
        }
        Err(why) => Err(said(why)),
    }
}

fn invitation(config: &Config, keys: &Keys, person: Person) -> String {
    let until = SystemClock.now().millis().saturating_add(i64::from(config.invitation_hours).saturating_mul(3_600_000));
    keys.invite(person, Millis(until))
}

/// `invite [PERSON] [--key value…]`: a person who is here already, or a new one.
fn invite(words: &[String]) -> Result<(), String> {
    let (person, rest) = match words.split_first() {
        Some((id, rest)) if !id.starts_with("--") => {
            (id.parse().map_err(|_| format!("{id:?} is no id of a person."))?, rest)
        }
        _ => (random(), words),
    };
    let config = config(rest)?;
    make_folder(&config)?;
    say(&invitation(&config, &keys(&config)?, Person(person)));
    Ok(())
}

/// The office's database as it is, beside a server that may be running.
async fn opened(config: &Config) -> Result<SqlStore, String> {
    let store = match &config.database_url {
        Some(url) => Store::postgres(url, config.tenant).await,
        None => {
            let path = config.data.join("office.db");
            if !path.is_file() {
                return Err(format!("{} has no office yet: start the server first.", config.data.display()));
            }
            Store::sqlite(&path, ENGINES, SystemClock.now()).await
        }
    };
    let store = store.map_err(|why| why.to_string())?;
    SqlStore::open(store, ENGINES, Arc::new(SystemClock), Epoch(random())).await.map_err(|why| why.to_string())
}

/// `devices [--key value…]`: one line for each, with its person, its name and whether it was locked out.
async fn devices(words: &[String]) -> Result<(), String> {
    let office = opened(&config(words)?).await?;
    for device in office.all_devices().await.map_err(|why| why.to_string())? {
        let state = if device.is_revoked { "locked out" } else { "in" };
        say(&format!("{}  {}  {state}  {}", device.device.0, device.person.0, device.name));
    }
    office.close().await;
    Ok(())
}

/// `revoke DEVICE [--key value…]`: what belongs to the office leaves that desk when it asks next.
async fn revoke(words: &[String]) -> Result<(), String> {
    let (id, rest) =
        words.split_first().ok_or("revoke needs the id of a device; `pebble-server devices` lists them.")?;
    let device = id.parse().map_err(|_| format!("{id:?} is no id of a device."))?;
    let office = opened(&config(rest)?).await?;
    let is_known = office.revoke_device(Device(device)).await.map_err(|why| why.to_string())?;
    office.close().await;
    if is_known { Ok(()) } else { Err(format!("There is no device {device}.")) }
}

/// `restored [--key value…]`: desks read everything anew when they ask next, and offer again what was taken from them
/// within two weeks.
async fn restored(words: &[String]) -> Result<(), String> {
    let office = opened(&config(words)?).await?;
    office.begin_epoch(Epoch(random())).await.map_err(|why| why.to_string())?;
    office.close().await;
    say("The office has begun anew from this copy. Desks bring what it lacks of the last 14 days when they ask next.");
    Ok(())
}

/// `key PERSON MAY NAME [--key value…]`: what it may is said as `read,write:enquiries,hooks`.
async fn key(words: &[String]) -> Result<(), String> {
    let [person, may, name, rest @ ..] = words else {
        return Err(
            "key needs a person, what it may, and a name: key PERSON read,write:enquiries \"Price list\".".into()
        );
    };
    let person = person.parse().map_err(|_| format!("{person:?} is no id of a person; `devices` lists them."))?;
    let may = May::read(may, ENGINES)?;
    let config = config(rest)?;
    let office = opened(&config).await?;
    let program = Program { id: random(), person: Person(person), name: name.clone(), may, has_ended: false };
    let made = office.make_key(&keys(&config)?, &program).await.map_err(|why| why.to_string())?;
    office.close().await;
    let key = made.ok_or_else(|| format!("Nobody of the id {person} has a desk in this office."))?;
    say(&key);
    Ok(())
}

/// `keys [--key value…]`: one line for each program.
async fn programs(words: &[String]) -> Result<(), String> {
    let office = opened(&config(words)?).await?;
    for program in office.programs().await.map_err(|why| why.to_string())? {
        let state = if program.has_ended { "ended" } else { "good" };
        say(&format!("{}  {}  {state}  {}  {}", program.id, program.person.0, program.may, program.name));
    }
    office.close().await;
    Ok(())
}

/// `end-key KEY [--key value…]`.
async fn end_key(words: &[String]) -> Result<(), String> {
    let (id, rest) = words.split_first().ok_or("end-key needs the id of a key; `pebble-server keys` lists them.")?;
    let key = id.parse().map_err(|_| format!("{id:?} is no id of a key."))?;
    let office = opened(&config(rest)?).await?;
    let is_known = office.end_key(key).await.map_err(|why| why.to_string())?;
    office.close().await;
    if is_known { Ok(()) } else { Err(format!("There is no key {key}.")) }
}

fn make_folder(config: &Config) -> Result<(), String> {
    fs::create_dir_all(&config.data).map_err(|why| format!("{} cannot be made: {why}.", config.data.display()))
}

async fn office(words: &[String]) -> Result<(), String> {
    let config = config(words)?;
    begin_log(config.logs_json);
    make_folder(&config)?;
    let keys = keys(&config)?;
    let tls = match &config.encryption {
        Encryption::Off => None,
        Encryption::Own => Some(Tls::own(&config.data)?),
        Encryption::Authority(certificate, key) => Some(Tls::of_authority(certificate, key)?),
    };
    let (store, _lock) = match &config.database_url {
        Some(url) => (Store::postgres(url, config.tenant).await.map_err(|why| why.to_string())?, None),
        None => {
            let lock = File::create(config.data.join("lock")).map_err(|why| why.to_string())?;
            lock.try_lock().map_err(|_| format!("{} is in use by another server.", config.data.display()))?;
            let path = config.data.join("office.db");
            let opened = Store::sqlite(&path, ENGINES, SystemClock.now()).await.map_err(|why| why.to_string())?;
            // An office is started once and used by many: it is read whole before anybody is let in.
            opened.check().await.map_err(|why| why.to_string())?;
            (opened, Some(lock))
        }
    };
    let listener = TcpListener::bind(config.listen).await;
    let listener = listener.map_err(|why| format!("{} cannot be listened on: {why}.", config.listen))?;
    let first = invitation(&config, &keys, Person(random()));
    let scheme = if tls.is_some() { "https" } else { "http" };
    // Behind the sign stands what desks know the server by; it is never sent.
    let pin = tls.as_ref().and_then(|tls| tls.pin.as_ref()).map(|pin| format!("/#{pin}")).unwrap_or_default();
    let terms = Terms { tls, ..config.terms.clone() };
    let running =
        serve(store, ENGINES, keys, Arc::new(SystemClock), terms, listener).await.map_err(|why| why.to_string())?;
    say(&format!("listening on {scheme}://{}{pin}", running.address));
    say(&format!("invitation for a new person's desk: {first}"));
    told_to_end().await;
    running.end().await.map_err(|why| why.to_string())
}

/// Standard error is the log: for people, or an object a line for machines.
fn begin_log(is_json: bool) {
    let wanted = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info,sea_orm=warn".into());
    let is_seen = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_env_filter(wanted).with_ansi(is_seen).with_writer(std::io::stderr);
    if is_json { log.json().flatten_event(true).init() } else { log.init() }
}

/// Waits for Ctrl-C, or for the system to ask.
async fn told_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut asked) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = asked.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
