//! Where something that was read stands in its file, byte for byte.

use pulldown_cmark::Parser;

use crate::syntax::markdown::{self, LinkUse};
use crate::text::Span;

/// A piece of text as it was read, with the place of each of its bytes in the file, and of its end.
#[derive(Clone, Debug)]
pub(super) struct Located {
    places: Vec<u32>,
}

impl Located {
    /// A text that stands in the file as it is.
    pub(super) fn literal(start: usize, length: usize) -> Located {
        Located { places: (start..=start + length).map(|at| at as u32).collect() }
    }

    /// A YAML scalar that stands at `span`; none if its spelling cannot be followed.
    pub(super) fn scalar(source: &str, span: Span, decoded: &str) -> Option<Located> {
        let units = units(span.of(source))?;
        let mut units = units.iter().peekable();
        let mut places = vec![0; decoded.len() + 1];
        let mut end = span.start;
        for (at, c) in decoded.char_indices() {
            if c.is_whitespace() {
                places[at..at + c.len_utf8()].fill(end);
                continue;
            }
            let unit = units.next().filter(|unit| unit.c == c)?;
            places[at..at + c.len_utf8()].fill(span.start + unit.start);
            end = span.start + unit.end;
        }
        places[decoded.len()] = end;
        units.next().is_none().then_some(Located { places })
    }

    /// The part of this text from byte `from`, `length` bytes long.
    pub(super) fn part(&self, from: usize, length: usize) -> Option<Located> {
        // What follows a part may stand on the next line: its end is behind its own last byte, where that is known.
        Some(Located { places: self.places.get(from..=from + length)?.to_vec() })
    }

    /// The place of bytes `from..to` in the file; none if they do not stand on one line.
    pub(super) fn span(&self, source: &str, from: usize, to: usize) -> Option<Span> {
        let span = Span { start: *self.places.get(from)?, end: *self.places.get(to)? };
        // Blanks that follow belong to what follows.
        let text = span.of(source);
        let end = span.start + text.trim_end().len() as u32;
        let span = Span { end, ..span };
        (!span.of(source).is_empty() && !span.of(source).contains('\n')).then_some(span)
    }
}

/// A character that is no blank, and the bytes it was written with.
struct Unit {
    c: char,
    start: u32,
    end: u32,
}

/// The characters of a scalar as written: with escapes replaced, blanks left out, because lines may be folded.
fn units(raw: &str) -> Option<Vec<Unit>> {
    let (inner, from, quote) = match raw.chars().next() {
        Some(quote @ ('"' | '\'')) if raw.len() > 1 && raw.ends_with(quote) => (raw.get(1..raw.len() - 1)?, 1, quote),
        _ => (raw, 0, ' '),
    };
    let mut found = Vec::new();
    let mut rest = inner.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let c = match (quote, c) {
            ('\'', '\'') => rest.next().map(|(_, c)| c),
            ('"', '\\') => escape(&mut rest),
            _ => Some(c),
        };
        let end = rest.peek().map_or(inner.len(), |(next, _)| *next);
        match c {
            Some(c) if !c.is_whitespace() => {
                found.push(Unit { c, start: (from + at) as u32, end: (from + end) as u32 });
            }
            Some(_) => {}
            None => return None,
        }
    }
    Some(found)
}

/// What an escape in double quotes stands for; the backslash is gone already.
fn escape(rest: &mut std::iter::Peekable<std::str::CharIndices>) -> Option<char> {
    let (_, c) = rest.next()?;
    let digits = match c {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        '\n' | 'n' | 't' | '\t' | 'r' | 'N' | '_' | 'L' | 'P' | 'v' | 'f' | ' ' => return Some(' '),
        '"' | '\\' | '/' => return Some(c),
        _ => return None,
    };
    let hex: String = rest.by_ref().take(digits).map(|(_, c)| c).collect();
    char::from_u32(u32::from_str_radix(&hex, 16).ok()?)
}

/// A link in a text, with the place of its target there; none if the target is spelled differently or stands elsewhere.
pub(super) struct Link {
    pub(super) target: String,
    pub(super) at: Option<usize>,
    pub(super) wiki: bool,
    /// The whole link.
    pub(super) span: Span,
    /// The target stands in a definition, which is a link of its own here.
    pub(super) defined: bool,
}

/// The links in a piece of Markdown; places count from the beginning of `source`.
pub(super) fn links(source: &str, body: Span) -> Vec<Link> {
    if !["[[", "](", "]:", "<a", "<A", "<img", "<IMG"].iter().any(|mark| body.of(source).contains(mark)) {
        return Vec::new();
    }
    let mut found: Vec<Link> = markdown::outline(source, body).links.iter().map(|link| written(source, link)).collect();
    let masked = markdown::mask(body.of(source));
    let parser = Parser::new_ext(&masked, markdown::options());
    for (_, definition) in parser.reference_definitions().iter() {
        let span = Span::new(definition.span.start, definition.span.end).shifted(body.start as usize);
        let target = definition.dest.to_string();
        let at = span.of(source).find("]:").and_then(|at| after(source, span.start as usize + at + 2, &target));
        found.push(Link { target, at, wiki: false, span, defined: false });
    }
    found.sort_by_key(|link| link.span);
    found
}

fn written(source: &str, link: &LinkUse) -> Link {
    let text = link.span.of(source);
    let (start, target) = (link.span.start as usize, &*link.target);
    let inline = text.rfind("](");
    let html = text.starts_with('<') && !link.wiki;
    let at = match inline {
        _ if link.hidden => text.find(target).map(|at| start + at),
        _ if link.wiki => after(source, start + 2, target),
        // A tag, or a block of HTML with several: only what stands there once is known for sure.
        _ if html => Some(text.match_indices(target))
            .filter(|all| all.clone().count() == 1)
            .and_then(|mut all| all.next().map(|(at, _)| start + at)),
        Some(at) => after(source, start + at + 2, target),
        None => None,
    };
    let defined = inline.is_none() && !link.wiki && !html && !link.hidden;
    Link { target: target.to_owned(), at, wiki: link.wiki, span: link.span, defined }
}

/// Where `target` stands, if it is the next thing from `from` on.
fn after(source: &str, from: usize, target: &str) -> Option<usize> {
    let rest = source.get(from..)?;
    let skipped = rest.len() - rest.trim_start().len();
    let at = from + skipped + usize::from(rest[skipped..].starts_with('<'));
    source.get(at..)?.starts_with(target).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_every_spelling() {
        for (raw, decoded, name, written) in [
            ("mara", "mara", "mara", "mara"),
            ("\"persona/m\\u0061ra#a\"", "persona/mara#a", "mara", "m\\u0061ra"),
            ("'it''s [[mara]]'", "it's [[mara]]", "mara", "mara"),
            ("one\n  [[mara]] two", "one [[mara]] two", "mara", "mara"),
            ("\"a\\n[[mara]]\"", "a\n[[mara]]", "mara", "mara"),
        ] {
            let located = Located::scalar(raw, Span::new(0, raw.len()), decoded).unwrap();
            let at = decoded.find(name).unwrap();
            let span = located.span(raw, at, at + name.len()).unwrap();
            assert_eq!(span.of(raw), written, "{raw}");
        }
        let raw = "int\n  four";
        let located = Located::scalar(raw, Span::new(0, raw.len()), "int four").unwrap();
        assert_eq!(located.span(raw, 0, 8), None);
        assert!(Located::scalar("\"m\\qra\"", Span::new(0, 7), "mara").is_none());
    }

    #[test]
    fn targets_of_links_have_their_places() {
        let text = "See [a](<../a.md> \"x\"), [[b|B]] and [c][d].\n\n[d]: ../d.md\n";
        let all = links(text, Span::new(0, text.len()));
        let found: Vec<&str> = all.iter().filter_map(|link| text.get(link.at?..link.at? + link.target.len())).collect();
        assert_eq!(found, ["../a.md", "b", "../d.md"]);
    }
}
