//! Which attachments a body shows, and under which name.
//!
//! A body names a picture by its content id. Senders leave the id off, wrap it in brackets, or send a picture as a file like
//! any other; and what they call inline may be shown nowhere. So the markup decides: what it names is a picture of the
//! body, everything else is a file.

use pebble_core::engines::email::mailbox::AttachmentCard;
use url::form_urlencoded;

use crate::sanitise::INLINE_PREFIX;

/// Most names that are looked up in one body.
const MOST_NAMES: usize = 200;

/// Cards that know where the body shows them.
pub(super) fn placed(cards: Vec<(AttachmentCard, Option<String>)>, html: &str) -> Vec<AttachmentCard> {
    let ids: Vec<Option<String>> = cards.iter().map(|(_, id)| id.as_deref().map(bare)).collect();
    let mut cards: Vec<AttachmentCard> =
        cards.into_iter().map(|(card, _)| AttachmentCard { is_inline: false, ..card }).collect();
    for name in names(html) {
        let wanted = decoded(name);
        let by_id = ids.iter().position(|id| id.as_deref().is_some_and(|id| id.eq_ignore_ascii_case(&wanted)));
        // Outlook makes the id of the file's name and a mark behind an at sign.
        let file = wanted.split('@').next().unwrap_or_default();
        let found = by_id.or_else(|| cards.iter().position(|card| card.name.eq_ignore_ascii_case(file)));
        if let Some(card) = found.and_then(|at| cards.get_mut(at)).filter(|card| card.shown_as.is_none()) {
            card.is_inline = true;
            card.shown_as = Some(name.to_owned());
        }
    }
    cards
}

/// What the markup names, as it stands there, each once.
fn names(html: &str) -> Vec<&str> {
    let mut names: Vec<&str> = html
        .split(INLINE_PREFIX)
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(name, _)| name))
        .filter(|name| !name.is_empty())
        .take(MOST_NAMES)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn decoded(name: &str) -> String {
    form_urlencoded::parse(name.as_bytes()).next().map(|(text, _)| text.into_owned()).unwrap_or_default()
}

fn bare(id: &str) -> String {
    id.trim().trim_matches(['<', '>']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(name: &str, id: Option<&str>) -> (AttachmentCard, Option<String>) {
        let card = AttachmentCard {
            id: name.to_owned(),
            name: name.to_owned(),
            content_type: "image/png".to_owned(),
            size: 9,
            is_inline: true,
            shown_as: None,
        };
        (card, id.map(str::to_owned))
    }

    fn shown(cards: Vec<(AttachmentCard, Option<String>)>, raw: &str) -> Vec<Option<String>> {
        let html = crate::sanitise::html(raw).html;
        let placed = placed(cards, &html);
        assert!(placed.iter().all(|card| card.is_inline == card.shown_as.is_some()));
        placed.into_iter().map(|card| card.shown_as).collect()
    }

    #[test]
    fn what_the_body_names_is_a_picture_of_it_whatever_the_sender_called_it() {
        let cards = vec![card("a.png", Some("<logo@x>")), card("order.pdf", Some("nowhere")), card("b.png", None)];
        let raw = "<p><img src=\"cid:LOGO@x\"><img src='cid:b.png@01D26CD8.6C05F070'></p>";
        assert_eq!(
            shown(cards, raw),
            [Some("LOGO%40x".to_owned()), None, Some("b.png%4001D26CD8.6C05F070".to_owned())]
        );
    }

    #[test]
    fn ids_of_signs_and_spaces_are_found_and_two_names_of_one_picture_are_one() {
        let cards = vec![card("a.png", Some("a b&c=d+\"e"))];
        let raw = "<img src=\"cid:a b&amp;c=d+&quot;e\"><img src=\"cid:a.png\"><img src=\"cid:\">";
        let found = shown(cards, raw);
        assert!(found[0].is_some(), "{found:?}");
    }

    #[test]
    fn a_body_that_names_nothing_leaves_files() {
        assert_eq!(shown(vec![card("a.png", Some("logo"))], "<p>cid:logo mail://img/logo</p>"), [None]);
    }
}
