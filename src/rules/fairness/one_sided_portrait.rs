//! A persona of whom only what hurts is told.

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::syntax::wording;

use super::portrait;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "one-sided-portrait",
    level: Severity::Hint,
    group: Group::Fairness,
    page: include_str!("one_sided_portrait.md"),
    look: Look::Site(look),
};

/// How many pains make a side.
const MANY: usize = 5;

fn look(site: &Site, found: &mut Vec<Diagnostic>) {
    for index in site.of("persona") {
        let mut pains: HashSet<String> = HashSet::new();
        portrait::statements(site, index, &mut |_, field, item| {
            if field == "pains" {
                pains.insert(wording::words(&item.plain).join(" "));
            }
        });
        if pains.len() >= MANY && !portrait::has_bright_side(site, index) {
            let entity = &site[index];
            let message = format!("{} things that hurt are told, and nothing that is wanted or goes well", pains.len());
            let help =
                "add what they want to reach (Goals), what they are good at (Skills), or what helps already (Gains)";
            found.push(RULE.at(&entity.source.path, entity.place, message).help(help));
        }
    }
}
