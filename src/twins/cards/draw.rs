//! A card as a drawing: ground, words, sign, name.

use crate::pages::cards::Card;
use crate::pages::view::PersonView;
use crate::render;
use crate::syntax::html::escape;
use crate::syntax::quotation;

use super::fit::{self, ASCENT, LEADING, Lines, Room};
use super::fonts::{Fonts, Voice};

pub(super) const WIDTH: u32 = 1200;
pub(super) const HEIGHT: u32 = 630;
const MARGIN: f32 = 60.0;
const RIGHT: f32 = WIDTH as f32 - MARGIN;
/// The large text: the left two thirds, above the name.
const WORDS: Room = Room { width: 740.0, height: 400.0 };
const NAME_LINE: f32 = 518.0;
const ROLE_LINE: f32 = 562.0;
const NAME: f32 = 38.0;
const SMALL: f32 = 30.0;
const SIGN: f32 = 250.0;

/// The colours of persons, read from the style sheet of the pages, as they are on a light ground.
#[derive(Debug)]
pub(super) struct Colours {
    hues: Vec<(String, Hue)>,
}

/// The tones of a hue.
#[derive(Clone, Debug, PartialEq)]
struct Hue {
    deep: String,
    deep2: String,
    mid: String,
    pale: String,
    wash: String,
    on: String,
    on2: String,
    text: String,
}

impl Colours {
    /// The colours in a style sheet: `.plum { --deep: light-dark(#5e1e53, …); … }`.
    pub(super) fn of(style: &str, hues: &[&str]) -> Colours {
        let read = |hue: &&str| Some(((*hue).to_owned(), Hue::of(style, hue)?));
        Colours { hues: hues.iter().filter_map(read).collect() }
    }

    fn hue(&self, name: &str) -> Hue {
        self.hues.iter().find(|(known, _)| known == name).map_or_else(Hue::nobody, |(_, hue)| hue.clone())
    }

    /// All of them, as the style sheet of a drawing.
    fn style(&self, on_deep: bool) -> String {
        let rule = |(name, hue): &(String, Hue)| {
            let disc = if on_deep { &hue.deep2 } else { &hue.deep };
            let Hue { mid, pale, wash, .. } = hue;
            format!(
                ".{name} .disc{{fill:{disc}}}.{name} .mid{{fill:{mid}}}.{name} .pale{{fill:{pale}}}.{name}.cut-out .disc{{fill:{wash}}}"
            )
        };
        self.hues.iter().map(rule).collect()
    }
}

impl Hue {
    fn of(style: &str, name: &str) -> Option<Hue> {
        // A site's own come after those of the theme: the last one that is whole counts.
        let selector = format!(".{name}");
        let rules = style.rmatch_indices(&selector).map(|(at, _)| &style[at + selector.len()..]);
        rules
            .filter_map(|rest| rest.trim_start().strip_prefix('{'))
            .find_map(|rest| Hue::in_rule(rest.split('}').next()?))
    }

    fn in_rule(rule: &str) -> Option<Hue> {
        let tone = |tone: &str| {
            let (_, value) = rule.split_once(&format!("--{tone}:"))?;
            let value = value.split(';').next()?.trim();
            let light = value.strip_prefix("light-dark(").map_or(value, |both| both.split(',').next().unwrap_or(both));
            let is_colour = light.starts_with('#') && light[1..].chars().all(|digit| digit.is_ascii_hexdigit());
            is_colour.then(|| light.to_owned())
        };
        Some(Hue {
            deep: tone("deep")?,
            deep2: tone("deep2")?,
            mid: tone("mid")?,
            pale: tone("pale")?,
            wash: tone("wash")?,
            on: tone("on")?,
            on2: tone("on2")?,
            text: tone("text")?,
        })
    }

    /// What belongs to nobody, or to several: the colours of the text.
    fn nobody() -> Hue {
        let tone = str::to_owned;
        Hue {
            deep: tone("#171c26"),
            deep2: tone("#0b0e14"),
            mid: tone("#7d838e"),
            pale: tone("#d1d4db"),
            wash: tone("#f1f4f8"),
            on: tone("#ffffff"),
            on2: tone("#d1d4db"),
            text: tone("#424854"),
        }
    }
}

/// A card as SVG. Its letters are outlines, so whoever draws it needs no font.
pub(super) fn svg(card: &Card, fonts: &Fonts, colours: &Colours) -> String {
    let one = match card.persons.as_slice() {
        [person] => Some(person),
        _ => None,
    };
    let hue = one.map_or_else(Hue::nobody, |person| colours.hue(person.hue));
    let pale = one.is_some_and(|person| person.pale);
    let (ground, ink, ink2) = match pale {
        true => (&hue.wash, "#171c26", "#424854"),
        false => (&hue.deep, &*hue.on, &*hue.on2),
    };
    let style = format!(
        "{}.ring path{{fill:none;stroke:{ink};stroke-width:2.6}}.ring .confirmed{{stroke-width:6}}\
         .ring .guess{{stroke-dasharray:3.4 4.6}}.ring .disputed{{stroke-dasharray:10 2}}",
        colours.style(one.is_some())
    );
    let mut out = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"><style>{style}</style><rect width="{WIDTH}" height="{HEIGHT}" fill="{ground}"/>"#
    );
    if pale {
        // Somebody we mostly guess about is an outline, on paper as on the page.
        let stroke = &hue.text;
        out.push_str(&format!(
            r#"<rect x="14" y="14" width="1172" height="602" fill="none" stroke="{stroke}" stroke-width="5" stroke-dasharray="16 12"/>"#
        ));
    }
    let mut write = |lines: &Lines, colour: &str, x: f32, base: f32| {
        for (at, line) in lines.lines.iter().enumerate() {
            let place = (x, base + at as f32 * lines.size * LEADING);
            let d = fonts.outline(lines.voice, lines.size, line, place);
            out.push_str(&format!(r#"<path fill="{}" d="{}"/>"#, escape(colour), d.trim_end()));
        }
    };
    let large = large(card, fonts);
    if let Some(lines) = &large {
        write(lines, ink, MARGIN, MARGIN + lines.size * ASCENT);
    }
    let site = fit::line(fonts, Voice::Ours, SMALL, &card.site, 420.0);
    let site_width = site.as_ref().map_or(0.0, |site| fonts.width(site.voice, site.size, &site.lines[0]));
    if let Some(site) = &site {
        write(site, ink2, RIGHT - site_width, ROLE_LINE);
    }
    // A name that stands there in large letters is not said again.
    let said = large.as_ref().is_some_and(|large| large.voice != Voice::Theirs && card.heading == card.name);
    if let Some(name) = Some(&card.name).filter(|_| !said).and_then(|name| name_line(fonts, name)) {
        write(&name, ink, MARGIN, NAME_LINE);
    }
    let room = RIGHT - MARGIN - site_width - 40.0;
    if let Some(role) = fit::line(fonts, Voice::Ours, SMALL, &card.role, room) {
        write(&role, ink2, MARGIN, ROLE_LINE);
    }
    out.push_str(&signs(&card.persons, large.is_some()));
    out.push_str("</svg>");
    out
}

/// The words, in the largest size in which they fit; else the heading. Nothing, if the fonts have no letters for either.
fn large(card: &Card, fonts: &Fonts) -> Option<Lines> {
    let (open, close) = quotation::marks(&card.language);
    let words = card.words.iter().map(|words| format!("{open}{words}{close}"));
    let said = words.filter(|words| fonts.can_say(Voice::Theirs, words));
    let said = said.filter_map(|words| fit::whole(fonts, Voice::Theirs, &words, WORDS)).next();
    let heading = || fit::cut(fonts, Voice::OursBold, &card.heading, WORDS);
    said.or_else(|| heading().filter(|_| fonts.can_say(Voice::OursBold, &card.heading)))
}

fn name_line(fonts: &Fonts, name: &str) -> Option<Lines> {
    let room = RIGHT - MARGIN;
    let fits = |size: &f32| fonts.width(Voice::OursBold, *size, name) <= room;
    let size = [NAME, 34.0, SMALL].into_iter().find(fits).unwrap_or(SMALL);
    fit::line(fonts, Voice::OursBold, size, name, room)
}

/// The signs of one to three persons; a large one in the middle, if there is nothing else to be seen.
fn signs(persons: &[PersonView], beside: bool) -> String {
    let (size, gap) = match persons.len() {
        1 if beside => (SIGN, 0.0),
        1 => (400.0, 0.0),
        _ => (140.0, 14.0),
    };
    let x = if beside { RIGHT - size } else { (WIDTH as f32 - size) / 2.0 };
    let place = |(at, person): (usize, &PersonView)| {
        let y = MARGIN + at as f32 * (size + gap);
        let sign = render::sign(person)?;
        // What may leave its box needs no clipping, and so no layer of its own, which takes longer than all the rest.
        let tag = format!(r#"<svg overflow="visible" x="{x}" y="{y}" width="{size}" height="{size}" "#);
        Some(sign.trim().replacen("<svg ", &tag, 1))
    };
    persons.iter().enumerate().filter_map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_those_of_the_style_sheet() {
        let style = ".plum { --deep: light-dark(#111111, #222222); --deep2: #333; --mid: light-dark(#444444, #5); \
                     --pale: #666; --wash: #777; --on: #888; --on2: #999; --text: #aaa; }";
        let colours = Colours::of(style, &["plum", "fern"]);
        assert_eq!(colours.hue("plum").deep, "#111111");
        assert_eq!(colours.hue("plum").deep2, "#333");
        assert_eq!(colours.hue("fern"), Hue::nobody());
        // A site's own come later, and without the space that a writer leaves.
        let own = format!("{style}.story .plum{{color:red}}{}", style.replace("#333", "#bbb").replace(" {", "{"));
        assert_eq!(Colours::of(&own, &["plum"]).hue("plum").deep2, "#bbb");
        assert_eq!(Hue::of(&style.replace("#888", "red\"/>"), "plum"), None);
    }
}
