//! `wall.yaml`: which sheet hangs in which room, since when, and what it said when it was printed.

use std::sync::Arc;

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, nearest};
use crate::files::Files;
use crate::syntax::decode::Decoder;
use crate::syntax::field::{Field, Shape};
use crate::syntax::names::Names;
use crate::syntax::value::{Record, Text};
use crate::syntax::yaml::{self, Data, Node};
use crate::text::Span;

use super::Config;
use super::config::HANGING;

/// What is said of a sheet that hangs somewhere.
pub const FIELDS: &[Field] = &[
    Field::required("room", Shape::Text, "Where it hangs"),
    Field::required("sheet", Shape::Text, "Which sheet: the name that `instep poster` knows, such as `mara`"),
    Field::new("paper", Shape::Text, "How large it is, such as a3"),
    Field::new("id", Shape::Text, "The id at its foot: eight letters and digits"),
    Field::new("date", Shape::Date, "The day it was printed"),
];

/// A sheet that hangs somewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Hanging {
    /// The file that says so.
    pub path: Arc<str>,
    /// Where it stands there.
    pub span: Span,
    /// Where it hangs.
    pub room: String,
    /// Which sheet it is, by its name.
    pub sheet: Text,
    /// How large it is; empty if nobody wrote it down.
    pub paper: String,
    /// The id at its foot; empty if nobody wrote it down.
    pub id: String,
    /// The day it was printed.
    pub date: Option<Date>,
}

/// What hangs where, from the files at the top of the content folders; what is wrong is reported.
pub fn read(files: &Files, config: &Config) -> (Vec<Hanging>, Vec<Diagnostic>) {
    let (mut all, mut found) = (Vec::new(), Vec::new());
    for folder in &config.content {
        let path = if folder.is_empty() { HANGING.to_owned() } else { format!("{folder}/{HANGING}") };
        if let Some(text) = files.text(&path) {
            let (hangings, diagnostics) = read_one(&path.into(), text);
            all.extend(hangings);
            found.extend(diagnostics);
        }
    }
    (all, found)
}

fn read_one(path: &Arc<str>, text: &str) -> (Vec<Hanging>, Vec<Diagnostic>) {
    let names = Names::default();
    let mut decoder = Decoder::new(path, text, &names);
    let nodes = yaml::parse(text, 0, path, &mut decoder.diagnostics);
    let mut all = Vec::new();
    for node in &nodes {
        match &node.data {
            Data::List(entries) => {
                all.extend(entries.iter().filter_map(|entry| hanging(entry, path, &mut decoder)));
            }
            Data::Null => {}
            _ => {
                let message = format!("this should be a list of sheets, but it is {}", node.kind_word());
                decoder.error("wrong-type", node.span, message).help =
                    Some("write each sheet as `- { room: Lisbon, sheet: mara, paper: a3 }`".into());
            }
        }
    }
    (all, decoder.diagnostics)
}

fn hanging(node: &Node, path: &Arc<str>, decoder: &mut Decoder) -> Option<Hanging> {
    let record = decoder.record(node, FIELDS);
    unknown_keys(&record, decoder);
    let word = |name: &str| record.text(name).map_or_else(String::new, |text| text.value.trim().to_owned());
    let (room, sheet) = (word("room"), record.text("sheet").cloned());
    let missing = if room.is_empty() { Some("room") } else { sheet.is_none().then_some("sheet") };
    if let Some(missing) = missing.filter(|_| matches!(node.data, Data::Map(_))) {
        decoder.error("missing-field", record.span, format!("this sheet has no `{missing}`")).help =
            Some("write it as `{ room: Lisbon, sheet: mara, paper: a3 }`".into());
        return None;
    }
    let id = word("id").to_lowercase();
    if let Some(written) = record.text("id").filter(|_| !is_id(&id)) {
        let message = format!("`{}` is not the id of a sheet", written.value);
        decoder.error("invalid-value", written.span, message).help =
            Some("copy the eight letters and digits at the foot of the sheet".into());
    }
    Some(Hanging {
        path: path.clone(),
        span: record.span,
        room,
        sheet: sheet?,
        paper: word("paper"),
        id: if is_id(&id) { id } else { String::new() },
        date: record.date("date"),
    })
}

/// Eight letters of base32.
fn is_id(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_lowercase() || (b'2'..=b'7').contains(&byte))
}

/// Nobody's own keys go into this file: one that is not known is misspelt.
fn unknown_keys(record: &Record, decoder: &mut Decoder) {
    for entry in &record.extra {
        // What the decoder says of a near miss is advice for content.
        decoder.diagnostics.retain(|known| known.span != entry.key.span);
        let names = || FIELDS.iter().map(|field| field.name);
        let message = format!("nothing is known of `{}` of a sheet", entry.key.value);
        let help = match nearest(&entry.key.value, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("what can be said is {}", names().collect::<Vec<_>>().join(", ")),
        };
        decoder.error("unknown-key", entry.key.span, message).help = Some(help);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> (Vec<Hanging>, Vec<String>) {
        let (all, found) = read(&Files::of([("content/wall.yaml", text)]), &Config::default());
        (all, found.iter().map(|finding| finding.message.clone()).collect())
    }

    #[test]
    fn a_sheet_says_where_it_hangs() {
        let (all, found) = read_text(
            "- { room: Lisbon, sheet: mara, paper: a3, id: K3F7A2BC, date: 2026-11-02 }\n- room: Hall\n  sheet: mara\n",
        );
        assert_eq!(found, Vec::<String>::new());
        assert_eq!((all.len(), &*all[0].id, &*all[1].id), (2, "k3f7a2bc", ""));
    }

    #[test]
    fn what_is_wrong_is_told_and_the_rest_is_read() {
        let (all, found) = read_text("- sheet: mara\n- { room: A, sheet: mara, id: 12, papr: a3 }\n");
        assert_eq!(all.len(), 1);
        assert_eq!(found.len(), 3, "{found:?}");
    }
}
