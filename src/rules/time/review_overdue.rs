//! A review that somebody meant to have by now.

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::link::Index;
use crate::syntax::value::Value;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "review-overdue",
    level: Severity::Warning,
    group: Group::Time,
    page: include_str!("review_overdue.md"),
    look: Look::Entity(look),
};

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let entity = &site[index];
    let Some(Value::Duration(every)) = entity.record.get("review_every") else { return };
    let last = ["reviewed", "date"].iter().find_map(|field| Some((*field, entity.record.get(field)?)));
    let Some((field, Value::Date(last))) = last else { return };
    let Ok(due) = last.value.checked_add(every.0) else { return };
    if due < site.today {
        let message = format!("{} was to be looked at again by {due}", entity.title);
        let (label, help) = match field {
            "reviewed" => ("looked at on this day", "read it once more, then change `reviewed`"),
            _ => ("from this day, and not looked at since", "read it once more, then write the day as `reviewed`"),
        };
        found.push(RULE.at(&entity.source.path, last.span, message).label(label).help(help));
    }
}
