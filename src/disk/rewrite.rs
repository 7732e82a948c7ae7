//! Changing files that people wrote: all of them or none.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file that gets other bytes.
pub struct Rewrite {
    /// Where it lies.
    pub path: PathBuf,
    /// What is expected in it.
    pub before: Vec<u8>,
    /// What it gets.
    pub after: Vec<u8>,
}

/// A file that could not be changed; the others are as they were.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", path.display())]
pub struct Failure {
    /// Which.
    pub path: PathBuf,
    /// Why.
    pub reason: io::Error,
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Failure + use<> {
    let path = path.to_path_buf();
    move |reason| Failure { path, reason }
}

/// Reads a file as it is, if it is one that may be changed in its place.
///
/// # Errors
/// What the operating system says; or that the file is a link, is not UTF-8, or may only be read.
pub fn read_exact(path: &Path) -> io::Result<String> {
    let metadata = fs::symlink_metadata(path)?;
    let refuse = |reason: &str| Err(io::Error::new(io::ErrorKind::PermissionDenied, reason));
    if !metadata.is_file() {
        return refuse("it is a link, or no plain file");
    }
    if metadata.permissions().readonly() {
        return refuse("it may only be read");
    }
    String::from_utf8(fs::read(path)?).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))
}

/// Writes the files, then gives one file or folder another name. If anything fails, what was done is taken back.
///
/// # Errors
/// The first file that could not be changed.
pub fn rewrite(files: &[Rewrite], moved: Option<(&Path, &Path)>) -> Result<(), Failure> {
    let staged = files.iter().map(|file| stage(&file.path, &file.after).map_err(failed(&file.path)));
    let staged = staged.collect::<Result<Vec<_>, _>>()?;
    // Nothing has changed so far. What has become different while we were thinking is somebody else's work.
    for file in files {
        let now = fs::read(&file.path).map_err(failed(&file.path))?;
        if now != file.before {
            return Err(failed(&file.path)(io::Error::other("it has changed meanwhile")));
        }
    }
    if let Some((_, to)) = moved.filter(|(_, to)| fs::symlink_metadata(to).is_ok()) {
        return Err(failed(to)(io::ErrorKind::AlreadyExists.into()));
    }
    let mut done = 0;
    let result = staged.into_iter().zip(files).try_for_each(|(staged, file)| {
        staged.persist(&file.path).map_err(|error| failed(&file.path)(error.error))?;
        done += 1;
        Ok(())
    });
    let result = result.and_then(|()| match moved {
        Some((from, to)) => fs::rename(from, to).map_err(failed(from)),
        None => Ok(()),
    });
    if result.is_err() {
        take_back(&files[..done]);
    }
    result
}

/// Puts the old bytes back; as far as possible, because something is wrong already.
fn take_back(files: &[Rewrite]) {
    for file in files {
        if let Ok(staged) = stage(&file.path, &file.before) {
            let _ = staged.persist(&file.path);
        }
    }
}

/// The new file beside the old one, with its rights.
pub(super) fn stage(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut staged = tempfile::Builder::new().prefix(".instep-").tempfile_in(folder)?;
    staged.write_all(bytes)?;
    staged.as_file().set_permissions(fs::metadata(path)?.permissions())?;
    staged.as_file().sync_all()?;
    Ok(staged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewrite_of(path: &Path, before: &str, after: &str) -> Rewrite {
        Rewrite { path: path.into(), before: before.into(), after: after.into() }
    }

    #[test]
    fn all_files_change_or_none() {
        let dir = tempfile::tempdir().unwrap();
        let (one, two) = (dir.path().join("one"), dir.path().join("two"));
        fs::write(&one, "1").unwrap();
        fs::write(&two, "2").unwrap();
        let files = [rewrite_of(&one, "1", "a"), rewrite_of(&two, "2", "b")];
        // The last step fails: what is to be moved is not there.
        let nowhere = dir.path().join("nowhere");
        assert!(rewrite(&files, Some((&nowhere, &dir.path().join("new")))).is_err());
        assert_eq!((fs::read(&one).unwrap(), fs::read(&two).unwrap()), (b"1".to_vec(), b"2".to_vec()));
        // Somebody was faster.
        assert!(rewrite(&[rewrite_of(&one, "0", "a")], None).is_err());
        // The place is taken.
        assert!(rewrite(&files, Some((&one, &two))).is_err());
        assert_eq!(fs::read(&two).unwrap(), b"2");
        rewrite(&files, Some((&one, &dir.path().join("three")))).unwrap();
        assert_eq!(fs::read(dir.path().join("three")).unwrap(), b"a");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
    }
}
