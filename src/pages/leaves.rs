//! Long pages in leaves: each lists some of the entries, so that no page grows with the site.

use std::ops::Range;

use crate::files;

use super::Cx;
use super::hurts;
use super::plan::Pages;
use super::view::LinkView;
use super::which::{Page, What};

/// How many cards one leaf of a list shows.
const CARDS: usize = 60;

/// How many people one leaf of the home page shows.
const PEOPLE: usize = 42;

impl Pages {
    /// How many leaves a page has, at least one.
    pub(super) fn leaves(&self, what: &What) -> usize {
        let (length, per_leaf) = self.length(what);
        length.div_ceil(per_leaf.max(1)).max(1)
    }

    /// How many entries a page lists, and how many of them one leaf shows.
    fn length(&self, what: &What) -> (usize, usize) {
        match what {
            What::Topic(topic) => ((topic.length)(self), topic.per_leaf),
            What::Facet(index, facet) => ((facet.length)(self, *index), facet.per_leaf),
            What::List(kind) => (self.site.listed(kind).count(), CARDS),
            What::Tag(tag) => (self.tagged(tag).len(), CARDS),
            What::Pain(slug) => {
                let hurt = self.ranking().named(slug);
                (hurt.map_or(0, |(_, hurt)| hurt.places.len()), hurts::PER_LEAF)
            }
            What::Wall(playlist) | What::Slides(playlist) => (self.wall(*playlist).len(), 1),
            What::Home => (self.people.order.len(), PEOPLE),
            What::Entity(_) | What::Layout(..) | What::Tags | What::Sheet(_) | What::Missing => (0, usize::MAX),
        }
    }

    /// The entries that a leaf shows.
    pub(super) fn window(&self, page: &Page) -> Range<usize> {
        let (_, per_leaf) = self.length(&page.what);
        let start = (page.leaf - 1).saturating_mul(per_leaf);
        start..start.saturating_add(per_leaf)
    }

    /// The later leaves of a page.
    pub fn later(&self, page: &Page) -> impl Iterator<Item = Page> {
        let leaves = 2..=self.leaves(&page.what);
        leaves.map(|leaf| Page { url: url(&page.url, leaf), leaf, what: page.what.clone() })
    }

    /// The leaf of a page that lies at an address such as `stories/page-2/index.html`.
    pub(super) fn leaf_at(&self, wanted: &str) -> Option<Page> {
        let path = wanted.strip_suffix("/index.html")?;
        let (folder, leaf) = path.rsplit_once("/page-").or_else(|| Some(("", path.strip_prefix("page-")?)))?;
        let first = self.first_at(&index_of(folder))?;
        let leaf: usize = leaf.parse().ok()?;
        (leaf > 1 && leaf <= self.leaves(&first.what) && url(&first.url, leaf) == wanted).then(|| Page {
            url: wanted.to_owned(),
            leaf,
            what: first.what.clone(),
        })
    }

    /// Links to all leaves of a page with more than one: the number and the address.
    pub(super) fn leaf_links(&self, cx: &Cx, page: &Page) -> Vec<LinkView> {
        let leaves = self.leaves(&page.what);
        if leaves < 2 {
            return Vec::new();
        }
        let first = match page.leaf {
            1 => page.url.clone(),
            _ => index_of(files::folder(files::folder(&page.url))),
        };
        let link = |leaf: usize| LinkView { title: leaf.to_string(), href: cx.link(&url(&first, leaf)) };
        (1..=leaves).map(link).collect()
    }
}

/// The address of a leaf, from that of the first.
pub(super) fn url(first: &str, leaf: usize) -> String {
    match leaf {
        1 => first.to_owned(),
        leaf => match files::folder(first) {
            "" => index_of(&format!("page-{leaf}")),
            folder => index_of(&format!("{folder}/page-{leaf}")),
        },
    }
}

/// The page of a folder; the folder without a name is the site itself.
fn index_of(folder: &str) -> String {
    if folder.is_empty() { "index.html".to_owned() } else { format!("{folder}/index.html") }
}

impl Cx<'_> {
    /// The entries that this leaf of a long page shows.
    pub fn leaf<'s, T>(&self, all: &'s [T]) -> &'s [T] {
        let window = self.window();
        &all[window.start.min(all.len())..window.end.min(all.len())]
    }
}
