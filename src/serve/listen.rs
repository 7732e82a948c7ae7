//! Where the preview listens, and how many may talk to it at once.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::ServeError;
use super::answer::{Served, answer};

/// The port where nobody asks for another.
const PORT: u16 = 4477;
/// How many ports after it are tried.
const NEXT: u16 = 20;
/// How often a free port is looked for: the one found on one address may be taken on the other.
const TRIES: usize = 10;

/// How many connections there may be at once; every open tab keeps one.
pub(super) const CONNECTIONS: usize = 256;
/// How many of them may wait for changes; the others are for pages.
pub(super) const STREAMS: usize = 128;
/// How long a request's head may take. It also ends connections that are kept and not used.
const HEAD_TIME: Duration = Duration::from_secs(5);
/// The largest head of a request, in bytes.
const HEAD_BYTES: usize = 16 * 1024;
/// The most headers of a request.
const HEADERS: usize = 64;
/// How long to wait where no connection can be accepted, which happens when files run out.
const PAUSE: Duration = Duration::from_millis(50);

/// Addresses that were taken.
pub(super) struct Bound {
    pub(super) listeners: Vec<TcpListener>,
    pub(super) addresses: Vec<SocketAddr>,
    pub(super) moved_from: Option<u16>,
}

/// Takes the addresses: a port that was asked for or none, the default port or one of the next.
pub(super) fn bind(interface: Option<IpAddr>, port: Option<u16>) -> Result<Bound, ServeError> {
    let (listeners, moved_from) = match port {
        Some(0) => (free(interface)?, None),
        Some(port) => (open(interface, port).map_err(|error| refused(error, interface, port))?, None),
        None => default(interface)?,
    };
    let addresses = listeners.iter().map(TcpListener::local_addr).collect::<io::Result<Vec<_>>>()?;
    Ok(Bound { listeners, addresses, moved_from })
}

fn default(interface: Option<IpAddr>) -> Result<(Vec<TcpListener>, Option<u16>), ServeError> {
    for port in PORT..=PORT + NEXT {
        match open(interface, port) {
            Ok(listeners) => return Ok((listeners, (port != PORT).then_some(PORT))),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(refused(error, interface, port)),
        }
    }
    Err(ServeError::AllBusy(PORT, PORT + NEXT))
}

fn free(interface: Option<IpAddr>) -> Result<Vec<TcpListener>, ServeError> {
    let mut last = open(interface, 0);
    for _ in 1..TRIES {
        if !matches!(&last, Err(error) if error.kind() == io::ErrorKind::AddrInUse) {
            break;
        }
        last = open(interface, 0);
    }
    last.map_err(|error| refused(error, interface, 0))
}

fn refused(error: io::Error, interface: Option<IpAddr>, port: u16) -> ServeError {
    match error.kind() {
        io::ErrorKind::AddrInUse => ServeError::Busy(port),
        _ => {
            let address = SocketAddr::new(interface.unwrap_or(Ipv4Addr::LOCALHOST.into()), port);
            ServeError::Listen(address.to_string(), error)
        }
    }
}

fn open(interface: Option<IpAddr>, port: u16) -> io::Result<Vec<TcpListener>> {
    if let Some(interface) = interface {
        return Ok(vec![TcpListener::bind((interface, port))?]);
    }
    // `localhost` means either address, and a browser tries both.
    let four = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    let port = four.local_addr()?.port();
    match TcpListener::bind((Ipv6Addr::LOCALHOST, port)) {
        Ok(six) => Ok(vec![four, six]),
        Err(error) if matches!(error.kind(), io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied) => Err(error),
        // This machine has no IPv6.
        Err(_) => Ok(vec![four]),
    }
}

/// An address of this machine for "all addresses"; others stand for themselves.
pub(super) fn reachable(interface: IpAddr) -> IpAddr {
    if !interface.is_unspecified() {
        return interface;
    }
    // Nothing is sent: the system only says from which address it would send to one that is reserved for examples.
    let there: IpAddr =
        if interface.is_ipv4() { [192, 0, 2, 1].into() } else { [0x2001, 0xdb8, 0, 0, 0, 0, 0, 1].into() };
    let asked = UdpSocket::bind((interface, 0)).and_then(|socket| {
        socket.connect((there, 9))?;
        Ok(socket.local_addr()?.ip())
    });
    asked.unwrap_or(interface)
}

/// Accepts connections for as long as the server runs. One beyond the limit is closed at once.
pub(super) async fn accept(listener: tokio::net::TcpListener, free: Arc<Semaphore>, served: Arc<Served>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                if let Ok(place) = free.clone().try_acquire_owned() {
                    tokio::spawn(talk(stream, place, served.clone()));
                }
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

/// Answers the requests of one connection. Whatever goes wrong concerns nobody but the other side.
async fn talk(stream: TcpStream, _place: OwnedSemaphorePermit, served: Arc<Served>) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| answer(request, served.clone()));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(HEAD_BYTES).max_headers(HEADERS);
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_was_asked_for_is_not_exchanged_for_another() {
        let first = bind(None, Some(0)).unwrap();
        let port = first.addresses[0].port();
        assert!(first.addresses.iter().all(|address| address.ip().is_loopback() && address.port() == port));
        assert!(matches!(bind(None, Some(port)), Err(ServeError::Busy(busy)) if busy == port));
    }
}
