//! Keeps markup well nested and shallow, whatever the mail did.
//!
//! Parsers repair misnested markup by copying and by walking everything that is open, which a hostile mail can make
//! cost minutes and gigabytes. Here every tag that is opened is closed in order, nothing is open twice by implication,
//! and nothing lies deeper than [`DEEPEST`]; so the parser behind has nothing to repair.

/// Elements that may stay.
pub(super) const ALLOWED: [&str; 66] = [
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
];
/// The rest of them: an array's length is part of its type, and two short lists read better than one long.
pub(super) const ALSO_ALLOWED: [&str; 5] = ["tt", "u", "ul", "var", "wbr"];
const VOID: [&str; 5] = ["br", "col", "hr", "img", "wbr"];
const INLINE: [&str; 30] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q",
    "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "summary",
];
const TABLE_PARTS: [&str; 9] = ["caption", "colgroup", "col", "tbody", "thead", "tfoot", "tr", "td", "th"];
const ROW_GROUPS: [&str; 3] = ["tbody", "thead", "tfoot"];
/// Deepest nesting kept; what lies deeper keeps its text and loses its tags.
pub(super) const DEEPEST: usize = 128;

/// The elements open while writing.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    open: Vec<&'static str>,
}

/// The allowed element of this name.
pub(super) fn known(name: &str) -> Option<&'static str> {
    ALLOWED.iter().chain(&ALSO_ALLOWED).find(|known| **known == name).copied()
}

pub(super) fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

impl Nesting {
    /// Makes room for an element: closes what it ends, opens what it needs. False when it has no place here.
    pub(super) fn admit(&mut self, name: &'static str, out: &mut String) -> bool {
        if TABLE_PARTS.contains(&name) {
            return self.admit_part(name, out);
        }
        self.enter_cell(out);
        let ends: &[&str] = match name {
            "li" => &["li"],
            "dd" | "dt" => &["dd", "dt"],
            "a" => &["a"],
            _ if INLINE.contains(&name) || is_void(name) => &[],
            _ => &["p", "h1", "h2", "h3", "h4", "h5", "h6"],
        };
        let wall: &[&str] = if name == "li" { &["ul", "ol"] } else { &["dl"] };
        self.close_nearest(ends, wall, out);
        if matches!(name, "li" | "dd" | "dt" | "hr") {
            self.close_nearest(&["p"], wall, out);
        }
        self.open.len() < DEEPEST
    }

    /// Table parts belong in a table, each in its place; missing rows are made, parts elsewhere are refused.
    fn admit_part(&mut self, name: &'static str, out: &mut String) -> bool {
        let Some(table) = self.open.iter().rposition(|open| *open == "table") else { return false };
        let (parents, is_cell): (&[&str], bool) = match name {
            "td" | "th" => (&["tr", "tbody", "thead", "tfoot", "table"], true),
            "tr" => (&["tbody", "thead", "tfoot", "table"], false),
            "col" => (&["colgroup", "table"], false),
            _ => (&["table"], false),
        };
        while self.open.len() > table + 1 && !self.open.last().is_some_and(|top| parents.contains(top)) {
            self.close_top(out);
        }
        if is_cell && self.open.last() != Some(&"tr") {
            self.push("tr", out);
        }
        self.open.len() < DEEPEST
    }

    /// Between a table and its cells nothing else may stand: a cell is made for it.
    pub(super) fn enter_cell(&mut self, out: &mut String) {
        if self.open.last() == Some(&"colgroup") {
            self.close_top(out);
        }
        if self.open.last().is_some_and(|top| *top == "table" || ROW_GROUPS.contains(top)) {
            self.push("tr", out);
        }
        if self.open.last() == Some(&"tr") {
            self.push("td", out);
        }
    }

    /// Notes an element whose tag has been written.
    pub(super) fn opened(&mut self, name: &'static str) {
        self.open.push(name);
    }

    fn push(&mut self, name: &'static str, out: &mut String) {
        out.push('<');
        out.push_str(name);
        out.push('>');
        self.open.push(name);
    }

    /// An end tag: closes its element and all within it, or is ignored when there is none in reach.
    pub(super) fn close(&mut self, name: &str, out: &mut String) {
        let is_part = TABLE_PARTS.contains(&name) || name == "table";
        for at in (0..self.open.len()).rev() {
            let open = self.open.get(at).copied().unwrap_or_default();
            if open == name {
                return self.close_to(at, out);
            }
            let is_wall = if is_part { open == "table" } else { matches!(open, "td" | "th" | "caption" | "table") };
            if is_wall {
                return;
            }
        }
    }

    /// Closes everything: the end of the mail.
    pub(super) fn close_all(&mut self, out: &mut String) {
        self.close_to(0, out);
    }

    fn close_nearest(&mut self, names: &[&str], wall: &[&str], out: &mut String) {
        let reach = self.open.iter().rposition(|open| {
            names.contains(open) || wall.contains(open) || matches!(*open, "td" | "th" | "caption" | "table")
        });
        if let Some(at) = reach
            && self.open.get(at).is_some_and(|open| names.contains(open))
        {
            self.close_to(at, out);
        }
    }

    fn close_to(&mut self, at: usize, out: &mut String) {
        while self.open.len() > at {
            self.close_top(out);
        }
    }

    fn close_top(&mut self, out: &mut String) {
        if let Some(name) = self.open.pop() {
            out.push_str("</");
            out.push_str(name);
            out.push('>');
        }
    }
}
