//! Session: where evidence comes from. Participants are aliases; what may be shown is what they agreed to.

use serde::Serialize;

use crate::fields;
use crate::pages::view::*;
use crate::pages::{Cx, View};
use crate::site::Kind;
use crate::site::consent::{CONSENT, Profile};
use crate::site::link::Index;
use crate::site::transcript::{self, Line, is_transcript};

use super::{Feature, Resting};

pub(super) static FEATURE: Feature = Feature { kind: &KIND, template: "session.html", view, list: Some("evidence") };

/// The ways of hearing.
const TYPES: &[&str] = &[
    "interview",
    "usability-test",
    "field-visit",
    "support-call",
    "survey",
    "diary",
    "recording",
    "focus-group",
    "support-summary",
];

pub(super) static KIND: Kind = Kind {
    name: "session",
    folders: &["sessions", "interviews", "research", "interview-notes"],
    files: &["session", "interview"],
    fields: fields![
        Field::new("type", Shape::Choice(TYPES), "How it was heard"),
        Field::new("participants", Shape::Words, "Who took part: aliases only"),
        Field::new("personas", Shape::Refs(&["persona"]), "Which personas it tells about"),
        Field::new("persona", Shape::Ref(&["persona"]), "Which persona it tells about"),
        Field::new("researcher", Shape::Text, "Who listened"),
        Field::new("consent", Shape::Choice(CONSENT), "What may be done with the words"),
        Field::new("consent_until", Shape::Date, "Until when"),
        Field::new("recording", Shape::Text, "Where the recording is: a link, not the file"),
        Field::new("duration", Shape::Text, "How long it took"),
        Field::new("location", Shape::Text, "Where"),
        Field::new("n", Shape::Whole(0, i64::MAX), "How many people, where they have no aliases"),
        Field::new("data", Shape::Text, "A table beside the file"),
    ],
    evidence: true,
    prose: true,
    url: |site, index| format!("evidence/{}/index.html", site[index].id),
    archetype: include_str!("archetypes/session.md"),
    ..Kind::PLAIN
};

#[derive(Serialize)]
struct LineView {
    line: usize,
    speaker: String,
    time: String,
    html: String,
}

#[derive(Serialize)]
struct Page {
    title: String,
    #[serde(rename = "type")]
    method: String,
    date: Option<DateView>,
    facts: Vec<FactView>,
    participants: Vec<String>,
    personas: Vec<PersonView>,
    may_show: bool,
    why_not: &'static str,
    transcript: Vec<LineView>,
    sections: Vec<SectionView>,
    heard_by: String,
    agreed: AgreedView,
    n: Option<u64>,
    statements: Vec<Resting>,
    statements_all: Option<LinkView>,
    backlinks: Vec<CardView>,
    tags: Vec<LinkView>,
}

fn view(cx: &Cx, index: Index) -> View {
    let entity = cx.entity(index);
    let record = &entity.record;
    let agreed = cx.agreed(index);
    let why_not = agreed.why_not;
    let may_show = why_not.is_empty();
    let (statements, statements_all) = super::resting_here(cx, index);
    let title = match entity.title.is_empty() {
        true => entity.id.to_string(),
        false => entity.title.to_string(),
    };
    let method = record.choice("type");
    Box::new(Page {
        title,
        method: cx.words().or(&format!("type.{method}"), method).to_owned(),
        date: record.date("date").map(|date| cx.date(date)),
        facts: cx.facts(index, &unsaid(cx, may_show)),
        participants: record.words("participants").iter().map(|alias| alias.value.to_string()).collect(),
        personas: cx.persons(index),
        transcript: if may_show { transcript_lines(cx, index) } else { Vec::new() },
        sections: cx
            .sections_where(index, |section| !is_transcript(section) && (may_show || section.heading.is_none())),
        heard_by: cx.heard_by(index),
        n: record.number("n").map(|n| n as u64),
        agreed,
        statements,
        statements_all,
        may_show,
        why_not,
        backlinks: cx.backlinks_beside_statements(index),
        tags: cx.tags(entity),
    })
}

/// The fields with a place of their own on the page, and the one that leads to words that may not be shown.
fn unsaid(cx: &Cx, may_show: bool) -> Vec<&'static str> {
    let mut fields =
        vec!["type", "date", "personas", "persona", "researcher", "participants", "consent", "consent_until", "n"];
    if !may_show || cx.site().config.profile == Profile::Public {
        fields.push("recording");
    }
    fields
}

/// The transcript line by line, so that evidence can point at a line: one entry per paragraph or list item.
fn transcript_lines(cx: &Cx, index: Index) -> Vec<LineView> {
    let entity = cx.entity(index);
    let text = &entity.source.text;
    let view = |(number, line): (usize, Line)| LineView {
        line: number,
        speaker: line.speaker.of(text).to_owned(),
        time: line.time.map_or("", |time| time.of(text)).to_owned(),
        html: cx.inline(index, line.words.of(text)),
    };
    transcript::numbered(entity).map(view).collect()
}
