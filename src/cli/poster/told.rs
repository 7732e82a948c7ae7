//! What is said about sheets that leave something out, or that are not written at all.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::disk;
use crate::pages::Pages;
use crate::paper::print::Trouble;
use crate::paper::sheet::Named;

use super::Made;
use crate::cli::CliError;

/// A sheet that cannot become a file.
pub(super) fn unwritten(name: &str, reason: &str) -> CliError {
    CliError::Config(format!("cannot write `{name}` as PDF: {reason}"), None)
}

/// Why a sheet is not written.
pub(super) fn refused(named: &Named, trouble: &Trouble) -> CliError {
    let name = &named.name;
    match trouble {
        Trouble::Letter(letter, script, text) => CliError::Config(
            format!("the sheet `{name}` needs a font for {script}: no font has the letter `{letter}` of “{text}”"),
            Some(font_hint(*letter)),
        ),
        Trouble::TooLarge(refused) => CliError::Config(
            format!(
                "the sheet `{name}` does not fit on its paper: {} lacks {:.0} mm",
                refused.what, refused.millimetres
            ),
            Some("choose a larger paper".into()),
        ),
    }
}

/// Which setting adds a font, and which installed fonts would do.
fn font_hint(letter: char) -> String {
    let installed = disk::fonts::fonts_with(letter, 2);
    let hint = "name a file of one in the settings: `posters: { fonts: [fonts/NAME.ttf] }`";
    match installed.as_slice() {
        [] => hint.to_owned(),
        names => format!("{hint}, or one that is installed here: {}", names.join(", ")),
    }
}

/// What is said about a sheet that leaves something out.
pub(super) fn left_out(made: &Made) -> String {
    let printed = &made.printed;
    let name = &printed.sheet.named.name;
    let n: usize = printed.left_out.iter().map(|left| left.items.len() + left.beyond).sum();
    let over = printed.left_out.iter().map(|left| left.millimetres).fold(0.0, f32::max).ceil();
    let noun = if n == 1 { "statement" } else { "statements" };
    let mut text = format!("warning: `{name}` on {} has no room for {n} {noun}", printed.paper);
    text.push_str(&if over > 0.0 { format!(": {over:.0} mm too much\n") } else { "\n".to_owned() });
    for left in &printed.left_out {
        left.items.iter().for_each(|item| text.push_str(&format!("    {}: {item}\n", left.part)));
        if left.beyond > 0 {
            text.push_str(&format!("    {}: {} more\n", left.part, left.beyond));
        }
    }
    let ranking = "put what matters most first in the file";
    match made.remedies.is_empty() {
        true => text.push_str(&format!("  help: {ranking}\n")),
        false => text.push_str(&format!("  help: {}, or {ranking}\n", made.remedies.join(", or "))),
    }
    text
}

/// How many sheets there are, and where.
pub(super) fn summary(count: usize, place: &Path, took: Duration) -> String {
    let noun = if count == 1 { "sheet" } else { "sheets" };
    format!("{count} {noun} in {} ({:.1} s).", place.display(), took.as_secs_f32())
}

/// What is to be written into `wall.yaml` once the sheets hang.
pub(super) fn hang_up(pages: &Pages, made: &[Made]) -> String {
    let mut text = "When they hang, write down in wall.yaml, instead of the old lines:".to_owned();
    for Made { wanted, printed, .. } in made {
        for hanging in &wanted.hangings {
            // What stands in quotation marks as JSON has them is right in YAML, whatever it is.
            let (room, paper) = (json!(hanging.room), json!(hanging.paper));
            let (sheet, id, date) = (&wanted.named.name, &printed.id, pages.site.today);
            text.push_str(&format!("\n- {{ room: {room}, sheet: {sheet}, paper: {paper}, id: {id}, date: {date} }}"));
        }
    }
    text
}
