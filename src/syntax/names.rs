//! Which label means which field: the table of names, read from data and extended by the site's own words.

use std::collections::HashMap;

use super::field::Field;
use super::label;

/// Words before a name that do not change what it means: "Major pain points", "Meine Ziele".
const QUALIFIERS: &[&str] = &[
    "main",
    "major",
    "key",
    "top",
    "primary",
    "secondary",
    "core",
    "overall",
    "my",
    "their",
    "our",
    "typical",
    "user",
    "customer",
    "current",
    "meine",
    "seine",
    "ihre",
    "seus",
    "suas",
    "principais",
    "sus",
    "ses",
    "mes",
    "detailed",
];

/// Words after a name that do not change what it means: "Quotes from research", "Needs from the platform".
const TAILS: &[&str] = &[" from ", " of ", " for ", " with ", " in ", " at "];

/// The table: normalised label → names of fields, most usual first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    fields: HashMap<String, Vec<String>>,
}

impl Names {
    /// Adds `label` as a name for `field`.
    pub fn add(&mut self, field: &str, label: &str) {
        let fields = self.fields.entry(label::normalise(label)).or_default();
        if !fields.iter().any(|known| known == field) {
            fields.push(field.to_owned());
        }
    }

    /// The fields among `fields` that `label` names: none, one, or several for a joined label ("Thinks & feels").
    ///
    /// A joined label counts only if its first part is known: "Goals and motivations" is goals and motivations,
    /// "Tools and needs" is something of its own.
    pub fn find(&self, label: &str, fields: &'static [Field]) -> Vec<&'static Field> {
        let label = label::normalise(label);
        if label.is_empty() || label.len() > 120 {
            return Vec::new();
        }
        if let Some(field) = self.one(&label, fields) {
            return vec![field];
        }
        let mut parts = label.split('+').map(str::trim);
        let Some(first) = parts.next().and_then(|part| self.one(part, fields)) else {
            return Vec::new();
        };
        let mut found = vec![first];
        for field in parts.filter_map(|part| self.one(part, fields)) {
            if !found.iter().any(|known| known.name == field.name) {
                found.push(field);
            }
        }
        found
    }

    /// Whether `label` contains a name of `field`: "Maria's empathy map" does for `empathy_map`.
    pub fn mentions(&self, field: &str, label: &str) -> bool {
        let label = label::normalise(label);
        self.fields
            .iter()
            .any(|(name, fields)| label.contains(name.as_str()) && fields.iter().any(|known| known == field))
    }

    /// The fields that any word of `label` names: for question forms such as "What do they SEE?".
    pub fn find_words(&self, label: &str, fields: &'static [Field]) -> Vec<&'static Field> {
        let found = self.find(label, fields);
        if !found.is_empty() {
            return found;
        }
        let mut found: Vec<&'static Field> = Vec::new();
        for word in label::normalise(label).split([' ', '+']).filter(|word| !word.is_empty()) {
            if let Some(field) = self.exact(word, fields)
                && !found.iter().any(|known| known.name == field.name)
            {
                found.push(field);
            }
        }
        found
    }

    fn one(&self, label: &str, fields: &'static [Field]) -> Option<&'static Field> {
        self.exact(label, fields).or_else(|| self.exact(shorten(label), fields))
    }

    /// A field's own name comes before any other field's synonym.
    fn exact(&self, label: &str, fields: &'static [Field]) -> Option<&'static Field> {
        let own = fields.iter().find(|field| field.name == label || field.words() == label);
        own.or_else(|| {
            let names = self.fields.get(label)?;
            names.iter().find_map(|name| fields.iter().find(|field| field.name == name))
        })
    }
}

fn shorten(label: &str) -> &str {
    let mut label = label;
    for tail in TAILS {
        label = label.split_once(tail).map_or(label, |(head, _)| head);
    }
    match label.split_once(' ') {
        Some((first, rest)) if QUALIFIERS.contains(&first) => rest,
        _ => label,
    }
}
