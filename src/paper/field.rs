//! A box of a sheet: a heading with its icon, statements with their marks, and how many more there are.

use crate::site::evidence::State;

use super::desk::Desk;
use super::fonts::Voice;
use super::scene::{Node, Rect, Rgb, Role, Shape};
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

/// A box.
pub struct Field {
    /// What its heading says, for messages.
    pub title: String,
    heading: Option<Text>,
    /// The size of its heading.
    pub heading_size: f32,
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
}

impl Field {
    /// A box with a heading.
    pub fn new(desk: &Desk, title: &str, icon: &str, items: &[Said], beyond: usize) -> Field {
        Field {
            title: title.to_owned(),
            heading: (!title.is_empty()).then(|| desk.text(Voice::Bold, title).tight(1.2)),
            heading_size: desk.reading.heading,
            icon: icon.to_owned(),
            entries: items.iter().map(|said| Entry::new(desk, said)).collect(),
            beyond,
            strong: Rgb::INK,
            ink: Rgb::INK,
            level: 2,
            brief: false,
            naming: String::new(),
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
        Field { heading_size, ..self }
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

    fn more(&self, desk: &Desk, shown: usize) -> Text {
        match self.brief {
            true => desk.text(Voice::Bold, &format!("+{}", self.hidden(shown))),
            false => desk.more(&self.naming, self.hidden(shown)),
        }
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

    fn head(&self, width: f32) -> f32 {
        let Some(heading) = &self.heading else { return 0.0 };
        heading.height(self.heading_size, width - self.icon_room()) + 0.35 * self.heading_size
    }

    fn icon_room(&self) -> f32 {
        if self.icon.is_empty() { 0.0 } else { 1.65 * self.heading_size }
    }

    /// How high it is at a width and a size.
    pub fn need(&self, desk: &Desk, width: f32, size: f32, shown: usize) -> f32 {
        let marks = self.marks() * size;
        let entries = self.entries.iter().take(shown);
        let mut height: f32 = entries.map(|entry| entry.text.height(size, width - marks) + GAP * size).sum();
        if self.hidden(shown) > 0 {
            height += self.more(desk, shown).height(size, width - marks) + GAP * size;
        }
        self.head(width) + (height - GAP * size).max(0.0)
    }

    /// Draws it from the top of a box.
    pub fn draw(&self, desk: &Desk, place: Rect, size: f32, shown: usize) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut y = place.y;
        if let Some(heading) = &self.heading {
            let room = self.icon_room();
            let side = 1.15 * self.heading_size;
            if room > 0.0 {
                let x = if heading.rtl { place.right() - side } else { place.x };
                let top = y + 0.6 * self.heading_size - side / 2.0;
                nodes.extend(desk.icon(&self.icon, x, top, side, self.strong).into_iter().map(Node::Shape));
            }
            let x = if heading.rtl { place.x } else { place.x + room };
            let (lines, _) = heading.draw(self.heading_size, (x, y), place.w - room, self.strong);
            nodes.push(Node::Group(Role::Heading(self.level), lines.into_iter().map(Node::Line).collect()));
            y += self.head(place.w);
        }
        let marks = self.marks() * size;
        let mut list = Vec::new();
        for entry in self.entries.iter().take(shown) {
            let (node, end) = entry.draw(desk, Rect { y, ..place }, size, marks, (self.strong, self.ink));
            list.push(node);
            y = end + GAP * size;
        }
        if !list.is_empty() {
            nodes.push(Node::Group(Role::List, list));
        }
        if self.hidden(shown) > 0 {
            let more = self.more(desk, shown);
            let x = if more.rtl { place.x } else { place.x + marks };
            let (lines, _) = more.draw(size, (x, y), place.w - marks, self.strong);
            nodes.push(Node::Group(Role::Paragraph, lines.into_iter().map(Node::Line).collect()));
        }
        vec![Node::Group(Role::Section, nodes)]
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

    fn draw(&self, desk: &Desk, place: Rect, size: f32, marks: f32, (strong, ink): (Rgb, Rgb)) -> (Node, f32) {
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
        let (lines, end) = self.text.draw(size, (x, place.y), place.w - marks, ink);
        nodes.push(Node::Group(Role::Body, lines.into_iter().map(Node::Line).collect()));
        (Node::Group(Role::Item, nodes), end)
    }
}

/// A field of colour.
pub fn ground(rect: Rect, colour: Rgb) -> Node {
    Node::Shape(Shape::rect(rect, colour))
}
