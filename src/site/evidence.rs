//! What every claim rests on, and how sure that makes us: computed, never typed.
//!
//! | state | when |
//! |---|---|
//! | guess | no evidence |
//! | heard | evidence, but less than it takes to confirm |
//! | confirmed | enough participants (3), or enough independent methods (2) from at least two voices |
//! | disputed | evidence against it, whatever speaks for it |

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::syntax::field::EVIDENCE;
use crate::syntax::value::{Item, Reference, Value};

use super::entity::Entity;
use super::link::{Index, Site};
use super::resolve::Target;

/// Fields whose items are ours to decide or merely describe: nothing anybody could have said.
pub const NO_CLAIMS: &[&str] = &["touchpoints", "opportunities", "channels", "skills"];

/// How sure we are of a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Nobody has said it.
    #[default]
    Guess,
    /// Somebody has said it.
    Heard,
    /// Enough have said it, or it was found in independent ways.
    Confirmed,
    /// Something speaks against it.
    Disputed,
}

impl State {
    /// The word in code, pages and print.
    pub fn word(self) -> &'static str {
        match self {
            State::Guess => "guess",
            State::Heard => "heard",
            State::Confirmed => "confirmed",
            State::Disputed => "disputed",
        }
    }
}

/// Who stands behind a piece of evidence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Voices {
    /// Participants, by alias: the same alias is the same person everywhere.
    pub people: BTreeSet<Box<str>>,
    /// People without an alias: the answers to a survey, the contacts in a summary, one for a story without a session.
    pub unnamed: usize,
    /// The ways in which it was learned.
    pub methods: BTreeSet<&'static str>,
    /// When it was last heard.
    pub last: Option<Date>,
}

impl Voices {
    /// How many people, each counted once.
    pub fn count(&self) -> usize {
        self.people.len() + self.unnamed
    }

    fn join(&mut self, other: &Voices) {
        self.people.extend(other.people.iter().cloned());
        self.unnamed += other.unnamed;
        self.methods.extend(&other.methods);
        self.last = self.last.max(other.last);
    }
}

/// An item with what it rests on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claim {
    /// How sure we are.
    pub state: State,
    /// How many people stand behind it.
    pub people: usize,
    /// When it was last heard.
    pub last: Option<Date>,
    /// The evidence for it.
    pub sources: Vec<Target>,
    /// The evidence against it.
    pub disputed_by: Vec<Target>,
    /// The items of the same entity that it contradicts, or that contradict it.
    pub against: Vec<u32>,
    /// The items of the same entity that it is inferred from.
    pub inferred_from: Vec<u32>,
    /// Its fragment on a page: stable while its words are.
    pub anchor: Box<str>,
}

/// How many claims are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Confirmed claims.
    pub confirmed: usize,
    /// Heard claims.
    pub heard: usize,
    /// Guesses.
    pub guess: usize,
    /// Disputed claims.
    pub disputed: usize,
    /// All of them.
    pub total: usize,
}

impl Counts {
    /// Counts one more.
    pub fn add(&mut self, state: State) {
        self.total += 1;
        match state {
            State::Confirmed => self.confirmed += 1,
            State::Heard => self.heard += 1,
            State::Guess => self.guess += 1,
            State::Disputed => self.disputed += 1,
        }
    }
}

impl Site {
    /// The voices behind one piece of evidence: a session's own, a story's session's, those an insight draws on.
    pub fn voices(&self, index: Index) -> Voices {
        let mut voices = Voices::default();
        self.gather(index, &mut Vec::new(), &mut voices);
        voices
    }

    fn gather(&self, index: Index, seen: &mut Vec<Index>, voices: &mut Voices) {
        if seen.contains(&index) {
            return;
        }
        seen.push(index);
        let deeper = self.deeper(index);
        voices.last = voices.last.max(self[index].record.date("date"));
        if deeper.is_empty() {
            voices.join(&self.own_voices(index));
        }
        deeper.into_iter().for_each(|index| self.gather(index, seen, voices));
    }

    /// What a piece of evidence rests on in its turn: a story on its session, an insight on what supports it.
    fn deeper(&self, index: Index) -> Vec<Index> {
        let fields = ["session", "supports"].iter();
        let targets = fields.flat_map(|field| self.targets(index, self[index].record.refs(field), EVIDENCE));
        targets.map(|target| target.entity).collect()
    }

    /// Where a piece of evidence comes from in the end: the session behind a story, what supports an insight; else itself.
    pub fn origins(&self, index: Index) -> Vec<Index> {
        let (mut open, mut seen, mut origins) = (vec![index], Vec::new(), Vec::new());
        while let Some(next) = open.pop() {
            if seen.contains(&next) {
                continue;
            }
            seen.push(next);
            match self.deeper(next) {
                deeper if deeper.is_empty() => origins.push(next),
                deeper => open.extend(deeper.into_iter().rev()),
            }
        }
        origins
    }

    /// The voices in one piece of evidence itself, without what it rests on.
    pub fn own_voices(&self, index: Index) -> Voices {
        let entity = &self[index];
        let people: BTreeSet<Box<str>> =
            entity.record.words("participants").iter().map(|alias| alias.value.clone()).collect();
        let series = entity.record.records("series");
        let counted = entity.record.number("n").or_else(|| series.last().and_then(|point| point.number("n")));
        let unnamed = match (people.is_empty(), counted) {
            (false, _) => 0,
            (true, Some(n)) => n as usize,
            // Somebody told it, even if nobody wrote down who.
            (true, None) => usize::from(entity.kind.field("series").is_none()),
        };
        let kind = entity.record.choice("type");
        let method = if kind.is_empty() { entity.kind.name } else { kind };
        let methods = BTreeSet::from([method]);
        Voices { people, unnamed, methods, last: entity.record.date("date") }
    }

    /// What a list of references names; what names nothing is left out (and was reported).
    pub fn targets(&self, from: Index, references: &[Reference], kinds: &[&str]) -> Vec<Target> {
        references.iter().filter_map(|reference| self.resolve(Some(from), &reference.value, kinds).ok()).collect()
    }

    /// The evidence that an item names: its wiki links to evidence, and its `from`.
    pub fn item_sources(&self, from: Index, item: &Item) -> Vec<Target> {
        let mut sources = self.targets(from, item.refs("from"), EVIDENCE);
        for target in self.targets(from, &item.links, &[]) {
            if self.named(target.entity).kind.evidence && !sources.contains(&target) {
                sources.push(target);
            }
        }
        sources
    }

    /// Weighs pieces of evidence together.
    pub fn weigh(&self, sources: &[Target]) -> Voices {
        let mut seen: Vec<Index> = Vec::new();
        let mut all = Voices::default();
        for source in sources {
            if !seen.contains(&source.entity) {
                seen.push(source.entity);
                all.join(self.voices_of(source.entity));
            }
        }
        all
    }

    /// Weighs the evidence of one statement. A survey brings as many as answered, unless the statement itself says how
    /// many of them said so: `count: 11/187`, `times: 71`.
    fn weigh_said(&self, sources: &[Target], item: &Item) -> Voices {
        let mut voices = self.weigh(sources);
        let (count, times) = (item.detail("count"), item.details.as_ref().and_then(|details| details.number("times")));
        if count.is_none() && times.is_none() {
            return voices;
        }
        let mut origins: Vec<Index> = sources.iter().flat_map(|source| self.origins(source.entity)).collect();
        origins.sort_unstable();
        origins.dedup();
        let unnamed: Vec<usize> = origins.into_iter().map(|origin| self.own_voices(origin).unnamed).collect();
        if let Some((at, said)) = said_in(item, &unnamed) {
            voices.unnamed =
                unnamed.iter().enumerate().map(|(n, all)| if n == at { said.min(*all) } else { *all }).sum();
        }
        voices
    }

    /// The state that evidence gives.
    pub fn state(&self, sources: &[Target], against: bool) -> (State, Voices) {
        self.judge(sources, self.weigh(sources), against)
    }

    fn judge(&self, sources: &[Target], voices: Voices, against: bool) -> (State, Voices) {
        let (people, methods) = self.config.confirmed;
        let state = if against {
            State::Disputed
        } else if sources.is_empty() {
            State::Guess
        } else if voices.count() >= people || (voices.methods.len() >= methods && voices.count() >= 2) {
            State::Confirmed
        } else {
            State::Heard
        };
        (state, voices)
    }

    /// The claims of an entity, in the order of its items.
    pub(super) fn weigh_items(&self, index: Index) -> Vec<Claim> {
        let entity = &self[index];
        let mut items: Vec<&Item> = Vec::new();
        entity.record.each_item(&mut |_, _, item| items.push(item));
        let mut claims: Vec<Claim> = items.iter().map(|item| self.weigh_item(index, entity, item)).collect();
        contradictions(&mut claims);
        unique_anchors(&mut claims);
        for (claim, item) in claims.iter_mut().zip(items) {
            let disputed = claim.state == State::Disputed || !claim.disputed_by.is_empty();
            let (state, voices) = self.judge(&claim.sources, self.weigh_said(&claim.sources, item), disputed);
            (claim.state, claim.people, claim.last) = (state, voices.count(), voices.last);
        }
        claims
    }

    fn weigh_item(&self, index: Index, entity: &Entity, item: &Item) -> Claim {
        let named = |field: &str| -> Vec<u32> {
            let words = item.words(field).iter();
            words.filter_map(|word| super::resolve::find_item(entity, word.value.trim_start_matches('#'))).collect()
        };
        let own = match item.detail("id") {
            Some(Value::Text(id)) => &id.value,
            _ => &item.plain,
        };
        Claim {
            sources: self.item_sources(index, item),
            disputed_by: self.targets(index, item.refs("disputed_by"), EVIDENCE),
            against: named("against"),
            inferred_from: named("inferred_from"),
            anchor: format!("s-{}", crate::syntax::label::short_hash(own)).into(),
            ..Claim::default()
        }
    }
}

/// In which of several pieces of evidence the number that a statement gives was counted, and the number: where as many
/// were asked, else where most were. `unnamed` holds how many people each of them stands for without naming them.
pub fn said_in(item: &Item, unnamed: &[usize]) -> Option<(usize, usize)> {
    if let Some(Value::Count(k, n)) = item.detail("count") {
        return unnamed.iter().position(|all| *all == *n as usize).map(|at| (at, *k as usize));
    }
    let times = item.details.as_ref()?.number("times")?;
    let most = unnamed.iter().enumerate().max_by_key(|(at, all)| (**all, usize::MAX - at))?;
    Some((most.0, times as usize))
}

/// The same words may stand twice in one file; a fragment may not.
fn unique_anchors(claims: &mut [Claim]) {
    let mut seen: HashMap<Box<str>, usize> = HashMap::new();
    for claim in claims {
        let n = seen.entry(claim.anchor.clone()).or_insert(0);
        *n += 1;
        if *n > 1 {
            claim.anchor = format!("{}-{n}", claim.anchor).into();
        }
    }
}

/// Joins both ends of each contradiction. What is contradicted by something with evidence is disputed.
fn contradictions(claims: &mut [Claim]) {
    let pairs: Vec<(usize, usize)> = claims
        .iter()
        .enumerate()
        .flat_map(|(from, claim)| claim.against.iter().map(move |to| (from, *to as usize)))
        .filter(|(from, to)| from != to)
        .collect();
    for (from, to) in pairs {
        let evidenced = claims.get(from).is_some_and(|claim| !claim.sources.is_empty());
        if let Some(target) = claims.get_mut(to) {
            if evidenced {
                target.state = State::Disputed;
            }
            if !target.against.contains(&(from as u32)) {
                target.against.push(from as u32);
            }
        }
    }
}
