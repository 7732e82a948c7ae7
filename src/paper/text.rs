//! A text, shaped once for all sizes; then only the places of its line breaks depend on the size.
//!
//! Shaping is harfrust's, the places where a line may end are those of UAX #14, the order of what runs from right to left
//! that of UAX #9.

use std::cell::Cell;
use std::ops::Range;

use harfrust::{Buffer, Direction, ShapeOptions, ShaperFont};
use unicode_bidi::{BidiInfo, Level, ParagraphInfo};
use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::fonts::{Fonts, Voice, is_silent};
use super::scene::{Glyph, Line, Rgb, Run};

/// The share of a line that may be filled: what is between two words is not kerned across their break.
const FILL: f32 = 0.995;

/// A text with its glyphs, in em.
#[derive(Clone, Debug)]
pub struct Text {
    text: String,
    runs: Vec<Shaped>,
    /// Where it reads from.
    pub rtl: bool,
    /// Pieces between places where a line may end.
    pieces: Vec<Piece>,
    /// From one line to the next, as a multiple of the size.
    pub leading: f32,
    /// The last width in em that was asked for, and how many lines it takes: the fit asks for the same again and again.
    counted: Cell<Option<(f32, usize)>>,
}

/// What is set in one font and one direction.
#[derive(Clone, Debug)]
struct Shaped {
    range: Range<usize>,
    face: usize,
    /// From left to right; letters as places in the whole text.
    glyphs: Vec<Glyph>,
}

#[derive(Clone, Debug)]
struct Piece {
    range: Range<usize>,
    /// Without the spaces at its end.
    width: f32,
    spaces: f32,
}

/// A text in lines of one size.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    ranges: Vec<Range<usize>>,
    /// The widest of them, in em.
    pub width: f32,
}

impl Lines {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ranges.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }
}

impl Text {
    /// Shapes a text. Letters that no font has are left out: ask [`Fonts::lacks`] before.
    pub fn new(fonts: &Fonts, voice: Voice, text: &str) -> Text {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let bidi = BidiInfo::new(&text, None);
        let rtl = bidi.paragraphs.first().is_some_and(|paragraph| paragraph.level.is_rtl());
        let runs = runs(fonts, voice, &text, &bidi.levels);
        let advances = advances(&runs, text.len());
        let pieces = pieces(&text, &advances);
        let leading = if voice == Voice::Theirs { 1.3 } else { 1.36 };
        Text { rtl, runs, pieces, text, leading, counted: Cell::default() }
    }

    /// The same with another distance of lines.
    #[must_use]
    pub fn tight(self, leading: f32) -> Text {
        Text { leading, ..self }
    }

    /// What it says.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How wide it is in one line, in em.
    pub fn width(&self) -> f32 {
        let all: f32 = self.pieces.iter().map(|piece| piece.width + piece.spaces).sum();
        all - self.pieces.last().map_or(0.0, |piece| piece.spaces)
    }

    /// Breaks it into lines of at most `width` em.
    pub fn lines(&self, width: f32) -> Lines {
        let room = width * FILL;
        let mut lines = Lines::default();
        let mut line: Option<(Range<usize>, f32, f32)> = None;
        let mut end = |line: (Range<usize>, f32, f32)| {
            lines.width = lines.width.max(line.1);
            lines.ranges.push(line.0);
        };
        for piece in &self.pieces {
            if let Some((range, used, spaces)) = &mut line
                && *used + *spaces + piece.width <= room
            {
                *used += *spaces + piece.width;
                *spaces = piece.spaces;
                range.end = piece.range.end;
                continue;
            }
            if let Some(full) = line.take() {
                end(full);
            }
            // A word that is wider than a line is broken where it must be.
            let mut rest = piece.range.clone();
            if piece.width > room {
                while let Some((at, used)) = self.cut(&rest, room) {
                    end((rest.start..at, used, 0.0));
                    rest.start = at;
                }
            }
            let width = self.width_of(&rest) - piece.spaces;
            line = Some((rest, width, piece.spaces));
        }
        if let Some(full) = line {
            end(full);
        }
        lines
    }

    /// How high it is in lines of at most `width` (in the unit of the size).
    pub fn height(&self, size: f32, width: f32) -> f32 {
        let em = width / size;
        let lines = match self.counted.get() {
            Some((known, lines)) if known == em => lines,
            _ => self.lines(em).len(),
        };
        self.counted.set(Some((em, lines)));
        lines as f32 * size * self.leading
    }

    /// The lines, drawn below each other from the top of a box; the second value is where they end.
    pub fn draw(&self, size: f32, place: (f32, f32), width: f32, colour: Rgb) -> (Vec<Line>, f32) {
        self.draw_aligned(size, place, width, colour, if self.rtl { 1.0 } else { 0.0 })
    }

    /// The same, each line in the middle.
    pub fn draw_centred(&self, size: f32, place: (f32, f32), width: f32, colour: Rgb) -> (Vec<Line>, f32) {
        self.draw_aligned(size, place, width, colour, 0.5)
    }

    fn draw_aligned(&self, size: f32, (x, y): (f32, f32), width: f32, colour: Rgb, share: f32) -> (Vec<Line>, f32) {
        let broken = self.lines(width / size);
        let mut lines = Vec::with_capacity(broken.len());
        let mut top = y;
        for range in &broken.ranges {
            let (runs, own) = self.line(range);
            // Capitals (0.668 em) stand in the middle of their line.
            let base = top + size * (self.leading / 2.0 + 0.334);
            let x = x + (width - own * size) * share;
            lines.push(Line { x, y: base, size, colour, width: own, runs });
            top += size * self.leading;
        }
        (lines, top)
    }

    /// The parts of a line in the order in which they are read, and its width without the spaces at its end.
    fn line(&self, range: &Range<usize>) -> (Vec<Run>, f32) {
        // A space at the end tells who copies or listens that the word has ended; from right to left it would move the
        // line.
        let said = self.text[range.clone()].trim_end().len() + range.start;
        let end = if self.rtl { said } else { range.end };
        let range = range.start..end;
        if range.is_empty() {
            return (Vec::new(), 0.0);
        }
        let info = BidiInfo::new(&self.text, None);
        let Some(paragraph) = info.paragraphs.first() else { return (Vec::new(), 0.0) };
        let paragraph = ParagraphInfo { range: 0..self.text.len(), level: paragraph.level };
        let (levels, order) = info.visual_runs(&paragraph, range);
        let mut out: Vec<(usize, Run)> = Vec::new();
        let mut x = 0.0;
        let mut trailing = 0.0;
        for part in order {
            let from_right = levels.get(part.start).is_some_and(Level::is_rtl);
            let within = |run: &&Shaped| run.range.start < part.end && part.start < run.range.end;
            let mut shaped: Vec<&Shaped> = self.runs.iter().filter(within).collect();
            if from_right {
                shaped.reverse();
            }
            for run in shaped {
                let own = run.range.start.max(part.start)..run.range.end.min(part.end);
                for (start, part) in self.parts(run, own, from_right, x) {
                    let beyond = part.glyphs.iter().filter(|glyph| start + glyph.letters.start >= said);
                    trailing += advance(beyond);
                    x += advance(part.glyphs.iter());
                    out.push((start, part));
                }
            }
        }
        out.sort_by_key(|(start, _)| *start);
        (out.into_iter().map(|(_, run)| run).collect(), x - trailing)
    }

    /// A range of what is set in one font, from left to right, with the place in the text at which each part begins: one
    /// part, or one for each word if it runs from right to left.
    fn parts(&self, run: &Shaped, range: Range<usize>, from_right: bool, mut x: f32) -> Vec<(usize, Run)> {
        let glyphs: Vec<&Glyph> = run.glyphs.iter().filter(|glyph| range.contains(&glyph.letters.start)).collect();
        let word = |glyph: &Glyph| if from_right { self.word(&range, glyph.letters.start) } else { range.clone() };
        let part = |glyphs: &[&Glyph]| {
            let word = word(glyphs[0]);
            let own = |glyph: &&Glyph| {
                let end = glyph.letters.end.min(word.end);
                Glyph { letters: glyph.letters.start - word.start..end - word.start, ..(*glyph).clone() }
            };
            let glyphs: Vec<Glyph> = glyphs.iter().map(own).collect();
            let left = x;
            x += advance(glyphs.iter());
            (word.start, Run { face: run.face, x: left, text: self.text[word].to_owned(), glyphs })
        };
        glyphs.chunk_by(|one, next| word(one) == word(next)).map(part).collect()
    }

    /// The word of a range at a place, with the space after it.
    fn word(&self, range: &Range<usize>, at: usize) -> Range<usize> {
        let start = self.text[range.start..at].rfind(' ').map_or(range.start, |space| range.start + space + 1);
        let end = self.text[at..range.end].find(' ').map_or(range.end, |space| at + space + 1);
        start..end
    }

    /// Where a word that is wider than a line is cut: the last place at which it still fits, at least after one letter.
    fn cut(&self, range: &Range<usize>, room: f32) -> Option<(usize, f32)> {
        let mut used = 0.0;
        let mut at = range.start;
        for (place, letter) in self.text[range.clone()].char_indices() {
            let next = range.start + place..range.start + place + letter.len_utf8();
            let wide = self.width_of(&next);
            if used + wide > room && at > range.start {
                // Spaces at the end need no line of their own.
                return (!self.text[at..range.end].trim().is_empty()).then_some((at, used));
            }
            used += wide;
            at = next.end;
        }
        None
    }

    fn width_of(&self, range: &Range<usize>) -> f32 {
        let glyphs = self.runs.iter().flat_map(|run| &run.glyphs);
        advance(glyphs.filter(|glyph| range.contains(&glyph.letters.start)))
    }
}

/// How far some glyphs go, in em.
fn advance<'a>(glyphs: impl Iterator<Item = &'a Glyph>) -> f32 {
    glyphs.map(|glyph| glyph.advance).sum()
}

/// Parts of one font and one direction, shaped.
fn runs(fonts: &Fonts, voice: Voice, text: &str, levels: &[Level]) -> Vec<Shaped> {
    let mut parts: Vec<(Range<usize>, usize, Level)> = Vec::new();
    for (at, letter) in text.char_indices() {
        let end = at + letter.len_utf8();
        let level = levels.get(at).copied().unwrap_or_else(Level::ltr);
        if let Some((range, face, last)) = parts.last_mut().filter(|(_, _, last)| *last == level) {
            let has = fonts.face(*face).is_some_and(|face| face.font.charmap().map_unicode(letter).is_some());
            if has || is_silent(letter) {
                range.end = end;
                *last = level;
                continue;
            }
        }
        match fonts.face_for(voice, letter).or_else(|| fonts.face_for(voice, 'x').filter(|_| is_silent(letter))) {
            Some(face) => parts.push((at..end, face, level)),
            // What nobody can draw joins what is before it, without a glyph.
            None => {
                if let Some((range, ..)) = parts.last_mut() {
                    range.end = end;
                }
            }
        }
    }
    parts.into_iter().filter_map(|(range, face, level)| shape(fonts, text, range, face, level)).collect()
}

fn shape(fonts: &Fonts, text: &str, range: Range<usize>, face: usize, level: Level) -> Option<Shaped> {
    let font = &fonts.face(face)?.font;
    let em = f32::from(font.units_per_em().max(1));
    let mut buffer = Buffer::new();
    buffer.push_str(&text[range.clone()]);
    buffer.guess_segment_properties();
    buffer.set_direction(if level.is_rtl() { Direction::RightToLeft } else { Direction::LeftToRight });
    harfrust::shape(&ShaperFont::new(font), &mut buffer, ShapeOptions::new()).ok()?;
    // Clusters are places in the text that was pushed, in bytes.
    let place = |cluster: u32| (range.start + cluster as usize).min(range.end);
    let mut starts: Vec<usize> = buffer.glyph_infos().iter().map(|info| place(info.cluster)).collect();
    starts.sort_unstable();
    starts.dedup();
    let end_of = |start: usize| starts.iter().find(|next| **next > start).copied().unwrap_or(range.end);
    let infos = buffer.glyph_infos().iter().zip(buffer.glyph_positions());
    let glyphs = infos.map(|(info, position)| {
        let start = place(info.cluster);
        Glyph {
            id: info.glyph_id,
            letters: start..end_of(start),
            advance: position.x_advance as f32 / em,
            dx: position.x_offset as f32 / em,
            dy: position.y_offset as f32 / em,
        }
    });
    Some(Shaped { glyphs: glyphs.collect(), range, face })
}

/// How far each place of a text is advanced: at the first letter of each cluster.
fn advances(runs: &[Shaped], length: usize) -> Vec<f32> {
    let mut advances = vec![0.0; length];
    for glyph in runs.iter().flat_map(|run| &run.glyphs) {
        if let Some(place) = advances.get_mut(glyph.letters.start) {
            *place += glyph.advance;
        }
    }
    advances
}

/// The pieces of a text between the places where a line may end.
fn pieces(text: &str, advances: &[f32]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let ends = linebreaks(text).filter(|(_, kind)| *kind != BreakOpportunity::Mandatory).map(|(end, _)| end);
    for end in ends.chain([text.len()]) {
        if end <= start {
            continue;
        }
        let said = start + text[start..end].trim_end().len();
        let sum = |range: Range<usize>| advances[range].iter().sum();
        pieces.push(Piece { range: start..end, width: sum(start..said), spaces: sum(said..end) });
        start = end;
    }
    pieces
}
