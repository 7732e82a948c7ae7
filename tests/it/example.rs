//! The example site: it builds without a finding, and its pages are those of the snapshot.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use instep::build::{self, Cache, Input, Loaded};
use instep::diagnostic::Severity;
use instep::render::{self, Overrides, Theme};
use instep::rules::Scope;
use instep::site::Config;
use instep::{disk, kinds};

pub(crate) const TODAY: jiff::civil::Date = jiff::civil::date(2026, 11, 23);

pub(crate) fn load(today: jiff::civil::Date) -> Loaded {
    load_without(today, &[])
}

/// The example without some of its files.
pub(crate) fn load_without(today: jiff::civil::Date, paths: &[&str]) -> Loaded {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let text = disk::read_text(&root.join("instep.yaml")).unwrap();
    let (config, found) = Config::read("instep.yaml", &text, &kinds::kinds());
    assert!(found.is_empty(), "{found:#?}");
    let config = Arc::new(config);
    let mut files = disk::read_site(&root, &config, &root.join("public")).unwrap();
    paths.iter().for_each(|path| assert!(files.remove(path), "there is no {path}"));
    build::load(
        &Input { files, config, today, drafts: false, rules: Scope::All, history: Arc::default() },
        &mut Cache::default(),
    )
}

#[test]
fn it_builds_without_a_finding() {
    let loaded = load(TODAY);
    let found: Vec<_> = loaded.diagnostics.iter().filter(|finding| finding.severity > Severity::Hint).collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// Once the consent has ended, neither the story nor the home page shows the words.
#[test]
fn words_are_shown_only_as_long_as_they_may_be() {
    let shown = |year: i16| {
        let loaded = load(jiff::civil::date(year, 11, 23));
        let pages = build::plan(&loaded, render::words("en", &Overrides::new()).0);
        let mut theme = Theme::load(&Overrides::new(), &pages.words).unwrap();
        theme.prepare(&pages, None);
        let page = |url: &str| String::from_utf8(theme.render(&pages, &pages.at(url).unwrap()).unwrap()).unwrap();
        let story = page("stories/2026-02-26-i-had-a-cold/index.html");
        (story.contains("<blockquote"), page("index.html").contains("class=\"newly\""))
    };
    assert_eq!((shown(2026), shown(2035)), ((true, true), (false, false)));
}

/// Every page with its headings, in one text: what a change to the theme or the reader does to the site as a whole.
#[test]
fn its_pages_are_those_of_the_snapshot() {
    let loaded = load(TODAY);
    let (words, found) = render::words("en", &Overrides::new());
    assert!(found.is_empty(), "{found:#?}");
    let pages = build::plan(&loaded, words);
    let mut theme = Theme::load(&Overrides::new(), &pages.words).unwrap();
    theme.prepare(&pages, None);
    let mut overview = String::new();
    let mut all: Vec<_> = pages.all().iter().collect();
    all.sort_by(|a, b| a.url.cmp(&b.url));
    for page in all {
        let html = String::from_utf8(theme.render(&pages, page).unwrap()).unwrap();
        writeln!(overview, "{}", page.url).unwrap();
        // What follows is the same on every page.
        let main = html.split("</main>").next().unwrap_or(&html);
        for heading in headings(main) {
            writeln!(overview, "    {heading}").unwrap();
        }
    }
    insta::assert_snapshot!(overview);
}

/// The headings of a page, each with its level.
fn headings(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in html.split("<h").skip(1) {
        let level = part.chars().next().filter(char::is_ascii_digit);
        if let (Some(level), Some((_, rest))) = (level, part.split_once('>')) {
            let text = rest.split("</h").next().unwrap_or("");
            let mut plain = String::new();
            let mut tag = false;
            for c in text.chars() {
                match c {
                    '<' => tag = true,
                    '>' => tag = false,
                    c if !tag => plain.push(c),
                    _ => {}
                }
            }
            found.push(format!("{level} {}", plain.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }
    found
}
