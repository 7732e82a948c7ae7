//! Whether two wordings say the same but for a slip of the pen.
//!
//! The answer decides how old a statement is, so it is narrow where the words may mean something else: a number, a
//! negation, a word more or less, or another first letter is never a slip.

use unicode_normalization::UnicodeNormalization;

/// Words that may come and go without a change of meaning.
const ARTICLES: &[&str] = &[
    "a", "an", "the", "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "le", "la",
    "les", "un", "une", "des", "el", "los", "las", "una", "unos", "unas", "o", "os", "um", "uma", "il", "lo", "gli",
];

/// Words that turn a sentence round, where they are long enough to be taken for a slip of another.
const NEGATIONS: &[&str] = &[
    "aint", "aucun", "aucune", "cannot", "cant", "didnt", "dont", "hasnt", "jamais", "kein", "keine", "keinem",
    "keinen", "keiner", "mustnt", "nada", "nadie", "nenhum", "nenhuma", "never", "nichts", "nicht", "niemand",
    "ninguno", "ninguna", "nobody", "none", "nothing", "nunca", "ohne", "personne", "rien", "sans", "wasnt", "werent",
    "without", "wont", "żaden", "nigdy", "nikt",
];

/// The shortest word that may be a slip of another: shorter ones are too near to each other.
const SHORTEST: usize = 4;

/// Whether `new` says what `old` said, but for words that were misspelled. Both are folded (see
/// [`words`](super::wording::words)) and differ.
pub fn is_typo(old: &[&str], new: &[&str]) -> bool {
    if !old.iter().filter(|word| has_digit(word)).eq(new.iter().filter(|word| has_digit(word))) {
        return false;
    }
    // Words that were joined or taken apart: "pay day", "payday".
    if old.concat() == new.concat() {
        return true;
    }
    let (old, new) = (without_articles(old), without_articles(new));
    if old.len() != new.len() || old.is_empty() {
        return false;
    }
    let mut changed = old.iter().zip(&new).filter(|(old, new)| old != new);
    changed.clone().count() <= (old.len() / 4).max(1) && changed.all(|(old, new)| is_slip(old, new))
}

/// Signs of a wording: two that are the same but for a slip of the pen have one of them in common.
pub fn signs(words: &[&str]) -> [String; 2] {
    let numbers = words.iter().copied().filter(|word| has_digit(word));
    let initials = without_articles(words).into_iter().filter_map(base).map(String::from);
    [words.concat(), numbers.map(str::to_owned).chain(initials).collect::<Vec<_>>().join(" ")]
}

fn without_articles<'w>(words: &[&'w str]) -> Vec<&'w str> {
    words.iter().copied().filter(|word| !ARTICLES.contains(word)).collect()
}

/// Whether one word is another misspelled: near to it, with the same beginning, and not the other with an ending.
fn is_slip(old: &str, new: &str) -> bool {
    let (one, other) = (old.chars().count(), new.chars().count());
    let (shorter, longer) = (one.min(other), one.max(other));
    let negates = |word: &str| NEGATIONS.contains(&word);
    if shorter < SHORTEST || base(old) != base(new) {
        return false;
    }
    // Of a word that turns the sentence round only the letters may be in another order.
    if negates(old) || negates(new) {
        return sorted(old) == sorted(new);
    }
    let (short, long) = if one < other { (old, new) } else { (new, old) };
    let ending = longer - shorter >= 2 && long.starts_with(short);
    let limit = if longer < 6 { 1 } else { 2 };
    !ending && strsim::damerau_levenshtein(old, new) <= limit
}

fn sorted(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.chars().collect();
    letters.sort_unstable();
    letters
}

fn has_digit(word: &str) -> bool {
    word.chars().any(char::is_numeric)
}

/// The first letter, without its accents.
fn base(word: &str) -> Option<char> {
    word.nfd().next()
}

#[cfg(test)]
mod tests {
    use super::super::wording::words;
    use super::*;

    fn typo(old: &str, new: &str) -> bool {
        let (old, new) = (words(old), words(new));
        let (old, new): (Vec<&str>, Vec<&str>) =
            (old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect());
        is_typo(&old, &new)
    }

    #[test]
    fn a_slip_of_the_pen_means_the_same() {
        for (old, new) in [
            ("Nobody notices payrol until it fails", "Nobody notices payroll until it fails"),
            ("Nobdoy notices payroll", "Nobody notices payroll"),
            ("Closes on pay day", "Closes on payday"),
            ("Asks colleague before calling", "Asks a colleague before calling"),
            ("Wartet auf die Uberweisung", "Wartet auf die Überweisung"),
            ("Necesita confirmacion por escrito", "Necesita confirmación por escrito"),
        ] {
            assert!(typo(old, new), "{old} → {new}");
            let signs = |text: &str| signs(&words(text).iter().map(String::as_str).collect::<Vec<_>>());
            assert!(signs(old).iter().any(|sign| signs(new).contains(sign)), "{old} → {new}");
        }
    }

    #[test]
    fn a_change_of_meaning_is_no_slip() {
        for (old, new) in [
            ("Waits for 3 days", "Waits for 4 days"),
            ("Waits for 1.5 days", "Waits for 15 days"),
            ("Could call the office today", "Couldn't call the office today"),
            ("Is able to call the office", "Is unable to call the office"),
            ("Wir haben eine Frage zur Abrechnung", "Wir haben keine Frage zur Abrechnung"),
            ("We want to know the reason", "We won't to know the reason"),
            ("Calls the office", "Never calls the office"),
            ("Trusts the numbers", "Trusts numbers she checked"),
            ("Hires on Mondays", "Fires on Mondays"),
            ("Fait confiance aux chiffres", "Ne fait pas confiance aux chiffres"),
            ("払う前に確かめる", "払う後に確かめる"),
            ("Increases every month", "Decreases every month"),
        ] {
            assert!(!typo(old, new), "{old} → {new}");
        }
    }
}
