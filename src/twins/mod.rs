//! What stands beside the pages for programs: one file each, listed here. A twin says nothing that no page says.

mod api;
pub mod cards;
mod feed;
mod robots;
mod search;
pub mod sheets;
mod sitemap;
mod wall;

use std::sync::OnceLock;

use crate::pages::Pages;
use crate::paper::Sheet;
use crate::render::Theme;

use cards::Cards;

/// A kind of file beside the pages.
pub struct Twin {
    /// The addresses of all its files.
    pub urls: fn(&Twins, &Pages) -> Vec<String>,
    /// What stands at an address; nothing, if it is none of its own.
    pub make: fn(&Twins, &Pages, &str) -> Option<Vec<u8>>,
}

/// Every twin.
pub static ALL: &[&Twin] =
    &[&feed::TWIN, &robots::TWIN, &sitemap::TWIN, &api::TWIN, &search::TWIN, &cards::TWIN, &sheets::TWIN, &wall::TWIN];

/// The files beside the pages of a site, with what several of them share: put together when one is first wanted.
#[derive(Default)]
pub struct Twins {
    cards: Cards,
    search: OnceLock<search::Files>,
    sheets: sheets::Sheets,
}

impl Twins {
    /// The files beside the pages that a theme renders.
    pub fn of(theme: &Theme) -> Twins {
        Twins { cards: Cards::of(&theme.files), search: OnceLock::new(), sheets: sheets::Sheets::of(theme) }
    }

    /// The files of the search index.
    fn search(&self, pages: &Pages) -> &search::Files {
        self.search.get_or_init(|| search::files(pages))
    }

    /// The addresses of all files.
    pub fn urls(&self, pages: &Pages) -> Vec<String> {
        ALL.iter().flat_map(|twin| (twin.urls)(self, pages)).collect()
    }

    /// What stands at an address.
    pub fn at(&self, pages: &Pages, url: &str) -> Option<Vec<u8>> {
        ALL.iter().find_map(|twin| (twin.make)(self, pages, url))
    }

    /// What the file at an address is made from, if it says so in itself and is costly to make anew.
    pub fn key(&self, pages: &Pages, url: &str) -> Option<String> {
        self.cards.key(pages, url)
    }

    /// The words in the file at an address, for who looks whether they may be said.
    pub fn text(&self, pages: &Pages, url: &str, bytes: &[u8]) -> String {
        match pages.card(url) {
            Some(card) => card.text(),
            None if url.ends_with(".svg") && url.starts_with("print/") => self.sheet_words(pages, url),
            None if url.ends_with(".json") => strings(&serde_json::from_slice(bytes).unwrap_or_default()),
            None => String::from_utf8_lossy(bytes).into_owned(),
        }
    }
}

impl Twins {
    /// What a drawing of a sheet says: its letters are outlines.
    fn sheet_words(&self, pages: &Pages, url: &str) -> String {
        let name = url.split('/').nth(1).unwrap_or_default();
        let sheet = pages.sheet(name).and_then(|named| crate::paper::sheet::of(pages, named));
        let says = sheet.iter().flat_map(Sheet::says);
        says.map(|said| said.text).collect::<Vec<_>>().join(" | ")
    }
}

/// All strings of a document.
fn strings(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(values) => values.iter().map(strings).collect::<Vec<_>>().join(" | "),
        serde_json::Value::Object(entries) => entries.values().map(strings).collect::<Vec<_>>().join(" | "),
        _ => String::new(),
    }
}
