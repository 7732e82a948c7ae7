//! Edits of a file as it lies on disk, given by places in the text that was read from it.
//!
//! What is read has no byte order mark and `\n` line ends. The file may have the one, and other line ends; both stay as
//! they are, and what is put in gets the line ends of the file.

use crate::text::Span;

/// Why edits cannot be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// Two of them change the same place.
    #[error("two edits change the same place")]
    Overlap,
    /// One lies outside of the text, or cuts a character in two.
    #[error("an edit lies outside of the text")]
    Outside,
}

/// The file `raw` with the text at each place replaced. Places are those of the text as it is read; the edits may come
/// in any order.
///
/// # Errors
/// Edits that overlap or lie outside of the text. Nothing is applied then.
pub fn apply(raw: &str, edits: &[(Span, String)]) -> Result<String, EditError> {
    let mut edits: Vec<&(Span, String)> = edits.iter().collect();
    edits.sort_by_key(|(span, _)| *span);
    let line_end = line_end(raw);
    let mut reader = Reader::new(raw);
    let (mut out, mut copied, mut free) = (String::with_capacity(raw.len()), 0, 0);
    for (span, text) in edits {
        if span.start < free {
            return Err(EditError::Overlap);
        }
        let start = reader.offset(span.start)?;
        let end = reader.offset(span.end)?;
        out.push_str(&raw[copied..start]);
        match line_end {
            "\n" => out.push_str(text),
            other => out.push_str(&text.replace('\n', other)),
        }
        (copied, free) = (end, span.end);
    }
    out.push_str(&raw[copied..]);
    Ok(out)
}

/// The first edits of those that are wanted: each that overlaps one before it is left for another time.
pub fn without_overlaps(mut edits: Vec<(Span, String)>) -> Vec<(Span, String)> {
    edits.sort();
    edits.dedup();
    let (mut free, mut last_start) = (0, None);
    edits.retain(|(span, _)| {
        // Two insertions at one place would both be meant to stand alone there.
        let fits = span.start >= free && last_start != Some(span.start);
        if fits {
            (free, last_start) = (span.end, Some(span.start));
        }
        fits
    });
    edits
}

/// The line end of a file: its first.
fn line_end(raw: &str) -> &'static str {
    let mut rest = raw.bytes().skip_while(|byte| !matches!(byte, b'\r' | b'\n'));
    match (rest.next(), rest.next()) {
        (Some(b'\r'), Some(b'\n')) => "\r\n",
        (Some(b'\r'), _) => "\r",
        _ => "\n",
    }
}

/// Goes through a file and counts what is read of it.
struct Reader<'r> {
    raw: &'r str,
    /// Where it is in the file, and in the text that is read.
    at: usize,
    read: usize,
}

impl<'r> Reader<'r> {
    fn new(raw: &'r str) -> Self {
        let at = raw.len() - raw.strip_prefix('\u{feff}').unwrap_or(raw).len();
        Reader { raw, at, read: 0 }
    }

    /// Where a place of the text lies in the file. Places are asked for from front to back.
    fn offset(&mut self, place: u32) -> Result<usize, EditError> {
        let bytes = self.raw.as_bytes();
        while self.read < place as usize && self.at < bytes.len() {
            self.at += if bytes[self.at..].starts_with(b"\r\n") { 2 } else { 1 };
            self.read += 1;
        }
        let found = self.read == place as usize && self.raw.is_char_boundary(self.at);
        if found { Ok(self.at) } else { Err(EditError::Outside) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, text: &str) -> (Span, String) {
        (Span::new(start, end), text.to_owned())
    }

    #[test]
    fn places_are_those_of_the_text_as_read() {
        let edits = [edit(4, 8, "zwei\nund"), edit(0, 0, "> ")];
        assert_eq!(apply("one\ntwo\nü", &[edit(4, 7, "2")]).as_deref(), Ok("one\n2\nü"));
        assert_eq!(
            apply("\u{feff}önä\r\ntwo\r\nx", &edits).as_deref(),
            Err(&EditError::Outside),
            "the place is inside of a character"
        );
        let edits = [edit(4, 7, "zwei\nund"), edit(0, 0, "> ")];
        assert_eq!(apply("\u{feff}one\r\ntwo\r\nx", &edits).as_deref(), Ok("\u{feff}> one\r\nzwei\r\nund\r\nx"));
        assert_eq!(apply("a\rb\r", &[edit(1, 4, "\n")]).as_deref(), Ok("a\r"));
        assert_eq!(apply("a\r\nb\r\n", &[edit(2, 4, "")]).as_deref(), Ok("a\r\n"));
    }

    #[test]
    fn what_cannot_be_applied_is_refused() {
        assert_eq!(apply("abc", &[edit(0, 2, "x"), edit(1, 3, "y")]), Err(EditError::Overlap));
        assert_eq!(apply("abc", &[edit(2, 9, "x")]), Err(EditError::Outside));
        let wanted = vec![edit(1, 3, "y"), edit(0, 2, "x"), edit(2, 2, "z"), edit(2, 2, "q")];
        assert_eq!(without_overlaps(wanted), [edit(0, 2, "x"), edit(2, 2, "q")]);
    }
}
