//! What stands beside the pages for programs: one file each, listed here. A twin says nothing that no page says.

mod robots;
mod search;
mod sitemap;

use std::sync::OnceLock;

use crate::pages::Pages;

/// A kind of file beside the pages.
pub struct Twin {
    /// The addresses of all its files.
    pub urls: fn(&Twins, &Pages) -> Vec<String>,
    /// What stands at an address; nothing, if it is none of its own.
    pub make: fn(&Twins, &Pages, &str) -> Option<Vec<u8>>,
}

/// Every twin.
pub static ALL: &[&Twin] = &[&robots::TWIN, &search::TWIN, &sitemap::TWIN];

/// The files beside the pages of a site, with what several of them share: put together when one is first wanted.
#[derive(Default)]
pub struct Twins {
    search: OnceLock<search::Files>,
}

impl Twins {
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
}
