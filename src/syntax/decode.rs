//! From YAML nodes to values, by declaration: collects every mistake, never stops at the first.

use std::sync::Arc;

use super::field::{Field, ITEM, Shape};
use super::names::Names;
use super::value::{Emotion, Item, Record, Reference, Text, Value};
use super::yaml::{Data, Entry, Node};
use super::{date, emotion, html, markdown};
use crate::diagnostic::Diagnostic;
use crate::text::{Span, Spanned};

/// Keys that other site generators give meaning to. In a folder taken over from one they are nobody's misspelling.
const FOREIGN: &[&str] = &[
    "layout",
    "permalink",
    "slug",
    "url",
    "weight",
    "order",
    "nav_order",
    "categories",
    "category",
    "sidebar",
    "sidenav",
    "menu",
    "parent",
    "excerpt",
    "search",
    "toc",
    "published",
    "linktitle",
    "authors",
    "lastmod",
];

/// How a heading or key was understood, for `instep list --read`.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The label as written.
    pub label: String,
    /// Where.
    pub span: Span,
    /// The fields it went to; empty when it was kept as a section of its own.
    pub fields: Vec<&'static str>,
    /// In which form it was written: "key", "heading", "label" …
    pub form: &'static str,
}

/// Everything a decoder needs to know and everything it finds.
pub struct Decoder<'a> {
    /// The file being read.
    pub path: &'a Arc<str>,
    /// Its whole text.
    pub source: &'a str,
    /// Which label means which field.
    pub names: &'a Names,
    /// The mistakes found.
    pub diagnostics: Vec<Diagnostic>,
    /// How labels were understood.
    pub readings: Vec<Reading>,
    /// Fields that are there but wrong: the place of their record, their name.
    failed: Vec<(Span, &'static str)>,
}

impl<'a> Decoder<'a> {
    /// A decoder for one file.
    pub fn new(path: &'a Arc<str>, source: &'a str, names: &'a Names) -> Self {
        Decoder { path, source, names, diagnostics: Vec::new(), readings: Vec::new(), failed: Vec::new() }
    }

    /// Reports a mistake as an error.
    pub fn error(&mut self, rule: &'static str, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.push(Diagnostic::error(rule, self.path, span, message))
    }

    fn push(&mut self, diagnostic: Diagnostic) -> &mut Diagnostic {
        self.diagnostics.push(diagnostic);
        let last = self.diagnostics.len() - 1;
        &mut self.diagnostics[last]
    }

    /// Decodes a mapping; unknown keys are kept in `extra`.
    pub fn record(&mut self, node: &Node, fields: &'static [Field]) -> Record {
        let mut record = Record { span: node.span, ..Record::default() };
        match &node.data {
            Data::Map(entries) => entries.iter().for_each(|entry| self.entry(entry, fields, &mut record)),
            Data::Null => {}
            _ => self.wrong_type("this", Shape::Record(fields), node),
        }
        record
    }

    fn entry(&mut self, entry: &Entry, fields: &'static [Field], record: &mut Record) {
        let found = self.names.find(&entry.key.value.replace(['_', '-'], " "), fields);
        let Some(field) = found.first().copied() else {
            self.unknown_key(entry, fields);
            record.extra.push(unwrapped(entry));
            return;
        };
        self.readings.push(Reading {
            label: entry.key.value.to_string(),
            span: entry.key.span,
            fields: vec![field.name],
            form: "key",
        });
        self.check_empty(field, entry);
        // A second key for the same field is another name for it: what it holds is kept, not dropped.
        let value = self.value(field, &entry.value);
        if value.is_none() && !matches!(entry.value.data, Data::Null) {
            self.failed.push((record.span, field.name));
        }
        if let Some(value) = value {
            match (record.get(field.name), &value) {
                (None, _) | (_, Value::Items(_) | Value::Refs(_) | Value::Words(_) | Value::Records(_)) => {
                    record.add(field.name, value);
                }
                _ => record.extra.push(unwrapped(entry)),
            }
        }
    }

    /// A field of statements without one is a gap in what is known.
    fn check_empty(&mut self, field: &'static Field, entry: &Entry) {
        let empty = match &entry.value.data {
            Data::Null => true,
            Data::List(nodes) => nodes.is_empty(),
            _ => false,
        };
        if empty && matches!(field.shape, Shape::Items) {
            let message = format!("nothing stands under `{}`", entry.key.value);
            let finding = Diagnostic::hint("empty-section", self.path, entry.key.span, message);
            self.diagnostics.push(finding.help("write what is known, or ask; until then it is a gap"));
        }
    }

    /// A key that is almost a known one is a mistake; any other is the writer's own and is shown as written.
    fn unknown_key(&mut self, entry: &Entry, fields: &'static [Field]) {
        self.readings.push(Reading {
            label: entry.key.value.to_string(),
            span: entry.key.span,
            fields: Vec::new(),
            form: "key",
        });
        let written = entry.key.value.replace('-', "_");
        if FOREIGN.contains(&&*written.to_lowercase()) {
            return;
        }
        let near = crate::diagnostic::nearest(&written, fields.iter().map(|field| field.name));
        if let Some(near) = near.filter(|near| near.len() > 3) {
            let message = format!("there is no field `{}`", entry.key.value);
            let span = entry.key.span;
            let finding = Diagnostic::error("unknown-key", self.path, span, message)
                .label("unknown field")
                .help(format!("did you mean `{near}`? A field of your own goes under `extra:`"))
                .fix(span, near);
            self.diagnostics.push(finding);
        }
    }

    /// Decodes a value; `None` when it is absent or wrong (and reported).
    pub fn value(&mut self, field: &'static Field, node: &Node) -> Option<Value> {
        if matches!(node.data, Data::Null) {
            return None;
        }
        match field.shape {
            Shape::Any => Some(Value::Any(node.clone())),
            Shape::Items => Some(Value::Items(self.items(field, node))),
            Shape::Refs(_) => Some(Value::Refs(self.texts(field, node))),
            Shape::Words => Some(Value::Words(self.texts(field, node))),
            Shape::Record(fields) => self.mapping(field, node).map(|()| Value::Record(self.record(node, fields))),
            Shape::Records(fields) => Some(Value::Records(self.records(field, node, fields))),
            Shape::Emotion => self.emotion(field, node).map(Value::Emotion),
            _ => self.scalar(field, node),
        }
    }

    fn mapping(&mut self, field: &'static Field, node: &Node) -> Option<()> {
        if matches!(node.data, Data::Map(_)) {
            return Some(());
        }
        self.wrong_type(field.name, field.shape, node);
        None
    }

    fn scalar(&mut self, field: &'static Field, node: &Node) -> Option<Value> {
        let Some(text) = self.text_of(field, node) else {
            self.wrong_type(field.name, field.shape, node);
            return None;
        };
        let value = parse_scalar(field.shape, &text);
        if let Err(reason) = &value {
            let (rule, help) = match field.shape {
                Shape::Number(..) | Shape::Whole(..) if is_number(&text.value) => {
                    ("out-of-range", format!("expected {}", field.shape.expected()))
                }
                Shape::Date => ("invalid-date", "write dates as 2026-11-09".to_owned()),
                _ => ("invalid-value", format!("expected {}", field.shape.expected())),
            };
            let message = format!("`{}` {reason}", field.name);
            let mut finding = Diagnostic::error(rule, self.path, text.span, message).help(help);
            if let Shape::Choice(words) = field.shape {
                finding = finding.did_you_mean(&text.value, words.iter().copied());
            }
            self.diagnostics.push(finding);
        }
        value.ok()
    }

    /// The text of a node: a scalar, or a list of one scalar for a field that takes one.
    fn text_of(&mut self, field: &'static Field, node: &Node) -> Option<Text> {
        match &node.data {
            Data::Scalar(scalar) => Some(Spanned::new(scalar.text.clone(), node.span)),
            Data::List(nodes) if matches!(field.shape, Shape::Text | Shape::Prose | Shape::Ref(_)) => {
                match nodes.as_slice() {
                    [one] => self.text_of(field, one),
                    _ => match field.shape {
                        // Several roles on one line; paragraphs below each other.
                        Shape::Text => joined(nodes, ", ", node.span),
                        Shape::Prose => joined(nodes, "\n\n", node.span),
                        _ => None,
                    },
                }
            }
            _ => None,
        }
    }

    /// References or words: a list, or one text for a list of one.
    fn texts(&mut self, field: &'static Field, node: &Node) -> Vec<Text> {
        let mut found = Vec::new();
        match &node.data {
            Data::Scalar(_) => self.push_text(field, node, &mut found),
            Data::List(nodes) => nodes.iter().for_each(|node| self.push_text(field, node, &mut found)),
            _ => self.wrong_type(field.name, field.shape, node),
        }
        found
    }

    fn push_text(&mut self, field: &'static Field, node: &Node, found: &mut Vec<Text>) {
        match &node.data {
            Data::Scalar(scalar) => found.push(reference(&scalar.text, node.span)),
            // `from: [[int-04]]` reads as a list in a list, and `[int-04, [[int-05]]]` as one in a list in a list.
            Data::List(inner) => inner.iter().for_each(|node| match bracketed(node) {
                Some((text, span)) => found.push(reference(text, span)),
                None => self.wrong_type(field.name, field.shape, node),
            }),
            Data::Null => {}
            Data::Map(_) => self.wrong_type(field.name, field.shape, node),
        }
    }

    fn records(&mut self, field: &'static Field, node: &Node, fields: &'static [Field]) -> Vec<Record> {
        match &node.data {
            Data::List(nodes) => nodes
                .iter()
                .filter(|node| !matches!(node.data, Data::Null))
                .map(|node| self.record_or_name(node, fields))
                .collect(),
            Data::Map(_) => vec![self.record(node, fields)],
            _ => {
                self.wrong_type(field.name, field.shape, node);
                Vec::new()
            }
        }
    }

    /// A mapping, or a bare text that stands for a mapping with only its first field.
    fn record_or_name(&mut self, node: &Node, fields: &'static [Field]) -> Record {
        match (&node.data, fields.first()) {
            (Data::Scalar(scalar), Some(first)) if matches!(first.shape, Shape::Text) => Record {
                values: vec![(first.name, Value::Text(Spanned::new(scalar.text.clone(), node.span)))],
                span: node.span,
                ..Record::default()
            },
            _ => {
                let record = self.record(node, fields);
                self.require(&record, fields, node.span);
                record
            }
        }
    }

    fn items(&mut self, field: &'static Field, node: &Node) -> Vec<Item> {
        match &node.data {
            Data::Scalar(scalar) => {
                self.check_hyphen(&scalar.text, node.span);
                vec![self.item(&scalar.text, node.span)]
            }
            Data::List(nodes) => nodes.iter().filter_map(|node| self.item_node(field, node)).collect(),
            Data::Map(_) if node.get("text").is_some() => self.item_node(field, node).into_iter().collect(),
            _ => {
                self.wrong_type(field.name, field.shape, node);
                Vec::new()
            }
        }
    }

    /// `-item` is a text for YAML, but hardly ever for the writer.
    fn check_hyphen(&mut self, text: &str, span: Span) {
        let mut chars = text.chars();
        if chars.next() == Some('-') && chars.next().is_some_and(char::is_alphabetic) {
            let message = "this is read as one text, not as a list";
            let finding = Diagnostic::warning("list-item", self.path, span, message);
            self.diagnostics.push(finding.help("write a space after each hyphen: `- item`"));
        }
    }

    fn item_node(&mut self, field: &'static Field, node: &Node) -> Option<Item> {
        match &node.data {
            Data::Scalar(scalar) => Some(self.item(&scalar.text, node.span)),
            Data::Null => None,
            Data::Map(entries) => match entries.as_slice() {
                // `- item: text` is a common wrapper, and `- Label: text` a text with a colon in it.
                [one] if &*one.key.value != "text" => self.wrapped(field, one),
                _ => Some(self.item_record(node)),
            },
            Data::List(inner) => match inner.as_slice() {
                [one] => self.item_node(field, one),
                _ => {
                    self.wrong_type(field.name, field.shape, node);
                    None
                }
            },
        }
    }

    fn wrapped(&mut self, field: &'static Field, entry: &Entry) -> Option<Item> {
        match &entry.value.data {
            Data::Scalar(scalar) if &*entry.key.value == "item" => Some(self.item(&scalar.text, entry.value.span)),
            Data::Scalar(_) => {
                let span = Span { start: entry.key.span.start, end: entry.value.span.end };
                let text = span.of(self.source).to_owned();
                Some(self.item(&text, span))
            }
            Data::Null => Some(self.item(&entry.key.value, entry.key.span)),
            _ => {
                self.wrong_type(field.name, field.shape, &entry.value);
                None
            }
        }
    }

    fn item_record(&mut self, node: &Node) -> Item {
        let record = self.record(node, ITEM);
        let Some(text) = record.text("text").cloned() else {
            self.error("missing-field", node.span, "this item has no `text`").help =
                Some("write the statement as `text: …`".into());
            return Item::default();
        };
        let mut item = self.item(&text.value, text.span);
        item.details = Some(Box::new(record));
        item
    }

    /// An item from inline Markdown.
    pub fn item(&mut self, text: &str, span: Span) -> Item {
        Item {
            text: text.trim().into(),
            plain: html::plain(text).into(),
            span,
            links: markdown::wiki_links(text, span, self.source),
            ..Item::default()
        }
    }

    fn emotion(&mut self, field: &'static Field, node: &Node) -> Option<Emotion> {
        match &node.data {
            Data::Scalar(scalar) => self.emotion_text(field, &scalar.text, node.span),
            Data::Map(_) => {
                let record = self.record(node, emotion::FIELDS);
                let scores = record.number("score").map(|score| score as i8).into_iter().collect();
                let word = record.str("word").into();
                let from = record.refs("from").to_vec();
                Some(Emotion { scores, word, from, span: node.span })
            }
            _ => {
                self.wrong_type(field.name, field.shape, node);
                None
            }
        }
    }

    fn emotion_text(&mut self, field: &'static Field, text: &str, span: Span) -> Option<Emotion> {
        if let Ok(number) = text.trim().parse::<f64>() {
            if number.fract() == 0.0 && (-2.0..=2.0).contains(&number) {
                return Some(Emotion { scores: vec![number as i8], span, ..Emotion::default() });
            }
            let message = format!("`{}` is {}, outside of -2 to 2", field.name, text.trim());
            self.error("out-of-range", span, message).help =
                Some("write a whole number: -2 at a loss, -1 strained, 0 neither, 1 good, 2 delighted".into());
            return None;
        }
        Some(self.feeling(text, span))
    }

    /// A feeling from text, with the evidence it names.
    pub fn feeling(&self, text: &str, span: Span) -> Emotion {
        Emotion { from: markdown::wiki_links(text, span, self.source), ..emotion::read(text, span) }
    }

    fn wrong_type(&mut self, name: &str, shape: Shape, node: &Node) {
        let message = format!("`{name}` should be {}, but this is {}", shape.expected(), node.kind_word());
        let help = match shape {
            Shape::Items | Shape::Words | Shape::Refs(_) => {
                Some(format!("write a list:\n{name}:\n  - one\n  - another"))
            }
            _ => None,
        };
        self.error("wrong-type", node.span, message).help = help;
    }

    /// Reports required fields that are missing, at `place`.
    pub fn require(&mut self, record: &Record, fields: &'static [Field], place: Span) {
        for field in fields.iter().filter(|field| field.required && record.get(field.name).is_none()) {
            // What is there but wrong was reported already.
            let wrong = self.failed.contains(&(record.span, field.name));
            if !wrong {
                self.error("missing-field", place, format!("`{}` is missing", field.name)).help =
                    Some(format!("add `{}:` ({}; expected {})", field.name, field.doc, field.shape.expected()));
            }
        }
    }
}

/// An entry whose list wraps each of its items, `- item: text`, without the wrappers.
fn unwrapped(entry: &Entry) -> Entry {
    let inner = |node: &Node| match &node.data {
        Data::Map(entries) => match entries.as_slice() {
            [one] if &*one.key.value == "item" => Some(one.value.clone()),
            _ => None,
        },
        _ => None,
    };
    let mut entry = entry.clone();
    if let Data::List(nodes) = &mut entry.value.data
        && let Some(items) = nodes.iter().map(inner).collect()
    {
        *nodes = items;
    }
    entry
}

/// A text, or one in brackets that YAML took for a list: what is left of a wiki link.
fn bracketed(node: &Node) -> Option<(&str, Span)> {
    match &node.data {
        Data::Scalar(scalar) => Some((&scalar.text, node.span)),
        Data::List(nodes) => match nodes.as_slice() {
            [Node { data: Data::Scalar(scalar), span, .. }] => Some((&scalar.text, *span)),
            _ => None,
        },
        _ => None,
    }
}

/// The texts of a list as one; `None` if anything in it is no text.
fn joined(nodes: &[Node], separator: &str, span: Span) -> Option<Text> {
    let texts: Option<Vec<&str>> = nodes
        .iter()
        .map(|node| match &node.data {
            Data::Scalar(scalar) => Some(&*scalar.text),
            _ => None,
        })
        .collect();
    Some(Spanned::new(texts?.join(separator).into(), span))
}

/// A reference or word: wiki brackets around it are taken off.
fn reference(text: &str, span: Span) -> Reference {
    let trimmed = text.trim();
    let inner = trimmed.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")).unwrap_or(trimmed);
    Spanned::new(inner.into(), span)
}

/// Reads a scalar of a simple shape.
///
/// # Errors
/// What is wrong with it, in words that follow the field's name.
pub fn parse_scalar(shape: Shape, text: &Text) -> Result<Value, String> {
    let written = text.value.trim();
    match shape {
        Shape::Text | Shape::Prose => Ok(Value::Text(text.clone())),
        Shape::Ref(_) => Ok(Value::Refs(vec![reference(written, text.span)])),
        Shape::RefOrNo(_) if matches!(written, "no" | "No" | "false") => Ok(Value::No(text.span)),
        Shape::RefOrNo(_) => Ok(Value::Refs(vec![reference(written, text.span)])),
        Shape::Date => date::parse(written).map(|date| Value::Date(Spanned::new(date, text.span))),
        Shape::Duration => date::parse_duration(written).map(|span| Value::Duration(span.fieldwise())),
        Shape::Number(low, high) => number(written, low, high).map(|n| Value::Number(Spanned::new(n, text.span))),
        Shape::Whole(low, high) => {
            let value = number(written, low as f64, high as f64)?;
            if value.fract() != 0.0 {
                return Err(format!("is {written}, which is not a whole number"));
            }
            Ok(Value::Number(Spanned::new(value, text.span)))
        }
        Shape::Count => count(written).map(|(k, n)| Value::Count(k, n)),
        Shape::Flag => match written {
            "true" | "yes" | "on" => Ok(Value::Flag(true)),
            "false" | "no" | "off" => Ok(Value::Flag(false)),
            _ => Err(format!("is `{written}`, not `true` or `false`")),
        },
        Shape::Choice(words) => {
            let folded = written.to_lowercase().replace([' ', '_'], "-");
            words
                .iter()
                .find(|word| **word == folded)
                .map(|word| Value::Choice(word))
                .ok_or_else(|| format!("is `{written}`, not one of {}", words.join(", ")))
        }
        _ => Err("cannot be one text".into()),
    }
}

fn is_number(written: &str) -> bool {
    written.trim().trim_end_matches('%').trim().parse::<f64>().is_ok()
}

fn number(written: &str, low: f64, high: f64) -> Result<f64, String> {
    let value: f64 = written
        .strip_suffix('%')
        .unwrap_or(written)
        .trim()
        .parse()
        .map_err(|_| format!("is `{written}`, not a number"))?;
    if !value.is_finite() {
        return Err(format!("is `{written}`, not a number"));
    }
    if value < low || value > high {
        let bound = if value < low { format!("less than {low}") } else { format!("more than {high}") };
        return Err(format!("is {written}, {bound}"));
    }
    Ok(value)
}

fn count(written: &str) -> Result<(u32, u32), String> {
    let parts = written.split_once('/').or_else(|| written.split_once(" of "));
    let numbers = parts.and_then(|(k, n)| Some((k.trim().parse().ok()?, n.trim().parse().ok()?)));
    match numbers {
        Some((k, n)) if k <= n => Ok((k, n)),
        Some((k, n)) => Err(format!("is {k} of {n}: more than were asked")),
        None => Err(format!("is `{written}`, not how many of how many")),
    }
}
