//! Something that nothing else in the site has to do with.

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::link::Index;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "orphan",
    level: Severity::Hint,
    group: Group::Structure,
    page: include_str!("orphan.md"),
    look: Look::Site(look),
};

/// The kinds that are there for others to use. A page stands alone, and stories, sessions, maps and journeys have rules of
/// their own.
const KINDS: &[&str] = &["persona", "insight", "opportunity", "metric", "event"];

fn look(site: &Site, found: &mut Vec<Diagnostic>) {
    let mut joined = vec![false; site.indices().len()];
    for index in site.indices() {
        for from in site.backlinks(index).iter().copied().filter(|from| !same_file(site, *from, index)) {
            joined[index] = true;
            // A persona that cites much is still used by nobody.
            joined[from] |= !site[from].kind.subject;
        }
    }
    // Where nothing refers to anything, nothing is left out.
    if !joined.contains(&true) {
        return;
    }
    for index in site.indices().filter(|index| !joined[*index]) {
        let entity = &site[index];
        if KINDS.contains(&entity.kind.name) {
            let message = format!("nothing refers to this {}", entity.kind.name);
            let help = match entity.kind.subject {
                true => "tell a story or a journey about them, or let a decision name them",
                false => "name whom it is about and what it rests on, or let something else refer to it",
            };
            found.push(RULE.at(&entity.source.path, entity.place, message).help(help));
        }
    }
}

fn same_file(site: &Site, one: Index, other: Index) -> bool {
    site[one].source.path == site[other].source.path
}
