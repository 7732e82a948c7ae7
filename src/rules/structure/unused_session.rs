//! A session that nothing rests on.

use jiff::ToSpan;

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "unused-session",
    level: Severity::Hint,
    group: Group::Structure,
    page: include_str!("unused_session.md"),
    look: Look::Site(look),
};

/// How long it may take to make something of a session, in days.
const PATIENCE: i64 = 28;

fn look(site: &Site, found: &mut Vec<Diagnostic>) {
    let Ok(since) = site.today.checked_sub(PATIENCE.days()) else { return };
    for index in site.of("session") {
        let entity = &site[index];
        let used = || site.backlinks(index).iter().any(|from| site[*from].kind.name != "page");
        if let Some(date) = entity.record.dated("date").filter(|date| date.value < since)
            && !used()
        {
            let days = site.today.since(date.value).map_or(0, |span| span.get_days());
            let message = format!("{days} days old, and no statement rests on this session");
            let finding = RULE.at(&entity.source.path, entity.place, message);
            let help = format!("write what was learned, and cite it: `[[{}]]`", entity.id);
            found.push(finding.help(help));
        }
    }
}
