//! When to look at the files. Events of the file system are hints only: the paths they name are looked at once, and
//! a look at everything follows when it is quiet. What is true is what lies on the disk.

use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::disk;
use crate::render::TemplateError;

use super::live::Live;
use super::moment::Moment;

/// How often everything is looked at where no events come.
const POLL: Duration = Duration::from_millis(700);
/// How long it must be quiet before everything is looked at after an event, and the longest that this is put off.
const QUIET: Duration = Duration::from_millis(60);
const LONGEST: Duration = Duration::from_millis(500);
/// Events closer than this belong to one burst.
const BURST: Duration = Duration::from_millis(150);
/// How long to wait between the moments of a burst, in milliseconds: the first ones are shown at once, so that an edit
/// is; later ones are put off, so that a checkout of 5,000 files or a program that writes all the time are a few.
const PAUSES: &[u64] = &[0, 0, 30, 60, 120, 250];
/// A browser that asks is a reason to look, but not more often than this.
const ASKED: Duration = Duration::from_secs(2);

/// A reason to look.
pub(super) enum Hint {
    /// Something happened at these paths.
    At(Vec<PathBuf>),
    /// Something happened, and nobody knows where.
    Somewhere,
    /// A browser asked for a page.
    Asked,
    /// A template failed on a page.
    Failed(TemplateError),
}

/// Gives hints.
#[derive(Clone)]
pub(super) struct Hints(Sender<Hint>);

impl Hints {
    /// A browser asked for a page: should events have been lost, this is the time to find out.
    pub(super) fn asked(&self) {
        // Nobody listens any more when the preview ends.
        let _ = self.0.send(Hint::Asked);
    }

    /// A template failed on a page that somebody looks at.
    pub(super) fn failed(&self, error: &TemplateError) {
        let _ = self.0.send(Hint::Failed(error.clone()));
    }
}

/// A way for hints, and its other end.
pub(super) fn hints() -> (Hints, Receiver<Hint>) {
    let (sender, hints) = channel();
    (Hints(sender), hints)
}

/// Keeps an eye on the files of a site.
pub(super) struct Watch {
    live: Live,
    hints: Receiver<Hint>,
    sender: Hints,
    /// None where everything is looked at from time to time.
    watcher: Option<RecommendedWatcher>,
    watched: BTreeSet<PathBuf>,
    moments: tokio::sync::watch::Sender<Arc<Moment>>,
    named: BTreeSet<PathBuf>,
    scan: Option<Instant>,
    scan_at_last: Option<Instant>,
    scanned: Instant,
    /// Whether there was any event since the last scan, and how often a scan found what no event had told.
    told: bool,
    missed: u32,
    burst: Burst,
}

/// Moments that follow each other closely.
struct Burst {
    last_hint: Instant,
    moments: usize,
    next: Instant,
}

impl Watch {
    /// Prepares to watch the files of a site. With `poll`, everything is looked at from time to time; without it, only
    /// where events do not come.
    pub(super) fn new(
        live: Live,
        sender: Hints,
        hints: Receiver<Hint>,
        poll: bool,
    ) -> (Watch, tokio::sync::watch::Receiver<Arc<Moment>>) {
        let (moments, receiver) = tokio::sync::watch::channel(live.moment());
        let now = Instant::now();
        let mut watch = Watch {
            live,
            hints,
            sender,
            watcher: None,
            watched: BTreeSet::new(),
            moments,
            named: BTreeSet::new(),
            // What changed between reading and watching is found by the first scan.
            scan: Some(now),
            scan_at_last: None,
            scanned: now,
            told: true,
            missed: 0,
            burst: Burst { last_hint: now, moments: 0, next: now },
        };
        if !poll {
            watch.begin();
        }
        (watch, receiver)
    }

    /// Watches until the preview ends.
    pub(super) fn run(mut self) {
        loop {
            let hint = match self.next() {
                None => self.hints.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(next) => self.hints.recv_timeout(next.saturating_duration_since(Instant::now())),
            };
            match hint {
                Ok(hint) => self.note(hint),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            // A mistake of ours in one edit must not end the preview.
            let stepped = panic::catch_unwind(AssertUnwindSafe(|| {
                while let Ok(hint) = self.hints.try_recv() {
                    self.note(hint);
                }
                self.step();
            }));
            if stepped.is_err() {
                self.live.start_again();
            }
            if self.moments.is_closed() {
                return;
            }
        }
    }

    /// When there is something to do, whatever happens.
    fn next(&self) -> Option<Instant> {
        let named = (!self.named.is_empty()).then_some(self.burst.next);
        let poll = self.watcher.is_none().then_some(self.scanned + POLL);
        [named, self.scan, self.live.due(), poll].into_iter().flatten().min()
    }

    fn note(&mut self, hint: Hint) {
        let now = Instant::now();
        match hint {
            Hint::Failed(error) => {
                self.live.failed(error, now);
                self.publish();
                return;
            }
            Hint::Asked if now - self.scanned < ASKED => return,
            Hint::Asked => {
                self.scan.get_or_insert(now);
                return;
            }
            Hint::Somewhere => {
                // Folders may have come and gone unseen.
                self.watched.clear();
                self.put_off_scan(now);
            }
            Hint::At(paths) => {
                paths.iter().for_each(|path| self.watch_anew(path));
                self.named.extend(paths);
                self.put_off_scan(now);
            }
        }
        self.told = true;
        if now - self.burst.last_hint > BURST {
            self.burst.moments = 0;
        }
        self.burst.last_hint = now;
    }

    /// A folder that is gone, or came, is watched anew with all that is in it: the watch goes with the folder, not with
    /// its name.
    fn watch_anew(&mut self, path: &Path) {
        let inside = self.watched.range(path.to_path_buf()..).take_while(|watched| watched.starts_with(path));
        let inside: Vec<PathBuf> = inside.cloned().collect();
        for folder in inside {
            self.watched.remove(&folder);
        }
    }

    fn put_off_scan(&mut self, now: Instant) {
        let at_last = *self.scan_at_last.get_or_insert(now + LONGEST);
        self.scan = Some((now + QUIET).min(at_last));
    }

    fn step(&mut self) {
        let now = Instant::now();
        if !self.named.is_empty() && self.burst.next <= now {
            let paths: Vec<PathBuf> = std::mem::take(&mut self.named).into_iter().collect();
            self.live.look(&paths, now);
            self.publish();
        }
        let now = Instant::now();
        let poll = self.watcher.is_none() && now - self.scanned >= POLL;
        if poll || self.scan.is_some_and(|scan| scan <= now) {
            self.scan_all(now);
        }
        let now = Instant::now();
        if self.live.due().is_some_and(|due| due <= now) {
            self.live.ripen(&self.named, now);
            self.publish();
        }
    }

    fn scan_all(&mut self, now: Instant) {
        (self.scan, self.scan_at_last, self.scanned) = (None, None, now);
        let found = self.live.scan(now);
        self.scanned = Instant::now();
        self.publish();
        match (found, self.told) {
            (true, false) => self.missed += 1,
            (true, true) => self.missed = 0,
            (false, _) => {}
        }
        if self.missed > 1 && self.watcher.is_some() {
            self.watcher = None;
            self.live.note(&poll_because("the file system does not report changes"));
        }
        self.told = false;
        // What came into a new folder before it was watched is found by one more look.
        if self.watch_folders() {
            self.scan = Some(Instant::now());
            self.told = true;
        }
    }

    /// Shows the newest moment. Whether there is one.
    fn publish(&mut self) -> bool {
        let moment = self.live.moment();
        if moment.number == self.moments.borrow().number {
            return false;
        }
        self.moments.send_replace(moment);
        let pause = PAUSES.get(self.burst.moments).or(PAUSES.last()).copied().unwrap_or_default();
        self.burst.moments += 1;
        self.burst.next = Instant::now() + Duration::from_millis(pause);
        true
    }

    /// Asks the file system for events.
    fn begin(&mut self) {
        if disk::is_remote(&self.live.root()) {
            return self.live.note(&poll_because("this file system does not report changes"));
        }
        let sender = self.sender.0.clone();
        match notify::recommended_watcher(move |event| hint(event, &sender)) {
            Ok(watcher) => {
                self.watcher = Some(watcher);
                self.watch_folders();
            }
            Err(error) => self.live.note(&poll_because(&reason(&error))),
        }
    }

    /// Watches the folders there are now. Whether there is a new one.
    fn watch_folders(&mut self) -> bool {
        let Some(watcher) = &mut self.watcher else { return false };
        let folders: BTreeSet<PathBuf> = self.live.folders().into_iter().collect();
        // The old ones first: a folder that was moved is still watched under its old name.
        for gone in self.watched.difference(&folders) {
            let _ = watcher.unwatch(gone);
        }
        let mut new = false;
        for folder in folders.difference(&self.watched) {
            match watcher.watch(folder, RecursiveMode::NonRecursive) {
                Ok(()) => new = true,
                // It went away meanwhile; the next scan knows.
                Err(error) if matches!(error.kind, notify::ErrorKind::PathNotFound) => {}
                Err(error) => {
                    self.live.note(&poll_because(&reason(&error)));
                    self.watcher = None;
                    self.watched.clear();
                    return false;
                }
            }
        }
        self.watched = folders;
        new
    }
}

/// From an event to a hint. Reading a file is no change; otherwise looking would be a reason to look.
fn hint(event: notify::Result<Event>, sender: &Sender<Hint>) {
    let hint = match event {
        Ok(event) if event.need_rescan() => Hint::Somewhere,
        Ok(event) => match event.kind {
            EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write) => return,
            _ => Hint::At(event.paths),
        },
        Err(_) => Hint::Somewhere,
    };
    let _ = sender.send(hint);
}

fn poll_because(reason: &str) -> String {
    format!("{reason}; looking every {} s instead", POLL.as_secs_f64())
}

/// Why there are no events, and what to do about it.
fn reason(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => "the limit of watched folders is reached; raise it with \
             `sudo sysctl fs.inotify.max_user_watches=524288`"
            .into(),
        notify::ErrorKind::Io(error) if error.raw_os_error() == Some(rustix::io::Errno::MFILE.raw_os_error()) => {
            "the limit of watchers is reached; raise it with `sudo sysctl fs.inotify.max_user_instances=512`".into()
        }
        _ => error.to_string(),
    }
}
