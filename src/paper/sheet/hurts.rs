//! What hurts, worst first: rank, words, whose it is and how many said so.

use serde::Deserialize;
use serde_json::Value;

use crate::paper::desk::{Desk, paragraph};
use crate::paper::fit::{Full, LeftOut, fit};
use crate::paper::fonts::Voice;
use crate::paper::scene::{Node, Rect, Rgb, Role, Scene, Shape};
use crate::paper::text::Text;
use crate::site::evidence::State;

use super::{Body, Composed, Person, Reader, Refused, Said, Sheet};

/// What stands on the sheet of what hurts.
#[derive(Clone, Debug)]
pub struct Hurts {
    /// Its heading.
    pub title: String,
    /// Pains, worst first.
    pub rows: Vec<Row>,
    /// How many there are besides, which no paper would have room for.
    pub beyond: usize,
}

/// How many leaves of the ranking are read: no paper has room for more.
pub(super) const LEAVES: usize = 8;

/// One pain.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its place in the ranking.
    pub rank: usize,
    /// Its words.
    pub said: Said,
    /// Whom it hurts, at which stage, how many said so.
    pub caption: String,
    /// Of those who said the worst one, how many: 0 to 1.
    pub share: f32,
}

#[derive(Deserialize)]
struct RowV {
    rank: usize,
    title: String,
    stage: String,
    persons: Vec<Person>,
    people: usize,
    times: Option<u64>,
    state: State,
}

/// Reads the views of the leaves of the ranking.
pub(super) fn read(reader: &Reader, leaves: &[Value]) -> (String, Body) {
    let words = &reader.pages.words;
    let title = words.or("hurts.title", "What hurts").to_owned();
    let groups = leaves.iter().filter_map(|view| view["groups"].as_array()).flatten();
    let rows = groups.filter_map(|group| group["rows"].as_array()).flatten();
    let rows: Vec<RowV> = rows.filter_map(|row| serde_json::from_value(row.clone()).ok()).collect();
    let most = rows.iter().map(|row| row.people).max().unwrap_or(1).max(1);
    let count = |row: &RowV| match (row.people, row.times) {
        (0, Some(times)) => words.get("times", Some(times as f64)).unwrap_or("{n}").replace("{n}", &times.to_string()),
        (0, None) => words.or("hurts.guess", "").to_owned(),
        (n, _) => words.get("people", Some(n as f64)).unwrap_or("{n}").replace("{n}", &n.to_string()),
    };
    let rows = rows.iter().map(|row| {
        let names: Vec<&str> = row.persons.iter().map(|person| person.first_name.as_str()).collect();
        let parts = [words.row(&names), row.stage.clone(), count(row)];
        Row {
            rank: row.rank,
            said: Said { text: row.title.clone(), state: reader.marks.then_some(row.state), ..Said::default() },
            caption: parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
            share: row.people as f32 / most as f32,
        }
    });
    let rows: Vec<Row> = rows.collect();
    let total = leaves.first().and_then(|view| view["total"].as_u64()).unwrap_or_default() as usize;
    let beyond = total.saturating_sub(rows.len());
    (title.clone(), Body::Hurts(Hurts { title, rows, beyond }))
}

impl Hurts {
    /// What it says, in reading order.
    pub(super) fn says(&self) -> Vec<Said> {
        let mut says = vec![Said::plain(&*self.title)];
        for row in &self.rows {
            says.extend([Said::plain(row.rank.to_string()), row.said.clone(), Said::plain(&*row.caption)]);
        }
        says
    }
}

/// A row that is ready to be set.
struct Set {
    rank: Text,
    words: Text,
    caption: Text,
}

/// The columns of ranks and of bars, in multiples of the size.
const RANK: f32 = 2.8;
const GAP: f32 = 0.75;
/// A caption is a little smaller than what it is about, but never below the floor.
const CAPTION: f32 = 0.8;

/// Draws it.
pub(super) fn compose(hurts: &Hurts, sheet: &Sheet, desk: &Desk) -> Result<Composed, Refused> {
    let reading = &desk.reading;
    let (unit, border) = (reading.unit, reading.border);
    let content = Rect::new(border, border, desk.paper.width - 2.0 * border, desk.paper.height - 2.0 * border);
    let pad = 9.5 * unit;
    let title = desk.text(Voice::Bold, &hurts.title).tight(1.15);
    let title_size = reading.quote * 0.8;
    let head_height = title.height(title_size, content.w - 2.0 * pad) + 2.0 * pad * 0.8;
    let used: Vec<State> = hurts.rows.iter().filter_map(|row| row.said.state).collect();
    let all = [State::Confirmed, State::Heard, State::Disputed, State::Guess];
    let marks: Vec<State> = all.into_iter().filter(|state| used.contains(state)).collect();
    let foot_height = super::strip_height(desk, content.w, &marks);
    let foot = Rect::new(content.x, content.bottom() - foot_height, content.w, foot_height);
    let columns = if desk.paper.lies() { 2 } else { 1 };
    let gutter = 14.0 * unit;
    let top = content.y + head_height + 7.0 * unit;
    let height = foot.y - 5.0 * unit - top;
    let width = (content.w - gutter * (columns - 1) as f32) / columns as f32;
    let set = |row: &Row| Set {
        rank: desk.text(Voice::Bold, &row.rank.to_string()),
        words: desk.text(Voice::Bold, &row.said.text).tight(1.24),
        caption: desk.text(Voice::Ours, &row.caption).tight(1.3),
    };
    let rows: Vec<Set> = hurts.rows.iter().map(set).collect();
    let plan =
        |size: f32, shown: &[usize]| columns_of(desk, &rows, size, (shown[0], hurts.beyond), (columns, width, height));
    let fitted = fit(&reading.steps(), &[rows.len()], plan);
    let fitted = fitted.map_err(|full| Refused { what: hurts.title.clone(), millimetres: full.missing })?;
    let (size, shown) = (fitted.size, fitted.shown[0]);
    let head = Rect { h: head_height, ..content };
    let under = desk.ground(None, head);
    let (lines, _) = title.draw(title_size, (content.x + pad, content.y + pad * 0.8), content.w - 2.0 * pad, under.on);
    let mut nodes = under.nodes;
    nodes.push(Node::Group(Role::Heading(1), lines.into_iter().map(Node::Line).collect()));
    let mut list = Vec::new();
    for (at, (column, y)) in fitted.plan.iter().take(shown).enumerate() {
        let x = content.x + *column as f32 * (width + gutter);
        list.push(draw_row(desk, &hurts.rows[at], &rows[at], size, Rect::new(x, top + y, width, 0.0)));
    }
    nodes.push(Node::Group(Role::List, list));
    let hidden = rows.len() - shown + hurts.beyond;
    if let (Some((column, y)), true) = (fitted.plan.get(shown), hidden > 0) {
        let x = content.x + *column as f32 * (width + gutter) + RANK * size;
        nodes.push(paragraph(desk.more("", hidden).draw(size, (x, top + y), width - RANK * size, Rgb::INK).0));
    }
    nodes.extend(super::draw_strip(desk, foot, &marks));
    let left = &hurts.rows[shown..];
    let items: Vec<String> = left.iter().map(|row| row.said.text.clone()).collect();
    let left_out = match items.is_empty() && hurts.beyond == 0 {
        true => Vec::new(),
        false => vec![LeftOut { part: sheet.title.clone(), items, beyond: hurts.beyond, millimetres: fitted.missing }],
    };
    let rest = (!left.is_empty()).then(|| Body::Hurts(Hurts { rows: left.to_vec(), ..hurts.clone() }));
    let scene = Scene { width: desk.paper.width, height: desk.paper.height, nodes, ..Scene::default() };
    Ok(Composed { scene, left_out, rest })
}

fn caption(desk: &Desk, size: f32) -> f32 {
    (size * CAPTION).max(desk.reading.floor)
}

fn row_height(desk: &Desk, row: &Set, size: f32, width: f32) -> f32 {
    let room = width - RANK * size;
    row.words.height(size, room) + row.caption.height(caption(desk, size), room) + 0.6 * size + GAP * size
}

/// Where each row begins, and after the shown ones the line about the others: column and distance from the top.
fn columns_of(
    desk: &Desk,
    rows: &[Set],
    size: f32,
    (shown, beyond): (usize, usize),
    (columns, width, height): (usize, f32, f32),
) -> Result<Vec<(usize, f32)>, Full> {
    let mut places = Vec::new();
    let (mut column, mut y) = (0, 0.0);
    let mut over = 0.0_f32;
    let hidden = rows.len() - shown + beyond;
    let more = (hidden > 0).then(|| desk.more("", hidden).height(size, width - RANK * size));
    let heights = rows.iter().take(shown).map(|row| row_height(desk, row, size, width)).chain(more);
    for high in heights {
        if y + high - GAP * size > height && y > 0.0 && column + 1 < columns {
            (column, y) = (column + 1, 0.0);
        }
        places.push((column, y));
        y += high;
        over = over.max(y - GAP * size - height);
    }
    if over > 0.0 { Err(Full { field: 0, missing: over }) } else { Ok(places) }
}

fn draw_row(desk: &Desk, row: &Row, set: &Set, size: f32, place: Rect) -> Node {
    let room = place.w - RANK * size;
    let x = place.x + RANK * size;
    let (rank, _) = set.rank.draw(size, (place.x, place.y - 0.06 * size), RANK * size, Rgb::INK2);
    let (words, end) = set.words.draw(size, (x, place.y), room, Rgb::INK);
    let small = caption(desk, size);
    let (lines, end) = set.caption.draw(small, (x, end), room, Rgb::INK2);
    let tones = desk.studio.colours.part("pains");
    let mut label = vec![Node::Group(Role::Paragraph, rank.into_iter().map(Node::Line).collect())];
    if let Some(state) = row.said.state {
        let side = 0.92 * size;
        let left = place.x + RANK * size - 1.25 * size;
        let shapes = desk.mark(state, left, place.y + 0.16 * size, side, tones.strong);
        let word = desk.words.or(&format!("state.{}", state.word()), state.word()).to_owned();
        label.push(Node::Group(Role::Figure(word), shapes.into_iter().map(Node::Shape).collect()));
    }
    let bar = Rect::new(x, end + 0.14 * size, (room * row.share).max(0.0), 0.34 * size);
    let mut body = vec![paragraph(words), paragraph(lines)];
    if row.share > 0.0 {
        body.push(Node::Shape(Shape::rect(Rect { w: room, ..bar }, Rgb::WELL)));
        body.push(Node::Shape(Shape::rect(bar, tones.solid)));
    }
    Node::Group(Role::Item, vec![Node::Group(Role::Label, label), Node::Group(Role::Body, body)])
}
