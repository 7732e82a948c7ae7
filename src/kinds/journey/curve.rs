//! The emotion curve: a monotone cubic through the stages that have a feeling; a gap where nobody was asked.
//!
//! Monotone cubic Hermite interpolation after F. N. Fritsch and R. E. Carlson (SIAM J. Numer. Anal. 17, 1980): the
//! curve never rises above or falls below the points it joins, so it never claims a feeling nobody had.

use serde::Serialize;

use crate::site::evidence::State;

/// Units per stage, per level, and from the top to the level of +2.
const STAGE: f64 = 200.0;
const LEVEL: f64 = 62.0;
const TOP: f64 = 66.0;

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
    label: String,
    lx: f64,
    ly: f64,
    anchor: &'static str,
}

#[derive(Serialize)]
struct LevelView {
    y: f64,
    score: i8,
    label: String,
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
}

/// One value for a feeling: its score, or the middle of a change.
pub(super) fn value(scores: &[i8]) -> Option<f64> {
    match scores {
        [] => None,
        scores => Some(scores.iter().map(|score| f64::from(*score)).sum::<f64>() / scores.len() as f64),
    }
}

/// Draws the curve; `None` if fewer than two stages have a feeling.
pub(super) fn draw(points: &[Point], label: impl Fn(i8) -> String) -> Option<CurveView> {
    if points.iter().filter(|point| point.score.is_some()).count() < 2 {
        return None;
    }
    let mut view = CurveView {
        width: STAGE * points.len() as f64,
        height: TOP + 4.0 * LEVEL + 46.0,
        line: Vec::new(),
        above: Vec::new(),
        below: Vec::new(),
        points: Vec::new(),
        levels: [2, 1, 0, -1, -2].map(|score| LevelView { y: y(f64::from(score)), score, label: label(score) }).into(),
    };
    for run in runs(points) {
        draw_run(points, run, &mut view);
    }
    Some(view)
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

fn x(stage: usize) -> f64 {
    STAGE * (stage as f64 + 0.5)
}

fn y(score: f64) -> f64 {
    TOP + (2.0 - score) * LEVEL
}

fn draw_run(points: &[Point], run: std::ops::Range<usize>, view: &mut CurveView) {
    let scores: Vec<f64> = points[run.clone()].iter().filter_map(|point| point.score).collect();
    let slopes = slopes(&scores);
    for at in 0..scores.len().saturating_sub(1) {
        let stage = run.start + at;
        let segment = Segment { from: scores[at], to: scores[at + 1], out: slopes[at], into: slopes[at + 1], stage };
        let guess = points[stage].state == State::Guess || points[stage + 1].state == State::Guess;
        view.line.push(LineView { d: format!("M{:.1} {:.1}{}", x(stage), y(segment.from), segment.path()), guess });
        segment.fill(view);
    }
    for (at, score) in scores.iter().enumerate() {
        let stage = run.start + at;
        let before = at.checked_sub(1).map(|before| scores[before]);
        view.points.push(dot(stage, *score, before, scores.get(at + 1).copied(), &points[stage]));
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
}

impl Segment {
    /// The cubic as a Bézier curve.
    fn path(&self) -> String {
        let third = STAGE / 3.0;
        let (left, right) = (x(self.stage), x(self.stage + 1));
        format!(
            "C{:.1} {:.1} {:.1} {:.1} {right:.1} {:.1}",
            left + third,
            y(self.from + self.out / 3.0),
            right - third,
            y(self.to - self.into / 3.0),
            y(self.to)
        )
    }

    fn at(&self, t: f64) -> f64 {
        let (t2, t3) = (t * t, t * t * t);
        (2.0 * t3 - 3.0 * t2 + 1.0) * self.from
            + (t3 - 2.0 * t2 + t) * self.out
            + (-2.0 * t3 + 3.0 * t2) * self.to
            + (t3 - t2) * self.into
    }

    /// The areas between the curve and the zero line, each on its own side.
    fn fill(&self, view: &mut CurveView) {
        const STEPS: usize = 24;
        let samples: Vec<(f64, f64)> = (0..=STEPS)
            .map(|step| step as f64 / STEPS as f64)
            .map(|t| (x(self.stage) + t * STAGE, self.at(t)))
            .collect();
        for positive in [true, false] {
            let outline: Vec<String> = samples
                .iter()
                .map(|(x, score)| format!("{x:.1} {:.1}", y(if positive { score.max(0.0) } else { score.min(0.0) })))
                .collect();
            let touched = samples.iter().any(|(_, score)| if positive { *score > 0.0 } else { *score < 0.0 });
            if touched {
                let zero = y(0.0);
                let d = format!("M{:.1} {zero}L{}L{:.1} {zero}Z", x(self.stage), outline.join("L"), x(self.stage + 1));
                if positive { view.above.push(d) } else { view.below.push(d) }
            }
        }
    }
}

/// A point with its label: above a peak, below a low, beside the line on a slope, so that it never covers the line.
fn dot(stage: usize, score: f64, before: Option<f64>, after: Option<f64>, point: &Point) -> DotView {
    let (px, py) = (x(stage), y(score));
    let rises_to = before.is_none_or(|before| before < score);
    let falls_to = before.is_none_or(|before| before > score);
    let falls_from = after.is_none_or(|after| after < score);
    let rises_from = after.is_none_or(|after| after > score);
    let peak = before.is_none_or(|before| before <= score) && after.is_none_or(|after| after <= score);
    let low = before.is_none_or(|before| before >= score) && after.is_none_or(|after| after >= score);
    let (dx, dy, anchor) = match (peak && (score > 0.0 || !low), low) {
        (true, _) => (0.0, -24.0, "middle"),
        (_, true) => (0.0, 40.0, "middle"),
        // Down a slope: the free side is right above the line, or left below it.
        _ if falls_to && falls_from && !rises_to => {
            if score > 0.0 {
                (16.0, -14.0, "start")
            } else {
                (-16.0, 26.0, "end")
            }
        }
        _ if rises_from => {
            if score > 0.0 {
                (-16.0, -14.0, "end")
            } else {
                (16.0, 26.0, "start")
            }
        }
        _ => (0.0, -24.0, "middle"),
    };
    let value = match score {
        score if score.fract() != 0.0 => String::new(),
        score if score > 0.0 => format!(" +{score}"),
        score if score < 0.0 => format!(" −{}", -score),
        _ => " 0".into(),
    };
    DotView {
        x: px,
        y: py,
        state: point.state,
        label: format!("{}{value}", point.word),
        lx: px + dx,
        ly: py + dy,
        anchor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_never_overshoots() {
        let scores = [1.0, -1.0, 1.0, -1.0, -2.0, 1.0, 1.0, 2.0];
        let slopes = slopes(&scores);
        for stage in 0..scores.len() - 1 {
            let (from, to) = (scores[stage], scores[stage + 1]);
            let segment = Segment { from, to, out: slopes[stage], into: slopes[stage + 1], stage };
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
        let point = |score: Option<f64>| Point { score, ..Point::default() };
        let points = [point(Some(1.0)), point(None), point(Some(-1.0)), point(Some(0.0))];
        assert_eq!(runs(&points), [0..1, 2..4]);
    }
}
