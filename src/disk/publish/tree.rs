//! What lies in an output folder: the manifest of what Instep wrote, and everything else.

use std::collections::{BTreeSet, HashMap};
use std::fs::{self, DirEntry};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::{PublishError, failed};
use super::{ops, refuse};

/// The file in an output folder that lists what Instep wrote there.
pub(super) const MANIFEST: &str = ".instep-manifest.json";

const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Manifest {
    version: u32,
    files: BTreeSet<String>,
}

/// The manifest's text for these files.
pub(super) fn manifest_text<'a>(files: impl Iterator<Item = &'a str>) -> io::Result<Vec<u8>> {
    let manifest = Manifest { version: VERSION, files: files.map(str::to_owned).collect() };
    let mut text = serde_json::to_vec_pretty(&manifest)?;
    text.push(b'\n');
    Ok(text)
}

/// Something Instep did not make: a file, a symbolic link, a folder, a pipe.
#[derive(Clone)]
pub(super) struct Unknown {
    /// Relative to the output.
    pub(super) path: PathBuf,
    /// What it is.
    pub(super) kind: fs::FileType,
}

/// What an output folder held when it was looked at.
#[derive(Default)]
pub(super) struct Tree {
    /// Whether the folder exists.
    pub(super) exists: bool,
    /// What the manifest lists; `None` without one.
    pub(super) listed: Option<BTreeSet<String>>,
    /// Every plain file and its size, known or not.
    pub(super) files: HashMap<String, u64>,
    /// Everything Instep did not make, a folder before what is in it.
    pub(super) unknown: Vec<Unknown>,
    /// What a killed build left behind inside the folder.
    pub(super) leftovers: Vec<PathBuf>,
    /// A folder in it that is a mount point.
    pub(super) mounted: Option<PathBuf>,
}

impl Tree {
    /// Looks at the folder `real`, called `dir` in messages, and its manifest.
    pub(super) fn read(dir: &Path, real: &Path) -> Result<Tree, PublishError> {
        let listed = read_manifest(dir, real)?;
        Self::walk(real, listed).map_err(|(path, error)| failed("read", &path)(error))
    }

    /// Looks at the folder `real`, given what Instep wrote there.
    pub(super) fn walk(real: &Path, listed: Option<BTreeSet<String>>) -> Result<Tree, (PathBuf, io::Error)> {
        let device = match fs::metadata(real) {
            Ok(meta) => meta.dev(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Tree::default()),
            Err(error) => return Err((real.to_owned(), error)),
        };
        let own_dirs = listed.iter().flatten().flat_map(|path| parents(path)).collect();
        let mut tree = Tree { exists: true, ..Tree::default() };
        let mut walk = Walk { device, listed: listed.as_ref(), own_dirs, todo: vec![PathBuf::new()] };
        while let Some(folder) = walk.todo.pop() {
            let full = real.join(&folder);
            walk.folder(&full, &folder, &mut tree).map_err(|error| (full, error))?;
        }
        tree.listed = listed;
        Ok(tree)
    }

    /// A file Instep did not make, where that is reason to stop: there is no manifest.
    pub(super) fn stranger(&self) -> Option<String> {
        let named = |unknown: &Unknown| unknown.path.display().to_string();
        match self.listed {
            Some(_) => None,
            // A file says more than the folder it is in, but an empty folder counts as well.
            None => self.unknown.iter().find(|u| !u.kind.is_dir()).or(self.unknown.first()).map(named),
        }
    }

    /// A repository in a folder that was never a site: far too dear to be taken for one.
    pub(super) fn repository(&self) -> Option<&Path> {
        let is_git = |unknown: &&Unknown| unknown.path.ends_with(".git");
        let found = self.unknown.iter().find(is_git).filter(|_| self.listed.is_none());
        found.and_then(|unknown| unknown.path.parent())
    }

    /// The listed files that are really there.
    pub(super) fn own_files(&self) -> impl Iterator<Item = &str> {
        let there = |path: &&String| self.files.contains_key(*path);
        self.listed.iter().flatten().filter(there).map(String::as_str)
    }
}

/// The state of one walk through an output.
struct Walk<'a> {
    device: u64,
    listed: Option<&'a BTreeSet<String>>,
    own_dirs: BTreeSet<&'a str>,
    todo: Vec<PathBuf>,
}

impl Walk<'_> {
    fn folder(&mut self, full: &Path, folder: &Path, tree: &mut Tree) -> io::Result<()> {
        let mut entries = fs::read_dir(full)?.collect::<io::Result<Vec<_>>>()?;
        // Sorted, so that the same folder gets the same message and the same `.kept` names.
        entries.sort_by_key(DirEntry::file_name);
        for entry in entries {
            self.entry(&entry, folder.join(entry.file_name()), tree)?;
        }
        Ok(())
    }

    fn entry(&mut self, entry: &DirEntry, path: PathBuf, tree: &mut Tree) -> io::Result<()> {
        let name = entry.file_name();
        if name.to_str().is_some_and(|name| ops::is_fresh_name(name, ops::TEMPORARY)) {
            tree.leftovers.push(path);
            return Ok(());
        }
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if entry.metadata()?.dev() != self.device {
                tree.mounted.get_or_insert_with(|| path.clone());
            }
            self.todo.push(path.clone());
            if path.to_str().is_some_and(|path| self.own_dirs.contains(path)) {
                return Ok(());
            }
        } else if let Some(text) = path.to_str().filter(|_| kind.is_file()) {
            if text == MANIFEST {
                return Ok(());
            }
            tree.files.insert(text.to_owned(), entry.metadata()?.len());
            if self.listed.is_some_and(|listed| listed.contains(text)) {
                return Ok(());
            }
        }
        tree.unknown.push(Unknown { path, kind });
        Ok(())
    }
}

/// The folders a path lies in, the outermost first.
pub(super) fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(at, _)| path.get(..at))
}

fn read_manifest(dir: &Path, real: &Path) -> Result<Option<BTreeSet<String>>, PublishError> {
    let path = real.join(MANIFEST);
    let meta = match fs::symlink_metadata(&path) {
        Ok(meta) => meta,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed("read", &path)(error)),
    };
    let unusable = |reason: String| {
        let hint = "remove that file and build with --force, which keeps all other files";
        refuse::refused(dir, format!("its {MANIFEST} {reason}"), hint)
    };
    if !meta.is_file() {
        return Err(unusable("is not a plain file".to_owned()));
    }
    let text = fs::read(&path).map_err(failed("read", &path))?;
    let manifest: Manifest =
        serde_json::from_slice(&text).map_err(|error| unusable(format!("is damaged ({error})")))?;
    if manifest.version != VERSION {
        return Err(unusable(format!("has version {}, not {VERSION}", manifest.version)));
    }
    for path in &manifest.files {
        // What is listed gets deleted one day: a path that leaves the folder must not be believed.
        refuse::check_path(path).map_err(|_| unusable(format!("lists the path {path:?}")))?;
    }
    Ok(Some(manifest.files))
}
