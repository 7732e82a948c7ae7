//! The command line and CI.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::site::{MARA, Outcome, Site, TODAY, fixed, same, set_mode, tree, without_rights};

/// A shell line in the fixed world, with the binary as `$0`.
fn shell(site: &Site, line: &str) -> Outcome {
    let mut command = Command::new("sh");
    command.args(["-c", line, env!("CARGO_BIN_EXE_instep")]).current_dir(site.root());
    fixed(&mut command);
    Outcome::of(command)
}

fn coloured(text: &str) -> bool {
    text.contains('\u{1b}') || text.contains('\r')
}

/// A site with a mistake.
fn mistaken() -> Site {
    Site::new().file("personas/p.yaml", "name: P\ntype: main\n")
}

#[test]
fn c01_no_colours_without_a_terminal() {
    let site = mistaken();
    let mut command = site.command(&["build"]);
    command.env_remove("NO_COLOR").env("TERM", "xterm-256color");
    let outcome = Outcome::of(command);
    assert!(!coloured(&outcome.stderr) && !coloured(&outcome.stdout), "{}", outcome.stderr);
    outcome.code(1).says("p.yaml:2:7");
}

#[test]
fn c02_no_color_on_a_terminal() {
    let site = mistaken();
    let on_terminal = |variables: &str| {
        let line = format!("{variables} exec script -qec '{} build' /dev/null", env!("CARGO_BIN_EXE_instep"));
        shell(&site, &line)
    };
    // Without `script` there is no terminal to be had.
    if Command::new("script").arg("--version").output().is_err() {
        return;
    }
    assert!(on_terminal("unset NO_COLOR; TERM=xterm").stdout.contains("\u{1b}["));
    assert!(!on_terminal("NO_COLOR=1 TERM=xterm").stdout.contains("\u{1b}["));
    assert!(!on_terminal("unset NO_COLOR; TERM=dumb").stdout.contains("\u{1b}["));
}

#[test]
fn c02_colours_can_be_asked_for() {
    let outcome = mistaken().run(&["build", "--color", "always"]);
    assert!(outcome.stderr.contains("\u{1b}["));
}

#[test]
fn c04_without_any_variable() {
    let site = Site::built();
    let mut command = site.command(&["build"]);
    command.env_clear();
    Outcome::of(command).ok();
}

#[test]
fn c06_a_read_only_source() {
    let site = Site::built();
    let output = tempfile::tempdir().unwrap();
    set_mode(output.path(), 0o777);
    let target = output.path().join("public");
    let mut command = site.command(&["build", "--today", TODAY, "-o", target.to_str().unwrap()]);
    without_rights(&site, &mut command);
    let before = tree(site.root());
    for folder in ["content/personas", "content", "."] {
        set_mode(&site.path(folder), 0o555);
    }
    let outcome = Outcome::of(command);
    set_mode(site.root(), 0o755);
    outcome.ok();
    same(&before, &tree(site.root()));
    same(&site.output(), &tree(&target));
}

#[test]
fn c08_exit_codes() {
    Site::built().run(&["build"]).code(0);
    mistaken().run(&["build"]).code(1);
    let site = Site::built();
    for usage in [
        &["build", "--nope"][..],
        &["nope"],
        &[],
        &["build", "--today", "soon"],
        &["build", "--format", "x"],
        &["list", "persna"],
    ] {
        site.run(usage).code(2);
    }
    site.run(&["build", "-c", "nowhere.yaml"]).code(3);
    Site::new().other("instep.yaml", "title: [\n").run(&["build"]).code(3);
    Site::new().other("instep.yaml", "content: nowhere\n").run(&["build"]).code(5);
    site.run(&["build", "-o", "content"]).code(6);
}

#[test]
fn c08_no_settings_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_instep"));
    command.arg("build").current_dir(folder.path());
    fixed(&mut command);
    Outcome::of(command).code(3).says("instep.yaml").says("instep init");
}

#[test]
fn c10_a_reader_that_goes_away() {
    let site = (0..500).fold(Site::new(), |site, n| site.file(&format!("personas/p{n}.yaml"), "name: P\ntype: main\n"));
    for line in [
        "\"$0\" build 2>&1 | head -1",
        "\"$0\" list --read | head -1",
        "\"$0\" build --format json | head -1",
        "\"$0\" --help | head -1",
        "\"$0\" explain | head -1",
    ] {
        let outcome = shell(&site, line);
        assert!(!outcome.stdout.contains("panicked") && !outcome.stdout.is_empty(), "{}", outcome.stdout);
        outcome.ok();
    }
}

#[test]
fn c12_without_a_network() {
    let allowed = Command::new("unshare").args(["-n", "true"]).output().is_ok_and(|output| output.status.success());
    if allowed {
        shell(&Site::built(), "exec unshare -n \"$0\" build").ok();
    }
}

#[test]
fn c14_from_anywhere_the_output_is_the_same() {
    let site = Site::built();
    let before = site.output();
    let root = site.root().to_str().unwrap();
    let config = site.path("instep.yaml");
    let ways: [(&str, &[&str]); 5] = [
        ("content/personas", &[]),
        ("/", &["-C", root]),
        ("content", &["-C", ".."]),
        ("/", &["-c", config.to_str().unwrap()]),
        ("content", &["--root", "personas"]),
    ];
    for (folder, args) in ways {
        fs::remove_dir_all(site.path("public")).unwrap();
        let mut command = site.command(&[&["build", "--today", TODAY], args].concat());
        command.current_dir(site.root().join(folder));
        Outcome::of(command).ok();
        same(&before, &site.output());
    }
}

#[test]
fn c16_version_and_help() {
    let site = Site::new();
    for args in [&["--version"][..], &["--help"], &["-h"], &["build", "--help"], &["help", "build"]] {
        let outcome = site.run(args);
        outcome.ok();
        assert!(!outcome.stdout.is_empty() && outcome.stderr.is_empty(), "{args:?}");
    }
    assert_eq!(site.run(&["--version"]).stdout, format!("instep {}\n", env!("CARGO_PKG_VERSION")));
}

/// A bounded address space instead of a container: what is mapped is more than what is used.
#[test]
fn c18_little_memory_and_one_thread() {
    let output = tempfile::tempdir().unwrap();
    let site = Site::new();
    let line = format!(
        "ulimit -v 600000; RAYON_NUM_THREADS=1 exec \"$0\" build -C '{}' -o '{}/public' --today {TODAY}",
        concat!(env!("CARGO_MANIFEST_DIR"), "/content"),
        output.path().display()
    );
    shell(&site, &line).ok();
}

#[test]
fn c19_small_stacks() {
    let site = Site::new()
        .file("personas/a.yaml", format!("name: A\ngoals: {}{}\n", "[".repeat(1_000), "]".repeat(1_000)))
        .file(
            "personas/b.md",
            format!("# B\n\n{} x\n\n{}x\n\n{}\n", ">".repeat(1_000), "- ".repeat(1_000), "<div>".repeat(500)),
        )
        .file("personas/c.yaml", format!("name: C\na: {}x{}\n", "[".repeat(60), "]".repeat(60)));
    // Unoptimised code needs more than 256 KB for the page of one person already.
    let stacks =
        if cfg!(debug_assertions) { ["524288", "1048576", "2097152"] } else { ["262144", "524288", "2097152"] };
    for stack in stacks {
        let line = format!("RUST_MIN_STACK={stack} exec \"$0\" build --format json");
        shell(&site, &line).code(1).has("yaml-limit", "personas/a.yaml:2:72");
    }
    site.content("personas/a.yaml", "name: A\n");
    for stack in stacks {
        shell(&site, &format!("RUST_MIN_STACK={stack} exec \"$0\" build --format json")).ok();
    }
}

#[test]
fn c20_the_sample_site_is_read_in_a_moment() {
    let site = Site::new();
    let content = concat!(env!("CARGO_MANIFEST_DIR"), "/content");
    site.run(&["list", "-C", content]).within(1.0);
}

#[test]
fn c21_whatever_git_looks_like() {
    let mark = tempfile::tempdir().unwrap();
    let owned = mark.path().join("owned");
    let config =
        format!("[core]\n\tfsmonitor = touch {0}\n\tpager = touch {0}\n[alias]\n\tlog = !touch {0}\n", owned.display());
    let states: [&[(&str, &str)]; 5] = [
        &[(".git/HEAD", "")],
        &[(".git/HEAD", "\u{0}garbage")],
        &[(".git", "gitdir: /nowhere/at/all\n")],
        &[(".git/HEAD", "ref: refs/heads/main\n"), (".git/index.lock", ""), (".git/index", "DIRC")],
        &[
            (".git/HEAD", "ref: refs/heads/main\n"),
            (".git/config", &config),
            (".git/objects/x", ""),
            (".git/refs/x", ""),
        ],
    ];
    for state in states {
        let site =
            state.iter().fold(Site::new().file("personas/mara.md", MARA), |site, (path, text)| site.other(path, text));
        site.build().clean();
    }
    assert!(!owned.exists());
}

#[test]
fn c22_settings_nobody_knows() {
    let site = Site::built();
    let before = site.output();
    site.write("instep.yaml", "title: T\nversion: 99\noutptu: x\n");
    let outcome = site.build();
    outcome.code(3).has("unknown-key", "instep.yaml:2:1").says("version");
    outcome.has("unknown-key", "instep.yaml:3:1").says("did you mean `output`?");
    same(&before, &site.output());
}

#[test]
fn c22_settings_that_are_wrong() {
    for (text, rule, place) in [
        ("title: 'x\n", "yaml-syntax", "1:8"),
        ("content: /etc\n", "invalid-value", "1:10"),
        ("content: ../..\n", "invalid-value", "1:10"),
        ("rules: { dead-link: fatal }\n", "invalid-value", "1:21"),
        ("exclude: ['[']\n", "invalid-value", "1:11"),
        ("evidence: yes\n", "wrong-type", "1:11"),
        ("kinds: { '**': persna }\n", "invalid-value", "1:16"),
    ] {
        let outcome = Site::new().other("instep.yaml", text).build();
        outcome.code(3).has(rule, &format!("instep.yaml:{place}"));
    }
}

#[test]
fn c22_an_output_in_the_settings_that_climbs_or_holds_the_content() {
    for output in ["content", ".", "/"] {
        let site = Site::new().file("personas/mara.md", MARA).other("instep.yaml", format!("output: {output}\n"));
        let before = tree(site.root());
        let code = site.build_with(&["--force"]).code;
        assert!(matches!(code, Some(3 | 6)), "{output}: {code:?}");
        same(&before, &tree(site.root()));
    }
}

#[test]
fn c23_quiet_is_quiet_and_errors_go_to_standard_error() {
    let outcome = Site::built().run(&["build", "--quiet"]);
    outcome.ok();
    assert!(outcome.stdout.is_empty() && outcome.stderr.is_empty(), "{outcome:?}");
    let outcome = mistaken().run(&["build", "--quiet"]);
    outcome.code(1).says("p.yaml:2:7");
    assert!(outcome.stdout.is_empty());
    assert!(Site::built().run(&["build"]).stdout.is_empty());
}

#[test]
fn c23_machine_formats_go_to_standard_output() {
    let site = mistaken();
    let json = site.run(&["build", "-q", "--format", "json"]);
    assert!(json.stderr.is_empty() && serde_json::from_str::<serde_json::Value>(&json.stdout).is_ok());
    let github = site.run(&["build", "-q", "--format", "github"]);
    assert!(github.stdout.starts_with("::error file=content/personas/p.yaml,line=2"), "{}", github.stdout);
}

#[test]
fn c23_control_characters_are_never_sent_to_the_terminal() {
    let site = Site::new().file("personas/p.md", "---\ntype: \"x\\e[31m\\a\"\n---\n# \u{1b}]0;title\u{7}P\n");
    for args in [&["build"][..], &["build", "--format", "github"], &["list"], &["list", "--read"]] {
        let outcome = site.run(args);
        let said = format!("{}{}", outcome.stdout, outcome.stderr);
        assert!(!said.contains(['\u{1b}', '\u{7}']), "{args:?}: {said:?}");
    }
}

#[test]
fn c24_asked_to_end_the_old_site_is_whole() {
    let site = Site::new();
    (0..80).for_each(|n| site.content(&format!("personas/p{n}.md"), "# P\n\nedition-1\n"));
    site.build().ok();
    let before = site.output();
    (0..80).for_each(|n| site.content(&format!("personas/p{n}.md"), "# P\n\nedition-2\n"));
    let mut command = site.command(&["build", "--today", TODAY]);
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    thread::sleep(Duration::from_millis(60));
    let _ = Command::new("kill").arg(child.id().to_string()).status();
    child.wait().unwrap();
    let now = site.output();
    let editions: Vec<bool> = (0..80)
        .map(|n| String::from_utf8_lossy(&now[&format!("people/p{n}/index.html")]).contains("edition-2"))
        .collect();
    assert!(now == before || editions.iter().all(|new| *new));
}

#[test]
fn c_init_new_build_list_clean() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_instep"));
        command.args(args).current_dir(folder.path());
        fixed(&mut command);
        Outcome::of(command)
    };
    run(&["init", "site"]).ok();
    run(&["init", "site"]).code(2).says("not empty");
    for kind in
        ["persona", "map", "journey", "story", "session", "insight", "opportunity", "metric", "decision", "page"]
    {
        run(&["new", kind, "A \"new\": one", "-C", "site"]).ok();
        run(&["new", kind, "A \"new\": one", "-C", "site"]).code(2).says("there already");
    }
    let outcome = run(&["build", "-C", "site", "--format", "json"]);
    assert!(
        outcome.findings.iter().all(|finding| finding.level != "error" || finding.rule == "unknown-reference"),
        "{:#?}",
        outcome.findings
    );
    run(&["new", "persona", "../../etc/x", "-C", "site"]).ok();
    assert!(!Path::new("/etc/x.md").exists() && !folder.path().join("etc").exists());
    run(&["clean", "-C", "site"]).ok();
    assert!(!folder.path().join("site/public").exists() && folder.path().join("site/content").exists());
}

#[test]
fn c_init_builds_without_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::new();
    let root = folder.path().join("new");
    site.run(&["init", root.to_str().unwrap()]).ok();
    site.run(&["build", "-C", root.to_str().unwrap(), "--strict", "--format", "json", "--today", TODAY]).clean();
}

/// Thirty mistakes: file, text, rule, line:column.
const THIRTY: &[(&str, &str, &str, &str)] = &[
    ("personas/a01.yaml", "role: x\nname: \"abc\nabout: x\n", "yaml-syntax", "2:7"),
    ("personas/a02.yaml", "name: P\nscales:\n\t- label: a\n", "yaml-syntax", "3:1"),
    ("personas/a03.yaml", "name: P\nquote: I said: no\n", "yaml-syntax", "2:14"),
    ("personas/a04.yaml", "name: P\nrole: x\nname: Q\n", "duplicate-key", "3:1"),
    ("personas/a05.yaml", "name: P\na: &a [*a]\n", "yaml-alias", "2:8"),
    ("personas/a06.yaml", "name: P\ngoals: *nowhere\n", "yaml-alias", "2:8"),
    ("personas/a07.yaml", "name: P\nrole: a\0b\n", "control-character", "2:8"),
    ("personas/a08.yaml", "name: P\nrole: !include x\n", "yaml-tag", "2:7"),
    ("personas/a09.yaml", "name: P\n? [a, b]\n: c\n", "yaml-key", "2:3"),
    ("personas/a10.yaml", "name: P\nreviewed: 2024-02-30\n", "invalid-date", "2:11"),
    ("personas/a11.yaml", "name: P\ntype: main\n", "invalid-value", "2:7"),
    ("personas/a12.yaml", "name: P\nrole: {a: b, c: d}\n", "wrong-type", "2:7"),
    ("personas/a13.yaml", "name: P\nscales: [{label: x, value: 101}]\n", "out-of-range", "2:28"),
    ("personas/a14.yaml", "name: P\ngoals:\n  - b\n  -item\n", "yaml-syntax", "4:3"),
    ("personas/a15.yaml", "name: P\nabout: |\n    one\n  two\n", "yaml-syntax", "4:3"),
    ("personas/a16.yaml", "name: P\nrole: \"\\ud800\"\n", "yaml-syntax", "2:8"),
    ("personas/a17.yaml", "name: P\nbehavoirs: [x]\n", "unknown-key", "2:1"),
    ("personas/a18.md", "---\nid: ../x\n---\n# P\n", "invalid-id", "2:5"),
    ("personas/a19.md", "---\ndraft: perhaps\n---\n# P\n", "invalid-value", "2:8"),
    ("personas/a20.md", "# P\n\n![x](../../../../etc/passwd)\n", "missing-image", "3:1"),
    ("personas/a21.md", "---\nrole: x\n\n# P\n", "yaml-syntax", "1:1"),
    ("maps/b01.yaml", "says: [a]\npersona: marra\n", "unknown-reference", "2:10"),
    ("maps/b02.yaml", "persona: Mara Lindqvist\nsays: [a]\n", "unknown-reference", "1:10"),
    ("maps/b03.yaml", "persona: mara\nsays:\n  - text: a\n    from: [int-99]\n", "unknown-reference", "4:12"),
    ("maps/b04.yaml", "persona: mara\nsays: [{text: a, count: 7/5}]\n", "invalid-value", "2:25"),
    ("maps/b05.yaml", "persona: mara\nsays: [{from: [x], count: 1/2}]\n", "missing-field", "2:8"),
    ("journeys/c01.yaml", "persona: mara\nstages: [{name: a, feels: 3}]\n", "out-of-range", "2:27"),
    ("journeys/c02.yaml", "persona: mara\nstages: none\n", "wrong-type", "2:9"),
    ("metrics/d01.yaml", "measure: nps\nseries: [{period: Q1, value: 140}]\n", "out-of-range", "2:30"),
    ("stories/mara.md", "---\nid: same\npersona: mara\n---\n# S\n", "", ""),
    ("stories/zara.md", "---\nid: same\npersona: mara\n---\n# T\n", "duplicate-id", "5:3"),
];

#[test]
fn done_when_3_thirty_mistakes_in_one_run_and_the_old_site_whole() {
    let site = Site::built();
    THIRTY.iter().for_each(|(path, text, ..)| site.content(path, text));
    let outcome = site.refused();
    let wanted: Vec<String> = THIRTY
        .iter()
        .filter(|(_, _, rule, _)| !rule.is_empty())
        .map(|(path, _, rule, place)| format!("{path}:{place} {rule}"))
        .collect();
    let found: Vec<String> =
        outcome.findings.iter().map(|finding| format!("{} {}", finding.place(), finding.rule)).collect();
    let missing: Vec<_> = wanted.iter().filter(|one| !found.contains(one)).collect();
    let more: Vec<_> = found.iter().filter(|one| !wanted.contains(one)).collect();
    assert!(missing.is_empty() && more.is_empty(), "missing {missing:#?}\nmore {more:#?}");
    assert_eq!(wanted.len(), 30);
    let mut sorted = found.clone();
    sorted.sort_by_key(|one| one.split(':').next().unwrap().to_owned());
    assert_eq!(found, sorted, "not in the order of files");
}

#[test]
fn c_completions_and_manual_pages_know_every_command() {
    let site = Site::new();
    for shell in ["bash", "zsh", "fish"] {
        assert!(site.run(&["completions", shell]).ok().stdout.contains("explain"), "{shell}");
    }
    assert!(site.run(&["man"]).ok().stdout.contains(".SH NAME\ninstep"));
    assert!(site.run(&["man", "rename"]).ok().stdout.contains("dry\\-run"));
    site.run(&["man", "knit"]).code(2).says("there is no command `knit`");
}
