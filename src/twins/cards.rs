//! `card.png` beside a page: the share card, 1200 × 630 pixels. What stands on it is said by `pages`; here it is set,
//! drawn and made small.
//!
//! A picture says in itself what it was made from ([`Cards::key`]), so a build takes over those of the build before that
//! would become the same.

mod draw;
mod fit;
mod fonts;
mod png;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::pages::Pages;
use crate::pages::people::HUES;

use super::Twin;

use draw::Colours;
use fonts::Fonts;

pub(super) static TWIN: Twin =
    Twin { urls: |_, pages| pages.card_urls(), make: |twins, pages, url| twins.cards.at(pages, url) };

/// To be raised whenever the same card is to become another picture.
const FORMAT: u32 = 2;

/// How many bytes at the beginning of a picture hold its key.
pub const HEAD: usize = 2048;

/// What cards are drawn with: fonts and colours of a theme.
#[derive(Default)]
pub(super) struct Cards {
    /// The files of the theme, by path.
    files: BTreeMap<String, Arc<[u8]>>,
    colours: OnceLock<Colours>,
    /// Unpacked when a card is drawn: most builds draw none.
    fonts: OnceLock<Fonts>,
}

impl Cards {
    pub(super) fn of(files: &BTreeMap<String, Arc<[u8]>>) -> Cards {
        let wanted = |(path, _): &(&String, _)| path.ends_with(".woff2") || is_style(path);
        let files = files.iter().filter(wanted).map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
        Cards { files, ..Cards::default() }
    }

    /// The picture at an address.
    pub(super) fn at(&self, pages: &Pages, url: &str) -> Option<Vec<u8>> {
        let card = pages.card(url)?;
        let fonts = self.fonts.get_or_init(|| Fonts::of(&self.files));
        png::draw(&draw::svg(&card, fonts, self.colours()), &self.key(pages, url)?)
    }

    /// What the picture at an address is made from: the same key is the same picture.
    pub(super) fn key(&self, pages: &Pages, url: &str) -> Option<String> {
        let card = serde_json::to_string(&pages.card(url)?).ok()?;
        // The name of a font changes with what is in it.
        let fonts: Vec<&String> = self.files.keys().filter(|path| path.ends_with(".woff2")).collect();
        let all = format!("{FORMAT} {} {fonts:?} {:?} {card}", env!("CARGO_PKG_VERSION"), self.colours());
        Some(blake3::hash(all.as_bytes()).to_hex().to_string())
    }

    fn colours(&self) -> &Colours {
        self.colours.get_or_init(|| {
            let styles = self.files.iter().filter(|(path, _)| is_style(path));
            let style: String = styles.map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
            Colours::of(&style, HUES)
        })
    }
}

/// Whether a file is the style sheet of what all pages share, where the colours are.
fn is_style(path: &str) -> bool {
    path.starts_with("assets/style-") && path.ends_with(".css")
}

/// Whether a picture that begins with these bytes was made from what a key stands for.
pub fn is_made_from(head: &[u8], key: &str) -> bool {
    png::key_of(head) == Some(key.as_bytes())
}
