//! Insight: what several facts mean, with what supports and what contradicts it.

use serde::Serialize;

use crate::fields;
use crate::pages::view::*;
use crate::pages::{Cx, View};
use crate::site::Kind;
use crate::site::evidence::{Counts, State};
use crate::site::link::Index;

use super::{EvidenceView, Feature};

pub(super) static FEATURE: Feature = Feature { kind: &KIND, template: "insight.html", view, list: Some("insights") };

pub(super) static KIND: Kind = Kind {
    name: "insight",
    folders: &["insights", "findings"],
    files: &["insight"],
    fields: fields![
        Field::new("statement", Shape::Text, "What it means, in one sentence"),
        Field::new("supports", Shape::Refs(&["session", "story", "metric", "insight"]), "What speaks for it"),
        Field::new("contradicts", Shape::Refs(&["session", "story", "metric", "insight"]), "What speaks against it"),
        Field::new("personas", Shape::Refs(&["persona"]), "Whom it is about"),
        Field::new("stages", Shape::Refs(&["journey"]), "The stages it is about: journey#stage"),
    ],
    titles: &["statement", "title"],
    evidence: true,
    url: |site, index| format!("insights/{}/index.html", site[index].id),
    archetype: include_str!("archetypes/insight.yaml"),
    ..Kind::PLAIN
};

#[derive(Serialize)]
struct Page {
    title: String,
    state: State,
    counts: Counts,
    people: usize,
    supports: Vec<EvidenceView>,
    contradicts: Vec<EvidenceView>,
    personas: Vec<PersonView>,
    sections: Vec<SectionView>,
    facts: Vec<FactView>,
    backlinks: Vec<CardView>,
    tags: Vec<LinkView>,
}

fn view(cx: &Cx, index: Index) -> View {
    let entity = cx.entity(index);
    let record = &entity.record;
    let supports = cx.site().targets(index, record.refs("supports"), &[]);
    let (state, voices) = cx.site().state(&supports, !record.refs("contradicts").is_empty());
    let except: &[&str] = match &*entity.title == record.str("title") {
        true => &["supports", "contradicts", "personas"],
        false => &["statement", "supports", "contradicts", "personas"],
    };
    Box::new(Page {
        title: entity.title.to_string(),
        state,
        counts: cx.site().counts(index),
        people: voices.count(),
        supports: super::evidence(cx, index, "supports"),
        contradicts: super::evidence(cx, index, "contradicts"),
        personas: cx.persons(index),
        sections: super::with_summary(cx, index),
        facts: cx.facts(index, except),
        backlinks: cx.backlinks(index),
        tags: cx.tags(entity),
    })
}
