//! Person × stage: who told us about what happens when.
//!
//! Where people walk the same stages, the stages are the columns. Where each goes a way of their own, as most do, a
//! column would be empty for everybody else and look like a hole that nobody can fill: then each row is one journey with
//! its own stages in order. Where there are no journeys, the parts of the map are the columns.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::pages::heard::{Heard, Origins};
use crate::site::Site;
use crate::site::evidence::{NO_CLAIMS, State};
use crate::site::link::Index;
use crate::site::resolve::Target;
use crate::syntax::field::EVIDENCE;
use crate::syntax::label;
use crate::syntax::value::{Item, Record};

/// The parts of a map.
pub(super) const PARTS: &[&str] = &["says", "thinks", "does", "feels", "sees", "hears", "pains", "gains"];

/// What the columns are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::pages) enum Columns {
    /// Stages that several people share.
    Stages,
    /// The first, second, third stage of each journey.
    Own,
    /// The parts of the map.
    Parts,
}

/// How much we know of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::pages) enum Known {
    Nobody,
    Guess,
    Heard,
    Confirmed,
}

/// One field of the matrix.
#[derive(Clone, Debug)]
pub(in crate::pages) struct Cell {
    /// The stage, or the name of the part.
    pub(in crate::pages) name: String,
    /// The journey and the number of its stage.
    pub(in crate::pages) stage: Option<(Index, usize)>,
    /// How many people told us.
    pub(in crate::pages) people: usize,
    pub(in crate::pages) known: Known,
}

impl Cell {
    /// Which of the four steps of the ramp: 1 to 3 people, 4 to 7, 8 to 11, 12 or more.
    pub(in crate::pages) fn step(&self) -> u8 {
        match self.people {
            0 => 0,
            1..=3 => 1,
            4..=7 => 2,
            8..=11 => 3,
            _ => 4,
        }
    }

    /// Whether somebody has to be asked.
    pub(in crate::pages) fn is_hole(&self) -> bool {
        matches!(self.known, Known::Nobody | Known::Guess)
    }
}

/// One row: a person, with one of their journeys where they have some.
#[derive(Clone, Debug)]
pub(in crate::pages) struct Row {
    pub(in crate::pages) subject: Index,
    pub(in crate::pages) journey: Option<Index>,
    pub(in crate::pages) cells: Vec<Cell>,
}

/// The whole matrix.
#[derive(Clone, Debug)]
pub(in crate::pages) struct Matrix {
    pub(in crate::pages) columns: Columns,
    /// Names of stages or of parts; for journeys of their own, nothing.
    pub(in crate::pages) names: Vec<String>,
    pub(in crate::pages) rows: Vec<Row>,
}

/// What was said at one place, and who stands behind it.
#[derive(Default)]
struct Tally {
    items: usize,
    confirmed: bool,
    heard: Heard,
    sources: usize,
}

impl Tally {
    fn add(&mut self, site: &Site, origins: &mut Origins, index: Index, item: &Item) {
        let claim = site.claim(index, item);
        self.items += 1;
        self.confirmed |= claim.state == State::Confirmed;
        self.add_sources(origins, &claim.sources, Some(item));
    }

    fn add_sources(&mut self, origins: &mut Origins, sources: &[Target], item: Option<&Item>) {
        self.sources += sources.len();
        self.heard.add(origins, sources, item);
    }

    fn cell(self, name: &str, stage: Option<(Index, usize)>) -> Cell {
        let people = self.heard.count();
        let known = match (self.items, self.sources, people) {
            (0, 0, _) => Known::Nobody,
            (_, 0, _) | (_, _, 0) => Known::Guess,
            _ if self.confirmed => Known::Confirmed,
            _ => Known::Heard,
        };
        Cell { name: name.to_owned(), stage, people, known }
    }
}

/// Puts the matrix together for people in an order.
pub(in crate::pages) fn matrix(site: &Site, people: &[Index]) -> Matrix {
    let mut origins = Origins::new(site);
    let journeys: Vec<(Index, Vec<Index>)> =
        people.iter().map(|subject| (*subject, journeys_of(site, *subject))).collect();
    let names = shared(site, &journeys);
    let none = journeys.iter().all(|(_, journeys)| journeys.is_empty());
    let mut rows = Vec::new();
    for (subject, journeys) in journeys {
        if none {
            rows.push(Row { subject, journey: None, cells: parts(site, &mut origins, subject) });
        } else if !names.is_empty() {
            rows.push(Row { subject, journey: None, cells: in_columns(site, &mut origins, &journeys, &names) });
        } else if journeys.is_empty() {
            rows.push(Row { subject, journey: None, cells: Vec::new() });
        } else {
            rows.extend(journeys.into_iter().map(|journey| {
                let stages = site[journey].stages().iter().enumerate();
                let cells =
                    stages.map(|(at, stage)| cell(site, &mut origins, &[(journey, at, stage)], stage.str("name")));
                Row { subject, journey: Some(journey), cells: cells.collect() }
            }));
        }
    }
    match (none, names.is_empty()) {
        (true, _) => {
            Matrix { columns: Columns::Parts, names: PARTS.iter().map(|part| (*part).to_owned()).collect(), rows }
        }
        (_, false) => Matrix { columns: Columns::Stages, names, rows },
        _ => Matrix { columns: Columns::Own, names: Vec::new(), rows },
    }
}

/// The journeys of a person as it is today: what we aim for has not been heard from anybody.
fn journeys_of(site: &Site, subject: Index) -> Vec<Index> {
    let about = site.about(subject).iter().copied();
    let today = |index: &Index| site[*index].record.choice("state") != "target" && site.may_name(*index);
    about.filter(|index| !site[*index].stages().is_empty()).filter(today).collect()
}

/// The names of the stages, in order, if at least half of all stages are shared by two people; else none.
fn shared(site: &Site, journeys: &[(Index, Vec<Index>)]) -> Vec<String> {
    let mut columns: Vec<(String, String)> = Vec::new();
    let mut people: HashMap<String, HashSet<Index>> = HashMap::new();
    let mut total = 0;
    for (subject, journeys) in journeys {
        for stages in journeys.iter().map(|journey| site[*journey].stages()) {
            total += stages.len();
            let mut at = 0;
            for name in stages.iter().map(|stage| stage.str("name")) {
                let key = label::normalise(name);
                people.entry(key.clone()).or_default().insert(*subject);
                match columns.iter().position(|(known, _)| *known == key) {
                    Some(known) => at = known + 1,
                    // A new stage stands behind the one before it on this journey.
                    None => {
                        columns.insert(at.min(columns.len()), (key, name.to_owned()));
                        at += 1;
                    }
                }
            }
        }
    }
    let common: usize = people.values().filter(|people| people.len() > 1).map(HashSet::len).sum();
    match common * 2 >= total && total > 0 {
        true => columns.into_iter().map(|(_, name)| name).collect(),
        false => Vec::new(),
    }
}

fn in_columns(site: &Site, origins: &mut Origins, journeys: &[Index], names: &[String]) -> Vec<Cell> {
    let of = |name: &String| {
        let key = label::normalise(name);
        let stages = journeys
            .iter()
            .flat_map(|journey| site[*journey].stages().iter().enumerate().map(|(at, stage)| (*journey, at, stage)));
        let found: Vec<(Index, usize, &Record)> =
            stages.filter(|(.., stage)| label::normalise(stage.str("name")) == key).collect();
        cell(site, origins, &found, name)
    };
    names.iter().map(of).collect()
}

/// What is known of a stage: from all that stands there, and from how it feels.
fn cell(site: &Site, origins: &mut Origins, stages: &[(Index, usize, &Record)], name: &str) -> Cell {
    let mut tally = Tally::default();
    for (journey, _, stage) in stages {
        stage.each_item(&mut |field, _, item| {
            if !NO_CLAIMS.contains(&field) {
                tally.add(site, origins, *journey, item);
            }
        });
        if let Some(feels) = stage.emotion("feels") {
            tally.items += 1;
            tally.add_sources(origins, &site.targets(*journey, &feels.from, EVIDENCE), None);
        }
    }
    tally.cell(name, stages.first().map(|(journey, at, _)| (*journey, *at)))
}

/// What is known of the parts of a person's maps.
fn parts(site: &Site, origins: &mut Origins, subject: Index) -> Vec<Cell> {
    let mut tallies: Vec<Tally> = PARTS.iter().map(|_| Tally::default()).collect();
    for index in site.about(subject).iter().copied() {
        if !(site[index].kind.subject || site[index].kind.section.is_some()) {
            continue;
        }
        site[index].record.each_item(&mut |field, _, item| {
            for (at, _) in PARTS.iter().enumerate().filter(|(_, part)| belongs(field, part)) {
                tallies[at].add(site, origins, index, item);
            }
        });
    }
    PARTS.iter().zip(tallies).map(|(part, tally)| tally.cell(part, None)).collect()
}

/// Whether what stands in a field tells about a part of the map.
pub(super) fn belongs(field: &str, part: &str) -> bool {
    field == part
        || matches!(
            (part, field),
            ("thinks" | "feels", "thinks_feels")
                | ("says" | "does", "says_does")
                | ("says", "quote" | "quotes")
                | ("does", "behaviours")
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ramp_has_four_steps() {
        let step = |people: usize| Cell { name: String::new(), stage: None, people, known: Known::Heard }.step();
        assert_eq!([0, 1, 3, 4, 7, 8, 11, 12, 200].map(step), [0, 1, 1, 2, 2, 3, 3, 4, 4]);
    }
}
