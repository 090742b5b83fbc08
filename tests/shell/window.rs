//! The window of one desk, in the words of the tests.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::driver::{Driver, within};

/// The demo mailbox has to be read first, by a program that is not optimised.
const PATIENCE: Duration = Duration::from_secs(90);

/// An open window on the demo profile.
pub struct Window(Driver);

/// A point of the page.
#[derive(Clone, Copy)]
pub struct Point {
    pub x: i64,
    pub y: i64,
}

impl Window {
    /// Opens the program on whatever is in this folder.
    pub async fn start(folder: &Path) -> Window {
        Window::start_at(folder, &[]).await
    }

    /// The same with more words on its command line.
    pub async fn start_at(folder: &Path, words: &[&str]) -> Window {
        let usual = ["--demo", "--data", folder.to_str().unwrap()];
        Window(Driver::start(&program(), &[&usual[..], words].concat()).await)
    }

    /// Opens the program on a person's own desk, whose files are in this folder.
    pub async fn start_own(folder: &Path) -> Window {
        Window(Driver::start(&program(), &["--data", folder.to_str().unwrap()]).await)
    }

    /// Starts the program once more on the same folder, with more words, and waits until that one has ended: true when
    /// it did so in peace.
    pub async fn start_again(folder: &Path, words: &[&str]) -> bool {
        let mut again = tokio::process::Command::new(program());
        again.args(["--demo", "--data", folder.to_str().unwrap()]).args(words).kill_on_drop(true);
        let ended = tokio::time::timeout(PATIENCE, again.status()).await;
        ended.expect("a second start ends by itself").unwrap().success()
    }

    /// Ends the program as a crash would.
    pub async fn kill(self) {
        self.0.kill().await;
    }

    /// Waits for another window than the one it is in, and goes into it.
    pub async fn until_another(&self) {
        let here = self.0.window().await;
        let other = within("another window is there", PATIENCE, async || {
            self.0.windows().await.into_iter().find(|handle| *handle != here)
        });
        let other = other.await;
        self.0.post("/window", json!({ "handle": other })).await;
    }

    /// How many windows there are.
    pub async fn count(&self) -> usize {
        self.0.windows().await.len()
    }

    /// Presses keys, held together: `\u{E008}` is Shift, `\u{E007}` Enter.
    pub async fn keys(&self, held: &[&str]) {
        let key = |kind: &str, value: &&str| json!({ "type": kind, "value": value });
        let down = held.iter().map(|value| key("keyDown", value));
        let actions: Vec<Value> = down.chain(held.iter().rev().map(|value| key("keyUp", value))).collect();
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": actions });
        self.0.post("/actions", json!({ "actions": [keyboard] })).await;
    }

    /// Opens the program on a desk whose files are in this folder, and waits until it is drawn.
    pub async fn open(folder: &Path) -> Window {
        let window = Window::start(folder).await;
        window.until("the rail is there", "return !!document.querySelector('[data-testid=rail-board]')").await;
        window
    }

    /// Makes it another size, as a hand at its edge does.
    pub async fn resize(&self, width: u32, height: u32) {
        self.0.post("/window/rect", json!({ "width": width, "height": height })).await;
    }

    /// Waits until what is kept of the window says this: a driver ends the program without a word.
    pub async fn until_kept(&self, folder: &Path, said: &str) {
        let kept = folder.join("window.json");
        let says = async || std::fs::read_to_string(&kept).ok().filter(|text| text.contains(said));
        within("where the window stands is kept", PATIENCE, says).await;
    }

    /// Closes it.
    pub async fn close(self) {
        self.0.quit().await;
    }

    /// The program's number among those that run.
    pub fn program(&self) -> u32 {
        let [program] = self.0.programs()[..] else { panic!("the driver runs one program") };
        program
    }

    /// Waits until the program has ended by itself.
    pub async fn until_ended(self) {
        within("the program has ended", PATIENCE, async || self.0.programs().is_empty().then_some(())).await;
    }

    /// An enquiry of the desk behind the window.
    pub async fn an_enquiry(&self) -> String {
        let asked = "return window.__TAURI_INTERNALS__.invoke('rpc', {
            cmd: 'enquiries.find', input: { company_id: null, query: null } }).then((all) => all[0]?.id)";
        self.until("there is an enquiry", asked).await.as_str().unwrap().to_owned()
    }

    /// Asks through the page's own door; a refusal is what it says.
    pub async fn ask(&self, cmd: &str, input: Value) -> Value {
        let script = format!(
            "return window.__TAURI_INTERNALS__.invoke('rpc', {{ cmd: '{cmd}', input: {input} }}).catch((refusal) => refusal)"
        );
        self.look(&script).await
    }

    /// What a script finds in the page, or in the frame that was entered.
    pub async fn look(&self, script: &str) -> Value {
        self.0.post("/execute/sync", json!({ "script": script, "args": [] })).await
    }

    /// Waits until a script finds something other than `null`, `false`, nought or an empty text, and returns it.
    pub async fn until(&self, what: &str, script: &str) -> Value {
        within(what, PATIENCE, async || {
            let found = self.look(script).await;
            let is_nothing = found.is_null() || found == json!(false) || found == json!(0) || found == json!("");
            (!is_nothing).then_some(found)
        })
        .await
    }

    /// Waits for what an XPath names and clicks it; a page that is being drawn anew is waited for.
    pub async fn click(&self, xpath: &str) {
        within(&format!("{xpath} could be clicked"), PATIENCE, async || {
            let element = self.0.element(xpath).await?;
            self.0.click(&element).await.ok()
        })
        .await;
    }

    /// Clicks a button by its words.
    pub async fn press(&self, words: &str) {
        self.click(&format!("//button[normalize-space()='{words}']")).await;
    }

    /// Goes to a screen by the rail.
    pub async fn go(&self, screen: &str) {
        self.click(&format!("//*[@data-testid='rail-{screen}']")).await;
    }

    /// Waits until the whole demo mailbox has been read.
    pub async fn until_read(&self) {
        let script = "const text = document.querySelector('[data-testid=mail-counts]')?.textContent ?? '';
            return /mails/.test(text) && !/being read/.test(text)
                && /Up to date/.test(document.querySelector('[data-testid=sync-state]').textContent)";
        self.until("all mail is read", script).await;
    }

    /// Drags with the pointer from one point to another, by way of the middle.
    pub async fn drag(&self, from: Point, to: Point) {
        let by = |at: Point| json!({ "type": "pointerMove", "duration": 100, "x": at.x, "y": at.y });
        let middle = Point { x: i64::midpoint(from.x, to.x), y: i64::midpoint(from.y, to.y) };
        let actions = [
            by(from),
            json!({ "type": "pointerDown", "button": 0 }),
            by(middle),
            by(to),
            json!({ "type": "pointerUp", "button": 0 }),
        ];
        let mouse =
            json!({ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": actions });
        self.0.post("/actions", json!({ "actions": [mouse] })).await;
    }

    /// Enters the frame that an XPath names; scripts then look inside it.
    pub async fn enter(&self, xpath: &str) {
        let frame = within(&format!("{xpath} is there"), PATIENCE, async || self.0.element(xpath).await).await;
        self.0.post("/frame", json!({ "id": frame })).await;
    }

    /// Back from a frame to the page.
    pub async fn leave(&self) {
        self.0.post("/frame", json!({ "id": null })).await;
    }
}

fn program() -> String {
    std::env::var("PEBBLE_DESKTOP_BIN").expect("`cargo xtask test shell` says where the program is")
}
