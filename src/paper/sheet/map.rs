//! An empathy map: the head with somebody's words, the parts around the person, what hurts and what would help.

use serde_json::Value;

use crate::paper::desk::{Desk, paragraph};
use crate::paper::field::{Field, ground};
use crate::paper::fit::{Full, LeftOut, fit, share};
use crate::paper::fonts::Voice;
use crate::paper::foot::SetFoot;
use crate::paper::scene::{Node, Rect, Rgb, Role, Scene, Shape};
use crate::paper::text::Text;
use crate::site::evidence::State;

use super::{Body, Composed, MapV, Named, Part, Person, QuoteV, Reader, Refused, Said, Sheet, canvas};

/// What stands on the sheet of a map.
#[derive(Clone, Debug)]
pub struct Map {
    /// Whose it is.
    pub person: Option<Person>,
    /// Their words.
    pub quote: Option<Said>,
    /// In which situation.
    pub scenario: String,
    /// The name of the map where nobody's name can head it.
    pub title: String,
    /// How it is drawn.
    pub layout: String,
    /// Its parts, in reading order.
    pub parts: Vec<Part>,
}

/// The parts of a quadrants map in reading order; those that a writer did not keep apart take the seat of the first.
const QUADRANTS: &[&str] = &["says", "says_does", "thinks", "thinks_feels", "does", "feels"];
/// What a map may have besides: shown if there is anything in it.
const BESIDE: &[&str] = &["who", "need_to_do", "sees", "hears", "influences"];
/// Below the map.
const BELOW: &[&str] = &["pains", "gains"];

/// Reads the view of a map's page.
pub(super) fn read(reader: &Reader, view: Value, named: &Named) -> Option<(String, Body)> {
    let map = reader.whole(serde_json::from_value::<MapV>(view).ok()?);
    let name = map.person.as_ref().map_or(String::new(), |person| person.first_name.clone());
    let part = |name_of: &&str| Some(reader.part(map.parts.get(*name_of)?.as_ref()?, &name));
    let parts = match map.layout.as_str() {
        canvas::NAME => canvas::parts(reader, &map, &name),
        _ => {
            let shown: Vec<Part> = QUADRANTS.iter().filter_map(part).collect();
            let beside = BESIDE.iter().filter_map(part).filter(|part| !part.items.is_empty());
            shown.into_iter().chain(beside).chain(BELOW.iter().filter_map(part)).collect()
        }
    };
    let quote = named.person.and_then(|person| headline(reader, reader.pages.site.url(person)));
    let title = match &map.person {
        Some(person) => format!("{}: {}", person.name, map.title),
        None => map.title.clone(),
    };
    let scenario = if map.scenario.is_empty() { map.title.clone() } else { map.scenario };
    let body = Map { person: map.person, quote, scenario, title: map.title, layout: map.layout, parts };
    Some((title, Body::Map(body)))
}

/// The words of the person whose page is at an address.
pub(super) fn headline(reader: &Reader, url: &str) -> Option<Said> {
    let (_, mut view) = super::view(reader.pages, url)?;
    let quote: Option<QuoteV> = serde_json::from_value(view["quote"].take()).ok()?;
    let others: Vec<QuoteV> = serde_json::from_value(view["quotes"].take()).unwrap_or_default();
    reader.headline(quote.as_ref(), &others)
}

impl Map {
    /// What it says, in reading order.
    pub(super) fn says(&self) -> Vec<Said> {
        let mut says: Vec<Said> = self.quote.iter().cloned().collect();
        says.extend(self.person.iter().map(|person| Said::plain(&*person.name)));
        says.extend(self.person.iter().map(|person| Said::plain(&*person.role)));
        says.push(Said::plain(&*self.scenario));
        says.extend(self.parts.iter().flat_map(Part::says));
        says
    }
}

/// The states of all statements, for the legend: only those that occur, surest first.
pub(super) fn states<'a>(parts: impl Iterator<Item = &'a Part>) -> Vec<State> {
    let used: Vec<State> = parts.flat_map(|part| &part.items).filter_map(|item| item.state).collect();
    let all = [State::Confirmed, State::Heard, State::Disputed, State::Guess];
    let basic = |state: &State| used.contains(state) || (*state != State::Disputed && !used.is_empty());
    all.into_iter().filter(basic).collect()
}

/// Draws it: around a head where it is wanted and the paper has room for one, else in rows.
pub(super) fn compose(map: &Map, sheet: &Sheet, desk: &Desk) -> Result<Composed, Refused> {
    canvas::compose(map, sheet, desk).or_else(|_| compose_rows(map, sheet, desk))
}

/// Draws it in rows. Where there is not even room for the headings of all parts, those that stand beside the person give
/// way: a line says how many there are, and where.
fn compose_rows(map: &Map, sheet: &Sheet, desk: &Desk) -> Result<Composed, Refused> {
    let whole = compose_parts(map, sheet, desk);
    let beside = |part: &&Part| BESIDE.contains(&&*part.name);
    // Where they say nothing there is nothing to count.
    if whole.is_ok() || !map.parts.iter().any(|part| beside(&part) && !part.items.is_empty()) {
        return whole;
    }
    let (away, mut parts): (Vec<Part>, Vec<Part>) = map.parts.iter().cloned().partition(|part| beside(&part));
    let names: Vec<&str> = away.iter().map(|part| part.heading.as_str()).collect();
    let beyond = away.iter().map(|part| part.items.len() + part.beyond).sum();
    let below = parts.iter().position(|part| BELOW.contains(&&*part.name)).unwrap_or(parts.len());
    let rest =
        Part { name: REST.into(), heading: desk.words.row(&names), items: Vec::new(), beyond, empty: String::new() };
    parts.insert(below, rest);
    let mut composed = compose_parts(&Map { parts, layout: "quadrants".into(), ..map.clone() }, sheet, desk)?;
    for part in &away {
        let items = part.items.iter().map(|item| item.text.clone()).collect();
        composed.left_out.push(LeftOut { part: part.heading.clone(), items, beyond: 0, millimetres: 0.0 });
    }
    let rest = Map { parts: away, ..map.clone() };
    composed.rest = Some(match composed.rest {
        Some(Body::Map(more)) => {
            let parts = more.parts.into_iter().filter(|part| part.name != REST).chain(rest.parts.clone()).collect();
            Body::Map(Map { parts, ..rest })
        }
        _ => Body::Map(rest),
    });
    Ok(composed)
}

/// The line in the place of the parts that give way.
const REST: &str = "rest";

/// With a head as high as it is handsome; where something would be left out, with a lower one, and at last a slim one.
fn compose_parts(map: &Map, sheet: &Sheet, desk: &Desk) -> Result<Composed, Refused> {
    match compose_below(map, sheet, desk, Rise::High) {
        Ok(composed) if composed.left_out.is_empty() => Ok(composed),
        _ => compose_below(map, sheet, desk, Rise::Low).or_else(|_| compose_below(map, sheet, desk, Rise::Slim)),
    }
}

fn compose_below(map: &Map, sheet: &Sheet, desk: &Desk, rise: Rise) -> Result<Composed, Refused> {
    let reading = &desk.reading;
    let content = inside_border(desk);
    let gap = 2.0 * reading.unit;
    let marks = if sheet.marks { states(map.parts.iter()) } else { Vec::new() };
    let head = Head::of(map, desk, content, &marks, rise);
    let places = Places::of(map, desk, content);
    let fields = map.parts.iter().enumerate().map(|(at, part)| match places.across(at) {
        Some(gutter) => field(desk, part).in_two(gutter),
        None => field(desk, part),
    });
    let fields: Vec<Field> = fields.collect();
    let totals: Vec<usize> = fields.iter().map(Field::len).collect();
    let foot = match places.lies {
        true => desk.foot.column(desk, places.foot_width),
        false => desk.foot.strip(desk, content.w),
    };
    let room = content.h - head.height - gap;
    let fitted = fit(&reading.steps(), &totals, |size, shown| places.try_at(desk, &fields, &foot, room, size, shown));
    let fitted = fitted.map_err(|full| refused(sheet, &fields, full))?;
    let mut nodes = head.draw(map, desk, content, &marks);
    let top = content.y + head.height + gap;
    nodes.extend(places.draw(map, desk, &fields, &foot, top, &fitted.plan, fitted.size, &fitted.shown));
    Ok(composed(map, desk, &fields, nodes, &fitted.shown, fitted.missing))
}

/// What lies inside of the white border.
pub(super) fn inside_border(desk: &Desk) -> Rect {
    Rect::new(0.0, 0.0, desk.paper.width, desk.paper.height).inset(desk.reading.border)
}

/// What is too large even without any statement.
pub(super) fn refused(sheet: &Sheet, fields: &[Field], full: Full) -> Refused {
    let what = fields.get(full.field).map_or_else(|| sheet.title.clone(), |field| field.title.clone());
    Refused { what, millimetres: full.missing }
}

/// A sheet on which so many statements of each part are shown.
pub(super) fn composed(
    map: &Map,
    desk: &Desk,
    fields: &[Field],
    nodes: Vec<Node>,
    shown: &[usize],
    missing: f32,
) -> Composed {
    let mut left_out = Vec::new();
    let mut rest = Vec::new();
    for ((field, part), shown) in fields.iter().zip(&map.parts).zip(shown) {
        if *shown < field.len() {
            let items = field.from(*shown);
            left_out.push(LeftOut { part: part.heading.clone(), items, beyond: 0, millimetres: missing });
        }
        rest.push(part.rest(*shown));
    }
    let rest = (!left_out.is_empty()).then(|| Body::Map(Map { parts: rest, ..map.clone() }));
    let scene = Scene { width: desk.paper.width, height: desk.paper.height, nodes, ..Scene::default() };
    Composed { scene, left_out, rest }
}

/// A part as a box in its own colours.
pub(super) fn field(desk: &Desk, part: &Part) -> Field {
    let tones = desk.studio.colours.part(&part.name);
    let empty = (part.items.is_empty() && !part.empty.is_empty()).then(|| vec![Said::plain(&*part.empty)]);
    let items = empty.unwrap_or_else(|| part.items.clone());
    let beside = BESIDE.contains(&&*part.name) || part.name == REST || BELOW.contains(&&*part.name);
    if part.name == REST {
        // No heading, only the line that says what is missing.
        return Field::new(desk, "", "", &[], part.beyond).naming(&part.heading);
    }
    let field = Field::new(desk, &part.heading, &part.name, &items, part.beyond).coloured(tones.strong, Rgb::INK);
    if beside { field.headed(desk.reading.heading * 0.84) } else { field }
}

/// How high a head is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rise {
    /// As high as it is handsome.
    High,
    /// Lower, where the parts need the room.
    Low,
    /// One line of words and one about the person: above something that is large itself.
    Slim,
}

/// The head: the sign, the words, the name, the legend.
pub(super) struct Head {
    /// How high it is.
    pub height: f32,
    sign: f32,
    quote_size: f32,
    name_size: f32,
    text: Rect,
    /// The room of the legend, and in how many columns it stands.
    legend: f32,
    columns: usize,
    /// What the person does stands beside the name, so far from the left.
    beside: Option<f32>,
}

impl Head {
    /// The head of a map on a paper.
    pub(super) fn of(map: &Map, desk: &Desk, content: Rect, marks: &[State], rise: Rise) -> Head {
        let reading = &desk.reading;
        let unit = reading.unit;
        let lies = desk.paper.lies();
        let (sign, margin, most, steps): (f32, f32, usize, &[f32]) = match (lies, rise) {
            (true, Rise::High) => (54.0, 7.0, 3, STEPS),
            (false, Rise::High) => (36.0, 7.0, 4, STEPS),
            (_, Rise::Low) => (36.0, 3.5, 2, STEPS),
            (_, Rise::Slim) => (24.0, 3.0, 1, &STEPS[3..]),
        };
        let slim = rise == Rise::Slim;
        let sign = if map.person.is_some() { sign * unit } else { 0.0 };
        let pad = 10.0 * unit;
        let columns = if slim && marks.len() > 2 { 2 } else { 1 };
        let legend = match marks.is_empty() || !lies {
            true => 0.0,
            false => columns as f32 * (desk.legend_width(marks, reading.floor) + 0.6 * pad) + 0.4 * pad,
        };
        let x = content.x + pad + if sign > 0.0 { sign + 9.0 * unit } else { 0.0 };
        let width = content.right() - pad - legend - x;
        let name_size = if slim { reading.floor } else { (reading.floor + reading.ceiling) / 2.0 };
        let text = Rect::new(x, content.y, width, 0.0);
        let mut head = Head { height: 0.0, sign, quote_size: 0.0, name_size, text, legend, columns, beside: None };
        let quote = desk.text(quote_voice(map), &quote_text(map)).tight(1.16);
        for step in steps {
            head.quote_size = (reading.quote * step).max(reading.floor);
            if quote.lines(width / head.quote_size).len() <= most {
                break;
            }
        }
        if slim {
            head.beside = head.role_beside(map, desk);
        }
        let lines = head.lines(map, desk);
        let stands = |line: Line| line != Line::Role || head.beside.is_none();
        let text: f32 =
            lines.iter().filter(|(.., line)| stands(*line)).map(|(text, size, _)| text.height(*size, width)).sum();
        head.height = (text + 0.3 * name_size).max(sign).max(legend.min(1.0)) + 2.0 * margin * unit;
        if lies && rise == Rise::High {
            head.height = head.height.max(66.0 * unit);
        }
        head.text.y = content.y + (head.height - text) / 2.0;
        head.text.h = text;
        head
    }

    /// The lines with their sizes: words, name, what the person does, the situation.
    fn lines(&self, map: &Map, desk: &Desk) -> Vec<(Text, f32, Line)> {
        let mut lines = vec![(desk.text(quote_voice(map), &quote_text(map)).tight(1.16), self.quote_size, Line::Quote)];
        let second = second_line(map);
        if map.quote.is_some() {
            let name = map.person.as_ref().map_or(&map.title, |person| &person.name);
            lines.push((desk.text(Voice::Bold, name), self.name_size, Line::Name));
        }
        if !second.is_empty() {
            let size =
                if self.beside.is_some() { self.name_size } else { self.name_size * 0.92 }.max(desk.reading.floor);
            lines.push((desk.text(Voice::Ours, &second), size, Line::Role));
        }
        lines
    }

    /// How far from the left what the person does stands in the line of the name, if both have room in it.
    fn role_beside(&self, map: &Map, desk: &Desk) -> Option<f32> {
        let lines = self.lines(map, desk);
        let of = |wanted: Line| lines.iter().find(|(.., line)| *line == wanted).map(|(text, ..)| text);
        let (name, role) = (of(Line::Name)?, of(Line::Role)?);
        let from = (name.width() * 1.02 + 0.7) * self.name_size;
        (!name.rtl && !role.rtl && from + role.width() * 1.02 * self.name_size < self.text.w).then_some(from)
    }

    /// Draws it.
    pub(super) fn draw(&self, map: &Map, desk: &Desk, content: Rect, marks: &[State]) -> Vec<Node> {
        let unit = desk.reading.unit;
        let rect = Rect { h: self.height, ..content };
        let under = desk.ground(map.person.as_ref(), rect);
        let (on, on2) = (under.on, under.on2);
        let mut nodes = Vec::new();
        if let Some(person) = &map.person {
            let top = content.y + (self.height - self.sign) / 2.0;
            nodes.extend(desk.sign(person, &under, content.x + 10.0 * unit, top, self.sign));
        }
        let mut y = self.text.y;
        for (text, size, line) in self.lines(map, desk) {
            let colour = if line == Line::Role { on2 } else { on };
            let place = match (line, self.beside) {
                (Line::Role, Some(from)) => (self.text.x + from, y - size * text.leading),
                _ => (self.text.x, y),
            };
            let (lines, end) = text.draw(size, place, self.text.w - (place.0 - self.text.x), colour);
            let lines = lines.into_iter().map(Node::Line).collect();
            y = end + if line == Line::Quote { 0.3 * self.name_size } else { 0.0 };
            nodes.push(match line {
                Line::Quote if map.quote.as_ref().is_some_and(|quote| quote.voice) => Node::Group(Role::Quote, lines),
                Line::Name => Node::Group(Role::Heading(1), lines),
                Line::Quote if map.quote.is_none() => Node::Group(Role::Heading(1), lines),
                _ => Node::Group(Role::Paragraph, lines),
            });
        }
        if self.legend > 0.0 {
            let size = desk.reading.floor;
            let rows = marks.len().div_ceil(self.columns);
            let top = content.y + (self.height - rows as f32 * size * 1.71) / 2.0;
            for (column, marks) in marks.chunks(rows).enumerate() {
                let x =
                    content.right() - self.legend + column as f32 * (self.legend - 4.0 * unit) / self.columns as f32;
                nodes.push(desk.legend(marks, (x, top), size, on, false).0);
            }
        }
        let mut all = under.nodes;
        all.push(Node::Group(Role::Section, nodes));
        all
    }
}

/// The sizes that are tried for the words of a head, as shares of the largest.
const STEPS: &[f32] = &[1.0, 0.92, 0.84, 0.76, 0.68, 0.6, 0.52, 0.46];

#[derive(Clone, Copy, PartialEq)]
enum Line {
    Quote,
    Name,
    Role,
}

fn quote_voice(map: &Map) -> Voice {
    match &map.quote {
        Some(quote) if quote.voice => Voice::Theirs,
        _ => Voice::Bold,
    }
}

/// The largest text: their words, else the name.
fn quote_text(map: &Map) -> String {
    match (&map.quote, &map.person) {
        (Some(quote), _) => quote.text.clone(),
        (None, Some(person)) => person.name.clone(),
        (None, None) => map.title.clone(),
    }
}

/// What the person does, and in which situation this is.
fn second_line(map: &Map) -> String {
    let role = map.person.as_ref().map_or("", |person| &person.role);
    [role, &map.scenario].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(". ")
}

/// Where the boxes are: their widths do not depend on the size of type, their heights do.
struct Places {
    lies: bool,
    content: Rect,
    unit: f32,
    gap: f32,
    /// The medallion in the middle: its diameter with the white around it.
    middle: f32,
    /// The width of the foot where it stands beside the boxes below the map.
    foot_width: f32,
    /// The parts in rows of boxes: the numbers of the fields.
    rows: Vec<Vec<usize>>,
    /// How many of the rows are quadrants.
    quadrants: usize,
}

impl Places {
    fn of(map: &Map, desk: &Desk, content: Rect) -> Places {
        let unit = desk.reading.unit;
        let lies = desk.paper.lies();
        let at = |name: &str| map.parts.iter().position(|part| part.name == name);
        let seat = |names: [&str; 2]| names.iter().find_map(|name| at(name));
        let row = |names: &[&str]| names.iter().filter_map(|name| at(name)).collect::<Vec<usize>>();
        let pair =
            |one: Option<usize>, other: Option<usize>| [one, other].into_iter().flatten().collect::<Vec<usize>>();
        let (says, thinks) = (seat(["says", "says_does"]), seat(["thinks", "thinks_feels"]));
        let round = map.layout != "quadrants" && at("hears").is_some() && at("sees").is_some();
        let mut rows = match round {
            // What is inside above, what comes from outside beside the person, what is seen of them below.
            true => vec![pair(thinks, at("feels")), row(&["hears", "sees"]), pair(says, at("does"))],
            // Says and does on the left, thinks and feels on the right, wherever they were written apart.
            false => vec![pair(says, thinks), row(&["does", "feels"])],
        };
        rows.retain(|row: &Vec<usize>| !row.is_empty());
        let quadrants = rows.len();
        let beside: Vec<usize> =
            row(BESIDE).into_iter().chain(at(REST)).filter(|at| !rows.concat().contains(at)).collect();
        rows.extend(beside.chunks(if lies { 3 } else { 2 }).map(<[usize]>::to_vec));
        rows.push(row(BELOW));
        rows.retain(|row| !row.is_empty());
        let middle = match map.person.is_some() && quadrants > 1 {
            true => (70.0 * unit).min(content.w * 0.2) + 4.0 * unit,
            false => 0.0,
        };
        Places { lies, content, unit, gap: 2.0 * unit, middle, foot_width: content.w * 0.31, rows, quadrants }
    }

    /// The room between the two columns of a field that has a row of the map to itself: as if there were two fields.
    fn across(&self, field: usize) -> Option<f32> {
        let alone = self.rows.iter().take(self.quadrants).any(|row| *row == [field]);
        (alone && self.middle > 0.0).then(|| self.middle - self.gap + 1.2 * self.pad() + self.gap)
    }

    fn pad(&self) -> f32 {
        if self.lies { 9.0 * self.unit } else { 7.0 * self.unit }
    }

    /// The box of a field in its row, from the left edge, with the room for its text.
    fn cell(&self, row: usize, column: usize) -> (Rect, Rect) {
        let columns = self.rows[row].len() as f32;
        let last = row + 1 == self.rows.len();
        let whole = match last && self.lies {
            true => self.content.w - self.foot_width - 6.0 * self.unit,
            false => self.content.w,
        };
        let gap = if row < self.quadrants { self.gap } else { 6.0 * self.unit };
        let width = (whole - gap * (columns - 1.0)) / columns;
        let x = self.content.x + column as f32 * (width + gap);
        let cell = Rect::new(x, 0.0, width, 0.0);
        let pad = self.pad();
        let text = match row < self.quadrants {
            // Text never runs around the circle: the inner edge of every field stays clear of it.
            true => {
                let clear = (self.middle - self.gap) / 2.0 + if self.middle > 0.0 { 0.6 * pad } else { pad };
                let left = if column == 0 { pad } else { clear };
                let right = if column == 0 && columns > 1.0 { clear } else { pad };
                Rect { x: x + left, w: width - left - right, ..cell }
            }
            false => Rect { x: x + pad, w: width - 1.3 * pad, ..cell },
        };
        (cell, text)
    }

    /// What a row needs above and below its text.
    fn around(&self, row: usize) -> f32 {
        if row < self.quadrants { 13.0 * self.unit } else { 8.0 * self.unit }
    }

    fn try_at(
        &self,
        desk: &Desk,
        fields: &[Field],
        foot: &SetFoot,
        room: f32,
        size: f32,
        shown: &[usize],
    ) -> Result<Vec<f32>, Full> {
        let mut needs = Vec::new();
        let mut neediest = Vec::new();
        for (row, columns) in self.rows.iter().enumerate() {
            let need = |(column, field): (usize, &usize)| {
                (fields[*field].need(desk, self.cell(row, column).1.w, size, shown[*field]), *field)
            };
            let most = columns.iter().enumerate().map(need).max_by(|(a, _), (b, _)| a.total_cmp(b));
            let (height, field) = most.unwrap_or_default();
            needs.push(height + self.around(row));
            neediest.push(field);
        }
        let last = self.rows.len() - 1;
        let mut room = room - self.gap * (self.rows.len() - 1) as f32;
        match self.lies {
            // The foot stands beside what is below the map.
            true => needs[last] = needs[last].max(foot.height + 3.0 * self.unit),
            false => room -= foot.height + 5.0 * self.unit,
        }
        let weight = |row: usize| if row < self.quadrants { 1.0 } else { 0.0001 };
        let weights: Vec<f32> = (0..self.rows.len()).map(weight).collect();
        share(room, &weights, &needs).map_err(|full| {
            // Of the rows that could give something, the one with the most statements gives it.
            let most = (0..self.rows.len()).max_by(|a, b| {
                let all = |row: &usize| if shown[neediest[*row]] == 0 { -1.0 } else { needs[*row] };
                all(a).total_cmp(&all(b))
            });
            Full { field: neediest[most.unwrap_or(full.field)], ..full }
        })
    }

    #[expect(clippy::too_many_arguments, reason = "everything that was found out about a sheet comes together here")]
    fn draw(
        &self,
        map: &Map,
        desk: &Desk,
        fields: &[Field],
        foot: &SetFoot,
        top: f32,
        heights: &[f32],
        size: f32,
        shown: &[usize],
    ) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut y = top;
        let mut middle = None;
        for (row, columns) in self.rows.iter().enumerate() {
            for (column, field) in columns.iter().enumerate() {
                let (cell, text) = self.cell(row, column);
                let tones = desk.studio.colours.part(&map.parts[*field].name);
                let cell = Rect { y, h: heights[row], ..cell };
                let text = Rect { y: y + 0.55 * self.around(row), h: heights[row], ..text };
                if row < self.quadrants {
                    nodes.push(ground(cell, tones.tint));
                } else {
                    nodes.push(ground(Rect { h: 1.3 * self.unit, ..cell }, tones.solid));
                }
                nodes.extend(fields[*field].draw(desk, text, size, shown[*field]));
            }
            y += heights[row] + self.gap;
            match self.quadrants {
                3 if row == 1 => middle = Some(y - self.gap - heights[row] / 2.0),
                2 if row == 0 => middle = Some(y - self.gap / 2.0),
                _ => {}
            }
        }
        if let (Some(person), Some(middle)) = (map.person.as_ref().filter(|_| self.middle > 0.0), middle) {
            nodes.extend(self.medallion(desk, person, middle));
        }
        let last = self.rows.len() - 1;
        let bottom = self.content.bottom();
        nodes.extend(match self.lies {
            true => {
                let y = bottom - heights[last];
                let x = self.content.right() - self.foot_width;
                let top = y + ((heights[last] - foot.height) / 2.0).max(0.0);
                foot.draw_column(desk, Rect::new(x, top, self.foot_width, foot.height))
            }
            false => {
                let place = Rect::new(self.content.x, bottom - foot.height, self.content.w, foot.height);
                foot.draw_strip(desk, place)
            }
        });
        nodes
    }

    /// The person in the middle of their map.
    fn medallion(&self, desk: &Desk, person: &Person, y: f32) -> Vec<Node> {
        let x = self.content.x + self.content.w / 2.0;
        let radius = self.middle / 2.0 - 2.0 * self.unit;
        let ground = desk.ground(Some(person), Rect::default());
        let mut nodes = vec![Node::Shape(Shape::circle((x, y), self.middle / 2.0, Rgb::WHITE))];
        let fill = if person.pale { ground.hue.wash } else { ground.hue.deep };
        nodes.push(Node::Shape(Shape::circle((x, y), radius, fill)));
        if person.pale || ground.hue.frame.is_some() {
            let mut edge = Shape::circle((x, y), radius, fill);
            edge.fill = None;
            let colour = ground.hue.frame.unwrap_or(ground.hue.text);
            let dash = if person.pale { vec![5.0 * self.unit, 4.0 * self.unit] } else { Vec::new() };
            edge.stroke = Some(crate::paper::scene::Stroke { colour, width: 1.2 * self.unit, dash, round: false });
            nodes.push(Node::Shape(edge));
        }
        let side = radius * 1.04;
        nodes.extend(desk.bare_sign(person, &ground, x - side / 2.0, y - radius * 0.78, side));
        // The name is repeated here for the eye; whoever listens has heard it at the head.
        let name = desk.text(Voice::Bold, &person.first_name);
        let room = radius * 1.6;
        let size = (desk.reading.heading * 0.86).min(room / name.width().max(0.1)).max(desk.reading.floor);
        let (lines, _) = name.draw_centred(size, (x - room / 2.0, y + radius * 0.33), room, ground.on);
        if lines.len() == 1 {
            nodes.push(paragraph(lines));
        }
        nodes
    }
}
