//! Folds what a mail quotes of earlier ones, so that a conversation shows each text once. No script is needed: the page
//! has a `<details>`, and the browser does the rest.
//!
//! It works on sanitised markup, which is well nested, and only ever puts a pair of tags around whole parts of it: what it
//! does not recognise stays as it is.

const OPEN: &str = "<details><summary title=\"Earlier text\">\u{2022}\u{2022}\u{2022}</summary>";
const CLOSE: &str = "</details>";
/// Elements without an end.
const VOID: [&str; 4] = ["br", "hr", "img", "wbr"];
/// How mail programs begin what they quote, in plain text.
const MARKS: [&str; 3] = ["-----Original Message-----", "________________________________", "&gt; "];

/// The markup with what it quotes folded.
pub(crate) fn folded(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let (mut depth, mut fold, mut at) = (0_usize, None::<Fold>, 0_usize);
    while let Some(piece) = next(html, at) {
        let end = at.saturating_add(piece.text.len());
        match piece.kind {
            Kind::Text if fold.is_none() => {
                if let Some(mark) = quoted_from(piece.text) {
                    let (own, earlier) = piece.text.split_at_checked(mark).unwrap_or((piece.text, ""));
                    out.push_str(own);
                    out.push_str(OPEN);
                    out.push_str(earlier);
                    fold = Some(Fold::UntilParentEnds(depth));
                } else {
                    out.push_str(piece.text);
                }
            }
            Kind::Open(name) => {
                if fold.is_none() && name == "blockquote" {
                    out.push_str(OPEN);
                    fold = Some(Fold::UntilItEnds(depth));
                } else if fold.is_none() && is_head_block(html, end, piece.text) {
                    out.push_str(OPEN);
                    fold = Some(Fold::UntilParentEnds(depth));
                }
                out.push_str(piece.text);
                depth = depth.saturating_add(1);
            }
            Kind::Close => {
                depth = depth.saturating_sub(1);
                match fold {
                    // The element around what is quoted ends: the fold ends before it.
                    Some(Fold::UntilParentEnds(of)) if depth < of => {
                        out.push_str(CLOSE);
                        fold = None;
                        out.push_str(piece.text);
                    }
                    Some(Fold::UntilItEnds(of)) if depth == of => {
                        out.push_str(piece.text);
                        out.push_str(CLOSE);
                        fold = None;
                    }
                    _ => out.push_str(piece.text),
                }
            }
            Kind::Text | Kind::Single => out.push_str(piece.text),
        }
        at = end;
    }
    if fold.is_some() {
        out.push_str(CLOSE);
    }
    out
}

/// Where a fold ends.
#[derive(Clone, Copy)]
enum Fold {
    /// Before the end of the element at this depth that it is in.
    UntilParentEnds(usize),
    /// After the end of the element that was opened at this depth.
    UntilItEnds(usize),
}

enum Kind<'a> {
    Text,
    Open(&'a str),
    Close,
    Single,
}

struct Piece<'a> {
    text: &'a str,
    kind: Kind<'a>,
}

/// The tag or the text that begins here.
fn next(html: &str, at: usize) -> Option<Piece<'_>> {
    let rest = html.get(at..).filter(|rest| !rest.is_empty())?;
    if !rest.starts_with('<') {
        let end = rest.find('<').unwrap_or(rest.len());
        return Some(Piece { text: rest.get(..end)?, kind: Kind::Text });
    }
    let text = rest.get(..tag_end(rest))?;
    let inside = text.trim_start_matches('<').trim_end_matches('>');
    let kind = if inside.starts_with('/') {
        Kind::Close
    } else {
        let name = inside.split(|letter: char| letter.is_whitespace() || letter == '/').next().unwrap_or_default();
        if VOID.contains(&name) { Kind::Single } else { Kind::Open(name) }
    };
    Some(Piece { text, kind })
}

/// Where a tag ends: at its bracket, but not at one inside a value.
fn tag_end(tag: &str) -> usize {
    let mut is_quoted = false;
    for (at, letter) in tag.char_indices() {
        match letter {
            '"' => is_quoted = !is_quoted,
            '>' if !is_quoted => return at.saturating_add(1),
            _ => {}
        }
    }
    tag.len()
}

/// Where a text begins to quote; never at its very beginning, where nothing would be left to read.
fn quoted_from(text: &str) -> Option<usize> {
    let mut at = 0_usize;
    for line in text.split_inclusive('\n') {
        let ended = line.trim_end();
        let is_mark = MARKS.iter().any(|mark| line.starts_with(mark))
            || ended == "&gt;"
            || (line.starts_with("On ") && ended.ends_with("wrote:"));
        if is_mark && !text.get(..at)?.trim().is_empty() {
            return Some(at);
        }
        at = at.saturating_add(line.len());
    }
    None
}

/// Whether an element is the rule under which Outlook writes who sent the mail below, with the words that follow it.
fn is_head_block(html: &str, end: usize, tag: &str) -> bool {
    if !tag.starts_with("<div") || !tag.contains("border-top") {
        return false;
    }
    let ahead = html.get(end..).unwrap_or_default();
    let window = ahead.get(..ahead.floor_char_boundary(400)).unwrap_or_default();
    window.contains("From:") && window.contains("Sent:")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str) -> String {
        folded(html).replace(OPEN, "[").replace(CLOSE, "]")
    }

    #[test]
    fn a_quoted_block_is_folded_and_what_is_written_below_it_is_not() {
        let html = "<p>New</p><blockquote>old<blockquote>older</blockquote></blockquote><p>Below</p>";
        assert_eq!(shown(html), "<p>New</p>[<blockquote>old<blockquote>older</blockquote></blockquote>]<p>Below</p>");
    }

    #[test]
    fn what_follows_the_head_that_outlook_writes_is_folded_to_the_end_of_what_it_is_in() {
        let html =
            "<div><p>New</p><div style=\"border-top:solid 1pt\"><b>From:</b> A<br><b>Sent:</b> B</div><p>old</p></div>";
        assert_eq!(
            shown(html),
            "<div><p>New</p>[<div style=\"border-top:solid 1pt\"><b>From:</b> A<br><b>Sent:</b> B</div><p>old</p>]</div>"
        );
    }

    #[test]
    fn plain_text_is_folded_where_it_begins_to_quote() {
        let html = "<div style=\"white-space:pre-wrap\">New\n\nOn Friday A wrote:\n&gt; old\n&gt; older</div>";
        assert_eq!(
            shown(html),
            "<div style=\"white-space:pre-wrap\">New\n\n[On Friday A wrote:\n&gt; old\n&gt; older]</div>"
        );
        let html = "<div>New\n-----Original Message-----\nFrom: A</div>";
        assert_eq!(shown(html), "<div>New\n[-----Original Message-----\nFrom: A]</div>");
    }

    #[test]
    fn what_quotes_nothing_or_nothing_else_stays_as_it_is() {
        for html in ["", "plain", "<p title=\"a > b\">x<br>y</p>", "<div>&gt; all of it</div>", "<b>unclosed", "a < b"]
        {
            assert_eq!(folded(html), html);
        }
    }
}
