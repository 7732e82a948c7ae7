//! Claims that are older than an event which touches what they are about.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::age::{Age, Statement};
use crate::site::entity::{Content, Entity};
use crate::site::link::Index;
use crate::site::resolve::{Part, Target};
use crate::text::Span;

use super::aged::{self, Old};
use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "overtaken-by-event",
    level: Severity::Warning,
    group: Group::Time,
    page: include_str!("overtaken_by_event.md"),
    look: Look::Site(look),
};

fn look(site: &Site, found: &mut Vec<Diagnostic>) {
    let touched = touched(site);
    if touched.is_empty() {
        return;
    }
    let mut claims = aged::claims(site);
    for (index, mut events) in touched {
        // Who has looked at the page as a whole since then has seen to it.
        let reviewed = site[index].record.date("reviewed");
        events.retain(|event| reviewed.is_none_or(|reviewed| reviewed < event.date));
        let claims = claims.remove(&index).unwrap_or_default();
        let mut by_event: BTreeMap<(Date, Index), Vec<Old>> = BTreeMap::new();
        for claim in &claims {
            let (statement, age) = (&claim.0, aged::judged(site, index, &RULE, claim));
            let over = events.iter().filter(|event| event.overtakes(&site[index], statement, &age));
            if let (Some(last), Some(day)) = (over.max_by_key(|event| (event.date, event.index)), age.newest()) {
                by_event.entry((last.date, last.index)).or_default().push((statement.item.span, day));
            }
        }
        for ((date, event), old) in by_event {
            aged::tell(site, index, &RULE, old, &|old, count| finding(site, index, (event, date), old, count), found);
        }
    }
}

fn finding(site: &Site, index: Index, (event, date): (Index, Date), old: Old, count: usize) -> Diagnostic {
    let event = &site[event];
    let message = match count {
        1 => format!("this is from {}, and on {date} something happened that touches it: {}", old.1, event.title),
        _ => format!(
            "{count} statements here are older than what happened on {date}: {} (the oldest is from {})",
            event.title, old.1
        ),
    };
    RULE.at(&site[index].source.path, old.0, message)
        .also(&event.source.path, event.place, "what happened")
        .help("ask again what is so now; where nothing has changed, write the day you looked as `reviewed`")
}

/// An event, and the part of an entity that it touches.
struct Touch {
    index: Index,
    date: Date,
    part: Option<Part>,
}

/// What events touch: what they name, or, where they only name persons, those and everything about them.
fn touched(site: &Site) -> BTreeMap<Index, Vec<Touch>> {
    let mut all: BTreeMap<Index, Vec<Touch>> = BTreeMap::new();
    for index in site.of("event") {
        let record = &site[index].record;
        let Some(date) = record.date("date").filter(|date| *date <= site.today) else { continue };
        let mut targets = site.targets(index, record.refs("touches"), &[]);
        if record.refs("touches").is_empty() {
            let persons = site.targets(index, record.refs("personas"), &["persona"]).into_iter();
            let about = persons.flat_map(|person| site.about(person.entity).iter().copied());
            targets.extend(about.map(|entity| Target { entity, part: None }));
        }
        for target in targets.into_iter().filter(|target| target.entity != index) {
            all.entry(target.entity).or_default().push(Touch { index, date, part: target.part });
        }
    }
    all
}

impl Touch {
    fn overtakes(&self, entity: &Entity, statement: &Statement, age: &Age) -> bool {
        age.newest().is_some_and(|newest| newest < self.date) && self.touches(entity, statement)
    }

    fn touches(&self, entity: &Entity, statement: &Statement) -> bool {
        match &self.part {
            None => true,
            Some(Part::Item(number)) => statement.item.number == *number,
            Some(Part::Stage(stage)) => {
                statement.within.is_some_and(|(field, at)| entity.kind.stages == Some(field) && at == *stage)
            }
            Some(Part::Section(anchor)) => in_section(entity, anchor, statement.item.span),
            Some(Part::Line(line)) => {
                let before = &entity.source.text.get(..statement.item.span.start as usize);
                before.is_some_and(|before| before.matches('\n').count() + 1 == *line)
            }
            Some(Part::Time(_)) => false,
        }
    }
}

/// Whether a statement stands in the section with an anchor.
fn in_section(entity: &Entity, anchor: &str, span: Span) -> bool {
    let named = |section: &&crate::site::entity::Section| {
        section.heading.as_ref().is_some_and(|heading| *heading.anchor == *anchor)
    };
    let Some(section) = entity.sections.iter().find(named) else { return false };
    section.contents.iter().any(|content| match content {
        Content::Items { field, from, to, .. } => {
            let record = section.stage.and_then(|stage| entity.stages().get(stage)).unwrap_or(&entity.record);
            record.items(field).get(*from..*to).is_some_and(|items| items.iter().any(|item| item.span == span))
        }
        _ => false,
    })
}
