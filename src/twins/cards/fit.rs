//! Where the lines of a card break, and how large they can be: measured with the fonts they are drawn with.

use super::fonts::{Fonts, Voice};

/// The sizes that are tried for the large text, in pixels, the largest first.
const SIZES: &[f32] = &[84.0, 78.0, 72.0, 66.0, 60.0];

/// From one line to the next, as a multiple of the size.
pub(super) const LEADING: f32 = 1.14;

/// From the top of the first line to its base line, as a multiple of the size.
pub(super) const ASCENT: f32 = 0.8;

/// What letters reach below the base line, as a multiple of the size.
const DESCENT: f32 = 0.26;

/// The share of a line that may be filled: what is between two words is not kerned where they are measured.
const FILL: f32 = 0.985;

/// Text in lines of one size.
#[derive(Debug, PartialEq)]
pub(super) struct Lines {
    pub(super) voice: Voice,
    pub(super) size: f32,
    pub(super) lines: Vec<String>,
}

/// A box in pixels.
#[derive(Clone, Copy)]
pub(super) struct Room {
    pub(super) width: f32,
    pub(super) height: f32,
}

impl Room {
    fn lines(self, size: f32) -> usize {
        let first = size * (ASCENT + DESCENT);
        if first > self.height { 0 } else { 1 + ((self.height - first) / (size * LEADING)) as usize }
    }
}

/// A text at the largest size at which all of it fits.
pub(super) fn whole(fonts: &Fonts, voice: Voice, text: &str, room: Room) -> Option<Lines> {
    SIZES.iter().find_map(|size| {
        let lines = wrap(fonts, voice, *size, text, room.width);
        (lines.len() <= room.lines(*size)).then_some(Lines { voice, size: *size, lines })
    })
}

/// A text that may lose its end: cut between two words, never in one.
pub(super) fn cut(fonts: &Fonts, voice: Voice, text: &str, room: Room) -> Option<Lines> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let shortened = |n: usize| format!("{}…", words[..n].join(" ").trim_end_matches([',', ';', ':', '.', '–', '-']));
    whole(fonts, voice, text, room)
        .or_else(|| (1..words.len()).rev().find_map(|n| whole(fonts, voice, &shortened(n), room)))
}

/// One line at a size, cut between two words if it is too wide; nothing if not even its first word fits.
pub(super) fn line(fonts: &Fonts, voice: Voice, size: f32, text: &str, width: f32) -> Option<Lines> {
    if !fonts.can_say(voice, text) {
        return None;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let fits = |text: &String| fonts.width(voice, size, text) <= width;
    let shortened = |n: usize| format!("{}…", words[..n].join(" ").trim_end_matches([',', ';', ':', '.', '·']));
    let all = Some(words.join(" ")).filter(fits);
    let line = all.or_else(|| (1..words.len()).rev().map(shortened).find(fits))?;
    Some(Lines { voice, size, lines: vec![line] })
}

/// Breaks a text into lines: at spaces and after hyphens, and inside of a word only if it is wider than a line.
fn wrap(fonts: &Fonts, voice: Voice, size: f32, text: &str, width: f32) -> Vec<String> {
    let width = width * FILL;
    let fits = |text: &str| fonts.width(voice, size, text) <= width;
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        let longer = format!("{line}{piece}");
        if fits(longer.trim_end()) {
            line = longer;
            continue;
        }
        if !line.trim().is_empty() {
            lines.push(line.trim().to_owned());
        }
        line.clear();
        for letter in piece.chars() {
            if !line.is_empty() && !fits(format!("{line}{letter}").trim_end()) {
                lines.push(std::mem::take(&mut line));
            }
            line.push(letter);
        }
    }
    if !line.trim().is_empty() {
        lines.push(line.trim().to_owned());
    }
    lines
}

/// A text in pieces that a line may end after; the spaces are part of them. Where nothing is put between words, a line
/// may end after every letter.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let end = at + letter.len_utf8();
        let next = letters.peek().map(|(_, next)| *next);
        let is_end = match letter {
            letter if letter.is_whitespace() => next.is_some_and(|next| !next.is_whitespace()),
            '-' | '–' | '—' => next.is_some_and(char::is_alphabetic),
            letter => is_ideograph(letter) && next.is_some_and(is_ideograph),
        };
        if is_end {
            pieces.push(&text[start..end]);
            start = end;
        }
    }
    pieces.push(&text[start..]);
    pieces
}

/// Chinese, and the syllables of Japanese; not their punctuation, which may not begin a line.
fn is_ideograph(letter: char) -> bool {
    matches!(letter, '\u{3041}'..='\u{30fa}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}
