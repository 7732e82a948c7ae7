//! Who told us about a person: every source, who heard it, what was agreed, and what of this person rests on it.

use std::collections::{BTreeSet, HashSet};

use serde::Serialize;

use crate::pages::view::*;
use crate::pages::{Cx, View};
use crate::site::Site;
use crate::site::link::Index;
use crate::syntax::label;

use super::Facet;

pub(super) static FACET: Facet = Facet {
    key: "evidence",
    template: "evidence.html",
    present: |site, index| site[index].kind.subject && site.may_name(index),
    length: |pages, index| sources(&pages.site, index).len(),
    per_leaf: 20,
    view,
    ..Facet::PLAIN
};

/// How many statements stand under each source; its own page has the rest.
const SHOWN: usize = 5;

#[derive(Serialize)]
struct Resting {
    item: ItemView,
    href: String,
}

#[derive(Serialize)]
struct Record {
    card: CardView,
    agreed: AgreedView,
    heard_by: String,
    people: usize,
    statements: Vec<Resting>,
    statements_total: usize,
    disputes: Vec<Resting>,
}

#[derive(Serialize)]
struct Page {
    person: PersonView,
    records: Vec<Record>,
    total: usize,
    people: usize,
    unnamed: usize,
}

/// Everything that tells about a person, newest first; what may not be named is left out.
fn sources(site: &Site, subject: Index) -> Vec<Index> {
    let mut found = all_sources(site, subject);
    found.retain(|index| site.may_name(*index));
    found.sort_by_key(|index| std::cmp::Reverse(site[*index].record.date("date")));
    found
}

fn all_sources(site: &Site, subject: Index) -> Vec<Index> {
    let mut found: BTreeSet<Index> = BTreeSet::new();
    for index in site.about(subject) {
        if site[*index].kind.evidence {
            found.insert(*index);
            continue;
        }
        for claim in site.claims(*index) {
            found.extend(claim.sources.iter().chain(&claim.disputed_by).map(|target| target.entity));
        }
    }
    found.into_iter().collect()
}

fn view(cx: &Cx, index: Index) -> View {
    let site = cx.site();
    let all = sources(site, index);
    Box::new(Page {
        person: cx.person(index),
        records: cx.leaf(&all).iter().map(|source| record(cx, index, *source)).collect(),
        total: all.len(),
        people: cx.pages().person(index).map_or(0, |person| person.people),
        unnamed: all_sources(site, index).len() - all.len(),
    })
}

fn record(cx: &Cx, subject: Index, source: Index) -> Record {
    let site = cx.site();
    let card = cx.card(source);
    // A map often says again what its person's page says, with a full stop or without.
    let mut seen: HashSet<String> = HashSet::new();
    let of_person: Vec<(Index, u32)> = site
        .cited_by(source)
        .iter()
        .copied()
        .filter(|(other, number)| {
            let about = site.subjects(*other).contains(&subject) && !site[*other].kind.evidence;
            let item = site[*other].record.item(*number);
            about && item.is_some_and(|(_, item)| seen.insert(label::fold(item.plain.trim_end_matches('.'))))
        })
        .collect();
    let speaks_against = |(other, number): &(Index, u32)| {
        let claim = site.claims(*other).get(*number as usize);
        claim.is_some_and(|claim| claim.disputed_by.iter().any(|target| target.entity == source))
    };
    let (disputes, rests): (Vec<_>, Vec<_>) = of_person.into_iter().partition(speaks_against);
    let shown = |all: &[(Index, u32)]| all.iter().take(SHOWN).filter_map(|at| resting(cx, *at)).collect();
    Record {
        card: CardView { person: None, ..card },
        agreed: cx.agreed(source),
        heard_by: cx.heard_by(source),
        people: site.voices(source).count(),
        statements: shown(&rests),
        statements_total: rests.len(),
        disputes: shown(&disputes),
    }
}

fn resting(cx: &Cx, (index, number): (Index, u32)) -> Option<Resting> {
    let (_, item) = cx.entity(index).record.item(number)?;
    let href = cx.link(&cx.statement_url(index, number));
    Some(Resting { item: cx.item(index, item), href })
}
