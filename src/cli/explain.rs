//! `instep explain`: what a rule is about, with a wrong and a right example.

use std::process::ExitCode;

use clap::Args;

use crate::rules;

use super::project::out;
use super::{CliError, Global};

#[derive(Args)]
pub(super) struct Explain {
    /// The rule; without one, all rules are listed
    #[arg(value_name = "RULE")]
    rule: Option<String>,
}

impl Explain {
    pub(super) fn run(&self, _: &Global) -> Result<ExitCode, CliError> {
        match &self.rule {
            None => rules::ALL.iter().for_each(|rule| out(&format!("{}\n", rule.id))),
            Some(id) => match rules::find(id) {
                Some(rule) => out(rule.page),
                None => return Err(CliError::Usage(format!("there is no rule `{id}`"), None)),
            },
        }
        Ok(ExitCode::SUCCESS)
    }
}
