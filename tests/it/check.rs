//! `instep check`: its options, run by the binary in a fixed world.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::site::{MARA, Outcome, Site, TODAY, fixed, mode, same, set_mode, tree};

/// A map that says something with evidence and something without.
const MAP: &str =
    "---\npersona: mara\n---\n## Thinks\n- I check it three times. [[int-04]]\n- Friday is the worst day.\n";
const SESSION: &str = "---\ntype: interview\ndate: 2026-10-09\nparticipants: [P04]\nconsent: internal\n---\n# Interview 4\n\n## Transcript\n**P04:** I check it three times.\n";

fn cited() -> Site {
    // One interview is enough here.
    let site = Site::new().other("instep.yaml", "title: A test\nrules: { one-interview: off }\n");
    site.file("personas/mara.md", MARA).file("maps/mara-friday.md", MAP).file("sessions/int-04.md", SESSION)
}

fn check(site: &Site, args: &[&str]) -> Outcome {
    site.run(&[&["check", "--today", TODAY], args].concat())
}

fn json(site: &Site, args: &[&str]) -> Value {
    let outcome = check(site, &[&["-q", "--format", "json"], args].concat());
    serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("{error}: {outcome:?}"))
}

/// A question to git in a world of its own.
fn git(site: &Site, args: &[&str]) {
    let mut command = Command::new("git");
    let own = ["-c", "user.name=Mara", "-c", "user.email=mara@example.org", "-c", "init.defaultBranch=main"];
    command.args(own).args(args).current_dir(site.root());
    fixed(&mut command);
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("HOME", site.root());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn committed(site: Site) -> Site {
    git(&site, &["init", "-q"]);
    commit(&site);
    site
}

fn commit(site: &Site) {
    git(site, &["add", "-A"]);
    git(site, &["commit", "-q", "-m", "a change"]);
}

// ---- what is said -------------------------------------------------------------------------------------------------

#[test]
fn nothing_wrong_is_said_with_what_the_statements_rest_on() {
    let outcome = check(&cited(), &[]);
    outcome
        .ok()
        .says("Nothing is wrong, and 3 hints; -v shows them.")
        .says("1 of 3 statements rests on something; 2 are guesses.");
    assert!(outcome.stdout.is_empty());
    let quiet = check(&cited(), &["-q"]);
    assert!(quiet.stderr.is_empty() && quiet.stdout.is_empty(), "{quiet:?}");
}

#[test]
fn many_findings_stay_readable_and_none_is_hidden() {
    let links: String = (0..30).map(|n| format!("- [a](nowhere-{n}.md)\n")).collect();
    let site =
        cited().file("personas/jun.md", format!("# Jun\n\n## Notes\n\n{links}\n## Goals\n\n- Peace [[nobody]]\n"));
    let outcome = check(&site, &[]);
    outcome.code(1).says("1 error and 30 warnings in 1 file").says("Most often: dead-link (30), unknown-reference (1)");
    assert_eq!(outcome.stderr.matches(" --> content/personas/jun.md").count(), 21, "{}", outcome.stderr);
    for n in 0..30 {
        assert!(outcome.stderr.contains(&format!("nowhere-{n}.md")), "{n}");
    }
}

#[test]
fn a_summary_is_part_of_the_json() {
    let report = json(&cited().file("personas/jun.md", "# Jun\n\n[a](nowhere.md)\n"), &[]);
    assert_eq!(report["version"], 1);
    let summary = &report["summary"];
    assert_eq!((&summary["errors"], &summary["warnings"]), (&0.into(), &1.into()));
    let of_rule = |rule: &Value| rule["rule"] == "dead-link" && rule["count"] == 1;
    assert!(summary["rules"].as_array().unwrap().iter().any(of_rule), "{summary}");
    assert_eq!(summary["coverage"]["total"], 3);
    assert_eq!(summary["coverage"]["personas"][0]["id"], "mara");
}

#[test]
fn warnings_fail_only_where_they_should() {
    let site = cited().file("personas/jun.md", "# Jun\n\n[a](nowhere.md) [b](nowhere-else.md)\n");
    check(&site, &[]).code(0);
    check(&site, &["--strict"]).code(1);
    check(&site, &["--max-warnings", "2"]).code(0);
    check(&site, &["--max-warnings", "1"]).code(1);
    check(&site, &["--strict", "--max-warnings", "1"]).code(2);
}

#[test]
fn a_closed_pipe_and_no_colours() {
    let links: String = (0..3_000).map(|n| format!("- [a](nowhere-{n}.md)\n")).collect();
    let site = cited().file("personas/jun.md", format!("# Jun\n\n{links}"));
    for format in ["human", "json", "github", "sarif"] {
        let mut command = Command::new("sh");
        let line = format!("\"$0\" check --format {format} 2>&1 | head -1");
        command.args(["-c", &line, env!("CARGO_BIN_EXE_instep")]).current_dir(site.root());
        fixed(&mut command);
        let outcome = Outcome::of(command);
        assert!(!outcome.stdout.is_empty() && !outcome.stdout.contains(['\u{1b}']), "{format}");
        outcome.ok();
    }
    assert!(check(&site, &["--color", "always"]).stderr.contains("\u{1b}["));
}

#[test]
fn code_hosts_count_paths_from_the_top_of_the_repository() {
    let site = cited().file("personas/jun.md", "# Jun\n\n[a](nowhere.md)\n");
    fs::create_dir_all(site.path("repository/.git")).unwrap();
    for part in ["instep.yaml", "content"] {
        fs::create_dir_all(site.path("repository/docs")).unwrap();
        fs::rename(site.path(part), site.path("repository/docs").join(part)).unwrap();
    }
    let github = check(&site, &["-C", "repository/docs", "--format", "github"]);
    assert!(github.stdout.starts_with("::warning file=docs/content/personas/jun.md,line=3,"), "{}", github.stdout);
    let log: Value =
        serde_json::from_str(&check(&site, &["-C", "repository/docs", "--format", "sarif"]).stdout).unwrap();
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "docs/content/personas/jun.md");
}

// ---- --fix --------------------------------------------------------------------------------------------------------

#[test]
fn what_is_mended_keeps_every_other_byte() {
    let before = "\u{feff}---\r\npersona: Mara Lindqvist\r\n---\r\n## Says\r\n- I check it. [[int-04]] <!-- allow dead-link: old -->\r\n";
    let after = "\u{feff}---\r\npersona: mara\r\n---\r\n## Says\r\n- I check it. [[int-04]]\r\n";
    let site = cited().file("maps/mara-friday.md", before);
    set_mode(&site.path("content/maps/mara-friday.md"), 0o640);
    let untouched = tree(site.root());
    check(&site, &[]).code(1).says("2 are mended by `instep check --fix`");
    check(&site, &["--fix", "--dry-run"])
        .code(1)
        .says("Would mend content/maps/mara-friday.md:2:10: `Mara Lindqvist` would be `mara`.");
    same(&untouched, &tree(site.root()));
    check(&site, &["--fix"]).code(0).says("Mended content/maps/mara-friday.md:2:10: `Mara Lindqvist` is now `mara`.");
    assert_eq!(fs::read_to_string(site.path("content/maps/mara-friday.md")).unwrap(), after);
    assert_eq!(mode(&site.path("content/maps/mara-friday.md")) & 0o777, 0o640);
    let mended = tree(site.root());
    check(&site, &["--fix"]).code(0);
    same(&mended, &tree(site.root()));
}

#[test]
fn a_title_that_could_be_two_things_is_left_alone() {
    let site = cited()
        .file("personas/other.md", "# Mara Lindqvist\n")
        .file("maps/x.md", "---\npersona: Mara Lindqvist\n---\n## Says\n- Yes\n");
    let before = tree(site.root());
    check(&site, &["--fix"]).code(1);
    same(&before, &tree(site.root()));
}

#[test]
fn one_round_mends_what_the_one_before_made_visible() {
    let site = cited().file("maps/x.yaml", "says:\n- One\n-Two\npersona: Mara Lindqvist\n");
    check(&site, &["--fix"]).code(0);
    let text = fs::read_to_string(site.path("content/maps/x.yaml")).unwrap();
    assert_eq!(text, "says:\n- One\n- Two\npersona: mara\n");
}

#[test]
fn links_stay_links_and_nothing_outside_is_written() {
    let site = cited().file("maps/real.md", "---\npersona: Mara Lindqvist\nid: one\n---\n## Says\n- Yes\n");
    let outside = tempfile::tempdir().unwrap();
    let text = "---\npersona: Mara Lindqvist\n---\n## Says\n- Yes\n";
    fs::write(outside.path().join("x.md"), text).unwrap();
    std::os::unix::fs::symlink(outside.path().join("x.md"), site.path("content/maps/away.md")).unwrap();
    check(&site, &["--fix"]).code(0);
    assert_eq!(fs::read_to_string(outside.path().join("x.md")).unwrap(), text);
    assert!(site.path("content/maps/away.md").is_symlink());
    assert!(fs::read_to_string(site.path("content/maps/real.md")).unwrap().contains("persona: mara\n"));
}

// ---- the baseline -------------------------------------------------------------------------------------------------

#[test]
fn what_is_in_the_baseline_is_not_shown() {
    let site = cited().file("personas/jun.md", "# Jun\n\n[a](nowhere.md)\n\n## Goals\n\n- Peace [[nobody]]\n");
    check(&site, &["--write-baseline"]).code(0).says("2 findings are known from now on");
    let written = fs::read_to_string(site.path("instep-baseline.json")).unwrap();
    assert_eq!(written.lines().count(), 4, "{written}");
    check(&site, &["--strict"]).code(0).says("Nothing new is wrong").says("Not shown: 2 in the baseline.");
    check(&site, &["--no-baseline"]).code(1);

    // Moved, set anew and in a file of another name, it is the same.
    site.delete("content/personas/jun.md");
    site.content("personas/jun-ito.md", "# Jun\n\nMore.\n\n* [a](nowhere.md)\n\n## Goals\n\n*  Peace   [[nobody]]\n");
    check(&site, &["--strict"]).code(0).says("Not shown: 2 in the baseline.");

    // What is new is shown, what is mended is told.
    site.content("personas/jun-ito.md", "# Jun\n\n[a](nowhere.md)\n\n[b](gone.md)\n");
    let outcome = check(&site, &["--strict"]);
    outcome.code(1).says("gone.md").says("1 entry of the baseline is mended; `--write-baseline` takes out what is.");
    check(&site, &["--write-baseline"]).code(0);
    let again = fs::read_to_string(site.path("instep-baseline.json")).unwrap();
    check(&site, &["--write-baseline"]).code(0);
    assert_eq!(again, fs::read_to_string(site.path("instep-baseline.json")).unwrap());
}

#[test]
fn what_is_in_the_baseline_does_not_stop_a_build() {
    let jun = "---\nage: many\n---\n# Jun\n\n[a](nowhere.md)\n\n## Goals\n\n- Peace [[nobody]]\n";
    let site = cited().file("personas/jun.md", jun);
    site.build().code(1);
    check(&site, &["--write-baseline"]).code(0);
    let line = site.run(&["build", "--strict", "--today", TODAY]);
    line.code(0).says("; 2 known findings are not shown.");
    assert!(site.page("people/jun/index.html").contains("Peace"));
    // What is new stops it, and so does what leaves a page out, known or not.
    site.content("personas/ana.md", "# Ana\n\n## Goals\n\n- Rest [[nobody-else]]\n");
    site.run(&["build", "--today", TODAY]).code(1).says("1 error; 2 known findings are not shown; the old site");
    site.content("personas/ana.md", "---\nid: [\n---\n# Ana\n");
    check(&site, &["--write-baseline"]).code(0);
    check(&site, &[]).code(0);
    let built = site.build();
    let rules: Vec<&str> = built.code(1).findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["yaml-syntax"]);
}

#[test]
fn what_a_build_would_find_is_found() {
    let site = cited()
        .file("people/mara.md", "---\nkind: page\n---\n# Mine\n")
        .other("templates/home.html", "{{ page.title | safe }}");
    let (built, checked) = (site.build(), json(&site, &[]));
    let rules: Vec<&str> = built.findings.iter().map(|finding| finding.rule.as_str()).collect();
    let of_check = checked["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap());
    assert_eq!(of_check.collect::<Vec<_>>(), rules);
    assert!(rules.contains(&"duplicate-address") && rules.contains(&"template"), "{rules:?}");
    let broken =
        cited().other("templates/home.html", "{% if %}").other("instep.yaml", "title: A\nrules: { template: off }\n");
    broken.build().code(4);
    check(&broken, &[]).code(4).says("template").says("1 error");
    check(&broken, &["--write-baseline"]).code(0);
    check(&broken, &[]).code(4);
}

#[test]
fn people_in_the_settings_are_looked_up() {
    let site = cited().file("personas/jun.md", "---\ndraft: true\n---\n# Jun\n");
    site.write("instep.yaml", "title: A test\nrules: { one-interview: off }\npeople: [jun, marra, mara]\n");
    let found = json(&site, &[])["findings"].clone();
    assert_eq!(found.as_array().map(Vec::len), Some(1), "{found}");
    let (rule, path) = (&found[0]["rule"], &found[0]["path"]);
    assert_eq!((rule.as_str(), path.as_str()), (Some("unknown-reference"), Some("instep.yaml")));
    assert_eq!((&found[0]["start"]["line"], &found[0]["start"]["column"]), (&3.into(), &15.into()));
    check(&site, &[]).code(1).says("there is no person `marra`").says("did you mean `mara`?");
}

#[test]
fn a_baseline_that_cannot_be_used_is_told() {
    let site = cited().other("instep-baseline.json", "{");
    check(&site, &[]).code(3).says("cannot use the baseline").says("--write-baseline");
    check(&site, &["--no-baseline"]).code(0);
    check(&site, &["--baseline", "nowhere.json"]).code(3);
    check(&site, &["--baseline", "other.json", "--write-baseline"]).code(0);
    check(&site, &["--baseline", "other.json"]).code(0);
}

// ---- other revisions ----------------------------------------------------------------------------------------------

#[test]
fn only_what_has_changed_is_shown() {
    let site = committed(cited().file("personas/jun.md", "# Jun\n\n[a](nowhere.md)\n\n[[int-04]]\n"));
    check(&site, &["--changed-since", "HEAD", "--strict"]).code(0).says("about what has not changed");
    git(&site, &["checkout", "-q", "-b", "work"]);
    site.content("personas/jun.md", "# Jun\n\nNew words.\n\n[a](nowhere.md)\n\n[b](gone.md)\n\n[[int-04]]\n");
    let shown = json(&site, &["--changed-since", "main"]);
    assert_eq!(shown["findings"].as_array().map(Vec::len), Some(1), "{shown}");
    assert_eq!(shown["findings"][0]["start"]["line"], 7);
    commit(&site);
    // What others did on the other branch meanwhile is no change of this one.
    git(&site, &["checkout", "-q", "main"]);
    site.content("personas/jun.md", "# Jun\n");
    commit(&site);
    git(&site, &["checkout", "-q", "work"]);
    assert_eq!(json(&site, &["--changed-since", "main"])["findings"].as_array().map(Vec::len), Some(1));
    // A reference that breaks because something else was deleted is new, though its line is not.
    site.delete("content/sessions/int-04.md");
    let outcome = check(&site, &["--changed-since", "main"]);
    outcome.code(1).says("int-04").says("deleted-but-used");
}

#[test]
fn a_site_in_a_folder_of_a_repository_is_compared_too() {
    let site = committed(cited().file("personas/jun.md", "# Jun\n\n[a](nowhere.md)\n"));
    for part in ["instep.yaml", "content"] {
        fs::create_dir_all(site.path("docs")).unwrap();
        fs::rename(site.path(part), site.path("docs").join(part)).unwrap();
    }
    commit(&site);
    check(&site, &["-C", "docs", "--changed-since", "HEAD", "--strict"]).code(0).says("1 of 3 statements");
    check(&site, &["-C", "docs", "--changed-since", "HEAD~1", "--strict"]).code(1);
}

#[test]
fn a_comparison_that_is_not_possible_is_an_error() {
    let site = cited();
    check(&site, &["--changed-since", "main"]).code(2).says("in no git repository");
    let site = committed(site);
    check(&site, &["--changed-since", "nope"]).code(2).says("no revision `nope`").says("origin/main");
    check(&site, &["--ratchet", "nope"]).code(2);
    check(&site, &["--changed-since=--output=x"]).code(2).says("no revision");
    git(&site, &["checkout", "-q", "--orphan", "apart"]);
    // The same files in the same second would be the same commit.
    site.content("personas/jun.md", "# Jun\n");
    commit(&site);
    check(&site, &["--changed-since", "main"]).code(2).says("no commit in common");
    let shallow = Site::new();
    let from = format!("file://{}", site.root().display());
    site.content("personas/dot.md", "# Dot\n");
    commit(&site);
    git(&shallow, &["clone", "-q", "--depth", "1", &from, "copy"]);
    check(&shallow, &["-C", "copy", "--changed-since", "HEAD~1"]).code(2).says("fetch-depth: 0");
    let mut command = site.command(&["check", "--changed-since", "main"]);
    command.env("PATH", "/nowhere");
    Outcome::of(command).code(2).says("git cannot be run");
}

#[test]
fn coverage_may_not_fall_behind_a_ratchet() {
    let site = committed(cited());
    check(&site, &["--ratchet", "HEAD"]).code(0);
    site.content("maps/mara-friday.md", format!("{MAP}- Nobody notices payroll until it fails.\n"));
    let outcome = check(&site, &["--ratchet", "HEAD"]);
    outcome
        .code(1)
        .says("coverage-fell")
        .says("1 of 4 statements (25.0 %), after 1 of 3 statements (33.3 %); 1 new guess");
    outcome.says("Mara Lindqvist: 1 of 4").says("Nobody notices payroll");
    let report = json(&site, &["--ratchet", "HEAD"]);
    assert_eq!(report["findings"][0]["rule"], "coverage-fell");
    assert_eq!(report["summary"]["errors"], 1);
    // More evidence is welcome, and so is a statement less.
    site.content("maps/mara-friday.md", format!("{MAP}- It fails on Fridays. [[int-04]]\n"));
    check(&site, &["--ratchet", "HEAD"]).code(0);
}
