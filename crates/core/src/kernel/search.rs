//! Finding rows by words: the full-text index, asked so that nothing typed can be an error.
//!
//! Which columns are searched stands with each record; the index itself belongs to whoever opens the database.

use sea_orm::{
    Condition, DbBackend,
    sea_query::{Alias, Expr, ExprTrait, LikeExpr},
};

/// In an index that is walked newest first, the part of its row number that is the row number of the table: 31 bits,
/// below the second in which the row stands, which is enough until the year 2106 and for two thousand million rows.
pub const ROW: i64 = (1 << 31) - 1;

use super::{read::Read, record::Record};

/// Rows of `R` whose searched columns hold every one of these words, the last one as a beginning. Where there is no
/// full-text index (PostgreSQL) one of the columns holds the text as it stands.
pub fn fits<R: Record>(read: &Read<'_>, words: &str) -> Condition {
    if read.backend() == DbBackend::Sqlite {
        return matches::<R>(&phrase(words));
    }
    let like = holding(words);
    let holds = |column: &&'static str| Expr::col((Alias::new(R::NAME), Alias::new(*column))).like(like.clone());
    R::FULL_TEXT.columns.iter().map(holds).fold(Condition::any(), Condition::add)
}

/// Rows of `R` that fit an expression of the full-text index, on SQLite. They are asked by row number, which every index
/// holds: so a list is walked in its index, without a look into rows that do not fit.
pub fn matches<R: Record>(expression: &str) -> Condition {
    let row = if R::FULL_TEXT.newest.is_some() { format!("rowid & {ROW}") } else { "rowid".to_owned() };
    let found = format!("{0}.rowid IN (SELECT {row} FROM {0}_fts WHERE {0}_fts MATCH ?)", R::NAME);
    Condition::all().add(Expr::cust_with_values(found, [expression]))
}

/// The pattern for text that stands somewhere inside; what stands for any letter elsewhere stands for itself here.
pub fn holding(text: &str) -> LikeExpr {
    let mut pattern = String::from("%");
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape('\\')
}

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

/// The full-text expression for text that stands somewhere as it is, such as an address: its words, one after the other.
pub fn whole(text: &str) -> String {
    let words: Vec<&str> = text.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    format!("\"{}\"", words.join(" "))
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
        assert_eq!(whole("m.rao@plant-one.example\""), "\"m rao plant one example\"");
    }
}
