//! WebKitWebDriver, spoken to in the W3C protocol: one driver, one session, one window.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::{Client, Method};
use serde_json::{Value, json};

/// A new window may take so long: a program that was just built is read from disk for the first time.
const START: Duration = Duration::from_secs(120);
/// Any other single request.
const ANSWER: Duration = Duration::from_secs(30);
/// Between two looks at what is awaited.
const LOOK: Duration = Duration::from_millis(50);

/// The key under which the protocol names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A running driver with its session; the window closes with it.
pub struct Driver {
    process: Child,
    client: Client,
    root: String,
    session: String,
}

impl Drop for Driver {
    fn drop(&mut self) {
        // A test that failed leaves its window to the screen, which ends with the suite.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Driver {
    /// Starts a driver and has it start the program.
    pub async fn start(program: &str, words: &[&str]) -> Driver {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = Command::new("WebKitWebDriver")
            .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
            .stdout(Stdio::null())
            // The window inherits it, and may outlive the test that asked for it by a moment.
            .stderr(Stdio::null())
            .spawn()
            .expect("WebKitWebDriver is in the package webkit2gtk-driver");
        let client = Client::builder().no_proxy().build().unwrap();
        let root = format!("http://127.0.0.1:{port}");
        let mut driver = Driver { process, client, root, session: String::new() };
        within("WebKitWebDriver listens", START, async || driver.ask(Method::GET, "/status", None, ANSWER).await.ok())
            .await;
        let arguments: Vec<&str> = std::iter::once("--automation").chain(words.iter().copied()).collect();
        let options = json!({ "binary": program, "args": arguments });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
        let opened = driver.ask(Method::POST, "/session", Some(wanted), START).await.unwrap();
        driver.session = format!("/session/{}", opened["sessionId"].as_str().unwrap());
        driver
    }

    /// Closes the window as its program would on leaving, and waits until the program has ended. A driver that is gone
    /// before leaves a program without its page behind.
    pub async fn quit(self) {
        let programs = self.programs();
        assert!(!programs.is_empty(), "the driver runs no program");
        self.ask(Method::DELETE, &self.session, None, ANSWER).await.unwrap();
        within("the program has ended", ANSWER, async || programs.iter().all(|id| has_ended(*id)).then_some(())).await;
    }

    /// What the driver runs.
    pub fn programs(&self) -> Vec<u32> {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.process.id())).unwrap();
        let children = tasks.map(|task| std::fs::read_to_string(task.unwrap().path().join("children")).unwrap());
        children.flat_map(|ids| ids.split_whitespace().map(|id| id.parse().unwrap()).collect::<Vec<u32>>()).collect()
    }

    /// Ends the program at once, as a crash would, and waits until it has ended.
    pub async fn kill(self) {
        let programs = self.programs();
        assert!(!programs.is_empty(), "the driver runs no program");
        for id in &programs {
            let killed = Command::new("kill").args(["-KILL", &id.to_string()]).status().unwrap();
            assert!(killed.success());
        }
        within("the program has ended", ANSWER, async || programs.iter().all(|id| has_ended(*id)).then_some(())).await;
    }

    /// The window that the session is in.
    pub async fn window(&self) -> String {
        let here = self.ask(Method::GET, &format!("{}/window", self.session), None, ANSWER).await.unwrap();
        here.as_str().unwrap().to_owned()
    }

    /// The windows that the program shows.
    pub async fn windows(&self) -> Vec<String> {
        let handles = self.ask(Method::GET, &format!("{}/window/handles", self.session), None, ANSWER).await.unwrap();
        handles.as_array().unwrap().iter().map(|handle| handle.as_str().unwrap().to_owned()).collect()
    }

    /// One command of the session; panics with what the driver said if it is refused.
    pub async fn post(&self, path: &str, body: Value) -> Value {
        self.tried(path, body).await.unwrap_or_else(|why| panic!("{path}: {why}"))
    }

    /// One command of the session, and the driver's refusal if it refuses.
    pub async fn tried(&self, path: &str, body: Value) -> Result<Value, String> {
        self.ask(Method::POST, &format!("{}{path}", self.session), Some(body), ANSWER).await
    }

    /// The element that an XPath finds now.
    pub async fn element(&self, xpath: &str) -> Option<Value> {
        self.tried("/element", json!({ "using": "xpath", "value": xpath })).await.ok()
    }

    /// Clicks in the middle of an element, with the pointer.
    pub async fn click(&self, element: &Value) -> Result<Value, String> {
        let id = element[ELEMENT].as_str().unwrap();
        self.tried(&format!("/element/{id}/click"), json!({})).await
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>, limit: Duration) -> Result<Value, String> {
        let request = self.client.request(method, format!("{}{path}", self.root)).timeout(limit);
        let request = match &body {
            Some(body) => request.json(body),
            None => request,
        };
        let response = request.send().await.map_err(|why| format!("{why:?}"))?;
        let is_good = response.status().is_success();
        let mut answer: Value = response.json().await.map_err(|why| format!("{why:?}"))?;
        let value = answer["value"].take();
        if is_good { Ok(value) } else { Err(value["message"].as_str().unwrap_or("no reason given").to_owned()) }
    }
}

/// Whether a program is no more, or only waits to be taken note of.
fn has_ended(id: u32) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    state.rsplit_once(") ").is_none_or(|(_, rest)| rest.starts_with('Z'))
}

/// Looks until something is there, or panics with what was awaited when the time is over.
pub async fn within<T>(what: &str, limit: Duration, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let mut looks = tokio::time::interval(LOOK);
    let found = tokio::time::timeout(limit, async {
        loop {
            looks.tick().await;
            if let Some(found) = look().await {
                return found;
            }
        }
    });
    found.await.unwrap_or_else(|_| panic!("after {} s it was not so that {what}", limit.as_secs()))
}
