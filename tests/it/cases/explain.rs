//! `instep explain`.

use std::process::Command;

use crate::site::{Outcome, Site, fixed};

/// A run where there is no site.
fn outside(args: &[&str]) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_instep"));
    command.arg("explain").args(args).current_dir(folder.path());
    fixed(&mut command);
    Outcome::of(command)
}

#[test]
fn x01_a_rule_without_a_site() {
    let outcome = outside(&["dead-link"]);
    let text = &outcome.ok().stdout;
    assert!(text.starts_with("A link that leads nowhere\n\ndead-link · warning · references\n\n"), "{text}");
    for part in
        ["\nWrong\n\n  content/personas/mara.md\n    # Mara\n", "`allow: { dead-link: why }`", "{ dead-link: off }"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("```") && !text.contains(" here)"), "{text}");
}

#[test]
fn x01_every_page_fits_on_a_terminal() {
    for rule in instep::rules::ALL {
        let outcome = outside(&[rule.id, "--color", "never"]);
        let is_text = |line: &&str| !line.starts_with("    ") && !line.contains('`');
        let wide = outcome.ok().stdout.lines().filter(is_text).find(|line| line.chars().count() > 80);
        assert_eq!(wide, None, "{}", rule.id);
    }
}

#[test]
fn x02_the_level_that_a_site_gives_it() {
    let site = Site::new();
    site.write("instep.yaml", "title: T\nrules: { dead-link: off, symlink: error, footnote: warning }\n");
    let explained = |rule: &str| site.run(&["explain", rule]).ok().stdout.clone();
    assert!(explained("dead-link").contains("dead-link · warning (off here) · references"));
    assert!(explained("symlink").contains("symlink · warning (error here) · files"));
    assert!(explained("encoding").contains("encoding · error · files"));
    let list = site.run(&["explain"]).ok().stdout.clone();
    let line = |id: &str| list.lines().find(|line| line.contains(&format!("  {id} "))).unwrap_or("").to_owned();
    assert!(line("dead-link").contains("  off  ") && line("symlink").contains("  error  "), "{list}");
}

#[test]
fn x03_what_cannot_be_allowed_in_its_file_is_not_offered_to_be() {
    for (rule, can) in [("dead-link", true), ("list-item", true), ("yaml-syntax", false), ("template", false)] {
        assert_eq!(outside(&[rule]).ok().stdout.contains("`allow: {"), can, "{rule}");
    }
}

#[test]
fn x04_the_list_has_every_rule_below_its_group() {
    let outcome = outside(&[]);
    let mut rest = outcome.ok().stdout.as_str();
    for group in instep::rules::Group::ALL {
        for (at, rule) in group.rules().enumerate() {
            let heading = if at == 0 { format!("{}: ", group.name()) } else { String::new() };
            let line = format!("  {} ", rule.id);
            let (before, after) = rest.split_once(&line).unwrap_or_else(|| panic!("{} is not there: {rest}", rule.id));
            assert!(before.contains(&heading), "{}: {before}", rule.id);
            assert!(after.lines().next().is_some_and(|line| line.contains(rule.title())), "{}", rule.id);
            rest = after;
        }
    }
}

#[test]
fn x05_for_programs() {
    let json = |args: &[&str]| -> serde_json::Value { serde_json::from_str(&outside(args).ok().stdout).unwrap() };
    let one = json(&["dead-link", "--format", "json"]);
    let said = |key: &str| one[key].as_str().unwrap().to_owned();
    assert_eq!((said("id"), said("level"), said("group")), ("dead-link".into(), "warning".into(), "references".into()));
    assert_eq!((said("title").as_str(), said("page").starts_with("# A link")), ("A link that leads nowhere", true));
    assert_eq!(json(&["--format", "json"]).as_array().unwrap().len(), instep::rules::ALL.len());
}

#[test]
fn x06_a_rule_that_does_not_exist() {
    outside(&["dead-lnik"]).code(2).says("there is no rule `dead-lnik`").says("did you mean `dead-link`?");
    outside(&["no-such-thing-at-all"]).code(2).says("`instep explain` lists all rules");
}

#[test]
fn x07_colours_only_when_they_are_wanted() {
    assert!(!outside(&["dead-link"]).stdout.contains('\u{1b}'));
    assert!(outside(&["dead-link", "--color", "always"]).stdout.contains("\u{1b}[1mWrong\u{1b}[0m"));
}

#[test]
fn x08_settings_that_are_named_must_be_there() {
    outside(&["dead-link", "-c", "nowhere.yaml"]).code(3);
    outside(&["dead-link", "-C", "/nowhere"]).code(3);
}
