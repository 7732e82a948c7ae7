//! From the shape of a field to the JSON values that the decoder takes for it.

use serde_json::{Map, Value, json};

use crate::rules;
use crate::syntax::emotion;
use crate::syntax::field::{Field, ITEM, Shape};

use super::Schemas;
use super::keys::{escaped, spellings};

/// A number in quotation marks or with a per cent sign.
const NUMBER: &str = r"^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*%?\s*$";
const WHOLE: &str = r"^\s*[+-]?\d+(?:\.0*)?(?:[eE]\+?\d+)?\s*%?\s*$";
const COUNT: &str = r"^\s*\+?\d+\s*(?:/|\sof\s)\s*\+?\d+\s*$";
const DURATION: &str = r"^\s*\+?0*(?:\d{1,3}|1[01]\d\d|1200)\s+(?:day|week|month|year)s*\s*$";
/// The days of the calendar, but for the 29th of February in years that have none.
const DAY: &str = "(?:[1-9]\\d{3}|0[1-9]\\d{2}|00[1-9]\\d|000[1-9])-\
    (?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2\\d))";

impl Schemas {
    /// A mapping of fields, in which other keys may stand: defined under a name, and referred to.
    pub(super) fn define(&self, name: &str, fields: &'static [Field], defs: &mut Map<String, Value>) -> Value {
        if !defs.contains_key(name) {
            // The place is taken first: what is inside may refer to it.
            defs.insert(name.into(), Value::Null);
            let record = self.record(name, fields, defs);
            defs.insert(name.into(), record);
        }
        shared(name)
    }

    fn record(&self, name: &str, fields: &'static [Field], defs: &mut Map<String, Value>) -> Value {
        let properties: Map<String, Value> =
            fields.iter().map(|field| (field.name.to_owned(), self.property(field, defs))).collect();
        let spelled = spellings(fields, &self.names, &self.labels).into_iter();
        let same = |field: &str| json!({ "$ref": format!("#/$defs/{name}/properties/{field}") });
        let patterns: Map<String, Value> = spelled.map(|(field, pattern)| (pattern, same(field))).collect();
        json!({ "type": "object", "properties": properties, "patternProperties": patterns })
    }

    /// The same, with what must be there.
    fn complete(&self, name: &str, fields: &'static [Field], defs: &mut Map<String, Value>) -> Value {
        let required = fields.iter().filter(|field| field.required).map(|field| self.required(field, fields));
        let all: Vec<Value> = std::iter::once(self.define(name, fields, defs)).chain(required).collect();
        json!({ "allOf": all })
    }

    /// A field that must be there, under whatever name.
    fn required(&self, field: &'static Field, fields: &'static [Field]) -> Value {
        let named = json!({ "required": [field.name] });
        let mut labels: Vec<String> = vec![field.words()];
        labels.extend(
            self.labels
                .iter()
                .filter(|label| self.names.find(label, fields).iter().any(|f| f.name == field.name))
                .cloned(),
        );
        // More generous than the table of names: "1. Name" is a name as well.
        let labels: Vec<String> = labels.iter().map(|label| any_case(label)).collect();
        let mentioned = format!("(?:{})", labels.join("|"));
        json!({ "anyOf": [named, { "not": { "propertyNames": { "not": { "pattern": mentioned } } } }] })
    }

    fn property(&self, field: &'static Field, defs: &mut Map<String, Value>) -> Value {
        let expected = field.shape.expected();
        let described = match field.shape {
            Shape::Text | Shape::Prose | Shape::Any | Shape::Items | Shape::Record(_) | Shape::Records(_) => {
                field.doc.to_owned()
            }
            Shape::Ref(kinds) if !kinds.is_empty() => format!("{} (the id of one {})", field.doc, kinds.join(" or ")),
            Shape::Refs(kinds) if !kinds.is_empty() => format!("{} (ids: {})", field.doc, kinds.join(", ")),
            _ => format!("{} ({expected})", field.doc),
        };
        let mut property = Map::from_iter([("description".to_owned(), described.into())]);
        let shape = if field.name == "allow" { shared("allow") } else { self.shape(field, defs) };
        if let Value::Object(shape) = shape {
            property.extend(shape);
        }
        property.into()
    }

    /// What the decoder takes for a shape. Nothing at all is always taken.
    fn shape(&self, field: &'static Field, defs: &mut Map<String, Value>) -> Value {
        match field.shape {
            Shape::Text | Shape::Prose => any_of([shared("text"), null()]),
            Shape::Items => any_of([shared("items"), null()]),
            Shape::Ref(_) => any_of([shared("reference"), null()]),
            Shape::Refs(_) | Shape::Words => any_of([shared("words"), null()]),
            Shape::RefOrNo(_) => any_of([shared("scalar"), null()]),
            Shape::Date => any_of([shared("date"), null()]),
            Shape::Duration => json!({ "type": ["string", "null"], "pattern": DURATION }),
            Shape::Number(low, high) => number("number", low, high, NUMBER),
            Shape::Whole(low, high) => number("integer", low as f64, high as f64, WHOLE),
            Shape::Count => json!({ "type": ["string", "null"], "pattern": COUNT }),
            Shape::Flag => {
                json!({ "enum": [true, false, "true", "yes", "on", "false", "no", "off", null] })
            }
            Shape::Choice(words) => choice(words),
            Shape::Emotion => any_of([shared("feeling"), null()]),
            Shape::Record(fields) => any_of([self.define(field.name, fields, defs), null()]),
            Shape::Records(fields) => self.records(field.name, fields, defs),
            Shape::Any => json!({}),
        }
    }

    fn records(&self, name: &str, fields: &'static [Field], defs: &mut Map<String, Value>) -> Value {
        let mut one = vec![self.complete(name, fields, defs), null()];
        // A bare text stands for a mapping with only its first field.
        if matches!(fields.first(), Some(Field { shape: Shape::Text, .. })) {
            one.push(shared("scalar"));
        }
        any_of([json!({ "type": "array", "items": any_of(one) }), shared(name), null()])
    }

    /// The shapes that schemas refer to.
    pub(super) fn shared(&self) -> Map<String, Value> {
        let mut defs = Map::new();
        let statement = self.define("statement", ITEM, &mut defs);
        let complete = self.complete("statement", ITEM, &mut defs);
        let feeling = self.define("scored", emotion::FIELDS, &mut defs);
        let shapes = json!({
            "allow": allow(),
            "scalar": { "type": ["string", "number", "boolean"] },
            "text": any_of([
                shared("scalar"),
                json!({ "type": "array", "items": shared("scalar") }),
                json!({ "type": "array", "minItems": 1, "maxItems": 1, "items": shared("text") }),
            ]),
            "reference": any_of([
                shared("scalar"),
                json!({ "type": "array", "minItems": 1, "maxItems": 1, "items": shared("reference") }),
            ]),
            "words": any_of([
                shared("scalar"),
                json!({ "type": "array", "items": any_of([
                    shared("scalar"),
                    null(),
                    json!({ "type": "array", "items": shared("scalar") }),
                ]) }),
            ]),
            "date": any_of([
                json!({ "type": "string", "format": "date", "pattern": format!(r"^\s*{DAY}\s*$") }),
                json!({ "type": "string", "pattern": format!(r"^\s*{DAY}[T ]") }),
            ]),
            "items": any_of([
                shared("scalar"),
                json!({ "type": "array", "items": any_of([shared("item"), null()]) }),
                // Without a list only `text` tells a statement from other mappings.
                json!({ "allOf": [statement, { "required": ["text"] }] }),
            ]),
            "item": any_of([
                shared("scalar"),
                complete,
                // `- Label: text` is a text with a colon in it.
                json!({
                    "type": "object", "minProperties": 1, "maxProperties": 1,
                    "properties": { "text": false },
                    "additionalProperties": { "type": ["string", "number", "boolean", "null"] },
                }),
                json!({ "type": "array", "minItems": 1, "maxItems": 1, "items": any_of([shared("item"), null()]) }),
            ]),
            "feeling": any_of([
                json!({ "type": "integer", "minimum": -2, "maximum": 2 }),
                json!({ "type": "string", "not": { "pattern": NUMBER.replace("%?\\s*", "") } }),
                json!({ "type": "string", "pattern": r"^\s*[+-]?[0-2](?:\.0*)?\s*$" }),
                json!({ "type": "boolean" }),
                feeling,
            ]),
        });
        if let Value::Object(shapes) = shapes {
            defs.extend(shapes);
        }
        defs
    }
}

/// Rules that do not apply, each with its reason; a bare name gives none, which is a matter of the checker.
fn allow() -> Value {
    let ids: Vec<&str> = rules::ALL.iter().map(|rule| rule.id).collect();
    let name = json!({ "enum": ids });
    any_of([
        json!({ "type": "object", "propertyNames": name }),
        json!({ "type": "array", "items": name }),
        name,
        null(),
    ])
}

/// A mapping with free keys.
pub(super) fn mapping(values: Value) -> Value {
    json!({ "type": ["object", "null"], "additionalProperties": values })
}

fn number(name: &str, low: f64, high: f64, pattern: &str) -> Value {
    let mut number = Map::from_iter([("type".to_owned(), Value::from(name))]);
    let bound = |bound: f64| if bound.fract() == 0.0 { json!(bound as i64) } else { json!(bound) };
    if low.is_finite() {
        number.insert("minimum".into(), bound(low));
    }
    if high.is_finite() && high < i64::MAX as f64 {
        number.insert("maximum".into(), bound(high));
    }
    any_of([number.into(), json!({ "type": "string", "pattern": pattern }), null()])
}

/// The words of a choice; in capitals or with spaces they are the same.
fn choice(words: &[&str]) -> Value {
    let spelled: Vec<String> = words.iter().map(|word| any_case(word)).collect();
    let pattern = format!(r"^\s*(?:{})\s*$", spelled.join("|"));
    any_of([json!({ "enum": words }), json!({ "type": "string", "pattern": pattern }), null()])
}

/// A pattern for a text in lower case, in capitals and anything between, with any separator.
fn any_case(text: &str) -> String {
    let one = |c: char| match c {
        ' ' | '_' | '-' => "[ _-]".to_owned(),
        c if c.is_ascii_alphabetic() => format!("[{}{}]", c.to_ascii_uppercase(), c.to_ascii_lowercase()),
        c => escaped(&c.to_string()),
    };
    text.chars().map(one).collect()
}

fn any_of(all: impl IntoIterator<Item = Value>) -> Value {
    json!({ "anyOf": all.into_iter().collect::<Vec<_>>() })
}

fn null() -> Value {
    json!({ "type": "null" })
}

/// A reference to a definition.
pub(super) fn shared(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}
