//! Which attributes survive, and in what form.
//!
//! Links go to the web, to mail or to a phone. Pictures are inline parts or small data images; anything remote is
//! kept by address only, for the button that asks.

use url::Url;

use super::{INLINE_PREFIX, style};

/// Where the address of a blocked picture waits. Browsers do nothing with it.
pub(super) const BLOCKED: &str = "data-blocked-src";
/// Attributes that only lay out.
pub(super) const PLAIN: [&str; 22] = [
    "align",
    "alt",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "color",
    "colspan",
    "dir",
    "face",
    "height",
    "lang",
    "nowrap",
    "rowspan",
    "size",
    "start",
    "summary",
    "title",
    "type",
    "valign",
    "width",
    "datetime",
];
/// Longest plain value or link, in bytes.
const LONGEST_VALUE: usize = 8 * 1024;
/// Longest picture written into the mail itself.
const LONGEST_PICTURE: usize = 256 * 1024;
const PICTURES: [&str; 5] = ["image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp"];

/// The attribute as it may be written, or `None`.
pub(super) fn kept(tag: &str, name: &str, value: &str) -> Option<(&'static str, String)> {
    match (tag, name) {
        ("a", "href") => link(value).map(|url| ("href", url)),
        ("img", "src") => picture(value),
        (_, "style") => style::kept(value).map(|text| ("style", text)),
        _ if value.len() > LONGEST_VALUE => None,
        _ => PLAIN.iter().find(|plain| **plain == name).map(|plain| (*plain, value.to_owned())),
    }
}

/// The same judgement for what has been through another parser.
pub(super) fn may_stay(tag: &str, name: &str, value: &str) -> bool {
    match (tag, name) {
        ("a", "href") => link(value).is_some(),
        ("img", "src") => value.starts_with(INLINE_PREFIX) || is_data_picture(value),
        ("img", BLOCKED) => is_web(value),
        (_, "style") => style::kept(value).as_deref() == Some(value),
        (_, "href" | "src") => false,
        _ => true,
    }
}

fn link(value: &str) -> Option<String> {
    if value.len() > LONGEST_VALUE {
        return None;
    }
    let url = Url::parse(value).ok()?;
    matches!(url.scheme(), "http" | "https" | "mailto" | "tel").then(|| url.to_string())
}

fn picture(value: &str) -> Option<(&'static str, String)> {
    let value = value.trim();
    if is_data_picture(value) {
        return Some(("src", value.to_owned()));
    }
    if value.len() > LONGEST_VALUE {
        return None;
    }
    if let Some((scheme, cid)) = value.split_once(':')
        && scheme.eq_ignore_ascii_case("cid")
    {
        let cid = cid.trim_matches(['<', '>']);
        let safe: String = url::form_urlencoded::byte_serialize(cid.as_bytes()).collect();
        return (!safe.is_empty()).then(|| ("src", format!("{INLINE_PREFIX}{safe}")));
    }
    let whole = if value.starts_with("//") { format!("https:{value}") } else { value.to_owned() };
    let url = Url::parse(&whole).ok()?;
    is_web(url.as_str()).then(|| (BLOCKED, url.to_string()))
}

fn is_web(value: &str) -> bool {
    value.starts_with("https://") || value.starts_with("http://")
}

/// A bitmap, never SVG: that is a document with scripts of its own.
fn is_data_picture(value: &str) -> bool {
    let Some((head, content)) = value.split_once(";base64,") else { return false };
    let Some(kind) = head.strip_prefix("data:") else { return false };
    PICTURES.contains(&kind)
        && content.len() <= LONGEST_PICTURE
        && content.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
}

/// Writes text so that no parser sees markup in it.
pub(super) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{a0}' => out.push_str("&nbsp;"),
            '\0' => {}
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_the_web_mail_or_a_phone() {
        for good in ["https://x.in/a?b=1", "mailto:a@x.in", "tel:+911234", " HTTP://x.in "] {
            assert!(kept("a", "href", good).is_some(), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "java\tscript:alert(1)",
            " \u{1}javascript:x",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "/relative",
            "//x.in",
            "#top",
            "blob:x",
            "mail://img/1",
            "",
        ] {
            assert_eq!(kept("a", "href", bad), None, "{bad}");
        }
    }

    #[test]
    fn remote_pictures_wait_and_inline_ones_are_mapped() {
        assert_eq!(kept("img", "src", "https://t.example/p.gif"), Some((BLOCKED, "https://t.example/p.gif".into())));
        assert_eq!(kept("img", "src", "//t.example/p"), Some((BLOCKED, "https://t.example/p".into())));
        assert_eq!(kept("img", "src", "CID:<a@b>"), Some(("src", "mail://img/a%40b".into())));
        assert!(kept("img", "src", "data:image/png;base64,iVBORw0KGgo=").is_some());
        for bad in ["data:image/svg+xml;base64,AAAA", "data:text/html;base64,AAAA", "javascript:x", "x.png", "cid:"] {
            assert_eq!(kept("img", "src", bad), None, "{bad}");
        }
    }

    #[test]
    fn nothing_that_acts_is_an_attribute() {
        for name in [
            "onclick",
            "onerror",
            "srcset",
            "background",
            "action",
            "formaction",
            "id",
            "class",
            "name",
            "ping",
            "poster",
            "data",
            "xlink:href",
            "srcdoc",
            "target",
            BLOCKED,
        ] {
            assert_eq!(kept("img", name, "x"), None, "{name}");
        }
    }
}
