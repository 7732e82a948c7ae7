//! The pages of the rules: the examples under "Wrong" are found, those under "Right" are not.

use std::sync::Arc;

use instep::build::{self, Cache, Input};
use instep::diagnostic::{Diagnostic, Severity};
use instep::files::Files;
use instep::kinds;
use instep::rules::{self, Rule, Scope};
use instep::site::Config;
use jiff::civil::{Date, date};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

const TODAY: Date = date(2026, 11, 23);

/// Rules whose examples need more than texts; each is tested where this says.
const NOT_TEXTS: &[(&str, &str)] =
    &[("unknown-history", "tests/it/history.rs"), ("deleted-but-used", "tests/it/history.rs")];

/// The rules whose pages are finished.
fn written() -> impl Iterator<Item = &'static &'static Rule> {
    rules::ALL.iter().filter(|rule| rule.page.contains("\n## Wrong\n"))
}

#[test]
fn the_examples_of_every_rule_do_what_its_page_says() {
    let mut wrong = Vec::new();
    for rule in written().filter(|rule| !NOT_TEXTS.iter().any(|(id, _)| *id == rule.id)) {
        let examples = Examples::of(rule.page);
        if examples.wrong.is_empty() || examples.right.is_empty() {
            wrong.push(format!("{}: an example is missing", rule.id));
            continue;
        }
        let found = findings(&examples.wrong);
        if !found.iter().any(|finding| finding.rule == rule.id) {
            wrong.push(format!("{}: the wrong example is not found: {}", rule.id, told(&found)));
        }
        let found = findings(&examples.right);
        if found.iter().any(|finding| finding.rule == rule.id || finding.severity == Severity::Error) {
            wrong.push(format!("{}: the right example is not right: {}", rule.id, told(&found)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_has_the_same_sections() {
    for rule in written() {
        let lines = || rule.page.lines();
        assert!(lines().next().is_some_and(|line| line.starts_with("# ")), "{} has no title", rule.id);
        for section in ["## Why", "## Wrong", "## Right", "## What to do"] {
            assert!(lines().any(|line| line == section), "{} has no section {section}", rule.id);
        }
    }
}

#[test]
fn ids_are_unique_and_readable() {
    let mut ids: Vec<&str> = rules::ALL.iter().map(|rule| rule.id).collect();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
    assert!(ids.iter().all(|id| id.chars().all(|c| c.is_ascii_lowercase() || c == '-')), "{ids:?}");
}

/// The files of a page's two small sites.
#[derive(Default)]
struct Examples {
    wrong: Vec<(String, String)>,
    right: Vec<(String, String)>,
}

impl Examples {
    fn of(page: &str) -> Examples {
        let mut examples = Examples::default();
        let (mut section, mut heading, mut block) = (String::new(), false, None);
        for event in Parser::new(page) {
            match event {
                Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => {
                    (heading, section) = (true, String::new());
                }
                Event::End(TagEnd::Heading(_)) => heading = false,
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    block = info.split_once(' ').map(|(_, path)| (path.to_owned(), String::new()));
                }
                Event::End(TagEnd::CodeBlock) => match (section.as_str(), block.take()) {
                    ("Wrong", Some(file)) => examples.wrong.push(file),
                    ("Right", Some(file)) => examples.right.push(file),
                    _ => {}
                },
                Event::Text(text) | Event::Code(text) => match &mut block {
                    Some((_, content)) => content.push_str(&text),
                    None if heading => section.push_str(&text),
                    None => {}
                },
                _ => {}
            }
        }
        examples
    }
}

fn findings(files: &[(String, String)]) -> Vec<Diagnostic> {
    let text = files.iter().find(|(path, _)| path == "instep.yaml").map_or("", |(_, text)| text);
    let (config, mut found) = Config::read("instep.yaml", text, &kinds::kinds());
    let files = Files::of(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let input = Input {
        files,
        config: Arc::new(config),
        today: TODAY,
        drafts: false,
        rules: Scope::All,
        history: Arc::default(),
    };
    found.extend(build::load(&input, &mut Cache::default()).diagnostics);
    found
}

fn told(found: &[Diagnostic]) -> String {
    let line = |finding: &Diagnostic| format!("\n    {} {}: {}", finding.rule, finding.path, finding.message);
    if found.is_empty() { "nothing is found".into() } else { found.iter().map(line).collect() }
}

/// Keeps the unused field of the declaration honest.
#[test]
fn every_rule_can_be_found_by_its_id() {
    let same = |rule: &&'static Rule| rules::find(rule.id).is_some_and(|found| std::ptr::eq(found, *rule));
    assert!(rules::ALL.iter().all(same));
}
