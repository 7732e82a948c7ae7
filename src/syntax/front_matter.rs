//! The YAML block at the top of a Markdown file.

use crate::text::Span;

/// Where the front matter and the body lie in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// The YAML between the fences, if there are fences.
    pub yaml: Option<Span>,
    /// Everything after them.
    pub body: Span,
    /// The opening fence, where no closing one follows.
    pub unclosed: Option<Span>,
}

/// Finds the front matter: a first line `---`, closed by `---` or `...`.
///
/// A file that opens with a horizontal rule has no front matter: the fence counts only if a closing one follows and
/// the block between looks like YAML (its first line with text has a colon or is a comment), so nothing is swallowed.
pub fn split(text: &str) -> Split {
    let whole = Span::new(0, text.len());
    let plain = Split { yaml: None, body: whole, unclosed: None };
    let Some(rest) = text.strip_prefix("---").filter(|rest| rest.trim_start_matches([' ', '\t']).starts_with('\n'))
    else {
        return plain;
    };
    let start = text.len() - rest.len() + rest.find('\n').map_or(0, |at| at + 1);
    if !looks_like_yaml(&text[start..]) {
        return plain;
    }
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            let body = Span::new(at + line.len(), text.len());
            return Split { yaml: Some(Span::new(start, at)), body, unclosed: None };
        }
        at += line.len();
    }
    Split { yaml: None, body: whole, unclosed: Some(Span::new(0, 3)) }
}

fn looks_like_yaml(text: &str) -> bool {
    match text.lines().map(str::trim).find(|line| !line.is_empty()) {
        Some("---" | "...") => true,
        Some(line) => line.contains(':') || line.starts_with('#'),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_found_and_rules_are_left_alone() {
        let text = "---\na: 1\n---\nbody";
        let split_up = split(text);
        assert_eq!(split_up.yaml.map(|span| span.of(text)), Some("a: 1\n"));
        assert_eq!(split_up.body.of(text), "body");
        assert_eq!(split("---\n\nJust a rule\n\n---\n").yaml, None);
        assert!(split("---\na: 1\nbody").unclosed.is_some());
        assert_eq!(split("---\n---\nx").yaml.map(|span| span.of("---\n---\nx")), Some(""));
    }
}
