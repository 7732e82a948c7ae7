//! A box of a sheet: a heading with its icon, statements with their marks, and how many more there are.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::site::evidence::State;

use super::desk::Desk;
use super::fonts::Voice;
use super::scene::{Node, Rect, Rgb, Role, Shape, Stroke};
use super::sheet::Said;
use super::text::Text;

/// The column of the marks, and the distance between statements, as multiples of the size.
const MARKS: f32 = 1.55;
const GAP: f32 = 0.42;

/// A statement that is ready to be set.
pub struct Entry {
    mark: Option<State>,
    text: Text,
    said: String,
}

/// A size of type.
#[derive(Clone, Copy)]
enum Size {
    Is(f32),
    Times(f32),
}

impl Size {
    fn at(self, size: f32) -> f32 {
        match self {
            Size::Is(own) => own,
            Size::Times(times) => times * size,
        }
    }
}

/// A box.
pub struct Field {
    /// What its heading says, for messages.
    pub title: String,
    heading: Option<Text>,
    /// The size of its heading: in millimetres, or as a multiple of the size of its statements.
    heading_size: Size,
    icon: String,
    entries: Vec<Entry>,
    /// How many there are besides: a long page shows only the first of them.
    beyond: usize,
    /// The colour of its heading and marks.
    pub strong: Rgb,
    /// The colour of its text.
    pub ink: Rgb,
    /// The level of its heading.
    level: u16,
    /// Whether what is left out is only counted: a cell of a table has no room for an address, the foot has it.
    brief: bool,
    /// What stands before the line about what is left out.
    naming: String,
    /// Such lines that were set before: the fit asks for the same again and again.
    mores: RefCell<HashMap<usize, Rc<Text>>>,
    /// Its place in the order of a canvas.
    number: Option<Text>,
    /// The room between two columns of statements, where it has two.
    gutter: Option<f32>,
}

impl Field {
    /// A box with a heading.
    pub fn new(desk: &Desk, title: &str, icon: &str, items: &[Said], beyond: usize) -> Field {
        Field {
            title: title.to_owned(),
            heading: (!title.is_empty()).then(|| desk.text(Voice::Bold, title).tight(1.2)),
            heading_size: Size::Is(desk.reading.heading),
            icon: icon.to_owned(),
            entries: items.iter().map(|said| Entry::new(desk, said)).collect(),
            beyond,
            strong: Rgb::INK,
            ink: Rgb::INK,
            level: 2,
            brief: false,
            naming: String::new(),
            mores: RefCell::default(),
            number: None,
            gutter: None,
        }
    }

    /// The same in the colours of a part.
    #[must_use]
    pub fn coloured(self, strong: Rgb, ink: Rgb) -> Field {
        Field { strong, ink, ..self }
    }

    /// The same with a heading of another size.
    #[must_use]
    pub fn headed(self, heading_size: f32) -> Field {
        Field { heading_size: Size::Is(heading_size), ..self }
    }

    /// The same with a heading that is so many times as large as its statements.
    #[must_use]
    pub fn headed_by(self, times: f32) -> Field {
        Field { heading_size: Size::Times(times), ..self }
    }

    /// The same as a cell of a table: what is left out is only counted.
    #[must_use]
    pub fn brief(self) -> Field {
        Field { brief: true, ..self }
    }

    /// The same with words before the line about what is left out.
    #[must_use]
    pub fn naming(self, naming: &str) -> Field {
        Field { naming: naming.to_owned(), ..self }
    }

    /// The same with its place in the order in which fields are read.
    #[must_use]
    pub fn numbered(self, desk: &Desk, number: usize) -> Field {
        Field { number: Some(desk.text(Voice::Bold, &number.to_string())), ..self }
    }

    /// The same with its statements in two columns, so far from each other.
    #[must_use]
    pub fn in_two(self, gutter: f32) -> Field {
        Field { gutter: Some(gutter), ..self }
    }

    /// The same without an icon.
    #[must_use]
    pub fn plain(self) -> Field {
        Field { icon: String::new(), ..self }
    }

    fn more(&self, desk: &Desk, shown: usize) -> Rc<Text> {
        let hidden = self.hidden(shown);
        let set = || {
            Rc::new(match self.brief {
                true => desk.text(Voice::Bold, &format!("+{hidden}")),
                false => desk.more(&self.naming, hidden),
            })
        };
        self.mores.borrow_mut().entry(hidden).or_insert_with(set).clone()
    }

    /// How many statements it has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The statements from one on, for who says what was left out.
    pub fn from(&self, first: usize) -> Vec<String> {
        self.entries.iter().skip(first).map(|entry| entry.said.clone()).collect()
    }

    /// How many are not shown if so many are.
    fn hidden(&self, shown: usize) -> usize {
        self.entries.len() - shown.min(self.entries.len()) + self.beyond
    }

    fn marks(&self) -> f32 {
        if self.entries.iter().any(|entry| entry.mark.is_some()) { MARKS } else { 0.0 }
    }

    /// How high its heading is at a width and a size of its statements, with the distance to what stands under it.
    pub fn head(&self, width: f32, size: f32) -> f32 {
        let Some(heading) = &self.heading else { return 0.0 };
        let own = self.heading_size.at(size);
        heading.height(own, self.column(width) - self.before() * own) + 0.35 * own
    }

    /// How wide its heading is in one line.
    pub fn head_width(&self, size: f32) -> f32 {
        let words = self.heading.as_ref().map_or(0.0, |heading| heading.width() * 1.02);
        (self.before() + words) * self.heading_size.at(size)
    }

    /// The room of what stands before the words of a heading, as a multiple of its size.
    fn before(&self) -> f32 {
        self.number_room() + self.icon_room()
    }

    fn icon_room(&self) -> f32 {
        if self.icon.is_empty() { 0.0 } else { 1.65 }
    }

    fn number_room(&self) -> f32 {
        if self.number.is_some() { 1.75 } else { 0.0 }
    }

    /// How wide one column is.
    fn column(&self, width: f32) -> f32 {
        self.gutter.map_or(width, |gutter| (width - gutter) / 2.0)
    }

    /// How high it is at a width and a size.
    pub fn need(&self, desk: &Desk, width: f32, size: f32, shown: usize) -> f32 {
        self.head(width, size) + self.list(desk, width, size, shown)
    }

    /// How high its statements are.
    pub fn list(&self, desk: &Desk, width: f32, size: f32, shown: usize) -> f32 {
        let heights = self.heights(desk, width, size, shown);
        (self.split(&heights).1 - GAP * size).max(0.0)
    }

    /// The heights of its statements and of the line about what is left out, each with the distance to the next.
    fn heights(&self, desk: &Desk, width: f32, size: f32, shown: usize) -> Vec<f32> {
        let room = self.column(width) - self.marks() * size;
        let more = (self.hidden(shown) > 0).then(|| self.more(desk, shown).height(size, room));
        let entries = self.entries.iter().take(shown).map(|entry| entry.text.height(size, room));
        entries.chain(more).map(|height| height + GAP * size).collect()
    }

    /// How many of them stand in the first column so that the higher one is as low as can be, and how high that is.
    fn split(&self, heights: &[f32]) -> (usize, f32) {
        let all: f32 = heights.iter().sum();
        if self.gutter.is_none() {
            return (heights.len(), all);
        }
        let mut first = 0.0;
        let mut best = (0, all);
        for (at, height) in heights.iter().enumerate() {
            first += height;
            let higher = f32::max(first, all - first);
            if higher < best.1 - 1e-4 {
                best = (at + 1, higher);
            }
        }
        best
    }

    /// Draws it from the top of a box.
    pub fn draw(&self, desk: &Desk, place: Rect, size: f32, shown: usize) -> Vec<Node> {
        let mut nodes = self.draw_head(desk, Rect { w: self.column(place.w), ..place }, size);
        let y = place.y + self.head(place.w, size);
        nodes.extend(self.draw_list(desk, Rect { y, ..place }, size, shown));
        vec![Node::Group(Role::Section, nodes)]
    }

    /// Draws its heading alone.
    pub fn draw_head(&self, desk: &Desk, place: Rect, size: f32) -> Vec<Node> {
        let Some(heading) = &self.heading else { return Vec::new() };
        let own = self.heading_size.at(size);
        let mut nodes = Vec::new();
        let mut said = Vec::new();
        let middle = place.y + 0.6 * own;
        // Where the next thing stands whose width is given.
        let mut used = 0.0;
        let mut next = |room: f32, width: f32| {
            let x = if heading.rtl { place.right() - used - width } else { place.x + used };
            used += room;
            x
        };
        if let Some(number) = &self.number {
            let wide = 1.4 * own;
            let x = next(self.number_room() * own, wide);
            let size = (0.72 * own).max(desk.reading.floor);
            nodes.push(Node::Shape(ring((x + wide / 2.0, middle), wide / 2.0, 0.09 * own, self.strong)));
            let top = middle - size * number.leading / 2.0;
            said.extend(number.draw_centred(size, (x, top), wide, self.strong).0);
        }
        if !self.icon.is_empty() {
            let side = 1.15 * own;
            let x = next(self.icon_room() * own, side);
            let icon = desk.icon(&self.icon, x, middle - side / 2.0, side, self.strong);
            nodes.extend(icon.into_iter().map(Node::Shape));
        }
        let x = if heading.rtl { place.x } else { place.x + self.before() * own };
        said.extend(heading.draw(own, (x, place.y), place.w - self.before() * own, self.strong).0);
        nodes.push(Node::Group(Role::Heading(self.level), said.into_iter().map(Node::Line).collect()));
        nodes
    }

    /// Draws its statements alone.
    pub fn draw_list(&self, desk: &Desk, place: Rect, size: f32, shown: usize) -> Vec<Node> {
        let marks = self.marks() * size;
        let heights = self.heights(desk, place.w, size, shown);
        let (first, _) = self.split(&heights);
        let column = Rect { w: self.column(place.w), ..place };
        let second = Rect { x: place.right() - column.w, ..column };
        let from_right = self.gutter.is_some() && self.entries.first().is_some_and(|entry| entry.text.rtl);
        let columns = if from_right { [second, column] } else { [column, second] };
        let mut box_of = columns[0];
        let mut list = Vec::new();
        for (at, entry) in self.entries.iter().take(shown).enumerate() {
            if at == first {
                box_of = columns[1];
            }
            list.push(entry.draw(desk, box_of, size, marks, (self.strong, self.ink)));
            box_of.y += heights[at];
        }
        let mut nodes = Vec::new();
        if !list.is_empty() {
            nodes.push(Node::Group(Role::List, list));
        }
        if self.hidden(shown) > 0 {
            if shown == first {
                box_of = columns[1];
            }
            let more = self.more(desk, shown);
            let x = if more.rtl { box_of.x } else { box_of.x + marks };
            let (lines, _) = more.draw(size, (x, box_of.y), box_of.w - marks, self.strong);
            nodes.push(Node::Group(Role::Paragraph, lines.into_iter().map(Node::Line).collect()));
        }
        nodes
    }
}

impl Entry {
    fn new(desk: &Desk, said: &Said) -> Entry {
        let voice = match (said.voice, said.heading) {
            (true, _) => Voice::Theirs,
            (_, true) => Voice::Bold,
            _ => Voice::Ours,
        };
        Entry { mark: said.state, text: desk.text(voice, &said.text), said: said.text.clone() }
    }

    fn draw(&self, desk: &Desk, place: Rect, size: f32, marks: f32, (strong, ink): (Rgb, Rgb)) -> Node {
        let mut nodes = Vec::new();
        let x = if self.text.rtl { place.x } else { place.x + marks };
        if let Some(state) = self.mark {
            let side = 1.05 * size;
            let left = if self.text.rtl { place.right() - side } else { place.x };
            // In the middle of the first line, where its capitals are.
            let top = place.y + size * self.text.leading / 2.0 - side / 2.0;
            let figure = desk.mark(state, left, top, side, strong);
            let word = desk.words.or(&format!("state.{}", state.word()), state.word()).to_owned();
            let figure = Node::Group(Role::Figure(word), figure.into_iter().map(Node::Shape).collect());
            nodes.push(Node::Group(Role::Label, vec![figure]));
        }
        let (lines, _) = self.text.draw(size, (x, place.y), place.w - marks, ink);
        nodes.push(Node::Group(Role::Body, lines.into_iter().map(Node::Line).collect()));
        Node::Group(Role::Item, nodes)
    }
}

/// A field of colour.
pub fn ground(rect: Rect, colour: Rgb) -> Node {
    Node::Shape(Shape::rect(rect, colour))
}

/// A circle that is only a line.
fn ring(middle: (f32, f32), r: f32, width: f32, colour: Rgb) -> Shape {
    let stroke = Some(Stroke { colour, width, dash: Vec::new(), round: false });
    Shape { fill: None, stroke, ..Shape::circle(middle, r - width / 2.0, colour) }
}
