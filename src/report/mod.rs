//! Findings as people and programs read them: one renderer per file.

mod fingerprint;
mod github;
mod human;
mod json;
mod known;
mod page;
mod sarif;
mod summary;

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::site::Site;

pub use fingerprint::{Fingerprint, fingerprints};
pub use github::github;
pub use human::{Human, human};
pub use json::{SCHEMA, json};
pub use known::{Known, Sifted};
pub use page::{Paper, page};
pub use sarif::sarif;
pub use summary::{Frequency, Summary};

/// The text of a file by its path, for excerpts and positions.
pub type Sources<'a> = dyn Fn(&str) -> Option<Arc<str>> + 'a;

/// Where findings were made.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The texts.
    pub sources: &'a Sources<'a>,
    /// The site, where one was read.
    pub site: Option<&'a Site>,
    /// The folder of the site as seen from the top of its repository, with a closing slash; empty at the top. Code hosts
    /// count paths from there.
    pub folder: &'a str,
}

/// Makes control characters visible, so that content cannot draw on a terminal.
pub fn visible(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => c,
            c if (c as u32) < 0x20 => char::from_u32(0x2400 + c as u32).unwrap_or('�'),
            '\u{7f}' => '␡',
            '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '�',
            c => c,
        })
        .collect()
}

/// Where a finding begins and ends: line and column, from 1.
fn place(diagnostic: &Diagnostic, sources: &Sources) -> (crate::text::Position, crate::text::Position) {
    let text = sources(&diagnostic.path).unwrap_or_else(|| "".into());
    (crate::text::position(&text, diagnostic.span.start), crate::text::position(&text, diagnostic.span.end))
}
