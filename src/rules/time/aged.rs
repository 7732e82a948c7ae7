//! What the rules about time have in common: which statements age, and one finding for many of them.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::diagnostic::Diagnostic;
use crate::site::Site;
use crate::site::age::{self, Age, Statement};
use crate::site::evidence::NO_CLAIMS;
use crate::site::link::Index;
use crate::text::Span;

use crate::rules::Rule;

/// Kinds that tell what happened or was decided on a day: they do not grow old, they are of their time.
const OF_THEIR_TIME: &[&str] = &["decision", "event"];

/// Every claim that can grow old, with its age; each once, wherever else it is shown.
pub(super) fn claims(site: &Site) -> BTreeMap<Index, Vec<(Statement<'_>, Age)>> {
    let mut seen: HashSet<(&Arc<str>, Span)> = HashSet::new();
    let mut all = BTreeMap::new();
    for index in site.indices() {
        let entity = &site[index];
        if entity.kind.evidence || OF_THEIR_TIME.contains(&entity.kind.name) {
            continue;
        }
        let own = age::statements(entity).into_iter();
        // The same lines can be those of a persona and of the map that is made from it.
        let own = own.filter(|statement| {
            !NO_CLAIMS.contains(&statement.field) && seen.insert((&entity.source.path, statement.item.span))
        });
        let own: Vec<_> = own.map(|statement| (statement, site.age(index, &statement))).collect();
        if !own.is_empty() {
            all.insert(index, own);
        }
    }
    all
}

/// A statement that is too old: its place, and the day it counts from.
pub(super) type Old = (Span, Date);

/// Tells of statements of one entity: in one finding at the oldest, and of each that somebody allows by itself, so that
/// what is allowed is not counted with the rest.
pub(super) fn tell(
    site: &Site,
    index: Index,
    rule: &Rule,
    old: Vec<Old>,
    say: &dyn Fn(Old, usize) -> Diagnostic,
    found: &mut Vec<Diagnostic>,
) {
    let (allowed, rest): (Vec<Old>, Vec<Old>) = old.into_iter().partition(|(span, _)| allows(site, index, rule, *span));
    found.extend(allowed.into_iter().map(|old| say(old, 1)));
    let count = rest.len();
    found.extend(rest.into_iter().min_by_key(|(span, day)| (*day, *span)).map(|oldest| say(oldest, count)));
}

/// The age that a rule judges a statement by. Where somebody allows the rule, edits do not count: else their reason
/// would be needed in one clone and idle in another that knows more of the history.
pub(super) fn judged(site: &Site, index: Index, rule: &Rule, (statement, age): &(Statement, Age)) -> Age {
    if allows(site, index, rule, statement.item.span) { age.by_evidence() } else { *age }
}

fn allows(site: &Site, index: Index, rule: &Rule, span: Span) -> bool {
    let all = site.read_from(&site[index].source.path).map_or(&[][..], |file| &file.allows);
    let mut own = all.iter().filter(|allow| *allow.rule == *rule.id);
    own.any(|allow| allow.reach.start <= span.start && span.start <= allow.reach.end)
}
