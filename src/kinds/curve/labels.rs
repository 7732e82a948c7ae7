//! Where the words on a curve stand: beside their points, clear of the line, of the points and of each other.
//!
//! Nothing is measured here, because no browser is at hand: widths are estimated, rather too wide than too narrow.

use serde::Serialize;

/// The size of a label, in the curve's units: letters, and from line to line.
const SIZE: f64 = 20.0;
const LINE: f64 = 24.0;
/// From a baseline up to the tops of the letters, and down to their tails.
const RISE: f64 = 16.0;
const FALL: f64 = 6.0;
/// The widest line that fits its stage's column.
const WIDEST: f64 = 186.0;
/// How far a word keeps from the line, with its halo.
const CLEAR: f64 = 7.0;
/// How far from a point's centre nothing else may stand.
const POINT: f64 = 13.0;

/// A label on the curve.
#[derive(Debug, Serialize)]
pub(in crate::kinds) struct LabelView {
    pub(super) x: f64,
    pub(super) anchor: &'static str,
    pub(super) lines: Vec<LabelLine>,
}

/// One line of a label.
#[derive(Debug, Serialize)]
pub(super) struct LabelLine {
    pub(super) y: f64,
    pub(super) text: String,
}

/// The scores on both sides of a point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slope {
    pub(super) before: Option<f64>,
    pub(super) score: f64,
    pub(super) after: Option<f64>,
}

#[derive(Clone, Copy, Debug)]
struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Area {
    fn holds(&self, (x, y): (f64, f64), clear: f64) -> bool {
        x > self.left - clear && x < self.right + clear && y > self.top - clear && y < self.bottom + clear
    }

    fn meets(&self, other: &Area) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}

/// A seat beside a point: from its centre to the text's anchor sideways, and to the block's nearer edge up or down.
#[derive(Clone, Copy, Debug)]
struct Seat {
    dx: f64,
    anchor: &'static str,
    /// Above the point (the last line ends here) or below it (the first line begins here).
    above: bool,
    gap: f64,
}

const fn seat(dx: f64, anchor: &'static str, above: bool, gap: f64) -> Seat {
    Seat { dx, anchor, above, gap }
}

const ABOVE: Seat = seat(0.0, "middle", true, 18.0);
const BELOW: Seat = seat(0.0, "middle", false, 22.0);
const RIGHT_ABOVE: Seat = seat(16.0, "start", true, 6.0);
const LEFT_ABOVE: Seat = seat(-16.0, "end", true, 6.0);
const RIGHT_BELOW: Seat = seat(16.0, "start", false, 8.0);
const LEFT_BELOW: Seat = seat(-16.0, "end", false, 8.0);
const FAR_ABOVE: Seat = seat(0.0, "middle", true, 44.0);
const FAR_BELOW: Seat = seat(0.0, "middle", false, 48.0);

/// What is taken already.
pub(super) struct Place {
    width: f64,
    line: Vec<(f64, f64)>,
    points: Vec<(f64, f64)>,
    labels: Vec<Area>,
}

impl Place {
    pub(super) fn new(width: f64) -> Place {
        Place { width, line: Vec::new(), points: Vec::new(), labels: Vec::new() }
    }

    pub(super) fn line(&mut self, samples: impl Iterator<Item = (f64, f64)>) {
        self.line.extend(samples);
    }

    pub(super) fn point(&mut self, x: f64, y: f64) {
        self.points.push((x, y));
    }

    /// How low the lowest label reaches.
    pub(super) fn lowest(&self) -> f64 {
        self.labels.iter().map(|area| area.bottom).fold(0.0, f64::max)
    }

    /// The name of a line at its last point.
    pub(super) fn end(&mut self, at: (f64, f64), text: &str) -> Option<LabelView> {
        let beside = seat(18.0, "start", false, -RISE / 2.0 - 1.0);
        let lines = [text.to_owned()];
        self.seat(at, &[beside, RIGHT_ABOVE, RIGHT_BELOW, ABOVE, BELOW], &lines, true)
    }

    /// A point's label, and whether it says the word and not the number only. Without `must` there is none where it would
    /// cover something.
    pub(super) fn label(&mut self, at: (f64, f64), slope: Slope, word: &str, must: bool) -> (Option<LabelView>, bool) {
        let number = number(slope.score);
        let lines = break_label(word, &number);
        let spelled = lines.is_some();
        let lines = lines.unwrap_or_else(|| vec![number]);
        if lines.iter().all(String::is_empty) {
            return (None, spelled);
        }
        (self.seat(at, &seats(slope), &lines, must), spelled)
    }

    /// Takes the first seat that is free, else the one where least is covered.
    fn seat(&mut self, at: (f64, f64), seats: &[Seat], lines: &[String], must: bool) -> Option<LabelView> {
        let width = lines.iter().map(|line| width(line)).fold(0.0, f64::max);
        let costs = seats.iter().map(|seat| {
            let area = area(at, *seat, width, lines.len());
            (self.cost(&area, at), area, *seat)
        });
        let (cost, area, seat) = costs.min_by(|(a, ..), (b, ..)| a.total_cmp(b))?;
        if cost > 0.0 && !must {
            return None;
        }
        self.labels.push(area);
        let line = |(number, text): (usize, &String)| LabelLine {
            y: area.top + RISE + LINE * number as f64,
            text: text.clone(),
        };
        let lines = lines.iter().enumerate().map(line).collect();
        Some(LabelView { x: at.0 + seat.dx, anchor: seat.anchor, lines })
    }

    /// How much of the drawing an area would cover; nothing is 0.
    fn cost(&self, area: &Area, own: (f64, f64)) -> f64 {
        let line = self.line.iter().filter(|point| area.holds(**point, CLEAR)).count();
        let points = self.points.iter().filter(|point| **point != own && area.holds(**point, POINT)).count();
        let labels = self.labels.iter().filter(|other| area.meets(other)).count();
        let outside = (-area.left).max(0.0) + (area.right - self.width).max(0.0) + (-area.top).max(0.0);
        line as f64 + 12.0 * points as f64 + 30.0 * labels as f64 + outside
    }
}

fn area((x, y): (f64, f64), seat: Seat, width: f64, lines: usize) -> Area {
    let height = RISE + FALL + LINE * (lines as f64 - 1.0);
    let top = if seat.above { y - seat.gap - height } else { y + seat.gap };
    let left = x + seat.dx
        - match seat.anchor {
            "middle" => width / 2.0,
            "end" => width,
            _ => 0.0,
        };
    Area { left, top, right: left + width, bottom: top + height }
}

/// Above a peak and below a low; on a slope on the side that the line leaves free; then anywhere.
fn seats(slope: Slope) -> Vec<Seat> {
    let Slope { before, score, after } = slope;
    let peak = before.is_none_or(|before| before <= score) && after.is_none_or(|after| after <= score);
    let low = before.is_none_or(|before| before >= score) && after.is_none_or(|after| after >= score);
    let falls = after.is_some_and(|after| after < score) || before.is_some_and(|before| before > score);
    let mut first = match (peak && (score > 0.0 || !low), low) {
        (true, _) => vec![ABOVE],
        (_, true) => vec![BELOW],
        _ if falls && score > 0.0 => vec![RIGHT_ABOVE, LEFT_BELOW],
        _ if falls => vec![LEFT_BELOW, RIGHT_ABOVE],
        _ if score > 0.0 => vec![LEFT_ABOVE, RIGHT_BELOW],
        _ => vec![RIGHT_BELOW, LEFT_ABOVE],
    };
    let rest = [ABOVE, BELOW, RIGHT_ABOVE, LEFT_BELOW, LEFT_ABOVE, RIGHT_BELOW, FAR_ABOVE, FAR_BELOW];
    first.extend(rest);
    first
}

/// ` +1`, ` −2`, ` 0`; nothing for the middle of a change.
fn number(score: f64) -> String {
    match score {
        score if score.fract() != 0.0 => String::new(),
        score if score > 0.0 => format!("+{score}"),
        score if score < 0.0 => format!("−{}", -score),
        _ => "0".into(),
    }
}

/// A word with its number in one line or two, neither wider than the column; `None` if that cannot be.
fn break_label(word: &str, number: &str) -> Option<Vec<String>> {
    let join = |a: &str, b: &str| format!("{a} {b}").trim().to_owned();
    let whole = join(word, number);
    if width(&whole) <= WIDEST {
        return Some(vec![whole]);
    }
    let breaks = word.match_indices(' ').map(|(at, _)| at).chain([word.len()]);
    let halves = breaks.map(|at| [word[..at].trim().to_owned(), join(&word[at..], number)]);
    let widest = |halves: &[String; 2]| halves.iter().map(|half| width(half)).fold(0.0, f64::max);
    let best = halves.min_by(|a, b| widest(a).total_cmp(&widest(b)))?;
    (widest(&best) <= WIDEST).then(|| best.into())
}

/// How wide a text is in bold letters, estimated from kinds of letters.
fn width(text: &str) -> f64 {
    let em = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '’' | '!' | '|' | ' ' => 0.34,
        'f' | 't' | 'r' | '(' | ')' | '-' => 0.46,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.95,
        c if c >= '\u{1100}' => 1.0,
        c if c.is_uppercase() => 0.72,
        _ => 0.61,
    };
    text.chars().map(|c| SIZE * em(c)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(label: &LabelView) -> Vec<&str> {
        label.lines.iter().map(|line| &*line.text).collect()
    }

    #[test]
    fn a_long_word_takes_two_lines_and_a_longer_one_leaves_the_number() {
        assert_eq!(break_label("Hopeful", "+1").expect("short"), ["Hopeful +1"]);
        assert_eq!(break_label("Ready to give it all up", "−2").expect("two"), ["Ready to give", "it all up −2"]);
        assert_eq!(break_label("Donaudampfschifffahrt", "−1"), None);
        assert_eq!(break_label("", "0").expect("a number"), ["0"]);
    }

    #[test]
    fn no_label_covers_the_line_its_points_or_another_label() {
        // Up and down with long words, so that the first choice is often taken.
        let scores = [2.0, 1.0, 1.0, -1.0, -2.0, 2.0, -2.0, 0.0, 1.0, -1.0];
        let at = |stage: usize| (200.0 * (stage as f64 + 0.5), 66.0 + (2.0 - scores[stage]) * 62.0);
        let mut place = Place::new(2000.0);
        for stage in 0..scores.len() {
            place.point(at(stage).0, at(stage).1);
        }
        for stage in 0..scores.len() - 1 {
            let ((x, y), (to_x, to_y)) = (at(stage), at(stage + 1));
            place.line((0..=40).map(|step| {
                let share = f64::from(step) / 40.0;
                (x + share * (to_x - x), y + share * (to_y - y))
            }));
        }
        for stage in 0..scores.len() {
            let before = stage.checked_sub(1).map(|before| scores[before]);
            let slope = Slope { before, score: scores[stage], after: scores.get(stage + 1).copied() };
            let (label, spelled) = place.label(at(stage), slope, "Somewhat unsure", true);
            assert!(spelled && label.is_some());
        }
        for (number, label) in place.labels.iter().enumerate() {
            assert!(!place.labels[..number].iter().any(|other| label.meets(other)), "label {number} on another");
            assert!(!place.line.iter().any(|point| label.holds(*point, 0.0)), "label {number} on the line");
            assert!(!place.points.iter().any(|point| label.holds(*point, 0.0)), "label {number} on a point");
        }
    }

    #[test]
    fn without_must_a_label_that_would_cover_something_is_left_out() {
        let mut place = Place::new(200.0);
        place.line((0..2000).map(|at| (f64::from(at % 200), f64::from(at / 200) * 35.0)));
        let slope = Slope { before: None, score: 1.0, after: None };
        assert!(place.label((100.0, 128.0), slope, "Calm", false).0.is_none());
        assert_eq!(lines(&place.label((100.0, 128.0), slope, "Calm", true).0.expect("a label")), ["Calm +1"]);
    }
}
