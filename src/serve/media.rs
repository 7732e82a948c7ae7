//! What a file is, by the end of its name.

use crate::files;

/// Ends of names, and what the files are.
const TYPES: &[(&str, &str)] = &[
    ("html", "text/html; charset=utf-8"),
    ("htm", "text/html; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json; charset=utf-8"),
    ("svg", "image/svg+xml; charset=utf-8"),
    ("xml", "application/xml; charset=utf-8"),
    ("atom", "application/atom+xml; charset=utf-8"),
    ("txt", "text/plain; charset=utf-8"),
    ("md", "text/markdown; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("ico", "image/x-icon"),
    ("woff2", "font/woff2"),
    ("pdf", "application/pdf"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("mp4", "video/mp4"),
    ("webm", "video/webm"),
];

/// A page.
pub(super) const HTML: &str = "text/html; charset=utf-8";
/// A line of text.
pub(super) const TEXT: &str = "text/plain; charset=utf-8";

/// The content type of a file.
pub(super) fn of(path: &str) -> &'static str {
    let extension = files::extension(path).to_ascii_lowercase();
    TYPES.iter().find(|(end, _)| *end == extension).map_or("application/octet-stream", |(_, kind)| kind)
}

/// Whether a browser runs the scripts of such a file.
pub(super) fn is_active(kind: &str) -> bool {
    ["html", "svg", "xml"].iter().any(|word| kind.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_is_bytes() {
        assert_eq!(of("a/B.PNG"), "image/png");
        assert_eq!(of("a.exe"), "application/octet-stream");
        assert_eq!(of("png"), "application/octet-stream");
    }
}
