//! Story: one thing that really happened to one customer, told by someone who was there.

use serde::Serialize;

use crate::fields;
use crate::pages::view::*;
use crate::pages::{Cx, View};
use crate::site::Kind;
use crate::site::consent::{CONSENT, Profile};
use crate::site::link::Index;
use crate::syntax::field::{Field, Shape};
use crate::syntax::html;
use crate::syntax::value::Record;

use super::curve::{self, SmallView};
use super::{Feature, Resting};

pub(super) static FEATURE: Feature = Feature { kind: &KIND, template: "story.html", view, list: Some("stories") };

/// One feeling of a story.
const FELT: &[Field] = &[
    Field::required("score", Shape::Whole(-2, 2), "How it felt: −2 … +2"),
    Field::new("word", Shape::Text, "In a word"),
];

pub(super) static KIND: Kind = Kind {
    name: "story",
    folders: &["stories", "customer-stories"],
    files: &["story"],
    fields: fields![
        Field::new("persona", Shape::Ref(&["persona"]), "To whom it happened"),
        Field::new("personas", Shape::Refs(&["persona"]), "To whom it happened, if to several"),
        Field::new("told_by", Shape::Text, "Who passed it on, and from which team"),
        Field::new("stage", Shape::Ref(&["journey"]), "The stage it belongs to: journey#stage"),
        Field::new("session", Shape::Ref(&["session"]), "Where it was heard"),
        Field::new("consent", Shape::Choice(CONSENT), "What may be done with the words"),
        Field::new("consent_until", Shape::Date, "Until when"),
        Field::new("quotes", Shape::Items, "Their words"),
        Field::new("felt", Shape::Records(FELT), "How it felt, one feeling after the other"),
    ],
    evidence: true,
    url: |site, index| format!("stories/{}/index.html", site[index].id),
    archetype: include_str!("archetypes/story.md"),
    ..Kind::PLAIN
};

/// How it felt: a small curve and the same in words.
#[derive(Serialize)]
struct Felt {
    curve: Option<SmallView>,
    words: Vec<String>,
}

#[derive(Serialize)]
struct Page {
    title: String,
    person: Option<PersonView>,
    stage: Option<LinkView>,
    date: Option<DateView>,
    told_by: String,
    lead_html: String,
    sections: Vec<SectionView>,
    facts: Vec<FactView>,
    session: Option<SourceView>,
    /// How long the conversation took.
    duration: String,
    felt: Option<Felt>,
    consent: &'static str,
    consent_until: Option<DateView>,
    quotes_withheld: bool,
    opportunities: Vec<CardView>,
    insights: Vec<CardView>,
    /// What hurts, as far as this story says so.
    tells: Vec<Resting>,
    moved: Vec<Resting>,
    moved_more: Option<LinkView>,
    backlinks: Vec<CardView>,
    tags: Vec<LinkView>,
}

/// What stands on the page in its own place.
const SHOWN: &[&str] =
    &["persona", "personas", "date", "told_by", "stage", "session", "consent", "consent_until", "quotes", "felt"];

fn view(cx: &Cx, index: Index) -> View {
    let entity = cx.entity(index);
    let record = &entity.record;
    let withheld = !cx.site().may_show_words(index);
    let mut sections = cx.sections(index);
    if withheld {
        withhold(&mut sections);
    }
    let stage = cx.site().targets(index, record.refs("stage"), &["journey"]).into_iter().next();
    let until = record.date("consent_until").or_else(|| super::session_of(cx, index)?.record.date("consent_until"));
    let (resting, moved_more) = super::resting_here(cx, index);
    let (tells, moved): (Vec<_>, Vec<_>) = resting.into_iter().partition(|resting| resting.field == "pains");
    Box::new(Page {
        title: entity.title.to_string(),
        person: cx.persons(index).into_iter().next(),
        stage: stage.map(|target| cx.stage_link(&target)),
        date: record.date("date").map(|date| cx.date(date)),
        told_by: told_by(cx, record),
        lead_html: String::new(),
        quotes_withheld: withheld && !record.items("quotes").is_empty(),
        sections,
        facts: cx.facts(index, SHOWN),
        duration: super::session_of(cx, index)
            .map_or_else(String::new, |session| html::plain(session.record.str("duration"))),
        felt: felt(record),
        session: cx.sources(index, "session").into_iter().next(),
        consent: record.choice("consent"),
        consent_until: until.map(|date| cx.date(date)),
        opportunities: super::citing(cx, index, "opportunity"),
        insights: super::citing(cx, index, "insight"),
        tells,
        moved,
        moved_more,
        backlinks: cx.backlinks_beside_statements(index),
        tags: cx.tags(entity),
    })
}

/// How it felt, if the story says so.
fn felt(record: &Record) -> Option<Felt> {
    let feelings = record.records("felt");
    let scores: Vec<f64> = feelings.iter().filter_map(|feeling| feeling.number("score")).collect();
    let words: Vec<String> = feelings.iter().map(|feeling| html::plain(feeling.str("word"))).collect();
    let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
    (!feelings.is_empty()).then(|| Felt { curve: curve::small(&scores), words })
}

/// Who passed it on is one of us: nobody outside has to know.
fn told_by(cx: &Cx, record: &Record) -> String {
    if cx.site().config.profile == Profile::Public { String::new() } else { record.str("told_by").to_owned() }
}

/// Without consent the words are not shown.
fn withhold(sections: &mut [SectionView]) {
    for section in sections {
        for block in &mut section.blocks {
            if let BlockView::Prose { html } = block {
                *html = without_quotations(html);
            }
        }
        section.blocks.retain(|block| !matches!(block, BlockView::Prose { html } if html.trim().is_empty()));
    }
}

fn without_quotations(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    // A quotation may hold another: only the outermost ends it.
    let mut depth = 0_usize;
    let mut rest = html;
    while let Some(at) = rest.find("<blockquote").into_iter().chain(rest.find("</blockquote>")).min() {
        if depth == 0 {
            out.push_str(&rest[..at]);
        }
        let opens = rest[at..].starts_with("<blockquote");
        depth = if opens { depth + 1 } else { depth.saturating_sub(1) };
        rest = rest[at..].split_once('>').map_or("", |(_, rest)| rest);
    }
    if depth == 0 {
        out.push_str(rest);
    }
    out
}
