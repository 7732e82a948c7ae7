//! The search index: what is in it, and that it says no more than the pages do.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::site::Site;

const MARA: &str = "---\nrole: Accountant\n---\n# Mara Lindqvist\n\n## Pains\n- The deadline moves without a word [[int-1]]\n\n## Quotes\n- \"Whose midnight is it?\" [[int-1]]\n";
const OPEN: &str = "---\ntype: interview\nparticipants: [P01]\npersonas: [mara]\nconsent: quotable\n---\n# An open talk\n\n## Transcript\n**P01:** Whose midnight is it?\n\n**P01:** I pay before the payments are due.\n";
const CLOSED: &str = "---\ntype: interview\nparticipants: [P02]\npersonas: [mara]\nconsent: internal\n---\n# A closed talk\n\n## Transcript\n**P02:** The zeppelin costs more than the rent.\n";

fn site() -> Site {
    Site::new().file("personas/mara.md", MARA).file("sessions/int-1.md", OPEN).file("sessions/int-2.md", CLOSED)
}

/// What stands beside the index, and is no data of it.
const CODE: &[&str] = &["signs.js", "mistakes.js", "page.js"];

/// The data of the files of the index, by their names.
fn index(site: &Site) -> BTreeMap<String, Value> {
    let is_data = |path: &str| path.strip_prefix("assets/search/").is_some_and(|name| !CODE.contains(&name));
    let scripts = site.output().into_iter().filter(|(path, _)| is_data(path));
    let read = |(path, bytes): (String, Vec<u8>)| {
        let text = String::from_utf8(bytes).unwrap();
        let data = text.trim_end().strip_prefix("instepSearch(").unwrap().strip_suffix(");").unwrap();
        let (name, data) = data.split_once(", ").unwrap();
        assert!(path.ends_with(&format!("/{}.js", name.trim_matches('"'))), "{path} calls itself {name}");
        (name.trim_matches('"').to_owned(), serde_json::from_str(data).unwrap())
    };
    scripts.map(read).collect()
}

fn rows(index: &BTreeMap<String, Value>, prefix: char) -> Vec<Value> {
    let files = index.iter().filter(|(name, _)| name.starts_with(prefix) && name[1..].parse::<u32>().is_ok());
    files.flat_map(|(_, rows)| rows.as_array().unwrap().clone()).collect()
}

#[test]
fn words_that_may_not_be_shown_cannot_be_found() {
    let site = site();
    for (profile, found) in [("team", true), ("company", false), ("public", false)] {
        site.build_with(&["--profile", profile]).ok();
        let index = index(&site);
        let says = |word: &str| index.iter().any(|(_, data)| data.to_string().contains(word));
        assert_eq!(says("zeppelin"), found, "{profile}");
        assert!(says("mara"), "{profile}: nothing is found at all");
        // In public not even the title of a conversation that is not public is said.
        assert_eq!(says("closed"), profile != "public", "{profile}");
    }
}

#[test]
fn words_come_before_titles_and_say_whose_they_are() {
    let site = site();
    site.build().ok();
    let entries = rows(&index(&site), 'e');
    let texts: Vec<&str> = entries.iter().map(|row| row[2].as_str().unwrap()).collect();
    assert_eq!(texts[..2], ["Mara Lindqvist, Accountant", "Whose midnight is it?"]);
    let quote = &entries[1];
    assert_eq!((&quote[0], &quote[1]), (&Value::from(0), &Value::from(1)));
    assert!(
        quote[3].as_str().unwrap().starts_with("Mara. ") && quote[3].as_str().unwrap().contains("1 person"),
        "{quote}"
    );
    let pages = site.output();
    for row in &entries {
        let address = row[4].as_str().unwrap();
        let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
        let page = pages.iter().find(|(other, _)| other.as_str() == path).unwrap_or_else(|| panic!("{address}"));
        let page = String::from_utf8_lossy(page.1).into_owned();
        assert!(fragment.is_empty() || page.contains(&format!("id=\"{fragment}\"")), "{address} leads nowhere");
    }
}

#[test]
fn forms_of_a_word_know_each_other() {
    let site = site();
    site.build().ok();
    let terms = rows(&index(&site), 't');
    let at = |word: &str| terms.iter().position(|row| row[0] == word).unwrap_or_else(|| panic!("no term {word}"));
    let away = at("payments") as i64 - at("pay") as i64;
    // Not every stemmer takes "payments" and "pay" for one word; a plural it does.
    let forms = terms[at("payments")].get(3).cloned().unwrap_or_default();
    assert!(forms.is_null() || forms.to_string().contains(&(-away).to_string()), "{forms}");
    assert!(terms.windows(2).all(|two| two[0][0].as_str() < two[1][0].as_str()), "terms are not in order");
}

#[test]
fn everything_is_listed_from_a_to_z() {
    let site = site();
    site.build().ok();
    let page = site.page("search/index.html");
    for title in ["Mara Lindqvist", "An open talk", "The deadline moves without a word"] {
        assert!(page.contains(title), "{title}");
    }
    assert!(
        page.find("A closed talk") < page.find("An open talk")
            && page.find("An open talk") < page.find("Mara Lindqvist</a>")
    );
}
