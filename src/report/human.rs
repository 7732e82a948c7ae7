//! For people: the excerpt, the caret, the reason, the fix.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::text::Span;

use super::{Sources, visible};

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
pub fn human(diagnostics: &[&Diagnostic], sources: &Sources, style: Human) -> String {
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() };
    let decor = if style.unicode { DecorStyle::Unicode } else { DecorStyle::Ascii };
    let renderer = renderer.decor_style(decor).term_width(style.width);
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&one(diagnostic, sources, &renderer));
        out.push_str("\n\n");
    }
    out
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
            for other in diagnostic.labels.iter().filter(|other| other.path == diagnostic.path) {
                snippet = snippet
                    .annotation(AnnotationKind::Context.span(clamp(other.span, text)).label(other.text.as_str()));
            }
            Group::with_title(title).element(snippet)
        }
        _ => Group::with_title(title).element(Origin::path(&*diagnostic.path).line(1).char_column(1)),
    };
    let others: Vec<(String, &crate::diagnostic::Label)> = diagnostic
        .labels
        .iter()
        .filter(|other| other.path != diagnostic.path)
        .filter_map(|other| Some((visible_keeping_bytes(&sources(&other.path)?), other)))
        .filter(|(text, _)| !text.is_empty())
        .collect();
    let mut group = group;
    for (text, other) in &others {
        let annotation = AnnotationKind::Context.span(clamp(other.span, text)).label(other.text.as_str());
        group = group.element(Snippet::source(text.as_str()).path(&*other.path).annotation(annotation));
    }
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
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
