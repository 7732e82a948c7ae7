//! The drawings of sheets for walls, beside their pages: `print/mara/sheet.svg`.

use std::sync::OnceLock;

use crate::pages::Pages;
use crate::paper::colours::Colours;
use crate::paper::fonts::Fonts;
use crate::paper::print::{self, Order};
use crate::paper::{Art, Studio, svg};
use crate::render::{self, Theme};

use super::Twin;

pub(super) static TWIN: Twin = Twin {
    urls: |_, pages| pages.sheets().iter().flat_map(|named| pages.drawings(named)).collect(),
    make: |twins, pages, url| twins.sheets.at(pages, url),
};

/// What sheets are drawn with.
#[derive(Default)]
pub(super) struct Sheets {
    theme: Option<Theme>,
    /// Put together when a sheet is first drawn.
    studio: OnceLock<Studio>,
}

impl Sheets {
    pub(super) fn of(theme: &Theme) -> Sheets {
        Sheets { theme: Some(theme.clone()), studio: OnceLock::new() }
    }

    /// The drawing at an address.
    fn at(&self, pages: &Pages, url: &str) -> Option<Vec<u8>> {
        let (name, file) = url.strip_prefix("print/")?.split_once('/')?;
        let named = pages.sheet(name)?;
        let at = pages.drawings(named).iter().position(|drawing| drawing.ends_with(&format!("/{file}")))?;
        let theme = self.theme.as_ref()?;
        let studio = self.studio.get_or_init(|| studio(theme, false));
        let order = Order { paper: pages.paper(named.kind), orientation: None, distance: None, sheets: 1 };
        let scene = match print::print(pages, studio, &order, named)? {
            Ok(printed) => printed.scenes.into_iter().nth(at)?,
            // A page that shows nothing would be a riddle: the sheet itself says what it lacks.
            Err(trouble) => print::note(pages, studio, &order, named, &trouble),
        };
        Some(svg::draw(&scene, &studio.fonts).into_bytes())
    }
}

/// What sheets are set with: the fonts, colours and drawings of a theme that was prepared for a site.
pub fn studio(theme: &Theme, mono: bool) -> Studio {
    let fonts = Fonts::of(&theme.files, &theme.letters);
    let colours = Colours::of(&theme.style());
    let art = Art { sign: |person| render::sign(person), icon: render::icon, mark: render::mark };
    Studio::new(fonts, if mono { colours.mono() } else { colours }, art)
}
