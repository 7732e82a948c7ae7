//! What a check costs against a build of the same site, without and with the history of its repository.
//!
//! ```text
//! cargo bench --bench check                    1,000 and 10,000 files
//! cargo bench --bench check -- 1000 --runs 5   one size, more runs
//! cargo bench --bench check -- 10000 --write DIR   only writes the site and its repository, for a profiler
//! ```
//!
//! The repository holds four versions of every file, written in commits of forty files: as a whole, reformatted, with
//! other words, reformatted again. Every measurement is a process of its own; what counts are the ratios within one run.
#![allow(clippy::disallowed_methods, reason = "a benchmark writes its own site and measures processes")]

#[path = "build/site.rs"]
#[allow(dead_code, reason = "another benchmark uses the rest")]
mod site;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

/// How a child process learns that it is to be `instep`.
const CHILD: &str = "INSTEP_BENCH_CHECK";

/// How many files a commit touches.
const COMMIT: usize = 40;

fn main() -> ExitCode {
    if std::env::var_os(CHILD).is_some() {
        return instep::cli::run();
    }
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let (mut sizes, mut runs, mut write) = (Vec::new(), 3, None);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--runs" => runs = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(runs),
            "--write" => write = arguments.next(),
            size => sizes.extend(size.replace([',', '_'], "").parse::<usize>().ok()),
        }
    }
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000];
    }
    if let Some(folder) = write {
        fs::create_dir_all(&folder).expect("a folder for the site");
        repository(Path::new(&folder), &site::files(sizes[0]));
        return ExitCode::SUCCESS;
    }
    sizes.into_iter().for_each(|size| measure(size, runs));
    ExitCode::SUCCESS
}

fn measure(size: usize, runs: usize) {
    let temp = tempfile::tempdir().expect("a folder");
    let (root, cache, out) = (temp.path().join("site"), temp.path().join("cache"), temp.path().join("out"));
    fs::create_dir_all(&root).expect("a folder for the site");
    let commits = repository(&root, &site::files(size));
    println!("{size} files, {} versions in {commits} commits, medians of {runs}", size * 4);
    let check: &[&str] = &["check", "-q"];
    let plain = median(runs, || run(&root, &cache, &["check", "-q", "--no-history"]));
    let cold = median(runs, || {
        let _ = fs::remove_dir_all(&cache);
        run(&root, &cache, check)
    });
    let warm = median(runs, || run(&root, &cache, check));
    let build = median(runs, || {
        let _ = fs::remove_dir_all(&out);
        run(&root, &cache, &["build", "-q", "-o", &out.to_string_lossy()])
    });
    for (name, time) in
        [("build", build), ("check, no history", plain), ("check, first time", cold), ("check, warm", warm)]
    {
        println!("{name:<20}{time:>10.0} ms{:>8.2} of a build{:>8.2} of a plain check", time / build, time / plain);
    }
    println!();
}

fn median(runs: usize, mut measure: impl FnMut() -> f64) -> f64 {
    let mut times: Vec<f64> = (0..runs).map(|_| measure()).collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Runs `instep`; milliseconds.
fn run(root: &Path, cache: &Path, arguments: &[&str]) -> f64 {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.env(CHILD, "1").env("XDG_CACHE_HOME", cache).args(arguments);
    command.args(["--today", site::TODAY, "-C"]).arg(root);
    let started = Instant::now();
    let output = command.output().expect("a process");
    let time = started.elapsed().as_secs_f64() * 1000.0;
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?} failed:\n{}", &text[..text.len().min(2_000)]);
    time
}

/// Writes the site and its repository; gives the number of commits.
fn repository(root: &Path, files: &[(String, String)]) -> usize {
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.arg("-C").arg(root).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    assert!(git(&["init", "-q", "-b", "main"]).status().expect("git").success());
    let mut import = git(&["fast-import", "--quiet"]).stdin(Stdio::piped()).spawn().expect("git");
    let mut commits = 0;
    {
        let mut input = std::io::BufWriter::new(import.stdin.take().expect("a pipe"));
        let config = ("instep.yaml".to_owned(), site::CONFIG.to_owned());
        let mut commit = |day: usize, batch: &[(String, String)]| {
            commits += 1;
            let seconds = 1_700_000_000 + day * 86_400;
            let who = format!("A <a@site.example> {seconds} +0000");
            write!(input, "commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata 1\nx\n").expect("a pipe");
            for (path, text) in batch {
                write!(input, "M 100644 inline {path}\ndata {}\n{text}\n", text.len()).expect("a pipe");
            }
        };
        commit(0, std::slice::from_ref(&config));
        for version in 0..4 {
            for (at, batch) in files.chunks(COMMIT).enumerate() {
                let batch: Vec<_> = batch.iter().map(|(path, text)| (path.clone(), older(text, version))).collect();
                commit(1 + version * 200 + at % 100, &batch);
            }
        }
    }
    assert!(import.wait().expect("git").success());
    assert!(git(&["reset", "--hard", "-q"]).status().expect("git").success());
    commits
}

/// A text as it was some versions ago: 3 is what it is now.
fn older(text: &str, version: usize) -> String {
    match version {
        0 => text.replace(" the ", " that "),
        1 => text.replace(" the ", " that ") + "\n",
        2 => text.to_owned() + "\n",
        _ => text.to_owned(),
    }
}
