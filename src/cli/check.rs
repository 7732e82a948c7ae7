//! `instep check`: everything that can be said about the content, and nothing built.

use std::process::ExitCode;

use clap::Args;

use crate::build::{self, Cache};

use super::build::counts;
use super::project::{BuildOptions, Project, exit_code};
use super::{CliError, Global};

#[derive(Args)]
pub(super) struct Check {
    #[command(flatten)]
    options: BuildOptions,
    /// Let warnings fail the check
    #[arg(long)]
    strict: bool,
    /// Do not ask git how old things are, or what was removed
    #[arg(long)]
    no_history: bool,
}

impl Check {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode, CliError> {
        let project = Project::open(global)?;
        let mut input = project.input(&self.options, &project.root.join(&project.config.output))?;
        if !self.no_history {
            input.history = project.history(&input.files);
        }
        let found = build::load(&input, &mut Cache::default()).diagnostics;
        project.print(global, &found, &input.files);
        let (errors, warnings) = counts(&found);
        Ok(exit_code(errors, warnings, self.strict))
    }
}
