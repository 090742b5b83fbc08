//! Mail as JSON lines, as the `classify` program and the development set write it:
//! `{"id","subject","from","to","headers","body"}`, headers an object or a list of pairs, `to` a text or a list. Besides:
//! `date`, `attachments`, `own_domains`, `label`, and `catalogue`, a list of product names or of
//! `{"name","synonyms"}` or `[name, [synonym, …]]`.

use chrono::{DateTime, NaiveDate};
use pebble_core::engines::email::intent::Letter;
use serde_json::Value;
use thiserror::Error;

use crate::pattern::pattern;

pattern!(MARKUP, r"<(?:html|body|div|p|br|table|span|font|a|b|ul|head|meta|!doctype)\b[^>]*>");

/// Why a line was refused.
#[derive(Debug, Error)]
pub enum LineError {
    /// Not JSON.
    #[error("line is not JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// JSON, but not an object.
    #[error("line is not a JSON object with id, subject, from, to, headers, body")]
    NotAnObject,
    /// No body and no subject.
    #[error("field body: missing, and so is subject; give at least one")]
    Empty,
}

/// One line: the mail and what the line calls it.
#[derive(Debug, Clone)]
pub struct Line {
    /// `id` as given, `null` when absent.
    pub id: Value,
    /// `label`, when the line carries one.
    pub label: Option<String>,
    /// Products to look for: catalogue name and synonyms.
    pub catalogue: Vec<(String, Vec<String>)>,
    /// The mail.
    pub letter: Letter,
}

/// Reads one line.
///
/// # Errors
/// [`LineError`] naming what is wrong with it.
pub fn read(line: &str) -> Result<Line, LineError> {
    let value: Value = serde_json::from_str(line)?;
    let Value::Object(fields) = value else { return Err(LineError::NotAnObject) };
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    if !fields.contains_key("body") && !fields.contains_key("subject") {
        return Err(LineError::Empty);
    }
    let headers = fields.get("headers").map(headers).unwrap_or_default();
    let of_header =
        |name: &str| headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone());
    let body = text("body");
    let subject =
        if fields.contains_key("subject") { text("subject") } else { of_header("subject").unwrap_or_default() };
    let from = if fields.contains_key("from") { text("from") } else { of_header("from").unwrap_or_default() };
    let letter = Letter {
        is_html: MARKUP.occurs(crate::visible::head(&body, 20_000)),
        received_on: day(&text("date")).or_else(|| of_header("date").and_then(|date| day(&date))),
        from: address(&from),
        to: fields.get("to").map(|to| texts(to).iter().flat_map(|to| addresses(to)).collect()).unwrap_or_default(),
        own_domains: fields.get("own_domains").map(texts).unwrap_or_default(),
        attachments: fields.get("attachments").map(texts).unwrap_or_default(),
        answers_us: false,
        subject,
        headers,
        body,
    };
    let label = fields.get("label").and_then(Value::as_str).map(str::to_owned);
    let catalogue = fields.get("catalogue").map(catalogue).unwrap_or_default();
    Ok(Line { catalogue, id: fields.get("id").cloned().unwrap_or(Value::Null), label, letter })
}

fn headers(value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Object(named) => named
            .iter()
            .flat_map(|(name, value)| texts(value).into_iter().map(move |text| (name.clone(), text)))
            .collect(),
        Value::Array(pairs) => pairs.iter().filter_map(pair).collect(),
        _ => Vec::new(),
    }
}

fn pair(value: &Value) -> Option<(String, String)> {
    match value {
        Value::Array(parts) => {
            let mut parts = parts.iter().filter_map(Value::as_str);
            Some((parts.next()?.to_owned(), parts.next()?.to_owned()))
        }
        Value::Object(named) => {
            let name = named.get("name")?.as_str()?;
            Some((name.to_owned(), named.get("value")?.as_str()?.to_owned()))
        }
        Value::String(line) => line.split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned())),
        _ => None,
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

fn catalogue(value: &Value) -> Vec<(String, Vec<String>)> {
    let product = |item: &Value| match item {
        Value::String(name) => Some((name.clone(), Vec::new())),
        Value::Object(named) => {
            let name = named.get("name")?.as_str()?.to_owned();
            Some((name, named.get("synonyms").map(texts).unwrap_or_default()))
        }
        Value::Array(parts) => {
            let name = parts.first()?.as_str()?.to_owned();
            Some((name, parts.iter().skip(1).flat_map(texts).collect()))
        }
        _ => None,
    };
    value.as_array().map(|items| items.iter().filter_map(product).collect()).unwrap_or_default()
}

fn addresses(list: &str) -> Vec<String> {
    list.split([',', ';']).map(address).filter(|address| !address.is_empty()).collect()
}

fn address(written: &str) -> String {
    let inner = written.rsplit_once('<').map_or(written, |(_, inner)| inner);
    inner.trim().trim_end_matches('>').trim().to_lowercase()
}

fn day(written: &str) -> Option<NaiveDate> {
    DateTime::parse_from_rfc2822(written)
        .or_else(|_| DateTime::parse_from_rfc3339(written))
        .map(|moment| moment.date_naive())
        .ok()
        .or_else(|| written.get(..10)?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_may_be_an_object_or_pairs_and_to_a_text_or_a_list() {
        let one =
            read(r#"{"id":1,"subject":"s","from":"A <A@X.in>","to":"b@y.in, c@y.in","headers":{"X":"1"},"body":"t"}"#)
                .expect("a mail");
        assert_eq!(one.letter.from, "a@x.in");
        assert_eq!(one.letter.to, ["b@y.in", "c@y.in"]);
        let two =
            read(r#"{"id":"z","to":["b@y.in"],"headers":[["X","1"],{"name":"Y","value":"2"}],"body":"<p>t</p>"}"#)
                .expect("a mail");
        assert_eq!(two.letter.headers.len(), 2);
        assert!(two.letter.is_html && MARKUP.compiles());
    }

    #[test]
    fn a_malformed_line_says_what_is_wrong() {
        assert!(matches!(read("{"), Err(LineError::Json(_))));
        assert!(matches!(read("[1]"), Err(LineError::NotAnObject)));
        assert!(matches!(read("{}"), Err(LineError::Empty)));
    }
}
