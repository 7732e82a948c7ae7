//! One build at a time on one output: a second one waits for the first.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::FlockOperation;
use rustix::io::Errno;

use super::error::{PublishError, failed};
use super::ops;

/// Held while a site is written; gone with the process that held it, however that ends.
pub(super) struct Lock {
    /// Open for as long as the lock is held: closing it is what releases the lock.
    file: Option<File>,
    /// The lock file beside the output, removed again at the end.
    path: Option<PathBuf>,
}

impl Lock {
    /// Waits for the lock of the output `dir`, whose short name is `name`.
    ///
    /// A file beside the output is locked, because an exchange replaces the output itself. Where
    /// none can be made there is no exchange either, and the output itself will do.
    pub(super) fn take(parent: &Path, name: &str, dir: &Path) -> Result<Lock, PublishError> {
        let path = parent.join(format!(".{name}.instep-lock"));
        loop {
            let file = match open_lock(&path) {
                Ok(file) => file,
                Err(error) if may_not_write(&error) => return Self::of_dir(dir),
                Err(error) => return Err(failed("make the lock file", &path)(error)),
            };
            if !wait(&file) {
                let _ = ops::remove_file(&path);
                return Ok(Lock { file: None, path: None });
            }
            if is_still(&file, &path) {
                return Ok(Lock { file: Some(file), path: Some(path) });
            }
            // The build we waited for has removed its lock file, so ours locks nothing: once more.
        }
    }

    fn of_dir(dir: &Path) -> Result<Lock, PublishError> {
        match File::open(dir) {
            Ok(file) => Ok(Lock { file: wait(&file).then_some(file), path: None }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Lock { file: None, path: None }),
            Err(error) => Err(failed("open", dir)(error)),
        }
    }

    /// Whether no other build is at work on this output; false where locks do not exist.
    pub(super) fn is_held(&self) -> bool {
        self.file.is_some()
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Before the file is closed: whoever waits then sees that its file has lost its name.
        if let Some(path) = &self.path {
            let _ = ops::remove_file(path);
        }
    }
}

/// A folder's name as part of other names: a long or odd one is replaced by its hash.
pub(super) fn short_name(name: &OsStr) -> String {
    match name.to_str() {
        Some(text) if text.len() <= 180 => text.to_owned(),
        _ => blake3::hash(name.as_encoded_bytes()).to_hex().chars().take(16).collect(),
    }
}

/// Whether an error means that this user may not write there.
pub(super) fn may_not_write(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

fn open_lock(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, flags, Mode::from_raw_mode(0o666))?))
}

/// Waits; false where the file system has no locks, which is no reason not to build.
fn wait(file: &File) -> bool {
    loop {
        match rustix::fs::flock(file, FlockOperation::LockExclusive) {
            Ok(()) => return true,
            Err(Errno::INTR) => {}
            Err(_) => return false,
        }
    }
}

fn is_still(file: &File, path: &Path) -> bool {
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(ours), Ok(there)) => (ours.dev(), ours.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}
