//! A thought or a feeling that is inferred from nothing.

use crate::diagnostic::{Diagnostic, Severity};
use crate::files;
use crate::site::Site;
use crate::site::link::Index;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "inferred-from-nothing",
    level: Severity::Hint,
    group: Group::Evidence,
    page: include_str!("inferred_from_nothing.md"),
    look: Look::Entity(look),
};

/// What nobody can see: it is inferred from what was said and done.
pub(super) const INFERRED: &[&str] = &["thinks", "feels", "thinks_feels"];

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let entity = &site[index];
    let claims = site.claims(index);
    // A statement in Markdown has no fields.
    let help = match files::is_markdown(&entity.source.path) {
        true => "name where it shows, `[[int-04]]`; as a guess it may stay",
        false => "name what it is inferred from, `inferred_from: [says-1]`, or where it shows, `from: [int-04]`",
    };
    entity.record.each_item(&mut |field, _, item| {
        let rests = claims.get(item.number as usize).is_none_or(|claim| !claim.sources.is_empty());
        if INFERRED.contains(&field) && !rests && item.words("inferred_from").is_empty() {
            let message = "nobody can see this, and nothing says what it is inferred from: it is a guess";
            found.push(RULE.at(&entity.source.path, item.span, message).help(help));
        }
    });
}
