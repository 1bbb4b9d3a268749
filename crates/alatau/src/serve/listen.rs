//! The socket: connections with limits, and an end that lets everybody finish.

use super::config::Config;
use super::{Address, Opened, router};
use crate::cli::{print, say};
use crate::failure::Failure;
use alatau_core::text::Lang;
use axum::Router;
use axum::body::Body;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

/// The head of a request has to come within so long.
const HEAD: Duration = Duration::from_secs(10);
/// So many connections at once.
const CONNECTIONS: usize = 2_048;
/// So long everybody may finish.
const FAREWELL: Duration = Duration::from_secs(10);

/// Takes an address, before anything is done for whoever will ask there.
///
/// # Errors
/// It is taken, or none of this machine.
pub fn take(address: SocketAddr) -> Result<std::net::TcpListener, Failure> {
    let taken = |error: std::io::Error| Failure::Input(format!("{address}: {error}; choose another with --port"));
    std::net::TcpListener::bind(address).map_err(taken)
}

/// Listens until somebody says stop.
///
/// # Errors
/// The machine's.
pub async fn run(config: &Config, listener: std::net::TcpListener, opened: &Opened, lang: Lang) -> Result<(), Failure> {
    let fault = |error: std::io::Error| Failure::Fault(format!("{}: {error}", config.listen));
    listener.set_nonblocking(true).map_err(fault)?;
    let listener = TcpListener::from_std(listener).map_err(fault)?;
    let address = listener.local_addr().map_err(fault)?;
    // Who reads the address may already tell it to stop.
    let stop = stopped()?;
    let at = format!("http://{address}");
    print(&format!("{}\n", say(lang, "serve-listens", &[("address", &at)])))?;
    if let Some(secret) = &opened.set_up {
        print(&format!("{}\n", say(lang, "serve-set-up", &[("link", &format!("{at}/set-up?secret={secret}"))])))?;
    }
    for (who, secret) in &opened.links {
        print(&format!("{who}: {at}/sign-in?link={secret}\n"))?;
    }
    accept(listener, router(&opened.server), config.proxy, stop).await;
    opened.server.stopping.send_replace(true);
    Ok(())
}

/// Ends when the process is told to.
fn stopped() -> Result<impl Future<Output = ()>, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let fault = |error: std::io::Error| Failure::Fault(format!("no handler for signals: {error}"));
    let mut terminate = signal(SignalKind::terminate()).map_err(fault)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(fault)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Serves connections until `stop`, then lets those under way finish.
pub async fn accept(listener: TcpListener, router: Router, proxy: bool, stop: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let permits = Arc::new(Semaphore::new(CONNECTIONS));
    tokio::pin!(stop);
    loop {
        let permit = tokio::select! {
            permit = permits.clone().acquire_owned() => permit,
            () = &mut stop => break,
        };
        let (stream, from) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        // Answers are small and are awaited.
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        let service = hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
            let mut request = request.map(Body::new);
            let address = Address(address(&request, from, proxy));
            request.extensions_mut().insert(address);
            router.clone().oneshot(request)
        });
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(HEAD);
        let connection = builder.serve_connection(TokioIo::new(stream), service);
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            let _permit = permit;
            // A connection that breaks off is its own business.
            let _ = watched.await;
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(FAREWELL, graceful.shutdown()).await;
}

/// Who is connected; behind a proxy, whom the proxy names last.
fn address(request: &hyper::Request<Body>, from: SocketAddr, proxy: bool) -> String {
    let mut lines = request.headers().get_all("x-forwarded-for").iter();
    let named = lines.next_back().filter(|_| proxy).and_then(|value| value.to_str().ok()?.rsplit(',').next());
    named.map_or_else(|| from.ip().to_string(), |named| named.trim().to_string())
}
