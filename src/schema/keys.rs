//! The ways in which the key of a field can be spelled.

use std::collections::{BTreeMap, BTreeSet};

use crate::syntax::field::Field;
use crate::syntax::label::capitalise;
use crate::syntax::names::Names;

/// A pattern for each field that has other spellings than its own name: `Frustrations`, `pain-points`.
///
/// The decoder understands more than this ("My main pain points"). What is not listed passes as a key of the writer's
/// own, so a schema never refuses what would be read.
pub(super) fn spellings(fields: &'static [Field], names: &Names, labels: &[String]) -> BTreeMap<&'static str, String> {
    let mut found: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    for field in fields {
        found.insert(field.name, own_spellings(field));
    }
    for label in labels {
        let words = words(label).join(" ");
        // What one field is called by its own name, no other can be called.
        if let [field] = names.find(&words, fields).as_slice()
            && field.words() != words
        {
            found.entry(field.name).or_default().insert(in_any_form(label));
        }
    }
    let pattern = |all: BTreeSet<String>| format!("^(?:{})$", all.into_iter().collect::<Vec<_>>().join("|"));
    found.into_iter().filter(|(_, all)| !all.is_empty()).map(|(field, all)| (field, pattern(all))).collect()
}

/// A field's own name with other separators and with capitals; as it is declared it is a property already.
fn own_spellings(field: &Field) -> BTreeSet<String> {
    let name = field.words();
    let words = words(&name);
    let titled: Vec<String> = words.iter().map(|word| capitalise(word)).collect();
    let joined = [" ", "_", "-"].into_iter().flat_map(|separator| {
        let joined = words.join(separator);
        [capitalise(&joined), titled.join(separator), joined.to_uppercase(), joined]
    });
    joined.filter(|spelled| spelled != field.name).map(|spelled| escaped(&spelled)).collect()
}

/// A label with any separators, with and without capitals at the beginning of words, and in capitals.
fn in_any_form(label: &str) -> String {
    let first = |word: &String| {
        let mut chars = word.chars();
        let (first, upper) = (chars.next().map(String::from).unwrap_or_default(), capitalise(word));
        let upper: String = upper.chars().take(1).collect();
        let rest = escaped(chars.as_str());
        if upper == first { format!("{}{rest}", escaped(&first)) } else { format!("[{upper}{first}]{rest}") }
    };
    let words = words(label);
    let plain = words.iter().map(first).collect::<Vec<_>>().join("[ _-]");
    let capitals = words.iter().map(|word| escaped(&word.to_uppercase())).collect::<Vec<_>>().join("[ _-]");
    let lower = words.iter().map(|word| escaped(word)).collect::<Vec<_>>().join("[ _-]");
    if capitals == lower { plain } else { format!("{plain}|{capitals}") }
}

fn words(label: &str) -> Vec<String> {
    label.to_lowercase().split([' ', '_', '-']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
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
