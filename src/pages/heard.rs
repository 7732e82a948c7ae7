//! Who stands behind several statements together: each person once, by the way in which we learned it and by month.
//!
//! A survey or a summary names nobody. It counts for as many as the statement says (`count: 11/187`, `times: 71`), and
//! where it says nothing, for one: that 187 people answered does not mean that each of them said this.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;

use crate::site::Site;
use crate::site::evidence::said_in;
use crate::site::link::Index;
use crate::site::resolve::Target;
use crate::syntax::value::Item;

/// How we came to know something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// They came to us: calls, summaries of calls, stories that somebody passed on.
    Came,
    /// We asked: interviews, surveys, groups.
    Asked,
    /// We were there, or saw it: visits, tests, recordings, diaries.
    Seen,
}

impl Way {
    /// All of them, in the order of the bars.
    pub(super) const ALL: [Way; 3] = [Way::Came, Way::Asked, Way::Seen];

    /// The way in which a piece of evidence was learned.
    fn of(site: &Site, origin: Index) -> Way {
        match (site[origin].record.choice("type"), site[origin].kind.name) {
            ("support-call" | "support-summary", _) | ("", "story") => Way::Came,
            ("field-visit" | "usability-test" | "recording" | "diary", _) => Way::Seen,
            _ => Way::Asked,
        }
    }

    /// Its name in templates and words.
    pub(super) fn word(self) -> &'static str {
        match self {
            Way::Came => "came",
            Way::Asked => "asked",
            Way::Seen => "seen",
        }
    }
}

/// One piece of evidence at the bottom of things.
#[derive(Clone, Debug)]
struct Origin {
    way: Way,
    date: Option<Date>,
    people: BTreeSet<Box<str>>,
    /// How many people it stands for without naming them.
    unnamed: usize,
}

/// Looks up where evidence comes from, each piece once.
pub(super) struct Origins<'s> {
    site: &'s Site,
    known: HashMap<Index, Vec<(Index, Origin)>>,
}

impl<'s> Origins<'s> {
    /// Nothing is known yet.
    pub(super) fn new(site: &'s Site) -> Origins<'s> {
        Origins { site, known: HashMap::new() }
    }

    fn of(&mut self, source: Index) -> &[(Index, Origin)] {
        let site = self.site;
        self.known.entry(source).or_insert_with(|| {
            let origin = |index: Index| {
                let voices = site.own_voices(index);
                let date = voices.last.or_else(|| site[source].record.date("date"));
                (index, Origin { way: Way::of(site, index), date, people: voices.people, unnamed: voices.unnamed })
            };
            site.origins(source).into_iter().map(origin).collect()
        })
    }
}

/// Who stands behind statements.
#[derive(Clone, Debug, Default)]
pub(super) struct Heard {
    /// By alias: the first way in which we heard each, and all days on which we did.
    people: BTreeMap<Box<str>, (Option<Way>, BTreeSet<Date>)>,
    /// Those without a name, by where they were counted.
    unnamed: BTreeMap<Index, (usize, Option<Way>, Option<Date>)>,
}

impl Heard {
    /// Adds what stands behind one statement.
    pub(super) fn add(&mut self, origins: &mut Origins, sources: &[Target], item: Option<&Item>) {
        let mut unnamed: Vec<(Index, Origin)> = Vec::new();
        for source in sources {
            for (index, origin) in origins.of(source.entity) {
                for alias in &origin.people {
                    let known = self.people.entry(alias.clone()).or_default();
                    known.0 = Some(known.0.map_or(origin.way, |way| way.min(origin.way)));
                    known.1.extend(origin.date);
                }
                if origin.unnamed > 0 && !unnamed.iter().any(|(known, _)| known == index) {
                    unnamed.push((*index, origin.clone()));
                }
            }
        }
        let counted = item.and_then(|item| {
            let all: Vec<usize> = unnamed.iter().map(|(_, origin)| origin.unnamed).collect();
            said_in(item, &all)
        });
        for (at, (index, origin)) in unnamed.iter().enumerate() {
            let said = counted.filter(|(counted, _)| *counted == at).map_or(1, |(_, said)| said);
            let known = self.unnamed.entry(*index).or_default();
            *known = (known.0.max(said.min(origin.unnamed)), Some(origin.way), origin.date);
        }
    }

    /// How many people, each once.
    pub(super) fn count(&self) -> usize {
        self.people.len() + self.unnamed.values().map(|(n, ..)| n).sum::<usize>()
    }

    /// How many people by each way; who told us in two ways counts in the first.
    pub(super) fn by_way(&self) -> [usize; 3] {
        Way::ALL.map(|way| {
            let named = self.people.values().filter(|(first, _)| *first == Some(way)).count();
            let unnamed = self.unnamed.values().filter(|(_, of, _)| *of == Some(way));
            named + unnamed.map(|(n, ..)| n).sum::<usize>()
        })
    }

    /// How many people we heard in each of the last `N` months, this one last.
    pub(super) fn by_month<const N: usize>(&self, today: Date) -> [usize; N] {
        let mut months = [0; N];
        let mut count = |date: Date, n: usize| {
            let ago = month_number(today) - month_number(date);
            if let Ok(ago) = usize::try_from(ago)
                && ago < N
            {
                months[N - 1 - ago] += n;
            }
        };
        for (_, days) in self.people.values() {
            // Twice in one month is one person.
            let of_month: BTreeMap<i32, Date> = days.iter().map(|day| (month_number(*day), *day)).collect();
            of_month.into_values().for_each(|day| count(day, 1));
        }
        for (n, _, date) in self.unnamed.values() {
            date.iter().for_each(|date| count(*date, *n));
        }
        months
    }

    /// When it was last heard.
    pub(super) fn last(&self) -> Option<Date> {
        let named = self.people.values().filter_map(|(_, days)| days.last().copied());
        named.chain(self.unnamed.values().filter_map(|(.., date)| *date)).max()
    }
}

/// Months since the beginning of our calendar.
fn month_number(date: Date) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn heard(people: &[(&str, &[Date])]) -> Heard {
        let people =
            people.iter().map(|(name, days)| ((*name).into(), (Some(Way::Asked), days.iter().copied().collect())));
        Heard { people: people.collect(), unnamed: BTreeMap::new() }
    }

    #[test]
    fn somebody_heard_twice_in_a_month_is_one_person() {
        let heard = heard(&[
            ("p1", &[date(2026, 11, 2), date(2026, 11, 20), date(2026, 9, 1)]),
            ("p2", &[date(2026, 11, 3)]),
            ("p3", &[date(2025, 11, 3)]),
        ]);
        assert_eq!(heard.by_month::<6>(date(2026, 11, 23)), [0, 0, 0, 1, 0, 2]);
        assert_eq!((heard.count(), heard.last()), (3, Some(date(2026, 11, 20))));
    }

    #[test]
    fn months_are_counted_over_the_turn_of_the_year() {
        let heard = heard(&[("p1", &[date(2025, 12, 31)]), ("p2", &[date(2026, 2, 1)])]);
        assert_eq!(heard.by_month::<3>(date(2026, 1, 15)), [0, 1, 0]);
    }
}
