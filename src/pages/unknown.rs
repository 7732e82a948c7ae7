//! What we don't know: person × part of the map, with the holes to fill.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::site::evidence::State;
use crate::site::link::Index;

use super::home::{Guess, guess, guesses};
use super::topic::Topic;
use super::view::*;
use super::{Cx, View};

const COLUMNS: &[&str] = &["says", "thinks", "does", "feels", "sees", "hears", "pains", "gains"];

/// Where are the holes, whom do we ask next?
pub(super) static TOPIC: Topic = Topic {
    key: "unknown",
    template: "unknown.html",
    present: |site| site.marks() && site.indices().any(|index| site[index].kind.subject),
    length: |pages| pages.people.order.len(),
    per_leaf: 40,
    view,
};

#[derive(Serialize)]
struct Column {
    key: &'static str,
    label: String,
}

#[derive(Serialize)]
struct Cell {
    key: &'static str,
    n: usize,
    state: &'static str,
    step: u8,
}

#[derive(Serialize)]
struct Row {
    person: PersonView,
    cells: Vec<Cell>,
    last: Option<DateView>,
}

#[derive(Serialize)]
struct Unknown {
    columns: Vec<Column>,
    rows: Vec<Row>,
    guesses: Vec<Guess>,
    never: Vec<PersonView>,
}

fn view(cx: &Cx) -> View {
    let rows: Vec<Row> = cx.leaf(&cx.people().order).iter().map(|index| row(cx, *index)).collect();
    let never = rows.iter().filter(|row| row.last.is_none()).map(|row| row.person.clone()).collect();
    let columns = COLUMNS.iter().map(|key| Column { key, label: cx.field_label(key) }).collect();
    Box::new(Unknown { columns, guesses: guesses(cx).into_iter().map(|at| guess(cx, at)).collect(), never, rows })
}

fn row(cx: &Cx, subject: Index) -> Row {
    let person = cx.person(subject);
    Row { cells: COLUMNS.iter().map(|key| cell(cx, subject, key)).collect(), last: person.fresh.last.clone(), person }
}

/// How many people told us about one part of one person.
fn cell(cx: &Cx, subject: Index, key: &'static str) -> Cell {
    let site = cx.site();
    let (mut sources, mut items, mut confirmed) = (Vec::new(), 0, false);
    for (index, number) in cx.pages().statements(subject) {
        cx.entity(*index).record.each_item(&mut |field, _, item| {
            let joined = matches!(
                (key, field),
                ("thinks" | "feels", "thinks_feels")
                    | ("says" | "does", "says_does")
                    | ("says", "quote" | "quotes")
                    | ("does", "behaviours")
            );
            if item.number != *number || !(field == key || joined) {
                return;
            }
            items += 1;
            let claim = site.claim(*index, item);
            confirmed |= claim.state == State::Confirmed;
            sources.extend(claim.sources.iter().cloned());
        });
    }
    let unique: BTreeSet<Index> = sources.iter().map(|source| source.entity).collect();
    let n = if unique.is_empty() { 0 } else { site.weigh(&sources).count() };
    let state = match (items, n) {
        (0, _) => "nobody",
        (_, 0) => "guess",
        _ if confirmed => "confirmed",
        _ => "heard",
    };
    let step = match n {
        0 => 0,
        1..=3 => 1,
        4..=7 => 2,
        8..=11 => 3,
        _ => 4,
    };
    Cell { key, n, state, step }
}
