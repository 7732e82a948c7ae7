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

/// A few kilobytes of one sign after the other: what takes the square of that would take minutes.
#[test]
fn what_is_written_over_and_over_is_read_in_time() {
    let says = |text: &str| format!("# A\n\n## Says\n\n- {text} [[talk]]\n");
    let said = |text: &str| format!("---\nparticipants: [P1]\n---\n\n## Transcript\n\n**P1:** {text}\n");
    let over = |text: &str| text.repeat(50_000 / text.len());
    let cases = [
        ("maps/a.md", says(&over("\"a b c d\" "))),
        ("maps/a.md", says(&over("“a\n  "))),
        ("maps/a.md", says(&format!("\"a {} b\"", over("(")))),
        ("maps/a.md", says(&format!("\"a {} b\"", over("[b. ")))),
        ("maps/a.md", over("523-45-6789;")),
        ("maps/a.md", over("415-523-1789;")),
        ("maps/a.md", over("12 High Street, Leeds LS1 4AB ")),
        ("maps/a.md", over("ab@cd.de ")),
        ("maps/a.md", over("<!-- allow ")),
        ("maps/a.md", format!("x {}", over("<!-- allow email-address: b --> "))),
        ("maps/a.md", format!("![{}](a.png)", over("a'b "))),
        ("maps/a.md", over("<")),
        ("sessions/b.md", said(&over("[["))),
        ("sessions/b.md", said(&over("<a "))),
        ("sessions/b.md", said(&over("& a"))),
        ("templates/a.md", over("a b\n")),
    ];
    for (path, text) in cases {
        let talk = said("Hello there, my friend");
        let files =
            Files::of([("content/sessions/talk.md", talk.as_str()), (&format!("content/{path}"), text.as_str())]);
        let today = jiff::civil::date(2026, 11, 23);
        let config = Arc::new(Config::default());
        let input = Input { files, config, today, drafts: true, rules: Scope::All, history: Arc::default() };
        let begun = std::time::Instant::now();
        build::load(&input, &mut Cache::default());
        let beginning: String = text.chars().take(60).collect();
        assert!(begun.elapsed().as_secs() < 6, "{:?} for {beginning:?}", begun.elapsed());
    }
}
