//! `check --fix`: what mends a finding and cannot change what was meant, written into the files.

use std::collections::BTreeMap;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Fix};
use crate::disk;
use crate::edit;
use crate::files::{self, Files};
use crate::report::visible;
use crate::text::{Span, position};

use super::super::project::tell;
use super::super::{CliError, Global};

/// Mends what can be mended, and says what; whether anything was written. With `only_say` nothing is.
pub(super) fn mend(
    global: &Global,
    root: &Path,
    files: &Files,
    found: &[Diagnostic],
    only_say: bool,
) -> Result<bool, CliError> {
    let mut of_files: BTreeMap<&str, Vec<(Span, String)>> = BTreeMap::new();
    for (finding, fix) in found.iter().filter_map(|finding| Some((finding, safe(finding)?))) {
        of_files.entry(&finding.path).or_default().push((fix.span, fix.replacement.clone()));
    }
    let mut wrote = false;
    for (path, edits) in of_files {
        let Some(text) = files.text(path) else { continue };
        let edits = edit::without_overlaps(edits);
        if !only_say && !write(root, path, text, &edits)? {
            tell(global, &format!("{path} has changed meanwhile; it stays as it is."));
            continue;
        }
        edits.iter().for_each(|edit| tell(global, &told(path, text, edit, only_say)));
        wrote |= !only_say;
    }
    Ok(wrote)
}

fn safe(finding: &Diagnostic) -> Option<&Fix> {
    finding.fix.as_ref().filter(|fix| fix.safe)
}

/// Writes a file with edits; false if it is not what was read any more, or the edits do not fit it.
fn write(root: &Path, path: &str, read: &str, edits: &[(Span, String)]) -> Result<bool, CliError> {
    let failed = |error| CliError::Write(path.to_owned(), error);
    let raw = String::from_utf8(disk::read_inside(root, path).map_err(failed)?);
    let Ok(raw) = raw else { return Ok(false) };
    if files::decode(raw.clone().into_bytes()).as_deref() != Ok(read) {
        return Ok(false);
    }
    let Ok(new) = edit::apply(&raw, edits) else { return Ok(false) };
    disk::replace_inside(root, path, new.as_bytes()).map_err(failed)?;
    Ok(true)
}

/// "Mended content/maps/mara.md:3:4: `Mara Lindqvist` is now `mara`."
fn told(path: &str, text: &str, (span, replacement): &(Span, String), only_say: bool) -> String {
    let place = position(text, span.start);
    let verb = if only_say { "Would mend" } else { "Mended" };
    let (old, new) = (visible(span.of(text).trim()), visible(replacement.trim()));
    let change = match (old.as_str(), new.as_str()) {
        (old, "") => format!("`{old}` {}", if only_say { "would go" } else { "is gone" }),
        (old, new) => format!("`{old}` {} `{new}`", if only_say { "would be" } else { "is now" }),
    };
    format!("{verb} {}:{}:{}: {change}.", visible(path), place.line, place.column)
}
