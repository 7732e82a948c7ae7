//! What changed our mind about a person, newest first.

use serde::Serialize;

use crate::pages::timeline::{OccasionView, occasions};
use crate::pages::view::PersonView;
use crate::pages::{Cx, View};
use crate::site::link::Index;

use super::Facet;

pub(super) static FACET: Facet = Facet {
    key: "history",
    template: "history.html",
    present: |site, index| site[index].kind.subject && site.may_name(index),
    length: |pages, index| pages.history_of(index).len(),
    per_leaf: 50,
    view,
    ..Facet::PLAIN
};

#[derive(Serialize)]
struct Page {
    person: PersonView,
    occasions: Vec<OccasionView>,
    knows_writing: bool,
}

fn view(cx: &Cx, index: Index) -> View {
    let moments = cx.leaf(cx.pages().history_of(index));
    let found = occasions(cx.site(), moments);
    Box::new(Page {
        person: cx.person(index),
        occasions: found.iter().map(|occasion| cx.occasion(occasion, usize::MAX)).collect(),
        knows_writing: cx.site().knows_writing(),
    })
}
