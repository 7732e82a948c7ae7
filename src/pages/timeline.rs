//! What changed our mind, as pages tell it: of one person, or of the whole site; and moments of one day as one entry.

use std::collections::HashSet;

use jiff::civil::Date;
use serde::Serialize;

use crate::site::Site;
use crate::site::evidence::State;
use crate::site::link::Index;
use crate::site::resolve::Target;
use crate::site::timeline::{Change, Moment, sort};
use crate::syntax::label;

use super::Cx;
use super::view::{CardView, DateView, ItemView, PersonView, SourceView};

/// What changed our mind about one person, newest first.
pub fn of_person(site: &Site, subject: Index) -> Vec<Moment> {
    gather(site, site.about(subject).iter().copied())
}

/// What changed our mind about anybody, newest first.
pub fn of_site(site: &Site) -> Vec<Moment> {
    gather(site, site.indices())
}

fn gather(site: &Site, entities: impl Iterator<Item = Index>) -> Vec<Moment> {
    let mut moments = Vec::new();
    // A map often says again what its person's page says: each is told once of a person.
    let mut seen: HashSet<(Option<Index>, String)> = HashSet::new();
    for index in entities.filter(|index| site.may_name(*index)) {
        let own = site.moments(index);
        let subject = site.subjects(index).first().copied();
        let begun = begun(site, index, &own);
        let mut told: HashSet<u32> = HashSet::new();
        for moment in own {
            let Some((_, item)) = moment.item.and_then(|number| site[index].record.item(number)) else { continue };
            let first =
                told.contains(&item.number) || seen.insert((subject, label::fold(item.plain.trim_end_matches('.'))));
            // The page is new: that its guesses are new as well goes without saying.
            let with_the_page = moment.change == Change::Guessed && begun == Some(moment.day);
            if first {
                told.insert(item.number);
            }
            if first && !with_the_page {
                moments.push(moment);
            }
        }
        moments.extend(begun.map(|day| Moment::of(day, Change::Begun, index)));
        moments.extend(dated(site, index));
    }
    sort(&mut moments);
    moments
}

/// The day on which the first statement of an entity was written, if that is known.
fn begun(site: &Site, index: Index, own: &[Moment]) -> Option<Date> {
    own.first()?;
    let mut first: Option<Date> = None;
    site[index].record.each_item(&mut |_, _, item| {
        let day = site.written(index, &item.plain);
        first = first.into_iter().chain(day).min();
    });
    first
}

/// What has a day of its own and changed something: a story, a decision, an event.
fn dated(site: &Site, index: Index) -> Option<Moment> {
    let change = match site[index].kind.name {
        "story" => Change::Told,
        "decision" => Change::Decided,
        "event" => Change::Happened,
        _ => return None,
    };
    let day = site[index].record.date("date").filter(|day| *day <= site.today)?;
    Some(Moment::of(day, change, index))
}

/// Moments of one day that are of the same sort and about the same person.
#[derive(Clone, Debug)]
pub struct Occasion {
    /// The day.
    pub day: Date,
    /// What became different.
    pub change: Change,
    /// How sure we were before; none if nothing was known.
    pub before: Option<State>,
    /// The person, if it is about one.
    pub subject: Option<Index>,
    /// The moments, in order.
    pub moments: Vec<Moment>,
}

/// Joins moments that follow each other and say the same of different statements.
pub fn occasions(site: &Site, moments: &[Moment]) -> Vec<Occasion> {
    let key = |moment: &Moment| (moment.day, moment.change, moment.before, subject_of(site, moment));
    let mut found: Vec<Occasion> = Vec::new();
    for moment in moments {
        let (day, change, before, subject) = key(moment);
        let joined = found
            .iter_mut()
            .rev()
            .take_while(|occasion| occasion.day == day)
            .find(|occasion| (occasion.change, occasion.before, occasion.subject) == (change, before, subject));
        match joined.filter(|_| moment.item.is_some()) {
            Some(occasion) => occasion.moments.push(moment.clone()),
            None => found.push(Occasion { day, change, before, subject, moments: vec![moment.clone()] }),
        }
    }
    found
}

fn subject_of(site: &Site, moment: &Moment) -> Option<Index> {
    site.subjects(moment.entity).first().copied()
}

/// A statement that moved, and where it stands.
#[derive(Clone, Debug, Serialize)]
pub struct MovedView {
    /// The statement as it is now.
    pub item: ItemView,
    /// Where it stands.
    pub href: String,
    /// How many people stood behind it then.
    pub people: usize,
}

/// An occasion, ready to print.
#[derive(Clone, Debug, Serialize)]
pub struct OccasionView {
    /// The day.
    pub date: DateView,
    /// `disputed`, `confirmed`, `heard`, `stale`, `told`, `decided`, `happened`, `begun` or `guessed`.
    pub change: &'static str,
    /// `guess`, `heard`, `confirmed`, `disputed`; empty if nothing was known before.
    pub before: &'static str,
    /// The person, if it is about one.
    pub person: Option<PersonView>,
    /// The statements that moved, as many as there is room for.
    pub moved: Vec<MovedView>,
    /// How many moved in all.
    pub n: usize,
    /// The evidence that moved them, each once.
    pub by: Vec<SourceView>,
    /// What began or happened, if it is no statement.
    pub card: Option<CardView>,
}

impl Cx<'_> {
    /// An occasion, ready to print, with at most so many of its statements.
    pub fn occasion(&self, occasion: &Occasion, most: usize) -> OccasionView {
        let site = self.site();
        let mut by: Vec<Index> = Vec::new();
        for source in occasion.moments.iter().flat_map(|moment| &moment.by) {
            if !by.contains(source) {
                by.push(*source);
            }
        }
        let moved = occasion.moments.iter().filter_map(|moment| {
            let (_, item) = site[moment.entity].record.item(moment.item?)?;
            let href = self.link(&self.statement_url(moment.entity, item.number));
            Some(MovedView { item: self.item(moment.entity, item), href, people: moment.people })
        });
        let whole = occasion.moments.first().filter(|moment| moment.item.is_none());
        OccasionView {
            date: self.date(occasion.day),
            change: occasion.change.word(),
            before: occasion.before.map_or("", State::word),
            person: occasion.subject.map(|subject| self.person(subject)),
            moved: moved.take(most).collect(),
            n: occasion.moments.iter().filter(|moment| moment.item.is_some()).count(),
            by: by.into_iter().map(|entity| self.source(&Target { entity, part: None })).collect(),
            card: whole.map(|moment| self.card(moment.entity)),
        }
    }
}
