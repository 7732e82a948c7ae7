//! Words that a form gave as an example, and that nobody replaced.

use crate::diagnostic::{Diagnostic, Severity};
use crate::files;
use crate::site::Site;
use crate::site::evidence::NO_CLAIMS;
use crate::site::link::Index;
use crate::site::templates::Place;
use crate::syntax::quotation::quotations;
use crate::syntax::wording;
use crate::text::Span;

use super::paragraphs::paragraphs;
use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "template-text",
    level: Severity::Error,
    group: Group::Quotes,
    page: include_str!("template_text.md"),
    look: Look::Entity(look),
};

/// How many words prose has that is compared.
const SENTENCE: usize = 8;

/// So many statements of one form were not forgotten one by one: the whole was copied, and that is told once.
const COPIED: usize = 6;

/// A text that a form says, too.
struct Copied<'s> {
    place: &'s Place,
    span: Span,
    /// Whether it stands there as somebody's own words: then it is told by itself, however much was copied.
    quoted: bool,
}

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    if files::is_template(&site[index].source.path) {
        return;
    }
    let (mut alone, mut together) = (Vec::new(), Vec::<(&Place, Vec<Copied>)>::new());
    for copied in copied(site, index) {
        match together.iter_mut().find(|(place, _)| is_same_form(place, copied.place)) {
            _ if copied.quoted || is_allowed(site, index, copied.span) => alone.push(copied),
            Some((_, of_form)) => of_form.push(copied),
            None => together.push((copied.place, vec![copied])),
        }
    }
    for (_, of_form) in together {
        match of_form.len() {
            0..COPIED => alone.extend(of_form),
            _ => found.push(whole(site, index, &of_form)),
        }
    }
    found.extend(alone.iter().map(|copied| finding(site, index, copied)));
}

/// What of an entity stands in a form as well, in the order of the text.
fn copied(site: &Site, index: Index) -> Vec<Copied<'_>> {
    let entity = &site[index];
    let mut all = Vec::new();
    let mut check = |plain: &str, span: Span, says: bool| {
        let inside = quotations(plain);
        let quoted = || inside.iter().find_map(|range| site.templates.find(&plain[range.clone()]));
        if let Some(place) = site.templates.find(plain).or_else(quoted) {
            let quoted = says || inside.iter().map(ExactSizeIterator::len).sum::<usize>() * 2 > plain.len();
            all.push(Copied { place, span, quoted });
        }
    };
    entity.record.each_item(&mut |field, _, item| {
        if !NO_CLAIMS.contains(&field) {
            check(&item.plain, item.span, matches!(field, "says" | "quotes"));
        }
    });
    if !entity.kind.prose {
        paragraphs(entity)
            .into_iter()
            .filter(|(plain, _)| is_sentence(plain))
            .for_each(|(plain, span)| check(&plain, span, false));
    }
    all.sort_by_key(|copied| copied.span);
    all
}

fn is_same_form(one: &Place, other: &Place) -> bool {
    match (one, other) {
        (Place::File(one, _), Place::File(other, _)) => one == other,
        (Place::Archetype(one), Place::Archetype(other)) => one == other,
        _ => false,
    }
}

/// Whether the writer excuses this place. What is excused is told by itself, so that nothing else is excused with it.
fn is_allowed(site: &Site, index: Index, span: Span) -> bool {
    let file = site.read_from(&site[index].source.path);
    let mut allows = file.iter().flat_map(|file| &file.allows).filter(|allow| &*allow.rule == RULE.id);
    allows.any(|allow| allow.reach.start <= span.start && span.start <= allow.reach.end)
}

/// Whether prose is long enough to be somebody's own: short lines are alike in all files made from one form.
fn is_sentence(plain: &str) -> bool {
    wording::key(plain).1 >= SENTENCE
}

fn finding(site: &Site, index: Index, copied: &Copied) -> Diagnostic {
    let what = if copied.quoted { "this quotation is an example in" } else { "these are the words of" };
    let message = format!("{what} {}", form(copied.place));
    from_form(RULE.at(&site[index].source.path, copied.span, message), copied.place)
        .help("replace it with what you heard, or take it out")
}

/// Where most of it was copied. It stands at the title, so that it stays the same finding while one statement after the
/// other is replaced.
fn whole(site: &Site, index: Index, all: &[Copied]) -> Diagnostic {
    let entity = &site[index];
    let path = &entity.source.path;
    let place = all[0].place;
    let message = format!("{} statements of this {} are the words of {}", all.len(), entity.kind.name, form(place));
    let finding = all
        .iter()
        .fold(RULE.at(path, entity.place, message), |finding, copied| finding.also(path, copied.span, "one of them"));
    from_form(finding, place).help("replace them with what you heard, or take them out")
}

fn form(place: &Place) -> String {
    match place {
        Place::File(template, _) => format!("the template {template}"),
        Place::Archetype(kind) => format!("what a new {kind} begins with"),
    }
}

fn from_form(finding: Diagnostic, place: &Place) -> Diagnostic {
    match place {
        Place::File(template, line) => finding.also(template, *line, "the same words"),
        Place::Archetype(_) => finding,
    }
}
