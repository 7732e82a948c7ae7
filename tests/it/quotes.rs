//! Quotations are looked up in transcripts: true ones raise nothing, changed ones are caught. All are made by chance,
//! from a fixed seed, in several languages.

use std::sync::Arc;

use instep::build::{self, Cache, Input};
use instep::diagnostic::Diagnostic;
use instep::files::Files;
use instep::kinds;
use instep::rules::Scope;
use instep::site::Config;
use instep::text::position;
use jiff::civil::date;
use unicode_normalization::UnicodeNormalization;

/// A language: its words, what denies, how it quotes, what stands between words.
struct Language {
    code: &'static str,
    words: &'static str,
    not: &'static str,
    marks: &'static [(&'static str, &'static str)],
    space: &'static str,
    stop: &'static str,
}

const LANGUAGES: &[Language] = &[
    Language {
        code: "en",
        words: "I don't wait we’re late bus pay day check find office letter nobody's rent first-rate calls me before after \
                the money—well wrong always kitchen",
        not: "not",
        marks: &[("\"", "\""), ("“", "”"), ("‘", "’")],
        space: " ",
        stop: ".",
    },
    Language {
        code: "de",
        words: "ich müsste früher warten Straße größer über Öffnung Brief Geld fällig jeden Abend zurück heißt Bäckerei \
                zweifellos möchte hör' auf",
        not: "nicht",
        marks: &[("„", "“"), ("»", "«"), ("\"", "\"")],
        space: " ",
        stop: ".",
    },
    Language {
        code: "fr",
        words: "j'attends l’école où ça été reçu très déjà facture problème payé hier qu'elle voilà forêt naïf encore \
                peut-être toujours",
        not: "pas",
        marks: &[("« ", " »"), ("“", "”")],
        space: " ",
        stop: " !",
    },
    Language {
        code: "es",
        words: "espero mañana siempre factura años también después dinero nunca más teléfono carta llamé oficina allí qué",
        not: "no",
        marks: &[("«", "»"), ("\"", "\"")],
        space: " ",
        stop: ".",
    },
    Language {
        code: "pt",
        words: "espero amanhã sempre conta anos também então dinheiro jamais mais coração carta liguei escritório avó você",
        not: "não",
        marks: &[("“", "”"), ("\"", "\"")],
        space: " ",
        stop: "…",
    },
    Language {
        code: "pl",
        words: "czekam jutro zawsze rachunek również później pieniądze wciąż więcej telefon list dzwonię biuro święto źle",
        not: "nie",
        marks: &[("„", "”"), ("«", "»")],
        space: " ",
        stop: ".",
    },
    Language {
        code: "ja",
        words: "給料日 電話 待つ 手紙 事務所 間に合う パン屋 計算 毎回 確認 お金 夜 窓口 問題 時間",
        not: "ない",
        marks: &[("「", "」"), ("『", "』")],
        space: "",
        stop: "。",
    },
];

/// Chance that is the same every time.
struct Chance(u64);

impl Chance {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }

    fn one<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.next(all.len())]
    }
}

/// A line of somebody who was asked: where it stands, and its sentences as words.
struct Said {
    line: usize,
    sentences: Vec<Vec<String>>,
}

/// A transcript, and what was said in it.
struct Session {
    text: String,
    said: Vec<Said>,
}

fn session(language: &Language, chance: &mut Chance) -> Session {
    let mut lines: Vec<String> = format!(
        "---\ntype: interview\ndate: 2026-10-09\nparticipants: [P04]\nresearcher: nadia\nlanguage: {}\n---",
        language.code
    )
    .lines()
    .map(str::to_owned)
    .collect();
    lines.push("## Transcript".into());
    let mut said = Vec::new();
    for turn in 0..30 {
        lines.push(format!("[{}:{:02}] **Nadia:** {turn}?", turn, chance.next(60)));
        let sentences: Vec<Vec<String>> = (0..3).map(|_| sentence(language, chance)).collect();
        let written: Vec<String> = sentences.iter().map(|words| end(language, &words.join(language.space))).collect();
        lines.push(format!("**P04:** {}", written.join(language.space)));
        said.push(Said { line: lines.len(), sentences });
    }
    Session { text: lines.join("\n"), said }
}

fn sentence(language: &Language, chance: &mut Chance) -> Vec<String> {
    let all: Vec<&str> = language.words.split_whitespace().collect();
    let mut words: Vec<String> = (0..6 + chance.next(6)).map(|_| (*chance.one(&all)).to_owned()).collect();
    let at = 1 + chance.next(words.len() - 2);
    words.insert(at, language.not.to_owned());
    let at = 1 + chance.next(words.len() - 2);
    words.insert(at, (10 + chance.next(900)).to_string());
    words
}

fn end(language: &Language, sentence: &str) -> String {
    let mut chars = sentence.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}{}", chars.as_str(), language.stop)
}

/// The same words, typed in another way.
fn retyped(words: &str, chance: &mut Chance) -> String {
    match chance.next(9) {
        0 => words.nfd().collect(),
        1 => words.replace(' ', "\u{a0}"),
        2 => words.replacen(' ', "\n  ", 1),
        3 => words.replace('\'', "’"),
        4 => words.replace('’', "'"),
        5 => words.replace('—', " – ").replace("fi", "ﬁ"),
        6 => words.replace("  ", " ").replacen(' ', "  ", 2),
        7 => words.split_once(' ').map_or(words.to_owned(), |(first, rest)| format!("*{first}* {rest}")),
        _ => words.to_owned(),
    }
}

/// Words of a line as somebody quotes them.
fn true_quote(language: &Language, said: &Said, chance: &mut Chance) -> String {
    let sentence = chance.one(&said.sentences).clone();
    let quoted = match chance.next(5) {
        // The beginning, the end, or what lies between is left out.
        0 => sentence[1..].join(language.space),
        1 => format!("{} …", sentence[..5].join(language.space)),
        2 => {
            let mark = chance.one(&["[…]", "[...]", "…", "(…)", "[so to say]"]);
            [&sentence[..3].join(language.space), *mark, &sentence[5..].join(language.space)].join(" ")
        }
        3 => {
            said.sentences.iter().map(|words| end(language, &words.join(language.space))).collect::<Vec<_>>().join(" ")
        }
        _ => end(language, &sentence.join(language.space)),
    };
    let (open, close) = chance.one(language.marks);
    format!("{open}{}{close}", retyped(&quoted, chance))
}

/// Words of a line with something changed that changes what was said.
fn changed_quote(language: &Language, said: &Said, way: usize, chance: &mut Chance) -> String {
    let mut sentence = chance.one(&said.sentences).clone();
    let quoted = match way % 3 {
        0 => {
            sentence.retain(|word| word != language.not);
            sentence
        }
        1 => {
            let number = sentence.iter().position(|word| word.parse::<u32>().is_ok()).unwrap();
            sentence[number] = (1000 + chance.next(900)).to_string();
            sentence
        }
        // The end of one sentence is joined to the beginning of the one before.
        _ => {
            let (one, other) = (&said.sentences[0], &said.sentences[chance.next(2) + 1]);
            [&one[..one.len() - 2], &other[2..]].concat()
        }
    };
    let (open, close) = chance.one(language.marks);
    format!("{open}{}{close}", retyped(&end(language, &quoted.join(language.space)), chance))
}

fn findings(files: &[(String, String)]) -> (Vec<Diagnostic>, Files) {
    let files = Files::of(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let (config, _) = Config::read("instep.yaml", "", &kinds::kinds());
    let input = Input {
        files: files.clone(),
        config: Arc::new(config),
        today: date(2026, 11, 23),
        drafts: false,
        rules: Scope::All,
        history: Arc::default(),
    };
    let mut found = build::load(&input, &mut Cache::default()).diagnostics;
    found.retain(|finding| {
        finding.rule.starts_with("quote-") || finding.severity == instep::diagnostic::Severity::Error
    });
    (found, files)
}

/// A site with one session for each language, and quotations of it in maps: the files, and the line each is taken from.
fn site(
    count: usize,
    mut quote: impl FnMut(&Language, &Said, usize, &mut Chance) -> String,
) -> (Vec<(String, String)>, Vec<usize>) {
    let mut chance = Chance(2026);
    let mut files = vec![("content/personas/mara.md".to_owned(), "# Mara\n\nRuns payroll.\n".to_owned())];
    let mut lines = Vec::new();
    let sessions: Vec<Session> = LANGUAGES.iter().map(|language| session(language, &mut chance)).collect();
    for (language, session) in LANGUAGES.iter().zip(&sessions) {
        files.push((format!("content/sessions/int-{}.md", language.code), session.text.clone()));
    }
    for number in 0..count {
        let at = number % LANGUAGES.len();
        let (language, said) = (&LANGUAGES[at], chance.one(&sessions[at].said));
        let words = quote(language, said, number, &mut chance);
        let link = if number % 2 == 0 { String::new() } else { format!("#L{}", said.line) };
        let map =
            format!("---\npersona: mara\nlanguage: {0}\n---\n## Says\n\n- {words} [[int-{0}{link}]]\n", language.code);
        files.push((format!("content/maps/map-{number:03}.md"), map));
        lines.push(said.line);
    }
    (files, lines)
}

#[test]
fn true_quotes_raise_nothing() {
    let count = 200;
    let (files, _) = site(count, |language, said, _, chance| true_quote(language, said, chance));
    let (found, _) = findings(&files);
    let told: Vec<String> = found.iter().map(|finding| told(finding, &files)).collect();
    println!("{count} true quotes: {} findings", found.len());
    assert!(found.is_empty(), "{}", told.join("\n"));
}

#[test]
fn changed_quotes_are_caught_with_the_passage_they_come_from() {
    let count = 100;
    let (files, lines) = site(count, changed_quote);
    let (found, snapshot) = findings(&files);
    let mut missed = Vec::new();
    let mut elsewhere = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let path = format!("content/maps/map-{number:03}.md");
        let Some(finding) = found.iter().find(|finding| *finding.path == *path && finding.rule == "quote-not-found")
        else {
            missed.push(files.iter().find(|(other, _)| *other == path).unwrap().1.clone());
            continue;
        };
        let passage = finding.labels.iter().find(|label| {
            let text = snapshot.text(&label.path).unwrap();
            (position(text, label.span.start).line..=position(text, label.span.end).line).contains(line)
        });
        if passage.is_none() {
            elsewhere.push(told(finding, &files));
        }
    }
    let caught = count - missed.len();
    println!("{count} changed quotes: {caught} caught, {} with the right passage", caught - elsewhere.len());
    assert!(
        missed.is_empty() && elsewhere.is_empty(),
        "missed:\n{}\nelsewhere:\n{}",
        missed.join("\n"),
        elsewhere.join("\n")
    );
}

/// What is found in a map of one statement, beside a session with one transcript.
fn of_one(field: &str, statement: &str) -> Vec<&'static str> {
    let session = "---\ntype: interview\ndate: 2026-10-09\nparticipants: [P04]\nresearcher: Nadia Kern\n---\n## Transcript\n\
        **Nadia:** Tell me about the last pay day.\n\
        [0:10] **P04:** I check it three times (laughs), because\n\
        **Nadia:** Mm. Go on.\n\
        **P04:** the third time is when I *find* it. [pause] Then I sleep.\n\
        [1:20] **Nadia:** And what do you do when it does not add up on a Friday?\n\
        P04: I call [the office](https://example.org/never), and I wait.\n";
    let notes = "---\ntype: interview\ndate: 2026-10-10\n---\n## What we saw\nNobody wrote down a word.\n";
    let files = [
        ("content/personas/mara.md", "# Mara\n\nRuns payroll.\n".to_owned()),
        ("content/sessions/int-04.md", session.to_owned()),
        ("content/sessions/visit-12.md", notes.to_owned()),
        ("content/sessions/int-05.md", session.replace("three", "drei").replace("P04", "P05")),
        ("content/maps/mara-map.md", format!("---\npersona: mara\n---\n## {field}\n\n- {statement}\n")),
    ];
    let files: Vec<(String, String)> = files.into_iter().map(|(path, text)| (path.to_owned(), text)).collect();
    findings(&files).0.iter().map(|finding| finding.rule).collect()
}

#[test]
fn what_is_a_quotation_and_where_it_may_stand() {
    let not_found = &["quote-not-found"][..];
    for (field, statement, expected) in [
        ("Says", "\"I check it three times, because the third time is when I find it.\" [[int-04#L9]]", &[][..]),
        ("Says", "\"I check it three times (laughs), because\" [[int-04#0:10]]", &[]),
        ("Says", "\"find it. Then I sleep\" [[int-04]]", &[]),
        ("Says", "\"[She checks] it three times […] Then I sleep.\" [[int-04]]", &[]),
        ("Says", "\"I call the office, and I wait.\" [[int-04#1:20]]", &[]),
        ("Says", "\"I check it drei times\" [[int-04]] [[int-05]]", &[]),
        ("Says", "\"I check it four times\" [[int-04]] [[visit-12]]", &[]),
        ("Says", "\"I check it four times\" [[int-04]] [[int-05]]", not_found),
        ("Says", "\"I check it four times\"", &[]),
        ("Says", "\"Then I sleep […] I check it\" [[int-04]]", not_found),
        ("Says", "\"on a Friday? I call the office\" [[int-04]]", not_found),
        ("Says", "On Fridays: \"I never call\" [[int-04]]", not_found),
        ("Does", "Looks for the \"Pay now\" button and gives up [[int-04]]", &[]),
        ("Sees", "\"Your payment could not be made. Try again.\" [[int-04]]", &[]),
        ("Pains", "Says that \"the fourth time is when I find it\" and laughs [[int-04]]", not_found),
        ("Says", "\"Then I sleep.\" [[int-04#L8]]", &["quote-elsewhere"]),
        ("Says", "\"I check it three times\" [[int-04#1:30]]", &["quote-elsewhere"]),
        ("Says", "\"Tell me about the last pay day.\" [[int-04]]", &["quote-of-researcher"]),
        ("Hears", "\"Tell me about the last pay day.\" [[int-04]]", &[]),
    ] {
        assert_eq!(of_one(field, statement), expected, "{field}: {statement}");
    }
}

fn told(finding: &Diagnostic, files: &[(String, String)]) -> String {
    let text = files.iter().find(|(path, _)| **path == *finding.path).map_or("", |(_, text)| text.as_str());
    format!("{}: {}\n{text}", finding.path, finding.message)
}
