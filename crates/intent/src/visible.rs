//! The text a reader sees: HTML to lines, hidden text dropped and counted, length capped. It knows nothing of quotes or
//! signatures, and it never fetches anything.

use std::cell::RefCell;

use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use unicode_normalization::UnicodeNormalization;

use crate::pattern::pattern;

/// HTML beyond this many bytes is not parsed: no letter needs more to say what it wants.
const HTML_LIMIT: usize = 512 * 1024;
/// Visible text beyond this many bytes is dropped (intent.md section 4).
const TEXT_LIMIT: usize = 20 * 1024;
/// More open elements than this are not tracked: deeper nesting is an attack, not a letter.
const DEPTH_LIMIT: usize = 2_000;

/// Visible text with a count of what was hidden.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Visible {
    /// The text, lines separated by `\n`, table cells by ` | `.
    pub(crate) text: String,
    /// Characters that the sender put in but a reader cannot see.
    pub(crate) hidden_chars: usize,
}

pattern!(
    HIDING_STYLE,
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$|!)|font-size\s*:\s*[0-2](?:\.\d+)?\s*(?:px|pt)?\s*(?:;|$|!)|max-height\s*:\s*0(?:px)?\s*(?:;|$|!)|text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{3,}|(?:^|[;\s])color\s*:\s*(?:#fff(?:fff)?\b|white\b|transparent)"
);
pattern!(BACKGROUND, r"background(?:-color)?\s*:");

/// Visible text of a body.
pub(crate) fn read(body: &str, is_html: bool) -> Visible {
    let mut seen = if is_html { from_html(head(body, HTML_LIMIT)) } else { from_plain(head(body, HTML_LIMIT)) };
    seen.text = tidy(&seen.text);
    seen
}

/// The longest prefix of `text` of at most `limit` bytes that ends on a character boundary.
pub(crate) fn head(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    text.get(..end).unwrap_or_default()
}

fn from_plain(body: &str) -> Visible {
    Visible { text: head(body, TEXT_LIMIT * 2).to_owned(), hidden_chars: 0 }
}

fn from_html(body: &str) -> Visible {
    let sink = Page { state: RefCell::new(State::default()) };
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(body));
    // A script tag hands control back; nothing runs here, so parsing simply goes on.
    while let TokenizerResult::Script(()) = tokenizer.feed(&input) {}
    tokenizer.end();
    let state = tokenizer.sink.state.take();
    Visible { text: state.text, hidden_chars: state.hidden_chars }
}

#[derive(Default)]
struct State {
    open: Vec<Element>,
    text: String,
    hidden_chars: usize,
    hidden_depth: usize,
}

struct Element {
    name: String,
    is_hidden: bool,
}

struct Page {
    state: RefCell<State>,
}

impl TokenSink for Page {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return state.start(&tag),
            Token::TagToken(tag) => state.finish(&tag.name),
            Token::CharacterTokens(text) => state.characters(&text),
            Token::CommentToken(_)
            | Token::DoctypeToken(_)
            | Token::NullCharacterToken
            | Token::EOFToken
            | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        self.open_break(name);
        match name {
            "script" => return self.raw(name, tag, RawKind::ScriptData),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" => return self.raw(name, tag, RawKind::Rawtext),
            "title" | "textarea" => return self.raw(name, tag, RawKind::Rcdata),
            _ => {}
        }
        if !is_void(name) && !tag.self_closing {
            self.push(name, hides(name, tag));
        }
        TokenSinkResult::Continue
    }

    fn raw(&mut self, name: &str, tag: &Tag, kind: RawKind) -> TokenSinkResult<()> {
        self.push(name, name != "textarea" || hides(name, tag));
        TokenSinkResult::RawData(kind)
    }

    fn push(&mut self, name: &str, is_hidden: bool) {
        if self.open.len() < DEPTH_LIMIT {
            self.hidden_depth += usize::from(is_hidden);
            self.open.push(Element { name: name.to_owned(), is_hidden });
        }
    }

    fn finish(&mut self, name: &str) {
        if let Some(at) = self.open.iter().rposition(|element| element.name == name) {
            for element in self.open.drain(at..) {
                self.hidden_depth = self.hidden_depth.saturating_sub(usize::from(element.is_hidden));
            }
        }
        if is_block(name) {
            self.line_break();
        }
    }

    fn open_break(&mut self, name: &str) {
        match name {
            "td" | "th" if self.text.is_empty() || self.text.ends_with('\n') => {}
            "td" | "th" => self.text.push_str(" | "),
            "br" => self.text.push('\n'),
            "hr" => self.text.push_str("\n________________________________\n"),
            "li" => {
                self.line_break();
                self.text.push_str("- ");
            }
            "blockquote" => {
                self.line_break();
            }
            _ if is_block(name) => self.line_break(),
            _ => {}
        }
    }

    fn line_break(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn characters(&mut self, text: &str) {
        if self.hidden_depth > 0 {
            let in_markup = self.open.iter().any(|element| is_machinery(&element.name));
            if !in_markup {
                self.hidden_chars += text.chars().filter(|character| !character.is_whitespace()).count();
            }
            return;
        }
        if self.text.len() > TEXT_LIMIT * 2 {
            return;
        }
        for character in text.chars() {
            let is_space = character.is_whitespace();
            if !is_space {
                self.text.push(character);
            } else if !self.text.ends_with([' ', '\n']) {
                self.text.push(' ');
            }
        }
    }
}

fn hides(name: &str, tag: &Tag) -> bool {
    if is_machinery(name) {
        return true;
    }
    tag.attrs.iter().any(|attribute| match &*attribute.name.local {
        "hidden" => true,
        // White on a declared background is a button or a banner, not hidden text.
        "style" => HIDING_STYLE.first(&attribute.value).is_some_and(|found| {
            !found.as_str().to_ascii_lowercase().contains("color") || !BACKGROUND.occurs(&attribute.value)
        }),
        _ => false,
    })
}

fn is_machinery(name: &str) -> bool {
    matches!(name, "script" | "style" | "head" | "title" | "template" | "noscript" | "iframe" | "object" | "svg")
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "tr"
            | "table"
            | "ul"
            | "ol"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "blockquote"
            | "pre"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "center"
            | "body"
            | "address"
    )
}

/// NFKC, invisible characters dropped, runs of blanks and empty lines folded, capped.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(TEXT_LIMIT));
    let mut empty_lines = 0_usize;
    for line in text.lines() {
        let folded: String = line.nfkc().filter(|character| !is_invisible(*character)).collect();
        let line = folded.split_whitespace().collect::<Vec<_>>().join(" ");
        empty_lines = if line.is_empty() { empty_lines + 1 } else { 0 };
        if empty_lines < 2 {
            out.push_str(&line);
            out.push('\n');
        }
        if out.len() > TEXT_LIMIT {
            break;
        }
    }
    head(out.trim(), TEXT_LIMIT).to_owned()
}

fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{200b}'..='\u{200c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{feff}' | '\u{ad}' | '\u{34f}' | '\u{180e}'
    ) || (character.is_control() && character != '\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_styles_comments_and_hidden_text_are_not_read() {
        let seen = read(
            "<html><head><title>t</title><style>p{}</style></head><body><!-- c --><script>if(a<b){}</script>\
             <p>Please quote</p><div style='display:none'>purchase order</div><span hidden>x</span>\
             <p style=\"font-size:1px\">salad</p>for 5&nbsp;MT</body></html>",
            true,
        );
        assert_eq!(seen.text, "Please quote\nfor 5 MT");
        assert!(seen.hidden_chars > 10);
    }

    #[test]
    fn table_rows_become_lines_with_their_cells() {
        let seen =
            read("<table><tr><td>Zinc Oxide</td><td>5 MT</td></tr><tr><td>Talc</td><td>2 MT</td></tr></table>", true);
        assert_eq!(seen.text, "Zinc Oxide | 5 MT\nTalc | 2 MT");
    }

    #[test]
    fn white_text_on_a_button_is_visible_and_white_text_alone_is_not() {
        assert_eq!(read("<a style='color:#fff;background:#00f'>Order</a>", true).text, "Order");
        assert_eq!(read("<p style='color:#ffffff'>secret</p>ok", true).text, "ok");
    }

    #[test]
    fn a_thirty_megabyte_body_is_capped() {
        let body = "<div>quote please ".repeat(1_700_000);
        assert!(read(&body, true).text.len() <= TEXT_LIMIT);
        assert!(read(&body, false).text.len() <= TEXT_LIMIT);
    }

    #[test]
    fn the_style_patterns_compile() {
        assert!(HIDING_STYLE.compiles() && BACKGROUND.compiles());
    }
}
