//! What hurts, worst first: one row per pain, wherever it was written, ranked by the people behind it.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::site::evidence::State;
use crate::site::link::Index;
use crate::site::resolve::Target;
use crate::site::{Entity, Site};
use crate::syntax::label;
use crate::syntax::value::Item;

use super::topic::Topic;
use super::view::{CardView, PersonView};
use super::{Cx, View};

/// One pain, with every place it was written at.
pub struct Hurt {
    /// Its words; ask for them with [`Hurt::words`].
    title: String,
    /// Whether its words may not be shown.
    withheld: bool,
    /// Where it stands first: entity and anchor.
    place: (Index, Box<str>),
    /// The stage it belongs to.
    stage: String,
    persons: Vec<Index>,
    /// How many people stand behind it, each counted once.
    pub people: usize,
    /// How often it was counted.
    pub times: u64,
    state: State,
    severity: &'static str,
    places: Vec<(Index, u32)>,
}

impl Hurt {
    /// What its bar shows: people; the count only where nobody is named.
    pub fn weight(&self) -> u64 {
        if self.people > 0 { self.people as u64 } else { self.times }
    }

    /// Whether its words may not be shown.
    pub(super) fn is_withheld(&self) -> bool {
        self.withheld
    }

    /// Its words, or that they are withheld.
    pub fn words(&self, cx: &Cx) -> String {
        if self.withheld { cx.withheld_words() } else { self.title.clone() }
    }

    /// Where it was written first, in the preview.
    fn place(&self, cx: &Cx) -> String {
        let first = self.places.first().and_then(|(index, number)| {
            let (_, item) = cx.entity(*index).record.item(*number)?;
            Some(cx.place(*index, item.span))
        });
        first.unwrap_or_default()
    }

    /// Where it stands, as seen from a page.
    pub fn href(&self, cx: &Cx) -> String {
        cx.link(&format!("{}#{}", cx.site().url(self.place.0), self.place.1))
    }
}

/// Whether an entity names a pain.
pub(super) fn hurts(entity: &Entity) -> bool {
    let mut any = false;
    entity.record.each_item(&mut |field, _, item| any |= field == "pains" && !item.plain.is_empty());
    any
}

/// All pains of a site, worst first: by people, then by times, then by severity; guesses last.
pub(super) fn rank(site: &Site) -> Vec<Hurt> {
    let mut hurts: Vec<Hurt> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut sources: Vec<Vec<Target>> = Vec::new();
    for index in site.indices() {
        let entity = &site[index];
        entity.record.each_item(&mut |field, stage, item| {
            if field != "pains" || item.plain.is_empty() {
                return;
            }
            let key = same_as(site, index, item).unwrap_or_else(|| label::fold(item.plain.trim_end_matches('.')));
            let at = *known.entry(key).or_insert_with(|| {
                let stage = stage.and_then(|stage| entity.stages().get(stage));
                hurts.push(new_hurt(site, index, item, stage.map_or("", |stage| stage.str("name"))));
                sources.push(Vec::new());
                hurts.len() - 1
            });
            join(site, &mut hurts[at], &mut sources[at], index, item);
        });
    }
    for (hurt, sources) in hurts.iter_mut().zip(&sources) {
        let disputed = hurt.state == State::Disputed;
        let (state, voices) = site.state(sources, disputed);
        (hurt.state, hurt.people) = (state, voices.count());
    }
    let severity = |hurt: &Hurt| ["high", "medium", "low"].iter().position(|word| *word == hurt.severity).unwrap_or(3);
    hurts.sort_by_key(|hurt| (hurt.people == 0, std::cmp::Reverse((hurt.people, hurt.times)), severity(hurt)));
    hurts
}

fn new_hurt(site: &Site, index: Index, item: &Item, stage: &str) -> Hurt {
    Hurt {
        title: item.plain.to_string(),
        withheld: site.withholds(index, item),
        place: (index, site.claim(index, item).anchor.clone()),
        stage: stage.to_owned(),
        persons: Vec::new(),
        people: 0,
        times: 0,
        state: State::Guess,
        severity: "",
        places: Vec::new(),
    }
}

fn join(site: &Site, hurt: &mut Hurt, sources: &mut Vec<Target>, index: Index, item: &Item) {
    let claim = site.claim(index, item);
    for subject in site.subjects(index) {
        if !hurt.persons.contains(subject) {
            hurt.persons.push(*subject);
        }
    }
    for source in &claim.sources {
        if !sources.iter().any(|known| known.entity == source.entity) {
            sources.push(source.clone());
        }
    }
    if claim.state == State::Disputed {
        hurt.state = State::Disputed;
    }
    if let Some(details) = &item.details {
        hurt.times = hurt.times.max(details.number("times").unwrap_or(0.0) as u64);
        if hurt.severity.is_empty() {
            hurt.severity = details.choice("severity");
        }
    }
    hurt.places.push((index, item.number));
}

/// The words of the item that this one says it is the same as.
fn same_as(site: &Site, index: Index, item: &Item) -> Option<String> {
    let written = item.words("same_as").first()?;
    let target = site.resolve(Some(index), &written.value, &[]).ok()?;
    let Some(crate::site::resolve::Part::Item(number)) = target.part else { return None };
    let mut words = None;
    site[target.entity].record.each_item(&mut |_, _, other| {
        if other.number == number {
            words = Some(label::fold(other.plain.trim_end_matches('.')));
        }
    });
    words
}

/// What should we fix first?
pub(super) static TOPIC: Topic = Topic {
    key: "hurts",
    template: "hurts.html",
    present: |site| site.entities().any(hurts),
    length: |pages| pages.hurts().len(),
    per_leaf: 40,
    view,
};

#[derive(Serialize)]
struct Row {
    rank: usize,
    title: String,
    href: String,
    stage: String,
    persons: Vec<PersonView>,
    people: usize,
    times: Option<u64>,
    share: f64,
    state: State,
    severity: &'static str,
    opportunities: Vec<CardView>,
    place: String,
}

#[derive(Serialize)]
struct Hurts {
    rows: Vec<Row>,
}

fn view(cx: &Cx) -> View {
    let hurts = cx.pages().hurts();
    let most = hurts.iter().map(Hurt::weight).max().unwrap_or(1).max(1);
    let answers = answers(cx.site());
    let rows = cx.leaf(hurts).iter().zip(cx.window()).map(|(hurt, at)| Row {
        rank: at + 1,
        title: hurt.words(cx),
        href: hurt.href(cx),
        place: hurt.place(cx),
        stage: hurt.stage.clone(),
        persons: hurt.persons.iter().map(|person| cx.person(*person)).collect(),
        people: hurt.people,
        times: (hurt.times > 0).then_some(hurt.times),
        share: (hurt.weight() as f64 * 100.0 / most as f64).round(),
        state: hurt.state,
        severity: hurt.severity,
        opportunities: {
            let mut found: Vec<Index> =
                hurt.places.iter().filter_map(|place| answers.get(place)).flatten().copied().collect();
            let mut seen = HashSet::new();
            found.retain(|index| seen.insert(*index));
            found.into_iter().map(|index| cx.card(index)).collect()
        },
    });
    Box::new(Hurts { rows: rows.collect() })
}

/// Which opportunities answer which item.
fn answers(site: &Site) -> HashMap<(Index, u32), Vec<Index>> {
    let mut found: HashMap<(Index, u32), Vec<Index>> = HashMap::new();
    for index in site.of("opportunity") {
        for target in site.targets(index, site[index].record.refs("answers"), &[]) {
            if let Some(crate::site::resolve::Part::Item(number)) = target.part {
                found.entry((target.entity, number)).or_default().push(index);
            }
        }
    }
    found
}
