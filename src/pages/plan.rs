//! Which pages a site has, and what is the same on all of them.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock, RwLock};

use jiff::civil::Date;
use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::kinds;
use crate::paper::{Kind, Named};
use crate::pictures::{Picture, Pictures};
use crate::site::link::Index;
use crate::site::timeline::Moment;
use crate::site::words::{Words, direction};
use crate::site::{Entity, Site};
use crate::text::position;

use super::across::Across;
use super::cx::encode;
use super::facet::{self, Facet};
use super::neighbours::Neighbours;
use super::people::{self, People};
use super::view::{CommitView, DateView, LinkView, NavView};
use super::which::{self, Page, What, Which, tag_url};
use super::{Cx, View, add, home, hurts, lists, missing, print, search, timeline, wall};

/// A site with everything its pages need: computed once, when a page first wants it, and shared by all of them.
pub struct Pages {
    /// The site.
    pub site: Arc<Site>,
    /// The words of the interface.
    pub words: Words,
    /// The persons.
    pub people: People,
    /// What pages that look across people share.
    across: Across,
    timeline: OnceLock<Vec<Moment>>,
    /// The sheets for walls.
    pub(super) sheets: OnceLock<Vec<Named>>,
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
    /// What is known of the pictures among the files.
    pub pictures: Arc<Pictures>,
    /// Files beside the content that may not be published.
    pub withheld_files: BTreeSet<String>,
    /// What comes before and after each entity, when it is first wanted.
    pub(super) neighbours: OnceLock<Neighbours>,
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
    /// What can be taken away from here: the end of a person's own navigation.
    pub section_actions: Vec<NavView>,
    /// The way back, from a page that lies below a list of its own.
    pub crumbs: Vec<LinkView>,
    /// Which leaf of a long page this is, from one.
    pub leaf: usize,
    /// All leaves of a long page; empty if there is only one.
    pub leaves: Vec<LinkView>,
    /// The page before this one in its order: the person, the story, the leaf.
    pub before: Option<LinkView>,
    /// The page after it.
    pub after: Option<LinkView>,
    /// Links of the site's own in the header.
    pub header_links: Vec<LinkView>,
    pub footer_links: Vec<LinkView>,
    pub draft: bool,
    /// The share card of the page, relative to it; empty without one.
    pub card: String,
    /// The same with the address the site is published at, for those who read pages elsewhere; empty without one.
    pub card_address: String,
    /// When what it is about is to be looked at again; of a person's pages, when the person is.
    pub look_again: Option<DateView>,
    pub edit: Option<LinkView>,
    /// The language of what is written on it; the interface has the site's.
    pub lang: String,
    /// `ltr` or `rtl`, as that language is written.
    pub dir: &'static str,
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
        let (across, timeline, all, dates) = (Across::default(), OnceLock::new(), OnceLock::new(), RwLock::default());
        let withheld_files = site.withheld_files();
        let (neighbours, listed) = (OnceLock::new(), OnceLock::new());
        Pages {
            site,
            words,
            people,
            across,
            timeline,
            sheets: OnceLock::new(),
            listed,
            places: false,
            which,
            all,
            dates,
            summaries,
            neighbours,
            ways,
            withheld_files,
            pictures: Arc::default(),
        }
    }

    /// The same pages, with the places at which statements were written.
    #[must_use]
    pub fn with_places(self) -> Pages {
        Pages { places: true, ..self }
    }

    /// The same pages, which know the size of pictures and offer smaller copies of them.
    #[must_use]
    pub fn with_pictures(self, pictures: Arc<Pictures>) -> Pages {
        Pages { pictures, ..self }
    }

    /// The smaller copies of pictures: address, path of the original, width.
    pub fn copies(&self) -> Vec<(String, &str, u32)> {
        let shown = self.pictures.iter().filter(|(path, _)| !self.withheld_files.contains(*path));
        let copies = shown.flat_map(|(path, picture)| {
            let url = self.asset_url(path);
            picture.widths().map(move |width| (picture.copy_url(&url, width), path.as_str(), width))
        });
        copies.collect()
    }

    /// The commit that the site was built from, if that is known.
    pub fn commit(&self) -> Option<CommitView> {
        let commit = self.site.history.last.as_ref()?;
        Some(CommitView { id: commit.id.chars().take(7).collect(), date: self.date(commit.day) })
    }

    /// Where it says how to add what was heard, if the site has such a page.
    pub fn add_url(&self) -> Option<String> {
        Some(add::TOPIC.url()).filter(|url| self.has(url))
    }

    /// Where all sheets for walls are listed, if the site has any.
    pub fn print_url(&self) -> Option<String> {
        Some(print::TOPIC.url()).filter(|url| self.has(url))
    }

    /// What hurts, worst first.
    pub fn hurts(&self) -> &[hurts::Hurt] {
        &self.ranking().hurts
    }

    /// What hurts, with everything that is known about it.
    pub(super) fn ranking(&self) -> &hurts::Ranking {
        let taken = |url: &str| self.which.at(url).is_some();
        self.across.ranking.get_or_init(|| hurts::Ranking::of(&self.site, &self.people.order, &taken))
    }

    /// What is put together once for all pages that look across people.
    pub(super) fn across(&self) -> &Across {
        &self.across
    }

    /// What changed our mind about anybody, newest first.
    pub fn timeline(&self) -> &[Moment] {
        self.timeline.get_or_init(|| timeline::of_site(&self.site))
    }

    /// What changed our mind about one person, newest first.
    pub fn history_of(&self, subject: Index) -> &[Moment] {
        self.people.history(&self.site, subject)
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
            let first = self.which.all.iter().cloned().chain(self.pains()).chain(self.sheets().iter().map(sheet));
            let mut all = Vec::new();
            for page in first {
                let later: Vec<Page> = self.later(&page).collect();
                all.push(page);
                all.extend(later);
            }
            all
        })
    }

    /// Pages that would overwrite each other: a file whose page has the address of a list, for example.
    pub fn clashes(&self) -> Vec<Diagnostic> {
        let with_leaves = self.which.all.iter().filter_map(|page| match page.what {
            What::Entity(index) if self.leaf_at(&page.url).is_some() => {
                Some(which::clash(&self.site, index, &page.url))
            }
            _ => None,
        });
        self.which.clashes(&self.site).into_iter().chain(with_leaves).collect()
    }

    /// The entities with a tag.
    pub fn tagged(&self, tag: &str) -> &[Index] {
        self.which.tagged.get(&tag_url(tag)).map_or(&[], Vec::as_slice)
    }

    /// The address of an asset: that of its place in the content folder.
    pub fn asset_url(&self, path: &str) -> String {
        self.site.config.content_path(path).unwrap_or(path).to_owned()
    }

    /// The picture whose address this is, with its path.
    pub(super) fn picture_at(&self, url: &str) -> Option<(&str, &Picture)> {
        let found = self.pictures.get_key_value(url).filter(|(path, _)| self.asset_url(path) == url);
        let folders =
            || self.site.config.content.iter().map(|folder| format!("{}/{url}", folder.trim_end_matches('/')));
        let found = found.or_else(|| folders().find_map(|path| self.pictures.get_key_value(&path)));
        found.map(|(path, picture)| (path.as_str(), picture))
    }

    /// The page at an address.
    pub fn at(&self, url: &str) -> Option<Page> {
        self.first_at(url).or_else(|| self.leaf_at(url))
    }

    /// The page at an address, if it is no later leaf of a long one.
    pub(super) fn first_at(&self, url: &str) -> Option<Page> {
        self.which.at(url).cloned().or_else(|| self.pain_at(url)).or_else(|| self.sheet_at(url))
    }

    /// The pages of single pains, worst first.
    fn pains(&self) -> impl Iterator<Item = Page> {
        self.hurts().iter().map(|hurt| pain(&hurt.slug))
    }

    /// The page of a pain at an address: `hurts/the-wait-is-dark/index.html`.
    fn pain_at(&self, url: &str) -> Option<Page> {
        let slug = url.strip_prefix("hurts/")?.strip_suffix("/index.html").filter(|slug| !slug.contains('/'))?;
        self.ranking().named(slug).map(|(_, hurt)| pain(&hurt.slug))
    }

    /// The page of a sheet at an address: `print/mara/index.html`.
    fn sheet_at(&self, url: &str) -> Option<Page> {
        let name = url.strip_prefix("print/")?.strip_suffix("/index.html").filter(|name| !name.contains('/'))?;
        self.sheet(name).map(sheet)
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
            What::Pain(_) => "pain.html",
            What::Sheet(_) => "sheet.html",
            What::Wall(_) => "wall.html",
            What::Slides(_) => "slides.html",
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
            What::Pain(slug) => hurts::view(&cx, slug),
            What::Sheet(name) => print::view(&cx, name),
            What::Wall(playlist) | What::Slides(playlist) => wall::view(&cx, *playlist),
            What::Missing => missing::view(&cx),
        };
        let template = self.template(page);
        (template, self.head(&cx, page, template), view)
    }

    /// The site as seen from an address.
    pub fn seen_from<'p>(&'p self, url: &'p str) -> Cx<'p> {
        Cx::new(self, url, 0..usize::MAX)
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
        let (before, after) = self.before_and_after(cx, page);
        let ways = self.ways.iter().map(|(title, url)| LinkView { title: title.clone(), href: cx.link(url) });
        let config = &self.site.config;
        let lang = entity.and_then(|index| self.site[index].language()).unwrap_or(&config.language);
        let (section_nav, section_actions) = match subject.filter(|_| self.belongs_to_subject(entity)) {
            Some(subject) => self.section_nav(cx, page, subject),
            None => Default::default(),
        };
        let card = self.card_url(page);
        let absolute = |url: &String| match self.site.config.base_url.as_str() {
            "" => String::new(),
            base => format!("{base}{}", encode(url)),
        };
        PageHead {
            template,
            title: self.title(cx, &page.what),
            description: entity.map_or_else(String::new, |index| cx.summary(index)),
            root: if depth == 0 { "./".into() } else { "../".repeat(depth) },
            path: page.url.clone(),
            nav: self.nav(cx, page),
            section_nav,
            section_actions,
            crumbs: self.crumbs(cx, page),
            leaf: page.leaf,
            leaves: self.leaf_links(cx, page),
            before,
            after,
            header_links: self.own_links(cx, &config.header_links),
            footer_links: ways.chain(self.own_links(cx, &config.footer_links)).collect(),
            card: card.as_ref().map_or_else(String::new, |url| cx.link(url)),
            card_address: card.as_ref().map_or_else(String::new, absolute),
            draft: entity.is_some_and(|index| self.site[index].draft()),
            look_again: entity.and_then(|index| {
                let own = cx.review_by(&self.site[index]);
                own.or_else(|| subject.and_then(|subject| cx.review_by(&self.site[subject])))
            }),
            edit: entity.and_then(|index| self.edit_link(cx, index)),
            place: entity.map_or_else(String::new, |index| cx.place(index, self.site[index].place)),
            dir: direction(lang),
            lang: lang.to_owned(),
        }
    }

    /// The way back from a page that lies below a list of its own.
    fn crumbs(&self, cx: &Cx, page: &Page) -> Vec<LinkView> {
        match &page.what {
            What::Pain(_) => {
                let title = self.words.or("nav_entry.hurts", "hurts").to_owned();
                vec![LinkView { title, href: cx.link(&hurts::TOPIC.url()) }]
            }
            _ => Vec::new(),
        }
    }

    /// A person's page and its maps share a navigation.
    fn belongs_to_subject(&self, entity: Option<Index>) -> bool {
        entity.is_some_and(|index| self.site[index].kind.subject || self.site[index].kind.section.is_some())
    }

    fn title(&self, cx: &Cx, what: &What) -> String {
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
            What::Topic(topic) => words.or(&format!("{}.title", topic.words()), topic.key).to_owned(),
            What::Pain(slug) => self.ranking().named(slug).map_or_else(String::new, |(_, hurt)| hurt.words(cx)),
            What::Sheet(name) => self.sheet_title(name),
            What::Wall(playlist) | What::Slides(playlist) => {
                let own = self.site.config.walls.get(*playlist).map_or("", |playlist| &playlist.title);
                let wall = words.or("wall.title", "Wall display");
                let kind = if matches!(what, What::Slides(_)) { words.or("wall.slides", "Slides") } else { wall };
                if own.is_empty() { kind.to_owned() } else { format!("{kind}{}{own}", words.or("colon", ": ")) }
            }
            What::Missing => words.or("missing.title", "Nothing here").to_owned(),
        }
    }

    /// What a sheet is called among pages: whose it is, and that it is one.
    fn sheet_title(&self, name: &str) -> String {
        let words = &self.words;
        let Some(named) = self.sheet(name) else { return String::new() };
        let kind = words.or(&format!("print.kind.{}", named.kind.word()), named.kind.word());
        let layout = words.or(&format!("map.{}", named.layout), "");
        let whose = named.about.map_or(String::new(), |about| format!("{}: ", self.site[about].title));
        if layout.is_empty() { format!("{whose}{kind}") } else { format!("{whose}{kind}, {layout}") }
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
                    || (key == "people" && page.what == What::Home)
                    || page.url.starts_with(&format!("{key}/"))
                    || (key == "people" && page.url.starts_with("maps/")),
            })
            .collect()
    }

    pub(super) fn has(&self, url: &str) -> bool {
        self.which.at(url).is_some()
    }

    /// A person's own navigation, and what can be taken away from there.
    fn section_nav(&self, cx: &Cx, page: &Page, subject: Index) -> (Vec<NavView>, Vec<NavView>) {
        let overview = self.site.url(subject);
        let first = |wanted: fn(&Entity) -> bool| cx.about(subject).find(|index| wanted(&self.site[*index]));
        let map = first(|entity| entity.kind.section.is_some()).map(|index| self.site.url(index).to_owned());
        // Journeys and stories are many: their entries lead to the shelves on the overview.
        let shelf = |key: &str, kind: fn(&Entity) -> bool| first(kind).map(|_| format!("{overview}#{key}"));
        let journeys = shelf("journeys", |entity| entity.kind.name == "journey");
        let stories = shelf("stories", |entity| entity.kind.name == "story");
        let entry = |key: &'static str, url: &str| NavView {
            key,
            label: self.words.or(&format!("section_nav.{key}"), key).to_owned(),
            href: cx.link(url),
            current: self.is_at(page, key, subject),
        };
        let mut entries = vec![entry("overview", overview)];
        let ways = [("map", map), ("journeys", journeys), ("stories", stories)];
        entries.extend(ways.into_iter().filter_map(|(key, url)| Some(entry(key, &url?))));
        let facets = facet::ALL.iter().filter(|facet| (facet.present)(&self.site, subject));
        let (actions, facets): (Vec<&&Facet>, Vec<&&Facet>) = facets.partition(|facet| facet.aside);
        let entry = |facet: &&&Facet| entry(facet.key, &facet.url(&self.site, subject));
        entries.extend(facets.iter().map(entry));
        let mut actions: Vec<NavView> = actions.iter().map(entry).collect();
        let of_person = |named: &&Named| named.kind == Kind::Persona && named.about == Some(subject);
        if let Some(named) = self.sheets().iter().find(of_person) {
            let label = self.words.or("keys.poster", "Poster").to_owned();
            let href = cx.link(&named.page());
            actions.push(NavView { key: "poster", label, href, current: page.url == named.page() });
        }
        (entries, actions)
    }

    /// Whether a page is the one, or one of those, that an entry of a person's own navigation stands for.
    fn is_at(&self, page: &Page, key: &str, subject: Index) -> bool {
        match &page.what {
            What::Facet(_, facet) => facet.key == key,
            What::Entity(index) if *index == subject => key == "overview",
            What::Entity(_) | What::Layout(..) => key == "map",
            _ => false,
        }
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

/// The page of a sheet.
fn sheet(named: &Named) -> Page {
    Page { url: named.page(), leaf: 1, what: What::Sheet(named.name.clone().into()) }
}

/// The page of a pain.
fn pain(slug: &str) -> Page {
    Page { url: hurts::url(slug), leaf: 1, what: What::Pain(slug.into()) }
}
