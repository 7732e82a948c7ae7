//! What makes a finding the same finding after lines have moved and text was set anew.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::site::Site;
use crate::syntax::wording;
use crate::text::Span;

use super::Sources;

/// A finding without its place: the rule, the file, the words of the statement or line it stands on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint {
    /// The file.
    pub path: Box<str>,
    /// The rule.
    pub rule: Box<str>,
    /// A hash of the words, so that nothing of what was written is repeated anywhere.
    pub words: Box<str>,
    /// Which of several with the same rule, file and words, from 1.
    pub number: u32,
}

/// The fingerprints of findings, in their order. Where no site is known, a finding stands on its line.
pub fn fingerprints<'d>(
    found: impl IntoIterator<Item = &'d Diagnostic>,
    sources: &Sources,
    site: Option<&Site>,
) -> Vec<Fingerprint> {
    let mut files: HashMap<&str, (std::sync::Arc<str>, Vec<Span>)> = HashMap::new();
    // Many findings may stand on one line, which may be long.
    let mut hashes: HashMap<(&str, usize, usize), Box<str>> = HashMap::new();
    let mut numbers: HashMap<(&str, &str, Box<str>), u32> = HashMap::new();
    let mut all = Vec::new();
    for finding in found {
        let path: &str = &finding.path;
        let file = || (sources(path).unwrap_or_else(|| "".into()), statements(site, path));
        let (text, statements) = files.entry(path).or_insert_with(file);
        let around = around(text, statements, finding.span);
        let place = (path, around.as_ptr() as usize, around.len());
        let words = hashes.entry(place).or_insert_with(|| hash(around)).clone();
        let number = numbers.entry((path, finding.rule, words.clone())).or_insert(0);
        *number += 1;
        all.push(Fingerprint { path: path.into(), rule: finding.rule.into(), words, number: *number });
    }
    all
}

fn hash(text: &str) -> Box<str> {
    let words = wording::words(text).join(" ");
    blake3::hash(words.as_bytes()).to_hex()[..16].into()
}

/// Where the statements of a file stand, in order.
fn statements(site: Option<&Site>, path: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    for entity in site.and_then(|site| site.read_from(path)).into_iter().flat_map(|file| &file.entities) {
        entity.record.each_item(&mut |_, _, item| spans.push(item.span));
    }
    spans.sort_unstable();
    spans
}

/// The statement that a place belongs to, else its line.
fn around<'t>(text: &'t str, statements: &[Span], place: Span) -> &'t str {
    let before = statements.partition_point(|statement| statement.start <= place.start);
    let statement = before.checked_sub(1).and_then(|last| statements.get(last));
    match statement.filter(|statement| place.start < statement.end || **statement == place) {
        Some(statement) => statement.of(text),
        None => line(text, place.start as usize),
    }
}

fn line(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    text[start..].lines().next().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn prints(text: &str, places: &[&str]) -> Vec<Fingerprint> {
        let path: Arc<str> = "a.md".into();
        let at = |place: &&str| {
            let start = text.find(place).unwrap_or(0);
            Diagnostic::error("dead-link", &path, Span::new(start, start + place.len()), "")
        };
        let found: Vec<Diagnostic> = places.iter().map(at).collect();
        fingerprints(&found, &|_| Some(text.into()), None)
    }

    #[test]
    fn a_finding_is_the_same_wherever_its_line_goes() {
        let before = prints("# A\n\n- one [x](y)\n- two\n", &["[x]"]);
        assert_eq!(before, prints("# A\n\nMore.\n\n*  One   [X](y)\n", &["[X]"]));
        assert_ne!(before, prints("# A\n\n- one more [x](y)\n", &["[x]"]));
    }

    #[test]
    fn the_same_words_are_counted() {
        let twice = prints("- one [x](y) [z](y)\n", &["[x]", "[z]"]);
        assert_eq!(twice.iter().map(|print| print.number).collect::<Vec<_>>(), [1, 2]);
    }
}
