//! What a sheet is set with: fonts, colours, drawings, words, and the paper it is for.

use std::collections::HashMap;
use std::sync::Mutex;

use crate::site::evidence::State;
use crate::site::words::Words;

use super::colours::{Colours, Hue};
use super::drawing::{self, Drawing};
use super::fonts::{Fonts, Voice};
use super::foot::Foot;
use super::reading::Reading;
use super::scene::{Node, Rect, Rgb, Role, Shape};
use super::sheet::Person;
use super::size::Paper;
use super::text::Text;

/// The drawings of the pages, as SVG.
#[derive(Clone, Copy)]
pub struct Art {
    /// The sign of a person with its ring, in a box of 128 units.
    pub sign: fn(&Person) -> Option<String>,
    /// An icon by its name, in a box of 24 units.
    pub icon: fn(&str) -> Option<String>,
    /// A mark of certainty, in a box of 20 units.
    pub mark: fn(&str) -> Option<String>,
}

/// What all sheets of a site are set with.
pub struct Studio {
    /// The fonts.
    pub fonts: Fonts,
    /// The colours.
    pub colours: Colours,
    art: Art,
    /// Drawings that were wanted so far: the same few stand on every sheet.
    drawn: Mutex<HashMap<String, Drawing>>,
}

/// How the templates' classes look on paper: lines as the style sheet draws them.
const LINES: &str = "path,circle,rect{fill:none;stroke:#000;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}\
                     .full{fill:#000;stroke:none}.open{stroke-dasharray:3 3.28;stroke-linecap:butt}";

impl Studio {
    /// A studio.
    pub fn new(fonts: Fonts, colours: Colours, art: Art) -> Studio {
        Studio { fonts, colours, art, drawn: Mutex::default() }
    }

    fn drawing(&self, key: String, make: impl FnOnce() -> Drawing) -> Drawing {
        // A poisoned lock would mean a panic elsewhere: then each drawing is made anew.
        match self.drawn.lock() {
            Ok(mut drawn) => drawn.entry(key).or_insert_with(make).clone(),
            Err(_) => make(),
        }
    }

    fn icon(&self, name: &str) -> Drawing {
        let read = || Drawing::read(&(self.art.icon)(name).unwrap_or_default(), 24.0, LINES);
        self.drawing(format!("icon {name}"), read)
    }

    fn mark(&self, state: State) -> Drawing {
        let read = || Drawing::read(&(self.art.mark)(state.word()).unwrap_or_default(), 20.0, LINES);
        self.drawing(format!("mark {}", state.word()), read)
    }

    fn sign(&self, person: &Person, ring: Rgb, disc: Rgb) -> Drawing {
        let hue = self.colours.hue(&person.hue);
        let tone = |class: &str, colour: Rgb| format!(".{class}{{fill:{}}}", colour.hex());
        let style = format!(
            "{}{}{}.ring path{{fill:none;stroke:{};stroke-width:2.6}}.ring .confirmed{{stroke-width:6}}\
             .ring .guess{{stroke-dasharray:3.4 4.6}}.ring .disputed{{stroke-dasharray:10 2}}",
            tone("disc", disc),
            tone("mid", hue.mid),
            tone("pale", hue.pale),
            ring.hex(),
        );
        Drawing::read(&(self.art.sign)(person).unwrap_or_default(), 128.0, &style)
    }
}

/// What one sheet is set with.
pub struct Desk<'a> {
    /// What all sheets share.
    pub studio: &'a Studio,
    /// The words of the interface.
    pub words: &'a Words,
    /// The paper.
    pub paper: Paper,
    /// How large things are on it.
    pub reading: Reading,
    /// What stands at the foot.
    pub foot: Foot,
    /// Where what is left out stands, as one types it: without `https://`.
    pub address: String,
}

/// Somebody's ground: dark for who is known, pale with a dashed line for who is mostly guessed.
pub struct Ground {
    /// What is drawn.
    pub nodes: Vec<Node>,
    /// The colour of text on it.
    pub on: Rgb,
    /// The colour of text that says more.
    pub on2: Rgb,
    /// The tones.
    pub hue: Hue,
}

impl Desk<'_> {
    /// A text, shaped.
    pub fn text(&self, voice: Voice, text: &str) -> Text {
        Text::new(&self.studio.fonts, voice, text)
    }

    /// The line in the place of what is left out.
    pub fn more(&self, naming: &str, n: usize) -> Text {
        let words = self.words.get("sheet.more", Some(n as f64)).unwrap_or("+{n} more: {address}");
        let words = words.replace("{n}", &n.to_string()).replace("{address}", &self.address);
        self.text(Voice::Bold, &format!("{naming} {words}"))
    }

    /// An icon.
    pub fn icon(&self, name: &str, x: f32, y: f32, side: f32, colour: Rgb) -> Vec<Shape> {
        self.studio.icon(name).in_colour(x, y, side, colour)
    }

    /// A mark of certainty.
    pub fn mark(&self, state: State, x: f32, y: f32, side: f32, colour: Rgb) -> Vec<Shape> {
        self.studio.mark(state).in_colour(x, y, side, colour)
    }

    /// The sign of a person with its ring, on a ground of theirs. It is decoration: the name stands beside it.
    pub fn sign(&self, person: &Person, ground: &Ground, x: f32, y: f32, side: f32) -> Vec<Node> {
        let disc = if person.pale { ground.hue.wash } else { ground.hue.deep2 };
        let drawing = self.studio.sign(person, ground.on, disc);
        drawing.at(x, y, side).into_iter().map(Node::Shape).collect()
    }

    /// The same without its ring: `side` is that of the sign itself.
    pub fn bare_sign(&self, person: &Person, ground: &Ground, x: f32, y: f32, side: f32) -> Vec<Node> {
        let bare = Person { ring: super::sheet::Ring::default(), ..person.clone() };
        let margin = side / 96.0 * 16.0;
        self.sign(&bare, ground, x - margin, y - margin, side + 2.0 * margin)
    }

    /// The ground of a person, or of nobody.
    pub fn ground(&self, person: Option<&Person>, rect: Rect) -> Ground {
        let hue = self.studio.colours.hue(person.map_or("", |person| &person.hue));
        let unit = self.reading.unit;
        match (person.is_some_and(|person| person.pale), hue.frame) {
            (true, _) => Ground {
                nodes: vec![
                    Node::Shape(Shape::rect(rect, hue.wash)),
                    Node::Shape(drawing::frame(
                        rect.inset(2.0 * unit),
                        hue.text,
                        1.2 * unit,
                        &[5.0 * unit, 4.0 * unit],
                    )),
                ],
                on: Rgb::INK,
                on2: Rgb::INK2,
                hue,
            },
            (false, Some(frame)) => Ground {
                nodes: vec![Node::Shape(drawing::frame(rect, frame, 1.2 * unit, &[]))],
                on: hue.on,
                on2: hue.on2,
                hue,
            },
            (false, None) => {
                Ground { nodes: vec![Node::Shape(Shape::rect(rect, hue.deep))], on: hue.on, on2: hue.on2, hue }
            }
        }
    }

    /// The marks with their words, below each other or in a row: the nodes and where they end.
    pub fn legend(&self, states: &[State], (x, y): (f32, f32), size: f32, colour: Rgb, in_row: bool) -> (Node, f32) {
        let (mut left, mut top) = (x, y);
        let mut items = Vec::new();
        for state in states {
            let text = self.text(Voice::Ours, &self.legend_word(*state));
            let side = 1.1 * size;
            let middle = top + size * text.leading / 2.0;
            let mark = self.mark(*state, left, middle - side / 2.0, side, colour);
            // Its word follows, so the mark itself says nothing more.
            let mut nodes: Vec<Node> = mark.into_iter().map(Node::Shape).collect();
            let width = text.width() * size * 1.02;
            let (lines, end) = text.draw(size, (left + 1.55 * size, top), width, colour);
            nodes.push(Node::Group(Role::Body, lines.into_iter().map(Node::Line).collect()));
            items.push(Node::Group(Role::Item, nodes));
            match in_row {
                true => left += 1.55 * size + width + 1.3 * size,
                false => top = end + 0.35 * size,
            }
        }
        (Node::Group(Role::List, items), if in_row { left } else { top })
    }

    /// The words of the legend.
    pub fn legend_words(&self) -> Vec<String> {
        let all = [State::Confirmed, State::Heard, State::Disputed, State::Guess];
        all.into_iter().map(|state| self.legend_word(state)).collect()
    }

    fn legend_word(&self, state: State) -> String {
        let word = self.words.or(&format!("state.{}", state.word()), state.word());
        self.words.or(&format!("legend.{}", state.word()), word).to_owned()
    }

    /// How wide a legend is that stands in one column.
    pub fn legend_width(&self, states: &[State], size: f32) -> f32 {
        let widths = states.iter().map(|state| self.text(Voice::Ours, &self.legend_word(*state)).width());
        (widths.fold(0.0, f32::max) * 1.02 + 1.55) * size
    }
}

/// A paragraph of lines.
pub fn paragraph(lines: Vec<super::scene::Line>) -> Node {
    Node::Group(Role::Paragraph, lines.into_iter().map(Node::Line).collect())
}
