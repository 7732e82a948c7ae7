//! Text as the words that were meant: without case, accents of typing, punctuation and marks.

use unicode_normalization::UnicodeNormalization;

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
    for c in plain.nfkc().flat_map(char::to_lowercase) {
        if is_unspaced(c) {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            words.push(c.to_string());
        } else if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) {
            word.push(c);
        } else if !matches!(c, '\'' | '\u{2019}' | '\u{2bc}' | '\u{ad}' | '\u{200b}'..='\u{200d}') {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

/// Whether a character belongs to writing that puts no spaces between words.
fn is_unspaced(c: char) -> bool {
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
}
