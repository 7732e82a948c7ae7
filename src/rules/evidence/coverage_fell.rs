//! Less of what is claimed rests on something than before: a comparison of two sites, made by `check --ratchet`.

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::coverage::Portrait;
use crate::site::evidence::Counts;
use crate::site::link::Index;
use crate::syntax::value::Item;
use crate::syntax::wording;
use crate::text::Span;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "coverage-fell",
    level: Severity::Error,
    group: Group::Evidence,
    page: include_str!("coverage_fell.md"),
    look: Look::Reading,
};

/// So many of the new guesses are pointed at.
const SHOWN: usize = 5;

/// What is to be said if a smaller share of the claims rests on something `now` than `before`.
pub fn coverage_fell(before: &Site, now: &Site) -> Option<Diagnostic> {
    let (was, is) = (before.coverage(), now.coverage());
    if !is.all.is_below(&was.all) {
        return None;
    }
    let guesses = new_guesses(before, now);
    let message = format!(
        "less rests on something than before: {}, after {}; {} new guess{}",
        share(&is.all),
        share(&was.all),
        guesses.len(),
        if guesses.len() == 1 { "" } else { "es" }
    );
    let mut finding =
        RULE.at(&now.config.path, Span::default(), message).help(help(&fallen(&was.personas, &is.personas)));
    for (index, item) in guesses.into_iter().take(SHOWN) {
        finding = finding.also(&now[index].source.path, item.span, "a new guess");
    }
    Some(finding)
}

/// "61 of 88 statements (69.3 %)"
fn share(counts: &Counts) -> String {
    let share = 100.0 * counts.resting() as f64 / counts.total.max(1) as f64;
    format!("{} of {} statements ({share:.1} %)", counts.resting(), counts.total)
}

/// The people about whom less rests on something, with both shares.
fn fallen(was: &[Portrait], is: &[Portrait]) -> Vec<String> {
    let before = |portrait: &Portrait| was.iter().find(|before| before.id == portrait.id);
    let fell = is.iter().filter_map(|now| Some((now, before(now)?)));
    let fell = fell.filter(|(now, before)| now.counts.is_below(&before.counts));
    fell.map(|(now, before)| format!("{}: {}, after {}", now.name, share(&now.counts), share(&before.counts))).collect()
}

fn help(fallen: &[String]) -> String {
    let advice = "name what the new statements were learned from, or ask before they are merged";
    if fallen.is_empty() { advice.to_owned() } else { format!("{advice}\n{}", fallen.join("\n")) }
}

/// The statements that are guesses now and were not there as guesses before.
fn new_guesses<'s>(before: &Site, now: &'s Site) -> Vec<(Index, &'s Item)> {
    let known: HashSet<Vec<String>> =
        before.guesses().into_iter().map(|(_, item)| wording::words(&item.plain)).collect();
    now.guesses().into_iter().filter(|(_, item)| !known.contains(&wording::words(&item.plain))).collect()
}
