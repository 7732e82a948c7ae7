//! The pipeline in reading order: files → parsed → site → pages. Only parsing is remembered.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::diagnostic::{self, Diagnostic, Severity};
use crate::files::{self, File, Files, MAX_FILE_BYTES, Problem};
use crate::kinds;
use crate::pages::Pages;
use crate::site::link;
use crate::site::read::{self, Context, Parsed};
use crate::site::words::Words;
use crate::site::{Config, Site};
use crate::text::Span;

/// Everything a site is made from.
pub struct Input {
    /// The files.
    pub files: Files,
    /// The settings.
    pub config: Arc<Config>,
    /// The day it is built for.
    pub today: Date,
    /// Whether drafts and what lies in the future are shown.
    pub drafts: bool,
}

/// What is remembered between builds: what each text said.
#[derive(Default)]
pub struct Cache {
    parsed: HashMap<Arc<str>, Remembered>,
}

/// A text, and what it said; nothing, if it is no content.
type Remembered = (Arc<str>, Option<Arc<Parsed>>);

/// A site and everything that was found wrong with it.
pub struct Loaded {
    /// The site.
    pub site: Arc<Site>,
    /// The files as read, in order.
    pub parsed: Vec<Arc<Parsed>>,
    /// The findings at the site's own levels, in the order of files.
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// How many findings are of a level.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}

/// Reads and links a site.
pub fn load(input: &Input, cache: &mut Cache) -> Loaded {
    let mut found: Vec<Diagnostic> = Vec::new();
    let parsed = parse(input, cache, &mut found);
    found.extend(parsed.iter().flat_map(|file| file.diagnostics.iter().cloned()));
    let (site, linked) =
        link::link(&parsed, &input.files, input.config.clone(), &kinds::kinds(), input.today, input.drafts);
    found.extend(linked);
    Loaded { site: Arc::new(site), parsed, diagnostics: levelled(found, &input.config) }
}

/// Plans the pages of a site.
pub fn plan(loaded: &Loaded, words: Words) -> Pages {
    Pages::new(loaded.site.clone(), words)
}

/// Gives findings the levels the site wants, and sorts them.
pub fn levelled(found: Vec<Diagnostic>, config: &Config) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = found
        .into_iter()
        .filter_map(|mut diagnostic| {
            diagnostic.severity = config.level(&diagnostic)?;
            Some(diagnostic)
        })
        .collect();
    diagnostic::sort(&mut found);
    found.dedup();
    found
}

/// Parses what has changed, in parallel; what has not is remembered.
fn parse(input: &Input, cache: &mut Cache, found: &mut Vec<Diagnostic>) -> Vec<Arc<Parsed>> {
    let names = kinds::names(&input.config);
    let all = kinds::kinds();
    let context = Context { config: &input.config, kinds: &all, names: &names };
    let mut texts: Vec<(&Arc<str>, &str, &Arc<str>)> = Vec::new();
    for (path, file) in input.files.iter() {
        match (file, input.config.content_path(path)) {
            (File::Text(text), Some(content_path)) if files::is_content(path) => texts.push((path, content_path, text)),
            (File::Bad(problem), Some(_)) => found.push(unreadable(path, problem)),
            _ => {}
        }
    }
    let known = &cache.parsed;
    let parsed: Vec<(Arc<str>, Remembered)> = texts
        .par_iter()
        .map(|(path, content_path, text)| {
            let remembered = known.get(*path).filter(|(old, _)| old == *text);
            let parsed = match remembered {
                Some((_, parsed)) => parsed.clone(),
                None => read::read(path, content_path, text, &context).map(Arc::new),
            };
            ((*path).clone(), ((*text).clone(), parsed))
        })
        .collect();
    let files = parsed.iter().filter_map(|(_, (_, parsed))| parsed.clone()).collect();
    cache.parsed = parsed.into_iter().collect();
    files
}

fn unreadable(path: &Arc<str>, problem: &Problem) -> Diagnostic {
    let at = |offset: usize| Span::new(offset, offset);
    match problem {
        Problem::TooLarge(bytes) => {
            let megabytes = MAX_FILE_BYTES / 1024 / 1024;
            let message = format!("this file is too large: {} MB, the limit is {megabytes} MB", bytes / 1024 / 1024);
            Diagnostic::error("too-large", path, at(0), message).help("split it, or exclude it in instep.yaml")
        }
        Problem::Encoding { before, guess } => {
            let place = crate::text::position(before, before.len() as u32);
            let message = match guess {
                Some(guess) => format!("this file is {guess}, not UTF-8"),
                None => format!(
                    "this file is not UTF-8: the byte at line {}, column {} is no part of a character",
                    place.line, place.column
                ),
            };
            Diagnostic::error("encoding", path, at(before.len()), message).help("save it as UTF-8")
        }
        Problem::Unreadable(reason) => {
            Diagnostic::error("unreadable", path, at(0), format!("this file cannot be read: {reason}"))
                .help("correct its permissions, or exclude it in instep.yaml")
        }
        Problem::Name => {
            Diagnostic::warning("file-name", path, at(0), "the name of this file is not UTF-8, so it is left out")
                .help("give it a name in UTF-8")
        }
        Problem::Link(reason) => {
            Diagnostic::warning("symlink", path, at(0), format!("this link is not followed: {reason}"))
                .help("put the file itself here")
        }
    }
}
