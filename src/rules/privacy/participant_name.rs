//! A participant under their full name.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::link::Index;
use crate::text::Span;

use super::names::is_full_name;
use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "participant-name",
    level: Severity::Error,
    group: Group::Privacy,
    page: include_str!("participant_name.md"),
    look: Look::Entity(look),
};

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let entity = &site[index];
    let path: &Arc<str> = &entity.source.path;
    for alias in entity.record.words("participants").iter().filter(|alias| is_full_name(&alias.value)) {
        let message = format!("`{}` looks like the full name of a participant", alias.value);
        let mut finding = RULE
            .at(path, alias.span, message)
            .help("write an alias, such as `P04`; who it is stays in a list that is kept elsewhere");
        // The same name again: in the transcript, most likely.
        let text = &entity.source.text;
        let again = text.match_indices(&*alias.value).map(|(at, name)| Span::new(at, at + name.len()));
        for place in again.filter(|place| place.start > alias.span.end).take(5) {
            finding = finding.also(path, place, "and here");
        }
        found.push(finding);
    }
}
