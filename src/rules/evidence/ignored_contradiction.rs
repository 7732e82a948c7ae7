//! Evidence against something, left out of account.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Severity};
use crate::files;
use crate::site::Site;
use crate::site::evidence::{Claim, State};
use crate::site::link::Index;
use crate::site::resolve::Target;
use crate::syntax::field::EVIDENCE;
use crate::syntax::value::{Item, Reference};
use crate::text::Span;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "ignored-contradiction",
    level: Severity::Warning,
    group: Group::Evidence,
    page: include_str!("ignored_contradiction.md"),
    look: Look::Entity(look),
};

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let entity = &site[index];
    let claims = site.claims(index);
    entity.record.each_item(&mut |_, _, item| {
        let Some(claim) = claims.get(item.number as usize) else { return };
        let against = item.refs("disputed_by");
        found.extend(both_ways(site, index, &claim.sources, against));
        found.extend(silent(site, index, item, claim));
    });
    let supports = site.targets(index, entity.record.refs("supports"), EVIDENCE);
    found.extend(both_ways(site, index, &supports, entity.record.refs("contradicts")));
}

/// What stands on both sides. Two places in one session may well say different things, and so may one of several people.
fn both_ways(site: &Site, index: Index, support: &[Target], against: &[Reference]) -> Vec<Diagnostic> {
    let both = |reference: &Reference| {
        let target = site.resolve(Some(index), &reference.value, EVIDENCE).ok()?;
        let several = || site.weigh(std::slice::from_ref(&target)).count() > 1;
        let same = |other: &&Target| match (&other.part, &target.part) {
            _ if other.entity != target.entity => false,
            (None, None) => true,
            (Some(one), Some(other)) => one == other,
            _ => !several(),
        };
        support.iter().find(same)?;
        Some(both_sides(site, index, reference.span, target.entity))
    };
    against.iter().filter_map(both).collect()
}

fn both_sides(site: &Site, index: Index, place: Span, source: Index) -> Diagnostic {
    let id = &site[source].id;
    let message = format!("`{id}` speaks both for this and against it");
    let help = format!("keep it on one side, or name the places: `{id}#L12` for it, `{id}#L31` against it");
    RULE.at(&site[index].source.path, place, message).help(help)
}

/// A statement that cites an insight for it, and says nothing of what contradicts that insight.
fn silent(site: &Site, index: Index, item: &Item, claim: &Claim) -> Option<Diagnostic> {
    if claim.state == State::Disputed {
        return None;
    }
    claim.sources.iter().find_map(|source| {
        let insight = &site[source.entity];
        let against = site.targets(source.entity, insight.record.refs("contradicts"), EVIDENCE);
        let ids: BTreeSet<&str> = against.iter().map(|target| &*site[target.entity].id).collect();
        let ids = ids.into_iter().collect::<Vec<_>>().join(", ");
        let message = format!("the evidence has another side, which is not told here: {ids}");
        // A statement in Markdown has no fields.
        let where_to = if files::is_markdown(&site[index].source.path) { " in the front matter" } else { "" };
        let place = insight.record.refs("contradicts").first().map_or(insight.place, |first| first.span);
        (!ids.is_empty()).then(|| {
            RULE.at(&site[index].source.path, item.span, message)
                .also(&insight.source.path, place, format!("what contradicts `{}`", insight.id))
                .help(format!("name it{where_to}, `disputed_by: [{ids}]`: the statement then shows both sides"))
        })
    })
}
