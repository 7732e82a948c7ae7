//! The values of a metric that do not stand in the order of their periods.

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::link::Index;
use crate::syntax::period;
use crate::syntax::value::Text;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "unordered-series",
    level: Severity::Warning,
    group: Group::Time,
    page: include_str!("unordered_series.md"),
    look: Look::Entity(look),
};

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let entity = &site[index];
    let periods: Vec<&Text> = entity.record.records("series").iter().filter_map(|point| point.text("period")).collect();
    let wrong = periods.windows(2).find_map(|pair| match pair {
        [before, after] => Some((*before, *after, is_after(before, after)?)),
        _ => None,
    });
    if let Some((before, after, message)) = wrong {
        let path = &entity.source.path;
        let finding = RULE.at(path, after.span, message).also(path, before.span, "the one before");
        found.push(finding.help("write the oldest period first: the last one is shown as the value of today"));
    }
}

/// What is wrong with the order of two periods that follow each other; nothing where one of them cannot be read.
fn is_after(before: &Text, after: &Text) -> Option<String> {
    let (one, other) = (period::parse(&before.value)?, period::parse(&after.value)?);
    if one == other {
        return Some(format!("the period {} stands here twice", after.value));
    }
    (other.last < one.first).then(|| format!("the period {} stands after {}", after.value, before.value))
}
