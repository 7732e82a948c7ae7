//! Empathy map: what one persona says, thinks, does and feels (and sees, hears), with pains and gains, in one scenario.

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::fields;
use crate::pages::view::{CardView, LinkView, MapView};
use crate::pages::{Cx, View};
use crate::site::link::Index;
use crate::site::{Entity, Kind};

use super::Feature;

pub(super) static FEATURE: Feature =
    Feature { kind: &KIND, template: "map.html", view: |cx, index| view(cx, index, None), list: None };

/// The layouts of a map.
pub const LAYOUTS: &[&str] = &["quadrants", "canvas", "classic"];

pub(super) static KIND: Kind = Kind {
    name: "map",
    folders: &["maps", "empathy-maps", "empathy-map", "empathymaps"],
    files: &["map", "empathy-map", "empathy_map", "mapa-de-empatia", "mapa_empatia"],
    fields: fields![
        Field::new("persona", Shape::Ref(&["persona"]), "Whose map it is"),
        Field::new("scenario", Shape::Text, "In which situation"),
        Field::new("layout", Shape::Choice(LAYOUTS), "How it is drawn: quadrants, canvas or classic"),
        Field::new("scope", Shape::Choice(&["individual", "aggregated"]), "From one session, or from several"),
        Field::new("sessions", Shape::Refs(&["session"]), "The sessions it was made from"),
        Field::new("who", Shape::Items, "Who it is about"),
        Field::new("need_to_do", Shape::Items, "What they have to do"),
        Field::new("sees", Shape::Items, "What they see"),
        Field::new("says", Shape::Items, "What they say, word for word"),
        Field::new("does", Shape::Items, "What they do"),
        Field::new("hears", Shape::Items, "What they hear"),
        Field::new("thinks", Shape::Items, "What they think"),
        Field::new("feels", Shape::Items, "What they feel"),
        Field::new("thinks_feels", Shape::Items, "What they think and feel, where the two were not kept apart"),
        Field::new("says_does", Shape::Items, "What they say and do, where the two were not kept apart"),
        Field::new("pains", Shape::Items, "What hurts"),
        Field::new("gains", Shape::Items, "What would help"),
        Field::new("influences", Shape::Items, "Who and what has a say"),
    ],
    titles: &["title", "scenario"],
    section: Some("empathy_map"),
    questions: true,
    url: |site, index| match site.subjects(index).first() {
        Some(subject) => format!("people/{}/map/{}/index.html", site[*subject].id, site[index].id),
        None => format!("maps/{}/index.html", site[index].id),
    },
    check,
    archetype: include_str!("archetypes/map.md"),
    ..Kind::PLAIN
};

fn check(entity: &Entity, found: &mut Vec<Diagnostic>) {
    let sessions = entity.record.refs("sessions").len();
    if entity.record.choice("scope") == "individual" && sessions > 1 {
        let message = format!("an individual map comes from one session, but this names {sessions}");
        found.push(
            Diagnostic::warning("map-scope", &entity.source.path, entity.place, message)
                .help("write `scope: aggregated`, or keep one session"),
        );
    }
}

#[derive(Serialize)]
struct Page {
    #[serde(flatten)]
    map: MapView,
    backlinks: Vec<CardView>,
    tags: Vec<LinkView>,
}

/// What the page shows; in another layout than the map's own, if one is given.
pub(super) fn view(cx: &Cx, index: Index, layout: Option<&'static str>) -> View {
    let entity = cx.entity(index);
    let map = cx.map(index, layout);
    Box::new(Page { map, backlinks: cx.backlinks(index), tags: cx.tags(entity) })
}
