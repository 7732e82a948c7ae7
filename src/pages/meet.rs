//! Who is in the room? Everybody to choose from; whoever is ticked sits there, up to three side by side.

use serde::Serialize;

use crate::site::link::Index;

use super::facet;
use super::facet::brief::{self, Line};
use super::topic::Topic;
use super::view::{PersonView, QuoteView};
use super::{Cx, View};

/// How many people stand on one leaf: the style sheet knows as many chairs.
const PEOPLE: usize = 12;

/// Keys go from 1 to 9.
const KEYS: usize = 9;

/// What is longer of a statement stands where it was written: a room has an end.
pub(super) const LONGEST: usize = 110;

pub(super) static TOPIC: Topic = Topic {
    key: "meet",
    template: "meet.html",
    present: |site| site.indices().any(|index| site[index].kind.subject),
    length: |pages| pages.people.order.len(),
    per_leaf: PEOPLE,
    view,
};

/// Somebody who can be called in from here, by a key.
#[derive(Serialize)]
pub(super) struct Seat {
    person: PersonView,
    key: usize,
    current: bool,
}

#[derive(Serialize)]
struct Chair {
    person: PersonView,
    href: String,
    quote: Option<QuoteView>,
    question: Option<Line>,
}

#[derive(Serialize)]
struct Meet {
    chairs: Vec<Chair>,
    total: usize,
}

fn view(cx: &Cx) -> View {
    let all = &cx.people().order;
    let chair = |index: &Index| Chair {
        person: cx.person(*index),
        href: cx.link(&facet::meet(cx.site(), *index)),
        quote: brief::quote(cx, *index),
        question: brief::lines(cx, *index, &["would_ask", "questions"], 1, LONGEST).into_iter().next(),
    };
    Box::new(Meet { chairs: cx.leaf(all).iter().map(chair).collect(), total: all.len() })
}

/// The people that the keys 1 to 9 call in: all of a small site, else those around this one.
pub(super) fn seats(cx: &Cx, index: Index) -> Vec<Seat> {
    let all = &cx.people().order;
    let at = all.iter().position(|other| *other == index).unwrap_or(0);
    let from = at.saturating_sub(KEYS / 2).min(all.len().saturating_sub(KEYS));
    let near = all.iter().skip(from).take(KEYS).enumerate();
    near.map(|(place, other)| Seat {
        person: PersonView { href: cx.link(&facet::meet(cx.site(), *other)), ..cx.person(*other) },
        key: place + 1,
        current: *other == index,
    })
    .collect()
}
