//! The quotations of an entity that can be looked up: words in quotation marks that cite a session with a transcript.

use std::borrow::Cow;
use std::ops::Range;

use crate::site::entity::{Content, Entity};
use crate::site::link::{Index, Site};
use crate::site::resolve::Part;
use crate::site::transcript::Transcript;
use crate::syntax::quotation::{NAME, may_be_name, quotations, size};
use crate::syntax::value::{Item, Reference};
use crate::syntax::{html, markdown};
use crate::text::Span;

use super::passage::Quote;

/// Fields of what somebody reads on a screen or paper, which nobody says.
const READ: &[&str] = &["sees", "touchpoints", "channels", "skills", "opportunities"];

/// Fields of what others say.
const HEARD: &[&str] = &["hears", "influences"];

/// A text no longer than this before a quotation only introduces it.
const LEAD_IN: usize = 6;

/// One quotation with the sessions it may come from.
pub(super) struct Quotation<'s> {
    /// The plain words, without the marks.
    pub(super) text: String,
    /// The same taken apart.
    pub(super) quote: Quote,
    /// Where it stands.
    pub(super) span: Span,
    /// How it is written in its file, if that can be told: a place for other words.
    pub(super) written: Option<Written>,
    /// The sessions that are cited.
    pub(super) sources: Vec<Source<'s>>,
    /// Whether the words may come from something that cannot be looked up.
    pub(super) open: bool,
    /// Whether they are given as the words of a customer.
    pub(super) own_words: bool,
    /// Whether another quotation beside it has the same citations.
    pub(super) alone: bool,
}

/// Where a quotation is written, and how.
#[derive(Clone, Copy)]
pub(super) struct Written {
    place: Span,
    /// The mark of a YAML scalar around it, if it stands in one.
    quoted_with: Option<char>,
    /// Whether its apostrophes are straight, as they are typed.
    straight: bool,
}

/// A session that is cited.
#[derive(Clone)]
pub(super) struct Source<'s> {
    /// The session.
    pub(super) session: Index,
    /// What was said.
    pub(super) transcript: &'s Transcript,
    /// The citation as written.
    pub(super) reference: Reference,
    /// The place in the session that it names.
    pub(super) part: Option<Part>,
}

impl Written {
    /// What to write in its place; `None` where that would not be read as the same words.
    pub(super) fn with(self, words: &str) -> Option<(Span, String)> {
        let fits = match self.quoted_with {
            Some('"') => !words.contains(['"', '\\']),
            Some(_) => true,
            None => !words.contains(": ") && !words.contains(" #"),
        };
        let words = if self.straight { words.replace('’', "'") } else { words.to_owned() };
        let words = if self.quoted_with == Some('\'') { words.replace('\'', "''") } else { words };
        (fits && !words.contains('\n')).then_some((self.place, words))
    }
}

/// A statement that may hold quotations.
struct Statement<'s> {
    /// The text as written, and as read.
    text: Cow<'s, str>,
    plain: String,
    span: Span,
    references: Vec<Reference>,
    field: &'static str,
}

/// Every quotation of an entity that can be looked up.
pub(super) fn each<'s>(site: &'s Site, index: Index, visit: &mut dyn FnMut(Quotation<'s>)) {
    let entity = &site[index];
    let mut told: &[Reference] = &[];
    if entity.kind.field("quotes").is_some() && entity.kind.evidence {
        // A story says once where it was heard.
        told = entity.record.refs("session");
    }
    entity.record.each_item(&mut |field, _, item| {
        if let Some(statement) = statement(field, item, told) {
            quotations_in(site, index, &statement, visit);
        }
    });
    if !(entity.kind.prose && entity.kind.evidence) {
        for section in &entity.sections {
            for content in &section.contents {
                if let Content::Prose(span) = content {
                    block_quotes(&entity.source.text, *span)
                        .for_each(|statement| quotations_in(site, index, &statement, visit));
                }
            }
        }
    }
}

/// The block quotes in prose that cite something.
fn block_quotes(source: &str, prose: Span) -> impl Iterator<Item = Statement<'_>> {
    let mut at = prose.start as usize;
    let mut blocks: Vec<Span> = Vec::new();
    for line in prose.of(source).split_inclusive('\n') {
        let here = Span::new(at, at + line.trim_end().len());
        at += line.len();
        if line.trim_start().starts_with('>') {
            match blocks.last_mut().filter(|block| block.end + 1 == here.start) {
                Some(block) => block.end = here.end,
                None => blocks.push(here),
            }
        }
    }
    blocks.into_iter().filter(|block| block.of(source).contains("[[")).map(|span| {
        let lines = span.of(source).lines().map(|line| line.trim_start().trim_start_matches(['>', ' ']));
        let text = lines.collect::<Vec<_>>().join("\n");
        let references = markdown::wiki_links(&text, span, source);
        Statement { plain: html::plain(&text), text: text.into(), span, references, field: "" }
    })
}

fn statement<'s>(field: &'static str, item: &'s Item, told: &[Reference]) -> Option<Statement<'s>> {
    let mut references: Vec<Reference> = item.links.iter().chain(item.refs("from")).cloned().collect();
    if !item.more.is_empty() {
        references.extend(markdown::wiki_links(&item.more, item.span, ""));
    }
    if references.is_empty() && field == "quotes" {
        references.extend_from_slice(told);
    }
    let holds_words = !references.is_empty() && !READ.contains(&field);
    let plain = || match item.more.is_empty() {
        true => item.plain.to_string(),
        false => format!("{}\n\n{}", item.plain, html::plain(&item.more)),
    };
    holds_words.then(|| Statement { text: (&*item.text).into(), plain: plain(), span: item.span, references, field })
}

fn quotations_in<'s>(site: &'s Site, index: Index, statement: &Statement, visit: &mut dyn FnMut(Quotation<'s>)) {
    let ranges = quotations(&statement.plain);
    let whole = is_quotation(&statement.plain, &ranges);
    let is_name = |range: &Range<usize>| may_be_name(&statement.plain[range.clone()]);
    let counted: Vec<(usize, &Range<usize>)> =
        ranges.iter().enumerate().filter(|(_, range)| whole || !is_name(range)).collect();
    if counted.is_empty() {
        return;
    }
    let (sources, open) = sources(site, index, &statement.references);
    if sources.is_empty() {
        return;
    }
    let source = &site[index].source;
    let places = written(&source.text, statement, ranges.len());
    for (number, range) in counted.iter().copied() {
        let text = statement.plain[range.clone()].trim().to_owned();
        let written = places.get(number).copied().flatten();
        visit(Quotation {
            quote: Quote::read(&text),
            text,
            span: written.map_or(statement.span, |written| written.place),
            written,
            sources: sources.clone(),
            open,
            own_words: whole && !HEARD.contains(&statement.field),
            alone: counted.len() == 1,
        });
    }
}

/// Whether a text is a quotation through and through, or after a short lead-in: then even few words are somebody's, and
/// can be looked up. Consent asks less, so a lead-in makes no short quotation an error there.
fn is_quotation(plain: &str, ranges: &[Range<usize>]) -> bool {
    let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else { return false };
    let inside: usize = ranges.iter().map(|range| size(&plain[range.clone()])).sum();
    let before = size(&plain[..first.start]);
    let all = size(plain);
    let after = size(&plain[last.end..]);
    let introduced = before <= LEAD_IN && after == 0;
    let announced = plain[..first.start].contains([':', '：']);
    before + after == 0 || introduced && (announced || inside > NAME) || inside * 2 >= all && inside > NAME
}

/// The sessions with a transcript among what is cited; and whether there is something else that the words may be from.
fn sources<'s>(site: &'s Site, index: Index, references: &[Reference]) -> (Vec<Source<'s>>, bool) {
    let mut open = false;
    let mut sources = Vec::new();
    for reference in references {
        let Ok(target) = site.resolve(Some(index), &reference.value, &[]) else {
            open = true;
            continue;
        };
        let entity = &site[target.entity];
        match site.transcript(target.entity).filter(|_| entity.kind.evidence) {
            Some(transcript) => {
                sources.push(Source {
                    session: target.entity,
                    transcript,
                    reference: reference.clone(),
                    part: target.part,
                });
            }
            // A series of numbers holds no words.
            None => open |= entity.kind.evidence && entity.kind.field("series").is_none(),
        }
    }
    (sources, open)
}

/// Where the quotations of a statement stand in its file, in order.
fn written(source: &str, statement: &Statement, count: usize) -> Vec<Option<Written>> {
    let ranges = quotations(&statement.text);
    if ranges.len() != count {
        return Vec::new();
    }
    let slice = statement.span.of(source);
    let quoted_with = slice.chars().next().filter(|c| matches!(c, '\'' | '"') && slice.len() > 1);
    // In Markdown a statement begins with its own quotation mark; in YAML there is another around it.
    let quoted_with = quoted_with.filter(|mark| !statement.text.starts_with(*mark) || slice[1..].starts_with(*mark));
    let mut from = 0;
    let place = |range: &Range<usize>| {
        let words = &statement.text[range.clone()];
        let words = if quoted_with == Some('\'') { words.replace('\'', "''") } else { words.to_owned() };
        let start = from + slice.get(from..)?.find(&words)?;
        from = start + words.len();
        let place = Span::new(start, from).shifted(statement.span.start as usize);
        Some(Written { place, quoted_with, straight: !words.contains('’') })
    };
    ranges.iter().map(place).collect()
}

/// Whether two texts are written in the same language.
pub(super) fn same_language(site: &Site, one: &Entity, other: &Entity) -> bool {
    let language = |entity: &Entity| {
        let language = entity.language().unwrap_or(&site.config.language);
        language.split(['-', '_']).next().unwrap_or("").trim().to_lowercase()
    };
    language(one) == language(other)
}
