//! Known faults, one function for each rule: each plants one fault beside a person, in their language and form.

use instep::files::Problem;

use super::Plot;
use super::world::yaml;

/// A rule with what plants a fault for it.
pub(super) struct Defect {
    pub(super) rule: &'static str,
    /// Rules about references, quotes, consent, dates and ranges must be exact.
    pub(super) exact: bool,
    /// Other rules that are right to speak up where this fault is.
    pub(super) also: &'static [&'static str],
    pub(super) plant: fn(&mut Plot),
}

const fn exact(rule: &'static str, also: &'static [&'static str], plant: fn(&mut Plot)) -> Defect {
    Defect { rule, exact: true, also, plant }
}

const fn other(rule: &'static str, also: &'static [&'static str], plant: fn(&mut Plot)) -> Defect {
    Defect { rule, exact: false, also, plant }
}

pub(super) static ALL: &[Defect] = &[
    // References.
    exact("unknown-reference", &["missing-evidence", "inferred-from-nothing"], unknown_reference),
    exact("unknown-part", &["missing-evidence"], unknown_part),
    exact("ambiguous-reference", &["missing-evidence", "orphan"], ambiguous_reference),
    exact("dead-link", &[], |plot| plot.prose("See [the plan](nowhere-{n}.md).", "nowhere-{n}")),
    exact("unsafe-link", &[], |plot| plot.prose("See [the plan](ftp://files.example/{n}).", "files.example/{n}")),
    exact("missing-image", &[], |plot| plot.prose("![A queue at a counter](queue-{n}.png)", "queue-{n}")),
    exact("remote-image", &[], |plot| {
        plot.prose("![A queue at a counter](https://pictures.example/{n}.png)", "pictures.example/{n}");
    }),
    exact("duplicate-id", &["orphan"], duplicate_id),
    exact("invalid-id", &["orphan"], |plot| plot.insight("id: a/b-{n}\n", "a/b-{n}")),
    // Dates and ranges.
    exact("invalid-date", &["orphan"], |plot| {
        let day = ["03/02/2026", "2026-02-30", "soon", "2026-13-01"][plot.n % 4];
        plot.insight(&format!("date: {day}\n"), day);
    }),
    exact("contradictory-dates", &["unused-session"], contradictory_dates),
    exact("out-of-range", &["orphan"], out_of_range),
    // Fields.
    other("unknown-key", &["about-nobody", "map-without-persona"], unknown_key),
    other("missing-field", &["orphan"], missing_field),
    other("wrong-type", &[], |plot| plot.map_with("pains: { a: { b: c } }\n", "a: { b")),
    other("invalid-value", &[], |plot| {
        let line = ["layout: round", "scope: everyone"][plot.n % 2];
        plot.map_with(&format!("{line}\n"), line);
    }),
    other("map-scope", &[], |plot| {
        let sessions = plot.sessions();
        plot.map_with(&format!("scope: individual\nsessions: [{}, {}]\n", sessions[0], sessions[1]), "");
    }),
    other("missing-reason", &["orphan"], |plot| {
        let text = plot.sentence();
        let path = format!("content/decisions/planted-{}.yaml", plot.n);
        let person = plot.person().id.clone();
        let text = format!("date: 2026-11-03\ndecided: {}\npersonas: [{person}]\nasked_a_customer: no\n", yaml(&text));
        plot.expect(&path, "");
        plot.file(&path, text);
    }),
    // YAML and Markdown.
    other("yaml-syntax", &["about-nobody", "map-without-persona"], |plot| {
        plot.raw_map("title: \"A day {n}\npains: none\n", "A day {n}");
    }),
    other("yaml-key", &["about-nobody", "map-without-persona"], |plot| {
        plot.raw_map("? [a, b]\n: c-{n}\n", "a, b");
    }),
    other("yaml-alias", &["missing-evidence"], |plot| plot.map_with("pains: *nobody\n", "nobody")),
    other("yaml-tag", &["missing-evidence"], |plot| plot.map_with("pains: !include pains.yaml\n", "include")),
    other("yaml-limit", &["about-nobody", "map-without-persona", "wrong-type"], |plot| {
        let deep = format!("extra: {}{}\n", "[".repeat(90), "]".repeat(90));
        plot.map_with(&deep, "extra");
    }),
    other("duplicate-key", &[], |plot| plot.map_with("layout: canvas\nlayout: quadrants\n", "quadrants")),
    other("list-item", &["missing-evidence"], |plot| plot.map_with("pains:\n  -waits\n  -waits more\n", "-waits\n")),
    other("markdown-limit", &[], |plot| {
        let deep = format!("{}Deep {{n}}", "> ".repeat(120));
        plot.prose(&deep, "Deep {n}");
    }),
    other("control-character", &["orphan"], |plot| {
        plot.insight("summary: \"a\u{1}b {n}\"\n", "b {n}");
    }),
    other("open-fence", &[], |plot| plot.prose("```text\nnever closed {n}", "```text")),
    other("footnote", &[], |plot| plot.prose("[^note{n}]: Nobody asks for this.", "note{n}")),
    other("empty-file", &[], |plot| {
        let path = format!("content/maps/planted-{}.yaml", plot.n);
        plot.expect(&path, "");
        plot.file(&path, String::new());
    }),
    // Files.
    other("encoding", &[], |plot| plot.bad(Problem::Encoding { before: "a".into(), guess: None })),
    other("too-large", &[], |plot| plot.bad(Problem::TooLarge(9_000_000))),
    other("unreadable", &[], |plot| plot.bad(Problem::Unreadable("permission denied".into()))),
    other("symlink", &[], |plot| plot.bad(Problem::Link("it leads out of the site".into()))),
    other("file-name", &[], |plot| plot.bad(Problem::Name)),
    // Suppressions.
    other("unused-allow", &[], |plot| {
        let item = plot.cited();
        plot.allow(&item, "dead-link: it moves next week");
    }),
    other("allow-without-reason", &["missing-evidence"], |plot| {
        let item = plot.sentence();
        plot.allow(&item, "missing-evidence");
    }),
    other("unknown-rule", &[], |plot| {
        let item = plot.cited();
        plot.allow(&item, "missing-proof: we know");
    }),
    // Quotes.
    // Two people may be made to say the same, or be asked the same.
    exact("quote-not-found", &["repeated-text"], quote_not_found),
    exact("quote-elsewhere", &[], |plot| {
        let session = plot.session();
        let (line, words) = plot.person().sessions[session].said[1].clone();
        let id = plot.sessions()[session].clone();
        let wrong = if line > 14 { line - 7 } else { line + 7 };
        plot.quote("says", &words, &format!("{id}#L{wrong}"));
    }),
    exact("quote-of-researcher", &["repeated-text"], |plot| {
        let session = plot.session();
        let (_, words) = plot.person().sessions[session].asked[plot.n % 3].clone();
        let id = plot.sessions()[session].clone();
        plot.quote("says", &words, &id);
    }),
    exact("template-text", &["repeated-text"], |plot| {
        let code = plot.person().language.code;
        let (_, example) = plot.world.examples.iter().find(|(known, _)| *known == code).unwrap().clone();
        let id = plot.sessions()[0].clone();
        plot.item("pains", &format!("{example} [[{id}]]"));
    }),
    exact("placeholder", &["repeated-text"], |plot| {
        let text = ["TODO", "[Name of the persona]", "Lorem ipsum dolor sit amet", "TBD", "{{ goal }}"][plot.n % 5];
        let id = plot.sessions()[0].clone();
        plot.item("pains", &format!("{text} [[{id}]]"));
    }),
    other("repeated-text", &[], |plot| {
        // What a session's person says of themselves cannot be another's: take it from their map.
        let next = plot.neighbour();
        let text = plot.fact_of(next);
        let id = plot.sessions()[1].clone();
        plot.item("pains", &format!("{text} [[{id}]]"));
        // The finding stands at the copy, which is the one that comes later.
        plot.expected.pop();
        let next = &plot.world.people[next];
        let path = format!("content/personas/{}.{}", next.id, if next.markdown { "md" } else { "yaml" });
        plot.expect(&path, &text);
    }),
    // Consent.
    exact("quote-without-consent", &[], |plot| {
        let (session, words) = plot.new_session("2026-09-20", "consent: internal\n");
        plot.quote("says", &words, &session);
    }),
    exact("consent-lapsed", &[], |plot| {
        let until = ["2026-11-22", "2026-10-01", "2026-09-30"][plot.n % 3];
        let (session, words) = plot.new_session("2026-09-20", &format!("consent: quotable\nconsent_until: {until}\n"));
        plot.quote("says", &words, &session);
    }),
    exact("consent-ends-soon", &[], |plot| {
        let until = ["2026-11-24", "2026-12-01", "2026-12-20"][plot.n % 3];
        let (session, words) = plot.new_session("2026-09-20", &format!("consent: quotable\nconsent_until: {until}\n"));
        plot.expect(&format!("content/sessions/{session}.md"), "");
        plot.quiet_quote("says", &words, &session);
    }),
    // Evidence.
    other("missing-evidence", &[], |plot| {
        let text = plot.sentence();
        plot.item("pains", &text);
    }),
    other("typed-confidence", &["orphan"], typed_confidence),
    other("says-without-quote", &[], |plot| {
        let item = plot.cited();
        plot.item("says", &item);
    }),
    other("does-without-observation", &[], |plot| {
        let item = plot.cited();
        plot.item("does", &item);
    }),
    other("inferred-from-nothing", &[], |plot| {
        let text = plot.sentence();
        let field = ["thinks", "feels"][plot.n / 2 % 2];
        plot.item(field, &text);
    }),
    other("repeated-participant", &["unused-session"], |plot| {
        let session = plot.session();
        let alias = plot.person().sessions[session].alias.clone();
        let digits = alias.trim_start_matches('P').to_owned();
        let spelled = [format!("p{digits}"), format!("P-{digits}"), format!("P0{digits}")][plot.n % 3].clone();
        // Heard three times, written in another way once.
        plot.new_session_of(&alias, &format!("[{alias}]"));
        plot.expected.pop();
        plot.new_session_of(&spelled, &format!("[{spelled}]"));
    }),
    other("count-exceeds-participants", &[], |plot| {
        let (id, text) = (plot.sessions()[0].clone(), plot.sentence());
        let k = 2 + plot.n % 5;
        plot.mapping("pains", &format!("text: {}\nfrom: [{id}]\ncount: {k}/9", yaml(&text)), "count: ");
    }),
    other("ignored-contradiction", &[], |plot| {
        let (ids, text) = (plot.sessions(), plot.sentence());
        plot.mapping(
            "pains",
            &format!("text: {0}\nfrom: [{1}, {2}]\ndisputed_by: [{1}]", yaml(&text), ids[0], ids[1]),
            "disputed_by",
        );
    }),
    // Time.
    other("stale-claim", &[], |plot| {
        let year = 2017 + plot.n % 4;
        let (session, words) = plot.new_session(&format!("{year}-05-04"), "consent: quotable\n");
        plot.quiet_quote("says", &words, &session);
        plot.expect_map("");
    }),
    other("overtaken-by-event", &[], |plot| {
        let (map, n) = (plot.person().map.clone(), plot.n);
        let path = format!("content/maps/{map}.{}", if plot.person().markdown { "md" } else { "yaml" });
        // Three events that touch one map are one fault of the map: only the first is planted.
        if n < plot.world.people.len() || n >= 2 * plot.world.people.len() {
            let item = plot.cited();
            plot.item("gains", &item);
            plot.expected.pop();
            plot.expect_map("");
            plot.file(
                &format!("content/events/event-{n}.yaml"),
                format!("date: 2026-11-12\nwhat: New prices {n}\ntouches: [planted-{n}]\n"),
            );
        } else {
            plot.expect(&path, "");
            plot.file(
                &format!("content/events/event-{n}.yaml"),
                format!("date: 2026-11-12\nwhat: New prices {n}\ntouches: [{map}]\n"),
            );
        }
    }),
    exact("review-overdue", &[], |plot| match plot.n % 2 {
        0 => plot.insight("reviewed: 2026-02-01\nreview_every: 6 months\n", ""),
        _ => plot.story_with("reviewed: 2026-10-20\nreview_every: 14 days\n", ""),
    }),
    // Structure.
    // In Markdown a stage without anything is an empty section.
    other("empty-stage", &[], |plot| {
        let (n, person) = (plot.n, plot.person().id.clone());
        let item = plot.cited();
        let path = format!("content/journeys/planted-{n}.yaml");
        let name = ["Waiting", "Zahlen", "Attente", "Espera"][n % 4];
        let more = ["", "    owner: support\n", "    moment_of_truth: true\n"][n % 3];
        plot.expect(&path, name);
        let stages = format!("  - name: Beginning\n    pains: [{}]\n  - name: {name}\n{more}", yaml(&item));
        plot.file(&path, format!("persona: {person}\ntitle: Way {n}\nstages:\n{stages}"));
    }),
    other("about-nobody", &[], |plot| {
        let (n, text) = (plot.n, plot.sentence());
        let session = plot.sessions()[0].clone();
        if plot.person().markdown {
            let path = format!("content/stories/planted-{n}.md");
            plot.expect(&path, "");
            plot.file(&path, format!("---\ndate: 2026-10-06\nsession: {session}\n---\n# A day {n}\n\n{text}\n"));
        } else {
            let path = format!("content/maps/planted-{n}.yaml");
            plot.expect(&path, "");
            plot.file(&path, format!("scenario: Day {n}\npains: [{}]\n", yaml(&format!("{text} [[{session}]]"))));
        }
    }),
    other("orphan", &[], |plot| {
        let (n, text) = (plot.n, plot.sentence());
        let kind = ["insights", "opportunities"][n % 2];
        let field = ["statement", "need"][n % 2];
        let path = format!("content/{kind}/planted-{n}.yaml");
        plot.expect(&path, "");
        plot.file(&path, format!("{field}: {}\n", yaml(&text)));
    }),
    other("unused-session", &[], |plot| {
        let (session, _) = plot.new_session("2026-08-03", "consent: quotable\n");
        plot.expect(&format!("content/sessions/{session}.md"), "");
    }),
    other("empty-section", &[], |plot| {
        let (n, person, item) = (plot.n, plot.person().id.clone(), plot.cited());
        let path = format!("content/maps/planted-{n}.md");
        let (heading, other) = (plot.person().language.heading("gains"), plot.person().language.heading("pains"));
        plot.expect(&path, &format!("## {heading}"));
        plot.file(&path, format!("---\npersona: {person}\n---\n# Day {n}\n\n## {heading}\n\n## {other}\n\n- {item}\n"));
    }),
    other("duplicate-item", &[], |plot| {
        let first = plot.cited();
        let second = first.replacen(" [[", ".. [[", 1);
        let person = plot.person();
        let items = [("pains", first), ("pains", second.clone())];
        let (path, text) = super::world::map(person, &format!("planted-{}", plot.n), &items, person.markdown);
        let words = second.split(" [[").next().unwrap_or_default().to_owned();
        plot.expect(&path, &words);
        plot.file(&path, text);
    }),
    other("missing-alt-text", &["missing-image"], |plot| {
        let alt = ["", "image", "queue-{n}.png", "Bild", "Screenshot"][plot.n % 5];
        plot.prose(&format!("![{alt}](queue-{{n}}.png)"), "](queue-{n}.png)");
    }),
    other("remote-frame", &[], |plot| {
        let tag = [
            "<iframe src=\"https://films.example/{n}\"></iframe>",
            "<video src=\"https://films.example/{n}.mp4\"></video>",
            "<embed src=\"//films.example/{n}\">",
        ][plot.n % 3];
        plot.prose(tag, "films.example/{n}");
    }),
    other("unordered-series", &[], |plot| {
        let (n, person) = (plot.n, plot.person().id.clone());
        let [first, then] =
            [["2026-Q3", "2026-Q2"], ["2026", "2025"], ["2026-07", "2026-03"], ["2026-H2", "2026-H1"]][n % 4];
        let path = format!("content/metrics/planted-{n}.yaml");
        plot.expect(&path, &format!("period: {then},"));
        let series = format!("  - {{ period: {first}, value: 12, n: 9 }}\n  - {{ period: {then}, value: 14, n: 9 }}\n");
        plot.file(&path, format!("title: Number {n}\nmeasure: number\npersonas: [{person}]\nseries:\n{series}"));
    }),
    exact("duplicate-address", &["orphan"], |plot| {
        let (n, id) = (plot.n, format!("new-{}", plot.n));
        plot.persona(&id, "", &["goals", "gains"]);
        plot.file(&format!("content/people/{id}.md"), format!("---\nkind: page\n---\n# What we learned {n}\n"));
        plot.either(&format!("content/personas/{id}."));
    }),
    // Evidence that is there, but not enough.
    other("one-interview", &["orphan"], |plot| {
        let id = format!("new-{}", plot.n);
        let (language, sentence) = (plot.person().language, plot.sentence());
        let session = plot.world.add_session(language, &id, "interview").id;
        let path = format!("content/personas/{id}.md");
        plot.expect(&path, "");
        let (goal, pain) = (plot.sentence(), plot.sentence());
        let text = format!("# Person {id}\n\n## Goals\n\n- {goal} [[{session}]]\n- {sentence} [[{session}]]\n");
        plot.file(&path, format!("{text}\n## Pains\n\n- {pain} [[{session}]]\n"));
    }),
    other("consent-unknown", &[], |plot| {
        let (session, words) = plot.new_session("2026-09-20", "");
        plot.quiet_quote("says", &words, &session);
        plot.expect(&format!("content/sessions/{session}.md"), "");
    }),
    // Fairness.
    other("unexplained-demographic", &["orphan"], |plot| {
        let id = format!("new-{}", plot.n);
        let facts = ["age: 58\nlocation: Leeds\n", "age: 24\n", "location: Ulm\nage: 41\n"][plot.n % 3];
        plot.persona(&id, facts, &["goals", "gains"]);
        plot.either(&format!("content/personas/{id}."));
    }),
    other("differs-in-demographics-alone", &["repeated-text", "unexplained-demographic", "orphan"], |plot| {
        let (one, other) = (format!("new-{}-a", plot.n), format!("new-{}-b", plot.n));
        let text = plot.persona(&one, "age: 58\n", &["goals", "gains", "behaviours"]);
        let markdown = plot.person().markdown;
        let path = format!("content/personas/{other}.{}", if markdown { "md" } else { "yaml" });
        plot.file(&path, text.replace(&one, &other).replace("age: 58", "age: 24"));
        plot.either(&format!("content/personas/new-{}-", plot.n));
    }),
    other("one-sided-portrait", &["orphan"], |plot| {
        let id = format!("new-{}", plot.n);
        plot.persona(&id, "", &["pains", "pains", "pains"]);
        plot.either(&format!("content/personas/{id}."));
    }),
    other("need-without-strength", &["orphan"], |plot| {
        let id = format!("new-{}", plot.n);
        let hinders = plot.sentence();
        let session = plot.sessions()[1].clone();
        let hinders = yaml(&format!("{hinders} [[{session}]]"));
        let need = ["Little sight", "Wenig Kraft in den Händen", "Entendre mal", "Leer despacio"][plot.n % 4];
        plot.persona(&id, &format!("access_needs:\n  - need: {need}\n    hinders:\n      - {hinders}\n"), &["pains"]);
        plot.either(&format!("content/personas/{id}."));
    }),
    other("narrow-sample", &["orphan"], narrow_sample),
    // Privacy.
    exact("email-address", &[], |plot| {
        let name = ["anna.kowalska", "j_weber", "mlopez77", "tanaka-h"][plot.n % 4];
        let host = ["posteo.de", "wanadoo.fr", "correo.es", "mail.co.jp", "uol.com.br"][plot.n % 5];
        plot.prose(&format!("{name}{{n}}@{host}"), &format!("{name}{{n}}@"));
    }),
    exact("phone-number", &[], |plot| {
        let number =
            ["+49 171 5{n}3 88 14", "+33 6 12 {n} 56 78", "+34 612 3{n} 678", "+1 (415) 6{n}-0199"][plot.n % 4];
        let number = number.replace("{n}", &format!("{:02}", 10 + plot.n));
        plot.prose(&format!("☎ {number}"), &number);
    }),
    exact("account-number", &[], |plot| {
        let number = match plot.n % 2 {
            0 => iban(plot.n),
            _ => card(plot.n),
        };
        plot.prose(&format!("({number})"), &number);
    }),
    exact("postal-address", &[], |plot| {
        let n = 10 + plot.n;
        let address = match plot.n % 4 {
            0 => format!("Lindenstraße {n}, 10969 Berlin"),
            1 => format!("{n} rue des Lilas, 75011 Paris"),
            2 => format!("Calle de Alcalá {n}, 28014 Madrid"),
            _ => format!("{n} Maple Street, Springfield, IL 62704"),
        };
        plot.prose(&address, &address);
    }),
    exact("denied-name", &[], |plot| {
        let name = ["Anna Kowalska", "Jürgen Weber"][plot.n % 2];
        plot.prose(&format!("{{n}}: {name}."), name);
    }),
    exact("participant-name", &["unused-session", "denied-name"], |plot| {
        let name = ["Anna Kowalska", "Jürgen Weber", "María López", "Hélène Dubois"][plot.n % 4];
        plot.new_session_of("P", &format!("[{name}]"));
    }),
];

/// Of three people who were heard, one gives nearly every quote.
fn narrow_sample(plot: &mut Plot) {
    let (id, language) = (format!("new-{}", plot.n), plot.person().language);
    let sessions: Vec<_> = (0..3).map(|_| plot.world.add_session(language, &id, "interview")).collect();
    let one = sessions[0].said.iter().map(|(_, words)| (words, &sessions[0].id));
    let other = sessions[1].said.iter().take(1).map(|(_, words)| (words, &sessions[1].id));
    let quotes: Vec<String> =
        one.chain(other).map(|(words, source)| format!("{} [[{source}]]", language.quoted(words))).collect();
    let goal = format!("{} [[{}]]", plot.sentence(), sessions[2].id);
    let path = format!("content/personas/{id}.{}", if plot.person().markdown { "md" } else { "yaml" });
    plot.expect(&path, "");
    let text = if plot.person().markdown {
        let quotes: String = quotes.iter().map(|quote| format!("- {quote}\n")).collect();
        format!("# Person {id}\n\n## Goals\n\n- {goal}\n\n## Quotes\n\n{quotes}")
    } else {
        let quotes: String = quotes.iter().map(|quote| format!("  - {}\n", yaml(quote))).collect();
        format!("title: Person {id}\ngoals:\n  - {}\nquotes:\n{quotes}", yaml(&goal))
    };
    plot.file(&path, text);
}

/// An account number whose check digits are right (ISO 13616: the number with its first four characters at the end,
/// letters as 10 to 35, is 1 modulo 97).
fn iban(n: usize) -> String {
    let account = format!("37040044{:010}", 532_013_100 + n);
    // DE is 13 14.
    let digits = format!("{account}131400");
    let rest = digits.bytes().fold(0u32, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97);
    let all = format!("DE{:02}{account}", 98 - rest);
    all.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect::<Vec<_>>().join(" ")
}

/// A card number whose last digit is right (ISO/IEC 7812-1: every second digit from the right doubled, the sum of all
/// digits is divisible by ten).
fn card(n: usize) -> String {
    let payload = format!("411111{:09}", 123_400 + n * 7);
    let sum: u32 = payload
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let digit = u32::from(digit - b'0');
            let doubled = digit * 2;
            if at % 2 == 0 { doubled / 10 + doubled % 10 } else { digit }
        })
        .sum();
    let all = format!("{payload}{}", (10 - sum % 10) % 10);
    all.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect::<Vec<_>>().join(" ")
}

fn unknown_reference(plot: &mut Plot) {
    let (n, text) = (plot.n, plot.sentence());
    match n % 3 {
        0 => plot.item("pains", &format!("{text} [[gone-{n}]]")),
        1 => plot.mapping("pains", &format!("text: {}\nfrom:\n  - gone-{n}", yaml(&text)), &format!("gone-{n}")),
        _ => plot.map_with(&format!("sessions: [gone-{n}]\n"), &format!("gone-{n}")),
    }
}

fn unknown_part(plot: &mut Plot) {
    let (n, text, id) = (plot.n, plot.sentence(), plot.sessions()[0].clone());
    let part = ["L999", "no-such-section"][n / 2 % 2];
    plot.item("pains", &format!("{text} [[{id}#{part}]]"));
}

fn ambiguous_reference(plot: &mut Plot) {
    let (n, person) = (plot.n, plot.person().id.clone());
    for kind in ["insights", "stories"] {
        let text = plot.sentence();
        let cited = plot.sessions()[0].clone();
        let (ending, content) = match kind {
            "insights" => ("yaml", format!("statement: {}\nsupports: [{cited}]\npersonas: [{person}]\n", yaml(&text))),
            _ => ("md", format!("---\npersona: {person}\nsession: {cited}\n---\n# A day\n\n{text}\n")),
        };
        plot.file(&format!("content/{kind}/both-{n}.{ending}"), content);
    }
    let text = plot.sentence();
    plot.item("pains", &format!("{text} [[both-{n}]]"));
}

fn duplicate_id(plot: &mut Plot) {
    let (person, text) = (plot.person().id.clone(), plot.sentence());
    let cited = plot.sessions()[0].clone();
    let path = format!("content/insights/zz-planted-{}.yaml", plot.n);
    plot.expect(&path, "");
    plot.file(
        &path,
        format!("id: {person}-means\nstatement: {}\nsupports: [{cited}]\npersonas: [{person}]\n", yaml(&text)),
    );
}

fn contradictory_dates(plot: &mut Plot) {
    match plot.n % 3 {
        0 => {
            let (session, _) = plot.new_session("2026-09-20", "consent: quotable\nconsent_until: 2026-09-0{n}\n");
            plot.expect(&format!("content/sessions/{session}.md"), "");
        }
        1 => {
            let (n, person, text) = (plot.n, plot.person().id.clone(), plot.sentence());
            let path = format!("content/events/event-{n}.yaml");
            let dates = format!("date: 2026-06-01\nreviewed: 2026-03-{:02}", 1 + n % 28);
            plot.expect(&path, "");
            plot.file(&path, format!("{dates}\nwhat: {}\npersonas: [{person}]\n", yaml(&text)));
        }
        _ => plot.story_with("reviewed: 2025-10-15\n", ""),
    }
}

fn out_of_range(plot: &mut Plot) {
    let person = plot.person().id.clone();
    let n = plot.n;
    match n % 3 {
        0 => {
            let path = format!("content/journeys/planted-{n}.yaml");
            plot.expect(&path, "feels: ");
            let value = [3, -3, 7][n / 3 % 3];
            let text = format!(
                "persona: {person}\ntitle: Way {n}\nstages:\n  - name: One\n    feels: {value}\n    touchpoints: [Desk]\n"
            );
            plot.file(&path, text);
        }
        1 => {
            let path = format!("content/metrics/planted-{n}.yaml");
            plot.expect(&path, "value: ");
            let (measure, value) = [("nps", 130), ("csat", 101), ("ces", 9)][n / 3 % 3];
            let series = format!("series:\n  - {{ period: 2026-Q1, value: {value} }}\n");
            plot.file(&path, format!("title: Number {n}\nmeasure: {measure}\npersonas: [{person}]\n{series}"));
        }
        _ => {
            let (path, text) = (format!("content/opportunities/planted-{n}.yaml"), plot.sentence());
            plot.expect(&path, "impact: ");
            let map = plot.person().map.clone();
            plot.file(&path, format!("need: {}\nanswers: [\"{map}#pains-1\"]\nimpact: 9\n", yaml(&text)));
        }
    }
}

fn unknown_key(plot: &mut Plot) {
    let key = ["scenaro", "gainss", "sessons"][plot.n % 3];
    plot.map_with(&format!("{key}: Something\n"), key);
}

fn missing_field(plot: &mut Plot) {
    let (n, person, id) = (plot.n, plot.person().id.clone(), plot.sessions()[0].clone());
    match n % 2 {
        0 => plot.mapping("pains", &format!("from: [{id}]\nseverity: high"), "severity: high"),
        _ => {
            let path = format!("content/journeys/planted-{n}.yaml");
            plot.expect(&path, "feels: ");
            plot.file(
                &path,
                format!("persona: {person}\ntitle: Way {n}\nstages:\n  - feels: 1\n    touchpoints: [Desk]\n"),
            );
        }
    }
}

/// Five ways in which a quotation stops being one.
fn quote_not_found(plot: &mut Plot) {
    let session = plot.session();
    let spoken = &plot.person().sessions[session];
    let round = plot.n / 5 % 3;
    let words = match plot.n % 5 {
        // The denial dropped.
        0 => spoken.denied[round].2.clone(),
        // Another number.
        1 => spoken.counted[round].2.clone(),
        // Two sentences merged.
        2 => {
            let (one, other) = (&spoken.said[0].1, &spoken.said[3].1);
            let half = |text: &str| text.chars().count() / 2;
            let begin: String = one.chars().take(half(one)).collect();
            let end: String = other.chars().skip(half(other)).collect();
            format!("{begin}{end}")
        }
        // What somebody else said.
        3 => plot.world.people[plot.neighbour()].sessions[session].said[round].1.clone(),
        // A word added in front.
        _ => format!(
            "{}{}",
            ["Always ", "永遠"][usize::from(matches!(plot.person().language.code, "ja" | "zh"))],
            spoken.said[round].1
        ),
    };
    let id = plot.sessions()[session].clone();
    plot.quote("says", &words, &id);
}

/// The ways in which people write down how sure they are.
fn typed_confidence(plot: &mut Plot) {
    let n = plot.n;
    let (key, word) = match plot.person().language.code {
        "de" => ("Konfidenz", "hoch"),
        "fr" => ("Confiance", "élevée"),
        "es" => ("Confianza", "alta"),
        "pt" => ("Confiança", "alta"),
        "pl" => ("Pewność", "wysoka"),
        "ja" => ("確信度", "高"),
        "zh" => ("置信度", "高"),
        _ => ("Confidence", "High"),
    };
    match (plot.person().markdown, n % 2) {
        (true, 0) => plot.prose(&format!("**{key}:** {word}"), &format!("**{key}:**")),
        (true, _) => {
            plot.prose(&format!("| Finding | {key} |\n|---|---|\n| The queue {n} | {word} |\n"), "| Finding |");
        }
        (false, _) => plot.insight(&format!("{key}: {word}\n"), &format!("{key}:")),
    }
}
