//! What changed our mind, and when: each statement of an entity replayed in the order in which its evidence was heard.
//!
//! A statement begins as a guess on the day it was first written, if that is known and nothing was heard before; each day
//! of hearing may then move it. The rules are those of [`evidence`](super::evidence), applied to what was known on
//! that day.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::age::{Statement, statements};
use super::evidence::{NO_CLAIMS, State};
use super::link::{Index, Site};
use super::resolve::Target;

/// What became different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// Something was heard that speaks against it.
    Disputed,
    /// Enough have said it.
    Confirmed,
    /// Somebody said it.
    Heard,
    /// Its half-life was over.
    Stale,
    /// A story was passed on.
    Told,
    /// Something was decided.
    Decided,
    /// Something happened around us.
    Happened,
    /// Its page was first written.
    Begun,
    /// It was first written, as a guess.
    Guessed,
}

impl Change {
    /// The word in code, pages and feeds.
    pub fn word(self) -> &'static str {
        match self {
            Change::Disputed => "disputed",
            Change::Confirmed => "confirmed",
            Change::Heard => "heard",
            Change::Stale => "stale",
            Change::Told => "told",
            Change::Decided => "decided",
            Change::Happened => "happened",
            Change::Begun => "begun",
            Change::Guessed => "guessed",
        }
    }

    fn to(state: State) -> Change {
        match state {
            State::Guess => Change::Guessed,
            State::Heard => Change::Heard,
            State::Confirmed => Change::Confirmed,
            State::Disputed => Change::Disputed,
        }
    }
}

/// Something that changed what we know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The day on which it was heard, written, or over.
    pub day: Date,
    /// What became different.
    pub change: Change,
    /// Where it stands: the entity of the statement, else what began or happened.
    pub entity: Index,
    /// The statement: the number of its item. None if the entity as a whole is meant.
    pub item: Option<u32>,
    /// How sure we were before; none if nothing was known of it.
    pub before: Option<State>,
    /// The evidence that moved it.
    pub by: Vec<Index>,
    /// How many people stood behind it then.
    pub people: usize,
}

impl Moment {
    /// A moment of an entity as a whole.
    pub fn of(day: Date, change: Change, entity: Index) -> Moment {
        Moment { day, change, entity, item: None, before: None, by: Vec::new(), people: 0 }
    }
}

/// Newest first; what is most surprising first on the same day.
pub fn sort(moments: &mut [Moment]) {
    moments.sort_by(|a, b| {
        let rest = |moment: &Moment| (moment.change, moment.before, moment.entity, moment.item);
        b.day.cmp(&a.day).then_with(|| rest(a).cmp(&rest(b)))
    });
}

/// What was heard on one day.
#[derive(Default)]
struct Heard {
    sources: Vec<Target>,
    against: Vec<Index>,
}

impl Site {
    /// Whether it is known when statements were first written. Else moments come from the dates of evidence alone.
    pub fn knows_writing(&self) -> bool {
        self.history.meanings.is_ok()
    }

    /// What happened to the statements of an entity up to today. What is itself evidence, or nobody's claim, has no
    /// moments.
    pub fn moments(&self, index: Index) -> Vec<Moment> {
        let entity = &self[index];
        if entity.kind.evidence {
            return Vec::new();
        }
        let all = statements(entity);
        let claims =
            all.iter().filter(|statement| !NO_CLAIMS.contains(&statement.field) && !statement.item.plain.is_empty());
        let mut moments: Vec<Moment> = claims.flat_map(|statement| self.replay(index, statement)).collect();
        moments.retain(|moment| moment.day <= self.today);
        moments
    }

    fn replay(&self, index: Index, statement: &Statement) -> Vec<Moment> {
        let claim = self.claim(index, statement.item);
        let written = self.written(index, &statement.item.plain);
        let days = self.days_of_hearing(index, statement, written);
        let moment = |day: Date, change: Change| Moment {
            item: Some(statement.item.number),
            people: claim.people,
            ..Moment::of(day, change, index)
        };
        let mut moments = Vec::new();
        let mut state = None;
        let first = days.keys().next().copied();
        if let Some(day) = written.filter(|day| first.is_none_or(|first| *day < first)) {
            moments.push(Moment { people: 0, ..moment(day, Change::Guessed) });
            state = Some(State::Guess);
        }
        let (mut known, mut against): (Vec<Target>, bool) = (Vec::new(), false);
        for (day, heard) in days {
            let mut by: Vec<Index> = heard.against.clone();
            by.extend(heard.sources.iter().map(|source| source.entity));
            by.dedup();
            against |= !heard.against.is_empty();
            known.extend(heard.sources);
            let (now, voices) = self.state(&known, against);
            if state != Some(now) {
                moments.push(Moment { before: state, by, people: voices.count(), ..moment(day, Change::to(now)) });
                state = Some(now);
            }
        }
        let age = self.age(index, statement);
        let over = age.until().filter(|until| !claim.sources.is_empty() && *until < self.today);
        if let Some(day) = over.and_then(|until| until.checked_add(1.day()).ok()) {
            moments.push(Moment { before: state, ..moment(day, Change::Stale) });
        }
        moments
    }

    /// What was heard about a statement, day by day. Evidence without a date counts from the day of writing, if that is
    /// known; else it moves nothing.
    fn days_of_hearing(&self, index: Index, statement: &Statement, written: Option<Date>) -> BTreeMap<Date, Heard> {
        let claim = self.claim(index, statement.item);
        let mut days: BTreeMap<Date, Heard> = BTreeMap::new();
        for source in &claim.sources {
            if let Some(day) = self.day_of(source.entity).or(written) {
                days.entry(day).or_default().sources.push(source.clone());
            }
        }
        for source in &claim.disputed_by {
            if let Some(day) = self.day_of(source.entity).or(written) {
                days.entry(day).or_default().against.push(source.entity);
            }
        }
        // A statement of the same entity that says the opposite: it speaks against this one from its own first evidence.
        let opposite = || claim.against.iter().filter_map(|other| self.claims(index).get(*other as usize));
        if claim.state == State::Disputed && claim.disputed_by.is_empty() {
            let sources = opposite().flat_map(|other| &other.sources);
            let first =
                sources.filter_map(|source| Some((self.day_of(source.entity).or(written)?, source.entity))).min();
            if let Some((day, source)) = first {
                // Nobody can contradict what is not there yet.
                let day = days.keys().next().map_or(day, |known| day.max(*known));
                days.entry(day).or_default().against.push(source);
            }
        }
        days
    }

    /// The day a piece of evidence is of: its own, else the last one it rests on.
    fn day_of(&self, evidence: Index) -> Option<Date> {
        self[evidence].record.date("date").or_else(|| self.voices_of(evidence).last)
    }
}
