//! The first pass: reads a mail with a browser's tokenizer and writes it again, small and well nested.
//!
//! Comments, scripts, styles, forms and foreign markup do not survive it. Text always does.

use std::cell::{Cell, RefCell};

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{RawKind, Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::attributes;
use super::nesting::{self, Nesting};

/// Most tags read. A long honest mail has a few thousand; every one costs, and the mail is cut where there are more.
const MOST_TAGS: usize = 100_000;
/// Read at a time, so that a mail that is full is not read on, in bytes.
const PIECE: usize = 64 * 1024;
/// Most attributes looked at in one tag.
const MOST_ATTRIBUTES: usize = 64;

/// The mail again, and whether its end was left out because the result grew beyond `longest` bytes or
/// [`MOST_TAGS`].
pub(super) fn prune(raw: &str, longest: usize) -> (String, bool) {
    let sink = Pruner { written: RefCell::default(), raw: RefCell::default(), is_full: Cell::new(false), longest };
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let queue = BufferQueue::default();
    let mut rest = raw;
    while let Some((piece, after)) = rest.split_at_checked(rest.floor_char_boundary(PIECE))
        && !piece.is_empty()
        && !tokenizer.sink.is_full.get()
    {
        queue.push_back(StrTendril::from_slice(piece));
        // The sink never blocks on a script, so one call takes the piece whole.
        let _ = tokenizer.feed(&queue);
        rest = after;
    }
    tokenizer.end();
    let mut written = tokenizer.sink.written.into_inner();
    let Written { out, nesting, .. } = &mut written;
    nesting.close_all(out);
    (written.out, tokenizer.sink.is_full.get())
}

#[derive(Debug, Default)]
struct Written {
    out: String,
    nesting: Nesting,
    tags: usize,
}

struct Pruner {
    written: RefCell<Written>,
    /// The element whose content is being thrown away.
    raw: RefCell<Option<String>>,
    is_full: Cell<bool>,
    longest: usize,
}

/// Elements whose content is not markup and is thrown away with them.
fn raw_kind(name: &str) -> Option<RawKind> {
    match name {
        "script" => Some(ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(Rawtext),
        "title" | "textarea" => Some(Rcdata),
        _ => None,
    }
}

impl TokenSink for Pruner {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let is_over = {
            let written = self.written.borrow();
            written.out.len() > self.longest || written.tags > MOST_TAGS
        };
        if is_over {
            self.is_full.set(true);
            return TokenSinkResult::Continue;
        }
        match token {
            Token::TagToken(tag) => return self.tag(&tag),
            Token::CharacterTokens(text) if self.raw.borrow().is_none() => self.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Pruner {
    fn tag(&self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        self.written.borrow_mut().tags += 1;
        if tag.kind == TagKind::EndTag {
            if self.raw.borrow().as_deref() == Some(name) {
                self.raw.replace(None);
            } else if nesting::known(name).is_some() {
                let Written { out, nesting, .. } = &mut *self.written.borrow_mut();
                nesting.close(name, out);
            }
            return TokenSinkResult::Continue;
        }
        if let Some(kind) = raw_kind(name) {
            self.raw.replace(Some(name.to_owned()));
            return TokenSinkResult::RawData(kind);
        }
        if let Some(known) = nesting::known(name) {
            self.open(known, tag);
        }
        TokenSinkResult::Continue
    }

    fn open(&self, name: &'static str, tag: &Tag) {
        let Written { out, nesting, .. } = &mut *self.written.borrow_mut();
        if !nesting.admit(name, out) {
            return;
        }
        out.push('<');
        out.push_str(name);
        for attribute in tag.attrs.iter().take(MOST_ATTRIBUTES) {
            if let Some((kept, value)) = attributes::kept(name, &attribute.name.local, &attribute.value) {
                out.push(' ');
                out.push_str(kept);
                out.push_str("=\"");
                attributes::escape(&value, out);
                out.push('"');
            }
        }
        out.push('>');
        if !nesting::is_void(name) {
            nesting.opened(name);
        }
    }

    fn text(&self, text: &str) {
        let Written { out, nesting, .. } = &mut *self.written.borrow_mut();
        if !text.trim().is_empty() {
            nesting.enter_cell(out);
        }
        attributes::escape(text, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pruned(raw: &str) -> String {
        prune(raw, 1 << 20).0
    }

    #[test]
    fn misnested_tags_are_closed_in_order() {
        assert_eq!(pruned("<b><i>x</b>y</i>z"), "<b><i>x</i></b>yz");
        assert_eq!(pruned("<p><b>one<p>two"), "<p><b>one</b></p><p>two</p>");
        assert_eq!(pruned("<ul><li>a<li>b</ul>"), "<ul><li>a</li><li>b</li></ul>");
    }

    #[test]
    fn tables_get_the_rows_and_cells_they_lack() {
        assert_eq!(pruned("<table>x<td>y"), "<table><tr><td>x</td><td>y</td></tr></table>");
        assert_eq!(pruned("<td>x</td><tr>"), "x");
        assert_eq!(pruned("<table><tr><td>a</div></table>b"), "<table><tr><td>a</td></tr></table>b");
    }

    #[test]
    fn text_in_foreign_or_unknown_markup_stays() {
        assert_eq!(pruned("<o:p>a</o:p><svg><text>b</text></svg><form>c</form>"), "abc");
        assert_eq!(pruned("a<!-- <b>x</b> -->b<![if mso]>c<![endif]>"), "abc");
    }

    #[test]
    fn scripts_styles_and_titles_go_with_their_content() {
        assert_eq!(
            pruned("a<script>x<b></script>b<style>c{}</style>c<title>t</title>d<textarea><p></textarea>e"),
            "abcde"
        );
    }

    #[test]
    fn a_result_that_grows_too_long_is_cut_and_still_closed() {
        let (out, is_cut) = prune(&"<b>&</b>".repeat(1000), 500);
        assert!(is_cut && out.len() < 600, "{}", out.len());
        assert!(out.ends_with("</b>"));
    }
}
