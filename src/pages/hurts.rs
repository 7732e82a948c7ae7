//! What hurts: every pain of a site once, wherever it was written, ranked by the people behind it.

mod pain;
mod promises;
mod slugs;
mod table;

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::site::evidence::State;
use crate::site::link::Index;
use crate::site::resolve::{Part, Target};
use crate::site::{Entity, Site};
use crate::syntax::label;
use crate::syntax::value::Item;

use super::Cx;
use super::chart::{SparkView, Trend};
use super::cx::shorten;
use super::heard::{Heard, Origins};

pub(super) use pain::{PER_LEAF, url, view};
pub(super) use promises::Promises;
pub(super) use table::{BY_PERSON, BY_SEVERITY, BY_TREND, TOPIC};

/// How many months a trend looks back.
const MONTHS: usize = 6;

/// One pain, with every place it was written at.
pub struct Hurt {
    /// The last part of its page's address.
    pub(super) slug: Box<str>,
    /// Its words; ask for them with [`Hurt::words`].
    title: String,
    /// Whether its words may not be shown.
    withheld: bool,
    /// The stage it belongs to.
    pub(super) stage: String,
    persons: Vec<Index>,
    /// How many people stand behind it, each counted once.
    pub people: usize,
    times: u64,
    pub(super) state: State,
    pub(super) severity: &'static str,
    /// Where it was written: entity and number of the item.
    pub(super) places: Vec<(Index, u32)>,
    sources: Vec<Target>,
    heard: Heard,
    trend: Option<Trend>,
}

impl Hurt {
    /// What its bar shows.
    pub fn weight(&self) -> u64 {
        if self.people > 0 { self.people as u64 } else { self.times }
    }

    /// How often it was counted, if it was.
    pub(super) fn times(&self) -> Option<u64> {
        (self.times > 0).then_some(self.times)
    }

    /// How it went in the last months, if anybody was heard on a known day.
    fn spark(&self, cx: &Cx) -> Option<SparkView> {
        self.trend.map(|_| SparkView::of(&self.heard.by_month::<MONTHS>(cx.site().today)))
    }

    /// Whether its words may not be shown.
    pub(super) fn is_withheld(&self) -> bool {
        self.withheld
    }

    /// Its words, or that they are withheld.
    pub fn words(&self, cx: &Cx) -> String {
        if self.withheld { cx.withheld_words() } else { self.title.clone() }
    }

    /// Whom it hurts.
    pub fn persons(&self) -> &[Index] {
        &self.persons
    }

    /// Where it was written first, in the preview.
    fn place(&self, cx: &Cx) -> String {
        let first = self.places.first().and_then(|(index, number)| {
            let (_, item) = cx.entity(*index).record.item(*number)?;
            Some(cx.place(*index, item.span))
        });
        first.unwrap_or_default()
    }

    /// Its page, as seen from another.
    pub fn href(&self, cx: &Cx) -> String {
        cx.link(&url(&self.slug))
    }

    /// Bad, worse, worst as a number: 0 is what hurts a lot, 3 what nobody has judged.
    fn severity_rank(&self) -> usize {
        ["high", "medium", "low"].iter().position(|word| *word == self.severity).unwrap_or(3)
    }
}

/// One pain in short.
#[derive(Serialize)]
pub struct HurtView {
    title: String,
    href: String,
    people: usize,
    times: Option<u64>,
    /// 0 to 100, of the worst of the list.
    share: f64,
}

/// What hurts one person most, worst first; guesses are not among it.
pub fn of_person(cx: &Cx, subject: Index, most: usize) -> Vec<HurtView> {
    let of_person = |hurt: &&Hurt| hurt.weight() > 0 && hurt.persons.contains(&subject);
    in_short(cx, cx.pages().hurts().iter().filter(of_person).take(most))
}

/// What hurts anybody most, worst first; only what somebody said.
pub(super) fn of_anybody(cx: &Cx, most: usize) -> Vec<HurtView> {
    in_short(cx, cx.pages().hurts().iter().filter(|hurt| hurt.people > 0).take(most))
}

fn in_short<'a>(cx: &Cx, hurts: impl Iterator<Item = &'a Hurt>) -> Vec<HurtView> {
    let hurts: Vec<&Hurt> = hurts.collect();
    let worst = hurts.iter().map(|hurt| hurt.weight()).max().unwrap_or(1).max(1);
    let view = |hurt: &&Hurt| HurtView {
        title: shorten(&hurt.words(cx), 130),
        href: hurt.href(cx),
        people: hurt.people,
        times: hurt.times(),
        share: (hurt.weight() as f64 * 100.0 / worst as f64).round(),
    };
    hurts.iter().map(view).collect()
}

/// What a file decides about these pages: whether it names a pain, and whether it says how bad one is.
pub(super) fn decides(entity: &Entity) -> (bool, bool) {
    let (mut any, mut judged) = (false, false);
    entity.record.each_item(&mut |field, _, item| {
        let pain = field == "pains" && !item.plain.is_empty();
        any |= pain;
        judged |= pain && item.details.as_ref().is_some_and(|details| !details.choice("severity").is_empty());
    });
    (any, judged)
}

/// All pains of a site.
pub(super) struct Ranking {
    /// Worst first: by people, then by times, then by severity; guesses last.
    pub(super) hurts: Vec<Hurt>,
    by_slug: HashMap<Box<str>, usize>,
    by_place: HashMap<(Index, u32), usize>,
    by_severity: Vec<usize>,
    by_trend: Vec<usize>,
    by_person: Vec<(Index, usize)>,
    pub(super) promises: Promises,
}

impl Ranking {
    /// Ranks the pains of a site. `taken` says whether an address belongs to another page.
    pub(super) fn of(site: &Site, people: &[Index], taken: &dyn Fn(&str) -> bool) -> Ranking {
        let mut hurts = gather(site);
        weigh(site, &mut hurts);
        slugs::give(site, &mut hurts, taken);
        hurts.sort_by_key(|hurt| {
            (hurt.people == 0, Reverse((hurt.people, hurt.times)), hurt.severity_rank(), Reverse(hurt.persons.len()))
        });
        let order = |key: &dyn Fn(&Hurt) -> usize| {
            let mut order: Vec<usize> = (0..hurts.len()).collect();
            order.sort_by_key(|at| key(&hurts[*at]));
            order
        };
        let by_severity = order(&|hurt| hurt.severity_rank());
        let by_trend = order(&|hurt| match hurt.trend {
            Some(Trend::Rising) => 0,
            Some(Trend::Steady) => 1,
            Some(Trend::Falling) => 2,
            Some(Trend::Quiet) => 3,
            None => 4,
        });
        let mut of_person: HashMap<Index, Vec<usize>> = HashMap::new();
        for (at, hurt) in hurts.iter().enumerate() {
            hurt.persons.iter().for_each(|person| of_person.entry(*person).or_default().push(at));
        }
        let theirs =
            |person: &Index| of_person.get(person).into_iter().flatten().map(|at| (*person, *at)).collect::<Vec<_>>();
        Ranking {
            by_slug: hurts.iter().enumerate().map(|(at, hurt)| (hurt.slug.clone(), at)).collect(),
            by_place: hurts
                .iter()
                .enumerate()
                .flat_map(|(at, hurt)| hurt.places.iter().map(move |place| (*place, at)))
                .collect(),
            by_person: people.iter().flat_map(theirs).collect(),
            by_severity,
            by_trend,
            promises: Promises::of(site),
            hurts,
        }
    }

    /// The pain whose page has a slug, with its rank from nought.
    pub(super) fn named(&self, slug: &str) -> Option<(usize, &Hurt)> {
        self.by_slug.get(slug).and_then(|at| Some((*at, self.hurts.get(*at)?)))
    }

    /// The pain that an item names.
    pub(super) fn at(&self, place: (Index, u32)) -> Option<&Hurt> {
        self.by_place.get(&place).and_then(|at| self.hurts.get(*at))
    }
}

/// Every pain with its places, in the order of files.
fn gather(site: &Site) -> Vec<Hurt> {
    let mut hurts: Vec<Hurt> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for index in site.indices().filter(|index| site.may_name(*index)) {
        let entity = &site[index];
        entity.record.each_item(&mut |field, stage, item| {
            if field != "pains" || item.plain.is_empty() {
                return;
            }
            let key = same_as(site, index, item).unwrap_or_else(|| folded(&item.plain));
            let at = *known.entry(key).or_insert_with(|| {
                let stage = stage.and_then(|stage| entity.stages().get(stage));
                hurts.push(new(site, index, item, stage.map_or("", |stage| stage.str("name"))));
                hurts.len() - 1
            });
            join(site, &mut hurts[at], index, item);
        });
    }
    hurts
}

/// Words by which two pains are the same: letters and digits, whatever their case.
fn folded(text: &str) -> String {
    let letters: String = label::fold(text).chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let words: Vec<&str> = letters.split_whitespace().collect();
    if words.is_empty() { text.to_owned() } else { words.join(" ") }
}

fn new(site: &Site, index: Index, item: &Item, stage: &str) -> Hurt {
    Hurt {
        slug: "".into(),
        title: item.plain.to_string(),
        withheld: site.withholds(index, item),
        stage: stage.to_owned(),
        persons: Vec::new(),
        people: 0,
        times: 0,
        state: State::Guess,
        severity: "",
        places: Vec::new(),
        sources: Vec::new(),
        heard: Heard::default(),
        trend: None,
    }
}

fn join(site: &Site, hurt: &mut Hurt, index: Index, item: &Item) {
    let claim = site.claim(index, item);
    for subject in site.subjects(index) {
        if !hurt.persons.contains(subject) {
            hurt.persons.push(*subject);
        }
    }
    for source in &claim.sources {
        if !hurt.sources.iter().any(|known| known == source) {
            hurt.sources.push(source.clone());
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

/// Who stands behind each pain, how sure that makes us, and which way it goes.
fn weigh(site: &Site, hurts: &mut [Hurt]) {
    let mut origins = Origins::new(site);
    for hurt in hurts {
        for (index, number) in &hurt.places {
            let Some((_, item)) = site[*index].record.item(*number) else { continue };
            hurt.heard.add(&mut origins, &site.claim(*index, item).sources, Some(item));
        }
        hurt.state = site.state(&hurt.sources, hurt.state == State::Disputed).0;
        hurt.people = hurt.heard.count();
        let dated = hurt.heard.last().is_some();
        hurt.trend = dated.then(|| Trend::of(&hurt.heard.by_month::<MONTHS>(site.today)));
    }
}

/// The words of the item that this one says it is the same as.
fn same_as(site: &Site, index: Index, item: &Item) -> Option<String> {
    let (mut at, mut now, mut words) = (index, item, None);
    let mut seen: HashSet<(Index, u32)> = HashSet::new();
    // What is the same as something that is the same as a third is the same as that.
    while seen.insert((at, now.number))
        && let Some(written) = now.words("same_as").first()
        && let Ok(Target { entity, part: Some(Part::Item(number)) }) = site.resolve(Some(at), &written.value, &[])
        && let Some((_, other)) = site[entity].record.item(number)
    {
        words = Some(folded(&other.plain));
        (at, now) = (entity, other);
    }
    words
}
