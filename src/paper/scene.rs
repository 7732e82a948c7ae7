//! What is drawn: one list for every back end. In millimetres, from the top left corner of the paper.
//!
//! What is said stands in groups that have a role, in reading order. A shape outside of a figure is decoration.

use std::ops::Range;

/// A sheet, ready to be drawn.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// Its title.
    pub title: String,
    /// Its language.
    pub language: String,
    /// The width of the paper.
    pub width: f32,
    /// The height of the paper.
    pub height: f32,
    /// What stands on it, in reading order; what comes later lies on top.
    pub nodes: Vec<Node>,
}

/// Something on a sheet.
#[derive(Clone, Debug)]
pub enum Node {
    /// Things that belong together.
    Group(Role, Vec<Node>),
    /// A line of text.
    Line(Line),
    /// A shape.
    Shape(Shape),
}

/// What a group is to whoever listens.
#[derive(Clone, Debug, PartialEq)]
pub enum Role {
    /// A part of the sheet.
    Section,
    /// A heading of a level.
    Heading(u16),
    /// A paragraph.
    Paragraph,
    /// Somebody's words.
    Quote,
    /// A list.
    List,
    /// An entry of a list.
    Item,
    /// The mark before an entry, with what it says.
    Label,
    /// The text of an entry.
    Body,
    /// A table.
    Table,
    /// A row of a table.
    Row,
    /// A cell at the head of a column.
    ColumnHead,
    /// A cell at the head of a row.
    RowHead,
    /// Another cell.
    Cell,
    /// A picture, with what it shows in words.
    Figure(String),
}

/// A colour: red, green, blue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// Black on paper.
    pub const INK: Rgb = Rgb(0x17, 0x1c, 0x26);
    /// What is said beside.
    pub const INK2: Rgb = Rgb(0x42, 0x48, 0x54);
    /// Edges.
    pub const EDGE: Rgb = Rgb(0x7d, 0x83, 0x8e);
    /// Fine lines.
    pub const FINE: Rgb = Rgb(0xd1, 0xd4, 0xdb);
    /// A pale ground.
    pub const WELL: Rgb = Rgb(0xf1, 0xf4, 0xf8);
    /// Paper.
    pub const WHITE: Rgb = Rgb(255, 255, 255);
    /// What a scanner wants to see.
    pub const BLACK: Rgb = Rgb(0, 0, 0);

    /// `#5e1e53`.
    pub fn parse(hex: &str) -> Option<Rgb> {
        let digits = hex.trim().strip_prefix('#')?;
        let long = match digits.len() {
            3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
            6 => digits.to_owned(),
            _ => return None,
        };
        let part = |at: usize| u8::from_str_radix(long.get(at..at + 2)?, 16).ok();
        Some(Rgb(part(0)?, part(2)?, part(4)?))
    }

    /// `#5e1e53`.
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// How bright it looks, 0 to 255 (Rec. 709).
    pub fn grey(self) -> u8 {
        (0.2126 * f32::from(self.0) + 0.7152 * f32::from(self.1) + 0.0722 * f32::from(self.2)).round() as u8
    }
}

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// From the left edge of the paper.
    pub x: f32,
    /// From its top.
    pub y: f32,
    /// Its width.
    pub w: f32,
    /// Its height.
    pub h: f32,
}

impl Rect {
    /// A rectangle.
    pub fn new(x: f32, y: f32, w: f32, h: f32) -> Rect {
        Rect { x, y, w, h }
    }

    /// Where it ends on the right.
    pub fn right(self) -> f32 {
        self.x + self.w
    }

    /// Where it ends below.
    pub fn bottom(self) -> f32 {
        self.y + self.h
    }

    /// Smaller by so much on each side.
    #[must_use]
    pub fn inset(self, by: f32) -> Rect {
        Rect { x: self.x + by, y: self.y + by, w: (self.w - 2.0 * by).max(0.0), h: (self.h - 2.0 * by).max(0.0) }
    }

    /// Whether two of them share a place.
    pub fn meets(self, other: Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }
}

/// A step of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Begin here.
    Move(f32, f32),
    /// A straight line.
    Line(f32, f32),
    /// A curve with one point beside.
    Quad(f32, f32, f32, f32),
    /// A curve with two points beside.
    Cubic(f32, f32, f32, f32, f32, f32),
    /// Back to where it began.
    Close,
}

impl Step {
    /// The same step after a change of every point.
    #[must_use]
    pub fn map(self, f: impl Fn(f32, f32) -> (f32, f32)) -> Step {
        match self {
            Step::Move(x, y) => {
                let (x, y) = f(x, y);
                Step::Move(x, y)
            }
            Step::Line(x, y) => {
                let (x, y) = f(x, y);
                Step::Line(x, y)
            }
            Step::Quad(a, b, x, y) => {
                let ((a, b), (x, y)) = (f(a, b), f(x, y));
                Step::Quad(a, b, x, y)
            }
            Step::Cubic(a, b, c, d, x, y) => {
                let ((a, b), (c, d), (x, y)) = (f(a, b), f(c, d), f(x, y));
                Step::Cubic(a, b, c, d, x, y)
            }
            Step::Close => Step::Close,
        }
    }
}

/// The outline of a shape.
#[derive(Clone, Debug, PartialEq)]
pub enum Outline {
    /// A rectangle, which a bleed can extend.
    Rect(Rect),
    /// Anything else.
    Path(Vec<Step>),
}

/// A line around a shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub colour: Rgb,
    /// Its width.
    pub width: f32,
    /// Dash and gap; empty if it is solid.
    pub dash: Vec<f32>,
    /// Whether its ends are round.
    pub round: bool,
}

/// A shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Where it is.
    pub outline: Outline,
    /// What it is filled with.
    pub fill: Option<Rgb>,
    /// Whether what lies inside twice is a hole.
    pub even_odd: bool,
    /// The line around it.
    pub stroke: Option<Stroke>,
}

impl Shape {
    /// A filled rectangle.
    pub fn rect(rect: Rect, fill: Rgb) -> Shape {
        Shape { outline: Outline::Rect(rect), fill: Some(fill), even_odd: false, stroke: None }
    }

    /// A straight line.
    pub fn line(from: (f32, f32), to: (f32, f32), width: f32, colour: Rgb) -> Shape {
        let outline = Outline::Path(vec![Step::Move(from.0, from.1), Step::Line(to.0, to.1)]);
        let stroke = Some(Stroke { colour, width, dash: Vec::new(), round: false });
        Shape { outline, fill: None, even_odd: false, stroke }
    }

    /// A filled circle.
    pub fn circle((x, y): (f32, f32), r: f32, fill: Rgb) -> Shape {
        // Four cubic curves; the constant is 4/3 · (√2 − 1).
        let k = r * 0.552_284_8;
        let outline = Outline::Path(vec![
            Step::Move(x, y - r),
            Step::Cubic(x + k, y - r, x + r, y - k, x + r, y),
            Step::Cubic(x + r, y + k, x + k, y + r, x, y + r),
            Step::Cubic(x - k, y + r, x - r, y + k, x - r, y),
            Step::Cubic(x - r, y - k, x - k, y - r, x, y - r),
            Step::Close,
        ]);
        Shape { outline, fill: Some(fill), even_odd: false, stroke: None }
    }
}

/// A glyph: lengths in em.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    /// Its number in the font.
    pub id: u32,
    /// The letters it stands for, in the text of its run.
    pub letters: Range<usize>,
    /// How far it is to the next.
    pub advance: f32,
    /// How far it is moved to the right.
    pub dx: f32,
    /// How far it is moved up.
    pub dy: f32,
}

/// A part of a line in one font and one direction; what runs from right to left is a part for each word.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The number of the font.
    pub face: usize,
    /// From the beginning of the line, in em.
    pub x: f32,
    /// What it says.
    pub text: String,
    /// Its glyphs from left to right.
    pub glyphs: Vec<Glyph>,
}

/// A line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Where it begins on the left.
    pub x: f32,
    /// Its base line.
    pub y: f32,
    /// The size of its type.
    pub size: f32,
    /// Its colour.
    pub colour: Rgb,
    /// Its width in em, without the space at its end.
    pub width: f32,
    /// Its parts in the order in which they are read.
    pub runs: Vec<Run>,
}

impl Line {
    /// About the room its letters take: what lies between the heads of the highest and the feet of the lowest letters.
    pub fn bounds(&self) -> Rect {
        Rect::new(self.x, self.y - 0.8 * self.size, self.width * self.size, 1.06 * self.size)
    }
}

impl Node {
    /// Goes through everything below in order.
    pub fn visit<'a>(&'a self, see: &mut dyn FnMut(&'a Node)) {
        see(self);
        if let Node::Group(_, children) = self {
            children.iter().for_each(|child| child.visit(see));
        }
    }

    /// What it says: the words of its lines, in the order in which they are read.
    pub fn words(&self) -> String {
        let mut words = String::new();
        self.visit(&mut |node| {
            if let Node::Line(line) = node {
                if !words.is_empty() && !words.ends_with(' ') {
                    words.push(' ');
                }
                line.runs.iter().for_each(|run| words.push_str(&run.text));
            }
        });
        words.trim().to_owned()
    }

    /// Changes every shape and line below.
    pub fn change(&mut self, shape: &mut dyn FnMut(&mut Shape), line: &mut dyn FnMut(&mut Line)) {
        match self {
            Node::Group(_, children) => children.iter_mut().for_each(|child| child.change(shape, line)),
            Node::Shape(own) => shape(own),
            Node::Line(own) => line(own),
        }
    }
}

impl Scene {
    /// Its lines of text in reading order.
    pub fn lines(&self) -> Vec<&Line> {
        let mut lines = Vec::new();
        for node in &self.nodes {
            node.visit(&mut |node| {
                if let Node::Line(line) = node {
                    lines.push(line);
                }
            });
        }
        lines
    }

    /// Changes every shape and line.
    pub fn change(&mut self, mut shape: impl FnMut(&mut Shape), mut line: impl FnMut(&mut Line)) {
        self.nodes.iter_mut().for_each(|node| node.change(&mut shape, &mut line));
    }
}
