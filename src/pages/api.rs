//! What the site knows, for programs: one record for each entity, each statement with its state, its sources and its
//! address. The shape is described in docs/api.md and in `api.schema.json`; it says nothing that no page says.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::site::consent::Profile;
use crate::site::evidence::{Counts, State};
use crate::site::link::Index;
use crate::site::resolve::Target;
use crate::syntax::html;
use crate::syntax::label;
use crate::syntax::quotation;
use crate::syntax::value::{Item, Record, Value};
use crate::syntax::yaml::{Data, Node};

use super::hurts::Hurt;
use super::{Cx, Pages, text_of};
use crate::pages::view::BlockView;

/// The version of the shape. It changes when a program that reads it could break; keys may be added without.
pub const VERSION: u32 = 1;

/// Fields that say how a file is handled, and those that stand in a place of their own.
const ELSEWHERE: &[&str] =
    &["kind", "id", "title", "draft", "allow", "private", "order", "language", "tags", "summary", "date", "extra"];

/// Fields that say who listened, or where the words can be heard: for the house only.
const INTERNAL: &[&str] = &["told_by", "researcher", "recording", "owner", "by"];

/// An entity.
#[derive(Serialize)]
pub struct Entry {
    id: String,
    kind: &'static str,
    title: String,
    address: String,
    language: String,
    draft: bool,
    date: Option<String>,
    summary: String,
    persons: Vec<String>,
    tags: Vec<String>,
    counts: Counts,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<Person>,
    #[serde(skip_serializing_if = "Option::is_none")]
    consent: Option<Consent>,
    fields: Map<String, Json>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stages: Vec<Stage>,
    statements: Vec<Statement>,
    sections: Vec<Section>,
    mentioned_by: Vec<Reference>,
}

/// What only a person has.
#[derive(Serialize)]
struct Person {
    name: String,
    role: String,
    sign: &'static str,
    hue: &'static str,
    last_heard: Option<String>,
    /// How sure we are of all that is said about them, on maps too.
    counts: Counts,
}

/// What was agreed about the words of a session or story.
#[derive(Serialize)]
struct Consent {
    agreed: &'static str,
    may_show: bool,
}

/// A stage of a journey.
#[derive(Serialize)]
struct Stage {
    name: String,
    address: String,
    /// −2 … +2; two numbers for a change.
    feeling: Vec<i8>,
    feeling_words: String,
    moment_of_truth: bool,
}

/// A statement with what it rests on.
#[derive(Serialize)]
struct Statement {
    id: String,
    address: String,
    field: &'static str,
    stage: Option<String>,
    /// Nothing, where the words may not be shown.
    text: Option<String>,
    /// Somebody's own words, with a source.
    quotation: bool,
    state: State,
    people: usize,
    last_heard: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<[u32; 2]>,
    sources: Vec<Reference>,
    disputed_by: Vec<Reference>,
    against: Vec<String>,
    inferred_from: Vec<String>,
}

/// A mention of another entity. What may not be named is a reference without an id.
#[derive(Serialize)]
struct Reference {
    id: Option<String>,
    kind: Option<&'static str>,
    title: String,
    date: Option<String>,
    address: Option<String>,
}

/// What a file says beside its fields.
#[derive(Serialize)]
struct Section {
    heading: String,
    text: String,
}

/// One pain, wherever it was written.
#[derive(Serialize)]
pub struct Pain {
    rank: usize,
    text: String,
    address: String,
    persons: Vec<String>,
    stage: String,
    state: State,
    people: usize,
    times: Option<u64>,
    severity: Option<&'static str>,
}

/// A guess: nobody has said it.
#[derive(Serialize)]
pub struct Unknown {
    person: Option<String>,
    entry: String,
    field: &'static str,
    text: Option<String>,
    address: String,
}

impl Pages {
    /// An entity for programs; addresses are from the root of the site.
    pub fn record(&self, index: Index) -> Entry {
        Cx::new(self, "", 0..0).entry(index)
    }

    /// The entities of a kind for programs: those that have a page.
    pub fn recorded(&self, kind: &str) -> Vec<Index> {
        self.site.indices().filter(|index| self.site[*index].kind.name == kind && self.site.may_name(*index)).collect()
    }

    /// What hurts, for programs: the pains from one rank on.
    pub fn recorded_pains(&self, from: usize, most: usize) -> Vec<Pain> {
        let cx = Cx::new(self, "", 0..0);
        self.hurts().iter().enumerate().skip(from).take(most).map(|(at, hurt)| cx.pain(at, hurt)).collect()
    }

    /// Every guess: entity and number of the statement.
    pub fn recorded_guesses(&self) -> Vec<(Index, u32)> {
        let all = if self.site.marks() { self.site.guesses() } else { Vec::new() };
        let shown = all.into_iter().filter(|(index, item)| self.site.may_name(*index) && !item.plain.is_empty());
        shown.map(|(index, item)| (index, item.number)).collect()
    }

    /// One guess for programs.
    pub fn unknown(&self, (index, number): (Index, u32)) -> Option<Unknown> {
        let cx = Cx::new(self, "", 0..0);
        let (field, item) = self.site[index].record.item(number)?;
        Some(Unknown {
            person: self.site.subjects(index).first().map(|subject| self.site[*subject].id.to_string()),
            entry: self.site[index].id.to_string(),
            field,
            text: (!self.site.withholds(index, item)).then(|| item.plain.to_string()),
            address: cx.statement_href(index, number),
        })
    }
}

impl Cx<'_> {
    fn entry(&self, index: Index) -> Entry {
        let (site, entity) = (self.site(), self.entity(index));
        let record = &entity.record;
        let person = self.pages().person(index).map(|person| Person {
            name: person.view.name.clone(),
            role: person.view.role.clone(),
            sign: person.view.sign,
            hue: person.view.hue,
            last_heard: person.last.map(|date| date.to_string()),
            counts: person.counts,
        });
        let consent = entity.kind.field("consent").is_some();
        Entry {
            id: entity.id.to_string(),
            kind: entity.kind.name,
            title: entity.title.to_string(),
            address: self.href(index),
            language: entity.language().unwrap_or(&site.config.language).to_owned(),
            draft: entity.draft(),
            date: record.date("date").map(|date| date.to_string()),
            summary: self.summary(index),
            persons: site.subjects(index).iter().map(|subject| site[*subject].id.to_string()).collect(),
            tags: record.words("tags").iter().map(|tag| tag.value.to_string()).collect(),
            counts: site.counts(index),
            person,
            consent: consent.then(|| Consent { agreed: site.consent(index), may_show: site.may_show_words(index) }),
            fields: self.fields(index, record),
            stages: entity.stages().iter().map(|stage| self.stage(index, stage)).collect(),
            statements: self.all_statements(index),
            sections: self.written(index),
            mentioned_by: site.backlinks(index).iter().map(|other| self.reference_to(*other, None)).collect(),
        }
    }

    /// The address of a fragment of an entity's page.
    fn address(&self, index: Index, anchor: &str) -> String {
        self.link(&format!("{}#{anchor}", self.site().url(index)))
    }

    fn all_statements(&self, index: Index) -> Vec<Statement> {
        let mut found = Vec::new();
        self.entity(index).record.each_item(&mut |field, stage, item| {
            let stage = stage.and_then(|at| self.entity(index).stages().get(at));
            if !item.plain.is_empty() {
                found.push(self.a_statement(index, field, stage, item));
            }
        });
        found
    }

    fn a_statement(&self, index: Index, field: &'static str, stage: Option<&Record>, item: &Item) -> Statement {
        let site = self.site();
        let claim = site.claim(index, item);
        let withheld = site.withholds(index, item);
        let details = item.details.as_deref();
        let references = |targets: &[Target]| targets.iter().map(|target| self.reference(target)).collect();
        let addresses = |numbers: &[u32]| {
            let known = numbers.iter().filter(|number| site.claims(index).get(**number as usize).is_some());
            known.map(|number| self.statement_href(index, *number)).collect()
        };
        Statement {
            id: claim.anchor.to_string(),
            address: self.statement_href(index, item.number),
            field,
            stage: stage.map(|stage| stage.str("name").to_owned()),
            text: (!withheld).then(|| item.plain.to_string()),
            quotation: !withheld && !claim.sources.is_empty() && quotation::without_marks(&item.plain).is_some(),
            state: claim.state,
            people: claim.people,
            last_heard: claim.last.map(|date| date.to_string()),
            severity: details.map(|details| details.choice("severity")).filter(|severity| !severity.is_empty()),
            times: details.and_then(|details| details.number("times")).map(|times| times as u64),
            count: match item.detail("count") {
                Some(Value::Count(k, n)) => Some([*k, *n]),
                _ => None,
            },
            sources: references(&claim.sources),
            disputed_by: references(&claim.disputed_by),
            against: addresses(&claim.against),
            inferred_from: addresses(&claim.inferred_from),
        }
    }

    fn reference(&self, target: &Target) -> Reference {
        self.reference_to(target.entity, Some(target))
    }

    fn reference_to(&self, index: Index, target: Option<&Target>) -> Reference {
        let site = self.site();
        if !site.may_name(index) {
            return Reference { id: None, kind: None, title: self.unnamed(), date: None, address: None };
        }
        let entity = self.entity(index);
        Reference {
            id: Some(entity.id.to_string()),
            kind: Some(entity.kind.name),
            title: entity.title.to_string(),
            date: entity.record.date("date").map(|date| date.to_string()),
            address: Some(target.map_or_else(|| self.href(index), |target| self.target(target))),
        }
    }

    fn stage(&self, index: Index, stage: &Record) -> Stage {
        let feeling = stage.emotion("feels");
        Stage {
            name: stage.str("name").to_owned(),
            address: self.address(index, &label::slug_or_hash(stage.str("name"))),
            feeling: feeling.map_or_else(Vec::new, |feeling| feeling.scores.clone()),
            feeling_words: feeling.map_or_else(String::new, |feeling| html::plain(&feeling.word)),
            moment_of_truth: stage.flag("moment_of_truth"),
        }
    }

    /// The typed fields, as far as they are no statements and for everybody who may see the site.
    fn fields(&self, index: Index, record: &Record) -> Map<String, Json> {
        let site = self.site();
        let is_public = site.config.profile == Profile::Public;
        let hidden = |name: &str| {
            name.starts_with('(')
                || ELSEWHERE.contains(&name)
                || (is_public && INTERNAL.contains(&name))
                || (name == "recording" && !site.may_show_words(index))
        };
        let shown = record.values.iter().filter(|(name, _)| !hidden(name));
        let mut fields: Map<String, Json> =
            shown.filter_map(|(name, value)| Some(((*name).to_owned(), self.value(index, value)?))).collect();
        let under_extra = match record.get("extra") {
            Some(Value::Any(node)) => node.entries(),
            _ => &[],
        };
        let own = record.extra.iter().chain(under_extra).map(|entry| (entry.key.value.to_string(), tree(&entry.value)));
        fields.extend(own);
        fields
    }

    /// A value; nothing, where it stands in another place: statements, stages, running text.
    fn value(&self, index: Index, value: &Value) -> Option<Json> {
        Some(match value {
            Value::Text(text) if text.value.contains('\n') => return None,
            Value::Text(text) => html::plain(&text.value).into(),
            Value::Words(words) => words.iter().map(|word| Json::from(&*word.value)).collect(),
            Value::Date(date) => date.value.to_string().into(),
            Value::Duration(span) => span.0.to_string().into(),
            Value::Number(number) => number.value.into(),
            Value::Count(k, n) => Json::from(vec![*k, *n]),
            Value::Flag(flag) => (*flag).into(),
            Value::No(_) => false.into(),
            Value::Choice(word) => (*word).into(),
            Value::Refs(refs) => {
                let targets = self.site().targets(index, refs, &[]);
                let references = targets.iter().map(|target| serde_json::to_value(self.reference(target)));
                references.filter_map(Result::ok).collect()
            }
            Value::Record(record) => Json::Object(self.fields(index, record)),
            Value::Records(records) => {
                let is_stages = std::ptr::eq(records.as_slice(), self.entity(index).stages());
                if is_stages {
                    return None;
                }
                records.iter().map(|record| Json::Object(self.fields(index, record))).collect()
            }
            Value::Any(node) => tree(node),
            Value::Items(_) | Value::Emotion(_) => return None,
        })
    }

    /// The running text. Where words may not be shown, none: it could hold them.
    fn written(&self, index: Index) -> Vec<Section> {
        if !self.site().may_show_words(index) {
            return Vec::new();
        }
        let text = |block: BlockView| match block {
            BlockView::Prose { html } => {
                let text = text_of(&html.replace("</p>", "</p> ").replace("</li>", "</li> "));
                Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
            }
            _ => None,
        };
        let sections = self.sections(index).into_iter().map(|section| Section {
            heading: text_of(&section.heading),
            text: section.blocks.into_iter().filter_map(text).collect::<Vec<_>>().join("\n\n"),
        });
        sections.filter(|section| !section.text.is_empty()).collect()
    }

    fn pain(&self, at: usize, hurt: &Hurt) -> Pain {
        Pain {
            rank: at + 1,
            text: hurt.words(self),
            address: hurt.href(self),
            persons: hurt.persons().iter().map(|person| self.site()[*person].id.to_string()).collect(),
            stage: hurt.stage.clone(),
            state: hurt.state,
            people: hurt.people,
            times: hurt.times(),
            severity: Some(hurt.severity).filter(|severity| !severity.is_empty()),
        }
    }
}

/// Anything a writer put under a key of their own, as it was written.
fn tree(node: &Node) -> Json {
    match &node.data {
        Data::Null => Json::Null,
        Data::Scalar(scalar) => Json::from(&*scalar.text),
        Data::List(nodes) => nodes.iter().map(tree).collect(),
        Data::Map(entries) => {
            Json::Object(entries.iter().map(|entry| (entry.key.value.to_string(), tree(&entry.value))).collect())
        }
    }
}
