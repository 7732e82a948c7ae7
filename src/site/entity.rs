//! One thing a site is about, as read from a file: its fields, and everything else its file says, in order.

use std::sync::Arc;

use jiff::civil::Date;

use crate::syntax::markdown::LinkUse;
use crate::syntax::value::{Item, Record, Reference, Value};
use crate::text::Span;

use super::Kind;

/// A file as read: what its entities share.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The path from the site's root.
    pub path: Arc<str>,
    /// The path from its content folder: what kinds, ids and `/absolute` links go by.
    pub content_path: Arc<str>,
    /// The text.
    pub text: Arc<str>,
    /// Link and footnote definitions.
    pub definitions: Box<str>,
}

/// An entity.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// Its kind.
    pub kind: &'static Kind,
    /// Its id, a slug, unique among its kind.
    pub id: Box<str>,
    /// Its title or name, plain text.
    pub title: Box<str>,
    /// The slug of its title.
    pub slug: Box<str>,
    /// Where its title stands, for messages about the whole.
    pub place: Span,
    /// The file it was read from.
    pub source: Arc<Source>,
    /// Its fields.
    pub record: Record,
    /// What its file says, in the writer's order and words.
    pub sections: Vec<Section>,
    /// The links in its body.
    pub links: Vec<LinkUse>,
    /// Its footnotes: name and place of the definition.
    pub footnotes: Vec<(Box<str>, Span)>,
    /// The subject in whose file it stands.
    pub host: Option<Reference>,
}

/// A section: a heading or label with what stands under it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// Its heading; none for what stands before the first.
    pub heading: Option<Heading>,
    /// The fields it was understood as; none for a section of the writer's own.
    pub fields: Vec<&'static str>,
    /// What stands under it.
    pub contents: Vec<Content>,
    /// The record of the staged field it belongs to.
    pub stage: Option<usize>,
}

/// A heading, or a bold label that serves as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    /// Its text as inline Markdown.
    pub text: Box<str>,
    /// 1 to 6 as written; a label is one below the heading it stands under.
    pub level: u8,
    /// Its fragment on the page.
    pub anchor: Box<str>,
    /// Where.
    pub span: Span,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Markdown, taken as it is.
    Prose(Span),
    /// Items `from..to` of a field (of the section's stage, if it has one).
    Items {
        /// The field.
        field: &'static str,
        /// The first item.
        from: usize,
        /// One past the last.
        to: usize,
        /// Numbered.
        ordered: bool,
    },
    /// Labels with their texts.
    Pairs(Vec<Pair>),
}

/// A label and its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The label, inline Markdown.
    pub label: Box<str>,
    /// The field it was understood as; empty for the writer's own.
    pub field: &'static str,
    /// The text, Markdown.
    pub text: Box<str>,
}

impl Entity {
    /// The id with its kind: `persona/mara`.
    pub fn full_id(&self) -> String {
        format!("{}/{}", self.kind.name, self.id)
    }

    /// Whether it is a draft.
    pub fn draft(&self) -> bool {
        self.record.flag("draft")
    }

    /// The day it is to be looked at again, if it says when and how often.
    pub fn review_day(&self) -> Option<Date> {
        let reviewed = self.record.date("reviewed")?;
        let Some(Value::Duration(every)) = self.record.get("review_every") else { return None };
        reviewed.checked_add(every.0).ok()
    }

    /// The items of a field.
    pub fn items(&self, field: &str) -> &[Item] {
        self.record.items(field)
    }

    /// The language of its text, if it says one.
    pub fn language(&self) -> Option<&str> {
        self.record.text("language").map(|text| &*text.value)
    }

    /// The stages of a staged kind.
    pub fn stages(&self) -> &[Record] {
        self.kind.stages.map_or(&[], |field| self.record.records(field))
    }
}
