//! The file system: the only module that reads or writes files.
#![allow(clippy::disallowed_methods, reason = "this is the module that the others are sent to")]

pub mod fonts;
pub mod git;
mod history;
pub mod pictures;
pub mod publish;
pub mod revision;
pub mod rewrite;
mod tree;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use crate::files;
use crate::render::Overrides;

pub use history::read_history;
pub use tree::{Change, Tree, read_site};

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
        if !entry.file_type().is_file() || tree::is_hidden(&entry.file_name().to_string_lossy(), false) {
            continue;
        }
        if let Some(path) = entry.path().strip_prefix(&folder).ok().and_then(Path::to_str) {
            found.insert(path.replace('\\', "/"), Arc::from(fs::read(entry.path())?));
        }
    }
    Ok(found)
}

/// A folder and all folders in it; none if it is not there.
pub fn folders_below(folder: &Path) -> Vec<PathBuf> {
    let entries = WalkDir::new(folder).into_iter().filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_dir()).map(walkdir::DirEntry::into_path).collect()
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

/// Whether a folder lies on a file system that does not report what others do to it: a network drive, a folder of the
/// host in a virtual machine or container.
pub fn is_remote(path: &Path) -> bool {
    // The numbers are those of statfs(2), and of the drivers for those it does not list.
    const REMOTE: &[u32] = &[
        0x6969,      // NFS
        0x517b,      // SMB
        0xfe53_4d42, // SMB 2
        0xff53_4d42, // CIFS
        0x0102_1997, // 9p: the drives of the host in WSL
        0x6573_5546, // FUSE: sshfs, virtiofs, Docker Desktop
        0x786f_4256, // VirtualBox
        0x00c3_6400, // Ceph
        0x5346_414f, // AFS
    ];
    #[cfg(target_os = "linux")]
    return rustix::fs::statfs(path).is_ok_and(|system| REMOTE.contains(&(system.f_type as u32)));
    #[cfg(not(target_os = "linux"))]
    false
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

/// Whether a plain file lies at a path.
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether a folder is missing or empty.
pub fn is_empty_folder(path: &Path) -> bool {
    fs::read_dir(path).map_or(true, |mut entries| entries.next().is_none())
}

/// Reads a file of the site as it lies on disk.
///
/// # Errors
/// What the operating system says, or that the path leads out of the site.
pub fn read_inside(root: &Path, path: &str) -> io::Result<Vec<u8>> {
    use io::Read;
    let mut bytes = Vec::new();
    open_inside(root, Path::new(path))?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Replaces a file of the site in one step, keeping its permissions; of a link inside the site, what it leads to.
///
/// # Errors
/// What the operating system says, or that the path leads out of the site. The file is as it was then.
pub fn replace_inside(root: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    if open_inside(root, Path::new(path))?.metadata()?.permissions().readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is write-protected"));
    }
    let real = root.canonicalize()?.join(path).canonicalize()?;
    rewrite::stage(&real, bytes)?.persist(&real).map_err(|error| error.error)?;
    Ok(())
}

/// The folder as seen from the top of the repository it lies in, with a closing slash; empty at the top, or where there
/// is no repository.
pub fn place_in_repository(root: &Path) -> String {
    let Ok(real) = root.canonicalize() else { return String::new() };
    let top = real.ancestors().find(|folder| folder.join(".git").exists());
    let inside = top.and_then(|top| real.strip_prefix(top).ok()).and_then(Path::to_str).unwrap_or("");
    if inside.is_empty() { String::new() } else { format!("{inside}/") }
}
