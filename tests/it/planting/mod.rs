//! Known faults are planted into a site without a fault, and counted: how many are found (recall), and how many of the
//! findings are faults (precision).
//!
//! The faults are made by `defects`, which knows nothing of how a rule looks for them: at least twenty for each rule, in
//! YAML and in Markdown, in eight languages. Rules about references, quotes, consent, dates and ranges must find 99 % and
//! be right in 99 %; the others 90 % and 95 %. What is missed is listed.

mod defects;
mod world;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use instep::build::{self, Cache, Input};
use instep::diagnostic::Diagnostic;
use instep::files::{File, Files, Problem};
use instep::kinds;
use instep::rules::{self, Scope};
use instep::site::Config;
use instep::text::position;
use jiff::civil::date;

use defects::Defect;
use world::{Person, World};

/// How many faults of each rule are planted: each language four times, half of them in Markdown.
const PLANTED: usize = 32;

/// Rules whose faults are no texts of the content folder, and the test that plants them instead.
const ELSEWHERE: &[(&str, &str)] = &[
    ("coverage-fell", "coverage_may_not_fall_behind_a_ratchet"),
    ("above-profile", "copied_words_stop_the_build_and_the_old_site_stays"),
    ("unknown-history", "a_shallow_clone_says_that_it_cannot_know"),
    ("deleted-but-used", "every_removed_file_is_told_with_everybody_who_uses_it"),
    ("broken-image", "a_picture_that_is_none_is_told_and_copied"),
    ("template", "t03_an_unknown_name_tells_place_page_and_known_names"),
];

/// What a rule has to show for itself.
#[derive(Default)]
struct Score {
    planted: usize,
    found: usize,
    right: usize,
    wrong: usize,
    missed: Vec<String>,
    false_alarms: Vec<String>,
}

#[test]
fn planted_faults_are_found_and_nothing_else_is() {
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    for (seed, defect) in defects::ALL.iter().enumerate() {
        run(defect, seed as u64, &mut scores);
    }
    let mut table = format!("{:<28} {:>7} {:>7} {:>7} {:>9}\n", "rule", "planted", "found", "recall", "precision");
    let mut failures = String::new();
    for defect in defects::ALL {
        let score = &scores[defect.rule];
        let recall = score.found as f64 / score.planted.max(1) as f64;
        let precision = score.right as f64 / (score.right + score.wrong).max(1) as f64;
        let (least_recall, least_precision) = if defect.exact { (0.99, 0.99) } else { (0.90, 0.95) };
        writeln!(
            table,
            "{:<28} {:>7} {:>7} {:>6.1}% {:>8.1}%",
            defect.rule,
            score.planted,
            score.found,
            recall * 100.0,
            precision * 100.0
        )
        .unwrap();
        for line in score.missed.iter().map(|line| format!("missed: {line}")).take(5) {
            writeln!(table, "    {line}").unwrap();
        }
        for line in score.false_alarms.iter().map(|line| format!("wrongly: {line}")).take(5) {
            writeln!(table, "    {line}").unwrap();
        }
        if recall < least_recall || precision < least_precision || score.planted < 20 {
            writeln!(failures, "{}", defect.rule).unwrap();
        }
    }
    println!("{table}");
    assert!(failures.is_empty(), "these rules miss too much, or cry wolf:\n{failures}\n{table}");
}

#[test]
fn a_site_without_a_fault_has_no_finding() {
    let world = World::clean(7);
    let found = check(&world, &[]);
    let told: Vec<String> = found.iter().map(|finding| told(finding, &world)).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn faults_are_planted_for_every_rule() {
    let covered = |id: &str| {
        defects::ALL.iter().any(|defect| defect.rule == id) || ELSEWHERE.iter().any(|(known, _)| *known == id)
    };
    let missing: Vec<&str> = rules::ALL.iter().map(|rule| rule.id).filter(|id| !covered(id)).collect();
    assert!(missing.is_empty(), "nothing is planted for {missing:?}");
    let tests = super::tidy::all_tests();
    for (rule, test) in ELSEWHERE {
        assert!(tests.contains(&format!("fn {test}(")), "{rule}: there is no test `{test}`");
    }
}

/// Where faults are planted, one after the other.
struct Plot {
    world: World,
    /// Which fault it is, from 0.
    n: usize,
    bad: Vec<(String, Problem)>,
    /// The file, and words of the line on which the rule should speak up; none for anywhere in the file.
    expected: Vec<(String, String)>,
}

fn run(defect: &'static Defect, seed: u64, scores: &mut BTreeMap<&'static str, Score>) {
    let mut plot = Plot { world: World::clean(seed + 1), n: 0, bad: Vec::new(), expected: Vec::new() };
    for n in 0..PLANTED {
        plot.n = n;
        (defect.plant)(&mut plot);
    }
    let found = check(&plot.world, &plot.bad);
    let own = scores.entry(defect.rule).or_default();
    own.planted += plot.expected.len();
    for (path, words) in &plot.expected {
        let hit = |finding: &&Diagnostic| finding.rule == defect.rule && stands_at(finding, path, words, &plot.world);
        match found.iter().find(hit) {
            Some(_) => own.found += 1,
            None => own.missed.push(format!("{path}: {words}")),
        }
    }
    for finding in &found {
        let planted = plot.expected.iter().any(|(path, words)| stands_at(finding, path, words, &plot.world));
        if finding.rule == defect.rule && planted {
            scores.entry(defect.rule).or_default().right += 1;
        } else if !defect.also.contains(&finding.rule) {
            let score = scores.entry(finding.rule).or_default();
            score.wrong += 1;
            score.false_alarms.push(format!("(beside {}) {}", defect.rule, told(finding, &plot.world)));
        }
    }
}

/// Whether a finding stands on the line that holds the words.
fn stands_at(finding: &Diagnostic, path: &str, words: &str, world: &World) -> bool {
    let Some(text) = world.files.get(path) else { return finding.path.starts_with(path) };
    let Some(at) = text.find(words) else { return false };
    let line = |offset: usize| position(text, offset as u32).line;
    let covered = line(finding.span.start as usize)..=line((finding.span.end as usize).min(text.len()));
    *finding.path == *path && (words.is_empty() || covered.contains(&line(at)))
}

fn told(finding: &Diagnostic, world: &World) -> String {
    let text = world.files.get(&*finding.path).map_or("", String::as_str);
    let line = position(text, finding.span.start).line;
    format!("{}:{line}: {}: {}", finding.path, finding.rule, finding.message)
}

fn check(world: &World, bad: &[(String, Problem)]) -> Vec<Diagnostic> {
    let (config, found) = Config::read("instep.yaml", &world.files["instep.yaml"], &kinds::kinds());
    assert!(found.is_empty(), "{found:?}");
    let mut files = Files::of(world.files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    bad.iter().for_each(|(path, problem)| files.insert(path, File::Bad(problem.clone())));
    let today = date(2026, 11, 23);
    let (config, history) = (Arc::new(config), Arc::default());
    let input = Input { files, config, today, drafts: false, rules: Scope::All, history };
    build::load(&input, &mut Cache::default()).diagnostics
}

impl Plot {
    /// Whom the next fault is planted beside: everybody in turn.
    fn person(&self) -> &Person {
        &self.world.people[self.n % self.world.people.len()]
    }

    /// Somebody else who speaks the same language.
    fn neighbour(&self) -> usize {
        (self.n % self.world.people.len()) ^ 1
    }

    /// Which of the person's sessions is used: an interview.
    fn session(&self) -> usize {
        [0, 2][self.n / 16 % 2]
    }

    fn sessions(&self) -> Vec<String> {
        self.person().sessions.iter().map(|session| session.id.clone()).collect()
    }

    /// A sentence in the person's language that nobody has said yet.
    fn sentence(&mut self) -> String {
        let language = self.person().language;
        self.world.sentence(language)
    }

    /// The same, with a source that lets it stand.
    fn cited(&mut self) -> String {
        let session = self.sessions()[self.session()].clone();
        format!("{} [[{session}]]", self.sentence())
    }

    /// A statement from somebody's own portrait, without its source.
    fn fact_of(&self, person: usize) -> String {
        let person = &self.world.people[person];
        let path = format!("content/personas/{}.{}", person.id, if person.markdown { "md" } else { "yaml" });
        let lines = self.world.files[&path].lines().filter(|line| line.contains("[["));
        let line = lines.clone().nth(self.n / 16 % lines.count()).unwrap_or_default();
        let text = line.trim_start_matches([' ', '-', '\'']).split(" [[").next().unwrap_or_default();
        text.replace("''", "'")
    }

    fn file(&mut self, path: &str, text: String) {
        self.world.files.insert(path.into(), text.replace("{n}", &self.n.to_string()));
    }

    fn expect(&mut self, path: &str, words: &str) {
        self.expected.push((path.into(), words.replace("{n}", &self.n.to_string())));
    }

    /// A map with one statement, in the person's form; the fault is on its line.
    fn item(&mut self, field: &str, text: &str) {
        let words = text.split(" [[").next().unwrap_or(text).replace('\'', "''");
        let words = if self.person().markdown { words.replace("''", "'") } else { words };
        let (path, text) =
            world::map(self.person(), &format!("planted-{}", self.n), &[(field, text.into())], self.person().markdown);
        self.expect(&path, &words);
        self.file(&path, text);
    }

    /// A map with one statement that is a mapping: only YAML has them.
    fn mapping(&mut self, field: &str, item: &str, words: &str) {
        let (path, mut text) =
            world::map(self.person(), &format!("planted-{}", self.n), &[(field, "text:".into())], false);
        text = text.replace("  - text:\n", &format!("  - {}\n", item.replace('\n', "\n    ")));
        self.expect(&path, &words.replace('\'', "''"));
        self.file(&path, text);
    }

    /// Words in quotation marks with their source; the fault is on that line.
    fn quote(&mut self, field: &str, words: &str, source: &str) {
        let text = format!("{} [[{source}]]", self.person().language.quoted(words));
        self.item(field, &text);
    }

    /// The same, where the fault is elsewhere.
    fn quiet_quote(&mut self, field: &str, words: &str, source: &str) {
        self.quote(field, words, source);
        self.expected.pop();
    }

    /// A map with a line of its own in its fields or front matter.
    fn map_with(&mut self, line: &str, words: &str) {
        let item = self.cited();
        let (path, text) =
            world::map(self.person(), &format!("planted-{}", self.n), &[("gains", item)], self.person().markdown);
        let persona = format!("persona: {}\n", self.person().id);
        self.expect(&path, words);
        self.file(&path, text.replacen(&persona, &format!("{persona}{line}"), 1));
    }

    /// A map of which only the beginning is right.
    fn raw_map(&mut self, text: &str, words: &str) {
        let path = format!("content/maps/planted-{}.yaml", self.n);
        let text = format!("persona: {}\n{text}", self.person().id);
        self.expect(&path, words);
        self.file(&path, text);
    }

    /// An insight with a line of its own.
    fn insight(&mut self, line: &str, words: &str) {
        let (text, person) = (self.sentence(), self.person().id.clone());
        let ids = self.sessions();
        let path = format!("content/insights/planted-{}.yaml", self.n);
        let text = format!(
            "statement: {}\n{line}supports: [{}, {}]\npersonas: [{person}]\n",
            world::yaml(&text),
            ids[0],
            ids[1]
        );
        self.expect(&path, words);
        self.file(&path, text);
    }

    /// A story with a paragraph of its own.
    fn prose(&mut self, paragraph: &str, words: &str) {
        let (person, session, text) = (self.person().id.clone(), self.sessions()[0].clone(), self.sentence());
        let path = format!("content/stories/planted-{}.md", self.n);
        let front = format!("---\npersona: {person}\ndate: 2026-10-06\nsession: {session}\n---\n# A day {{n}}\n");
        self.expect(&path, words);
        self.file(&path, format!("{front}\n## What happened\n\n{text}\n\n{paragraph}\n"));
    }

    /// A story with a line of its own in its front matter.
    fn story_with(&mut self, line: &str, words: &str) {
        let (person, session, text) = (self.person().id.clone(), self.sessions()[0].clone(), self.sentence());
        let path = format!("content/stories/planted-{}.md", self.n);
        let front = format!("---\npersona: {person}\ndate: 2026-10-06\n{line}session: {session}\n---\n# A day {{n}}\n");
        self.expect(&path, words);
        self.file(&path, format!("{front}\n## What happened\n\n{text}\n"));
    }

    /// The fault is in the map that was planted last, on the line with these words.
    fn expect_map(&mut self, words: &str) {
        let ending = if self.person().markdown { "md" } else { "yaml" };
        self.expect(&format!("content/maps/planted-{}.{ending}", self.n), words);
    }

    /// Another persona with two statements in each of some fields, which rest on what was heard from three people, and
    /// with lines of its own; gives its text.
    fn persona(&mut self, id: &str, more: &str, fields: &[&str]) -> String {
        let sessions = self.sessions();
        let markdown = self.person().markdown;
        let mut items: Vec<(&str, String)> = Vec::new();
        for (at, field) in fields.iter().enumerate() {
            for session in [at, at + 1] {
                items.push((field, format!("{} [[{}]]", self.sentence(), sessions[session % 3])));
            }
        }
        let mut seen: Vec<&str> = Vec::new();
        let mut body = String::new();
        for field in fields {
            if seen.contains(field) {
                continue;
            }
            seen.push(field);
            body.push_str(&if markdown { format!("\n## {field}\n\n") } else { format!("{field}:\n") });
            for (_, item) in items.iter().filter(|(name, _)| name == field) {
                body.push_str(&if markdown { format!("- {item}\n") } else { format!("  - {}\n", world::yaml(item)) });
            }
        }
        let (ending, text) = match markdown {
            true => ("md", format!("---\n{more}summary: A portrait\n---\n# Person {id}\n{body}")),
            false => ("yaml", format!("title: Person {id}\n{more}{body}")),
        };
        self.file(&format!("content/personas/{id}.{ending}"), text.clone());
        text
    }

    /// The fault may be told in any file whose path begins so: it lies between two.
    fn either(&mut self, path: &str) {
        self.expected.push((path.into(), String::new()));
    }

    /// A file that cannot be read.
    fn bad(&mut self, problem: Problem) {
        let path = format!("content/maps/planted-{}.yaml", self.n);
        self.expect(&path, "");
        self.bad.push((path, problem));
    }

    /// A statement that allows a rule to be broken, in the person's form.
    fn allow(&mut self, item: &str, allow: &str) {
        if self.person().markdown {
            self.item("pains", &format!("{item} <!-- allow {allow} -->"));
            return;
        }
        let (text, from) = item.split_once(" [[").unwrap_or((item, ""));
        let from = from.trim_end_matches("]]");
        let allow = if allow.contains(':') { format!("{{ {allow} }}") } else { format!("[{allow}]") };
        let mapping = format!("text: {}\nfrom: [{from}]\nallow: {allow}", world::yaml(text));
        self.mapping("pains", &mapping, "allow: ");
    }

    /// Another session of the person: its id, and words said in it.
    fn new_session(&mut self, date: &str, more: &str) -> (String, String) {
        let (language, person) = (self.person().language, self.person().id.clone());
        let more = more.replace("{n}", &(1 + self.n % 9).to_string());
        let session = self.world.add_session_with(language, &person, "interview", date, &more);
        (session.id, session.said[1].1.clone())
    }

    /// Another session with participants of its own, cited by a statement.
    fn new_session_of(&mut self, alias: &str, participants: &str) {
        let (language, person) = (self.person().language, self.person().id.clone());
        let session = self.world.add_session(language, &person, "interview");
        let path = format!("content/sessions/{}.md", session.id);
        let text = self.world.files[&path].replace(&format!("[{}]", session.alias), participants);
        self.world
            .files
            .insert(path.clone(), text.replace(&format!("**{}:**", session.alias), &format!("**{alias}:**")));
        self.expect(&path, "participants");
    }
}
