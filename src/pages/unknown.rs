//! What we don't know: person × stage, with the holes to fill.

mod holes;
mod matrix;

use serde::Serialize;

use crate::site::resolve::{Part, Target};

use super::topic::Topic;
use super::view::*;
use super::{Cx, View};

use matrix::{Cell, Columns, Known, Row};
pub(super) use matrix::{Matrix, matrix};

/// Where are the holes, whom do we ask next?
pub(super) static TOPIC: Topic = Topic {
    key: "unknown",
    template: "unknown.html",
    present: |site| site.marks() && site.indices().any(|index| site[index].kind.subject),
    length: |pages| pages.matrix().rows.len(),
    per_leaf: 30,
    view,
};

#[derive(Serialize)]
struct CellView {
    name: String,
    href: String,
    n: usize,
    state: Known,
    step: u8,
}

#[derive(Serialize)]
struct RowView {
    person: PersonView,
    journey: Option<LinkView>,
    cells: Vec<CellView>,
    /// How many columns the row leaves empty.
    rest: usize,
}

#[derive(Serialize)]
struct Unknown {
    by: Columns,
    columns: Vec<String>,
    rows: Vec<RowView>,
    holes: Vec<holes::Hole>,
    shares: Vec<holes::Share>,
    stale: Vec<holes::Stale>,
    stale_total: usize,
    guesses_total: usize,
    ways: holes::Ways,
}

fn view(cx: &Cx) -> View {
    let matrix = cx.pages().matrix();
    let first = cx.window().start == 0;
    let shown = cx.leaf(&matrix.rows);
    let columns: Vec<String> = match matrix.columns {
        Columns::Parts => matrix.names.iter().map(|name| cx.field_label(name)).collect(),
        Columns::Stages => matrix.names.clone(),
        Columns::Own => {
            (1..=shown.iter().map(|row| row.cells.len()).max().unwrap_or(0)).map(|n| n.to_string()).collect()
        }
    };
    let (stale, stale_total) = if first { holes::stale(cx) } else { (Vec::new(), 0) };
    Box::new(Unknown {
        by: matrix.columns,
        rows: shown.iter().map(|at| row(cx, at, columns.len())).collect(),
        columns,
        holes: if first { holes::holes(cx, matrix) } else { Vec::new() },
        shares: if first { holes::shares(cx) } else { Vec::new() },
        stale,
        stale_total,
        guesses_total: cx.pages().guesses().len(),
        ways: holes::ways(cx),
    })
}

fn row(cx: &Cx, row: &Row, columns: usize) -> RowView {
    RowView {
        person: cx.person(row.subject),
        journey: row.journey.map(|index| cx.entity_link(index)),
        cells: row.cells.iter().map(|at| cell(cx, at)).collect(),
        rest: columns.saturating_sub(row.cells.len()),
    }
}

fn cell(cx: &Cx, cell: &Cell) -> CellView {
    let href = cell.stage.map(|(entity, stage)| cx.target(&Target { entity, part: Some(Part::Stage(stage)) }));
    CellView {
        name: cell.name.clone(),
        href: href.unwrap_or_default(),
        n: cell.people,
        state: cell.known,
        step: cell.step(),
    }
}
