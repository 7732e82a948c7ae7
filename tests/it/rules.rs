//! The pages of the rules: the examples under "Wrong" are found, those under "Right" are not.

mod evidence;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use instep::build::{self, Cache, Input};
use instep::diagnostic::{Diagnostic, Severity};
use instep::files::Files;
use instep::kinds;
use instep::rules::{self, Group, Rule, Scope};
use instep::site::Config;
use jiff::civil::{Date, date};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

const TODAY: Date = date(2026, 11, 23);

/// Rules whose examples are more than texts, and the test in `tests/` that shows them to be found.
const NOT_TEXTS: &[(&str, &str)] = &[
    ("file-name", "f19_a_name_that_is_no_utf_8"),
    ("encoding", "y18_utf_16_is_named"),
    ("too-large", "y24_fifty_megabytes_are_not_read"),
    ("unreadable", "f05_a_file_that_cannot_be_read"),
    ("symlink", "f13_a_link_out_of_the_site_is_not_published"),
    ("broken-image", "a_picture_that_is_none_is_told_and_copied"),
    ("template", "t03_an_unknown_name_tells_place_page_and_known_names"),
    ("coverage-fell", "coverage_may_not_fall_behind_a_ratchet"),
    ("above-profile", "copied_words_stop_the_build_and_the_old_site_stays"),
    ("unknown-history", "a_shallow_clone_says_that_it_cannot_know"),
    ("deleted-but-used", "a_file_that_is_gone_is_told_once_with_everybody_who_uses_it"),
];

fn is_not_text(rule: &Rule) -> bool {
    NOT_TEXTS.iter().any(|(id, _)| *id == rule.id)
}

#[test]
fn the_examples_of_every_rule_do_what_its_page_says() {
    let mut wrong = Vec::new();
    for rule in rules::ALL.iter().filter(|rule| !is_not_text(rule)) {
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
fn what_cannot_be_shown_as_texts_has_a_test() {
    let tests = super::tidy::all_tests();
    for (id, test) in NOT_TEXTS {
        let rule = rules::find(id).unwrap_or_else(|| panic!("there is no rule {id}"));
        let found = findings(&Examples::of(rule.page).wrong);
        assert!(!found.iter().any(|finding| finding.rule == *id), "{id} is shown as texts after all");
        assert!(tests.contains(&format!("#[test]\nfn {test}()")), "there is no test {test} for {id}");
    }
}

#[test]
fn every_page_has_the_same_sections() {
    for rule in rules::ALL {
        let sections = ["Why", "Wrong", "Right", "What to do"];
        assert_eq!(headings(rule.page), sections, "the sections of {}", rule.id);
        assert!(rule.page.starts_with("# ") && !rule.title().ends_with('.'), "{} has no title", rule.id);
        assert!(!rule.summary().is_empty() && !rule.remedy().is_empty(), "{} does not say what it finds", rule.id);
        assert!(!rule.summary().starts_with('#'), "{}: a paragraph says what is found", rule.id);
    }
}

/// The part of the documentation that is made from the pages begins with this.
const MADE: &str = "<!-- From here on this is made from the pages in src/rules: change those. -->\n";

#[test]
fn the_documentation_is_made_from_the_pages() {
    let path = root().join("docs/diagnostics.md");
    let text = fs::read_to_string(&path).unwrap();
    let (by_hand, _) = text.split_once(MADE).expect("the mark is gone");
    let wanted = format!("{by_hand}{MADE}{}", documentation());
    if text != wanted && std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        return fs::write(&path, wanted).unwrap();
    }
    let differs = text.lines().zip(wanted.lines()).find(|(is, wanted)| is != wanted);
    let help = "write it with `INSTA_UPDATE=always cargo test --test it -- rules`";
    assert!(text == wanted, "docs/diagnostics.md is old: {help}; it begins to differ here: {differs:#?}");
}

/// Every rule in a few lines: its level, what it finds, what to do about it.
fn documentation() -> String {
    let mut text = String::new();
    for group in Group::ALL.into_iter().filter(|group| group.rules().next().is_some()) {
        text += &format!("\n## {}\n\n{}.\n", capitalised(group.name()), capitalised(group.about()));
        for rule in group.rules() {
            let found = filled(&format!("**{}.** {}", capitalised(rule.level.word()), rule.summary()));
            let remedy = filled(&format!("*Fix:* {}", rule.remedy()));
            text += &format!("\n### `{}`\n\n{found}\n\n{remedy}\n", rule.id);
        }
    }
    text
}

/// The first paragraph of a text with lines of the usual length, and what follows it.
fn filled(text: &str) -> String {
    let (first, rest) = text.split_at(text.find("\n\n").unwrap_or(text.len()));
    let (mut filled, mut width) = (String::new(), 0);
    for word in first.split_whitespace() {
        let length = word.chars().count();
        let separator = match width {
            0 => "",
            width if width + 1 + length > 120 => "\n",
            _ => " ",
        };
        width = length + if separator == "\n" { 0 } else { width + separator.len() };
        filled += separator;
        filled += word;
    }
    filled + rest
}

fn capitalised(word: &str) -> String {
    word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect()
}

#[test]
fn ids_are_unique_and_readable() {
    let mut ids: Vec<&str> = rules::ALL.iter().map(|rule| rule.id).collect();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
    assert!(ids.iter().all(|id| id.chars().all(|c| c.is_ascii_lowercase() || c == '-')), "{ids:?}");
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The headings of a page below its title; those inside of examples are none.
fn headings(page: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut inside = false;
    for event in Parser::new(page) {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => {
                inside = true;
                found.push(String::new());
            }
            Event::End(TagEnd::Heading(_)) => inside = false,
            Event::Text(text) if inside => found.iter_mut().next_back().unwrap().push_str(&text),
            _ => {}
        }
    }
    found
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

#[test]
fn every_rule_can_be_found_by_its_id_and_its_group() {
    let same = |rule: &&'static Rule| rules::find(rule.id).is_some_and(|found| std::ptr::eq(found, *rule));
    assert!(rules::ALL.iter().all(same));
    assert!(rules::ALL.iter().all(|rule| Group::ALL.contains(&rule.group)), "a group has no place in the list");
}
