//! `instep wall`: which sheets on walls are out of date, what changed on them, and how they are printed again.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;
use serde::Serialize;

use crate::build::{self, Cache, Input};
use crate::diagnostic::Severity;
use crate::disk::revision;
use crate::pages::Pages;
use crate::pages::walls::{Difference, Hung, Truth, differ};
use crate::paper::sheet::{self, Said};
use crate::report::visible;
use crate::site::evidence::State;

use super::planned::Planned;
use super::project::{BuildOptions, Project, exit_code, out, tell};
use super::{CliError, Format, Global};

#[derive(Args)]
pub(super) struct Wall {
    #[command(flatten)]
    options: BuildOptions,
    /// Only the sheets in this room
    #[arg(long, value_name = "ROOM")]
    room: Option<String>,
    /// Let a sheet that is out of date fail the command
    #[arg(long)]
    strict: bool,
    /// Do not ask git what a sheet said when it was printed
    #[arg(long)]
    no_history: bool,
}

/// A sheet as it is told.
#[derive(Serialize)]
struct Told<'a> {
    room: &'a str,
    sheet: &'a str,
    title: &'a str,
    paper: &'a str,
    /// The id at its foot.
    id: &'a str,
    /// The id it would have today.
    now: &'a str,
    date: Option<String>,
    truth: Truth,
    /// What is different; nothing where it is not known what the sheet said.
    changes: Option<Vec<Difference>>,
    /// How it is printed again.
    again: Option<String>,
}

impl Wall {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode, CliError> {
        let project = Project::open(global)?;
        let input = project.input(&self.options, &project.root.join(&project.config.output))?;
        let planned = Planned::of(&project, &input);
        let errors = planned.found.iter().filter(|finding| finding.severity == Severity::Error).count();
        let pages = &planned.pages;
        let about = |path: &str| pages.site.hangings.iter().any(|hanging| &*hanging.path == path);
        // What is wrong elsewhere is for `check` to say; but pages with errors may say anything.
        let mut found = planned.found;
        found.retain(|finding| finding.severity == Severity::Error || about(&finding.path));
        if !found.is_empty() && global.format == Format::Human {
            project.print(global, &found, &input.files, Some(&pages.site));
        }
        let wanted = |hung: &Hung| self.room.as_ref().is_none_or(|room| *room == hung.hanging.room);
        let all: Vec<Hung> = pages.hung().into_iter().filter(wanted).collect();
        let mut pasts = Pasts { project: &project, input: &input, by_day: BTreeMap::new(), asks: !self.no_history };
        let told: Vec<Told> = all.iter().map(|hung| tell_one(hung, pages, &mut pasts)).collect();
        let outdated = told.iter().filter(|sheet| matches!(sheet.truth, Truth::Outdated | Truth::Gone)).count();
        match global.format {
            Format::Json => out(&(serde_json::to_string_pretty(&told).unwrap_or_default() + "\n")),
            _ => out(&told.iter().map(sentences).collect::<String>()),
        }
        tell(global, &summary(told.len(), outdated));
        if told.iter().filter(|sheet| sheet.again.is_some()).count() > 1 {
            tell(global, "Print them all again, each on its paper: instep poster --outdated");
        }
        Ok(exit_code(errors, outdated, self.strict))
    }
}

fn tell_one<'a>(hung: &'a Hung, pages: &Pages, pasts: &mut Pasts) -> Told<'a> {
    let hanging = hung.hanging;
    Told {
        room: &hanging.room,
        sheet: &hanging.sheet.value,
        title: &hung.title,
        paper: &hanging.paper,
        id: &hanging.id,
        now: &hung.now,
        date: hanging.date.map(|date| date.to_string()),
        truth: hung.truth,
        changes: (hung.truth == Truth::Outdated).then(|| changes(hung, pages, pasts)).flatten(),
        again: matches!(hung.truth, Truth::Outdated | Truth::Unknown).then(|| again(hung)),
    }
}

/// The command that prints a sheet again: just this one, on the paper that it hangs on.
fn again(hung: &Hung) -> String {
    let paper = match hung.hanging.paper.as_str() {
        "" => String::new(),
        paper => format!(" --paper {}", paper.to_lowercase()),
    };
    format!("instep poster {}{paper}", hung.hanging.sheet.value)
}

/// What is different from what the sheet said when it was printed.
fn changes(hung: &Hung, pages: &Pages, pasts: &mut Pasts) -> Option<Vec<Difference>> {
    let now = sheet::of(pages, hung.named.as_ref()?)?.says();
    let then = pasts.said(hung)?;
    Some(differ(&then, &now))
}

/// Sites of former days, each read once.
struct Pasts<'a> {
    project: &'a Project,
    input: &'a Input,
    by_day: BTreeMap<Date, Vec<Pages>>,
    asks: bool,
}

impl Pasts<'_> {
    /// What a sheet said on the day it was printed: as its id says, else as it was at the end of that day.
    fn said(&mut self, hung: &Hung) -> Option<Vec<Said>> {
        let day = hung.hanging.date.filter(|_| self.asks)?;
        let (project, input) = (self.project, self.input);
        let pasts = self.by_day.entry(day).or_insert_with(|| {
            let before = day.yesterday().ok();
            // It may have been printed before the last commit of its day.
            let days = [Some(day), before].into_iter().flatten();
            let commits: Vec<String> = days.filter_map(|day| revision::at_end_of(&project.root, day).ok()?).collect();
            commits.iter().filter_map(|commit| past(project, input, commit)).collect()
        });
        let name = &*hung.hanging.sheet.value;
        let sheets: Vec<_> = pasts
            .iter()
            .filter_map(|pages| {
                let named = sheet::all(pages).into_iter().find(|named| named.name == name)?;
                sheet::of(pages, &named)
            })
            .collect();
        let same = sheets.iter().find(|sheet| sheet.content_id() == hung.hanging.id);
        same.or_else(|| sheets.first()).map(sheet::Sheet::says)
    }
}

/// The site at a commit, read with the settings of now.
fn past(project: &Project, now: &Input, commit: &str) -> Option<Pages> {
    let output = project.root.join(&project.config.output);
    let files = revision::revision(&project.root, &now.config, &output, commit).ok()?;
    let input = Input {
        files,
        config: now.config.clone(),
        history: now.history.clone(),
        today: now.today,
        drafts: now.drafts,
        rules: now.rules,
    };
    let loaded = build::load(&input, &mut Cache::default());
    // A sheet of former days is compared in the words of today.
    let (words, _) = crate::render::words(&now.config.language, &project.templates);
    Some(build::plan(&loaded, words))
}

fn summary(total: usize, outdated: usize) -> String {
    match (total, outdated) {
        (0, _) => "Nothing is known to hang anywhere: write down what does in wall.yaml, in the content folder.".into(),
        (1, 0) => "The one sheet on a wall says what the site says.".into(),
        (n, 0) => format!("All {n} sheets on walls say what the site says, as far as their ids are known."),
        (n, 1) => format!("1 of {n} sheets on walls is out of date."),
        (n, outdated) => format!("{outdated} of {n} sheets on walls are out of date."),
    }
}

/// A sheet in sentences.
fn sentences(sheet: &Told) -> String {
    let mut text = String::new();
    let paper = if sheet.paper.is_empty() { String::new() } else { format!(", {}", sheet.paper.to_uppercase()) };
    let verdict = match sheet.truth {
        Truth::Current => "current",
        Truth::Outdated => "out of date",
        Truth::Gone => "gone from the site",
        Truth::Unknown => "its id is not written down",
    };
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{}: {} ({}{paper}): {verdict}", visible(sheet.room), visible(sheet.title), sheet.sheet);
    match &sheet.changes {
        Some(changes) if changes.is_empty() => {
            let _ = writeln!(text, "  It says the same as on that day; its id is of another one.");
        }
        Some(changes) => {
            for change in changes {
                let _ = writeln!(text, "  {}", visible(&sentence(change)));
            }
        }
        None if sheet.truth == Truth::Outdated => {
            let _ = writeln!(text, "  What it said then is not known: no date, or no commit of that day.");
        }
        None => {}
    }
    if let Some(again) = &sheet.again {
        let _ = writeln!(text, "  Print it again: {}", visible(again));
    }
    text
}

/// A difference as a sentence.
fn sentence(change: &Difference) -> String {
    let word = |state: &Option<State>| state.map_or("not marked", State::word);
    match change {
        Difference::New { text } => format!("New: {text}"),
        Difference::Gone { text } => format!("Gone: {text}"),
        Difference::State { text, from, to } => format!("From {} to {}: {text}", word(from), word(to)),
        Difference::Order => "The same stands there in another order.".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_a_sentence() {
        let change = Difference::State { text: "It is late".into(), from: Some(State::Guess), to: Some(State::Heard) };
        assert_eq!(sentence(&change), "From guess to heard: It is late");
        assert_eq!(summary(3, 1), "1 of 3 sheets on walls is out of date.");
    }
}
