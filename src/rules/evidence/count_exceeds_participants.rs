//! A count of more people than stand behind the evidence.

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::link::Index;
use crate::site::{Entity, Site};
use crate::syntax::field::EVIDENCE;
use crate::syntax::value::{Item, Value};
use crate::text::Span;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "count-exceeds-participants",
    level: Severity::Warning,
    group: Group::Evidence,
    page: include_str!("count_exceeds_participants.md"),
    look: Look::Entity(look),
};

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let entity = &site[index];
    let claims = site.claims(index);
    entity.record.each_item(&mut |_, _, item| {
        let Some(Value::Count(k, _)) = item.detail("count") else { return };
        let Some(claim) = claims.get(item.number as usize).filter(|claim| !claim.sources.is_empty()) else { return };
        let counted = *k as usize > claim.people;
        if counted && claim.sources.iter().all(|source| names_people(site, source.entity, &mut Vec::new())) {
            let (people, are) = if claim.people == 1 { ("person", "stands") } else { ("people", "stand") };
            let message = format!("{k} are counted, but {} {people} {are} behind what is cited", claim.people);
            found.push(
                RULE.at(&entity.source.path, place(entity, item), message)
                    .help("cite the sessions of the others too, or correct the count"),
            );
        }
    });
}

/// Whether a piece of evidence says how many people it is from: by their aliases, or as a number. A story without a
/// session is from one.
fn names_people(site: &Site, index: Index, seen: &mut Vec<Index>) -> bool {
    if seen.contains(&index) {
        return true;
    }
    seen.push(index);
    let record = &site[index].record;
    let deeper = |field: &str| site.targets(index, record.refs(field), EVIDENCE);
    let grounds = [deeper("session"), deeper("supports")].concat();
    if !grounds.is_empty() {
        return grounds.iter().all(|ground| names_people(site, ground.entity, seen));
    }
    let counted = || record.number("n").or_else(|| record.records("series").last()?.number("n"));
    site[index].kind.name == "story" || !record.words("participants").is_empty() || counted().is_some()
}

/// Where the count stands; a number keeps no place of its own.
fn place(entity: &Entity, item: &Item) -> Span {
    let Some(details) = &item.details else { return item.span };
    let text = details.span.of(&entity.source.text);
    let keys = text.match_indices("count").filter(|(at, _)| !text[..*at].ends_with(char::is_alphanumeric));
    let mut values = keys.filter_map(|(at, key)| {
        let rest = text[at + key.len()..].trim_start().strip_prefix(':')?.trim_start();
        let length = rest.find([',', '}', '\n', '#']).unwrap_or(rest.len());
        let start = text.len() - rest.len();
        let value = rest[..length].trim_end();
        value.starts_with(|c: char| c.is_ascii_digit()).then(|| Span::new(start, start + value.len()))
    });
    values.next().map_or(item.span, |span| span.shifted(details.span.start as usize))
}
