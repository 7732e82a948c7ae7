//! Sheets for walls, measured in the PDF itself with tools that know nothing of ours: poppler, qpdf, zbar.
//!
//! Every kind of sheet on every paper with every sort of content: all that is said stands on it in order or is named as
//! left out, nothing lies beside the paper or over something else, no type is below the floor.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use instep::build::{self, Cache, Input};
use instep::disk::fonts::read_font;
use instep::files::Files;
use instep::pages::Pages;
use instep::paper::pdf::{self, Leaf};
use instep::paper::print::{self, Order, Printed};
use instep::paper::reading::{POINT, Reading};
use instep::paper::scene::{Node, Outline, Role, Scene, Shape, Step};
use instep::paper::sheet::Body;
use instep::paper::{Kind, Paper, Studio};
use instep::render::{self, Overrides, Theme};
use instep::rules::Scope;
use instep::site::Config;
use instep::twins;

use crate::site::{Site, TODAY};

/// Every paper with a name, and a roll.
const PAPERS: &[&str] =
    &["a5", "a4", "a3", "a2", "a1", "a0", "letter", "legal", "tabloid", "arch-c", "arch-d", "arch-e", "900x300mm"];

/// A sort of content: its name, a sentence, and how often it is said.
struct Sort {
    name: &'static str,
    language: &'static str,
    sentence: &'static str,
    times: usize,
    /// A font that is installed, for what ours cannot say.
    font: &'static str,
}

const SORTS: &[Sort] = &[
    Sort { name: "empty", language: "en", sentence: "", times: 0, font: "" },
    Sort { name: "typical", language: "en", sentence: "Nobody notices payroll until it fails", times: 3, font: "" },
    Sort { name: "tenfold", language: "en", sentence: "The minutes go up, and nothing says why", times: 30, font: "" },
    Sort {
        name: "long words",
        language: "de",
        sentence: "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz und Donaudampfschifffahrt",
        times: 3,
        font: "",
    },
    Sort {
        name: "CJK",
        language: "ja",
        sentence: "夜勤の前にバスを待つとき、停留所は暗い",
        times: 3,
        font: "WenQuanYi Micro Hei",
    },
    Sort {
        name: "right to left",
        language: "ar",
        // Without a lam and an alif that become one letter: poppler turns the two of them round.
        sentence: "الدقائق تزداد وما من أحد يقول لماذا",
        times: 3,
        font: "DejaVu Sans",
    },
];

/// The parts of a map.
const PARTS: &[&str] = &["says", "thinks", "does", "feels", "pains", "gains", "hears", "sees"];

impl Sort {
    /// The sentence, so often, each time another by its number; in brackets what it rests on.
    fn lines(&self, mark: &str, cited: bool) -> String {
        let cite = if cited { " [[int-1]]" } else { "" };
        (1..=self.times).map(|n| format!("- {} {mark}{n}.{cite}\n", self.sentence)).collect()
    }

    fn list(&self, mark: &str) -> String {
        (1..=self.times).map(|n| format!("      - \"{} {mark}{n}.\"\n", self.sentence)).collect()
    }

    /// The files of a site that says this everywhere.
    fn files(&self) -> Vec<(String, String)> {
        let sections: String = PARTS[..6]
            .iter()
            .map(|part| format!("\n## {part}\n\n{}", self.lines(&part[..2], *part != "feels")))
            .collect();
        let quote =
            if self.times > 0 { format!("quote: \"\\\"{}.\\\" [[int-1]]\"\n", self.sentence) } else { String::new() };
        let stage = |name: &str, score: i8| {
            let feels = if self.times > 0 { format!("    feels: {score}\n") } else { String::new() };
            let items = match self.times {
                0 => String::new(),
                _ => format!(
                    "    does:\n{}    pains:\n{}",
                    self.list(&format!("d{name}")),
                    self.list(&format!("p{name}"))
                ),
            };
            format!("  - name: {name}\n{feels}{items}")
        };
        let stages = ["One", "Two", "Three"].iter().zip([1, -2, 2]).map(|(name, score)| stage(name, score));
        let stages: String = stages.collect();
        let paragraphs: String = (1..=self.times).map(|n| format!("{} st{n}.\n\n", self.sentence)).collect();
        let session = "---\ntype: interview\ndate: 2026-10-09\nparticipants: [P1, P2, P3]\npersonas: [mara]\nconsent: public\n---\n# A morning\n";
        let map = format!("---\npersona: mara\nlayout: quadrants\n---\n# Pay day\n{sections}");
        vec![
            ("sessions/int-1.md".into(), session.into()),
            ("personas/mara.md".into(), format!("---\n{quote}role: Pays wages\n---\n# Mara Lindqvist\n")),
            ("maps/pay-day.md".into(), map.clone()),
            (
                "maps/canvas-day.md".into(),
                map.replace("quadrants", "canvas")
                    + &format!("\n## hears\n\n{}\n## sees\n\n{}", self.lines("he", true), self.lines("se", true)),
            ),
            ("journeys/way.yaml".into(), format!("persona: mara\ntitle: The way\nstages:\n{stages}")),
            (
                "stories/late.md".into(),
                format!("---\npersona: mara\ndate: 2026-10-10\nconsent: public\n---\n# It was late\n\n{paragraphs}"),
            ),
        ]
    }

    fn pages(&self) -> Pages {
        let settings = format!("title: A test\nlanguage: {}\nbase_url: https://customers.example/\n", self.language);
        let (config, found) = Config::read("instep.yaml", &settings, &instep::kinds::kinds());
        assert!(found.is_empty(), "{found:?}");
        let files: Vec<(String, String)> =
            self.files().into_iter().map(|(path, text)| (format!("content/{path}"), text)).collect();
        let input = Input {
            files: Files::of(files.iter().map(|(path, text)| (&**path, &**text))),
            config: Arc::new(config),
            today: TODAY.parse().unwrap(),
            drafts: false,
            rules: Scope::Entities,
            history: Arc::default(),
        };
        let loaded = build::load(&input, &mut Cache::default());
        build::plan(&loaded, render::words(self.language, &Overrides::new()).0)
    }

    fn studio(&self, pages: &Pages) -> Studio {
        let mut theme = Theme::load(&Overrides::new(), &pages.words).ok().unwrap();
        if !self.font.is_empty() {
            theme.letters.push(read_font(Path::new("/nowhere"), self.font).expect(self.font));
        }
        theme.prepare(pages, None);
        twins::sheets::studio(&theme, false)
    }
}

/// The size of a page, and its words with their boxes: left, top, right, bottom. In points.
type Words = ((f32, f32), Vec<([f32; 4], String)>);

/// A document on disk.
struct Document {
    dir: tempfile::TempDir,
    pages: Vec<String>,
}

impl Document {
    fn of(bytes: &[u8]) -> Document {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("x.pdf"), bytes).unwrap();
        let mut document = Document { dir, pages: Vec::new() };
        let text = document.run("pdftotext", &["-raw", "-enc", "UTF-8", "x.pdf", "-"]);
        document.pages = text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect();
        document
    }

    fn run(&self, program: &str, args: &[&str]) -> String {
        let output = Command::new(program).args(args).current_dir(self.dir.path()).output();
        let output = output.unwrap_or_else(|error| panic!("{program}: {error}"));
        assert!(output.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// What stands where on each page.
    fn words(&self) -> Vec<Words> {
        let xml = self.run("pdftotext", &["-bbox", "x.pdf", "-"]);
        let number = |line: &str, name: &str| -> f32 {
            let (_, rest) = line.split_once(&format!("{name}=\"")).unwrap();
            rest.split('"').next().unwrap().parse().unwrap()
        };
        let mut pages: Vec<Words> = Vec::new();
        for line in xml.lines().map(str::trim) {
            if line.starts_with("<page") {
                pages.push(((number(line, "width"), number(line, "height")), Vec::new()));
            } else if line.starts_with("<word") {
                let sides = ["xMin", "yMin", "xMax", "yMax"].map(|name| number(line, name));
                let word = line.split_once('>').unwrap().1.trim_end_matches("</word>").to_owned();
                pages.last_mut().unwrap().1.push((sides, word));
            }
        }
        pages
    }

    /// The texts in their order with the sizes of their type in points, to a sixth of a point.
    fn texts(&self) -> Vec<(f32, String)> {
        const ZOOM: f32 = 3.0;
        let xml = self.run("pdftohtml", &["-xml", "-i", "-stdout", "-zoom", "3", "x.pdf"]);
        let fonts = regex::Regex::new(r#"<fontspec id="(\d+)" size="(\d+)""#).unwrap();
        let texts = regex::Regex::new(r#"<text [^>]*font="(\d+)">(.*)</text>"#).unwrap();
        let sizes: BTreeMap<String, f32> = fonts
            .captures_iter(&xml)
            .map(|font| (font[1].to_owned(), font[2].parse::<f32>().unwrap() / ZOOM))
            .collect();
        texts.captures_iter(&xml).map(|text| (sizes[&text[1]], text[2].to_owned())).collect()
    }

    /// The sizes of type that its content asks for, in points, the smallest first.
    fn sizes(&self) -> Vec<f32> {
        self.run("qpdf", &["--qdf", "--object-streams=disable", "x.pdf", "q.pdf"]);
        let bytes = std::fs::read(self.dir.path().join("q.pdf")).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let size = regex::Regex::new(r"/f\d+ ([\d.]+) Tf").unwrap();
        // All content is in millimetres.
        let mut sizes: Vec<f32> =
            size.captures_iter(&text).map(|found| found[1].parse::<f32>().unwrap() / POINT).collect();
        sizes.sort_by(f32::total_cmp);
        sizes
    }
}

/// A text without what a line break may change.
fn bare(text: &str) -> String {
    let silent = |letter: &char| {
        letter.is_whitespace() || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{ad}')
    };
    text.chars().filter(|letter| !silent(letter)).collect()
}

/// The same for a page with words from right to left: poppler puts the marks at their ends on either side.
fn bare_of(page: &str) -> fn(&str) -> String {
    let from_right = page.chars().any(|letter| ('\u{590}'..='\u{8ff}').contains(&letter));
    if from_right { |text| bare(text).replace(['“', '”', '.'], "") } else { bare }
}

fn leaf(scene: Scene) -> Leaf {
    Leaf { scene, trim: None, bleed: 0.0, bookmark: String::new() }
}

/// What is extracted from each page is what was drawn on it, letter by letter, in the order in which it is read.
fn says_what_was_drawn(printed: &Printed, document: &Document, what: &str) {
    for (scene, page) in printed.scenes.iter().zip(&document.pages) {
        let drawn = scene.nodes.iter().map(Node::words).collect::<Vec<_>>().join(" ");
        let bare = bare_of(&drawn);
        assert_eq!(bare(page), bare(&drawn), "{what}");
    }
}

/// All that a sheet says stands on its pages in order, but what is named as left out.
fn says_everything(printed: &Printed, text: &str, what: &str) {
    let left: Vec<&String> = printed.left_out.iter().flat_map(|left| &left.items).collect();
    let mut says = printed.sheet.says();
    says.retain(|said| !said.text.is_empty());
    if printed.sheet.named.kind == Kind::Hurts {
        // The heading, then three texts for each pain: with its words go its rank and who it hurts.
        let rows = says.split_off(1);
        says.extend(rows.chunks(3).filter(|row| !left.contains(&&row[1].text)).flatten().cloned());
    }
    let headings: Vec<&String> = match &printed.sheet.body {
        Body::Map(map) => map.parts.iter().map(|part| &part.heading).collect(),
        _ => Vec::new(),
    };
    let bare = bare_of(text);
    let page = bare(text);
    let mut rest = &*page;
    for said in says.iter().filter(|said| !left.contains(&&said.text)) {
        let wanted = bare(&said.text);
        // The parts of a map stand where its layout wants them.
        if headings.contains(&&said.text) {
            rest = &page;
        }
        let at = rest.find(&wanted);
        let at = at.unwrap_or_else(|| panic!("{what}: “{}” is not on the page, or too early:\n{text}", said.text));
        rest = &rest[at + wanted.len()..];
    }
    assert_eq!(counted(printed), left.len(), "{what}: as many are left out as the sheet says:\n{text}");
}

/// How many statements a sheet says that it has no room for.
fn counted(printed: &Printed) -> usize {
    let more = regex::Regex::new(r"(?:^| )(?:\+|ほか)(\d+)").unwrap();
    let mut count = 0;
    let mut see = |node: &Node| {
        // A line that counts is a paragraph of its own; what somebody feels stands in a cell.
        if let Node::Group(Role::Paragraph, _) = node
            && let Some(found) = more.captures(&node.words())
        {
            count += found[1].parse::<usize>().unwrap();
        }
    };
    printed.scenes.iter().flat_map(|scene| &scene.nodes).for_each(|node| node.visit(&mut see));
    count
}

fn lies_on_the_page(((width, height), words): &Words, what: &str) {
    // Poppler's boxes are as high as a font may reach: letters fill about the middle of them.
    let ink = |[left, top, right, bottom]: [f32; 4]| {
        let high = bottom - top;
        [left + 0.3, top + 0.3 * high, right - 0.3, bottom - 0.3 * high]
    };
    for (at, (sides, word)) in words.iter().enumerate() {
        let [left, top, right, bottom] = ink(*sides);
        let inside = left >= 0.0 && top >= 0.0 && right <= *width && bottom <= *height;
        assert!(inside, "{what}: “{word}” lies beside the paper: {sides:?}");
        for (other_sides, other) in &words[..at] {
            let [l, t, r, b] = ink(*other_sides);
            let meet = left < r && l < right && top < b && t < bottom;
            assert!(!meet, "{what}: “{word}” {sides:?} lies over “{other}” {other_sides:?}");
        }
    }
}

/// No type is below the floor; only the foot, which ends every sheet and to which people step closer, has smaller type.
fn is_large_enough(kind: Kind, reading: &Reading, document: &Document, what: &str) {
    let least = if kind == Kind::Cards { 7.5 } else { reading.small / POINT };
    let smallest = document.sizes().first().copied().unwrap_or(least);
    assert!(smallest > least - 0.01, "{what}: {smallest} points, the least is {least}");
    if kind != Kind::Cards {
        let floor = reading.floor / POINT;
        let texts = document.texts();
        let small = texts.iter().position(|(size, _)| *size < floor - 0.2).unwrap_or(texts.len());
        let large = texts[small..].iter().find(|(size, _)| *size >= floor - 0.2);
        assert!(large.is_none(), "{what}: {:?} is below {floor} points, and {large:?} is not the foot", texts[small]);
    }
}

/// The edges of a filled shape, its curves in straight pieces.
fn edges(shape: &Shape) -> Vec<[(f32, f32); 2]> {
    let steps = match &shape.outline {
        Outline::Path(steps) => steps.clone(),
        Outline::Rect(r) => vec![
            Step::Move(r.x, r.y),
            Step::Line(r.right(), r.y),
            Step::Line(r.right(), r.bottom()),
            Step::Line(r.x, r.bottom()),
            Step::Close,
        ],
    };
    let (mut edges, mut begin, mut here) = (Vec::new(), (0.0, 0.0), (0.0, 0.0));
    let mut to = |here: &mut (f32, f32), next| {
        edges.push([*here, next]);
        *here = next;
    };
    let parts = || (1..=16).map(|n| n as f32 / 16.0);
    for step in steps {
        let from = here;
        match step {
            Step::Move(x, y) => (begin, here) = ((x, y), (x, y)),
            Step::Line(x, y) => to(&mut here, (x, y)),
            Step::Quad(a, b, x, y) => parts().for_each(|t| {
                let of = |p: f32, a: f32, q: f32| p * (1.0 - t).powi(2) + 2.0 * a * t * (1.0 - t) + q * t * t;
                to(&mut here, (of(from.0, a, x), of(from.1, b, y)));
            }),
            Step::Cubic(a, b, c, d, x, y) => parts().for_each(|t| {
                let (s, cube) = (1.0 - t, t * t * t);
                let of = |p: f32, a: f32, c: f32, q: f32| {
                    p * s * s * s + 3.0 * a * t * s * s + 3.0 * c * t * t * s + q * cube
                };
                to(&mut here, (of(from.0, a, c, x), of(from.1, b, d, y)));
            }),
            Step::Close => to(&mut here, begin),
        }
    }
    edges
}

/// Every line of text stands on one ground from end to end: it runs neither over a slanted edge nor out of a head, and
/// nothing covers it.
fn stands_on_one_ground(scene: &Scene, what: &str) {
    let (mut grounds, mut lines) = (Vec::new(), Vec::new());
    for node in &scene.nodes {
        node.visit(&mut |node| match node {
            Node::Shape(shape) if shape.fill.is_some() => grounds.push(edges(shape)),
            Node::Line(line) => lines.push((grounds.len(), line)),
            _ => {}
        });
    }
    // Inside is where an odd number of edges lies to the right.
    let inside = |edges: &Vec<[(f32, f32); 2]>, x: f32, y: f32| {
        let crossed = edges.iter().filter(|[a, b]| (a.1 <= y) != (b.1 <= y));
        crossed.filter(|[a, b]| a.0 + (b.0 - a.0) * (y - a.1) / (b.1 - a.1) > x).count() % 2 == 1
    };
    for (before, line) in lines {
        let ink = line.bounds().inset(0.1 * line.size);
        let points = [ink.y, ink.bottom()].map(|y| [ink.x, ink.x + ink.w / 2.0, ink.right()].map(|x| (x, y)));
        let under: Vec<Option<usize>> =
            points.concat().into_iter().map(|(x, y)| grounds.iter().rposition(|ground| inside(ground, x, y))).collect();
        let words: String = line.runs.iter().map(|run| &*run.text).collect();
        let one = under.iter().all(|ground| *ground == under[0]) && under[0].is_none_or(|ground| ground < before);
        assert!(one, "{what}: “{words}” stands on {under:?} of {before} grounds");
    }
}

/// One sort of content on all papers.
fn matrix(sort: &Sort) {
    let pages = sort.pages();
    let studio = sort.studio(&pages);
    let mut refused = 0;
    for name in PAPERS {
        let paper = Paper::parse(name).unwrap();
        let order = Order { paper, orientation: None, distance: None, sheets: 1 };
        for named in pages.sheets() {
            let what = format!("{} on {name}, {}", named.name, sort.name);
            let printed = match print::print(&pages, &studio, &order, named).unwrap() {
                Ok(printed) => printed,
                Err(trouble) => {
                    // A strip of paper, and a page for the hand, are too small for some: they say so.
                    assert!(["a5", "900x300mm"].contains(name), "{what}: {trouble:?}");
                    refused += 1;
                    continue;
                }
            };
            let leaves: Vec<Leaf> = printed.scenes.iter().cloned().map(leaf).collect();
            let bytes = pdf::write(&printed.sheet.title, sort.language, &leaves, &studio.fonts);
            let bytes = bytes.unwrap_or_else(|error| panic!("{what}: {error}"));
            if named.kind == Kind::Map {
                printed.scenes.iter().for_each(|scene| stands_on_one_ground(scene, &what));
            }
            let document = Document::of(&bytes);
            let expected = if named.kind == Kind::Cards { 2 } else { 1 };
            assert_eq!(document.pages.len(), expected, "{what}");
            says_what_was_drawn(&printed, &document, &what);
            says_everything(&printed, &document.pages.concat(), &what);
            document.words().iter().for_each(|page| lies_on_the_page(page, &what));
            is_large_enough(named.kind, &Reading::of(printed.paper, None), &document, &what);
            document.run("qpdf", &["--check", "x.pdf"]);
        }
    }
    assert!(refused < pages.sheets().len(), "{}: {refused} sheets do not fit", sort.name);
}

#[test]
fn sheets_without_anything_are_whole() {
    matrix(&SORTS[0]);
}

#[test]
fn sheets_of_the_usual_length_are_whole() {
    matrix(&SORTS[1]);
}

#[test]
fn sheets_that_are_ten_times_as_long_say_what_they_leave_out() {
    matrix(&SORTS[2]);
}

#[test]
fn words_that_are_longer_than_a_line_are_broken() {
    matrix(&SORTS[3]);
}

#[test]
fn sheets_in_japanese_are_whole() {
    matrix(&SORTS[4]);
}

#[test]
fn sheets_from_right_to_left_are_whole() {
    matrix(&SORTS[5]);
}

fn example(settings: &str) -> Site {
    let mut site = Site::new().other("instep.yaml", settings);
    for (path, text) in SORTS[1].files() {
        site = site.file(&path, text);
    }
    site
}

const SETTINGS: &str = "title: A test\nbase_url: https://customers.example/\n";

#[test]
fn the_command_writes_the_same_file_twice_and_its_code_can_be_scanned() {
    let site = example(SETTINGS);
    let poster = ["poster", "mara", "--today", TODAY];
    site.run(&[&poster[..], &["-o", "one"]].concat()).ok();
    site.run(&[&poster[..], &["-o", "two"]].concat()).ok();
    let read = |folder: &str| std::fs::read(site.path(folder).join("mara.pdf")).unwrap();
    assert!(read("one") == read("two"));
    let document = Document::of(&read("one"));
    document.run("pdftoppm", &["-r", "96", "-png", "x.pdf", "x"]);
    let found = document.run("zbarimg", &["-q", "--raw", "x-1.png"]);
    let id = found.trim().strip_prefix("https://customers.example/print/mara/#").unwrap_or_else(|| panic!("{found}"));
    assert!(document.pages[0].contains(id), "the id {id} is not at the foot");
    let about = document.run("pdfinfo", &["x.pdf"]);
    assert!(about.contains("Tagged:          yes") && about.contains("Mara Lindqvist"), "{about}");
    let structure = document.run("pdfinfo", &["-struct-text", "x.pdf"]);
    let place = |text: &str| structure.find(text).unwrap_or_else(|| panic!("{text} is not in\n{structure}"));
    assert!(place("H1 \"Mara Lindqvist\"") < place("H2"), "{structure}");
}

#[test]
fn what_does_not_fit_is_named_and_refused_if_one_is_strict() {
    let mut site = Site::new().other("instep.yaml", SETTINGS);
    for (path, text) in SORTS[2].files() {
        site = site.file(&path, text);
    }
    let outcome = site.run(&["poster", "pay-day", "--paper", "a4", "--today", TODAY]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    for wanted in [
        "`pay-day` on A4 landscape",
        "mm too much",
        "The minutes go up, and nothing says why sa30.",
        "put what matters most first in the file",
    ] {
        assert!(outcome.stderr.contains(wanted), "{wanted} is not in\n{}", outcome.stderr);
    }
    let strict = site.run(&["poster", "pay-day", "--paper", "a4", "--strict", "--today", TODAY, "-o", "strict"]);
    assert_eq!(strict.code, Some(1), "{}", strict.stderr);
    assert!(!site.path("strict").exists());
    // With as many sheets as it takes nothing is left.
    let whole = site.run(&["poster", "pay-day", "--paper", "a4", "--strict", "--sheets", "40", "--today", TODAY]);
    assert_eq!(whole.code, Some(0), "{}", whole.stderr);
}

#[test]
fn a_script_without_a_font_names_the_setting() {
    let mut site = Site::new().other("instep.yaml", SETTINGS);
    for (path, text) in SORTS[5].files() {
        site = site.file(&path, text);
    }
    let outcome = site.run(&["poster", "mara", "--today", TODAY]);
    assert_ne!(outcome.code, Some(0));
    for wanted in ["needs a font for Arabic", "posters: { fonts: ["] {
        assert!(outcome.stderr.contains(wanted), "{wanted} is not in\n{}", outcome.stderr);
    }
}

#[test]
fn tiles_overlap_and_nothing_of_them_lies_beside_their_paper() {
    let site = example(SETTINGS);
    site.run(&["poster", "mara", "--paper", "a1", "--tile", "a4", "--today", TODAY]).ok();
    let document = Document::of(&std::fs::read(site.path("posters/mara.pdf")).unwrap());
    let words = document.words();
    assert_eq!(words.len(), document.pages.len());
    assert!(words.len() > 8, "{} pages", words.len());
    for (at, ((width, height), _)) in words.iter().enumerate() {
        assert!((width * POINT * height * POINT - 210.0 * 297.0).abs() < 10.0, "page {at}: {width} × {height}");
    }
    assert!(document.pages.iter().all(|page| page.contains("100 %")));
}

#[test]
fn a_print_shop_gets_its_boxes() {
    let site = example(SETTINGS);
    site.run(&["poster", "mara", "--paper", "a4", "--bleed", "3mm", "--today", TODAY]).ok();
    let document = Document::of(&std::fs::read(site.path("posters/mara.pdf")).unwrap());
    let boxes = document.run("pdfinfo", &["-box", "x.pdf"]);
    let of = |name: &str| -> Vec<f32> {
        let line = boxes.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{boxes}"));
        line.split_whitespace().skip(1).map(|number| number.parse().unwrap()).collect()
    };
    let (trim, bleed) = (of("TrimBox:"), of("BleedBox:"));
    assert!(((trim[2] - trim[0]) * POINT - 210.0).abs() < 0.1, "{trim:?}");
    assert!(((trim[0] - bleed[0]) * POINT - 3.0).abs() < 0.1, "{bleed:?}");
}

#[test]
fn a_booklet_holds_every_sheet_and_a_table_of_contents() {
    let site = example(SETTINGS);
    site.run(&["poster", "--booklet", "all.pdf", "--today", TODAY]).ok();
    let document = Document::of(&std::fs::read(site.path("all.pdf")).unwrap());
    assert_eq!(document.pages.len(), 8, "persona, two maps, journey, story, hurts, and cards with their backs");
    document.run("qpdf", &["--check", "x.pdf"]);
}

#[test]
fn a_sheet_is_a_page_of_the_site_on_its_own_paper() {
    let site = example(SETTINGS);
    site.build().ok();
    let page = site.page("print/pay-day/index.html");
    assert!(page.contains("a3-landscape") && page.contains("src=\"sheet.svg?"), "{page}");
    let drawing = site.page("print/pay-day/sheet.svg");
    assert!(drawing.starts_with("<svg") && drawing.contains(r#"width="420mm" height="297mm""#));
    assert!(site.page("print/index.html").contains("pay-day/index.html"));
    // What it says is the same however it was written: the id stays.
    let id = |page: &str| page.split("data-content=\"").nth(1).unwrap()[..8].to_owned();
    let before = id(&page);
    let map = SORTS[1].files().into_iter().find(|(path, _)| path == "maps/pay-day.md").unwrap().1;
    site.content("maps/pay-day.md", map.replace("\n- ", "\n\n*   ").replace("## says", "says\n----"));
    site.build().ok();
    assert_eq!(id(&site.page("print/pay-day/index.html")), before);
    site.content("maps/pay-day.md", map.replace("Nobody notices payroll until it fails th2.", "Everybody does."));
    site.build().ok();
    assert_ne!(id(&site.page("print/pay-day/index.html")), before);
}

#[test]
fn a_sheet_that_cannot_be_set_takes_no_other_with_it() {
    let site = example(SETTINGS)
        .file("personas/tang.md", "---\nrole: 夜勤\n---\n# Tang\n")
        .file("maps/night.md", "---\npersona: mara\n---\n# Night\n\n## says\n\n- 停留所は暗い\n");
    let outcome = site.run(&["poster", "persona", "map", "--today", TODAY]);
    assert_eq!(outcome.code, Some(3), "{}", outcome.stderr);
    for name in ["tang", "night"] {
        assert!(outcome.stderr.contains(&format!("the sheet `{name}` needs a font for")), "{}", outcome.stderr);
        assert!(!site.path(&format!("posters/{name}.pdf")).exists());
    }
    assert!(site.path("posters/mara.pdf").exists());
    let strict = site.run(&["poster", "persona", "--strict", "--today", TODAY, "-o", "strict"]);
    assert_eq!(strict.code, Some(3), "{}", strict.stderr);
    assert!(!strict.stderr.contains(" in strict"), "nothing was written: {}", strict.stderr);
    assert!(!site.path("strict").exists());
}
