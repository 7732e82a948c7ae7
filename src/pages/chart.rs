//! The geometry of small charts. Each stands beside the same numbers in words, so drawings hold nothing of their own.

use serde::Serialize;

/// How often something was heard lately, compared with before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Trend {
    /// At least two more people in the second half than in the first.
    Rising,
    /// Not that much of a change.
    Steady,
    /// At least two fewer.
    Falling,
    /// Nobody in all that time.
    Quiet,
}

impl Trend {
    /// The trend of some months: one person more or fewer is none.
    pub(super) fn of(months: &[usize]) -> Trend {
        let (before, lately) = months.split_at(months.len() / 2);
        let (before, lately): (usize, usize) = (before.iter().sum(), lately.iter().sum());
        match (before, lately) {
            (0, 0) => Trend::Quiet,
            _ if lately > before + 1 => Trend::Rising,
            _ if before > lately + 1 => Trend::Falling,
            _ => Trend::Steady,
        }
    }
}

/// A line through some months, in a box of 120 × 32.
#[derive(Clone, Debug, Serialize)]
pub(super) struct SparkView {
    /// The line.
    pub(super) d: String,
    /// Where it ends.
    pub(super) x: f64,
    /// How high it ends.
    pub(super) y: f64,
    /// Which way it goes.
    pub(super) trend: Trend,
    /// The numbers.
    pub(super) months: Vec<usize>,
}

impl SparkView {
    /// The line through some months. Below three people it stays low: it must not make much of little.
    pub(super) fn of(months: &[usize]) -> SparkView {
        let (width, height, margin) = (120.0, 32.0, 5.0);
        let most = months.iter().copied().max().unwrap_or(0).max(3) as f64;
        let step = (width - 2.0 * margin) / (months.len().max(2) - 1) as f64;
        let at = |(at, n): (usize, &usize)| {
            let y = height - margin - *n as f64 / most * (height - 2.0 * margin);
            (round(margin + step * at as f64), round(y))
        };
        let points: Vec<(f64, f64)> = months.iter().enumerate().map(at).collect();
        let line: Vec<String> = points.iter().map(|(x, y)| format!("{x} {y}")).collect();
        let (x, y) = points.last().copied().unwrap_or_default();
        SparkView { d: format!("M{}", line.join("L")), x, y, trend: Trend::of(months), months: months.to_vec() }
    }
}

/// A piece of a bar, in a box 240 wide.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PieceView {
    /// What it stands for.
    pub(super) key: &'static str,
    /// How many.
    pub(super) n: usize,
    /// Where it begins.
    pub(super) x: f64,
    /// How long it is.
    pub(super) width: f64,
}

/// A bar in pieces, with a gap of two units between them; `most` fills the box. Empty pieces are left out.
pub(super) fn pieces(parts: &[(&'static str, usize)], most: usize) -> Vec<PieceView> {
    const WIDTH: f64 = 240.0;
    const GAP: f64 = 2.0;
    let present: Vec<(&'static str, usize)> = parts.iter().copied().filter(|(_, n)| *n > 0).collect();
    let gaps = GAP * present.len().saturating_sub(1) as f64;
    let all: usize = present.iter().map(|(_, n)| n).sum();
    let whole = WIDTH * all as f64 / most.max(all).max(1) as f64;
    // However few they are, a piece can be seen: it is no narrower than its outline.
    let width = |n: usize| round(((whole - gaps) * n as f64 / all.max(1) as f64).max(3.0));
    let mut x = 0.0;
    let piece = |(key, n): (&'static str, usize)| {
        let piece = PieceView { key, n, x: round(x), width: width(n) };
        x += piece.width + GAP;
        piece
    };
    present.into_iter().map(piece).collect()
}

/// Tenths of a unit are finer than any screen.
fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// A column of a chart by month, in a box of 100 high.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ColumnView {
    /// The month: `2026-11`.
    pub(super) iso: String,
    /// November 2026
    pub(super) text: String,
    /// Nov
    pub(super) short: String,
    /// How many people.
    pub(super) n: usize,
    /// How high, 0 to 100.
    pub(super) height: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_more_is_no_trend() {
        assert_eq!(Trend::of(&[1, 0, 0, 0, 2, 0]), Trend::Steady);
        assert_eq!(Trend::of(&[1, 0, 0, 0, 3, 0]), Trend::Rising);
        assert_eq!(Trend::of(&[4, 0, 0, 0, 0, 2]), Trend::Falling);
        assert_eq!(Trend::of(&[0; 6]), Trend::Quiet);
    }

    #[test]
    fn a_bar_ends_where_its_number_says() {
        let bar = pieces(&[("came", 3), ("asked", 0), ("seen", 1)], 8);
        let keys: Vec<&str> = bar.iter().map(|piece| piece.key).collect();
        assert_eq!(keys, ["came", "seen"]);
        let end = bar[1].x + bar[1].width;
        assert!((end - 120.0).abs() < 0.2, "half of the largest is half of the box, not {end}");
    }

    #[test]
    fn a_single_person_beside_a_thousand_is_still_seen() {
        let bar = pieces(&[("came", 1000), ("seen", 1)], 1001);
        assert!(bar[1].width >= 3.0);
    }

    #[test]
    fn a_line_of_nothing_lies_at_the_bottom() {
        let spark = SparkView::of(&[0; 6]);
        assert_eq!((spark.x, spark.y), (115.0, 27.0));
    }
}
