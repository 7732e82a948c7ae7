//! What an edit costs in the preview: from the save to the moment a client can read the new text.
//!
//! ```text
//! cargo bench --bench preview                           100, 1,000 and 10,000 pages, 50 edits each
//! cargo bench --bench preview -- 1000 --edits 20        one size, fewer edits
//! cargo bench --bench preview -- 1000 --only story      only the edits with this in their name
//! cargo bench --bench preview -- 1000 --hugo PATH       Hugo's server beside it, in the same run
//! cargo bench --bench preview -- 1000 --soak 600        only edits, 5 a second, for so many seconds: memory and time
//! ```
//!
//! The server is a process of its own, the files are written as an editor writes them, and the client asks for the page
//! over and over until it has the new text. Machines are noisy: what counts are ratios within one run.
#![allow(clippy::disallowed_methods, reason = "a benchmark writes files and measures time")]

#[path = "build/site.rs"]
mod site;

#[path = "preview/client.rs"]
mod client;
#[path = "preview/hugo.rs"]
mod hugo;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use client::{Served, milliseconds};

/// How a child process learns that it is the server.
const SERVER: &str = "INSTEP_BENCH_SERVER";

/// What the runs are about.
pub(crate) struct Wanted {
    sizes: Vec<usize>,
    edits: usize,
    only: String,
    soak: Option<u64>,
    hugo: Option<PathBuf>,
}

fn main() -> ExitCode {
    if std::env::var_os(SERVER).is_some() {
        return instep::cli::run();
    }
    let mut wanted = Wanted { sizes: Vec::new(), edits: 50, only: String::new(), soak: None, hugo: None };
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--edits" => wanted.edits = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(wanted.edits),
            "--only" => wanted.only = arguments.next().unwrap_or_default(),
            "--soak" => wanted.soak = arguments.next().and_then(|n| n.parse().ok()),
            "--hugo" => wanted.hugo = arguments.next().map(PathBuf::from),
            size => match size.replace([',', '_'], "").parse() {
                Ok(size) => wanted.sizes.push(size),
                Err(_) => {
                    eprintln!("not a number of pages: {size}");
                    return ExitCode::FAILURE;
                }
            },
        }
    }
    if wanted.sizes.is_empty() {
        wanted.sizes = vec![100, 1_000, 10_000];
    }
    wanted.sizes.iter().for_each(|size| measure(*size, &wanted));
    ExitCode::SUCCESS
}

/// The files of a site of about so many pages: a site of 100 files has 113 pages and more.
fn files(pages: usize) -> Vec<(String, String)> {
    site::files((pages * 89 / 100).max(site::GROUP))
}

fn measure(pages: usize, wanted: &Wanted) {
    let temp = tempfile::tempdir().expect("a folder for the site");
    let root = temp.path().join("site");
    let files = files(pages);
    put(&root.join("instep.yaml"), site::CONFIG);
    files.iter().for_each(|(path, text)| put(&root.join(path), text));
    let started = Instant::now();
    let served = Served::instep(&root);
    served.wait("/", "A site to measure with", Duration::from_secs(120));
    println!("{pages} pages: {} files, ready after {:.0} ms", files.len(), milliseconds(started.elapsed()));
    if let Some(seconds) = wanted.soak {
        return soak(&served, &root, &files, seconds);
    }
    println!("{:<42}{:>10}{:>10}", "", "median ms", "worst ms");
    for (name, edit) in EDITS.iter().filter(|(name, _)| name.contains(&wanted.only)) {
        report(name, edit(&served, &root, &files, wanted.edits));
    }
    println!("{:<42}{:>10.1}", "memory, MB", served.memory());
    if let Some(hugo) = &wanted.hugo {
        hugo::measure(hugo, &files, wanted.edits);
    }
    println!();
}

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder for the site");
    fs::write(path, text).expect("room for the site");
}

pub(crate) fn report(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let (Some(middle), Some(worst)) = (times.get(times.len() / 2), times.last()) else { return };
    println!("{name:<42}{:>10.1}{:>10.1}", milliseconds(*middle), milliseconds(*worst));
}

type Edit = fn(&Served, &Path, &[(String, String)], usize) -> Vec<Duration>;

const EDITS: &[(&str, Edit)] = &[
    ("a statement of a person", |served, root, files, n| text(served, root, files, n, "content/personas/", "people")),
    ("a line of a session", |served, root, files, n| text(served, root, files, n, "content/sessions/", "evidence")),
    ("a story", |served, root, files, n| text(served, root, files, n, "content/stories/", "stories")),
    ("a title that every page links to, home page", title),
    ("a new file", new_file),
    ("a deleted file", deleted_file),
    ("a template", template),
    ("1,000 files at once", burst),
];

/// Time to breathe between two edits, as a writer needs it too.
const PAUSE: Duration = Duration::from_millis(300);

/// A file of a folder, its text, and the address of its page.
fn one<'f>(files: &'f [(String, String)], folder: &str, url: &str) -> (&'f str, &'f str, String) {
    let markdown = |path: &str| path.starts_with(folder) && path.ends_with(".md");
    let (path, text) = files.iter().find(|(path, _)| markdown(path)).expect("the site has all kinds");
    let id = path.trim_start_matches(folder).trim_end_matches(".md");
    (path, text, format!("/{url}/{id}/"))
}

fn text(
    served: &Served,
    root: &Path,
    files: &[(String, String)],
    edits: usize,
    folder: &str,
    url: &str,
) -> Vec<Duration> {
    let (path, text, url) = one(files, folder, url);
    let times = (0..edits)
        .map(|n| {
            std::thread::sleep(PAUSE);
            let new = format!("What was heard as number {n} of {folder}");
            let started = Instant::now();
            put(&root.join(path), &format!("{text}\n\n{new}.\n"));
            served.wait(&url, &new, LIMIT);
            started.elapsed()
        })
        .collect();
    put(&root.join(path), text);
    times
}

/// The longest that anything may take.
const LIMIT: Duration = Duration::from_secs(60);

fn title(served: &Served, root: &Path, _: &[(String, String)], edits: usize) -> Vec<Duration> {
    let top = root.join("content/top.md");
    let times = (0..edits)
        .map(|n| {
            std::thread::sleep(PAUSE);
            let title = format!("Title number {n}");
            let started = Instant::now();
            put(&top, &format!("---\ntitle: {title}\n---\nThe page at the top.\n"));
            served.wait("/", &title, LIMIT);
            started.elapsed()
        })
        .collect();
    fs::remove_file(&top).expect("it is ours");
    times
}

fn new_file(served: &Served, root: &Path, files: &[(String, String)], edits: usize) -> Vec<Duration> {
    let (_, text, _) = one(files, "content/stories/", "stories");
    let times = (0..edits)
        .map(|n| {
            std::thread::sleep(PAUSE);
            let path = root.join(format!("content/stories/brand-new-{n}.md"));
            let new = format!("Brand new story {n}");
            let text = text.replacen("title: ", &format!("title: {new} "), 1) + &format!("\n{new}.\n");
            let started = Instant::now();
            put(&path, &text);
            served.wait(&format!("/stories/brand-new-{n}/"), &new, LIMIT);
            started.elapsed()
        })
        .collect();
    (0..edits).for_each(|n| fs::remove_file(root.join(format!("content/stories/brand-new-{n}.md"))).expect("ours"));
    times
}

fn deleted_file(served: &Served, root: &Path, files: &[(String, String)], edits: usize) -> Vec<Duration> {
    let (_, text, _) = one(files, "content/stories/", "stories");
    let path = root.join("content/stories/gone-soon.md");
    (0..edits)
        .map(|_| {
            put(&path, text);
            served.wait("/stories/gone-soon/", "<h1", LIMIT);
            std::thread::sleep(PAUSE);
            let started = Instant::now();
            fs::remove_file(&path).expect("it is ours");
            served.wait_gone("/stories/gone-soon/", LIMIT);
            started.elapsed()
        })
        .collect()
}

fn template(served: &Served, root: &Path, files: &[(String, String)], edits: usize) -> Vec<Duration> {
    let (_, _, url) = one(files, "content/personas/", "people");
    let path = root.join("templates/persona.html");
    let times = (0..edits)
        .map(|n| {
            std::thread::sleep(PAUSE);
            let new = format!("Side column number {n}");
            let started = Instant::now();
            let block = format!("{{% block aside %}}<p>{new}</p>{{% endblock %}}");
            put(&path, &format!("{{% extends \"builtin/persona.html\" %}}{block}"));
            served.wait(&url, &new, LIMIT);
            started.elapsed()
        })
        .collect();
    fs::remove_dir_all(root.join("templates")).expect("it is ours");
    times
}

/// Until the last of them can be read.
fn burst(served: &Served, root: &Path, files: &[(String, String)], edits: usize) -> Vec<Duration> {
    let stories: Vec<&(String, String)> = files.iter().filter(|(path, _)| path.ends_with(".md")).take(1_000).collect();
    let story = |path: &str| path.starts_with("content/stories/");
    let last = stories.iter().rev().find(|(path, _)| story(path)).expect("there are stories");
    let url = last.0.replace("content/stories", "/stories").replace(".md", "/");
    (0..edits.div_ceil(10))
        .map(|n| {
            std::thread::sleep(PAUSE * 4);
            let new = format!("All at once {n}");
            let started = Instant::now();
            stories.iter().for_each(|(path, text)| put(&root.join(path), &format!("{text}\n\n{new}.\n")));
            served.wait(&url, &new, LIMIT);
            started.elapsed()
        })
        .collect()
}

/// Edits, five a second: does it stay as fast and as small as it was?
fn soak(served: &Served, root: &Path, files: &[(String, String)], seconds: u64) {
    let (path, text, url) = one(files, "content/personas/", "people");
    println!(
        "{:>8}{:>8}{:>12}{:>10}{:>12}{:>10}",
        "seconds", "edits", "median ms", "worst ms", "memory MB", "files open"
    );
    let started = Instant::now();
    let (mut times, mut edits) = (Vec::new(), 0);
    let mut next = started;
    while started.elapsed() < Duration::from_secs(seconds) {
        next += Duration::from_millis(200);
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
        edits += 1;
        let new = format!("Edit number {edits} of many");
        let saved = Instant::now();
        put(&root.join(path), &format!("{text}\n\n{new}.\n"));
        served.wait(&url, &new, LIMIT);
        times.push(saved.elapsed());
        if edits % 300 == 0 {
            times.sort_unstable();
            let (middle, worst) = (times[times.len() / 2], times[times.len() - 1]);
            println!(
                "{:>8.0}{edits:>8}{:>12.1}{:>10.1}{:>12.1}{:>10}",
                started.elapsed().as_secs_f64(),
                milliseconds(middle),
                milliseconds(worst),
                served.memory(),
                served.open_files()
            );
            times.clear();
        }
    }
    let before = served.cpu();
    std::thread::sleep(Duration::from_secs(10));
    println!("idle for 10 s: {} ms of processor time", served.cpu() - before);
}
