//! The fit: all boxes of a sheet share one size of type, the largest at which everything stands on it.
//!
//! What does not fit at the floor is not cut, not made smaller and not forgotten: the last statement of the fullest box
//! gives its place to a line that says how many more there are and where. What then fits after all, because another box
//! gave more than was needed, comes back: first to the boxes that show the least.

use serde::Serialize;

/// A box that is too small for what stands in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Full {
    /// Which one.
    pub field: usize,
    /// How much it lacks, in millimetres.
    pub missing: f32,
}

/// What fits, and how.
#[derive(Clone, Debug)]
pub struct Fitted<P> {
    /// The size of type of all boxes.
    pub size: f32,
    /// How many statements of each box are shown.
    pub shown: Vec<usize>,
    /// Where the boxes are.
    pub plan: P,
    /// How much the fullest box lacked with everything in it at the smallest size; nothing if all fits.
    pub missing: f32,
}

/// What a sheet has no room for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeftOut {
    /// The part, as its heading calls it.
    pub part: String,
    /// The statements.
    pub items: Vec<String>,
    /// How many there are besides, which are not named one by one.
    pub beyond: usize,
    /// How much the sheet is too small for them, in millimetres.
    pub millimetres: f32,
}

/// Fits boxes: `try_at` places them at a size, showing so many statements of each, or names the fullest.
///
/// # Errors
/// The box that is too small for even its heading.
pub fn fit<P>(
    steps: &[f32],
    totals: &[usize],
    mut try_at: impl FnMut(f32, &[usize]) -> Result<P, Full>,
) -> Result<Fitted<P>, Full> {
    let mut missing = 0.0;
    for size in steps {
        match try_at(*size, totals) {
            Ok(plan) => return Ok(Fitted { size: *size, shown: totals.to_vec(), plan, missing: 0.0 }),
            Err(full) => missing = full.missing,
        }
    }
    let floor = steps.last().copied().unwrap_or_default();
    let mut shown = totals.to_vec();
    let mut plan = loop {
        match try_at(floor, &shown) {
            Ok(plan) => break plan,
            Err(full) => match shown.get_mut(full.field) {
                // Of many, several at once: what was too much comes back.
                Some(count) if *count > 0 => *count -= (*count / 4).max(1),
                _ => return Err(full),
            },
        }
    };
    give_back(totals, &mut shown, |shown| try_at(floor, shown).map(|larger| plan = larger).is_ok());
    Ok(Fitted { size: floor, shown, plan, missing })
}

/// What fits after all comes back, first to the boxes that show the least. At last a box may show everything: the line
/// about what is left out makes room as well.
fn give_back(totals: &[usize], shown: &mut [usize], mut fits: impl FnMut(&[usize]) -> bool) {
    for level in 0..totals.iter().copied().max().unwrap_or_default() {
        for field in (0..totals.len()).filter(|field| totals[*field] > level) {
            if shown[field] != level {
                continue;
            }
            shown[field] += 1;
            if !fits(shown) {
                shown[field] -= 1;
            }
        }
    }
    for (field, total) in totals.iter().enumerate() {
        let before = std::mem::replace(&mut shown[field], *total);
        if before < *total && !fits(shown) {
            shown[field] = before;
        }
    }
}

/// Shares a length among rows: each gets what it would have by `weights`, but at least what it needs.
///
/// # Errors
/// The neediest row and what is missing for all of them.
pub fn share(length: f32, weights: &[f32], needs: &[f32]) -> Result<Vec<f32>, Full> {
    let needed: f32 = needs.iter().sum();
    if needed > length {
        let most = |(_, one): &(usize, f32), (_, other): &(usize, f32)| one.total_cmp(other);
        let over = needs.iter().zip(weights).map(|(need, weight)| need - weight * length);
        let field = over.enumerate().max_by(most).map_or(0, |(at, _)| at);
        return Err(Full { field, missing: needed - length });
    }
    // Rows that need more than their share are served first; the others share what is left.
    let mut heights: Vec<Option<f32>> = vec![None; needs.len()];
    loop {
        let taken: f32 = heights.iter().flatten().sum();
        let open: f32 = weights.iter().zip(&heights).filter(|(_, height)| height.is_none()).map(|(w, _)| w).sum();
        let own = |at: usize| (length - taken) * weights[at] / open.max(f32::EPSILON);
        let needy: Vec<usize> =
            (0..needs.len()).filter(|at| heights[*at].is_none() && needs[*at] > own(*at) + 1e-4).collect();
        if needy.is_empty() {
            return Ok((0..needs.len()).map(|at| heights[at].unwrap_or_else(|| own(at))).collect());
        }
        needy.into_iter().for_each(|at| heights[at] = Some(needs[at]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Boxes of 10 in which each statement takes its size; a line about the rest takes one more.
    fn boxes(size: f32, shown: &[usize], totals: &[usize]) -> Result<(), Full> {
        let need = |at: usize| (shown[at] + usize::from(shown[at] < totals[at])) as f32 * size;
        let fullest = (0..shown.len()).max_by(|a, b| need(*a).total_cmp(&need(*b))).unwrap();
        let missing = need(fullest) - 10.0;
        if missing > 0.0 { Err(Full { field: fullest, missing }) } else { Ok(()) }
    }

    #[test]
    fn all_boxes_share_the_largest_size_that_fits() {
        let totals = [3, 4];
        let fitted = fit(&[4.0, 3.0, 2.5, 2.0], &totals, |size, shown| boxes(size, shown, &totals)).unwrap();
        assert_eq!((fitted.size, fitted.shown, fitted.missing), (2.5, vec![3, 4], 0.0));
    }

    #[test]
    fn what_does_not_fit_at_the_floor_is_left_to_a_line_that_says_so() {
        let totals = [3, 8];
        let fitted = fit(&[4.0, 2.0], &totals, |size, shown| boxes(size, shown, &totals)).unwrap();
        assert_eq!((fitted.size, fitted.shown, fitted.missing), (2.0, vec![3, 4], 6.0));
    }

    #[test]
    fn what_fits_after_all_comes_back_to_the_boxes_that_show_the_least() {
        // Two boxes in a row that is as high as the higher one: names the first, although both are as high.
        let rows = |size: f32, shown: &[usize]| match size * shown[0].max(shown[1]) as f32 > 5.0 {
            true => Err(Full { field: usize::from(shown[1] > 0), missing: 1.0 }),
            false => Ok(()),
        };
        let fitted = fit(&[4.0, 2.0], &[4, 4], rows).unwrap();
        assert_eq!(fitted.shown, vec![2, 2]);
    }

    #[test]
    fn a_box_that_is_too_small_for_nothing_is_refused() {
        let refused = fit(&[4.0, 2.0], &[1], |_, _| Err::<(), _>(Full { field: 0, missing: 3.0 }));
        assert_eq!(refused.unwrap_err().missing, 3.0);
    }

    #[test]
    fn rows_get_their_share_and_at_least_what_they_need() {
        assert_eq!(share(10.0, &[1.0, 1.0], &[2.0, 3.0]).unwrap(), [5.0, 5.0]);
        assert_eq!(share(10.0, &[1.0, 1.0], &[2.0, 7.0]).unwrap(), [3.0, 7.0]);
        assert_eq!(share(12.0, &[1.0, 1.0, 1.0], &[5.0, 1.0, 3.0]).unwrap(), [5.0, 3.5, 3.5]);
        assert_eq!(share(10.0, &[0.5, 0.5], &[2.0, 9.0]).unwrap_err().field, 1);
    }
}
