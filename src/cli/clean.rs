//! `instep clean`: the built site goes, and nothing else.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::disk::publish;

use super::project::{Project, tell};
use super::{CliError, Global};

#[derive(Args)]
pub(super) struct Clean {
    /// The folder the site was built into; default: `output` of the settings, else `public`
    #[arg(short, long, value_name = "DIR")]
    output_dir: Option<PathBuf>,
}

impl Clean {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode, CliError> {
        let project = Project::open(global)?;
        let output = self.output_dir.clone().unwrap_or_else(|| project.root.join(&project.config.output));
        let protected = [project.root.clone(), project.config_path];
        let removed = publish::clean(&output, &protected)?;
        tell(global, &format!("Removed {removed} files from {}.", output.display()));
        Ok(ExitCode::SUCCESS)
    }
}
