//! The text a person would see in a cleaned mail.
//!
//! Lines follow the blocks, quoted blocks start with `> `, cells are parted by tabs, and what the mail hides stays
//! hidden. It reads only markup that has been cleaned, which is well nested.

use std::cell::RefCell;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::{nesting, style};

/// Elements that stand on lines of their own.
const BLOCKS: [&str; 30] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tr",
];
/// Deepest quotation marked.
const DEEPEST_QUOTE: usize = 8;

/// The visible text of cleaned markup.
pub(super) fn visible(html: &str) -> String {
    let tokenizer = Tokenizer::new(Reader(RefCell::default()), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    // Cleaned markup has no script to stop at.
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tidy(&tokenizer.sink.0.into_inner().out)
}

/// Plain text without control characters, trailing spaces or more than one empty line together.
pub(super) fn tidy(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut empty = 0_usize;
    for line in raw.lines() {
        let line: String =
            line.chars().filter(|c| *c == '\t' || !c.is_control()).filter(|c| !is_invisible(*c)).collect();
        let line = line.trim_end();
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.trim_matches('\n').to_owned()
}

/// Characters that take no space: mails pad their preview with them, and hide words behind text direction.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[derive(Debug, Default)]
struct Page {
    out: String,
    quotes: usize,
    pre: usize,
    /// Depth inside the outermost hidden element.
    hidden: usize,
    is_line_empty: bool,
    space: bool,
}

struct Reader(RefCell<Page>);

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let page = &mut *self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => page.open(&tag),
            Token::TagToken(tag) => page.close(&tag.name),
            Token::CharacterTokens(text) if page.hidden == 0 => page.write(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Page {
    fn open(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        let is_void = nesting::is_void(name);
        let is_hidden = tag.attrs.iter().any(|a| &*a.name.local == "style" && style::hides(&a.value));
        if self.hidden > 0 || is_hidden {
            self.hidden += usize::from(!is_void);
            return;
        }
        match name {
            "br" => self.new_line(),
            "td" | "th" if !self.is_line_empty => self.out.push('\t'),
            "blockquote" => {
                self.end_line();
                self.quotes += 1;
            }
            "pre" => {
                self.end_line();
                self.pre += 1;
            }
            "p" => {
                self.end_line();
                if !self.out.is_empty() && !self.out.ends_with("\n\n") {
                    self.new_line();
                }
            }
            _ if BLOCKS.contains(&name) => self.end_line(),
            _ => {}
        }
        if name == "li" {
            self.write("- ");
        }
    }

    fn close(&mut self, name: &str) {
        if self.hidden > 0 {
            self.hidden -= 1;
            return;
        }
        if BLOCKS.contains(&name) {
            self.end_line();
        }
        match name {
            "blockquote" => self.quotes = self.quotes.saturating_sub(1),
            "pre" => self.pre = self.pre.saturating_sub(1),
            _ => {}
        }
    }

    fn write(&mut self, text: &str) {
        for c in text.chars() {
            if self.pre > 0 && c == '\n' {
                self.new_line();
            } else if c.is_whitespace() && self.pre == 0 {
                self.space = true;
            } else {
                self.put(c);
            }
        }
    }

    fn put(&mut self, c: char) {
        if self.out.is_empty() || self.out.ends_with('\n') {
            for _ in 0..self.quotes.min(DEEPEST_QUOTE) {
                self.out.push_str("> ");
            }
        } else if self.space && !self.out.ends_with('\t') {
            self.out.push(' ');
        }
        self.space = false;
        self.is_line_empty = false;
        self.out.push(c);
    }

    fn end_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.new_line();
        }
        self.is_line_empty = true;
        self.space = false;
    }

    fn new_line(&mut self) {
        self.out.push('\n');
        self.is_line_empty = true;
        self.space = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_lines_and_spaces_collapse() {
        assert_eq!(visible("<div>one\n  two</div><div>three<br>four</div>"), "one two\nthree\nfour");
        assert_eq!(visible("<p>a</p><p>b</p>"), "a\n\nb");
        assert_eq!(visible("<ul><li>a</li><li>b</li></ul>"), "- a\n- b");
    }

    #[test]
    fn a_table_row_is_a_line_with_tabs() {
        let table = "<table><tr><th>Item</th><th>Qty</th></tr><tr><td>Wire</td><td>10 kg</td></tr></table>";
        assert_eq!(visible(table), "Item\tQty\nWire\t10 kg");
    }

    #[test]
    fn quotes_are_marked() {
        assert_eq!(visible("Yes<blockquote>old<blockquote>older</blockquote></blockquote>"), "Yes\n> old\n> > older");
    }

    #[test]
    fn the_hidden_stays_hidden() {
        assert_eq!(visible("a<div style=\"display:none\">x<br><b>y</b></div>b"), "ab");
        assert_eq!(tidy("a\u{200b}\u{202e}b\u{7}c"), "abc");
    }

    #[test]
    fn entities_are_read_once() {
        assert_eq!(visible("&lt;b&gt; &amp;amp; x&nbsp;y"), "<b> &amp; x y");
    }
}
