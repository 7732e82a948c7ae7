//! The pipeline in reading order: files → parsed → site → pages. Only parsing is remembered.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::diagnostic::{self, Diagnostic, Severity};
use crate::files::{self, File, Files, MAX_FILE_BYTES, Problem};
use crate::kinds;
use crate::pages::Pages;
use crate::rules::{self, Scope};
use crate::site::link::{self, Sources};
use crate::site::read::{self, Context, Parsed};
use crate::site::words::Words;
use crate::site::{Config, History, Site};
use crate::text::Span;
use crate::twins::Twins;

/// The stack of every thread, in bytes, so that the limits of a shell or container do not matter.
pub const STACK: usize = 8 * 1024 * 1024;

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
    /// Which rules are applied, beside what reading and linking find by themselves.
    pub rules: Scope,
    /// What the repository remembers.
    pub history: Arc<History>,
}

/// What is remembered between builds with the same settings: what each text said, and the site made from it.
#[derive(Default)]
pub struct Cache {
    /// In the order of paths.
    texts: Vec<Remembered>,
    /// Texts that were read before they became part of the site, by path.
    ahead: HashMap<Arc<str>, Remembered>,
    site: Option<Arc<Site>>,
}

/// A text and what it said; nothing, if it is no content.
struct Remembered {
    path: Arc<str>,
    text: Arc<str>,
    parsed: Option<Arc<Parsed>>,
}

/// A site and everything that was found wrong with it.
pub struct Loaded {
    /// The site.
    pub site: Arc<Site>,
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
    parse(input, cache, &mut found);
    let parsed: Vec<Arc<Parsed>> = cache.texts.iter().filter_map(|text| text.parsed.clone()).collect();
    found.extend(parsed.iter().flat_map(|file| file.diagnostics.iter().cloned()));
    let sources = Sources {
        parsed,
        files: &input.files,
        config: input.config.clone(),
        kinds: kinds::kinds(),
        today: input.today,
        drafts: input.drafts,
        rules: input.rules.of_entities(),
        history: input.history.clone(),
    };
    let (site, linked) = link::link(sources, cache.site.as_deref());
    found.extend(linked);
    rules::of_site(&site, input.rules, &mut found);
    let site = Arc::new(site);
    cache.site = Some(site.clone());
    Loaded { site, diagnostics: levelled(found, &input.config) }
}

/// Plans the pages of a site.
pub fn plan(loaded: &Loaded, words: Words) -> Pages {
    Pages::new(loaded.site.clone(), words)
}

/// What is wrong with the pages as a whole: two at one address, and what the settings name but nobody finds.
pub fn mistakes(pages: &Pages) -> Vec<Diagnostic> {
    let twins = Twins::default();
    let mut found = pages.clashes();
    found.extend(pages.lost_sheets());
    found.extend(pages.lost(|url| twins.urls(pages).iter().any(|twin| twin == url)));
    found
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

/// Reads texts before they become part of the site: the errors found in each. What they say is remembered, so that
/// reading them costs nothing when they do.
pub fn read_ahead(config: &Config, texts: &[(&str, &Arc<str>)], cache: &mut Cache) -> Vec<Vec<Diagnostic>> {
    let names = kinds::names(config);
    let all = kinds::kinds();
    let context = Context { config, kinds: &all, names: &names };
    let ahead: Vec<Remembered> = texts
        .par_iter()
        .map(|(path, text)| {
            let (path, text): (Arc<str>, _) = (Arc::from(*path), Arc::clone(text));
            let parsed = parse_one(&path, &text, &context);
            Remembered { path, text, parsed }
        })
        .collect();
    let errors = |read: &Remembered| {
        let found = read.parsed.iter().flat_map(|parsed| parsed.diagnostics.iter().cloned()).collect();
        let found = levelled(found, config).into_iter();
        found.filter(|diagnostic| diagnostic.severity == Severity::Error).collect()
    };
    let found = ahead.iter().map(errors).collect();
    cache.ahead.extend(ahead.into_iter().map(|read| (read.path.clone(), read)));
    found
}

fn parse_one(path: &Arc<str>, text: &Arc<str>, context: &Context) -> Option<Arc<Parsed>> {
    let content_path = context.config.content_path(path)?;
    read::read(path, content_path, text, context).map(Arc::new)
}

/// Parses what has changed, in parallel; what has not is remembered.
fn parse(input: &Input, cache: &mut Cache, found: &mut Vec<Diagnostic>) {
    let names = kinds::names(&input.config);
    let all = kinds::kinds();
    let context = Context { config: &input.config, kinds: &all, names: &names };
    let mut known = std::mem::take(&mut cache.texts).into_iter().peekable();
    let mut texts: Vec<(Remembered, bool)> = Vec::with_capacity(known.len());
    for (path, file) in input.files.iter() {
        let text = match file {
            File::Text(text) if files::is_content(path) => text,
            File::Bad(problem) => {
                found.extend(input.config.content_path(path).map(|_| unreadable(path, problem)));
                continue;
            }
            _ => continue,
        };
        while known.next_if(|known| known.path < *path).is_some() {}
        let remembered = known.next_if(|known| known.path == *path && is_same(&known.text, text));
        let new = || Remembered { path: path.clone(), text: text.clone(), parsed: None };
        texts.push(match remembered {
            Some(known) => (known, false),
            None => match cache.ahead.remove(path).filter(|read| Arc::ptr_eq(&read.text, text)) {
                Some(read) => (read, false),
                None => (new(), true),
            },
        });
    }
    cache.ahead.clear();
    let unread: Vec<&mut Remembered> = texts.iter_mut().filter(|(_, new)| *new).map(|(text, _)| text).collect();
    unread.into_par_iter().for_each(|read| read.parsed = parse_one(&read.path, &read.text, &context));
    cache.texts = texts.into_iter().map(|(text, _)| text).collect();
}

/// Whether two texts are the same, which most are by being one.
fn is_same(one: &Arc<str>, other: &Arc<str>) -> bool {
    Arc::ptr_eq(one, other) || one == other
}

/// What is said about a file that could not be read.
pub fn unreadable(path: &Arc<str>, problem: &Problem) -> Diagnostic {
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
