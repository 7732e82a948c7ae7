//! A stage of a journey of which nothing is known.

use crate::diagnostic::{Diagnostic, Severity};
use crate::files;
use crate::site::Site;
use crate::site::entity::Entity;
use crate::site::link::Index;
use crate::syntax::value::{Record, Value};

use super::{Group, Look, Rule};

pub(super) static RULE: Rule = Rule {
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
    for (at, stage) in entity.stages().iter().enumerate() {
        if says_something(stage) || is_described(entity, at) {
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

/// Whether prose stands under the stage. The stages of a numbered list are described in the list itself.
fn is_described(entity: &Entity, stage: usize) -> bool {
    let mut own = entity.sections.iter().filter(|section| section.stage.is_some());
    let listed = files::is_markdown(&entity.source.path) && own.clone().next().is_none();
    listed || own.any(|section| section.stage == Some(stage) && !section.contents.is_empty())
}
