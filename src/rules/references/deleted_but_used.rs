//! A file that is gone while others still refer to it: one finding in place of many.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Severity, sort};
use crate::site::Site;
use crate::site::history::Lost;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "deleted-but-used",
    level: Severity::Error,
    group: Group::References,
    page: include_str!("deleted_but_used.md"),
    look: Look::Site(look),
};

/// What is said of a reference to something that is not there.
const DEAD: &[&str] = &["unknown-reference", "dead-link"];

fn look(site: &Site, found: &mut Vec<Diagnostic>) {
    if site.history.lost.is_empty() || !found.iter().any(|finding| DEAD.contains(&finding.rule)) {
        return;
    }
    // What is not committed yet comes first, then what was removed last.
    let mut lost: Vec<(&Lost, Option<&str>)> = site.lost().collect();
    lost.sort_by(|(one, _), (other, _)| match (&one.removed, &other.removed) {
        (Some(one), Some(other)) => other.cmp(one),
        (one, other) => one.is_some().cmp(&other.is_some()),
    });
    let mut users: BTreeMap<usize, Vec<Diagnostic>> = BTreeMap::new();
    found.retain(|finding| {
        let dead = DEAD.contains(&finding.rule) && site.config.level(finding).is_some();
        let answers = |(lost, _): &(&Lost, _)| lost.answers(site, &finding.path, &written(site, finding));
        let Some(at) = dead.then(|| lost.iter().position(answers)).flatten() else { return true };
        users.entry(at).or_default().push(finding.clone());
        false
    });
    for (at, users) in users {
        found.extend(lost.get(at).and_then(|(lost, became)| told(site, lost, *became, users)));
    }
}

fn told(site: &Site, lost: &Lost, became: Option<&str>, mut users: Vec<Diagnostic>) -> Option<Diagnostic> {
    sort(&mut users);
    users.dedup_by(|one, other| one.path == other.path && one.span == other.span);
    let gone = match &lost.removed {
        Some((day, commit)) => format!("{} was removed on {day} (commit {commit})", lost.path),
        None => format!("{} is gone", lost.path),
    };
    let message = match users.len() {
        1 => format!("{gone}, but it is still referred to"),
        count => format!("{gone}, but {count} places still refer to it"),
    };
    let (first, others) = users.split_first()?;
    // A link in prose leads nowhere; a reference that names nothing takes something away.
    let severity = users.iter().map(|finding| finding.severity).max().unwrap_or(RULE.level);
    let finding = RULE.at(&first.path, first.span, message).label("refers to it");
    let finding = others.iter().fold(finding, |finding, other| finding.also(&other.path, other.span, "here too"));
    let finding = match became.and_then(|path| Some((path, &*site[*site.in_file(path)?.first()?].id))) {
        Some((path, id)) => with_successor(site, finding, lost, path, id),
        None => finding.help(match &lost.removed {
            Some((_, commit)) => {
                format!("change what refers to it, or bring it back: `git checkout {commit}^ -- {}`", lost.path)
            }
            None => format!("change what refers to it, or bring it back: `git restore {}`", lost.path),
        }),
    };
    Some(Diagnostic { severity, ..finding })
}

/// It goes on under another name, which is probably what is meant.
fn with_successor(site: &Site, finding: Diagnostic, lost: &Lost, path: &str, id: &str) -> Diagnostic {
    let (span, text) = (finding.span, written(site, &finding));
    let finding = finding.help(format!("it goes on in {path}: write `{id}`"));
    match lost.names.iter().any(|name| *name.id == *text) && raw(site, &finding) == text {
        true => finding.fix(span, id),
        false => finding,
    }
}

/// The text at a finding.
fn raw<'s>(site: &'s Site, finding: &Diagnostic) -> &'s str {
    site.read_from(&finding.path).map_or("", |file| finding.span.of(&file.source.text))
}

/// The reference or the address of the link at a finding, as written.
fn written(site: &Site, finding: &Diagnostic) -> String {
    let text = raw(site, finding);
    let target = text.rsplit_once("](").map_or(text, |(_, target)| target.split([')', ' ']).next().unwrap_or(target));
    let target = target.trim_matches(|c: char| matches!(c, '[' | ']' | '"' | '\'' | '`' | '<' | '>' | ' '));
    target.split('|').next().unwrap_or(target).trim().to_owned()
}
