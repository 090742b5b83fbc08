//! Products by catalogue: names and synonyms found whole, whatever their case, and long ones with a slip of the pen in
//! them. It knows no product of its own.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use pebble_core::engines::email::intent::EntityValue;

use super::Found;

/// Letters a name needs before one wrong letter in it is forgiven: "talc" and "talk" are two words.
const FORGIVEN: usize = 7;

/// The letters of a name and its place in the list of names.
type Spelled = (Vec<char>, usize);

/// The product names to look for.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    automaton: Option<AhoCorasick>,
    names: Vec<String>,
    /// Long names by number of words and first letter: letters in small, and the place in `names`.
    long: HashMap<(usize, char), Vec<Spelled>>,
    most_words: usize,
}

impl Catalogue {
    /// Builds the search from (catalogue name, synonyms). Words under three letters are ignored: they hit everything.
    pub(crate) fn new(products: &[(String, Vec<String>)]) -> Catalogue {
        let mut words = Vec::new();
        let mut names = Vec::new();
        for (name, synonyms) in products {
            for word in std::iter::once(name).chain(synonyms) {
                let word = word.trim();
                if word.chars().count() >= 3 {
                    words.push(word.to_owned());
                    names.push(name.clone());
                }
            }
        }
        let automaton = AhoCorasickBuilder::new()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(&words)
            .ok()
            .filter(|_| !words.is_empty());
        let mut catalogue = Catalogue { automaton, names, ..Catalogue::default() };
        for (at, word) in words.iter().enumerate() {
            let letters: Vec<char> = word.to_lowercase().chars().collect();
            let count = word.split_whitespace().count();
            // A digit in a name is a grade, and another digit another grade.
            let may_slip = letters.len() >= FORGIVEN && !letters.iter().any(char::is_ascii_digit);
            if let (true, Some(first)) = (may_slip, letters.first()) {
                catalogue.most_words = catalogue.most_words.max(count);
                catalogue.long.entry((count, *first)).or_default().push((letters, at));
            }
        }
        catalogue
    }

    /// Every product named in `text`.
    pub(crate) fn find(&self, text: &str) -> Vec<Found> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let mut found = Vec::new();
        for hit in automaton.find_iter(text) {
            let before = text.get(..hit.start()).and_then(|before| before.chars().next_back());
            let behind = text.get(hit.end()..).and_then(|behind| behind.chars().next());
            let is_whole = ![before, behind].into_iter().flatten().any(char::is_alphanumeric);
            if let (true, Some(name)) = (is_whole, self.names.get(hit.pattern().as_usize())) {
                let value = EntityValue::Product { name: name.clone() };
                found.push(Found { value, start: hit.start(), end: hit.end(), is_valid: true });
            }
        }
        self.find_slips(text, &mut found);
        found
    }

    /// Long names with one letter wrong, missing, too many, or two swapped, where nothing was found letter for letter.
    fn find_slips(&self, text: &str, found: &mut Vec<Found>) {
        let words = words(text);
        for at in 0..words.len() {
            for count in (1..=self.most_words.min(words.len() - at)).rev() {
                let (Some((start, _)), Some((_, end))) = (words.get(at), words.get(at + count - 1)) else { continue };
                let Some(window) = text.get(*start..*end).filter(|window| window.len() >= FORGIVEN - 1) else {
                    continue;
                };
                if found.iter().any(|other| *start < other.end && other.start < *end) {
                    continue;
                }
                let letters: Vec<char> = window.to_lowercase().chars().collect();
                let Some(first) = letters.first() else { continue };
                let near = self.long.get(&(count, *first)).and_then(|names| {
                    names
                        .iter()
                        .find(|(name, _)| is_one_edit(name, &letters) && !is_other_chemical(name, &letters))
                        .map(|(_, name)| *name)
                });
                if let Some(name) = near.and_then(|name| self.names.get(name)) {
                    let value = EntityValue::Product { name: name.clone() };
                    found.push(Found { value, start: *start, end: *end, is_valid: true });
                    break;
                }
            }
        }
    }
}

/// Start and end of each word: what stands between blanks, without the marks at its ends. At most 600.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut at = 0;
    for piece in text.split_inclusive(char::is_whitespace) {
        let bare = piece.trim_matches(|one: char| !one.is_alphanumeric());
        if !bare.is_empty() && words.len() < 600 {
            let start = at + piece.find(bare).unwrap_or(0);
            words.push((start, start + bare.len()));
        }
        at += piece.len();
    }
    words
}

/// Endings that name what a chemical is: another ending is another chemical, however near it is by letters.
const ENDINGS: [&str; 12] = ["ate", "ite", "ide", "anol", "anal", "enol", "ane", "ene", "yne", "one", "ine", "ous"];

/// True when two names differ in the ending of a word, as sulphite and sulphate do.
fn is_other_chemical(one: &[char], two: &[char]) -> bool {
    let [one, two] = [one, two].map(|name| name.iter().collect::<String>());
    let ending = |word: &str| ENDINGS.iter().position(|ending| word.ends_with(ending));
    let mut pairs = one.split_whitespace().zip(two.split_whitespace());
    pairs.any(|(left, right)| {
        left != right && ending(left).is_some() && ending(right).is_some() && ending(left) != ending(right)
    })
}

/// True when one text is the other with one letter changed, added, left out, or two neighbours swapped.
pub(crate) fn is_one_edit(one: &[char], two: &[char]) -> bool {
    let longer = one.len().max(two.len());
    if one.len().abs_diff(two.len()) > 1 || one == two {
        return false;
    }
    let head = one.iter().zip(two).take_while(|(left, right)| left == right).count();
    let tail = one.iter().rev().zip(two.iter().rev()).take_while(|(left, right)| left == right).count();
    let is_swap = one.len() == two.len()
        && head + tail + 2 == longer
        && one.get(head) == two.get(head + 1)
        && one.get(head + 1) == two.get(head);
    head + tail + 1 >= longer || is_swap
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_synonyms_are_found_whole_and_the_longest_wins() {
        let catalogue = Catalogue::new(&[
            ("Zinc Oxide".to_owned(), vec!["ZnO".to_owned()]),
            ("Zinc".to_owned(), vec![]),
            ("Talc".to_owned(), vec![]),
        ]);
        let found = catalogue.find("ZINC OXIDE, zno and talcum");
        let names: Vec<_> = found.iter().map(|found| &found.value).collect();
        let zinc = EntityValue::Product { name: "Zinc Oxide".to_owned() };
        assert_eq!(names, [&zinc, &zinc]);
    }

    #[test]
    fn a_slip_of_the_pen_in_a_long_name_is_forgiven_and_a_grade_is_not() {
        let catalogue = Catalogue::new(&[
            ("Titanium Dioxide".to_owned(), vec![]),
            ("Talc".to_owned(), vec![]),
            ("Sorbitol 70".to_owned(), vec![]),
        ]);
        for text in ["need titanium dioxde today", "(Titanium Dixoide)", "titanium dioxidde,"] {
            assert_eq!(catalogue.find(text).len(), 1, "{text}");
        }
        for text in ["let us talk", "sorbitol 60", "titanium dioxide and iron"] {
            assert!(catalogue.find(text).len() <= 1, "{text}");
        }
        assert!(catalogue.find("let us talk of sorbitol 60").is_empty());
    }

    #[test]
    fn an_empty_catalogue_finds_nothing() {
        assert!(Catalogue::new(&[]).find("zinc").is_empty());
    }
}
