//! Forms to fill in: what they say, so that it is known again where it was not replaced.

use std::collections::HashMap;
use std::sync::Arc;

use crate::files::{self, File, Files};
use crate::syntax::quotation::quotations;
use crate::syntax::{html, wording};
use crate::text::Span;

use super::kind::Kind;

/// A text that is shorter, in words, says too little to be known again.
pub const KNOWN_AGAIN: usize = 4;

/// A paragraph of more lines than these is no statement.
const LINES: usize = 40;

/// The statements of the forms beside a site's content, and of those that `instep new` writes.
pub struct Templates {
    files: Vec<(Arc<str>, Arc<str>)>,
    /// The statements by the key of their words.
    statements: HashMap<u64, Place>,
}

/// Where a form says something.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// In a file of the site.
    File(Arc<str>, Span),
    /// In what `instep new` writes for a kind.
    Archetype(&'static str),
}

impl Templates {
    /// Those of a site; those of the site before, if they are the same.
    pub(super) fn of(all: &Files, kinds: &[&'static Kind], old: Option<&Arc<Templates>>) -> Arc<Templates> {
        let files: Vec<(Arc<str>, Arc<str>)> = all
            .iter()
            .filter_map(|(path, file)| match file {
                File::Text(text) if files::is_template(path) => Some((path.clone(), text.clone())),
                _ => None,
            })
            .collect();
        let same = |one: &(Arc<str>, Arc<str>), other: &(Arc<str>, Arc<str>)| one.0 == other.0 && one.1 == other.1;
        if let Some(old) = old
            && old.files.len() == files.len()
            && old.files.iter().zip(&files).all(|(one, other)| same(one, other))
        {
            return old.clone();
        }
        let mut statements = HashMap::new();
        for (path, text) in &files {
            for (key, span) in read(text, files::is_yaml(path)) {
                statements.entry(key).or_insert_with(|| Place::File(path.clone(), span));
            }
        }
        for kind in kinds {
            for (key, _) in read(kind.archetype, !kind.archetype.starts_with("---")) {
                statements.entry(key).or_insert(Place::Archetype(kind.name));
            }
        }
        Arc::new(Templates { files, statements })
    }

    /// Where a form says the same; `None` for what is too short to be known again.
    pub fn find(&self, plain: &str) -> Option<&Place> {
        let (key, words) = wording::key(plain);
        self.statements.get(&key).filter(|_| words >= KNOWN_AGAIN)
    }
}

/// The statements of a form: its lines, its paragraphs, the cells of its tables, its quotations.
fn read(text: &str, yaml: bool) -> Vec<(u64, Span)> {
    let mut found: Vec<(u64, Span)> = Vec::new();
    let mut paragraph: Option<(Span, Vec<&str>)> = None;
    let mut add = |plain: &str, span: Span| {
        let (key, words) = wording::key(plain);
        if words >= KNOWN_AGAIN {
            found.push((key, span));
        }
    };
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let place = Span::new(at, at + line.trim_end().len());
        at += line.len();
        let (begins, bare) = bare(line, yaml);
        if bare.is_empty() || begins {
            paragraph = None;
        }
        if bare.is_empty() {
            continue;
        }
        let plain = html::plain(bare);
        add(&plain, place);
        if let Some((_, rest)) = plain.split_once([':', '：']) {
            add(rest, place);
        }
        bare.split('|').filter(|cell| cell.len() < bare.len()).for_each(|cell| add(&html::plain(cell), place));
        quotations(&plain).into_iter().for_each(|range| add(&plain[range], place));
        let (span, lines) = paragraph.get_or_insert((place, Vec::new()));
        lines.push(bare);
        if (2..=LINES).contains(&lines.len()) {
            span.end = place.end;
            add(&html::plain(&lines.join(" ")), *span);
        }
    }
    found
}

/// A line without the signs of lists, quotations and comments, and whether it begins anew; nothing for headings.
fn bare(line: &str, yaml: bool) -> (bool, &str) {
    let line = line.trim();
    if line.starts_with('#') && !yaml {
        return (true, "");
    }
    let inner = line.trim_start_matches("<!--").trim_end_matches("-->").trim();
    let bare = inner.trim_start_matches(['-', '*', '+', '>', '#', '|', ' ']);
    let bare = match bare.split_once(['.', ')']) {
        Some((number, rest)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => rest.trim(),
        _ => bare,
    };
    let begins = line.starts_with(['-', '+', '|']) || line.starts_with("* ") || bare.len() < inner.len() && !yaml;
    (begins, bare.trim_matches('|').trim())
}
