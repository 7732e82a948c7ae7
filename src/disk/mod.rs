//! The file system: the only module that reads or writes files, apart from the watcher to come.
#![allow(clippy::disallowed_methods, reason = "this is the module that the others are sent to")]

pub mod publish;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::files::{self, File, Files, MAX_FILE_BYTES, Problem};
use crate::render::Overrides;
use crate::site::Config;

/// The name of the settings file.
pub const CONFIG: &str = "instep.yaml";

/// The settings file of the site that `start` lies in: the nearest one upwards.
pub fn find_config(start: &Path) -> Option<PathBuf> {
    let start = start.canonicalize().ok()?;
    start.ancestors().map(|folder| folder.join(CONFIG)).find(|path| path.is_file())
}

/// Reads a text file.
///
/// # Errors
/// What the operating system says, or that it is not UTF-8.
pub fn read_text(path: &Path) -> io::Result<String> {
    let bytes = fs::read(path)?;
    files::decode(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text"))
}

/// A content folder that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// It is not there.
    #[error("there is no content folder {}", .0.display())]
    Missing(PathBuf),
    /// There is no Markdown or YAML file in it.
    #[error("there is no content in {}: no Markdown and no YAML file", .0.display())]
    Empty(PathBuf),
    /// It is something else.
    #[error("{} is not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// It, or a folder in it, cannot be read.
    #[error("cannot read {}: {reason}", path.display())]
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

/// Reads the files of a site.
///
/// # Errors
/// A content folder that is missing or cannot be read. A single file that cannot be read is part of the snapshot.
pub fn read_site(root: &Path, config: &Config, output: &Path) -> Result<Files, ContentError> {
    let mut found: Vec<(String, Found)> = Vec::new();
    let root = root
        .canonicalize()
        .map_err(|error| ContentError::Unreadable { path: root.into(), reason: error.to_string() })?;
    let output = output.canonicalize().unwrap_or_else(|_| output.to_path_buf());
    for folder in &config.content {
        let folder = root.join(folder);
        match fs::metadata(&folder) {
            Err(_) => return Err(ContentError::Missing(folder)),
            Ok(kind) if !kind.is_dir() => return Err(ContentError::NotAFolder(folder)),
            Ok(_) => walk(&root, &folder, &output, config, &mut found)?,
        }
    }
    let read: Vec<(String, File)> = found
        .into_par_iter()
        .map(|(path, kind)| {
            let file = kind.read(&root.join(&path), &path);
            (path, file)
        })
        .collect();
    let mut files = Files::default();
    read.into_iter().for_each(|(path, file)| files.insert(&path, file));
    if !files.iter().any(|(path, _)| files::is_content(path)) {
        return Err(ContentError::Empty(root.join(config.content.first().map_or("", String::as_str))));
    }
    Ok(files)
}

/// What a walk found at a path.
enum Found {
    File,
    Bad(Problem),
}

impl Found {
    fn read(self, path: &Path, name: &str) -> File {
        match self {
            Found::Bad(problem) => File::Bad(problem),
            Found::File if !files::is_content(name) => File::Asset,
            Found::File => match read_bounded(path) {
                Ok(text) => File::Text(text.into()),
                Err(problem) => File::Bad(problem),
            },
        }
    }
}

fn read_bounded(path: &Path) -> Result<String, Problem> {
    let unreadable = |error: io::Error| Problem::Unreadable(error.to_string());
    let size = fs::metadata(path).map_err(unreadable)?.len();
    if size > MAX_FILE_BYTES {
        return Err(Problem::TooLarge(size));
    }
    files::decode(fs::read(path).map_err(unreadable)?)
}

fn walk(
    root: &Path,
    folder: &Path,
    output: &Path,
    config: &Config,
    found: &mut Vec<(String, Found)>,
) -> Result<(), ContentError> {
    let own_templates = root.join("templates");
    let wanted = |entry: &DirEntry| {
        entry.depth() == 0 || !(is_hidden(entry) || entry.path() == output || entry.path() == own_templates)
    };
    for entry in WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(wanted) {
        let entry = entry.map_err(|error| ContentError::Unreadable {
            path: error.path().unwrap_or(folder).to_path_buf(),
            reason: error.io_error().map_or_else(|| error.to_string(), io::Error::to_string),
        })?;
        let Ok(inside) = entry.path().strip_prefix(root) else { continue };
        let path = inside.to_string_lossy().replace('\\', "/");
        if inside.to_str().is_none() && !entry.file_type().is_dir() {
            found.push((path, Found::Bad(Problem::Name)));
            continue;
        }
        if config.content_path(&path).is_none() {
            continue;
        }
        match found_at(root, &entry) {
            Some(kind) => found.push((path, kind)),
            None => continue,
        }
    }
    Ok(())
}

/// Hidden files and the folders of other tools are not content.
fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    name.starts_with('.') || (entry.file_type().is_dir() && matches!(&*name, "node_modules" | "target"))
}

/// What lies at an entry; `None` for folders.
fn found_at(root: &Path, entry: &DirEntry) -> Option<Found> {
    let kind = entry.file_type();
    if kind.is_dir() {
        return None;
    }
    if kind.is_file() {
        return Some(Found::File);
    }
    if !kind.is_symlink() {
        return Some(Found::Bad(Problem::Link("it is no ordinary file".into())));
    }
    match entry.path().canonicalize() {
        Err(error) => Some(Found::Bad(Problem::Link(error.to_string()))),
        Ok(real) if !real.starts_with(root) => Some(Found::Bad(Problem::Link("it leads out of the site".into()))),
        Ok(real) if real.is_dir() => Some(Found::Bad(Problem::Link("it leads to a folder".into()))),
        Ok(real) if real.is_file() => Some(Found::File),
        Ok(_) => Some(Found::Bad(Problem::Link("it leads to no ordinary file".into()))),
    }
}

/// Reads a site's own templates: everything below `templates/` beside its settings.
///
/// # Errors
/// What the operating system says about a file.
pub fn read_templates(root: &Path) -> io::Result<Overrides> {
    let folder = root.join("templates");
    let mut found = Overrides::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in WalkDir::new(&folder).sort_by_file_name() {
        let entry = entry.map_err(io::Error::other)?;
        // A link could show what the site was never meant to: only files that lie here are read.
        if !entry.file_type().is_file() {
            continue;
        }
        if let Some(path) = entry.path().strip_prefix(&folder).ok().and_then(Path::to_str) {
            found.insert(path.replace('\\', "/"), Arc::from(fs::read(entry.path())?));
        }
    }
    Ok(found)
}

/// Opens a plain file of the site for reading, if that is where its path really leads.
///
/// # Errors
/// What the operating system says, or that the path leads out of the site or to no plain file.
pub fn open_inside(root: &Path, path: &Path) -> io::Result<fs::File> {
    let root = root.canonicalize()?;
    let real = root.join(path).canonicalize()?;
    if !real.starts_with(&root) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it leads out of the site"));
    }
    publish::open_plain(&real)
}

/// A path from the root of the file system, without links where it exists.
pub fn absolute(path: &Path) -> PathBuf {
    path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_path_buf())
}

/// Writes a new file with its folders; refuses to replace one that is there.
///
/// # Errors
/// What the operating system says.
pub fn write_new(path: &Path, bytes: &[u8], replace: bool) -> io::Result<()> {
    use io::Write;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true);
    if replace {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    options.open(path)?.write_all(bytes)
}

/// Whether a folder is missing or empty.
pub fn is_empty_folder(path: &Path) -> bool {
    fs::read_dir(path).map_or(true, |mut entries| entries.next().is_none())
}
