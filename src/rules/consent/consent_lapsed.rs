//! Somebody's words, quoted although the consent has ended.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::link::Index;

use super::words::{self, Bar, barred};
use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "consent-lapsed",
    level: Severity::Error,
    group: Group::Consent,
    page: include_str!("consent_lapsed.md"),
    look: Look::Entity(look),
};

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let path = &site[index].source.path;
    // A story's own words end together: one finding is enough.
    let is_story = site[index].kind.field("consent").is_some();
    let mut ended = BTreeSet::new();
    for barred in barred(site, index) {
        let Bar::Ended(until) = barred.bar else { continue };
        let source = &site[barred.by];
        if is_story && !ended.insert(barred.by) {
            continue;
        }
        let message = format!("the consent to use these words ended on {until}");
        let finding = RULE
            .at(path, barred.item.span, message)
            .help("ask again and note the new date, or take the words out and keep what they mean");
        found.push(match barred.by == index {
            true => finding,
            false => {
                let place = words::until(site, barred.by).map_or(source.place, |(_, place)| place);
                finding.also(&source.source.path, place, "what was agreed")
            }
        });
    }
}
