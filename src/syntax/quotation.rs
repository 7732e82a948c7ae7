//! What stands in quotation marks, in the styles of many languages.

use std::ops::Range;

use super::wording::is_unspaced;

/// The marks that open a quotation, with those that close it.
const MARKS: &[(char, &[char])] = &[
    ('"', &['"']),
    ('“', &['”', '“']),
    ('„', &['“', '”', '"']),
    ('”', &['”']),
    ('«', &['»']),
    ('»', &['«', '»']),
    ('‹', &['›']),
    ('›', &['‹', '›']),
    ('「', &['」']),
    ('『', &['』']),
    ('〝', &['〞', '〟']),
    ('＂', &['＂']),
    ('‘', &['’']),
    ('‚', &['‘', '’']),
    ('\'', &['\'']),
];

/// The words inside of quotation marks, marks and spaces left out, in bytes of `text`. Quotations inside of quotations
/// are a part of the outer one.
pub fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // A mark that is never closed once is never closed later: each is looked for in vain only once.
    let mut unclosed: Vec<char> = Vec::new();
    let (mut at, mut before) = (0, None);
    while let Some(c) = text[at..].chars().next() {
        let inside = at + c.len_utf8();
        let opens = MARKS.iter().find(|(open, _)| *open == c && may_open(c, before) && !unclosed.contains(&c));
        (at, before) = (inside, Some(c));
        let Some((_, close)) = opens else { continue };
        match closing(text, inside, close) {
            Some(end) => {
                found.extend(trimmed(text, inside..end));
                before = text[end..].chars().next();
                at = end + before.map_or(0, char::len_utf8);
            }
            None => unclosed.push(c),
        }
    }
    found
}

/// A mark after a letter or digit is an apostrophe, a unit, or closes something; but not all writing has spaces.
fn may_open(mark: char, before: Option<char>) -> bool {
    matches!(mark, '“' | '„' | '«' | '「' | '『' | '〝')
        || before.is_none_or(|before| !before.is_alphanumeric() || is_unspaced(before))
}

/// Where the quotation that begins at `from` is closed.
fn closing(text: &str, from: usize, close: &[char]) -> Option<usize> {
    let mut marks = text[from..].match_indices(close).map(|(at, mark)| (from + at, mark));
    let ends = |at: usize, mark: &str| {
        let after = text[at + mark.len()..].chars().next();
        // The apostrophe in "don’t" closes nothing.
        let is_apostrophe = matches!(mark, "'" | "’") && after.is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c));
        !is_apostrophe
    };
    marks.find(|(at, mark)| ends(*at, mark)).map(|(at, _)| at)
}

fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let inner = text.get(range.clone())?;
    let start = range.start + inner.len() - inner.trim_start().len();
    let words = inner.trim();
    (!words.is_empty()).then(|| start..start + words.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> Vec<&str> {
        quotations(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn words_stand_between_the_marks_of_any_language() {
        for (text, words) in [
            ("\"I wait,\" she said, \"and wait.\"", &["I wait,", "and wait."][..]),
            ("“I don’t wait.”", &["I don’t wait."]),
            ("‘I don’t wait,’ said Jun", &["I don’t wait,"]),
            ("'I don't wait,' said Jun", &["I don't wait,"]),
            ("„Ich warte“, und „du auch“", &["Ich warte", "du auch"]),
            ("„Czekam”", &["Czekam"]),
            ("»Ich warte« und ‚leise‘", &["Ich warte", "leise"]),
            ("« J’attends »", &["J’attends"]),
            ("”Jag väntar”", &["Jag väntar"]),
            ("彼は「待つ」と言い、『はい』", &["待つ", "はい"]),
            ("他说“我等”。", &["我等"]),
            ("他说”我等”。", &["我等"]),
            ("“He said ‘no’ twice”", &["He said ‘no’ twice"]),
        ] {
            assert_eq!(quoted(text), words, "{text}");
        }
    }

    #[test]
    fn apostrophes_inches_and_open_marks_quote_nothing() {
        for text in ["The riders’ bus isn’t Dot’s", "A 5\" and a 7\" screen", "“never closed", "\"\" and “ ”", ""]
        {
            assert!(quoted(text).is_empty(), "{text}");
        }
    }
}
