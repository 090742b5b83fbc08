//! Products by catalogue: names and synonyms found whole, whatever their case. It knows no product of its own.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use pebble_core::engines::email::intent::EntityValue;

use super::Found;

/// The product names to look for.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    automaton: Option<AhoCorasick>,
    names: Vec<String>,
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
        Catalogue { automaton, names }
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
        found
    }
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
    fn an_empty_catalogue_finds_nothing() {
        assert!(Catalogue::new(&[]).find("zinc").is_empty());
    }
}
