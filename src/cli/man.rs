//! `instep man`: the manual page of the tool or of one command.

use std::process::ExitCode;

use clap::{Args, CommandFactory};

use super::project::out;
use super::{Cli, CliError};

#[derive(Args)]
pub(super) struct Man {
    /// The command; without one, the page of the tool
    command: Option<String>,
}

impl Man {
    pub(super) fn run(&self) -> Result<ExitCode, CliError> {
        let mut all = Cli::command();
        all.build();
        let command = match &self.command {
            None => all,
            Some(name) => match all.find_subcommand(name) {
                Some(command) => command.clone().display_name(format!("instep-{name}")),
                None => return Err(CliError::Usage(format!("there is no command `{name}`"), None)),
            },
        };
        let mut page = Vec::new();
        let rendered = clap_mangen::Man::new(command).render(&mut page);
        rendered.map_err(|error| CliError::Write("the manual page".into(), error))?;
        out(&String::from_utf8_lossy(&page));
        Ok(ExitCode::SUCCESS)
    }
}
