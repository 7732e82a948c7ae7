//! What pages that look across people share: each is put together when it is first wanted, once for a site.

use std::sync::OnceLock;

use crate::site::link::Index;

use super::ask::Guess;
use super::hurts::Ranking;
use super::plan::Pages;
use super::tensions::Tension;
use super::unknown::Matrix;
use super::wall::Loops;
use super::{ask, tensions, unknown};

/// The results.
#[derive(Default)]
pub(super) struct Across {
    pub(super) ranking: OnceLock<Ranking>,
    guesses: OnceLock<Vec<Guess>>,
    tensions: OnceLock<Vec<Tension>>,
    matrix: OnceLock<Matrix>,
    pub(super) walls: OnceLock<Vec<Loops>>,
}

impl Pages {
    /// Everything we only guess, person by person.
    pub(super) fn guesses(&self) -> &[Guess] {
        self.across().guesses.get_or_init(|| ask::guesses(self))
    }

    /// What we only guess about one person.
    pub(super) fn guesses_about(&self, subject: Index) -> &[Guess] {
        let all = self.guesses();
        let start = all.iter().position(|guess| guess.subject == subject).unwrap_or(all.len());
        let rest = &all[start..];
        // Those about one person follow each other.
        &rest[..rest.iter().take_while(|guess| guess.subject == subject).count()]
    }

    /// Everything people say and do otherwise, person by person.
    pub(super) fn tensions(&self) -> &[Tension] {
        self.across().tensions.get_or_init(|| tensions::all(self))
    }

    /// Who told us about which stage.
    pub(super) fn matrix(&self) -> &Matrix {
        self.across().matrix.get_or_init(|| unknown::matrix(&self.site, &self.people.order))
    }
}
