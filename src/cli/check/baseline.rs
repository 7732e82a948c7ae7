//! The baseline: findings that were there when a team began to check, in a file of the repository.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::build::Input;
use crate::diagnostic::Severity;
use crate::disk;
use crate::report::{Known, fingerprints};
use crate::site::config::BASELINE;

use super::super::project::{Project, tell};
use super::super::{CliError, Global};
use super::{Check, Checked};

/// Where the baseline is.
pub(super) fn place(check: &Check, project: &Project) -> PathBuf {
    check.baseline.clone().unwrap_or_else(|| project.root.join(BASELINE))
}

/// Writes every error and warning into the baseline. Hints are left out: they fail nothing and are nothing to excuse.
pub(super) fn write(
    global: &Global,
    project: &Project,
    input: &Input,
    checked: &Checked,
    path: &Path,
) -> Result<ExitCode, CliError> {
    let sources = |file: &str| project.source(&input.files, file);
    let prints = fingerprints(&checked.found, &sources, Some(&checked.site));
    let grave = checked.found.iter().zip(prints).filter(|(finding, _)| finding.severity > Severity::Hint);
    let known = Known::of(grave.map(|(_, print)| print).collect());
    let wrote = disk::write_new(path, known.write().as_bytes(), true);
    wrote.map_err(|error| CliError::Write(path.display().to_string(), error))?;
    let count = known.len();
    let findings = if count == 1 { "1 finding is".into() } else { format!("{count} findings are") };
    tell(global, &format!("{findings} known from now on; the list is {}.", path.display()));
    Ok(ExitCode::SUCCESS)
}
