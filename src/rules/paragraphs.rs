//! The prose of an entity in pieces: paragraphs, items of lists, lines of block quotes.

use crate::site::entity::{Content, Entity};
use crate::syntax::html;
use crate::text::Span;

/// The plain text and the place of each piece that stands in an entity's sections and is no item of a field.
pub(super) fn paragraphs(entity: &Entity) -> Vec<(String, Span)> {
    let source = &entity.source.text;
    let mut found = Vec::new();
    for content in entity.sections.iter().flat_map(|section| &section.contents) {
        let Content::Prose(prose) = content else { continue };
        let mut open: Option<Span> = None;
        let mut at = prose.start as usize;
        for line in prose.of(source).split_inclusive('\n') {
            let bare = line.trim_start_matches([' ', '\t', '>']);
            let begins = bare.starts_with(['-', '*', '+', '|', '#']) || bare.len() < line.len();
            let place = Span::new(at + line.len() - bare.len(), at + line.trim_end().len());
            at += line.len();
            if begins || bare.trim().is_empty() {
                found.extend(open.take());
            }
            if place.start < place.end {
                open = Some(Span { start: open.map_or(place.start, |open| open.start), ..place });
            }
        }
        found.extend(open);
    }
    found.into_iter().map(|span| (html::plain(span.of(source)), span)).collect()
}
