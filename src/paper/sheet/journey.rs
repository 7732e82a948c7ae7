//! A journey: stages from left to right, the curve of feelings above them, what is done, said and suffered below.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::paper::desk::{Desk, paragraph};
use crate::paper::drawing;
use crate::paper::field::{Field, ground};
use crate::paper::fit::{Full, LeftOut, fit};
use crate::paper::fonts::Voice;
use crate::paper::scene::{Node, Outline, Rect, Rgb, Role, Scene, Shape, Stroke};
use crate::paper::text::Text;
use crate::site::evidence::State;

use super::{Body, Composed, ItemV, Person, Reader, Refused, Said, Sheet, words_of};

/// What stands on the sheet of a journey.
#[derive(Clone, Debug)]
pub struct Journey {
    /// Whose it is, if it is one person's.
    pub person: Option<Person>,
    /// Its title.
    pub title: String,
    /// Whose it is, and in which situation.
    pub about: String,
    /// The name of the row of feelings.
    pub feeling: String,
    /// The rows: field and label.
    pub rows: Vec<(String, String)>,
    /// The stages in order.
    pub stages: Vec<Stage>,
    /// The levels of feeling: score and name.
    pub levels: Vec<(i8, String)>,
    /// The curve, if enough stages have a feeling.
    curve: Option<CurveV>,
    /// What comes below a table of a sheet before.
    continued: bool,
}

/// A stage.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// That it decides over the rest, in words; empty if it does not.
    pub moment: String,
    /// How it feels, in a word and a number; empty where nobody was asked.
    pub feels: Option<(Option<f32>, Said)>,
    /// What stands in each row.
    pub cells: Vec<Vec<Said>>,
}

#[derive(Deserialize)]
struct FeelsV {
    score: Option<f32>,
    word: String,
    text: String,
    state: State,
}

#[derive(Deserialize)]
struct StageV {
    name: String,
    feels: Option<FeelsV>,
    rows: BTreeMap<String, Option<Vec<ItemV>>>,
    moment_of_truth: bool,
}

#[derive(Deserialize)]
struct RowV {
    field: String,
    label: String,
}

#[derive(Clone, Debug, Deserialize)]
struct CurveV {
    width: f32,
    line: Vec<LineV>,
    above: Vec<String>,
    below: Vec<String>,
    levels: Vec<LevelV>,
}

#[derive(Clone, Debug, Deserialize)]
struct LineV {
    d: String,
    guess: bool,
}

#[derive(Clone, Debug, Deserialize)]
struct LevelV {
    y: f32,
    score: i8,
    label: String,
}

/// Which rows give way last where there is no room for all: what a journey is hung up for. Then whatever else it says, from
/// below.
const LAST: &[&str] = &["pains", "says", "does", "thinks", "feels"];

/// Rows that say who among us does what: not for a wall.
const OURS: &[&str] = &["metrics", "owner", "channel"];

/// Reads the view of a journey's page.
pub(super) fn read(reader: &Reader, mut view: Value) -> Option<(String, Body)> {
    let words = &reader.pages.words;
    let title = words_of(view["title"].as_str()?);
    let persons: Vec<Person> = serde_json::from_value(view["persons"].take()).ok()?;
    let stages: Vec<StageV> = serde_json::from_value(view["stages"].take()).ok()?;
    let rows: Vec<RowV> = serde_json::from_value(view["rows"].take()).ok()?;
    let rows: Vec<RowV> = rows.into_iter().filter(|row| !OURS.contains(&&*row.field)).collect();
    let curve: Option<CurveV> = serde_json::from_value(view["curve"].take()).ok()?;
    let state = match view["state"].as_str() {
        Some("") | None => String::new(),
        Some(state) => words.or(&format!("journey.state_{state}"), "").to_owned(),
    };
    let names: Vec<&str> = persons.iter().map(|person| person.name.as_str()).collect();
    let scenario = view["scenario"].as_str().unwrap_or_default();
    let about = [words.row(&names), scenario.trim_end_matches('.').to_owned(), state.trim_end_matches('.').to_owned()];
    let about: Vec<String> = about.into_iter().filter(|text| !text.is_empty()).collect();
    let feels = |feels: &FeelsV| {
        let word = if feels.text.is_empty() { &feels.word } else { &feels.text };
        let score = feels.score.map(|score| words.number(f64::from(score)).replace('-', "−"));
        let score = score.map(|score| if feels.score > Some(0.0) { format!("+{score}") } else { score });
        let text = [words_of(word), score.unwrap_or_default()];
        let text = text.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
        (feels.score, Said { text, state: reader.marks.then_some(feels.state), ..Said::default() })
    };
    let stage = |stage: &StageV| Stage {
        name: stage.name.clone(),
        moment: if stage.moment_of_truth { words.or("journey.moment", "").to_owned() } else { String::new() },
        feels: stage.feels.as_ref().map(feels),
        cells: rows
            .iter()
            .map(|row| {
                let items = stage.rows.get(&row.field).and_then(Option::as_ref);
                let plain = ["touchpoints", "opportunities", "goal", "duration"].contains(&&*row.field);
                let said = |item: &ItemV| {
                    let said = reader.item(item);
                    if plain || row.field.starts_with("own-") { Said { state: None, ..said } } else { said }
                };
                items.into_iter().flatten().map(said).collect()
            })
            .collect(),
    };
    let journey = Journey {
        title: title.clone(),
        about: about.join(" · "),
        feeling: view["feeling_label"].as_str().unwrap_or_default().to_owned(),
        stages: stages.iter().map(stage).collect(),
        rows: rows.into_iter().map(|row| (row.field, row.label)).collect(),
        levels: curve.iter().flat_map(|curve| &curve.levels).map(|level| (level.score, level.label.clone())).collect(),
        curve,
        person: if persons.len() == 1 { persons.into_iter().next() } else { None },
        continued: false,
    };
    Some((title, Body::Journey(journey)))
}

impl Journey {
    /// How soon a row gives way: the higher, the sooner.
    fn rank(&self, row: usize) -> usize {
        LAST.iter().position(|field| *field == self.rows[row].0).unwrap_or(LAST.len() + row)
    }

    /// What it says, in reading order: row by row.
    pub(super) fn says(&self) -> Vec<Said> {
        let mut says = vec![Said::plain(&*self.title), Said::plain(&*self.about)];
        for stage in &self.stages {
            says.extend([Said::plain(&*stage.name), Said::plain(&*stage.moment)]);
        }
        if self.stages.iter().any(|stage| stage.feels.is_some()) {
            says.push(Said::plain(&*self.feeling));
            says.extend(self.stages.iter().filter_map(|stage| Some(stage.feels.as_ref()?.1.clone())));
        }
        for (row, (_, label)) in self.rows.iter().enumerate() {
            says.push(Said::plain(&**label));
            says.extend(self.stages.iter().flat_map(|stage| stage.cells[row].iter().cloned()));
        }
        says.retain(|said| !said.text.is_empty());
        says
    }
}

/// Where things are: what does not depend on the size of type.
struct Grid {
    content: Rect,
    unit: f32,
    /// The width of the column of labels.
    labels: f32,
    /// The width of a stage.
    column: f32,
    gap: f32,
    top: f32,
    heads: f32,
    bottom: f32,
}

impl Grid {
    fn x(&self, stage: usize) -> f32 {
        self.content.x + self.labels + stage as f32 * (self.column + self.gap)
    }
}

/// What is set in the rows.
struct Set {
    labels: Vec<Text>,
    feeling: Text,
    feels: Vec<Option<Text>>,
    cells: Vec<Field>,
}

/// Draws it.
pub(super) fn compose(journey: &Journey, sheet: &Sheet, desk: &Desk) -> Result<Composed, Refused> {
    let reading = &desk.reading;
    let (unit, border) = (reading.unit, reading.border);
    let content = Rect::new(border, border, desk.paper.width - 2.0 * border, desk.paper.height - 2.0 * border);
    let used = || {
        let cells = journey.stages.iter().flat_map(|stage| stage.cells.iter().flatten());
        let feels = journey.stages.iter().filter_map(|stage| Some(&stage.feels.as_ref()?.1));
        cells.chain(feels).filter_map(|said| said.state)
    };
    let all = [State::Confirmed, State::Heard, State::Disputed, State::Guess];
    let marks: Vec<State> = all.into_iter().filter(|state| sheet.marks && used().any(|used| used == *state)).collect();
    let mut nodes = Vec::new();
    let head = head(journey, desk, content, &mut nodes);
    let foot = super::strip_height(desk, content.w, &marks);
    let foot = Rect::new(content.x, content.bottom() - foot, content.w, foot);
    let count = journey.stages.len().max(1) as f32;
    let gap = 1.2 * unit;
    let set = set(journey, desk);
    let widest = set.labels.iter().chain([&set.feeling]).map(Text::width).fold(0.0, f32::max);
    let levels = journey.levels.iter().map(|(_, name)| desk.text(Voice::Ours, name).width()).fold(0.0, f32::max);
    let labels = widest.max(levels + 2.2) * reading.floor;
    let labels = labels.min(content.w * 0.16) + 4.0 * unit;
    let column = (content.w - labels - gap * (count - 1.0)) / count;
    let heads: Vec<Text> =
        journey.stages.iter().map(|stage| desk.text(Voice::Bold, &head_of(stage)).tight(1.18)).collect();
    let head_size = (reading.floor * 1.12).min(reading.heading);
    let pad = 2.5 * unit;
    let high = heads.iter().map(|text| text.height(head_size, column - 2.0 * pad)).fold(0.0, f32::max) + 2.0 * pad;
    let grid =
        Grid { content, unit, labels, column, gap, top: head + 2.0 * unit, heads: high, bottom: foot.y - 4.0 * unit };
    let totals: Vec<usize> = set.cells.iter().map(Field::len).collect();
    let fitted = fit(&reading.steps(), &totals, |size, shown| place(desk, journey, &grid, &set, size, shown));
    let fitted = fitted.map_err(|full| Refused {
        what: journey
            .rows
            .get(full.field / journey.stages.len().max(1))
            .map_or(sheet.title.clone(), |row| row.1.clone()),
        millimetres: full.missing,
    })?;
    nodes.extend(table(desk, journey, &grid, &set, (&heads, head_size), &fitted.plan, fitted.size, &fitted.shown));
    nodes.extend(super::draw_strip(desk, foot, &marks));
    let mut left_out = Vec::new();
    let mut stages = journey.stages.clone();
    for (row, (_, label)) in journey.rows.iter().enumerate() {
        for (at, stage) in stages.iter_mut().enumerate() {
            let number = row * journey.stages.len() + at;
            let shown = fitted.shown[number];
            let shown = shown.min(stage.cells[row].len());
            let left: Vec<Said> = stage.cells[row].split_off(shown);
            if !left.is_empty() {
                left_out.push(LeftOut {
                    part: format!("{label}, {}", stage.name),
                    items: left.iter().map(|said| said.text.clone()).collect(),
                    beyond: 0,
                    millimetres: fitted.missing,
                });
            }
            stage.cells[row] = left;
        }
    }
    let rest = Journey { stages, continued: true, curve: None, ..journey.clone() };
    let rest = (!left_out.is_empty()).then_some(Body::Journey(rest));
    let scene = Scene { width: desk.paper.width, height: desk.paper.height, nodes, ..Scene::default() };
    Ok(Composed { scene, left_out, rest })
}

fn head_of(stage: &Stage) -> String {
    match stage.moment.as_str() {
        "" => stage.name.clone(),
        moment => format!("{} · {moment}", stage.name),
    }
}

fn set(journey: &Journey, desk: &Desk) -> Set {
    let mut cells = Vec::new();
    for (row, (field, _)) in journey.rows.iter().enumerate() {
        let tones = desk.studio.colours.part(field);
        for stage in &journey.stages {
            cells.push(Field::new(desk, "", "", &stage.cells[row], 0).coloured(tones.strong, Rgb::INK).brief());
        }
    }
    let nobody = desk.words.or("journey.nobody_asked", "");
    let feels = |stage: &Stage| {
        let text = stage.feels.as_ref().map_or(nobody, |feels| &feels.1.text);
        (!text.is_empty()).then(|| desk.text(Voice::Bold, text).tight(1.15))
    };
    Set {
        labels: journey.rows.iter().map(|(_, label)| desk.text(Voice::Bold, label).tight(1.2)).collect(),
        feeling: desk.text(Voice::Bold, &journey.feeling).tight(1.2),
        feels: journey.stages.iter().map(feels).collect(),
        cells,
    }
}

/// The head: sign, title, whose it is. Returns where it ends.
fn head(journey: &Journey, desk: &Desk, content: Rect, nodes: &mut Vec<Node>) -> f32 {
    let reading = &desk.reading;
    let unit = reading.unit;
    let pad = 6.0 * unit;
    let sign = if journey.person.is_some() { 32.0 * unit } else { 0.0 };
    let x = content.x + pad + if sign > 0.0 { sign + 6.0 * unit } else { 0.0 };
    let width = content.right() - pad - x;
    let title = desk.text(Voice::Bold, &journey.title).tight(1.15);
    let about = desk.text(Voice::Ours, &journey.about).tight(1.3);
    let (large, small) = (reading.quote * 0.62, reading.floor * 1.1);
    let text = title.height(large, width) + about.height(small, width);
    let height = text.max(sign) + 2.0 * 4.0 * unit;
    let under = desk.ground(journey.person.as_ref(), Rect { h: height, ..content });
    let mut section = Vec::new();
    if let Some(person) = &journey.person {
        section.extend(desk.sign(person, &under, content.x + pad, content.y + (height - sign) / 2.0, sign));
    }
    let (lines, y) = title.draw(large, (x, content.y + (height - text) / 2.0), width, under.on);
    section.push(Node::Group(Role::Heading(1), lines.into_iter().map(Node::Line).collect()));
    section.push(paragraph(about.draw(small, (x, y), width, under.on2).0));
    nodes.extend(under.nodes);
    nodes.push(Node::Group(Role::Section, section));
    content.y + height
}

/// How much room the curve has, and how high each row is.
struct Plan {
    curve: f32,
    rows: Vec<f32>,
}

const CELL: f32 = 2.2;

fn place(desk: &Desk, journey: &Journey, grid: &Grid, set: &Set, size: f32, shown: &[usize]) -> Result<Plan, Full> {
    let count = journey.stages.len();
    let pad = CELL * grid.unit;
    let label = |row: usize| set.labels[row].height(desk.reading.floor, grid.labels - 3.0 * grid.unit) + 2.0 * pad;
    let mut rows = Vec::new();
    // The cell that gives first: the highest one of the row that gives way first.
    let mut first = (usize::MAX, 0.0_f32, 0);
    for row in 0..journey.rows.len() {
        let mut high = label(row);
        let rank = journey.rank(row);
        for (at, shown) in shown.iter().enumerate().skip(row * count).take(count) {
            let need = set.cells[at].need(desk, grid.column - 2.0 * pad, size, *shown) + 2.0 * pad;
            if *shown > 0 && (first.0 == usize::MAX || (rank, need) > (first.0, first.1)) {
                first = (rank, need, at);
            }
            high = high.max(need);
        }
        rows.push(high);
    }
    let taken: f32 = rows.iter().map(|row| row + grid.gap).sum::<f32>() + grid.heads + grid.gap;
    let room = grid.bottom - grid.top - taken;
    let words = feelings_height(desk, grid, set);
    let least = match (&journey.curve, journey.continued) {
        (_, true) => 0.0,
        (Some(_), _) => 34.0 * grid.unit + 2.0 * words,
        (None, _) => words + 2.0 * pad,
    };
    if room < least {
        return Err(Full { field: first.2, missing: least - room });
    }
    let most = if journey.curve.is_some() && !journey.continued { desk.paper.height * 0.4 } else { least };
    Ok(Plan { curve: room.min(most), rows })
}

fn feelings_height(desk: &Desk, grid: &Grid, set: &Set) -> f32 {
    let size = desk.reading.floor;
    set.feels.iter().flatten().map(|text| text.height(size, grid.column - 2.0 * grid.unit)).fold(0.0, f32::max)
}

#[expect(clippy::too_many_arguments, reason = "everything that was found out about a sheet comes together here")]
fn table(
    desk: &Desk,
    journey: &Journey,
    grid: &Grid,
    set: &Set,
    (heads, head_size): (&[Text], f32),
    plan: &Plan,
    size: f32,
    shown: &[usize],
) -> Vec<Node> {
    let pad = CELL * grid.unit;
    let hue = desk.studio.colours.hue(journey.person.as_ref().map_or("", |person| &person.hue));
    let mut rows = Vec::new();
    let mut y = grid.top;
    let mut cells = Vec::new();
    for (at, head) in heads.iter().enumerate() {
        let rect = Rect::new(grid.x(at), y, grid.column, grid.heads);
        let (fill, ink) = if hue.frame.is_some() { (Rgb(0xe4, 0xe4, 0xe4), Rgb::BLACK) } else { (hue.deep, hue.on) };
        let mut cell = vec![ground(rect, fill)];
        let pad = 2.5 * grid.unit;
        let (lines, _) = head.draw(head_size, (rect.x + pad, y + pad), rect.w - 2.0 * pad, ink);
        cell.extend(lines.into_iter().map(Node::Line));
        cells.push(Node::Group(Role::ColumnHead, cell));
    }
    rows.push(Node::Group(Role::Row, cells));
    y += grid.heads + grid.gap;
    if !journey.continued && set.feels.iter().any(Option::is_some) {
        let rect = Rect::new(grid.content.x, y, grid.content.w, plan.curve);
        rows.push(feelings(desk, journey, grid, set, rect));
        y += plan.curve + grid.gap;
    }
    let count = journey.stages.len();
    for (row, (field, _)) in journey.rows.iter().enumerate() {
        let high = plan.rows[row];
        let (lines, _) = set.labels[row].draw(
            desk.reading.floor,
            (grid.content.x, y + pad),
            grid.labels - 3.0 * grid.unit,
            Rgb::INK,
        );
        let mut cells = vec![Node::Group(Role::RowHead, lines.into_iter().map(Node::Line).collect())];
        let tinted = ["pains", "gains", "opportunities"].contains(&&**field);
        let tint = if tinted { desk.studio.colours.part(field).tint } else { Rgb::WELL };
        for stage in 0..count {
            let at = row * count + stage;
            let rect = Rect::new(grid.x(stage), y, grid.column, high);
            let inner = Rect { x: rect.x + pad, y: y + pad, w: rect.w - 2.0 * pad, h: high };
            let mut cell = vec![ground(rect, tint)];
            cell.extend(set.cells[at].draw(desk, inner, size, shown[at]));
            cells.push(Node::Group(Role::Cell, cell));
        }
        rows.push(Node::Group(Role::Row, cells));
        y += high + grid.gap;
    }
    vec![Node::Group(Role::Table, rows)]
}

/// The row of feelings: the curve with its words on it, or the words alone.
fn feelings(desk: &Desk, journey: &Journey, grid: &Grid, set: &Set, rect: Rect) -> Node {
    let size = desk.reading.floor;
    let words = feelings_height(desk, grid, set);
    let (top, bottom) = (rect.y + words + 5.0 * grid.unit, rect.bottom() - words - 5.0 * grid.unit);
    let level = |score: f32| top + (2.0 - score) / 4.0 * (bottom - top);
    let mut nodes = Vec::new();
    let label_width = grid.labels - 3.0 * grid.unit;
    let (lines, _) = set.feeling.draw(size, (rect.x, rect.y + CELL * grid.unit), label_width, Rgb::INK);
    let mut head: Vec<Node> = lines.into_iter().map(Node::Line).collect();
    if let Some(curve) = &journey.curve {
        nodes.extend(background(desk, grid, curve, &level));
        // The names of levels are a help for the eye: the words of the stages say the same.
        for (score, name) in &journey.levels {
            let sign = if *score > 0 { format!("+{score}") } else { score.to_string().replace('-', "−") };
            let text = desk.text(Voice::Ours, &format!("{sign} {name}")).tight(1.2);
            if text.lines(label_width / size).len() == 1 {
                let place = (rect.x, level(f32::from(*score)) - 0.6 * size);
                let (lines, _) = text.draw(size, place, label_width, Rgb::INK2);
                head.extend(lines.into_iter().map(Node::Line));
            }
        }
    }
    nodes.push(Node::Group(Role::RowHead, head));
    for (at, stage) in journey.stages.iter().enumerate() {
        let Some(text) = &set.feels[at] else {
            nodes.push(Node::Group(Role::Cell, Vec::new()));
            continue;
        };
        let width = grid.column - 2.0 * grid.unit;
        let x = grid.x(at) + grid.unit;
        let height = text.height(size, width);
        let score = stage.feels.as_ref().and_then(|feels| feels.0).filter(|_| journey.curve.is_some());
        let mut cell = Vec::new();
        let y = match score {
            None => (rect.y + rect.bottom() - height) / 2.0,
            Some(score) => {
                let around = |other: Option<usize>| {
                    let stage = other.and_then(|other| journey.stages.get(other))?;
                    stage.feels.as_ref()?.0
                };
                // Above where the curve comes from below, so that it does not cover the word.
                let sides = [around(at.checked_sub(1)), around(Some(at + 1))];
                let slope: f32 = sides.iter().flatten().map(|other| score - other).sum();
                let above = if slope == 0.0 { score >= 0.0 } else { slope > 0.0 };
                let middle = (grid.x(at) + grid.column / 2.0, level(score));
                let radius = 3.6 * grid.unit;
                let state = stage.feels.as_ref().and_then(|feels| feels.1.state);
                cell.extend(point(desk, state, middle, radius));
                if above { middle.1 - radius - 0.15 * size - height } else { middle.1 + radius + 0.15 * size }
            }
        };
        let own = text.lines(width / size).width * size + 1.2 * grid.unit;
        if score.is_some() {
            // The word stands on white, so that no line runs through it.
            let white = Rect::new(x + (width - own) / 2.0, y, own, height);
            cell.insert(0, ground(white, Rgb::WHITE));
        }
        let (lines, _) = text.draw_centred(size, (x, y), width, Rgb::INK);
        cell.extend(lines.into_iter().map(Node::Line));
        nodes.push(Node::Group(Role::Cell, cell));
    }
    Node::Group(Role::Row, nodes)
}

/// A point of the curve as the mark of its state.
fn point(desk: &Desk, state: Option<State>, (x, y): (f32, f32), radius: f32) -> Vec<Node> {
    let white = Node::Shape(Shape::circle((x, y), radius * 1.12, Rgb::WHITE));
    let Some(state) = state else { return vec![white, Node::Shape(Shape::circle((x, y), radius * 0.8, Rgb::INK))] };
    let side = radius * 2.2;
    let shapes = desk.mark(state, x - side / 2.0, y - side / 2.0, side, Rgb::INK);
    let word = desk.words.or(&format!("state.{}", state.word()), state.word()).to_owned();
    vec![white, Node::Group(Role::Figure(word), shapes.into_iter().map(Node::Shape).collect())]
}

/// The levels, the fills and the line.
fn background(desk: &Desk, grid: &Grid, curve: &CurveV, level: &dyn Fn(f32) -> f32) -> Vec<Node> {
    let mut nodes = Vec::new();
    let stages = (curve.width / 200.0).max(1.0);
    let (left, right) = (grid.x(0), grid.x(0) + stages * (grid.column + grid.gap) - grid.gap);
    for line in &curve.levels {
        let y = level(f32::from(line.score));
        let colour = if line.score == 0 { Rgb::EDGE } else { Rgb::FINE };
        nodes.push(Node::Shape(Shape::line((left, y), (right, y), 0.35 * grid.unit, colour)));
    }
    // The view's units: 200 for a stage, two levels give those of a height.
    let y_of = |score: i8| curve.levels.iter().find(|level| level.score == score).map(|level| level.y);
    let (Some(high), Some(low)) = (y_of(2), y_of(-2)) else { return nodes };
    let place = |x: f32, y: f32| {
        let score = 2.0 - (y - high) / (low - high) * 4.0;
        let stage = x / 200.0 - 0.5;
        (grid.x(0) + grid.column / 2.0 + stage * (grid.column + grid.gap), level(score))
    };
    let tint = |field: &str| desk.studio.colours.part(field).tint;
    for (fills, colour) in [(&curve.above, tint("says")), (&curve.below, tint("pains"))] {
        for d in fills {
            let outline = Outline::Path(drawing::path(d, place));
            nodes.push(Node::Shape(Shape { outline, fill: Some(colour), even_odd: false, stroke: None }));
        }
    }
    for line in &curve.line {
        let dash = if line.guess { vec![1.2 * grid.unit, 2.8 * grid.unit] } else { Vec::new() };
        let stroke = Stroke { colour: Rgb::INK, width: 1.3 * grid.unit, dash, round: true };
        let outline = Outline::Path(drawing::path(&line.d, place));
        nodes.push(Node::Shape(Shape { outline, fill: None, even_odd: false, stroke: Some(stroke) }));
    }
    nodes
}
