//! `instep build`: the site, on disk.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::Instant;

use clap::Args;
use rayon::prelude::*;

use crate::build::{self, Input};
use crate::diagnostic::{Diagnostic, Severity};
use crate::disk;
use crate::disk::publish::{PublishError, Staging, Summary, Target};
use crate::files::File;
use crate::pages::{Page, Pages};
use crate::pictures::{self, Picture};
use crate::render::{TemplateError, Theme};
use crate::report;
use crate::rules::consent::above_profile::Scan;
use crate::site::config::BASELINE;
use crate::text::Span;
use crate::twins::{Twins, cards};

use super::planned::{self, Planned};
use super::project::{BuildOptions, Project, exit_code, open_in_browser, tell};
use super::{CliError, Global};

#[derive(Args)]
pub(super) struct Build {
    /// The folder to build into; default: `output` of the settings, else `public`
    #[arg(short, long, value_name = "DIR")]
    output_dir: Option<PathBuf>,
    #[command(flatten)]
    options: BuildOptions,
    /// Let warnings fail the build
    #[arg(long)]
    strict: bool,
    /// Build into a folder that holds other files; they are kept
    #[arg(short, long)]
    force: bool,
    /// Replace file by file instead of exchanging the whole folder, for mounted folders
    #[arg(long)]
    in_place: bool,
    /// Do not ask git when things were written: the history pages tell what was heard when, and no more
    #[arg(long)]
    no_history: bool,
    /// Open the built site in a browser
    #[arg(short = 'O', long)]
    open: bool,
}

impl Build {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode, CliError> {
        let started = Instant::now();
        let project = Project::open(global)?;
        let output = self.output(&project);
        let mut input = project.input(&self.options, &output)?;
        if !self.no_history {
            input.history = project.history(&input.files);
        }
        let known = planned::known(&project.root.join(BASELINE), false)?;
        let mut planned = Planned::of(&project, &input);
        let (baseline, _) = planned.leave_out(known.as_ref(), planned::leaves_pages_whole, &project, &input);
        let site = planned.pages.site.clone();
        let print = |found: &[Diagnostic]| {
            let summary = report::Summary { baseline, coverage: Some(site.coverage()), ..report::Summary::of(found) };
            project.report(global, found, &input.files, Some(&site), &summary);
        };
        let (errors, warnings) = counts(&planned.found);
        let code = exit_code(errors, warnings, self.strict);
        if code != ExitCode::SUCCESS {
            print(&planned.found);
            tell(global, &refused(errors, warnings, baseline));
            return Ok(code);
        }
        let published = self.publish(global, &project, &input, &planned, &output);
        let mut found = planned.found;
        let (templates, published) = match published {
            Ok(Published { findings, summary }) => (findings, Ok(summary)),
            Err(error) => (Vec::new(), Err(error)),
        };
        // All findings are one document, whenever they were found.
        found.extend(templates);
        print(&found);
        let summary = match published? {
            Ok(summary) => summary,
            Err(code) => {
                let (errors, warnings) = counts(&found);
                match code {
                    1 => tell(global, &refused(errors, warnings, baseline)),
                    _ => tell(global, "The templates cannot be used; the old site is untouched."),
                }
                return Ok(ExitCode::from(code));
            }
        };
        let seen = Seen { warnings: counts(&found).1, known: baseline };
        tell(global, &told(&output, planned.pages.all().len(), &summary, &seen, started));
        if self.open {
            open_in_browser(output.join("index.html").as_ref());
        }
        Ok(ExitCode::SUCCESS)
    }

    fn output(&self, project: &Project) -> PathBuf {
        self.output_dir.clone().unwrap_or_else(|| project.root.join(&project.config.output))
    }

    /// Renders and publishes.
    fn publish(
        &self,
        global: &Global,
        project: &Project,
        input: &Input,
        planned: &Planned,
        output: &Path,
    ) -> Result<Published, CliError> {
        let pages = &planned.pages;
        let mut theme = match planned.theme(project) {
            Ok(theme) => theme,
            Err(failures) => return Ok(Published::refused(failures, 4)),
        };
        theme.prepare(pages, None);
        let protected = protected(project);
        let target = Target { dir: output, protected: &protected, force: self.force, in_place: self.in_place };
        let staging = Staging::begin(&target)?;
        let progress = Progress::new(global, pages.all().len());
        let Rendered { failed, mut found, id } = write_pages(&theme, pages, &staging, &progress)?;
        progress.end();
        if !failed.is_empty() {
            return Ok(Published::refused(TemplateError::findings(failed), 4));
        }
        found.extend(write_twins(&theme, pages, &staging)?);
        let found = once(found);
        let found = build::levelled(found, &input.config);
        if counts(&found).0 > 0 {
            return Ok(Published::refused(found, 1));
        }
        write_files(&theme, pages, input, project, &staging)?;
        staging.write(BUILD, format!("{{\"id\":\"{id}\"}}\n").as_bytes())?;
        Ok(Published { findings: found, summary: Ok(staging.commit()?) })
    }
}

/// What became of the pages.
struct Published {
    /// What was found while rendering.
    findings: Vec<Diagnostic>,
    /// What was written; if nothing was, the code to end with.
    summary: Result<Summary, u8>,
}

impl Published {
    fn refused(findings: Vec<Diagnostic>, code: u8) -> Published {
        Published { findings, summary: Err(code) }
    }
}

/// What was found while rendering.
struct Rendered {
    failed: Vec<TemplateError>,
    found: Vec<Diagnostic>,
    /// The name of what was rendered: another one as soon as any page is another.
    id: String,
}

/// Says which build this is. A display on a wall asks for it, and takes its page anew when the name is another one.
const BUILD: &str = "build.json";

/// How many errors and warnings there are.
pub(super) fn counts(found: &[Diagnostic]) -> (usize, usize) {
    let count = |severity: Severity| found.iter().filter(|finding| finding.severity == severity).count();
    (count(Severity::Error), count(Severity::Warning))
}

/// Renders every page in parallel, each straight to disk, and looks whether it says more than it may.
fn write_pages(theme: &Theme, pages: &Pages, staging: &Staging, progress: &Progress) -> Result<Rendered, PublishError> {
    let failed: Mutex<Vec<TemplateError>> = Mutex::default();
    let found: Mutex<Vec<Diagnostic>> = Mutex::default();
    let scan = Scan::of(&pages.site);
    let write = |page: &Page| {
        progress.step();
        match theme.render(pages, page) {
            Ok(bytes) => {
                let hash = blake3::hash(&bytes);
                let empty = bytes.trim_ascii().is_empty().then(|| nothing_rendered(pages, page));
                let leak = scan.as_ref().and_then(|scan| scan.page(&pages.site, &page.url, pages.origin(page), &bytes));
                if (empty.is_some() || leak.is_some())
                    && let Ok(mut found) = found.lock()
                {
                    found.extend(empty.into_iter().chain(leak));
                }
                staging.write(&page.url, &bytes).map(|()| Some(hash))
            }
            Err(error) => {
                // A poisoned list would mean a panic that has ended the build already.
                if let Ok(mut failed) = failed.lock() {
                    failed.push(error);
                }
                Ok(None)
            }
        }
    };
    let written: Vec<Option<blake3::Hash>> = pages.all().par_iter().map(write).collect::<Result<_, _>>()?;
    let mut all = blake3::Hasher::new();
    for hash in written.iter().flatten() {
        all.update(hash.as_bytes());
    }
    let id = all.finalize().to_hex()[..16].to_owned();
    let found = found.into_inner().unwrap_or_default();
    Ok(Rendered { failed: failed.into_inner().unwrap_or_default(), found, id })
}

/// The same place may be shown on many pages, and in files beside them: the first stands for all.
fn once(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    crate::diagnostic::sort(&mut found);
    let same = |a: &Diagnostic, b: &Diagnostic| (a.rule, &a.path, a.span) == (b.rule, &b.path, b.span);
    found.dedup_by(|later, first| later.rule != "template" && same(later, first));
    found
}

fn nothing_rendered(pages: &Pages, page: &Page) -> Diagnostic {
    let template = pages.template(page);
    let path = format!("templates/{template}").into();
    Diagnostic::warning("template", &path, Span::default(), format!("this template leaves {} empty", page.url))
        .help("write what the page should show, or remove the template to use the built-in one")
}

/// Writes what stands beside the pages for programs, and looks whether it says more than it may. Pictures of the build
/// before that would become the same are kept.
fn write_twins(theme: &Theme, pages: &Pages, staging: &Staging) -> Result<Vec<Diagnostic>, PublishError> {
    let twins = Twins::of(theme);
    let scan = Scan::of(&pages.site);
    let write = |url: &String| -> Result<Option<Diagnostic>, PublishError> {
        let leak = |bytes: &[u8]| scan.as_ref()?.twin(&pages.site, url, &twins.text(pages, url, bytes));
        let key = twins.key(pages, url);
        if key.as_ref().is_some_and(|key| staging.keep(url, cards::HEAD, |head| cards::is_made_from(head, key))) {
            return Ok(leak(&[]));
        }
        let Some(bytes) = twins.at(pages, url) else { return Ok(None) };
        staging.write(url, &bytes)?;
        Ok(leak(&bytes))
    };
    let found: Vec<Option<Diagnostic>> = twins.urls(pages).par_iter().map(write).collect::<Result<_, _>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// Writes the theme's files and the site's own: pictures without what tells about who took them, and smaller copies of
/// them; everything else as it is.
fn write_files(
    theme: &Theme,
    pages: &Pages,
    input: &Input,
    project: &Project,
    staging: &Staging,
) -> Result<(), PublishError> {
    for (path, bytes) in &theme.files {
        staging.write(path, bytes)?;
    }
    let assets = input
        .files
        .iter()
        .filter(|(path, file)| matches!(file, File::Asset) && !pages.withheld_files.contains(&***path));
    let assets: Vec<&str> = assets.map(|(path, _)| &**path).collect();
    assets.par_iter().try_for_each(|path| match pages.pictures.get(*path) {
        Some(picture) => write_picture(pages, project, staging, path, picture),
        None => staging.copy(&pages.asset_url(path), &project.root.join(path)),
    })
}

/// Writes a picture and its smaller copies. The name of a copy is made from its original: one that is there is right.
fn write_picture(
    pages: &Pages,
    project: &Project,
    staging: &Staging,
    path: &str,
    picture: &Picture,
) -> Result<(), PublishError> {
    let url = pages.asset_url(path);
    let place = project.root.join(path);
    let missing: Vec<u32> =
        picture.widths().filter(|width| !staging.keep(&picture.copy_url(&url, *width), 1, |_| true)).collect();
    if missing.is_empty() && !picture.strip {
        return staging.copy(&url, &place);
    }
    let Ok(bytes) = disk::read_inside(&project.root, path) else { return staging.copy(&url, &place) };
    // What shows only now to be broken has no copies: its page shows the gap that the original would be as well.
    let copies = pictures::smaller(picture, &bytes, &missing).unwrap_or_default();
    for (width, copy) in missing.iter().zip(copies) {
        staging.write(&picture.copy_url(&url, *width), &copy)?;
    }
    match pictures::stripped(&bytes).filter(|_| picture.strip) {
        Some(stripped) => staging.write(&url, &stripped),
        None => staging.copy(&url, &place),
    }
}

/// Folders and files that must not become, or hold, the output.
fn protected(project: &Project) -> Vec<PathBuf> {
    let mut all = vec![project.root.clone(), project.config_path.clone(), project.root.join("templates")];
    all.extend(project.config.content.iter().map(|folder| project.root.join(folder)));
    all
}

fn refused(errors: usize, warnings: usize, known: usize) -> String {
    format!("{}{}; the old site is untouched.", counted(errors, warnings), left_out(known))
}

/// What is said about findings that are in the baseline.
fn left_out(known: usize) -> String {
    match known {
        0 => String::new(),
        1 => "; 1 known finding is not shown".into(),
        n => format!("; {n} known findings are not shown"),
    }
}

/// What was found in a site that was built.
struct Seen {
    warnings: usize,
    /// Findings that are in the baseline.
    known: usize,
}

/// "2 errors, 1 warning"
pub(super) fn counted(errors: usize, warnings: usize) -> String {
    let mut counts = Vec::new();
    if errors > 0 {
        counts.push(format!("{errors} error{}", if errors == 1 { "" } else { "s" }));
    }
    if warnings > 0 {
        counts.push(format!("{warnings} warning{}", if warnings == 1 { "" } else { "s" }));
    }
    counts.join(", ")
}

fn told(output: &Path, pages: usize, summary: &Summary, seen: &Seen, started: Instant) -> String {
    let mut text = format!(
        "Built {pages} pages into {} in {:.2} s: {} written, {} unchanged, {} removed",
        output.display(),
        started.elapsed().as_secs_f64(),
        summary.written,
        summary.unchanged,
        summary.removed
    );
    if seen.warnings > 0 {
        text.push_str(&format!("; {}", counted(0, seen.warnings)));
    }
    text.push_str(&left_out(seen.known));
    text.push('.');
    if let Some(note) = &summary.in_place {
        text.push_str(&format!("\n{note}"));
    }
    text
}

/// A line on the terminal that counts pages, once a build takes longer than a moment.
struct Progress {
    shown: bool,
    total: usize,
    done: std::sync::atomic::AtomicUsize,
    started: Instant,
}

impl Progress {
    fn new(global: &Global, total: usize) -> Self {
        use std::io::IsTerminal;
        let shown = !global.quiet && std::io::stderr().is_terminal();
        Progress { shown, total, done: std::sync::atomic::AtomicUsize::new(0), started: Instant::now() }
    }

    fn step(&self) {
        let done = self.done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        if self.shown && done.is_multiple_of(500) && self.started.elapsed().as_millis() > 500 {
            super::project::err(&format!("\r{done} of {} pages", self.total));
        }
    }

    fn end(&self) {
        if self.shown && self.started.elapsed().as_millis() > 500 {
            super::project::err("\r\x1b[K");
        }
    }
}
