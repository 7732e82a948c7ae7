//! `instep list`: what there is; with `--read`, how each heading and key was understood.

use std::fmt::Write;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use crate::build::{self, Cache, Loaded};
use crate::diagnostic::{Severity, nearest};
use crate::kinds;
use crate::text::position;

use super::project::{BuildOptions, Project, exit_code, out};
use super::{CliError, Format, Global};

#[derive(Args)]
pub(super) struct List {
    /// Only this kind, such as persona, map or story
    kind: Option<String>,
    /// Show which heading or key went to which field
    #[arg(long)]
    read: bool,
    #[command(flatten)]
    options: BuildOptions,
}

#[derive(Serialize)]
struct Entry<'a> {
    kind: &'a str,
    id: &'a str,
    title: &'a str,
    path: &'a str,
    url: &'a str,
    personas: Vec<&'a str>,
    confirmed: usize,
    heard: usize,
    guess: usize,
    disputed: usize,
    draft: bool,
}

#[derive(Serialize)]
struct ReadEntry<'a> {
    path: &'a str,
    line: usize,
    form: &'a str,
    label: &'a str,
    fields: &'a [&'static str],
}

impl List {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode, CliError> {
        let kind = self.kind()?;
        let project = Project::open(global)?;
        let output = project.root.join(&project.config.output);
        let input = project.input(&self.options, &output)?;
        let loaded = build::load(&input, &mut Cache::default());
        let text = match (self.read, global.format) {
            (false, Format::Json) => json(&entries(&loaded, kind)),
            (false, _) => table(&entries(&loaded, kind)),
            (true, Format::Json) => json(&readings(&loaded, kind)),
            (true, _) => read_table(&readings(&loaded, kind)),
        };
        out(&text);
        Ok(exit_code(loaded.count(Severity::Error), 0, false))
    }

    /// The wanted kind, by its name or its plural.
    fn kind(&self) -> Result<Option<&'static str>, CliError> {
        let Some(written) = &self.kind else { return Ok(None) };
        let all = kinds::kinds();
        let found = all.iter().find(|kind| kind.name == written || kind.folders.contains(&written.as_str()));
        found.map(|kind| Some(kind.name)).ok_or_else(|| unknown_kind(written))
    }
}

/// The failure for a kind that does not exist.
pub(super) fn unknown_kind(written: &str) -> CliError {
    let names: Vec<&str> = kinds::kinds().iter().map(|kind| kind.name).collect();
    let hint = match nearest(written, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the kinds are {}", names.join(", ")),
    };
    CliError::Usage(format!("there is no kind `{written}`"), Some(hint))
}

fn entries<'a>(loaded: &'a Loaded, kind: Option<&str>) -> Vec<Entry<'a>> {
    let site = &loaded.site;
    site.indices()
        .filter(|index| kind.is_none_or(|kind| site[*index].kind.name == kind))
        .map(|index| {
            let (entity, counts) = (&site[index], site.counts(index));
            Entry {
                kind: entity.kind.name,
                id: &entity.id,
                title: &entity.title,
                path: &entity.source.path,
                url: site.url(index),
                personas: site.subjects(index).iter().map(|subject| &*site[*subject].id).collect(),
                confirmed: counts.confirmed,
                heard: counts.heard,
                guess: counts.guess,
                disputed: counts.disputed,
                draft: entity.draft(),
            }
        })
        .collect()
}

fn readings<'a>(loaded: &'a Loaded, kind: Option<&str>) -> Vec<ReadEntry<'a>> {
    let wanted = |file: &&std::sync::Arc<crate::site::read::Parsed>| {
        kind.is_none_or(|kind| file.entities.iter().any(|entity| entity.kind.name == kind))
    };
    let mut all: Vec<ReadEntry> = Vec::new();
    for file in loaded.site.parsed.iter().filter(wanted) {
        let mut readings: Vec<_> = file.readings.iter().collect();
        readings.sort_by_key(|reading| reading.span);
        all.extend(readings.into_iter().map(|reading| ReadEntry {
            path: &file.source.path,
            line: position(&file.source.text, reading.span.start).line,
            form: reading.form,
            label: &reading.label,
            fields: &reading.fields,
        }));
    }
    all
}

fn json<T: Serialize>(entries: &[T]) -> String {
    serde_json::to_string_pretty(entries).map_or_else(|error| error.to_string(), |text| text + "\n")
}

fn table(entries: &[Entry]) -> String {
    let mut text = String::new();
    let width = |part: fn(&Entry) -> usize| entries.iter().map(part).max().unwrap_or(0);
    let (kinds, ids) = (width(|entry| entry.kind.len()), width(|entry| entry.id.chars().count()));
    for entry in entries {
        let known = entry.confirmed + entry.heard + entry.guess + entry.disputed;
        let certainty = match known {
            0 => String::new(),
            _ => format!("  ({} confirmed, {} heard, {} guess)", entry.confirmed, entry.heard, entry.guess),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{:kinds$}  {:ids$}  {}{certainty}",
            entry.kind,
            entry.id,
            crate::report::visible(entry.title)
        );
    }
    text
}

fn read_table(entries: &[ReadEntry]) -> String {
    let mut text = String::new();
    let mut path = "";
    for entry in entries {
        if entry.path != path {
            path = entry.path;
            let _ = writeln!(text, "{path}");
        }
        let fields = if entry.fields.is_empty() { "kept as it is".to_owned() } else { entry.fields.join(" + ") };
        let label = crate::report::visible(entry.label);
        let _ = writeln!(text, "{:>6}  {:<9}  {label} → {fields}", entry.line, entry.form);
    }
    text
}
