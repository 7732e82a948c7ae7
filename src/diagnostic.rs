//! Mistakes in content as data: what is wrong, where, why it matters and what to do.
//!
//! A content mistake is never a `Result`: whoever finds one adds it to a list and goes on, so that one run names them all.

use std::sync::Arc;

use crate::text::Span;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; shown only when asked for.
    Hint,
    /// Something is probably wrong; fails the build under `--strict`.
    Warning,
    /// Something is wrong; fails the build.
    Error,
}

impl Severity {
    /// The word used on the command line and in machine output.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Hint => "hint",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A second place that helps to understand a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The file, relative to the site's root.
    pub path: Arc<str>,
    /// Where in the file.
    pub span: Span,
    /// What is there.
    pub text: String,
}

/// A replacement that mends the finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What to replace, in the finding's own file.
    pub span: Span,
    /// With what.
    pub replacement: String,
    /// Whether it cannot change what was meant, so that `--fix` may do it unasked.
    pub safe: bool,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule's stable, readable id, such as `unknown-reference`.
    pub rule: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// One line: what is wrong.
    pub message: String,
    /// The file, relative to the site's root, with forward slashes.
    pub path: Arc<str>,
    /// Where in the file, in bytes of its text.
    pub span: Span,
    /// What stands under the caret; may be empty.
    pub label: String,
    /// Other places.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// A replacement that does it.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A finding of `rule` at `span` in `path`.
    pub fn new(
        severity: Severity,
        rule: &'static str,
        path: &Arc<str>,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Diagnostic {
            rule,
            severity,
            message: message.into(),
            path: path.clone(),
            span,
            label: String::new(),
            labels: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// An error.
    pub fn error(rule: &'static str, path: &Arc<str>, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, rule, path, span, message)
    }

    /// A warning.
    pub fn warning(rule: &'static str, path: &Arc<str>, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, rule, path, span, message)
    }

    /// A hint.
    pub fn hint(rule: &'static str, path: &Arc<str>, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Hint, rule, path, span, message)
    }

    /// Says what stands under the caret.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Points at another place.
    #[must_use]
    pub fn also(mut self, path: &Arc<str>, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { path: path.clone(), span, text: text.into() });
        self
    }

    /// Offers a replacement for the text at `span`: what was probably meant.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, replacement: replacement.into(), safe: false });
        self
    }

    /// Gives the one replacement for the text at `span` that can be meant: `--fix` writes it.
    #[must_use]
    pub fn mend(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, replacement: replacement.into(), safe: true });
        self
    }

    /// Adds "did you mean" with a fix, where `candidates` holds something near to `written`.
    #[must_use]
    pub fn did_you_mean<'a>(self, written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(written, candidates) {
            Some(near) => {
                let span = self.span;
                self.help(format!("did you mean `{near}`?")).fix(span, near)
            }
            None => self,
        }
    }
}

/// Sorts findings as people read: by file, then by place, then by rule.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| (&a.path, a.span, a.rule, &a.message).cmp(&(&b.path, b.span, b.rule, &b.message)));
}

/// The candidate nearest to what was written, if one is near enough to be meant.
///
/// Near enough is a Damerau-Levenshtein distance of at most a third of the length (at least one, at most three), or a
/// quarter, if that is more: in a long id a word may be missing.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let length = written.chars().count();
    let limit = (length / 3).clamp(1, 3).max(length / 4);
    candidates
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .map(|candidate| (strsim::damerau_levenshtein(&written, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_candidate_is_offered_only_when_it_is_near() {
        assert_eq!(nearest("persna", ["person", "persona", "pains"]), Some("persona"));
        assert_eq!(nearest("layout", ["pains", "gains"]), None);
        assert_eq!(nearest("tuesday-in-bakery", ["tuesday-in-the-bakery"]), Some("tuesday-in-the-bakery"));
    }
}
