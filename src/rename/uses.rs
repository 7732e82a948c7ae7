//! Every mention of one thing of a site by another, with its place.

use std::sync::Arc;

use crate::files;
use crate::site::link::{Index, Site};
use crate::site::read::{MENTIONED, Parsed};
use crate::syntax::field::{Field, ITEM, Shape};
use crate::syntax::front_matter;
use crate::syntax::html;
use crate::syntax::markdown;
use crate::syntax::value::{Item, Record, Reference, Value};
use crate::syntax::yaml::{self, Data, Node};
use crate::text::Span;

use super::locate::{self, Located};

/// How something is mentioned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Form {
    /// By a reference to one of these kinds.
    Reference(&'static [&'static str]),
    /// By a wiki link.
    Wiki,
    /// By a link to its file.
    Link,
    /// By the path of its file.
    Path,
    /// In words ("Persona: Mara"), which may be its title.
    Words,
    /// By its id and nothing else, in the settings.
    Id,
}

/// A mention.
pub(super) struct Use {
    pub(super) path: Arc<str>,
    /// The entity that mentions; none for the settings.
    pub(super) from: Option<Index>,
    /// What is written, without quotation marks and brackets.
    pub(super) written: String,
    pub(super) form: Form,
    /// Where it stands; none if that cannot be told.
    pub(super) located: Option<Located>,
    /// Where it stands, for people.
    pub(super) span: Span,
}

/// The mentions in a site, in the order of its files.
pub(super) fn all(site: &Site, config_text: &str) -> Vec<Use> {
    let mut found = Vec::new();
    for file in &site.parsed {
        let indices = site.in_file(&file.source.path).unwrap_or(&[]);
        if let Some(first) = indices.first() {
            let mut finder = Finder { file, from: *first, found: &mut found };
            finder.links();
            for index in indices {
                finder.from = *index;
                finder.entity(site, *index);
            }
        }
    }
    people(site, config_text, &mut found);
    found
}

/// The order of people in the settings.
fn people(site: &Site, text: &str, found: &mut Vec<Use>) {
    let path = &site.config.path;
    let nodes = yaml::parse(text, 0, path, &mut Vec::new());
    let Some(people) = nodes.first().and_then(|node| node.get("people")) else { return };
    let one = [people.clone()];
    let nodes = if let Data::List(nodes) = &people.data { nodes.as_slice() } else { &one };
    for node in nodes {
        if let Data::Scalar(scalar) = &node.data {
            let located = Located::scalar(text, node.span, &scalar.text);
            let written = scalar.text.to_string();
            found.push(Use { path: path.clone(), from: None, written, form: Form::Id, located, span: node.span });
        }
    }
}

struct Finder<'a> {
    file: &'a Parsed,
    from: Index,
    found: &'a mut Vec<Use>,
}

impl Finder<'_> {
    fn add(&mut self, written: &str, form: Form, located: Option<Located>, span: Span) {
        let path = self.file.source.path.clone();
        self.found.push(Use { path, from: Some(self.from), written: written.to_owned(), form, located, span });
    }

    /// The links in the texts of the YAML, then in the Markdown below it.
    fn links(&mut self) {
        let source = &self.file.source;
        let text = &source.text;
        let (yaml, body) = match files::is_yaml(&source.path) {
            true => (Some(Span::new(0, text.len())), None),
            false => {
                let split = front_matter::split(text);
                (split.yaml, Some(markdown::unwrap_fence(text, split.body)))
            }
        };
        if let Some(span) = yaml {
            let nodes = yaml::parse(span.of(text), span.start as usize, &source.path, &mut Vec::new());
            nodes.iter().for_each(|node| self.links_in(node));
        }
        for link in body.map(|body| locate::links(text, body)).unwrap_or_default() {
            let located = link.at.map(|at| Located::literal(at, link.target.len()));
            self.link(&link, located, link.span);
        }
    }

    fn links_in(&mut self, node: &Node) {
        match &node.data {
            Data::Null => {}
            Data::List(nodes) => nodes.iter().for_each(|node| self.links_in(node)),
            Data::Map(entries) => entries.iter().for_each(|entry| self.links_in(&entry.value)),
            Data::Scalar(scalar) => {
                let links = locate::links(&scalar.text, Span::new(0, scalar.text.len()));
                if links.is_empty() {
                    return;
                }
                let whole = Located::scalar(&self.file.source.text, node.span, &scalar.text);
                for link in links {
                    let located = whole.as_ref().zip(link.at).and_then(|(all, at)| all.part(at, link.target.len()));
                    self.link(&link, located, node.span);
                }
            }
        }
    }

    fn link(&mut self, link: &locate::Link, located: Option<Located>, span: Span) {
        // Where the target stands in a definition, that is what changes.
        if link.defined || (!link.wiki && html::is_external(&link.target)) {
            return;
        }
        self.add(&link.target, if link.wiki { Form::Wiki } else { Form::Link }, located, span);
    }

    fn entity(&mut self, site: &Site, index: Index) {
        let entity = &site[index];
        self.record(&entity.record, entity.kind.fields);
        if let Some(mentioned) = entity.record.record(MENTIONED) {
            for (_, value) in &mentioned.values {
                if let Value::Refs(refs) = value {
                    refs.iter().for_each(|reference| self.words(reference));
                }
            }
        }
        for field in ["image", "data", "responses"] {
            if let Some(path) = entity.record.text(field) {
                self.reference(path, Form::Path);
            }
        }
    }

    fn record(&mut self, record: &Record, fields: &'static [Field]) {
        for (name, value) in &record.values {
            let Some(field) = fields.iter().find(|field| field.name == *name) else { continue };
            match (value, field.shape) {
                (Value::Refs(refs), Shape::Ref(kinds) | Shape::Refs(kinds) | Shape::RefOrNo(kinds)) => {
                    refs.iter().for_each(|reference| self.reference(reference, Form::Reference(kinds)));
                }
                (Value::Items(items), _) => items.iter().for_each(|item| self.item(name, item)),
                (Value::Records(records), Shape::Records(inner)) => {
                    records.iter().for_each(|record| self.record(record, inner));
                }
                (Value::Record(record), Shape::Record(inner)) => self.record(record, inner),
                // Wiki links in a feeling are found as links; a `from` beside it is a reference.
                (Value::Emotion(feeling), _) => {
                    let plain = |reference: &&Reference| !reference.span.of(&self.file.source.text).contains("[[");
                    let from: Vec<Reference> = feeling.from.iter().filter(plain).cloned().collect();
                    from.iter().for_each(|reference| self.reference(reference, Form::Reference(&[])));
                }
                _ => {}
            }
        }
    }

    fn item(&mut self, field: &str, item: &Item) {
        if let Some(details) = &item.details {
            self.record(details, ITEM);
            details.words("same_as").iter().for_each(|word| self.reference(word, Form::Reference(&[])));
        }
        // What a stage calls an opportunity may be the id of one.
        if field == "opportunities" && !item.text.contains([' ', '[']) {
            let text = Reference { value: item.text.clone(), span: item.span };
            self.reference(&text, Form::Reference(&["opportunity"]));
        }
    }

    /// A text that stands alone in its place, but for quotation marks and brackets.
    fn reference(&mut self, reference: &Reference, form: Form) {
        let source = &self.file.source.text;
        let located = ["", "[["].iter().find_map(|open| {
            let close = if open.is_empty() { "" } else { "]]" };
            let whole = format!("{open}{}{close}", reference.value);
            Located::scalar(source, reference.span, &whole)?.part(open.len(), reference.value.len())
        });
        self.add(&reference.value, form, located, reference.span);
    }

    /// A text somewhere in its place.
    fn words(&mut self, reference: &Reference) {
        let source = &self.file.source.text;
        let within = reference.span.of(source);
        let mut all = within.match_indices(&*reference.value);
        let first = all.next().map(|(at, _)| reference.span.start as usize + at);
        let only = first.filter(|_| all.next().is_none());
        let located = only.map(|at| Located::literal(at, reference.value.len()));
        self.add(&reference.value, Form::Words, located, reference.span);
    }
}
