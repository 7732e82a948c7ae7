//! Lists: all of one kind, all of one tag, all tags.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::site::Site;
use crate::site::link::Index;
use crate::site::words::Words;
use crate::syntax::label;

use super::view::*;
use super::which::tag_url;
use super::{Cx, View};

#[derive(Serialize)]
struct Group {
    title: String,
    cards: Vec<CardView>,
}

#[derive(Serialize)]
struct List {
    title: String,
    intro_html: String,
    groups: Vec<Group>,
    empty_hint_file: String,
}

#[derive(Serialize)]
struct TagView {
    title: String,
    href: String,
    n: usize,
}

#[derive(Serialize)]
struct Tags {
    tags: Vec<TagView>,
}

/// The title of the list of a kind.
pub(super) fn title(words: &Words, kind: &str) -> String {
    words.get(&format!("list.{kind}"), None).map_or_else(|| label::capitalise(&format!("{kind}s")), str::to_owned)
}

/// All of one kind: newest first where they have dates, else in their own order.
pub(super) fn in_order(site: &Site, kind: &str) -> Vec<Index> {
    let mut all: Vec<Index> = site.listed(kind).collect();
    all.sort_by_key(|index| {
        let record = &site[*index].record;
        (
            record.number("order").map_or(i64::MAX, |order| (order * 1000.0) as i64),
            std::cmp::Reverse(record.date("date")),
        )
    });
    all
}

/// The list of a kind.
pub(super) fn of_kind(cx: &Cx, kind: &'static str) -> View {
    let all = in_order(cx.site(), kind);
    let cards = cx.leaf(&all).iter().map(|index| cx.card(*index)).collect();
    Box::new(List {
        title: title(cx.words(), kind),
        intro_html: String::new(),
        groups: vec![Group { title: String::new(), cards }],
        empty_hint_file: String::new(),
    })
}

/// Everything with a tag, by kind.
pub(super) fn of_tag(cx: &Cx, tag: &str) -> View {
    let site = cx.site();
    let mut groups: Vec<(&'static str, Vec<CardView>)> = Vec::new();
    for index in cx.leaf(cx.pages().tagged(tag)).iter().copied() {
        let kind = site[index].kind.name;
        match groups.iter_mut().find(|(name, _)| *name == kind) {
            Some((_, cards)) => cards.push(cx.card(index)),
            None => groups.push((kind, vec![cx.card(index)])),
        }
    }
    let groups = groups.into_iter().map(|(kind, cards)| Group { title: title(cx.words(), kind), cards }).collect();
    Box::new(List { title: tag.to_owned(), intro_html: String::new(), groups, empty_hint_file: String::new() })
}

/// All tags, by name.
pub(super) fn tags(cx: &Cx) -> View {
    let mut counts: BTreeMap<String, (String, usize)> = BTreeMap::new();
    let site = cx.site();
    for index in site.indices().filter(|index| site.may_name(*index)) {
        for tag in site[index].record.words("tags") {
            counts.entry(tag_url(&tag.value)).or_insert_with(|| (tag.value.to_string(), 0)).1 += 1;
        }
    }
    let mut tags: Vec<TagView> =
        counts.into_iter().map(|(url, (title, n))| TagView { title, href: cx.link(&url), n }).collect();
    tags.sort_by_cached_key(|tag| label::fold(&tag.title));
    Box::new(Tags { tags })
}
