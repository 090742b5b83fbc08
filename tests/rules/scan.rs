//! Reading Rust as text: comments and literals taken out, words, paths and imports found.
//!
//! It is a scanner, not a parser: it knows just enough to tell code from prose.

/// The text with comments blanked; line breaks stay, so line numbers hold.
pub fn without_comments(text: &str) -> String {
    blank(text, false)
}

/// The text with comments and the insides of literals blanked.
pub fn bare(text: &str) -> String {
    blank(text, true)
}

/// What ships: the text up to the first `#[cfg(test)]`, which by custom stands at the foot.
pub fn product(code: &str) -> String {
    code.split("#[cfg(test)]").next().unwrap_or_default().to_owned()
}

fn blank(text: &str, literals_too: bool) -> String {
    let mut rest = text;
    let mut out = String::with_capacity(text.len());
    while let Some(first) = rest.chars().next() {
        let (length, is_prose) = if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), true)
        } else if rest.starts_with("/*") {
            (block_comment(rest), true)
        } else if let Some(length) = literal(rest, out.chars().last()) {
            (length, literals_too)
        } else {
            (first.len_utf8(), false)
        };
        let (piece, after) = rest.split_at(length);
        if is_prose {
            out.extend(piece.chars().map(|letter| if letter == '\n' { '\n' } else { ' ' }));
        } else {
            out.push_str(piece);
        }
        rest = after;
    }
    out
}

/// How long the block comment at the start is; they nest.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0usize, 0usize);
    while at < text.len() {
        let rest = text.get(at..).unwrap_or("");
        if rest.starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest.starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// How long the string or character literal at the start is, if there is one.
fn literal(text: &str, before: Option<char>) -> Option<usize> {
    let is_word_inside = before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    if let Some(raw) = text.strip_prefix('r').filter(|_| !is_word_inside) {
        let fences = raw.chars().take_while(|letter| *letter == '#').count();
        let body = raw.get(fences..)?.strip_prefix('"')?;
        let close = format!("\"{}", "#".repeat(fences));
        return Some(body.find(&close).map_or(text.len(), |at| 1 + fences + 1 + at + close.len()));
    }
    if text.starts_with('"') {
        return Some(quoted(text, '"'));
    }
    // A lifetime has no closing quote right after its first letter.
    let mut letters = text.strip_prefix('\'')?.chars();
    let is_char = match letters.next()? {
        '\\' => true,
        _ => letters.next() == Some('\''),
    };
    is_char.then(|| quoted(text, '\''))
}

fn quoted(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if letter == quote => return at + letter.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// Every word: letters, digits and underscores.
pub fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}

/// Every path that code in `module` names through `crate`, `super` or `self`, written out from the crate's root.
/// Groups in `use` are taken apart; what a bare name means is not looked up.
pub fn references(module: &[&str], bare_code: &str) -> Vec<Vec<String>> {
    let mut found = imports(bare_code);
    found.extend(
        bare_code
            .split(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != ':')
            // A path cut off at its `::` is the head of a group, which `imports` has already read.
            .filter(|word| word.contains("::") && !word.ends_with(':'))
            .map(|word| word.split("::").map(str::to_owned).collect()),
    );
    found.into_iter().filter_map(|path| from_root(module, &path)).collect()
}

fn from_root(module: &[&str], path: &[String]) -> Option<Vec<String>> {
    let ups = path.iter().take_while(|part| *part == "super" || *part == "self").count();
    match path.first().map(String::as_str)? {
        "crate" => Some(path.get(1..)?.to_vec()),
        "super" | "self" => {
            let supers = path.iter().take(ups).filter(|part| *part == "super").count();
            let base = module.get(..module.len().checked_sub(supers)?)?;
            Some(base.iter().map(|part| (*part).to_owned()).chain(path.iter().skip(ups).cloned()).collect())
        }
        _ => None,
    }
}

/// Every path imported by a `use`, with groups taken apart.
fn imports(bare_code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, _) in bare_code.match_indices("use ") {
        let starts_a_word = bare_code[..at].chars().last().is_none_or(|letter| letter.is_whitespace() || letter == '}');
        if starts_a_word && let Some(tree) = bare_code[at + 4..].split(';').next() {
            expand(&[], tree.trim(), &mut found);
        }
    }
    found
}

fn expand(prefix: &[String], tree: &str, found: &mut Vec<Vec<String>>) {
    let head = tree.split('{').next().unwrap_or(tree);
    let mut path = prefix.to_vec();
    path.extend(head.split("::").map(|part| part.split_whitespace().next().unwrap_or("").to_owned()));
    path.retain(|part| !part.is_empty());
    match tree.split_once('{') {
        Some((_, group)) => {
            let group = group.trim_end().strip_suffix('}').unwrap_or(group);
            for branch in branches(group) {
                expand(&path, branch.trim(), found);
            }
        }
        None if !tree.is_empty() => found.push(path),
        None => {}
    }
}

/// Splits at the commas that stand in no inner group.
fn branches(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0usize, 0, Vec::new());
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                found.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&group[start..]);
    found
}

#[test]
fn prose_and_literals_are_not_code() {
    let text = "a /* b /* c */ */ d // e\nf(\"// g \\\" h\", 'i', r#\"j \" k\"#, b'\\'') // l\nfn m<'n>() {}";
    let seen: Vec<&str> = ["a", "d", "f", "r", "b", "fn", "m", "n"].to_vec();
    let bare = bare(text);
    let found: Vec<&str> = words(&bare).collect();
    assert_eq!(found, seen.into_iter().filter(|word| *word != "r").collect::<Vec<_>>());
    assert!(without_comments(text).contains("// g"), "a comment sign inside a string is no comment");
}

#[test]
fn grouped_imports_are_taken_apart() {
    let code = "pub use crate::{kernel::Tx, engines::{board::model::Card, masters::*, people as who}};";
    let found: Vec<String> = imports(code).into_iter().map(|path| path.join("::")).collect();
    assert_eq!(
        found,
        [
            "crate::kernel::Tx",
            "crate::engines::board::model::Card",
            "crate::engines::masters::*",
            "crate::engines::people"
        ]
    );
}

#[test]
fn a_path_through_super_is_followed_to_the_root() {
    let module = ["engines", "enquiries", "rules"];
    let code = "fn f(card: super::super::board::Card, own: super::model::Track) -> self::Kind {}";
    let found: Vec<String> = references(&module, code).into_iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["engines::board::Card", "engines::enquiries::model::Track", "engines::enquiries::rules::Kind"]);
}
