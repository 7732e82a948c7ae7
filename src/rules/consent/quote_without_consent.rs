//! Somebody's words, quoted although they were said for us only.

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::link::Index;

use super::words::{barred, place};
use crate::rules::{Group, Look, Rule};
use crate::site::consent::Withheld;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "quote-without-consent",
    level: Severity::Error,
    group: Group::Consent,
    page: include_str!("quote_without_consent.md"),
    look: Look::Entity(look),
};

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let path = &site[index].source.path;
    // The words in an internal story stay where they were told.
    for barred in barred(site, index).iter().filter(|barred| barred.why == Withheld::NoConsent && barred.by != index) {
        let source = &site[barred.by];
        let message = format!("these words were said for us only: `{}` is internal", source.id);
        found.push(
            RULE.at(path, barred.item.span, message)
                .also(&source.source.path, place(source), "what was agreed")
                .help("say it in your own words, without quotation marks, or ask whether it may be quoted"),
        );
    }
}
