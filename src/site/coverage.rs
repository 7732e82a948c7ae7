//! How much of what the site claims rests on something: over everything, and for each person.
//!
//! Statements in sessions, stories and other evidence are not counted: they are what the others rest on. What is
//! disputed is counted beside, for a share alone would hide it.

use serde::Serialize;

use super::evidence::{Counts, NO_CLAIMS, State};
use super::link::{Index, Site};
use crate::syntax::value::Item;

/// The claims of a site by their states.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Coverage {
    /// All claims, each once.
    #[serde(flatten)]
    pub all: Counts,
    /// The claims about each person, in the order of files; one about two people counts for both.
    pub personas: Vec<Portrait>,
}

/// The claims about one person.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Portrait {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The claims.
    #[serde(flatten)]
    pub counts: Counts,
}

impl Counts {
    /// How many rest on something: all that are no guesses.
    pub fn resting(&self) -> usize {
        self.total - self.guess
    }

    /// Whether a smaller share rests on something than did before.
    pub fn is_below(&self, before: &Counts) -> bool {
        self.total > 0 && self.resting() * before.total < before.resting() * self.total
    }

    fn join(&mut self, other: &Counts) {
        self.confirmed += other.confirmed;
        self.heard += other.heard;
        self.guess += other.guess;
        self.disputed += other.disputed;
        self.total += other.total;
    }
}

impl Site {
    /// How much of what is claimed rests on something.
    pub fn coverage(&self) -> Coverage {
        let mut coverage = Coverage::default();
        let mut about: Vec<Counts> = vec![Counts::default(); self.indices().len()];
        for index in self.claiming() {
            let counts = self.counts(index);
            coverage.all.join(&counts);
            for subject in self.subjects(index) {
                about[*subject].join(&counts);
            }
        }
        let claimed = about.into_iter().enumerate().filter(|(_, counts)| counts.total > 0);
        let portrait = |(index, counts): (Index, Counts)| {
            let entity = &self[index];
            Portrait { id: entity.id.to_string(), name: entity.title.to_string(), counts }
        };
        coverage.personas = claimed.map(portrait).collect();
        coverage
    }

    /// Every statement that rests on nothing, with the entity it stands in.
    pub fn guesses(&self) -> Vec<(Index, &Item)> {
        let mut guesses = Vec::new();
        for index in self.claiming() {
            self[index].record.each_item(&mut |field, _, item| {
                if !NO_CLAIMS.contains(&field) && self.claim(index, item).state == State::Guess {
                    guesses.push((index, item));
                }
            });
        }
        guesses
    }

    /// The entities whose statements are claims.
    fn claiming(&self) -> impl Iterator<Item = Index> {
        self.indices().filter(|index| !self[*index].kind.evidence)
    }
}
