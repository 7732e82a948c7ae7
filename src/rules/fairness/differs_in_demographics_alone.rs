//! Two personas that want, do and suffer the same.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::entity::Entity;
use crate::site::link::Index;
use crate::syntax::wording;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "differs-in-demographics-alone",
    level: Severity::Warning,
    group: Group::Fairness,
    page: include_str!("differs_in_demographics_alone.md"),
    look: Look::Site(look),
};

/// How many statements it takes to tell that they are the same.
const LEAST: usize = 4;

/// A persona's statements, each as the hash of its words.
type Statements = BTreeSet<u64>;

fn look(site: &Site, found: &mut Vec<Diagnostic>) {
    // Two sets of which four fifths are the same share one of the first elements of each, in any order that both follow.
    let mut firsts: HashMap<u64, (Index, Statements)> = HashMap::new();
    for index in site.of("persona") {
        let own = statements(&site[index]);
        if own.len() < LEAST {
            continue;
        }
        let prefix: Vec<u64> = own.iter().copied().take(own.len() - needed(own.len()) + 1).collect();
        let alike = |other: &&(Index, Statements)| are_alike(&own, &other.1) && same_part(&site[index], &site[other.0]);
        match prefix.iter().filter_map(|hash| firsts.get(hash)).find(alike) {
            Some((first, other)) => {
                found.push(finding(&site[index], &site[*first], own.intersection(other).count(), own.len()));
            }
            None => prefix.into_iter().for_each(|hash| {
                firsts.entry(hash).or_insert_with(|| (index, own.clone()));
            }),
        }
    }
}

fn finding(entity: &Entity, first: &Entity, same: usize, all: usize) -> Diagnostic {
    let message =
        format!("{same} of {all} statements are those of {}: only who they are tells the two apart", first.title);
    let help = "join the two, or add what this one wants, does or needs differently";
    let finding = RULE.at(&entity.source.path, entity.place, message).help(help);
    finding.also(&first.source.path, first.place, "the other")
}

/// How many of `size` statements must be the same: four fifths.
fn needed(size: usize) -> usize {
    (size * 4).div_ceil(5)
}

fn are_alike(one: &Statements, other: &Statements) -> bool {
    one.intersection(other).count() >= needed(one.len().max(other.len()))
}

/// Whether two have the same role, as far as they have one: a nurse and a driver differ, whatever they share.
fn same_part(one: &Entity, other: &Entity) -> bool {
    let role = |entity: &Entity| wording::words(entity.record.str("role"));
    let (one, other) = (role(one), role(other));
    one.is_empty() || other.is_empty() || one == other
}

fn statements(entity: &Entity) -> Statements {
    let mut all = Statements::new();
    entity.record.each_item(&mut |field, _, item| {
        let words = wording::words(&item.plain);
        if field != "matters_because" && !words.is_empty() {
            let mut hasher = DefaultHasher::new();
            words.hash(&mut hasher);
            all.insert(hasher.finish());
        }
    });
    all
}
