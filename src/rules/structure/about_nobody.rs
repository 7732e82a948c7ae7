//! A map, a journey or a story that is about nobody.

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::link::Index;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "about-nobody",
    level: Severity::Warning,
    group: Group::Structure,
    page: include_str!("about_nobody.md"),
    look: Look::Entity(look),
};

/// The kinds that happen to somebody.
const KINDS: &[&str] = &["map", "journey", "story"];

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let entity = &site[index];
    let kind = entity.kind.name;
    // A persona that is named but not there was reported already.
    let named = ["persona", "personas"].iter().any(|field| !entity.record.refs(field).is_empty());
    if !KINDS.contains(&kind) || named || !site.subjects(index).is_empty() {
        return;
    }
    let message = format!("this {kind} is about nobody");
    let finding = RULE.at(&entity.source.path, entity.place, message);
    found.push(finding.help("name the persona: `persona: mara`, or `personas: [mara, jun]`"));
}
