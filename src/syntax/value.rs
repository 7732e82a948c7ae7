//! Decoded values: what a file says, field by field, with the place of each.

use jiff::civil::Date;

use super::yaml::{Entry, Node};
use crate::text::{Span, Spanned};

/// A text of inline Markdown and where it was written.
pub type Text = Spanned<Box<str>>;

/// A mention of another entity, as written: an id, `kind/id`, with an optional `#part`.
pub type Reference = Spanned<Box<str>>;

/// A value of some [`Shape`](super::field::Shape).
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text or prose.
    Text(Text),
    /// Statements.
    Items(Vec<Item>),
    /// References.
    Refs(Vec<Reference>),
    /// `no` where a reference could have stood.
    No(Span),
    /// Words.
    Words(Vec<Text>),
    /// A date.
    Date(Spanned<Date>),
    /// A length of time.
    Duration(jiff::SpanFieldwise),
    /// A number.
    Number(Spanned<f64>),
    /// `k` of `n`.
    Count(u32, u32),
    /// True or false.
    Flag(bool),
    /// One of the declared words.
    Choice(&'static str),
    /// A feeling.
    Emotion(Emotion),
    /// A mapping of declared fields.
    Record(Record),
    /// A list of them.
    Records(Vec<Record>),
    /// Anything.
    Any(Node),
}

/// A mapping of declared fields.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// The decoded fields, in the order they were written.
    pub values: Vec<(&'static str, Value)>,
    /// Keys that are not declared: kept and shown.
    pub extra: Vec<Entry>,
    /// The whole mapping.
    pub span: Span,
}

impl Record {
    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|(field, _)| *field == name).map(|(_, value)| value)
    }

    /// Adds to a field: lists grow, anything else is set only if it was not.
    pub fn add(&mut self, name: &'static str, value: Value) {
        let known = self.values.iter_mut().find(|(field, _)| *field == name);
        match (known, value) {
            (Some((_, Value::Items(items))), Value::Items(more)) => items.extend(more),
            (Some((_, Value::Refs(refs))), Value::Refs(more)) => refs.extend(more),
            (Some((_, Value::Words(words))), Value::Words(more)) => words.extend(more),
            (Some((_, Value::Records(records))), Value::Records(more)) => records.extend(more),
            (Some(_), _) => {}
            (None, value) => self.values.push((name, value)),
        }
    }

    /// A text field.
    pub fn text(&self, name: &str) -> Option<&Text> {
        match self.get(name)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A text field as a string; empty when absent.
    pub fn str(&self, name: &str) -> &str {
        self.text(name).map_or("", |text| &text.value)
    }

    /// The items of a field.
    pub fn items(&self, name: &str) -> &[Item] {
        match self.get(name) {
            Some(Value::Items(items)) => items,
            _ => &[],
        }
    }

    /// The references of a field.
    pub fn refs(&self, name: &str) -> &[Reference] {
        match self.get(name) {
            Some(Value::Refs(refs)) => refs,
            _ => &[],
        }
    }

    /// The words of a field.
    pub fn words(&self, name: &str) -> &[Text] {
        match self.get(name) {
            Some(Value::Words(words)) => words,
            _ => &[],
        }
    }

    /// A date.
    pub fn date(&self, name: &str) -> Option<Date> {
        match self.get(name)? {
            Value::Date(date) => Some(date.value),
            _ => None,
        }
    }

    /// A date and where it stands.
    pub fn dated(&self, name: &str) -> Option<&Spanned<Date>> {
        match self.get(name)? {
            Value::Date(date) => Some(date),
            _ => None,
        }
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<f64> {
        match self.get(name)? {
            Value::Number(number) => Some(number.value),
            _ => None,
        }
    }

    /// A chosen word; empty when absent.
    pub fn choice(&self, name: &str) -> &'static str {
        match self.get(name) {
            Some(Value::Choice(word)) => word,
            _ => "",
        }
    }

    /// A flag; false when absent.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Value::Flag(true)))
    }

    /// The records of a field.
    pub fn records(&self, name: &str) -> &[Record] {
        match self.get(name) {
            Some(Value::Records(records)) => records,
            _ => &[],
        }
    }

    /// Visits every item below, in the order of the fields, those of nested records included.
    pub fn each_item_mut(&mut self, visit: &mut dyn FnMut(&mut Item)) {
        for (_, value) in &mut self.values {
            match value {
                Value::Items(items) => items.iter_mut().for_each(&mut *visit),
                Value::Record(record) => record.each_item_mut(visit),
                Value::Records(records) => {
                    records.iter_mut().for_each(|record| record.each_item_mut(visit));
                }
                _ => {}
            }
        }
    }

    /// Visits every item below with the name of its field and the index of the record it stands in, if it stands in one.
    pub fn each_item<'a>(&'a self, visit: &mut dyn FnMut(&'static str, Option<usize>, &'a Item)) {
        for (field, value) in &self.values {
            match value {
                Value::Items(items) => items.iter().for_each(|item| visit(field, None, item)),
                Value::Records(records) => {
                    for (index, record) in records.iter().enumerate() {
                        record.each_item(&mut |field, _, item| visit(field, Some(index), item));
                    }
                }
                _ => {}
            }
        }
    }

    /// The item with a number, and the field it stands in.
    pub fn item(&self, number: u32) -> Option<(&'static str, &Item)> {
        self.values.iter().find_map(|(field, value)| match value {
            Value::Items(items) => items.iter().find(|item| item.number == number).map(|item| (*field, item)),
            Value::Record(record) => record.item(number),
            Value::Records(records) => records.iter().find_map(|record| record.item(number)),
            _ => None,
        })
    }

    /// The feeling of a field.
    pub fn emotion(&self, name: &str) -> Option<&Emotion> {
        match self.get(name)? {
            Value::Emotion(emotion) => Some(emotion),
            _ => None,
        }
    }

    /// One record.
    pub fn record(&self, name: &str) -> Option<&Record> {
        match self.get(name)? {
            Value::Record(record) => Some(record),
            _ => None,
        }
    }
}

/// The unit of an empathy map: one statement, and what it says it rests on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    /// Inline Markdown, as written.
    pub text: Box<str>,
    /// The same without markup and evidence.
    pub plain: Box<str>,
    /// Where the text stands in its file.
    pub span: Span,
    /// Markdown blocks nested below it, dedented; usually empty.
    pub more: Box<str>,
    /// The wiki links in its text.
    pub links: Vec<Reference>,
    /// Its number among the items of its entity, in the order they were read.
    pub number: u32,
    /// What was written as a mapping; usually nothing.
    pub details: Option<Box<Record>>,
}

impl Item {
    /// A field of the mapping form.
    pub fn detail(&self, name: &str) -> Option<&Value> {
        self.details.as_ref()?.get(name)
    }

    /// The references of a field of the mapping form.
    pub fn refs(&self, name: &str) -> &[Reference] {
        self.details.as_ref().map_or(&[], |details| details.refs(name))
    }

    /// The words of a field of the mapping form.
    pub fn words(&self, name: &str) -> &[Text] {
        self.details.as_ref().map_or(&[], |details| details.words(name))
    }
}

/// How a stage of a journey feels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Emotion {
    /// −2 … +2; two numbers where the writer gave a change ("worried → relieved"); none if only words were given.
    pub scores: Vec<i8>,
    /// The writer's own words.
    pub word: Box<str>,
    /// What it rests on.
    pub from: Vec<Reference>,
    /// Where.
    pub span: Span,
}
