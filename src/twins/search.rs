//! The search index: scripts below `assets/search/`, of which a page that searches loads the few it needs.
//!
//! | file | holds |
//! |---|---|
//! | `index.js` | the words of the interface, persons, kinds, and with which term each shard begins |
//! | `tN.js` | terms in order: how many entries have each, which, and which other terms are forms of the same word |
//! | `pN-K.js` | the entries of the term number N, if they are many, in chunks |
//! | `eN.js` | entries: their words, captions and addresses |
//! | `vocabulary.js` | the terms alone, to find what was meant by a word with a mistake |
//!
//! Beside them stand `signs.js` (`render/mod.rs`), and two parts of the script that are loaded when they are needed:
//! `mistakes.js` and `page.js` (`templates/assets/search/`).
//!
//! Entries are numbered best first among equals, so a search that has enough results can stop reading. The names of
//! files are the same from build to build; `index.js` says with which version they are to be asked for.

mod index;
mod terms;

use std::collections::BTreeMap;

use serde_json::json;

use crate::pages::Pages;
use crate::pages::search::{self, Class, Entry};
use crate::site::evidence::State;
use crate::site::link::Index as Entity;
use crate::site::words::FORMS;

use super::Twin;
use index::{Postings, Term};

pub(super) static TWIN: Twin = Twin {
    urls: |twins, pages| twins.search(pages).keys().cloned().collect(),
    make: |twins, pages, url| {
        let is_own = url.starts_with(FOLDER) && !url.ends_with("/signs.js");
        is_own.then(|| twins.search(pages).get(url).map(|text| text.as_bytes().to_vec())).flatten()
    },
};

/// The files of the index: address → text.
pub(super) type Files = BTreeMap<String, String>;

const FOLDER: &str = "assets/search/";

/// How many entries stand in one file.
const ENTRIES: usize = 32;

/// How many bytes of terms stand in one file, about.
const SHARD: usize = 12 * 1024;

/// The most entries that stand beside a term; those of more frequent ones are in files of their own.
const INLINE: usize = 256;

/// How many entries stand in one of those.
const CHUNK: usize = 2048;

/// The most terms of which one with a mistake can be found.
const VOCABULARY: usize = 40_000;

/// The words of the interface that the script says.
const WORDS: &[&str] = &[
    "title",
    "placeholder",
    "close",
    "enter",
    "nothing",
    "add",
    "all",
    "failed",
    "best",
    "filters",
    "kinds",
    "people",
    "states",
    "any_kind",
    "any_person",
    "any_state",
];

/// Makes the index of a site.
pub(super) fn files(pages: &Pages) -> Files {
    let entries = search::entries(pages);
    let terms = index::terms(&entries, |entry| facets(pages, entry));
    let mut files = Files::new();
    for (at, some) in entries.chunks(ENTRIES).enumerate() {
        let rows: Vec<_> = some.iter().map(|entry| row(pages, entry)).collect();
        put(&mut files, &format!("e{at}"), &json!(rows));
    }
    let begins = shards(&mut files, &terms);
    put(&mut files, "vocabulary", &json!(vocabulary(&terms)));
    let version = version(&files);
    let manifest = manifest(pages, &entries, &begins, &version);
    put(&mut files, "index", &manifest);
    files
}

/// A script that hands over its data under its name.
fn put(files: &mut Files, name: &str, data: &serde_json::Value) {
    files.insert(format!("{FOLDER}{name}.js"), format!("instepSearch({}, {data});\n", json!(name)));
}

/// What an entry can be chosen by, as terms that no word can be.
fn facets(pages: &Pages, entry: &Entry) -> Vec<String> {
    let mut found = vec![format!("#{}", entry.kind)];
    found.extend(entry.person.map(|person| format!("@{}", pages.site[person].id)));
    found.extend(entry.state.map(|state| format!("={}", state.word())));
    found
}

/// An entry: the number of its person or −1, whether it is somebody's voice, words, caption, address, language if it is
/// another than the site's.
fn row(pages: &Pages, entry: &Entry) -> serde_json::Value {
    let order = |person: Entity| pages.people.order.iter().position(|other| *other == person);
    let person = entry.person.and_then(order).map_or(-1, |at| at as i64);
    let voice = u8::from(entry.voice);
    match entry.language == pages.site.config.language {
        true => json!([person, voice, entry.text, entry.caption, entry.url]),
        false => json!([person, voice, entry.text, entry.caption, entry.url, entry.language]),
    }
}

/// Writes the terms in shards; gives the first term of each with its number.
fn shards(files: &mut Files, terms: &[Term]) -> Vec<(String, usize)> {
    let mut begins: Vec<(String, usize)> = Vec::new();
    let mut rows: Vec<serde_json::Value> = Vec::new();
    let mut size = 0;
    for (number, term) in terms.iter().enumerate() {
        if rows.is_empty() {
            begins.push((term.text.to_string(), number));
        }
        let (row, bytes) = term_row(files, number, term);
        rows.push(row);
        size += bytes;
        if size > SHARD || number + 1 == terms.len() {
            put(files, &format!("t{}", begins.len() - 1), &json!(std::mem::take(&mut rows)));
            size = 0;
        }
    }
    begins
}

/// A term: its text, how many entries have it, which (or in how many chunks that stands), and how far away the other
/// forms of the word are. Gives about how many bytes that takes, too.
fn term_row(files: &mut Files, number: usize, term: &Term) -> (serde_json::Value, usize) {
    let many = term.entries.len();
    let entries = match many > INLINE {
        false => json!(encode(&term.entries)),
        true => {
            let chunks = term.entries.chunks(CHUNK);
            let n = chunks.len();
            for (at, chunk) in chunks.enumerate() {
                put(files, &format!("p{number}-{at}"), &json!(encode(chunk)));
            }
            json!(n)
        }
    };
    let forms: Vec<i64> = term.forms.iter().map(|other| *other as i64 - number as i64).collect();
    let bytes = term.text.len() + 12 + forms.len() * 3 + if many > INLINE { 2 } else { many * 2 };
    let row =
        if forms.is_empty() { json!([term.text, many, entries]) } else { json!([term.text, many, entries, forms]) };
    (row, bytes)
}

/// Rising numbers as text: the distance of each from the one before, less one, in digits of base 46, lowest first. The
/// last digit of a number is one of the first 46 letters of the alphabet, the others are of the second 46.
fn encode(numbers: &Postings) -> String {
    const BASE: usize = 46;
    let alphabet: Vec<char> = (' '..='~').filter(|c| !matches!(c, '"' | '\\')).collect();
    let mut out = String::with_capacity(numbers.len() * 2);
    let mut next = 0;
    for number in numbers {
        let mut rest = *number as usize - next;
        next = *number as usize + 1;
        while rest >= BASE {
            out.push(alphabet[BASE + rest % BASE]);
            rest /= BASE;
        }
        out.push(alphabet[rest]);
    }
    out
}

/// The terms alone, those of one letter or with digits left out; each without what it has in common with the one before,
/// and before it how much that is, as a letter from `a` on (at most 25).
fn vocabulary(terms: &[Term]) -> String {
    let is_word = |term: &&Term| term.text.chars().count() > 2 && term.text.chars().all(char::is_alphabetic);
    let mut words: Vec<&Term> = terms.iter().filter(is_word).collect();
    if words.len() > VOCABULARY {
        words.sort_by_key(|term| std::cmp::Reverse(term.entries.len()));
        words.truncate(VOCABULARY);
        words.sort_by(|a, b| a.text.cmp(&b.text));
    }
    let mut out = String::new();
    let mut before = "";
    for term in words {
        let same = before.chars().zip(term.text.chars()).take(25).take_while(|(a, b)| a == b).count();
        out.push(char::from(b'a' + same as u8));
        out.extend(term.text.chars().skip(same));
        out.push(' ');
        before = &term.text;
    }
    out
}

/// A short name for the contents of all files, and for the scripts that belong to them.
fn version(files: &Files) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    for (name, text) in files {
        hasher.update(name.as_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.finalize().to_hex()[..10].to_owned()
}

/// The language by whose rules a browser counts: it refuses what is no language.
fn counting(language: &str) -> &str {
    if icu_locale_core::Locale::try_from_str(language).is_ok() { language } else { "en" }
}

fn manifest(pages: &Pages, entries: &[Entry], begins: &[(String, usize)], version: &str) -> serde_json::Value {
    let words = &pages.words;
    let said = |key: &str| (key.to_owned(), json!(words.or(&format!("search.{key}"), "")));
    let said: serde_json::Map<_, _> = WORDS.iter().map(|key| said(key)).collect();
    let counted = |form: &&str| Some(((*form).to_owned(), json!(words.get(&format!("search.results.{form}"), None)?)));
    let count: serde_json::Map<_, _> = FORMS.iter().filter_map(counted).collect();
    let people = pages.people.order.iter().map(|person| {
        let view = pages.person(*person).map(|person| person.view.clone()).unwrap_or_default();
        let has_page = pages.site.may_name(*person);
        json!([view.id, if has_page { &*view.name } else { "" }, view.sign, view.hue, u8::from(view.pale)])
    });
    let mut kinds: Vec<&str> = Vec::new();
    let mut states: Vec<State> = Vec::new();
    let mut classes = [0_usize; 6];
    for entry in entries {
        if !kinds.contains(&entry.kind) {
            kinds.push(entry.kind);
        }
        states.extend(entry.state.filter(|state| !states.contains(state)));
        classes[entry.class as usize] += 1;
    }
    states.sort();
    let list = |kind: &str| {
        words.get(&format!("search.kind.{kind}"), None).or_else(|| words.get(&format!("list.{kind}"), None))
    };
    let kinds: Vec<_> = kinds.iter().map(|kind| json!([kind, list(kind).unwrap_or(kind)])).collect();
    let states = states.iter().map(|state| {
        let state = state.word();
        json!([state, words.or(&format!("state.{state}"), state)])
    });
    debug_assert_eq!(Class::Line as usize, classes.len() - 1);
    json!({
        "version": version, "words": said, "count": count, "language": counting(&pages.site.config.language),
        "people": people.collect::<Vec<_>>(), "kinds": kinds, "states": states.collect::<Vec<_>>(),
        "classes": classes, "perFile": ENTRIES, "chunk": CHUNK, "total": entries.len(), "terms": begins,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_distances() {
        assert_eq!(encode(&[0, 1, 2]), "   ");
        // 50 is 4 + 1 × 46; 46 is 0 + 1 × 46.
        let alphabet: Vec<char> = (' '..='~').filter(|c| !matches!(c, '"' | '\\')).collect();
        let digits = |digits: &[usize]| digits.iter().map(|digit| alphabet[*digit]).collect::<String>();
        assert_eq!(encode(&[50, 97]), digits(&[46 + 4, 1, 46, 1]));
        assert_eq!(
            encode(&[2_000_000]),
            digits(&[46 + 2_000_000 % 46, 46 + 2_000_000 / 46 % 46, 46 + 2_000_000 / 2116 % 46, 2_000_000 / 97336])
        );
    }

    #[test]
    fn the_vocabulary_says_what_is_new() {
        let term = |text: &str| Term { text: text.into(), entries: vec![0], forms: Vec::new() };
        let terms = ["#story", "pa", "pay", "paying", "payment", "r2d2", "zoo"].map(term);
        assert_eq!(vocabulary(&terms), "apay ding dment azoo ");
    }
}
