//! The same statement twice.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::evidence::NO_CLAIMS;
use crate::site::link::Index;
use crate::syntax::value::Item;
use crate::syntax::wording;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "duplicate-item",
    level: Severity::Warning,
    group: Group::Structure,
    page: include_str!("duplicate_item.md"),
    look: Look::Entity(look),
};

/// The headline of a page repeats what stands further down.
const HEADLINES: &[&str] = &["quote", "wants", "dreads", "would_ask"];

/// Shorter ones may well occur twice: "To be safe" is a goal and a gain.
const LEAST: (usize, usize) = (3, 12);

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let entity = &site[index];
    // A map drawn from the words of a persona repeats them.
    if entity.host.is_some() && entity.sections.is_empty() && entity.record.extra.is_empty() {
        return;
    }
    let path = &entity.source.path;
    let mut seen: HashMap<(Option<usize>, String), &Item> = HashMap::new();
    entity.record.each_item(&mut |field, record, item| {
        if HEADLINES.contains(&field) || NO_CLAIMS.contains(&field) {
            return;
        }
        let words = wording::words(&item.plain);
        let statement = words.join(" ");
        // What nests below makes two of them.
        if words.len() < LEAST.0 || statement.len() < LEAST.1 || !item.more.is_empty() {
            return;
        }
        match seen.get(&(record, statement.clone())) {
            Some(first) if first.span != item.span => {
                let finding = RULE.at(path, item.span, "this statement stands here twice");
                let help = "keep one, and let it name the evidence of both";
                found.push(finding.also(path, first.span, "the first").help(help));
            }
            Some(_) => {}
            None => {
                seen.insert((record, statement), item);
            }
        }
    });
}
