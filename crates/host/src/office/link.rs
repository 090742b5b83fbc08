//! The way to the server: one path for each question, JSON, and hints as server-sent events (sync.md 4.4).

use std::time::Duration;

use futures::StreamExt;
use pebble_core::kernel::{Code, Error, Result};
use pebble_sync::{
    frames,
    wire::{Claim, Claimed, Reply, Request, Stop},
};
use reqwest::{
    Response, StatusCode,
    header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::json;
use ts_rs::TS;
use url::Url;
use uuid::Uuid;

use super::{lease::Away, pin::Pin, provider::Way};

/// Longer than any answer takes: the server stops reading at once when it is busy.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);
/// Idle connections are let go of sooner than a server does it (30 s): none is used as it is closed.
const IDLE: Duration = Duration::from_secs(20);
/// The server says every 25 s that it is there.
const SILENCE: Duration = Duration::from_secs(60);
/// The longest line of hints that is read: a server sends numbers.
const LONGEST_LINE: usize = 4_096;

/// Requests below this size are not worth packing.
const WORTH_PACKING: usize = 1_024;
/// How hard requests are packed: the level that sync.md 4.4 measured.
const ZSTD_LEVEL: i32 = 3;

/// Why a question was not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LinkProblem {
    /// Nobody answered, or what came was no answer of an office.
    #[error("{0}")]
    Offline(String),
    /// The access token has ended.
    #[error("the access token has ended")]
    Expired,
    /// The office does not know this desk.
    #[error("{0}")]
    Unknown(String),
    /// The office has locked this desk out.
    #[error("The office has locked this desk out.")]
    Revoked,
    /// Come back later: after so many milliseconds.
    #[error("The server is busy.")]
    Busy(u64),
    /// It was refused, for this reason.
    #[error("{0}")]
    Refused(String),
    /// A field does not fit: which, and why.
    #[error("{1}")]
    Field(String, String),
}

/// How people may sign in at an office.
#[derive(Debug, Deserialize)]
pub(crate) struct Ways {
    /// By name and password.
    pub(crate) password: bool,
    /// At a provider.
    pub(crate) provider: Option<Way>,
}

/// What proves whose desk this is, as the server reads it.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Shown {
    /// What the office gave out.
    Invitation { invitation: String },
    /// A name with its password.
    Password { login: String, password: String },
    /// A provider's word.
    Identity { id_token: String },
}

/// The name and the password by which a person signs in at other desks.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OfficeAccount {
    /// The name.
    pub login: String,
    /// The password.
    pub password: String,
    /// The password of before, if there was one.
    pub before: Option<String>,
}

/// What a desk is told when it joins.
#[derive(Debug, Deserialize)]
pub(super) struct Registered {
    pub(super) device: Uuid,
    pub(super) person: Uuid,
    #[serde(flatten)]
    pub(super) fresh: Fresh,
}

/// Tokens.
#[derive(Deserialize)]
pub(super) struct Fresh {
    pub(super) access: String,
    /// When it ends, by the server's clock, in milliseconds since 1970.
    pub(super) access_until: i64,
    pub(super) refresh: String,
}

impl std::fmt::Debug for Fresh {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fresh").field("access_until", &self.access_until).finish_non_exhaustive()
    }
}

/// A server's address.
#[derive(Clone)]
pub(crate) struct Link {
    http: reqwest::Client,
    address: Url,
}

/// An address of a server as people write it.
///
/// # Errors
/// `Invalid` naming `address`.
pub(super) fn address(text: &str) -> Result<Url> {
    let invalid = |why: &str| Error::invalid("address", format!("{why} Ask the person who runs your office's server."));
    let text = text.trim();
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = Url::parse(&with_scheme).map_err(|_| invalid("This is no address, such as crm.example.com."))?;
    let is_here = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => return Err(invalid("The address names no server.")),
    };
    match (url.scheme(), url.fragment()) {
        ("https", Some(pin)) => Pin::read(pin).map(|_| url.clone()),
        ("https", None) => Ok(url),
        ("http", None) if is_here => Ok(url),
        ("http", Some(_)) => Err(invalid("An address with a # in it begins with https.")),
        ("http", _) => Err(invalid("What goes to a server on another computer must be encrypted: use https.")),
        _ => Err(invalid("The address begins with https.")),
    }
}

/// An address as people are shown it: what the server is known by stays out.
pub(super) fn shown(address: &Url) -> Url {
    let mut shown = address.clone();
    shown.set_fragment(None);
    shown
}

impl Link {
    pub(super) fn to(address: &Url) -> Result<Link> {
        let mut http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .pool_idle_timeout(IDLE)
            .redirect(reqwest::redirect::Policy::none());
        if let Some(pin) = address.fragment() {
            http = http.use_preconfigured_tls(Pin::read(pin)?.tls()?);
        }
        Ok(Link { http: http.build().map_err(Error::broken)?, address: shown(address) })
    }

    pub(super) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    pub(super) fn path(&self, name: &str) -> String {
        format!("{}/sync/v1/{name}", self.address.as_str().trim_end_matches('/'))
    }

    async fn post(&self, name: &str, access: Option<&str>, body: &impl Serialize) -> Result<Response, LinkProblem> {
        let bytes = serde_json::to_vec(body).map_err(|why| LinkProblem::Refused(why.to_string()))?;
        let mut asked = self.http.post(self.path(name)).timeout(PATIENCE).header(CONTENT_TYPE, "application/json");
        if let Some(access) = access {
            asked = asked.header(AUTHORIZATION, format!("Bearer {access}")).header("x-schema", super::SCHEMA);
        }
        asked = match zstd::encode_all(bytes.as_slice(), ZSTD_LEVEL) {
            Ok(packed) if bytes.len() >= WORTH_PACKING => asked.header(CONTENT_ENCODING, "zstd").body(packed),
            _ => asked.body(bytes),
        };
        asked.send().await.map_err(offline)
    }

    /// How people may sign in at this office.
    pub(super) async fn ways(&self) -> Result<Ways, LinkProblem> {
        read(self.http.get(self.path("ways")).timeout(PATIENCE).send().await.map_err(offline)?).await
    }

    /// Shows what proves whose desk this is, and its public key.
    pub(super) async fn register(&self, proof: &Shown, name: &str, key: &str) -> Result<Registered, LinkProblem> {
        #[derive(Serialize)]
        struct Asked<'a> {
            name: &'a str,
            key: &'a str,
            #[serde(flatten)]
            proof: &'a Shown,
        }
        read(self.post("register", None, &Asked { name, key, proof }).await?).await
    }

    /// Sets the name and the password by which this person signs in at other desks.
    pub(super) async fn set_account(&self, access: &str, account: &OfficeAccount) -> Result<(), LinkProblem> {
        let answer = self.post("account", Some(access), account).await?;
        match answer.status() {
            StatusCode::NO_CONTENT => Ok(()),
            _ => Err(problem(answer).await),
        }
    }

    /// Shows what renews the tokens, signed with the desk's key.
    pub(super) async fn refresh(&self, refresh: &str, signature: &str) -> Result<Fresh, LinkProblem> {
        let asked = json!({ "refresh": refresh, "signature": signature });
        read(self.post("refresh", None, &asked).await?).await
    }

    /// Asks a question of the protocol. Beside the answer the office says how long a desk may be away.
    pub(super) async fn ask(&self, access: &str, request: &Request) -> Result<(Reply, Option<Away>), LinkProblem> {
        let access = Some(access);
        let answer = match request {
            Request::Hello(asked) => self.post("hello", access, asked).await?,
            Request::Push(asked) => self.post("push", access, asked).await?,
            Request::Pull(asked) => self.post("pull", access, asked).await?,
            Request::Snapshot(asked) => self.post("snapshot", access, asked).await?,
            Request::Check(asked) => self.post("check", access, asked).await?,
        };
        let away = answer.headers().get("x-pebble-away").and_then(|said| said.to_str().ok()).and_then(Away::read);
        if answer.status() != StatusCode::OK {
            return Ok((Reply::Stop(stop(answer).await?), away));
        }
        let reply = match request {
            Request::Hello(_) => Reply::Welcome(json_of(answer).await?),
            Request::Push(_) => Reply::Pushed(json_of(answer).await?),
            Request::Snapshot(_) => Reply::Chunk(json_of(answer).await?),
            Request::Check(_) => Reply::Checked(json_of(answer).await?),
            Request::Pull(_) => {
                let lines = answer.text().await.map_err(offline)?;
                Reply::Page(frames::read(&lines).map_err(|why| LinkProblem::Offline(why.to_string()))?)
            }
        };
        Ok((reply, away))
    }

    /// Asks whether this desk may carry out a piece of outgoing work.
    pub(super) async fn claim(&self, access: &str, effect: Uuid) -> Result<Claimed, LinkProblem> {
        read(self.post("claim", Some(access), &Claim { effect }).await?).await
    }

    /// Listens to hints until the server ends them or falls silent; each is handed on.
    pub(super) async fn listen(&self, access: &str, mut hint: impl FnMut(u64)) -> Result<(), LinkProblem> {
        let asked = self.http.get(self.path("live")).header(AUTHORIZATION, format!("Bearer {access}"));
        let answer = asked.send().await.map_err(offline)?;
        if answer.status() != StatusCode::OK {
            return Err(problem(answer).await);
        }
        let (mut pieces, mut line) = (answer.bytes_stream(), Vec::new());
        while let Ok(Some(piece)) = tokio::time::timeout(SILENCE, pieces.next()).await {
            for byte in piece.map_err(offline)? {
                if byte != b'\n' {
                    line.push(byte);
                } else if let Some(head) = hinted(&std::mem::take(&mut line)) {
                    hint(head);
                }
                if line.len() > LONGEST_LINE {
                    return Err(LinkProblem::Offline("A hint of the server does not end.".to_owned()));
                }
            }
        }
        Ok(())
    }
}

/// The number of a hint.
fn hinted(line: &[u8]) -> Option<u64> {
    std::str::from_utf8(line).ok()?.strip_prefix("data:")?.trim().parse().ok()
}

pub(super) fn offline(why: reqwest::Error) -> LinkProblem {
    // The address stays out of it: it may name what is nobody's business.
    let why = why.without_url();
    tracing::debug!(%why, "the server did not answer");
    LinkProblem::Offline("The office's server cannot be reached.".to_owned())
}

pub(super) async fn json_of<T: DeserializeOwned>(answer: Response) -> Result<T, LinkProblem> {
    answer.json().await.map_err(offline)
}

async fn read<T: DeserializeOwned>(answer: Response) -> Result<T, LinkProblem> {
    match answer.status() {
        StatusCode::OK => json_of(answer).await,
        _ => Err(problem(answer).await),
    }
}

pub(super) async fn problem(answer: Response) -> LinkProblem {
    match stop(answer).await {
        Ok(Stop::Revoked) => LinkProblem::Revoked,
        Ok(Stop::Busy { retry_after_ms }) => LinkProblem::Busy(retry_after_ms),
        Ok(_) => LinkProblem::Unknown("The office does not know this desk any more.".to_owned()),
        Err(problem) => problem,
    }
}

/// What the protocol says instead of an answer.
async fn stop(answer: Response) -> Result<Stop, LinkProblem> {
    let status = answer.status();
    let is_expired = answer.headers().get("x-pebble").is_some_and(|said| said == "expired");
    let field = answer.headers().get("x-pebble-field").and_then(|name| name.to_str().ok()).map(str::to_owned);
    let text = answer.text().await.map_err(offline)?;
    if is_expired {
        return Err(LinkProblem::Expired);
    }
    if let Ok(stop) = serde_json::from_str(&text) {
        return Ok(stop);
    }
    let said: String = text.chars().take(300).collect();
    if let Some(field) = field {
        return Err(LinkProblem::Field(field, said));
    }
    Err(match status {
        StatusCode::UNAUTHORIZED => LinkProblem::Unknown(said),
        status if status.is_client_error() => LinkProblem::Refused(said),
        status => LinkProblem::Offline(format!("The office's server answers with an error ({}).", status.as_u16())),
    })
}

impl From<LinkProblem> for Error {
    fn from(problem: LinkProblem) -> Error {
        if let LinkProblem::Field(field, said) = problem {
            return Error::invalid(&field, said);
        }
        let code = match problem {
            LinkProblem::Offline(_) | LinkProblem::Expired => Code::Offline,
            LinkProblem::Busy(_) => Code::Busy,
            LinkProblem::Unknown(_) | LinkProblem::Revoked | LinkProblem::Refused(_) | LinkProblem::Field(..) => {
                Code::Denied
            }
        };
        Error::new(code, problem.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_another_computer_is_taken_with_encryption_alone() {
        assert_eq!(address("crm.example.com").unwrap().as_str(), "https://crm.example.com/");
        assert_eq!(address(" https://crm.example.com:4700/ ").unwrap().port(), Some(4700));
        assert!(address("http://127.0.0.1:4700").is_ok());
        assert!(address("http://localhost:4700").is_ok());
        for wrong in ["http://crm.example.com", "http://192.168.1.5:4700", "ftp://crm.example.com", "", "https://"] {
            assert_eq!(address(wrong).unwrap_err().field.as_deref(), Some("address"), "{wrong:?}");
        }
    }

    #[test]
    fn an_address_may_carry_what_its_server_is_known_by() {
        let pin = "A".repeat(43);
        let with_pin = address(&format!("https://192.168.1.5:4700/#{pin}")).unwrap();
        assert_eq!(with_pin.fragment(), Some(pin.as_str()));
        assert_eq!(shown(&with_pin).as_str(), "https://192.168.1.5:4700/");
        for wrong in [format!("http://127.0.0.1/#{pin}"), "https://a.b/#short".into(), "https://a.b/#".into()] {
            assert_eq!(address(&wrong).unwrap_err().field.as_deref(), Some("address"), "{wrong:?}");
        }
    }

    #[test]
    fn a_hint_is_a_number_and_nothing_else() {
        assert_eq!(hinted(b"data: 17"), Some(17));
        for other in [&b"event: head"[..], b": here", b"data: -1", b"data: x", b"", b"\xff"] {
            assert_eq!(hinted(other), None);
        }
    }
}
