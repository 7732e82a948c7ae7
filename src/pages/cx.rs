//! What a view is made with: the site seen from one page, so that every link is relative to it.

mod canvas;
mod cards;
mod facts;
mod links;
mod map;
mod pictures;
mod quotes;
mod sections;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;

use crate::files;
use crate::site::entity::{Content, Entity, Section};
use crate::site::link::{Index, Site};
use crate::site::resolve::{Part, Place, Target, relative};
use crate::site::words::Words;
use crate::syntax::field::Shape;
use crate::syntax::html::{self, Link, Renderer, Target as LinkTarget};
use crate::syntax::label;
use crate::syntax::markdown;
use crate::syntax::quotation;
use crate::syntax::value::{Item, Record, Value};
use crate::syntax::yaml::{Data, Node};
use crate::text::{Span, position};

use super::facet::statements;
use super::people::People;
use super::plan::Pages;
use super::view::*;

/// The site as seen from one page.
pub struct Cx<'a> {
    pages: &'a Pages,
    /// The page's own address from the site's root.
    url: &'a str,
    /// The entries that this leaf of a long page shows.
    window: Range<usize>,
}

/// Fields that say how a file is handled, not what is known.
const HOUSEKEEPING: &[&str] =
    &["kind", "id", "title", "draft", "allow", "private", "order", "language", "tags", "extra", "summary"];

impl<'a> Cx<'a> {
    /// The site as seen from the page at `url`.
    pub(super) fn new(pages: &'a Pages, url: &'a str, window: Range<usize>) -> Self {
        Cx { pages, url, window }
    }

    /// The entries that this leaf of a long page shows.
    pub(super) fn window(&self) -> Range<usize> {
        self.window.clone()
    }

    /// The site.
    pub fn site(&self) -> &'a Site {
        &self.pages.site
    }

    /// The persons.
    pub fn people(&self) -> &'a People {
        &self.pages.people
    }

    /// All pages.
    pub fn pages(&self) -> &'a Pages {
        self.pages
    }

    /// The words of the interface.
    pub fn words(&self) -> &'a Words {
        &self.pages.words
    }

    /// An entity.
    pub fn entity(&self, index: Index) -> &'a Entity {
        &self.pages.site[index]
    }

    /// Where something was written, for the preview: path, line and column. Empty on a built page.
    pub fn place(&self, index: Index, span: Span) -> String {
        if !self.pages.places {
            return String::new();
        }
        let source = &self.entity(index).source;
        let place = position(&source.text, span.start);
        format!("{}:{}:{}", source.path, place.line, place.column)
    }

    /// A date, ready to print.
    pub fn date(&self, date: Date) -> DateView {
        self.pages.date(date)
    }

    /// A person in short.
    pub fn person(&self, index: Index) -> PersonView {
        let known = self.pages.person(index).map(|person| person.view.clone());
        PersonView { href: self.href(index), ..known.unwrap_or_default() }
    }

    /// The persons an entity is about.
    pub fn persons(&self, index: Index) -> Vec<PersonView> {
        self.site().subjects(index).iter().map(|subject| self.person(*subject)).collect()
    }

    /// A piece of evidence, or any other target.
    pub fn source(&self, target: &Target) -> SourceView {
        let entity = self.entity(target.entity);
        if !self.site().may_name(target.entity) {
            return self.unnamed_source();
        }
        let method = entity.record.choice("type");
        let title = match method {
            "" => entity.title.to_string(),
            method => self.words().or(&format!("type.{method}"), method).to_owned(),
        };
        let place = match &target.part {
            Some(Part::Line(line)) => self.words().or("source.line", "line {n}").replace("{n}", &line.to_string()),
            Some(Part::Time(time)) => time.to_string(),
            _ => String::new(),
        };
        SourceView {
            title,
            kind: entity.kind.name,
            method,
            date: entity.record.date("date").map(|date| self.date(date)),
            href: self.target(target),
            place,
        }
    }

    /// What is said of a source that may not be named: that there is one.
    fn unnamed_source(&self) -> SourceView {
        let title = self.unnamed();
        SourceView { title, kind: "session", method: "", date: None, href: String::new(), place: String::new() }
    }

    /// The words in the place of a name that may not be said.
    pub(super) fn unnamed(&self) -> String {
        self.words().or("withheld.source", "a source that is not public").to_owned()
    }

    /// The plain words of a statement, or that they are withheld.
    pub fn plain(&self, index: Index, item: &Item) -> String {
        match self.site().withholds(index, item) {
            true => self.withheld_words(),
            false => item.plain.to_string(),
        }
    }

    /// What is said in the place of words that may not be shown.
    pub(super) fn withheld_words(&self) -> String {
        self.words().or("withheld.words", "These words may not be shown here.").to_owned()
    }

    /// The sources of a list of references.
    pub fn sources(&self, index: Index, field: &str) -> Vec<SourceView> {
        let refs = self.entity(index).record.refs(field);
        self.site().targets(index, refs, &[]).iter().map(|target| self.source(target)).collect()
    }

    /// A statement.
    pub fn item(&self, index: Index, item: &Item) -> ItemView {
        let site = self.site();
        let claim = site.claim(index, item);
        let withheld = site.withholds(index, item);
        let (html, quoted) = match withheld {
            true => (html::escape(&self.withheld_words()), false),
            false => self.item_html(index, &item.text),
        };
        let details = item.details.as_deref();
        let link = |number: &u32| self.item_link(index, *number);
        ItemView {
            id: claim.anchor.to_string(),
            plain: self.plain(index, item),
            voice: quoted && !claim.sources.is_empty(),
            lang: self.other_language(index),
            state: claim.state,
            people: claim.people,
            last: claim.last.map(|date| self.date(date)),
            count: match item.detail("count") {
                Some(Value::Count(k, n)) => Some(CountView { k: *k, n: *n }),
                _ => None,
            },
            sources: claim.sources.iter().map(|target| self.source(target)).collect(),
            against: claim.against.iter().filter_map(link).collect(),
            disputed_by: claim.disputed_by.iter().map(|target| self.source(target)).collect(),
            inferred_from: claim.inferred_from.iter().filter_map(link).collect(),
            severity: details.map_or("", |details| details.choice("severity")),
            times: details.and_then(|details| details.number("times")).map(|n| n as u64),
            more_html: match withheld {
                true => String::new(),
                false => {
                    self.blocks(index, &item.more)
                        + &details.map_or_else(String::new, |details| self.extra_html(details))
                }
            },
            source_html: String::new(),
            page: self.pages.ranking().at((index, item.number)).map_or_else(String::new, |hurt| hurt.href(self)),
            place: self.place(index, item.span),
            html: if quoted && claim.sources.is_empty() { self.inline_statement(index, &item.text) } else { html },
        }
    }

    /// The words of an item, and whether they are a quotation from end to end; then without its marks.
    fn item_html(&self, index: Index, text: &str) -> (String, bool) {
        let html = self.inline_statement(index, text);
        match quotation::without_marks(&html) {
            Some(inner) => (inner.to_owned(), true),
            None => (html, false),
        }
    }

    /// Keys of the writer's own in an item's mapping.
    fn extra_html(&self, details: &Record) -> String {
        if details.extra.is_empty() {
            return String::new();
        }
        let rows = self.entries_html(&details.extra);
        format!("<dl class=\"pairs\">{rows}</dl>")
    }

    fn item_link(&self, index: Index, number: u32) -> Option<LinkView> {
        let (_, item) = self.entity(index).record.item(number)?;
        Some(LinkView { title: self.plain(index, item), href: self.link(&self.statement_url(index, number)) })
    }

    /// The language of an entity, if it is another one than the site's.
    pub(super) fn other_language(&self, index: Index) -> String {
        let site = &self.site().config.language;
        self.entity(index).language().filter(|own| own != site).unwrap_or_default().to_owned()
    }

    /// Inline Markdown of an entity as HTML.
    pub fn inline(&self, index: Index, text: &str) -> String {
        self.with_sizes(self.with_renderer(index, false, |renderer| renderer.inline(text)))
    }

    /// Inline Markdown of a statement as HTML: its evidence is a mark beside it, not a link in it.
    fn inline_statement(&self, index: Index, text: &str) -> String {
        self.with_sizes(self.with_renderer(index, true, |renderer| renderer.inline(text)))
    }

    /// Blocks of Markdown of an entity as HTML.
    pub fn blocks(&self, index: Index, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        self.with_sizes(self.with_renderer(index, false, |renderer| renderer.blocks(text)))
    }

    fn with_renderer<T>(&self, index: Index, statement: bool, work: impl FnOnce(&Renderer) -> T) -> T {
        let entity = self.entity(index);
        let resolve = |link: Link| match self.link_target(index, link) {
            LinkTarget::Evidence if !statement => self.evidence_link(index, link),
            target => target,
        };
        let words = self.words();
        let renderer = Renderer {
            language: entity.language().unwrap_or(&self.site().config.language),
            definitions: &entity.source.definitions,
            raw_html: self.site().config.raw_html,
            words: [words.or("task.done", "Done"), words.or("task.open", "To do"), words.or("table", "Table")],
            resolve: &resolve,
            footnotes: RefCell::new(entity.footnotes.iter().map(|(name, _)| name.to_string()).collect()),
        };
        work(&renderer)
    }

    fn evidence_link(&self, index: Index, link: Link) -> LinkTarget {
        match self.site().resolve(Some(index), link.target, &[]) {
            Ok(target) if !self.site().may_name(target.entity) => LinkTarget::Evidence,
            Ok(target) => LinkTarget::Titled(self.target(&target), self.entity(target.entity).title.to_string()),
            Err(_) => LinkTarget::Text,
        }
    }

    fn link_target(&self, index: Index, link: Link) -> LinkTarget {
        let site = self.site();
        if let Some(scheme) = html::scheme(link.target) {
            let allowed = ["http", "https", "mailto", "tel"].contains(&scheme.as_str());
            return if allowed { LinkTarget::Href(link.target.to_owned()) } else { LinkTarget::Text };
        }
        match site.place(index, link.target, link.wiki) {
            Ok(Place::Elsewhere) => LinkTarget::Href(link.target.to_owned()),
            Ok(Place::Entity(target)) if link.wiki && self.entity(target.entity).kind.evidence => LinkTarget::Evidence,
            Ok(Place::Entity(target)) if !site.may_name(target.entity) => LinkTarget::Text,
            Ok(Place::Asset(path)) if self.pages.withheld_files.contains(&path) => LinkTarget::Text,
            Ok(Place::Entity(target)) => {
                LinkTarget::Titled(self.target(&target), self.entity(target.entity).title.to_string())
            }
            Ok(Place::Asset(path)) => LinkTarget::Href(self.link(&self.pages.asset_url(&path))),
            Ok(Place::Page(url)) => LinkTarget::Href(self.link(&url)),
            Ok(Place::Here(anchor)) => LinkTarget::Href(format!("#{anchor}")),
            Ok(Place::NoPage) | Err(_) => LinkTarget::Text,
        }
    }
}

/// Text of at most about `most` characters, cut at a word.
pub(in crate::pages) fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most).collect();
    let cut = cut.rsplit_once(' ').map_or(&*cut, |(head, _)| head);
    format!("{}…", cut.trim_end_matches([',', '.', ';', ':']))
}

/// An address with what cannot stand in one percent-encoded.
pub fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'-'
            | b'_'
            | b'.'
            | b'~'
            | b'/'
            | b'!'
            | b'('
            | b')'
            | b','
            | b'@'
            | b'+'
            | b'=' => {
                out.push(byte as char);
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
