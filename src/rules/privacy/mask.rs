//! What readers do not see of a file: comments, and fields that are notes for the team.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::files;
use crate::site::Entity;
use crate::syntax::value::Value;
use crate::text::Span;

/// The fields that no page shows.
const UNSEEN: &[&str] = &["private", "allow"];

/// Where the fields of an entity stand that no page shows.
pub(super) fn unseen_fields(entity: &Entity) -> Vec<Span> {
    let spans = UNSEEN.iter().filter_map(|name| match entity.record.get(name)? {
        Value::Any(node) => Some(node.span),
        _ => None,
    });
    spans.collect()
}

/// The text of a file with everything blanked that nobody sees; the places stay.
pub(super) fn shown<'t>(path: &str, text: &'t str, hidden: &[Span]) -> Cow<'t, str> {
    let mut ranges: Vec<(usize, usize)> = hidden.iter().map(|span| (span.start as usize, span.end as usize)).collect();
    let body = if files::is_markdown(path) { front_matter_end(text) } else { text.len() };
    comments_of_yaml(&text[..body], &mut ranges);
    comments_of_html(text, body, &mut ranges);
    if ranges.is_empty() {
        return text.into();
    }
    blank(text, ranges).into()
}

/// Where the front matter ends; 0 without one.
fn front_matter_end(text: &str) -> usize {
    match text.strip_prefix("---\n").and_then(|rest| rest.find("\n---")) {
        Some(end) => end + 5,
        None => 0,
    }
}

/// Comments that take a line of their own, and those behind a value without quotation marks.
fn comments_of_yaml(text: &str, ranges: &mut Vec<(usize, usize)>) {
    static COMMENT: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"(?m)^[^"'\n]*?(?:^|[ \t])(#[ \t][^\n]*|#)$"#).ok());
    let Some(comment) = &*COMMENT else { return };
    if text.contains('#') {
        let found = comment.captures_iter(text).filter_map(|groups| groups.get(1));
        ranges.extend(found.map(|found| (found.start(), found.end())));
    }
}

fn comments_of_html(text: &str, from: usize, ranges: &mut Vec<(usize, usize)>) {
    let mut at = from;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("<!--")).map(|start| at + start) {
        let end = text[start..].find("-->").map_or(text.len(), |end| start + end + 3);
        ranges.push((start, end));
        at = end;
    }
}

/// Puts spaces in the place of some ranges; lines stay lines.
fn blank(text: &str, mut ranges: Vec<(usize, usize)>) -> String {
    ranges.sort_unstable();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (start, end) in ranges {
        let (start, end) = (start.max(at), end.min(text.len()));
        let (Some(kept), Some(gone)) = (text.get(at..start), text.get(start..end)) else { continue };
        out.push_str(kept);
        out.extend(gone.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        at = end;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_blank_and_places_stay() {
        let text = "---\nowner: x # a@b.de\n# c\ntitle: \"# d\"\n---\n# e <!-- f\ng --> h\n";
        let shown = shown("a.md", text, &[]);
        assert_eq!(shown.len(), text.len());
        assert_eq!(
            shown.split_whitespace().collect::<Vec<_>>(),
            ["---", "owner:", "x", "title:", "\"#", "d\"", "---", "#", "e", "h"]
        );
    }
}
