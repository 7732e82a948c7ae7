//! `instep rename`: every reference changes, and not a byte besides.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use instep::build::Input;
use instep::edit;
use instep::files::Files;
use instep::kinds;
use instep::rename::{self, Plan, Refusal, Request};
use instep::rules::Scope;
use instep::site::Config;

use crate::site::{Dice, MARA, Site, TODAY, mode, same, set_mode, tree};

/// A site with a reference to `mara` in every form there is; `{mara}` is the id, `{file}` the name of her file.
const EVERYWHERE: &[(&str, &str)] = &[
    (
        "content/personas/jun.yaml",
        "name: Jun Okafor   # lives next to mara\nrelations:\n  - persona: {mara}   # mara, from number four\n    verb: lends a ladder to\n\
         goals:\n  - { text: \"As quick as [[{mara}]]\", from: [int-1, 'story/friday'] }\nabout: |\n  Knows [[{mara}|Mara]] and\n  [her page]({file}#goals).\n\
         extra: { see: \"[[persona/{mara}#goals]]\", mara: mara }\nprivate: ask [[{mara}]] first\n",
    ),
    (
        "content/maps/friday.md",
        "---\npersona: \"{mara}\" # mara\ntags: [mara, 'it''s mara']\n---\n# Friday for mara\n\n## Says\n\n- \"Is it safe?\" [[int-1#L7]]\n- I know mara. [[{mara}]]\n\n\
         ## Pains\n\n| What | Who |\n|---|---|\n| Waiting | [[{mara}\\|Mara]] |\n\n`[[mara]]` stays code.\n\n\
         See [a](../personas/{file}), [b](<../personas/{file}#goals> \"mara\"), [c][ref] and <a href=\"/personas/{file}\">d</a>.\n\n\
         <!-- [e](../personas/{file}) -->\n\n~~~\n[[mara]] in code\n~~~\n\n[ref]: ../personas/{file} 'mara'\n",
    ),
    (
        "content/stories/friday.md",
        "---\npersona: {mara}\npersonas:\n- jun\n- \"[[{mara}]]\"\n---\n# Mara and Friday\n\nTold.\n",
    ),
    (
        "content/sessions/int-1.md",
        "---\npersonas: [jun, {mara}, [ {mara} ]]\ntype: interview\n---\n# Interview\n\nMara said: mara.\n\nA line.\n",
    ),
    (
        "content/journeys/month.yaml",
        "personas: [ {mara} , jun ]\ntitle: A month\nstages:\n  - name: Friday\n    feels: \"-2 Cornered [[int-1]]\"\n    pains: >\n      Folded, and yet\n      about [[{mara}]]\n      mara\n",
    ),
    (
        "content/insights/safe.yaml",
        "statement: It's 'safe'\npersonas: [[{mara}]]\nsupports: [int-1]\nsummary: 'It''s [[{mara}]]'\n",
    ),
    (
        "content/events/price.yaml",
        "what: A new price\ntouches: [persona/{mara}, 'people/{mara}', friday-canvas, month#friday]\n",
    ),
    ("content/maps/friday-canvas.md", "# Canvas\n\n**Persona:** [Mara](../personas/{file})\n\n## Says\n\n- A word\n"),
    ("instep.yaml", "title: A test # mara\npeople: [jun, {mara}]\nrules: { one-interview: off }\n"),
];

fn everywhere(id: &str, extension: &str) -> Site {
    let site = Site::new();
    for (path, text) in EVERYWHERE {
        site.write(path, text.replace("{mara}", id).replace("{file}", &format!("{id}.{extension}")));
    }
    site.content(&format!("personas/{id}.{extension}"), MARA);
    site
}

fn rename(site: &Site, args: &[&str]) -> crate::site::Outcome {
    site.run(&[&["rename"], args].concat())
}

#[test]
fn every_reference_changes_and_nothing_else() {
    let site = everywhere("mara", "md");
    site.build().clean();
    let outcome = rename(&site, &["persona", "mara", "ann-lee"]);
    outcome.ok().says("Renamed persona/mara to persona/ann-lee").says("personas/mara.md → content/personas/ann-lee.md");
    fs::remove_dir_all(site.path("public")).unwrap();
    same(&tree(everywhere("ann-lee", "md").root()), &tree(site.root()));
    site.build().clean();
}

#[test]
fn line_ends_and_marks_stay() {
    let dos = |site: &Site| {
        for (path, bytes) in tree(site.root()) {
            let text = String::from_utf8(bytes).unwrap().replace('\n', "\r\n");
            site.write(&path, format!("\u{feff}{text}"));
        }
    };
    let (site, expected) = (everywhere("mara", "markdown"), everywhere("ann", "markdown"));
    dos(&site);
    dos(&expected);
    rename(&site, &["people", "Mara", "ann"]).ok();
    same(&tree(expected.root()), &tree(site.root()));
}

#[test]
fn a_rehearsal_prints_the_places_and_changes_nothing() {
    let site = everywhere("mara", "md");
    let before = tree(site.root());
    let outcome = rename(&site, &["persona", "mara", "ann", "--dry-run"]);
    let printed = &outcome.ok().stdout;
    assert!(printed.contains("content/insights/safe.yaml:2:13: mara → ann\n"), "{printed}");
    assert!(printed.contains("content/personas/mara.md → content/personas/ann.md\n"), "{printed}");
    assert!(printed.contains("instep.yaml:2:15: mara → ann\n"), "{printed}");
    same(&before, &tree(site.root()));
}

#[test]
fn a_person_in_a_folder_of_their_own_moves_with_all_that_is_in_it() {
    let make = |id: &str| {
        let text = |text: &str| text.replace("{mara}", id);
        Site::new()
            .file(
                &format!("personas/{id}/persona.md"),
                format!("{MARA}\n[The map](map.md), ![](face.png), [again](../{id}/map.md#says)\n"),
            )
            .file(
                &format!("personas/{id}/map.md"),
                text("# Friday\n\n## Says\n\n- A word\n\n[Jun](../jun/persona.md)\n"),
            )
            .file(&format!("personas/{id}/face.png"), "png")
            .file(&format!("personas/{id}/.hidden"), "mara")
            .file(
                "personas/jun/persona.md",
                text("# Jun\n\n![](../{mara}/face.png) [[{mara}-map#says]] [[map/{mara}-map]] [f](../{mara}/)\n"),
            )
            .file("events/price.yaml", text("what: A price\ntouches: [{mara}, {mara}-map]\n"))
    };
    let site = make("mara");
    site.build().ok();
    fs::remove_dir_all(site.path("public")).unwrap();
    rename(&site, &["persona", "mara", "ann"]).ok().says("personas/mara → content/personas/ann");
    same(&tree(make("ann").root()), &tree(site.root()));
}

#[test]
fn an_id_that_is_stated_changes_where_it_is_stated() {
    let make = |id: &str| {
        Site::new()
            .file("personas/one.yaml", format!("id: '{id}' # hers\nname: Mara Lindqvist\nempathy_map: {{ says: [A word] }}\n"))
            .file("stories/a.md", format!("---\npersona: {id}\n---\n# A\n\n[[{id}]] [[{id}-map]] [one](../personas/one.yaml) [[Mara Lindqvist]]\n"))
    };
    let site = make("mara");
    rename(&site, &["persona", "mara", "ann"]).ok();
    same(&tree(make("ann").root()), &tree(site.root()));
}

#[test]
fn other_spellings_of_the_id_are_references_and_titles_stay() {
    let site = Site::new().file("personas/mara-l.md", MARA).file(
        "maps/friday.yaml",
        "persona: Mara L\nsays: [\"a [[Mara-L]]\", \"b [[persona/MARA L|her]]\", \"c [[m\\u0061ra-l]]\"]\nscenario: \"Friday [[mara-l]]\"\n",
    );
    site.content("stories/a.md", "# A\n\n**Persona:** Mara Lindqvist\n\nTold.\n");
    rename(&site, &["persona", "mara-l", "ann"]).ok();
    let map = fs::read_to_string(site.path("content/maps/friday.yaml")).unwrap();
    assert_eq!(
        map,
        "persona: ann\nsays: [\"a [[ann]]\", \"b [[persona/ann|her]]\", \"c [[ann]]\"]\nscenario: \"Friday [[ann]]\"\n"
    );
    let story = fs::read_to_string(site.path("content/stories/a.md")).unwrap();
    assert_eq!(story, "# A\n\n**Persona:** Mara Lindqvist\n\nTold.\n");
}

#[test]
fn a_date_before_a_name_stays() {
    let site = Site::new()
        .file("stories/2026-11-09-the-note.md", "# The note\n\nTold.\n")
        .file("insights/safe.yaml", "statement: Safe\nsupports: [2026-11-09-the-note]\n");
    rename(&site, &["story", "2026-11-09-the-note", "a-note"]).ok().says("story/2026-11-09-a-note");
    assert_eq!(
        fs::read_to_string(site.path("content/insights/safe.yaml")).unwrap(),
        "statement: Safe\nsupports: [2026-11-09-a-note]\n"
    );
    rename(&site, &["story", "2026-11-09-a-note", "2026-11-10-a-note"]).ok();
    assert!(site.path("content/stories/2026-11-10-a-note.md").exists());
}

#[test]
fn opportunities_of_a_stage_and_the_same_statement_elsewhere_are_references() {
    let site = Site::new()
        .file("opportunities/say-why.yaml", "need: To know why\n")
        .file("maps/a.yaml", "pains:\n  - { text: Waiting, id: wait }\n")
        .file("maps/b.yaml", "pains:\n  - { text: Idle, same_as: a#pains-1 }\n")
        .file("journeys/j.md", "# J\n\n| Stage | Does | Opportunities |\n|---|---|---|\n| One | Waits | say-why |\n| Two | Goes | To say why |\n")
        .file("journeys/k.yaml", "stages:\n  - name: One\n    opportunities: [say-why]\n    metrics: []\n");
    rename(&site, &["opportunity", "say-why", "give-reasons"]).ok();
    rename(&site, &["map", "a", "first"]).ok();
    let read = |path: &str| fs::read_to_string(site.path("content").join(path)).unwrap();
    assert!(read("journeys/j.md").contains("| give-reasons |\n| Two | Goes | To say why |"));
    assert!(read("journeys/k.yaml").contains("[give-reasons]"));
    assert!(read("maps/b.yaml").contains("first#pains-1"));
}

#[test]
fn drafts_are_renamed_and_changed_too() {
    let site = Site::built().file("personas/sam.md", "---\ndraft: true\n---\n# Sam\n\n[[mara]] [[sam]]\n");
    rename(&site, &["persona", "mara", "ann"]).ok();
    rename(&site, &["persona", "sam", "tom"]).ok();
    assert_eq!(
        fs::read_to_string(site.path("content/personas/tom.md")).unwrap(),
        "---\ndraft: true\n---\n# Sam\n\n[[ann]] [[tom]]\n"
    );
}

#[test]
fn the_pages_are_the_same_but_for_the_id() {
    let site = everywhere("mara", "md");
    site.build().ok();
    let before = site.output();
    rename(&site, &["persona", "mara", "nora"]).ok();
    site.build().ok();
    let swap = |text: &[u8]| String::from_utf8_lossy(text).replace("mara", "@").replace("nora", "@");
    let pages = |tree: &crate::site::Tree| -> BTreeMap<String, String> {
        let pages = tree.iter().filter(|(path, _)| path.ends_with(".html"));
        // A colour and a sign are chosen by the id: what is drawn is not the same.
        pages.map(|(path, text)| (swap(path.as_bytes()), words(&swap(text)))).collect()
    };
    let (before, after) = (pages(&before), pages(&site.output()));
    assert!(before.keys().eq(after.keys()), "{:?} {:?}", before.keys(), after.keys());
    before.iter().for_each(|(path, text)| assert_eq!(text, &after[path], "{path}"));
}

/// The text of a page, without its markup.
fn words(html: &str) -> String {
    let mut out = String::new();
    let mut tag = false;
    for c in html.chars() {
        match c {
            '<' => tag = true,
            '>' => tag = false,
            c if !tag => out.push(c),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The renaming must be refused with exit 2 and leave every file as it is.
#[track_caller]
fn refused(site: &Site, args: &[&str], says: &[&str]) {
    let before = tree(site.root());
    let outcome = rename(site, args);
    outcome.code(2).says("nothing was changed");
    for text in says {
        outcome.says(text);
    }
    same(&before, &tree(site.root()));
}

#[test]
fn what_cannot_be_done_for_sure_is_refused() {
    let site = Site::built();
    refused(&site, &["persona", "marra", "ann"], &["there is no persona `marra`", "did you mean `mara`?"]);
    refused(&site, &["persona", "mara", "Ann Lee"], &["`ann-lee` can"]);
    refused(&site, &["persona", "mara", "—"], &["made of letters"]);
    refused(&site, &["persona", "mara", "mara"], &["already"]);
    refused(&site, &["persona", "mara", "persona"], &["cannot have the id"]);
    let site = Site::built().file("personas/ann.md", MARA).file("stories/friday.md", "# Friday\n\nTold.\n");
    refused(&site, &["persona", "mara", "ann"], &["there is a persona `ann` already"]);
    refused(&site, &["persona", "mara", "friday"], &["there is a story `friday`", "could mean both"]);
    let site = Site::built().file("personas/Ann.MD", "an asset");
    refused(&site, &["persona", "mara", "ann"], &["Ann.MD is there already"]);
    let site = Site::new().file(
        "personas/team.md",
        "# Team\n\n## Persona 1: Mara\n\n### Goals\n\n- A\n\n## Persona 2: Jun\n\n### Goals\n\n- B\n",
    );
    refused(&site, &["persona", "mara", "ann"], &["made from a title"]);
    let site = Site::built().file("personas/jun.yaml", "name: Jun\nempathy_map: { says: [A] }\n");
    refused(&site, &["map", "jun-map", "x"], &["it stands in the file of persona/jun"]);
}

#[test]
fn files_with_errors_are_not_trusted() {
    let site = Site::built().file("maps/a.yaml", "persona: mara\nlayout: round\n");
    refused(&site, &["persona", "mara", "ann"], &["some files have errors", "a.yaml:2:9"]);
    let site = Site::built().file("maps/a.yaml", "persona: [mara\nlayout: {\n");
    refused(&site, &["persona", "mara", "ann"], &["some files have errors"]);
    // An error that has nothing to do with it is none of our business.
    let site = Site::built().file("maps/a.yaml", "layout: round\n");
    rename(&site, &["persona", "mara", "ann"]).ok();
}

#[test]
fn references_that_cannot_be_changed_alone_are_named() {
    let site = Site::built().file("maps/a.yaml", "persona: &who mara\nscenario: *who\n");
    refused(&site, &["persona", "mara", "ann"], &["a.yaml:1:15", "has an anchor"]);
    let site =
        Site::new().file("personas/mara-lindqvist.md", MARA).file("maps/a.yaml", "persona: >\n  Mara\n  Lindqvist\n");
    refused(&site, &["persona", "mara-lindqvist", "ann"], &["a.yaml:2:3", "cannot be changed by themselves"]);
    // A folded text with the name on one line is no obstacle.
    let site = Site::built().file("maps/a.yaml", "persona: >-\n  mara\nscenario: >\n  A Friday\n  with [[mara]]\n");
    rename(&site, &["persona", "mara", "ann"]).ok();
}

#[test]
fn what_would_change_more_than_the_id_is_refused() {
    let site = Site::built().other("instep.yaml", "title: A\nkinds: { 'content/notes/mara.md': persona }\n");
    site.delete("content/personas/mara.md");
    site.content("notes/mara.md", MARA);
    refused(&site, &["persona", "mara", "ann"], &["would not be read as a persona"]);
}

#[test]
fn files_that_may_not_be_written_stop_it() {
    let site = Site::built().file("maps/a.yaml", "persona: mara\n").file("stories/b.md", "[[mara]]\n");
    set_mode(&site.path("content/stories/b.md"), 0o444);
    let before = tree(site.root());
    rename(&site, &["persona", "mara", "ann"]).code(6).says("b.md").says("may only be read");
    same(&before, &tree(site.root()));
    set_mode(&site.path("content/stories/b.md"), 0o640);
    rename(&site, &["persona", "mara", "ann"]).ok();
    assert_eq!(mode(&site.path("content/stories/b.md")), 0o640);
}

// ---- in memory, over and over -----------------------------------------------------------------------------------

/// A site in memory, with the text of its settings.
struct World {
    files: BTreeMap<String, String>,
    config: String,
}

impl World {
    fn plan(&self, kind: &str, old: &str, new: &str) -> Result<Plan, Refusal> {
        let (config, found) = Config::read("instep.yaml", &self.config, &kinds::kinds());
        assert!(found.is_empty(), "{found:?}");
        let files = Files::of(self.files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        let config = Arc::new(config);
        let today = TODAY.parse().unwrap();
        let input = Input { files, config, today, drafts: false, rules: Scope::None, history: Arc::default() };
        let kind = *kinds::kinds().iter().find(|known| known.name == kind).unwrap();
        rename::plan(&input, &self.config, &Request { kind, old, new })
    }

    fn rename(&mut self, kind: &str, old: &str, new: &str) {
        let plan = self.plan(kind, old, new).unwrap_or_else(|refusal| panic!("{kind}/{old} to {new}: {refusal:#?}"));
        for path in plan.changes.keys() {
            let text = match path.as_str() {
                "instep.yaml" => &mut self.config,
                path => self.files.get_mut(path).unwrap(),
            };
            *text = edit::apply(text, &plan.edits(path)).unwrap();
        }
        let Some(moved) = plan.moved else { return };
        self.files =
            std::mem::take(&mut self.files).into_iter().map(|(path, text)| (moved.apply(&path), text)).collect();
    }
}

/// A site that chance has made: things of several kinds that refer to each other in all forms.
fn made(dice: &mut Dice) -> World {
    const FORMS: &[&str] = &[
        "[[{id}]]",
        "[[{kind}/{id}]]",
        "[[{id}|a name]]",
        "[it]({path})",
        "[it](<{path}> 'there')",
        "<a href=\"{path}\">it</a>",
    ];
    const REFS: &[&str] = &[
        "{id}",
        "\"{id}\"",
        "'{id}'",
        "{kind}/{id}",
        "\"[[{id}]]\"",
        "[ {id} ]",
        "[[{id}]]",
        "  # none but\n  - {id} # here",
    ];
    let folders = [
        ("persona", "personas"),
        ("story", "stories"),
        ("insight", "insights"),
        ("opportunity", "opportunities"),
        ("map", "maps"),
    ];
    let mut all: Vec<(&str, String, String)> = Vec::new();
    for number in 0..14 {
        let (kind, folder) = *dice.pick(&folders);
        let id = format!("{}-{number}", dice.pick(&["mara", "ann", "int", "a-b"]));
        let extension = dice.pick(&["md", "yaml"]);
        all.push((kind, id.clone(), format!("{folder}/{id}.{extension}")));
    }
    let mut files = BTreeMap::new();
    for (kind, id, path) in &all {
        let mention = |dice: &mut Dice| {
            let form: &&str = dice.pick(FORMS);
            let (kind, id, path) = dice.pick(&all);
            form.replace("{kind}", kind).replace("{id}", id).replace("{path}", &format!("../{path}"))
        };
        let text = mention(dice) + ", " + &mention(dice);
        let persons: Vec<_> = all.iter().filter(|(kind, ..)| *kind == "persona").collect();
        let person = if persons.is_empty() {
            String::new()
        } else {
            let (_, id, _) = dice.pick(&persons);
            let form: &&str = dice.pick(REFS);
            let form = form.replace("{kind}", "persona").replace("{id}", id);
            let field = if *kind == "map" && !form.contains('#') { "persona" } else { "personas" };
            if *kind == "persona" { String::new() } else { format!("{field}: {form}\n") }
        };
        let fields = format!("# about {id}\n{person}summary: \"So {} and {id}\"\n", text.replace('"', "'"));
        let body = match path.ends_with(".md") {
            true => format!("---\n{fields}---\n# The {id}\n\n- {text}\n\n`[[{id}]]`\n"),
            false => format!("title: The {id}\n{fields}extra:\n  more: |\n    {text}\n"),
        };
        let body = if dice.below(3) == 0 { format!("\u{feff}{}", body.replace('\n', "\r\n")) } else { body };
        files.insert(path.clone(), body);
    }
    let people: Vec<&str> = all.iter().filter(|(kind, ..)| *kind == "persona").map(|(_, id, _)| id.as_str()).collect();
    World { files, config: format!("content: .\npeople: [{}]\n", people.join(", ")) }
}

#[test]
fn there_and_back_again_is_where_it_was() {
    for seed in 0..25 {
        let mut dice = Dice(seed);
        let mut world = made(&mut dice);
        let before = world.files.clone();
        let config = world.config.clone();
        let path = dice.pick(&before.keys().cloned().collect::<Vec<_>>()).clone();
        let kinds = kinds::kinds();
        let folder = path.split('/').next().unwrap();
        let kind = kinds.iter().find(|kind| kind.folders.contains(&folder)).unwrap().name;
        let id = path.split(['/', '.']).nth(1).unwrap();
        world.rename(kind, id, "somebody-else");
        assert!(
            world
                .files
                .values()
                .all(|text| !text.contains(&format!("[[{id}]]")) || text.contains(&format!("`[[{id}]]`")))
        );
        assert_ne!(world.files, before);
        world.rename(kind, "somebody-else", id);
        assert_eq!(world.files, before, "seed {seed}: {id}");
        assert_eq!(world.config, config);
    }
}

#[test]
fn what_is_in_the_example_can_be_renamed_and_back() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/content/");
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(root).into_iter().map(Result::unwrap) {
        let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        if entry.file_type().is_file()
            && (path.ends_with("md") || path.ends_with("yaml"))
            && !path.starts_with("public/")
        {
            files.insert(path, fs::read_to_string(entry.path()).unwrap());
        }
    }
    let config = files.remove("instep.yaml").unwrap();
    let mut world = World { files, config };
    let before = world.files.clone();
    for (kind, id) in [
        ("persona", "odile"),
        ("persona", "imre"),
        ("journey", "odile-first-winter"),
        ("opportunity", "say-why"),
        ("story", "2026-11-18-nothing-here-but-a-fox"),
    ] {
        world.rename(kind, id, "another");
        assert!(world.files != before, "{kind}/{id}");
        let name = if id.starts_with("2026-11-18") { "2026-11-18-another" } else { "another" };
        world.rename(kind, name, id);
        assert!(world.files == before, "{kind}/{id}");
    }
}
