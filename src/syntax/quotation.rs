//! Quotation marks of any style, and the words between them.
//!
//! What counts as somebody's words depends on who asks. A page must not show what nobody agreed to, so to
//! [`has_marks`] one mark is enough. A rule must not blame a writer for the name of a button, so it looks for
//! [`quotations`] that are more than a name ([`may_be_name`]) or all that a statement says ([`is_whole`]). And a page
//! sets in the customer's voice only what can be shown [`without_marks`].

use std::ops::Range;

use super::wording::{is_unspaced, words_at};

/// Words in quotation marks that are no longer than this may be a name: the “Pay now” button.
pub const NAME: usize = 3;

/// The words inside quotation marks, as byte ranges without the marks and the spaces beside them. Marks inside of others
/// belong to the outer ones; a mark that nothing closes in its paragraph is none, and an apostrophe is none either.
pub fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // What nothing closes once, nothing closes later in the same paragraph: each mark is looked for in vain only once.
    let mut vain: Vec<char> = Vec::new();
    let (mut at, mut paragraph) = (0, 0);
    while let Some(c) = text[at..].chars().next() {
        let inside = at + c.len_utf8();
        if at >= paragraph {
            paragraph = text[inside..].find("\n\n").map_or(text.len(), |end| inside + end);
            vain.clear();
        }
        let opens = closers(c).filter(|_| begins(text, at, c) && !vain.contains(&c));
        at = inside;
        let Some(closers) = opens else { continue };
        match closing(&text[..paragraph], inside, c, closers) {
            Some(end) => {
                found.push(trimmed(text, inside..end));
                at = end + text[end..].chars().next().map_or(1, char::len_utf8);
            }
            None => vain.push(c),
        }
    }
    found.retain(|range| text[range.clone()].chars().any(char::is_alphanumeric));
    found
}

/// Whether a text holds a quotation, or a mark of one that nothing closes.
pub fn has_marks(text: &str) -> bool {
    // Single marks are apostrophes as well.
    text.contains(|c| !is_single(c) && (closers(c).is_some() || c == '〟' || c == '〞')) || !quotations(text).is_empty()
}

/// Whether a text is in quotation marks through and through.
pub fn is_whole(text: &str) -> bool {
    let ranges = quotations(text);
    let starts = ranges.iter().map(|range| range.start).chain([text.len()]);
    let ends = std::iter::once(0).chain(ranges.iter().map(|range| range.end));
    !ranges.is_empty() && ends.zip(starts).all(|(from, to)| !text[from..to].contains(char::is_alphanumeric))
}

/// Text or HTML between quotation marks from end to end, without the marks.
pub fn without_marks(text: &str) -> Option<&str> {
    let text = text.trim();
    let text = text.strip_prefix("&quot;").unwrap_or(text);
    let open = text.chars().next().filter(|mark| *mark != '\'')?;
    let inner = text.strip_prefix(open)?.trim_end_matches(['.', ' ']);
    Some(inner.strip_suffix(closers(open)?)?.trim_matches('\u{a0}'))
}

/// Whether words in quotation marks may be a name instead of what somebody said.
pub fn may_be_name(words: &str) -> bool {
    size(words) <= NAME
}

/// How many words a text has; in unspaced writing three characters count as one.
pub fn size(text: &str) -> usize {
    let thirds: usize = words_at(text).map(|(_, word)| if word.starts_with(is_unspaced) { 1 } else { 3 }).sum();
    thirds.div_ceil(3)
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = &text[range.clone()];
    let start = range.start + inner.len() - inner.trim_start().len();
    start..start + inner.trim().len()
}

/// The marks that can close what a mark opens.
fn closers(open: char) -> Option<&'static [char]> {
    Some(match open {
        '"' => &['"', '”'],
        '“' => &['”', '"'],
        '„' => &['“', '”', '"'],
        '”' => &['”'],
        '«' => &['»'],
        '»' => &['«', '»'],
        '‹' => &['›'],
        '›' => &['‹', '›'],
        '‚' => &['‘', '’'],
        '‘' => &['’'],
        '\'' => &['\''],
        '「' => &['」'],
        '『' => &['』'],
        '〝' => &['〟', '〞'],
        '＂' => &['＂'],
        _ => return None,
    })
}

/// Marks that always open.
fn only_opens(mark: char) -> bool {
    matches!(mark, '“' | '„' | '«' | '‹' | '「' | '『' | '〝')
}

fn is_single(mark: char) -> bool {
    matches!(mark, '\'' | '‘' | '‚')
}

/// Whether a mark stands where a quotation can begin.
fn begins(text: &str, at: usize, mark: char) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + mark.len_utf8()..].chars().next();
    let free = before.is_none_or(|c| !c.is_alphanumeric() || is_unspaced(c));
    let tight = after.is_some_and(|c| !c.is_whitespace());
    match mark {
        // In French a space follows.
        mark if only_opens(mark) => true,
        mark if is_single(mark) => free && after.is_some_and(char::is_alphanumeric),
        _ => free && tight,
    }
}

/// Whether a mark stands where a quotation can end.
fn ends(text: &str, at: usize, mark: char) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + mark.len_utf8()..].chars().next();
    let free = after.is_none_or(|c| !c.is_alphanumeric() || is_unspaced(c));
    match mark {
        '"' | '\'' | '‘' | '’' | '＂' => free && before.is_some_and(|c| !c.is_whitespace()),
        _ => true,
    }
}

/// Where the quotation that `open` begins is closed; `text` ends with its paragraph.
fn closing(text: &str, from: usize, open: char, closers: &[char]) -> Option<usize> {
    let (mut depth, mut last) = (0, None);
    let mut marks =
        text[from..].char_indices().map(|(at, c)| (from + at, c)).filter(|(_, c)| *c == open || closers.contains(c));
    while let Some((at, c)) = marks.next() {
        let closes = closers.contains(&c) && ends(text, at, c);
        if closes && depth == 0 {
            let plural = is_single(open) && text[..at].ends_with(['s', 'S']);
            let later = || marks.clone().find(|(at, c)| begins(text, *at, *c) || ends(text, *at, *c));
            return match later().filter(|(at, c)| plural && !begins(text, *at, *c)) {
                // The riders' bus: the mark belongs to the word.
                Some((later, _)) => Some(later),
                None => Some(at),
            };
        }
        if closes {
            (depth, last) = (depth - 1, Some(at));
        } else if c == open && begins(text, at, c) {
            depth += 1;
        }
    }
    last
}

/// The quotation marks of a language, as a browser sets them for `q`.
pub fn marks(language: &str) -> (&'static str, &'static str) {
    match language.split('-').next().unwrap_or("") {
        "de" | "cs" | "sk" | "sl" | "is" | "lt" | "et" | "bg" => ("„", "“"),
        "pl" | "hu" | "ro" | "nl" => ("„", "”"),
        "fr" => ("«\u{a0}", "\u{a0}»"),
        "es" | "it" | "pt" | "ru" | "uk" | "el" | "no" | "nb" | "nn" | "ca" => ("«", "»"),
        "da" => ("»", "«"),
        "sv" | "fi" => ("”", "”"),
        "ja" => ("「", "」"),
        _ => ("“", "”"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(text: &str) -> Vec<&str> {
        quotations(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn every_style_of_marks_is_known() {
        for text in [
            "\"a b\"",
            "“a b”",
            "„a b“",
            "„a b”",
            "”a b”",
            "«a b»",
            "»a b«",
            "»a b»",
            "‹a b›",
            "‚a b‘",
            "‘a b’",
            "'a b'",
        ] {
            assert_eq!(inside(&format!("x: {text}, y")), ["a b"], "{text}");
        }
        assert_eq!(inside("彼は「待つ」と『言う』"), ["待つ", "言う"]);
        assert_eq!(inside("他说\"我等\"了"), ["我等"]);
        assert_eq!(inside("« a b »"), ["a b"]);
    }

    #[test]
    fn apostrophes_and_inches_are_no_marks() {
        assert!(inside("It's Mara's, the riders' bus, rock 'n roll, a 5\" screen").is_empty());
        assert_eq!(inside("'the riders' bus' and 'no'"), ["the riders' bus", "no"]);
        assert_eq!(inside("‘I don’t wait’"), ["I don’t wait"]);
    }

    #[test]
    fn marks_inside_belong_to_the_outer_ones() {
        assert_eq!(inside("\"She said \"never\" again.\" \"Yes.\""), ["She said \"never\" again.", "Yes."]);
        assert_eq!(inside("“She said ‘never’ again.”"), ["She said ‘never’ again."]);
        assert_eq!(inside("„Sie sagte „nie“ dazu.“"), ["Sie sagte „nie“ dazu."]);
        assert_eq!(inside("\"open\n\nnext\" \"b\""), ["b"]);
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
            assert_eq!(inside(text), words, "{text}");
        }
    }

    #[test]
    fn who_asks_decides_what_is_quoted() {
        assert!(
            has_marks("never “closed") && has_marks("a ‹word›") && has_marks("‘I wait’") && !has_marks("Mara's ’bus")
        );
        assert!(is_whole("– “No.” “Never!” …") && !is_whole("“I wait,” she said") && !is_whole("Waits"));
        assert_eq!(without_marks("“I wait.”"), Some("I wait."));
        assert_eq!(without_marks("»Ich warte«."), Some("Ich warte"));
        assert_eq!(without_marks("“I wait,” she said"), None);
        assert_eq!(without_marks("Waits"), None);
        assert!(may_be_name("Pay it now") && may_be_name("予約を消す") && !may_be_name("Whose midnight is it?"));
    }

    #[test]
    fn apostrophes_inches_and_open_marks_quote_nothing() {
        for text in ["The riders’ bus isn’t Dot’s", "A 5\" and a 7\" screen", "“never closed", "\"\" and “ ”", ""]
        {
            assert!(inside(text).is_empty(), "{text}");
        }
    }
}
