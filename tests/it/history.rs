//! How old claims are, by the history of a repository: what changes no meaning makes nothing younger.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use instep::build::{self, Cache, Input, Loaded};
use instep::diagnostic::{Diagnostic, Severity};
use instep::disk;
use instep::rules::Scope;
use instep::site::age;
use instep::site::history::Unknown;
use instep::site::{Config, History};
use jiff::civil::{Date, date};
use tempfile::TempDir;

const TODAY: Date = date(2026, 11, 23);

const MARA: &str = "# Mara\n\n## Goals\n\n- Close pay day on the same afternoon\n\n## Pains\n\n- Nobody notices payroll until it fails\n- Two systems ask me for the same number\n";

/// A site in a repository of its own, with a folder for what is remembered.
struct Site {
    folder: TempDir,
    cache: TempDir,
}

impl Site {
    fn new() -> Site {
        let site = Site { folder: tempfile::tempdir().unwrap(), cache: tempfile::tempdir().unwrap() };
        site.git("2024-01-01", &["init", "-q", "-b", "main"]);
        site
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn git(&self, day: &str, arguments: &[&str]) -> Output {
        let done = git(self.root(), day, arguments);
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        done
    }

    fn write(&self, path: &str, text: &str) -> &Site {
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    fn remove(&self, path: &str) -> &Site {
        std::fs::remove_file(self.root().join(path)).unwrap();
        self
    }

    fn commit(&self, day: &str) -> &Site {
        self.git(day, &["add", "-A"]);
        self.git(day, &["commit", "-q", "--allow-empty", "-m", "a change"]);
        self
    }

    fn history(&self, cache: Option<&Path>) -> History {
        let config = Arc::new(config());
        let files = disk::read_site(self.root(), &config, &self.root().join("public")).unwrap();
        disk::read_history(self.root(), &config, &files, cache)
    }

    /// The site as it is now. Each time it is also read with what is remembered, which must come to the same.
    fn load(&self) -> Loaded {
        let cold = load(self.root(), self.history(None));
        let warm = load(self.root(), self.history(Some(self.cache.path())));
        assert_eq!(ages_of(&cold), ages_of(&warm), "what is remembered is another thing");
        assert_eq!(told(&cold.diagnostics), told(&warm.diagnostics));
        cold
    }

    /// The day of each statement's words.
    fn ages(&self) -> BTreeMap<String, Option<String>> {
        ages_of(&self.load())
    }

    fn age(&self, words: &str) -> String {
        let ages = self.ages();
        let found = ages.iter().find(|(text, _)| text.contains(words)).unwrap_or_else(|| panic!("{words}: {ages:?}"));
        found.1.clone().unwrap_or_else(|| "unknown".into())
    }

    fn found(&self, rule: &str) -> Vec<Diagnostic> {
        self.load().diagnostics.into_iter().filter(|finding| finding.rule == rule).collect()
    }
}

fn git(root: &Path, day: &str, arguments: &[&str]) -> Output {
    let moment = format!("{day}T12:00:00+0000");
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(["-c", "user.name=Mara", "-c", "user.email=mara@example.org"]).args(arguments);
    command.env("GIT_AUTHOR_DATE", &moment).env("GIT_COMMITTER_DATE", &moment).env("GIT_CONFIG_GLOBAL", "/dev/null");
    command.output().unwrap()
}

fn config() -> Config {
    Config { content: vec!["content".into()], ..Config::default() }
}

fn load(root: &Path, history: History) -> Loaded {
    let config = Arc::new(config());
    let files = disk::read_site(root, &config, &root.join("public")).unwrap();
    let history = Arc::new(history);
    let input = Input { files, config, today: TODAY, drafts: false, rules: Scope::All, history };
    build::load(&input, &mut Cache::default())
}

fn ages_of(loaded: &Loaded) -> BTreeMap<String, Option<String>> {
    let site = &loaded.site;
    let mut ages = BTreeMap::new();
    for index in site.indices() {
        for statement in age::statements(&site[index]) {
            let age = site.age(index, &statement);
            let key = format!("{}: {}", site[index].full_id(), statement.item.plain);
            ages.insert(key, age.meaning.map(|day| day.to_string()));
        }
    }
    ages
}

fn told(found: &[Diagnostic]) -> Vec<String> {
    found.iter().map(|finding| format!("{} {} {}", finding.rule, finding.path, finding.message)).collect()
}

fn written() -> Site {
    let site = Site::new();
    site.write("content/personas/mara.md", MARA).commit("2024-03-01");
    site
}

#[test]
fn what_changes_no_meaning_makes_nothing_younger() {
    let site = written();
    let before = site.ages();
    assert_eq!(site.age("Nobody"), "2024-03-01");

    let formatted = MARA
        .replace("- ", "*   ")
        .replace("## Pains", "\n\n## Pains ##")
        .replace("until it fails", "**until** it fails.");
    site.write("content/personas/mara.md", &formatted);
    let days = |ages: BTreeMap<String, Option<String>>| ages.into_values().collect::<Vec<_>>();
    assert_eq!(days(site.ages()), days(before.clone()), "formatted, uncommitted");
    assert_eq!(days(site.commit("2025-06-01").ages()), days(before.clone()), "formatted");

    site.write("content/personas/mara.md", &formatted.replace("systems", "systms"));
    assert_eq!(days(site.ages()), days(before.clone()), "a slip of the pen, uncommitted");
    assert_eq!(days(site.commit("2025-07-01").ages()), days(before.clone()), "a slip of the pen");
    site.write("content/personas/mara.md", &formatted).commit("2025-08-01");
    assert_eq!(days(site.ages()), days(before.clone()), "corrected");

    site.git("2025-09-01", &["mv", "content/personas/mara.md", "content/personas/payroll.md"]);
    assert_eq!(days(site.ages()), days(before.clone()), "renamed, uncommitted");
    assert_eq!(days(site.commit("2025-09-01").ages()), days(before.clone()), "renamed");
    site.remove("content/personas/payroll.md");
    let moved = formatted.replace("systems", "sytems");
    site.write("content/personas/pay day/mara ü.md", &moved);
    assert_eq!(days(site.ages()), days(before.clone()), "renamed and misspelled, uncommitted");
    assert_eq!(days(site.commit("2025-10-01").ages()), days(before), "renamed and misspelled");
}

#[test]
fn what_changes_the_meaning_makes_it_younger_and_nothing_else() {
    let site = written();
    site.write("content/personas/mara.md", &MARA.replace("Two systems", "Three systems")).commit("2025-02-03");
    assert_eq!(site.age("Three systems"), "2025-02-03");
    assert_eq!(site.age("Nobody"), "2024-03-01");
    site.write("content/personas/mara.md", &MARA.replace("until it fails", "even when it fails"));
    assert_eq!(site.age("even when"), TODAY.to_string());
    assert_eq!(site.age("Two systems"), "2024-03-01", "it is as it was first written");
}

#[test]
fn what_is_taken_back_is_as_old_as_it_was() {
    let site = written();
    site.write("content/personas/mara.md", &MARA.replace("Two systems", "No system")).commit("2025-02-03");
    site.git("2025-03-03", &["revert", "--no-edit", "HEAD"]);
    assert_eq!(site.age("Two systems"), "2024-03-01");
}

#[test]
fn another_form_of_the_same_words_is_no_younger() {
    let site = written();
    let before: Vec<_> = site.ages().into_iter().filter(|(text, _)| text.starts_with("persona/")).collect();
    let yaml = "name: Mara\ngoals:\n  - \"Close pay day on the same afternoon\"\npains:\n  - text: Nobody notices payroll until it fails.\n  - Two systems ask me for the same number\n";
    site.remove("content/personas/mara.md").write("content/personas/mara.yaml", yaml);
    let days = |ages: BTreeMap<String, Option<String>>| -> Vec<_> {
        ages.into_iter().filter(|(text, _)| text.starts_with("persona/")).map(|(_, day)| day).collect()
    };
    let before: Vec<_> = before.into_iter().map(|(_, day)| day).collect();
    assert_eq!(days(site.ages()), before);
    assert_eq!(days(site.commit("2025-05-05").ages()), before);
}

#[test]
fn a_statement_that_moves_to_another_file_keeps_its_day() {
    let site = written();
    site.write("content/personas/mara.md", &MARA.replace("- Two systems ask me for the same number\n", ""));
    site.write(
        "content/personas/jun.md",
        "# Jun\n\n## Pains\n\n- Two systems ask me for the same number\n- Waits for the bank\n",
    );
    assert_eq!(site.age("persona/jun: Two systems"), "2024-03-01");
    site.commit("2025-05-05");
    assert_eq!(site.age("persona/jun: Two systems"), "2024-03-01");
    assert_eq!(site.age("Waits"), "2025-05-05");
}

#[test]
fn of_two_branches_the_earlier_writing_counts() {
    let site = written();
    let both = |line: &str| MARA.replace("## Pains\n", &format!("## Pains\n\n- {line}\n"));
    site.git("2024-05-01", &["checkout", "-q", "-b", "side"]);
    site.write("content/personas/mara.md", &both("The bank closes at noon")).commit("2024-05-01");
    site.git("2025-01-01", &["checkout", "-q", "main"]);
    site.write("content/personas/mara.md", &both("The bank closes at noon").replace("Two systems", "Two systens"));
    site.commit("2025-01-01");
    // What is remembered here comes to know the earlier writing later.
    assert_eq!(site.age("The bank"), "2025-01-01");
    site.write("content/personas/mara.md", &both("The bank closses at noon")).commit("2025-01-02");
    assert_eq!(site.age("The bank"), "2025-01-01");
    git(site.root(), "2025-02-01", &["merge", "-q", "side", "-m", "together"]);
    site.write("content/personas/mara.md", &both("The bank closses at noon")).commit("2025-02-01");
    assert_eq!(site.age("The bank"), "2024-05-01");
    assert_eq!(site.age("Two systems"), "2024-03-01");
}

#[test]
fn a_rebase_is_read_anew() {
    let site = written();
    site.write("content/personas/mara.md", &MARA.replace("Two systems", "Three systems")).commit("2025-02-03");
    assert_eq!(site.age("Three"), "2025-02-03");
    site.git("2025-04-01", &["reset", "-q", "--hard", "HEAD~1"]);
    assert_eq!(site.age("Two"), "2024-03-01");
    site.write("content/personas/mara.md", &MARA.replace("Two systems", "Three systems")).commit("2025-04-01");
    assert_eq!(site.age("Three"), "2025-04-01");
}

#[test]
fn what_is_remembered_may_be_nonsense_or_unwritable() {
    let site = written();
    site.ages();
    let file = std::fs::read_dir(site.cache.path()).unwrap().next().unwrap().unwrap().path();
    for nonsense in ["", "{", "{\"key\":1}"] {
        std::fs::write(&file, nonsense).unwrap();
        assert_eq!(site.age("Nobody"), "2024-03-01");
    }
    let nowhere = file.join("below a file");
    assert!(site.history(Some(&nowhere)).meanings.is_ok());
}

#[test]
fn a_shallow_clone_says_that_it_cannot_know() {
    let site = written();
    site.write("content/personas/jun.md", "# Jun\n\n## Pains\n\n- Waits for the bank\n").commit("2025-01-01");
    let clones = tempfile::tempdir().unwrap();
    let from = format!("file://{}", site.root().display());
    let to = clones.path().join("shallow");
    let done = git(clones.path(), "2025-01-01", &["clone", "-q", "--depth", "1", &from, to.to_str().unwrap()]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let shallow = Site { folder: clones, cache: tempfile::tempdir().unwrap() };
    let read = |root: &Path| disk::read_history(root, &config(), &files(root), None);
    let history = read(&to);
    assert_eq!(history.meanings.as_ref().err(), Some(&Unknown::Shallow));
    let loaded = load(&to, history);
    assert!(ages_of(&loaded).values().all(Option::is_none));
    let said: Vec<_> = loaded.diagnostics.iter().filter(|finding| finding.rule == "unknown-history").collect();
    assert_eq!(said.len(), 1);
    assert!(said[0].help.as_deref().is_some_and(|help| help.contains("--unshallow")), "{said:?}");
    drop(shallow);
}

fn files(root: &Path) -> instep::files::Files {
    disk::read_site(root, &Arc::new(config()), &root.join("public")).unwrap()
}

#[test]
fn a_partial_clone_asks_nobody_for_what_it_does_not_have() {
    let site = written();
    site.write("content/personas/mara.md", &MARA.replace("Two", "Three")).commit("2025-01-01");
    site.git("2025-01-01", &["config", "uploadpack.allowFilter", "true"]);
    let clones = tempfile::tempdir().unwrap();
    let from = format!("file://{}", site.root().display());
    let to = clones.path().join("partial");
    let done = git(clones.path(), "2025-01-01", &["clone", "-q", "--filter=blob:none", &from, to.to_str().unwrap()]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let history = disk::read_history(&to, &config(), &files(&to), None);
    assert_eq!(history.meanings.err(), Some(Unknown::Partial));
}

#[test]
fn without_a_history_nothing_is_known_and_nothing_fails() {
    let none = tempfile::tempdir().unwrap();
    let site = Site { folder: none, cache: tempfile::tempdir().unwrap() };
    site.write("content/personas/mara.md", MARA);
    // A repository around the temporary folder would be none of the site's.
    if git(site.root(), "2024-01-01", &["rev-parse"]).status.success() {
        return;
    }
    assert!(matches!(site.history(None).meanings, Err(Unknown::NoRepository(_))));
    site.git("2024-01-01", &["init", "-q", "-b", "main"]);
    assert_eq!(site.history(None).meanings.err(), Some(Unknown::NoCommit));
    site.commit("2024-01-01");
    assert_eq!(site.age("Nobody"), "2024-01-01");
    std::fs::write(site.root().join(".git/refs/heads/main"), "0123456789012345678901234567890123456789\n").unwrap();
    assert!(site.history(None).meanings.is_err());
    std::fs::write(site.root().join(".git/HEAD"), "nonsense\n").unwrap();
    assert!(site.history(None).meanings.is_err());
    assert_eq!(site.found("unknown-history").len(), 1);
}

#[test]
fn a_site_in_a_folder_of_its_repository_knows_its_own_history() {
    let site = Site::new();
    site.write("team notes/ü/content/personas/mara.md", MARA).write("content/personas/jun.md", MARA);
    site.commit("2024-03-01");
    let inner = site.root().join("team notes/ü");
    // What else git may be told to call a path, or to show with it.
    for setting in ["diff.relative", "log.follow", "diff.renames"] {
        site.git("2024-03-01", &["config", setting, "true"]);
    }
    site.git("2024-03-01", &["config", "color.ui", "always"]);
    let loaded = load(&inner, disk::read_history(&inner, &config(), &files(&inner), None));
    assert!(ages_of(&loaded).values().all(|day| day.as_deref() == Some("2024-03-01")), "{:?}", ages_of(&loaded));
}

#[test]
fn no_program_of_the_repository_is_run() {
    let site = written();
    let trace = site.root().join("ran");
    let program = site.root().join(".git/program");
    std::fs::write(&program, format!("#!/bin/sh\ntouch '{}'\ncat\n", trace.display())).unwrap();
    let mut mode = std::fs::metadata(&program).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut mode, 0o755);
    std::fs::set_permissions(&program, mode).unwrap();
    let program = program.to_str().unwrap();
    for key in [
        "core.fsmonitor",
        "diff.external",
        "diff.x.textconv",
        "diff.x.command",
        "filter.x.clean",
        "filter.x.smudge",
        "core.pager",
        "core.sshCommand",
    ] {
        site.git("2024-03-01", &["config", key, program]);
    }
    std::fs::create_dir_all(site.root().join(".git/hooks")).unwrap();
    for hook in ["post-index-change", "pre-auto-gc", "reference-transaction"] {
        std::fs::copy(program, site.root().join(".git/hooks").join(hook)).unwrap();
    }
    site.write(".gitattributes", "*.md diff=x filter=x\n");
    site.remove("content/personas/mara.md").write("content/personas/jun.md", MARA);
    let _ = std::fs::remove_file(&trace);
    assert!(site.history(None).meanings.is_ok());
    assert!(!trace.exists(), "a program of the repository was run");
}

#[test]
fn a_file_that_is_gone_is_told_once_with_everybody_who_uses_it() {
    let session = "---\ntype: interview\ndate: 2026-10-09\nparticipants: [P04]\n---\n## Transcript\n**P04:** They only call when it is wrong.\n**P04:** And then they all call.\n";
    let map = "persona: mara\nthinks:\n  - Nobody notices payroll until it fails. [[int-04]]\n  - Nobody will thank me. [[int-04#L8]]\nfeels:\n  - text: Watched\n    from: [int-04]\n";
    let site = written();
    site.write("content/sessions/int-04.md", session).write("content/maps/mara-pay-day.yaml", map).commit("2026-10-10");
    assert!(site.found("deleted-but-used").is_empty());
    site.remove("content/sessions/int-04.md");
    let found = site.found("deleted-but-used");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].labels.len(), 2);
    assert!(found[0].message.contains("content/sessions/int-04.md is gone, but 3 places"), "{}", found[0].message);
    assert!(site.found("unknown-reference").is_empty());
    site.commit("2026-11-01");
    let found = site.found("deleted-but-used");
    assert!(found[0].message.contains("was removed on 2026-11-01 (commit "), "{}", found[0].message);

    site.write("content/sessions/visit-04.md", session).commit("2026-11-02");
    site.git("2026-11-03", &["mv", "content/sessions/visit-04.md", "content/sessions/visit-05.md"]);
    site.write("content/maps/mara-pay-day.yaml", &map.replace("int-04", "visit-04"));
    let found = site.found("deleted-but-used");
    let help = |found: &[Diagnostic]| found[0].help.clone().unwrap_or_default();
    assert_eq!(help(&found), "it goes on in content/sessions/visit-05.md: write `visit-05`");
    site.commit("2026-11-03");
    let found = site.found("deleted-but-used");
    assert_eq!(help(&found), "it goes on in content/sessions/visit-05.md: write `visit-05`");
}

/// Thirty sessions are removed, each cited in one to thirty maps, in YAML and in Markdown: each is told once, with all of
/// them, and nothing else is called gone.
#[test]
fn every_removed_file_is_told_with_everybody_who_uses_it() {
    let site = written();
    for n in 1..=30 {
        site.write(&format!("content/sessions/int-{n:02}.md"), "---\ntype: interview\n---\nNotes\n");
        let cited = (1..=30).filter(|session| *session >= n).map(|session| format!("[[int-{session:02}]]"));
        let item = format!("Waits for number {n}. {}", cited.collect::<Vec<_>>().join(" "));
        match n % 2 {
            0 => {
                site.write(&format!("content/maps/day-{n:02}.yaml"), &format!("persona: mara\npains:\n  - '{item}'\n"))
            }
            _ => site.write(
                &format!("content/maps/day-{n:02}.md"),
                &format!("---\npersona: mara\n---\n## Pains\n\n- {item}\n"),
            ),
        };
    }
    site.commit("2026-10-10");
    for n in 1..=30 {
        site.remove(&format!("content/sessions/int-{n:02}.md"));
    }
    let found = site.found("deleted-but-used");
    assert!(site.found("unknown-reference").is_empty());
    let mut places: Vec<(String, usize)> = found
        .iter()
        .map(|finding| (finding.message.split(' ').next().unwrap().to_owned(), finding.labels.len() + 1))
        .collect();
    places.sort();
    let wanted: Vec<_> = (1..=30).map(|n| (format!("content/sessions/int-{n:02}.md"), n)).collect();
    assert_eq!(places, wanted);
    site.git("2026-10-11", &["checkout", "--", "content/sessions"]);
    site.remove("content/sessions/int-30.md").write("instep.yaml", "title: A test\n");
    let check = Command::new(env!("CARGO_BIN_EXE_instep")).args(["check", "-C"]).arg(site.root()).output().unwrap();
    let told = String::from_utf8_lossy(&check.stderr);
    assert!(told.contains("and in content/maps/day-22.yaml:3:"), "{told}");
}

#[test]
fn what_a_sparse_checkout_leaves_out_is_not_gone() {
    let site = written();
    site.write("content/sessions/int-04.md", "---\ntype: interview\n---\nNotes\n");
    site.write("content/personas/mara.md", &MARA.replace("it fails", "it fails [[int-04]]")).commit("2024-03-02");
    site.git("2024-03-02", &["sparse-checkout", "set", "--no-cone", "/content/personas/"]);
    assert!(!site.root().join("content/sessions/int-04.md").exists());
    assert!(site.found("deleted-but-used").is_empty());
}

#[test]
fn many_stale_statements_are_one_finding() {
    let site = written();
    let found = site.found("stale-claim");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].severity, Severity::Hint, "nobody has said it, so it is a guess");
    let said = "---\ntype: interview\ndate: 2024-02-09\nparticipants: [P04]\n---\nNotes\n";
    let heard = MARA.replace("number\n", "number [[int-04]]\n").replace("it fails", "it fails [[int-04]]");
    site.write("content/sessions/int-04.md", said).write("content/personas/mara.md", &heard).commit("2024-03-02");
    let found: Vec<_> =
        site.found("stale-claim").into_iter().filter(|found| found.severity == Severity::Warning).collect();
    assert_eq!(told(&found).len(), 1, "{found:?}");
    assert!(found[0].message.starts_with("2 of 3 statements here are stale"), "{}", found[0].message);
    site.write("content/personas/mara.md", &heard.replace("Two systems", "Four systems")).commit("2026-10-01");
    let found = site.found("stale-claim");
    assert!(found.iter().any(|found| found.message.starts_with("this statement is stale")), "{:?}", told(&found));
}

#[test]
fn the_folder_of_what_is_remembered_is_named_by_the_environment() {
    let site = written();
    site.write("instep.yaml", "");
    let check = |variables: &[(&str, &Path)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_instep"));
        command.args(["check", "-q", "-C"]).arg(site.root()).env_remove("XDG_CACHE_HOME").env_remove("HOME");
        let done = command.envs(variables.iter().copied()).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    let kept = |folder: PathBuf| std::fs::read_dir(folder).map_or(0, Iterator::count);
    check(&[]);
    check(&[("HOME", Path::new("/proc"))]);
    check(&[("HOME", site.cache.path())]);
    assert_eq!(kept(site.cache.path().join(".cache/instep")), 1);
    check(&[("XDG_CACHE_HOME", &site.cache.path().join("x"))]);
    assert_eq!(kept(site.cache.path().join("x/instep")), 1);
    let names: Vec<_> = std::fs::read_dir(site.root()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 3, "nothing is written into the work tree: {names:?}");
}

/// The day on which a guess was written down comes from git, the day on which somebody said it from the evidence.
#[test]
fn a_guess_becomes_heard_when_somebody_says_it() {
    let site = written();
    let talk = "---\ntype: interview\ndate: 2025-06-10\nparticipants: [P01]\n---\n# A talk\n";
    site.write("content/sessions/talk.md", talk);
    site.write("content/personas/mara.md", &MARA.replace("it fails\n", "it fails [[talk]]\n- The printer jams\n"));
    site.commit("2025-07-01");
    let loaded = site.load();
    let told: Vec<String> = instep::pages::timeline::of_site(&loaded.site)
        .iter()
        .map(|moment| {
            let words = moment.item.and_then(|number| loaded.site[moment.entity].record.item(number));
            format!("{} {} {}", moment.day, moment.change.word(), words.map_or("", |(_, item)| &item.plain))
        })
        .collect();
    assert_eq!(
        told,
        [
            "2025-07-01 guessed The printer jams",
            "2025-06-10 heard Nobody notices payroll until it fails",
            "2024-03-01 begun ",
        ]
    );
}
