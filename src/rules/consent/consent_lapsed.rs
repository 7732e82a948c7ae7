//! Somebody's words, quoted although the consent has ended.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::consent::Withheld;
use crate::site::link::Index;

use super::words::{barred, place_of_end};
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
        let Withheld::Ended(until) = barred.why else { continue };
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
            false => finding.also(&source.source.path, place_of_end(source), "what was agreed"),
        });
    }
}
