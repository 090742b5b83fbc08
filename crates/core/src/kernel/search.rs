//! Words for the full-text index.

/// The full-text expression for what a person typed: every word, the last one as a beginning. Operators and quotes of
/// the query language lose their meaning, so nothing typed can be an error.
pub fn phrase(words: &str) -> String {
    let mut terms: Vec<String> = words
        .split(|char: char| !(char.is_alphanumeric() || char == '_'))
        .filter(|word| !word.is_empty())
        .map(|word| format!("\"{word}\""))
        .collect();
    if let Some(last) = terms.last_mut() {
        last.push('*');
    }
    if terms.is_empty() { "\"\"".to_owned() } else { terms.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_can_break_the_query() {
        assert_eq!(phrase("zinc ox"), "\"zinc\" \"ox\"*");
        assert_eq!(phrase("a\" OR NEAR(b*"), "\"a\" \"OR\" \"NEAR\" \"b\"*");
        assert_eq!(phrase("  ¿? "), "\"\"");
        assert_eq!(phrase("जिंक"), "\"जिंक\"*");
    }
}
