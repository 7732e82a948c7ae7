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
use crate::site::{Config, config, hanging};
use crate::syntax::names::Names;

pub use editors::{EXTENSIONS, vscode};

/// The name of the schema of the settings, beside those of the kinds.
pub const CONFIG: &str = "config";

/// The name of the schema of `wall.yaml`: what hangs where.
pub const HANGING: &str = "hanging";

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
        kinds::kinds().iter().map(|kind| kind.name).chain([CONFIG, HANGING]).collect()
    }

    /// The schema with a name.
    pub fn get(&self, name: &str) -> Option<Value> {
        let mut defs = self.shared();
        if !self.add(name, &mut defs) {
            return None;
        }
        let one = shapes::shared(name);
        let nothing = json!({ "type": "null" });
        // A file may hold a list of several; the settings are one.
        let several = json!({ "type": "array", "items": { "anyOf": [nothing, one] } });
        let body = match name {
            CONFIG => json!([one, nothing]),
            HANGING => json!([several, nothing]),
            _ => json!([one, several, nothing]),
        };
        let title = match name {
            CONFIG => "Instep: settings".to_owned(),
            HANGING => "Instep: what hangs where".to_owned(),
            _ => format!("Instep: {name}"),
        };
        Some(json!({ "$schema": DRAFT, "title": title, "anyOf": body, "$defs": defs }))
    }

    /// All schemas in one document, each below `$defs`.
    pub fn bundle(&self) -> Value {
        let mut defs = self.shared();
        for name in Schemas::all() {
            self.add(name, &mut defs);
        }
        json!({
            "$schema": DRAFT,
            "title": "Instep",
            "description": "What can be written for Instep: a schema for each kind below `$defs`, such as `#/$defs/persona`",
            "$defs": defs,
        })
    }

    /// Adds the definition of a kind, or of the settings; whether there is such.
    fn add(&self, name: &str, defs: &mut Map<String, Value>) -> bool {
        let kinds = kinds::kinds();
        let kind = kinds.iter().find(|kind| kind.name == name);
        match kind {
            Some(kind) => drop(self.define(kind.name, kind.fields, defs)),
            None if name == CONFIG => settings(defs),
            None if name == HANGING => hangings(defs),
            None => return false,
        }
        true
    }
}

/// The settings. They are read without the table of names, and what they do not know is a mistake.
fn settings(defs: &mut Map<String, Value>) {
    let plain = Schemas { names: Names::default(), labels: Vec::new() };
    plain.define(CONFIG, config::FIELDS, defs);
    let kinds: Vec<&str> = kinds::kinds().iter().map(|kind| kind.name).collect();
    for (field, shape) in [
        ("kinds", shapes::mapping(json!({ "enum": kinds }))),
        ("words", words()),
        ("rules", levels()),
        ("teams", shapes::mapping(json!({}))),
        ("segments", shapes::mapping(json!({}))),
    ] {
        let property = defs.get_mut(CONFIG).and_then(|config| config.pointer_mut(&format!("/properties/{field}")));
        if let (Some(Value::Object(property)), Value::Object(shape)) = (property, shape) {
            property.extend(shape);
        }
    }
    for name in [CONFIG, "evidence"] {
        if let Some(Value::Object(record)) = defs.get_mut(name) {
            record.insert("additionalProperties".into(), false.into());
        }
    }
}

/// A sheet that hangs somewhere. Nobody's own keys go there.
fn hangings(defs: &mut Map<String, Value>) {
    let plain = Schemas { names: Names::default(), labels: Vec::new() };
    plain.define(HANGING, hanging::FIELDS, defs);
    if let Some(Value::Object(record)) = defs.get_mut(HANGING) {
        record.insert("additionalProperties".into(), false.into());
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
