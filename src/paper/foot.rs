//! The foot of every sheet: is this still true, where to say so, how old it is, when to take it down.

use super::desk::{Desk, paragraph};
use super::fonts::Voice;
use super::qr::Code;
use super::scene::{Node, Rect, Rgb, Role, Shape};
use super::text::Text;

/// What stands at the foot of a sheet.
#[derive(Clone, Debug, Default)]
pub struct Foot {
    /// The code of the address of the sheet; without one the site does not know where it is published.
    pub code: Option<Code>,
    /// The address of the sheet as one types it; empty without one.
    pub address: String,
    /// The day it was made.
    pub printed: String,
    /// The day after which it is to be taken down.
    pub take_down: String,
    /// The id of what it says.
    pub id: String,
    /// For whom it is.
    pub note: String,
}

/// The lines beside a code.
const LEADING: f32 = 1.22;

/// A foot that is set: its lines and how high it is.
pub struct SetFoot {
    lines: Vec<(Text, bool)>,
    size: f32,
    code: f32,
    /// How high it is.
    pub height: f32,
}

impl Foot {
    fn code_width(&self, desk: &Desk) -> f32 {
        self.code.as_ref().map_or(0.0, |code| code.width(desk.reading.code))
    }

    /// All that it says.
    pub fn texts(&self, desk: &Desk) -> Vec<String> {
        self.says(desk).into_iter().map(|(text, _)| text).collect()
    }

    /// What it says, line by line, and whether that is bold.
    fn says(&self, desk: &Desk) -> Vec<(String, bool)> {
        let say = |key: &str, fallback: &str| desk.words.or(key, fallback).to_owned();
        let mut lines = vec![(say("sheet.still_true", "Is this still true?"), true)];
        if self.address.is_empty() {
            lines.push((say("sheet.tell", "Tell us what you heard."), false));
        } else {
            lines.push((say("sheet.tell_at", "Tell us what you heard:"), false));
            lines.push((self.address.clone(), false));
        }
        lines.push((say("sheet.printed", "Printed {date}.").replace("{date}", &self.printed), false));
        lines.push((say("sheet.take_down", "Take down after {date}.").replace("{date}", &self.take_down), true));
        lines.push((say("sheet.id", "Sheet {id}").replace("{id}", &self.id), false));
        lines.push((self.note.clone(), false));
        lines.retain(|(text, _)| !text.is_empty());
        lines
    }

    /// The foot as a column beside its code.
    pub fn column(&self, desk: &Desk, width: f32) -> SetFoot {
        let size = desk.reading.small;
        let code = self.code_width(desk);
        let voice = |bold: bool| if bold { Voice::Bold } else { Voice::Ours };
        let set = |(text, bold): (String, bool)| (desk.text(voice(bold), &text).tight(LEADING), bold);
        let lines: Vec<(Text, bool)> = self.says(desk).into_iter().map(set).collect();
        let height: f32 = lines.iter().map(|(text, _)| text.height(size, width - code)).sum();
        SetFoot { lines, size, code, height: height.max(code) }
    }

    /// How high the text of a strip is, without its code.
    pub fn text_height(&self, desk: &Desk, width: f32) -> f32 {
        let strip = self.strip(desk, width);
        let room = width - strip.code - 2.0 * strip.size;
        strip.lines.iter().map(|(text, _)| text.height(strip.size, room)).sum()
    }

    /// The foot as a strip along the lower edge: the question large, everything else in lines below.
    pub fn strip(&self, desk: &Desk, width: f32) -> SetFoot {
        let size = desk.reading.small;
        let code = self.code_width(desk);
        let says = self.says(desk);
        let join = |lines: &[(String, bool)]| lines.iter().map(|(text, _)| &**text).collect::<Vec<_>>().join(" ");
        let asks = if self.address.is_empty() { 2 } else { 3 };
        let parts = [
            (join(&says[..2]), true),
            (join(&says[2..asks]), false),
            (join(&says[asks..asks + 2]), false),
            (join(&says[asks + 2..]), false),
        ];
        let voice = |bold: bool| if bold { Voice::Bold } else { Voice::Ours };
        let set = |(text, bold): (String, bool)| (desk.text(voice(bold), &text).tight(LEADING), bold);
        let lines: Vec<(Text, bool)> = parts.into_iter().filter(|(text, _)| !text.is_empty()).map(set).collect();
        let room = width - code - 2.0 * size;
        let height: f32 = lines.iter().map(|(text, _)| text.height(size, room)).sum();
        SetFoot { lines, size, code, height: height.max(code) }
    }
}

impl SetFoot {
    /// A column: the code on the left, its text beside.
    pub fn draw_column(&self, desk: &Desk, place: Rect) -> Vec<Node> {
        let mut nodes = self.text(Rect { x: place.x + self.code, w: place.w - self.code, ..place });
        nodes.extend(self.draw_code(desk, place.x, place.y));
        vec![Node::Group(Role::Section, nodes)]
    }

    /// A strip: the text on the left, the code at the right edge, both at the bottom.
    pub fn draw_strip(&self, desk: &Desk, place: Rect) -> Vec<Node> {
        let room = place.w - self.code - 2.0 * self.size;
        let height: f32 = self.lines.iter().map(|(text, _)| text.height(self.size, room)).sum();
        let mut nodes = self.text(Rect { w: room, y: place.bottom() - height, ..place });
        let quiet = desk.foot.code.as_ref().map_or(0.0, |code| code.quiet(self.code));
        nodes.extend(self.draw_code(desk, place.right() - self.code + quiet, place.bottom() - self.code + quiet));
        vec![Node::Group(Role::Section, nodes)]
    }

    fn text(&self, place: Rect) -> Vec<Node> {
        let mut y = place.y;
        let set = self.lines.iter().map(|(text, _)| {
            let (lines, end) = text.draw(self.size, (place.x, y), place.w, Rgb::INK);
            y = end;
            paragraph(lines)
        });
        set.collect()
    }

    fn draw_code(&self, desk: &Desk, x: f32, y: f32) -> Option<Node> {
        let code = desk.foot.code.as_ref()?;
        // The quiet zone is the white of the paper; a bleed or a tint below must not reach into it.
        let white = Shape::rect(Rect::new(x, y, self.code, self.code), Rgb::WHITE);
        let shapes = vec![Node::Shape(white), Node::Shape(code.draw(x, y, self.code))];
        Some(Node::Group(Role::Figure(format!("QR: {}", desk.foot.address)), shapes))
    }
}
