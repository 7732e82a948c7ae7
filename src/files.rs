//! The snapshot of a site's files that everything else is computed from: path → text, plain data.
//!
//! Paths are relative to the site's root, with forward slashes. A test writes a snapshot as a literal.

use std::collections::BTreeMap;
use std::sync::Arc;

/// The largest content file that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 5 * 1024 * 1024;

/// Why a content file could not be used as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Larger than [`MAX_FILE_BYTES`]; the size in bytes.
    TooLarge(u64),
    /// Not UTF-8: the valid text before the first bad byte, and the name of the encoding if its mark gives it away.
    Encoding {
        /// Everything before the bad byte.
        before: String,
        /// "UTF-16", where the file begins with its byte order mark.
        guess: Option<&'static str>,
    },
    /// The operating system refused; its words.
    Unreadable(String),
    /// Its name is not UTF-8.
    Name,
    /// A symbolic link that leads out of the site, or in a circle.
    Link(String),
}

/// One file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum File {
    /// A Markdown or YAML file: text with `\n` line ends and without a byte order mark.
    Text(Arc<str>),
    /// Any other file: copied as it is.
    Asset,
    /// A file that could not be read.
    Bad(Problem),
}

/// All files of a site, in the order of their paths.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Files {
    entries: BTreeMap<Arc<str>, File>,
}

impl Files {
    /// A snapshot of Markdown and YAML files, for tests: `(path, text)`.
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut all = Files::default();
        for (path, text) in files {
            all.insert(path, File::Text(normalise(text).into()));
        }
        all
    }

    /// Adds or replaces a file.
    pub fn insert(&mut self, path: &str, file: File) {
        self.entries.insert(path.into(), file);
    }

    /// Removes a file; whether it was there.
    pub fn remove(&mut self, path: &str) -> bool {
        self.entries.remove(path).is_some()
    }

    /// The file at `path`.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.entries.get(path)
    }

    /// The text at `path`, if it is a text.
    pub fn text(&self, path: &str) -> Option<&Arc<str>> {
        match self.get(path) {
            Some(File::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Every file, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &File)> {
        self.entries.iter()
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no file at all.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// A file's bytes as the text that the rest works on: UTF-8, no byte order mark, `\n` line ends.
///
/// # Errors
/// [`Problem::Encoding`] for anything that is not UTF-8.
pub fn decode(bytes: Vec<u8>) -> Result<String, Problem> {
    let guess = match bytes.as_slice() {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some("UTF-16"),
        _ => None,
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(normalise(&text)),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let before = String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned();
            Err(Problem::Encoding { before: normalise(&before), guess })
        }
    }
}

fn normalise(text: &str) -> String {
    text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n")
}

/// Whether a path names a content file rather than an asset.
pub fn is_content(path: &str) -> bool {
    is_markdown(path) || is_yaml(path)
}

/// Whether a path names a Markdown file.
pub fn is_markdown(path: &str) -> bool {
    matches!(extension(path), "md" | "markdown")
}

/// Whether a path names a YAML file.
pub fn is_yaml(path: &str) -> bool {
    matches!(extension(path), "yaml" | "yml")
}

/// Whether a path names a form to fill in, by its folder or by the first or last word of its name.
pub fn is_template(path: &str) -> bool {
    // Most paths hold none of these; beginnings are left out, because they may be capitals.
    const PARTS: &[&str] = &["emplat", "rchetyp", "orlage", "lantilla", "zablon", "テンプレート", "模板"];
    const WORDS: &[&str] = &[
        "template",
        "templates",
        "archetype",
        "archetypes",
        "vorlage",
        "vorlagen",
        "plantilla",
        "plantillas",
        "szablon",
        "szablony",
        "テンプレート",
        "模板",
    ];
    let is_word = |word: &str| WORDS.contains(&word.to_lowercase().as_str());
    let words = |name: &str| -> Vec<String> {
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let ends = |name: &str| [words(name).first(), words(name).last()].into_iter().flatten().any(|word| is_word(word));
    PARTS.iter().any(|part| path.contains(part))
        && is_content(path)
        && (ends(stem(path))
            || folder(path).split('/').any(|folder| words(folder).last().is_some_and(|word| is_word(word))))
}

/// The part after the last dot of the file name; empty without one.
pub fn extension(path: &str) -> &str {
    name(path).rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// The file name without its folders.
pub fn name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// The file name without its folders and extension.
pub fn stem(path: &str) -> &str {
    let name = name(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The folder a path lies in, without a trailing slash; empty at the top.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `target` as seen from `folder`, with `.` and `..` worked out.
///
/// `None` when it climbs out of the site.
pub fn resolve(folder: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_resolve_inside_the_site_only() {
        assert_eq!(resolve("a/b", "../c.md"), Some("a/c.md".into()));
        assert_eq!(resolve("a/b", "/c/./d.md"), Some("c/d.md".into()));
        assert_eq!(resolve("a", "../../etc/passwd"), None);
    }

    #[test]
    fn templates_are_known_by_their_paths() {
        for path in
            ["templates/persona.md", "docs/_templates/a.md", "user-persona-Template.md", "personas/template.yaml"]
        {
            assert!(is_template(path), "{path}");
        }
        for path in ["stories/the-template-that-vanished.md", "personas/mara.md", "templates/logo.png"] {
            assert!(!is_template(path), "{path}");
        }
    }

    #[test]
    fn text_is_normalised_and_bad_bytes_are_placed() {
        assert_eq!(decode(b"\xef\xbb\xbfa\r\nb".to_vec()), Ok("a\nb".into()));
        let bad = decode(b"ab\n\xffc".to_vec());
        assert_eq!(bad, Err(Problem::Encoding { before: "ab\n".into(), guess: None }));
    }
}
