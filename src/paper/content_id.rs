//! The id of what a sheet says: the same texts, states and order have the same id, however they are set.

/// How many characters an id has: 40 bits.
const LENGTH: usize = 8;

/// The letters of RFC 4648 base32 in lower case: none that is mistaken for another when it is typed from a wall.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The id of texts in their order. Spaces and line breaks do not count: a file that is formatted anew says the same.
pub fn content_id<'a>(said: impl IntoIterator<Item = &'a str>) -> String {
    let mut hasher = blake3::Hasher::new();
    for text in said {
        for word in text.split_whitespace() {
            hasher.update(word.as_bytes());
            hasher.update(b" ");
        }
        hasher.update(b"\n");
    }
    base32(hasher.finalize().as_bytes())
}

fn base32(bytes: &[u8]) -> String {
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| usize::from(byte >> (7 - at % 8) & 1));
    (0..LENGTH)
        .map(|letter| {
            let value = (0..5).fold(0, |value, n| value << 1 | bit(letter * 5 + n));
            char::from(ALPHABET[value])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_of_what_is_said() {
        let id = content_id(["heard", "It is late"]);
        assert_eq!(id.len(), 8);
        assert_eq!(id, content_id(["heard", " It  is\nlate "]));
        assert_ne!(id, content_id(["guess", "It is late"]));
        assert_ne!(id, content_id(["It is late", "heard"]));
        assert_ne!(content_id(["a b"]), content_id(["a", "b"]));
    }

    #[test]
    fn base32_is_that_of_the_standard() {
        assert_eq!(base32(b"fooba"), "mzxw6ytb");
    }
}
