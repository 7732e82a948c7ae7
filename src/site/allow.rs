//! What writers allow beside their content, as written.
//!
//! `allow: { rule: why }` in the front matter holds for the whole file, in an item for that item. In Markdown, where an
//! item has no fields, `<!-- allow rule: why -->` holds for its own line; alone on a line, for the next.

use std::sync::Arc;

use crate::files;
use crate::syntax::value::Value;
use crate::syntax::yaml::{Data, Node};
use crate::text::Span;

use super::entity::{Entity, Source};

/// One rule that somebody allows to be broken.
#[derive(Clone, Debug, PartialEq)]
pub struct Allow {
    /// The rule's id, as written.
    pub rule: Box<str>,
    /// Where it is named.
    pub place: Span,
    /// Why; may be empty.
    pub reason: Box<str>,
    /// Where it holds.
    pub reach: Span,
    /// All that can go with it: the comment, with its line if it stands alone there. Nothing where it is a field.
    pub whole: Option<Span>,
}

/// The beginning of a comment that allows something.
const COMMENT: &str = "<!-- allow ";

/// Everything a file allows.
pub(super) fn allows(source: &Source, entities: &[Arc<Entity>]) -> Vec<Allow> {
    let text = &source.text;
    let mut all = Vec::new();
    for entity in entities {
        let reach = match files::is_markdown(&source.path) {
            true => Span::new(0, text.len()),
            false => entity.record.span,
        };
        gather(entity.record.get("allow"), reach, &mut all);
        entity.record.each_item(&mut |_, _, item| {
            if let Some(details) = &item.details {
                gather(details.get("allow"), details.span, &mut all);
            }
        });
    }
    if files::is_markdown(&source.path) {
        comments(text, &mut all);
    }
    all
}

fn gather(value: Option<&Value>, reach: Span, all: &mut Vec<Allow>) {
    let Some(Value::Any(node)) = value else { return };
    for entry in node.entries() {
        let reason = scalar(&entry.value);
        all.push(Allow {
            rule: entry.key.value.clone(),
            place: entry.key.span,
            reason: reason.into(),
            reach,
            whole: None,
        });
    }
    // A bare name, or a list of them, gives no reason.
    let bare = match &node.data {
        Data::List(nodes) => nodes.as_slice(),
        Data::Scalar(_) => std::slice::from_ref(node),
        _ => &[],
    };
    for node in bare {
        all.push(Allow { rule: scalar(node).into(), place: node.span, reason: "".into(), reach, whole: None });
    }
}

fn scalar(node: &Node) -> &str {
    match &node.data {
        Data::Scalar(scalar) => &scalar.text,
        _ => "",
    }
}

/// `<!-- allow rule: why -->`
fn comments(text: &str, all: &mut Vec<Allow>) {
    let (mut from, mut line) = (0, Line::default());
    while let Some(at) = text[from..].find(COMMENT).map(|at| from + at) {
        let begin = at + COMMENT.len();
        let Some(length) = text[begin..].find("-->") else { return };
        from = begin + length;
        let inner = &text[begin..from];
        let (rule, reason) = inner.split_once(':').unwrap_or((inner, ""));
        let place = Span::new(begin, begin + rule.trim_end().len());
        let (rule, reason) = (rule.trim().into(), reason.trim().into());
        let whole = Some(whole(text, at, from + "-->".len()));
        line = line.at(text, at);
        all.push(Allow { rule, place, reason, reach: line.reach, whole });
    }
}

/// A comment with the space before it; with its line, if it stands alone there.
fn whole(text: &str, start: usize, end: usize) -> Span {
    let space = |c: char| matches!(c, ' ' | '\t');
    let before = text[..start].trim_end_matches(space);
    let after = text[end..].trim_start_matches(space);
    let alone = (before.is_empty() || before.ends_with('\n')) && (after.is_empty() || after.starts_with('\n'));
    match alone {
        true => Span::new(before.len(), (text.len() - after.len() + 1).min(text.len())),
        // What is indented keeps its place, and words on both sides their space.
        false if before.is_empty() || before.ends_with('\n') => Span::new(start, text.len() - after.len()),
        false => Span::new(before.len(), end),
    }
}

/// A line, and where a comment on it holds.
#[derive(Clone, Copy, Default)]
struct Line {
    end: usize,
    reach: Span,
}

impl Line {
    /// The line of a place; this one, if it is still the same.
    fn at(self, text: &str, at: usize) -> Line {
        if at < self.end {
            return self;
        }
        let start = text[self.end..at].rfind('\n').map_or(self.end, |end| self.end + end + 1);
        let end = start + text[start..].find('\n').unwrap_or(text.len() - start);
        Line { end, reach: reach(text, start, end) }
    }
}

/// A line with a comment; if that stands alone, the next line that says something.
fn reach(text: &str, start: usize, end: usize) -> Span {
    let line = text[start..end].trim();
    let below = text.get(end + 1..).filter(|_| line.starts_with("<!--") && line.ends_with("-->")).unwrap_or("");
    let mut at = end + 1;
    for line in below.split_inclusive('\n') {
        if !line.trim().is_empty() {
            return Span::new(at, at + line.trim_end_matches('\n').len());
        }
        at += line.len();
    }
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_reaches_its_own_line_or_the_next() {
        let text = "a <!-- allow x: y -->\n\n<!-- allow z: why: so -->\n\n- b\n- c\n";
        let mut all = Vec::new();
        comments(text, &mut all);
        let read: Vec<_> = all.iter().map(|allow| (&*allow.rule, &*allow.reason, allow.reach.of(text))).collect();
        assert_eq!(read, [("x", "y", "a <!-- allow x: y -->"), ("z", "why: so", "- b")]);
    }

    #[test]
    fn a_comment_goes_with_its_line_or_its_space() {
        for (text, rest) in [
            ("a <!-- allow x: y -->\nb", "a\nb"),
            ("a\n  <!-- allow x: y --> \nb", "a\nb"),
            ("a <!-- allow x: y --> b", "a b"),
            ("<!-- allow x: y --> b", "b"),
            ("a\n<!-- allow x: y -->", "a\n"),
        ] {
            let mut all = Vec::new();
            comments(text, &mut all);
            let wholes: Vec<Span> = all.iter().filter_map(|allow| allow.whole).collect();
            let edits: Vec<_> = wholes.into_iter().map(|span| (span, String::new())).collect();
            assert_eq!(crate::edit::apply(text, &edits).as_deref(), Ok(rest), "{text:?}");
        }
    }
}
