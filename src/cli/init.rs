//! `instep init`: a working site with one example person.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::disk;
use crate::render;
use crate::schema::{self, FOLDER, Schemas};
use crate::site::Config;

use super::project::tell;
use super::{CliError, Global};

#[derive(Args)]
pub(super) struct Init {
    /// The folder; default: the one you are in
    dir: Option<PathBuf>,
    /// Write into a folder that holds files already; none of them is replaced
    #[arg(short, long)]
    force: bool,
}

/// Files that have another name on disk than in the theme, where they would be taken for the theme's own.
const RENAMED: &[(&str, &str)] = &[("gitignore", ".gitignore"), ("ci.yml", ".github/workflows/customers.yml")];

impl Init {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode, CliError> {
        let dir = self.dir.clone().or_else(|| global.root.clone()).unwrap_or_else(|| PathBuf::from("."));
        if !self.force && !disk::is_empty_folder(&dir) {
            return Err(CliError::Usage(
                format!("{} is not empty", dir.display()),
                Some("choose an empty folder, or add --force: files that are there stay as they are".into()),
            ));
        }
        let mut written = 0;
        for (path, bytes) in render::built_in_below("init") {
            let path = RENAMED.iter().find(|(from, _)| *from == path).map_or(&*path, |(_, to)| to);
            written += usize::from(write(&dir.join(path), bytes)?);
        }
        for (path, text) in editors() {
            written += usize::from(write(&dir.join(path), text.as_bytes())?);
        }
        let here = dir == Path::new(".");
        let place = if here { String::new() } else { format!(" -C {}", dir.display()) };
        let folder = if here { "this folder".to_owned() } else { dir.display().to_string() };
        tell(global, &format!("Wrote {written} files into {folder}.\nBuild the site with `instep build{place}`."));
        Ok(ExitCode::SUCCESS)
    }
}

/// What makes editors help while one writes: the schemas, and which file goes with which.
fn editors() -> Vec<(String, String)> {
    let config = Config::default();
    let mut files = super::schema::files(FOLDER, &Schemas::new(&config));
    files.push((".vscode/settings.json".into(), super::schema::pretty(&schema::vscode(&config))));
    files.push((".vscode/extensions.json".into(), schema::EXTENSIONS.into()));
    files
}

/// Writes a file unless one is there; whether it was written.
fn write(path: &Path, bytes: &[u8]) -> Result<bool, CliError> {
    match disk::write_new(path, bytes, false) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(CliError::Write(path.display().to_string(), error)),
    }
}
