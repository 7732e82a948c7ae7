//! Several subjects in one file: where each begins, and what a heading that names one looks like.

use std::ops::Range;

use crate::syntax::field::Field;
use crate::syntax::markdown::{Block, BlockKind};
use crate::syntax::names::Names;
use crate::syntax::{html, label};

/// Words before a name in a heading: "User persona: Ana", "Learner profile 2: …".
const PREFIXES: &[&str] = &[
    "persona",
    "user persona",
    "customer persona",
    "buyer persona",
    "profile",
    "user profile",
    "learner profile",
    "user type",
    "user",
    "persona primaria",
    "persona secundaria",
    "primary persona",
    "secondary persona",
    "anti persona",
    "ヘルソナ",
    "人物誌",
    "anti-persona",
    "name",
    "nome",
    "nombre",
];

/// A name taken from a heading such as `Persona 1 – Ana, 34`, if the heading has that shape.
///
/// What follows the name in brackets, after a comma or after a dash stays in the heading; it is not part of the name.
pub(super) fn name_in(heading: &str) -> Option<String> {
    let folded = label::fold(heading);
    let bare: String = folded.chars().skip_while(|c| !c.is_alphanumeric()).collect();
    let prefix = PREFIXES.iter().filter(|prefix| bare.starts_with(*prefix)).max_by_key(|prefix| prefix.len())?;
    let skipped = folded.chars().count() - bare.chars().count() + prefix.chars().count();
    let rest: String = heading.chars().skip(skipped).collect();
    let rest = rest.trim_start();
    let numbered = rest.trim_start_matches('#').trim_start_matches(|c: char| c.is_ascii_digit());
    let after = numbered.trim_start();
    let closed = after.strip_prefix([':', '：', '–', '—', '-', '.', ')']);
    // "Persona development" has the word but not the shape.
    let name = match closed {
        Some(name) => name,
        None if numbered.len() < rest.len() => after,
        None => return None,
    };
    let name = first_part(name);
    (!name.is_empty()).then(|| name.to_owned())
}

/// A heading's name without what is said about it.
pub(super) fn first_part(name: &str) -> &str {
    let ends = [" (", "（", " – ", " — ", " - ", ", ", "・"];
    let end = ends.iter().filter_map(|end| name.find(end)).min().unwrap_or(name.len());
    name[..end].trim().trim_matches(['"', '“', '”', '*'])
}

/// Where the subjects of a file stand: ranges of blocks, each from its heading on. Empty for fewer than two.
///
/// The shallowest level counts whose headings look like names of persons ("Persona 1: Ana"), or whose sections repeat
/// the same two fields.
pub(super) fn split(source: &str, blocks: &[Block], names: &Names, fields: &'static [Field]) -> Vec<Range<usize>> {
    for level in 1..=4 {
        let starts: Vec<usize> = blocks
            .iter()
            .enumerate()
            .filter(|(_, block)| matches!(&block.kind, BlockKind::Heading { level: found, .. } if *found == level))
            .map(|(at, _)| at)
            .collect();
        let ranges: Vec<Range<usize>> = starts.iter().map(|at| *at..end_of(blocks, *at, level)).collect();
        let named: Vec<Range<usize>> =
            ranges.iter().filter(|range| heading(blocks, range.start).and_then(name_in).is_some()).cloned().collect();
        if named.len() >= 2 {
            return named;
        }
        let alike: Vec<Range<usize>> = ranges
            .into_iter()
            .filter(|range| distinct_fields(source, &blocks[range.start + 1..range.end], names, fields) >= 2)
            .filter(|range| heading(blocks, range.start).is_some_and(|title| names.find(title, fields).is_empty()))
            .collect();
        if alike.len() >= 2 {
            return alike;
        }
    }
    by_lines(source, blocks)
}

/// Without headings a line of its own begins a subject: "**Persona 1: Ana**".
fn by_lines(source: &str, blocks: &[Block]) -> Vec<Range<usize>> {
    let named = |block: &Block| line(source, block).is_some_and(|line| name_in(&line).is_some());
    let starts: Vec<usize> = (0..blocks.len()).filter(|at| named(&blocks[*at])).collect();
    let ends = starts.iter().skip(1).copied().chain([blocks.len()]);
    match starts.len() {
        0 | 1 => Vec::new(),
        _ => starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect(),
    }
}

/// The text of a paragraph of one line.
fn line(source: &str, block: &Block) -> Option<String> {
    let BlockKind::Paragraph(lines) = &block.kind else { return None };
    let text = lines.text.of(source);
    (!text.contains('\n') && text.len() <= 80).then(|| html::plain(text))
}

/// The blocks of one subject, beginning with a heading: a line that names it becomes one.
pub(super) fn headed(source: &str, blocks: &[Block]) -> Vec<Block> {
    let mut blocks = blocks.to_vec();
    if let Some(first) = blocks.first_mut()
        && let Some(plain) = line(source, first)
        && let BlockKind::Paragraph(lines) = &first.kind
    {
        first.kind = BlockKind::Heading { level: 2, text: lines.text, plain: plain.into(), id: None };
    }
    blocks
}

fn heading(blocks: &[Block], at: usize) -> Option<&str> {
    match &blocks.get(at)?.kind {
        BlockKind::Heading { plain, .. } => Some(plain),
        _ => None,
    }
}

fn end_of(blocks: &[Block], start: usize, level: u8) -> usize {
    let ends = |block: &Block| matches!(&block.kind, BlockKind::Heading { level: other, .. } if *other <= level);
    blocks[start + 1..].iter().position(ends).map_or(blocks.len(), |at| start + 1 + at)
}

fn distinct_fields(source: &str, blocks: &[Block], names: &Names, fields: &'static [Field]) -> usize {
    let mut found: Vec<&str> = Vec::new();
    for block in blocks {
        let labels: Vec<&str> = match &block.kind {
            BlockKind::Heading { plain, .. } => vec![plain],
            BlockKind::Paragraph(lines) => lines.leads.iter().map(|lead| lead.label.of(source)).collect(),
            BlockKind::List { items, .. } => {
                items.iter().filter_map(|item| Some(item.lines.leads.first()?.label.of(source))).collect()
            }
            _ => continue,
        };
        for field in labels.iter().filter_map(|label| names.find(label, fields).first().copied()) {
            if !found.contains(&field.name) {
                found.push(field.name);
            }
        }
    }
    found.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_headings() {
        for (heading, name) in [
            ("Persona 1 – Ana", Some("Ana")),
            ("Persona: Maria Rodriguez - \"The Shipper\"", Some("Maria Rodriguez")),
            ("Persona #1: Bo, der Fahrer", Some("Bo")),
            ("User Persona: Kim (Non-User)", Some("Kim")),
            ("👩 Persona 1 — Lu", Some("Lu")),
            ("ペルソナ：花子（47歳）", Some("花子")),
            ("Persona development", None),
            ("Personas", None),
            ("Goals", None),
        ] {
            assert_eq!(name_in(heading).as_deref(), name, "{heading}");
        }
    }
}
