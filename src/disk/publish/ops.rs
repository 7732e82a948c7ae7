//! The few file operations publishing is made of, each one able to fail on purpose in a test.

use std::fs::{self, File};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Read, Write};
use std::path::Path;

use rustix::fs::{CWD, Mode, OFlags, RenameFlags};
use rustix::io::Errno;

/// A name no other build uses: `{prefix}{pid}-{16 hex digits}`.
pub(super) fn fresh_name(prefix: &str) -> String {
    let random = RandomState::new().build_hasher().finish();
    format!("{prefix}{}-{random:016x}", std::process::id())
}

/// Whether [`fresh_name`] made this name: strict, because what matches may be deleted.
pub(super) fn is_fresh_name(name: &str, prefix: &str) -> bool {
    let Some((pid, random)) = name.strip_prefix(prefix).and_then(|rest| rest.split_once('-')) else {
        return false;
    };
    !pid.is_empty()
        && pid.bytes().all(|b| b.is_ascii_digit())
        && random.len() == 16
        && random.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase())
}

/// Makes one folder with the rights the umask gives.
pub(super) fn create_dir(path: &Path) -> io::Result<()> {
    step()?;
    fs::create_dir(path)
}

/// Makes one folder unless it is there; a symbolic link to a folder does not count.
pub(super) fn ensure_dir(path: &Path) -> io::Result<()> {
    match create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            if fs::symlink_metadata(path)?.is_dir() {
                Ok(())
            } else {
                Err(error)
            }
        }
        result => result,
    }
}

/// Makes a file that was not there and fills it.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    step()?;
    File::create_new(path)?.write_all(bytes)
}

/// Makes a file that was not there from an open one; rights come from the umask, not the source.
pub(super) fn copy_new(source: &mut File, path: &Path) -> io::Result<()> {
    step()?;
    io::copy(source, &mut File::create_new(path)?).map(drop)
}

/// The same file under a second name; a copy with its time and rights where links do not exist.
pub(super) fn link_or_copy(from: &Path, to: &Path) -> io::Result<()> {
    match hard_link(from, to) {
        // Another mount: copying would work, but removing the old tree would empty that mount.
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => Err(error),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(error),
        Err(_) => copy_exactly(from, to),
        Ok(()) => Ok(()),
    }
}

fn hard_link(from: &Path, to: &Path) -> io::Result<()> {
    step()?;
    #[cfg(test)]
    faults::links_allowed()?;
    fs::hard_link(from, to)
}

fn copy_exactly(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = open_plain(from)?;
    let meta = source.metadata()?;
    copy_new(&mut source, to)?;
    let target = File::options().write(true).open(to)?;
    target.set_modified(meta.modified()?)?;
    target.set_permissions(meta.permissions())
}

/// Opens a plain file for reading; a pipe is refused, not waited for.
pub(in crate::disk) fn open_plain(path: &Path) -> io::Result<File> {
    // NONBLOCK: opening a FIFO would otherwise wait for a writer, perhaps for ever.
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty())?);
    if file.metadata()?.is_file() { Ok(file) } else { Err(not_plain()) }
}

/// The answer of [`open_plain`] to anything but a plain file.
pub(super) fn not_plain() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "not a plain file")
}

/// Whether two readers hold the same bytes, in pieces, so that a large asset costs no memory.
pub(super) fn same_bytes(mut one: impl Read, mut two: impl Read) -> io::Result<bool> {
    let mut left = Vec::with_capacity(PIECE);
    let mut right = Vec::with_capacity(PIECE);
    loop {
        left.clear();
        right.clear();
        one.by_ref().take(PIECE as u64).read_to_end(&mut left)?;
        two.by_ref().take(PIECE as u64).read_to_end(&mut right)?;
        if left != right || left.is_empty() {
            return Ok(left == right);
        }
    }
}

const PIECE: usize = 64 * 1024;

/// Makes a symbolic link with the same target.
pub(super) fn copy_symlink(from: &Path, to: &Path) -> io::Result<()> {
    step()?;
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

/// Renames, replacing what is there.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    step()?;
    fs::rename(from, to)
}

/// Puts a staged file in its place in one step, also across mounts.
pub(super) fn install(staged: &Path, target: &Path) -> io::Result<()> {
    match rename(staged, target) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let temporary = target.with_file_name(fresh_name(TEMPORARY));
            let placed = copy_new(&mut File::open(staged)?, &temporary).and_then(|()| rename(&temporary, target));
            if placed.is_err() {
                let _ = remove_file(&temporary);
            }
            placed
        }
        result => result,
    }
}

/// How the names of everything temporary inside an output folder start.
pub(super) const TEMPORARY: &str = ".instep-";

/// Swaps two folders in one step.
pub(super) fn exchange(one: &Path, two: &Path) -> io::Result<()> {
    step()?;
    #[cfg(test)]
    faults::exchange_allowed()?;
    Ok(rustix::fs::renameat_with(CWD, one, CWD, two, RenameFlags::EXCHANGE)?)
}

/// Why an exchange that failed so is worth doing file by file; `None` for every other failure.
pub(super) fn why_in_place(error: &io::Error) -> Option<&'static str> {
    match Errno::from_io_error(error)? {
        Errno::BUSY => Some("it is a mount point"),
        Errno::XDEV => Some("it, or a folder in it, comes from another file system or image layer"),
        Errno::NOSYS | Errno::INVAL | Errno::OPNOTSUPP => {
            Some("this file system cannot exchange two folders in one step")
        }
        Errno::PERM | Errno::ACCESS => Some("the folder itself may not be renamed"),
        _ => None,
    }
}

/// Removes a file or a symbolic link; one that is gone is fine.
pub(super) fn remove_file(path: &Path) -> io::Result<()> {
    step()?;
    gone_is_fine(fs::remove_file(path))
}

/// Removes an empty folder.
pub(super) fn remove_dir(path: &Path) -> io::Result<()> {
    step()?;
    fs::remove_dir(path)
}

/// Removes a folder and all in it, never through a symbolic link; one that is gone is fine.
pub(super) fn remove_tree(path: &Path) -> io::Result<()> {
    step()?;
    gone_is_fine(fs::remove_dir_all(path))
}

fn gone_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

/// Brings what was written to the disk before it gets its name, so that a power cut leaves no
/// empty pages. One call for the whole file system: an fsync per file costs seconds.
pub(super) fn sync(dir: &Path) -> io::Result<()> {
    step()?;
    let dir = File::open(dir)?;
    #[cfg(target_os = "linux")]
    rustix::fs::syncfs(&dir)?;
    #[cfg(not(target_os = "linux"))]
    dir.sync_all()?;
    Ok(())
}

/// Every operation passes here, so that a test can make the k-th one fail.
fn step() -> io::Result<()> {
    #[cfg(test)]
    faults::step()?;
    Ok(())
}

/// Failures on purpose, per thread.
#[cfg(test)]
pub(super) mod faults {
    use std::cell::Cell;
    use std::io;

    thread_local! {
        static LEFT: Cell<u64> = const { Cell::new(u64::MAX) };
        static REACHED: Cell<bool> = const { Cell::new(false) };
        static STAY_DEAD: Cell<bool> = const { Cell::new(false) };
        static EXCHANGE: Cell<Option<rustix::io::Errno>> = const { Cell::new(None) };
        static LINKS: Cell<Option<rustix::io::Errno>> = const { Cell::new(None) };
    }

    /// Lets `good` operations pass and fails the next one or, as for a killed process, all others.
    pub(in super::super) fn fail_after(good: u64, stay_dead: bool) {
        LEFT.set(good);
        REACHED.set(false);
        STAY_DEAD.set(stay_dead);
    }

    /// Back to normal; tells whether the failure came.
    pub(in super::super) fn heal() -> bool {
        LEFT.set(u64::MAX);
        STAY_DEAD.set(false);
        REACHED.get()
    }

    /// Makes every exchange on this thread fail, or none.
    pub(in super::super) fn refuse_exchange(errno: Option<rustix::io::Errno>) {
        EXCHANGE.set(errno);
    }

    /// Makes every hard link on this thread fail, or none.
    pub(in super::super) fn refuse_links(errno: Option<rustix::io::Errno>) {
        LINKS.set(errno);
    }

    pub(super) fn exchange_allowed() -> io::Result<()> {
        EXCHANGE.get().map_or(Ok(()), |errno| Err(errno.into()))
    }

    pub(super) fn links_allowed() -> io::Result<()> {
        LINKS.get().map_or(Ok(()), |errno| Err(errno.into()))
    }

    pub(super) fn step() -> io::Result<()> {
        let left = LEFT.get();
        if left == 0 {
            REACHED.set(true);
            if !STAY_DEAD.get() {
                LEFT.set(u64::MAX);
            }
            return Err(io::Error::other("a failure made for a test"));
        }
        LEFT.set(left - 1);
        Ok(())
    }
}
