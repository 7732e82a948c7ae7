//! The live preview: an HTTP server that shows one moment of the site, and tells open tabs about the next.
//!
//! 1. [`Server::bind`] takes the addresses, so that they can be printed before anything else happens.
//! 2. [`Preview::open`] reads the site; `Live` keeps the last good state of every part.
//! 3. `Watch` notices changes, has `Live` look at them and sends what is shown then, a `Moment`.
//! 4. [`Server::run`] answers from the newest moment until it is told to end. A page is rendered when it is asked for.
//!
//! It answers to its own names only, from a map of addresses: no path of a file is ever made from a request.

mod answer;
mod body;
mod events;
mod good;
mod guard;
mod listen;
mod live;
mod media;
mod moment;
mod patience;
mod problems;
mod range;
mod watch;

use std::future::poll_fn;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::task::Poll;
use std::thread;

use http_body_util::Either;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Semaphore;

use crate::build::STACK;

use answer::Served;
use guard::Guard;
use listen::Bound;
use live::Live;
pub use live::{Setup, Tell, Told};
use watch::{Hint, Hints, Watch};

/// Where the preview listens, and to which names it answers.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The address to listen on; without it, both loopback addresses.
    pub interface: Option<IpAddr>,
    /// The port, 0 for any that is free; without it, the default or one of the next.
    pub port: Option<u16>,
    /// More host names to answer to.
    pub allow_hosts: Vec<String>,
}

/// Why there is no preview.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The port that was asked for is taken.
    #[error("port {0} is busy")]
    Busy(u16),
    /// The default port is taken, and so are those after it.
    #[error("ports {0} to {1} are busy")]
    AllBusy(u16, u16),
    /// The address cannot be listened on.
    #[error("cannot listen on {0}: {1}")]
    Listen(String, io::Error),
    /// The server could not be started.
    #[error("cannot start the preview: {0}")]
    Start(#[from] io::Error),
}

impl ServeError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            ServeError::Busy(_) | ServeError::AllBusy(..) => {
                Some("choose another port with -p PORT, or let one be found with -p 0".into())
            }
            ServeError::Listen(_, error) if error.kind() == io::ErrorKind::PermissionDenied => {
                Some("choose a port above 1023 with -p PORT".into())
            }
            ServeError::Listen(..) => Some("choose an address of this machine with -i ADDR".into()),
            ServeError::Start(_) => None,
        }
    }
}

/// A site that has been read and waits to be shown.
pub struct Preview {
    live: Live,
    sender: Hints,
    hints: Receiver<Hint>,
}

impl Preview {
    /// Reads a site for the first time. One that cannot be read is shown as an error until it can.
    pub fn open(setup: Setup, tell: Tell) -> Preview {
        let (sender, hints) = watch::hints();
        Preview { live: Live::open(setup, tell, sender.clone()), sender, hints }
    }
}

/// A server that has its addresses and is ready to run.
pub struct Server {
    bound: Bound,
    guard: Guard,
    interface: Option<IpAddr>,
}

impl Server {
    /// Takes the addresses.
    ///
    /// # Errors
    /// Addresses that cannot be had.
    pub fn bind(options: &Options) -> Result<Server, ServeError> {
        let bound = listen::bind(options.interface, options.port)?;
        let guard = Guard::new(options.interface, &options.allow_hosts);
        Ok(Server { bound, guard, interface: options.interface })
    }

    /// Where it listens.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.bound.addresses
    }

    /// Where a browser finds it: `http://localhost:4477/`.
    pub fn url(&self) -> String {
        let port = self.addresses().first().map_or(0, SocketAddr::port);
        match self.interface {
            None => format!("http://localhost:{port}/"),
            Some(interface) => format!("http://{}/", SocketAddr::new(listen::reachable(interface), port)),
        }
    }

    /// The port it would have taken, if that was busy.
    pub fn moved_from(&self) -> Option<u16> {
        self.bound.moved_from
    }

    /// Watches the files and answers until Ctrl-C, SIGTERM or SIGHUP, and ends at once then, whoever is still connected.
    ///
    /// # Errors
    /// What the operating system says when the server is started.
    pub fn run(self, preview: Preview, poll: bool) -> Result<(), ServeError> {
        let Preview { live, sender, hints } = preview;
        let (watch, moments) = Watch::new(live, sender.clone(), hints, poll);
        // It ends with the process, and with the server.
        thread::Builder::new().name("watch".into()).stack_size(STACK).spawn(|| watch.run())?;
        // Templates may be nested deeply: pages are rendered on threads with room for that.
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().thread_stack_size(STACK).max_blocking_threads(16).build()?;
        let served = Arc::new(Served {
            guard: self.guard,
            moments,
            hints: sender,
            streams: Arc::new(Semaphore::new(listen::STREAMS)),
        });
        let done = runtime.block_on(answer_until_told(self.bound.listeners, served));
        // Open event streams and files being read are no reason to wait.
        runtime.shutdown_background();
        Ok(done?)
    }
}

async fn answer_until_told(listeners: Vec<std::net::TcpListener>, served: Arc<Served>) -> io::Result<()> {
    let mut ends = Vec::new();
    for kind in [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()] {
        ends.push(signal(kind)?);
    }
    let free = Arc::new(Semaphore::new(listen::CONNECTIONS));
    for listener in listeners {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        tokio::spawn(listen::accept(listener, free.clone(), served.clone()));
    }
    let mut moments = served.moments.clone();
    let told = poll_fn(|cx| match ends.iter_mut().any(|end| end.poll_recv(cx).is_ready()) {
        true => Poll::Ready(()),
        false => Poll::Pending,
    });
    // Nobody watches any more: better no preview than an old one.
    let unwatched = async { while moments.changed().await.is_ok() {} };
    match events::first(told, unwatched).await {
        Either::Left(()) => Ok(()),
        Either::Right(()) => Err(io::Error::other("the files are not watched any more; this is a mistake in Instep")),
    }
}
