//! What a mention is called once the thing it names has another id, or its file another path.

use std::ops::Range;

use crate::files;
use crate::site::Site;
use crate::site::resolve::percent_decode;

/// A file or folder that gets another name, in the same folder: paths from the root.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// Its path.
    pub from: String,
    /// The path it gets.
    pub to: String,
}

impl Move {
    /// The path of a file once this is done.
    pub fn apply(&self, path: &str) -> String {
        match path.strip_prefix(&self.from) {
            Some("") => self.to.clone(),
            Some(rest) if rest.starts_with('/') => format!("{}{rest}", self.to),
            _ => path.to_owned(),
        }
    }
}

/// The part of a reference that is the id, and nothing of what stands around it.
pub(super) fn id_in(site: &Site, written: &str) -> Range<usize> {
    let name = written.split('#').next().unwrap_or("");
    let from = match name.split_once('/') {
        Some((kind, _)) if is_kind(site, kind.trim()) => kind.len() + 1,
        _ => 0,
    };
    let id = &name[from..];
    let start = from + id.len() - id.trim_start().len();
    // In a table the bar of a wiki link is written with a backslash.
    let end = from + id.trim_end_matches(|c: char| c.is_whitespace() || c == '\\').len();
    start..end.max(start)
}

fn is_kind(site: &Site, name: &str) -> bool {
    site.kinds().iter().any(|kind| kind.name == name || kind.folders.contains(&name))
}

/// The part of a path that names what is moved; none if the path does not lead there by its name.
///
/// `from` is the folder that the path starts in, `root` the one that a leading slash stands for.
pub(super) fn name_in(written: &str, from: &str, root: &str, moved: &Move, encoded: bool) -> Option<Range<usize>> {
    let path = written.split(['#', '?']).next().unwrap_or("");
    let base = if path.starts_with('/') { root } else { from };
    let mut folders: Vec<String> = base.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let mut found: Option<(Range<usize>, usize)> = None;
    let mut at = 0;
    for part in path.split('/') {
        let range = at..at + part.len();
        at = range.end + 1;
        let decoded = if encoded { percent_decode(part) } else { part.to_owned() };
        match decoded.as_str() {
            "" | "." => continue,
            ".." => drop(folders.pop()?),
            _ => folders.push(decoded),
        }
        if found.as_ref().is_some_and(|(_, depth)| folders.len() < *depth) {
            found = None;
        }
        if folders.join("/") == moved.from {
            // From inside of a folder, `.` and `..` may lead back to it without its name.
            let named = !matches!(part, "..");
            found = named.then_some((range, folders.len()));
        }
    }
    found.map(|(range, _)| range)
}

/// What the last part of a path is called.
pub(super) fn new_name(moved: &Move) -> &str {
    files::name(&moved.to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(written: &str, from: &str, moved: (&str, &str)) -> Option<String> {
        let moved = Move { from: moved.0.into(), to: moved.1.into() };
        let range = name_in(written, from, "content", &moved, true)?;
        let mut text = written.to_owned();
        text.replace_range(range, new_name(&moved));
        Some(text)
    }

    #[test]
    fn paths_change_where_they_name_what_moves() {
        let file = ("content/personas/mara.md", "content/personas/ann.md");
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(renamed("../personas/mara.md#goals", "content/maps", file), some("../personas/ann.md#goals"));
        assert_eq!(renamed("/personas/m%61ra.md", "content/maps", file), some("/personas/ann.md"));
        assert_eq!(renamed("mara.md?a=b", "content/personas", file), some("ann.md?a=b"));
        assert_eq!(renamed("../maps/mara.md", "content/maps", file), None);
        let folder = ("content/personas/mara", "content/personas/ann");
        assert_eq!(renamed("../mara/map.md", "content/personas/mara", folder), some("../ann/map.md"));
        assert_eq!(renamed("map.md", "content/personas/mara", folder), None);
        assert_eq!(renamed("../jun.md", "content/personas/mara", folder), None);
        assert_eq!(renamed("../personas/mara/", "content/maps", folder), some("../personas/ann/"));
        assert_eq!(renamed("../personas/mara/../jun.md", "content/maps", folder), None);
    }
}
