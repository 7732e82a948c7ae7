//! A claim that nobody has heard again for too long.

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::age::Age;
use crate::text::Span;

use super::aged::{self, Old};
use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "stale-claim",
    level: Severity::Warning,
    group: Group::Time,
    page: include_str!("stale_claim.md"),
    look: Look::Site(look),
};

fn look(site: &Site, found: &mut Vec<Diagnostic>) {
    for (index, claims) in aged::claims(site) {
        let path = &site[index].source.path;
        let total = claims.len();
        let claims: Vec<(Span, Age)> =
            claims.iter().map(|claim| (claim.0.item.span, aged::judged(site, index, &RULE, claim))).collect();
        let stale = |heard: bool| -> Vec<Old> {
            let old = claims.iter().filter(|(_, age)| age.evidence.is_some() == heard && age.is_stale(site.today));
            old.filter_map(|(span, age)| Some((*span, age.newest()?))).collect()
        };
        let age_at = |old: Old| claims.iter().find(|(span, _)| *span == old.0).map(|(_, age)| *age);
        let heard = |old: Old, count: usize| {
            let last = age_at(old).map_or_else(String::new, |age| last(&age));
            let message = match count {
                1 => format!("this statement is stale: {last}"),
                _ => format!("{count} of {total} statements here are stale: of the oldest, {last}"),
            };
            let help = "ask again, and name what you hear beside the old evidence; where it cannot change, allow it";
            let finding = RULE.at(path, old.0, message).help(help);
            match age_at(old).and_then(|age| age.until()) {
                Some(until) => finding.label(format!("its half-life ended on {until}")),
                None => finding,
            }
        };
        aged::tell(site, index, &RULE, stale(true), &heard, found);
        let guessed = |old: Old, count: usize| {
            let message = match count {
                1 => format!("this was written down on {}, and nobody has found out since", old.1),
                _ => format!("{count} statements here rest on nothing dated and are old: the first is from {}", old.1),
            };
            let finding = RULE.at(path, old.0, message).help("ask somebody, or take it out");
            Diagnostic { severity: Severity::Hint, ..finding }
        };
        aged::tell(site, index, &RULE, stale(false), &guessed, found);
    }
}

/// What a claim's age counts from.
fn last(age: &Age) -> String {
    match (age.evidence, age.meaning) {
        (Some(heard), Some(written)) if written > heard => {
            format!("the newest evidence is from {heard}, and its words are from {written}")
        }
        (Some(heard), _) => format!("the newest evidence is from {heard}"),
        (None, Some(written)) => format!("its words are from {written}"),
        (None, None) => String::new(),
    }
}
