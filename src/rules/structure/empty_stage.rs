//! A stage of a journey of which nothing is known.

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Severity};
use crate::files;
use crate::site::Site;
use crate::site::entity::Entity;
use crate::site::link::Index;
use crate::syntax::value::{Record, Value};
use crate::text::Span;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "empty-stage",
    level: Severity::Warning,
    group: Group::Structure,
    page: include_str!("empty_stage.md"),
    look: Look::Entity(look),
};

/// What is said of a stage without anything having been learned about it.
const OURS: &[&str] = &["name", "owner", "moment_of_truth"];

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let entity = &site[index];
    let described = described(entity);
    // The stages of a numbered list are described in the list itself.
    if described.is_empty() && files::is_markdown(&entity.source.path) && !is_staged(entity) {
        return;
    }
    for (at, stage) in entity.stages().iter().enumerate() {
        if says_something(stage) || described.contains(&at) || is_mistaken(site, entity, stage) {
            continue;
        }
        let message = format!("nothing is known of the stage \"{}\"", stage.str("name"));
        let place = stage.text("name").map_or(entity.place, |name| name.span);
        let finding = RULE.at(&entity.source.path, place, message);
        found.push(finding.help("write what they do or feel there, or where you meet; or leave the stage out"));
    }
}

fn says_something(stage: &Record) -> bool {
    let filled = |value: &Value| match value {
        Value::Items(items) => !items.is_empty(),
        Value::Refs(refs) => !refs.is_empty(),
        Value::Words(words) => !words.is_empty(),
        Value::Text(text) => !text.value.trim().is_empty(),
        _ => true,
    };
    !stage.extra.is_empty() || stage.values.iter().any(|(field, value)| !OURS.contains(field) && filled(value))
}

/// Whether something is there, but could not be read: that was reported.
fn is_mistaken(site: &Site, entity: &Entity, stage: &Record) -> bool {
    let file = site.read_from(&entity.source.path);
    let inside = |span: Span| stage.span.start <= span.start && span.end <= stage.span.end;
    file.is_some_and(|file| file.diagnostics.iter().any(|known| inside(known.span)))
}

/// The stages under which something stands.
fn described(entity: &Entity) -> HashSet<usize> {
    let filled = entity.sections.iter().filter(|section| !section.contents.is_empty());
    filled.filter_map(|section| section.stage).collect()
}

/// Whether its sections belong to stages.
fn is_staged(entity: &Entity) -> bool {
    entity.sections.iter().any(|section| section.stage.is_some())
}
