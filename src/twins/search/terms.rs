//! From a text to its terms. The script of the pages does the same with what somebody types; tests in a browser hold the
//! two together.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::syntax::wording;

/// The most letters of a term.
const LONGEST: usize = 40;

/// The terms of a text in order, with repetitions: each word folded, and every two neighbours where words are not parted
/// by spaces (the last character alone as well). With each stands the word it was made from.
pub(super) fn terms(text: &str) -> Vec<(String, &str)> {
    let mut found = Vec::new();
    let parts = |c: char| !c.is_alphanumeric() && !is_combining_mark(c);
    for word in text.split(parts).filter(|word| !word.is_empty()) {
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let unspaced = is_unspaced(first);
            let end = rest.find(|c| is_unspaced(c) != unspaced && !is_combining_mark(c)).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            rest = after;
            let folded: Vec<char> = fold(run).chars().collect();
            match unspaced {
                true => {
                    let pairs = (0..folded.len()).map(|at| &folded[at..folded.len().min(at + 2)]);
                    found.extend(pairs.map(|pair| (pair.iter().collect(), run)));
                }
                false if folded.is_empty() => {}
                false => found.push((folded.iter().take(LONGEST).collect(), run)),
            }
        }
    }
    found
}

/// Whether a character belongs to writing that puts no spaces between words: half-width kana as well, which are full
/// ones once they are folded.
fn is_unspaced(c: char) -> bool {
    wording::is_unspaced(c) || matches!(c, '\u{ff66}'..='\u{ff9f}')
}

/// A word in the form in which words are compared: small letters without accents, compatible forms made one.
pub(super) fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let apart: String = word.to_lowercase().nfkd().filter(|c| !is_accent(*c)).collect();
    let mut out = String::with_capacity(apart.len());
    for c in apart.to_lowercase().chars() {
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ł' => out.push('l'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            c => out.push(c),
        }
    }
    out.nfc().collect()
}

/// Accents of the scripts that are read without them; in others, such as kana, a mark makes another letter.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// The stemmer of a language, if it is one of the languages the interface speaks that have word forms.
pub(super) fn stemmer(language: &str) -> Option<Stemmer> {
    let algorithm = match language.split('-').next()? {
        "en" => Algorithm::English,
        "de" => Algorithm::German,
        "fr" => Algorithm::French,
        "es" => Algorithm::Spanish,
        "pt" => Algorithm::Portuguese,
        _ => return None,
    };
    Some(Stemmer::create(algorithm))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        terms(text).into_iter().map(|(term, _)| term).collect()
    }

    #[test]
    fn words_are_folded() {
        assert_eq!(of("Don’t “Wait”: STRASSE, Straße, Ærø"), ["don", "t", "wait", "strasse", "strasse", "aero"]);
        assert_eq!(of("L'écran n\u{fe}e\u{301}"), ["l", "ecran", "nthe"]);
        assert_eq!(of("ΟΔΟΣ οδός ﬁn １２"), ["οδοσ", "οδοσ", "fin", "12"]);
    }

    #[test]
    fn unspaced_writing_comes_in_pairs() {
        assert_eq!(of("深夜0時に"), ["深夜", "夜", "0", "時に", "に"]);
        assert_eq!(of("ｶﾞ版"), ["ガ版", "版"]);
        assert_eq!(of("OK会议"), ["ok", "会议", "议"]);
    }

    #[test]
    fn stemmers_are_those_of_the_shipped_languages() {
        assert!(["en", "de-AT", "fr", "es", "pt-BR"].iter().all(|language| stemmer(language).is_some()));
        assert!(["ja", "zh", "ar", ""].iter().all(|language| stemmer(language).is_none()));
    }
}
