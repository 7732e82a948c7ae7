//! References, ids and addresses.

use crate::site::{MARA, Outcome, Site, refuse};

const MAP: &str = "persona: mara\nsays: [a]\n";

/// Builds a site of these files.
#[track_caller]
fn build(files: &[(&str, &str)]) -> (Site, Outcome) {
    let site = files.iter().fold(Site::new(), |site, (path, text)| site.file(path, text));
    let outcome = site.build();
    (site, outcome)
}

#[test]
fn r01_an_unknown_id_with_the_nearest_one() {
    let outcome = refuse(&[("maps/m.yaml", b"says: [a]\npersona: marra\n")]);
    outcome.has("unknown-reference", "maps/m.yaml:2:10").level("error").says("`marra`").says("did you mean `mara`?");
}

#[test]
fn r01_an_unknown_source_of_an_item() {
    let text = "persona: mara\nsays:\n  - text: a\n    from: [int-4]\n  - 'b [[int-4#L3]]'\n";
    let outcome =
        refuse(&[("maps/m.yaml", text.as_bytes()), ("sessions/int-04.md", b"---\ntype: interview\n---\n# I\n")]);
    outcome.has("unknown-reference", "maps/m.yaml:4:12").says("int-04");
    outcome.has("unknown-reference", "maps/m.yaml:5:10").says("int-04");
}

#[test]
fn r03_one_id_in_two_files_names_both() {
    let outcome = refuse(&[("personas/other.md", b"---\nid: mara\n---\n# B\n")]);
    let all = outcome.all("duplicate-id");
    assert_eq!(all.len(), 1, "{all:#?}");
    let said = format!("{} {} {}", all[0].path, all[0].message, all[0].more);
    assert!(said.contains("personas/mara.md") && said.contains("personas/other.md"), "{said}");
}

#[test]
fn r07_an_id_that_climbs_is_refused() {
    for id in ["../../etc/x", "/etc/x", "..", "a/../../b", "'C:\\x'", "'a\\0'"] {
        let text = format!("---\nid: {id}\n---\n# B\n");
        let outcome = refuse(&[("personas/b.md", text.as_bytes())]);
        outcome.has("invalid-id", "personas/b.md:2:5");
    }
}

#[test]
fn r09_reserved_names_do_not_clash() {
    let (site, outcome) = build(&[
        ("personas/i.md", "---\nid: index\n---\n# Index Person\n\nWords of the person.\n"),
        ("people.md", "# About people\n\nWords of the page.\n"),
        ("404.md", "# Not there\n"),
        ("assets.md", "# Assets\n"),
        ("search.md", "# Search\n"),
    ]);
    outcome.ok();
    assert!(site.page("people/index/index.html").contains("Words of the person."));
    assert!(!site.page("index.html").contains("Words of the person."));
    let pages = site.output();
    let shown = pages.values().filter(|bytes| String::from_utf8_lossy(bytes).contains("<p>Words of the page.")).count();
    assert_eq!(shown, 1, "{:?}", pages.keys());
}

/// The second leaf of a long list has an address as well.
#[test]
fn r09_a_file_at_the_address_of_a_leaf_is_told() {
    let site = (0..61).fold(Site::new(), |site, n| site.file(&format!("stories/s{n}.md"), format!("# Story {n}\n")));
    let site = site.file("stories/page-2.md", "---\nkind: page\n---\n# Mine\n");
    site.build().code(1).has("duplicate-address", "stories/page-2.md:4:3");
}

#[test]
fn r11_ids_without_a_latin_letter_are_addresses() {
    let (site, outcome) = build(&[
        ("personas/🎉.md", "# Party\n\n[one](山田.md) [two](<🚀.md>) [[山田]]\n"),
        ("personas/🚀.md", "# Rocket\n"),
        ("personas/山田.md", "# 山田\n"),
    ]);
    outcome.clean();
    let people: Vec<String> = site
        .output()
        .into_keys()
        .filter(|path| path.starts_with("people/") && path.ends_with("/index.html") && path.matches('/').count() == 2)
        .collect();
    assert_eq!(people.len(), 3, "{people:?}");
    assert!(people.iter().all(|path| path.is_ascii()), "{people:?}");
}

/// No relation between files must be a tree here: a circle is no mistake, and no endless loop.
#[test]
fn r13_circles_are_no_mistake() {
    let (_, outcome) = build(&[
        ("personas/a.yaml", "name: A\nrelations: [{persona: b, verb: asks}]\n"),
        ("personas/b.yaml", "name: B\nrelations: [{persona: a, verb: answers}]\n"),
        ("insights/i.yaml", "statement: I\nsupports: [k]\n"),
        ("insights/k.yaml", "statement: K\nsupports: [i]\ncontradicts: [k]\n"),
        (
            "maps/m.yaml",
            "persona: a\nsays:\n  - {id: x, text: X, same_as: y, against: y}\n  - {id: y, text: Y, same_as: x, inferred_from: x}\n",
        ),
    ]);
    outcome.ok().within(1.0);
}

#[test]
fn r15_a_renamed_target_is_suggested() {
    let site = Site::new().file("personas/mara.md", MARA).file("maps/m.yaml", MAP);
    site.build().ok();
    site.delete("content/personas/mara.md");
    site.content("personas/mara-lindqvist.md", MARA);
    site.refused().has("unknown-reference", "maps/m.yaml:1:10").says("mara-lindqvist");
}

#[test]
fn r16_every_reference_to_a_deleted_target_is_named() {
    let site = (0..50)
        .fold(Site::new(), |site, n| site.file(&format!("maps/m{n:02}.yaml"), MAP))
        .file("personas/mara.md", MARA);
    site.build().ok();
    site.delete("content/personas/mara.md");
    let outcome = site.refused();
    let places: Vec<String> = outcome.findings.iter().map(super::super::site::Finding::place).collect();
    assert_eq!(places, (0..50).map(|n| format!("maps/m{n:02}.yaml:1:10")).collect::<Vec<_>>());
}

#[test]
fn r17_an_id_wins_over_the_file_name() {
    let (site, outcome) = build(&[
        ("personas/file.md", "---\nid: other\n---\n# O\n"),
        ("maps/m.yaml", "persona: other\nsays: [a]\n"),
        ("x.md", "# X\n\n[by file](personas/file.md) [[other]]\n"),
    ]);
    outcome.clean();
    assert!(site.has("people/other/index.html") && !site.has("people/file/index.html"));
}

#[test]
fn r17_the_file_name_is_no_second_name() {
    let outcome =
        refuse(&[("personas/file.md", b"---\nid: other\n---\n# O\n"), ("maps/m.yaml", b"persona: file\nsays: [a]\n")]);
    outcome.has("unknown-reference", "maps/m.yaml:1:10");
}

#[test]
fn r19_spaces_in_names_and_ids() {
    let (site, outcome) = build(&[
        ("personas/mara lind.md", "# Mara\n"),
        (
            "personas/jo.md",
            "---\nid: jo an\n---\n# Jo\n\n[a](<mara lind.md>) [b](mara%20lind.md) [[mara lind]] [[mara-lind]] [[jo an]]\n",
        ),
        ("maps/m.yaml", "persona: mara lind\nsays: [a]\n"),
    ]);
    outcome.clean();
    assert_eq!(site.page("people/jo-an/index.html").matches("<a href=\"../mara-lind/index.html\"").count(), 4);
}

#[test]
fn r21_a_name_instead_of_an_id() {
    let outcome = refuse(&[("maps/m.yaml", b"persona: Mara Lindqvist\nsays: [a]\n")]);
    outcome.has("unknown-reference", "maps/m.yaml:1:10").says("did you mean `mara`?");
}

#[test]
fn r22_one_id_in_two_kinds_is_allowed_and_told_apart_by_the_kind() {
    let (site, outcome) = build(&[
        ("personas/mara.md", MARA),
        ("stories/mara.md", "---\npersona: mara\n---\n# S\n"),
        ("x.md", "# X\n\n[[persona/mara]] and [[story/mara]]\n"),
        ("insights/i.yaml", "statement: x\nsupports: [mara]\n"),
    ]);
    outcome.clean();
    let page = site.page("x/index.html");
    assert!(page.contains("people/mara/index.html") && page.contains("stories/mara/index.html"), "{page}");
}

#[test]
fn r22_an_ambiguous_reference_names_both() {
    let (_, outcome) = build(&[
        ("personas/mara.md", MARA),
        ("stories/mara.md", "---\npersona: mara\n---\n# S\n"),
        ("x.md", "# X\n\n[[mara]]\n"),
    ]);
    outcome.ok().has("dead-link", "x.md:3:1").says("persona/mara or story/mara");
}

#[test]
fn r22_ids_that_differ_in_case_only_do_not_share_an_address() {
    let outcome = refuse(&[("personas/Mara.md", b"# Another\n")]);
    outcome.has("duplicate-id", "personas/mara.md:4:3").says("Mara.md");
}

#[test]
fn r23_a_persona_nobody_refers_to_is_no_mistake() {
    let (_, outcome) = build(&[("personas/mara.md", MARA)]);
    outcome.clean();
}

#[test]
fn r24_a_diamond_of_references() {
    let (_, outcome) = build(&[
        ("insights/a.yaml", "statement: A\nsupports: [b, c]\n"),
        ("insights/b.yaml", "statement: B\nsupports: [s]\n"),
        ("insights/c.yaml", "statement: C\nsupports: [s]\n"),
        ("sessions/s.md", "---\ntype: interview\n---\n# S\n"),
    ]);
    outcome.clean();
}

#[test]
fn r_a_reference_to_the_wrong_kind() {
    let outcome =
        refuse(&[("maps/m.yaml", b"persona: s\nsays: [a]\n"), ("sessions/s.md", b"---\ntype: interview\n---\n# S\n")]);
    outcome.has("unknown-reference", "maps/m.yaml:1:10").says("session").says("sessions/s.md:4:3");
}
