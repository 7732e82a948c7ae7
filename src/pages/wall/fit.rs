//! How large words are set on a slide, decided without a browser: the largest step at which they fit into every way in
//! which the slide may be laid out. Lengths are in hundredths of the height of a wide screen (and of the width of a high
//! one, times 16 to 9).

/// A box that a text has to fit into.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// Its width.
    pub(super) width: f64,
    /// Its height.
    pub(super) height: f64,
}

/// Sizes of words that stand alone on a slide, from the largest; none is under 4.2.
pub(super) const ALONE: &[f64] = &[11.2, 10.2, 9.2, 8.3, 7.5, 7.0, 6.2, 5.6];

/// Sizes of the statements of a map.
pub(super) const STATEMENTS: &[f64] = &[7.8, 7.2, 6.7, 6.1, 5.6, 5.0, 4.6];

/// Widths are a little less in practice: kerning draws letters together, and a browser may break a line earlier.
const SAFETY: f64 = 0.97;

/// Advance widths of the letters from space to tilde, in thousandths of the size.
const SANS: [u16; 95] = [
    280, 286, 301, 651, 592, 919, 731, 160, 299, 299, 485, 606, 210, 362, 210, 387, 648, 407, 548, 576, 614, 588, 598,
    510, 615, 595, 210, 210, 553, 628, 553, 480, 778, 626, 613, 645, 669, 569, 552, 694, 694, 392, 512, 631, 541, 824,
    693, 714, 592, 724, 614, 592, 558, 690, 593, 856, 623, 575, 607, 317, 387, 344, 552, 372, 243, 525, 566, 485, 564,
    538, 314, 558, 550, 252, 245, 492, 262, 845, 550, 548, 566, 574, 349, 471, 326, 540, 461, 684, 481, 449, 460, 344,
    237, 344, 555,
];

/// The same of the serif, in which customers speak.
const SERIF: [u16; 95] = [
    200, 326, 402, 678, 572, 868, 818, 242, 340, 340, 449, 582, 327, 349, 332, 446, 591, 409, 517, 547, 568, 519, 553,
    518, 563, 540, 332, 327, 582, 582, 582, 544, 879, 740, 670, 702, 769, 645, 622, 756, 839, 411, 563, 763, 640, 997,
    834, 765, 619, 768, 730, 603, 739, 801, 744, 1095, 722, 724, 666, 339, 447, 339, 582, 470, 500, 551, 620, 513, 627,
    534, 399, 573, 670, 343, 318, 628, 343, 978, 672, 598, 631, 613, 495, 467, 414, 647, 600, 872, 578, 586, 501, 371,
    427, 371, 582,
];

/// The number of the largest step, from one, at which a text fits into every room; nothing if it fits at none.
pub(super) fn step(text: &str, voice: bool, steps: &[f64], line_height: f64, rooms: &[Room]) -> Option<usize> {
    let fits = |size: f64| {
        rooms.iter().all(|room| {
            let (lines, broken) = lines(text, voice, room.width * SAFETY / size);
            // A word is broken only where even the smallest step has no line for it.
            let whole = !broken || steps.last() == Some(&size);
            whole && lines as f64 * size * line_height <= room.height
        })
    };
    steps.iter().position(|size| fits(*size)).map(|at| at + 1)
}

/// How many lines a text takes in a width (in units of its size), and whether a word had to be broken.
fn lines(text: &str, voice: bool, width: f64) -> (usize, bool) {
    let (mut lines, mut used, mut broken) = (1, 0.0, false);
    let space = advance(' ', voice);
    for word in pieces(text) {
        let long: f64 = word.chars().map(|c| advance(c, voice)).sum();
        let gap = if used > 0.0 && !is_wide(word.chars().next().unwrap_or(' ')) { space } else { 0.0 };
        if used + gap + long <= width {
            used += gap + long;
        } else if long <= width {
            lines += 1;
            used = long;
        } else {
            lines += (long / width).ceil() as usize;
            used = long % width;
            broken = true;
        }
    }
    (lines, broken)
}

/// What a line may be broken between: words, parts of words after a hyphen, single letters of East Asia.
fn pieces(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for word in text.split_whitespace() {
        let mut from = 0;
        for (at, c) in word.char_indices() {
            let after = at + c.len_utf8();
            if is_wide(c) || matches!(c, '-' | '–' | '—') {
                found.push(&word[from..after]);
                from = after;
            }
        }
        if from < word.len() {
            found.push(&word[from..]);
        }
    }
    found
}

fn advance(c: char, voice: bool) -> f64 {
    let table = if voice { &SERIF } else { &SANS };
    let known = (c as usize).checked_sub(32).and_then(|at| table.get(at));
    match known {
        Some(width) => f64::from(*width) / 1000.0,
        None if is_wide(c) => 1.0,
        None if c == '…' => 0.9,
        None if c.is_uppercase() => 0.8,
        None => 0.66,
    }
}

/// Whether a letter is as wide as it is high.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3fffd}')
}

/// How many words somebody reads; East Asian letters count as half a word each.
pub(super) fn words(text: &str) -> usize {
    let wide = text.chars().filter(|c| is_wide(*c)).count();
    let others: String = text.chars().map(|c| if is_wide(c) { ' ' } else { c }).collect();
    others.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count() + wide.div_ceil(2)
}

/// How long a slide with so many words stays: long enough to read it twice at 150 words a minute, for who comes late.
pub(super) fn seconds(words: usize) -> u32 {
    (2.0 * words as f64 / 2.5 + 5.0).ceil().clamp(15.0, 60.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Room = Room { width: 100.0, height: 50.0 };

    #[test]
    fn few_words_are_large_and_many_small() {
        let at = |text: &str| step(text, true, ALONE, 1.2, &[ROOM]);
        assert_eq!(at("Whose midnight is it?"), Some(1));
        assert!(at(&"word ".repeat(25)) > Some(1));
        assert_eq!(at(&"word ".repeat(300)), None);
    }

    #[test]
    fn a_long_word_is_set_smaller_before_it_is_broken() {
        let long = "Rindfleischetikettierungsüberwachung";
        let at = step(long, false, ALONE, 1.2, &[ROOM]);
        assert!(at > Some(1), "{at:?}");
        assert!(step(&long.repeat(4), false, ALONE, 1.2, &[ROOM]).is_some());
    }

    #[test]
    fn seconds_follow_the_words() {
        assert_eq!([0, 12, 13, 25, 48, 200].map(seconds), [15, 15, 16, 25, 44, 60]);
        assert_eq!(words("“I check it – three times.”"), 5);
        assert_eq!(words("夜勤の前にバスを待つ"), 5);
    }
}
