//! Edits at random, of a site that is served all the time: whatever happened, and in whatever order it was noticed, in
//! the end the preview shows what a build of the same files gives.
//!
//! `INSTEP_LONG=1` makes more of them, `INSTEP_SEED` others.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::preview::{Answer, Preview};
use crate::site::{Dice, MARA, Site, TODAY, Tree, tree};

/// How long the preview may take until it shows what lies on the disk.
const SETTLES: Duration = Duration::from_secs(20);

/// The site that `instep init` makes, with one of everything else.
fn site() -> Site {
    let site = Site::new();
    for (path, bytes) in tree(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/init"))) {
        site.write(&path, bytes);
    }
    site.file(
        "personas/mara.md",
        MARA.replace("alone.", "alone, see [the way](../notes/deep/way.md).\n\n![Mara](mara.avif)"),
    )
    .file("personas/mara.avif", "a picture of Mara")
    .file("personas/zürich.md", MARA.replace("Mara", "Zürich"))
    .file("personas/draft.md", MARA.replace("role:", "draft: true\nrole:").replace("Mara", "Drafted"))
    .file("imre/persona.md", MARA.replace("Mara", "Imre").replace("Friday", "Friday [[visit-saturday]]"))
    .file("imre/map.yaml", "title: At work\nsays:\n  - It works [[visit-saturday#L20]]\npains:\n  - The noise\n")
    .file("imre/story.md", "---\ndate: 2026-05-05\ntold_by: Rafi\n---\n# A morning\n\n## What happened\n\nRain.\n")
    .file("notes/deep/way.md", "# The way\n\nTo [Mara](../../personas/mara.md) and [the plan](the%20plan.pdf).\n")
    .file("notes/deep/the plan.pdf", "a plan")
    .file("notes/README.md", "# Notes\n\nAbout [deep things](deep/way.md).\n")
    .file(
        "insights/waiting.yaml",
        "title: Waiting is work\npersonas: [mara, ottilie]\nevidence: [visit-saturday, int-p01]\n",
    )
    .file("opportunities/clock.yaml", "title: A clock\npersona: mara\nproblem: Nobody knows how long\n")
    .file("decisions/clock.yaml", "title: We hang up a clock\ndate: 2026-10-10\ndecided: A clock, at the door\n")
    .file("events/fair.yaml", "title: The fair\ndate: 2026-09-09\n")
    .file("maps/mara-friday.md", "---\npersona: mara\n---\n# On Friday\n\n## Says\n\n- Soon\n\n## Feels\n\n- Tired\n")
    .other("templates/parts/note.html", "<p>note</p>")
}

/// A site on the disk, and what has been done to it.
struct World {
    site: Site,
    good: Tree,
    dice: Dice,
    done: Vec<String>,
    made: usize,
}

impl World {
    fn new(seed: u64) -> World {
        let site = site();
        let good = tree(site.root());
        World { site, good, dice: Dice(seed), done: Vec::new(), made: 0 }
    }

    fn say(&mut self, done: String) {
        self.done.push(done);
    }

    /// The files of the content folder.
    fn files(&self) -> Vec<String> {
        tree(&self.site.path("content")).into_keys().collect()
    }

    /// A file with content that is there.
    fn any(&mut self) -> Option<String> {
        let texts: Vec<String> =
            self.files().into_iter().filter(|path| path.ends_with("md") || path.ends_with("yaml")).collect();
        (!texts.is_empty()).then(|| self.dice.pick(&texts).clone())
    }

    fn pause(&mut self) {
        thread::sleep(Duration::from_millis(*self.dice.pick(&[0, 0, 0, 1, 5, 40, 90])));
    }

    /// Saves a file in one of the ways in which editors do.
    fn save(&mut self, path: &str, bytes: &[u8]) {
        let path = self.site.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match self.dice.below(5) {
            0 => {
                let mut beside = path.clone().into_os_string();
                beside.push(".tmp~");
                fs::write(&beside, bytes).unwrap();
                fs::rename(beside, path).unwrap();
            }
            1 => {
                let _ = fs::remove_file(&path);
                thread::sleep(Duration::from_millis(self.dice.below(6) as u64));
                fs::write(path, bytes).unwrap();
            }
            2 => {
                let half = bytes.len() / 2;
                fs::write(&path, &bytes[..half]).unwrap();
                thread::sleep(Duration::from_millis(self.dice.below(30) as u64));
                fs::write(path, bytes).unwrap();
            }
            _ => fs::write(path, bytes).unwrap(),
        }
    }

    fn content(&self, path: &str) -> String {
        String::from_utf8_lossy(&fs::read(self.site.path(&format!("content/{path}"))).unwrap()).into_owned()
    }

    fn step(&mut self) {
        let Some(path) = self.any() else { return self.mend_all() };
        match self.dice.below(16) {
            0 => self.create(),
            1 | 2 => self.edit(&path),
            3 => self.rename(&path),
            4 => {
                self.say(format!("delete {path}"));
                self.site.delete(&format!("content/{path}"));
            }
            5 => self.break_it(&path),
            6 => self.move_folder(),
            7 => self.touch(),
            8 | 9 => self.picture(),
            10 => self.settings(),
            11 | 12 => self.template(),
            _ => self.mend(),
        }
    }

    fn create(&mut self) {
        self.made += 1;
        let folder = *self.dice.pick(&["personas", "new/very/deep", "imre", "maps", "notes"]);
        let path = format!("content/{folder}/made-{}.md", self.made);
        self.say(format!("create {path}"));
        let text = MARA.replace("Mara", &format!("Made {}", self.made)).replace("Friday", "Friday [[int-p01]]");
        self.save(&path, text.as_bytes());
    }

    fn edit(&mut self, path: &str) {
        self.say(format!("edit {path}"));
        let text = self.content(path);
        let text = match self.dice.below(3) {
            0 => text.replacen("the", "some other", 1 + self.dice.below(3)),
            1 => {
                let at = self.dice.below(text.lines().count().max(1));
                text.lines().enumerate().filter(|(line, _)| *line != at).map(|(_, line)| format!("{line}\n")).collect()
            }
            _ => format!("{text}\n# {}\n", self.dice.below(1000)),
        };
        self.save(&format!("content/{path}"), text.as_bytes());
    }

    fn rename(&mut self, path: &str) {
        let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
        let to = format!("{folder}/again-{name}");
        self.say(format!("rename {path} to {to}"));
        fs::rename(self.site.path(&format!("content/{path}")), self.site.path(&format!("content/{to}"))).unwrap();
    }

    fn break_it(&mut self, path: &str) {
        let bytes: &[u8] = self.dice.pick::<&[u8]>(&[
            b"a: [",
            b"",
            b" \n",
            b"---\nrole: [\n---\n# x\n",
            b"caf\xe9 au lait\n",
            b"\t- x: {",
        ]);
        self.say(format!("break {path} with {:?}", String::from_utf8_lossy(bytes)));
        let bytes = bytes.to_vec();
        self.save(&format!("content/{path}"), &bytes);
    }

    fn move_folder(&mut self) {
        let content = self.site.path("content");
        let folders: Vec<PathBuf> = walkdir::WalkDir::new(&content)
            .min_depth(1)
            .sort_by_file_name()
            .into_iter()
            .flatten()
            .filter(|entry| entry.file_type().is_dir())
            .map(walkdir::DirEntry::into_path)
            .collect();
        let Some(from) = (!folders.is_empty()).then(|| self.dice.pick(&folders).clone()) else { return };
        let away = self.site.path("away");
        match self.dice.below(4) {
            // Out, and in again.
            0 => {
                self.say(format!("out and in {}", from.display()));
                fs::rename(&from, &away).unwrap();
                self.pause();
                fs::rename(&away, &from).unwrap();
            }
            // Two change places.
            1 => {
                let other = self.dice.pick(&folders).clone();
                if other.starts_with(&from) || from.starts_with(&other) {
                    return;
                }
                self.say(format!("exchange {} and {}", from.display(), other.display()));
                fs::rename(&from, &away).unwrap();
                fs::rename(&other, &from).unwrap();
                fs::rename(&away, &other).unwrap();
            }
            _ => {
                self.made += 1;
                let to = from.with_file_name(format!("moved-{}", self.made));
                self.say(format!("move {} to {}", from.display(), to.display()));
                fs::rename(&from, &to).unwrap();
                // And another one in its place.
                if self.dice.below(2) == 0 {
                    let files = tree(&to);
                    let back = files.iter().next().map(|(path, bytes)| (from.join(path), bytes.clone()));
                    if let Some((path, bytes)) = back {
                        self.say(format!("and {} again", path.display()));
                        fs::create_dir_all(path.parent().unwrap()).unwrap();
                        fs::write(path, bytes).unwrap();
                    }
                }
            }
        }
    }

    fn touch(&mut self) {
        let files = self.files();
        let path = self.dice.pick(&files).clone();
        self.say(format!("touch {path}"));
        let hour = Duration::from_secs(3600);
        let time = *self.dice.pick(&[SystemTime::now(), SystemTime::now() - hour, SystemTime::now() + hour]);
        let file = fs::File::options().append(true).open(self.site.path(&format!("content/{path}"))).unwrap();
        file.set_modified(time).unwrap();
    }

    fn picture(&mut self) {
        let path = *self.dice.pick(&[
            "content/personas/mara.avif",
            "content/notes/deep/the plan.pdf",
            "content/other picture.jpg",
        ]);
        self.say(format!("picture {path}"));
        if self.dice.below(4) == 0 {
            let _ = fs::remove_file(self.site.path(path));
        } else {
            let bytes = format!("picture {:04}", self.dice.below(10_000));
            self.save(path, bytes.as_bytes());
        }
    }

    fn settings(&mut self) {
        let good = String::from_utf8(self.good["instep.yaml"].clone()).unwrap();
        let n = self.dice.below(100);
        let settings = match self.dice.below(8) {
            0 => "title: [\n".to_owned(),
            1 => "titel: x\n".to_owned(),
            2 => String::new(),
            3 => format!("{good}\nexclude: [\"content/notes/**\"]\n"),
            4 => format!("{good}\ncontent: content/personas\n"),
            5 => format!("{good}\nevidence:\n  marks: off\n"),
            _ => good.replace("title: The", &format!("title: {n} The")),
        };
        self.say(format!("settings {:?}", settings.lines().last()));
        self.save("instep.yaml", settings.as_bytes());
    }

    fn template(&mut self) {
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/");
        let name = *self.dice.pick(&["persona.html", "base.html", "parts.html", "assets/css/own.css", "words/en.yaml"]);
        let built_in = fs::read_to_string(format!("{source}{name}")).unwrap_or_else(|_| "b { color: red }\n".into());
        let path = format!("templates/{name}");
        let n = self.dice.below(100);
        match self.dice.below(6) {
            0 => {
                self.say(format!("delete {path}"));
                let _ = fs::remove_file(self.site.path(&path));
            }
            1 if name.ends_with("html") => {
                self.say(format!("break {path}"));
                let broken =
                    *self.dice.pick(&["{% if %}", "{{ nobody.knows }}", "", "{% extends \"base.html\" %}{% block"]);
                self.save(&path, broken.as_bytes());
            }
            2 => {
                self.say("delete all templates".into());
                let _ = fs::remove_dir_all(self.site.path("templates"));
            }
            _ => {
                self.say(format!("edit {path}"));
                let text = built_in.replacen("<main", &format!("<main data-n=\"{n}\""), 1);
                self.save(&path, text.as_bytes());
            }
        }
    }

    /// Puts back some files as they were.
    fn mend(&mut self) {
        let paths: Vec<String> = self.good.keys().cloned().collect();
        for _ in 0..5 {
            let path = self.dice.pick(&paths).clone();
            self.say(format!("mend {path}"));
            let bytes = self.good[&path].clone();
            self.save(&path, &bytes);
        }
    }

    /// Puts back everything.
    fn mend_all(&mut self) {
        self.say("mend all".into());
        for folder in ["content", "templates"] {
            let _ = fs::remove_dir_all(self.site.path(folder));
        }
        for (path, bytes) in &self.good {
            self.site.write(path, bytes);
        }
    }
}

/// What a build of the files as they are gives; nothing, if it is refused.
fn built(world: &World, output: &Path) -> Option<Tree> {
    let _ = fs::remove_dir_all(output);
    let out = output.to_string_lossy();
    let outcome = world.site.run(&["build", "--quiet", "--drafts", "--today", TODAY, "-o", &out]);
    (outcome.code == Some(0)).then(|| {
        let mut built = tree(output);
        built.remove(".instep-manifest.json");
        // The preview tells of what is new itself.
        built.remove("build.json");
        built
    })
}

/// An answer without what the preview adds.
fn as_built(answer: &Answer) -> Vec<u8> {
    if answer.text().contains("<link rel=\"stylesheet\" href=\"/_instep") {
        answer.as_built().into_bytes()
    } else {
        answer.body.clone()
    }
}

/// A path as it stands in a request.
fn address(path: &str) -> String {
    let encoded = path.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    format!("/{}", encoded.collect::<String>())
}

/// What is not yet as it should be.
fn difference(
    preview: &Preview,
    expected: Option<&Tree>,
    gone: &BTreeSet<String>,
    first: &mut String,
) -> Option<String> {
    let problems = preview.problems();
    let Some(expected) = expected else {
        let told = problems["errors"].as_u64() > Some(0);
        return (!told).then(|| "the build is refused, and the preview tells no error".into());
    };
    let paths = expected.get_key_value(first).into_iter().chain(expected);
    for (path, bytes) in paths {
        let answer = preview.get(&address(path));
        if (answer.status, &as_built(&answer)) != (200, bytes) {
            first.clone_from(path);
            return Some(format!("{path} ({}): {}", answer.status, unlike(bytes, &as_built(&answer))));
        }
    }
    let still = gone.iter().filter(|path| preview.get(&address(path)).status != 404);
    let told = (problems["errors"] != 0).then(|| format!("the build is good, and the preview tells {problems}"));
    still.map(|path| format!("{path} is still there")).next().or(told)
}

/// The first lines in which two texts differ.
fn unlike(expected: &[u8], got: &[u8]) -> String {
    let (expected, got) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(got));
    let mut lines = expected.lines().zip(got.lines());
    format!("{:?}", lines.find(|(one, other)| one != other))
}

#[test]
fn in_the_end_the_preview_is_what_a_build_gives() {
    let long = std::env::var_os("INSTEP_LONG").is_some();
    let seed = std::env::var("INSTEP_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let mut world = World::new(seed);
    let output = tempfile::tempdir().unwrap();
    let output = output.path().join("out");
    let preview = Preview::with(&world.site, &["-p", "0"]);
    let (mut gone, mut before, mut good, mut slowest) = (BTreeSet::new(), BTreeSet::new(), 0, Duration::ZERO);
    for sequence in 0..if long { 500 } else { 60 } {
        world.say(format!("\n{sequence}:"));
        let asleep = world.dice.below(10) == 0;
        if asleep {
            preview.signal("-STOP");
            world.say("while it sleeps:".into());
        }
        for _ in 0..=world.dice.below(6) {
            world.step();
            world.pause();
        }
        if world.dice.below(3) == 0 {
            world.mend_all();
        }
        if asleep {
            preview.signal("-CONT");
        }
        let (ended, mut first) = (Instant::now(), String::new());
        let expected = built(&world, &output);
        if let Some(expected) = &expected {
            let now: BTreeSet<String> = expected.keys().cloned().collect();
            // The files of the theme before stay, for pages that were sent a moment ago.
            gone.extend(before.difference(&now).filter(|path| !path.starts_with("assets/")).cloned());
            gone = gone.difference(&now).cloned().collect();
            (before, good) = (now, good + 1);
        }
        while let Some(difference) = difference(&preview, expected.as_ref(), &gone, &mut first) {
            if ended.elapsed() > SETTLES {
                let last = world.done[world.done.len().saturating_sub(60)..].join(", ");
                panic!(
                    "sequence {sequence} of seed {seed}: {difference}\ndone: {last}\nprinted: {}",
                    preview.printed()
                );
            }
            thread::sleep(Duration::from_millis(30));
        }
        slowest = slowest.max(ended.elapsed());
        while gone.len() > 40 {
            gone.pop_first();
        }
    }
    println!("{good} sequences gave a site; the slowest settled after {slowest:?}");
    assert!(good > 15, "only {good} sequences gave a site");
    assert!(!preview.printed().contains("does not report changes"), "{}", preview.printed());
}
