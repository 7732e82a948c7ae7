//! Opportunity: a need we could answer, the pains it answers, its status and owner.

use serde::Serialize;

use crate::fields;
use crate::pages::view::*;
use crate::pages::{Cx, View};
use crate::site::Kind;
use crate::site::link::Index;
use crate::site::resolve::{Part, Target};

use super::Feature;

pub(super) static FEATURE: Feature =
    Feature { kind: &KIND, template: "opportunity.html", view, list: Some("opportunities") };

pub(super) static KIND: Kind = Kind {
    name: "opportunity",
    folders: &["opportunities"],
    files: &["opportunity"],
    fields: fields![
        Field::new("need", Shape::Text, "The need, in the customer's terms"),
        Field::new("answers", Shape::Refs(&[]), "The pains, stages and insights it answers: map#pains-2"),
        Field::new("personas", Shape::Refs(&["persona"]), "Whose need it is"),
        Field::new("status", Shape::Choice(&["idea", "planned", "in-progress", "done", "dropped"]), "How far it is"),
        Field::new("impact", Shape::Whole(1, 5), "The difference it would make, 1 to 5"),
        Field::new("effort", Shape::Whole(1, 5), "The work it would take, 1 to 5"),
        Field::new("ticket", Shape::Text, "Where it is worked on"),
        Field::new("metrics", Shape::Refs(&["metric"]), "The numbers it should move"),
    ],
    titles: &["need", "title"],
    url: |site, index| format!("opportunities/{}/index.html", site[index].id),
    archetype: include_str!("archetypes/opportunity.yaml"),
    ..Kind::PLAIN
};

#[derive(Serialize)]
struct Answer {
    item: Option<ItemView>,
    #[serde(rename = "where")]
    place: LinkView,
}

#[derive(Serialize)]
struct Page {
    title: String,
    status: &'static str,
    impact: Option<u8>,
    effort: Option<u8>,
    answers: Vec<Answer>,
    personas: Vec<PersonView>,
    ticket: Option<LinkView>,
    facts: Vec<FactView>,
    sections: Vec<SectionView>,
    backlinks: Vec<CardView>,
    tags: Vec<LinkView>,
}

fn view(cx: &Cx, index: Index) -> View {
    let entity = cx.entity(index);
    let record = &entity.record;
    let answers = cx.site().targets(index, record.refs("answers"), &[]);
    let mut personas = cx.persons(index);
    for subject in answers.iter().flat_map(|target| cx.site().subjects(target.entity)) {
        let person = cx.person(*subject);
        if !personas.iter().any(|known| known.id == person.id) {
            personas.push(person);
        }
    }
    let ticket = record.str("ticket");
    Box::new(Page {
        title: entity.title.to_string(),
        status: record.choice("status"),
        impact: record.number("impact").map(|n| n as u8),
        effort: record.number("effort").map(|n| n as u8),
        answers: answers.iter().map(|target| answer(cx, target)).collect(),
        personas,
        ticket: (!ticket.is_empty()).then(|| super::ticket_link(ticket)),
        facts: cx.facts(index, &["need", "answers", "personas", "status", "impact", "effort", "ticket"]),
        sections: super::with_summary(cx, index),
        backlinks: cx.backlinks(index),
        tags: cx.tags(entity),
    })
}

fn answer(cx: &Cx, target: &Target) -> Answer {
    let item = match target.part {
        Some(Part::Item(number)) => {
            cx.entity(target.entity).record.item(number).map(|(_, item)| cx.item(target.entity, item))
        }
        _ => None,
    };
    let place = match target.part {
        Some(Part::Stage(_)) => cx.stage_link(target),
        _ => LinkView { title: cx.entity(target.entity).title.to_string(), href: cx.target(target) },
    };
    Answer { item, place }
}
