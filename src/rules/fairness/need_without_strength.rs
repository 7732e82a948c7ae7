//! A disability of which only the obstacles are told.

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::syntax::value::Record;

use super::portrait;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "need-without-strength",
    level: Severity::Warning,
    group: Group::Fairness,
    page: include_str!("need_without_strength.md"),
    look: Look::Site(look),
};

fn look(site: &Site, found: &mut Vec<Diagnostic>) {
    for index in site.of("persona") {
        let entity = &site[index];
        let needs = entity.record.records("access_needs");
        let filled = |field: &str| needs.iter().any(|need| !need.items(field).is_empty());
        if !filled("hinders") || filled("helps") || portrait::has_bright_side(site, index) {
            continue;
        }
        let hindered = needs.iter().find(|need| !need.items("hinders").is_empty());
        let place = hindered.and_then(|need: &Record| need.text("need")).map_or(entity.place, |need| need.span);
        let finding = RULE.at(&entity.source.path, place, "what hinders is told, and nothing that helps or is wanted");
        found.push(finding.help("add what helps (`helps:`), and what they want to reach or are good at"));
    }
}
