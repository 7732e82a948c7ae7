//! Changes to a text at known places that keep everything around them, byte for byte.

use std::ops::Range;

use crate::text::Span;

/// Edits that cannot be made: two of them overlap, or one lies outside of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these changes do not fit the text")]
pub struct Unfit;

/// Puts texts in the place of others. Spans count in the text as it is read: without a byte order mark and with `\n`
/// line ends. What lies outside of them stays as it is in `raw`, its line ends and its mark included.
///
/// # Errors
/// [`Unfit`] if edits overlap or lie outside of the text.
pub fn apply(raw: &str, edits: &[(Span, String)]) -> Result<String, Unfit> {
    let mut sorted: Vec<&(Span, String)> = edits.iter().collect();
    sorted.sort_by_key(|(span, _)| *span);
    let line_end = if raw.contains("\r\n") { "\r\n" } else { "\n" };
    let mut places = Places::new(raw);
    let (mut out, mut from) = (String::with_capacity(raw.len()), 0);
    for (span, text) in sorted {
        let range = places.of(*span).filter(|range| range.start >= from).ok_or(Unfit)?;
        out.push_str(raw.get(from..range.start).ok_or(Unfit)?);
        out.push_str(&text.replace('\n', line_end));
        from = range.end;
    }
    out.push_str(raw.get(from..).ok_or(Unfit)?);
    Ok(out)
}

/// Finds places of the text as it is read in the text as it is, going forward.
struct Places<'a> {
    raw: &'a str,
    /// The same place in both.
    at: usize,
    read: usize,
}

impl<'a> Places<'a> {
    fn new(raw: &'a str) -> Self {
        Places { raw, at: if raw.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }, read: 0 }
    }

    fn of(&mut self, span: Span) -> Option<Range<usize>> {
        let start = self.forward(span.start as usize)?;
        Some(start..self.forward(span.end as usize)?)
    }

    fn forward(&mut self, to: usize) -> Option<usize> {
        while self.read < to {
            let rest = self.raw.as_bytes().get(self.at..)?;
            self.at += if rest.starts_with(b"\r\n") { 2 } else { 1 };
            self.read += 1;
        }
        (self.read == to && self.raw.is_char_boundary(self.at)).then_some(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(raw: &str, edits: &[(usize, usize, &str)]) -> Result<String, Unfit> {
        let edits: Vec<(Span, String)> =
            edits.iter().map(|(from, to, text)| (Span::new(*from, *to), (*text).to_owned())).collect();
        apply(raw, &edits)
    }

    #[test]
    fn everything_around_stays_as_it_is() {
        let raw = "\u{feff}a: mara\r\nb: ü\rc: [mara]\n";
        let read = "a: mara\nb: ü\nc: [mara]\n";
        let second = read.rfind("mara").unwrap_or(0);
        let edits = [(second, second + 4, "ann"), (3, 7, "ann")];
        assert_eq!(edit(raw, &edits), Ok("\u{feff}a: ann\r\nb: ü\rc: [ann]\n".into()));
        assert_eq!(edit(raw, &[]), Ok(raw.into()));
        assert_eq!(edit("a\r\nb\r\n", &[(2, 2, "x\n")]), Ok("a\r\nx\r\nb\r\n".into()));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(edit("abc", &[(0, 2, "x"), (1, 3, "y")]), Err(Unfit));
        assert_eq!(edit("abc", &[(2, 9, "x")]), Err(Unfit));
        assert_eq!(edit("ü", &[(1, 2, "x")]), Err(Unfit));
    }
}
