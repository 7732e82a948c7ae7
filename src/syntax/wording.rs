//! Text as the words that were meant: without case, accents of typing, punctuation and marks.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of a plain text, in order: compatibility forms and case folded, apostrophes inside of words left out,
/// everything between words dropped. In writing without spaces (Chinese, Japanese, Thai) each character is a word.
pub fn words(plain: &str) -> Vec<String> {
    // Most texts need none of what follows, and whole histories are folded.
    if plain.is_ascii() {
        let words = plain.split(|c: char| !c.is_ascii_alphanumeric() && c != '\'');
        let folded = words.map(|word| word.replace('\'', "").to_ascii_lowercase());
        return folded.filter(|word| !word.is_empty()).collect();
    }
    let mut words = Vec::new();
    let mut word = String::new();
    for c in compatible(plain) {
        if is_unspaced(c) {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            words.push(c.to_string());
        } else if c.is_alphanumeric() || is_combining_mark(c) {
            word.push(c);
        } else if !is_silent(c) {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

/// The characters of a text, compatibility forms and case folded: `Ｐ` is `p`.
pub fn compatible(text: &str) -> impl Iterator<Item = char> {
    text.nfkc().flat_map(char::to_lowercase)
}

/// The words of a text with their places, in bytes. They are those of [`words`], but for signs that stand for words (™).
pub fn words_at(text: &str) -> impl Iterator<Item = (Range<usize>, String)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(belongs)?;
        at = text[start..].find(|c| !belongs(c)).map_or(text.len(), |end| start + end);
        Some(start..at)
    })
    .flat_map(|run| words_in(text, run))
}

/// The words in a run of characters: most are one, as it is.
fn words_in(text: &str, run: Range<usize>) -> Vec<(Range<usize>, String)> {
    let part = &text[run.clone()];
    if part.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return vec![(run, part.to_ascii_lowercase())];
    }
    let runs = unspaced_apart(text, run).into_iter();
    runs.flat_map(|run| words(&text[run.clone()]).into_iter().map(move |word| (run.clone(), word))).collect()
}

/// A run of characters, each in unspaced writing by itself.
fn unspaced_apart(text: &str, run: Range<usize>) -> Vec<Range<usize>> {
    let part = &text[run.clone()];
    if part.is_ascii() || !part.contains(is_unspaced) {
        return vec![run];
    }
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut joins = false;
    for (at, c) in part.char_indices() {
        let place = run.start + at..run.start + at + c.len_utf8();
        let apart = is_unspaced(c);
        match runs.last_mut().filter(|_| (joins && !apart) || is_combining_mark(c)) {
            Some(last) => last.end = place.end,
            None => runs.push(place),
        }
        joins = !apart;
    }
    runs
}

/// The words of a plain text as one number, equal for equal words, and how many they are; a character of unspaced
/// writing counts a third.
pub fn key(plain: &str) -> (u64, usize) {
    let mut hasher = DefaultHasher::new();
    let mut thirds = 0;
    for (_, word) in words_at(plain) {
        word.hash(&mut hasher);
        thirds += if word.starts_with(is_unspaced) { 1 } else { 3 };
    }
    (hasher.finish(), thirds / 3)
}

/// Whether a character can stand inside of a word.
fn belongs(c: char) -> bool {
    c.is_alphanumeric() || is_silent(c) || is_combining_mark(c)
}

/// Whether a character is left out of words without parting them.
fn is_silent(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}' | '\u{ad}' | '\u{200b}'..='\u{200d}')
}

/// Whether a character belongs to writing that puts no spaces between words.
pub fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_same_however_they_are_typed() {
        assert_eq!(words("Don\u{2019}t \u{201c}wait\u{201d} \u{2013} go!"), ["dont", "wait", "go"]);
        assert_eq!(words("U\u{308}ber 3,5 ﬁnden"), ["über", "3", "5", "finden"]);
        assert_eq!(words("待つ ok"), ["待", "つ", "ok"]);
        assert_eq!(words("'Don't', she SAID: 3.5 '"), ["dont", "she", "said", "3", "5"]);
    }

    #[test]
    fn words_have_places() {
        for text in ["Don\u{2019}t \u{201c}wait\u{201d} – go!", "U\u{308}ber 3,5 ﬁnden", "待つok 'a'", "ガラ", "' ' x"]
        {
            assert_eq!(words_at(text).map(|(_, word)| word).collect::<Vec<_>>(), words(text), "{text}");
        }
        let places: Vec<_> = words_at("Ja, u\u{308}ber 待つ").map(|(place, _)| place).collect();
        assert_eq!(places, [0..2, 4..10, 11..14, 14..17]);
        assert_eq!(key("I wait."), key("“i WAIT”"));
    }
}
