//! The contract with templates: docs/templates.md names every field that a template gets, and no other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use instep::{build, render};
use serde_json::Value;

/// The fields of something, as the document has them.
#[derive(Clone, Debug, Default)]
struct Fields {
    named: BTreeMap<String, Field>,
    /// With a `…` there are others, too.
    open: bool,
}

#[derive(Clone, Debug, Default)]
struct Field {
    /// The fields it has itself, or the name of a shape.
    inner: Option<Fields>,
    shape: Option<String>,
    /// Whether it may be left out.
    optional: bool,
}

/// Reads `a, b { c, d }?, e: Shape[], f: [{ g }]`. What is put in brackets is a remark.
struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn fields(&mut self) -> Fields {
        let mut fields = Fields::default();
        loop {
            self.rest = self.rest.trim_start_matches([' ', '\n', ',']);
            if self.rest.is_empty() || self.rest.starts_with('}') {
                self.rest = self.rest.strip_prefix('}').unwrap_or("");
                return fields;
            }
            if let Some(rest) = self.rest.strip_prefix('…') {
                (self.rest, fields.open) = (rest, true);
                continue;
            }
            let name = self.word();
            assert!(!name.is_empty(), "not a list of fields: {}", self.rest);
            let field = self.field();
            fields.named.insert(name, field);
        }
    }

    /// What follows a name, up to the next.
    fn field(&mut self) -> Field {
        let mut field = Field::default();
        while let Some(c) = self.rest.chars().next() {
            match c {
                ',' | '}' => break,
                '{' => {
                    self.rest = &self.rest[1..];
                    field.inner = Some(self.fields());
                }
                'A'..='Z' => field.shape = Some(self.word()),
                c => {
                    field.optional |= c == '?';
                    self.rest = &self.rest[c.len_utf8()..];
                }
            }
        }
        field
    }

    fn word(&mut self) -> String {
        let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.to_owned()
    }
}

/// The entries of the document: what is described, and its fields.
fn documented() -> BTreeMap<String, Fields> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/templates.md")).unwrap();
    let (_, contract) = text.split_once("## What a template gets").unwrap();
    let blocks = contract.split("```").skip(1).step_by(2).filter_map(|block| block.strip_prefix("text\n"));
    let mut entries: Vec<(String, String)> = Vec::new();
    for (number, line) in blocks.enumerate().flat_map(|(number, block)| block.lines().map(move |line| (number, line))) {
        match line.split_once("  ").filter(|_| !line.starts_with(' ')) {
            // The first block is about what all pages get: `page` is a kind as well.
            Some((name, fields)) if number == 0 => entries.push((format!("every {name}"), fields.to_owned())),
            Some((names, fields)) => entries.push((names.to_owned(), fields.to_owned())),
            None => entries.last_mut().unwrap().1.push_str(&format!(" {}", line.trim())),
        }
    }
    let mut found = BTreeMap::new();
    for (names, fields) in entries {
        let fields = Reader { rest: &without_remarks(&fields) }.fields();
        found.extend(names.split(", ").map(|name| (name.to_owned(), fields.clone())));
    }
    found
}

fn without_remarks(text: &str) -> String {
    let mut depth = 0_i32;
    let keep = |c: &char| {
        depth += i32::from(*c == '(') - i32::from(*c == ')');
        depth == 0 && *c != ')'
    };
    text.chars().filter(keep).collect()
}

/// Holds a value against the fields it should have.
struct Check<'d> {
    documented: &'d BTreeMap<String, Fields>,
    wrong: BTreeSet<String>,
}

impl Check<'_> {
    fn fields(&mut self, at: &str, fields: &Fields, value: &Value) {
        let entries = match value {
            Value::Array(values) => return values.iter().for_each(|value| self.fields(at, fields, value)),
            Value::Object(entries) => entries,
            Value::Null => return,
            other => {
                self.wrong.insert(format!("{at} is not what the document says: {other}"));
                return;
            }
        };
        for (name, value) in entries {
            let Some(field) = fields.named.get(name) else {
                if !fields.open {
                    self.wrong.insert(format!("{at} has `{name}`, and the document does not say so"));
                }
                continue;
            };
            let at = format!("{at}.{name}");
            match (&field.inner, &field.shape) {
                (Some(inner), _) => self.fields(&at, inner, value),
                (None, Some(shape)) => match self.documented.get(shape) {
                    Some(fields) => self.fields(&at, fields, value),
                    None => drop(self.wrong.insert(format!("{at} is of a shape `{shape}` that nobody describes"))),
                },
                _ => {}
            }
        }
        for (name, field) in &fields.named {
            if !field.optional && !entries.contains_key(name) {
                self.wrong.insert(format!("{at} has no `{name}`, as the document says"));
            }
        }
    }
}

/// Pages of the example that come in the place of built-in ones.
const OWN_PAGES: &[&str] = &["about.md", "how-to-add-what-you-heard.md"];

/// The template, the head and the view of every page of the example without some of its files.
fn views(without: &[&str]) -> Vec<(&'static str, Value, Value)> {
    let loaded = super::example::load_without(super::example::TODAY, without);
    let pages = build::plan(&loaded, render::words("en", &render::Overrides::new()).0);
    let json = |page| {
        let (template, head, view) = pages.view(page);
        (template, serde_json::to_value(&head).unwrap(), serde_json::to_value(&view).unwrap())
    };
    pages.all().iter().map(json).collect()
}

#[test]
fn the_document_names_every_field_of_every_view() {
    let documented = documented();
    let mut check = Check { documented: &documented, wrong: BTreeSet::new() };
    let mut seen = BTreeSet::new();
    let kinds: Vec<&str> = instep::kinds::ALL.iter().map(|feature| feature.template).collect();
    let views = views(&[]).into_iter().chain(views(OWN_PAGES));
    for (template, head, view) in views {
        check.fields("page", &documented["every page"], &head);
        let name = template.trim_end_matches(".html");
        seen.insert(name.to_owned());
        let Some(fields) = documented.get(name) else {
            check.wrong.insert(format!("nobody describes the view of {template}"));
            continue;
        };
        let mut fields = fields.clone();
        if kinds.contains(&template) {
            fields.named.extend(documented["of every kind"].named.clone());
        }
        check.fields(name, &fields, &view);
    }
    assert!(check.wrong.is_empty(), "{}", check.wrong.into_iter().collect::<Vec<_>>().join("\n"));
    let shown = documented.keys().filter(|name| name.starts_with(char::is_lowercase) && !name.contains(' '));
    // The example has no map so large that its statements need pages of their own, and no source so often cited.
    let idle: Vec<&String> = shown.filter(|name| !seen.contains(*name)).collect();
    assert_eq!(idle, ["resting", "statements"], "views that no page of the example has");
}

#[test]
fn the_document_names_every_field_of_the_site() {
    let documented = documented();
    let source = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/render/mod.rs")).unwrap();
    let (_, fields) = source.split_once("struct SiteView {\n").unwrap();
    let fields = fields.split_once('}').unwrap().0;
    let names: BTreeSet<&str> = fields.lines().filter_map(|line| Some(line.trim().split_once(':')?.0)).collect();
    assert_eq!(documented["every site"].named.keys().map(String::as_str).collect::<BTreeSet<_>>(), names);
}
