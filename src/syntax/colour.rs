//! Colours as a site writes them, how far apart two are for the eye, and the nearest one that can be read.

use std::fmt;

use color::{AlphaColor, Oklch, OpaqueColor, Srgb};

/// The least contrast of text (WCAG 2.2, 1.4.3).
pub const TEXT: f32 = 4.5;

/// The least contrast of what is drawn (WCAG 2.2, 1.4.11).
pub const GRAPHICS: f32 = 3.0;

/// An opaque colour with eight bits for each of red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

/// A colour by lightness (0 to 1), chroma (0 to about 0.3) and hue (degrees).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lch {
    /// 0 is black, 1 is white.
    pub lightness: f32,
    /// 0 is grey.
    pub chroma: f32,
    /// In degrees.
    pub hue: f32,
}

impl Colour {
    /// A colour by its three parts.
    pub const fn new(red: u8, green: u8, blue: u8) -> Colour {
        Colour([red, green, blue])
    }

    /// Reads a colour as style sheets write it: `#5e1e53`, `oklch(35% 0.11 335)`, `rgb(94 30 83)`, a name. Nothing if it
    /// is none, or can be seen through. What no screen can show loses chroma until it can.
    pub fn parse(text: &str) -> Option<Colour> {
        let colour = color::parse_color(text.trim()).ok()?;
        let (opaque, alpha) = colour.to_alpha_color::<Oklch>().split();
        if alpha < 1.0 {
            return None;
        }
        let srgb: AlphaColor<Srgb> = colour.to_alpha_color();
        let inside = srgb.components[..3].iter().all(|part| (-0.001..=1.001).contains(part));
        let [lightness, chroma, hue] = opaque.components;
        Some(if inside { of_srgb(srgb.discard_alpha()) } else { Lch { lightness, chroma, hue }.colour() })
    }

    /// By lightness, chroma and hue.
    pub fn lch(self) -> Lch {
        let [lightness, chroma, hue] = self.opaque().convert::<Oklch>().components;
        Lch { lightness, chroma, hue }
    }

    /// The contrast of two colours, 1 to 21 (WCAG 2.2).
    pub fn contrast(self, other: Colour) -> f32 {
        let (one, other) = (self.opaque().relative_luminance(), other.opaque().relative_luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// The least contrast to any of these.
    pub fn least_contrast(self, grounds: &[Colour]) -> f32 {
        grounds.iter().map(|ground| self.contrast(*ground)).fold(21.0, f32::min)
    }

    /// The colour nearest in lightness, of the same hue, for which `works` holds.
    pub fn nearest(self, works: impl Fn(Colour) -> bool) -> Option<Colour> {
        let from = self.lch();
        let steps = (0..=200_u8).map(|step| f32::from(step) / 200.0);
        let near = steps.flat_map(|step| [from.lightness - step, from.lightness + step]);
        let inside = near.filter(|lightness| (0.0..=1.0).contains(lightness));
        inside.map(|lightness| Lch { lightness, ..from }.colour()).find(|colour| works(*colour))
    }

    fn opaque(self) -> OpaqueColor<Srgb> {
        OpaqueColor::new(self.0.map(|part| f32::from(part) / 255.0))
    }
}

impl Lch {
    /// The colour, with as much of its chroma as a screen can show.
    pub fn colour(self) -> Colour {
        let srgb = |chroma: f32| OpaqueColor::<Oklch>::new([self.lightness, chroma, self.hue]).convert::<Srgb>();
        let shows = |chroma: f32| srgb(chroma).components.iter().all(|part| (-0.001..=1.001).contains(part));
        if shows(self.chroma) {
            return of_srgb(srgb(self.chroma));
        }
        let (mut low, mut high) = (0.0, self.chroma);
        for _ in 0..16 {
            let middle = f32::midpoint(low, high);
            if shows(middle) { low = middle } else { high = middle }
        }
        of_srgb(srgb(low))
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what a byte holds")]
fn of_srgb(colour: OpaqueColor<Srgb>) -> Colour {
    Colour(colour.components.map(|part| (part * 255.0).round().clamp(0.0, 255.0) as u8))
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).unwrap_or_else(|| panic!("{text} is no colour"))
    }

    #[test]
    fn a_colour_is_read_as_style_sheets_write_it() {
        assert_eq!(colour("#5e1e53").to_string(), "#5e1e53");
        assert_eq!(colour("#FFF"), Colour::new(255, 255, 255));
        assert_eq!(colour(" rgb(94 30 83) ").to_string(), "#5e1e53");
        assert_eq!(colour("oklch(1 0 0)").to_string(), "#ffffff");
        for wrong in ["", "plum-ish", "#12345", "#5e1e5380", "transparent", "var(--ink)"] {
            assert_eq!(Colour::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_no_screen_can_show_keeps_its_lightness_and_hue() {
        let lch = colour("oklch(0.6 0.4 250)").lch();
        assert!((lch.lightness - 0.6).abs() < 0.01 && (lch.hue - 250.0).abs() < 2.0, "{lch:?}");
        assert!(lch.chroma < 0.3, "{lch:?}");
    }

    /// The figures of the standard: link on ground and well, ink on ground.
    #[test]
    fn contrasts_are_those_of_wcag() {
        for (one, other, expected) in [
            ("#204ca4", "#ffffff", 8.0),
            ("#204ca4", "#f1f4f8", 7.2),
            ("#171c26", "#fff", 17.1),
            ("#000", "#fff", 21.0),
        ] {
            let contrast = colour(one).contrast(colour(other));
            assert!((contrast - expected).abs() < 0.1, "{one} on {other}: {contrast}");
        }
    }

    #[test]
    fn the_nearest_colour_that_works_is_of_the_same_hue() {
        let (pale, white) = (colour("#7fb2ff"), colour("#fff"));
        let near = pale.nearest(|colour| colour.contrast(white) >= TEXT).unwrap();
        assert!((TEXT..TEXT + 0.2).contains(&near.contrast(white)), "{near}: {}", near.contrast(white));
        assert!((near.lch().hue - pale.lch().hue).abs() < 3.0);
        assert_eq!(pale.nearest(|_| false), None);
        assert_eq!(pale.nearest(|_| true), Some(pale));
    }
}
