//! Everything that rests on one piece of evidence, where it is too much for the page of the evidence itself.

use serde::Serialize;

use crate::kinds::{Resting, resting};
use crate::pages::view::LinkView;
use crate::pages::{Cx, View};
use crate::site::link::Index;

use super::Facet;

/// How many statements the page of a piece of evidence shows itself.
pub const SHOWN: usize = 40;

/// What rests on one piece of evidence.
pub static FACET: Facet = Facet {
    key: "resting",
    template: "resting.html",
    present: |site, index| site[index].kind.evidence && site.may_name(index) && site.cited_by(index).len() > SHOWN,
    length: |pages, index| pages.site.cited_by(index).len(),
    per_leaf: 60,
    view,
    ..Facet::PLAIN
};

#[derive(Serialize)]
struct Page {
    source: LinkView,
    statements: Vec<Resting>,
}

fn view(cx: &Cx, index: Index) -> View {
    let all = cx.site().cited_by(index);
    Box::new(Page { source: cx.entity_link(index), statements: resting(cx, cx.leaf(all)) })
}
