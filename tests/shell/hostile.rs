//! Mail that means harm, all of `tests/data/hostile`, opened one after the other in the real window: no script runs,
//! nothing is fetched, nothing reaches the desk, and what a person has to read stands there to be read.

use std::io::Read;
use std::net::TcpListener;

use pebble_tests::{Rig, hostile};
use serde_json::json;

use crate::window::Window;

const FRAME: &str = "//iframe[@data-testid='mail-body']";

/// Whether some words stand on the page where an eye can find them.
fn can_be_read(words: &str) -> String {
    format!(
        "const words = {}; if (!document.body?.innerText.includes(words)) return false;
         const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
         while (texts.nextNode()) {{
             const at = texts.currentNode.data.indexOf(words);
             if (at < 0) continue;
             const range = document.createRange();
             range.setStart(texts.currentNode, at);
             range.setEnd(texts.currentNode, at + words.length);
             const {{ width, height, right, bottom }} = range.getBoundingClientRect();
             if (width > 5 && height > 5 && right + scrollX > 0 && bottom + scrollY > 0) return true;
         }}
         return false",
        json!(words)
    )
}

#[tokio::test]
async fn hostile_mail_runs_nothing_fetches_nothing_and_can_be_read_in_the_real_window() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    server.set_nonblocking(true).unwrap();
    let cases = hostile(server.local_addr().unwrap().port());
    let rig = Rig::new().await;
    let mut mails = Vec::new();
    for case in &cases {
        rig.deliver(case.mail());
    }
    rig.turn().await;
    for case in &cases {
        mails.push((case, rig.id_of(&case.message_id()).await.expect("the mail is there")));
    }
    rig.desk.close().await;

    let window = Window::start_own(rig.folder.path()).await;
    window.until("the rail is there", "return !!document.querySelector('[data-testid=rail-board]')").await;
    let watch = "window.heard = []; window.addEventListener('message', ({ data }) => window.heard.push(String(data)));
        window.here = location.href.split('#')[0]";
    window.look(watch).await;
    for (case, id) in mails {
        window.look(&format!("location.hash = '#/inbox/all/{id}'")).await;
        let shown = format!("return !!document.querySelector('[data-testid=mail-body][src*=\"{id}\"]')");
        window.until(&format!("its frame is there: {}", case.name), &shown).await;
        window.enter(FRAME).await;
        match &case.shows {
            Some(words) => {
                window.until(&format!("it can be read: {}", case.name), &can_be_read(words)).await;
            }
            None => {
                window.until("its page is drawn", "return document.readyState === 'complete'").await;
            }
        }
        assert_eq!(window.look("return typeof window.hasRun").await, json!("undefined"), "{}", case.name);
        window.leave().await;
        let outside = "return [typeof window.hasRun, window.heard.join(), location.href.split('#')[0] === window.here]";
        assert_eq!(window.look(outside).await, json!(["undefined", "", true]), "{}", case.name);
        assert_eq!(heard(&server), None, "{}", case.name);
    }
    window.close().await;
    assert_eq!(heard(&server), None, "something was fetched afterwards");
}

/// What the server was asked for, if anybody came.
fn heard(server: &TcpListener) -> Option<String> {
    let (mut guest, _) = server.accept().ok()?;
    let mut asked = [0; 256];
    let read = guest.read(&mut asked).unwrap_or_default();
    Some(String::from_utf8_lossy(&asked[..read]).into_owned())
}
