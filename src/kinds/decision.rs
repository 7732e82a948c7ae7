//! Decision: what was decided, which personas were consulted, whether a real customer was asked.

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::fields;
use crate::pages::view::*;
use crate::pages::{Cx, View};
use crate::site::link::Index;
use crate::site::{Entity, Kind};
use crate::syntax::value::Value;

use super::Feature;

pub(super) static FEATURE: Feature = Feature { kind: &KIND, template: "decision.html", view, list: Some("decisions") };

pub(super) static KIND: Kind = Kind {
    name: "decision",
    folders: &["decisions"],
    files: &["decision"],
    fields: fields![
        Field::new("decided", Shape::Text, "What was decided"),
        Field::new("by", Shape::Text, "By whom"),
        Field::new("personas", Shape::Refs(&["persona"]), "Who was thought of"),
        Field::new(
            "asked_a_customer",
            Shape::RefOrNo(&["session", "story"]),
            "The session in which a customer was asked, or `no`"
        ),
        Field::new("because", Shape::Text, "Why it was decided without asking, or at all"),
        Field::new("evidence", Shape::Refs(&["session", "story", "metric", "insight"]), "What it rests on"),
        Field::new("opportunities", Shape::Refs(&["opportunity"]), "The opportunities it takes up"),
        Field::new("outcome", Shape::Prose, "What came of it"),
    ],
    titles: &["title", "decided"],
    url: |site, index| format!("decisions/{}/index.html", site[index].id),
    check,
    archetype: include_str!("archetypes/decision.yaml"),
    ..Kind::PLAIN
};

fn check(entity: &Entity, found: &mut Vec<Diagnostic>) {
    if let Some(Value::No(span)) = entity.record.get("asked_a_customer")
        && entity.record.str("because").is_empty()
    {
        found.push(
            Diagnostic::warning(
                "missing-reason",
                &entity.source.path,
                *span,
                "no customer was asked, and nothing says why",
            )
            .help("add `because:` with the reason; it is fine to have one"),
        );
    }
}

#[derive(Serialize)]
struct Page {
    title: String,
    date: Option<DateView>,
    by: String,
    asked: Option<SourceView>,
    because: String,
    personas: Vec<PersonView>,
    evidence: Vec<SourceView>,
    outcome_html: String,
    facts: Vec<FactView>,
    sections: Vec<SectionView>,
    backlinks: Vec<CardView>,
    tags: Vec<LinkView>,
}

fn view(cx: &Cx, index: Index) -> View {
    let entity = cx.entity(index);
    let record = &entity.record;
    let by = record.str("by");
    let team = cx.site().config.teams.get(by).map(|team| team.name.clone());
    let mut sections = super::with_summary(cx, index);
    // Where the title is another text than the decision, the decision comes first.
    if &*entity.title != record.str("decided") && !record.str("decided").is_empty() {
        let html = format!("<p>{}</p>", cx.inline(index, record.str("decided")));
        sections.insert(
            0,
            SectionView {
                level: 2,
                field: "decided".into(),
                blocks: vec![BlockView::Prose { html }],
                ..SectionView::default()
            },
        );
    }
    Box::new(Page {
        title: entity.title.to_string(),
        date: record.date("date").map(|date| cx.date(date)),
        by: team.unwrap_or_else(|| by.to_owned()),
        asked: cx.sources(index, "asked_a_customer").into_iter().next(),
        because: record.str("because").to_owned(),
        personas: cx.persons(index),
        evidence: cx.sources(index, "evidence"),
        outcome_html: cx.blocks(index, record.str("outcome")),
        facts: cx
            .facts(index, &["decided", "date", "by", "personas", "asked_a_customer", "because", "evidence", "outcome"]),
        sections,
        backlinks: cx.backlinks(index),
        tags: cx.tags(entity),
    })
}
