//! What must not leave this computer is taken out of a report by rule: addresses, names, subjects, numbers, tokens, and
//! the folders of a home. What comes from strangers may say anything, so a rule that is in doubt takes out.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::{Captures, Regex};

/// A name shorter than this is taken out nowhere: it would take words apart.
const SHORTEST: usize = 3;
/// One of so many letters is taken out of the middle of a word, too.
const PLAIN: usize = 5;
/// Hosts that say nothing of whose desk this is.
const PUBLIC: [&str; 5] =
    ["graph.microsoft.com", "login.microsoftonline.com", "login.microsoft.com", "localhost", "127.0.0.1"];

type Rule = (LazyLock<Option<Regex>>, &'static str);

macro_rules! rule {
    ($pattern:literal, $with:literal) => {
        // A pattern that did not compile would be found by the tests below.
        (LazyLock::new(|| Regex::new($pattern).ok()), $with)
    };
}

/// In this order: what is inside of something else goes with it.
static RULES: [Rule; 9] = [
    rule!(r"(?i)\b(bearer|basic)\s+[^\s,;]+", "$1 [secret]"),
    rule!(r"(?i)[^\s<>()\[\]{},;:=\x22'“”]+@[^\s<>()\[\]{},;:=\x22'“”]+", "[address]"),
    rule!(
        r#"(?i)\b(subject|title|body|text|preview|who|name|address|password|secret|token|code|state|invitation|key)(\\?"?\s*[=:]\s*)(\\?"(?:[^"\\]|\\.)*\\?"|[^\s,;})\d][^\s,;})]*)"#,
        "$1$2[words]"
    ),
    rule!(r"“[^”\n]*”", "[words]"),
    rule!(r#"(?i)(/(?:home|users)/|[a-z]:\\+(?:users)\\+|[a-z]:\\+documents and settings\\+)[^/\\\s:"']+"#, "~"),
    rule!(r"\b\d{2}[A-Z]{5}\d{4}[A-Z][A-Z\d]Z[A-Z\d]\b", "[number]"),
    rule!(r"\+\d[\d \-()]{7,}\d|\b\d{5}[ -]\d{5}\b", "[number]"),
    rule!(r"(^|[^\w-])\d{10,}\b", "$1[number]"),
    rule!(r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b", "[host]"),
];

static LINK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?i)\b([a-z][a-z0-9+.-]*)://([^\s/?#"'<>]*)[^\s"'<>]*"#).ok());
/// What a terminal takes for an order: gone as a whole, or its end would hide the beginning of a name.
static STEERS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\x1b\[[0-9;?]*[A-Za-z]").ok());
static LONG: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[A-Za-z0-9_\-+/=.~%]{24,}").ok());

/// Takes out what must not leave: by rule, and the names that this desk knows.
pub(crate) struct Redactor {
    known: Option<AhoCorasick>,
    homes: Vec<String>,
}

impl Redactor {
    /// With the names, addresses and subjects of this desk, and the folders that say whose it is.
    pub(crate) fn new(names: impl IntoIterator<Item = String>, homes: Vec<String>) -> Redactor {
        let long = names.into_iter().filter(|name| name.trim().chars().count() >= SHORTEST);
        let known: Vec<String> = long.map(|name| name.trim().to_owned()).collect();
        let builder =
            AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest).build(known);
        let homes = homes.into_iter().filter(|home| home.len() > 1).collect();
        Redactor { known: builder.ok(), homes }
    }

    /// The text without what must not leave.
    pub(crate) fn clean(&self, text: &str) -> String {
        // What steers a terminal or turns the line around has no business in a report.
        let still = replaced(&STEERS, text, |_| String::new());
        let plain: String = still.chars().filter(|letter| is_plain(*letter)).collect();
        let mut clean = self.homes.iter().fold(plain, |text, home| text.replace(home.as_str(), "~"));
        clean = replaced(&LINK, &clean, link);
        for (pattern, with) in &RULES {
            if let Some(pattern) = pattern.as_ref() {
                clean = pattern.replace_all(&clean, *with).into_owned();
            }
        }
        replaced(&LONG, &self.without_names(&clean), token)
    }

    fn without_names(&self, text: &str) -> String {
        let Some(known) = &self.known else { return text.to_owned() };
        let mut clean = String::with_capacity(text.len());
        let mut from = 0;
        for found in known.find_iter(text) {
            let (before, after) = (text.get(..found.start()), text.get(found.end()..));
            let is_inside = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
            let is_word = !is_inside(before.and_then(|text| text.chars().next_back()))
                && !is_inside(after.and_then(|text| text.chars().next()));
            if is_word || found.len() >= PLAIN {
                clean.push_str(text.get(from..found.start()).unwrap_or_default());
                clean.push_str("[name]");
                from = found.end();
            }
        }
        clean.push_str(text.get(from..).unwrap_or_default());
        clean
    }
}

fn is_plain(letter: char) -> bool {
    let turns =
        matches!(letter, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
    matches!(letter, '\n' | '\t') || !(letter.is_control() || turns)
}

fn replaced(pattern: &LazyLock<Option<Regex>>, text: &str, with: fn(&Captures<'_>) -> String) -> String {
    pattern.as_ref().map_or_else(String::new, |pattern| pattern.replace_all(text, with).into_owned())
}

/// Of a link its kind, and the host if it is everybody's.
fn link(found: &Captures<'_>) -> String {
    let part = |number: usize| found.get(number).map(|part| part.as_str()).unwrap_or_default();
    let host = part(2).rsplit('@').next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    let shown = if PUBLIC.contains(&name.as_str()) { name.as_str() } else { "[host]" };
    format!("{}://{shown}/…", part(1))
}

/// What is long and has digits among its letters is a secret, unless it is an id of ours.
fn token(found: &Captures<'_>) -> String {
    let word = found.get(0).map(|word| word.as_str()).unwrap_or_default();
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let has_letters = word.chars().any(|letter| letter.is_ascii_alphabetic());
    let is_time = word.chars().next().is_some_and(|first| first.is_ascii_digit()) && word.ends_with('Z');
    let is_ours = uuid::Uuid::try_parse(word).is_ok() || (is_time && word.len() < 32);
    if digits >= 3 && has_letters && !is_ours { "[secret]".to_owned() } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor() -> Redactor {
        let names = ["Ravi Mehta", "Mehta", "Acme Pharma", "acmepharma.in", "Re: Price of NaOH", "Al", "ना रायण"];
        Redactor::new(names.map(str::to_owned), vec!["/srv/people/asha".to_owned(), "/".to_owned()])
    }

    /// Whatever stands around it, none of it may be left.
    #[test]
    fn what_must_not_leave_is_taken_out_of_hostile_text() {
        let secrets = [
            ("mail from ravi.mehta+x@acme-pharma.co.in failed", "ravi"),
            ("<RAVI@ACME.COM>,<x@[10.0.0.1]>", "ACME"),
            ("रवि@उदाहरण.भारत", "उदाहरण"),
            ("Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl", "eyJ"),
            ("refresh 0.AXoAq8F7b1k2m3n4p5q6r7s8t9u0v1w2x3y4z5", "AXoA"),
            ("token=abc", "abc"),
            ("{\"subject\":\"Price of \\\"NaOH\\\" for Acme\"}", "NaOH"),
            ("subject: Confidential, ", "Confidential"),
            ("the mail “Confidential offer” was set aside", "Confidential"),
            ("GET https://crm.acmepharma.in/sync?invitation=i123#frag", "acmepharma"),
            ("https://user:pass@crm.acme.in:8443/x", "acme"),
            ("/srv/people/asha/desk", "asha"),
            ("asked RAVI MEHTA and Mehta.", "ehta"),
            ("for acme pharma", "pharma"),
            ("+91 98200 12345 or 9820012345 or 98200 12345", "9820"),
            ("GSTIN 27AAPFU0939F1ZV", "AAPFU"),
            ("connect 10.1.2.3:443", "10.1.2.3"),
            ("ra\u{200B}vi@acme.in", "acme"),
            ("re: price of naoh", "naoh"),
        ];
        for (text, secret) in secrets {
            let clean = redactor().clean(text);
            assert!(!clean.contains(secret), "{text:?} became {clean:?}");
        }
    }

    #[test]
    fn whose_home_a_folder_is_in_is_not_said() {
        let (linux, mac, windows) =
            (["", "home", "asha", "x"], ["", "Users", "asha", "x"], ["C:", "Users", "Asha", "x"]);
        for folder in [linux.join("/"), mac.join("/"), windows.join("\\"), windows.join("\\\\")] {
            let clean = redactor().clean(&format!("\"{folder}\" cannot be opened"));
            assert!(!clean.to_lowercase().contains("asha") && clean.contains("~"), "{folder} became {clean}");
        }
    }

    #[test]
    fn what_says_nothing_of_anybody_stays() {
        for text in [
            "2026-11-25T06:30:00.123456Z  WARN pebble_host::mail: the mailbox could not be read problem=Offline",
            "018f6e2a-0000-7000-8000-000000000001",
            "message 612, enquiry 48, algebra",
            "Always on https://graph.microsoft.com/…",
        ] {
            assert_eq!(redactor().clean(text), text);
        }
    }

    #[test]
    fn nothing_in_a_report_steers_a_terminal_or_turns_a_line_around() {
        assert_eq!(redactor().clean("a\u{1b}[31mb\u{202e}c\r\nd\te"), "abc\nd\te");
    }

    #[test]
    fn every_rule_is_one() {
        assert!(
            RULES.iter().all(|(pattern, _)| pattern.is_some()) && LINK.is_some() && LONG.is_some() && STEERS.is_some()
        );
        assert!(redactor().known.is_some());
    }
}
