//! The colours that a site may choose: its accent and the hues of persons. Whatever cannot be read is refused.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::diagnostic::{Diagnostic, nearest};
use crate::syntax::colour::{Colour, GRAPHICS, Lch, TEXT};
use crate::syntax::decode::Decoder;
use crate::syntax::yaml::{Data, Node};
use crate::text::Span;

use super::config::{mapping, text};

/// The hues of persons, each with the colour that is theirs: the light `deep` of the style sheet.
pub const DEEP: &[(&str, Colour)] = &[
    ("plum", Colour::new(0x5e, 0x1e, 0x53)),
    ("indigo", Colour::new(0x32, 0x2e, 0x7d)),
    ("ocean", Colour::new(0x02, 0x3e, 0x6a)),
    ("lagoon", Colour::new(0x01, 0x45, 0x4b)),
    ("fern", Colour::new(0x12, 0x47, 0x2a)),
    ("bronze", Colour::new(0x51, 0x36, 0x07)),
    ("rust", Colour::new(0x65, 0x25, 0x07)),
    ("wine", Colour::new(0x6c, 0x15, 0x2b)),
];

/// The names of the hues.
pub const HUES: &[&str] = &["plum", "indigo", "ocean", "lagoon", "fern", "bronze", "rust", "wine"];

/// What pages are printed on: ground and well, light and dark. The style sheet has the same (`20-tokens.css`).
pub const LIGHT: [Colour; 2] = [Colour::new(0xff, 0xff, 0xff), Colour::new(0xf1, 0xf4, 0xf8)];
/// The same in the dark.
pub const DARK: [Colour; 2] = [Colour::new(0x10, 0x13, 0x19), Colour::new(0x18, 0x1c, 0x23)];

/// The lightness of an accent in the dark, where a site gives one colour for both: that of the style sheet's links.
const ACCENT_IN_THE_DARK: f32 = 0.82;

/// A colour in light and in dark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// On white.
    pub light: Colour,
    /// On nearly black.
    pub dark: Colour,
}

/// All tones of a person's colour. `on` and `on2` are text on `deep`; `text` is the hue as text on the ground.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names are those of the style sheet")]
pub struct Hue {
    pub deep: Pair,
    pub deep2: Pair,
    pub mid: Pair,
    pub pale: Pair,
    pub wash: Pair,
    pub on: Pair,
    pub on2: Pair,
    pub text: Pair,
}

/// The colours of a site's own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Palette {
    /// Of links, of the current entry of a navigation, of the drawing in the header.
    pub accent: Option<Pair>,
    hues: BTreeMap<&'static str, Hue>,
}

impl Hue {
    /// All tones of a colour. In light it is `deep` itself; the others have the lightness that the standard gives them,
    /// and less chroma where the colour has little.
    pub fn of(deep: Colour) -> Hue {
        let Lch { lightness, chroma, hue } = deep.lch();
        // A grey stays one: its bright tones get no colour out of nowhere.
        let share = (chroma / 0.05).min(1.0);
        let tone = |lightness: f32, chroma: f32| Lch { lightness, chroma, hue }.colour();
        let pair = |light: (f32, f32), dark: (f32, f32)| Pair {
            light: tone(light.0, light.1 * share),
            dark: tone(dark.0, dark.1 * share),
        };
        Hue {
            deep: Pair { light: deep, dark: tone(lightness - 0.02, 0.85 * chroma) },
            deep2: Pair { light: tone(lightness - 0.055, 0.9 * chroma), dark: tone(lightness - 0.075, 0.75 * chroma) },
            mid: pair((0.66, 0.13), (0.66, 0.12)),
            pale: pair((0.9, 0.05), (0.88, 0.05)),
            wash: pair((0.965, 0.018), (0.245, 0.025)),
            on: pair((0.975, 0.012), (0.965, 0.012)),
            on2: pair((0.885, 0.035), (0.87, 0.035)),
            text: Pair { light: tone(0.42, 1.1 * chroma), dark: tone(0.84, 0.07 * share) },
        }
    }

    /// The pairs that have to be told apart: what stands on what, and how well.
    fn pairs(&self) -> impl Iterator<Item = Told> {
        let both = |what, on, one: Pair, other: Pair, least| {
            [
                Told { what, on, contrast: one.light.contrast(other.light), least },
                Told { what, on, contrast: one.dark.contrast(other.dark), least },
            ]
        };
        let ground = Pair { light: LIGHT[0], dark: DARK[0] };
        [
            both("text", "it", self.on, self.deep, TEXT),
            both("quiet text", "it", self.on2, self.deep, TEXT),
            both("quiet text", "its darker tone", self.on2, self.deep2, TEXT),
            both("a sign", "it", self.mid, self.deep, GRAPHICS),
            both("a sign", "its darker tone", self.mid, self.deep2, GRAPHICS),
            both("its tone for text", "the page", self.text, ground, TEXT),
            both("its tone for text", "its palest tone", self.text, self.wash, TEXT),
        ]
        .into_iter()
        .flatten()
    }

    /// The pair that is told apart worst, if it is too bad.
    fn fault(&self) -> Option<Told> {
        let share = |told: &Told| told.contrast / told.least;
        self.pairs().filter(|told| told.contrast < told.least).min_by(|a, b| share(a).total_cmp(&share(b)))
    }

    fn tones(&self) -> [(&'static str, Pair); 8] {
        [
            ("deep", self.deep),
            ("deep2", self.deep2),
            ("mid", self.mid),
            ("pale", self.pale),
            ("wash", self.wash),
            ("on", self.on),
            ("on2", self.on2),
            ("text", self.text),
        ]
    }
}

/// How well something is told from what it stands on.
struct Told {
    what: &'static str,
    on: &'static str,
    contrast: f32,
    least: f32,
}

impl Palette {
    /// Reads `accent` and `hues`; what cannot be read on a page is reported and left out.
    pub(super) fn read(accent: Option<&Node>, hues: Option<&Node>, decoder: &mut Decoder) -> Palette {
        Palette { accent: accent.and_then(|node| read_accent(node, decoder)), hues: read_hues(hues, decoder) }
    }

    /// The tones of a hue: the site's own, else those of the style sheet, to a few hundredths.
    pub fn hue(&self, name: &str) -> Option<Hue> {
        let built_in = || DEEP.iter().find(|(known, _)| *known == name).map(|(_, deep)| Hue::of(*deep));
        self.hues.get(name).copied().or_else(built_in)
    }

    /// The custom properties that put these colours in the place of the style sheet's; empty if there are none.
    pub fn css(&self) -> String {
        let mut css = String::new();
        let value = |pair: &Pair| format!("light-dark({}, {})", pair.light, pair.dark);
        if let Some(accent) = &self.accent {
            let _ = writeln!(css, ":root {{ --accent: {}; --link: var(--accent); }}", value(accent));
        }
        for (name, hue) in &self.hues {
            let tones = hue.tones().map(|(tone, pair)| format!("--{tone}: {};", value(&pair)));
            let _ = writeln!(css, ".{name} {{ {} }}", tones.join(" "));
        }
        css
    }
}

/// One colour for both, or `{ light: …, dark: … }`.
fn read_accent(node: &Node, decoder: &mut Decoder) -> Option<Pair> {
    let (light, dark) = match &node.data {
        Data::Map(entries) => {
            for entry in entries.iter().filter(|entry| !["light", "dark"].contains(&&*entry.key.value)) {
                let message = format!("an accent has no `{}`", entry.key.value);
                decoder.error("unknown-key", entry.key.span, message).help =
                    Some("give it as `{ light: …, dark: … }`, or as one colour".into());
            }
            (node.get("light")?, node.get("dark"))
        }
        _ => (node, None),
    };
    let works = |colour: Colour, grounds: &[Colour; 2]| colour.least_contrast(grounds) >= TEXT;
    let one = read_colour(light, decoder)?;
    let other = match dark {
        Some(node) => read_colour(node, decoder)?,
        None => {
            let bright = Lch { lightness: ACCENT_IN_THE_DARK.max(one.lch().lightness), ..one.lch() }.colour();
            bright.nearest(|colour| works(colour, &DARK)).unwrap_or(bright)
        }
    };
    let mut good = true;
    for (colour, grounds, place) in [(one, LIGHT, light.span), (other, DARK, dark.unwrap_or(light).span)] {
        if works(colour, &grounds) {
            continue;
        }
        good = false;
        let [ground, well] = grounds;
        let message = format!(
            "links in {colour} are too faint: their contrast is {:.1} on {ground} and {:.1} on {well}, and text needs {TEXT}",
            colour.contrast(ground),
            colour.contrast(well),
        );
        refuse(decoder, place, message, colour.nearest(|near| works(near, &grounds)));
    }
    good.then_some(Pair { light: one, dark: other })
}

fn read_hues(node: Option<&Node>, decoder: &mut Decoder) -> BTreeMap<&'static str, Hue> {
    let mut found = BTreeMap::new();
    for entry in mapping(node, decoder) {
        let Some(name) = HUES.iter().find(|name| **name == &*entry.key.value) else {
            let message = format!("there is no hue `{}`", entry.key.value);
            let help = match nearest(&entry.key.value, HUES.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the hues are {}", HUES.join(", ")),
            };
            decoder.error("unknown-key", entry.key.span, message).help = Some(help);
            continue;
        };
        let Some(colour) = read_colour(&entry.value, decoder) else { continue };
        let hue = Hue::of(colour);
        match hue.fault() {
            None => drop(found.insert(*name, hue)),
            Some(Told { what, on, contrast, least }) => {
                let message = format!(
                    "{colour} cannot be the colour of a person: {what} on {on} has a contrast of {contrast:.1} and needs {least}"
                );
                let near = colour.nearest(|near| Hue::of(near).fault().is_none());
                refuse(decoder, entry.value.span, message, near);
            }
        }
    }
    found
}

fn refuse(decoder: &mut Decoder, span: Span, message: String, near: Option<Colour>) {
    let help = match near {
        Some(near) => format!("the nearest colour that works is \"{near}\""),
        None => "choose another colour".to_owned(),
    };
    let finding = Diagnostic::error("invalid-value", decoder.path, span, message).help(help);
    decoder.diagnostics.push(finding);
}

fn read_colour(node: &Node, decoder: &mut Decoder) -> Option<Colour> {
    let written = text(node).unwrap_or_default();
    let colour = Colour::parse(written);
    if colour.is_none() {
        let message = match written {
            // `accent: #123456` is a comment to YAML.
            "" => "this should be a colour, but nothing is there".to_owned(),
            written => format!("`{written}` is no colour that covers what is below"),
        };
        decoder.error("invalid-value", node.span, message).help =
            Some("write it in quotation marks, as \"#204ca4\" or \"oklch(44% 0.15 262)\"".into());
    }
    colour
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKENS: &str = include_str!("../../templates/assets/css/20-tokens.css");

    /// Two colours that nobody tells apart: at most six of 255 in each part.
    fn alike(one: Colour, other: Colour) -> bool {
        let (one, other) = (one.lch(), other.lch());
        (one.lightness - other.lightness).abs() < 0.012 && (one.chroma - other.chroma).abs() < 0.012
    }

    /// The style sheet's tone of a hue.
    fn token(hue: &str, tone: &str) -> Pair {
        let line = TOKENS.lines().find(|line| line.starts_with(&format!(".{hue} {{"))).unwrap();
        let (_, rest) = line.split_once(&format!("--{tone}: light-dark(")).unwrap();
        let (light, rest) = rest.split_once(", ").unwrap();
        let dark = rest.split_once(')').unwrap().0;
        Pair { light: Colour::parse(light).unwrap(), dark: Colour::parse(dark).unwrap() }
    }

    #[test]
    fn the_tones_of_the_style_sheet_follow_from_their_deepest() {
        assert_eq!(DEEP.iter().map(|(name, _)| *name).collect::<Vec<_>>(), HUES);
        for (name, deep) in DEEP {
            for (tone, computed) in Hue::of(*deep).tones() {
                let written = token(name, tone);
                assert!(alike(computed.light, written.light), "{name} {tone}: {computed:?} {written:?}");
                assert!(alike(computed.dark, written.dark), "{name} {tone}: {computed:?} {written:?}");
            }
            assert_eq!(token(name, "deep").light, *deep);
            assert!(Hue::of(*deep).fault().is_none(), "{name}");
        }
    }

    #[test]
    fn the_grounds_are_those_of_the_style_sheet() {
        for (index, name) in ["ground", "well"].into_iter().enumerate() {
            let (_, rest) = TOKENS.split_once(&format!("--{name}: light-dark(")).unwrap();
            let (light, rest) = rest.split_once(", ").unwrap();
            let dark = rest.split_once(')').unwrap().0;
            assert_eq!((Colour::parse(light), Colour::parse(dark)), (Some(LIGHT[index]), Some(DARK[index])), "{name}");
        }
    }

    #[test]
    fn a_grey_person_stays_grey() {
        let hue = Hue::of(Colour::new(0x33, 0x33, 0x33));
        assert!(hue.tones().iter().all(|(_, tone)| tone.light.lch().chroma < 0.01), "{hue:?}");
        assert!(hue.fault().is_none());
    }
}
