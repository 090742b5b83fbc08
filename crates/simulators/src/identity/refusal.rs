//! How sign-in says no: the AADSTS numbers with the OAuth error each comes with, and the JSON around them.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::http::Answer;

/// AADSTS numbers, each with its OAuth error, suberror and text.
const REFUSALS: &[(u32, &str, &str, &str)] = &[
    (
        65001,
        "invalid_grant",
        "consent_required",
        "The user or administrator has not consented to use the application. Send an interactive authorization request for this user and resource.",
    ),
    (65004, "access_denied", "", "User declined to consent to access the app."),
    (
        90094,
        "access_denied",
        "",
        "An administrator has set a policy that prevents you from granting this application the permissions it is requesting. Contact an administrator, who can grant permissions to this application on your behalf.",
    ),
    (
        90095,
        "access_denied",
        "",
        "Admin consent is required for the permissions requested by this application. An admin consent request may be sent to the admin.",
    ),
    (
        50173,
        "invalid_grant",
        "bad_token",
        "The provided grant has expired due to it being revoked, a fresh auth token is needed.",
    ),
    (700_082, "invalid_grant", "bad_token", "The refresh token has expired due to inactivity."),
    (
        70008,
        "invalid_grant",
        "",
        "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.",
    ),
    (
        70043,
        "invalid_grant",
        "bad_token",
        "The refresh token has expired or is invalid due to sign-in frequency checks by conditional access.",
    ),
    (70000, "invalid_grant", "", "Provided grant is invalid or malformed."),
    (
        54005,
        "invalid_grant",
        "",
        "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
    ),
    (
        501_481,
        "invalid_grant",
        "",
        "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
    ),
    (
        500_112,
        "invalid_grant",
        "",
        "The reply address does not match the reply address provided when requesting Authorization code.",
    ),
    (
        700_005,
        "invalid_grant",
        "",
        "Provided Authorization Code is intended to use against other tenant, thus rejected.",
    ),
    (
        50076,
        "interaction_required",
        "basic_action",
        "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.",
    ),
    (
        50079,
        "interaction_required",
        "basic_action",
        "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.",
    ),
    (
        53000,
        "interaction_required",
        "message_only",
        "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
    ),
    (
        53003,
        "interaction_required",
        "message_only",
        "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
    ),
    (
        50011,
        "invalid_request",
        "",
        "The redirect URI specified in the request does not match the redirect URIs configured for the application.",
    ),
    (
        50196,
        "invalid_grant",
        "",
        "The server terminated an operation because it encountered a client request loop. Please contact your app vendor.",
    ),
    (
        50105,
        "invalid_grant",
        "",
        "Your administrator has configured the application to block users unless they are specifically granted access.",
    ),
    (
        700_016,
        "unauthorized_client",
        "",
        "Application was not found in the directory. You may have sent your authentication request to the wrong tenant.",
    ),
    (
        700_025,
        "invalid_client",
        "",
        "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
    ),
    (70011, "invalid_scope", "", "The provided value for the input parameter 'scope' is not valid."),
    (90033, "temporarily_unavailable", "", "A transient error has occurred. Please try again."),
    (900_144, "invalid_request", "", "The request body must contain the required parameters."),
    (70003, "unsupported_grant_type", "", "The app requested an unsupported grant type."),
];

/// OAuth error, suberror and text of an AADSTS number.
pub(crate) fn describe(code: u32) -> (&'static str, &'static str, &'static str) {
    let found = REFUSALS.iter().find(|(number, ..)| *number == code);
    found.map_or(("invalid_request", "", "The request could not be processed."), |(_, error, suberror, text)| {
        (error, suberror, text)
    })
}

/// The description as it is written everywhere.
pub(crate) fn description(code: u32, request: &str, now: DateTime<Utc>) -> String {
    let (_, _, text) = describe(code);
    let at = now.format("%Y-%m-%d %H:%M:%SZ");
    format!("AADSTS{code}: {text} Trace ID: {request} Correlation ID: {request} Timestamp: {at}")
}

/// The JSON of a refusal.
pub(crate) fn body(code: u32, request: &str, now: DateTime<Utc>) -> Value {
    let (error, suberror, _) = describe(code);
    let mut out = json!({
        "error": error,
        "error_description": description(code, request, now),
        "error_codes": [code],
        "timestamp": now.format("%Y-%m-%d %H:%M:%SZ").to_string(),
        "trace_id": request,
        "correlation_id": request,
        "error_uri": format!("https://login.microsoftonline.com/error?code={code}"),
    });
    if let (Some(fields), false) = (out.as_object_mut(), suberror.is_empty()) {
        fields.insert("suberror".into(), json!(suberror));
    }
    out
}

/// A refusal of the token endpoint.
pub(crate) fn answer(code: u32, request: &str, now: DateTime<Utc>) -> Answer {
    let status = if code == 90033 { 503 } else { 400 };
    Answer::bytes(status, "application/json; charset=utf-8", body(code, request, now).to_string().into_bytes())
        .with("Cache-Control", "no-store, no-cache")
}

/// A page for people, where no redirect can be trusted or is meant to happen.
pub(crate) fn page(status: u16, text: &str) -> Answer {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    let html = format!("<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>{escaped}</p></body></html>");
    Answer::bytes(status, "text/html; charset=utf-8", html.into_bytes())
}
