//! What lies in the content folders of a site: read once for a build, and compared again and again for the preview.
//!
//! What a file is is decided by its state (size, times, number; then its bytes), never by what somebody says has
//! happened to it: events get lost, come twice, or name the folder only.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::files::{self, File, Files, MAX_FILE_BYTES, Problem};
use crate::site::Config;

use super::ContentError;

/// A file younger than this when it was read may change again without another time stamp: some file systems count in
/// seconds.
const YOUNG: Duration = Duration::from_secs(2);

/// A file that may have changed: its path from the root, and what it is now; nothing, if it is gone.
pub type Change = (String, Option<File>);

/// The content folders of a site, as last seen.
pub struct Tree {
    root: PathBuf,
    output: PathBuf,
    config: Arc<Config>,
    seen: BTreeMap<String, Seen>,
    folders: BTreeSet<PathBuf>,
}

/// How a file looked from outside when it was read.
#[derive(Clone, Copy, PartialEq)]
struct Seen {
    length: u64,
    modified: (i64, i64),
    changed: (i64, i64),
    number: u64,
    /// Too young, when it was read, for the above to tell the next change.
    young: bool,
}

impl Seen {
    fn of(metadata: &Metadata) -> Seen {
        let age = metadata.modified().map(|modified| SystemTime::now().duration_since(modified));
        Seen {
            length: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
            number: metadata.ino(),
            // A time that lies in the future says nothing either: a clock was set.
            young: !matches!(age, Ok(Ok(age)) if age > YOUNG),
        }
    }

    fn holds(self, now: Seen) -> bool {
        !self.young && self.is(now)
    }

    fn is(self, now: Seen) -> bool {
        Seen { young: false, ..self } == Seen { young: false, ..now }
    }
}

/// What lies at a path.
enum Found {
    File(Seen),
    Bad(Problem),
}

impl Tree {
    /// The content folders of a site, before anything was seen. `output` is left out wherever it lies.
    ///
    /// # Errors
    /// A root that cannot be found.
    pub fn new(root: &Path, config: Arc<Config>, output: &Path) -> Result<Tree, ContentError> {
        let root = root
            .canonicalize()
            .map_err(|error| ContentError::Unreadable { path: root.into(), reason: error.to_string() })?;
        let output = output.canonicalize().unwrap_or_else(|_| root.join(output));
        Ok(Tree { root, output, config, seen: BTreeMap::new(), folders: BTreeSet::new() })
    }

    /// Where the site lies, without links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folders that were seen by the last scan, and those that hold what links lead to.
    pub fn folders(&self) -> &BTreeSet<PathBuf> {
        &self.folders
    }

    /// Looks at every file and reads those that are not as they were. A folder that is missing or cannot be read comes
    /// beside: what else there is is looked at nevertheless, but nothing is taken for gone then.
    pub fn scan(&mut self) -> (Vec<Change>, Option<ContentError>) {
        let (found, error) = self.walk();
        let all = error.is_none();
        let gone = self.seen.keys().filter(|path| all && !found.contains_key(*path)).cloned();
        let gone: Vec<String> = gone.collect();
        let changed: Vec<(String, Found)> =
            found.into_iter().filter(|(path, found)| self.differs(path, found)).collect();
        let read: Vec<(Change, Option<Seen>)> =
            changed.into_par_iter().map(|(path, found)| read(&self.root, path, found)).collect();
        let mut changes: Vec<Change> = Vec::with_capacity(read.len() + gone.len());
        for path in gone {
            self.seen.remove(&path);
            changes.push((path, None));
        }
        for (change, seen) in read {
            self.remember(&change.0, seen);
            changes.push(change);
        }
        (changes, error)
    }

    /// Whether the content folders are there, with content in them.
    pub fn is_usable(&mut self) -> bool {
        self.walk().1.is_none()
    }

    /// Whether a file was there when it was looked at last.
    pub fn has(&self, path: &str) -> bool {
        self.seen.contains_key(path)
    }

    /// Looks at one path, and reads what lies there if it is content. Of anything else only a scan can say what it means:
    /// it may well be gone again in a moment, because editors put files of their own beside the one they save.
    pub fn look(&mut self, path: &Path) -> Option<Change> {
        let inside = path.strip_prefix(&self.root).ok()?.to_str()?.replace('\\', "/");
        let content = self.wants(path, &inside) && files::is_content(&inside) && !path.is_dir();
        content.then(|| self.now(&inside))
    }

    /// What lies at a path from the root now.
    pub fn now(&mut self, inside: &str) -> Change {
        let path = self.root.join(inside);
        let found = fs::symlink_metadata(&path).ok().and_then(|metadata| found_at(&self.root, &path, &metadata));
        let Some(found) = found.filter(|_| self.wants(&path, inside)) else {
            self.seen.remove(inside);
            return (inside.to_owned(), None);
        };
        let (change, seen) = read(&self.root, inside.to_owned(), found);
        self.remember(inside, seen);
        change
    }

    fn remember(&mut self, path: &str, seen: Option<Seen>) {
        match seen {
            Some(seen) => self.seen.insert(path.to_owned(), seen),
            None => self.seen.remove(path),
        };
    }

    fn differs(&self, path: &str, found: &Found) -> bool {
        match (self.seen.get(path), found) {
            // A text is read again to be sure. Other files are not read, so being young alone is no change.
            (Some(known), Found::File(now)) if files::is_content(path) => !known.holds(*now),
            (Some(known), Found::File(now)) => !known.is(*now),
            _ => true,
        }
    }

    /// Whether a path is one that a walk would come to.
    fn wants(&self, path: &Path, inside: &str) -> bool {
        let Some(below) = self.config.read_path(inside) else { return false };
        let beside = [&self.output, &self.root.join("templates")].into_iter().any(|folder| path.starts_with(folder));
        is_walked(below) && !beside
    }

    /// Everything in the content folders, and what is wrong with the first that cannot be used.
    fn walk(&mut self) -> (BTreeMap<String, Found>, Option<ContentError>) {
        let mut found = BTreeMap::new();
        let mut error = None;
        self.folders.clear();
        for folder in &self.config.content {
            let folder = self.root.join(folder);
            let wrong = match fs::metadata(&folder) {
                Err(_) => Some(ContentError::Missing(folder)),
                Ok(kind) if !kind.is_dir() => Some(ContentError::NotAFolder(folder)),
                Ok(_) => walk(&self.root, &folder, &self.output, &self.config, &mut found, &mut self.folders),
            };
            error = error.or(wrong);
        }
        let is_content = |path: &String| files::is_content(path) && self.config.content_path(path).is_some();
        if error.is_none() && !found.keys().any(is_content) {
            let first = self.config.content.first().map_or("", String::as_str);
            error = Some(ContentError::Empty(self.root.join(first)));
        }
        (found, error)
    }
}

/// Reads the files of a site.
///
/// # Errors
/// A content folder that is missing or cannot be read. A single file that cannot be read is part of the snapshot.
pub fn read_site(root: &Path, config: &Arc<Config>, output: &Path) -> Result<Files, ContentError> {
    let mut files = Files::default();
    let (found, error) = Tree::new(root, config.clone(), output)?.scan();
    if let Some(error) = error {
        return Err(error);
    }
    for (path, file) in found {
        if let Some(file) = file {
            files.insert(&path, file);
        }
    }
    Ok(files)
}

/// Reads what was found; a file that is gone meanwhile is gone.
fn read(root: &Path, path: String, found: Found) -> (Change, Option<Seen>) {
    let (file, seen) = match found {
        Found::Bad(problem) => (Some(File::Bad(problem)), None),
        Found::File(seen) if !files::is_content(&path) => (Some(File::Asset), Some(seen)),
        Found::File(seen) => match read_bounded(&root.join(&path), seen.length) {
            Ok(Ok(text)) => (Some(File::Text(text.into())), Some(seen)),
            Ok(Err(problem)) => (Some(File::Bad(problem)), Some(seen)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => (None, None),
            Err(error) => (Some(File::Bad(Problem::Unreadable(error.to_string()))), None),
        },
    };
    ((path, file), seen)
}

fn read_bounded(path: &Path, size: u64) -> io::Result<Result<String, Problem>> {
    if size > MAX_FILE_BYTES {
        return Ok(Err(Problem::TooLarge(size)));
    }
    Ok(files::decode(fs::read(path)?))
}

fn walk(
    root: &Path,
    folder: &Path,
    output: &Path,
    config: &Config,
    found: &mut BTreeMap<String, Found>,
    folders: &mut BTreeSet<PathBuf>,
) -> Option<ContentError> {
    let mut wrong = None;
    let own_templates = root.join("templates");
    let wanted = |entry: &DirEntry| {
        let hidden = is_hidden(&entry.file_name().to_string_lossy(), entry.file_type().is_dir());
        entry.depth() == 0 || !(hidden || entry.path() == output || entry.path() == own_templates)
    };
    for entry in WalkDir::new(folder).into_iter().filter_entry(wanted) {
        let entry = match entry {
            // Gone while we were looking.
            Err(error) if error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound) => continue,
            Err(error) => {
                wrong.get_or_insert_with(|| ContentError::Unreadable {
                    path: error.path().unwrap_or(folder).to_path_buf(),
                    reason: error.io_error().map_or_else(|| error.to_string(), io::Error::to_string),
                });
                continue;
            }
            Ok(entry) => entry,
        };
        if entry.file_type().is_dir() {
            folders.insert(entry.into_path());
            continue;
        }
        let Ok(inside) = entry.path().strip_prefix(root) else { continue };
        let path = inside.to_string_lossy().replace('\\', "/");
        if inside.to_str().is_none() {
            found.insert(path, Found::Bad(Problem::Name));
        } else if config.read_path(&path).is_some() {
            let here = entry.metadata().ok().and_then(|metadata| found_at(root, entry.path(), &metadata));
            if let Some(here) = here {
                // A change of what a link leads to happens elsewhere.
                if let (true, Found::File(_)) = (entry.path_is_symlink(), &here) {
                    folders
                        .extend(entry.path().canonicalize().ok().and_then(|real| Some(real.parent()?.to_path_buf())));
                }
                found.insert(path, here);
            }
        }
    }
    wrong
}

/// Whether a walk of a content folder comes to a path below it.
pub(super) fn is_walked(below: &str) -> bool {
    let mut parts = below.split('/').rev();
    parts.next().is_some_and(|name| !is_hidden(name, false)) && !parts.any(|name| is_hidden(name, true))
}

/// Hidden files, the folders of other tools and the copies that editors keep are not content.
pub(super) fn is_hidden(name: &str, folder: bool) -> bool {
    let tools = folder && matches!(name, "node_modules" | "target");
    let copies = name.ends_with('~') || (name.starts_with('#') && name.ends_with('#')) || name.ends_with("___");
    // With this one Vim tries whether it may write here.
    let copies = copies || name == "4913";
    name.starts_with('.') || tools || (!folder && copies)
}

/// What lies at a path; `None` for folders.
fn found_at(root: &Path, path: &Path, metadata: &Metadata) -> Option<Found> {
    let kind = metadata.file_type();
    if kind.is_dir() {
        return None;
    }
    if kind.is_file() {
        return Some(Found::File(Seen::of(metadata)));
    }
    if !kind.is_symlink() {
        return Some(Found::Bad(Problem::Link("it is no ordinary file".into())));
    }
    match path.canonicalize() {
        Err(error) => Some(Found::Bad(Problem::Link(error.to_string()))),
        Ok(real) if !real.starts_with(root) => Some(Found::Bad(Problem::Link("it leads out of the site".into()))),
        Ok(real) if real.is_dir() => Some(Found::Bad(Problem::Link("it leads to a folder".into()))),
        Ok(real) => match fs::metadata(&real) {
            // A link is as old as the file it leads to.
            Ok(metadata) if metadata.is_file() => Some(Found::File(Seen::of(&metadata))),
            _ => Some(Found::Bad(Problem::Link("it leads to no ordinary file".into()))),
        },
    }
}
