//! Fonts that settings name: files of the site, or fonts that are installed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use harfrust::Font;
use walkdir::WalkDir;

use crate::diagnostic::Diagnostic;
use crate::paper::fonts::Added;
use crate::site::Config;

/// Where systems keep fonts; what begins with `~` lies in the home folder.
const FOLDERS: &[&str] = &[
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
];

/// Reads a font by its file, from the folder of the settings, else by the name of an installed one.
///
/// # Errors
/// What the operating system says, or that there is no such font.
pub fn read_font(root: &Path, written: &str) -> io::Result<Added> {
    let path = root.join(written);
    if path.is_file() {
        let bytes = fs::read(&path)?;
        let readable = bytes.starts_with(b"wOF2") || Font::new(bytes.clone(), 0).is_some();
        let added = Added { name: written.to_owned(), bytes: bytes.into() };
        return if readable { Ok(added) } else { Err(io::Error::new(io::ErrorKind::InvalidData, "it is no font")) };
    }
    let missing =
        || io::Error::new(io::ErrorKind::NotFound, "there is no such file, and no font of this name is installed");
    let files = installed();
    // Most files are called like their font: those are looked into first.
    let squeezed = squeeze(written);
    let (likely, others): (Vec<&PathBuf>, Vec<&PathBuf>) = files
        .iter()
        .partition(|path| path.file_stem().is_some_and(|stem| squeeze(&stem.to_string_lossy()).starts_with(&squeezed)));
    let found = likely.into_iter().chain(others).find_map(|path| {
        let bytes = fs::read(path).ok()?;
        (family(&bytes)?.eq_ignore_ascii_case(written)).then(|| Added { name: written.to_owned(), bytes: bytes.into() })
    });
    found.ok_or_else(missing)
}

/// The fonts for sheets that the settings name.
///
/// # Errors
/// All that cannot be used, at their places in the settings.
pub fn read_fonts(root: &Path, config: &Config) -> Result<Vec<Added>, Vec<Diagnostic>> {
    let (mut fonts, mut found) = (Vec::new(), Vec::new());
    for written in &config.posters.fonts {
        match read_font(root, &written.value) {
            Ok(font) => fonts.push(font),
            Err(error) => {
                let message = format!("cannot use the font `{}`: {error}", written.value);
                let help = "name a file below the folder of the settings, or an installed font";
                found.push(Diagnostic::error("invalid-value", &config.path, written.span, message).help(help));
            }
        }
    }
    if found.is_empty() { Ok(fonts) } else { Err(found) }
}

/// The names of installed fonts that have a letter, at most so many.
pub fn fonts_with(letter: char, most: usize) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for path in installed() {
        let Some(bytes) = fs::read(&path).ok() else { continue };
        let has = Font::new(bytes.clone(), 0).is_some_and(|font| font.charmap().map_unicode(letter).is_some());
        if let Some(name) = family(&bytes).filter(|name| has && !names.contains(name)) {
            names.push(name);
        }
        if names.len() == most {
            break;
        }
    }
    names
}

/// The files of all installed fonts, the upright and regular ones of each folder first.
fn installed() -> Vec<PathBuf> {
    let home = std::env::home_dir();
    let folder = |written: &&str| match written.strip_prefix("~/") {
        Some(inside) => home.as_ref().map(|home| home.join(inside)),
        None => Some(PathBuf::from(written)),
    };
    let walk = |folder: PathBuf| WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter().flatten();
    let files = FOLDERS.iter().filter_map(folder).flat_map(walk).map(walkdir::DirEntry::into_path);
    let is_font = |path: &PathBuf| {
        path.extension()
            .is_some_and(|ending| ["ttf", "otf", "ttc"].iter().any(|known| ending.eq_ignore_ascii_case(known)))
    };
    let mut files: Vec<PathBuf> = files.filter(is_font).collect();
    files.sort_by_key(|path| {
        let name = path.to_string_lossy().to_lowercase();
        ["bold", "italic", "oblique", "light", "condensed", "narrow"]
            .iter()
            .filter(|style| name.contains(**style))
            .count()
    });
    files
}

fn squeeze(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The name of the family of a font.
fn family(bytes: &[u8]) -> Option<String> {
    let font = Font::new(bytes.to_vec(), 0)?;
    let name = font.names().get(harfrust::font::name::NameId::FAMILY_NAME)?;
    Some(name.english_or_first()?.name().chars().collect())
}
