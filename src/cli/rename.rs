//! `instep rename KIND OLD NEW`: another id, and every reference to it.

use std::fmt::Write;
use std::process::ExitCode;

use clap::Args;

use crate::disk::rewrite::{self, Rewrite};
use crate::edit;
use crate::files;
use crate::kinds;
use crate::rename::{self, Plan, Refusal, Request};
use crate::report::visible;
use crate::text::position;

use super::list::unknown_kind;
use super::project::{BuildOptions, Project, out, say, tell};
use super::{CliError, Global};

#[derive(Args)]
pub(super) struct Rename {
    /// The kind, such as persona, map or story
    kind: String,
    /// The id it has
    old: String,
    /// The id it is to have
    new: String,
    /// Only print what would change
    #[arg(long)]
    dry_run: bool,
}

impl Rename {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode, CliError> {
        let all = kinds::kinds();
        let wanted = self.kind.to_lowercase();
        let kind = all.iter().find(|kind| kind.name == wanted || kind.folders.contains(&wanted.as_str()));
        let kind = *kind.ok_or_else(|| unknown_kind(&self.kind))?;
        let project = Project::open(global)?;
        let input = project.input(&BuildOptions::default(), &project.root.join(&project.config.output))?;
        let text = |path: &str| match path == &*project.config.path {
            true => Some(project.config_text.clone()),
            false => input.files.text(path).cloned(),
        };
        let request = Request { kind, old: &self.old, new: &self.new };
        let plan = match rename::plan(&input, &project.config_text, &request) {
            Ok(plan) => plan,
            Err(refusal) => return Err(refused(refusal, &text)),
        };
        if self.dry_run {
            out(&places(&plan, &text));
            return Ok(ExitCode::SUCCESS);
        }
        write(&project, &plan)?;
        tell(global, &summary(&plan));
        Ok(ExitCode::SUCCESS)
    }
}

/// A text of the site by its path.
type Texts<'a> = dyn Fn(&str) -> Option<std::sync::Arc<str>> + 'a;

/// Prints the places, and gives the rest as a mistake in the request.
fn refused(refusal: Refusal, text: &Texts) -> CliError {
    for (path, span, what) in &refusal.places {
        let place = span.zip(text(path)).map(|(span, text)| position(&text, span.start));
        let place = place.map_or(String::new(), |at| format!(":{}:{}", at.line, at.column));
        say(&visible(&format!("{path}{place}: {what}")));
    }
    CliError::Usage(format!("{}; nothing was changed", refusal.message), refusal.help)
}

fn write(project: &Project, plan: &Plan) -> Result<(), CliError> {
    let failed = |path: &str, error| CliError::Write(path.to_owned(), error);
    let mut rewrites = Vec::new();
    for (path, expected) in &plan.texts {
        let place = match *path == *project.config.path {
            true => project.config_path.clone(),
            false => project.root.join(path),
        };
        let before = rewrite::read_exact(&place).map_err(|error| failed(path, error))?;
        let changed = || failed(path, std::io::Error::other("it has changed meanwhile"));
        let after = edit::apply(&before, &plan.edits(path)).map_err(|_| changed())?;
        if files::decode(after.clone().into_bytes()).as_ref() != Ok(expected) {
            return Err(changed());
        }
        rewrites.push(Rewrite { path: place, before: before.into_bytes(), after: after.into_bytes() });
    }
    let moved = plan.moved.as_ref().map(|moved| (project.root.join(&moved.from), project.root.join(&moved.to)));
    let moved = moved.as_ref().map(|(from, to)| (from.as_path(), to.as_path()));
    rewrite::rewrite(&rewrites, moved).map_err(|error| CliError::Write(error.path.display().to_string(), error.reason))
}

/// Every place that changes, one a line.
fn places(plan: &Plan, text: &Texts) -> String {
    let mut out = String::new();
    if let Some(moved) = &plan.moved {
        let _ = writeln!(out, "{} → {}", moved.from, moved.to);
    }
    for (path, changes) in &plan.changes {
        let Some(text) = text(path) else { continue };
        for change in changes {
            let at = position(&text, change.span.start);
            let _ = writeln!(out, "{path}:{}:{}: {} → {}", at.line, at.column, change.span.of(&text), change.text);
        }
    }
    out
}

fn summary(plan: &Plan) -> String {
    let mut out = format!("Renamed {} to {}.", plan.old, plan.new);
    if let Some(moved) = &plan.moved {
        let _ = write!(out, "\n  {} → {}", moved.from, moved.to);
    }
    for (path, changes) in &plan.changes {
        let places = if changes.len() == 1 { "place" } else { "places" };
        let _ = write!(out, "\n  {path}: {} {places}", changes.len());
    }
    out
}
