//! The port: connections are taken, answered, and ended when the server ends.

use std::{io, net::SocketAddr, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
};
use tower_service::Service;

use crate::tls::Tls;

/// How long requests that are being answered may still take when the server ends.
const GRACE: Duration = Duration::from_secs(10);
/// How long the head of a request may take to come.
const HEAD: Duration = Duration::from_secs(30);
/// Before connections are taken again when there were too many.
const BREATH: Duration = Duration::from_millis(200);

/// Answers on a port until the server ends.
pub(crate) async fn listen(
    listener: TcpListener,
    tls: Option<Tls>,
    routes: Router,
    ended: watch::Receiver<bool>,
) -> io::Result<()> {
    match tls {
        None => plainly(listener, routes, ended).await,
        Some(tls) => encrypted(listener, tls, routes, ended).await,
    }
}

/// HTTP/1.1 alone, for a proxy that encrypts or for this computer. Thousands of desks listen here and say nothing, and a
/// connection that is ready for either version, as `axum::serve` has them, takes half as much memory again.
async fn plainly(listener: TcpListener, routes: Router, mut ended: watch::Receiver<bool>) -> io::Result<()> {
    let open = GracefulShutdown::new();
    loop {
        let taken = tokio::select! {
            taken = listener.accept() => taken,
            _ = ended.wait_for(|ending| *ending) => break,
        };
        match taken {
            Ok((stream, from)) => answer(stream, from, &routes, &open),
            Err(why) => {
                // Too many are open, as a rule: those who wait are taken when others have gone.
                tracing::warn!(%why, "a connection could not be taken");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
    let _ = tokio::time::timeout(GRACE, open.shutdown()).await;
    Ok(())
}

/// Answers what comes over a connection, for as long as it is open.
fn answer(stream: TcpStream, from: SocketAddr, routes: &Router, open: &GracefulShutdown) {
    // Answers are written whole, and hints are small: neither waits for more.
    let _ = stream.set_nodelay(true);
    let routes = routes.clone();
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(from));
        routes.clone().call(request.map(Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let watched = open.watch(connection);
    tokio::spawn(async move {
        if let Err(why) = watched.await {
            tracing::debug!(%why, "a connection broke off");
        }
    });
}

/// TLS, over which HTTP/2 is spoken with who can.
async fn encrypted(
    listener: TcpListener,
    tls: Tls,
    routes: Router,
    mut ended: watch::Receiver<bool>,
) -> io::Result<()> {
    let routes = routes.into_make_service_with_connect_info::<SocketAddr>();
    let handle = axum_server::Handle::new();
    let told = handle.clone();
    let telling = tokio::spawn(async move {
        let _ = ended.wait_for(|ending| *ending).await;
        told.graceful_shutdown(Some(GRACE));
    });
    let mut server = axum_server::from_tcp_rustls(listener.into_std()?, tls.config)?.handle(handle);
    server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
    let served = server.serve(routes).await;
    telling.abort();
    served
}
