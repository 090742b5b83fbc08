//! Which attachments a body shows, and under which name.
//!
//! A body names a picture by its content id. Senders leave the id off, wrap it in brackets, or send a picture as a file like
//! any other; and what they call inline may be shown nowhere. So the markup decides: what it names is a picture of the
//! body, everything else is a file.

use pebble_core::engines::email::mailbox::{AttachmentCard, LARGEST_PICTURE};
use url::form_urlencoded;

use crate::sanitise::INLINE_PREFIX;

/// Most names that are looked up in one body.
const MOST_NAMES: usize = 200;

/// Cards that know where the body shows them. Ids go before names of files: a quoted mail names pictures that did not come
/// along, and its names are those of the pictures that did.
pub(super) fn placed(cards: Vec<(AttachmentCard, Option<String>)>, html: &str) -> Vec<AttachmentCard> {
    let ids: Vec<Option<String>> = cards.iter().map(|(_, id)| id.as_deref().map(bare)).collect();
    let mut cards: Vec<AttachmentCard> =
        cards.into_iter().map(|(card, _)| AttachmentCard { is_inline: false, ..card }).collect();
    let mut left = Vec::new();
    for name in names(html) {
        let wanted = decoded(name);
        let is_it = |at: usize| ids.get(at).and_then(Option::as_ref).is_some_and(|id| id.eq_ignore_ascii_case(&wanted));
        match free(&mut cards, |at, _| is_it(at)) {
            Some(card) => show(card, name),
            None => left.push((name, wanted)),
        }
    }
    for (name, wanted) in left {
        // Outlook makes the id of the file's name and a mark behind an at sign.
        let file = wanted.split('@').next().unwrap_or_default();
        let is_it = |at: usize, card: &AttachmentCard| {
            ids.get(at).is_some_and(Option::is_none) && card.name.eq_ignore_ascii_case(file)
        };
        if let Some(card) = free(&mut cards, is_it) {
            show(card, name);
        }
    }
    cards
}

/// The first picture that fits and has no name yet.
fn free(cards: &mut [AttachmentCard], fits: impl Fn(usize, &AttachmentCard) -> bool) -> Option<&mut AttachmentCard> {
    let found = cards
        .iter_mut()
        .enumerate()
        .find(|(at, card)| card.shown_as.is_none() && may_be_shown(card) && fits(*at, card));
    found.map(|(_, card)| card)
}

/// What is surely no picture, or is too large for one, is a file, whatever the body says.
fn may_be_shown(card: &AttachmentCard) -> bool {
    let kind = card.content_type.to_ascii_lowercase();
    let is_unsaid = kind.is_empty() || kind.starts_with("application/octet-stream");
    (is_unsaid || kind.starts_with("image/")) && card.size <= LARGEST_PICTURE
}

fn show(card: &mut AttachmentCard, name: &str) {
    card.is_inline = true;
    card.shown_as = Some(name.to_owned());
}

/// What the markup names, as it stands there, each once.
fn names(html: &str) -> Vec<&str> {
    let mut names: Vec<&str> = html
        .split(INLINE_PREFIX)
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(name, _)| name))
        .filter(|name| !name.is_empty() && name.bytes().all(is_plain))
        .take(MOST_NAMES)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// What a name is written in; anything else is no name of the sanitiser's.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"*-._+%".contains(&byte)
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
    fn what_a_quoted_mail_names_takes_no_picture_from_the_mail_that_quotes_it() {
        let cards = vec![card("image001.png", Some("image001.png@01DB"))];
        let raw = "<img src=\"cid:image001.png@01DA\"><img src=\"cid:image001.png@01DB\">";
        assert_eq!(shown(cards, raw), [Some("image001.png%4001DB".to_owned())]);
        let cards = vec![card("image001.png", None), card("image001.png", None)];
        assert_eq!(shown(cards, raw).iter().flatten().count(), 2);
    }

    #[test]
    fn what_is_no_picture_or_too_large_a_one_stays_a_file() {
        let (mut order, mut photo) = (card("order.pdf", Some("a")), card("photo.jpg", Some("b")));
        order.0.content_type = "application/pdf".to_owned();
        photo.0.size = LARGEST_PICTURE + 1;
        assert_eq!(shown(vec![order, photo], "<img src=\"cid:a\"><img src=\"cid:b\">"), [None, None]);
    }

    #[test]
    fn a_body_that_names_nothing_leaves_files() {
        assert_eq!(shown(vec![card("a.png", Some("logo"))], "<p>cid:logo mail://img/logo</p>"), [None]);
    }
}
