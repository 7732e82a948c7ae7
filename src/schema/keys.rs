//! The ways in which the key of a field can be spelled.

use std::collections::BTreeMap;

use crate::syntax::field::Field;
use crate::syntax::names::Names;

/// A pattern for each field that has other spellings than its own name: `Frustrations`, `pain-points`.
///
/// The decoder understands more than this ("My main pain points"). What is not listed passes as a key of the writer's
/// own, so a schema never refuses what would be read.
pub(super) fn spellings(fields: &'static [Field], names: &Names, labels: &[String]) -> BTreeMap<&'static str, String> {
    let own = fields.iter().map(|field| (field, variants(&field.words())));
    let others =
        labels.iter().filter_map(|label| match names.find(&label.replace(['_', '-'], " "), fields).as_slice() {
            [field] => Some((*field, variants(label))),
            _ => None,
        });
    let mut found: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for (field, variants) in own.chain(others) {
        let all = found.entry(field.name).or_default();
        all.extend(variants.into_iter().filter(|variant| variant != field.name));
    }
    for all in found.values_mut() {
        all.sort_unstable();
        all.dedup();
    }
    // What one field is called by its own name, no other can be called.
    let taken = |variant: &String| fields.iter().any(|field| field.name == variant);
    found
        .into_iter()
        .map(|(field, all)| (field, all.into_iter().filter(|variant| !taken(variant)).collect::<Vec<_>>()))
        .filter(|(_, all)| !all.is_empty())
        .map(|(field, all)| {
            (field, format!("^(?:{})$", all.iter().map(|one| escaped(one)).collect::<Vec<_>>().join("|")))
        })
        .collect()
}

/// A label with each separator, in lower case, with a first capital, with all first letters capital, and in capitals.
fn variants(label: &str) -> Vec<String> {
    let lower = label.to_lowercase();
    let words: Vec<&str> = lower.split([' ', '_', '-']).filter(|word| !word.is_empty()).collect();
    let titled: Vec<String> = words.iter().map(|word| capitalised(word)).collect();
    let mut all = Vec::new();
    for separator in [" ", "_", "-"] {
        let joined = words.join(separator);
        all.extend([capitalised(&joined), titled.join(separator), joined.to_uppercase(), joined]);
    }
    all
}

fn capitalised(text: &str) -> String {
    crate::syntax::label::capitalise(text)
}

/// A text as a pattern that matches it.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if r"\^$.|?*+()[]{}/".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
