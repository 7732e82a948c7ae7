//! The letters of a card: the fonts of the pages, unpacked, as outlines.

use std::collections::BTreeMap;
use std::sync::Arc;

use harfrust::font::glyph::outline::{DrawMemory, DrawOptions, PathSink};
use harfrust::{Buffer, Direction, Font, ShapeOptions, ShaperFont};

/// Who speaks, and how loud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// A customer's own words.
    Theirs,
    /// What we say.
    Ours,
    /// What we say: headings and names.
    OursBold,
}

/// What is done with each glyph of a line: its font, which one it is, its place and its scale.
type Each<'a> = dyn FnMut(&Font, harfrust::GlyphId, (f32, f32), f32) + 'a;

/// The fonts of a theme, each in pieces for several alphabets.
pub(super) struct Fonts {
    theirs: Vec<Font>,
    ours: Vec<Font>,
    bold: Vec<Font>,
}

impl Fonts {
    /// Unpacks the fonts of a theme: file name → WOFF2. A file that is none is left out.
    pub(super) fn of(files: &BTreeMap<String, Arc<[u8]>>) -> Fonts {
        let mut fonts = Fonts { theirs: Vec::new(), ours: Vec::new(), bold: Vec::new() };
        let mut others = Vec::new();
        for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".woff2") && !name.contains("italic")) {
            let unpacked = wuff::decompress_woff2(bytes).ok();
            let Some(font) = unpacked.and_then(|bytes| Font::new(bytes, 0)) else { continue };
            match name.rsplit('/').next().unwrap_or(name) {
                name if name.starts_with("literata") => fonts.theirs.push(font),
                name if name.starts_with("atkinson") && name.contains("-700-") => fonts.bold.push(font),
                name if name.starts_with("atkinson") => fonts.ours.push(font),
                _ => others.push(font),
            }
        }
        // What a site adds is for the letters that ours do not have.
        let all = [&mut fonts.theirs, &mut fonts.ours, &mut fonts.bold];
        all.into_iter().for_each(|list| list.extend(others.iter().cloned()));
        fonts
    }

    /// The pieces for a voice. A name in an alphabet that only the customers' font has is better than none.
    fn pieces(&self, voice: Voice) -> impl Iterator<Item = &Font> {
        let own = match voice {
            Voice::Theirs => &self.theirs,
            Voice::Ours => &self.ours,
            Voice::OursBold => &self.bold,
        };
        own.iter().chain(if voice == Voice::Theirs { &[] } else { self.theirs.as_slice() })
    }

    fn piece(&self, voice: Voice, letter: char) -> Option<&Font> {
        self.pieces(voice).find(|font| font.charmap().map_unicode(letter).is_some())
    }

    /// Whether every letter of a text can be drawn. What is written from right to left cannot: that needs more than its
    /// letters.
    pub(super) fn can_say(&self, voice: Voice, text: &str) -> bool {
        let is_known = |letter: char| letter.is_whitespace() || self.piece(voice, letter).is_some();
        !text.trim().is_empty() && text.chars().all(|letter| is_known(letter) && !is_from_right(letter))
    }

    /// How wide a line is at a size, in the unit of the size.
    pub(super) fn width(&self, voice: Voice, size: f32, text: &str) -> f32 {
        self.set(voice, size, text, &mut |_, _, _, _| {})
    }

    /// A line as the path of its outlines; `x` and `y` are where its base line begins.
    pub(super) fn outline(&self, voice: Voice, size: f32, text: &str, (x, y): (f32, f32)) -> String {
        let mut path = Path::default();
        self.set(voice, size, text, &mut |font, glyph, at, scale| {
            let Some(outline) = font.outline_glyphs().get(glyph) else { return };
            (path.x, path.y, path.scale) = (x + at.0, y - at.1, scale);
            // A glyph that cannot be drawn leaves its place empty.
            let _ = outline.draw(&DrawOptions::new(), DrawMemory::default(), &mut path);
        });
        path.d
    }

    /// Sets a line: calls `each` with every glyph, its place and its scale, and returns the width.
    fn set(&self, voice: Voice, size: f32, text: &str, each: &mut Each) -> f32 {
        let mut at = 0.0;
        for (font, run) in self.runs(voice, text) {
            let scale = size / f32::from(font.units_per_em().max(1));
            let mut buffer = Buffer::new();
            buffer.push_str(run);
            buffer.guess_segment_properties();
            buffer.set_direction(Direction::LeftToRight);
            if harfrust::shape(&ShaperFont::new(font), &mut buffer, ShapeOptions::new()).is_err() {
                continue;
            }
            for (glyph, place) in buffer.glyph_infos().iter().zip(buffer.glyph_positions()) {
                let offset = (at + place.x_offset as f32 * scale, place.y_offset as f32 * scale);
                each(font, glyph.glyph_id.into(), offset, scale);
                at += place.x_advance as f32 * scale;
            }
        }
        at
    }

    /// A text in runs of one font each; spaces stay with what is before them.
    fn runs<'t>(&self, voice: Voice, text: &'t str) -> Vec<(&Font, &'t str)> {
        let mut runs: Vec<(&Font, usize)> = Vec::new();
        for (at, letter) in text.char_indices() {
            let same = |font: &&Font| font.charmap().map_unicode(letter).is_some();
            if runs.last().is_some_and(|(font, _)| same(font)) {
                continue;
            }
            let Some(font) = self.piece(voice, letter) else { continue };
            runs.push((font, if runs.is_empty() { 0 } else { at }));
        }
        let ends = runs.iter().skip(1).map(|(_, start)| *start).chain([text.len()]).collect::<Vec<_>>();
        runs.into_iter().zip(ends).filter_map(|((font, start), end)| Some((font, text.get(start..end)?))).collect()
    }
}

/// Hebrew, Arabic and their neighbours, with their presentation forms.
fn is_from_right(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}')
}

/// Collects an outline as the `d` of an SVG path: font units, y upwards, become pixels, y downwards.
#[derive(Default)]
struct Path {
    d: String,
    x: f32,
    y: f32,
    scale: f32,
}

impl Path {
    fn add(&mut self, letter: char, points: &[(f32, f32)]) {
        use std::fmt::Write;
        self.d.push(letter);
        for (x, y) in points {
            // Writing to a string cannot fail.
            let _ = write!(self.d, "{:.2} {:.2} ", self.x + x * self.scale, self.y - y * self.scale);
        }
    }
}

impl PathSink for Path {
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
