//! A consent that ends within the next thirty days.

use jiff::ToSpan;

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::link::Index;

use crate::rules::{Group, Look, Rule};

use super::words::place_of_end;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "consent-ends-soon",
    level: Severity::Hint,
    group: Group::Consent,
    page: include_str!("consent_ends_soon.md"),
    look: Look::Entity(look),
};

/// How many days are soon.
const SOON: i32 = 30;

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let entity = &site[index];
    let Some(until) = entity.record.date("consent_until") else { return };
    let soon = site.today.saturating_add(SOON.days());
    if site.consent(index) != "internal" && (site.today..=soon).contains(&until) {
        let message = format!("the consent to use these words ends on {until}");
        let finding = RULE.at(&entity.source.path, place_of_end(entity), message);
        found.push(finding.help("ask again now; from the day after, the site shows the words no more"));
    }
}
