//! Hostile mails, written by us, and arbitrary ones: whatever comes in, nothing that acts comes out.
//!
//! Each file of `hostile/` says `SEEN` where a person would read it and `BAD` in whatever must not survive.

use std::cell::RefCell;
use std::path::Path;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use pebble_outlook::sanitise;
use proptest::prelude::*;

const FORBIDDEN: [&str; 24] = [
    "script",
    "style",
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "meta",
    "base",
    "link",
    "form",
    "input",
    "button",
    "textarea",
    "select",
    "svg",
    "math",
    "template",
    "video",
    "audio",
    "source",
    "noscript",
    "plaintext",
];

#[derive(Default)]
struct Tags(RefCell<Vec<Tag>>);

impl TokenSink for Tags {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token {
            self.0.borrow_mut().push(tag);
        }
        TokenSinkResult::Continue
    }
}

fn tags(html: &str) -> Vec<Tag> {
    let tokenizer = Tokenizer::new(Tags::default(), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.0.take()
}

/// What is wrong with a cleaned mail, if anything.
fn danger(html: &str) -> Option<String> {
    for tag in tags(html) {
        if FORBIDDEN.contains(&&*tag.name) {
            return Some(format!("<{}>", &*tag.name));
        }
        for attribute in &tag.attrs {
            let (name, value) = (&*attribute.name.local, attribute.value.to_lowercase());
            let is_bad = match name {
                "style" => ["url", "expression", "position", "\\", "@", "/*"].iter().any(|bad| value.contains(bad)),
                "href" => !["http://", "https://", "mailto:", "tel:"].iter().any(|good| value.starts_with(good)),
                "src" => !["mail://img/", "data:image/"].iter().any(|good| value.starts_with(good)),
                _ => {
                    name.starts_with("on")
                        || ["id", "class", "srcdoc", "srcset", "action", "background"].contains(&name)
                }
            };
            if is_bad {
                return Some(format!("<{} {name}={value:?}>", &*tag.name));
            }
        }
        let has = |name: &str| tag.attrs.iter().any(|a| &*a.name.local == name);
        if tag.kind == TagKind::StartTag && &*tag.name == "a" && !(has("rel") && has("target")) {
            return Some("a link without rel or target".to_owned());
        }
    }
    None
}

#[test]
fn nothing_hostile_survives_and_everything_readable_does() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let clean = sanitise::html(&std::fs::read_to_string(&path).unwrap());
        assert_eq!(danger(&clean.html), None, "{name}: {}", clean.html);
        assert!(!clean.html.contains("BAD") || harmless(&clean.html), "{name}: {}", clean.html);
        assert!(clean.text.contains("SEEN"), "{name}: {:?} from {}", clean.text, clean.html);
        assert_eq!(sanitise::html(&clean.html).text, clean.text, "{name}: cleaning again changes it");
        count += 1;
    }
    assert!(count >= 40, "only {count} mails");
}

/// Text is text: `BAD` may be read, it may not be in a tag.
fn harmless(html: &str) -> bool {
    !tags(html).iter().any(|tag| tag.attrs.iter().any(|a| a.value.contains("BAD") && &*a.name.local != "title"))
}

#[test]
fn remote_pictures_are_blocked_and_can_be_asked_for() {
    let clean =
        sanitise::html("<p>Hi<img src='https://t.example/pixel.gif?u=1&amp;v=2' width=1><img src=cid:logo@x></p>");
    assert!(clean.html.contains("data-blocked-src=\"https://t.example/pixel.gif?u=1&amp;v=2\""), "{}", clean.html);
    assert!(clean.html.contains("src=\"mail://img/logo%40x\""), "{}", clean.html);
}

#[test]
fn an_ordinary_mail_keeps_its_looks() {
    let mail = "<div style=\"font-family:Calibri;color:#222\"><p align=center>Dear <b>Ravi</b>,</p>\
        <table border=1 cellpadding=4><tr><td colspan=2 style='padding:2px'>Wire</td><td>10 kg</td></tr></table>\
        <a href=\"https://x.in/a?b=1&amp;c=2\">see</a></div>";
    let clean = sanitise::html(mail);
    for part in [
        "font-family:Calibri;color:#222",
        "align=\"center\"",
        "<b>Ravi</b>",
        "colspan=\"2\"",
        "padding:2px",
        "href=\"https://x.in/a?b=1&amp;c=2\"",
        "rel=\"noopener noreferrer\"",
        "target=\"_blank\"",
    ] {
        assert!(clean.html.contains(part), "{part} is not in {}", clean.html);
    }
    assert_eq!(clean.text, "Dear Ravi,\nWire\t10 kg\nsee");
}

/// Markup made to cost its reader the most, each repeated to 2 MB. Quadratic work would not end within a test's time.
#[test]
fn markup_made_to_cost_time_and_memory_costs_neither() {
    let seeds = [
        "<b>",
        "<div>",
        "<a href=x>",
        "<p><b>",
        "<table>",
        "<table><td>",
        "<font a><p>x",
        "<li>",
        "<i><table><b>",
        "</p>",
        "<h1>",
        "<svg>",
        "<!--",
        "<a b=\"",
        "&",
        "<blockquote>x",
        "<td></table>",
    ];
    for seed in seeds {
        let clean = sanitise::html(&seed.repeat(2 * 1024 * 1024 / seed.len()));
        assert!(clean.html.len() < 16 * 1024 * 1024, "{seed}: {} bytes", clean.html.len());
    }
}

#[test]
fn different_formatting_that_never_closes_is_not_copied_into_every_paragraph() {
    let fonts: String = (0..50_000).map(|n| format!("<font size={n}>")).collect();
    let mail = format!("{fonts}{}", "<p>x".repeat(50_000));
    assert!(sanitise::html(&mail).html.len() < 4 * 1024 * 1024);
}

/// Pieces that mean something to a parser, between arbitrary text.
fn markup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ -~]{0,12}",
        any::<String>(),
        prop::sample::select(vec![
            "<script>",
            "</script>",
            "<img src=x onerror=a()>",
            "<svg>",
            "<math>",
            "<style>",
            "</style>",
            "<table>",
            "<td>",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<a href='javascript:a()'>",
            "style=\"x:url(a)\"",
            "<div style='width:url(x)'>",
            "\"",
            "'",
            ">",
            "<",
            "/>",
            "&lt;",
            "&#60;script&#62;",
            "<p title=\"</p><script>\">",
            "<noscript>",
            "<title>",
            "<textarea>",
            "<b onclick=x>",
            "<form>",
            "<iframe srcdoc='<script>'>",
            "\0",
            "<template>",
            "<select>",
            "<plaintext>",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn arbitrary_markup_never_acts(mail in markup()) {
        let clean = sanitise::html(&mail);
        prop_assert_eq!(danger(&clean.html), None);
        prop_assert!(!clean.text.contains('\0'));
    }

    #[test]
    fn plain_text_is_shown_as_it_is(mail in any::<String>()) {
        let clean = sanitise::plain(&mail);
        prop_assert!(tags(&clean.html).iter().all(|tag| &*tag.name == "div"));
    }
}
