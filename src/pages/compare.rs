//! Compare: people side by side, part by part. Whoever is ticked is shown; no script is needed for that.

use std::collections::HashSet;

use serde::Serialize;

use crate::site::link::Index;
use crate::syntax::label;

use super::topic::Topic;
use super::view::{ItemView, PersonView};
use super::{Cx, View};

/// How many people stand side by side on one leaf: the style sheet knows as many columns.
const PEOPLE: usize = 12;

/// How many statements of each part are shown; the rest stand on the person's own pages.
const SHOWN: usize = 3;

/// The rows: a word of the interface, and the fields whose statements stand there.
const ROWS: &[(&str, &[&str])] = &[
    ("wants", &["wants", "goals", "needs"]),
    ("dreads", &["dreads"]),
    ("says", &["says", "says_does"]),
    ("thinks", &["thinks", "thinks_feels"]),
    ("does", &["does", "behaviours"]),
    ("feels", &["feels"]),
    ("sees", &["sees"]),
    ("hears", &["hears"]),
    ("pains", &["pains"]),
    ("gains", &["gains"]),
];

/// What do they have in common, and what not?
pub(super) static TOPIC: Topic = Topic {
    key: "compare",
    template: "compare.html",
    present: |site| site.indices().filter(|index| site[*index].kind.subject).nth(1).is_some(),
    length: |pages| pages.people.order.len(),
    per_leaf: PEOPLE,
    view,
};

#[derive(Serialize)]
struct Cell {
    items: Vec<ItemView>,
    more: usize,
}

#[derive(Serialize)]
struct Row {
    key: &'static str,
    label: String,
    cells: Vec<Cell>,
}

#[derive(Serialize)]
struct Compare {
    people: Vec<PersonView>,
    rows: Vec<Row>,
    total: usize,
}

fn view(cx: &Cx) -> View {
    let all = &cx.people().order;
    let shown = cx.leaf(all);
    let rows = ROWS.iter().map(|(key, fields)| Row {
        key,
        label: cx.words().get(&format!("compare.{key}"), None).map_or_else(|| cx.field_label(key), str::to_owned),
        cells: shown.iter().map(|subject| cell(cx, *subject, fields)).collect(),
    });
    // What nobody says anything about is no difference between them.
    let rows = rows.filter(|row| row.cells.iter().any(|cell| !cell.items.is_empty())).collect();
    Box::new(Compare { people: shown.iter().map(|subject| cx.person(*subject)).collect(), rows, total: all.len() })
}

/// The surest statements of some fields about a person.
fn cell(cx: &Cx, subject: Index, fields: &[&str]) -> Cell {
    let site = cx.site();
    let statements = cx.pages().statements(subject).iter();
    let mut found: Vec<_> = statements
        .filter_map(|(index, number)| {
            let (field, item) = cx.entity(*index).record.item(*number)?;
            let at = fields.iter().position(|known| *known == field)?;
            Some((at, *index, item))
        })
        .collect();
    let mut seen = HashSet::new();
    found.retain(|(.., item)| seen.insert(label::normalise(&item.plain)));
    // The writer's order among those we are equally sure of; what people want comes before what they need.
    found.sort_by_key(|(at, index, item)| {
        let claim = site.claim(*index, item);
        (*at, claim.sources.is_empty(), std::cmp::Reverse(claim.people))
    });
    let more = found.len().saturating_sub(SHOWN);
    Cell { items: found.into_iter().take(SHOWN).map(|(_, index, item)| cx.item(index, item)).collect(), more }
}
