//! The kinds of content, one file each: what it declares, what it checks, what its page shows.

mod curve;
mod decision;
mod event;
mod insight;
mod journey;
mod map;
mod metric;
mod opportunity;
mod page;
mod persona;
mod session;
mod story;

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Serialize;

use crate::pages::facet;
use crate::pages::view::*;
use crate::pages::{Cx, View};
use crate::site::link::Index;
use crate::site::{Config, Entity, Kind};
use crate::syntax::names::Names;
use crate::syntax::yaml::{self, Data, Node};

/// A kind with the page it has.
pub struct Feature {
    /// What it declares.
    pub kind: &'static Kind,
    /// The template of its page.
    pub template: &'static str,
    /// What its page shows.
    pub view: fn(&Cx, Index) -> View,
    /// The folder of the list of all of its kind, if it has one.
    pub list: Option<&'static str>,
}

pub use journey::lowest_stage;
pub use map::LAYOUTS;
pub use metric::{Promise, card as metric_card, promise};

/// A map in another layout than its own.
pub fn map_view(cx: &Cx, index: Index, layout: &'static str) -> View {
    map::view(cx, index, Some(layout))
}

/// Every kind; the last is what a file is that is nothing else.
pub static ALL: &[&Feature] = &[
    &persona::FEATURE,
    &map::FEATURE,
    &journey::FEATURE,
    &story::FEATURE,
    &session::FEATURE,
    &insight::FEATURE,
    &opportunity::FEATURE,
    &metric::FEATURE,
    &decision::FEATURE,
    &event::FEATURE,
    &page::FEATURE,
];

/// The declarations of all kinds.
pub fn kinds() -> Vec<&'static Kind> {
    ALL.iter().map(|feature| feature.kind).collect()
}

/// The kinds with a list of their own: kind, folder of the list.
pub fn lists() -> impl Iterator<Item = (&'static str, &'static str)> {
    ALL.iter().filter_map(|feature| Some((feature.kind.name, feature.list?)))
}

/// What `instep new story` writes, before its name and date are filled in.
pub fn story_archetype() -> &'static str {
    story::KIND.archetype
}

/// The feature of a kind.
pub fn feature(kind: &Kind) -> &'static Feature {
    ALL.iter().find(|feature| feature.kind == kind).unwrap_or(&&page::FEATURE)
}

/// The table of names, with a site's own words.
pub fn names(config: &Config) -> Names {
    static TABLE: LazyLock<Names> = LazyLock::new(built_in_names);
    let mut names = TABLE.clone();
    for (field, label) in &config.words {
        names.add(field, label);
    }
    names
}

/// The session a story comes from.
fn session_of<'a>(cx: &Cx<'a>, index: Index) -> Option<&'a Entity> {
    let refs = cx.entity(index).record.refs("session");
    cx.site().targets(index, refs, &["session"]).first().map(|target| cx.entity(target.entity))
}

/// The entities of a kind that refer to this one.
fn citing(cx: &Cx, index: Index, kind: &str) -> Vec<CardView> {
    let others = cx.site().backlinks(index).iter().filter(|other| cx.entity(**other).kind.name == kind);
    others.map(|other| cx.card(*other)).collect()
}

/// A statement that rests on a piece of evidence: whose, where, which.
#[derive(Serialize)]
pub struct Resting {
    /// The field it stands in.
    #[serde(skip)]
    field: &'static str,
    person: Option<PersonView>,
    #[serde(rename = "where")]
    place: LinkView,
    item: ItemView,
}

/// Statements that rest on a piece of evidence. Of several that say the same of one person, the first.
pub fn resting(cx: &Cx, citing: &[(Index, u32)]) -> Vec<Resting> {
    let site = cx.site();
    let mut found = Vec::new();
    let mut seen: HashSet<(Option<Index>, &str)> = HashSet::new();
    for (other, number) in citing.iter().filter(|(other, _)| site.may_name(*other)) {
        let subject = site.subjects(*other).first().copied();
        let Some((field, item)) = site[*other].record.item(*number) else { continue };
        if seen.insert((subject, &item.plain)) {
            let person = subject.map(|subject| cx.person(subject));
            let place = cx.statement_link(*other, *number);
            found.push(Resting { field, person, place, item: cx.item(*other, item) });
        }
    }
    found
}

/// The statements that a page of evidence shows itself, and the page with all of them, if there are more.
fn resting_here(cx: &Cx, index: Index) -> (Vec<Resting>, Option<LinkView>) {
    let all = cx.site().cited_by(index);
    let here = resting(cx, all.get(..facet::resting::SHOWN).unwrap_or(all));
    let more = (all.len() > facet::resting::SHOWN && (facet::resting::FACET.present)(cx.site(), index)).then(|| {
        LinkView { title: all.len().to_string(), href: cx.link(&facet::resting::FACET.url(cx.site(), index)) }
    });
    (here, more)
}

/// Several targets as pieces of evidence.
fn evidence(cx: &Cx, index: Index, field: &str) -> Vec<EvidenceView> {
    let targets = cx.site().targets(index, cx.entity(index).record.refs(field), &[]);
    targets.iter().map(|target| EvidenceView { card: cx.card(target.entity), source: cx.source(target) }).collect()
}

/// The sections of an entity, with its summary before them: it has no other place on a page of its own.
fn with_summary(cx: &Cx, index: Index) -> Vec<SectionView> {
    let summary = cx.entity(index).record.str("summary");
    let mut sections = cx.sections(index);
    if !summary.is_empty() {
        let html = format!("<p>{}</p>", cx.inline(index, summary));
        let blocks = vec![BlockView::Prose { html }];
        sections.insert(0, SectionView { level: 2, blocks, ..SectionView::default() });
    }
    sections
}

/// Where something is worked on: a link where it is an address, else its text.
fn ticket_link(written: &str) -> LinkView {
    let title = written.trim_end_matches('/').rsplit('/').next().unwrap_or(written).to_owned();
    let is_address = matches!(crate::syntax::html::scheme(written).as_deref(), Some("http" | "https"));
    LinkView {
        title: if is_address { title } else { written.to_owned() },
        href: if is_address { written.to_owned() } else { String::new() },
    }
}

/// A piece of evidence with what there is to know of it.
#[derive(Serialize)]
struct EvidenceView {
    #[serde(flatten)]
    card: CardView,
    #[serde(flatten)]
    source: SourceView,
}

/// The built-in table of names: field, label.
pub fn labels() -> Vec<(String, String)> {
    let mut mistakes = Vec::new();
    let nodes = yaml::parse(include_str!("names.yaml"), 0, &"names.yaml".into(), &mut mistakes);
    debug_assert!(mistakes.is_empty(), "{mistakes:?}");
    let entries = nodes.first().map_or(&[][..], Node::entries).iter();
    let labels = entries.flat_map(|entry| match &entry.value.data {
        Data::List(labels) => labels.iter().map(|label| (&entry.key.value, &label.data)).collect(),
        _ => Vec::new(),
    });
    let text = labels.filter_map(|(field, label)| match label {
        Data::Scalar(label) => Some((field.to_string(), label.text.to_string())),
        _ => None,
    });
    text.collect()
}

fn built_in_names() -> Names {
    let mut names = Names::default();
    labels().iter().for_each(|(field, label)| names.add(field, label));
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::field::Shape;

    #[test]
    fn every_name_belongs_to_a_field() {
        let mut known: Vec<&str> = vec!["empathy_map"];
        for kind in kinds() {
            for field in kind.fields {
                known.push(field.name);
                if let Shape::Records(inner) = field.shape {
                    known.extend(inner.iter().map(|field| field.name));
                }
            }
        }
        let mut mistakes = Vec::new();
        let nodes = yaml::parse(include_str!("names.yaml"), 0, &"names.yaml".into(), &mut mistakes);
        assert!(mistakes.is_empty(), "{mistakes:?}");
        for entry in nodes[0].entries() {
            assert!(known.contains(&&*entry.key.value), "no field `{}`", entry.key.value);
        }
    }
}
