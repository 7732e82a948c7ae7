//! What writers allow beside their content is taken out of what was found; and what is wrong with allowing it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::site::Site;
use crate::site::allow::Allow;
use crate::site::read::Parsed;
use crate::text::Span;

use crate::rules::{Group, Look, Rule, Scope};

pub(in crate::rules) static UNUSED: Rule = Rule {
    id: "unused-allow",
    level: Severity::Warning,
    group: Group::Files,
    page: include_str!("unused_allow.md"),
    look: Look::Reading,
};

pub(in crate::rules) static NO_REASON: Rule = Rule {
    id: "allow-without-reason",
    level: Severity::Warning,
    group: Group::Files,
    page: include_str!("allow_without_reason.md"),
    look: Look::Reading,
};

pub(in crate::rules) static UNKNOWN: Rule = Rule {
    id: "unknown-rule",
    level: Severity::Error,
    group: Group::Files,
    page: include_str!("unknown_rule.md"),
    look: Look::Reading,
};

/// Takes out of `found` what is allowed, and adds what is wrong with allowing it. `ran` are the ids of the rules that
/// were applied: a suppression of another may be needed elsewhere.
pub(in crate::rules) fn apply<'s>(site: &'s Site, scope: Scope, ran: &BTreeSet<&str>, found: &mut Vec<Diagnostic>) {
    if scope == Scope::None {
        return;
    }
    let of_file = |file: &'s Arc<Parsed>| file.allows.iter().map(|allow| (&file.source.path, allow));
    let all: Vec<(&Arc<str>, &Allow)> = site.parsed.iter().flat_map(of_file).collect();
    let mut used = vec![false; all.len()];
    found.retain(|finding| {
        let from = all.partition_point(|(path, _)| **path < finding.path);
        let beside = all.iter().zip(&mut used).skip(from).take_while(|((path, _), _)| **path == finding.path);
        let mut allowed = false;
        for (_, used) in beside.filter(|((_, allow), _)| allows(allow, finding)) {
            (*used, allowed) = (true, true);
        }
        !allowed
    });
    for ((path, allow), used) in all.into_iter().zip(used) {
        let idle = !used && scope == Scope::All && ran.contains(&*allow.rule);
        found.extend(doubt(path, allow, idle));
    }
    found.extend(unknown_levels(site));
}

fn allows(allow: &Allow, finding: &Diagnostic) -> bool {
    let inside = allow.reach.start <= finding.span.start && finding.span.start <= allow.reach.end;
    *allow.rule == *finding.rule && inside && !allow.reason.trim().is_empty()
}

/// What is wrong with a suppression.
fn doubt(path: &Arc<str>, allow: &Allow, idle: bool) -> Option<Diagnostic> {
    if crate::rules::find(&allow.rule).is_none() {
        return Some(unknown(path, allow.place, &allow.rule));
    }
    if allow.reason.trim().is_empty() {
        let message = format!("`{}` is allowed here, but nobody says why, so it counts for nothing", allow.rule);
        let help = format!("write the reason: `{}: we asked, and they agreed`", allow.rule);
        return Some(NO_REASON.at(path, allow.place, message).help(help));
    }
    let message = format!("`{}` finds nothing here, so there is nothing to allow", allow.rule);
    let finding = UNUSED.at(path, allow.place, message).help("remove it: what it excused is mended");
    idle.then(|| match allow.whole {
        Some(whole) => finding.mend(whole, ""),
        None => finding,
    })
}

fn unknown(path: &Arc<str>, span: Span, written: &str) -> Diagnostic {
    let finding = UNKNOWN.at(path, span, format!("there is no rule `{written}`"));
    match nearest(written, crate::rules::ALL.iter().map(|rule| rule.id)) {
        Some(near) => finding.help(format!("did you mean `{near}`?")).fix(span, near),
        None => finding.help("`instep explain` lists the rules"),
    }
}

/// Rules that the settings name but nobody knows.
fn unknown_levels(site: &Site) -> Vec<Diagnostic> {
    let rules = site.config.rules.iter().filter(|(rule, _)| crate::rules::find(rule).is_none());
    rules.map(|(rule, level)| unknown(&site.config.path, level.span, rule)).collect()
}
