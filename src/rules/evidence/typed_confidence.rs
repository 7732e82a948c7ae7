//! A confidence that somebody typed.

use crate::diagnostic::{Diagnostic, Severity};
use crate::files;
use crate::site::link::Index;
use crate::site::{Entity, Site};
use crate::syntax::label;
use crate::syntax::markdown::{self, Block, BlockKind, ListItem};
use crate::syntax::value::{Record, Value};
use crate::syntax::wording::is_unspaced;
use crate::syntax::yaml::{Data, Entry, Node};
use crate::syntax::{front_matter, html};
use crate::text::Span;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "typed-confidence",
    level: Severity::Warning,
    group: Group::Evidence,
    page: include_str!("typed_confidence.md"),
    look: Look::Entity(look),
};

/// What people call it, as `label::fold` has it. Whole labels only: "Developer confidence" is somebody's own.
const NAMES: &[&str] = &[
    // English, German
    "confidence",
    "confidence level",
    "confidence rating",
    "confidence score",
    "level of confidence",
    "evidence confidence",
    "vertrauen",
    "vertrauensgrad",
    "vertrauensniveau",
    "sicherheit",
    "konfidenz",
    "konfidenzniveau",
    // French, Spanish, Portuguese, Polish
    "confiance",
    "niveau de confiance",
    "degre de confiance",
    "indice de confiance",
    "confianza",
    "nivel de confianza",
    "grado de confianza",
    "confianca",
    "nivel de confianca",
    "grau de confianca",
    "pewnosc",
    "poziom pewnosci",
    "stopien pewnosci",
    // Japanese, Chinese
    "確信度",
    "信頼度",
    "確度",
    "置信度",
    "可信度",
];

/// The grades, folded as well: what stands there must be one, so that a sentence about confidence is left alone.
const GRADES: &[&str] = &[
    "high",
    "medium",
    "moderate",
    "low",
    "strong",
    "weak", // English
    "hoch",
    "mittel",
    "niedrig",
    "gering",
    "stark",
    "schwach", // German
    "eleve",
    "elevee",
    "haut",
    "haute",
    "fort",
    "forte",
    "moyen",
    "moyenne",
    "faible",
    "bas",
    "basse", // French
    "alta",
    "alto",
    "media",
    "medio",
    "baja",
    "bajo",
    "baixa",
    "baixo", // Spanish, Portuguese
    "wysoka",
    "wysoki",
    "srednia",
    "sredni",
    "niska",
    "niski", // Polish
    "高",
    "高い",
    "中",
    "中程度",
    "低",
    "低い",
    "中等",
    "较高",
    "较低",
    "很高",
    "很低", // Japanese, Chinese
];

/// Words before a grade.
const MORE: &[&str] = &["very", "rather", "sehr", "eher", "tres", "plutot", "muy", "muito", "bardzo", "dosc"];

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let entity = &site[index];
    let mut places = Vec::new();
    in_record(&entity.record, &mut places);
    // What a session says is what was heard, and somebody's confidence in themselves may be.
    let is_first = site.in_file(&entity.source.path).is_some_and(|all| all.first() == Some(&index));
    if is_first && entity.kind.name != "session" && files::is_markdown(&entity.source.path) {
        in_body(&entity.source.text, &mut places);
    }
    found.extend(places.into_iter().map(|place| finding(entity, place)));
}

/// A confidence: where it is named, and how often it was given.
struct Typed {
    place: Span,
    cells: usize,
}

fn finding(entity: &Entity, typed: Typed) -> Diagnostic {
    let finding = RULE
        .at(&entity.source.path, typed.place, "a confidence was typed here: it decides nothing")
        .help("name the evidence instead, `[[int-04]]`; how sure we are is computed from it");
    match typed.cells {
        0 | 1 => finding,
        cells => finding.label(format!("{cells} grades in this column")),
    }
}

/// Keys that no field has: of the entity, its statements, its stages; and what is under `extra:`.
fn in_record(record: &Record, places: &mut Vec<Typed>) {
    in_entries(&record.extra, places);
    for (field, value) in &record.values {
        match value {
            Value::Items(items) => {
                items.iter().filter_map(|item| item.details.as_deref()).for_each(|details| in_record(details, places));
            }
            Value::Record(record) => in_record(record, places),
            Value::Records(records) => records.iter().for_each(|record| in_record(record, places)),
            Value::Any(node) if *field == "extra" => in_node(node, places),
            _ => {}
        }
    }
}

fn in_node(node: &Node, places: &mut Vec<Typed>) {
    match &node.data {
        Data::Map(entries) => in_entries(entries, places),
        Data::List(nodes) => nodes.iter().for_each(|node| in_node(node, places)),
        Data::Scalar(_) | Data::Null => {}
    }
}

fn in_entries(entries: &[Entry], places: &mut Vec<Typed>) {
    for entry in entries {
        match &entry.value.data {
            Data::Scalar(value) if is_name(&entry.key.value) && (is_grade(&value.text) || is_number(&value.text)) => {
                places.push(Typed { place: entry.key.span, cells: 1 });
            }
            _ => in_node(&entry.value, places),
        }
    }
}

/// Labels and tables in a Markdown body.
fn in_body(text: &str, places: &mut Vec<Typed>) {
    // Few files speak of it at all, and looking for what the names have in common is cheaper than parsing.
    const ROOTS: &[&str] =
        &["onfi", "ONFI", "ertrauen", "ERTRAUEN", "icherheit", "ICHERHEIT", "ewno", "EWNO", "確", "信"];
    if ROOTS.iter().any(|root| text.contains(root)) {
        let body = markdown::unwrap_fence(text, front_matter::split(text).body);
        in_blocks(text, &markdown::outline(text, body).blocks, places);
    }
}

fn in_blocks(text: &str, blocks: &[Block], places: &mut Vec<Typed>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Paragraph(lines) => in_lines(text, lines.text, places),
            BlockKind::List { items, .. } => items.iter().for_each(|item: &ListItem| {
                in_lines(text, item.lines.text, places);
                in_blocks(text, &item.children, places);
            }),
            BlockKind::Quote(blocks) => in_blocks(text, blocks, places),
            BlockKind::Table { header, rows } => in_table(text, header, rows, places),
            BlockKind::Heading { .. } | BlockKind::Rule | BlockKind::Other => {}
        }
    }
}

/// `**Confidence:** High`, with or without bold, on a line of its own.
fn in_lines(text: &str, span: Span, places: &mut Vec<Typed>) {
    let mut at = span.start as usize;
    for line in span.of(text).split_inclusive('\n') {
        if let Some((label, value)) = line.split_once([':', '：'])
            && is_name(label.trim_start_matches(['>', ' ']))
            && is_grade(value)
        {
            let start = at + label.len() - label.trim_start_matches(['>', ' ', '*', '_']).len();
            places.push(Typed { place: Span::new(start, at + line.trim_end().len()), cells: 1 });
        }
        at += line.len();
    }
}

/// A column of grades is one finding, at its head: what is to be done is done to the column. A row is one as well.
fn in_table(text: &str, header: &[Span], rows: &[Vec<Span>], places: &mut Vec<Typed>) {
    let graded = |cell: &Span| is_grade(cell.of(text));
    for (column, head) in header.iter().enumerate().filter(|(_, head)| is_name(head.of(text))) {
        let cells = rows.iter().filter(|cells| cells.get(column).is_some_and(graded)).count();
        if cells > 0 {
            places.push(Typed { place: trimmed(text, *head), cells });
        }
    }
    for cells in std::iter::once(header).chain(rows.iter().map(Vec::as_slice)) {
        if let Some((head, rest)) = cells.split_first()
            && is_name(head.of(text))
            && rest.iter().any(graded)
        {
            places.push(Typed { place: trimmed(text, *head), cells: 1 });
        }
    }
}

fn trimmed(text: &str, span: Span) -> Span {
    let written = span.of(text);
    let start = span.start as usize + written.len() - written.trim_start().len();
    Span::new(start, start + written.trim().len())
}

fn is_name(written: &str) -> bool {
    // Long texts are no labels, and most keys and cells are something else.
    written.len() <= 120 && NAMES.contains(&&*label::normalise(written))
}

/// Whether a text begins with a grade and goes on, if it does, only beside it: "✅ High (6 of 7)", "80 %".
fn is_grade(written: &str) -> bool {
    let folded = label::fold(&html::plain(written));
    let is_letter = |c: char| c.is_alphanumeric();
    let mut rest = folded.trim_start_matches(|c: char| !is_letter(c));
    let mut word = first_word(rest);
    if MORE.contains(&word) {
        rest = rest[word.len()..].trim_start();
        word = first_word(rest);
    }
    let after = rest[word.len()..].trim_start();
    let is_percent = word.bytes().all(|byte| byte.is_ascii_digit()) && !word.is_empty() && after == "%";
    is_percent || (GRADES.contains(&word) && !after.starts_with(is_letter))
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("")
}

/// `0.8`, `80%`, `3/5`: as the value of a key, a number says nothing else.
fn is_number(written: &str) -> bool {
    written.starts_with(|c: char| c.is_ascii_digit())
        && !written.contains(|c: char| c.is_alphabetic() || is_unspaced(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, usize)> {
        let mut places = Vec::new();
        in_body(text, &mut places);
        places.into_iter().map(|typed| (typed.place.of(text), typed.cells)).collect()
    }

    #[test]
    fn labels_with_a_grade_are_found_in_many_languages() {
        for text in [
            "**Confidence:** High",
            "Confidence: high (6 of 7)",
            "- **Confidence level**: ✅ Very high",
            "> **Confidence:** 80 %",
            "**Vertrauen:** hoch",
            "Sicherheit: eher niedrig",
            "**Niveau de confiance :** élevé",
            "**Confianza:** muy alta",
            "Nível de confiança: média",
            "**Pewność:** średnia",
            "**確信度**：高い",
            "信頼度: 中",
            "**置信度：** 高",
            "可信度：低。",
        ] {
            assert_eq!(found(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn other_talk_of_confidence_is_left_alone() {
        for text in [
            "I have no confidence in the minutes.",
            "## Confidence: High",
            "### Confidence",
            "**Developer confidence:** low",
            "**Confidence:** low with computers, high with people",
            "**Confidence Rating** (1-5): [ ]",
            "- **Confidence at start**: [High/Medium/Low]",
            "Confidence: she lost it in March",
            "Vertrauen: die Fahrer kennen sie",
            "Sicherheit: Hochbahnsteige und Licht",
            "```\nConfidence: High\n```",
            "| Task | Confidence |\n| --- | --- |\n| One | 4/5 |\n| Two | |",
            "| Developer confidence | 5/10 | > 8/10 |\n| --- | --- | --- |\n| a | b | c |",
            "自信: 高い場所が怖い",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_column_is_one_finding_and_a_row_is_one() {
        let column = "| Finding | Confidence level |\n|---|---|\n| a | ✅ High |\n| b | Low |\n| c | |\n";
        assert_eq!(found(column), [("Confidence level", 2)]);
        let row = "| Finding | a |\n|---|---|\n| **Confidence** | High |\n";
        assert_eq!(found(row), [("**Confidence**", 1)]);
    }
}
