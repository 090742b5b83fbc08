//! `pebble://` links: the way to a place in the app, and nothing else.
//!
//! Anybody may write one, into a mail or a page, so it is hostile: it leads only to places that are known, its ids must
//! be ids, and following it shows something and does nothing.

use uuid::Uuid;

/// What a link begins with.
pub const SCHEME: &str = "pebble://";

/// Screens that a link may lead to.
const SCREENS: [&str; 6] = ["today", "inbox", "preleads", "board", "companies", "settings"];

/// No link that we make is longer.
const LONGEST: usize = 120;

/// Where a link leads, as the address after the `#`; nowhere when it is not one of ours to the letter.
pub fn place_of(link: &str) -> Option<String> {
    let rest = link.strip_prefix(SCHEME).filter(|_| link.len() <= LONGEST)?;
    let is_plain = rest.chars().all(|letter| matches!(letter, 'a'..='z' | '0'..='9' | '-' | '_' | '/'));
    let parts: Vec<&str> = rest.trim_end_matches('/').split('/').filter(|_| is_plain).collect();
    match parts.as_slice() {
        [screen] if SCREENS.contains(screen) => Some(format!("#/{screen}")),
        ["enquiry", id] => id_of(id).map(|id| format!("#/enquiry/{id}")),
        ["inbox", "inbox", id] => id_of(id).map(|id| format!("#/inbox/inbox/{id}")),
        ["problems"] => Some("#/problems".to_owned()),
        _ => None,
    }
}

/// The link to an enquiry.
pub(crate) fn to_enquiry(id: impl std::fmt::Display) -> String {
    format!("{SCHEME}enquiry/{id}")
}

/// An id in the one spelling that the app itself uses.
fn id_of(word: &str) -> Option<Uuid> {
    Uuid::parse_str(word).ok().filter(|id| id.hyphenated().to_string() == word)
}

#[cfg(test)]
mod tests {
    use super::place_of;

    #[test]
    fn known_places_are_found() {
        let id = "018f6e2a-0000-7000-8000-000000000001";
        assert_eq!(place_of("pebble://today").unwrap(), "#/today");
        // As a browser writes it.
        assert_eq!(place_of("pebble://today/").unwrap(), "#/today");
        assert_eq!(place_of(&format!("pebble://enquiry/{id}")).unwrap(), format!("#/enquiry/{id}"));
        assert_eq!(place_of(&format!("pebble://inbox/inbox/{id}")).unwrap(), format!("#/inbox/inbox/{id}"));
    }

    #[test]
    fn a_hostile_link_leads_nowhere() {
        for link in [
            "",
            "pebble:",
            "pebble://",
            "pebble://kit",
            "pebble://enquiry",
            "pebble://enquiry/1",
            "pebble://enquiry/{018f6e2a-0000-7000-8000-000000000001}",
            "pebble://enquiry/018f6e2a000070008000000000000001",
            "pebble://enquiry/018f6e2a-0000-7000-8000-000000000001/delete",
            "pebble://enquiry/018f6e2a-0000-7000-8000-000000000001?stage=lost",
            "pebble://today#/settings",
            "pebble://today?x=1",
            "pebble://TODAY",
            "pebble://../today",
            "pebble://today/../settings",
            "pebble://%74oday",
            "pebble://settings/office?invitation=x",
            "javascript:alert(1)",
            "https://example.com/today",
            "file:///etc/hosts",
            " pebble://today",
            "pebble://today\n--data",
        ] {
            assert_eq!(place_of(link), None, "{link}");
        }
        assert_eq!(place_of(&format!("pebble://{}", "today/".repeat(100))), None);
    }
}
