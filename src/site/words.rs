//! The words of the interface in the site's language, and how a date is written in it.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::diagnostic::Diagnostic;
use crate::syntax::yaml::{self, Data, Entry};

/// The words: dotted key → text, with `{name}` to be filled in.
#[derive(Clone, Debug, Default)]
pub struct Words {
    texts: HashMap<String, String>,
}

impl Words {
    /// Reads a file of words on top of these; what is wrong is reported.
    pub fn read(&mut self, path: &str, text: &str) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for node in yaml::parse(text, 0, &path.into(), &mut found) {
            self.add("", node.entries());
        }
        found
    }

    fn add(&mut self, prefix: &str, entries: &[Entry]) {
        for entry in entries {
            let key = match prefix {
                "" => entry.key.value.to_string(),
                prefix => format!("{prefix}.{}", entry.key.value),
            };
            match &entry.value.data {
                Data::Scalar(text) => {
                    self.texts.insert(key, text.text.to_string());
                }
                Data::Map(inner) => self.add(&key, inner),
                _ => {}
            }
        }
    }

    /// The text of a key; for a count, its form for one or for other numbers.
    pub fn get(&self, key: &str, n: Option<f64>) -> Option<&str> {
        let form = n.map(|n| format!("{key}.{}", if n == 1.0 { "one" } else { "other" }));
        form.and_then(|form| self.texts.get(&form))
            .or_else(|| self.texts.get(key))
            .or_else(|| self.texts.get(&format!("{key}.other")))
            .map(String::as_str)
    }

    /// The text of a key, or `default`.
    pub fn or<'w>(&'w self, key: &str, default: &'w str) -> &'w str {
        self.get(key, None).unwrap_or(default)
    }

    /// A date in full: 9 October 2026.
    pub fn date(&self, date: Date) -> String {
        self.fill_date("date.text", "{day} {month} {year}", date)
    }

    /// A date in short, without the year: 9 Oct.
    pub fn short_date(&self, date: Date) -> String {
        self.fill_date("date.short", "{day} {mon}", date)
    }

    /// The month of a date: October 2026.
    pub fn month(&self, date: Date) -> String {
        self.fill_date("date.month", "{month} {year}", date)
    }

    /// The month of a date in short: Oct.
    pub fn short_month(&self, date: Date) -> String {
        self.fill_date("date.short_month", "{mon}", date)
    }

    fn fill_date(&self, key: &str, default: &str, date: Date) -> String {
        let month = date.month().to_string();
        let name = |kind: &str| self.get(&format!("{kind}.{month}"), None).unwrap_or(&month).to_owned();
        self.or(key, default)
            .replace("{day}", &date.day().to_string())
            .replace("{month}", &name("months"))
            .replace("{mon}", &name("months_short"))
            .replace("{year}", &date.year().to_string())
    }
}
