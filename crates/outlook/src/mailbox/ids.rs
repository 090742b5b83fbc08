//! Message ids as mail writes them, brought to one form once: `<left@right>`.
//!
//! Comparing two spellings of one id is how a mail gets imported twice; nothing after this module has to.

/// Most ids kept of one `References` header; the newest matter for threading.
const MOST_REFERENCES: usize = 200;
/// Longest id believed.
const LONGEST: usize = 998;

/// One id with its angle brackets, or `None` when there is nothing in it.
#[must_use]
pub fn message_id(raw: &str) -> Option<String> {
    references(raw).into_iter().next()
}

/// All ids of a `References` header, oldest first. Ids without brackets are taken word by word.
#[must_use]
pub fn references(raw: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('<') {
        ids.extend(before.split_whitespace().filter_map(bracketed));
        let (inside, tail) = after.split_once('>').unwrap_or((after, ""));
        ids.extend(bracketed(inside));
        rest = tail;
    }
    ids.extend(rest.split_whitespace().filter_map(bracketed));
    let extra = ids.len().saturating_sub(MOST_REFERENCES);
    ids.drain(..extra);
    ids
}

/// Folded headers put white space inside ids; no id has any of its own.
fn bracketed(inside: &str) -> Option<String> {
    let id: String = inside.chars().filter(|c| !c.is_whitespace() && !c.is_control() && *c != '>').collect();
    let id = id.trim_matches([',', ';']);
    (!id.is_empty() && id.len() <= LONGEST).then(|| format!("<{id}>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_an_id_becomes_one() {
        for raw in ["<a@b>", " <a@b> ", "a@b", "<a@b", "\r\n\t<a@\r\n b>"] {
            assert_eq!(message_id(raw).as_deref(), Some("<a@b>"), "{raw:?}");
        }
        assert_eq!(message_id(" "), None);
        assert_eq!(message_id("<>"), None);
    }

    #[test]
    fn references_are_read_oldest_first_with_or_without_brackets() {
        assert_eq!(references("<a@x> b@x\r\n <c@x><d@x>"), ["<a@x>", "<b@x>", "<c@x>", "<d@x>"]);
    }

    #[test]
    fn only_the_newest_references_of_an_endless_header_are_kept() {
        let endless: String = (0..5000).map(|n| format!("<{n}@x> ")).collect();
        let ids = references(&endless);
        assert_eq!(ids.len(), MOST_REFERENCES);
        assert_eq!(ids.last().map(String::as_str), Some("<4999@x>"));
    }
}
