//! A consent that ends within the next thirty days.

use jiff::ToSpan;

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::link::Index;

use crate::rules::{Group, Look, Rule};

use super::words;

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
    let Some((until, place)) = words::until(site, index) else { return };
    let soon = site.today.saturating_add(SOON.days());
    if words::consent(site, index) != "internal" && (site.today..=soon).contains(&until) {
        let message = format!("the consent to use these words ends on {until}");
        let finding = RULE.at(&site[index].source.path, place, message);
        found.push(finding.help("ask again now; from the day after, the site shows the words no more"));
    }
}
