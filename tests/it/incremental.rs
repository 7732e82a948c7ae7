//! A site linked after an edit, with everything taken over that still holds, is the site linked from nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use instep::build::{self, Cache, Input, Loaded};
use instep::files::{File, Files};
use instep::kinds;
use instep::rules::Scope;
use instep::site::Config;

use crate::site::Dice;

/// The example site as it lies in memory, and as it was.
struct World {
    now: BTreeMap<String, Option<String>>,
    was: BTreeMap<String, Option<String>>,
    dice: Dice,
}

impl World {
    fn new(seed: u64) -> World {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/content/");
        let entries = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap);
        let files = entries.filter(|entry| entry.file_type().is_file()).filter_map(|entry| {
            let path = entry.path().strip_prefix(root).unwrap().to_str()?.to_owned();
            let text = path.ends_with("md") || path.ends_with("yaml");
            Some((path, text.then(|| std::fs::read_to_string(entry.path()).unwrap())))
        });
        // Every second file and all of one person: enough of everything, and every reference into what is left out fails.
        let kept = |number: usize, path: &str| {
            number.is_multiple_of(2) || path.starts_with("personas/") || path == "instep.yaml"
        };
        let mut all: Vec<_> = files.filter(|(path, _)| !path.starts_with("public/")).collect();
        all.sort();
        let all = all.into_iter().enumerate();
        let was: BTreeMap<_, _> = all.filter(|(number, (path, _))| kept(*number, path)).map(|(_, file)| file).collect();
        World { now: was.clone(), was, dice: Dice(seed) }
    }

    fn files(&self, old: &Files) -> Files {
        let mut files = Files::default();
        for (path, text) in &self.now {
            let file = match text {
                None => File::Asset,
                // As in the preview, a text that has not changed is the same in memory.
                Some(text) => File::Text(match old.text(path) {
                    Some(old) if **old == **text => old.clone(),
                    _ => text.as_str().into(),
                }),
            };
            files.insert(path, file);
        }
        files
    }

    fn any(&mut self) -> String {
        let paths: Vec<&String> = self.now.keys().filter(|path| *path != "instep.yaml").collect();
        self.dice.pick(&paths).to_string()
    }

    fn id(&mut self) -> String {
        let path = self.any();
        path.rsplit('/').next().unwrap().split('.').next().unwrap().to_owned()
    }

    fn rewrite(&mut self, path: &str, change: impl FnOnce(&str) -> String) {
        if let Some(Some(text)) = self.now.get_mut(path) {
            *text = change(text);
        }
    }

    fn step(&mut self) -> String {
        let path = self.any();
        let n = self.dice.below(13);
        match n {
            0 => {
                let (at, with) = (self.dice.below(40), self.id());
                self.rewrite(&path, |text| {
                    let mut lines: Vec<&str> = text.lines().collect();
                    let at = at.min(lines.len());
                    let line = format!("- Heard again. [[{with}]]");
                    lines.insert(at, &line);
                    lines.join("\n")
                });
            }
            1 => {
                let at = self.dice.below(60);
                self.rewrite(&path, |text| {
                    let mut lines: Vec<&str> = text.lines().collect();
                    if at < lines.len() {
                        lines.remove(at);
                    }
                    lines.join("\n") + "\n"
                });
            }
            2 => drop(self.now.remove(&path)),
            3 => {
                let text = self.now.remove(&path).unwrap();
                let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
                self.now.insert(format!("{folder}/x{name}").trim_start_matches('/').to_owned(), text);
            }
            4 => {
                let text = self.now[&path].clone();
                self.now.insert(format!("{}-again.md", path.trim_end_matches(".md")), text);
            }
            5 => {
                let id = self.id();
                self.rewrite(&path, |text| text.replacen("name: ", &format!("name: {id} "), 1));
                self.rewrite(&path, |text| text.replacen("title: ", &format!("title: {id} "), 1));
            }
            6 => self.rewrite(&path, |text| match text.strip_prefix("---\n") {
                Some(rest) => format!("---\ndraft: true\n{rest}"),
                None => format!("draft: true\n{text}"),
            }),
            7 => self.rewrite(&path, |text| format!("\t{{ [\n{text}")),
            8 => {
                let Some((folder, _)) = path.split_once('/') else { return "nothing".into() };
                let inside: Vec<String> = self.now.keys().filter(|path| path.starts_with(folder)).cloned().collect();
                for path in inside {
                    let text = self.now.remove(&path).unwrap();
                    self.now.insert(format!("moved/{path}"), text);
                }
            }
            9 => {
                let picture = format!("{}/picture.png", path.rsplit_once('/').map_or("", |(folder, _)| folder));
                if self.now.remove(picture.trim_start_matches('/')).is_none() {
                    self.now.insert(picture.trim_start_matches('/').to_owned(), None);
                }
                self.rewrite(&path, |text| format!("{text}\n![A picture](picture.png)\n"));
            }
            10 => {
                let id = self.id();
                self.rewrite(&path, |text| text.replacen("session: ", &format!("session: {id} #"), 1));
                self.rewrite(&path, |text| text.replacen("persona: ", &format!("persona: {id} #"), 1));
            }
            _ => {
                // Mending is the commonest of all.
                let paths: Vec<String> = self.was.keys().cloned().collect();
                for _ in 0..6 {
                    let path = self.dice.pick(&paths).clone();
                    self.now.insert(path.clone(), self.was[&path].clone());
                    let double = format!("{}-again.md", path.trim_end_matches(".md"));
                    self.now.remove(&double);
                    self.now.remove(&format!("moved/{path}"));
                }
            }
        }
        format!("{n} {path}")
    }
}

fn same(taken_over: &Loaded, made: &Loaded, after: &str) {
    let (one, other) = (&taken_over.site, &made.site);
    assert_eq!(taken_over.diagnostics, made.diagnostics, "after {after}");
    assert_eq!(one.indices(), other.indices(), "after {after}");
    for index in one.indices() {
        let name = format!("{} after {after}", one[index].full_id());
        assert_eq!(one[index], other[index], "{name}");
        assert_eq!(one.url(index), other.url(index), "{name}");
        assert_eq!(one.subjects(index), other.subjects(index), "subjects of {name}");
        assert_eq!(one.about(index), other.about(index), "about {name}");
        assert_eq!(one.claims(index), other.claims(index), "claims of {name}");
        assert_eq!(one.backlinks(index), other.backlinks(index), "backlinks of {name}");
        assert_eq!(one.cited_by(index), other.cited_by(index), "citations of {name}");
    }
}

#[test]
fn what_is_taken_over_is_what_would_be_made() {
    let config = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/content/instep.yaml")).unwrap();
    let (config, found) = Config::read("instep.yaml", &config, &kinds::kinds());
    assert!(found.is_empty());
    for seed in 1..=3 {
        let mut world = World::new(seed);
        let today = "2026-11-23".parse().unwrap();
        let files = world.files(&Files::default());
        let mut input = Input {
            files,
            config: Arc::new(config.clone()),
            today,
            drafts: seed % 2 == 0,
            rules: Scope::Entities,
            history: Arc::default(),
        };
        let mut cache = Cache::default();
        same(&build::load(&input, &mut cache), &build::load(&input, &mut Cache::default()), "nothing");
        for step in 0..60 {
            let steps: Vec<String> = (0..=world.dice.below(3)).map(|_| world.step()).collect();
            input.files = world.files(&input.files);
            let taken_over = build::load(&input, &mut cache);
            // What is wrong once stays wrong for a while: making everything anew each time would take three times as long.
            if step % 3 == 2 {
                let after = format!("step {step} of seed {seed}: {}", steps.join(", "));
                same(&taken_over, &build::load(&input, &mut Cache::default()), &after);
            }
        }
    }
}

/// A path below the content folder, and a text.
type Written<'a> = (&'a str, &'a str);

/// The edit of one file changes what is found out about another: for each fact that linking notes, an edit that only
/// this note gives away.
#[test]
fn what_another_file_says_is_looked_up_again() {
    let journey = "persona: mara\ntitle: Way\nstages:\n  - name: One\n    id: one\n  - name: Two\n    id: two\n";
    let other = journey.replace("Two", "Three").replace("id: two", "id: three");
    let session =
        |people: &str| format!("---\ntype: interview\ndate: 2026-10-01\nparticipants: [{people}]\n---\n# A talk\n");
    let map = "persona: mara\nsays:\n  - text: It rains.\n    from: [talk]\n";
    let story = |text: &str| format!("---\npersona: mara\n---\n# Rain\n\n## What happened\n\n{text}\n");
    let (one, three) = (session("P1"), session("P1, P2, P3"));
    let (wiki, folder, file) =
        (story("See [[talk]]."), story("See [it](../notes/)."), story("See [it](../notes/a.md)."));
    let staged = "---\npersona: mara\nstage: way#two\n---\n# Rain\n\n## What happened\n\nRain.\n";
    let nothing = ("pages/x.md", "# X\n");
    let picture = story("![It](rain.png)");
    let (near, path) = (story("See [[thunderstrm]]."), story("See [it](nowher.md)."));
    let title = wiki.replace("talk", "a-name");
    let cases: [(&str, Written, Written, Written); 10] = [
        ("Content", ("stories/rain.md", staged), ("journeys/way.yaml", journey), ("journeys/way.yaml", &other)),
        ("Voices", ("maps/m.yaml", map), ("sessions/talk.md", &one), ("sessions/talk.md", &three)),
        ("Id", ("stories/rain.md", &wiki), nothing, ("insights/talk.md", "# Other\n")),
        ("Title", ("stories/rain.md", &title), ("notes/x.md", "# A name\n"), ("notes/x.md", "# X\n")),
        ("Names", ("stories/rain.md", &near), nothing, ("insights/thunderstorm.md", "# Loud\n")),
        ("Paths", ("stories/rain.md", &path), nothing, ("notes/nowhere.md", "# Nowhere\n")),
        ("Folder", ("stories/rain.md", &folder), ("notes/b.png", ""), nothing),
        ("File", ("stories/rain.md", &file), ("notes/a.md", "---\ndraft: true\n---\n# A\n"), ("notes/a.md", "# A\n")),
        ("Path", ("stories/rain.md", &picture), ("stories/rain.png", ""), nothing),
        ("Subjects", ("people/ada/map.md", "## Says\n\n- It rains.\n"), ("people/ada/persona.md", "# Ada\n"), nothing),
    ];
    for (what, always, before, after) in cases {
        let talk = ("sessions/talk.md", one.as_str());
        let mara = ("personas/mara.md", "# Mara\n");
        told_apart(what, &[before, after].map(|change| [mara, talk, always, change]));
    }
}

/// Links one site after the other: the second must be what it is without the first, and must not be the same.
fn told_apart(what: &str, sites: &[[Written; 4]; 2]) {
    let (config, _) = Config::read("instep.yaml", "title: A\n", &kinds::kinds());
    let (config, today) = (Arc::new(config), "2026-11-23".parse().unwrap());
    let mut cache = Cache::default();
    let mut old = Files::default();
    let mut said: Vec<String> = Vec::new();
    for site in sites {
        let mut files = Files::default();
        for (path, text) in site {
            let path = format!("content/{path}");
            let known = old.text(&path).filter(|known| &***known == *text).cloned();
            let asset = path.ends_with(".png");
            let file = if asset { File::Asset } else { File::Text(known.unwrap_or_else(|| (*text).into())) };
            files.insert(&path, file);
        }
        old = files.clone();
        // A draft is a draft here.
        let input = Input {
            files,
            config: config.clone(),
            today,
            drafts: false,
            rules: Scope::Entities,
            history: Arc::default(),
        };
        let taken_over = build::load(&input, &mut cache);
        same(&taken_over, &build::load(&input, &mut Cache::default()), what);
        let claims: Vec<_> = taken_over.site.indices().map(|index| taken_over.site.claims(index)).collect();
        let urls: Vec<_> = taken_over.site.indices().map(|index| taken_over.site.url(index)).collect();
        said.push(format!("{:?}{claims:?}{urls:?}", taken_over.diagnostics));
    }
    assert_ne!(said[0], said[1], "{what}: the edit changes nothing");
}
