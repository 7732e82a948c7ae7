//! A session that is quoted although nobody noted what was agreed.

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::link::Index;

use super::words::sources_of_words;
use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "consent-unknown",
    level: Severity::Hint,
    group: Group::Consent,
    page: include_str!("consent_unknown.md"),
    look: Look::Site(look),
};

/// Only where a team notes consent at all: elsewhere it would be said of every session.
fn look(site: &Site, found: &mut Vec<Diagnostic>) {
    let sessions = || site.of("session");
    if sessions().all(|session| site.consent(session).is_empty()) {
        return;
    }
    for session in sessions().filter(|session| site.consent(*session).is_empty()) {
        if let Some((by, place)) = quotation(site, session) {
            let entity = &site[session];
            let message = format!("`{}` is quoted, but it does not say what was agreed", entity.id);
            found.push(
                RULE.at(&entity.source.path, entity.place, message)
                    .also(&site[by].source.path, place, "quoted here")
                    .help("write `consent: quotable` if the words may be shown, else `consent: internal`"),
            );
        }
    }
}

/// The first statement with words that can only come from a session.
fn quotation(site: &Site, session: Index) -> Option<(Index, crate::text::Span)> {
    site.cited_by(session).iter().find_map(|(by, number)| {
        let (field, item) = site[*by].record.item(*number)?;
        (sources_of_words(site, *by, field, item) == [session]).then_some((*by, item.span))
    })
}
