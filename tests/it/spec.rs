//! Runs `tests/spec/*.md`: a heading of the second level is a test, the fenced blocks under it are the files of a small
//! site, and an `expect` block says what was read from them.
//!
//! A line `#^ error[rule]: text` (YAML) or `<!--^ warning[rule]: text -->` (Markdown) expects a finding in the line above
//! it. It is taken out before the file is read. Findings and expectations must match one to one; hints do not count.
//! `tests/spec/README.md` explains the format to those who write specs.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use instep::build::{self, Cache, Input, Loaded};
use instep::diagnostic::{Diagnostic, Severity};
use instep::files::Files;
use instep::kinds;
use instep::rules::Scope;
use instep::site::link::Index;
use instep::site::{Config, Entity, Site};
use instep::syntax::html;
use instep::syntax::value::{Emotion, Item, Record, Value};
use instep::text::position;
use jiff::civil::{Date, date};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

const TODAY: Date = date(2026, 11, 23);
const CONFIG: &str = "instep.yaml";
/// It explains the format; its examples are no specs.
const README: &str = "README.md";

#[test]
fn specs_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md") && !path.ends_with(README));
    paths.sort();
    let (mut count, mut failures) = (0, Vec::new());
    for path in paths {
        let name = format!("tests/spec/{}", path.file_name().unwrap().to_string_lossy());
        for spec in parse(&name, &fs::read_to_string(&path).unwrap()) {
            count += 1;
            failures.extend(spec.run());
        }
    }
    assert!(count > 0, "there are no specs in {}", folder.display());
    assert!(failures.is_empty(), "{} of {count} specs fail\n\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn a_failing_spec_says_what_it_expected_and_what_is_there() {
    let text = "## Two mistakes in it\n\n```md personas/ana.md\n# Ana\n\n## Goals\n\n- Sleep [[nowhere]]\n```\n\n```expect\npersona ana: goals 2\n```\n";
    let failures: Vec<String> = parse("tests/spec/x.md", text).iter().filter_map(Spec::run).collect();
    let expected = "tests/spec/x.md:1: Two mistakes in it\n\
        \x20 findings (-: expected, +: found)\n\
        \x20 + personas/ana.md:5: error[unknown-reference]: nothing has the id `nowhere`; write an id, the name of a file without its ending; `instep list` shows all of them\n\
        \x20 what was read (-: expected, +: read)\n\
        \x20 - persona ana: goals 2\n\
        \x20 + persona ana: goals 1\n";
    assert_eq!(failures, [expected]);
}

/// One heading with what stands under it.
struct Spec {
    /// `file:line: heading`.
    name: String,
    files: Vec<(String, String)>,
    findings: Vec<Expected>,
    facts: Vec<Facts>,
}

/// A finding that a file asks for.
struct Expected {
    path: String,
    line: usize,
    text: String,
}

/// The lines of an `expect` block.
struct Facts {
    drafts: bool,
    lines: Vec<String>,
}

fn parse(path: &str, text: &str) -> Vec<Spec> {
    let mut specs: Vec<Spec> = Vec::new();
    let (mut info, mut heading) = (None, None);
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(HeadingLevel::H2)) => {
                let line = position(text, range.start as u32).line;
                let name = format!("{path}:{line}: {}", heading.take().unwrap_or_default());
                specs.push(Spec { name, files: Vec::new(), findings: Vec::new(), facts: Vec::new() });
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(written))) => {
                info = Some((written.to_string(), String::new()));
            }
            Event::End(TagEnd::CodeBlock) => {
                if let (Some((info, content)), Some(spec)) = (info.take(), specs.last_mut()) {
                    spec.block(&info, &content);
                }
            }
            Event::Text(part) | Event::Code(part) => {
                if let Some((_, content)) = &mut info {
                    content.push_str(&part);
                } else if let Some(heading) = &mut heading {
                    heading.push_str(&part);
                }
            }
            _ => {}
        }
    }
    specs
}

impl Spec {
    fn block(&mut self, info: &str, content: &str) {
        match info.split_once(' ').unwrap_or((info, "")) {
            ("expect", rest) => {
                let lines = content.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty());
                self.facts.push(Facts { drafts: rest == "with drafts", lines: lines.collect() });
            }
            (_, "") => {}
            (_, path) => self.file(path, content),
        }
    }

    /// Takes the expectations out of a file.
    fn file(&mut self, path: &str, content: &str) {
        let mut text = String::new();
        let mut line = 0;
        for written in content.lines() {
            if let Some(expected) = expectation(written) {
                self.findings.push(Expected { path: path.to_owned(), line: line.max(1), text: expected.to_owned() });
                continue;
            }
            line += 1;
            text.push_str(written);
            text.push('\n');
        }
        self.files.push((path.to_owned(), text));
    }

    /// What is wrong with it, if anything is.
    fn run(&self) -> Option<String> {
        let mut wrong = String::new();
        let findings = self.compare_findings();
        if !findings.is_empty() {
            wrong.push_str("  findings (-: expected, +: found)\n");
            wrong.push_str(&findings);
        }
        let facts: String = self.facts.iter().map(|facts| self.compare_facts(facts)).collect();
        if !facts.is_empty() {
            wrong.push_str("  what was read (-: expected, +: read)\n");
            wrong.push_str(&facts);
        }
        if self.files.is_empty() {
            wrong.push_str("  there is no file in it\n");
        }
        (!wrong.is_empty()).then(|| format!("{}\n{wrong}", self.name))
    }

    fn load(&self, drafts: bool) -> (Loaded, Vec<Diagnostic>) {
        let files = self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        let text = self.files.iter().find(|(path, _)| path == CONFIG).map_or("content: .", |(_, text)| text);
        let (config, mut found) = Config::read(CONFIG, text, &kinds::kinds());
        let input = Input {
            files: Files::of(files),
            config: Arc::new(config),
            today: TODAY,
            drafts,
            rules: Scope::None,
            history: Arc::default(),
        };
        let loaded = build::load(&input, &mut Cache::default());
        found.extend(loaded.diagnostics.iter().cloned());
        (loaded, found)
    }

    fn compare_findings(&self) -> String {
        let (_, found) = self.load(false);
        let mut found: Vec<(String, usize, String)> = found
            .iter()
            .filter(|finding| finding.severity > Severity::Hint)
            .map(|finding| (finding.path.to_string(), self.line_of(finding), shown(finding)))
            .collect();
        let mut out = String::new();
        for expected in &self.findings {
            let fits = |(path, line, text): &(String, usize, String)| {
                *path == expected.path && *line == expected.line && fits(text, &expected.text)
            };
            match found.iter().position(fits) {
                Some(at) => {
                    found.remove(at);
                }
                None => writeln!(out, "  - {}:{}: {}", expected.path, expected.line, expected.text).unwrap(),
            }
        }
        for (path, line, text) in found {
            writeln!(out, "  + {path}:{line}: {text}").unwrap();
        }
        out
    }

    fn line_of(&self, finding: &Diagnostic) -> usize {
        let text = self.files.iter().find(|(path, _)| **path == *finding.path).map_or("", |(_, text)| text);
        position(text, finding.span.start).line
    }

    fn compare_facts(&self, facts: &Facts) -> String {
        let (loaded, _) = self.load(facts.drafts);
        let site = &loaded.site;
        let mut out = String::new();
        let mut named = Vec::new();
        for line in &facts.lines {
            if line == "nothing else" {
                let others = site.indices().filter(|index| !named.contains(index));
                let others: Vec<String> = others.map(|index| subject(&site[index])).collect();
                if !others.is_empty() {
                    writeln!(out, "  - nothing else\n  + also {}", others.join(", ")).unwrap();
                }
                continue;
            }
            let (read, index) = read(site, line);
            named.extend(index);
            if read != *line {
                writeln!(out, "  - {line}\n  + {read}").unwrap();
            }
        }
        out
    }
}

/// `#^ error[rule]: text` or `<!--^ error[rule]: text -->`.
fn expectation(line: &str) -> Option<&str> {
    let line = line.trim();
    let html = line.strip_prefix("<!--^").and_then(|rest| rest.strip_suffix("-->"));
    html.or_else(|| line.strip_prefix("#^")).map(str::trim)
}

fn shown(finding: &Diagnostic) -> String {
    let help = finding.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
    format!("{}[{}]: {}{help}", finding.severity.word(), finding.rule, finding.message)
}

/// Whether a finding has the expected head, and the expected text somewhere in its message or help.
fn fits(found: &str, expected: &str) -> bool {
    let (head, text) = expected.split_once(": ").unwrap_or((expected, ""));
    let (found_head, found_text) = found.split_once(": ").unwrap_or((found, ""));
    head == found_head && found_text.contains(text)
}

fn subject(entity: &Entity) -> String {
    format!("{} {}", entity.kind.name, entity.id)
}

/// What a line of an `expect` block would say if it were right, and the entity it is about.
fn read(site: &Site, line: &str) -> (String, Option<Index>) {
    let mut parts = split(line, ": ");
    let head = parts.remove(0);
    let facts = parts.join(": ");
    let (name, stage) =
        head.split_once(", stage ").map_or((head, None), |(name, stage)| (name, Some(stage.trim_matches('"'))));
    let Some(index) = site.indices().find(|index| subject(&site[*index]) == name) else {
        let all: Vec<String> = site.entities().map(subject).collect();
        return (format!("there is no {name}, only {}", all.join(", ")), None);
    };
    let entity = &site[index];
    let record = match stage {
        None => &entity.record,
        Some(stage) => match entity.stages().iter().find(|record| record.str("name") == stage) {
            Some(record) => record,
            None => return (format!("{name}: stages {}", stages(entity)), Some(index)),
        },
    };
    let fact = |fact: &str| {
        let (key, wanted) = fact.split_once(' ').unwrap_or((fact, ""));
        format!("{key} {}", value(site, index, record, key, wanted))
    };
    let facts: Vec<String> =
        split(&facts, ";").into_iter().map(|text| fact(text.trim())).filter(|fact| fact != " none").collect();
    match facts.is_empty() {
        true => (head.to_owned(), Some(index)),
        false => (format!("{head}: {}", facts.join("; ")), Some(index)),
    }
}

/// Splits outside of quotation marks.
fn split<'t>(text: &'t str, mark: &str) -> Vec<&'t str> {
    let (mut parts, mut from, mut quoted) = (Vec::new(), 0, false);
    for (at, c) in text.char_indices() {
        quoted ^= c == '"';
        if !quoted && at >= from && text[at..].starts_with(mark) {
            parts.push(&text[from..at]);
            from = at + mark.len();
        }
    }
    parts.push(&text[from..]);
    parts
}

/// A fact as it is, written in the way it was asked for.
fn value(site: &Site, index: Index, record: &Record, key: &str, wanted: &str) -> String {
    let entity = &site[index];
    let ids = |indices: &[Index]| list(indices.iter().map(|index| site[*index].id.to_string()));
    match key {
        "title" => quoted(&entity.title),
        "url" => site.url(index).trim_end_matches("index.html").to_owned(),
        "whose" => ids(site.subjects(index)),
        "backlinks" => list(site.backlinks(index).iter().map(|other| site[*other].full_id())),
        "stages" if !entity.stages().is_empty() => stages(entity),
        "kept" => list(
            entity
                .sections
                .iter()
                .filter(|section| section.fields.is_empty())
                .filter_map(|section| Some(quoted(&html::plain(&section.heading.as_ref()?.text)))),
        ),
        "extra" => list(record.extra.iter().map(|entry| entry.key.value.to_string())),
        _ => match record.get(key) {
            Some(Value::Items(items)) => items_as(site, index, items, wanted),
            Some(value) => plain(value),
            None => "none".into(),
        },
    }
}

fn items_as(site: &Site, index: Index, items: &[Item], wanted: &str) -> String {
    let people = wanted.contains(" by ");
    let state = |item: &Item| {
        let claim = site.claim(index, item);
        if people { format!("{} by {}", claim.state.word(), claim.people) } else { claim.state.word().to_owned() }
    };
    let counted = wanted.starts_with(|c: char| c.is_ascii_digit());
    match (counted, wanted.contains('(')) {
        (true, false) => items.len().to_string(),
        (true, true) => format!("{} ({})", items.len(), list(items.iter().map(state))),
        (false, false) => list(items.iter().map(|item| quoted(&item.plain))),
        (false, true) => list(items.iter().map(|item| format!("{} ({})", quoted(&item.plain), state(item)))),
    }
}

fn stages(entity: &Entity) -> String {
    let feels = |stage: &Record| stage.emotion("feels").map(scores).filter(|scores| !scores.is_empty());
    list(entity.stages().iter().map(|stage| {
        let name = quoted(stage.str("name"));
        feels(stage).map_or(name.clone(), |feels| format!("{name} {feels}"))
    }))
}

fn scores(emotion: &Emotion) -> String {
    let signed = |score: &i8| if *score > 0 { format!("+{score}") } else { score.to_string() };
    emotion.scores.iter().map(signed).collect::<Vec<_>>().join(" to ")
}

/// A value of any other shape.
fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(&html::plain(&text.value)),
        Value::Refs(texts) | Value::Words(texts) => list(texts.iter().map(|text| text.value.to_string())),
        Value::No(_) => "no".into(),
        Value::Date(date) => date.value.to_string(),
        Value::Number(number) => number.value.to_string(),
        Value::Count(k, n) => format!("{k}/{n}"),
        Value::Flag(flag) => (if *flag { "yes" } else { "no" }).into(),
        Value::Choice(word) => (*word).into(),
        Value::Emotion(emotion) => format!("{} {}", scores(emotion), quoted(&emotion.word)).trim().to_owned(),
        Value::Record(record) => list(record.values.iter().map(|(name, value)| format!("{name} {}", plain(value)))),
        Value::Records(records) => records.len().to_string(),
        Value::Items(items) => list(items.iter().map(|item| quoted(&item.plain))),
        Value::Duration(span) => span.0.to_string(),
        Value::Any(_) => "something".into(),
    }
}

/// In quotation marks, with straight ones inside and without those around it, on one line.
fn quoted(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let straight = words.join(" ").replace(['“', '”'], "\"").replace(['‘', '’'], "'");
    format!("\"{}\"", straight.trim_matches('"').replace('"', "'"))
}

fn list(parts: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = parts.collect();
    if all.is_empty() { "none".into() } else { all.join(", ") }
}
