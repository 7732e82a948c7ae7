//! What can go wrong with the tool itself, with its exit code and a hint.

use std::io;
use std::process::ExitCode;

use crate::disk::ContentError;
use crate::disk::publish::PublishError;
use crate::disk::revision::RevisionError;
use crate::serve::ServeError;

use super::project::say;

/// A failure of the tool. Mistakes in content are findings, not failures.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The arguments do not make sense together.
    #[error("{0}")]
    Usage(String, Option<String>),
    /// There are no settings, or they are wrong (and were printed).
    #[error("{0}")]
    Config(String, Option<String>),
    /// The site's own templates could not be read.
    #[error("cannot read the templates: {0}")]
    Templates(io::Error),
    /// The content could not be read.
    #[error("{0}; the old site is untouched")]
    Content(#[from] ContentError),
    /// The output could not be written.
    #[error("{0}")]
    Publish(#[from] PublishError),
    /// There is no preview.
    #[error("{0}")]
    Serve(#[from] ServeError),
    /// There is nothing to compare with.
    #[error("{0}")]
    Revision(#[from] RevisionError),
    /// A file could not be written.
    #[error("cannot write {0}: {1}")]
    Write(String, io::Error),
}

impl CliError {
    /// 2 usage, 3 settings, 4 templates, 5 content, 6 output, 7 preview.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            CliError::Usage(..) | CliError::Revision(_) => 2,
            CliError::Config(..) => 3,
            CliError::Templates(_) => 4,
            CliError::Content(_) => 5,
            CliError::Publish(_) | CliError::Write(..) => 6,
            CliError::Serve(_) => 7,
        })
    }

    /// What to do about it.
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            CliError::Usage(_, hint) | CliError::Config(_, hint) => hint.clone(),
            CliError::Content(ContentError::Missing(_)) => {
                Some("make the folder, or name another as `content:` in instep.yaml".into())
            }
            CliError::Content(ContentError::Empty(_)) => {
                Some("write a first file with `instep new persona NAME`, or name another folder as `content:`".into())
            }
            CliError::Publish(error) => error.hint(),
            CliError::Serve(error) => error.hint(),
            CliError::Revision(error) => Some(error.hint()),
            _ => None,
        }
    }

    /// Prints the failure and its hint.
    pub fn print(&self) {
        say(&format!("error: {}", crate::report::visible(&self.to_string())));
        if let Some(hint) = self.hint() {
            say(&format!("  = help: {hint}"));
        }
    }
}
