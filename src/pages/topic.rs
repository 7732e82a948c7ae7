//! Pages about the site as a whole, such as what hurts: one file each, listed here.

use std::hash::{Hash, Hasher};

use crate::site::Site;

use super::{Cx, Pages, View, hurts, search, unknown};

/// A page about the site as a whole.
#[derive(Debug)]
pub struct Topic {
    /// Its name: of its folder, of its template and of its words (`KEY.title`).
    pub key: &'static str,
    /// Its template.
    pub template: &'static str,
    /// Whether a site has it.
    pub present: fn(&Site) -> bool,
    /// What it lists: how many entries there are. A page that lists nothing long says none.
    pub length: fn(&Pages) -> usize,
    /// How many entries one leaf of it shows; the rest goes on at `KEY/page-2/`.
    pub per_leaf: usize,
    /// What it shows.
    pub view: fn(&Cx) -> View,
}

/// Every topic, in the order in which they are planned.
pub static ALL: &[&Topic] = &[&hurts::TOPIC, &unknown::TOPIC, &search::TOPIC];

impl Topic {
    /// What most topics are like: a page of one leaf that every site has.
    pub const PLAIN: Topic = Topic {
        key: "",
        template: "",
        present: |_| true,
        length: |_| 0,
        per_leaf: usize::MAX,
        view: super::missing::view,
    };

    /// Its address.
    pub fn url(&self) -> String {
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
