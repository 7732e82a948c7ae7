//! A statement of one persona that is word for word a statement of another.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Severity};
use crate::files;
use crate::site::Site;
use crate::site::evidence::NO_CLAIMS;
use crate::site::link::Index;
use crate::syntax::value::Item;
use crate::syntax::wording;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "repeated-text",
    level: Severity::Warning,
    group: Group::Quotes,
    page: include_str!("repeated_text.md"),
    look: Look::Site(look),
};

/// Shorter statements are alike by chance.
const LONG: usize = 5;

fn look(site: &Site, found: &mut Vec<Diagnostic>) {
    let all: Vec<Vec<(u64, &Item)>> = site.indices().into_par_iter().map(|index| statements(site, index)).collect();
    let mut first: HashMap<u64, (Index, &Item)> = HashMap::new();
    for (index, statements) in all.iter().enumerate() {
        for (key, item) in statements {
            let (other, before) = *first.entry(*key).or_insert((index, item));
            if !same_people(site, index, other) {
                found.push(finding(site, index, item, other, before));
            }
        }
    }
}

/// The statements of an entity about personas, with the keys of their words.
fn statements(site: &Site, index: Index) -> Vec<(u64, &Item)> {
    let entity = &site[index];
    let mut found = Vec::new();
    // A session or story may be about several people, and cites nobody.
    if entity.kind.evidence || site.subjects(index).is_empty() || files::is_template(&entity.source.path) {
        return found;
    }
    entity.record.each_item(&mut |field, _, item| {
        let (key, words) = wording::key(&item.plain);
        if words >= LONG && !NO_CLAIMS.contains(&field) && item.detail("same_as").is_none() {
            found.push((key, item));
        }
    });
    found
}

/// Whether two entities are about the same person, if only among others: then it is one text.
fn same_people(site: &Site, one: Index, other: Index) -> bool {
    one == other || site.subjects(one).iter().any(|subject| site.subjects(other).contains(subject))
}

fn finding(site: &Site, index: Index, item: &Item, other: Index, before: &Item) -> Diagnostic {
    let names: Vec<&str> = site.subjects(other).iter().map(|subject| &*site[*subject].title).collect();
    let message = format!("word for word the same is said of {}", names.join(" and "));
    RULE.at(&site[index].source.path, item.span, message)
        .also(&site[other].source.path, before.span, "the first")
        .help("write what you heard of this one, or name the other with `same_as:` if it is true of both")
}
