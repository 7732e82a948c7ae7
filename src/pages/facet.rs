//! Further pages of one entity, such as the five-minute brief of a person: one file each, listed here.

use std::hash::{Hash, Hasher};

use crate::files;
use crate::site::Site;
use crate::site::link::Index;

use super::{Cx, Pages, View, statements};

/// A further page of an entity, below its own address.
#[derive(Debug)]
pub struct Facet {
    /// Its name: of its folder below the entity's own and of its words (`KEY.title`).
    pub key: &'static str,
    /// Its template.
    pub template: &'static str,
    /// Whether an entity has it.
    pub present: fn(&Site, Index) -> bool,
    /// How many entries it lists.
    pub length: fn(&Pages, Index) -> usize,
    /// How many entries one leaf of it shows.
    pub per_leaf: usize,
    /// What it shows.
    pub view: fn(&Cx, Index) -> View,
}

/// Every facet, in the order of a person's own navigation.
pub static ALL: &[&Facet] = &[&statements::FACET];

impl Facet {
    /// Its address.
    pub fn url(&self, site: &Site, index: Index) -> String {
        format!("{}/{}/index.html", files::folder(site.url(index)), self.key)
    }
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
