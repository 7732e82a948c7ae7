//! A person known from one conversation only.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::evidence::Voices;
use crate::site::link::Index;
use crate::site::resolve::Target;
use crate::syntax::field::EVIDENCE;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "one-interview",
    level: Severity::Warning,
    group: Group::Evidence,
    page: include_str!("one_interview.md"),
    look: Look::Site(look),
};

fn look(site: &Site, found: &mut Vec<Diagnostic>) {
    for persona in site.indices().filter(|index| site[*index].kind.subject) {
        let sources = sources(site, persona);
        let grounds = grounds(site, &sources);
        let voices = site.weigh(&sources);
        let Some((first, who)) = grounds.first().zip(only_one(site, &grounds, &voices)) else { continue };
        let (entity, ground) = (&site[persona], &site[*first]);
        let message = format!("everything known about {} rests on {who}", entity.title);
        found.push(
            RULE.at(&entity.source.path, entity.place, message)
                .also(&ground.source.path, ground.place, "heard here")
                .help("talk to somebody else before others rely on it"),
        );
    }
}

/// What the statements about a persona cite: its own, and those of its maps and journeys.
fn sources(site: &Site, persona: Index) -> Vec<Target> {
    let tells = |index: &&Index| ["persona", "map", "journey"].contains(&site[**index].kind.name);
    let claims = site.about(persona).iter().filter(tells).flat_map(|index| site.claims(*index));
    claims.flat_map(|claim| claim.sources.iter().cloned()).collect()
}

/// What evidence rests on in the end: a story on its session, an insight on what supports it.
fn grounds(site: &Site, sources: &[Target]) -> BTreeSet<Index> {
    let mut grounds = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open: Vec<Index> = sources.iter().map(|source| source.entity).collect();
    while let Some(index) = open.pop() {
        if !seen.insert(index) {
            continue;
        }
        let refs = |field: &str| site.targets(index, site[index].record.refs(field), EVIDENCE);
        let deeper = [refs("session"), refs("supports")].concat();
        if deeper.is_empty() {
            grounds.insert(index);
        }
        open.extend(deeper.iter().map(|target| target.entity));
    }
    grounds
}

/// Who it is, if it is only one: a participant, or a session with fewer people than it takes to confirm something. A
/// survey of many is not one conversation, and a number of nobody in particular is none.
fn only_one(site: &Site, grounds: &BTreeSet<Index>, voices: &Voices) -> Option<String> {
    let heard = |index: &Index| ["session", "story"].contains(&site[*index].kind.name);
    if !grounds.iter().all(heard) {
        return None;
    }
    let one = grounds.first().filter(|_| grounds.len() == 1);
    match (voices.count(), voices.people.first(), one) {
        (1, Some(alias), _) => Some(format!("one participant, {alias}")),
        (1, None, Some(one)) => Some(format!("one {}, `{}`", site[*one].kind.name, site[*one].id)),
        (people, _, Some(one)) if people < site.config.confirmed.0 => Some(format!("one session, `{}`", site[*one].id)),
        _ => None,
    }
}
