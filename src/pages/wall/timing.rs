//! The style sheet by which a loop turns where there is no script: each slide has its own seconds.

use std::fmt::Write;

/// How long two slides are seen together, in seconds.
const FADE: f64 = 0.6;

/// A wall is a wall from this size of the screen on; on a smaller one the slides stand below each other.
const SCREEN: &str = "(min-width: 45.01rem) and (min-height: 28.01rem)";

/// The style sheet for slides that last so many seconds.
///
/// A slide comes over the one before it, which stays until it is covered. The last one goes away again from over the
/// first.
pub(super) fn css(seconds: &[u32]) -> String {
    let whole: u32 = seconds.iter().sum();
    if seconds.len() < 2 {
        return format!("@media {SCREEN}{{.slide{{opacity:1;visibility:visible}}}}\n");
    }
    let at = |second: f64| format!("{}%", (second / f64::from(whole) * 1e6).round() / 1e4);
    // Important, because elsewhere nothing moves for whoever wants no motion: here it cuts from slide to slide.
    let mut css = format!(
        "@media {SCREEN}{{{ALONE}{{animation-duration:{whole}s!important;animation-iteration-count:infinite!important;\
         animation-timing-function:linear!important}}}}\n\
         @media {SCREEN} and (prefers-reduced-motion:reduce){{{ALONE}{{animation-timing-function:step-end!important}}}}\n"
    );
    let mut from = 0;
    for (index, length) in seconds.iter().enumerate() {
        let to = from + length;
        let (begin, end) = (f64::from(from), f64::from(to));
        let frames = if index == 0 {
            let (gone, back) = (at(end + FADE), at(f64::from(whole) - FADE));
            // The moment before it comes back: it waits below the last one.
            format!("0%,{gone}{SHOWN}{},{back}{HIDDEN}{},100%{SHOWN}", after(&gone), after(&back))
        } else if index + 1 == seconds.len() {
            let (shown, going) = (at(begin + FADE), at(f64::from(whole) - FADE));
            format!("0%,{}{HIDDEN}{shown},{going}{SHOWN}100%{HIDDEN}", at(begin))
        } else {
            let (shown, gone) = (at(begin + FADE), at(end + FADE));
            format!("0%,{}{HIDDEN}{shown},{gone}{SHOWN}{},100%{HIDDEN}", at(begin), after(&gone))
        };
        // Writing to a string cannot fail.
        let number = index + 1;
        let name = format!("{ALONE}:nth-child({number}){{animation-name:s{number}!important}}");
        let _ = writeln!(css, "{name}@keyframes s{number}{{{frames}}}");
        from = to;
    }
    css
}

/// A slide where no script shows it.
const ALONE: &str = "html:not(.scripted) .slide";
const SHOWN: &str = "{opacity:1;visibility:visible}";
const HIDDEN: &str = "{opacity:0;visibility:hidden}";

/// The moment after another one: what is covered goes at once.
fn after(percent: &str) -> String {
    let moment: f64 = percent.trim_end_matches('%').parse().unwrap_or(0.0);
    format!("{}%", ((moment + 0.0001) * 1e4).round() / 1e4)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The moments of every slide, in per cent.
    fn moments(css: &str) -> Vec<Vec<f64>> {
        css.split("@keyframes")
            .skip(1)
            .map(|frames| {
                frames
                    .split(['{', '}', ',', ' '])
                    .filter_map(|word| word.strip_suffix('%'))
                    .filter_map(|word| word.parse().ok())
                    .collect()
            })
            .collect()
    }

    #[test]
    fn every_moment_lies_inside_the_loop_and_follows_the_one_before() {
        for seconds in [vec![15, 60], vec![15, 20, 25], vec![60; 32]] {
            let css = css(&seconds);
            let all = moments(&css);
            assert_eq!(all.len(), seconds.len());
            for slide in all {
                assert!(slide.windows(2).all(|pair| pair[0] < pair[1]), "{slide:?}");
                assert_eq!((slide.first(), slide.last()), (Some(&0.0), Some(&100.0)));
            }
        }
    }

    #[test]
    fn a_single_slide_does_not_turn() {
        assert!(!css(&[20]).contains("animation"));
    }
}
