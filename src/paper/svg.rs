//! A scene as SVG: each letter once as an outline, so that whoever shows it needs no font and sets nothing anew.

use std::collections::BTreeMap;
use std::fmt::Write;

use harfrust::font::glyph::outline::{DrawMemory, DrawOptions, PathSink};

use super::fonts::Fonts;
use super::scene::{Line, Node, Outline, Scene, Shape, Step};

/// Draws a scene, in units of a millimetre.
pub fn draw(scene: &Scene, fonts: &Fonts) -> String {
    let mut letters: BTreeMap<(usize, u32), String> = BTreeMap::new();
    let mut body = String::new();
    for node in &scene.nodes {
        node.visit(&mut |node| match node {
            Node::Shape(own) => shape(&mut body, own),
            Node::Line(own) => line(&mut body, own, fonts, &mut letters),
            Node::Group(..) => {}
        });
    }
    let (width, height) = (number(scene.width), number(scene.height));
    let mut out = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}"><defs>"#
    );
    for ((face, glyph), d) in &letters {
        // Writing to a string cannot fail.
        let _ = write!(out, r#"<path id="g{face}-{glyph}" d="{d}"/>"#);
    }
    out + "</defs>" + &body + "</svg>\n"
}

/// A number with at most two places: a hundredth of a millimetre is finer than any printer.
fn number(value: f32) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn shape(out: &mut String, shape: &Shape) {
    let mut look = match shape.fill {
        Some(fill) => format!(r#" fill="{}""#, fill.hex()),
        None => r#" fill="none""#.to_owned(),
    };
    if shape.even_odd {
        look.push_str(r#" fill-rule="evenodd""#);
    }
    if let Some(stroke) = &shape.stroke {
        let _ = write!(look, r#" stroke="{}" stroke-width="{}""#, stroke.colour.hex(), number(stroke.width));
        if !stroke.dash.is_empty() {
            let dash: Vec<String> = stroke.dash.iter().map(|dash| number(*dash)).collect();
            let _ = write!(look, r#" stroke-dasharray="{}""#, dash.join(" "));
        }
        if stroke.round {
            look.push_str(r#" stroke-linecap="round" stroke-linejoin="round""#);
        }
    }
    let _ = match &shape.outline {
        Outline::Rect(rect) => {
            let [x, y, w, h] = [rect.x, rect.y, rect.w, rect.h].map(number);
            write!(out, r#"<rect x="{x}" y="{y}" width="{w}" height="{h}"{look}/>"#)
        }
        Outline::Path(steps) => write!(out, r#"<path d="{}"{look}/>"#, path(steps)),
    };
}

fn path(steps: &[Step]) -> String {
    let join = |letter: char, points: &[f32]| {
        let points: Vec<String> = points.iter().map(|point| number(*point)).collect();
        format!("{letter}{}", points.join(" "))
    };
    let step = |step: &Step| match *step {
        Step::Move(x, y) => join('M', &[x, y]),
        Step::Line(x, y) => join('L', &[x, y]),
        Step::Quad(a, b, x, y) => join('Q', &[a, b, x, y]),
        Step::Cubic(a, b, c, d, x, y) => join('C', &[a, b, c, d, x, y]),
        Step::Close => "Z".to_owned(),
    };
    steps.iter().map(step).collect()
}

/// The letters of a line, in thousandths of the size.
fn line(out: &mut String, line: &Line, fonts: &Fonts, letters: &mut BTreeMap<(usize, u32), String>) {
    let scale = format!("{:.5}", line.size / 1000.0);
    let (x, y) = (number(line.x), number(line.y));
    let _ = write!(out, r#"<g fill="{}" transform="translate({x} {y}) scale({scale})">"#, line.colour.hex());
    for run in &line.runs {
        let mut at = run.x;
        for glyph in &run.glyphs {
            let outline = letters.entry((run.face, glyph.id)).or_insert_with(|| outline(fonts, run.face, glyph.id));
            if !outline.is_empty() {
                let x = ((at + glyph.dx) * 1000.0).round();
                let y = (-glyph.dy * 1000.0).round();
                let _ = write!(out, r##"<use href="#g{}-{}" x="{x}" y="{y}"/>"##, run.face, glyph.id);
            }
            at += glyph.advance;
        }
    }
    out.push_str("</g>");
}

/// The outline of a glyph, in thousandths of an em, y downwards.
fn outline(fonts: &Fonts, face: usize, glyph: u32) -> String {
    let Some(face) = fonts.face(face) else { return String::new() };
    let mut sink = Sink { d: String::new(), scale: 1000.0 / f32::from(face.font.units_per_em().max(1)) };
    if let Some(outline) = face.font.outline_glyphs().get(glyph.into()) {
        // A glyph that cannot be drawn leaves its place empty.
        let _ = outline.draw(&DrawOptions::new(), DrawMemory::default(), &mut sink);
    }
    sink.d
}

struct Sink {
    d: String,
    scale: f32,
}

impl Sink {
    fn add(&mut self, letter: char, points: &[(f32, f32)]) {
        self.d.push(letter);
        for (at, (x, y)) in points.iter().enumerate() {
            let space = if at > 0 { " " } else { "" };
            let _ = write!(self.d, "{space}{} {}", (x * self.scale).round(), (-y * self.scale).round());
        }
    }
}

impl PathSink for Sink {
    fn move_to(&mut self, x: f32, y: f32) {
        self.add('M', &[(x, y)]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.add('L', &[(x, y)]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.add('Q', &[(x1, y1), (x, y)]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.add('C', &[(x1, y1), (x2, y2), (x, y)]);
    }

    fn close(&mut self) {
        self.d.push('Z');
    }
}
