//! The emotion curve: a monotone cubic through the stages that have a feeling; a gap where nobody was asked.
//!
//! Monotone cubic Hermite interpolation after F. N. Fritsch and R. E. Carlson (SIAM J. Numer. Anal. 17, 1980): the
//! curve never rises above or falls below the points it joins, so it never claims a feeling nobody had.

mod labels;

use serde::Serialize;

use crate::site::evidence::State;

pub(super) use labels::LabelView;

/// How large a curve is drawn.
#[derive(Clone, Copy, Debug)]
struct Scale {
    /// Units per stage.
    stage: f64,
    /// Units per level.
    level: f64,
    /// Units from the top to the level of +2.
    top: f64,
}

/// The curve of a journey, with room for words above and below.
const JOURNEY: Scale = Scale { stage: 200.0, level: 62.0, top: 72.0 };

/// The small curve beside a story, without words.
const STORY: Scale = Scale { stage: 80.0, level: 14.0, top: 10.0 };

/// Into how many steps a segment is cut where its shape is needed as points.
const STEPS: usize = 24;

impl Scale {
    fn x(self, stage: usize) -> f64 {
        self.stage * (stage as f64 + 0.5)
    }

    fn y(self, score: f64) -> f64 {
        self.top + (2.0 - score) * self.level
    }
}

/// A stage's feeling.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub(super) score: Option<f64>,
    pub(super) word: String,
    pub(super) state: State,
}

impl Default for Point {
    fn default() -> Self {
        Point { score: None, word: String::new(), state: State::Guess }
    }
}

#[derive(Serialize)]
struct LineView {
    d: String,
    guess: bool,
}

#[derive(Serialize)]
struct DotView {
    x: f64,
    y: f64,
    state: State,
    label: Option<LabelView>,
}

#[derive(Serialize)]
struct LevelView {
    y: f64,
    score: i8,
    label: String,
}

/// The second curve of two: how it is and how it should become.
#[derive(Serialize)]
struct OtherView {
    line: Vec<LineView>,
    points: Vec<DotView>,
    end: Option<LabelView>,
}

/// The curve in units of its own; the template scales it.
#[derive(Serialize)]
pub(super) struct CurveView {
    width: f64,
    height: f64,
    line: Vec<LineView>,
    above: Vec<String>,
    below: Vec<String>,
    points: Vec<DotView>,
    levels: Vec<LevelView>,
    /// The name at the end of the line; only where there are two.
    end: Option<LabelView>,
    other: Option<OtherView>,
    /// Whether every feeling stands on the curve with its word. Else its row has to say them.
    pub(super) spelled: bool,
}

/// A second curve over the same stages, and the names at the ends of both.
pub(super) struct Second {
    pub(super) points: Vec<Point>,
    pub(super) ends: [String; 2],
}

/// One value for a feeling: its score, or the middle of a change.
pub(super) fn value(scores: &[i8]) -> Option<f64> {
    match scores {
        [] => None,
        scores => Some(scores.iter().map(|score| f64::from(*score)).sum::<f64>() / scores.len() as f64),
    }
}

/// Draws the curve; `None` if fewer than two stages have a feeling.
pub(super) fn draw(points: &[Point], second: Option<&Second>, label: impl Fn(i8) -> String) -> Option<CurveView> {
    if points.iter().filter(|point| point.score.is_some()).count() < 2 {
        return None;
    }
    let runs = all_runs(points, JOURNEY);
    let other = second.map(|second| all_runs(&second.points, JOURNEY));
    let width = JOURNEY.stage * points.len() as f64;
    let mut place = labels::Place::new(width);
    runs.iter().chain(other.iter().flatten()).for_each(|run| run.occupy(&mut place));
    let mut view = CurveView {
        width,
        height: 0.0,
        line: runs.iter().flat_map(|run| run.lines(points)).collect(),
        above: runs.iter().flat_map(|run| run.fill(true)).collect(),
        below: runs.iter().flat_map(|run| run.fill(false)).collect(),
        points: Vec::new(),
        levels: [2, 1, 0, -1, -2]
            .map(|score| LevelView { y: JOURNEY.y(f64::from(score)), score, label: label(score) })
            .into(),
        end: None,
        other: None,
        spelled: true,
    };
    let ends = second.map(|second| &second.ends);
    view.end = ends.zip(runs.last()).and_then(|(ends, run)| place.end(run.last(), &ends[0]));
    let other_end = ends.zip(other.as_ref().and_then(|runs| runs.last()));
    let other_end = other_end.and_then(|(ends, run)| place.end(run.last(), &ends[1]));
    for run in &runs {
        for (dot, spelled) in run.dots(points, &mut place, true) {
            view.points.push(dot);
            view.spelled &= spelled;
        }
    }
    view.other = second.zip(other).map(|(second, runs)| OtherView {
        line: runs.iter().flat_map(|run| run.lines(&second.points)).collect(),
        points: other_dots(&runs, &second.points, &view.points, &mut place),
        end: other_end,
    });
    view.height = (JOURNEY.y(-2.0) + 24.0).max(place.lowest() + 8.0);
    Some(view)
}

/// The points of the second curve, but for those where both are at the same place.
fn other_dots(runs: &[Run], points: &[Point], first: &[DotView], place: &mut labels::Place) -> Vec<DotView> {
    let dots = runs.iter().flat_map(|run| run.dots(points, place, false)).map(|(dot, _)| dot);
    dots.filter(|dot| !first.iter().any(|other| (other.x, other.y) == (dot.x, dot.y))).collect()
}

/// A small curve without words: its size, the zero line, the line and its points.
#[derive(Serialize)]
pub(super) struct SmallView {
    width: f64,
    height: f64,
    zero: f64,
    d: String,
    points: Vec<(f64, f64)>,
}

/// Draws a small curve through all scores; `None` if there are fewer than two.
pub(super) fn small(scores: &[f64]) -> Option<SmallView> {
    let run = Run { start: 0, scores: scores.to_vec(), slopes: slopes(scores), scale: STORY };
    let d: String = run.segments().map(|segment| segment.path()).collect();
    (scores.len() > 1).then(|| SmallView {
        width: STORY.stage * scores.len() as f64,
        height: STORY.y(-2.0) + STORY.top,
        zero: STORY.y(0.0),
        d: format!("M{:.1} {:.1}{d}", STORY.x(0), STORY.y(scores[0])),
        points: scores.iter().enumerate().map(|(at, score)| (STORY.x(at), STORY.y(*score))).collect(),
    })
}

/// Neighbouring stages that all have a feeling.
struct Run {
    start: usize,
    scores: Vec<f64>,
    slopes: Vec<f64>,
    scale: Scale,
}

fn all_runs(points: &[Point], scale: Scale) -> Vec<Run> {
    let run = |range: std::ops::Range<usize>| {
        let scores: Vec<f64> = points[range.clone()].iter().filter_map(|point| point.score).collect();
        Run { start: range.start, slopes: slopes(&scores), scores, scale }
    };
    runs(points).into_iter().map(run).collect()
}

/// Stretches of stages that all have a feeling.
fn runs(points: &[Point]) -> Vec<std::ops::Range<usize>> {
    let mut runs = Vec::new();
    let mut start = None;
    for (at, point) in points.iter().enumerate() {
        match (point.score.is_some(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                runs.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    runs.extend(start.map(|from| from..points.len()));
    runs
}

impl Run {
    fn segments(&self) -> impl Iterator<Item = Segment> {
        (0..self.scores.len().saturating_sub(1)).map(|at| Segment {
            from: self.scores[at],
            to: self.scores[at + 1],
            out: self.slopes[at],
            into: self.slopes[at + 1],
            stage: self.start + at,
            scale: self.scale,
        })
    }

    /// Where its last point is.
    fn last(&self) -> (f64, f64) {
        let at = self.scores.len() - 1;
        (self.scale.x(self.start + at), self.scale.y(self.scores[at]))
    }

    fn lines(&self, points: &[Point]) -> Vec<LineView> {
        let guess = |at: usize| points.get(at).is_none_or(|point| point.state == State::Guess);
        let line = |segment: Segment| LineView {
            d: format!("M{:.1} {:.1}{}", segment.left(), self.scale.y(segment.from), segment.path()),
            guess: guess(segment.stage) || guess(segment.stage + 1),
        };
        self.segments().map(line).collect()
    }

    fn fill(&self, above: bool) -> Vec<String> {
        self.segments().filter_map(|segment| segment.fill(above)).collect()
    }

    fn occupy(&self, place: &mut labels::Place) {
        for segment in self.segments() {
            place.line(segment.samples().map(|(x, score)| (x, self.scale.y(score))));
        }
        for (at, score) in self.scores.iter().enumerate() {
            place.point(self.scale.x(self.start + at), self.scale.y(*score));
        }
    }

    /// Its points with their labels, and whether each label says the word. A curve that is not the first has labels only
    /// where there is room.
    fn dots(&self, points: &[Point], place: &mut labels::Place, first: bool) -> Vec<(DotView, bool)> {
        let dot = |(at, score): (usize, &f64)| {
            let point = points.get(self.start + at).cloned().unwrap_or_default();
            let (x, y) = (self.scale.x(self.start + at), self.scale.y(*score));
            let before = at.checked_sub(1).map(|before| self.scores[before]);
            let slope = labels::Slope { before, score: *score, after: self.scores.get(at + 1).copied() };
            let (label, spelled) = place.label((x, y), slope, &point.word, first);
            (DotView { x, y, state: point.state, label }, spelled)
        };
        self.scores.iter().enumerate().map(dot).collect()
    }
}

/// Fritsch–Carlson slopes for points one unit apart.
fn slopes(scores: &[f64]) -> Vec<f64> {
    let secants: Vec<f64> = scores.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let mut slopes: Vec<f64> = (0..scores.len())
        .map(|at| match (at.checked_sub(1).and_then(|before| secants.get(before)), secants.get(at)) {
            (Some(before), Some(after)) if before * after > 0.0 => (before + after) / 2.0,
            (None, Some(only)) | (Some(only), None) => *only,
            _ => 0.0,
        })
        .collect();
    for (at, secant) in secants.iter().enumerate() {
        if *secant == 0.0 {
            slopes[at] = 0.0;
            slopes[at + 1] = 0.0;
            continue;
        }
        let (a, b) = (slopes[at] / secant, slopes[at + 1] / secant);
        let length = a.hypot(b);
        if length > 3.0 {
            slopes[at] = 3.0 / length * a * secant;
            slopes[at + 1] = 3.0 / length * b * secant;
        }
    }
    slopes
}

/// The curve between two stages.
struct Segment {
    from: f64,
    to: f64,
    out: f64,
    into: f64,
    stage: usize,
    scale: Scale,
}

impl Segment {
    fn left(&self) -> f64 {
        self.scale.x(self.stage)
    }

    fn right(&self) -> f64 {
        self.scale.x(self.stage + 1)
    }

    /// The cubic as a Bézier curve.
    fn path(&self) -> String {
        let third = self.scale.stage / 3.0;
        format!(
            "C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
            self.left() + third,
            self.scale.y(self.from + self.out / 3.0),
            self.right() - third,
            self.scale.y(self.to - self.into / 3.0),
            self.right(),
            self.scale.y(self.to)
        )
    }

    fn at(&self, t: f64) -> f64 {
        let (t2, t3) = (t * t, t * t * t);
        (2.0 * t3 - 3.0 * t2 + 1.0) * self.from
            + (t3 - 2.0 * t2 + t) * self.out
            + (-2.0 * t3 + 3.0 * t2) * self.to
            + (t3 - t2) * self.into
    }

    /// Points of the curve: place and score.
    fn samples(&self) -> impl Iterator<Item = (f64, f64)> {
        let share = |step: usize| step as f64 / STEPS as f64;
        (0..=STEPS).map(move |step| (self.left() + share(step) * self.scale.stage, self.at(share(step))))
    }

    /// The area between the curve and the zero line, on one side of it.
    fn fill(&self, above: bool) -> Option<String> {
        let side = |score: f64| if above { score.max(0.0) } else { score.min(0.0) };
        let touched = self.samples().any(|(_, score)| side(score) != 0.0);
        let outline: Vec<String> =
            self.samples().map(|(x, score)| format!("{x:.1} {:.1}", self.scale.y(side(score)))).collect();
        let zero = self.scale.y(0.0);
        touched.then(|| format!("M{:.1} {zero}L{}L{:.1} {zero}Z", self.left(), outline.join("L"), self.right()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(score: Option<f64>) -> Point {
        Point { score, ..Point::default() }
    }

    #[test]
    fn the_curve_never_overshoots() {
        let scores = [1.0, -1.0, 1.0, -1.0, -2.0, 1.0, 1.0, 2.0];
        let run = Run { start: 0, scores: scores.into(), slopes: slopes(&scores), scale: JOURNEY };
        for segment in run.segments() {
            let (from, to) = (segment.from, segment.to);
            for step in 0..=100 {
                let value = segment.at(f64::from(step) / 100.0);
                assert!(
                    value >= from.min(to) - 1e-9 && value <= from.max(to) + 1e-9,
                    "{value} between {from} and {to}"
                );
            }
        }
    }

    #[test]
    fn a_stage_nobody_asked_about_is_a_gap() {
        let points = [point(Some(1.0)), point(None), point(Some(-1.0)), point(Some(0.0))];
        assert_eq!(runs(&points), [0..1, 2..4]);
    }

    #[test]
    fn the_second_curve_is_named_at_its_end() {
        let points = [point(Some(1.0)), point(Some(-2.0))];
        let second = Second { points: vec![point(Some(1.0)), point(Some(1.0))], ends: ["Today".into(), "Aim".into()] };
        let view = draw(&points, Some(&second), |_| String::new()).expect("two points");
        let other = view.other.expect("a second curve");
        assert_eq!(view.end.expect("an end").lines[0].text, "Today");
        assert_eq!(other.end.expect("an end").lines[0].text, "Aim");
        // Where both are at the same place, one point says it.
        assert_eq!(other.points.len(), 1);
    }

    #[test]
    fn a_small_curve_needs_two_feelings() {
        assert!(small(&[1.0]).is_none());
        assert!(small(&[]).is_none());
        assert_eq!(small(&[1.0, -2.0, 0.0]).expect("three").points.len(), 3);
    }
}
