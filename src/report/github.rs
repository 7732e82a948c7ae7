//! For pull requests: workflow commands that a code host shows beside the line.
//!
//! `::error file={path},line={line},endLine={line},col={column},endColumn={column},title={rule}::{message}` with `%`, CR
//! and LF percent-encoded, and `:` and `,` as well in properties. Columns are only allowed where the last line is the
//! first. Of each level ten are shown for a step, so what weighs most comes first.

use std::cmp::Reverse;
use std::fmt::Write;

use crate::diagnostic::{Diagnostic, Severity};

use super::{Ground, visible};

/// One command per finding.
pub fn github(found: &[&Diagnostic], ground: Ground) -> String {
    let mut found = found.to_vec();
    found.sort_by_key(|finding| Reverse(finding.severity));
    let mut out = String::new();
    for finding in found {
        let help = finding.help.as_deref().map(|help| format!("\n{help}")).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "::{} file={},{},title={}::{}",
            command(finding.severity),
            property(&format!("{}{}", ground.folder, finding.path)),
            place(finding, ground),
            property(finding.rule),
            data(&visible(&format!("{}{help}", finding.message)))
        );
    }
    out
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "notice",
    }
}

fn place(finding: &Diagnostic, ground: Ground) -> String {
    let (start, end) = super::place(finding, ground.sources);
    let lines = format!("line={},endLine={}", start.line, end.line);
    match start.line == end.line {
        true => format!("{lines},col={},endColumn={}", start.column, end.column),
        false => lines,
    }
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&visible(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::text::Span;

    #[test]
    fn commands_are_escaped_and_errors_come_first() {
        let path: Arc<str> = "a,b:100%.md".into();
        let found = [
            Diagnostic::hint("x", &path, Span::new(0, 5), "two\r\nlines"),
            Diagnostic::error("y", &path, Span::new(4, 5), "100 %: no").help("ask, then write"),
        ];
        let sources = |_: &str| Some(Arc::from("one\ntwo"));
        let ground = Ground { sources: &sources, site: None, folder: "docs/" };
        assert_eq!(
            github(&found.iter().collect::<Vec<_>>(), ground),
            "::error file=docs/a%2Cb%3A100%25.md,line=2,endLine=2,col=1,endColumn=2,title=y::100 %25: no%0Aask, then write\n\
             ::notice file=docs/a%2Cb%3A100%25.md,line=1,endLine=2,title=x::two\u{240d}%0Alines\n"
        );
    }
}
