//! Whatever a file holds, reading and rendering it ends, without a panic, and says where findings are.

use std::sync::Arc;

use instep::build::{self, Cache, Input};
use instep::files::Files;
use instep::render::{self, Overrides, Theme};
use instep::rules::Scope;
use instep::site::Config;
use proptest::prelude::*;

/// Pieces that mean something to one of the readers, and some that mean nothing to any.
fn piece() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "---\n",
        "name: ",
        "goals:\n",
        "  - ",
        "\"",
        "'",
        "[[",
        "]]",
        "#L3",
        "# ",
        "## Says\n",
        "**Pains:** ",
        "> ",
        "| a | b |\n",
        "|---|---|\n",
        "- ",
        "1. ",
        "```\n",
        "[x](y.md)",
        "![](z.png)",
        "<div>",
        "<!--",
        "-->",
        "[^1]",
        "{",
        "}",
        "&a ",
        "*a ",
        "\n",
        "\n\n",
        "\t",
        "ü",
        "日本",
        "😀",
        ": ",
        "persona: ada\n",
        "stages:\n",
        "feels: ",
        "-2",
        "count: 3/2\n",
        "date: 2026-02-30\n",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => "\\PC{0,6}"]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_and_rendered(markdown in text(), yaml in text(), journey in text()) {
        let files = Files::of([
            ("content/personas/ada.md", markdown.as_str()),
            ("content/maps/one.yaml", yaml.as_str()),
            ("content/journeys/one.md", journey.as_str()),
        ]);
        let today = jiff::civil::date(2026, 11, 23);
        let input = Input { files: files.clone(), config: Arc::new(Config::default()), today, drafts: true, rules: Scope::All, history: Arc::default() };
        let loaded = build::load(&input, &mut Cache::default());
        for finding in &loaded.diagnostics {
            let length = files.text(&finding.path).map_or(0, |text| text.len());
            prop_assert!(finding.span.start <= finding.span.end && finding.span.end as usize <= length, "{finding:?}");
        }
        let (words, _) = render::words("en", &Overrides::new());
        let pages = build::plan(&loaded, words);
        let mut theme = Theme::load(&Overrides::new(), &pages.words).unwrap();
        theme.prepare(&pages, None);
        for page in pages.all() {
            let html = theme.render(&pages, page);
            prop_assert!(html.is_ok(), "{}: {:?}", page.url, html);
        }
    }
}
