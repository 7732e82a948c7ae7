//! Typed fields and the writer's own keys, ready to print.

use super::*;
use crate::syntax::yaml::Entry;

impl<'a> Cx<'a> {
    /// The name of a field as the interface says it.
    pub fn field_label(&self, field: &str) -> String {
        let words = self.words();
        let known = words.get(&format!("field.{field}"), None).or_else(|| words.get(&format!("part.{field}"), None));
        known.map_or_else(|| label::capitalise(&field.replace('_', " ")), str::to_owned)
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

    pub(super) fn in_body(&self, entity: &Entity, field: &str) -> bool {
        entity.sections.iter().any(|section| {
            section.fields.contains(&field)
                || section.contents.iter().any(
                    |content| matches!(content, Content::Pairs(pairs) if pairs.iter().any(|pair| pair.field == field)),
                )
        })
    }

    pub(super) fn extra(&self, record: &Record) -> Vec<FactView> {
        let own = record.extra.iter();
        let under_extra = match record.get("extra") {
            Some(Value::Any(node)) => node.entries(),
            _ => &[],
        };
        own.chain(under_extra)
            .filter(|entry| !matches!(entry.value.data, Data::Null))
            .map(|entry| FactView {
                label: label::capitalise(&entry.key.value.replace(['_', '-'], " ")),
                html: self.node_html(&entry.value),
            })
            .collect()
    }

    pub(super) fn value_html(&self, index: Index, field: &str, value: &Value) -> Option<String> {
        Some(match value {
            Value::Text(text) => self.text_html(index, field, &text.value),
            Value::Words(words) => {
                self.words().row(&words.iter().map(|word| html::escape(&word.value)).collect::<Vec<_>>())
            }
            Value::Date(date) => self.date_html(date.value),
            Value::Duration(span) => duration_text(span, self.words()),
            Value::Number(number) => self.words().number(number.value),
            Value::Count(k, n) => format!("{k}/{n}"),
            Value::Flag(true) => html::escape(self.words().or("yes", "Yes")),
            Value::Choice(word) => {
                html::escape(self.words().or(&format!("choice.{word}"), &label::capitalise(&word.replace('-', " "))))
            }
            Value::No(_) => html::escape(self.words().or("no", "No")),
            Value::Refs(refs) => {
                let links: Vec<String> =
                    refs.iter().map(|reference| self.reference_html(index, &reference.value)).collect();
                self.words().row(&links)
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

    pub(super) fn text_html(&self, index: Index, field: &str, text: &str) -> String {
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
    pub(super) fn image_html(&self, index: Index, written: &str) -> String {
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
            LinkTarget::Href(href) => {
                self.with_sizes(format!("<img src=\"{}\" alt=\"{}\">", html::escape(&href), html::escape(&alt)))
            }
            _ => html::escape(written),
        }
    }

    /// The address of a picture named by a field, if it lies in the site and may be shown.
    pub fn picture(&self, index: Index, written: &str) -> Option<String> {
        if written.is_empty() {
            return None;
        }
        match self.link_target(index, Link { target: written, wiki: false, image: true }) {
            LinkTarget::Href(href) if !html::is_external(&href) => Some(href),
            _ => None,
        }
    }

    pub(super) fn date_html(&self, date: Date) -> String {
        format!("<time datetime=\"{date}\">{}</time>", html::escape(&self.words().date(date)))
    }

    pub(super) fn reference_html(&self, index: Index, written: &str) -> String {
        match self.site().resolve(Some(index), written, &[]) {
            Ok(target) if !self.site().may_name(target.entity) => html::escape(&self.unnamed()),
            Ok(target) => {
                let entity = self.entity(target.entity);
                format!("<a href=\"{}\">{}</a>", html::escape(&self.target(&target)), html::escape(&entity.title))
            }
            Err(_) => html::escape(written),
        }
    }

    /// A mapping as one entry: its first text is what it is about, the rest follows.
    pub(super) fn record_html(&self, index: Index, record: &Record) -> String {
        let mut parts: Vec<String> = Vec::new();
        for (at, (name, value)) in record.values.iter().enumerate() {
            let html = match value {
                Value::Items(items) => {
                    let anchor = |item: &Item| html::escape(&self.site().claim(index, item).anchor);
                    let text = |item: &Item| match self.site().withholds(index, item) {
                        true => html::escape(&self.plain(index, item)),
                        false => self.inline_statement(index, &item.text),
                    };
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

    /// Keys of a writer's own with their values, as rows of a description list.
    pub(super) fn entries_html(&self, entries: &[Entry]) -> String {
        let row = |entry: &Entry| {
            let (label, value) = (html::escape(&entry.key.value), self.node_html(&entry.value));
            format!("<div><dt>{label}</dt><dd>{value}</dd></div>")
        };
        entries.iter().map(row).collect()
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
            Data::Map(entries) => format!("<dl>{}</dl>", self.entries_html(entries)),
        }
    }
}

fn is_address(text: &str) -> bool {
    matches!(html::scheme(text).as_deref(), Some("http" | "https")) && !text.trim().contains(char::is_whitespace)
}

fn duration_text(span: &jiff::SpanFieldwise, words: &Words) -> String {
    let span = span.0;
    let parts = [
        (i64::from(span.get_years()), "year"),
        (i64::from(span.get_months()), "month"),
        (i64::from(span.get_weeks()), "week"),
        (i64::from(span.get_days()), "day"),
    ];
    let part = |(n, unit): &(i64, &str)| {
        let text = words.get(&format!("duration.{unit}"), Some(*n as f64)).unwrap_or("{n}");
        text.replace("{n}", &n.to_string())
    };
    parts.iter().filter(|(n, _)| *n > 0).map(part).collect::<Vec<_>>().join(" ")
}
