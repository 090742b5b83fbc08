//! Makes a mail's body safe to show and plain to read, once, as it comes in.
//!
//! Three passes, each linear: `prune` re-writes the mail as small well-nested markup with pictures blocked;
//! ammonia, an independent parser, lets only the allow-list through; `text` reads what a person would see. It does
//! not fetch anything and does not know who wrote the mail.

mod attributes;
pub(crate) mod letter;
mod nesting;
mod prune;
mod style;
mod text;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;

/// Where an inline picture (`cid:`) is shown from.
pub const INLINE_PREFIX: &str = "mail://img/";
/// Longest markup given out, in bytes.
const LONGEST: usize = 4 * 1024 * 1024;

/// A body made safe.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Clean {
    /// For the mail frame: no scripts, no forms, no remote pictures. Blocked pictures carry `data-blocked-src`.
    pub html: String,
    /// The visible text; quoted parts start with `> `, table cells are parted by tabs.
    pub text: String,
    /// True when it was too long and the end was left out.
    pub is_cut: bool,
}

/// Cleans an HTML body.
#[must_use]
pub fn html(raw: &str) -> Clean {
    let (pruned, is_cut) = prune::prune(raw, LONGEST);
    let html = GATE.clean(&pruned).to_string();
    let text = text::visible(&html);
    Clean { html, text, is_cut }
}

/// Turns a plain-text body into markup that keeps its lines.
#[must_use]
pub fn plain(raw: &str) -> Clean {
    let text = text::tidy(raw);
    let mut html = String::from("<div style=\"white-space:pre-wrap\">");
    let is_cut = text.len() > LONGEST;
    let kept = text.split_at_checked(text.floor_char_boundary(LONGEST)).map_or(text.as_str(), |(kept, _)| kept);
    attributes::escape(kept, &mut html);
    html.push_str("</div>");
    Clean { html, text, is_cut }
}

/// The second opinion: what the first pass should never have let through ends here.
static GATE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut gate = Builder::empty();
    let by_tag: HashMap<&str, HashSet<&str>> =
        HashMap::from([("a", HashSet::from(["href"])), ("img", HashSet::from(["src", attributes::BLOCKED]))]);
    gate.tags(nesting::ALLOWED.iter().chain(&nesting::ALSO_ALLOWED).copied().collect())
        .generic_attributes(attributes::PLAIN.iter().copied().chain(["style"]).collect())
        .tag_attributes(by_tag)
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "mail", "data"]))
        .link_rel(Some("noopener noreferrer"))
        .set_tag_attribute_value("a", "target", "_blank")
        .attribute_filter(|tag, name, value| attributes::may_stay(tag, name, value).then(|| value.into()));
    gate
});
