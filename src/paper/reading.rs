//! How large type is on a paper: between a floor that can be read from where people stand and a ceiling.
//!
//! 20 points for each metre of distance are the least (capital height of 16 minutes of arc), 25 to 27 are comfortable
//! (ISO 9241-3, NUREG-0700), for capitals of 0.668 em.

use super::size::Paper;

/// Millimetres of a point.
pub const POINT: f32 = 25.4 / 72.0;

/// How large things are on a paper. All lengths in millimetres, those of type as well.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// From how far a sheet is read, in metres.
    pub metres: f32,
    /// The smallest text: only in the foot, to which people step closer.
    pub small: f32,
    /// Statements are never smaller.
    pub floor: f32,
    /// Nor larger.
    pub ceiling: f32,
    /// The heading of a part.
    pub heading: f32,
    /// The words on a map.
    pub quote: f32,
    /// The words on the sheet of a person, at most.
    pub hero: f32,
    /// The width of a code with its quiet zone.
    pub code: f32,
    /// The white border.
    pub border: f32,
    /// What lengths of the drawing are multiplied with: 1 on an A3.
    pub unit: f32,
}

/// For each side of a square as large as the paper (mm): metres, then in points small, floor, ceiling, heading, quote and
/// hero, then in millimetres code and border. A5 to A0.
const TABLE: &[(f32, [f32; 9])] = &[
    (176.3, [0.35, 7.5, 9.0, 13.0, 14.0, 24.0, 38.0, 27.0, 6.0]),
    (249.7, [0.45, 9.0, 11.0, 16.0, 18.0, 33.0, 54.0, 30.0, 7.0]),
    (353.2, [0.8, 14.0, 16.0, 23.0, 26.0, 46.0, 76.0, 40.0, 10.0]),
    (499.5, [1.2, 20.0, 23.0, 32.0, 37.0, 65.0, 108.0, 60.0, 14.0]),
    (706.8, [1.8, 31.0, 32.0, 48.0, 45.0, 90.0, 155.0, 84.0, 15.0]),
    (1000.0, [2.5, 44.0, 46.0, 68.0, 64.0, 128.0, 220.0, 118.0, 21.0]),
];

/// The side of an A3.
const A3: f32 = 353.2;

impl Reading {
    /// What goes with a paper; with another distance (in metres) than the usual one, if that is given.
    pub fn of(paper: Paper, metres: Option<f32>) -> Reading {
        let side = paper.side();
        let [usual, small, floor, ceiling, heading, quote, hero, code, border] = at(side);
        // Whoever stands further away needs larger type of everything that is read from there.
        let nearer = metres.map_or(1.0, |metres| metres / usual);
        let type_of = |points: f32| points * POINT * nearer;
        Reading {
            metres: usual * nearer,
            small: type_of(small),
            floor: type_of(floor),
            ceiling: type_of(ceiling),
            heading: type_of(heading),
            quote: type_of(quote),
            hero: type_of(hero),
            code,
            border,
            unit: side / A3,
        }
    }

    /// The sizes that are tried for statements, the largest first.
    pub fn steps(&self) -> Vec<f32> {
        const STEPS: usize = 8;
        let ratio = (self.floor / self.ceiling).powf(1.0 / (STEPS - 1) as f32);
        let mut steps: Vec<f32> = (0..STEPS).map(|step| self.ceiling * ratio.powi(step as i32)).collect();
        if let Some(last) = steps.last_mut() {
            // Never below the floor, not even by what powers lose.
            *last = self.floor;
        }
        steps
    }
}

/// The row of the table for a side: between two of its rows in proportion, beyond them as the nearest in proportion to it.
fn at(side: f32) -> [f32; 9] {
    let (first, last) = (TABLE[0], TABLE[TABLE.len() - 1]);
    if side <= first.0 {
        return first.1;
    }
    if side >= last.0 {
        return last.1.map(|value| value * side / last.0);
    }
    let upper = TABLE.iter().position(|(known, _)| *known >= side).unwrap_or(TABLE.len() - 1).max(1);
    let ((low, below), (high, above)) = (TABLE[upper - 1], TABLE[upper]);
    let share = (side - low) / (high - low);
    std::array::from_fn(|n| below[n] + (above[n] - below[n]) * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_has_the_sizes_of_the_standard() {
        let a3 = Reading::of(Paper::parse("a3").unwrap(), None);
        let points = |mm: f32| (mm / POINT).round();
        assert_eq!((points(a3.small), points(a3.floor), points(a3.ceiling)), (14.0, 16.0, 23.0));
        let a1 = Reading::of(Paper::parse("a1").unwrap(), None);
        assert_eq!((points(a1.floor), points(a1.hero), a1.code.round()), (32.0, 155.0, 84.0));
        let steps = a3.steps();
        assert_eq!(steps.last().copied(), Some(a3.floor));
        assert!(steps.is_sorted_by(|a, b| a > b), "{steps:?}");
    }

    #[test]
    fn whoever_stands_further_away_gets_larger_type() {
        let a3 = Paper::parse("a3").unwrap();
        let far = Reading::of(a3, Some(1.6));
        assert!((far.floor / Reading::of(a3, None).floor - 2.0).abs() < 0.01);
        assert_eq!(far.border, Reading::of(a3, None).border);
    }

    #[test]
    fn type_never_shrinks_as_paper_grows() {
        let of = |side: f32| Reading::of(Paper { width: side, height: side }, None);
        let sides: Vec<f32> = (6..300).map(|n| n as f32 * 10.0).collect();
        assert!(sides.is_sorted_by(|a, b| of(*a).floor <= of(*b).floor));
    }
}
