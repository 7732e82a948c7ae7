//! The empty chair: a person in a meeting, on a screen that everybody sees.

use serde::Serialize;

use crate::pages::cx::shorten;
use crate::pages::view::*;
use crate::pages::{Cx, View, hurts, meet};
use crate::site::link::Index;

use super::Facet;
use super::brief::{self, Line};

/// How many lines of a kind there is room for on one screen.
const QUESTIONS: usize = 3;
const HURTS: usize = 3;
const GUESSES: usize = 2;

pub(super) static FACET: Facet = Facet {
    key: "meet",
    template: "meet-person.html",
    aside: true,
    present: |site, index| site[index].kind.subject && site.may_name(index),
    // Short, because somebody types it or reads it out.
    address: |site, index| Some(format!("meet/{}/index.html", site[index].id)),
    view,
    ..Facet::PLAIN
};

#[derive(Serialize)]
struct Page {
    person: PersonView,
    summary: String,
    quote: Option<QuoteView>,
    questions: Vec<Line>,
    hurts: Vec<hurts::HurtView>,
    guesses: Vec<Line>,
    people: Vec<meet::Seat>,
    all_href: String,
}

fn view(cx: &Cx, index: Index) -> View {
    Box::new(Page {
        person: cx.person(index),
        summary: shorten(&cx.summary(index), meet::LONGEST),
        quote: brief::quote(cx, index),
        questions: brief::lines(cx, index, &["would_ask", "questions"], QUESTIONS, meet::LONGEST),
        hurts: hurts::of_person(cx, index, HURTS),
        guesses: brief::guesses(cx, index, GUESSES, meet::LONGEST),
        people: meet::seats(cx, index),
        all_href: cx.link(&meet::TOPIC.url()),
    })
}
