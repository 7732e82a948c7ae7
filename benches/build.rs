//! What a build costs, stage by stage, against the floor: merely reading its inputs and writing its outputs.
//!
//! ```text
//! cargo bench --bench build                        100, 1,000 and 10,000 files
//! cargo bench --bench build -- 1000 --runs 5       one size, more runs
//! cargo bench --bench build -- 10000 --write DIR   only writes the site, for a profiler
//! cargo bench --bench build -- 1000 --dir DIR      somewhere else than the folder for temporary files
//! ```
//!
//! Every measurement is a process of its own, so that the memory it needed is its own too. Machines are noisy: what
//! counts are the ratios, each taken within one run, and the medians over several.
#![allow(clippy::disallowed_methods, reason = "a benchmark compares the build with the bare file system")]

#[path = "build/site.rs"]
mod site;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use instep::build::{self, Cache, Input, Loaded};
use instep::diagnostic::Severity;
use instep::disk;
use instep::disk::publish::{Staging, Target};
use instep::files::{self, File, Files};
use instep::kinds;
use instep::render::{self, Overrides, Theme};
use instep::rules::Scope;
use instep::site::Config;
use instep::site::link::{self, Sources};
use instep::site::read::{self, Context, Parsed};
use rayon::prelude::*;

/// How a child process learns what it is to measure.
const STAGE: &str = "INSTEP_BENCH_STAGE";

/// What a child measured: name → value, times in milliseconds, memory in KB.
type Found = BTreeMap<String, f64>;

fn main() -> ExitCode {
    if let Ok(stage) = std::env::var(STAGE) {
        return child(&stage);
    }
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let (mut sizes, mut runs, mut dir, mut write) = (Vec::new(), 3, std::env::temp_dir(), None);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--runs" => runs = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(runs),
            "--dir" => dir = arguments.next().map_or(dir, PathBuf::from),
            "--write" => write = arguments.next().map(PathBuf::from),
            size => match size.replace([',', '_'], "").parse() {
                Ok(size) => sizes.push(size),
                Err(_) => {
                    eprintln!("not a number of files: {size}");
                    return ExitCode::FAILURE;
                }
            },
        }
    }
    if sizes.is_empty() {
        sizes = vec![100, 1_000, 10_000];
    }
    if let Some(folder) = write {
        write_site(&folder, sizes[0]);
        return ExitCode::SUCCESS;
    }
    println!("{} threads, {runs} runs of each size, medians\n", rayon::current_num_threads());
    sizes.into_iter().for_each(|size| measure(size, runs, &dir));
    ExitCode::SUCCESS
}

/// Writes a site of `size` files; gives how many bytes they have.
fn write_site(folder: &Path, size: usize) -> usize {
    let files = site::files(size);
    put(folder, "instep.yaml", site::CONFIG.as_bytes());
    files.iter().for_each(|(path, text)| put(folder, path, text.as_bytes()));
    files.iter().map(|(_, text)| text.len()).sum()
}

fn put(folder: &Path, path: &str, bytes: &[u8]) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder for the site");
    fs::write(path, bytes).expect("room for the site");
}

/// Measures one size and prints its table.
fn measure(size: usize, runs: usize, dir: &Path) {
    let temp = tempfile::tempdir_in(dir).expect("a folder for the site");
    let root = temp.path().join("site");
    let bytes_in = write_site(&root, size) as f64;
    let inputs = tree(&root.join("content"));
    let mut all: Vec<Found> = Vec::new();
    for run in 0..runs {
        let out = temp.path().join(format!("out-{run}"));
        let mut found = Found::new();
        found.extend(run_child("build", "cold", &root, &out));
        found.extend(run_child("build", "again", &root, &out));
        found.extend(floor(&inputs, &out, &temp.path().join("floor")));
        fs::remove_dir_all(&out).expect("the output is ours");
        found.extend(run_child("stages", "", &root, &out));
        found.extend(run_child("write", "", &root, &out));
        found.insert("ratio".into(), found["cold"] / found["floor"]);
        // A tick is 10 ms: below that there is nothing to divide by.
        found.insert("ratio CPU".into(), found["cold CPU"] / found["floor CPU"].max(10.0));
        found.insert("ratio synced".into(), found["cold"] / (found["floor"] + found["floor sync"]));
        all.push(found);
        let _ = fs::remove_dir_all(&out);
    }
    let mut middle = Found::new();
    for name in all[0].keys() {
        let mut values: Vec<f64> = all.iter().map(|found| found[name]).collect();
        values.sort_by(f64::total_cmp);
        middle.insert(name.clone(), values[values.len() / 2]);
    }
    print(inputs.len() as f64, bytes_in, &middle);
}

fn print(inputs: f64, bytes_in: f64, found: &Found) {
    let (pages, bytes_out) = (found["pages"], found["bytes"]);
    println!(
        "{inputs} files, {:.1} MB ({:.1} KB each) → {pages} pages, {:.1} MB ({:.1} KB each)",
        bytes_in / 1e6,
        bytes_in / 1e3 / inputs,
        bytes_out / 1e6,
        bytes_out / 1e3 / pages
    );
    println!("{:<34}{:>10}{:>10}{:>12}{:>10}{:>10}", "", "ms", "CPU ms", "files/s", "peak MB", "KB/file");
    let rows = [
        ("read", "read: from the disk"),
        ("parse", "parse"),
        ("link", "link"),
        ("plan", "plan"),
        ("render", "render"),
        ("write", "write: stage and publish"),
        ("cold", "cold build, whole process"),
        ("again", "rebuild without change"),
        ("floor", "floor: read and write, 2 threads"),
        ("floor sync", "… and bring it to the disk"),
    ];
    for (name, label) in rows {
        let (time, memory) = (found[name], found.get(&format!("{name} KB")));
        let memory = memory.map_or_else(String::new, |kb| format!("{:>10.1}{:>10.1}", kb / 1024.0, kb / inputs));
        let cpu = found.get(&format!("{name} CPU")).map_or_else(String::new, |cpu| format!("{cpu:.0}"));
        println!("{label:<34}{time:>10.1}{cpu:>10}{:>12.0}{memory}", inputs / time * 1000.0);
    }
    println!(
        "cold build / floor {:.2}; in processor time {:.2}; with the disk's sync on both sides {:.2}; rebuild / cold {:.2}\n",
        found["ratio"],
        found["ratio CPU"],
        found["ratio synced"],
        found["again"] / found["cold"]
    );
}

/// The floor: the same bytes in and out on two threads, nothing else.
fn floor(inputs: &[PathBuf], built: &Path, to: &Path) -> Found {
    let outputs: Vec<(PathBuf, Vec<u8>)> = tree(built)
        .into_iter()
        .map(|path| {
            let bytes = fs::read(&path).expect("what was built");
            (to.join(path.strip_prefix(built).expect("it lies there")), bytes)
        })
        .collect();
    let folders: BTreeSet<&Path> = outputs.iter().filter_map(|(path, _)| path.parent()).collect();
    rustix::fs::sync();
    let (started, before) = (Instant::now(), cpu());
    on_two_threads(inputs, |path| {
        std::hint::black_box(fs::read(path).expect("the site"));
    });
    folders.iter().for_each(|folder| fs::create_dir_all(folder).expect("a folder"));
    on_two_threads(&outputs, |(path, bytes)| fs::write(path, bytes).expect("room for the site"));
    let (floor, floor_cpu) = (milliseconds(started), cpu() - before);
    let started = Instant::now();
    rustix::fs::sync();
    let sync = milliseconds(started);
    fs::remove_dir_all(to).expect("it is ours");
    Found::from([("floor".into(), floor), ("floor CPU".into(), floor_cpu), ("floor sync".into(), sync)])
}

fn on_two_threads<T: Sync>(all: &[T], work: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(one) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(one);
                }
            });
        }
    });
}

/// Every file below a folder.
fn tree(folder: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    let entries = entries.map(|entry| entry.expect("a folder that is ours"));
    entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

/// Runs a stage in a process of its own.
fn run_child(stage: &str, name: &str, root: &Path, out: &Path) -> Found {
    rustix::fs::sync();
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.env(STAGE, stage);
    match stage {
        "build" => command.args(["build", "-q", "--today", site::TODAY, "-C"]).arg(root).arg("-o").arg(out),
        _ => command.arg(root).arg(out),
    };
    let started = Instant::now();
    let output = command.output().expect("a process");
    let whole = milliseconds(started);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{stage} failed:\n{text}{}", String::from_utf8_lossy(&output.stderr));
    let mut found: Found = text
        .lines()
        .filter_map(|line| line.rsplit_once('\t'))
        .filter_map(|(name, value)| Some((name.to_owned(), value.parse().ok()?)))
        .collect();
    if stage == "build" {
        let of = |what: &str| found.get(what).copied().unwrap_or_default();
        found = Found::from([
            (name.to_owned(), whole),
            (format!("{name} CPU"), of("CPU")),
            (format!("{name} KB"), of("peak")),
        ]);
    }
    found
}

/// In a process of its own: does the work and prints what it found.
fn child(stage: &str) -> ExitCode {
    if stage == "build" {
        let code = instep::cli::run();
        println!("peak\t{}\nCPU\t{}", peak(), cpu());
        return code;
    }
    let mut paths = std::env::args().skip(1).map(PathBuf::from);
    let (root, out) = (paths.next().expect("a site"), paths.next().expect("an output"));
    match stage {
        "stages" => stages(&root, &out),
        _ => write(&root, &out),
    }
    ExitCode::SUCCESS
}

fn stages(root: &Path, out: &Path) {
    let config = config(root);
    let files = timed("read", || disk::read_site(root, &config, out).expect("a site"));
    let input = input(files, config);
    let parsed = timed("parse", || parse(&input));
    let (site, found) = timed("link", || {
        let (config, kinds) = (input.config.clone(), kinds::kinds());
        let (files, today) = (&input.files, input.today);
        link::link(
            Sources {
                parsed,
                files,
                config,
                kinds,
                today,
                drafts: false,
                rules: Scope::All.of_entities(),
                history: Arc::default(),
            },
            None,
        )
    });
    let found = found.iter().chain(site.parsed.iter().flat_map(|file| &file.diagnostics));
    let found: Vec<_> = found.filter(|finding| finding.severity > Severity::Hint).collect();
    assert!(found.is_empty(), "the site has {} mistakes: {:#?}", found.len(), found[0]);
    let loaded = Loaded { site: Arc::new(site), diagnostics: Vec::new() };
    let (words, _) = render::words("en", &Overrides::new());
    let mut theme = Theme::load(&Overrides::new(), &words).expect("the theme");
    let pages = timed("plan", || build::plan(&loaded, words));
    theme.prepare(&pages, None);
    let bytes: usize =
        timed("render", || pages.all().par_iter().map(|page| theme.render(&pages, page).expect("a page").len()).sum());
    println!("pages\t{}\nbytes\t{bytes}", pages.all().len());
}

fn input(files: Files, config: Arc<Config>) -> Input {
    let today = site::TODAY.parse().expect("a day");
    Input { files, config, today, drafts: false, rules: Scope::All, history: Arc::default() }
}

/// As `build::load` does it, without the memory of an earlier build.
fn parse(input: &Input) -> Vec<Arc<Parsed>> {
    let names = kinds::names(&input.config);
    let all = kinds::kinds();
    let context = Context { config: &input.config, kinds: &all, names: &names };
    let texts: Vec<_> = input
        .files
        .iter()
        .filter_map(|(path, file)| match (file, input.config.content_path(path)) {
            (File::Text(text), Some(content_path)) if files::is_content(path) => Some((path, content_path, text)),
            _ => None,
        })
        .collect();
    texts
        .par_iter()
        .filter_map(|(path, content_path, text)| read::read(path, content_path, text, &context).map(Arc::new))
        .collect()
}

fn write(root: &Path, out: &Path) {
    let config = config(root);
    let files = disk::read_site(root, &config, out).expect("a site");
    let input = input(files, config);
    let loaded = build::load(&input, &mut Cache::default());
    let (words, _) = render::words("en", &Overrides::new());
    let mut theme = Theme::load(&Overrides::new(), &words).expect("the theme");
    let pages = build::plan(&loaded, words);
    theme.prepare(&pages, None);
    let rendered: Vec<(&str, Vec<u8>)> =
        pages.all().par_iter().map(|page| (page.url.as_str(), theme.render(&pages, page).expect("a page"))).collect();
    let (started, before) = (Instant::now(), cpu());
    let staging =
        Staging::begin(&Target { dir: out, protected: &[], force: false, in_place: false }).expect("an output");
    rendered.par_iter().for_each(|(url, bytes)| staging.write(url, bytes).expect("room for a page"));
    staging.commit().expect("a site");
    // No memory: all pages lie in this process at once, as they never do in a build.
    println!("write\t{}\nwrite CPU\t{}", milliseconds(started), cpu() - before);
}

fn config(root: &Path) -> Arc<Config> {
    let text = disk::read_text(&root.join(disk::CONFIG)).expect("settings");
    Arc::new(Config::read(disk::CONFIG, &text, &kinds::kinds()).0)
}

fn timed<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let (started, before) = (Instant::now(), cpu());
    let done = work();
    println!("{name}\t{}\n{name} CPU\t{}\n{name} KB\t{}", milliseconds(started), cpu() - before, peak());
    done
}

/// The processor time this process has used, in milliseconds, its own and the system's for it.
fn cpu() -> f64 {
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|ticks| ticks.parse::<f64>().ok()).unwrap_or_default();
    (ticks(11) + ticks(12)) * 10.0
}

fn milliseconds(started: Instant) -> f64 {
    started.elapsed().as_secs_f64() * 1000.0
}

/// The most memory this process ever had, in KB; 0 where the system does not say.
fn peak() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or(0.0)
}
