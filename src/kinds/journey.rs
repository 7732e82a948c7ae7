//! Journey: a persona's path through stages, with actions, touchpoints, feelings −2 … +2, pains, opportunities.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use crate::fields;
use crate::pages::view::*;
use crate::pages::{Cx, View};
use crate::site::Kind;
use crate::site::entity::{Content, Section};
use crate::site::evidence::State;
use crate::site::link::Index;
use crate::site::resolve::Target;
use crate::syntax::field::{Field, Shape};
use crate::syntax::value::{Record, Value};
use crate::syntax::{html, label};

use super::Feature;
use super::curve::{self, CurveView};

pub(super) static FEATURE: Feature = Feature { kind: &KIND, template: "journey.html", view, list: Some("journeys") };

/// The fields of a stage.
const STAGE: &[Field] = &[
    Field::required("name", Shape::Text, "The name of the stage"),
    Field::new("feels", Shape::Emotion, "How it feels: −2 … +2, with a word"),
    Field::new("does", Shape::Items, "What they do"),
    Field::new("says", Shape::Items, "What they say, word for word"),
    Field::new("thinks", Shape::Items, "What they think"),
    Field::new("touchpoints", Shape::Items, "Where we meet"),
    Field::new("channel", Shape::Words, "By which channel"),
    Field::new("pains", Shape::Items, "What hurts"),
    Field::new("gains", Shape::Items, "What helps"),
    Field::new("opportunities", Shape::Items, "What we could do: text, or the id of an opportunity"),
    Field::new("goal", Shape::Items, "What they want to reach here"),
    Field::new("metrics", Shape::Refs(&["metric"]), "The numbers of this stage"),
    Field::new("owner", Shape::Text, "Who answers for it"),
    Field::new("duration", Shape::Text, "How long it takes"),
    Field::new("moment_of_truth", Shape::Flag, "Whether it decides over the rest"),
];

pub(super) static KIND: Kind = Kind {
    name: "journey",
    folders: &["journeys", "journey-maps", "user-journeys", "customer-journeys"],
    files: &["journey", "journey-map", "user-journey", "customer-journey", "user-journey-map"],
    fields: fields![
        Field::new("persona", Shape::Ref(&["persona"]), "Whose journey it is"),
        Field::new("personas", Shape::Refs(&["persona"]), "Whose journey it is, if several persons'"),
        Field::new("scenario", Shape::Text, "What happens"),
        Field::new("state", Shape::Choice(&["current", "target"]), "As it is, or as it should become"),
        Field::new("stages", Shape::Records(STAGE), "The stages, in order"),
    ],
    titles: &["title", "scenario"],
    stages: Some("stages"),
    url: |site, index| format!("journeys/{}/index.html", site[index].id),
    archetype: include_str!("archetypes/journey.md"),
    ..Kind::PLAIN
};

#[derive(Serialize)]
struct Feels {
    #[serde(serialize_with = "score_number")]
    score: Option<f64>,
    word: String,
    text: String,
    state: State,
}

#[derive(Serialize)]
struct Stage {
    name: String,
    /// Its fragment; empty if a stage before it has the same.
    slug: String,
    number: usize,
    feels: Option<Feels>,
    /// How the same stage feels on the second curve.
    other: Option<Feels>,
    rows: BTreeMap<String, Option<Vec<ItemView>>>,
    moment_of_truth: bool,
    sections: Vec<SectionView>,
}

#[derive(Clone, Serialize)]
struct Row {
    field: String,
    label: String,
}

#[derive(Serialize)]
struct Page {
    title: String,
    persons: Vec<PersonView>,
    scenario: String,
    state: &'static str,
    facts: Vec<FactView>,
    stages: Vec<Stage>,
    rows: Vec<Row>,
    feeling_label: String,
    curve: Option<CurveView>,
    /// The journey whose curve stands beside this one's: as it should become, or as it is.
    other: Option<LinkView>,
    /// Whether the row of feelings says what the curve does not.
    say_feelings: bool,
    /// How many people this rests on, and when the last of them was heard.
    people: usize,
    last: Option<DateView>,
    lowest: String,
    sections: Vec<SectionView>,
    backlinks: Vec<CardView>,
    tags: Vec<LinkView>,
}

fn view(cx: &Cx, index: Index) -> View {
    let entity = cx.entity(index);
    let record = &entity.record;
    let rows = rows(cx, index);
    let other = other(cx, index);
    let mut slugs = HashSet::new();
    let mut stages: Vec<Stage> = entity
        .stages()
        .iter()
        .enumerate()
        .map(|(at, stage)| Stage {
            other: other.and_then(|other| Some(feels(cx, other, same_stage(cx, other, stage)?))),
            ..stage_view(cx, index, at, stage, &rows)
        })
        .collect();
    for stage in &mut stages {
        if !slugs.insert(stage.slug.clone()) {
            stage.slug.clear();
        }
    }
    let curve = draw(cx, index, other);
    let voices = cx.site().weigh(&sources(cx, index));
    Box::new(Page {
        title: entity.title.to_string(),
        persons: cx.persons(index),
        scenario: sentence(record.str("scenario"), &entity.title),
        state: record.choice("state"),
        facts: cx.facts(index, &["persona", "personas", "scenario", "state", "stages"]),
        say_feelings: curve.as_ref().is_none_or(|curve| !curve.spelled)
            || stages.iter().filter_map(|stage| stage.feels.as_ref()).any(|feels| !feels.text.is_empty()),
        curve,
        other: other.map(|other| cx.entity_link(other)),
        people: voices.count(),
        last: voices.last.map(|date| cx.date(date)),
        lowest: lowest(&stages),
        feeling_label: feeling_label(cx, index),
        sections: super::with_summary(cx, index),
        backlinks: cx.backlinks(index),
        tags: cx.tags(entity),
        stages,
        rows,
    })
}

/// The curve of a journey, with a second one where there is another journey to compare.
fn draw(cx: &Cx, index: Index, other: Option<Index>) -> Option<CurveView> {
    let stages = cx.entity(index).stages();
    let points: Vec<curve::Point> = stages.iter().map(|stage| point(cx, index, stage)).collect();
    let second = other.map(|other| {
        let point = |stage: &Record| same_stage(cx, other, stage).map(|stage| point(cx, other, stage));
        curve::Second {
            points: stages.iter().map(|stage| point(stage).unwrap_or_default()).collect(),
            ends: [index, other].map(|index| cx.words().or(end_key(cx, index), "").to_owned()),
        }
    });
    curve::draw(&points, second.as_ref(), |score| cx.words().or(&format!("emotion.{score}"), "").to_owned())
}

fn is_target(cx: &Cx, index: Index) -> bool {
    cx.entity(index).record.choice("state") == "target"
}

/// The word at the end of a curve where there are two.
fn end_key(cx: &Cx, index: Index) -> &'static str {
    if is_target(cx, index) { "journey.end_target" } else { "journey.end_current" }
}

/// The journey to compare with: of the same person, as it should become if this is as it is, with most stages in common.
fn other(cx: &Cx, index: Index) -> Option<Index> {
    let site = cx.site();
    let subject = *site.subjects(index).first()?;
    let felt = |other: Index| {
        let stages = cx.entity(index).stages().iter().filter_map(|stage| same_stage(cx, other, stage));
        stages.filter(|stage| stage.emotion("feels").is_some_and(|feeling| !feeling.scores.is_empty())).count()
    };
    let others = cx.about(subject).filter(|other| {
        cx.entity(*other).kind.name == KIND.name
            && site.may_name(*other)
            && is_target(cx, *other) != is_target(cx, index)
    });
    let counted = others.map(|other| (felt(other), other)).filter(|(felt, _)| *felt > 1);
    counted.max_by_key(|(felt, other)| (*felt, std::cmp::Reverse(*other))).map(|(_, other)| other)
}

/// The stage of another journey that has the same name.
fn same_stage<'a>(cx: &Cx<'a>, other: Index, stage: &Record) -> Option<&'a Record> {
    let slug = |stage: &Record| label::slug_or_hash(stage.str("name"));
    let wanted = slug(stage);
    cx.entity(other).stages().iter().find(|stage| slug(stage) == wanted)
}

/// All that the statements and feelings of a journey rest on.
fn sources(cx: &Cx, index: Index) -> Vec<Target> {
    let site = cx.site();
    let claims = site.claims(index).iter().flat_map(|claim| claim.sources.iter().cloned());
    let feelings = cx.entity(index).stages().iter().filter_map(|stage| stage.emotion("feels"));
    claims.chain(feelings.flat_map(|feeling| site.targets(index, &feeling.from, &[]))).collect()
}

/// The scenario as a sentence of its own; nothing where the title says it already.
fn sentence(scenario: &str, title: &str) -> String {
    let scenario = html::plain(scenario);
    match scenario.is_empty() || scenario == title {
        true => String::new(),
        false if scenario.ends_with(['.', '!', '?', '…']) => scenario,
        false => format!("{scenario}."),
    }
}

/// The rows that any stage has: the standard ones in their order, then the writer's own.
fn rows(cx: &Cx, index: Index) -> Vec<Row> {
    let entity = cx.entity(index);
    let mut rows: Vec<Row> = STAGE
        .iter()
        .filter(|field| !matches!(field.name, "name" | "feels" | "moment_of_truth"))
        .filter(|field| entity.stages().iter().any(|stage| stage.get(field.name).is_some()))
        .map(|field| Row { field: field.name.to_owned(), label: row_label(cx, index, field.name) })
        .collect();
    for entry in entity.stages().iter().flat_map(|stage| &stage.extra) {
        let field = own_row(&entry.key.value);
        if !rows.iter().any(|row| row.field == field) {
            rows.push(Row { field, label: entry.key.value.replace(['_', '-'], " ") });
        }
    }
    for pair in own_pairs(&entity.sections) {
        let field = own_row(&pair.label);
        if !rows.iter().any(|row| row.field == field) {
            rows.push(Row { field, label: html::plain(&pair.label) });
        }
    }
    rows
}

/// Labels in stages that are no field: rows of the writer's own.
fn own_pairs(sections: &[Section]) -> impl Iterator<Item = &crate::site::entity::Pair> {
    let contents = sections.iter().filter(|section| section.stage.is_some()).flat_map(|section| &section.contents);
    contents
        .filter_map(|content| match content {
            Content::Pairs(pairs) => Some(pairs),
            _ => None,
        })
        .flatten()
        .filter(|pair| pair.field.is_empty())
}

fn own_row(label: &str) -> String {
    format!("own-{}", label::slug_or_hash(label))
}

/// The writer's own word for the row of feelings, if there is one.
fn feeling_label(cx: &Cx, index: Index) -> String {
    let sections = cx.entity(index).sections.iter().filter(|section| section.stage.is_some());
    let pairs = sections.flat_map(|section| &section.contents).filter_map(|content| match content {
        Content::Pairs(pairs) => Some(pairs),
        _ => None,
    });
    let own = pairs.flatten().find(|pair| pair.field == "feels").map(|pair| html::plain(&pair.label));
    own.unwrap_or_else(|| cx.words().or("journey.feeling", "Feeling").to_owned())
}

/// The writer's own word for a row where all stages use the same, else the standard one.
fn row_label(cx: &Cx, index: Index, field: &str) -> String {
    let headings = cx
        .entity(index)
        .sections
        .iter()
        .filter(|section| section.stage.is_some() && section.fields.first() == Some(&field));
    let mut words: Vec<String> =
        headings.filter_map(|section| section.heading.as_ref()).map(|heading| html::plain(&heading.text)).collect();
    words.dedup();
    match words.as_slice() {
        [one] => one.clone(),
        _ => {
            let words = cx.words();
            words.get(&format!("row.{field}"), None).map_or_else(|| cx.field_label(field), str::to_owned)
        }
    }
}

fn stage_view(cx: &Cx, index: Index, at: usize, stage: &Record, rows: &[Row]) -> Stage {
    let entity = cx.entity(index);
    let own = |section: &Section| section.stage == Some(at) && !is_row(section);
    let mut sections = cx.sections_where(index, own);
    sections.retain(|section| !section.blocks.is_empty());
    for section in &mut sections {
        section.level = section.level.max(3);
    }
    Stage {
        name: html::plain(stage.str("name")),
        slug: label::slug_or_hash(stage.str("name")),
        number: at + 1,
        feels: stage.emotion("feels").map(|_| feels(cx, index, stage)),
        other: None,
        rows: rows.iter().map(|row| (row.field.clone(), cell(cx, index, at, stage, row))).collect(),
        moment_of_truth: stage.flag("moment_of_truth"),
        sections: if entity.sections.is_empty() { Vec::new() } else { sections },
    }
}

/// Sections of a stage that the table's rows show already.
fn is_row(section: &Section) -> bool {
    section.contents.iter().all(|content| match content {
        Content::Items { .. } => true,
        Content::Pairs(_) => true,
        Content::Prose(_) => false,
    })
}

fn cell(cx: &Cx, index: Index, at: usize, stage: &Record, row: &Row) -> Option<Vec<ItemView>> {
    let entity = cx.entity(index);
    let plain = |text: String| plain_item(html::escape(&text), text);
    let items: Vec<ItemView> = match stage.get(&row.field) {
        Some(Value::Items(items)) => {
            items.iter().map(|item| opportunity_or_item(cx, index, &row.field, item)).collect()
        }
        Some(Value::Words(words)) => {
            vec![plain(cx.words().row(&words.iter().map(|word| &*word.value).collect::<Vec<_>>()))]
        }
        Some(Value::Text(text)) => {
            let team = cx.site().config.teams.get(&*text.value).map(|team| team.name.clone());
            vec![team.map_or_else(|| plain_item(cx.inline(index, &text.value), html::plain(&text.value)), plain)]
        }
        Some(Value::Refs(refs)) => {
            let targets = cx.site().targets(index, refs, &[]);
            targets.iter().map(|target| linked(cx, target)).collect()
        }
        _ => stage
            .extra
            .iter()
            .filter(|entry| own_row(&entry.key.value) == row.field)
            .map(|entry| plain_item(cx.node_html(&entry.value), String::new()))
            .chain(
                own_pairs(
                    &entity.sections.iter().filter(|section| section.stage == Some(at)).cloned().collect::<Vec<_>>(),
                )
                .filter(|pair| own_row(&pair.label) == row.field)
                .map(|pair| plain_item(cx.inline(index, &pair.text), html::plain(&pair.text))),
            )
            .collect(),
    };
    (!items.is_empty()).then_some(items)
}

/// An opportunity named by its id is shown by its need, as a link.
fn opportunity_or_item(cx: &Cx, index: Index, field: &str, item: &crate::syntax::value::Item) -> ItemView {
    let is_id = field == "opportunities" && !item.text.contains(' ');
    let target = if is_id { cx.site().resolve(Some(index), &item.text, &["opportunity"]).ok() } else { None };
    match target {
        Some(target) => linked(cx, &target),
        None => cx.item(index, item),
    }
}

fn linked(cx: &Cx, target: &Target) -> ItemView {
    let title = cx.entity(target.entity).title.to_string();
    let html = format!("<a href=\"{}\">{}</a>", html::escape(&cx.target(target)), html::escape(&title));
    plain_item(html, title)
}

/// Text that is no claim.
fn plain_item(html: String, plain: String) -> ItemView {
    ItemView {
        id: String::new(),
        html,
        plain,
        voice: false,
        lang: String::new(),
        state: State::Heard,
        people: 0,
        last: None,
        count: None,
        sources: Vec::new(),
        against: Vec::new(),
        disputed_by: Vec::new(),
        inferred_from: Vec::new(),
        severity: "",
        times: None,
        more_html: String::new(),
        source_html: String::new(),
        page: String::new(),
        place: String::new(),
    }
}

/// How sure we are of a feeling: what it names itself, else what the stage's words and deeds rest on.
fn feeling_state(cx: &Cx, index: Index, stage: &Record) -> State {
    let site = cx.site();
    let own = stage.emotion("feels").map_or(&[][..], |feeling| &feeling.from);
    let mut sources = site.targets(index, own, &[]);
    if sources.is_empty() {
        for item in ["says", "feels", "does", "thinks"].iter().flat_map(|field| stage.items(field)) {
            sources.extend(site.claim(index, item).sources.iter().cloned());
        }
    }
    site.state(&sources, false).0
}

fn feels(cx: &Cx, index: Index, stage: &Record) -> Feels {
    let feeling = stage.emotion("feels").cloned().unwrap_or_default();
    let score = curve::value(&feeling.scores);
    let standard = score.map(|score| cx.words().or(&format!("emotion.{}", score.round()), "").to_owned());
    // Long texts stand beside the table's word, not on the curve.
    let short = feeling.word.chars().count() <= 24;
    Feels {
        score,
        word: match (feeling.word.is_empty(), short) {
            (true, _) => standard.unwrap_or_default(),
            (false, true) => feeling.word.to_string(),
            (false, false) => standard.filter(|word| !word.is_empty()).unwrap_or_else(|| feeling.word.to_string()),
        },
        text: if short { String::new() } else { feeling.word.to_string() },
        state: feeling_state(cx, index, stage),
    }
}

/// Whole scores are written as whole numbers: `1`, not `1.0`.
fn score_number<S: serde::Serializer>(score: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match score {
        Some(score) if score.fract() == 0.0 => serializer.serialize_i64(*score as i64),
        Some(score) => serializer.serialize_f64(*score),
        None => serializer.serialize_none(),
    }
}

fn point(cx: &Cx, index: Index, stage: &Record) -> curve::Point {
    let Some(feeling) = stage.emotion("feels") else { return curve::Point::default() };
    let view = feels(cx, index, stage);
    curve::Point { score: curve::value(&feeling.scores), word: view.word, state: view.state }
}

fn lowest(stages: &[Stage]) -> String {
    let scored = stages.iter().filter_map(|stage| Some((stage.feels.as_ref()?.score?, stage)));
    let lowest = scored.min_by(|(a, _), (b, _)| a.total_cmp(b));
    lowest.filter(|(score, _)| *score < 0.0).map_or_else(String::new, |(_, stage)| stage.name.clone())
}

/// The stage at which a journey feels worst, if that is worse than neither: its name, the word for the feeling, the score.
pub fn lowest_stage(cx: &Cx, index: Index) -> Option<(String, String, i8)> {
    let stages = cx.entity(index).stages().iter();
    let scored = stages.map(|stage| (feels(cx, index, stage), stage.str("name"))).filter_map(|(feels, name)| {
        let score = feels.score.filter(|score| *score < 0.0)?;
        Some((score, name, feels.word))
    });
    let (score, name, word) = scored.min_by(|(a, ..), (b, ..)| a.total_cmp(b))?;
    Some((html::plain(name), html::plain(&word), score.round() as i8))
}
