//! Mail that means harm, all of `tests/data/hostile`, from the mailbox to the page of its frame: what is left of it is a
//! short list of harmless markup, and what a person has to read is there.
//!
//! `tests/shell` opens the same mails in the real window.

use pebble_tests::{Rig, hostile};

/// Markup that says how words stand, and nothing more.
const TAGS: &str = " a abbr b big blockquote body br caption center cite code col colgroup dd del details dfn div dl dt em \
    font h1 h2 h3 h4 h5 h6 head hr html i img ins kbd li mark meta ol p pre q s samp section small span strike strong \
    style sub summary sup table tbody td tfoot th thead tr tt u ul var article aside footer header main nav address \
    figure figcaption bdi bdo ";
/// Attributes beside `style` that can lead nowhere.
const ATTRIBUTES: &str = " align alt bgcolor border cellpadding cellspacing charset class color cols colspan dir face height \
    id lang nowrap rel rows rowspan size span start style target title type valign value width open ";
/// Words with which a style reaches out, hides or covers.
const REACHES: [&str; 7] = ["url", "image-set", "expression", "behavior", "binding", "position", "import"];

/// Tags of markup as a serialiser writes it, with their attributes.
fn tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let opened = html.split('<').skip(1).filter(|part| !part.starts_with(['/', '!']));
    opened
        .map(|part| {
            let end = part.find([' ', '>']).unwrap_or(part.len());
            let (name, mut rest) = part.split_at(end);
            let mut attributes = Vec::new();
            while let Some((key, after)) = rest.trim_start().split_once("=\"").filter(|(key, _)| !key.contains('>')) {
                let (value, after) = after.split_once('"').expect("a value ends");
                attributes.push((key.to_owned(), value.to_owned()));
                rest = after;
            }
            (name.to_lowercase(), attributes)
        })
        .collect()
}

/// What is wrong with a page, if anything is.
fn faults(page: &str, shows_pictures: bool) -> Vec<String> {
    let mut faults = Vec::new();
    for (tag, attributes) in tags(page) {
        if !TAGS.contains(&format!(" {tag} ")) {
            faults.push(format!("<{tag}>"));
        }
        for (key, value) in attributes {
            let value = value.to_lowercase();
            let is_harmless = match (tag.as_str(), key.as_str()) {
                ("a", "href") => {
                    ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| value.starts_with(scheme))
                }
                ("img", "src") => value.starts_with("data:image/") || (shows_pictures && value.starts_with("https://")),
                // An attribute that no browser follows; only encrypted ones become pictures, once they are asked for.
                ("img", "data-blocked-src") => {
                    value.starts_with("http://") || (!shows_pictures && value.starts_with("https://"))
                }
                ("img", "referrerpolicy") => shows_pictures,
                (_, "style") => !REACHES.iter().any(|word| value.contains(word)) && !value.contains('\\'),
                _ => ATTRIBUTES.contains(&format!(" {key} ")),
            };
            if !is_harmless {
                faults.push(format!("<{tag} {key}={value:?}>"));
            }
        }
    }
    faults
}

#[tokio::test]
async fn of_a_hostile_mail_only_harmless_markup_is_left_and_its_words_can_be_read() {
    let rig = Rig::new().await;
    let cases = hostile(9);
    assert!(cases.len() >= 150);
    for case in &cases {
        rig.deliver(case.mail());
    }
    rig.turn().await;
    rig.assert_all_accounted_for().await;
    let mut wrong = Vec::new();
    for case in &cases {
        let Some(id) = rig.id_of(&case.message_id()).await else {
            wrong.push(format!("{}: it is not there", case.name));
            continue;
        };
        for (asked, shows_pictures) in [(id.to_string(), false), (format!("{id}/pictures"), true)] {
            let page = rig.desk.mail_page(&asked).await;
            let body = String::from_utf8(page.body).unwrap();
            let found = faults(&body, shows_pictures);
            wrong.extend(found.into_iter().map(|fault| format!("{}: {fault}", case.name)));
            if case.shows.as_ref().is_some_and(|words| !body.contains(words.as_str())) {
                wrong.push(format!("{}: its words are not there", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
