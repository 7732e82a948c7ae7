//! A site of any size in Instep's own format, the same for the same size: every reference leads somewhere, and every
//! quote stands word for word in the transcript it names.

use std::fmt::Write as _;

/// One hundred files, in the proportions of a site that is worked with, and who they are about.
const PERSONAS: usize = 3;
const MAPS: usize = 6;
const JOURNEYS: usize = 4;
const SESSIONS: usize = 28;
const STORIES: usize = 24;
const INSIGHTS: usize = 12;
const OPPORTUNITIES: usize = 11;
const METRICS: usize = 4;
const DECISIONS: usize = 4;
const PAGES: usize = 4;

/// The smallest site, and the step in which it grows.
pub(crate) const GROUP: usize =
    PERSONAS + MAPS + JOURNEYS + SESSIONS + STORIES + INSIGHTS + OPPORTUNITIES + METRICS + DECISIONS + PAGES;

/// The day the site is built for.
pub(crate) const TODAY: &str = "2026-11-23";

pub(crate) const CONFIG: &str = "title: A site to measure with\nlanguage: en\ncontent: content\nteams:\n  desk: { name: Night desk }\n  app: { name: App team }\n  research: { name: Research }\nedit_url: https://code.example/site/edit/main/{path}#L{line}\n";

const WHO: &[&str] = &[
    "The driver",
    "A neighbour",
    "My sister",
    "The night nurse",
    "Somebody at the desk",
    "A colleague",
    "The landlord",
    "Our teacher",
    "The cook",
    "A stranger",
    "The trainer",
    "My father",
    "The usher",
    "One of the guards",
    "The caller",
];
const DOES: &[&str] = &[
    "waits for",
    "forgets",
    "looks at",
    "asks about",
    "writes down",
    "counts",
    "carries",
    "never mentions",
    "pays for",
    "laughs at",
    "depends on",
    "looks after",
    "puts off",
    "trusts",
    "compares",
    "misses",
    "keeps",
    "explains",
];
const WHAT: &[&str] = &[
    "the last bus",
    "the second form",
    "a paper ticket",
    "the door code",
    "the long bill",
    "the small print",
    "a spare key",
    "the waiting list",
    "an old letter",
    "the red light",
    "the new timetable",
    "a wet umbrella",
    "the first message",
    "the yellow warning",
    "a free evening",
    "the missing number",
    "the quiet room",
    "a warm coat",
    "the other queue",
];
const WHEN: &[&str] = &[
    "before the shift",
    "on a Friday evening",
    "in the rain",
    "after the third call",
    "twice a week",
    "at the corner post",
    "as soon as it rings",
    "without saying so",
    "while the kettle boils",
    "when nobody looks",
    "in the first winter",
    "with the phone in a pocket",
    "long after midnight",
    "for the second time",
    "at the end of the month",
];
const WHY: &[&str] = &[
    "because nobody has said why",
    "so that the evening can end",
    "and nothing comes back",
    "although it costs an hour",
    "because the screen says something else",
    "and that is the whole trouble",
    "so there is one thing less to think of",
    "and would do it again",
    "because the last time went wrong",
    "which is easier than asking",
    "and it helps a little",
    "although everybody advises against it",
    "because the number is on the wall",
    "and then it is too late",
];
const TAGS: &[&str] = &[
    "nights",
    "waiting",
    "telephone",
    "payment",
    "access",
    "winter",
    "families",
    "work",
    "school",
    "forms",
    "language",
    "trust",
    "price",
    "safety",
    "returns",
    "repairs",
    "first-time",
    "regulars",
    "drivers",
    "maps",
    "weather",
    "health",
    "letters",
    "queues",
];
const STAGES: &[&str] = &["Before", "Booking", "The wait", "On the way", "Afterwards"];
const SLUGS: &[&str] = &["before", "booking", "the-wait", "on-the-way", "afterwards"];
const NAMES: &[&str] =
    &["Ada", "Bela", "Cato", "Dora", "Emil", "Frida", "Goran", "Hanna", "Ivo", "Jutta", "Kofi", "Lena"];
const TYPES: &[&str] =
    &["interview", "field-visit", "support-call", "usability-test", "diary", "interview", "focus-group"];
const TEAMS: &[&str] = &["desk", "app", "research"];
/// The line of a session's file where the transcript begins.
const FIRST_LINE: usize = 18;
const LINES: usize = 54;

/// SplitMix64: the same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len())]
    }

    fn sentence(&mut self) -> String {
        let who = self.pick(WHO);
        let (does, what) = (self.pick(DOES), self.pick(WHAT));
        match self.below(3) {
            0 => format!("{who} {does} {what}."),
            1 => format!("{who} {does} {what} {}.", self.pick(WHEN)),
            _ => format!("{who} {does} {what} {}, {}.", self.pick(WHEN), self.pick(WHY)),
        }
    }

    fn prose(&mut self, sentences: usize) -> String {
        (0..sentences * 3 / 2).map(|_| self.sentence()).collect::<Vec<_>>().join(" ")
    }

    fn tags(&mut self) -> String {
        format!("[{}, {}]", self.pick(TAGS), self.pick(TAGS))
    }

    fn date(&mut self) -> String {
        format!("{}-{:02}-{:02}", 2025 + self.below(2), 1 + self.below(10), 1 + self.below(28))
    }
}

/// One hundred files about three people.
struct Group {
    number: usize,
    groups: usize,
    dice: Dice,
}

/// The files of a site of `n` content files (a multiple of [`GROUP`]): path, text.
pub(crate) fn files(n: usize) -> Vec<(String, String)> {
    let groups = n.div_ceil(GROUP).max(1);
    (0..groups).flat_map(|number| Group { number, groups, dice: Dice(number as u64) }.files()).collect()
}

/// The words of a line of a session: a function of the two, so that anybody can quote it.
fn line(session: usize, line: usize) -> String {
    Dice((session * 1000 + line) as u64 ^ 0xABCD_EF01).sentence()
}

fn session_id(session: usize) -> String {
    format!("s{session:05}")
}

impl Group {
    fn files(mut self) -> Vec<(String, String)> {
        let mut all = Vec::new();
        let mut add = |folder: &str, id: String, ending: &str, text: String| {
            all.push((format!("content/{folder}/{id}.{ending}"), text));
        };
        for i in 0..PERSONAS {
            add("personas", self.persona_id(i), "md", self.persona(i));
        }
        for i in 0..MAPS {
            let text = if i % 2 == 0 { self.map_markdown(i) } else { self.map_yaml(i) };
            add("maps", self.id("map", i), if i % 2 == 0 { "md" } else { "yaml" }, text);
        }
        for i in 0..JOURNEYS {
            add("journeys", self.id("way", i), "md", self.journey(i));
        }
        for i in 0..SESSIONS {
            add("sessions", session_id(self.session(i)), "md", self.session_text(i));
        }
        for i in 0..STORIES {
            add("stories", self.id("story", i), "md", self.story(i));
        }
        for i in 0..INSIGHTS {
            add("insights", self.id("insight", i), "md", self.insight());
        }
        for i in 0..OPPORTUNITIES {
            add("opportunities", self.id("chance", i), "md", self.opportunity());
        }
        for i in 0..METRICS {
            add("metrics", self.id("number", i), "yaml", self.metric(i));
        }
        for i in 0..DECISIONS {
            add("decisions", self.id("choice", i), "yaml", self.decision());
        }
        for i in 0..PAGES {
            add("notes", self.id("note", i), "md", self.page());
        }
        all
    }

    fn id(&self, kind: &str, i: usize) -> String {
        format!("{kind}-{:03}-{i:02}", self.number)
    }

    fn persona_id(&self, i: usize) -> String {
        format!("{}-{:03}", self.name(i).to_lowercase(), self.number * PERSONAS + i % PERSONAS)
    }

    fn name(&self, i: usize) -> &'static str {
        NAMES[(self.number + i % PERSONAS * 5) % NAMES.len()]
    }

    fn session(&self, i: usize) -> usize {
        self.number * SESSIONS + i % SESSIONS
    }

    /// A session: of the same people, sometimes of others.
    fn any_session(&mut self) -> usize {
        let group = if self.dice.below(8) == 0 { self.dice.below(self.groups) } else { self.number };
        group * SESSIONS + self.dice.below(SESSIONS)
    }

    /// Somebody's words with the line they stand on.
    fn quote(&mut self) -> String {
        // Every third line is the interviewer's.
        let (session, at) = (self.any_session(), self.dice.below(LINES));
        let at = if at % 3 == 1 { at - 1 } else { at };
        format!("\"{}\" [[{}#L{}]]", line(session, at), session_id(session), FIRST_LINE + at)
    }

    /// A statement: from nobody, one or two sessions.
    fn statement(&mut self) -> String {
        let mut text = self.dice.sentence();
        for _ in 0..self.dice.below(3) {
            let session = self.any_session();
            let _ = write!(text, " [[{}]]", session_id(session));
        }
        text
    }

    fn list(&mut self, out: &mut String, heading: &str, n: usize, quoted: bool) {
        let _ = writeln!(out, "\n## {heading}");
        for _ in 0..n {
            let item = if quoted { self.quote() } else { self.statement() };
            let _ = writeln!(out, "- {item}");
        }
    }

    fn persona(&mut self, i: usize) -> String {
        let (number, name) = (self.number, self.name(i));
        let (tags, date, role) = (self.dice.tags(), self.dice.date(), self.dice.sentence());
        let mut out = format!(
            "---\nrole: {role}\ntype: primary\nowner: desk\nreviewed: {date}\nreview_every: 1 year\ntags: {tags}\nsummary: {}\n---\n",
            self.dice.sentence()
        );
        let _ = write!(
            out,
            "# {name} {}{}\n\n> {}\n\n{}\n",
            ["Berg", "Holm", "Vale"][i],
            number,
            self.quote(),
            self.dice.prose(8)
        );
        for (heading, n) in [("Goals", 4), ("Needs", 5), ("Pains", 6), ("Gains", 4), ("Behaviours", 6)] {
            self.list(&mut out, heading, n, false);
        }
        out
    }

    fn map_head(&mut self, i: usize) -> String {
        let (date, tags, layout) = (self.dice.date(), self.dice.tags(), ["quadrants", "canvas", "classic"][i % 3]);
        format!(
            "persona: {}\ntitle: Map {} of {}\nscenario: {}\nlayout: {layout}\ndate: {date}\nowner: research\ntags: {tags}\n",
            self.persona_id(i),
            i + 1,
            self.number,
            self.dice.sentence()
        )
    }

    fn map_markdown(&mut self, i: usize) -> String {
        let mut out =
            format!("---\n{}---\n# Map {} of {}\n\n{}\n", self.map_head(i), i + 1, self.number, self.dice.prose(4));
        self.list(&mut out, "Says", 6, true);
        for heading in ["Thinks", "Does", "Feels", "Sees", "Hears", "Pains", "Gains"] {
            self.list(&mut out, heading, 5, false);
        }
        out
    }

    fn map_yaml(&mut self, i: usize) -> String {
        let mut out = self.map_head(i);
        for field in ["says", "thinks", "does", "feels", "sees", "hears", "pains", "gains"] {
            let _ = writeln!(out, "{field}:");
            for at in 0..5 {
                let text = if field == "says" { self.quote() } else { self.dice.sentence() };
                let text = text.replace('\'', "''");
                let session = session_id(self.any_session());
                let _ = match (field, at) {
                    ("does", 0) => writeln!(out, "  - text: '{text}'\n    from: [{session}]\n    against: says-1"),
                    ("thinks", 0 | 1) => {
                        writeln!(out, "  - text: '{text}'\n    inferred_from: [says-2, does-2]\n    from: [{session}]")
                    }
                    ("does" | "pains", _) => writeln!(out, "  - text: '{text}'\n    from: [{session}]"),
                    _ => writeln!(out, "  - '{text}'"),
                };
            }
        }
        out
    }

    fn journey(&mut self, i: usize) -> String {
        let date = self.dice.date();
        let mut out = format!(
            "---\npersona: {}\nscenario: {}\nstate: current\ndate: {date}\nowner: app\n---\n# Way {} of {}\n\n{}\n",
            self.persona_id(i),
            self.dice.sentence(),
            i + 1,
            self.number,
            self.dice.prose(2)
        );
        for stage in STAGES {
            let session = session_id(self.any_session());
            let score = self.dice.below(5) as i32 - 2;
            let _ = write!(
                out,
                "\n## {stage}\n\n**Feels:** {score:+} {} [[{session}]]\n\n**Does:**\n\n",
                self.dice.pick(&["Unsure", "Calm", "Hurried", "Glad", "Tired"])
            );
            for _ in 0..2 {
                let _ = writeln!(out, "- {}", self.statement());
            }
            let _ = write!(
                out,
                "\n**Says:**\n\n- {}\n\n**Touchpoints:** App, Desk\n\n**Channel:** app\n\n**Pains:**\n\n- {}\n\n",
                self.quote(),
                self.statement()
            );
            let (chance, number) = (self.dice.below(OPPORTUNITIES), self.dice.below(METRICS));
            let _ = write!(
                out,
                "**Opportunities:** [[{}]]\n\n**Metrics:** [[{}]]\n\n**Owner:** {}\n",
                self.id("chance", chance),
                self.id("number", number),
                self.dice.pick(TEAMS)
            );
        }
        out
    }

    fn session_text(&mut self, i: usize) -> String {
        let session = self.session(i);
        let (date, tags) = (self.dice.date(), self.dice.tags());
        let mut out = format!(
            "---\ntype: {}\ndate: {date}\nparticipants: [P{:04}]\npersonas: [{}]\nresearcher: leif\nconsent: quotable\nconsent_until: 2028-01-01\ntags: {tags}\nsummary: {}\n---\n# Talk {session}\n\n{}\n\n## Transcript\n\n",
            TYPES[i % TYPES.len()],
            session / 2,
            self.persona_id(i),
            self.dice.sentence(),
            self.dice.sentence(),
        );
        for at in 0..LINES {
            let _ = match at % 3 {
                0 => writeln!(out, "[{}:{:02}] **P{:04}:** {}", at, session % 60, session / 2, line(session, at)),
                1 => writeln!(out, "**Leif:** {}", line(session, at)),
                _ => writeln!(out, "**P{:04}:** {}", session / 2, line(session, at)),
            };
        }
        out
    }

    fn story(&mut self, i: usize) -> String {
        let (date, tags, stage) = (self.dice.date(), self.dice.tags(), self.dice.below(SLUGS.len()));
        let (number, way) = (self.number, i % JOURNEYS);
        let mut out = format!(
            "---\npersona: {}\ndate: {date}\ntold_by: Noor, Research\nstage: {}#{}\nsession: {}\nconsent: quotable\ntags: {tags}\n---\n# Story {i} of {}\n\n## What happened\n{}\n\n> {}\n\n{}\n\n> {}\n",
            self.persona_id(i),
            self.id("way", way),
            SLUGS[stage],
            session_id(self.session(i)),
            number,
            self.dice.prose(5),
            self.quote(),
            self.dice.prose(5),
            self.quote(),
        );
        for (heading, n) in [("How it felt", 4), ("What we learned", 6), ("What we did", 5)] {
            let _ = write!(out, "\n## {heading}\n{}\n", self.dice.prose(n));
        }
        let _ = write!(out, "\nMore about it in [the notes](../notes/{}.md).\n", self.id("note", i % PAGES));
        out
    }

    fn insight(&mut self) -> String {
        let supports: Vec<String> = (0..4).map(|_| session_id(self.any_session())).collect();
        let story = self.dice.below(STORIES);
        let (date, tags, person) = (self.dice.date(), self.dice.tags(), self.dice.below(PERSONAS));
        format!(
            "---\nstatement: {}\nsupports: [{}, {}]\ncontradicts: [{}]\npersonas: [{}]\nowner: research\ndate: {date}\ntags: {tags}\n---\n{}\n\n## What it means\n\n{}\n\n- {}\n- {}\n",
            self.dice.sentence(),
            supports[..3].join(", "),
            self.id("story", story),
            supports[3],
            self.persona_id(person),
            self.dice.prose(9),
            self.dice.prose(8),
            self.statement(),
            self.statement(),
        )
    }

    fn opportunity(&mut self) -> String {
        let (map, way, insight) = (self.dice.below(MAPS), self.dice.below(JOURNEYS), self.dice.below(INSIGHTS));
        let (pain, stage, tags) = (1 + self.dice.below(5), self.dice.below(SLUGS.len()), self.dice.tags());
        format!(
            "---\nneed: {}\nanswers: [{}#pains-{pain}, {}#{}, {}]\nstatus: in-progress\nimpact: {}\neffort: {}\nowner: desk\nticket: https://tickets.example/N-{}\ntags: {tags}\n---\n{}\n\n## What we could try\n\n{}\n",
            self.dice.sentence(),
            self.id("map", map),
            self.id("way", way),
            SLUGS[stage],
            self.id("insight", insight),
            1 + self.dice.below(5),
            1 + self.dice.below(5),
            self.dice.below(900),
            self.dice.prose(6),
            self.dice.prose(8),
        )
    }

    fn metric(&mut self, i: usize) -> String {
        let mut out = format!(
            "title: Number {i} of {}\nmeasure: number\nunit: \"%\"\nbetter: higher\nowner: desk\nsummary: {}\nbaseline: {{ period: 2024-Q4, value: 26 }}\ntarget: {{ period: 2027-Q2, value: 85 }}\nseries:\n",
            self.number,
            self.dice.sentence()
        );
        for quarter in 0..7 {
            let session = session_id(self.any_session());
            let _ = writeln!(
                out,
                "  - {{ period: {}-Q{}, value: {}, n: {}, from: {session} }}",
                2025 + quarter / 4,
                1 + quarter % 4,
                30 + self.dice.below(50),
                50 + self.dice.below(200)
            );
        }
        let _ = writeln!(out, "about_it: {}", self.dice.prose(5));
        out
    }

    fn decision(&mut self) -> String {
        let (date, person, insight) = (self.dice.date(), self.dice.below(PERSONAS), self.dice.below(INSIGHTS));
        let (asked, chance) = (session_id(self.any_session()), self.dice.below(OPPORTUNITIES));
        format!(
            "title: Choice of {} about {}\ndate: {date}\ndecided: {}\nby: {}\npersonas: [{}]\nasked_a_customer: {asked}\nevidence: [{}]\nopportunities: [{}]\noutcome: {}\n",
            self.number,
            self.dice.pick(WHAT),
            self.dice.prose(2),
            self.dice.pick(TEAMS),
            self.persona_id(person),
            self.id("insight", insight),
            self.id("chance", chance),
            self.dice.prose(6),
        )
    }

    fn page(&mut self) -> String {
        let mut out = format!(
            "---\ntags: {}\nowner: research\n---\n# {}\n\n{}\n",
            self.dice.tags(),
            self.dice.sentence().trim_end_matches('.'),
            self.dice.prose(6)
        );
        for _ in 0..3 {
            let (person, map) = (self.dice.below(PERSONAS), self.dice.below(MAPS));
            let _ = write!(
                out,
                "\n## {}\n\n{}\n\nSee [{}](../personas/{}.md) and [[{}]].\n\n| What | When |\n|---|---|\n| {} | {} |\n| {} | {} |\n",
                self.dice.pick(WHAT),
                self.dice.prose(8),
                self.dice.pick(NAMES),
                self.persona_id(person),
                self.id("map", map),
                self.dice.pick(WHAT),
                self.dice.pick(WHEN),
                self.dice.pick(WHAT),
                self.dice.pick(WHEN)
            );
        }
        out
    }
}
