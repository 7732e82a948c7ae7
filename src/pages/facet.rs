//! Further pages of one entity, such as the five-minute brief of a person: one file each, listed here.

pub(super) mod brief;
mod evidence;
mod history;
mod meet;
pub mod resting;
pub(super) mod statements;

use std::hash::{Hash, Hasher};

use crate::files;
use crate::site::Site;
use crate::site::link::Index;

use super::{Cx, Pages, View};

/// A further page of an entity, below its own address.
#[derive(Debug)]
pub struct Facet {
    /// Its name: of its folder below the entity's own and of its words (`KEY.title`).
    pub key: &'static str,
    /// Its template.
    pub template: &'static str,
    /// Whether it is something to take away, at the end of a person's own navigation.
    pub aside: bool,
    /// Whether an entity has it.
    pub present: fn(&Site, Index) -> bool,
    /// How many entries it lists.
    pub length: fn(&Pages, Index) -> usize,
    /// How many entries one leaf of it shows.
    pub per_leaf: usize,
    /// Its address, where that is not below the entity's own.
    pub address: fn(&Site, Index) -> Option<String>,
    /// What it shows.
    pub view: fn(&Cx, Index) -> View,
}

/// Every facet, in the order of a person's own navigation.
pub static ALL: &[&Facet] =
    &[&evidence::FACET, &history::FACET, &brief::FACET, &meet::FACET, &resting::FACET, &statements::FACET];

impl Facet {
    /// What most facets are like: a page of one leaf.
    pub const PLAIN: Facet = Facet {
        key: "",
        template: "",
        aside: false,
        present: |_, _| false,
        length: |_, _| 0,
        per_leaf: usize::MAX,
        address: |_, _| None,
        view: |cx, _| super::missing::view(cx),
    };

    /// Its address.
    pub fn url(&self, site: &Site, index: Index) -> String {
        let below = || format!("{}/{}/index.html", files::folder(site.url(index)), self.key);
        (self.address)(site, index).unwrap_or_else(below)
    }
}

/// Where everything that rests on evidence about a person stands, from the site's root.
pub fn evidence(site: &Site, person: Index) -> String {
    evidence::FACET.url(site, person)
}

/// Where everything that changed our mind about a person stands, from the site's root.
pub fn history(site: &Site, person: Index) -> String {
    history::FACET.url(site, person)
}

/// Where a person is brought to a meeting, from the site's root.
pub fn meet(site: &Site, person: Index) -> String {
    meet::FACET.url(site, person)
}

impl PartialEq for Facet {
    fn eq(&self, other: &Facet) -> bool {
        self.key == other.key
    }
}

impl Eq for Facet {}

impl Hash for Facet {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}
