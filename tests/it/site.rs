//! A site in a folder of its own, written as literals and built by the real binary in a fixed world:
//! no home, no colours, no variables, always the same day.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// The day every test lives in.
pub(crate) const TODAY: &str = "2026-11-23";

/// The files of a folder: path → bytes.
pub(crate) type Tree = BTreeMap<String, Vec<u8>>;

/// A site on disk that goes when the test ends.
pub(crate) struct Site {
    dir: TempDir,
}

impl Site {
    /// A site with settings and nothing else.
    pub(crate) fn new() -> Self {
        let site = Site { dir: tempfile::Builder::new().prefix("instep-test-").tempdir().unwrap() };
        site.write("instep.yaml", "title: A test\n");
        fs::create_dir(site.path("content")).unwrap();
        site
    }

    /// A site with one persona, built once.
    pub(crate) fn built() -> Self {
        let site = Site::new().file("personas/mara.md", MARA);
        site.build().ok();
        site
    }

    /// Adds a file below `content/`.
    pub(crate) fn file(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.content(path, bytes);
        self
    }

    /// Adds a file anywhere in the site.
    pub(crate) fn other(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.write(path, bytes);
        self
    }

    /// Writes a file below `content/`.
    pub(crate) fn content(&self, path: &str, bytes: impl AsRef<[u8]>) {
        self.write(&format!("content/{path}"), bytes);
    }

    /// Writes a file anywhere in the site.
    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Deletes a file of the site.
    pub(crate) fn delete(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
    }

    /// The folder of the site.
    pub(crate) fn root(&self) -> &Path {
        self.dir.path()
    }

    /// A path in the site.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// The binary in its fixed world, in the folder of the site.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_instep"));
        command.args(args).current_dir(self.root());
        fixed(&mut command);
        command
    }

    /// Runs the binary.
    pub(crate) fn run(&self, args: &[&str]) -> Outcome {
        Outcome::of(self.command(args))
    }

    /// Builds with findings as JSON.
    pub(crate) fn build(&self) -> Outcome {
        self.build_with(&[])
    }

    /// Builds with more arguments.
    pub(crate) fn build_with(&self, args: &[&str]) -> Outcome {
        self.run(&[&["build", "--format", "json", "--today", TODAY], args].concat())
    }

    /// Starts a build and does not wait for it.
    pub(crate) fn spawn_build(&self) -> Child {
        let mut command = self.command(&["build", "--quiet", "--today", TODAY]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// The built site.
    pub(crate) fn output(&self) -> Tree {
        tree(&self.path("public"))
    }

    /// A page of the built site.
    pub(crate) fn page(&self, path: &str) -> String {
        fs::read_to_string(self.path("public").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Whether the built site has a file.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.path("public").join(path).exists()
    }

    /// Builds, which must be refused with exit 1 and leave every file of the site as it is.
    pub(crate) fn refused(&self) -> Outcome {
        let before = tree(self.root());
        let outcome = self.build();
        outcome.code(1);
        same(&before, &tree(self.root()));
        outcome
    }
}

/// Makes the environment of a command the same everywhere.
pub(crate) fn fixed(command: &mut Command) {
    let path = std::env::var_os("PATH").unwrap_or_default();
    command.env_clear().env("PATH", path).env("NO_COLOR", "1").env("RAYON_NUM_THREADS", "2").stdin(Stdio::null());
}

/// Makes a command run without the rights of the superuser, who may read and write everything; the site becomes the
/// other user's own. Where the tests are not the superuser's anyway, nothing changes.
pub(crate) fn without_rights(site: &Site, command: &mut Command) {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::CommandExt;
    if fs::metadata(site.root()).unwrap().uid() != 0 {
        return;
    }
    give_away(site.root());
    command.uid(NOBODY).gid(NOBODY);
}

const NOBODY: u32 = 65534;

fn give_away(path: &Path) {
    let _ = std::os::unix::fs::lchown(path, Some(NOBODY), Some(NOBODY));
    if path.is_dir() && !path.is_symlink() {
        fs::read_dir(path).unwrap().flatten().for_each(|entry| give_away(&entry.path()));
    }
}

/// Sets the rights of a file or folder.
pub(crate) fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// The rights of a file or folder.
pub(crate) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

/// A persona without any mistake.
pub(crate) const MARA: &str =
    "---\nrole: Payroll lead\n---\n# Mara Lindqvist\n\nRuns payroll alone.\n\n## Goals\n\n- A safe Friday\n";

/// One finding of a build.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub rule: String,
    pub level: String,
    pub path: String,
    pub line: u64,
    pub column: u64,
    pub message: String,
    /// Everything said besides the message: what stands under the caret, other places, what to do.
    pub more: String,
}

/// What a run of the binary gave.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    pub findings: Vec<Finding>,
    pub took: Duration,
}

impl Outcome {
    /// Runs a command to its end. Whatever happens, it must not panic or be killed.
    pub(crate) fn of(mut command: Command) -> Self {
        let started = Instant::now();
        let output = command.output().unwrap();
        let outcome = Outcome::new(&output, started.elapsed());
        assert!(outcome.code.is_some(), "killed by a signal: {outcome:?}");
        outcome
    }

    pub(crate) fn new(output: &Output, took: Duration) -> Self {
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!stderr.contains("panicked") && !stderr.contains("RUST_BACKTRACE"), "a panic: {stderr}");
        Outcome { code: output.status.code(), findings: findings(&stdout), stdout, stderr, took }
    }

    /// The run must have ended with this exit code.
    #[track_caller]
    pub(crate) fn code(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    /// The run must have succeeded.
    #[track_caller]
    pub(crate) fn ok(&self) -> &Self {
        self.code(0)
    }

    /// The run must have succeeded without a finding of any weight.
    #[track_caller]
    pub(crate) fn clean(&self) -> &Self {
        assert!(self.findings.is_empty(), "{:#?}", self.findings);
        self.ok()
    }

    /// There must be a finding of `rule` at `place` (`file:line:column` below `content/`).
    #[track_caller]
    pub(crate) fn has(&self, rule: &str, place: &str) -> &Finding {
        let found = self.findings.iter().find(|finding| finding.rule == rule && finding.place() == place);
        found.unwrap_or_else(|| panic!("no {rule} at {place}: {:#?}\n{}", self.findings, self.stderr))
    }

    /// The findings of a rule.
    pub(crate) fn all(&self, rule: &str) -> Vec<&Finding> {
        self.findings.iter().filter(|finding| finding.rule == rule).collect()
    }

    /// What is printed for people must say this.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Self {
        assert!(self.stderr.to_lowercase().contains(&text.to_lowercase()), "does not say `{text}`: {}", self.stderr);
        self
    }

    /// The run must have ended in time. What runs away takes minutes; unoptimised code on a busy machine gets ten times the
    /// time, so that this never measures the machine.
    #[track_caller]
    pub(crate) fn within(&self, seconds: f64) -> &Self {
        let allowed = if cfg!(debug_assertions) { 10.0 * seconds } else { seconds };
        assert!(self.took.as_secs_f64() <= allowed, "took {:?}, allowed are {allowed} s", self.took);
        self
    }
}

impl Finding {
    /// `file:line:column`, below `content/`.
    pub(crate) fn place(&self) -> String {
        let path = self.path.strip_prefix("content/").unwrap_or(&self.path);
        format!("{path}:{}:{}", self.line, self.column)
    }

    /// The finding must say this, in its message or beside it.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Self {
        let said = format!("{}\n{}", self.message, self.more).to_lowercase();
        assert!(said.contains(&text.to_lowercase()), "does not say `{text}`: {self:#?}");
        self
    }

    /// The finding must have this level.
    #[track_caller]
    pub(crate) fn level(&self, level: &str) -> &Self {
        assert_eq!(self.level, level, "{self:#?}");
        self
    }
}

fn findings(stdout: &str) -> Vec<Finding> {
    let reports = serde_json::Deserializer::from_str(stdout).into_iter::<Value>().map_while(Result::ok);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let one = |finding: &Value| Finding {
        rule: text(&finding["rule"]),
        level: text(&finding["level"]),
        path: text(&finding["path"]),
        line: finding["start"]["line"].as_u64().unwrap_or_default(),
        column: finding["start"]["column"].as_u64().unwrap_or_default(),
        message: text(&finding["message"]),
        more: format!("{}\n{}\n{}", text(&finding["label"]), text(&finding["help"]), others(&finding["labels"])),
    };
    reports
        .flat_map(|report| report["findings"].as_array().into_iter().flatten().map(one).collect::<Vec<_>>())
        .collect()
}

fn others(labels: &Value) -> String {
    let other = |label: &Value| {
        let start = &label["start"];
        let path = label["path"].as_str().unwrap_or_default();
        format!("{path}:{}:{} {}", start["line"], start["column"], label["text"].as_str().unwrap_or_default())
    };
    let others: Vec<String> = labels.as_array().into_iter().flatten().map(other).collect();
    others.join("\n")
}

/// Every file below a folder, links as their targets; empty for a folder that is not there.
pub(crate) fn tree(root: &Path) -> Tree {
    let mut found = Tree::new();
    collect(root, root, &mut found);
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Tree) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (path, kind) = (entry.path(), entry.file_type().unwrap());
        let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
        if kind.is_dir() {
            collect(root, &path, found);
        } else if kind.is_symlink() {
            found.insert(name, fs::read_link(&path).unwrap().to_string_lossy().into_owned().into_bytes());
        } else if kind.is_file() {
            found.insert(name, fs::read(&path).unwrap_or_default());
        } else {
            found.insert(name, Vec::new());
        }
    }
}

/// Two trees must hold the same files with the same bytes.
#[track_caller]
pub(crate) fn same(left: &Tree, right: &Tree) {
    let different = differing(left, right);
    assert!(different.is_empty(), "these files differ: {different:?}");
}

/// The files in which two trees differ.
pub(crate) fn differing<'t>(left: &'t Tree, right: &'t Tree) -> Vec<&'t str> {
    let mut names: Vec<&str> = left.keys().chain(right.keys()).map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| left.get(*name) != right.get(*name));
    names
}

/// Builds a good site, adds `files` and a witness with a mistake of its own, and builds again: the build must be
/// refused, the mistake of the witness named as well, and the old site still there, byte for byte.
#[track_caller]
pub(crate) fn refuse(files: &[(&str, &[u8])]) -> Outcome {
    let site = Site::built();
    site.content("zz-witness/decisions/witness.yaml", "date: soon\ndecided: Something\n");
    files.iter().for_each(|(path, bytes)| site.content(path, bytes));
    let outcome = site.refused();
    outcome.has("invalid-date", "zz-witness/decisions/witness.yaml:1:7");
    outcome
}

/// Chance that repeats itself: SplitMix64, <https://prng.di.unimi.it/splitmix64.c>.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    /// One of some.
    pub(crate) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}
