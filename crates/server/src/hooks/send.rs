//! Sending one message of a web hook, signed as Standard Webhooks 1.0 has it.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::{Client, StatusCode, redirect::Policy};
use ring::hmac;
use url::Url;
use uuid::Uuid;

use super::address::{Outside, refused};

/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// How a message fared.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fared {
    /// It arrived.
    Arrived,
    /// It did not, for this reason, and is worth another try.
    Not(String),
    /// The receiver wants no more, ever (410).
    Unwanted,
}

/// Sends messages.
#[derive(Clone)]
pub(crate) struct Sender {
    http: Client,
    outside: Outside,
}

impl Sender {
    /// One that reaches what `outside` allows.
    ///
    /// # Errors
    /// When the system's TLS cannot be set up.
    pub(crate) fn new(outside: Outside) -> Result<Sender, String> {
        let http = Client::builder()
            .timeout(PATIENCE)
            // Where a redirect leads was not asked for, and may lie inside.
            .redirect(Policy::none())
            .no_proxy()
            .dns_resolver(std::sync::Arc::new(outside))
            .build()
            .map_err(|why| why.to_string())?;
        Ok(Sender { http, outside })
    }

    /// Where it may reach.
    pub(crate) fn outside(&self) -> Outside {
        self.outside
    }

    /// Sends a message to an address. `second` is the time, in seconds since 1970.
    pub(super) async fn send(&self, url: &str, key: &[u8; 32], id: Uuid, second: i64, body: &str) -> Fared {
        let Ok(url) = Url::parse(url) else { return Fared::Not("the address cannot be read".to_owned()) };
        if let Some(why) = refused(&url, self.outside) {
            return Fared::Not(why.to_owned());
        }
        let id = format!("msg_{}", id.simple());
        let asked = self
            .http
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", &id)
            .header("webhook-timestamp", second)
            .header("webhook-signature", signature(key, &id, second, body))
            .header("idempotency-key", &id)
            .body(body.to_owned());
        match asked.send().await {
            Ok(answer) if answer.status().is_success() => Fared::Arrived,
            Ok(answer) if answer.status() == StatusCode::GONE => Fared::Unwanted,
            Ok(answer) => Fared::Not(format!("the receiver answered {}", answer.status().as_u16())),
            Err(why) if why.is_timeout() => Fared::Not("the receiver took too long".to_owned()),
            Err(why) => {
                tracing::debug!(why = %why.without_url(), "a web hook could not be reached");
                Fared::Not("the receiver cannot be reached".to_owned())
            }
        }
    }
}

/// What proves a message: `v1,` and the HMAC-SHA256 of id, time and body.
fn signature(key: &[u8; 32], id: &str, second: i64, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    let mark = hmac::sign(&key, format!("{id}.{second}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mark))
}

/// The secret of a hook, as its receiver is told it.
pub(crate) fn secret(key: &[u8; 32]) -> String {
    format!("whsec_{}", STANDARD.encode(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with another implementation (Python's hmac, hashlib and base64).
    #[test]
    fn a_message_is_signed_as_the_standard_has_it() {
        let key = [7_u8; 32];
        assert_eq!(
            signature(&key, "msg_1", 1_700_000_000, r#"{"a":1}"#),
            "v1,LInk7lWC3DLGgRP3k/Xpm933fgj/SEGrik4mpkLgnKE="
        );
        assert_eq!(secret(&key), "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=");
    }
}
