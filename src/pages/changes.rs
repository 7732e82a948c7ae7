//! Changes: what did we learn, what moved? Newest first, by month; the same as entries of a feed.

use jiff::civil::Date;
use serde::Serialize;

use crate::site::evidence::State;
use crate::syntax::html;

use super::timeline::{Occasion, OccasionView, occasions};
use super::topic::Topic;
use super::{Cx, Pages, View};

/// The address of the feed.
pub const FEED: &str = "changes.atom";

pub(super) static TOPIC: Topic = Topic {
    key: "changes",
    template: "changes.html",
    present: |_| true,
    length: |pages| pages.timeline().len(),
    per_leaf: 60,
    view,
};

/// What changed in one month.
#[derive(Serialize)]
struct Month {
    title: String,
    anchor: String,
    occasions: Vec<OccasionView>,
}

#[derive(Serialize)]
struct Changes {
    months: Vec<Month>,
    knows_writing: bool,
    feed: Option<String>,
}

fn view(cx: &Cx) -> View {
    let found = occasions(cx.site(), cx.leaf(cx.pages().timeline()));
    let mut months: Vec<Month> = Vec::new();
    for occasion in &found {
        let anchor = format!("{}-{:02}", occasion.day.year(), occasion.day.month());
        if months.last().is_none_or(|month| month.anchor != anchor) {
            months.push(Month { title: cx.words().month(occasion.day), anchor, occasions: Vec::new() });
        }
        let shown = cx.occasion(occasion, usize::MAX);
        months.last_mut().into_iter().for_each(|month| month.occasions.push(shown.clone()));
    }
    let feed = (!found.is_empty()).then(|| cx.link(FEED));
    Box::new(Changes { months, knows_writing: cx.site().knows_writing(), feed })
}

/// One entry of the feed.
#[derive(Debug)]
pub struct Entry {
    /// What it is called the same in every build: `2026-10-09-heard-guess-odile-s-3f9a`.
    pub key: String,
    /// The day.
    pub day: Date,
    /// Who, and what changed.
    pub title: String,
    /// The words of what changed, one a line.
    pub lines: Vec<String>,
    /// Where it stands, from the site's root.
    pub href: String,
}

/// The newest entries, from about the newest `most` moments.
pub fn entries(pages: &Pages, most: usize) -> Vec<Entry> {
    let moments = pages.timeline();
    let cx = Cx::new(pages, FEED, 0..usize::MAX);
    let found = occasions(cx.site(), &moments[..most.min(moments.len())]);
    found.iter().map(|occasion| entry(&cx, occasion)).collect()
}

fn entry(cx: &Cx, occasion: &Occasion) -> Entry {
    let shown = cx.occasion(occasion, 12);
    let person = shown.person.as_ref();
    let first = shown.moved.first();
    let alone = shown.cards.first().filter(|_| shown.cards.len() == 1);
    let place = first.map_or_else(|| alone.map(|card| card.href.clone()), |moved| Some(moved.href.clone()));
    let of_card = alone.map(|card| card.title.clone());
    let subject = [of_card, person.map(|person| person.name.clone())].into_iter().flatten().next();
    let first_entity = occasion.moments.first().map_or("", |moment| &cx.entity(moment.entity).id);
    let what = first.map_or(first_entity, |moved| &moved.item.id);
    let whose = person.map_or("", |person| &person.id);
    let before = occasion.before.map_or("new", State::word);
    let mut lines: Vec<String> = shown.moved.iter().map(|moved| moved.item.plain.clone()).collect();
    match alone {
        Some(card) => lines.extend(Some(card.summary.clone()).filter(|summary| !summary.is_empty())),
        None => lines.extend(shown.cards.iter().map(|card| card.title.clone())),
    }
    let change = sentence(cx, &shown);
    Entry {
        key: format!("{}-{}-{before}-{whose}-{what}", occasion.day, shown.change),
        day: occasion.day,
        title: subject.map_or_else(|| change.clone(), |subject| format!("{subject}: {change}")),
        lines,
        href: place.unwrap_or_else(|| cx.link("changes/index.html")),
    }
}

/// What became different, as the page says it.
fn sentence(cx: &Cx, occasion: &OccasionView) -> String {
    let before = if occasion.before.is_empty() { "new" } else { occasion.before };
    let n = Some(occasion.n as f64);
    let words = cx.words();
    let exact = words.get(&format!("history.change.{}_{before}", occasion.change), n);
    let plain = || words.get(&format!("history.change.{}", occasion.change), n);
    let sentence = exact.or_else(plain).unwrap_or(occasion.change);
    html::plain(&sentence.replace("{n}", &occasion.n.to_string()))
}
