//! YAML and front matter.

use std::process::Command;

use crate::site::{MARA, Outcome, Site, fixed, refuse, same};

/// Builds a site with this persona in it, which must be refused.
#[track_caller]
fn refused(text: impl AsRef<[u8]>) -> Outcome {
    refuse(&[("personas/p.yaml", text.as_ref())])
}

/// The persona must be refused with `rule` at `place` (line:column), in words that hold all of `words`.
#[track_caller]
fn mistake(text: &str, rule: &str, place: &str, words: &[&str]) {
    let outcome = refused(text);
    let finding = outcome.has(rule, &format!("personas/p.yaml:{place}"));
    finding.level("error");
    for word in words {
        finding.says(word);
    }
}

/// The page of a site with this one file.
#[track_caller]
fn page_of(file: &str, bytes: impl AsRef<[u8]>) -> String {
    let site = Site::new().file(file, bytes);
    site.build().ok();
    let name = std::path::Path::new(file).file_stem().unwrap().to_string_lossy();
    site.page(&format!("people/{name}/index.html"))
}

#[test]
fn y01_an_unclosed_quotation_mark_is_shown_where_it_was_opened() {
    mistake("name: \"abc\nrole: x\ngoals: [a]\n", "yaml-syntax", "1:7", &["never closed", "opened here"]);
    mistake("role: Lead\nname: 'abc\nabout: x\n", "yaml-syntax", "2:7", &["never closed"]);
}

#[test]
fn y01_the_excerpt_is_shown() {
    let site = Site::built();
    site.content("personas/p.yaml", "role: Lead\nname: \"abc\n");
    let outcome = site.run(&["build"]);
    outcome.code(1).says("content/personas/p.yaml:2:7").says("name: \"abc");
}

#[test]
fn y01_in_front_matter() {
    let outcome = refuse(&[("personas/p.md", b"---\nrole: x\nowner: \"abc\n---\n# P\n")]);
    outcome.has("yaml-syntax", "personas/p.md:3:8");
}

#[test]
fn y02_a_tab_as_indentation() {
    mistake("name: P\nscales:\n\t- label: a\n", "yaml-syntax", "3:1", &["tab"]);
    mistake("name: P\nscales:\n  - label: a\n\t  low: b\n", "yaml-syntax", "4:1", &["tab"]);
}

#[test]
fn y03_a_colon_in_a_text_without_quotation_marks() {
    mistake("name: P\nquote: I said: no\n", "yaml-syntax", "2:14", &["quotation marks"]);
}

#[test]
fn y05_a_key_given_twice_names_both_lines() {
    let outcome = refused("name: P\nrole: x\nname: Jun\n");
    outcome.has("duplicate-key", "personas/p.yaml:3:1").says("personas/p.yaml:1:1");
}

#[test]
fn y08_a_billion_laughs() {
    let bomb = "abcdefgh"
        .chars()
        .zip("bcdefghi".chars())
        .fold("a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned(), |text, (from, to)| {
            format!("{text}{to}: &{to} [{}]\n", vec![format!("*{from}"); 9].join(","))
        });
    let outcome = refused(&bomb);
    outcome.within(1.0);
    assert_eq!(outcome.all("yaml-limit").len(), 1, "{:#?}", outcome.findings);
}

#[test]
fn y10_an_alias_inside_of_itself() {
    mistake("name: P\na: &a [*a]\n", "yaml-alias", "2:8", &["contain itself"]);
}

#[test]
fn y11_an_unknown_alias_is_named() {
    mistake("name: P\ngoals: *nowhere\n", "yaml-alias", "2:8", &["*nowhere"]);
}

#[test]
fn y12_a_thousand_levels() {
    let deep = format!("name: P\ngoals: {}{}\n", "[".repeat(1000), "]".repeat(1000));
    mistake(&deep, "yaml-limit", "2:72", &["nested too deeply (limit 64)"]);
    let maps = format!("name: P\ngoals: {}{}\n", "{a: ".repeat(1000), "}".repeat(1000));
    assert_eq!(refused(&maps).all("yaml-limit").len(), 1);
}

#[test]
fn y14_a_byte_order_mark_changes_nothing() {
    assert_eq!(page_of("personas/mara.md", format!("\u{feff}{MARA}")), page_of("personas/mara.md", MARA));
    let yaml = "name: Mara\nrole: Lead\n";
    assert_eq!(page_of("personas/mara.yaml", format!("\u{feff}{yaml}")), page_of("personas/mara.yaml", yaml));
}

#[test]
fn y16_windows_line_ends_change_nothing() {
    let with = |end: &str| {
        let site = Site::new()
            .file("personas/mara.md", MARA.replace('\n', end))
            .file("maps/m.yaml", "persona: mara\nsays:\n  - |\n    one\n    two\n  - three\n".replace('\n', end));
        site.build().ok();
        site.output()
    };
    same(&with("\n"), &with("\r\n"));
    same(&with("\n"), &with("\r"));
}

#[test]
fn y18_utf_16_is_named() {
    let bytes: Vec<u8> = "\u{feff}name: P\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    refused(&bytes).has("encoding", "personas/p.yaml:1:1").says("UTF-16").says("save it as UTF-8");
    let bytes: Vec<u8> = "\u{feff}name: P\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    refused(&bytes).has("encoding", "personas/p.yaml:1:1").says("UTF-16");
}

#[test]
fn y20_a_byte_that_is_no_character() {
    refused(b"name: P\nrole: caf\xff\n").has("encoding", "personas/p.yaml:2:10").says("line 2, column 10");
    let outcome = refuse(&[("personas/p.md", b"# Caf\xe9\n")]);
    outcome.has("encoding", "personas/p.md:1:6");
}

#[test]
fn y22_a_nul() {
    mistake("name: P\nrole: a\0b\n", "control-character", "2:8", &["NUL"]);
    mistake("name: P\nrole: \"a\\0b\"\n", "control-character", "2:9", &["control character"]);
}

#[test]
fn y24_fifty_megabytes_are_not_read() {
    let site = Site::built();
    site.content("personas/p.yaml", format!("name: P\nabout: |\n{}", "  text text text text\n".repeat(2_500_000)));
    // The limit is on addresses, not on memory used; stacks of threads and the program itself need some of it.
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -v 900000; exec \"$0\" build --format json", env!("CARGO_BIN_EXE_instep")]);
    command.current_dir(site.root());
    fixed(&mut command);
    let before = site.output();
    let outcome = Outcome::of(command);
    outcome.code(1).within(2.0).has("too-large", "personas/p.yaml:1:1").says("limit is 5 MB");
    same(&before, &site.output());
}

#[test]
fn y26_a_file_that_says_nothing_is_mentioned_with_a_hint() {
    for text in ["", "\n\n", "# only\n# comments\n", "---\n"] {
        let outcome = Site::new().file("personas/p.yaml", text).build();
        outcome.ok().has("empty-file", "personas/p.yaml:1:1").says("instep new persona");
    }
}

#[test]
fn y26_an_empty_markdown_file_is_mentioned_with_a_hint() {
    for text in ["", "\n\n", "---\n---\n", "<!-- nothing -->\n"] {
        let outcome = Site::new().file("personas/p.md", text).build();
        outcome.ok().has("empty-file", "personas/p.md:1:1").says("instep new persona");
    }
}

#[test]
fn y28_a_second_document_is_never_dropped() {
    let site = Site::new().file("personas/p.yaml", "name: Mara\n---\nname: Jun\n");
    site.build().ok();
    let home = site.page("index.html");
    assert!(home.contains("Mara") && home.contains("Jun"), "{home}");
}

/// Wrong values by field: file, text, line:column, what it must say of what was expected and found.
const WRONG_TYPES: &[(&str, &str, &str, &str, &[&str])] = &[
    ("personas/a.yaml", "name: P\nowner: [a, {b: c}]\n", "wrong-type", "2:8", &["owner", "a text", "a list"]),
    ("personas/b.yaml", "name: P\nrole: {a: b, c: d}\n", "wrong-type", "2:7", &["role", "a text", "a mapping"]),
    ("personas/c.yaml", "name: P\ntype: main\n", "invalid-value", "2:7", &["type", "main", "primary, secondary"]),
    ("personas/d.yaml", "name: P\ntype: [primary]\n", "wrong-type", "2:7", &["type", "one of", "a list"]),
    (
        "personas/e.yaml",
        "name: P\ngoals: {a: b, c: d}\n",
        "wrong-type",
        "2:8",
        &["goals", "a list of statements", "a mapping"],
    ),
    (
        "personas/f.yaml",
        "name: P\ngoals: [[a, b]]\n",
        "wrong-type",
        "2:9",
        &["goals", "a list of statements", "a list"],
    ),
    ("personas/g.yaml", "name: P\nscales: high\n", "wrong-type", "2:9", &["scales", "a list of mappings", "a text"]),
    (
        "personas/h.yaml",
        "name: P\nscales: [{label: x, value: lots}]\n",
        "invalid-value",
        "2:28",
        &["value", "lots", "0 to 100"],
    ),
    (
        "personas/i.yaml",
        "name: P\nscales: [{label: x, value: 101}]\n",
        "out-of-range",
        "2:28",
        &["value", "101", "0 to 100"],
    ),
    (
        "personas/j.yaml",
        "name: P\nscales: [{label: x, value: [1]}]\n",
        "wrong-type",
        "2:28",
        &["value", "a number", "a list"],
    ),
    ("personas/k.yaml", "name: P\nreviewed: yesterday\n", "invalid-date", "2:11", &["reviewed", "2026-11-09"]),
    ("personas/l.yaml", "name: P\nreviewed: [2026-01-01]\n", "wrong-type", "2:11", &["reviewed", "a date", "a list"]),
    ("personas/m.yaml", "name: P\nreview_every: often\n", "invalid-value", "2:15", &["review_every", "6 months"]),
    ("personas/n.yaml", "name: P\ndraft: perhaps\n", "invalid-value", "2:8", &["draft", "perhaps", "true"]),
    ("personas/o.yaml", "name: P\ntags: {a: b}\n", "wrong-type", "2:7", &["tags", "a list of words", "a mapping"]),
    ("personas/q.yaml", "name: P\norder: first\n", "invalid-value", "2:8", &["order", "first", "expected a number\n"]),
    ("personas/r.yaml", "- just\n- a list\n", "wrong-type", "1:1", &["a mapping", "a list"]),
    ("personas/s.yaml", "just a text\n", "wrong-type", "1:1", &["a mapping", "a text"]),
    ("maps/a.yaml", "persona: {a: b}\n", "wrong-type", "1:10", &["persona", "one id", "a mapping"]),
    ("maps/b.yaml", "says: [{text: a, count: many}]\n", "invalid-value", "1:25", &["count", "many", "5/7"]),
    ("maps/c.yaml", "says: [{text: a, count: 7/5}]\n", "invalid-value", "1:25", &["count", "7 of 5"]),
    ("maps/d.yaml", "says: [{text: a, times: 1.5}]\n", "out-of-range", "1:25", &["times", "1.5", "whole number"]),
    (
        "maps/e.yaml",
        "says: [{text: a, severity: huge}]\n",
        "invalid-value",
        "1:28",
        &["severity", "huge", "low, medium, high"],
    ),
    ("maps/f.yaml", "says: [{from: [int-1], count: 1/2}]\n", "missing-field", "1:8", &["text"]),
    ("maps/g.yaml", "says: [{text: a, from: {b: c}}]\n", "wrong-type", "1:24", &["from", "a list of ids", "a mapping"]),
    ("maps/h.yaml", "layout: round\n", "invalid-value", "1:9", &["layout", "round", "quadrants"]),
    ("journeys/a.yaml", "stages: none\n", "wrong-type", "1:9", &["stages", "a list of mappings", "a text"]),
    ("journeys/b.yaml", "stages: [{name: a, feels: 3}]\n", "out-of-range", "1:27", &["feels", "3", "-2"]),
    ("journeys/c.yaml", "stages: [{name: a, feels: [1]}]\n", "wrong-type", "1:27", &["feels", "-2 to 2", "a list"]),
    (
        "metrics/a.yaml",
        "series: [{period: Q1, value: {a: b}}]\n",
        "wrong-type",
        "1:30",
        &["value", "a number", "a mapping"],
    ),
    ("metrics/b.yaml", "target: 40\n", "wrong-type", "1:9", &["target", "a mapping", "a text"]),
    ("metrics/c.yaml", "measure: nps\nseries: [{period: Q1, value: 140}]\n", "out-of-range", "2:30", &["140", "-100"]),
];

#[test]
fn y29_wrong_types_are_told_with_field_expectation_and_find() {
    let files: Vec<(&str, &[u8])> = WRONG_TYPES.iter().map(|(path, text, ..)| (*path, text.as_bytes())).collect();
    let outcome = refuse(&files);
    let mut missed = Vec::new();
    for (path, text, rule, place, words) in WRONG_TYPES {
        let here: Vec<_> = outcome.findings.iter().filter(|finding| finding.path.ends_with(path)).collect();
        let good = here.iter().any(|finding| {
            let said = format!("{} {}", finding.message, finding.more);
            finding.rule == *rule
                && finding.place() == format!("{path}:{place}")
                && words.iter().all(|word| said.contains(word))
        });
        if !good {
            missed.push(format!("{text:?} wants {rule} at {place} saying {words:?}, got {here:#?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n\n"));
}

#[test]
fn y29_nothing_is_as_good_as_absent() {
    let text = "name: P\nrole:\ngoals: ~\nreviewed: null\nscales:\ntags:\nquote:\n";
    let with = page_of("personas/p.yaml", text);
    assert_eq!(with, page_of("personas/p.yaml", "name: P\n"));
}

#[test]
fn y29_a_number_or_a_truth_is_a_text_where_a_text_is_wanted() {
    let page = page_of("personas/p.yaml", "name: 007\nrole: 1.10\ngoals: [yes, 2024-01-01, 1e3]\n");
    for text in ["007", "1.10", "yes", "2024-01-01", "1e3"] {
        assert!(page.contains(text), "{text} is not on the page");
    }
}

#[test]
fn y31_an_unknown_field_near_to_a_known_one() {
    let outcome = refuse(&[("maps/m.yaml", b"persna: mara\nsays: [a]\n")]);
    outcome.has("unknown-key", "maps/m.yaml:1:1").says("did you mean `persona`?");
}

#[test]
fn y33_a_python_object_is_refused_and_nothing_is_run() {
    let mark = tempfile::tempdir().unwrap();
    let target = mark.path().join("owned");
    let text = format!("name: P\nrole: !!python/object/apply:os.system [\"touch {}\"]\n", target.display());
    mistake(&text, "yaml-tag", "2:7", &["python/object"]);
    assert!(!target.exists());
}

#[test]
fn y34_unknown_tags_are_refused_and_no_file_is_read() {
    for tag in ["!ruby/object:Gem {a: 1}", "!!binary aGVsbG8=", "!include secret.txt", "!foo bar"] {
        let text = format!("name: P\nrole: {tag}\n");
        let outcome = refuse(&[("personas/p.yaml", text.as_bytes()), ("personas/secret.txt", b"the-secret")]);
        outcome.has("yaml-tag", "personas/p.yaml:2:7");
        assert!(!outcome.stdout.contains("the-secret"));
    }
}

#[test]
fn y35_a_list_or_mapping_as_a_key() {
    mistake("name: P\n? [a, b]\n: c\n", "yaml-key", "2:3", &["key"]);
    mistake("name: P\n? {a: b}\n: c\n", "yaml-key", "2:3", &["key"]);
}

/// A key nobody knows is the writer's own and shown; so are a number and a truth.
#[test]
fn y35_a_number_or_a_truth_as_a_key_is_kept_as_written() {
    let page = page_of("personas/p.yaml", "name: P\n1: first-of-its-own\ntrue: second-of-its-own\n");
    assert!(page.contains("first-of-its-own") && page.contains("second-of-its-own"), "{page}");
}

#[test]
fn y37_a_day_that_is_not_in_the_calendar() {
    mistake("name: P\nreviewed: 2024-02-30\n", "invalid-date", "2:11", &["reviewed", "calendar"]);
}

#[test]
fn y38_dates_have_one_reading_or_are_refused() {
    for date in ["2024-2-3", "03/02/2024", "0000-01-01", "2024", "20240203", "2024-02", "12024-01-01", "-2024-01-01"] {
        mistake(&format!("name: P\nreviewed: {date}\n"), "invalid-date", "2:11", &["reviewed", "2026-11-09"]);
    }
    // With a time, whatever its zone, the day is the one that was written.
    let plain = page_of("personas/p.yaml", "name: P\nreviewed: 2024-02-03\n");
    for date in ["2024-02-03T23:30:00Z", "2024-02-03T00:30:00+02:00", "2024-02-03 10:00"] {
        assert_eq!(page_of("personas/p.yaml", format!("name: P\nreviewed: {date}\n")), plain, "{date}");
    }
}

#[test]
fn y39_ten_mistakes_in_five_files_in_one_run() {
    let text = |n: usize| format!("name: P{n}\ntype: main\nreviewed: soon\n");
    let site = Site::built();
    (0..5).for_each(|n| site.content(&format!("personas/p{n}.yaml"), text(n)));
    let outcome = site.refused();
    let places: Vec<String> = outcome.findings.iter().map(super::super::site::Finding::place).collect();
    let wanted: Vec<String> =
        (0..5).flat_map(|n| [format!("personas/p{n}.yaml:2:7"), format!("personas/p{n}.yaml:3:11")]).collect();
    assert_eq!(places, wanted);
}

#[test]
fn y41_a_required_field_that_is_missing() {
    for (path, text, place, field) in [
        ("personas/p.yaml", "name: P\nscales: [{low: a, high: b}]\n", "2:10", "label"),
        ("journeys/p.yaml", "stages:\n  - does: [a]\n", "2:5", "name"),
        ("metrics/p.yaml", "series: [{period: Q1}]\n", "1:10", "value"),
    ] {
        let outcome = refuse(&[(path, text.as_bytes())]);
        outcome.has("missing-field", &format!("{path}:{place}")).says(&format!("`{field}`"));
    }
}

#[test]
fn y42_one_text_is_a_list_of_one() {
    let one = page_of("personas/p.yaml", "name: P\ngoals: one goal\n");
    assert_eq!(one, page_of("personas/p.yaml", "name: P\ngoals: [one goal]\n"));
}

#[test]
fn y43_a_list_item_without_its_space() {
    mistake("name: P\ngoals:\n  - b\n  -item\n", "yaml-syntax", "4:3", &["space", "- "]);
    mistake("name: P\ngoals:\n-item\n-other\n", "yaml-syntax", "3:1", &["space"]);
}

/// Before any right item YAML takes `-item` for a text, and the next line for its continuation.
#[test]
fn y43_a_first_list_item_without_its_space() {
    let site = Site::new().file("personas/p.yaml", "name: P\ngoals:\n  -item\n  - b\n");
    let outcome = site.build();
    let found = outcome.findings.iter().find(|finding| finding.place() == "personas/p.yaml:3:3");
    found.unwrap_or_else(|| panic!("nothing is said about `-item`: {:#?}", outcome.findings)).says("space");
}

#[test]
fn y44_a_block_text_indented_wrongly() {
    mistake("name: P\nabout: |\n    one\n  two\n", "yaml-syntax", "4:3", &["indent"]);
    mistake("name: P\nabout: |\none\n", "yaml-syntax", "3:1", &["indented"]);
}

#[test]
fn y_front_matter_that_is_never_closed() {
    let outcome = refuse(&[("personas/p.md", b"---\nrole: x\n\n# P\n\ntext\n")]);
    outcome.has("yaml-syntax", "personas/p.md:1:1");
}
