//! Lists: all of one kind, all of one tag, all tags.

use std::collections::{BTreeMap, BTreeSet};

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
    quotes: Vec<Told>,
}

/// A story with the words it is known by.
#[derive(Serialize)]
struct Told {
    card: CardView,
    quote: Option<QuoteView>,
    told_by: String,
}

#[derive(Serialize)]
struct List {
    title: String,
    kind: &'static str,
    total: usize,
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
            far(record.choice("status")),
            record.number("order").map_or(i64::MAX, |order| (order * 1000.0) as i64),
            std::cmp::Reverse(record.date("date")),
        )
    });
    all
}

/// The list of a kind.
pub(super) fn of_kind(cx: &Cx, kind: &'static str) -> View {
    let all = in_order(cx.site(), kind);
    Box::new(List {
        title: title(cx.words(), kind),
        kind,
        total: all.len(),
        intro_html: String::new(),
        groups: by_heading(cx, cx.leaf(&all)),
        empty_hint_file: String::new(),
    })
}

/// The entities of a leaf under headings: by month where many are of one month, else by year or by how far they are.
fn by_heading(cx: &Cx, leaf: &[Index]) -> Vec<Group> {
    let day = |index: &Index| cx.entity(*index).record.date("date");
    let months: BTreeSet<(i16, i8)> = leaf.iter().filter_map(day).map(|day| (day.year(), day.month())).collect();
    let monthly = !months.is_empty() && leaf.len() >= months.len() * MANY;
    let mut groups: Vec<Group> = Vec::new();
    for index in leaf {
        let title = match day(index) {
            Some(day) if monthly => cx.words().month(day),
            Some(day) => day.year().to_string(),
            None if months.is_empty() => status(cx, *index),
            None => cx.words().or("list_undated", "Without a date").to_owned(),
        };
        let at = groups.iter().position(|group| group.title == title).unwrap_or_else(|| {
            groups.push(Group { title, cards: Vec::new(), quotes: Vec::new() });
            groups.len() - 1
        });
        match cx.entity(*index).kind.name {
            "story" => groups[at].quotes.push(told(cx, *index)),
            _ => groups[at].cards.push(cx.card(*index)),
        }
    }
    groups
}

/// The order of what is to be done: what is at hand first, what is over last.
fn far(status: &str) -> usize {
    ["", "doing", "planned", "idea", "done", "dropped"].iter().position(|known| *known == status).unwrap_or(0)
}

/// How many of one month make it worth a heading of its own.
const MANY: usize = 6;

/// How far something is, as a heading; empty, where it has no such field.
fn status(cx: &Cx, index: Index) -> String {
    match cx.entity(index).record.choice("status") {
        "" => String::new(),
        status => label::capitalise(cx.words().or(&format!("status.{status}"), status)),
    }
}

/// A story as a row: its title, and the words if they are others than the title.
fn told(cx: &Cx, index: Index) -> Told {
    let entity = cx.entity(index);
    let subject = cx.site().subjects(index).first().copied();
    let first = entity.items("quotes").first().filter(|_| cx.site().may_show_words(index));
    let folded = label::fold(&entity.title);
    let other = first.filter(|item| !label::fold(&item.plain).contains(&folded));
    let quote = other.map(|item| cx.quote(index, item, subject));
    let told_by = first.map(|item| cx.quote(index, item, subject).told_by).unwrap_or_default();
    Told { card: cx.card(index), quote, told_by }
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
    let groups =
        groups.into_iter().map(|(kind, cards)| Group { title: title(cx.words(), kind), cards, quotes: Vec::new() });
    let total = cx.pages().tagged(tag).len();
    let groups = groups.collect();
    Box::new(List {
        title: tag.to_owned(),
        kind: "tag",
        total,
        intro_html: String::new(),
        groups,
        empty_hint_file: String::new(),
    })
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
