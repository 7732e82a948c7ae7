//! The content of a site as it was at a revision of its repository.

use std::path::Path;

use crate::files::{self, File, Files, MAX_FILE_BYTES, Problem};
use crate::site::Config;

use super::git::{self, GitError, Texts};
use super::tree::is_walked;

/// Why there is no site at a revision.
#[derive(Debug, thiserror::Error)]
pub enum RevisionError {
    /// The folder is in no repository.
    #[error("{0} is in no git repository, so there is nothing to compare with")]
    NoRepository(String),
    /// There is no such revision.
    #[error("git knows no revision `{name}`")]
    Unknown {
        /// As it was given.
        name: String,
        /// Whether only a part of the history is here.
        shallow: bool,
    },
    /// It has nothing in common with what is checked out.
    #[error("`{name}` and what is checked out have no commit in common")]
    Apart {
        /// As it was given.
        name: String,
        /// Whether only a part of the history is here.
        shallow: bool,
    },
    /// Git cannot be asked.
    #[error("{0}")]
    Git(#[from] GitError),
}

impl RevisionError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            RevisionError::NoRepository(_) => "run it in the repository of the site".into(),
            RevisionError::Unknown { shallow: true, .. } | RevisionError::Apart { shallow: true, .. } => {
                "only a part of the history is here: fetch all of it, `git fetch --unshallow` or `fetch-depth: 0`"
                    .into()
            }
            RevisionError::Unknown { .. } => {
                "name a branch, a tag or a commit; a branch of a remote is `origin/main`".into()
            }
            RevisionError::Apart { .. } => "name a revision that this branch comes from".into(),
            RevisionError::Git(GitError::Missing(_)) => "install git, or leave the comparison out".into(),
            RevisionError::Git(_) => "run the same command of git to learn more".into(),
        }
    }
}

/// The commit where `name` and what is checked out parted, as pull requests are compared: what others did on the other
/// branch meanwhile is no change of this one.
///
/// # Errors
/// A folder without a repository, a revision that is unknown or has nothing in common with what is checked out.
pub fn parting(root: &Path, name: &str) -> Result<String, RevisionError> {
    if answer(root, &["rev-parse", "--git-dir"])?.is_none() {
        return Err(RevisionError::NoRepository(root.display().to_string()));
    }
    let shallow =
        || matches!(answer(root, &["rev-parse", "--is-shallow-repository"]), Ok(Some(word)) if word == "true");
    // A name with a dash before it would be taken for an option.
    let commit = Some(format!("{name}^{{commit}}")).filter(|_| !name.starts_with('-'));
    let ask = |commit: String| answer(root, &["rev-parse", "--verify", "--quiet", &commit]);
    let Some(commit) = commit.map(ask).transpose()?.flatten() else {
        return Err(RevisionError::Unknown { name: name.to_owned(), shallow: shallow() });
    };
    answer(root, &["merge-base", "HEAD", &commit])?
        .ok_or_else(|| RevisionError::Apart { name: name.to_owned(), shallow: shallow() })
}

/// The last commit of what is checked out that was made on a day or before; nothing, if there is none.
///
/// # Errors
/// What git says.
pub fn at_end_of(root: &Path, day: jiff::civil::Date) -> Result<Option<String>, RevisionError> {
    let until = format!("--before={day} 23:59:59");
    Ok(answer(root, &["rev-list", "-1", "--first-parent", &until, "HEAD"])?.filter(|commit| !commit.is_empty()))
}

/// The line that git answers; nothing if it refuses.
fn answer(root: &Path, arguments: &[&str]) -> Result<Option<String>, RevisionError> {
    match git::ask(root, arguments) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).trim().to_owned())),
        Err(GitError::Refused(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The files of a site as they were at a commit. The settings are those of now: they decide what is content. A folder
/// that was not there then gives no files.
///
/// # Errors
/// What git says.
pub fn revision(root: &Path, config: &Config, output: &Path, commit: &str) -> Result<Files, RevisionError> {
    let listed = git::ask(root, &["ls-tree", "-r", "-z", "-l", commit])?;
    let output = output.strip_prefix(root).ok().and_then(Path::to_str).unwrap_or("").to_owned();
    let all = listed.split(|byte| *byte == 0).filter_map(blob);
    let wanted = all.filter(|(path, _)| wants(config, &output, path));
    let wanted: Vec<(&str, Found)> = wanted.map(|(path, blob)| (path, found(path, &blob))).collect();
    let read = wanted.iter().filter_map(|(_, found)| found.to_read());
    let mut texts = Texts::ask(root, read).map_err(GitError::Missing)?;
    let stopped = |error: std::io::Error| GitError::Refused(error.to_string());
    let mut files = Files::default();
    for (path, found) in wanted {
        let file = match found {
            Found::Other(file) => file,
            Found::Text(_) => match texts.read().map_err(stopped)?.map(files::decode) {
                Some(Ok(text)) => File::Text(text.into()),
                Some(Err(problem)) => File::Bad(problem),
                None => return Err(GitError::Refused(format!("{path} is not here as it was at this revision")).into()),
            },
        };
        files.insert(path, file);
    }
    Ok(files)
}

/// A file of a commit.
struct Blob<'g> {
    link: bool,
    object: &'g str,
    size: u64,
}

/// What lies at a path.
enum Found<'g> {
    /// A text, by its object.
    Text(&'g str),
    Other(File),
}

impl<'g> Found<'g> {
    fn to_read(&self) -> Option<&'g str> {
        match self {
            Found::Text(object) => Some(object),
            Found::Other(_) => None,
        }
    }
}

/// `100644 blob 8f94… 1234\tpath`; nothing for submodules.
fn blob(line: &[u8]) -> Option<(&str, Blob<'_>)> {
    let (head, path) = std::str::from_utf8(line).ok()?.split_once('\t')?;
    let mut words = head.split_whitespace();
    let (mode, kind, object, size) = (words.next()?, words.next()?, words.next()?, words.next()?);
    (kind == "blob").then_some((path, Blob { link: mode == "120000", object, size: size.parse().ok()? }))
}

/// Whether a walk through the folders would come to a path.
fn wants(config: &Config, output: &str, path: &str) -> bool {
    let Some(below) = config.read_path(path) else { return false };
    let inside = |folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    is_walked(below) && !inside("templates") && (output.is_empty() || !inside(output))
}

/// What a file of a commit is for the site. What a link led to then is not looked for: it counts as a file that is no
/// text, so what is found in it now is new.
fn found<'g>(path: &str, blob: &Blob<'g>) -> Found<'g> {
    if blob.link || !files::is_content(path) {
        return Found::Other(File::Asset);
    }
    if blob.size > MAX_FILE_BYTES {
        return Found::Other(File::Bad(Problem::TooLarge(blob.size)));
    }
    Found::Text(blob.object)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_is_left_out() {
        assert!(blob(b"100644 blob 8f94      12\tcontent/a b.md").is_some_and(|(path, _)| path == "content/a b.md"));
        assert!(blob(b"160000 commit 8f94       -\tcontent/module").is_none());
    }
}
