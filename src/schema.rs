//! JSON Schema of what can be written, for editors: made from the declarations that decode, so that the two agree.
//!
//! The draft is 2020-12; only what draft 7 has as well is used, because many editors stop there. A schema is as
//! generous as the decoder: keys that no field is known by are the writer's own, and a field may be spelled in any way
//! that the table of names knows. Only the settings refuse what they do not know.

mod editors;
mod keys;
mod shapes;

use serde_json::{Map, Value, json};

use crate::kinds;
use crate::rules;
use crate::site::{Config, Kind, config};
use crate::syntax::names::Names;

pub use editors::{EXTENSIONS, vscode};

/// The name of the schema of the settings, beside those of the kinds.
pub const CONFIG: &str = "config";

/// The folder of a site that holds its schemas.
pub const FOLDER: &str = ".instep/schemas";

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Makes the schemas of a site: its own words for fields are part of them.
pub struct Schemas {
    names: Names,
    /// Every label that the table of names has.
    labels: Vec<String>,
}

impl Schemas {
    /// The schemas of a site with these settings.
    pub fn new(config: &Config) -> Schemas {
        let built_in = kinds::labels().into_iter().map(|(_, label)| label);
        let labels = built_in.chain(config.words.iter().map(|(_, label)| label.clone())).collect();
        Schemas { names: kinds::names(config), labels }
    }

    /// Every name that a schema can be asked for by: the kinds, and the settings.
    pub fn all() -> Vec<&'static str> {
        kinds::kinds().iter().map(|kind| kind.name).chain([CONFIG]).collect()
    }

    /// The schema with a name.
    pub fn get(&self, name: &str) -> Option<Value> {
        let (title, body) = self.body(name)?;
        let mut schema = Map::new();
        schema.insert("$schema".into(), DRAFT.into());
        schema.insert("title".into(), title.into());
        schema.extend(body);
        schema.insert("$defs".into(), self.shared().into());
        Some(schema.into())
    }

    /// All schemas in one document, each below `$defs`.
    pub fn bundle(&self) -> Value {
        let mut definitions = self.shared();
        for name in Schemas::all() {
            if let Some((title, body)) = self.body(name) {
                let mut schema = Map::from_iter([("title".to_owned(), Value::from(title))]);
                schema.extend(body);
                definitions.insert(name.into(), schema.into());
            }
        }
        json!({
            "$schema": DRAFT,
            "title": "Instep",
            "description": "What can be written for Instep: a schema for each kind below `$defs`, such as `#/$defs/persona`",
            "$defs": definitions,
        })
    }

    fn body(&self, name: &str) -> Option<(String, Map<String, Value>)> {
        if name == CONFIG {
            return Some(("Settings of Instep".into(), self.settings()));
        }
        let kind = *kinds::kinds().iter().find(|kind| kind.name == name)?;
        Some((format!("Instep: {name}"), self.kind(kind)))
    }

    /// One of a kind, or a list of several.
    fn kind(&self, kind: &Kind) -> Map<String, Value> {
        let one = self.record(kind.fields);
        let nothing = json!({ "type": "null" });
        let several = json!({ "type": "array", "items": { "anyOf": [nothing, one] } });
        Map::from_iter([("anyOf".to_owned(), json!([one, several, nothing]))])
    }

    /// The settings. They are read without the table of names, and what they do not know is a mistake.
    fn settings(&self) -> Map<String, Value> {
        let own = Schemas { names: Names::default(), labels: Vec::new() };
        let mut schema = own.record(config::FIELDS);
        let set = |schema: &mut Value, field: &str, shape: Value| {
            if let (Some(Value::Object(property)), Value::Object(shape)) =
                (schema.pointer_mut(&format!("/properties/{field}")), shape)
            {
                property.extend(shape);
            }
        };
        set(
            &mut schema,
            "kinds",
            shapes::mapping(json!({ "enum": kinds::kinds().iter().map(|kind| kind.name).collect::<Vec<_>>() })),
        );
        set(&mut schema, "words", words());
        set(&mut schema, "rules", levels());
        set(&mut schema, "teams", shapes::mapping(json!({})));
        set(&mut schema, "segments", shapes::mapping(json!({})));
        if let Some(Value::Object(evidence)) = schema.pointer_mut("/properties/evidence/anyOf/0") {
            evidence.insert("additionalProperties".into(), false.into());
        }
        match schema {
            Value::Object(mut schema) => {
                schema.insert("additionalProperties".into(), false.into());
                schema
            }
            _ => Map::new(),
        }
    }
}

/// More names for fields: the field, then its labels.
fn words() -> Value {
    let mut fields: Vec<&str> = kinds::kinds().iter().flat_map(|kind| kind.fields).map(|field| field.name).collect();
    fields.sort_unstable();
    fields.dedup();
    let spelled = fields.iter().flat_map(|field| [(*field).to_owned(), field.replace('_', "-")]);
    let mut spelled: Vec<String> = spelled.collect();
    spelled.dedup();
    json!({ "type": ["object", "null"], "propertyNames": { "enum": spelled } })
}

/// Levels of rules.
fn levels() -> Value {
    let level = json!({ "enum": ["off", "hint", "warning", "error", "warn", "false", "no", false] });
    let rules = rules::ALL.iter().map(|rule| (rule.id.to_owned(), level.clone()));
    json!({ "type": ["object", "null"], "properties": Map::from_iter(rules), "additionalProperties": false })
}
