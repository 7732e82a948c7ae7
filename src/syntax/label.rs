//! Labels as people write them ("3.3 O que ela vê?", "**Pain points:**", "🗣️ Says"), made comparable; and slugs.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A label in the form in which names are compared.
///
/// Lower case, no emoji, no leading numbering, no markup, no trailing colon or question mark, no accents, single
/// spaces. Joiners (`&`, `/`, `and`, `und`, `e`, `et`, `y`) become `+`, so that "Thinks & Feels" is "thinks + feels".
pub fn normalise(label: &str) -> String {
    let folded = fold(&strip_markup(label));
    let words: String =
        folded.chars().map(|c| if c.is_alphanumeric() || "+&/'’".contains(c) { c } else { ' ' }).collect();
    let words = words.replace(['&', '/', '+'], " + ").replace(['\'', '’'], "");
    let mut out: Vec<&str> = Vec::new();
    for (index, word) in words.split_whitespace().enumerate() {
        match word {
            "and" | "und" | "e" | "et" | "y" | "o que" if index > 0 => out.push("+"),
            word => out.push(word),
        }
    }
    while out.first().is_some_and(|word| word.chars().all(|c| c.is_ascii_digit())) && out.len() > 1 {
        out.remove(0);
    }
    out.join(" ")
}

/// Lower case without accents: what names and search terms are compared by.
pub fn fold(text: &str) -> String {
    // Most text is, and then there is nothing to take apart.
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect::<String>().nfc().collect()
}

fn strip_markup(label: &str) -> String {
    let mut out = String::with_capacity(label.len());
    let mut tag = false;
    for c in label.chars() {
        match c {
            '<' => tag = true,
            '>' if tag => tag = false,
            '{' => break, // kramdown attributes close a label
            '*' | '_' | '`' | '#' => out.push(' '),
            c if !tag => out.push(c),
            _ => {}
        }
    }
    // "a < b" is no tag: better the whole label than half of it.
    if tag { label.to_owned() } else { out }
}

/// A text with its first letter in upper case.
pub fn capitalise(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A lower-case ASCII slug of at most 80 characters, from text in any script; empty if nothing can be read aloud.
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    // Apostrophes close up ("what's" → "whats"); everything else that is no letter or digit separates.
    for c in deunicode::deunicode(text).chars().filter(|c| !matches!(c, '\'' | '`')) {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
        if out.len() >= 80 {
            break;
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// A slug that is never empty: text that has no slug gets a short hash of itself.
pub fn slug_or_hash(text: &str) -> String {
    match slug(text) {
        slug if slug.is_empty() => format!("x{}", short_hash(text)),
        slug => slug,
    }
}

/// Eight hexadecimal digits that stand for `text`.
pub fn short_hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..8].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_compared_without_their_decoration() {
        for (written, normal) in [
            ("**Pain points:**", "pain points"),
            ("3.3 O que ela vê?", "o que ela ve"),
            ("🗣️ Says", "says"),
            ("Thinks & Feels", "thinks + feels"),
            ("Goals and Motivations", "goals + motivations"),
            ("1) Goals", "goals"),
            ("Points de douleur :", "points de douleur"),
            ("利用デバイス", "利用テハイス"),
            ("Sorgen{: .note}", "sorgen"),
        ] {
            assert_eq!(normalise(written), normal, "{written}");
        }
    }

    #[test]
    fn slugs_are_short_ascii_and_never_empty() {
        assert_eq!(slug("What's next?"), "whats-next");
        assert_eq!(slug("Zażółć gęślą"), "zazolc-gesla");
        assert_eq!(slug_or_hash("—").len(), 9);
        assert!(!slug_or_hash("😀").is_empty());
    }
}
