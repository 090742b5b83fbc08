//! A mail in its frame: shown, and shut in.

use serde_json::json;

use crate::window::Window;

const FRAME: &str = "//iframe[@data-testid='mail-body']";

/// What the inside of a mail's frame answers when it is tried.
const SHUT_IN: [(&str, &str, &str); 6] = [
    ("it is given no way to call", "return typeof window.__TAURI_INTERNALS__", "undefined"),
    ("it has an origin of its own", "return window.origin", "null"),
    ("it cannot see the page", "try { return typeof parent.document } catch (no) { return no.name }", "SecurityError"),
    (
        "its policy forbids made-up code",
        "try { return new Function('return 1')() } catch (no) { return no.name }",
        "EvalError",
    ),
    (
        "a script in it does not run",
        "const script = document.createElement('script');
         script.textContent = 'window.hasRun = true';
         document.body.append(script);
         return typeof window.hasRun",
        "undefined",
    ),
    (
        "an attribute in it does not run",
        "const button = document.createElement('button');
         button.setAttribute('onclick', 'window.hasRun = true');
         document.body.append(button);
         button.click();
         return typeof window.hasRun",
        "undefined",
    ),
];

/// A call as the shell would make it, with a key made up.
const FORGED: &str = "const call = { cmd: 'rpc', callback: 1, error: 2, options: {}, __TAURI_INVOKE_KEY__: 'key',
        payload: { cmd: 'app.sign_out', input: {} } };
    window.webkit?.messageHandlers?.ipc?.postMessage(JSON.stringify(call));";

/// Who is signed in, asked by the page itself.
const ASKED: &str = "return window.__TAURI_INTERNALS__.invoke('rpc', { cmd: 'app.status', input: {} })
    .then((status) => status.account)";

/// A window in which the newest mail is open, and the words its row promised.
async fn reading(folder: &std::path::Path) -> (Window, String) {
    let window = Window::open(folder).await;
    window.until_read().await;
    window.go("inbox").await;
    window.click("(//*[@data-testid='mail-row'])[1]").await;
    let words = "return document.querySelector('[data-testid=mail-body]')
        && document.querySelector('[data-testid=mail-row][aria-selected=true]')?.textContent";
    let row = window.until("a mail is open", words).await;
    (window, row.as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_chosen_mail_is_shown_in_its_frame() {
    let folder = tempfile::tempdir().unwrap();
    let (window, row) = reading(folder.path()).await;
    window.enter(FRAME).await;
    let text = window.until("the frame has the mail", "return document.body?.innerText.trim()").await;
    let opening = text.as_str().unwrap().split_whitespace().take(3).collect::<Vec<_>>().join(" ");
    let row = row.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(row.contains(&opening), "the frame begins with {opening:?}, the row says {row:?}");
    window.close().await;
}

#[tokio::test]
async fn a_mail_in_its_frame_cannot_reach_rpc() {
    let folder = tempfile::tempdir().unwrap();
    let (window, _) = reading(folder.path()).await;
    assert_eq!(window.look("return typeof window.__TAURI_INTERNALS__").await, json!("object"), "the page itself can");
    window.enter(FRAME).await;
    window.until("the frame has the mail", "return document.body?.innerText.trim()").await;
    for (what, script, answer) in SHUT_IN {
        assert_eq!(window.look(script).await, json!(answer), "{what}");
    }
    // Whatever a frame can lay its hands on, it lacks the key that the page was given.
    window.look(FORGED).await;
    window.leave().await;
    let account = window.look(ASKED).await;
    assert!(account["address"].is_string(), "a forged call signed the mailbox out: {account}");
    window.close().await;
}
