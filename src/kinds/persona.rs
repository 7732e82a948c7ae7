//! Persona: a realistic description of a kind of customer, based on research. The other kinds are about one.

use serde::Serialize;

use crate::fields;
use crate::pages::timeline::{Occasion, OccasionView, occasions};
use crate::pages::view::*;
use crate::pages::{Cx, View};
use crate::pages::{facet, hurts};
use crate::site::Kind;
use crate::site::link::Index;
use crate::site::timeline::{Change, Moment};
use crate::syntax::html;
use crate::syntax::value::{Record, Value};

use super::Feature;

pub(super) static FEATURE: Feature = Feature { kind: &KIND, template: "persona.html", view, list: None };

const SCALE: &[crate::syntax::field::Field] = {
    use crate::syntax::field::{Field, Shape};
    &[
        Field::required("label", Shape::Text, "What it measures"),
        Field::new("low", Shape::Text, "The word at the low end"),
        Field::new("high", Shape::Text, "The word at the high end"),
        Field::new("value", Shape::Number(0.0, 100.0), "Where this persona stands, 0 to 100"),
    ]
};

const DEMOGRAPHIC: &[crate::syntax::field::Field] = {
    use crate::syntax::field::{Field, Shape};
    &[
        Field::new("label", Shape::Text, "What it is"),
        Field::new("value", Shape::Text, "What is known"),
        Field::new("matters_because", Shape::Items, "Why it makes a difference"),
    ]
};

const ACCESS_NEED: &[crate::syntax::field::Field] = {
    use crate::syntax::field::{Field, Shape};
    &[
        Field::required("need", Shape::Text, "The need"),
        Field::new("permanence", Shape::Choice(&["permanent", "temporary", "situational"]), "How long it lasts"),
        Field::new("helps", Shape::Items, "What helps"),
        Field::new("hinders", Shape::Items, "What hinders"),
    ]
};

const RELATION: &[crate::syntax::field::Field] = {
    use crate::syntax::field::{Field, Shape};
    &[Field::required("persona", Shape::Ref(&["persona"]), "Who"), Field::new("verb", Shape::Text, "What joins them")]
};

pub(super) static KIND: Kind = Kind {
    name: "persona",
    folders: &["personas", "_personas", "people"],
    files: &["persona", "personas"],
    fields: fields![
        Field::new("role", Shape::Text, "What they do, in a few words"),
        Field::new(
            "type",
            Shape::Choice(&["primary", "secondary", "served", "negative"]),
            "Its place among the personas"
        ),
        Field::new("segment", Shape::Text, "The segment it stands for"),
        Field::new("quote", Shape::Items, "The words they are known by"),
        Field::new("about", Shape::Prose, "Who they are"),
        Field::new("quotes", Shape::Items, "More of their words"),
        Field::new("goals", Shape::Items, "What they want to reach"),
        Field::new("needs", Shape::Items, "What they need for it"),
        Field::new("pains", Shape::Items, "What hurts"),
        Field::new("gains", Shape::Items, "What would help"),
        Field::new("motivations", Shape::Items, "What drives them"),
        Field::new("behaviours", Shape::Items, "What they usually do"),
        Field::new("questions", Shape::Items, "What they ask"),
        Field::new("scenarios", Shape::Items, "Situations they meet"),
        Field::new("skills", Shape::Items, "What they know, and what they use"),
        Field::new("channels", Shape::Items, "Where we meet"),
        Field::new("says", Shape::Items, "What they say"),
        Field::new("thinks", Shape::Items, "What they think"),
        Field::new("does", Shape::Items, "What they do"),
        Field::new("feels", Shape::Items, "What they feel"),
        Field::new("thinks_feels", Shape::Items, "What they think and feel"),
        Field::new("says_does", Shape::Items, "What they say and do"),
        Field::new("sees", Shape::Items, "What they see"),
        Field::new("hears", Shape::Items, "What they hear"),
        Field::new("wants", Shape::Items, "For the strip: the first wish; default: the first goal"),
        Field::new("dreads", Shape::Items, "For the strip: the first fear; default: the first pain"),
        Field::new("would_ask", Shape::Items, "For the strip: the first question"),
        Field::new("age", Shape::Text, "An age or a range"),
        Field::new("location", Shape::Text, "A place"),
        Field::new("scales", Shape::Records(SCALE), "Where they stand between two ends"),
        Field::new("demographics", Shape::Records(DEMOGRAPHIC), "Facts about their life, each with why it matters"),
        Field::new("access_needs", Shape::Records(ACCESS_NEED), "What they need to take part"),
        Field::new("relations", Shape::Records(RELATION), "Whom they have to do with"),
        Field::new("image", Shape::Text, "A picture beside the file"),
        Field::new("image_alt", Shape::Text, "What the picture shows"),
        Field::new("sign", Shape::Choice(crate::pages::people::SIGNS), "A sign of their own choosing"),
        Field::new("hue", Shape::Choice(crate::pages::people::HUES), "A colour of their own choosing"),
    ],
    subject: true,
    url: |site, index| format!("people/{}/index.html", site[index].id),
    archetype: include_str!("archetypes/persona.md"),
    ..Kind::PLAIN
};

#[derive(Serialize)]
struct Scale {
    label: String,
    low: String,
    high: String,
    value: f64,
    value_text: String,
}

#[derive(Serialize)]
struct Told {
    #[serde(rename = "type")]
    method: String,
    n: usize,
}

/// A picture of a person, of their own choosing.
#[derive(Serialize)]
struct Photo {
    src: String,
    alt: String,
}

#[derive(Serialize)]
struct Relation {
    verb: String,
    person: PersonView,
}

#[derive(Serialize)]
struct Page {
    person: PersonView,
    name: String,
    role: String,
    summary_html: String,
    quote: Option<QuoteView>,
    wants: Option<ItemView>,
    dreads: Option<ItemView>,
    would_ask: Option<ItemView>,
    map: Option<MapView>,
    maps: Vec<CardView>,
    quotes: Vec<QuoteView>,
    sections: Vec<SectionView>,
    facts: Vec<FactView>,
    scales: Vec<Scale>,
    told: Vec<Told>,
    last: Option<DateView>,
    review_by: Option<DateView>,
    people: usize,
    /// Whether nothing is known but the name, so that a first line is asked for.
    empty: bool,
    hint_file: String,
    overdue: bool,
    evidence_href: String,
    history_href: String,
    photo: Option<Photo>,
    hurts: Vec<hurts::HurtView>,
    changed: Vec<OccasionView>,
    journeys: Vec<CardView>,
    journeys_total: usize,
    stories: Vec<CardView>,
    stories_total: usize,
    quotes_total: usize,
    opportunities: Vec<CardView>,
    decisions: Vec<CardView>,
    relations: Vec<Relation>,
    backlinks: Vec<CardView>,
    tags: Vec<LinkView>,
}

/// How many of each kind of thing stand on the page; the lists of the site have the rest.
const SHELF: usize = 24;

/// How many of a person's words stand on the page: the first few at once, the others on request.
const QUOTES: usize = 40;

/// How many of the last changes of our mind stand on the page.
const CHANGES: usize = 4;

fn view(cx: &Cx, index: Index) -> View {
    let entity = cx.entity(index);
    let record = &entity.record;
    let person = cx.person(index);
    let first = |fields: &[&str]| {
        let (at, item) = fields.iter().enumerate().find_map(|(at, field)| Some((at, record.items(field).first()?)))?;
        let mut item = cx.item(index, item);
        // What stands in a section below has its fragment there.
        if at > 0 {
            item.id.clear();
        }
        Some(item)
    };
    // On a person's own page their sign beside each card would say nothing.
    let unsigned = |card: CardView| CardView { person: card.person.filter(|other| other.id != person.id), ..card };
    let about = |kind: &'static str| -> Vec<CardView> {
        let others = cx.about(index).filter(|other| cx.entity(*other).kind.name == kind);
        others.map(|other| unsigned(cx.card(other))).collect()
    };
    let maps: Vec<Index> = cx.about(index).filter(|other| cx.entity(*other).kind.name == "map").collect();
    let mut quote = cx.headline(index);
    if let Some(quote) = quote.as_mut().filter(|_| record.items("quote").is_empty()) {
        quote.id.clear();
    }
    let mut quotes = cx.quotes(index, quote.as_ref(), usize::MAX);
    let quotes_total = quotes.len();
    quotes.truncate(QUOTES);
    let (mut journeys, mut stories) = (about("journey"), about("story"));
    let (journeys_total, stories_total) = (journeys.len(), stories.len());
    journeys.truncate(SHELF);
    stories.truncate(SHELF);
    let voices = cx.voices(index);
    let photo = photo(cx, index);
    let sections = cx.sections(index);
    let known = maps.len() + sections.len() + cx.pages().statements(index).len();
    let empty = known == 0 && quote.is_none();
    Box::new(Page {
        name: person.name.clone(),
        role: record.str("role").to_owned(),
        summary_html: summary(cx, index),
        wants: first(&["wants", "goals"]),
        dreads: first(&["dreads", "pains"]),
        would_ask: first(&["would_ask", "questions"]),
        map: maps.first().map(|map| cx.map(*map, None)),
        maps: maps.iter().map(|map| unsigned(cx.card(*map))).collect(),
        quote,
        quotes,
        sections,
        facts: cx.facts(
            index,
            &[
                "role",
                "summary",
                if photo.is_some() { "image" } else { "" },
                "sign",
                "hue",
                "image_alt",
                "scales",
                "relations",
                "reviewed",
                "review_every",
            ],
        ),
        scales: record.records("scales").iter().map(|record| scale(cx, record)).collect(),
        told: voices.into_iter().map(|(method, n)| Told { method: method.replace('-', "_"), n }).collect(),
        last: person.fresh.last.clone(),
        review_by: cx.review_by(entity),
        people: cx.pages().person(index).map_or(0, |person| person.people),
        evidence_href: cx.link(&facet::evidence(cx.site(), index)),
        history_href: cx.link(&facet::history(cx.site(), index)),
        empty,
        hint_file: entity.source.content_path.to_string(),
        overdue: cx.review_day(entity).is_some_and(|day| day < cx.site().today),
        photo,
        hurts: hurts::of_person(cx, index, 3),
        changed: changed(cx, index),
        journeys,
        journeys_total,
        stories,
        stories_total,
        quotes_total,
        opportunities: about("opportunity"),
        decisions: about("decision"),
        relations: record
            .records("relations")
            .iter()
            .filter_map(|relation| relation_view(cx, index, relation))
            .collect(),
        backlinks: cx
            .backlinks_except(index, &["map", "journey", "story", "opportunity", "decision", "session"])
            .into_iter()
            .map(unsigned)
            .collect(),
        tags: cx.tags(entity),
        person,
    })
}

/// The last changes of our mind, newest first: before all, what we had thought otherwise before. That a guess was
/// written down is none.
fn changed(cx: &Cx, index: Index) -> Vec<OccasionView> {
    let moved = |moment: &&Moment| moment.item.is_some() && moment.change != Change::Guessed;
    let moments: Vec<Moment> = cx.pages().history_of(index).iter().filter(moved).cloned().collect();
    let (mut found, first): (Vec<Occasion>, Vec<Occasion>) =
        occasions(cx.site(), &moments).into_iter().partition(|occasion| occasion.before.is_some());
    found.extend(first);
    found.truncate(CHANGES);
    found.sort_by_key(|occasion| std::cmp::Reverse(occasion.day));
    found.iter().map(|occasion| cx.occasion(occasion, 1)).collect()
}

/// The picture that a file names, if it lies in the site.
fn photo(cx: &Cx, index: Index) -> Option<Photo> {
    let record = &cx.entity(index).record;
    let src = cx.picture(index, record.str("image"))?;
    Some(Photo { src, alt: html::plain(record.str("image_alt")) })
}

/// One sentence under the name: the summary and the role, else what the file says first.
fn summary(cx: &Cx, index: Index) -> String {
    let record = &cx.entity(index).record;
    let text = match (record.str("summary"), record.str("role")) {
        ("", role) => role,
        (summary, _) => summary,
    };
    if text.is_empty() { String::new() } else { format!("<p>{}</p>", cx.inline(index, text)) }
}

fn scale(cx: &Cx, record: &Record) -> Scale {
    Scale {
        label: record.str("label").to_owned(),
        low: record.str("low").to_owned(),
        high: record.str("high").to_owned(),
        value: record.number("value").unwrap_or(50.0),
        value_text: record.number("value").map(|value| cx.words().number(value)).unwrap_or_default(),
    }
}

fn relation_view(cx: &Cx, index: Index, relation: &Record) -> Option<Relation> {
    let Some(Value::Refs(refs)) = relation.get("persona") else { return None };
    let target = cx.site().resolve(Some(index), &refs.first()?.value, &["persona"]).ok()?;
    Some(Relation { verb: relation.str("verb").to_owned(), person: cx.person(target.entity) })
}
