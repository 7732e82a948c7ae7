//! For people: the excerpt, the caret, the reason, the fix.
//!
//! The same mistake made a hundred times needs no hundred excerpts: what comes after the first ones is a line each. No
//! finding is left out.

use std::collections::HashMap;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::text::{Span, position};

use super::{Sources, visible};

/// So many findings of one rule are drawn in a file, and so many in all; the others are told in a line each.
const DRAWN_OF_A_RULE: usize = 20;
const DRAWN: usize = 200;

/// So many other places are shown of a finding that has many in its own file; the data formats have them all.
const OTHER_PLACES: usize = 5;

/// So many places in other files are drawn; the rest are named in a line.
const OTHER_FILES: usize = 20;

/// How to draw.
#[derive(Clone, Copy, Debug)]
pub struct Human {
    /// With colours.
    pub colour: bool,
    /// With line drawing characters.
    pub unicode: bool,
    /// The width of the terminal.
    pub width: usize,
}

/// Findings one after the other, separated by empty lines.
pub fn human(found: &[&Diagnostic], sources: &Sources, style: Human) -> String {
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() };
    let decor = if style.unicode { DecorStyle::Unicode } else { DecorStyle::Ascii };
    let renderer = renderer.decor_style(decor).term_width(style.width);
    let mut of_rule: HashMap<(&str, &str), usize> = HashMap::new();
    let (mut out, mut drawn, mut in_lines) = (String::new(), 0, false);
    for finding in found {
        let before = of_rule.entry((&finding.path, finding.rule)).or_insert(0);
        *before += 1;
        if drawn < DRAWN && *before <= DRAWN_OF_A_RULE {
            drawn += 1;
            out.push_str(if in_lines { "\n" } else { "" });
            out.push_str(&one(finding, sources, &renderer));
            out.push_str("\n\n");
        } else {
            out.push_str(&line(finding, sources));
        }
        in_lines = !out.ends_with("\n\n");
    }
    out.push_str(if in_lines { "\n" } else { "" });
    out
}

/// `error[dead-link]: there is no such page (content/a.md:3:7)`
fn line(finding: &Diagnostic, sources: &Sources) -> String {
    let (start, _) = super::place(finding, sources);
    let (word, rule, message) = (finding.severity.word(), finding.rule, visible(&finding.message));
    let word = if finding.severity == Severity::Hint { "note" } else { word };
    let message = message.replace('\n', " ");
    format!("{word}[{rule}]: {message} ({}:{}:{})\n", visible(&finding.path), start.line, start.column)
}

fn one(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::NOTE,
    };
    let message = visible(&diagnostic.message);
    let label = visible(&diagnostic.label);
    let help = diagnostic.help.as_deref().map(visible);
    let title = level.primary_title(message.as_str()).id(diagnostic.rule);
    let own = sources(&diagnostic.path).map(|text| visible_keeping_bytes(&text));
    let group = match &own {
        Some(text) if !text.is_empty() => {
            let annotation = AnnotationKind::Primary.span(clamp(diagnostic.span, text)).label(label.as_str());
            let mut snippet = Snippet::source(text.as_str()).path(&*diagnostic.path).annotation(annotation);
            let others = diagnostic.labels.iter().filter(|other| other.path == diagnostic.path);
            for other in others.take(OTHER_PLACES) {
                snippet = snippet
                    .annotation(AnnotationKind::Context.span(clamp(other.span, text)).label(other.text.as_str()));
            }
            Group::with_title(title).element(snippet)
        }
        _ => Group::with_title(title).element(Origin::path(&*diagnostic.path).line(1).char_column(1)),
    };
    let others: Vec<(String, &Label)> = diagnostic
        .labels
        .iter()
        .filter(|other| other.path != diagnostic.path)
        .filter_map(|other| Some((visible_keeping_bytes(&sources(&other.path)?), other)))
        .filter(|(text, _)| !text.is_empty())
        .collect();
    let mut group = group;
    for (text, other) in others.iter().take(OTHER_FILES) {
        let annotation = AnnotationKind::Context.span(clamp(other.span, text)).label(other.text.as_str());
        group = group.element(Snippet::source(text.as_str()).path(&*other.path).annotation(annotation));
    }
    let rest: Vec<String> = others.iter().skip(OTHER_FILES).map(|(text, other)| named(text, other)).collect();
    let rest = format!("and in {}", rest.join(", "));
    if others.len() > OTHER_FILES {
        group = group.element(Level::NOTE.message(rest.as_str()));
    }
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
}

/// `content/a.md:3:7`
fn named(text: &str, other: &Label) -> String {
    let place = position(text, other.span.start);
    format!("{}:{}:{}", visible(&other.path), place.line, place.column)
}

/// Control characters replaced by others of the same length, so that spans still hold.
fn visible_keeping_bytes(text: &str) -> String {
    text.chars()
        .map(|c| if (c as u32) < 0x20 && !matches!(c, '\n' | '\t') || c == '\u{7f}' { '?' } else { c })
        .collect()
}

/// The span inside of the text, on character boundaries.
fn clamp(span: Span, text: &str) -> std::ops::Range<usize> {
    let boundary = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = boundary(span.start as usize);
    start..boundary(span.end as usize).max(start)
}
