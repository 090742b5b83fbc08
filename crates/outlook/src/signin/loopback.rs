//! Waits on this computer for the browser to bring the answer back (RFC 8252 section 7.3).
//!
//! One valid callback is taken: right path, right state. Everything else, a favicon, a port probe, a forged answer,
//! gets a page and is forgotten. Nothing secret is ever written into a page.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use subtle::ConstantTimeEq;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// Longest request head read.
const LONGEST_HEAD: usize = 16 * 1024;
/// A browser sends its request at once; a probe may never.
const HEAD_PATIENCE: Duration = Duration::from_secs(5);
/// Ports tried for one that is free on both loopback addresses.
const PORT_TRIES: usize = 8;
/// Connections answered at once.
const AT_ONCE: usize = 32;

const DONE: &str = "You are signed in. You can close this page and return to the app.";
const REFUSED: &str = "The sign-in did not work. You can close this page; the app says what to do.";
const NOTHING: &str = "There is nothing here.";

/// What the browser brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Callback {
    /// A code, to be redeemed.
    Code(String),
    /// It was refused: OAuth's error, its finer code, and what it says to developers.
    Refused {
        /// OAuth's error.
        error: String,
        /// A finer code, or nothing.
        suberror: String,
        /// What it says to developers.
        description: String,
    },
}

/// The listener: `127.0.0.1`, and `::1` on the same port where there is one.
#[derive(Debug)]
pub struct Loopback {
    four: TcpListener,
    six: Option<TcpListener>,
    port: u16,
}

impl Loopback {
    /// Listens on a free port of this computer.
    ///
    /// # Errors
    /// When there is none.
    pub async fn bind() -> io::Result<Self> {
        let mut last = None;
        for _ in 0..PORT_TRIES {
            let four = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            let port = four.local_addr()?.port();
            match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
                Ok(six) => return Ok(Self { four, six: Some(six), port }),
                // Taken by someone else: a browser that prefers ::1 would reach them instead of us.
                Err(problem) if problem.kind() == io::ErrorKind::AddrInUse => last = Some(problem),
                Err(_) => return Ok(Self { four, six: None, port }),
            }
        }
        Err(last.unwrap_or_else(|| io::Error::from(io::ErrorKind::AddrInUse)))
    }

    /// Registered as `http://localhost`; Microsoft ignores the port and wants the slash.
    pub fn redirect(&self) -> String {
        format!("http://localhost:{}/", self.port)
    }

    /// Waits for the one valid callback. Dropping the future closes the listener.
    pub async fn callback(self, state: &str) -> Callback {
        let mut open: JoinSet<Option<Callback>> = JoinSet::new();
        loop {
            tokio::select! {
                Some(done) = open.join_next() => {
                    if let Ok(Some(callback)) = done {
                        return callback;
                    }
                }
                accepted = self.accept(), if open.len() < AT_ONCE => {
                    if let Ok(stream) = accepted {
                        let state = state.to_owned();
                        open.spawn(async move {
                            tokio::time::timeout(HEAD_PATIENCE, serve(stream, &state)).await.ok().flatten()
                        });
                    }
                }
            }
        }
    }

    async fn accept(&self) -> io::Result<TcpStream> {
        let Some(six) = &self.six else { return Ok(self.four.accept().await?.0) };
        tokio::select! {
            four = self.four.accept() => Ok(four?.0),
            six = six.accept() => Ok(six?.0),
        }
    }
}

async fn serve(mut stream: TcpStream, state: &str) -> Option<Callback> {
    let head = read_head(&mut stream).await?;
    let callback = head.lines().next().and_then(|line| read_line(line, state));
    let (status, text) = match &callback {
        Some(Callback::Code(_)) => ("200 OK", DONE),
        Some(Callback::Refused { .. }) => ("200 OK", REFUSED),
        None => ("404 Not Found", NOTHING),
    };
    // The callback counts even if the browser has gone before its page arrived.
    if let Err(problem) = stream.write_all(page(status, text).as_bytes()).await {
        tracing::debug!(%problem, "the browser did not wait for its page");
    }
    let _ = stream.shutdown().await;
    callback
}

async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut piece = [0_u8; 2048];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let read = stream.read(&mut piece).await.ok()?;
        if read == 0 || head.len() > LONGEST_HEAD {
            return None;
        }
        head.extend_from_slice(piece.get(..read)?);
    }
    String::from_utf8(head).ok()
}

/// The callback in a request line, if it is ours.
fn read_line(line: &str, state: &str) -> Option<Callback> {
    let query = line.strip_prefix("GET /?")?.split(' ').next()?;
    let field = |name: &str| {
        url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    };
    if !bool::from(field("state")?.as_bytes().ct_eq(state.as_bytes())) {
        return None;
    }
    if let Some(error) = field("error") {
        let (suberror, description) = (field("error_subcode"), field("error_description"));
        let suberror = suberror.unwrap_or_default();
        return Some(Callback::Refused { error, suberror, description: description.unwrap_or_default() });
    }
    field("code").filter(|code| !code.is_empty()).map(Callback::Code)
}

fn page(status: &str, text: &str) -> String {
    let body = format!("<!doctype html><meta charset=utf-8><title>Pebble Orchestrator</title><p>{text}</p>");
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         Referrer-Policy: no-referrer\r\nContent-Security-Policy: default-src 'none'\r\nX-Content-Type-Options: nosniff\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn ask(port: u16, request: &str) -> String {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[test]
    fn only_a_get_of_the_root_with_our_state_counts() {
        let taken = read_line("GET /?code=c&state=right HTTP/1.1", "right");
        assert_eq!(taken, Some(Callback::Code("c".into())));
        for line in [
            "GET /?code=c&state=wrong HTTP/1.1",
            "GET /?code=c HTTP/1.1",
            "GET /?state=right HTTP/1.1",
            "GET /?code=&state=right HTTP/1.1",
            "POST /?code=c&state=right HTTP/1.1",
            "GET /other?code=c&state=right HTTP/1.1",
            "GET /?error=access_denied HTTP/1.1",
            "",
        ] {
            assert_eq!(read_line(line, "right"), None, "{line}");
        }
    }

    #[tokio::test]
    async fn probes_and_favicons_do_not_end_the_wait() {
        let loopback = Loopback::bind().await.unwrap();
        let port = loopback.port;
        let waiting = tokio::spawn(async move { loopback.callback("right").await });
        let silent = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
        assert!(ask(port, "GET /favicon.ico HTTP/1.1\r\n\r\n").await.starts_with("HTTP/1.1 404"));
        assert!(ask(port, "GET /?code=forged&state=guess HTTP/1.1\r\n\r\n").await.starts_with("HTTP/1.1 404"));
        let page = ask(port, "GET /?code=secret-code&state=right HTTP/1.1\r\n\r\n").await;
        assert!(page.contains("Cache-Control: no-store") && !page.contains("secret-code"), "{page}");
        assert_eq!(waiting.await.unwrap(), Callback::Code("secret-code".into()));
        drop(silent);
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err());
    }

    #[tokio::test]
    async fn a_refusal_is_brought_back_as_one() {
        let loopback = Loopback::bind().await.unwrap();
        let port = loopback.port;
        let waiting = tokio::spawn(async move { loopback.callback("s").await });
        ask(port, "GET /?error=access_denied&error_description=AADSTS65004%3A+no&state=s HTTP/1.1\r\n\r\n").await;
        let Callback::Refused { error, description, .. } = waiting.await.unwrap() else { panic!("a code") };
        assert_eq!((error.as_str(), description.as_str()), ("access_denied", "AADSTS65004: no"));
    }
}
