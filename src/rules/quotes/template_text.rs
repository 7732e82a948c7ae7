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

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let entity = &site[index];
    if files::is_template(&entity.source.path) {
        return;
    }
    let mut check = |plain: &str, span: Span| {
        let quoted = || quotations(plain).into_iter().find_map(|range| site.templates.find(&plain[range]));
        if let Some(place) = site.templates.find(plain).or_else(quoted) {
            found.push(finding(site, index, span, place));
        }
    };
    entity.record.each_item(&mut |field, _, item| {
        if !NO_CLAIMS.contains(&field) {
            check(&item.plain, item.span);
        }
    });
    if !entity.kind.prose {
        paragraphs(entity)
            .into_iter()
            .filter(|(plain, _)| is_sentence(plain))
            .for_each(|(plain, span)| check(&plain, span));
    }
}

/// Whether prose is long enough to be somebody's own: short lines are alike in all files made from one form.
fn is_sentence(plain: &str) -> bool {
    wording::key(plain).1 >= SENTENCE
}

fn finding(site: &Site, index: Index, span: Span, place: &Place) -> Diagnostic {
    let path = &site[index].source.path;
    match place {
        Place::File(template, line) => RULE
            .at(path, span, format!("these are the words of the template {template}"))
            .also(template, *line, "the same words")
            .help("replace them with what you heard, or take them out"),
        Place::Archetype(kind) => RULE
            .at(path, span, format!("these are the words that a new {kind} begins with"))
            .help("replace them with what you heard, or take them out"),
    }
}
