//! The loopback HTTP floor both simulated sites stand on: it reads a call whole, and writes an answer, late, cut
//! short or not at all.
//!
//! It knows nothing of Graph or of sign-in, and never listens on anything but 127.0.0.1.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use futures::StreamExt;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tower::ServiceExt;

/// Larger requests than this are read as empty: the simulated upload limit is far below it.
const LARGEST_REQUEST_BYTES: usize = 200 * 1024 * 1024;

/// A request, read whole.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub method: String,
    /// Percent-encoded, without the query.
    pub path: String,
    /// Percent-encoded, without the question mark.
    pub query: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Call {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        url::form_urlencoded::parse(self.query.as_bytes()).into_owned().collect()
    }
}

/// What goes back.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Waited in real time before the first byte.
    pub delay: Duration,
    /// The connection is cut after so many body bytes; zero means before the status line.
    pub cut_after: Option<usize>,
}

impl Answer {
    pub(crate) fn empty(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::bytes(
            status,
            "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
            body.to_string().into_bytes(),
        )
    }

    pub(crate) fn bytes(status: u16, content_type: &str, body: Vec<u8>) -> Self {
        Self { status, headers: vec![("Content-Type".into(), content_type.into())], body, ..Self::default() }
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(crate) fn value(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// Graph's error shape; the request id is added by the site.
    pub(crate) fn error(status: u16, code: &str, message: &str) -> Self {
        Self::json(status, &json!({ "error": { "code": code, "message": message } }))
    }
}

/// A site: something that answers calls.
pub(crate) trait Site: Send + Sync + 'static {
    fn answer(self: Arc<Self>, call: Call) -> impl Future<Output = Answer> + Send;
}

#[derive(Debug, Clone, Copy)]
struct HangUp;

/// Binds a free loopback port.
pub(crate) async fn bind() -> io::Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", 0)).await
}

/// Serves until the task is aborted; open connections end with it.
pub(crate) fn serve<S: Site>(listener: TcpListener, site: Arc<S>) -> JoinHandle<()> {
    let router = Router::new().fallback(entry::<S>).with_state(site);
    tokio::spawn(async move {
        let mut open = JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            open.spawn(connection(stream, router.clone()));
            while open.try_join_next().is_some() {}
        }
    })
}

async fn connection(stream: TcpStream, router: Router) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "simulator socket option");
    }
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let router = router.clone();
        async move {
            let response = match router.oneshot(request.map(Body::new)).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            if response.extensions().get::<HangUp>().is_some() {
                return Err(io::Error::from(io::ErrorKind::ConnectionReset));
            }
            Ok(response)
        }
    });
    if let Err(error) = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await {
        tracing::debug!(%error, "simulator connection ended");
    }
}

async fn entry<S: Site>(State(site): State<Arc<S>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, LARGEST_REQUEST_BYTES).await.unwrap_or_default();
    let call = Call {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body,
    };
    respond(site.answer(call).await)
}

fn respond(answer: Answer) -> Response {
    let length = answer.body.len();
    let body = match answer.cut_after {
        Some(kept) if kept > 0 => cut_body(&answer.body, kept),
        _ => Body::from(answer.body),
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in &answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            response.headers_mut().append(name, value);
        }
    }
    if answer.cut_after == Some(0) {
        response.extensions_mut().insert(HangUp);
    } else if answer.cut_after.is_some() {
        response.headers_mut().insert("content-length", HeaderValue::from(length));
    }
    response
}

fn cut_body(whole: &[u8], kept: usize) -> Body {
    let head = Bytes::copy_from_slice(whole.get(..kept).unwrap_or(whole));
    let first = futures::stream::once(async move { Ok(head) });
    // The pause lets the first bytes leave before the connection breaks.
    let then = futures::stream::once(async {
        tokio::time::sleep(Duration::from_millis(5)).await;
        Err(io::Error::from(io::ErrorKind::ConnectionReset))
    });
    Body::from_stream(first.chain(then))
}
