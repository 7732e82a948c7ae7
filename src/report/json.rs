//! For programs: one JSON document, version 1. `findings.schema.json` describes it; what is there stays, more may come.

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::text::{Position, position};

use super::{Ground, Sources, Summary};

/// The JSON Schema of the document.
pub const SCHEMA: &str = include_str!("findings.schema.json");

#[derive(Serialize)]
struct Place {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Label<'a> {
    path: &'a str,
    start: Place,
    text: &'a str,
}

#[derive(Serialize)]
struct Replacement<'a> {
    start: Place,
    end: Place,
    replacement: &'a str,
    safe: bool,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    level: &'a str,
    path: &'a str,
    start: Place,
    end: Place,
    message: &'a str,
    label: &'a str,
    labels: Vec<Label<'a>>,
    help: Option<&'a str>,
    fix: Option<Replacement<'a>>,
}

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    findings: Vec<Finding<'a>>,
    summary: &'a Summary,
}

/// All findings as one JSON document with a closing newline.
pub fn json(found: &[&Diagnostic], ground: Ground, summary: &Summary) -> String {
    let findings = found.iter().map(|diagnostic| finding(diagnostic, ground.sources)).collect();
    let report = Report { version: 1, findings, summary };
    serde_json::to_string_pretty(&report).map_or_else(|error| error.to_string(), |text| text + "\n")
}

fn finding<'a>(diagnostic: &'a Diagnostic, sources: &Sources) -> Finding<'a> {
    let (start, end) = super::place(diagnostic, sources);
    let text = sources(&diagnostic.path).unwrap_or_else(|| "".into());
    Finding {
        rule: diagnostic.rule,
        level: diagnostic.severity.word(),
        path: &diagnostic.path,
        start: start.into(),
        end: end.into(),
        message: &diagnostic.message,
        label: &diagnostic.label,
        labels: diagnostic
            .labels
            .iter()
            .map(|label| {
                let text = sources(&label.path).unwrap_or_else(|| "".into());
                Label { path: &label.path, start: position(&text, label.span.start).into(), text: &label.text }
            })
            .collect(),
        help: diagnostic.help.as_deref(),
        fix: diagnostic.fix.as_ref().map(|fix| Replacement {
            start: position(&text, fix.span.start).into(),
            end: position(&text, fix.span.end).into(),
            replacement: &fix.replacement,
            safe: fix.safe,
        }),
    }
}

impl From<Position> for Place {
    fn from(position: Position) -> Self {
        Place { line: position.line, column: position.column }
    }
}
