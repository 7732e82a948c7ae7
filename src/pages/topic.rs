//! Pages about the site as a whole, such as what hurts: one file each, listed here.

use std::hash::{Hash, Hasher};

use crate::site::Site;
use crate::site::link::Index;

use super::{
    Cx, Pages, View, about, add, ask, changes, compare, hurts, meet, numbers, print, search, tensions, unknown, walls,
};

/// A page about the site as a whole.
#[derive(Debug)]
pub(super) struct Topic {
    /// Its name: of its folder, and of its words (`KEY.title`, with a dot for each slash).
    pub(super) key: &'static str,
    /// Its template.
    pub(super) template: &'static str,
    /// Whether a site has it.
    pub(super) present: fn(&Site) -> bool,
    /// What it lists: how many entries there are. A page that lists nothing long says none.
    pub(super) length: fn(&Pages) -> usize,
    /// How many entries one leaf of it shows; the rest goes on at `KEY/page-2/`.
    pub(super) per_leaf: usize,
    /// What it shows.
    pub(super) view: fn(&Cx) -> View,
}

/// Every topic, in the order in which they are planned.
pub(super) static ALL: &[&Topic] = &[
    &hurts::TOPIC,
    &hurts::BY_SEVERITY,
    &hurts::BY_TREND,
    &hurts::BY_PERSON,
    &unknown::TOPIC,
    &ask::TOPIC,
    &tensions::TOPIC,
    &compare::TOPIC,
    &meet::TOPIC,
    &walls::TOPIC,
    &numbers::TOPIC,
    &changes::TOPIC,
    &add::TOPIC,
    &about::TOPIC,
    &search::TOPIC,
    &print::TOPIC,
];

impl Topic {
    /// What most topics are like: a page of one leaf that every site has.
    pub(super) const PLAIN: Topic = Topic {
        key: "",
        template: "",
        present: |_| true,
        length: |_| 0,
        per_leaf: usize::MAX,
        view: super::missing::view,
    };

    /// Where its words stand.
    pub(super) fn words(&self) -> String {
        self.key.replace('/', ".")
    }

    /// The site's own page at this address, which comes in its place.
    pub(super) fn own_page(&self, site: &Site) -> Option<Index> {
        let url = self.url();
        site.of("page").find(|index| site.url(*index) == url)
    }

    /// Its address.
    pub(super) fn url(&self) -> String {
        format!("{}/index.html", self.key)
    }
}

impl PartialEq for Topic {
    fn eq(&self, other: &Topic) -> bool {
        self.key == other.key
    }
}

impl Eq for Topic {}

impl Hash for Topic {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}
