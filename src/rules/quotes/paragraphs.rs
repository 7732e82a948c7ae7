//! The prose of an entity in pieces: paragraphs, items of lists, block quotes. Code and lists of tasks are no prose.

use crate::site::entity::{Content, Entity};
use crate::syntax::html;
use crate::text::Span;

/// The plain text and the place of each piece that stands in an entity's sections and is no item of a field.
pub(in crate::rules) fn paragraphs(entity: &Entity) -> Vec<(String, Span)> {
    let source = &entity.source.text;
    let mut found = Vec::new();
    for content in entity.sections.iter().flat_map(|section| &section.contents) {
        let Content::Prose(prose) = content else { continue };
        let mut open: Option<Span> = None;
        let mut at = prose.start as usize;
        let mut fenced = false;
        for line in prose.of(source).split_inclusive('\n') {
            let bare = line.trim_start_matches([' ', '\t', '>']);
            let begins = bare.starts_with(['-', '*', '+', '|', '#']) || bare.len() < line.len();
            let place = Span::new(at + line.len() - bare.len(), at + line.trim_end().len());
            at += line.len();
            let fence = bare.starts_with("```") || bare.starts_with("~~~");
            fenced ^= fence;
            if fence || fenced || is_task(bare) {
                found.extend(open.take());
                continue;
            }
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

/// `- [ ] something to be done`
fn is_task(line: &str) -> bool {
    let item = line.trim_start_matches(['-', '*', '+']).trim_start();
    item.len() < line.len() && ["[ ]", "[x]", "[X]"].iter().any(|mark| item.starts_with(mark))
}
