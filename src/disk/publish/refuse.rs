//! Which folders and paths are never written to, decided before anything is written.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

use super::error::{PublishError, failed};
use super::ops;
use super::tree::MANIFEST;

/// Where an output folder really is: absolute, without symbolic links, existing or not.
pub(super) fn real_path(dir: &Path) -> Result<PathBuf, PublishError> {
    let real = resolve(dir).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => refused(
            dir,
            "it is, or leads through, a symbolic link to nothing".to_owned(),
            "remove the link or make the folder it points to",
        ),
        _ => failed("open", dir)(error),
    })?;
    match fs::metadata(&real) {
        Ok(meta) if !meta.is_dir() => {
            Err(refused(dir, "it is a file, not a folder".to_owned(), "choose another folder with -o"))
        }
        _ => Ok(real),
    }
}

/// Follows what exists of a path; the rest is taken by its words.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let mut head: Vec<Component> = path.components().collect();
    let mut rest = Vec::new();
    loop {
        let existing: PathBuf = head.iter().collect();
        match existing.canonicalize() {
            Ok(base) => return Ok(join_plainly(base, rest.into_iter().rev())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let link_to_nothing = fs::symlink_metadata(&existing).is_ok();
                match head.pop() {
                    Some(last) if !link_to_nothing => rest.push(last),
                    _ => return Err(error),
                }
            }
            Err(error) => return Err(error),
        }
    }
}

fn join_plainly<'a>(base: PathBuf, rest: impl Iterator<Item = Component<'a>>) -> PathBuf {
    rest.fold(base, |mut path, part| {
        match part {
            Component::ParentDir => {
                path.pop();
            }
            part => path.push(part),
        }
        path
    })
}

/// Refuses an output that is, or holds, something that is not Instep's to replace.
///
/// `dir` is the folder as given, for messages; `real` where it is.
pub(super) fn check_output(
    dir: &Path,
    real: &Path,
    protected: &[PathBuf],
    home: Option<&Path>,
) -> Result<(), PublishError> {
    const HINT: &str = "choose a folder of its own for the site, such as `-o public`";
    if real.parent().is_none() {
        return Err(refused(dir, "it is the root of the file system".to_owned(), HINT));
    }
    if real.components().any(|part| part.as_os_str() == ".git") {
        return Err(refused(dir, "it lies inside a repository's `.git`".to_owned(), HINT));
    }
    if let Some(relation) = home.and_then(|home| relation(real, home)) {
        return Err(refused(dir, format!("it {relation} your home folder"), HINT));
    }
    for path in protected {
        if let Some(relation) = relation(real, path) {
            let reason = format!("it {relation} {}, which the site is made from", path.display());
            return Err(refused(dir, reason, HINT));
        }
    }
    Ok(())
}

/// How the output stands to a path that must not be in it.
fn relation(output: &Path, other: &Path) -> Option<&'static str> {
    let other = resolve(other).or_else(|_| std::path::absolute(other)).ok()?;
    let identity = |path: &Path| fs::metadata(path).ok().map(|meta| (meta.dev(), meta.ino()));
    // By number as well as by name: with a bind mount one folder has two names.
    let of_output = identity(output);
    let same = |path: &Path| path == output || (of_output.is_some() && identity(path) == of_output);
    if same(&other) {
        return Some("is");
    }
    other.ancestors().skip(1).any(same).then_some("contains")
}

/// A refusal.
pub(super) fn refused(dir: &Path, reason: String, hint: &str) -> PublishError {
    PublishError::Refused { dir: dir.to_owned(), reason, hint: hint.to_owned() }
}

/// Checks a path inside the site: relative, with `/`, without tricks.
pub(super) fn check_path(path: &str) -> Result<(), PublishError> {
    let bad = |reason| Err(PublishError::BadPath { path: path.to_owned(), reason });
    if path.is_empty() {
        return bad("the path is empty");
    }
    if path.starts_with('/') {
        return bad("the path is absolute");
    }
    if path.contains('\0') {
        return bad("the path holds a NUL character");
    }
    for part in path.split('/') {
        match part {
            "" => return bad("the path has an empty part"),
            "." | ".." => return bad("the path holds `.` or `..`"),
            part if part == MANIFEST || ops::is_fresh_name(part, ops::TEMPORARY) => {
                return bad("Instep keeps this name for itself");
            }
            _ => {}
        }
    }
    Ok(())
}
