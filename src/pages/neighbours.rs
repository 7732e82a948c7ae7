//! What comes before and after a page: the next person, the next story, the next leaf of a long list.

use std::collections::HashMap;

use crate::kinds;
use crate::site::link::Index;

use super::plan::Pages;
use super::view::LinkView;
use super::which::{Page, What};
use super::{Cx, lists};

/// What comes before and after each entity.
pub(super) type Neighbours = HashMap<Index, (Option<Index>, Option<Index>)>;

impl Pages {
    /// The page before this one and the page after it.
    pub(super) fn before_and_after(&self, cx: &Cx, page: &Page) -> (Option<LinkView>, Option<LinkView>) {
        let leaves = self.leaf_links(cx, page);
        if !leaves.is_empty() {
            let leaf = |at: Option<usize>| at.and_then(|at| leaves.get(at)).cloned();
            return (leaf(page.leaf.checked_sub(2)), leaf(Some(page.leaf)));
        }
        let (index, facet) = match &page.what {
            What::Entity(index) | What::Layout(index, _) => (*index, None),
            What::Facet(index, facet) => (*index, Some(*facet)),
            _ => return (None, None),
        };
        let (before, after) = self.neighbours().get(&index).copied().unwrap_or_default();
        let link = |index: Option<Index>| {
            let index = index?;
            let own = self.site.url(index).to_owned();
            // From the brief of one person to the brief of the next, where there is one.
            let same = facet.map(|facet| facet.url(&self.site, index)).filter(|url| self.first_at(url).is_some());
            Some(LinkView { title: self.site[index].title.to_string(), href: cx.link(&same.unwrap_or(own)) })
        };
        (link(before), link(after))
    }

    /// The entities of each kind in the order of its list, persons in their own.
    fn neighbours(&self) -> &Neighbours {
        self.neighbours.get_or_init(|| {
            let mut found = Neighbours::new();
            let site = &self.site;
            let listed = kinds::lists().map(|(kind, _)| lists::in_order(site, kind));
            for order in std::iter::once(self.people.order.clone()).chain(listed) {
                let shown: Vec<Index> = order.into_iter().filter(|index| site.may_name(*index)).collect();
                for (at, index) in shown.iter().enumerate() {
                    let before = at.checked_sub(1).and_then(|at| shown.get(at)).copied();
                    found.entry(*index).or_insert((before, shown.get(at + 1).copied()));
                }
            }
            found
        })
    }
}
