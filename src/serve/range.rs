//! Which part of a file is wanted: a player asks for pieces of a recording.

/// The wanted part.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All of it, also where several parts are asked for.
    Whole,
    /// From the first byte to the last, both included.
    Part(u64, u64),
    /// A part that it does not have.
    Outside,
}

/// Reads the header `Range` for a file of `length` bytes. What cannot be understood asks for the whole.
pub(super) fn wanted(header: &str, length: u64) -> Wanted {
    let Some((from, to)) = header.strip_prefix("bytes=").and_then(|range| range.trim().split_once('-')) else {
        return Wanted::Whole;
    };
    match (number(from), number(to)) {
        _ if to.contains(',') => Wanted::Whole,
        (Some(from), Some(to)) if to < from => Wanted::Whole,
        (Some(from), _) if from >= length && (to.is_empty() || number(to).is_some()) => Wanted::Outside,
        (Some(from), Some(to)) => Wanted::Part(from, to.min(length - 1)),
        (Some(from), None) if to.is_empty() => Wanted::Part(from, length - 1),
        (None, Some(last)) if from.is_empty() && (last == 0 || length == 0) => Wanted::Outside,
        (None, Some(last)) if from.is_empty() => Wanted::Part(length.saturating_sub(last), length - 1),
        _ => Wanted::Whole,
    }
}

/// Digits only: Rust would take a plus sign too.
fn number(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read() {
        for (header, expected) in [
            ("bytes=0-4", Wanted::Part(0, 4)),
            ("bytes=4-", Wanted::Part(4, 9)),
            ("bytes=4-99", Wanted::Part(4, 9)),
            ("bytes=-3", Wanted::Part(7, 9)),
            ("bytes=-99", Wanted::Part(0, 9)),
            ("bytes=10-", Wanted::Outside),
            ("bytes=10-12", Wanted::Outside),
            ("bytes=-0", Wanted::Outside),
            ("bytes=0-1,3-4", Wanted::Whole),
            ("bytes=4-2", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("bytes=a-b", Wanted::Whole),
            ("bytes=+1-2", Wanted::Whole),
            ("lines=0-4", Wanted::Whole),
        ] {
            assert_eq!(wanted(header, 10), expected, "{header}");
        }
        assert_eq!(wanted("bytes=0-", 0), Wanted::Outside);
        assert_eq!(wanted("bytes=-5", 0), Wanted::Outside);
    }
}
