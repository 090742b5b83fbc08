//! The `Prefer` header, always as one value.
//!
//! Graph replaces a header of the same name, so two `Prefer` headers would lose the immutable ids silently.

use reqwest::header::{HeaderMap, HeaderValue};

const IMMUTABLE: &str = "IdType=\"ImmutableId\"";

/// What is preferred beside immutable ids, which every request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prefer {
    /// Items a page.
    pub page_size: Option<u16>,
    /// Bodies as HTML.
    pub html_body: bool,
}

impl Prefer {
    /// Only immutable ids.
    pub const PLAIN: Self = Self { page_size: None, html_body: false };
    /// Bodies as HTML.
    pub const HTML: Self = Self { page_size: None, html_body: true };

    /// A page of this many items.
    #[must_use]
    pub const fn page(size: u16) -> Self {
        Self { page_size: Some(size), html_body: false }
    }

    /// The header's text.
    #[must_use]
    pub fn text(self) -> String {
        let mut text = IMMUTABLE.to_owned();
        if let Some(size) = self.page_size {
            text.push_str(&format!(", odata.maxpagesize={size}"));
        }
        if self.html_body {
            text.push_str(", outlook.body-content-type=\"html\"");
        }
        text
    }

    /// Puts the one header in place of whatever was there.
    pub(super) fn write(self, headers: &mut HeaderMap) {
        if let Ok(value) = HeaderValue::from_str(&self.text()) {
            headers.insert("prefer", value);
        }
    }
}

/// True when the server says it gave immutable ids.
#[must_use]
pub fn is_immutable(headers: &HeaderMap) -> bool {
    headers
        .get_all("preference-applied")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.to_ascii_lowercase().contains("idtype=\"immutableid\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preference_goes_into_one_value() {
        let both = Prefer { page_size: Some(50), html_body: true };
        assert_eq!(both.text(), r#"IdType="ImmutableId", odata.maxpagesize=50, outlook.body-content-type="html""#);
        let mut headers = HeaderMap::new();
        headers.insert("prefer", HeaderValue::from_static("odata.maxpagesize=999"));
        both.write(&mut headers);
        assert_eq!(headers.get_all("prefer").iter().count(), 1);
    }
}
