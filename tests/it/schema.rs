//! The schemas against the decoder: what is read is valid, what is refused for its shape is not.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use boon::{Compiler, Schemas as Compiled};
use instep::build::{self, Cache, Input};
use instep::diagnostic::Diagnostic;
use instep::files::Files;
use instep::kinds;
use instep::rules::Scope;
use instep::schema::Schemas;
use instep::site::{Config, config};
use instep::syntax::field::{Field, ITEM, Shape};
use instep::syntax::yaml::{self, Data, Node};
use serde_json::{Value, json};

use crate::site::Site;

/// The findings that are about the shape of a value.
const SHAPES: &[&str] = &["wrong-type", "invalid-value", "invalid-date", "out-of-range", "missing-field"];

/// The schemas, ready to be asked.
struct Judge {
    compiled: Compiled,
    indices: Vec<(&'static str, boon::SchemaIndex)>,
}

impl Judge {
    fn new(config: &Config) -> Judge {
        let (schemas, mut compiled, mut compiler) = (Schemas::new(config), Compiled::new(), Compiler::new());
        let mut indices = Vec::new();
        for name in Schemas::all() {
            let place = format!("https://example.org/{name}.json");
            compiler.add_resource(&place, schemas.get(name).unwrap()).unwrap();
            indices.push((name, compiler.compile(&place, &mut compiled).unwrap()));
        }
        Judge { compiled, indices }
    }

    fn says(&self, name: &str, value: &Value) -> Result<(), String> {
        let (_, index) = self.indices.iter().find(|(known, _)| *known == name).unwrap();
        self.compiled.validate(value, *index).map_err(|error| error.to_string())
    }
}

/// YAML as a validator of JSON sees it.
fn as_json(node: &Node) -> Value {
    match &node.data {
        Data::Null => Value::Null,
        Data::Scalar(scalar) if scalar.plain => plain(&scalar.text),
        Data::Scalar(scalar) => Value::from(&*scalar.text),
        Data::List(nodes) => nodes.iter().map(as_json).collect(),
        Data::Map(entries) => {
            Value::Object(entries.iter().map(|entry| (entry.key.value.to_string(), as_json(&entry.value))).collect())
        }
    }
}

/// A plain scalar by the core schema of YAML 1.2.
fn plain(text: &str) -> Value {
    match text {
        "true" | "True" | "TRUE" => true.into(),
        "false" | "False" | "FALSE" => false.into(),
        _ if text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) => {
            let number = text.strip_prefix('+').unwrap_or(text);
            let whole = number.parse::<i64>().map(Value::from).ok();
            let digits = number.chars().all(|c| c.is_ascii_digit() || "+-.eE".contains(c));
            let float = || number.parse::<f64>().ok().filter(|_| digits).map(Value::from);
            whole.or_else(float).unwrap_or_else(|| text.into())
        }
        _ => text.into(),
    }
}

fn documents(path: &str, text: &str) -> Vec<Value> {
    yaml::parse(text, 0, &path.into(), &mut Vec::new()).iter().map(as_json).collect()
}

/// What is found in a file of a site that has only this one.
fn found(path: &str, text: &str) -> Vec<Diagnostic> {
    let input = Input {
        files: Files::of([(path, text)]),
        config: Config::default().into(),
        today: jiff::civil::date(2026, 11, 23),
        drafts: true,
        rules: Scope::None,
        history: Default::default(),
    };
    build::load(&input, &mut Cache::default()).diagnostics
}

/// The kind that a file was read as: what its folder says.
fn kind_of(path: &str) -> Option<&'static str> {
    let folders: Vec<&str> = path.split('/').rev().skip(1).collect();
    let all = kinds::kinds();
    folders.iter().find_map(|folder| all.iter().find(|kind| kind.folders.contains(folder))).map(|kind| kind.name)
}

/// Every YAML text of the repository, and the front matter of every Markdown file.
fn texts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for folder in ["content", "templates/init", "src/kinds/archetypes", "tests/spec"] {
        for entry in walkdir::WalkDir::new(root.join(folder)).sort_by_file_name() {
            let entry = entry.unwrap();
            let Ok(text) = fs::read_to_string(entry.path()) else { continue };
            let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            if path.contains("/public/") {
                continue;
            }
            if folder == "tests/spec" {
                all.extend(blocks(&text));
            } else if folder == "src/kinds/archetypes" {
                let kind = entry.path().file_stem().unwrap().to_str().unwrap().to_owned();
                let all_kinds = kinds::kinds();
                let kind = all_kinds.iter().find(|known| known.name == kind).unwrap();
                let text = text.replace("{date}", "2026-11-23").replace("{name}", "A name");
                all.push((format!("content/{}/{}", kind.folders[0], entry.file_name().to_str().unwrap()), text));
            } else {
                all.push((path, text));
            }
        }
    }
    let front_matter = |(path, text): (String, String)| match path.rsplit_once('.') {
        Some((_, "yaml" | "yml")) => Some((path, text)),
        Some((_, "md")) => {
            let (front, _) = text.strip_prefix("---\n")?.split_once("\n---\n")?;
            Some((format!("{path}.yaml"), front.to_owned()))
        }
        _ => None,
    };
    all.into_iter().filter_map(front_matter).collect()
}

/// The files in the fenced blocks of a spec.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let body: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
        if let Some((_, path)) = info.split_once(' ') {
            let body: String = body
                .iter()
                .filter(|line| !line.trim_start().starts_with("#^"))
                .map(|line| format!("{line}\n"))
                .collect();
            found.push((format!("content/{path}"), body));
        }
    }
    found
}

#[test]
fn what_is_read_is_valid_and_what_is_refused_is_not() {
    let judge = Judge::new(&Config::default());
    let (mut seen, mut wrong) = (0, Vec::new());
    for (path, text) in texts() {
        let is_config = path.ends_with("instep.yaml");
        let Some(kind) = (if is_config { Some("config") } else { kind_of(&path) }) else { continue };
        let mut broken = Vec::new();
        yaml::parse(&text, 0, &path.as_str().into(), &mut broken);
        if !broken.is_empty() {
            continue;
        }
        let refused: Vec<Diagnostic> = match is_config {
            true => Config::read("instep.yaml", &text, &kinds::kinds()).1,
            false => found(&path, &text),
        };
        // What it should be, not whether its parts agree with each other.
        let refused: Vec<String> = refused
            .into_iter()
            .filter(|finding| SHAPES.contains(&finding.rule) || is_config)
            .filter(|finding| !finding.message.contains("there is no kind"))
            .map(|finding| finding.message)
            .collect();
        let judged: Vec<String> =
            documents(&path, &text).iter().filter_map(|document| judge.says(kind, document).err()).collect();
        seen += 1;
        if refused.is_empty() != judged.is_empty() {
            wrong.push(format!("{path} as {kind}\n{text}\ndecoder: {refused:#?}\nschema: {judged:#?}"));
        }
    }
    assert!(seen > 60, "only {seen} files");
    assert!(wrong.is_empty(), "{} of {seen}\n{}", wrong.len(), wrong.join("\n\n"));
}

/// Values of every form, right for some shapes and wrong for others.
const VALUES: &[&str] = &[
    "text",
    "\"\"",
    "~",
    "true",
    "no",
    "'yes'",
    "Yes",
    "0",
    "-2",
    "3",
    "1.5",
    "101",
    "-5000",
    "\"3\"",
    "\"1e3\"",
    "38 %",
    "2026-11-09",
    "2026-11-31",
    "2026-02-30",
    "2026-13-01",
    "0000-01-01",
    "2026-11-09T10:00",
    "09/11/2026",
    "2026-11",
    "6 months",
    "half a year",
    "2000 days",
    "5/7",
    "5 of 7",
    "five",
    "high",
    "In Progress",
    "current",
    "-1 Pressed",
    "[]",
    "[a]",
    "[a, b]",
    "[[a]]",
    "[[a, b]]",
    "[~]",
    "[{text: a}]",
    "[{text: a, from: b}]",
    "[{Text: a, from: b}]",
    "[{from: b, severity: low}]",
    "[{label: a}]",
    "[{label: [a]}]",
    "{}",
    "{a: b}",
    "{text: a}",
    "{text: a, count: 5/7}",
    "{text: a, count: many}",
    "{score: 1, word: Calm}",
    "{score: 7}",
    "{period: 2026, value: 3}",
    "[{period: 2026, value: 3}]",
    "[{period: 2026}]",
    "[{Period: 2026, VALUE: 3, n: -1}]",
    "[{name: a, feels: 1}]",
    "[{Stage: a, feels: 9}]",
    "[{name: a, moment_of_truth: perhaps}]",
    "[{persona: a}, ~]",
    "[{verb: a}]",
];

/// Only an exact `text` makes an item, quoted numbers have no bounds that a pattern can know, and which days February
/// has is a matter of `format`.
fn is_beyond_json(field: &Field, value: &str, refused: bool) -> bool {
    match field.shape {
        Shape::Whole(..) | Shape::Number(..) => refused && (value.contains('"') || value.contains('%')),
        Shape::Date => value == "2026-02-30" && refused,
        _ => false,
    }
}

#[test]
fn the_schemas_take_what_the_decoder_takes() {
    let judge = Judge::new(&Config::default());
    let (mut seen, mut wrong, mut shapes) = (0, Vec::new(), BTreeSet::new());
    for kind in kinds::kinds() {
        let fields = kind.fields.iter().filter(|field| !matches!(field.name, "kind" | "allow" | "id"));
        // Fields of one shape are all alike.
        for field in fields.filter(|field| shapes.insert(format!("{:?}", field.shape))) {
            for value in VALUES {
                for key in [field.name.to_owned(), field.name.to_uppercase().replace('_', " ")] {
                    let text = format!("{key}: {value}\nsummary: A sentence\n");
                    let text = if field.name == "summary" { format!("{key}: {value}\n") } else { text };
                    let path = format!("content/{}/one.yaml", kind.folders[0]);
                    let refused: Vec<String> = found(&path, &text)
                        .into_iter()
                        .filter(|finding| SHAPES.contains(&finding.rule))
                        .map(|finding| finding.message)
                        .collect();
                    let documents = documents(&path, &text);
                    let judged: Vec<String> =
                        documents.iter().filter_map(|one| judge.says(kind.name, one).err()).collect();
                    seen += 1;
                    if refused.is_empty() != judged.is_empty() && !is_beyond_json(field, value, !refused.is_empty()) {
                        wrong.push(format!("{} {text}decoder: {refused:?}\nschema: {judged:?}\n", kind.name));
                    }
                }
            }
        }
    }
    assert!(seen > 1000);
    assert!(wrong.is_empty(), "{} of {seen}\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

#[test]
fn settings_that_are_not_known_are_refused() {
    let judge = Judge::new(&Config::default());
    for (text, valid) in [
        ("title: A\nbase-url: https://example.org\n", true),
        ("titel: A\n", false),
        ("evidence: { marks: on, confirmed: { participants: 3 } }\n", true),
        ("evidence: { mark: on }\n", false),
        ("rules: { dead-link: error, missing-image: off }\n", true),
        ("rules: { dead-links: error }\n", false),
        ("rules: { dead-link: loud }\n", false),
        ("kinds: { 'research/**': session }\n", true),
        ("kinds: { 'research/**': talks }\n", false),
        ("words: { pains: [Sorgenkinder], need-to-do: Aufgaben }\n", true),
        ("words: { worries: [Sorgenkinder] }\n", false),
        ("raw_html: Allow\n", true),
    ] {
        let document = &documents("instep.yaml", text)[0];
        assert_eq!(judge.says("config", document).is_ok(), valid, "{text}");
        // Rules that nobody knows are found when they are applied.
        if !text.contains("dead-links") {
            assert_eq!(Config::read("instep.yaml", text, &kinds::kinds()).1.is_empty(), valid, "{text}");
        }
    }
}

#[test]
fn a_site_s_own_words_are_known() {
    let (config, _) = Config::read("instep.yaml", "words: { pains: [Sorgenkinder] }\n", &kinds::kinds());
    let judge = |config: &Config| {
        Judge::new(config).says("persona", &json!({ "Sorgenkinder": [{ "severity": "high", "from": "a" }] }))
    };
    assert!(judge(&Config::default()).is_ok());
    assert!(judge(&config).is_err());
}

#[test]
fn every_field_is_described_where_it_is_written() {
    let schemas = Schemas::new(&Config::default());
    for kind in kinds::kinds() {
        let schema = schemas.get(kind.name).unwrap();
        for field in kind.fields {
            let described =
                schema.pointer(&format!("/$defs/{}/properties/{}/description", kind.name, field.name)).unwrap();
            assert!(described.as_str().unwrap().starts_with(field.doc), "{} {}", kind.name, field.name);
        }
        for field in ITEM {
            assert!(schema.pointer(&format!("/$defs/statement/properties/{}", field.name)).is_some());
        }
    }
    let settings = schemas.get("config").unwrap();
    for field in config::FIELDS {
        let described = settings.pointer(&format!("/$defs/config/properties/{}/description", field.name));
        assert!(described.is_some(), "{}", field.name);
    }
}

#[test]
fn the_command_prints_and_writes_them() {
    let site = Site::new().file("personas/mara.md", crate::site::MARA);
    let printed: Value = serde_json::from_str(&site.run(&["schema"]).ok().stdout).unwrap();
    for name in Schemas::all() {
        assert!(printed.pointer(&format!("/$defs/{name}")).is_some(), "{name}");
        let one: Value = serde_json::from_str(&site.run(&["schema", name]).ok().stdout).unwrap();
        assert_eq!(one["$schema"], "https://json-schema.org/draft/2020-12/schema");
    }
    site.run(&["schema", "--write"]).ok();
    assert_eq!(site.path(".instep/schemas").read_dir().unwrap().count(), Schemas::all().len());
    site.run(&["schema", "persna"]).code(2).says("did you mean `persona`?");
    // Nothing of this is content.
    site.build().clean();
}

#[test]
fn init_and_new_wire_editors_up() {
    let site = Site::new();
    site.run(&["init", "here"]).ok();
    let settings = fs::read_to_string(site.path("here/.vscode/settings.json")).unwrap();
    let settings: Value = serde_json::from_str(&settings).unwrap();
    let schemas = settings["yaml.schemas"].as_object().unwrap();
    assert_eq!(schemas.len(), Schemas::all().len());
    for (schema, patterns) in schemas {
        assert!(site.path("here").join(schema).is_file(), "{schema}");
        assert!(!patterns.as_array().unwrap().is_empty());
    }
    assert!(site.path("here/.vscode/extensions.json").is_file());
    site.run(&["new", "event", "A price", "-C", "here"]).ok();
    let event = fs::read_to_string(site.path("here/content/events/a-price.yaml")).unwrap();
    assert!(event.starts_with("# yaml-language-server: $schema=../../.instep/schemas/event.json\n"), "{event}");
    // Markdown has no place for the line, and a site without schemas no use for it.
    site.run(&["new", "story", "A price", "-C", "here"]).ok();
    site.run(&["new", "event", "A price"]).ok();
    let event = fs::read_to_string(site.path("content/events/a-price.yaml")).unwrap();
    assert!(!event.contains("$schema"));
}

#[test]
fn every_content_folder_is_wired_up() {
    let site = Site::new().file("personas/mara.md", crate::site::MARA);
    site.write("instep.yaml", "content: [notes, docs/ux]\n");
    let settings: Value = serde_json::from_str(&site.run(&["schema", "vscode"]).ok().stdout).unwrap();
    let maps = settings["yaml.schemas"][".instep/schemas/map.json"].to_string();
    for pattern in ["notes/maps/*.y*ml", "docs/ux/empathy-maps/**/*.y*ml", "docs/ux/**/map.y*ml"] {
        assert!(maps.contains(&format!("{pattern:?}")), "{pattern} is not in {maps}");
    }
}
