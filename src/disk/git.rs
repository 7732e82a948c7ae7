//! Git, as far as it is asked: one process per question, and nothing from the repository's configuration is run.

mod texts;

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

pub use texts::Texts;

/// Settings that would run something, write something, or answer in other words than are expected.
const QUIET: &[&str] = &[
    "--no-pager",
    "--no-optional-locks",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.quotePath=false",
    "-c",
    "core.attributesFile=/dev/null",
    "-c",
    "log.showSignature=false",
    "-c",
    "diff.external=",
    "-c",
    "diff.relative=false",
];

/// What names a repository for git, before it looks for one itself.
const LOCAL: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
];

/// Why git gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// It is not installed, or cannot be started.
    #[error("git cannot be run: {0}")]
    Missing(#[from] io::Error),
    /// It answered with an error; its words.
    #[error("git says: {0}")]
    Refused(String),
}

/// A git process in a folder, with quiet settings; arguments are still to be added.
pub fn command(root: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(QUIET).stdin(Stdio::null());
    command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C").env_remove("GIT_EXTERNAL_DIFF");
    // What a partial clone does not have stays away; older versions of git know the second only.
    command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_ALLOW_PROTOCOL", "none");
    // In a hook, git names the repository by paths that hold in another folder.
    for name in LOCAL {
        command.env_remove(name);
    }
    command
}

/// What git answers on standard output.
///
/// # Errors
/// [`GitError`] if it cannot be run, or refuses.
pub fn ask(root: &Path, arguments: &[impl AsRef<OsStr>]) -> Result<Vec<u8>, GitError> {
    let output = command(root).args(arguments).output()?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let words = String::from_utf8_lossy(&output.stderr);
    Err(GitError::Refused(words.lines().next().unwrap_or("nothing").trim_start_matches("fatal: ").to_owned()))
}
