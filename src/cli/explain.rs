//! `instep explain`: what a rule is about, with a wrong and a right example.

use std::fmt::Write;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use crate::diagnostic::{Severity, nearest};
use crate::disk;
use crate::kinds;
use crate::report::{self, Paper};
use crate::rules::{self, Group, Rule};
use crate::site::Config;

use super::project::{Project, colours, columns, out};
use super::{CliError, Format, Global};

#[derive(Args)]
pub(super) struct Explain {
    /// The rule, or a group of rules; without one, all rules are listed
    #[arg(value_name = "RULE")]
    rule: Option<String>,
}

/// A rule for programs.
#[derive(Serialize)]
struct Entry {
    id: &'static str,
    level: &'static str,
    group: &'static str,
    title: &'static str,
    page: &'static str,
}

impl Explain {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode, CliError> {
        let group = Group::ALL.into_iter().filter(|group| self.rule.as_deref() == Some(group.name()));
        let groups: Vec<Group> = group.collect();
        if !groups.is_empty() {
            out(&list(&groups, settings(global)?.as_ref(), paper(global)));
            return Ok(ExitCode::SUCCESS);
        }
        let rule = self.rule.as_deref().map(known).transpose()?;
        let text = match (rule, global.format) {
            (Some(rule), Format::Json) => json(&Entry::of(rule)),
            (None, Format::Json) => json(&rules::ALL.iter().map(|rule| Entry::of(rule)).collect::<Vec<_>>()),
            (Some(rule), _) => report::page(&page(rule, settings(global)?.as_ref()), paper(global)),
            (None, _) => list(&Group::ALL, settings(global)?.as_ref(), paper(global)),
        };
        out(&text);
        Ok(ExitCode::SUCCESS)
    }
}

impl Entry {
    fn of(rule: &Rule) -> Entry {
        Entry { id: rule.id, level: rule.level.word(), group: rule.group.name(), title: rule.title(), page: rule.page }
    }
}

fn json<T: Serialize>(entries: &T) -> String {
    serde_json::to_string_pretty(entries).map_or_else(|error| error.to_string(), |text| text + "\n")
}

fn known(id: &str) -> Result<&'static Rule, CliError> {
    rules::find(id).ok_or_else(|| {
        let hint = match nearest(id, rules::ALL.iter().map(|rule| rule.id)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`instep explain` lists all rules".to_owned(),
        };
        CliError::Usage(format!("there is no rule `{id}`"), Some(hint))
    })
}

/// The settings, where there are any: rules can be explained without a site. Mistakes in them are told elsewhere.
fn settings(global: &Global) -> Result<Option<Config>, CliError> {
    let path = match Project::settings(global) {
        Err(_) if global.root.is_none() => return Ok(None),
        path => path?,
    };
    let text = disk::read_text(&path)
        .map_err(|error| CliError::Config(format!("cannot read {}: {error}", path.display()), None))?;
    Ok(Some(Config::read(disk::CONFIG, &text, &kinds::kinds()).0))
}

fn paper(global: &Global) -> Paper {
    let width = columns().unwrap_or(Paper::WIDEST).clamp(20, Paper::WIDEST);
    Paper { colour: colours(global, &std::io::stdout()), width }
}

/// The page of a rule, with what holds for it here.
fn page(rule: &Rule, config: Option<&Config>) -> String {
    let (title, body) = rule.page.split_once('\n').unwrap_or((rule.page, ""));
    let here = match config.filter(|config| config.rules.contains_key(rule.id)) {
        Some(config) => format!(" ({} here)", word(config.level_of(rule.id, rule.level))),
        None => String::new(),
    };
    let (id, level, group) = (rule.id, rule.level.word(), rule.group.name());
    let allow = match rule.can_be_allowed() {
        true => format!("In one place: `allow: {{ {id}: why }}` beside the content  \n"),
        false => String::new(),
    };
    let switch = match rule.can_be_switched_off() {
        true => format!("Everywhere: `rules: {{ {id}: off }}` in instep.yaml, or another level"),
        false => format!("The warnings, everywhere: `rules: {{ {id}: off }}` in instep.yaml; the errors stay"),
    };
    format!("{title}\n\n{id} · {level}{here} · {group}\n{body}\n## If it should be otherwise here\n\n{allow}{switch}\n")
}

/// The word for a level.
fn word(level: Option<Severity>) -> &'static str {
    level.map_or("off", Severity::word)
}

/// The rules of some groups, group by group, with the level that they have here.
fn list(groups: &[Group], config: Option<&Config>, paper: Paper) -> String {
    let mut text = String::new();
    let width = rules::ALL.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    for group in groups.iter().filter(|group| group.rules().next().is_some()) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}: {}", paper.bold(group.name()), group.about());
        for rule in group.rules() {
            let level = config.map_or(Some(rule.level), |config| config.level_of(rule.id, rule.level));
            let _ = writeln!(text, "  {:width$}  {:7}  {}", rule.id, word(level), rule.title());
        }
        text.push('\n');
    }
    text + "`instep explain RULE` says what a rule is about, with a wrong and a right example.\n"
}
