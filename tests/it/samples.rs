//! Four real repositories, as their teams wrote them, build well: nothing is refused, no word is lost, and people,
//! journeys and maps are recognised. They are read in place; where they are absent the tests say so and pass.

mod words;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A sample's folder and its settings.
const SAMPLES: [(&str, &str); 4] = [
    ("paruff__fawkes", "fawkes"),
    ("CivicActions__accessibility", "accessibility"),
    ("finopsfoundation__framework", "finops"),
    ("raft-tech__TANF-app", "tanf"),
];

/// A sample, and the folder it is built into.
struct Sample {
    folder: PathBuf,
    settings: PathBuf,
    site: tempfile::TempDir,
}

impl Sample {
    /// The sample whose settings have this name; `None`, and a line that says so, if its folder is not there.
    fn find(name: &str) -> Option<Sample> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let (folder, _) = SAMPLES.iter().find(|(_, settings)| *settings == name)?;
        let folder = here.join("../shared/samples").join(folder);
        if !folder.is_dir() {
            println!("skipped: there is no {}", folder.display());
            return None;
        }
        let settings = here.join("tests/it/samples").join(name).with_extension("yaml");
        Some(Sample { folder, settings, site: tempfile::tempdir().unwrap() })
    }

    /// Every sample that is there.
    fn all() -> impl Iterator<Item = Sample> {
        SAMPLES.iter().filter_map(|(_, name)| Sample::find(name))
    }

    fn instep(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_instep"));
        command.args(arguments).arg("-C").arg(&self.folder).arg("-c").arg(&self.settings);
        command.output().unwrap()
    }

    /// Builds the site; gives the findings.
    fn build(&self) -> Vec<Value> {
        self.findings(&[])
    }

    /// The findings of a build with more arguments.
    fn findings(&self, more: &[&str]) -> Vec<Value> {
        let output = self.site.path().to_str().unwrap();
        let built =
            self.instep(&[&["build", "--format", "json", "--today", "2026-01-01", "-o", output], more].concat());
        let told = String::from_utf8_lossy(&built.stderr);
        assert!(built.status.success(), "{}: {told}{}", self.folder.display(), String::from_utf8_lossy(&built.stdout));
        let found: Value = serde_json::from_slice(&built.stdout).unwrap();
        found["findings"].as_array().unwrap().clone()
    }

    fn list(&self, arguments: &[&str]) -> Vec<Value> {
        let listed = self.instep(&[&["list", "--format", "json", "--today", "2026-01-01"], arguments].concat());
        serde_json::from_slice::<Value>(&listed.stdout).unwrap().as_array().unwrap().clone()
    }

    fn page(&self, url: &str) -> String {
        std::fs::read_to_string(self.site.path().join(url)).unwrap()
    }

    /// The fields that headings and keys of a file went to.
    fn fields(&self, path: &str) -> Vec<String> {
        let read = self.list(&["--read"]);
        let of_file = read.iter().filter(|reading| reading["path"] == path);
        of_file.flat_map(|reading| reading["fields"].as_array().unwrap()).map(text).collect()
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The paths of the content files under a folder, relative to it.
fn content(folder: &Path) -> Vec<String> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let paths = files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned());
    paths.filter(|path| path.ends_with(".md") || path.ends_with(".yml") || path.ends_with(".yaml")).collect()
}

#[test]
fn every_sample_builds() {
    for sample in Sample::all() {
        let found = sample.build();
        assert!(found.iter().all(|finding| finding["level"] != "error"), "{found:?}");
        assert!(sample.site.path().join("index.html").is_file());
    }
}

/// Each file's words, as often as it says them, stand on the pages made from it. In a journey once is enough: a label
/// that every stage repeats becomes the heading of one row.
#[test]
fn no_word_is_lost() {
    let mut lost = Vec::new();
    for sample in Sample::all() {
        sample.build();
        let listed = sample.list(&[]);
        for path in content(&sample.folder) {
            let pages = listed.iter().filter(|entry| entry["path"] == *path);
            let shown: String = pages.map(|entry| sample.page(entry["url"].as_str().unwrap())).collect();
            let source = std::fs::read_to_string(sample.folder.join(&path)).unwrap();
            let mut wanted = words::of_content(&path, &source);
            if listed.iter().any(|entry| entry["path"] == *path && entry["kind"] == "journey") {
                wanted.values_mut().for_each(|count| *count = 1);
            }
            let missing = words::missing(&wanted, &words::of_html(&shown));
            if !missing.is_empty() {
                lost.push(format!("{path}: {}", missing.join(" ")));
            }
        }
    }
    assert!(lost.is_empty(), "words that no page of their file shows:\n{}", lost.join("\n"));
}

#[test]
fn fawkes_has_three_people_with_goals_pains_and_quotes() {
    let Some(sample) = Sample::find("fawkes") else { return };
    sample.build();
    let people = sample.list(&["persona"]);
    let ids: Vec<String> = people.iter().map(|person| text(&person["id"])).collect();
    assert_eq!(ids, ["application-developer", "platform-consumer", "platform-developer"]);
    let names: Vec<String> = people.iter().map(|person| text(&person["title"])).collect();
    assert_eq!(names, ["Maria Rodriguez", "Sarah Kim", "Alex Chen"]);
    for person in &people {
        let fields = sample.fields(person["path"].as_str().unwrap());
        for field in ["goals", "pains", "quotes", "needs"] {
            assert!(fields.iter().any(|found| found == field), "{person} has no {field}: {fields:?}");
        }
    }
}

#[test]
fn fawkes_has_five_journeys_with_stages_and_feelings() {
    let Some(sample) = Sample::find("fawkes") else { return };
    sample.build();
    let journeys = sample.list(&["journey"]);
    assert_eq!(journeys.len(), 5);
    for journey in &journeys {
        let source = std::fs::read_to_string(sample.folder.join(journey["path"].as_str().unwrap())).unwrap();
        let stages: Vec<&str> = source
            .lines()
            .filter_map(|line| line.strip_prefix("### Stage ")?.split_once(": "))
            .map(|(_, name)| name.trim())
            .collect();
        assert!(stages.len() >= 4, "{stages:?}");
        let fields = sample.fields(journey["path"].as_str().unwrap());
        for field in ["does", "thinks", "feels", "pains", "opportunities", "touchpoints"] {
            let found = fields.iter().filter(|found| *found == field).count();
            assert!(found >= stages.len(), "{journey}: {found} of {} stages have {field}", stages.len());
        }
        let page = sample.page(journey["url"].as_str().unwrap());
        let columns: Vec<String> = page
            .split("<th scope=\"col\"")
            .skip(1)
            .map(|rest| words::text_of(&format!("<th{}", rest.split("</th>").next().unwrap())).trim().to_owned())
            .collect();
        assert_eq!(columns, stages, "{journey}");
        let mut people: Vec<String> = journey["personas"].as_array().unwrap().iter().map(text).collect();
        let named = people.len();
        people.dedup();
        assert!(named >= 1 && people.len() == named, "{journey}");
    }
}

/// 138 relative links stand outside of blocks of code, 39 of them dead. Two of the dead stand in an HTML comment, which
/// no reader sees: they are hints.
#[test]
fn fawkes_dead_links_are_reported_with_file_and_line() {
    let Some(sample) = Sample::find("fawkes") else { return };
    let found = sample.build();
    let dead: Vec<&Value> =
        found.iter().filter(|finding| finding["rule"] == "dead-link" || finding["rule"] == "missing-image").collect();
    // The other two of the 39 are shown with -v.
    assert_eq!(dead.len(), 37);
    let all = sample.findings(&["-v"]);
    let rules = ["dead-link", "missing-image"];
    assert_eq!(all.iter().filter(|finding| rules.contains(&finding["rule"].as_str().unwrap())).count(), 39);
    for finding in dead {
        assert_eq!(finding["level"], "warning");
        let source = std::fs::read_to_string(sample.folder.join(finding["path"].as_str().unwrap())).unwrap();
        let line = source.lines().nth(finding["start"]["line"].as_u64().unwrap() as usize - 1).unwrap();
        let target = finding["message"].as_str().unwrap().split('`').nth(1).unwrap();
        assert!(line.contains(target), "{line} does not hold {target}");
    }
}

/// Two of the personas hold five quotes each that are the examples of the template, whether it is content or excluded.
#[test]
fn fawkes_quotes_of_the_template_are_found() {
    let Some(mut sample) = Sample::find("fawkes") else { return };
    let settings = std::fs::read_to_string(&sample.settings).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (name, exclude) in [("with.yaml", ""), ("without.yaml", "exclude: [\"**/templates/**\"]\n")] {
        sample.settings = folder.path().join(name);
        std::fs::write(&sample.settings, format!("{settings}{exclude}")).unwrap();
        let found = sample.build();
        for (person, expected) in [("application-developer", 5), ("platform-developer", 5), ("platform-consumer", 0)] {
            let path = format!("docs/research/personas/{person}.md");
            let source = std::fs::read_to_string(sample.folder.join(&path)).unwrap();
            let lines: Vec<&str> = source.lines().collect();
            let of_template = found.iter().filter(|finding| {
                let line = finding["start"]["line"].as_u64().unwrap() as usize;
                finding["rule"] == "template-text" && finding["path"] == path && lines[line - 1].starts_with('>')
            });
            assert_eq!(of_template.count(), expected, "{person}, {name}");
        }
    }
}

#[test]
fn accessibility_personas_have_empathy_maps() {
    let Some(sample) = Sample::find("accessibility") else { return };
    sample.build();
    assert_eq!(sample.list(&["persona"]).len(), 6);
    let maps = sample.list(&["map"]);
    assert_eq!(maps.len(), 6);
    for map in &maps {
        assert_eq!(map["personas"].as_array().map(Vec::len), Some(1), "{map}");
        let source = std::fs::read_to_string(sample.folder.join(map["path"].as_str().unwrap())).unwrap();
        let page = words::of_html(&sample.page(map["url"].as_str().unwrap()));
        for quadrant in ["## Thoughts", "## Feelings", "## Behaviors"] {
            let (_, after) = source.split_once(quadrant).unwrap();
            let first = after.trim_start().lines().next().unwrap();
            assert!(words::missing(&words::of_content("a.md", first), &page).is_empty(), "{map}: {first}");
        }
    }
}

#[test]
fn finops_personas_have_goals_and_pains() {
    let Some(sample) = Sample::find("finops") else { return };
    sample.build();
    let people = sample.list(&["persona"]);
    let source = std::fs::read_to_string(sample.folder.join("_data/personas.yml")).unwrap();
    assert_eq!(people.len(), source.lines().filter(|line| line.starts_with("- name:")).count());
    let fields = sample.fields("_data/personas.yml");
    for field in ["goals", "pains"] {
        let found = fields.iter().filter(|found| *found == field).count();
        assert!(found >= people.len(), "{found} of {} people have {field}", people.len());
    }
}

#[test]
fn tanf_pages_keep_their_headings_and_links() {
    let Some(sample) = Sample::find("tanf") else { return };
    sample.build();
    let pages = sample.list(&["page"]);
    assert_eq!(pages.len(), content(&sample.folder).len());
    for page in &pages {
        let source = std::fs::read_to_string(sample.folder.join(page["path"].as_str().unwrap())).unwrap();
        let shown = sample.page(page["url"].as_str().unwrap());
        let (headings, addresses) = words::headings_and_addresses(&source);
        let text = words::of_html(&words::headings_of_html(&shown));
        for heading in headings {
            assert!(
                words::missing(&words::of_html(&heading), &text).is_empty(),
                "{}: no heading {heading}",
                page["path"]
            );
        }
        for address in addresses {
            let written = address.replace('&', "&amp;").replace(' ', "%20");
            assert!(shown.contains(&format!("\"{written}\"")), "{}: no link to {address}", page["path"]);
        }
    }
}
