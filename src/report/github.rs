//! For pull requests: workflow commands that a code host shows beside the line.
//!
//! `::error file={path},line={line},col={column},title={rule}::{message}` with `%`, CR and LF percent-encoded, and `:`
//! and `,` as well in properties.

use std::fmt::Write;

use crate::diagnostic::{Diagnostic, Severity};

use super::{Sources, visible};

/// One command per finding.
pub fn github(diagnostics: &[&Diagnostic], sources: &Sources) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let (start, end) = super::place(diagnostic, sources);
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "notice",
        };
        let help = diagnostic.help.as_deref().map(|help| format!("\n{help}")).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "::{command} file={},line={},endLine={},col={},title={}::{}",
            property(&diagnostic.path),
            start.line,
            end.line,
            start.column,
            property(diagnostic.rule),
            data(&visible(&format!("{}{help}", diagnostic.message)))
        );
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
