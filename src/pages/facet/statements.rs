//! Every statement of a large map, part by part, in leaves. The map itself shows the first few of each part.

use std::cmp::Reverse;
use std::ops::Range;

use serde::Serialize;

use crate::files;
use crate::pages::leaves;
use crate::pages::view::{LinkView, PartView};
use crate::pages::{Cx, View};
use crate::site::Site;
use crate::site::evidence::State;
use crate::site::link::Index;
use crate::syntax::value::Item;

use super::Facet;

pub(super) static FACET: Facet = Facet {
    key: "statements",
    template: "statements.html",
    present: is_large,
    length: |pages, index| total(&pages.site, index),
    per_leaf: PER_LEAF,
    view,
    ..Facet::PLAIN
};

/// The parts of a map, in the order of the canvas with the quadrants first.
pub(in crate::pages) const PARTS: &[&str] = &[
    "who",
    "need_to_do",
    "says",
    "thinks",
    "does",
    "feels",
    "says_does",
    "thinks_feels",
    "sees",
    "hears",
    "pains",
    "gains",
    "influences",
];

/// How many statements one leaf shows, and how many a map may have before it shows only the first of each part.
const PER_LEAF: usize = 60;

/// How many statements of a part a large map shows.
pub(in crate::pages) const FIRST: usize = 6;

#[derive(Serialize)]
struct Page {
    title: String,
    map: LinkView,
    parts: Vec<PartView>,
}

/// Whether a map is too large to show every statement itself.
pub(in crate::pages) fn is_large(site: &Site, index: Index) -> bool {
    site[index].kind.section.is_some() && total(site, index) > PER_LEAF
}

fn total(site: &Site, index: Index) -> usize {
    PARTS.iter().map(|part| site[index].items(part).len()).sum()
}

/// The statements of a part: confirmed first, then by people, guesses last; the writer's order among equals.
pub(in crate::pages) fn in_order<'a>(site: &'a Site, index: Index, part: &str) -> Vec<&'a Item> {
    let mut items: Vec<&Item> = site[index].items(part).iter().collect();
    items.sort_by_cached_key(|item| key(site, index, item));
    items
}

/// What decides about a statement's place. A site without marks keeps the writer's order.
fn key(site: &Site, index: Index, item: &Item) -> (u8, Reverse<usize>) {
    let claim = site.claim(index, item);
    if site.marks() { (rank(claim.state), Reverse(claim.people)) } else { (0, Reverse(0)) }
}

/// Where a statement stands among those of its part, without putting all in order.
fn position(site: &Site, index: Index, part: &str, number: u32) -> Option<usize> {
    let items = site[index].items(part);
    let own = items.iter().find(|item| item.number == number)?;
    let own = (key(site, index, own), number);
    Some(items.iter().filter(|item| (key(site, index, item), item.number) < own).count())
}

/// Confirmed first, guesses last.
pub(in crate::pages) fn rank(state: State) -> u8 {
    match state {
        State::Confirmed => 0,
        State::Heard | State::Disputed => 1,
        State::Guess => 2,
    }
}

fn view(cx: &Cx, index: Index) -> View {
    let window = cx.window();
    let mut start = 0;
    let mut parts = Vec::new();
    for part in PARTS {
        let length = cx.entity(index).items(part).len();
        let shown = overlap(&window, start..start + length);
        if !shown.is_empty() {
            parts.push(cx.part_of(index, part, shown));
        }
        start += length;
    }
    Box::new(Page { title: cx.entity(index).title.to_string(), map: cx.entity_link(index), parts })
}

/// What two ranges have in common, counted from the start of the second.
fn overlap(window: &Range<usize>, part: Range<usize>) -> Range<usize> {
    let start = window.start.clamp(part.start, part.end);
    let end = window.end.clamp(start, part.end);
    start - part.start..end - part.start
}

/// The address of the leaf on which a statement of a part stands, by its number in order.
fn leaf_url(site: &Site, index: Index, part: &str, at: usize) -> String {
    let before: usize = PARTS.iter().take_while(|name| **name != part).map(|part| site[index].items(part).len()).sum();
    let first = format!("{}/{}/index.html", files::folder(site.url(index)), FACET.key);
    leaves::url(&first, (before + at) / PER_LEAF + 1)
}

impl Cx<'_> {
    /// Where the rest of a part stands that a map does not show itself.
    pub(in crate::pages) fn rest_href(&self, index: Index, part: &str) -> String {
        self.link(&format!("{}#part-{part}", leaf_url(self.site(), index, part, FIRST)))
    }

    /// The address of a statement from the site's root, with its fragment.
    pub fn statement_url(&self, index: Index, number: u32) -> String {
        let site = self.site();
        let anchor = site.claims(index).get(number as usize).map_or("", |claim| &claim.anchor);
        let beyond = || {
            let (part, _) = site[index].record.item(number)?;
            let at = PARTS.contains(&part).then(|| position(site, index, part, number)).flatten()?;
            (at >= FIRST).then(|| leaf_url(site, index, part, at))
        };
        let url = if is_large(site, index) { beyond() } else { None };
        let url = url.as_deref().unwrap_or(site.url(index));
        if anchor.is_empty() { url.to_owned() } else { format!("{url}#{anchor}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaf_shows_its_share_of_each_part() {
        assert_eq!(overlap(&(0..60), 0..20), 0..20);
        assert_eq!(overlap(&(0..60), 20..100), 0..40);
        assert_eq!(overlap(&(60..120), 20..100), 40..80);
        assert!(overlap(&(60..120), 0..20).is_empty());
        assert!(overlap(&(0..60), 70..80).is_empty());
    }
}
