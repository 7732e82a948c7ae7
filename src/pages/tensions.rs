//! Tensions: what people say, and what they do instead. Needs live there.

use std::collections::HashMap;

use serde::Serialize;

use crate::site::link::Index;
use crate::site::{Entity, Site};
use crate::syntax::value::Item;

use super::topic::Topic;
use super::view::{LinkView, PersonView, TensionView};
use super::{Cx, Pages, View};

/// Where do words and deeds part?
pub(super) static TOPIC: Topic = Topic {
    key: "tensions",
    template: "tensions.html",
    present: |site| site.entities().any(any),
    length: |pages| pages.tensions().len(),
    per_leaf: 24,
    view,
};

/// Two statements of one file that contradict each other: what is said first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tension {
    pub(super) entity: Index,
    pub(super) says: u32,
    pub(super) does: u32,
}

/// Whether a file says of a statement what it contradicts.
pub(super) fn any(entity: &Entity) -> bool {
    let mut any = false;
    entity.record.each_item(&mut |_, _, item| any |= !item.words("against").is_empty());
    any
}

/// The contradictions in one entity.
pub(super) fn of(site: &Site, entity: Index) -> Vec<Tension> {
    let claims = site.claims(entity);
    if claims.iter().all(|claim| claim.against.is_empty()) {
        return Vec::new();
    }
    let mut items: Vec<(&'static str, &Item)> = Vec::new();
    site[entity].record.each_item(&mut |field, _, item| items.push((field, item)));
    let said = |number: u32| items.iter().any(|(field, item)| *field == "says" && item.number == number);
    let mut found = Vec::new();
    for (_, item) in &items {
        for other in claims.get(item.number as usize).map_or(&[][..], |claim| &claim.against).iter().copied() {
            // Each pair is known from both ends: what is said leads, else what was written first.
            if said(item.number) || (item.number < other && !said(other)) {
                found.push(Tension { entity, says: item.number, does: other });
            }
        }
    }
    found
}

/// Every contradiction of a site, person by person.
pub(super) fn all(pages: &Pages) -> Vec<Tension> {
    let site = &pages.site;
    let named = site.indices().filter(|index| site.may_name(*index));
    let mut all: Vec<Tension> = named.flat_map(|index| of(site, index)).collect();
    let seats: HashMap<Index, usize> = pages.people.order.iter().enumerate().map(|(at, index)| (*index, at)).collect();
    let whose = |tension: &Tension| site.subjects(tension.entity).first().and_then(|subject| seats.get(subject));
    all.sort_by_key(|tension| whose(tension).copied().unwrap_or(usize::MAX));
    all
}

/// Both sides of a contradiction, ready to print.
pub(super) fn sides(cx: &Cx, tension: &Tension) -> Option<TensionView> {
    let record = &cx.entity(tension.entity).record;
    let item = |number: u32| record.item(number).map(|(_, item)| cx.item(tension.entity, item));
    Some(TensionView { says: item(tension.says)?, does: item(tension.does)? })
}

#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    sides: TensionView,
    says_part: String,
    does_part: String,
    person: Option<PersonView>,
    #[serde(rename = "where")]
    place: LinkView,
}

#[derive(Serialize)]
struct Tensions {
    rows: Vec<Row>,
    total: usize,
}

fn view(cx: &Cx) -> View {
    let all = cx.pages().tensions();
    let row = |tension: &Tension| {
        let part = |number: u32| {
            let field = cx.entity(tension.entity).record.item(number).map_or("", |(field, _)| field);
            cx.field_label(field)
        };
        let sides = sides(cx, tension)?;
        Some(Row {
            says_part: part(tension.says),
            does_part: part(tension.does),
            person: cx.site().subjects(tension.entity).first().map(|subject| cx.person(*subject)),
            place: cx.statement_link(tension.entity, tension.says),
            sides,
        })
    };
    Box::new(Tensions { rows: cx.leaf(all).iter().filter_map(row).collect(), total: all.len() })
}
