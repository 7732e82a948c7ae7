//! Which entries have which term.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use crate::pages::search::Entry;

use super::terms::{fold, stemmer, terms as terms_of};

/// The numbers of entries, rising.
pub(super) type Postings = [u32];

/// A term with what has it.
pub(super) struct Term {
    /// The term.
    pub(super) text: Box<str>,
    /// The numbers of the entries that have it, rising.
    pub(super) entries: Vec<u32>,
    /// The numbers of other terms that are forms of the same word, rising.
    pub(super) forms: Vec<usize>,
}

/// What a run of entries says: term → entries, and language → term → the word as it was written.
#[derive(Default)]
struct Part {
    entries: HashMap<String, Vec<u32>>,
    written: HashMap<(String, String), String>,
}

/// How many entries are looked at in one go.
const RUN: usize = 2048;

/// All terms in the order in which a browser compares texts: by their UTF-16. `facets` gives further ones of an entry
/// that no word can be.
pub(super) fn terms(entries: &[Entry], facets: impl Fn(&Entry) -> Vec<String> + Sync) -> Vec<Term> {
    let runs = entries.par_chunks(RUN).enumerate();
    let parts: Vec<Part> = runs.map(|(at, run)| part(at * RUN, run, &facets)).collect();
    let mut all: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let mut written: BTreeMap<(String, String), String> = BTreeMap::new();
    // Runs are in the order of their entries, so the numbers of each term rise by themselves.
    for part in parts {
        #[expect(clippy::iter_over_hash_type, reason = "what is gathered is sorted by its term")]
        for (term, numbers) in part.entries {
            all.entry(term).or_default().extend(numbers);
        }
        #[expect(clippy::iter_over_hash_type, reason = "what is gathered is sorted by its term")]
        for (key, word) in part.written {
            written.entry(key).or_insert(word);
        }
    }
    let mut terms: Vec<Term> =
        all.into_iter().map(|(text, entries)| Term { text: text.into(), entries, forms: Vec::new() }).collect();
    terms.sort_by(|one, other| one.text.encode_utf16().cmp(other.text.encode_utf16()));
    join_forms(&mut terms, &written);
    terms
}

fn part(first: usize, run: &[Entry], facets: &impl Fn(&Entry) -> Vec<String>) -> Part {
    let mut part = Part::default();
    for (at, entry) in run.iter().enumerate() {
        let number = (first + at) as u32;
        let mut add = |term: String| {
            let numbers = part.entries.entry(term).or_default();
            if numbers.last() != Some(&number) {
                numbers.push(number);
            }
        };
        facets(entry).into_iter().for_each(&mut add);
        for (term, word) in terms_of(&entry.text) {
            let is_word = term.chars().nth(2).is_some();
            if is_word {
                let key = (entry.language.clone(), term.clone());
                part.written.entry(key).or_insert_with(|| word.to_lowercase());
            }
            add(term);
        }
    }
    part
}

/// Tells the forms of each word of each other: those with the same stem in the same language.
fn join_forms(terms: &mut [Term], written: &BTreeMap<(String, String), String>) {
    let mut forms: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); terms.len()];
    let numbers: HashMap<&str, usize> = terms.iter().enumerate().map(|(at, term)| (&*term.text, at)).collect();
    let mut stems: BTreeMap<(&str, String), Vec<usize>> = BTreeMap::new();
    let mut known = ("", None);
    for ((language, term), word) in written {
        if known.0 != language {
            known = (language, stemmer(language));
        }
        if let (Some(stemmer), Some(number)) = (&known.1, numbers.get(term.as_str())) {
            stems.entry((language, fold(&stemmer.stem(word)))).or_default().push(*number);
        }
    }
    for group in stems.into_values().filter(|group| group.len() > 1) {
        for one in &group {
            forms[*one].extend(group.iter().filter(|other| *other != one));
        }
    }
    for (term, forms) in terms.iter_mut().zip(forms) {
        term.forms = forms.into_iter().collect();
    }
}
