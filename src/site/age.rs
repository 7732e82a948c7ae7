//! How old a claim is, and whether that is too old: by its newest evidence and by the last edit that changed its
//! meaning, whichever is newer. Formatting, moving and misspelling count for nothing (see [`history`](super::history)).

use std::collections::BTreeMap;

use jiff::Span;
use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, nearest};
use crate::syntax::date;
use crate::syntax::decode::Decoder;
use crate::syntax::value::{Item, Value};
use crate::syntax::yaml::Node;

use super::config::{mapping, text};
use super::entity::Entity;
use super::kind::Kind;
use super::link::{Index, Site};

/// How old a claim is.
#[derive(Clone, Copy, Debug)]
pub struct Age {
    /// When it was last heard.
    pub evidence: Option<Date>,
    /// When its words were last given another meaning; nothing, if that is not known.
    pub meaning: Option<Date>,
    /// The time after which it is as likely to be wrong as right.
    pub half_life: Span,
}

impl Age {
    /// The day it counts from.
    pub fn newest(&self) -> Option<Date> {
        self.evidence.max(self.meaning)
    }

    /// The day its half-life is over; nothing, if nothing is known.
    pub fn until(&self) -> Option<Date> {
        self.newest()?.checked_add(self.half_life).ok()
    }

    /// How much of it is left: 1 on the first day, a half at the end of its half-life.
    pub fn freshness(&self, today: Date) -> Option<f64> {
        let from = self.newest()?;
        let days = |to: Date| from.until(to).map_or(0.0, |span| f64::from(span.get_days()));
        Some(0.5_f64.powf(days(today) / days(self.until()?).max(1.0)))
    }

    /// Whether it is more likely to be wrong than right by now.
    pub fn is_stale(&self, today: Date) -> bool {
        self.until().is_some_and(|until| until < today)
    }

    /// The same as if nobody knew of edits.
    #[must_use]
    pub fn by_evidence(self) -> Age {
        Age { meaning: None, ..self }
    }
}

/// A statement with where it stands in its entity.
#[derive(Clone, Copy, Debug)]
pub struct Statement<'e> {
    /// Its field.
    pub field: &'static str,
    /// The field of records it stands in, and which of the records: the stage of a journey, an access need.
    pub within: Option<(&'static str, usize)>,
    /// The statement.
    pub item: &'e Item,
}

/// Every statement of an entity, in the order of its fields.
pub fn statements(entity: &Entity) -> Vec<Statement<'_>> {
    let mut all = Vec::new();
    for (field, value) in &entity.record.values {
        match value {
            Value::Items(items) => {
                all.extend(items.iter().map(|item| Statement { field, within: None, item }));
            }
            Value::Records(records) => {
                for (at, record) in records.iter().enumerate() {
                    let within = Some((*field, at));
                    record.each_item(&mut |field, _, item| all.push(Statement { field, within, item }));
                }
            }
            _ => {}
        }
    }
    all
}

/// How long claims stay fresh, by kind or field.
#[derive(Clone, Debug, Default)]
pub struct HalfLives(BTreeMap<String, Span>);

/// What holds for claims that no line below names.
const DEFAULT: &str = "default";

/// Months, where a site has no opinion of its own. Tools and habits change fast, what somebody wants slowly, what a
/// body needs hardly ever.
const MONTHS: &[(&str, i32)] =
    &[(DEFAULT, 18), ("persona", 24), ("access_needs", 60), ("skills", 12), ("channels", 12), ("touchpoints", 12)];

impl HalfLives {
    pub(super) fn read(node: Option<&Node>, kinds: &[&'static Kind], decoder: &mut Decoder) -> HalfLives {
        let fields = kinds.iter().flat_map(|kind| kind.fields.iter().map(|field| field.name));
        let known: Vec<&str> = kinds.iter().map(|kind| kind.name).chain(fields).chain([DEFAULT]).collect();
        let mut found = BTreeMap::new();
        for entry in mapping(node, decoder) {
            let name = entry.key.value.replace('-', "_");
            let written = text(&entry.value).unwrap_or("");
            match date::parse_duration(written) {
                _ if !known.contains(&name.as_str()) => {
                    let message = format!("there is no kind and no field `{}`", entry.key.value);
                    let finding = Diagnostic::error("unknown-key", decoder.path, entry.key.span, message)
                        .help("name a kind, a field, or `default`");
                    let near = nearest(&name, known.iter().copied());
                    decoder.diagnostics.push(match near {
                        Some(near) => finding.help(format!("did you mean `{near}`?")).fix(entry.key.span, near),
                        None => finding,
                    });
                }
                Ok(span) if !span.is_zero() => drop(found.insert(name, span)),
                _ => {
                    let message = format!("`{written}` is not a length of time such as `6 months` or `90 days`");
                    decoder.error("invalid-value", entry.value.span, message).help =
                        Some("write a number and days, weeks, months or years".into());
                }
            }
        }
        HalfLives(found)
    }

    /// How long a statement stays fresh: by its field, the field it stands in, its kind, or the default.
    pub fn of(&self, kind: &Kind, statement: &Statement) -> Span {
        let names = [Some(statement.field), statement.within.map(|(field, _)| field), Some(kind.name), Some(DEFAULT)];
        let built_in =
            |name: &str| MONTHS.iter().find(|(known, _)| *known == name).map(|(_, n)| Span::new().months(*n));
        let found = names.iter().flatten().find_map(|name| self.0.get(*name).copied().or_else(|| built_in(name)));
        found.unwrap_or_default()
    }
}

impl Site {
    /// How old a statement of an entity is.
    pub fn age(&self, index: Index, statement: &Statement) -> Age {
        let entity = &self[index];
        let evidence = self.claim(index, statement.item).last.map(|day| day.min(self.today));
        let meaning = self.written(index, &statement.item.plain);
        Age { evidence, meaning, half_life: self.config.half_life.of(entity.kind, statement) }
    }
}
