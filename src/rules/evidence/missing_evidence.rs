//! A statement that rests on nothing.

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::evidence::{NO_CLAIMS, State};
use crate::site::link::Index;

use super::inferred_from_nothing::INFERRED;
use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "missing-evidence",
    level: Severity::Hint,
    group: Group::Evidence,
    page: include_str!("missing_evidence.md"),
    look: Look::Entity(look),
};

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let entity = &site[index];
    let claims = site.claims(index);
    entity.record.each_item(&mut |field, _, item| {
        let is_guess = claims.get(item.number as usize).is_some_and(|claim| claim.state == State::Guess);
        // What is inferred has a finding of its own.
        // Without a text it is no statement but a mistake, which was reported.
        if is_guess && !item.plain.is_empty() && !NO_CLAIMS.contains(&field) && !INFERRED.contains(&field) {
            let finding = RULE.at(&entity.source.path, item.span, "this statement rests on nothing: it is a guess");
            found.push(finding.help("name what it was learned from, `[[int-04]]`; as a guess it may stay"));
        }
    });
}
