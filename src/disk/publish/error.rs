//! What can go wrong on the way to the disk, in words for whoever ran the build.

use std::io;
use std::path::{Path, PathBuf};

/// Why a site could not be published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The output folder is one Instep must not write to.
    #[error("will not touch {}: {reason}; nothing was changed", dir.display())]
    Refused {
        /// The folder, as it was given.
        dir: PathBuf,
        /// What speaks against it.
        reason: String,
        /// What to do instead.
        hint: String,
    },
    /// The output folder holds files, but no list of what Instep wrote.
    #[error(
        "will not touch {}: it holds files Instep did not make, such as `{file}`; \
         nothing was changed",
        dir.display()
    )]
    Unknown {
        /// The folder, as it was given.
        dir: PathBuf,
        /// One of the files.
        file: String,
    },
    /// A file Instep did not make lies where the site wants to put one of its own.
    #[error(
        "`{path}` in {} was not made by Instep, and the site needs its place; \
         the old site is untouched",
        dir.display()
    )]
    InTheWay {
        /// The folder, as it was given.
        dir: PathBuf,
        /// The file, relative to the folder.
        path: String,
    },
    /// A path that may not be written inside a site.
    #[error("cannot publish {path:?}: {reason}; the old site is untouched")]
    BadPath {
        /// The path, as it was given.
        path: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Two pages or assets with one address.
    #[error("two parts of the site want to be `{path}`; the old site is untouched")]
    Twice {
        /// The address.
        path: String,
    },
    /// An asset that is a folder, a pipe or a device.
    #[error("cannot publish {}: it is not a plain file; the old site is untouched", path.display())]
    NotAFile {
        /// The asset.
        path: PathBuf,
    },
    /// Some file could not be staged, and the site was to be published without it.
    #[error("a file could not be written, so the site is not whole; the old site is untouched")]
    Incomplete,
    /// The file system said no before anything in the output was changed.
    #[error("cannot {action} {}: {}; the old site is untouched", path.display(), reason(source))]
    Io {
        /// What was tried, as in "cannot {action} PATH".
        action: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// What the system answered.
        source: io::Error,
    },
    /// The file system said no while the output was changed file by file.
    #[error(
        "cannot {action} {}: {}; the output now holds old and new pages, each one whole",
        path.display(),
        reason(source)
    )]
    HalfWay {
        /// What was tried, as in "cannot {action} PATH".
        action: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// What the system answered.
        source: io::Error,
    },
    /// The file system said no while the output was cleaned.
    #[error("cannot remove {}: {}", path.display(), reason(source))]
    Clean {
        /// Which file.
        path: PathBuf,
        /// What the system answered.
        source: io::Error,
    },
}

impl PublishError {
    /// What to do about it, where that can be said.
    pub fn hint(&self) -> Option<String> {
        let text = match self {
            Self::Refused { hint, .. } => hint,
            Self::Unknown { .. } => "choose another folder with -o, or add --force, which keeps these files",
            Self::InTheWay { .. } => "move it away, or add --force, which keeps it under a name ending in `.kept`",
            Self::Twice { .. } => "give one of the two another address",
            Self::BadPath { .. } | Self::NotAFile { .. } | Self::Incomplete => return None,
            Self::Io { source, .. } => advice(source)?,
            Self::Clean { .. } => "mend the cause and clean again: that finishes the work",
            Self::HalfWay { source, .. } => {
                let first = advice(source).unwrap_or("mend the cause");
                return Some(format!("{first}, then build again: that finishes the work"));
            }
        };
        Some(text.to_owned())
    }

    /// The same failure, once files of the output have been changed.
    pub(super) fn half_way(self) -> Self {
        match self {
            Self::Io { action, path, source } => Self::HalfWay { action, path, source },
            other => other,
        }
    }
}

/// Says what was tried with which path when the file system says no.
pub(super) fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> PublishError + use<> {
    let path = path.to_owned();
    move |source| PublishError::Io { action, path, source }
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::QuotaExceeded => "your share of the disk is used up".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        io::ErrorKind::InvalidFilename => "the name is too long".to_owned(),
        io::ErrorKind::NotFound => "it is not there".to_owned(),
        io::ErrorKind::NotADirectory => "a part of the path is not a folder".to_owned(),
        _ => error.to_string(),
    }
}

fn advice(error: &io::Error) -> Option<&'static str> {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Some("free some space, or choose a folder on another disk with -o")
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            Some("check who may write there, or choose another folder with -o")
        }
        io::ErrorKind::InvalidFilename => Some("shorten the title or the file name"),
        _ => None,
    }
}
