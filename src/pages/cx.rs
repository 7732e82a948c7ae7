//! What a view is made with: the site seen from one page, so that every link is relative to it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::files;
use crate::site::entity::{Content, Entity, Section};
use crate::site::evidence::State;
use crate::site::link::{Index, Site};
use crate::site::resolve::{Part, Place, Target, relative};
use crate::site::words::Words;
use crate::syntax::field::Shape;
use crate::syntax::html::{self, Link, Renderer, Target as LinkTarget};
use crate::syntax::label;
use crate::syntax::markdown;
use crate::syntax::value::{Item, Record, Value};
use crate::syntax::yaml::{Data, Node};

use super::people::People;
use super::plan::Pages;
use super::view::*;

/// The site as seen from one page.
pub struct Cx<'a> {
    pages: &'a Pages,
    /// The page's own address from the site's root.
    url: &'a str,
}

/// Fields that say how a file is handled, not what is known.
const HOUSEKEEPING: &[&str] =
    &["kind", "id", "title", "draft", "allow", "private", "order", "language", "tags", "extra", "summary"];

impl<'a> Cx<'a> {
    /// The site as seen from the page at `url`.
    pub fn new(pages: &'a Pages, url: &'a str) -> Self {
        Cx { pages, url }
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

    /// The address of a path from the site's root, as seen from this page.
    pub fn link(&self, url: &str) -> String {
        let (path, fragment) = url.split_once('#').map_or((url, None), |(path, fragment)| (path, Some(fragment)));
        if path == self.url
            && let Some(fragment) = fragment
        {
            return format!("#{fragment}");
        }
        // An address that begins with a name and a colon would be read as a scheme.
        let address = encode(&relative(files::folder(self.url), path));
        fragment.map_or(address.clone(), |fragment| format!("{address}#{}", encode(fragment)))
    }

    /// The address of an entity's page.
    pub fn href(&self, index: Index) -> String {
        self.link(self.site().url(index))
    }

    /// The address of a part of an entity.
    pub fn target(&self, target: &Target) -> String {
        let url = self.site().url(target.entity);
        match target.part.as_ref().map(|part| self.fragment(target.entity, part)) {
            Some(fragment) if !fragment.is_empty() => self.link(&format!("{url}#{fragment}")),
            _ => self.link(url),
        }
    }

    fn fragment(&self, index: Index, part: &Part) -> String {
        match part {
            // What may not be shown has no lines on its page.
            Part::Line(_) | Part::Time(_) if !crate::kinds::shows_words(self, index) => String::new(),
            Part::Line(line) => format!("L{line}"),
            Part::Time(time) => self.line_at(index, time).map_or_else(String::new, |line| format!("L{line}")),
            Part::Item(number) => {
                self.site().claims(index).get(*number as usize).map_or("", |claim| &claim.anchor).into()
            }
            Part::Stage(stage) => self
                .entity(index)
                .stages()
                .get(*stage)
                .map_or_else(String::new, |stage| label::slug_or_hash(stage.str("name"))),
            Part::Section(anchor) => anchor.to_string(),
        }
    }

    /// The line of a transcript that carries a time stamp: `[4:10]`.
    fn line_at(&self, index: Index, time: &str) -> Option<usize> {
        let stamp = format!("[{time}]");
        self.entity(index).source.text.lines().position(|line| line.contains(&stamp)).map(|at| at + 1)
    }

    /// A date, ready to print.
    pub fn date(&self, date: Date) -> DateView {
        self.pages.dates.get(&date).cloned().unwrap_or_else(|| DateView::new(date, self.words()))
    }

    /// A person in short.
    pub fn person(&self, index: Index) -> PersonView {
        let known = self.people().get(index).map(|person| person.view.clone());
        PersonView { href: self.href(index), ..known.unwrap_or_default() }
    }

    /// The persons an entity is about.
    pub fn persons(&self, index: Index) -> Vec<PersonView> {
        self.site().subjects(index).iter().map(|subject| self.person(*subject)).collect()
    }

    /// A piece of evidence, or any other target.
    pub fn source(&self, target: &Target) -> SourceView {
        let entity = self.entity(target.entity);
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

    /// The sources of a list of references.
    pub fn sources(&self, index: Index, field: &str) -> Vec<SourceView> {
        let refs = self.entity(index).record.refs(field);
        self.site().targets(index, refs, &[]).iter().map(|target| self.source(target)).collect()
    }

    /// A statement.
    pub fn item(&self, index: Index, item: &Item) -> ItemView {
        let site = self.site();
        let claim = site.claim(index, item);
        let (html, quoted) = self.item_html(index, &item.text);
        let details = item.details.as_deref();
        let link = |number: &u32| self.item_link(index, *number);
        ItemView {
            id: claim.anchor.to_string(),
            plain: item.plain.to_string(),
            voice: quoted && !claim.sources.is_empty(),
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
            more_html: self.blocks(index, &item.more)
                + &details.map_or_else(String::new, |details| self.extra_html(details)),
            source_html: String::new(),
            html: if quoted && claim.sources.is_empty() { self.inline_statement(index, &item.text) } else { html },
        }
    }

    /// The words of an item, and whether they are a quotation from end to end; then without its marks.
    fn item_html(&self, index: Index, text: &str) -> (String, bool) {
        let html = self.inline_statement(index, text);
        match unquoted(&html) {
            Some(inner) => (inner.to_owned(), true),
            None => (html, false),
        }
    }

    /// Keys of the writer's own in an item's mapping.
    fn extra_html(&self, details: &Record) -> String {
        if details.extra.is_empty() {
            return String::new();
        }
        let rows: String = details
            .extra
            .iter()
            .map(|entry| {
                format!(
                    "<div><dt>{}</dt><dd>{}</dd></div>",
                    html::escape(&entry.key.value),
                    self.node_html(&entry.value)
                )
            })
            .collect();
        format!("<dl class=\"pairs\">{rows}</dl>")
    }

    fn item_link(&self, index: Index, number: u32) -> Option<LinkView> {
        let (_, item) = self.entity(index).record.item(number)?;
        let anchor = &self.site().claims(index).get(number as usize)?.anchor;
        Some(LinkView {
            title: item.plain.to_string(),
            href: self.link(&format!("{}#{anchor}", self.site().url(index))),
        })
    }

    /// Inline Markdown of an entity as HTML.
    pub fn inline(&self, index: Index, text: &str) -> String {
        self.with_renderer(index, false, |renderer| renderer.inline(text))
    }

    /// Inline Markdown of a statement as HTML: its evidence is a mark beside it, not a link in it.
    fn inline_statement(&self, index: Index, text: &str) -> String {
        self.with_renderer(index, true, |renderer| renderer.inline(text))
    }

    /// Blocks of Markdown of an entity as HTML.
    pub fn blocks(&self, index: Index, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        self.with_renderer(index, false, |renderer| renderer.blocks(text))
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
            Ok(Place::Entity(target)) => {
                LinkTarget::Titled(self.target(&target), self.entity(target.entity).title.to_string())
            }
            Ok(Place::Asset(path)) => LinkTarget::Href(self.link(&self.pages.asset_url(&path))),
            Ok(Place::Page(url)) => LinkTarget::Href(self.link(&url)),
            Ok(Place::Here(anchor)) => LinkTarget::Href(format!("#{anchor}")),
            Ok(Place::NoPage) | Err(_) => LinkTarget::Text,
        }
    }

    /// Everything a file says, in the writer's order and words; then what only its front matter says.
    pub fn sections(&self, index: Index) -> Vec<SectionView> {
        let mut views = self.sections_where(index, |section| section.stage.is_none());
        views.extend(self.field_sections(index, &["wants", "dreads", "would_ask"]));
        views.extend(self.footnotes(index));
        views
    }

    /// The sections that `keep` keeps.
    pub fn sections_where(&self, index: Index, keep: impl Fn(&Section) -> bool) -> Vec<SectionView> {
        let entity = self.entity(index);
        let mut levels: Vec<u8> = Vec::new();
        let mut views: Vec<SectionView> = Vec::new();
        for section in entity.sections.iter().filter(|section| keep(section)) {
            let heading = section.heading.as_ref();
            views.push(SectionView {
                level: heading.map_or(0, |heading| print_level(&mut levels, heading.level)),
                heading: heading.map_or_else(String::new, |heading| self.inline(index, &heading.text)),
                anchor: heading.map_or_else(String::new, |heading| heading.anchor.to_string()),
                field: section.fields.first().copied().unwrap_or("").to_owned(),
                blocks: section
                    .contents
                    .iter()
                    .filter(|content| !self.is_headline(entity, content))
                    .map(|content| self.content(index, section, content))
                    .collect(),
            });
        }
        views.retain(|view| !view.heading.is_empty() || !view.blocks.is_empty());
        views
    }

    /// The quote a person is known by stands at the head of the page; it is not repeated below.
    fn is_headline(&self, entity: &Entity, content: &Content) -> bool {
        entity.kind.subject && matches!(content, Content::Items { field: "quote", from: 0, to: 1, .. })
    }

    fn content(&self, index: Index, section: &Section, content: &Content) -> BlockView {
        let entity = self.entity(index);
        match content {
            Content::Prose(span) => {
                BlockView::Prose { html: self.blocks(index, &markdown::dedent(&entity.source.text, *span)) }
            }
            Content::Items { field, from, to, ordered } => {
                let record = section.stage.and_then(|stage| entity.stages().get(stage)).unwrap_or(&entity.record);
                let items = record.items(field).get(*from..*to).unwrap_or(&[]);
                let items: Vec<ItemView> = items.iter().map(|item| self.item(index, item)).collect();
                if entity.kind.evidence && *field == "quotes" {
                    return BlockView::Prose { html: items.iter().map(pull_quote).collect() };
                }
                BlockView::Items { items, ordered: *ordered }
            }
            Content::Pairs(pairs) => BlockView::Pairs {
                pairs: pairs
                    .iter()
                    .map(|pair| PairView {
                        label: html::plain(&pair.label),
                        html: self.blocks(index, &pair.text),
                        field: pair.field.to_owned(),
                    })
                    .collect(),
            },
        }
    }

    /// The items that stand in no section of the body: those of YAML files and front matter.
    pub fn field_sections(&self, index: Index, strip: &[&str]) -> Vec<SectionView> {
        let entity = self.entity(index);
        let mut views = Vec::new();
        for field in entity.kind.fields.iter().filter(|field| matches!(field.shape, Shape::Items)) {
            let items = entity.record.items(field.name);
            let shown = |at: usize| {
                entity.sections.iter().filter(|section| section.stage.is_none()).flat_map(|section| &section.contents).any(|content| {
                    matches!(content, Content::Items { field: name, from, to, .. } if *name == field.name && (*from..*to).contains(&at))
                })
            };
            // The strip and the head of the page show the first.
            let skip = usize::from(strip.contains(&field.name) || field.name == "quote");
            let rest: Vec<ItemView> = items
                .iter()
                .enumerate()
                .filter(|(at, _)| *at >= skip && !shown(*at))
                .map(|(_, item)| self.item(index, item))
                .collect();
            if !rest.is_empty() {
                views.push(SectionView {
                    level: 2,
                    heading: html::escape(&self.field_label(field.name)),
                    anchor: field.name.to_owned(),
                    field: field.name.to_owned(),
                    blocks: vec![BlockView::Items { items: rest, ordered: false }],
                });
            }
        }
        if let Some(about) = entity.record.text("about").filter(|_| entity.sections.is_empty()) {
            let html = self.blocks(index, &about.value);
            views.insert(
                0,
                SectionView {
                    level: 2,
                    heading: html::escape(&self.field_label("about")),
                    anchor: "about".into(),
                    field: "about".into(),
                    blocks: vec![BlockView::Prose { html }],
                },
            );
        }
        views
    }

    fn footnotes(&self, index: Index) -> Option<SectionView> {
        let entity = self.entity(index);
        if entity.footnotes.is_empty() {
            return None;
        }
        let mut seen: Vec<&str> = Vec::new();
        let mut html = String::from("<ol class=\"footnotes\">");
        for (name, span) in &entity.footnotes {
            let text = markdown::dedent(&entity.source.text, *span);
            let text = text.split_once("]:").map_or(&*text, |(_, text)| text.trim());
            let id = match seen.contains(&&**name) {
                true => String::new(),
                false => format!(
                    " id=\"fn-{}\"",
                    entity.footnotes.iter().position(|(other, _)| other == name).unwrap_or(0) + 1
                ),
            };
            seen.push(name);
            html.push_str(&format!("<li{id}>{}</li>", self.blocks(index, text)));
        }
        html.push_str("</ol>");
        let heading = html::escape(self.words().or("footnotes", "Notes"));
        Some(SectionView {
            level: 2,
            heading,
            anchor: "notes".into(),
            field: String::new(),
            blocks: vec![BlockView::Prose { html }],
        })
    }

    /// The name of a field as the interface says it.
    pub fn field_label(&self, field: &str) -> String {
        let words = self.words();
        let known = words.get(&format!("field.{field}"), None).or_else(|| words.get(&format!("part.{field}"), None));
        known.map_or_else(|| capitalise(&field.replace('_', " ")), str::to_owned)
    }

    /// The typed fields of an entity and the writer's own keys, ready to print, except those shown elsewhere.
    pub fn facts(&self, index: Index, except: &[&str]) -> Vec<FactView> {
        let entity = self.entity(index);
        let mut facts = Vec::new();
        for (name, value) in &entity.record.values {
            if HOUSEKEEPING.contains(name) || except.contains(name) || name.starts_with('(') {
                continue;
            }
            // What a label or heading in the body gave is shown where it stands.
            if self.in_body(entity, name) {
                continue;
            }
            if let Some(html) = self.value_html(index, name, value) {
                facts.push(FactView { label: self.field_label(name), html });
            }
        }
        facts.extend(self.extra(&entity.record));
        facts
    }

    fn in_body(&self, entity: &Entity, field: &str) -> bool {
        entity.sections.iter().any(|section| {
            section.fields.contains(&field)
                || section.contents.iter().any(
                    |content| matches!(content, Content::Pairs(pairs) if pairs.iter().any(|pair| pair.field == field)),
                )
        })
    }

    fn extra(&self, record: &Record) -> Vec<FactView> {
        let own = record.extra.iter();
        let under_extra = match record.get("extra") {
            Some(Value::Any(node)) => node.entries(),
            _ => &[],
        };
        own.chain(under_extra)
            .filter(|entry| !matches!(entry.value.data, Data::Null))
            .map(|entry| FactView {
                label: capitalise(&entry.key.value.replace(['_', '-'], " ")),
                html: self.node_html(&entry.value),
            })
            .collect()
    }

    fn value_html(&self, index: Index, field: &str, value: &Value) -> Option<String> {
        Some(match value {
            Value::Text(text) => self.text_html(index, field, &text.value),
            Value::Words(words) => words.iter().map(|word| html::escape(&word.value)).collect::<Vec<_>>().join(", "),
            Value::Date(date) => self.date_html(date.value),
            Value::Duration(span) => duration_text(span),
            Value::Number(number) => number_text(number.value),
            Value::Count(k, n) => format!("{k}/{n}"),
            Value::Flag(true) => html::escape(self.words().or("yes", "Yes")),
            Value::Choice(word) => {
                html::escape(self.words().or(&format!("choice.{word}"), &capitalise(&word.replace('-', " "))))
            }
            Value::No(_) => html::escape(self.words().or("no", "No")),
            Value::Refs(refs) => {
                let links: Vec<String> =
                    refs.iter().map(|reference| self.reference_html(index, &reference.value)).collect();
                links.join(", ")
            }
            Value::Record(record) => self.record_html(index, record),
            Value::Records(records) => {
                let rows: String =
                    records.iter().map(|record| format!("<li>{}</li>", self.record_html(index, record))).collect();
                format!("<ul>{rows}</ul>")
            }
            Value::Any(node) => self.node_html(node),
            Value::Flag(false) | Value::Items(_) | Value::Emotion(_) => return None,
        })
    }

    fn text_html(&self, index: Index, field: &str, text: &str) -> String {
        if field == "image" {
            return self.image_html(index, text);
        }
        let config = &self.site().config;
        let group = match field {
            "owner" | "by" => config.teams.get(text),
            "segment" => config.segments.get(text),
            _ => None,
        };
        match group {
            Some(group) => {
                let share = group.details.get("share").map(|share| format!(" · {share}")).unwrap_or_default();
                html::escape(&format!("{}{share}", group.name))
            }
            None if is_address(text) => {
                let address = html::escape(text);
                format!("<a href=\"{address}\">{address}</a>")
            }
            None => self.inline(index, text),
        }
    }

    /// A picture named by a field: shown if it lies in the site, else its name.
    fn image_html(&self, index: Index, written: &str) -> String {
        let alt = html::plain(self.entity(index).record.str("image_alt"));
        let found = self.link_target(index, Link { target: written, wiki: false, image: true });
        match found {
            LinkTarget::Href(href) if html::is_external(&href) => {
                format!(
                    "<a href=\"{}\">{}</a>",
                    html::escape(&href),
                    html::escape(if alt.is_empty() { &href } else { &alt })
                )
            }
            LinkTarget::Href(href) => format!("<img src=\"{}\" alt=\"{}\">", html::escape(&href), html::escape(&alt)),
            _ => html::escape(written),
        }
    }

    fn date_html(&self, date: Date) -> String {
        format!("<time datetime=\"{date}\">{}</time>", html::escape(&self.words().date(date)))
    }

    fn reference_html(&self, index: Index, written: &str) -> String {
        match self.site().resolve(Some(index), written, &[]) {
            Ok(target) => {
                let entity = self.entity(target.entity);
                format!("<a href=\"{}\">{}</a>", html::escape(&self.target(&target)), html::escape(&entity.title))
            }
            Err(_) => html::escape(written),
        }
    }

    /// A mapping as one entry: its first text is what it is about, the rest follows.
    fn record_html(&self, index: Index, record: &Record) -> String {
        let mut parts: Vec<String> = Vec::new();
        for (at, (name, value)) in record.values.iter().enumerate() {
            let html = match value {
                Value::Items(items) => {
                    let anchor = |item: &Item| html::escape(&self.site().claim(index, item).anchor);
                    let text = |item: &Item| self.inline_statement(index, &item.text);
                    let parts = items.iter().map(|item| format!("<span id=\"{}\">{}</span>", anchor(item), text(item)));
                    parts.collect::<Vec<_>>().join("; ")
                }
                value => self.value_html(index, name, value).unwrap_or_default(),
            };
            parts.push(match at {
                0 => format!("<strong>{html}</strong>"),
                _ if matches!(*name, "value" | "matters_because" | "permanence" | "verb") => html,
                _ => format!("{}: {html}", html::escape(&self.field_label(name))),
            });
        }
        for entry in &record.extra {
            parts.push(format!("{}: {}", html::escape(&entry.key.value), self.node_html(&entry.value)));
        }
        parts.join("<br>")
    }

    /// Anything a writer put under a key of their own.
    pub fn node_html(&self, node: &Node) -> String {
        match &node.data {
            Data::Null => String::new(),
            Data::Scalar(scalar) => html::escape(&scalar.text),
            Data::List(nodes) => {
                let rows: String = nodes.iter().map(|node| format!("<li>{}</li>", self.node_html(node))).collect();
                format!("<ul>{rows}</ul>")
            }
            Data::Map(entries) => {
                let rows: String = entries
                    .iter()
                    .map(|entry| {
                        format!(
                            "<div><dt>{}</dt><dd>{}</dd></div>",
                            html::escape(&entry.key.value),
                            self.node_html(&entry.value)
                        )
                    })
                    .collect();
                format!("<dl>{rows}</dl>")
            }
        }
    }

    /// Any entity in a list.
    pub fn card(&self, index: Index) -> CardView {
        let entity = self.entity(index);
        let subject = self.site().subjects(index).first().filter(|subject| **subject != index);
        CardView {
            kind: entity.kind.name,
            title: entity.title.to_string(),
            summary: self.summary(index),
            href: self.href(index),
            date: entity.record.date("date").map(|date| self.date(date)),
            person: subject.map(|subject| self.person(*subject)),
            state: String::new(),
            meta: self.meta(entity),
        }
    }

    /// One sentence about an entity: its summary, else how its text begins.
    pub fn summary(&self, index: Index) -> String {
        let remembered = self.pages.summaries.get(index);
        remembered.map_or_else(|| self.new_summary(index), |cell| cell.get_or_init(|| self.new_summary(index)).clone())
    }

    fn new_summary(&self, index: Index) -> String {
        match html::plain(self.entity(index).record.str("summary")) {
            summary if summary.is_empty() => self.lead(index),
            summary => summary,
        }
    }

    fn meta(&self, entity: &Entity) -> String {
        let method = entity.record.choice("type");
        let status = entity.record.choice("status");
        let words = self.words();
        match (method, status) {
            ("", "") => String::new(),
            ("", status) => capitalise(words.or(&format!("status.{status}"), status)),
            (method, _) => {
                let known =
                    words.get(&format!("type.{method}"), None).or_else(|| words.get(&format!("choice.{method}"), None));
                known.map_or_else(|| capitalise(&method.replace('-', " ")), str::to_owned)
            }
        }
    }

    /// The beginning of what a file says, as plain text of at most about 160 characters.
    fn lead(&self, index: Index) -> String {
        let entity = self.entity(index);
        let first = entity.sections.iter().flat_map(|section| &section.contents).find_map(|content| match content {
            Content::Prose(span) => Some(markdown::dedent(&entity.source.text, *span)),
            _ => None,
        });
        let text = html::plain(&first.unwrap_or_default().lines().take(12).collect::<Vec<_>>().join("\n"));
        shorten(&text, 160)
    }

    /// The entities about a person.
    pub fn about(&self, subject: Index) -> impl Iterator<Item = Index> + 'a {
        let site = self.site();
        let mut about: Vec<Index> =
            site.backlinks(subject).iter().copied().filter(|index| site.subjects(*index).contains(&subject)).collect();
        // Newest first where there is a date, else in the order of files.
        about.sort_by_key(|index| std::cmp::Reverse(site[*index].record.date("date")));
        about.into_iter()
    }

    /// The entities that refer to this one.
    pub fn backlinks(&self, index: Index) -> Vec<CardView> {
        self.backlinks_except(index, &[])
    }

    /// The same, without some kinds.
    pub fn backlinks_except(&self, index: Index, kinds: &[&str]) -> Vec<CardView> {
        let site = self.site();
        site.backlinks(index)
            .iter()
            .filter(|other| !kinds.contains(&site[**other].kind.name))
            .map(|other| self.card(*other))
            .collect()
    }

    /// The tags of an entity.
    pub fn tags(&self, entity: &Entity) -> Vec<LinkView> {
        let tags = entity.record.words("tags").iter().filter(|tag| !tag.value.is_empty());
        tags.map(|tag| LinkView { title: tag.value.to_string(), href: self.link(&super::plan::tag_url(&tag.value)) })
            .collect()
    }

    /// When a document is to be looked at again.
    pub fn review_by(&self, entity: &Entity) -> Option<DateView> {
        let reviewed = entity.record.date("reviewed")?;
        let Some(Value::Duration(every)) = entity.record.get("review_every") else { return None };
        reviewed.checked_add(every.0).ok().map(|date| self.date(date))
    }

    /// The words a person is known by: the quote, else the surest thing they say.
    pub fn headline(&self, subject: Index) -> Option<QuoteView> {
        let quote = self.entity(subject).items("quote").first().map(|item| (subject, item));
        let said = || self.said(subject).into_iter().next();
        // Words without a source are better than none; the page does not set them in the customer's voice.
        let unsourced = || self.entity(subject).items("quotes").first().map(|item| (subject, item));
        let (index, item) = quote.or_else(said).or_else(unsourced)?;
        Some(self.quote(index, item, Some(subject)))
    }

    /// What a person says, surest first.
    fn said(&self, subject: Index) -> Vec<(Index, &'a Item)> {
        let site = self.site();
        let statements = self.pages.statements.get(&subject).map_or(&[][..], Vec::as_slice);
        let mut said: Vec<(Index, &Item)> = statements
            .iter()
            .filter_map(|(index, number)| Some((*index, self.entity(*index).record.item(*number)?.1)))
            .filter(|(index, item)| is_quoted(&item.plain) && !site.claim(*index, item).sources.is_empty())
            .collect();
        said.sort_by_key(|(index, item)| {
            std::cmp::Reverse((site.claim(*index, item).people, site.claim(*index, item).last))
        });
        said
    }

    /// More of a person's words, without the headline.
    pub fn quotes(&self, subject: Index, headline: Option<&QuoteView>, most: usize) -> Vec<QuoteView> {
        let stories = self.about(subject).filter(|index| self.entity(*index).kind.name == "story");
        let told = stories.filter_map(|story| {
            let item = self.entity(story).items("quotes").first()?;
            Some(self.quote(story, item, Some(subject)))
        });
        let said = self.said(subject).into_iter().map(|(index, item)| self.quote(index, item, Some(subject)));
        let mut quotes: Vec<QuoteView> = Vec::new();
        for quote in told.chain(said) {
            let known = headline.into_iter().chain(&quotes).any(|other| other.html == quote.html);
            if !known {
                quotes.push(quote);
            }
            if quotes.len() == most {
                break;
            }
        }
        quotes
    }

    /// Somebody's words.
    pub fn quote(&self, index: Index, item: &Item, subject: Option<Index>) -> QuoteView {
        let (html, _) = self.item_html(index, &item.text);
        let claim = self.site().claim(index, item);
        QuoteView {
            id: claim.anchor.to_string(),
            html,
            person: subject.map(|subject| self.person(subject)),
            source: claim.sources.first().map(|source| self.source(source)),
            told_by: html::plain(self.entity(index).record.str("told_by")),
            href: self.href(index),
        }
    }

    /// Who told us about a person: way of hearing, how often.
    pub fn voices(&self, subject: Index) -> Vec<(String, usize)> {
        let told = self.people().get(subject).map(|person| &person.told);
        told.into_iter().flatten().map(|(method, n)| ((*method).to_owned(), *n)).collect()
    }

    /// An empathy map, in its own layout or another.
    pub fn map(&self, index: Index, layout: Option<&'static str>) -> MapView {
        let entity = self.entity(index);
        let own = match entity.record.choice("layout") {
            "" => "quadrants",
            layout => layout,
        };
        let layout = layout.unwrap_or(own);
        let parts = self.parts(index);
        let folder = files::folder(self.site().url(index)).to_owned();
        let page = |wanted: &str| match wanted == own {
            true => self.href(index),
            false => self.link(&format!("{folder}/{wanted}/index.html")),
        };
        MapView {
            id: entity.id.to_string(),
            title: entity.title.to_string(),
            scenario: html::plain(entity.record.str("scenario")),
            href: self.href(index),
            layout,
            quadrants_href: page("quadrants"),
            canvas_href: page("canvas"),
            classic_href: page("classic"),
            scope: entity.record.choice("scope"),
            date: entity.record.date("date").map(|date| self.date(date)),
            owner: self.owner(entity),
            person: self.site().subjects(index).first().map(|subject| self.person(*subject)),
            counts: self.site().counts(index),
            parts_list: parts.values().flatten().cloned().collect(),
            parts,
            sections: self.beside_parts(index),
            tensions: self.tensions(index),
        }
    }

    /// What a map's file says besides its parts: the parts show their items, everything else is a section below.
    fn beside_parts(&self, index: Index) -> Vec<SectionView> {
        let entity = self.entity(index);
        let mut sections = self.sections_where(index, |section| !self.is_shown_as_part(entity, section));
        for section in sections.iter_mut().filter(|section| PARTS.contains(&&*section.field)) {
            section.blocks.retain(|block| !matches!(block, BlockView::Items { .. }));
        }
        sections.extend(self.footnotes(index));
        sections
    }

    /// Whether a part shows all that a section says: its items, under its own heading.
    fn is_shown_as_part(&self, entity: &Entity, section: &Section) -> bool {
        let field = section.fields.first().copied().unwrap_or("");
        let only_items = section.contents.iter().all(|content| matches!(content, Content::Items { .. }));
        let same_words = section
            .heading
            .as_ref()
            .is_none_or(|heading| self.part_heading(entity, field) == html::plain(&heading.text));
        PARTS.contains(&field) && only_items && same_words
    }

    fn owner(&self, entity: &Entity) -> String {
        let owner = entity.record.str("owner");
        self.site().config.teams.get(owner).map_or_else(|| html::plain(owner), |team| team.name.clone())
    }

    fn parts(&self, index: Index) -> BTreeMap<&'static str, Option<PartView>> {
        let entity = self.entity(index);
        let has = |field: &str| !entity.items(field).is_empty();
        let merged_inner = has("thinks_feels") && !has("thinks") && !has("feels");
        let merged_outer = has("says_does") && !has("says") && !has("does");
        PARTS
            .iter()
            .map(|name| {
                let absent = match *name {
                    "thinks" | "feels" => merged_inner,
                    "says" | "does" => merged_outer,
                    "thinks_feels" => !has("thinks_feels"),
                    "says_does" => !has("says_does"),
                    _ => false,
                };
                (*name, (!absent).then(|| self.part(index, name)))
            })
            .collect()
    }

    fn part(&self, index: Index, name: &'static str) -> PartView {
        let entity = self.entity(index);
        let mut items: Vec<ItemView> = entity.items(name).iter().map(|item| self.item(index, item)).collect();
        if self.site().marks() {
            // Confirmed first, then by people, guesses last; the writer's order among equals.
            let rank = |state: State| match state {
                State::Confirmed => 0,
                State::Heard | State::Disputed => 1,
                State::Guess => 2,
            };
            items.sort_by_key(|item| (rank(item.state), std::cmp::Reverse(item.people)));
        }
        PartView {
            name,
            heading: self.part_heading(entity, name),
            items,
            blocks: Vec::new(),
            hint_file: entity.source.content_path.to_string(),
        }
    }

    /// The writer's own heading for a part, if there is one and only one; else the standard word.
    fn part_heading(&self, entity: &Entity, name: &str) -> String {
        let mut own = entity
            .sections
            .iter()
            .filter(|section| section.fields.first() == Some(&name))
            .filter_map(|section| section.heading.as_ref());
        match (own.next(), own.next()) {
            (Some(heading), None) => html::plain(&heading.text),
            _ => self.field_label(name),
        }
    }

    fn tensions(&self, index: Index) -> Vec<TensionView> {
        let claims = self.site().claims(index);
        let mut found = Vec::new();
        let mut items: Vec<(&'static str, &Item)> = Vec::new();
        self.entity(index).record.each_item(&mut |field, _, item| items.push((field, item)));
        for (field, item) in &items {
            for other in claims.get(item.number as usize).map_or(&[][..], |claim| &claim.against) {
                let Some((_, other)) = items.get(*other as usize) else { continue };
                if *field == "says"
                    || (item.number < other.number
                        && !items.iter().any(|(f, i)| *f == "says" && i.number == other.number))
                {
                    found.push(TensionView { says: self.item(index, item), does: self.item(index, other) });
                }
            }
        }
        found
    }
}

/// The parts of a map, in the order of the canvas with the quadrants first.
pub const PARTS: &[&str] = &[
    "who",
    "need_to_do",
    "says",
    "thinks",
    "does",
    "feels",
    "says_does",
    "thinks_feels",
    "sees",
    "hears",
    "pains",
    "gains",
    "influences",
];

fn is_address(text: &str) -> bool {
    matches!(html::scheme(text).as_deref(), Some("http" | "https")) && !text.trim().contains(char::is_whitespace)
}

fn pull_quote(item: &ItemView) -> String {
    let cite =
        item.sources.first().map(|source| format!(" cite=\"{}\"", html::escape(&source.href))).unwrap_or_default();
    let class = if item.voice { " class=\"voice\"" } else { "" };
    match item.voice {
        true => format!(
            "<blockquote id=\"{}\"><p><q{class}{cite}>{}</q></p>{}</blockquote>",
            item.id, item.html, item.more_html
        ),
        false => format!("<blockquote id=\"{}\"><p>{}</p>{}</blockquote>", item.id, item.html, item.more_html),
    }
}

/// The level a heading is printed at: one below the page's title, and never more than one below the heading before.
fn print_level(levels: &mut Vec<u8>, written: u8) -> u8 {
    while levels.last().is_some_and(|last| *last >= written) {
        levels.pop();
    }
    levels.push(written);
    (levels.len() as u8 + 1).min(6)
}

const OPENING: &[char] = &['"', '“', '„', '«', '‚', '‘', '「', '『', '”'];
const CLOSING: &[char] = &['"', '”', '“', '»', '‘', '’', '」', '』'];

/// Text between quotation marks from end to end, without the marks.
fn unquoted(html: &str) -> Option<&str> {
    let text = html.trim();
    let text = text.strip_prefix("&quot;").unwrap_or(text);
    let inner = text.strip_prefix(OPENING)?;
    let end = inner.trim_end_matches(['.', ' ']).strip_suffix(CLOSING)?;
    Some(end.trim_matches('\u{a0}'))
}

/// Whether a text is a quotation from end to end.
pub fn is_quoted(plain: &str) -> bool {
    unquoted(plain).is_some()
}

pub(super) fn capitalise(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Text of at most about `most` characters, cut at a word.
pub(super) fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most).collect();
    let cut = cut.rsplit_once(' ').map_or(&*cut, |(head, _)| head);
    format!("{}…", cut.trim_end_matches([',', '.', ';', ':']))
}

/// A number without needless decimals.
pub fn number_text(number: f64) -> String {
    if number.fract() == 0.0 { format!("{number:.0}") } else { format!("{number}") }
}

fn duration_text(span: &jiff::SpanFieldwise) -> String {
    let span = span.0;
    let parts = [
        (i64::from(span.get_years()), "year"),
        (i64::from(span.get_months()), "month"),
        (i64::from(span.get_weeks()), "week"),
        (i64::from(span.get_days()), "day"),
    ];
    let parts =
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n} {unit}{}", if *n == 1 { "" } else { "s" }));
    parts.collect::<Vec<_>>().join(" ")
}

/// An address with what cannot stand in one percent-encoded.
fn encode(path: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_never_skip_a_level() {
        let mut levels = Vec::new();
        let printed: Vec<u8> = [2, 4, 3, 2, 5, 6].map(|level| print_level(&mut levels, level)).to_vec();
        assert_eq!(printed, [2, 3, 3, 2, 3, 4]);
    }

    #[test]
    fn only_whole_quotations_are_voice() {
        assert!(is_quoted("“I wait.”") && is_quoted("„Ich warte.“") && is_quoted("\"Yes\"."));
        assert!(!is_quoted("“I wait,” she said") && !is_quoted("Waits"));
    }
}
