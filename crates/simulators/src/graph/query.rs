//! What a request asks for beside its path: OData options and `Prefer`.

use axum::http::HeaderMap;

use crate::http::Answer;

use super::render::View;

/// The OData options of a query string.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    pub select: Option<Vec<String>>,
    pub expand: Option<String>,
    pub filter: Option<String>,
    pub orderby: Option<String>,
    pub top: Option<usize>,
    pub skip: usize,
    pub skip_token: Option<String>,
    pub delta_token: Option<String>,
    pub include_hidden: bool,
    pub count: bool,
    pub change_type: Option<String>,
    /// The pairs as given, for links to the next page.
    pub pairs: Vec<(String, String)>,
}

impl Options {
    /// Reads the options; an unknown one is an error, as on the real service.
    pub(crate) fn read(pairs: Vec<(String, String)>) -> Result<Self, Answer> {
        let mut options = Self::default();
        for (name, value) in &pairs {
            match name.to_ascii_lowercase().as_str() {
                "$select" => options.select = Some(value.split(',').map(|name| name.trim().to_owned()).collect()),
                "$expand" => options.expand = Some(value.clone()),
                "$filter" => options.filter = Some(value.clone()),
                "$orderby" => options.orderby = Some(value.clone()),
                "$top" => options.top = Some(number(name, value)?),
                "$skip" => options.skip = number(name, value)?,
                "$skiptoken" => options.skip_token = Some(value.clone()),
                "$deltatoken" => options.delta_token = Some(value.clone()),
                "$count" => options.count = value == "true",
                "includehiddenfolders" => options.include_hidden = value.eq_ignore_ascii_case("true"),
                "changetype" => options.change_type = Some(value.clone()),
                _ => {
                    let message = format!("The query parameter '{name}' is not supported.");
                    return Err(Answer::error(400, "BadRequest", &message));
                }
            }
        }
        options.pairs = pairs;
        Ok(options)
    }

    /// Fails on a selected property the type does not have.
    pub(crate) fn check_select(&self, known: &[&str], kind: &str) -> Result<(), Answer> {
        let unknown = self.select.iter().flatten().find(|name| !known.contains(&name.as_str()));
        unknown.map_or(Ok(()), |name| {
            let message =
                format!("Could not find a property named '{name}' on type 'Microsoft.OutlookServices.{kind}'.");
            Err(Answer::error(400, "RequestBroker--ParseUri", &message))
        })
    }

    /// How messages are to be shown; fails on an `$expand` that is not understood.
    pub(crate) fn view(&self, prefer: &Prefer) -> Result<View, Answer> {
        let mut view = View {
            is_immutable: prefer.is_immutable,
            select: self.select.clone(),
            body_type: prefer.body_type.clone(),
            ..View::default()
        };
        for part in split_outside_brackets(self.expand.as_deref().unwrap_or_default(), ',') {
            let (name, inner) = part.split_once('(').unwrap_or((part.as_str(), ""));
            match name.trim() {
                "" => {}
                "attachments" => view.expands_attachments = true,
                "singleValueExtendedProperties" => view.expanded = extended_ids(inner)?,
                other => {
                    let message = format!(
                        "Could not find a property named '{other}' on type 'Microsoft.OutlookServices.Message'."
                    );
                    return Err(Answer::error(400, "RequestBroker--ParseUri", &message));
                }
            }
        }
        Ok(view)
    }
}

fn number(name: &str, value: &str) -> Result<usize, Answer> {
    let message = format!("Invalid value '{value}' for {name}.");
    value.parse().map_err(|_| Answer::error(400, "BadRequest", &message))
}

/// The ids in `$filter=id eq 'a' or id eq 'b')`.
fn extended_ids(inner: &str) -> Result<Vec<String>, Answer> {
    let ids: Vec<String> = inner.split('\'').skip(1).step_by(2).map(str::to_owned).collect();
    let shape = inner.trim_end_matches(')').trim_start();
    if ids.is_empty() || !shape.starts_with("$filter=id eq '") {
        let message = "singleValueExtendedProperties must be expanded with $filter=id eq '{id}'.";
        return Err(Answer::error(400, "ErrorInvalidUrlQueryFilter", message));
    }
    Ok(ids)
}

/// Splits at a letter that stands outside brackets and quotes.
pub(crate) fn split_outside_brackets(text: &str, at: char) -> Vec<String> {
    let (mut parts, mut depth, mut quoted) = (vec![String::new()], 0_i32, false);
    for letter in text.chars() {
        match letter {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        if letter == at && depth == 0 && !quoted {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(letter);
        }
    }
    parts
}

/// What `Prefer` asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Prefer {
    pub is_immutable: bool,
    pub page_size: Option<usize>,
    pub body_type: Option<String>,
    pub allows_unsafe_html: bool,
    /// The header as sent, for the log.
    pub text: String,
}

impl Prefer {
    pub(crate) fn read(headers: &HeaderMap) -> Self {
        let lines: Vec<&str> = headers.get_all("prefer").iter().filter_map(|line| line.to_str().ok()).collect();
        Self::parse(&lines.join(", "))
    }

    pub(crate) fn parse(text: &str) -> Self {
        let mut prefer = Self { text: text.to_owned(), ..Self::default() };
        for part in text.split([',', ';']) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let value = value.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "idtype" => prefer.is_immutable = value.eq_ignore_ascii_case("ImmutableId"),
                "odata.maxpagesize" => prefer.page_size = value.parse().ok(),
                "outlook.body-content-type" => prefer.body_type = Some(value.to_ascii_lowercase()),
                "outlook.allow-unsafe-html" => prefer.allows_unsafe_html = true,
                _ => {}
            }
        }
        prefer
    }

    /// What `Preference-Applied` says.
    pub(crate) fn applied(&self) -> Option<String> {
        let mut applied = Vec::new();
        if self.is_immutable {
            applied.push("IdType=\"ImmutableId\"".to_owned());
        }
        if let Some(size) = self.page_size {
            applied.push(format!("odata.maxpagesize={size}"));
        }
        if let Some(kind) = &self.body_type {
            applied.push(format!("outlook.body-content-type=\"{kind}\""));
        }
        (!applied.is_empty()).then(|| applied.join(", "))
    }
}
