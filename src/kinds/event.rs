//! Event: something that happened to us or around us, and makes older knowledge about what it touches doubtful.

use serde::Serialize;

use crate::fields;
use crate::pages::view::*;
use crate::pages::{Cx, View};
use crate::site::Kind;
use crate::site::link::Index;

use super::Feature;

pub(super) static FEATURE: Feature = Feature { kind: &KIND, template: "event.html", view, list: Some("events") };

pub(super) static KIND: Kind = Kind {
    name: "event",
    folders: &["events"],
    files: &["event"],
    fields: fields![
        Field::new("what", Shape::Text, "What happened, in one sentence"),
        Field::new(
            "touches",
            Shape::Refs(&[]),
            "What may no longer be as it was: personas, maps, journeys, stages, metrics"
        ),
        Field::new("personas", Shape::Refs(&["persona"]), "Whom it concerns"),
    ],
    titles: &["title", "what"],
    url: |site, index| format!("events/{}/index.html", site[index].id),
    archetype: include_str!("archetypes/event.yaml"),
    ..Kind::PLAIN
};

#[derive(Serialize)]
struct Page {
    title: String,
    date: Option<DateView>,
    personas: Vec<PersonView>,
    touches: Vec<CardView>,
    facts: Vec<FactView>,
    sections: Vec<SectionView>,
    backlinks: Vec<CardView>,
    tags: Vec<LinkView>,
}

fn view(cx: &Cx, index: Index) -> View {
    let entity = cx.entity(index);
    let touched = cx.site().targets(index, entity.record.refs("touches"), &[]);
    let except: &[&str] = match &*entity.title == entity.record.str("what") {
        true => &["what", "date", "touches", "personas"],
        false => &["date", "touches", "personas"],
    };
    Box::new(Page {
        title: entity.title.to_string(),
        date: entity.record.date("date").map(|date| cx.date(date)),
        personas: cx.persons(index),
        touches: touched.iter().map(|target| CardView { href: cx.target(target), ..cx.card(target.entity) }).collect(),
        facts: cx.facts(index, except),
        sections: super::with_summary(cx, index),
        backlinks: cx.backlinks(index),
        tags: cx.tags(entity),
    })
}
