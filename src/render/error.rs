//! What is wrong with a template: which page, which content file, which line, in words for whoever writes the site.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::ErrorKind;

use crate::diagnostic::{self, Diagnostic};
use crate::text::Span;

/// The page that was being made.
pub(super) struct Place<'a> {
    pub(super) page: &'a str,
    pub(super) origin: Option<&'a str>,
}

/// A template that cannot be read, or failed on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct TemplateError {
    /// The template, as the site names it; `builtin/…` for those of the theme.
    pub template: String,
    /// What is wrong.
    pub message: String,
    /// Where in the template.
    pub span: Span,
    /// The page that was being made.
    pub page: Option<String>,
    /// The content file it was made from.
    pub origin: Option<String>,
}

impl TemplateError {
    /// Everything an error at load says: the engine joins its findings into one text, each with `--> NAME:LINE:COL`.
    pub(super) fn all(error: &tera::Error, templates: &[(String, String)]) -> Vec<Self> {
        let text = error.to_string();
        let placed: Vec<TemplateError> = text
            .split("error: ")
            .filter_map(|part| {
                let (message, rest) = part.split_once("\n --> ")?;
                let (place, _) = rest.split_once('\n').unwrap_or((rest, ""));
                let mut parts = place.rsplitn(3, ':');
                let column: usize = parts.next()?.trim().parse().ok()?;
                let line: usize = parts.next()?.parse().ok()?;
                let template = parts.next()?.to_owned();
                let source = templates.iter().find(|(name, _)| *name == template).map_or("", |(_, text)| text);
                let span = span_at(source, line, column);
                Some(TemplateError { template, message: message.trim().to_owned(), span, page: None, origin: None })
            })
            .collect();
        let structured = matches!(error.kind(), ErrorKind::SyntaxError(_) | ErrorKind::RenderingError(_));
        if structured || placed.is_empty() { vec![TemplateError::new(error, None)] } else { placed }
    }

    pub(super) fn new(error: &tera::Error, place: Option<Place>) -> Self {
        let (message, template, span) = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let range = &report.span().range;
                (report.message().to_owned(), report.filename().to_owned(), Span::new(range.start, range.end))
            }
            kind => {
                let text = kind.to_string();
                let template = named_template(&text).unwrap_or_default();
                (text, template, Span::default())
            }
        };
        TemplateError {
            template,
            message,
            span,
            page: place.as_ref().map(|place| place.page.to_owned()),
            origin: place.and_then(|place| place.origin.map(str::to_owned)),
        }
    }

    /// A template that is not UTF-8; `valid` bytes of it are.
    pub(super) fn unreadable(path: &str, valid: usize) -> Self {
        TemplateError {
            template: path.to_owned(),
            message: "this template is not UTF-8 text".into(),
            span: Span::new(valid, valid),
            page: None,
            origin: None,
        }
    }

    /// The finding, with the template's path as the site knows it. The content file comes first: that is what a writer
    /// can look at.
    pub fn diagnostic(&self, more: usize) -> Diagnostic {
        let path: Arc<str> = match self.template.strip_prefix("builtin/") {
            Some(_) => self.template.as_str().into(),
            None => format!("templates/{}", self.template).into(),
        };
        let about = match (&self.origin, &self.page) {
            (Some(origin), Some(page)) => format!("{origin} cannot be shown ({page}): "),
            (None, Some(page)) => format!("{page} cannot be made: "),
            _ => String::new(),
        };
        let others = match more {
            0 => String::new(),
            1 => " One more page fails in the same way.".into(),
            more => format!(" {more} more pages fail in the same way."),
        };
        Diagnostic::error("template", &path, self.span, format!("{about}{}", self.message.trim()))
            .help(format!("correct the template, or remove it to use the built-in one.{others}"))
    }

    /// One finding per place in a template, with the number of pages that fail there.
    pub fn findings(errors: Vec<TemplateError>) -> Vec<Diagnostic> {
        let mut places: BTreeMap<(String, u32, String), Vec<TemplateError>> = BTreeMap::new();
        for error in errors {
            places.entry((error.template.clone(), error.span.start, error.message.clone())).or_default().push(error);
        }
        let first = |mut errors: Vec<TemplateError>| {
            errors.sort_by(|a, b| a.page.cmp(&b.page));
            Some(errors.first()?.diagnostic(errors.len() - 1))
        };
        let mut found: Vec<Diagnostic> = places.into_values().filter_map(first).collect();
        diagnostic::sort(&mut found);
        found
    }
}

/// A place given as line and column, both from 1.
fn span_at(text: &str, line: usize, column: usize) -> Span {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(start..).unwrap_or("");
    let offset = rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
    Span::new(start + offset, start + offset)
}

/// Errors without a place name the template in their text: "Template 'x.html' …".
fn named_template(text: &str) -> Option<String> {
    let after = text.split(['\'', '`']).nth(1)?;
    after.contains('.').then(|| after.to_owned())
}
