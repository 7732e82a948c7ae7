//! The site as it lies in memory while someone writes: the last good state of every part, and what is wrong with the
//! newest.
//!
//! - Settings, templates and files that cannot be used leave those in their place that could.
//! - A part that is gone, empty or broken may be half saved: for a moment it stays as it was.
//! - What is better is told at once, what is worse after a quiet moment.

mod show;
mod tell;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use jiff::civil::Date;

use crate::build;
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::disk::{self, Change, absolute};
use crate::files::File;
use crate::pages::Pages;
use crate::render::{Failure, Overrides, TemplateError, Theme};
use crate::report::Sources;
use crate::site::Config;

use super::good::{self, Good, Look, Refused, Settings};
use super::moment::Moment;
use super::patience::{Part, Patience};
use super::watch::Hints;

/// How long a part may be gone before that is believed: editors move a file away and write it anew.
const GONE: Duration = Duration::from_millis(50);
/// How long a part may be empty or broken, or the site worse than before, before that is told.
const BROKEN: Duration = Duration::from_millis(250);

/// What a preview shows.
pub struct Setup {
    /// The settings file.
    pub config: PathBuf,
    /// The folder the settings speak of.
    pub root: PathBuf,
    /// The day it is shown for; without it, the day it is.
    pub today: Option<Date>,
    /// Reads the day.
    pub clock: fn() -> Date,
    /// Whether drafts and what lies in the future are shown.
    pub drafts: bool,
    /// The template of an address that opens a file in an editor; empty for none.
    pub editor: String,
    /// Whether the browser goes to the page that was changed last.
    pub follow: bool,
    /// Whether others than the writer can see it: then it shows no lines of files, and nothing of the machine.
    pub shared: bool,
}

impl Setup {
    pub(super) fn day(&self) -> Date {
        self.today.unwrap_or_else(self.clock)
    }
}

/// What is told in the terminal.
pub enum Told<'a> {
    /// What is wrong now, and the texts it stands in. Nothing, if all is well again.
    Problems(&'a [Diagnostic], &'a Sources<'a>),
    /// What has changed is shown: paths, and how long it took.
    Shown(&'a [String], Duration),
    /// Something about the preview itself.
    Note(&'a str),
}

/// Tells it.
pub type Tell = Box<dyn FnMut(Told) + Send>;

/// The site as it lies in memory.
pub(super) struct Live {
    setup: Setup,
    tell: Tell,
    good: Option<Good>,
    /// What is wrong with parts whose newest state is not shown.
    refused: BTreeMap<Part, Refused>,
    patience: Patience,
    moment: Arc<Moment>,
    hints: Hints,
    /// The theme before the one that is shown, for pages whose template fails now; and those failures.
    before: Option<Theme>,
    failures: Vec<TemplateError>,
    /// How often templates have changed: a try-out of older ones is given up.
    looks: Arc<AtomicU64>,
    /// What is wrong with the site as it is shown, and with the parts that are not.
    found: Vec<Diagnostic>,
    told: Option<Vec<Diagnostic>>,
    /// When what is worse than what was told will be told.
    worse: Option<Instant>,
}

/// What changed in one step.
#[derive(Default)]
struct Changes {
    /// Paths from the root.
    paths: Vec<String>,
    /// Files that are served as they are, and whose bytes changed.
    assets: Vec<String>,
    /// Whether pages are made in another way.
    look: bool,
    /// Whether something else is different: the day, or what is wrong.
    besides: bool,
}

impl Changes {
    fn any(&self) -> bool {
        self.besides || !self.paths.is_empty()
    }
}

impl Live {
    /// Reads a site for the first time.
    pub(super) fn open(setup: Setup, tell: Tell, hints: Hints) -> Live {
        let root = absolute(&setup.root);
        // Others need not know where the writer's files are.
        let (editor, root) = if setup.shared { ("", Path::new("")) } else { (setup.editor.as_str(), root.as_path()) };
        let moment = Arc::new(Moment::new(Err(not_yet()), "{}".into(), editor, root));
        let (good, refused) = (None, BTreeMap::new());
        let mut live = Live {
            setup,
            tell,
            good,
            refused,
            patience: Patience::default(),
            moment,
            hints,
            before: None,
            failures: Vec::new(),
            looks: Arc::default(),
            found: Vec::new(),
            told: None,
            worse: None,
        };
        live.begin(Instant::now());
        live
    }

    /// What is shown now.
    pub(super) fn moment(&self) -> Arc<Moment> {
        self.moment.clone()
    }

    /// Where the site lies.
    pub(super) fn root(&self) -> PathBuf {
        absolute(&self.setup.root)
    }

    /// The folders in which a change can matter.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        let root = absolute(&self.setup.root);
        let settings = absolute(&self.setup.config).parent().map(Path::to_path_buf);
        let content = self.good.iter().flat_map(|good| good.tree.folders().iter().cloned());
        let templates = disk::folders_below(&root.join("templates"));
        let mut all: Vec<PathBuf> = content.chain(templates).chain(settings).chain(self.awaited(&root)).collect();
        all.push(root);
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The folders on the way to the content; and those in it, where the settings speak of a folder that cannot be used
    /// yet: what comes into it is what is waited for.
    fn awaited(&self, root: &Path) -> Vec<PathBuf> {
        let shown = self.good.as_ref().map(|good| good.settings.config.content.clone());
        let wanted = Settings::read(&self.setup.config).ok().map(|settings| settings.config.content.clone());
        let new = wanted.clone().filter(|wanted| shown.as_ref() != Some(wanted)).unwrap_or_default();
        let inside = new.iter().flat_map(|folder| disk::folders_below(&root.join(folder)));
        let all: Vec<String> = shown.into_iter().chain(wanted).flatten().collect();
        let above = all.iter().flat_map(|folder| Path::new(folder).ancestors().skip(1)).map(|folder| root.join(folder));
        above.filter(|folder| folder.is_dir()).chain(inside).collect()
    }

    /// When something waits to be told or believed, the time at which it will be.
    pub(super) fn due(&self) -> Option<Instant> {
        [self.patience.next(), self.worse].into_iter().flatten().min()
    }

    /// Looks at paths of which somebody says that they have changed.
    pub(super) fn look(&mut self, paths: &[PathBuf], now: Instant) {
        let Some(good) = &self.good else { return };
        let templates = good.tree.root().join("templates");
        let own = paths.iter().any(|path| path.starts_with(&templates) || path.ends_with(&*good.settings.config.path));
        // The settings first: they say what belongs to the site.
        let mut changed = if own { self.reread(now) } else { Changes::default() };
        let Some(good) = &mut self.good else { return };
        let changes = paths.iter().filter_map(|path| good.tree.look(path)).collect();
        self.take(changes, now, &mut changed);
        self.show(changed, now);
    }

    /// Looks at everything. Whether something on the disk had changed.
    pub(super) fn scan(&mut self, now: Instant) -> bool {
        if self.good.is_none() {
            self.begin(now);
            return self.good.is_some();
        }
        // The settings first: they say which folders are looked at.
        let mut changed = self.reread(now);
        self.scan_tree(false, now, &mut changed);
        let any = changed.any();
        if self.good.as_ref().is_some_and(|good| good.input.today != self.setup.day()) {
            changed.besides = true;
        }
        self.show(changed, now);
        any
    }

    fn scan_tree(&mut self, believed: bool, now: Instant, changed: &mut Changes) {
        let Some(good) = &mut self.good else { return };
        let (mut changes, error) = good.tree.scan();
        // Without one of its folders a site is not whole: what was in it stays as it was.
        let refused = error.map(|error| Refused::content(&good.settings.config, &error));
        if refused.is_none() && (self.refused.contains_key(&Part::Folders) || self.patience.holds(&Part::Folders)) {
            let gone =
                good.input.files.iter().filter(|(path, file)| !matches!(file, File::Bad(_)) && !good.tree.has(path));
            changes.extend(gone.map(|(path, _)| (path.to_string(), None)));
        }
        self.take(changes, now, changed);
        match refused {
            Some(refused) => self.refuse(Part::Folders, refused, believed, now, changed),
            None => self.settled(Part::Folders, changed),
        }
    }

    /// Believes and tells what has waited long enough. `news` are paths at which something has happened since they were
    /// looked at: there it is not quiet yet.
    pub(super) fn ripen(&mut self, news: &BTreeSet<PathBuf>, now: Instant) {
        let ripe = self.patience.ripe(now);
        let (mut changed, mut usable) = (Changes::default(), None);
        let told_now = !ripe.is_empty();
        for part in ripe {
            match part {
                Part::Folders => self.scan_tree(true, now, &mut changed),
                Part::File(path) if self.is_at(&path, news) => self.patience.hold(Part::File(path), GONE, now),
                Part::File(path) => self.believe(path, &mut usable, &mut changed),
                Part::Settings => self.reread_settings(true, now, &mut changed),
                Part::Templates => self.reread_templates(true, now, &mut changed),
            }
        }
        self.show(changed, now);
        // What has waited is not made to wait again.
        if self.worse.is_some_and(|worse| told_now || worse <= now) {
            self.tell_problems();
        }
    }

    fn is_at(&self, path: &str, news: &BTreeSet<PathBuf>) -> bool {
        self.good.as_ref().is_some_and(|good| news.contains(&good.tree.root().join(path)))
    }

    /// A template failed on a page that somebody looks at.
    pub(super) fn failed(&mut self, error: TemplateError, now: Instant) {
        let alike = |known: &TemplateError| {
            (&known.template, known.span, &known.message) == (&error.template, error.span, &error.message)
        };
        // It may have been mended meanwhile, and one page for each mistake is enough.
        if !self.failures.iter().any(alike) && self.moment.still_fails(&error) {
            self.failures.push(error);
            self.weigh_problems(now);
        }
    }

    /// Tells something about the preview itself.
    pub(super) fn note(&mut self, text: &str) {
        (self.tell)(Told::Note(text));
    }

    /// Forgets everything but what is shown: the next look reads the site from nothing.
    pub(super) fn start_again(&mut self) {
        self.good = None;
        self.patience = Patience::default();
        self.refused.clear();
        self.failures.clear();
        self.worse = None;
        self.note("Instep failed while it read the site; that is a mistake in Instep. It reads everything anew.");
    }

    /// Reads everything for the first time; says why, where that fails.
    fn begin(&mut self, now: Instant) {
        match Good::read(&self.setup) {
            Ok(good) => {
                self.good = Some(good);
                self.refused.clear();
                self.show(Changes { besides: true, look: true, ..Changes::default() }, now);
            }
            Err(refused) => {
                self.found = build::levelled(refused.found.clone(), &Config::default());
                self.refused = BTreeMap::from([(Part::Settings, refused)]);
                if self.told.as_ref() != Some(&self.found) {
                    self.tell_problems();
                }
            }
        }
    }

    /// Reads settings and templates again. Bad news waits.
    fn reread(&mut self, now: Instant) -> Changes {
        let mut changed = Changes::default();
        self.reread_settings(false, now, &mut changed);
        self.reread_templates(false, now, &mut changed);
        changed
    }

    fn reread_settings(&mut self, believed: bool, now: Instant, changed: &mut Changes) {
        let Some(good) = &mut self.good else { return };
        let read = Settings::read(&self.setup.config);
        if read.as_ref().is_ok_and(|read| read.text == good.settings.text) {
            return self.settled(Part::Settings, changed);
        }
        let empty = read.as_ref().is_ok_and(|read| read.text.trim().is_empty());
        let adopted = read.and_then(|settings| match empty && !believed {
            true => Err(Refused::default()),
            false => adopt(&self.setup, good, settings, &self.refused),
        });
        match adopted {
            Ok(emptied) => {
                changed.paths.push(good.settings.config.path.to_string());
                // The folders may be others now.
                let files = &good.input.files;
                self.refused.retain(|part, _| !matches!(part, Part::File(path) if files.get(path).is_none()));
                emptied.into_iter().for_each(|path| self.patience.hold(Part::File(path), BROKEN, now));
                self.settled(Part::Settings, changed);
                self.settled(Part::Folders, changed);
            }
            Err(refused) => self.refuse(Part::Settings, refused, believed, now, changed),
        }
    }

    fn reread_templates(&mut self, believed: bool, now: Instant, changed: &mut Changes) {
        let Some(good) = &mut self.good else { return };
        let config = good.settings.config.clone();
        let read = good::overrides(&self.setup, &config);
        if read.as_ref().is_ok_and(|read| *read == *good.look.overrides) {
            return self.settled(Part::Templates, changed);
        }
        let loaded = read.and_then(|overrides| match !believed && lessened(&good.look.overrides, &overrides) {
            true => Err(Refused::default()),
            false => Look::load(Arc::new(overrides), &config, good.look.theme.letters.clone()),
        });
        match loaded {
            Ok(look) => {
                let old = std::mem::replace(&mut good.look, look);
                if self.failures.is_empty() {
                    self.before = Some(old.theme);
                }
                self.failures.clear();
                self.settled(Part::Templates, changed);
                changed.paths.push("templates".into());
                changed.look = true;
            }
            Err(refused) => self.refuse(Part::Templates, refused, believed, now, changed),
        }
    }

    /// A part is as it should be: nothing waits, nothing is wrong.
    fn settled(&mut self, part: Part, changed: &mut Changes) {
        self.patience.release(&part);
        if self.refused.remove(&part).is_some() {
            changed.besides = true;
        }
    }

    /// A part is as it should not be: the last good one stays. What is wrong is told after a moment.
    fn refuse(&mut self, part: Part, refused: Refused, believed: bool, now: Instant, changed: &mut Changes) {
        if self.refused.get(&part) == Some(&refused) {
            return;
        }
        match believed {
            true => {
                self.refused.insert(part, refused);
                changed.besides = true;
            }
            false => self.patience.hold(part, BROKEN, now),
        }
    }

    /// Takes what is good, and lets what is bad wait.
    fn take(&mut self, changes: Vec<Change>, now: Instant, changed: &mut Changes) {
        let Some(good) = &mut self.good else { return };
        let mut texts: Vec<(String, Arc<str>)> = Vec::new();
        for (path, file) in changes {
            let part = Part::File(path.clone());
            let old = good.input.files.get(&path);
            match file {
                Some(File::Asset) => {
                    self.patience.release(&part);
                    changed.assets.push(path.clone());
                    good.input.files.insert(&path, File::Asset);
                    changed.paths.push(path);
                }
                file if file.as_ref() == old => {
                    self.patience.release(&part);
                    if self.refused.remove(&part).is_some() {
                        changed.paths.push(path);
                    }
                }
                Some(File::Text(text)) if !text.trim().is_empty() || old.is_none() => texts.push((path, text)),
                None => self.patience.hold(part, GONE, now),
                Some(File::Text(_) | File::Bad(_)) => self.patience.hold(part, BROKEN, now),
            }
        }
        self.take_texts(texts, now, changed);
    }

    fn take_texts(&mut self, texts: Vec<(String, Arc<str>)>, now: Instant, changed: &mut Changes) {
        let Some(good) = &mut self.good else { return };
        let read: Vec<(&str, &Arc<str>)> = texts.iter().map(|(path, text)| (path.as_str(), text)).collect();
        let errors = build::read_ahead(&good.settings.config, &read, &mut good.cache);
        for ((path, text), errors) in texts.into_iter().zip(errors) {
            let part = Part::File(path.clone());
            // What was never whole is shown as far as it can be read.
            if !errors.is_empty() && is_whole(&self.moment, good, &path) {
                self.patience.hold(part, BROKEN, now);
                continue;
            }
            self.patience.release(&part);
            self.refused.remove(&part);
            good.input.files.insert(&path, File::Text(text));
            changed.paths.push(path);
        }
    }

    /// What was bad and is still so after a while is true. `usable` remembers whether the folders are there.
    fn believe(&mut self, path: String, usable: &mut Option<bool>, changed: &mut Changes) {
        let Some(good) = &mut self.good else { return };
        let part = Part::File(path.clone());
        let (_, file) = good.tree.now(&path);
        // Where all files are gone, the last good state stays; that is told of the folder, and the scan that finds it
        // again finds out what is really gone.
        if file.is_none() && !*usable.get_or_insert_with(|| good.tree.is_usable()) {
            return;
        }
        let whole = is_whole(&self.moment, good, &path);
        let mut wrong = match &file {
            Some(File::Text(text)) => {
                let found = build::read_ahead(&good.settings.config, &[(&path, text)], &mut good.cache).concat();
                Refused { found, texts: vec![(path.clone(), text.clone())] }
            }
            Some(File::Bad(problem)) => Refused {
                found: vec![build::unreadable(&path.as_str().into(), problem)],
                texts: good::readable(problem).into_iter().map(|text| (path.clone(), text)).collect(),
            },
            _ => Refused::default(),
        };
        if !wrong.found.is_empty() && whole {
            for finding in &mut wrong.found {
                let help = finding.help.take().map_or_else(String::new, |help| format!("{help}; "));
                finding.help = Some(format!("{help}until then the page stays as it was"));
            }
            // What is known is no news: a file that cannot be read is looked at again by every scan.
            if self.refused.get(&part) == Some(&wrong) {
                return;
            }
            self.refused.insert(part, wrong);
        } else {
            self.refused.remove(&part);
            match file {
                Some(file) => good.input.files.insert(&path, file),
                None => drop(good.input.files.remove(&path)),
            }
        }
        changed.paths.push(path);
    }
}

/// Whether a file is shown in a state without errors, which is better than one with.
fn is_whole(moment: &Moment, good: &Good, path: &str) -> bool {
    let text = good.input.files.text(path);
    let shown = moment.pages().and_then(|pages| pages.site.read_from(path));
    let errors = shown.map(|file| build::levelled(file.diagnostics.clone(), &good.settings.config));
    let broken = errors.is_some_and(|found| tell::count(&found, Severity::Error) > 0);
    text.is_some() && !broken
}

/// Before anything was read.
fn not_yet() -> Failure {
    Failure { title: "One moment".into(), text: "The site is being read.".into(), frames: Vec::new() }
}

/// Changes to other settings; the site stays as it is where they cannot be used. Files that are not shown as they are
/// stay as they were; those that are empty now, and may be half saved, are given back.
fn adopt(
    setup: &Setup,
    good: &mut Good,
    settings: Settings,
    refused: &BTreeMap<Part, Refused>,
) -> Result<Vec<String>, Refused> {
    let (tree, mut files) = good::tree(setup, &settings.config)?;
    let mut emptied = Vec::new();
    for (path, old) in good.input.files.iter().filter(|(_, old)| matches!(old, File::Text(_))) {
        let broken = refused.contains_key(&Part::File(path.to_string()));
        let empty = files.text(path).is_some_and(|text| text.trim().is_empty());
        if files.get(path).is_some_and(|file| file != old) && (broken || empty) {
            files.insert(path, old.clone());
            emptied.push(path.to_string());
        }
    }
    let same = settings.config.posters.fonts == good.settings.config.posters.fonts;
    let letters = if same { good.look.theme.letters.clone() } else { settings.letters(&setup.root)? };
    let look = Look::load(good.look.overrides.clone(), &settings.config, letters)?;
    good.input.config = settings.config.clone();
    good.input.files = files;
    good.cache = build::Cache::default();
    (good.tree, good.look, good.settings) = (tree, look, settings);
    Ok(emptied)
}

/// Whether a template became empty or went away: editors do that while they save.
fn lessened(old: &Overrides, new: &Overrides) -> bool {
    let empty = |bytes: Option<&Arc<[u8]>>| bytes.is_none_or(|bytes| bytes.trim_ascii().is_empty());
    old.iter().any(|(path, bytes)| !empty(Some(bytes)) && empty(new.get(path)))
}
