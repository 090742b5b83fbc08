//! What a client did that it must not do. Each breach fails the test that caused it, however the request ended.

use serde::{Deserialize, Serialize};

/// The rule that was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A request without `Prefer: IdType="ImmutableId"`.
    MissingIdType,
    /// No bearer token.
    MissingBearer,
    /// A bearer token past its lifetime.
    ExpiredBearer,
    /// A bearer token that was never issued.
    UnknownBearer,
    /// A path that names nothing.
    WrongPath,
    /// A method the resource does not have.
    WrongMethod,
    /// A query, property or body the service refuses.
    BadRequest,
    /// A change of subject, body or recipients on a message that is not a draft.
    SensitiveEdit,
    /// A batch item with a body and no Content-Type.
    BatchItemWithoutContentType,
    /// More than twenty items in a batch.
    BatchTooLarge,
    /// Two items of a batch with one id.
    BatchIdTwice,
    /// A request before the `Retry-After` of an earlier answer had passed.
    EarlyRetry,
    /// More than four requests of one mailbox at once.
    TooManyAtOnce,
    /// `Prefer: outlook.allow-unsafe-html`.
    UnsafeHtml,
    /// A piece of an upload with our token, of another kind, too large, or out of order.
    BadUpload,
    /// A sign-in request no desktop client should make: no PKCE, no state, a secret, a code used twice.
    BadSignIn,
}

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breach {
    /// Which rule.
    pub rule: Rule,
    /// Method and path of the request, without tokens.
    pub request: String,
    /// What exactly was wrong.
    pub detail: String,
}

impl std::fmt::Display for Breach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} in {}: {}", self.rule, self.request, self.detail)
    }
}
