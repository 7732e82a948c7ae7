//! Which pages a site has, and what is the same on all of them.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock, RwLock};

use jiff::civil::Date;
use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::kinds;
use crate::site::Site;
use crate::site::link::Index;
use crate::site::words::Words;
use crate::text::position;

use super::facet;
use super::people::{self, People};
use super::view::{DateView, LinkView, NavView};
use super::which::{self, Page, What, Which, tag_url};
use super::{Cx, View, home, hurts, lists, missing, search};

/// A site with everything its pages need: computed once, when a page first wants it, and shared by all of them.
pub struct Pages {
    /// The site.
    pub site: Arc<Site>,
    /// The words of the interface.
    pub words: Words,
    /// The persons.
    pub people: People,
    hurts: OnceLock<Vec<hurts::Hurt>>,
    /// Everything that has a name, from A to Z.
    listed: OnceLock<Vec<search::Listed>>,
    /// Whether statements say where they were written; only the preview does that.
    pub(super) places: bool,
    which: Arc<Which>,
    /// All pages with the later leaves of long ones, put together when they are first wanted.
    all: OnceLock<Vec<Page>>,
    /// The dates that were wanted so far, ready to print: the same few stand on many pages.
    dates: RwLock<HashMap<Date, DateView>>,
    /// One sentence about each entity, made when it is first wanted: the same card stands on many pages.
    pub(super) summaries: Vec<OnceLock<String>>,
    /// Files beside the content that may not be published.
    pub withheld_files: BTreeSet<String>,
    /// Ways on from every page: title and address.
    ways: Vec<(String, String)>,
}

/// What every page's template gets under `page`.
#[derive(Serialize)]
pub struct PageHead {
    pub template: &'static str,
    pub title: String,
    pub description: String,
    pub root: String,
    pub path: String,
    pub nav: Vec<NavView>,
    pub section_nav: Vec<NavView>,
    pub crumbs: Vec<LinkView>,
    /// Which leaf of a long page this is, from one.
    pub leaf: usize,
    /// All leaves of a long page; empty if there is only one.
    pub leaves: Vec<LinkView>,
    pub footer_links: Vec<LinkView>,
    pub draft: bool,
    pub edit: Option<LinkView>,
    pub lang: String,
    /// Where what it is about was written, in the preview only.
    pub place: String,
}

impl Pages {
    /// Plans the pages of a site.
    pub fn new(site: Arc<Site>, words: Words) -> Pages {
        Pages::after(None, site, words)
    }

    /// Plans the pages of a site after an edit: which there are is taken over from the pages before, if it is the same.
    pub fn after(old: Option<&Pages>, site: Arc<Site>, words: Words) -> Pages {
        let same = old.filter(|old| which::same(&old.site, &site));
        let which = same.map_or_else(|| Arc::new(Which::of(&site)), |old| old.which.clone());
        let people = People::of(&site);
        let summaries = site.indices().map(|_| OnceLock::new()).collect();
        let ways = home::ways_on(&site, &words);
        let (hurts, listed, all, dates) = (OnceLock::new(), OnceLock::new(), OnceLock::new(), RwLock::default());
        let withheld_files = site.withheld_files();
        Pages { site, words, people, hurts, listed, places: false, which, all, dates, summaries, ways, withheld_files }
    }

    /// The same pages, with the places at which statements were written.
    #[must_use]
    pub fn with_places(self) -> Pages {
        Pages { places: true, ..self }
    }

    /// What hurts, worst first.
    pub fn hurts(&self) -> &[hurts::Hurt] {
        self.hurts.get_or_init(|| hurts::rank(&self.site))
    }

    /// Everything that has a name, from A to Z.
    pub(super) fn listed(&self) -> &[search::Listed] {
        self.listed.get_or_init(|| search::listed(self))
    }

    /// One person as a whole.
    pub fn person(&self, index: Index) -> Option<&people::Person> {
        self.people.get(&self.site, &self.words, index)
    }

    /// The statements about a person: entity and number of the item.
    pub fn statements(&self, subject: Index) -> &[(Index, u32)] {
        self.person(subject).map_or(&[], |person| &person.statements)
    }

    /// A date, ready to print.
    pub(super) fn date(&self, date: Date) -> DateView {
        let known = self.dates.read().ok().and_then(|dates| dates.get(&date).cloned());
        known.unwrap_or_else(|| {
            let view = DateView::new(date, &self.words);
            // A poisoned lock would mean a panic elsewhere: then each date is made anew.
            if let Ok(mut dates) = self.dates.write() {
                dates.insert(date, view.clone());
            }
            view
        })
    }

    /// All pages.
    pub fn all(&self) -> &[Page] {
        self.all.get_or_init(|| {
            let leaves = self.which.all.iter().flat_map(|page| std::iter::once(page.clone()).chain(self.later(page)));
            leaves.collect()
        })
    }

    /// Pages that would overwrite each other: a file whose page has the address of a list, for example.
    pub fn clashes(&self) -> Vec<Diagnostic> {
        self.which.clashes(&self.site)
    }

    /// The entities with a tag.
    pub fn tagged(&self, tag: &str) -> &[Index] {
        self.which.tagged.get(&tag_url(tag)).map_or(&[], Vec::as_slice)
    }

    /// The address of an asset: that of its place in the content folder.
    pub fn asset_url(&self, path: &str) -> String {
        self.site.config.content_path(path).unwrap_or(path).to_owned()
    }

    /// The page at an address.
    pub fn at(&self, url: &str) -> Option<Page> {
        self.first_at(url).cloned().or_else(|| self.leaf_at(url))
    }

    /// The page at an address, if it is no later leaf of a long one.
    pub(super) fn first_at(&self, url: &str) -> Option<&Page> {
        self.which.at(url)
    }

    /// The page that says that nothing is at an address, with links as they are from there. Only a server needs it: a
    /// file `404.html` has one place.
    pub fn missing_at(&self, url: &str) -> Page {
        Page { url: url.to_owned(), leaf: 1, what: What::Missing }
    }

    /// The name of a page's template.
    pub fn template(&self, page: &Page) -> &'static str {
        match &page.what {
            What::Home => "home.html",
            What::Entity(index) => kinds::feature(self.site[*index].kind).template,
            What::Layout(..) => "map.html",
            What::List(_) => "list.html",
            What::Tags => "tags.html",
            What::Tag(_) => "tag.html",
            What::Facet(_, facet) => facet.template,
            What::Topic(topic) => topic.template,
            What::Missing => "404.html",
        }
    }

    /// A page's template, its head and its view.
    pub fn view(&self, page: &Page) -> (&'static str, PageHead, View) {
        let cx = Cx::new(self, &page.url, self.window(page));
        let view = match &page.what {
            What::Home => home::view(&cx),
            What::Entity(index) => (kinds::feature(self.site[*index].kind).view)(&cx, *index),
            What::Layout(index, layout) => kinds::map_view(&cx, *index, layout),
            What::List(kind) => lists::of_kind(&cx, kind),
            What::Tags => lists::tags(&cx),
            What::Tag(tag) => lists::of_tag(&cx, tag),
            What::Facet(index, facet) => (facet.view)(&cx, *index),
            What::Topic(topic) => (topic.view)(&cx),
            What::Missing => missing::view(&cx),
        };
        let template = self.template(page);
        (template, self.head(&cx, page, template), view)
    }

    /// The file and title a page is made from, for messages.
    pub fn origin(&self, page: &Page) -> Option<&str> {
        match &page.what {
            What::Entity(index) | What::Layout(index, _) | What::Facet(index, _) => {
                Some(&self.site[*index].source.path)
            }
            _ => None,
        }
    }

    fn head(&self, cx: &Cx, page: &Page, template: &'static str) -> PageHead {
        let depth = page.url.matches('/').count();
        let entity = match &page.what {
            What::Entity(index) | What::Layout(index, _) | What::Facet(index, _) => Some(*index),
            _ => None,
        };
        let subject = entity.and_then(|index| self.site.subjects(index).first().copied());
        PageHead {
            template,
            title: self.title(&page.what),
            description: entity.map_or_else(String::new, |index| cx.summary(index)),
            root: if depth == 0 { "./".into() } else { "../".repeat(depth) },
            path: page.url.clone(),
            nav: self.nav(cx, page),
            section_nav: subject
                .filter(|_| self.belongs_to_subject(entity))
                .map_or_else(Vec::new, |subject| self.section_nav(cx, page, subject)),
            crumbs: Vec::new(),
            leaf: page.leaf,
            leaves: self.leaf_links(cx, page),
            footer_links: self
                .ways
                .iter()
                .map(|(title, url)| LinkView { title: title.clone(), href: cx.link(url) })
                .collect(),
            draft: entity.is_some_and(|index| self.site[index].draft()),
            edit: entity.and_then(|index| self.edit_link(cx, index)),
            place: entity.map_or_else(String::new, |index| cx.place(index, self.site[index].place)),
            lang: entity.and_then(|index| self.site[index].language()).unwrap_or(&self.site.config.language).to_owned(),
        }
    }

    /// A person's page and its maps share a navigation.
    fn belongs_to_subject(&self, entity: Option<Index>) -> bool {
        entity.is_some_and(|index| self.site[index].kind.subject || self.site[index].kind.section.is_some())
    }

    fn title(&self, what: &What) -> String {
        let words = &self.words;
        match what {
            What::Home => self.site.config.title.clone(),
            What::Entity(index) => self.site[*index].title.to_string(),
            What::Layout(index, layout) => {
                format!("{} ({})", self.site[*index].title, words.or(&format!("map.{layout}"), layout))
            }
            What::List(kind) => lists::title(&self.words, kind),
            What::Tags => words.or("tags.title", "Tags").to_owned(),
            What::Tag(tag) => tag.clone(),
            What::Facet(index, facet) => {
                format!("{}: {}", self.site[*index].title, words.or(&format!("{}.title", facet.key), facet.key))
            }
            What::Topic(topic) => words.or(&format!("{}.title", topic.key), topic.key).to_owned(),
            What::Missing => words.or("missing.title", "Nothing here").to_owned(),
        }
    }

    /// The main navigation: always in this order, only what the site has.
    fn nav(&self, cx: &Cx, page: &Page) -> Vec<NavView> {
        let entries = [
            ("people", "index.html"),
            ("journeys", "journeys/index.html"),
            ("stories", "stories/index.html"),
            ("hurts", "hurts/index.html"),
            ("unknown", "unknown/index.html"),
        ];
        entries
            .into_iter()
            .filter(|(_, url)| self.has(url))
            .map(|(key, url)| NavView {
                key,
                label: self.words.or(&format!("nav_entry.{key}"), key).to_owned(),
                href: cx.link(url),
                current: page.url == url
                    || page.url.starts_with(&format!("{key}/"))
                    || (key == "people" && page.url.starts_with("maps/")),
            })
            .collect()
    }

    fn has(&self, url: &str) -> bool {
        self.which.at(url).is_some()
    }

    fn section_nav(&self, cx: &Cx, page: &Page, subject: Index) -> Vec<NavView> {
        let mut entries = vec![("overview", self.site.url(subject).to_owned())];
        let maps = cx.about(subject).find(|index| self.site[*index].kind.section.is_some());
        entries.extend(maps.map(|index| ("map", self.site.url(index).to_owned())));
        let facets = facet::ALL.iter().filter(|facet| (facet.present)(&self.site, subject));
        entries.extend(facets.map(|facet| (facet.key, facet.url(&self.site, subject))));
        let entries = entries.into_iter().map(|(key, url)| NavView {
            key,
            label: self.words.or(&format!("section_nav.{key}"), key).to_owned(),
            href: cx.link(&url),
            current: page.url == url,
        });
        entries.collect()
    }

    fn edit_link(&self, cx: &Cx, index: Index) -> Option<LinkView> {
        let template = &self.site.config.edit_url;
        if template.is_empty() {
            return None;
        }
        let entity = cx.entity(index);
        let line = position(&entity.source.text, entity.place.start).line;
        let href = template.replace("{path}", &entity.source.path).replace("{line}", &line.to_string());
        Some(LinkView { title: self.words.or("footer.edit", "Change this page").to_owned(), href })
    }
}
