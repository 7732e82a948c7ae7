//! Paper: its names, its size in millimetres, which way it stands.

use std::fmt;

/// The size of a sheet of paper.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paper {
    /// In millimetres.
    pub width: f32,
    /// In millimetres.
    pub height: f32,
}

/// Which way a sheet stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Orientation {
    /// Higher than wide.
    Portrait,
    /// Wider than high.
    Landscape,
}

/// The papers with a name, standing, in millimetres; the smallest of a family first. ISO 216, ANSI/ASME Y14.1.
const NAMED: &[(&str, f32, f32)] = &[
    ("a5", 148.0, 210.0),
    ("a4", 210.0, 297.0),
    ("a3", 297.0, 420.0),
    ("a2", 420.0, 594.0),
    ("a1", 594.0, 841.0),
    ("a0", 841.0, 1189.0),
    ("letter", 215.9, 279.4),
    ("legal", 215.9, 355.6),
    ("tabloid", 279.4, 431.8),
    ("arch-c", 457.2, 609.6),
    ("arch-d", 609.6, 914.4),
    ("arch-e", 914.4, 1219.2),
];

/// The smallest and the largest side of a paper of one's own, in millimetres: a card of a deck, a roll of a plotter.
const SIDES: std::ops::RangeInclusive<f32> = 60.0..=5000.0;

impl Paper {
    /// The paper of a name, or of a size such as `900x300mm`. Whoever writes a size means which way it stands.
    ///
    /// # Errors
    /// What a paper is called.
    pub fn parse(written: &str) -> Result<Paper, String> {
        let name = written.trim().to_ascii_lowercase().replace([' ', '_'], "-");
        let known = |(known, ..): &&(&str, f32, f32)| *known == name || known.replace('-', "") == name;
        if let Some((_, width, height)) = NAMED.iter().find(known) {
            return Ok(Paper { width: *width, height: *height });
        }
        let names: Vec<&str> = NAMED.iter().map(|(name, ..)| *name).collect();
        let unknown =
            || format!("`{written}` is no paper: write one of {} or a size such as 900x300mm", names.join(", "));
        let size = name.replace('-', "");
        let size = size.strip_suffix("mm").and_then(|size| size.split_once('x')).ok_or_else(unknown)?;
        let side = |text: &str| text.trim_end_matches("mm").parse::<f32>().ok();
        let (width, height) = side(size.0).zip(side(size.1)).ok_or_else(unknown)?;
        match SIDES.contains(&width) && SIDES.contains(&height) {
            true => Ok(Paper { width, height }),
            false => Err(format!("a side of `{written}` is not between {} and {} mm", SIDES.start(), SIDES.end())),
        }
    }

    /// The same paper, turned if it has to be.
    #[must_use]
    pub fn turned(self, orientation: Orientation) -> Paper {
        let (short, long) = (self.width.min(self.height), self.width.max(self.height));
        match orientation {
            Orientation::Portrait => Paper { width: short, height: long },
            Orientation::Landscape => Paper { width: long, height: short },
        }
    }

    /// Whether it is one of the papers with a name.
    pub fn is_named(self) -> bool {
        !self.to_string().contains('×')
    }

    /// Whether it is wider than high.
    pub fn lies(self) -> bool {
        self.width > self.height
    }

    /// The side of a square of the same area, in millimetres: what reading distance and type go with.
    pub fn side(self) -> f32 {
        (self.width * self.height).sqrt()
    }

    /// The name of the next larger paper of the same family, if there is one.
    pub fn next(self) -> Option<&'static str> {
        let is = |(_, width, height): &(&str, f32, f32)| {
            let own = self.turned(Orientation::Portrait);
            (own.width - width).abs() < 0.6 && (own.height - height).abs() < 0.6
        };
        let at = NAMED.iter().position(is);
        let family = |name: &str| if name.starts_with("arch") { 2 } else { usize::from(!name.starts_with('a')) };
        match at {
            Some(at) => NAMED.get(at + 1).filter(|next| family(next.0) == family(NAMED[at].0)).map(|next| next.0),
            None => {
                let larger = |(_, width, height): &&(&str, f32, f32)| (width * height).sqrt() > self.side() * 1.2;
                NAMED[..6].iter().find(larger).map(|next| next.0)
            }
        }
    }
}

impl fmt::Display for Paper {
    /// `A3 landscape`, or `900 × 300 mm`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let standing = self.turned(Orientation::Portrait);
        let named = NAMED
            .iter()
            .find(|(_, width, height)| (standing.width - width).abs() < 0.6 && (standing.height - height).abs() < 0.6);
        match named {
            Some((name, ..)) => {
                let name = match name.strip_prefix("arch-") {
                    Some(size) => format!("Arch {}", size.to_uppercase()),
                    None => name[..1].to_uppercase() + &name[1..],
                };
                write!(f, "{name} {}", if self.lies() { "landscape" } else { "portrait" })
            }
            None => write!(f, "{} × {} mm", self.width, self.height),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_have_names_and_sizes() {
        let a3 = Paper::parse("A3").unwrap();
        assert_eq!((a3.width, a3.height), (297.0, 420.0));
        assert_eq!(a3.turned(Orientation::Landscape).to_string(), "A3 landscape");
        assert_eq!(Paper::parse("Arch D").unwrap().to_string(), "Arch D portrait");
        assert_eq!(Paper::parse("archd"), Paper::parse("arch-d"));
        assert_eq!(Paper::parse("900x300mm").unwrap().to_string(), "900 × 300 mm");
        assert_eq!(Paper::parse("900mm x 300mm"), Paper::parse("900x300mm"));
        assert!(Paper::parse("a7").unwrap_err().contains("arch-e"));
        assert!(Paper::parse("10x300mm").unwrap_err().contains("between 60 and 5000"));
        assert!(Paper::parse("infxinfmm").is_err());
    }

    #[test]
    fn the_next_paper_is_of_the_same_family() {
        let next = |name| Paper::parse(name).unwrap().next();
        assert_eq!((next("a4"), next("a0"), next("letter")), (Some("a3"), None, Some("legal")));
        assert_eq!((next("tabloid"), next("arch-d"), next("300x300mm")), (None, Some("arch-e"), Some("a2")));
    }
}
