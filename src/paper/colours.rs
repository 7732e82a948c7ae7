//! The colours of a theme as they are on paper, read from its style sheet: those of a light ground.

use super::scene::Rgb;

/// The colours of a theme.
#[derive(Clone, Debug, Default)]
pub struct Colours {
    /// The style sheet of what all pages share.
    style: String,
    /// For printers without colours.
    mono: bool,
}

/// The tones of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the style sheet")]
pub struct Hue {
    pub deep: Rgb,
    pub deep2: Rgb,
    pub mid: Rgb,
    pub pale: Rgb,
    pub wash: Rgb,
    pub on: Rgb,
    pub on2: Rgb,
    pub text: Rgb,
    /// A frame around the deep ground, where that is white.
    pub frame: Option<Rgb>,
}

/// The tones of a part of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the style sheet")]
pub struct Tones {
    pub tint: Rgb,
    pub strong: Rgb,
    pub solid: Rgb,
}

impl Colours {
    /// The colours in a style sheet: `.plum { --deep: light-dark(#5e1e53, …); … }`.
    pub fn of(style: &str) -> Colours {
        Colours { style: style.to_owned(), mono: false }
    }

    /// The same for a printer that has only black: light grounds, dark lines, and no large black fields.
    #[must_use]
    pub fn mono(self) -> Colours {
        Colours { mono: true, ..self }
    }

    /// The tones of a hue; those of nobody, if there is none of that name.
    pub fn hue(&self, name: &str) -> Hue {
        if self.mono {
            return Hue::MONO;
        }
        let read = |rule: &str| {
            Some(Hue {
                deep: tone(rule, "deep")?,
                deep2: tone(rule, "deep2")?,
                mid: tone(rule, "mid")?,
                pale: tone(rule, "pale")?,
                wash: tone(rule, "wash")?,
                on: tone(rule, "on")?,
                on2: tone(rule, "on2")?,
                text: tone(rule, "text")?,
                frame: None,
            })
        };
        self.rules(name).find_map(read).unwrap_or(Hue::NOBODY)
    }

    /// The tones of a part of a map.
    pub fn part(&self, name: &str) -> Tones {
        if self.mono {
            return Tones::mono(name);
        }
        let read = |rule: &str| {
            Some(Tones { tint: tone(rule, "tint")?, strong: tone(rule, "strong")?, solid: tone(rule, "solid")? })
        };
        let plain = Tones { tint: Rgb::WELL, strong: Rgb::INK, solid: Rgb::EDGE };
        self.rules(name).find_map(read).unwrap_or(plain)
    }

    /// The rules of a class, the last one first: a site's own come after those of the theme.
    fn rules(&self, class: &str) -> impl Iterator<Item = &str> {
        let class = class.replace("thinks_feels", "thinks").replace("says_does", "says");
        let starts: Vec<usize> = self.style.rmatch_indices(&format!(".{class}")).map(|(at, _)| at).collect();
        starts.into_iter().filter_map(move |at| {
            let rest = self.style[at + 1 + class.len()..].trim_start();
            // One class of several, or the only one.
            let (selector, rule) = rest.split_once('{')?;
            let alone = selector.trim().is_empty() || selector.trim_start().starts_with(',');
            (alone && !selector.contains('}')).then(|| rule.split('}').next().unwrap_or(rule))
        })
    }
}

/// A custom property of a rule, as it is on a light ground.
fn tone(rule: &str, name: &str) -> Option<Rgb> {
    let (_, value) = rule.split_once(&format!("--{name}:"))?;
    let value = value.split([';', '}']).next()?.trim();
    Rgb::parse(value.strip_prefix("light-dark(").map_or(value, |both| both.split(',').next().unwrap_or(both)))
}

impl Hue {
    /// What belongs to nobody, or to several: the colours of the text.
    const NOBODY: Hue = Hue {
        deep: Rgb::INK,
        deep2: Rgb(0x0b, 0x0e, 0x14),
        mid: Rgb::EDGE,
        pale: Rgb::FINE,
        wash: Rgb::WELL,
        on: Rgb::WHITE,
        on2: Rgb::FINE,
        text: Rgb::INK2,
        frame: None,
    };

    /// For a printer that has only black: the person is a frame, not a field.
    const MONO: Hue = Hue {
        deep: Rgb::WHITE,
        deep2: Rgb(0xe4, 0xe4, 0xe4),
        mid: Rgb(0x8c, 0x8c, 0x8c),
        pale: Rgb(0x22, 0x22, 0x22),
        wash: Rgb::WHITE,
        on: Rgb::BLACK,
        on2: Rgb(0x33, 0x33, 0x33),
        text: Rgb(0x33, 0x33, 0x33),
        frame: Some(Rgb::BLACK),
    };
}

impl Tones {
    /// Three light greys: neighbours never share one.
    fn mono(name: &str) -> Tones {
        let tint = match name {
            "says" | "says_does" | "feels" | "hears" => Rgb(0xf0, 0xf0, 0xf0),
            "thinks" | "thinks_feels" | "does" | "sees" => Rgb(0xe3, 0xe3, 0xe3),
            _ => Rgb(0xf8, 0xf8, 0xf8),
        };
        Tones { tint, strong: Rgb::BLACK, solid: Rgb(0x44, 0x44, 0x44) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_those_of_the_style_sheet() {
        let style = ".says, .says_does { --tint: light-dark(#dfeeff, #18293b); --strong: light-dark(#124a7b, #fff); \
                     --solid: #123 }.gains, .opportunities{--tint:#010203;--strong:#040506;--solid:#070809}";
        let colours = Colours::of(style);
        assert_eq!(colours.part("says").tint, Rgb(0xdf, 0xee, 0xff));
        assert_eq!(colours.part("says_does").solid, Rgb(0x11, 0x22, 0x33));
        assert_eq!(colours.part("gains").strong, Rgb(4, 5, 6));
        assert_eq!(colours.part("sees").strong, Rgb::INK);
        assert_eq!(colours.hue("plum"), Hue::NOBODY);
        assert_eq!(colours.mono().part("says").strong, Rgb::BLACK);
    }
}
