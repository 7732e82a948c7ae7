//! What hangs on walls: a sheet is out of date when what it says has changed, and at no other time.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use crate::site::{Outcome, Site, fixed};

const MARA: &str = "---\nrole: Payroll lead\nquote: '\"It is never the same\" [[int-1]]'\n---\n# Mara Lindqvist\n\n## Goals\n\n- A safe Friday [[int-1]]\n";

const MAP: &str = "persona: mara\nscenario: Pay day\nsays:\n  - '\"It is never the same\" [[int-1]]'\nfeels:\n  - Alone with the clock\npains:\n  - The countdown is in another time [[int-1]]\n";

/// Two people, each with a map, a journey and a story: every sheet of theirs hangs in a room.
fn site() -> Site {
    let site = Site::new()
        .file("sessions/int-1.md", "---\ntype: interview\ndate: 2026-10-09\nparticipants: [P1]\npersonas: [mara, jun]\nconsent: public\n---\n# A talk\n")
        .file("personas/mara.md", MARA)
        .file("maps/mara-pay-day.yaml", MAP)
        .file("personas/jun.md", MARA.replace("Mara Lindqvist", "Jun Okafor").replace("A safe Friday", "A full shop"))
        .file("maps/jun-saturday.yaml", MAP.replace("mara", "jun").replace("The countdown is in another time", "The till stops"))
        .file("journeys/mara-year.yaml", "persona: mara\nstages:\n  - name: Begin\n    feels: -1\n    does: [Reads everything]\n  - name: Go on\n    feels: 1\n");
    let sheets = ["mara", "jun", "mara-pay-day", "jun-saturday", "mara-year", "hurts"];
    let line = |sheet: &&str| format!("- {{ room: Hall, sheet: {sheet}, paper: a3, date: 2026-11-01 }}\n");
    site.content("wall.yaml", sheets.iter().map(line).collect::<String>());
    let ids = told(&site).into_iter().map(|(sheet, told)| (sheet, told["now"].as_str().unwrap().to_owned()));
    let line = |(sheet, id): (String, String)| {
        format!("- {{ room: Hall, sheet: {sheet}, paper: a3, id: {id}, date: 2026-11-01 }}\n")
    };
    site.content("wall.yaml", ids.map(line).collect::<String>());
    site
}

fn run(site: &Site, args: &[&str]) -> Outcome {
    site.run(&[&["wall", "--today", "2026-11-23"], args].concat())
}

/// What is told of each sheet.
fn told(site: &Site) -> BTreeMap<String, Value> {
    let mut command = site.command(&["wall", "--today", "2026-11-23", "--format", "json"]);
    let output = command.output().unwrap();
    let all: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}: {} {}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    });
    all.into_iter().map(|sheet| (sheet["sheet"].as_str().unwrap().to_owned(), sheet)).collect()
}

fn outdated(site: &Site) -> Vec<String> {
    told(site).into_iter().filter(|(_, sheet)| sheet["truth"] != "current").map(|(name, _)| name).collect()
}

#[test]
fn formatting_makes_no_sheet_out_of_date() {
    let site = site();
    assert_eq!(outdated(&site), Vec::<String>::new());
    // Other quotation marks of YAML, folded lines, other indents, a comment, bold words, other line ends.
    let map = MAP
        .replace("'\"It is never the same\" [[int-1]]'", ">-\n      \"It is never\n      the same\" [[int-1]]")
        .replace("Alone with the clock", "Alone with **the clock**")
        .replace("persona: mara\n", "# Seen on a Tuesday.\npersona: \"mara\"\n");
    site.content("maps/mara-pay-day.yaml", map.replace('\n', "\r\n"));
    site.content("personas/mara.md", MARA.replace("- A safe Friday", "* A   safe\n  Friday"));
    assert_eq!(outdated(&site), Vec::<String>::new());
    run(&site, &["--strict"]).ok();
}

#[test]
fn a_changed_pain_makes_the_sheets_that_show_it_out_of_date_and_no_other() {
    let site = site();
    site.content("maps/mara-pay-day.yaml", MAP.replace("another time", "the time of the server"));
    assert_eq!(outdated(&site), ["hurts", "mara", "mara-pay-day"]);
    run(&site, &[]).code(0);
    run(&site, &["--strict"]).code(1);
    run(&site, &["--strict", "--room", "Cellar"]).code(0);
    // The page says the same.
    site.build().ok();
    let html = site.page("walls/index.html");
    assert_eq!(html.matches("class=\"outdated\"").count(), 3, "{html}");
    assert_eq!(html.matches("class=\"current\"").count(), 3);
    assert!(html.contains("3 sheets are out of date"));
}

#[test]
fn what_we_are_surer_of_is_another_sheet() {
    let site = site();
    site.content("maps/mara-pay-day.yaml", MAP.replace("Alone with the clock", "Alone with the clock [[int-1]]"));
    assert_eq!(outdated(&site), ["mara", "mara-pay-day"]);
}

#[test]
fn a_sheet_that_nobody_knows_is_told_with_its_place() {
    let site = Site::new()
        .file("personas/mara.md", MARA.replace(" [[int-1]]", "").replace("quote: '\"It is never the same\"'\n", ""));
    site.content("wall.yaml", "- { room: Hall, sheet: marra }\n- { room: Hall, shet: mara }\n");
    let outcome = site.run(&["check", "--format", "json"]);
    let lost = outcome.has("unknown-reference", "wall.yaml:1:24");
    assert_eq!(lost.level, "warning");
    lost.says("mara");
    outcome.has("unknown-key", "wall.yaml:2:17");
    assert_eq!(told(&site)["marra"]["truth"], "gone");
}

#[test]
fn git_knows_what_a_sheet_said_on_its_day() {
    let site = site();
    let git = |day: &str, args: &[&str]| {
        let mut command = Command::new("git");
        fixed(&mut command);
        let names = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
        command.current_dir(site.root()).args(names).args(args);
        command.env("GIT_AUTHOR_DATE", format!("{day}T12:00:00")).env("GIT_COMMITTER_DATE", format!("{day}T12:00:00"));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    git("2026-10-30", &["init", "-q"]);
    git("2026-10-30", &["add", "-A"]);
    git("2026-10-30", &["commit", "-qm", "first"]);
    site.content("maps/mara-pay-day.yaml", MAP.replace("another time", "the time of the server"));
    git("2026-11-10", &["add", "-A"]);
    git("2026-11-10", &["commit", "-qm", "second"]);
    let outcome = run(&site, &[]);
    let text = &outcome.stdout;
    for line in ["Gone: The countdown is in another time", "New: The countdown is in the time of the server"] {
        assert_eq!(text.matches(line).count(), 3, "{text}");
    }
    assert!(text.contains("instep poster mara-pay-day --paper a3"), "{text}");
    // Not asked, nothing is claimed.
    assert!(!run(&site, &["--no-history"]).stdout.contains("Gone:"));
}

#[test]
fn just_what_is_out_of_date_is_printed_again_on_the_paper_it_hangs_on() {
    let site = site();
    let again = ["poster", "--outdated", "--today", "2026-11-23"];
    site.run(&again).ok();
    assert!(!site.path("posters").exists());
    site.content("maps/mara-pay-day.yaml", MAP.replace("another time", "the time of the server"));
    let outcome = site.run(&again);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let files = std::fs::read_dir(site.path("posters")).unwrap();
    let mut files: Vec<String> = files.map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect();
    files.sort();
    assert_eq!(files, ["hurts-a3.pdf", "mara-a3.pdf", "mara-pay-day-a3.pdf"]);
    // With the lines that are told, nothing is out of date any more.
    let lines: Vec<&str> = outcome.stderr.lines().filter(|line| line.starts_with("- {")).collect();
    assert_eq!(lines.len(), 3, "{}", outcome.stderr);
    site.content("wall.yaml", lines.join("\n") + "\n");
    assert_eq!(outdated(&site), Vec::<String>::new());
}
