//! How a finished site gets onto disk: whoever reads it, or kills the build, at any moment finds
//! the old or the new site whole.
//!
//! 1. [`Staging::begin`] refuses dangerous outputs, takes the output's lock, clears away what a
//!    killed build left, looks at the old site and makes a staging folder beside the output.
//! 2. [`Staging::write`] and [`Staging::copy`] put there what is new or changed, from any thread.
//! 3. [`Staging::commit`] links in what stayed the same and what Instep did not make, and exchanges
//!    the two folders in one step. Where the kernel cannot, the output is updated file by file:
//!    every page is whole at every moment, and the summary says why.
//!
//! A manifest in the output lists what Instep wrote. Nothing else is ever deleted, and no symbolic
//! link inside the output is ever followed.

mod error;
mod in_place;
mod lock;
mod ops;
mod plan;
mod refuse;
mod tree;

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::mem;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub use error::PublishError;
use error::failed;
use lock::Lock;
pub(super) use ops::open_plain;
use plan::{Files, Plan, State};
use tree::{MANIFEST, Tree, Unknown};

/// Where a site goes, and what may be done there.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The output folder; it need not exist.
    pub dir: &'a Path,
    /// What the output must neither be nor contain: content, templates, the project's root, its
    /// config file. Home and `/` are refused without being named here.
    pub protected: &'a [PathBuf],
    /// Take over a folder with unknown files. They are kept, never deleted; one whose place the
    /// site needs is kept under a name ending in `.kept`.
    pub force: bool,
    /// Update file by file even where an exchange is possible, as a bind-mounted output needs.
    pub in_place: bool,
}

/// What publishing did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// New and changed files.
    pub written: usize,
    /// Files that kept their bytes, and so their modification time.
    pub unchanged: usize,
    /// Files of the old site that the new one no longer has.
    pub removed: usize,
    /// Why the site was not exchanged in one step, as a sentence for whoever ran the build.
    pub in_place: Option<String>,
}

/// A site on its way to the disk; dropped without [`commit`](Staging::commit), it leaves no trace.
pub struct Staging {
    /// The output as it was given, for messages.
    dir: PathBuf,
    /// Where it really is.
    real: PathBuf,
    force: bool,
    /// The staging folder: beside the output, or inside it when it cannot be exchanged.
    stage: PathBuf,
    /// Why it cannot be exchanged.
    in_place: Option<String>,
    /// Folders made on the way to the output, the outermost first.
    made: Vec<PathBuf>,
    old: Tree,
    files: Mutex<Files>,
    /// Folders made in the staging folder: asking this costs less than asking the file system.
    dirs: Mutex<HashSet<String>>,
    failed: AtomicBool,
    /// `None` only while being dropped.
    lock: Option<Lock>,
}

impl Staging {
    /// Checks the output, waits for other builds on it and makes a staging folder.
    pub fn begin(target: &Target) -> Result<Staging, PublishError> {
        let real = refuse::real_path(target.dir)?;
        let home = std::env::home_dir();
        refuse::check_output(target.dir, &real, target.protected, home.as_deref())?;
        let (parent, name) = split(&real);
        // From here on dropping it tidies up, whatever fails.
        let mut staging = Staging {
            dir: target.dir.to_owned(),
            made: make_parents(parent)?,
            lock: None,
            force: target.force,
            stage: PathBuf::new(),
            in_place: target.in_place.then(|| "it was asked for".to_owned()),
            old: Tree::default(),
            files: Mutex::default(),
            dirs: Mutex::default(),
            failed: AtomicBool::new(false),
            real: real.clone(),
        };
        let lock = staging.lock.insert(Lock::take(parent, &name, &real)?);
        // Only under the lock does a staging folder without an owner belong to a dead build.
        let may_clear = lock.is_held();
        staging.old = Tree::read(target.dir, &real)?;
        staging.check_strangers()?;
        if may_clear {
            clear_leftovers(&real, &staging.old);
        }
        staging.make_stage(parent, &name)?;
        Ok(staging)
    }

    /// Adds a page; `path` is relative to the output, with `/`.
    ///
    /// Refuses a path that is absolute, leads upwards, is empty or was written before.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        self.add(path, || {
            let same = |old: File| ops::same_bytes(old, bytes);
            if self.is_unchanged(path, bytes.len() as u64, same) {
                return Ok(State::Unchanged);
            }
            let staged = self.make_room(path)?;
            ops::write_new(&staged, bytes).map_err(self.failed("write", path))?;
            Ok(State::Written)
        })
    }

    /// Adds the plain file `source` as an asset, under the rules of [`write`](Staging::write).
    ///
    /// Whether `source` may be published, wherever symbolic links lead, is for the caller to know.
    pub fn copy(&self, path: &str, source: &Path) -> Result<(), PublishError> {
        self.add(path, || {
            let mut file = ops::open_plain(source).map_err(|error| match error.kind() {
                io::ErrorKind::InvalidInput => PublishError::NotAFile { path: source.to_owned() },
                _ => failed("read", source)(error),
            })?;
            let size = file.metadata().map_err(failed("read", source))?.len();
            if self.is_unchanged(path, size, |old| ops::same_bytes(old, &file)) {
                return Ok(State::Unchanged);
            }
            // The comparison may have read some of it.
            io::Seek::rewind(&mut file).map_err(failed("read", source))?;
            let staged = self.make_room(path)?;
            ops::copy_new(&mut file, &staged).map_err(self.failed("write", path))?;
            Ok(State::Written)
        })
    }

    /// Keeps the file of the old site at `path` if its beginning, of at most `head` bytes, is what it should be. Whether
    /// it was kept; if not, it is still to be written.
    pub fn keep(&self, path: &str, head: usize, is_good: impl FnOnce(&[u8]) -> bool) -> bool {
        let good = || -> io::Result<bool> {
            let mut bytes = Vec::new();
            io::Read::take(ops::open_plain(&self.real.join(path))?, head as u64).read_to_end(&mut bytes)?;
            Ok(is_good(&bytes))
        };
        let known = self.old.files.contains_key(path) && good().unwrap_or(false);
        known && self.add(path, || Ok(State::Unchanged)).is_ok()
    }

    /// Makes what was written the site: in one step, or file by file where that is impossible.
    pub fn commit(self) -> Result<Summary, PublishError> {
        if self.failed.load(Ordering::Acquire) {
            return Err(PublishError::Incomplete);
        }
        let files = mem::take(&mut *held(&self.files));
        let plan = Plan::new(&self.old, &files, &self.real);
        if let Some(path) = plan.conflict().filter(|_| !self.force) {
            return Err(PublishError::InTheWay { dir: self.dir.clone(), path });
        }
        let why = if plan.is_empty(self.old.listed.as_ref()) && self.real.join(MANIFEST).is_file() {
            self.in_place.clone()
        } else {
            self.publish(&plan)?
        };
        Ok(Summary {
            written: plan.count(State::Written),
            unchanged: plan.count(State::Unchanged),
            removed: plan.stale.len(),
            in_place: why.map(|why| format!("{} was updated file by file, not in one step: {why}", self.dir.display())),
        })
    }
}

/// Before anything is published.
impl Staging {
    fn check_strangers(&self) -> Result<(), PublishError> {
        if let Some(repository) = self.old.repository() {
            let reason = match repository.to_str() {
                Some("") => "it is the root of a repository".to_owned(),
                _ => format!("it contains the repository {}", repository.display()),
            };
            let hint = "choose a folder of its own for the site, such as `-o public`";
            return Err(refuse::refused(&self.dir, reason, hint));
        }
        match self.old.stranger() {
            Some(file) if !self.force => Err(PublishError::Unknown { dir: self.dir.clone(), file }),
            _ => Ok(()),
        }
    }

    fn make_stage(&mut self, parent: &Path, name: &str) -> Result<(), PublishError> {
        if self.in_place.is_none() {
            self.in_place = self.why_in_place(parent);
        }
        if self.in_place.is_none() {
            match make_fresh(parent, &format!(".{name}.instep-")) {
                Ok(stage) => {
                    self.stage = stage;
                    return Ok(());
                }
                Err(error) if lock::may_not_write(&error) => {
                    self.in_place = Some(format!("{} may not be written to", parent.display()));
                }
                Err(error) => return Err(failed("make a folder in", parent)(error)),
            }
        }
        if !self.old.exists {
            ops::create_dir(&self.real).map_err(failed("make the folder", &self.dir))?;
            self.made.push(self.real.clone());
        }
        self.stage = make_fresh(&self.real, ops::TEMPORARY).map_err(failed("make a folder in", &self.dir))?;
        Ok(())
    }

    /// What can be seen beforehand; the rest shows when the exchange is tried.
    fn why_in_place(&self, parent: &Path) -> Option<String> {
        let device = |path: &Path| fs::metadata(path).ok().map(|meta| meta.dev());
        if let Some(mounted) = &self.old.mounted {
            return Some(format!("{} in it is a mount point", mounted.display()));
        }
        let apart = self.old.exists && device(parent) != device(&self.real);
        apart.then(|| "it is a mount point".to_owned())
    }

    /// Claims a path, does the work and notes what became of it.
    fn add(&self, path: &str, work: impl FnOnce() -> Result<State, PublishError>) -> Result<(), PublishError> {
        refuse::check_path(path)?;
        if held(&self.files).insert(path.to_owned(), State::Written).is_some() {
            return Err(PublishError::Twice { path: path.to_owned() });
        }
        let state = work().inspect_err(|error| match error {
            // Nothing was written, so the site is whole without it.
            PublishError::NotAFile { .. } => drop(held(&self.files).remove(path)),
            _ => self.failed.store(true, Ordering::Release),
        })?;
        if state == State::Unchanged {
            held(&self.files).insert(path.to_owned(), state);
        }
        Ok(())
    }

    fn is_unchanged(&self, path: &str, size: u64, same: impl FnOnce(File) -> io::Result<bool>) -> bool {
        // An old file that cannot be read is simply written anew.
        self.old.files.get(path) == Some(&size)
            && ops::open_plain(&self.real.join(path)).and_then(same).unwrap_or(false)
    }

    /// Makes the folders a path needs in the staging folder.
    fn make_room(&self, path: &str) -> Result<PathBuf, PublishError> {
        let mut made = held(&self.dirs);
        if let Some((folder, _)) = path.rsplit_once('/')
            && !made.contains(folder)
        {
            for dir in tree::parents(path).filter(|dir| !made.contains(*dir)).collect::<Vec<_>>() {
                ops::ensure_dir(&self.stage.join(dir)).map_err(self.failed("make", dir))?;
                made.insert(dir.to_owned());
            }
        }
        Ok(self.stage.join(path))
    }

    /// An error about a file of the site, under the name it is going to have.
    fn failed<P: AsRef<Path>>(&self, action: &'static str, path: P) -> impl FnOnce(io::Error) -> PublishError + use<P> {
        failed(action, &self.dir.join(path))
    }
}

/// The exchange in one step.
impl Staging {
    /// Publishes, and says why it was not done in one step.
    fn publish(&self, plan: &Plan) -> Result<Option<String>, PublishError> {
        let why = match &self.in_place {
            Some(why) => Some(why.clone()),
            None => self.exchange(plan)?,
        };
        if why.is_some() {
            self.update_in_place(plan)?;
        }
        Ok(why)
    }

    /// Completes the staged tree and exchanges it; `Some` is why that is impossible.
    fn exchange(&self, plan: &Plan) -> Result<Option<String>, PublishError> {
        if let Err(error) = self.complete_stage(plan) {
            return match &error {
                PublishError::Io { source, .. } if source.kind() == io::ErrorKind::CrossesDevices => {
                    Ok(Some("a folder in it is a mount point".to_owned()))
                }
                _ => Err(error),
            };
        }
        ops::sync(&self.stage).map_err(failed("sync", &self.dir))?;
        match ops::exchange(&self.stage, &self.real) {
            Ok(()) => {
                self.rescue(plan);
                Ok(None)
            }
            // There is no old site, or no longer: a plain rename is one step as well.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                ops::rename(&self.stage, &self.real).map_err(failed("publish to", &self.dir)).map(|()| None)
            }
            Err(error) => match ops::why_in_place(&error) {
                Some(why) => Ok(Some(why.to_owned())),
                None => Err(failed("exchange the old site for the new one in", &self.dir)(error)),
            },
        }
    }

    /// Adds to the staged tree what stays as it was, what Instep did not make, and the manifest.
    fn complete_stage(&self, plan: &Plan) -> Result<(), PublishError> {
        for path in plan.in_state(State::Unchanged) {
            let staged = self.make_room(path)?;
            ops::link_or_copy(&self.real.join(path), &staged).map_err(self.failed("keep", path))?;
        }
        for (unknown, target) in &plan.carried {
            self.carry(unknown, target).map_err(self.failed("keep", &unknown.path))?;
        }
        let text = tree::manifest_text(plan.paths()).map_err(self.failed("write", MANIFEST))?;
        ops::write_new(&self.stage.join(MANIFEST), &text).map_err(self.failed("write", MANIFEST))?;
        self.keep_rights();
        Ok(())
    }

    fn carry(&self, unknown: &Unknown, target: &Path) -> io::Result<()> {
        let (from, to) = (self.real.join(&unknown.path), self.stage.join(target));
        make_dirs(&self.stage, target)?;
        if unknown.kind.is_dir() {
            // With its rights, unless these would keep us from filling it.
            let rights = fs::metadata(&from)?;
            ops::ensure_dir(&to)?;
            if writable(&rights) {
                fs::set_permissions(&to, rights.permissions())?;
            }
            return Ok(());
        }
        if unknown.kind.is_symlink() {
            return ops::copy_symlink(&from, &to);
        }
        ops::link_or_copy(&from, &to)
    }

    /// An output folder someone opened to a group, say, stays so; where that fails, no harm.
    fn keep_rights(&self) {
        if let Ok(rights) = fs::metadata(&self.real)
            && writable(&rights)
        {
            let _ = fs::set_permissions(&self.stage, rights.permissions());
        }
    }

    /// After the exchange, when the old tree lies in the staging folder and is about to be removed:
    /// what someone else wrote into it since we looked moves over to the new one.
    fn rescue(&self, plan: &Plan) {
        let listed = self.old.listed.clone().unwrap_or_default();
        let Ok(late) = Tree::walk(&self.stage, Some(listed)) else { return };
        let known: HashMap<&Path, &PathBuf> =
            plan.carried.iter().map(|(unknown, target)| (&*unknown.path, target)).collect();
        for (unknown, target) in &plan.carry(&late.unknown, &self.real) {
            // What was carried already has its place; moved there again, the later version wins.
            let target = known.get(&*unknown.path).copied().unwrap_or(target);
            let (from, to) = (self.stage.join(&unknown.path), self.real.join(target));
            let _ = make_dirs(&self.real, target);
            // The site is published; what cannot be moved is not worth failing for.
            let _ = match unknown.kind.is_dir() {
                true => ops::ensure_dir(&to),
                false => ops::rename(&from, &to),
            };
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // After an exchange the staging folder holds the old site: it goes the same way.
        if self.stage != Path::new("") {
            let _ = ops::remove_tree(&self.stage);
        }
        self.lock = None;
        for dir in self.made.iter().rev() {
            // Only empty folders go: the way to a published site stays.
            let _ = ops::remove_dir(dir);
        }
    }
}

/// Deletes what Instep wrote into an output folder, and no other file; says how many files.
///
/// `protected` is what [`Target::protected`] is. A folder that is not there, or empty, is fine.
pub fn clean(dir: &Path, protected: &[PathBuf]) -> Result<usize, PublishError> {
    let real = refuse::real_path(dir)?;
    refuse::check_output(dir, &real, protected, std::env::home_dir().as_deref())?;
    if !real.exists() {
        return Ok(0);
    }
    let (parent, name) = split(&real);
    let lock = Lock::take(parent, &name, &real)?;
    let old = Tree::read(dir, &real)?;
    if old.stranger().is_some() {
        let reason = format!("it has no {MANIFEST}, so nothing in it is known to be Instep's");
        let hint = "if all of it may go, delete the folder yourself";
        return Err(refuse::refused(dir, reason, hint));
    }
    if lock.is_held() {
        clear_leftovers(&real, &old);
    }
    remove_listed(dir, &real, &old)
}

fn remove_listed(dir: &Path, real: &Path, old: &Tree) -> Result<usize, PublishError> {
    let paths: Vec<&str> = old.own_files().collect();
    // The manifest last: interrupted, the same command can go on.
    for path in paths.iter().copied().chain([MANIFEST]) {
        ops::remove_file(&real.join(path)).map_err(|source| PublishError::Clean { path: dir.join(path), source })?;
    }
    prune(real, paths.iter().copied());
    let _ = ops::remove_dir(real);
    Ok(paths.len())
}

/// The folder an output lies in, and its name for use in other names.
fn split(real: &Path) -> (&Path, String) {
    // `check_output` has refused `/`, the one path without a parent.
    let parent = real.parent().unwrap_or(real);
    (parent, lock::short_name(real.file_name().unwrap_or_default()))
}

/// Makes the folders on the way to the output, and says which were made.
fn make_parents(parent: &Path) -> Result<Vec<PathBuf>, PublishError> {
    let missing: Vec<&Path> = parent.ancestors().take_while(|dir| !dir.exists()).collect();
    let mut made: Vec<PathBuf> = Vec::new();
    for dir in missing.into_iter().rev() {
        if let Err(error) = ops::ensure_dir(dir) {
            made.iter().rev().for_each(|dir| drop(ops::remove_dir(dir)));
            return Err(failed("make the folder", dir)(error));
        }
        made.push(dir.to_owned());
    }
    Ok(made)
}

/// Makes a folder no other build has.
fn make_fresh(parent: &Path, prefix: &str) -> io::Result<PathBuf> {
    loop {
        let path = parent.join(ops::fresh_name(prefix));
        match ops::create_dir(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            result => return result.map(|()| path),
        }
    }
}

/// Makes the folders `path` lies in, below `root`.
fn make_dirs(root: &Path, path: &Path) -> io::Result<()> {
    let parent = path.parent().unwrap_or(Path::new(""));
    if root.join(parent).symlink_metadata().is_ok_and(|meta| meta.is_dir()) {
        return Ok(());
    }
    let mut dirs: Vec<&Path> = parent.ancestors().filter(|dir| *dir != Path::new("")).collect();
    dirs.reverse();
    dirs.into_iter().try_for_each(|dir| ops::ensure_dir(&root.join(dir)))
}

/// Removes the folders these files lay in, where they are empty now.
fn prune<'a>(root: &Path, paths: impl Iterator<Item = &'a str>) {
    let dirs: BTreeSet<&str> = paths.flat_map(tree::parents).collect();
    // Backwards, `a/b` comes before `a`; one that is not empty refuses to go, as it should.
    for dir in dirs.into_iter().rev() {
        let _ = ops::remove_dir(&root.join(dir));
    }
}

/// Removes what builds that were killed left beside and inside an output.
fn clear_leftovers(real: &Path, old: &Tree) {
    let (parent, name) = split(real);
    let prefix = format!(".{name}.instep-");
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let beside = entries
        .filter(|entry| entry.file_name().to_str().is_some_and(|n| ops::is_fresh_name(n, &prefix)))
        .map(|entry| entry.path());
    for path in beside.chain(old.leftovers.iter().map(|path| real.join(path))) {
        // A temporary name is a folder or, from a copy across mounts, a file.
        let _ = ops::remove_tree(&path).or_else(|_| ops::remove_file(&path));
    }
}

fn writable(meta: &fs::Metadata) -> bool {
    meta.mode() & 0o300 == 0o300
}

/// A lock is only ever held for one insertion: a panic elsewhere leaves the data sound.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
