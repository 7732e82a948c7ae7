//! Which pages a site has.

use std::collections::{BTreeMap, HashMap};

use crate::diagnostic::Diagnostic;
use crate::files;
use crate::kinds;
use crate::site::Site;
use crate::site::consent::Profile;
use crate::site::link::Index;
use crate::syntax::{html, label};

use super::facet::{self, Facet};
use super::hurts;
use super::tensions;
use super::topic::{self, Topic};
use super::wall;

/// What a page is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum What {
    Home,
    Entity(Index),
    Layout(Index, &'static str),
    Facet(Index, &'static Facet),
    Topic(&'static Topic),
    /// What hurts, by the last part of its address.
    Pain(Box<str>),
    /// A sheet for a wall, by its name.
    Sheet(Box<str>),
    /// A loop of a display, by the number of its wall in the settings.
    Wall(usize),
    /// The slides of a wall as a list.
    Slides(usize),
    List(&'static str),
    Tags,
    Tag(String),
    Missing,
}

/// One page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Page {
    /// Its address from the site's root: `people/mara/index.html`.
    pub url: String,
    /// Which leaf of a long page it is, from one.
    pub(super) leaf: usize,
    pub(super) what: What,
}

/// Which pages there are, and at which address.
pub(super) struct Which {
    pub(super) all: Vec<Page>,
    by_url: HashMap<String, usize>,
    /// The entities with a tag, by the address of the tag's page.
    pub(super) tagged: BTreeMap<String, Vec<Index>>,
}

impl Which {
    /// The pages of a site.
    pub(super) fn of(site: &Site) -> Which {
        let tagged = tagged(site);
        let all = plan(site, &tagged);
        let by_url = all.iter().enumerate().rev().map(|(at, page)| (page.url.clone(), at)).collect();
        Which { all, by_url, tagged }
    }

    /// The page at an address.
    pub(super) fn at(&self, url: &str) -> Option<&Page> {
        self.by_url.get(url).and_then(|at| self.all.get(*at))
    }

    /// Pages that would overwrite each other.
    pub(super) fn clashes(&self, site: &Site) -> Vec<Diagnostic> {
        let clashing = self.all.iter().enumerate().filter(|(at, page)| self.by_url.get(&page.url) != Some(at));
        clashing
            .filter_map(|(_, later)| {
                let first = self.at(&later.url)?;
                let index = [first, later].iter().find_map(|page| match page.what {
                    What::Entity(index) => Some(index),
                    _ => None,
                })?;
                Some(clash(site, index, &later.url))
            })
            .collect()
    }
}

/// What is said where a file would have its page at an address that the site needs itself.
pub(super) fn clash(site: &Site, index: Index, url: &str) -> Diagnostic {
    let entity = &site[index];
    let message = format!("the site makes the page {url} itself");
    Diagnostic::error("duplicate-address", &entity.source.path, entity.place, message)
        .help("give this file another name or `id:`")
}

/// Whether a site has the same pages as the one before it: nothing that decides about a page has changed.
pub(super) fn same(old: &Site, site: &Site) -> bool {
    let decides = |site: &Site, index: Index| {
        let record = &site[index].record;
        let tags: Vec<String> = record.words("tags").iter().map(|tag| tag.value.to_string()).collect();
        let facets = facet::ALL.iter().filter(|facet| (facet.present)(site, index)).map(|facet| facet.key);
        let facets: Vec<&str> = facets.collect();
        // What rests on a piece of evidence may be too much for its page.
        let cited = site.claims(index).iter().flat_map(|claim| claim.sources.iter().chain(&claim.disputed_by));
        let cited: Vec<Index> = cited.map(|target| target.entity).collect();
        (tags, record.choice("layout"), hurts::decides(&site[index]), tensions::any(&site[index]), facets, cited)
    };
    let same = |index: Index| decides(old, index) == decides(site, index);
    // In public, what was agreed in a session decides about the pages of its stories, too.
    let public = site.config.profile == Profile::Public;
    !public
        && old.marks() == site.marks()
        && old.hangings.is_empty() == site.hangings.is_empty()
        && site.changed_since(old).is_some_and(|changed| changed.into_iter().all(same))
}

/// The address of a tag's page.
pub(super) fn tag_url(tag: &str) -> String {
    format!("tags/{}/index.html", label::slug_or_hash(tag))
}

fn plan(site: &Site, tagged: &BTreeMap<String, Vec<Index>>) -> Vec<Page> {
    let page = |url: &str, what: What| Page { url: url.to_owned(), leaf: 1, what };
    let mut all = vec![page("index.html", What::Home)];
    for index in site.indices().filter(|index| site.may_name(*index)) {
        // The page of the content folder itself stands on the home page.
        if site.url(index) != "index.html" {
            all.push(page(site.url(index), What::Entity(index)));
        }
        if site[index].kind.section.is_some() {
            all.extend(layouts(site, index));
        }
        let facets = facet::ALL.iter().filter(|facet| (facet.present)(site, index));
        all.extend(facets.map(|facet| page(&facet.url(site, index), What::Facet(index, facet))));
    }
    for (kind, folder) in kinds::lists() {
        if site.listed(kind).next().is_some() {
            all.push(page(&format!("{folder}/index.html"), What::List(kind)));
        }
    }
    all.extend(tag_pages(site, tagged));
    // Whoever wrote a page of their own at the address of a topic knows better.
    let topics = topic::ALL.iter().filter(|topic| (topic.present)(site) && topic.own_page(site).is_none());
    all.extend(topics.map(|topic| page(&topic.url(), What::Topic(topic))));
    for (at, playlist) in wall::playlists(site) {
        all.push(page(&wall::url(playlist), What::Wall(at)));
        all.push(page(&wall::list_url(playlist), What::Slides(at)));
    }
    all.push(page("404.html", What::Missing));
    all
}

/// A map in the layouts that are not its own.
fn layouts(site: &Site, index: Index) -> Vec<Page> {
    let own = match site[index].record.choice("layout") {
        "" => "quadrants",
        layout => layout,
    };
    let folder = files::folder(site.url(index));
    kinds::LAYOUTS
        .iter()
        .filter(|layout| **layout != own)
        .map(|layout| Page { url: format!("{folder}/{layout}/index.html"), leaf: 1, what: What::Layout(index, layout) })
        .collect()
}

/// The entities with each tag, by the address of the tag's page.
fn tagged(site: &Site) -> BTreeMap<String, Vec<Index>> {
    // The same few tags stand on many entities: each is turned into an address once.
    let mut by_word: HashMap<&str, Vec<Index>> = HashMap::new();
    for index in site.indices().filter(|index| site.may_name(*index)) {
        for tag in site[index].record.words("tags").iter().filter(|tag| !tag.value.is_empty()) {
            by_word.entry(&tag.value).or_default().push(index);
        }
    }
    let mut tagged: BTreeMap<String, Vec<Index>> = BTreeMap::new();
    #[expect(clippy::iter_over_hash_type, reason = "what is gathered is sorted below")]
    for (word, entities) in by_word {
        tagged.entry(tag_url(word)).or_default().extend(entities);
    }
    tagged.values_mut().for_each(|entities| {
        entities.sort_unstable();
        entities.dedup();
    });
    tagged
}

fn tag_pages(site: &Site, tagged: &BTreeMap<String, Vec<Index>>) -> Vec<Page> {
    let name = |url: &str, index: &Index| {
        let tags = site[*index].record.words("tags").iter();
        tags.map(|tag| html::plain(&tag.value)).find(|tag| tag_url(tag) == url).unwrap_or_default()
    };
    let mut pages: Vec<Page> = tagged
        .iter()
        .filter_map(|(url, entities)| {
            Some(Page { url: url.clone(), leaf: 1, what: What::Tag(name(url, entities.first()?)) })
        })
        .collect();
    if !pages.is_empty() {
        pages.push(Page { url: "tags/index.html".into(), leaf: 1, what: What::Tags });
    }
    pages
}
