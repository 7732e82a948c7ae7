//! A site without a fault, in eight languages, half of it YAML and half Markdown: made from chance that repeats itself.

use std::collections::{BTreeMap, BTreeSet};

use super::super::site::Dice;

/// A language with what its people say. `{v}` is what they do, `{o}` to what, `{w}` when, `{y}` why, `{n}` a number.
pub(super) struct Language {
    pub(super) code: &'static str,
    /// Something said.
    said: &'static str,
    /// The same, denied.
    denied: &'static str,
    /// Something said with a number in it.
    counted: &'static str,
    verbs: [&'static str; 6],
    objects: [&'static str; 6],
    times: [&'static str; 6],
    reasons: [&'static str; 6],
    /// What the language puts around a quotation.
    pub(super) marks: (&'static str, &'static str),
    /// The heading of each part of a map, as people write it.
    headings: [(&'static str, &'static str); 6],
    /// What an interviewer asks.
    pub(super) questions: [&'static str; 3],
}

pub(super) static LANGUAGES: &[Language] = &[
    Language {
        code: "en",
        said: "I {v} {o} {w}, {y}.",
        denied: "I do not {v} {o} {w}, {y}.",
        counted: "I {v} {o} {n} times {w}, {y}.",
        verbs: ["check", "print", "compare", "copy", "carry", "count"],
        objects: ["the plan", "the letter", "the list", "the invoice", "the ticket", "the form"],
        times: ["every morning", "on Fridays", "before the shift", "after lunch", "at night", "on the train"],
        reasons: [
            "because nobody tells me",
            "until it is right",
            "and then I wait for the others",
            "since the last change",
            "although it costs me an hour",
            "so that it fits in the end",
        ],
        marks: ("\u{201c}", "\u{201d}"),
        headings: [
            ("says", "Says"),
            ("does", "Does"),
            ("thinks", "Thinks"),
            ("feels", "Feels"),
            ("pains", "Frustrations"),
            ("gains", "Gains"),
        ],
        questions: ["What happened then?", "Who else was there?", "How do you know?"],
    },
    Language {
        code: "de",
        said: "Ich {v} {o} {w}, {y}.",
        denied: "Ich {v} {o} {w} nicht, {y}.",
        counted: "Ich {v} {o} {w} {n} Mal, {y}.",
        verbs: ["prüfe", "drucke", "vergleiche", "kopiere", "trage", "zähle"],
        objects: ["den Plan", "den Brief", "die Liste", "die Rechnung", "den Fahrschein", "das Blatt"],
        times: ["jeden Morgen", "am Freitag", "vor der Schicht", "nach dem Essen", "in der Nacht", "im Zug"],
        reasons: [
            "weil mir niemand etwas sagt",
            "bis es stimmt",
            "und dann warte ich auf die anderen",
            "seit der letzten Änderung",
            "obwohl es mich eine Stunde kostet",
            "damit es am Ende passt",
        ],
        marks: ("\u{201e}", "\u{201c}"),
        headings: [
            ("says", "Sagt"),
            ("does", "Tut"),
            ("thinks", "Denkt"),
            ("feels", "Fühlt"),
            ("pains", "Schmerzpunkte"),
            ("gains", "Erfolgsgefühl"),
        ],
        questions: ["Was geschah dann?", "Wer war noch dabei?", "Woher wissen Sie das?"],
    },
    Language {
        code: "fr",
        said: "Je {v} {o} {w}, {y}.",
        denied: "Je ne {v} pas {o} {w}, {y}.",
        counted: "Je {v} {o} {n} fois {w}, {y}.",
        verbs: ["vérifie", "relis", "compare", "copie", "porte", "compte"],
        objects: ["le planning", "la lettre", "la liste", "la facture", "le billet", "le formulaire"],
        times: ["chaque matin", "le vendredi", "avant le service", "après le repas", "la nuit", "dans le train"],
        reasons: [
            "parce que personne ne me prévient",
            "tant que ce n\u{2019}est pas juste",
            "et puis je patiente avec les autres",
            "depuis le dernier changement",
            "même si cela me coûte une heure",
            "pour que tout aille bien à la fin",
        ],
        marks: ("«\u{a0}", "\u{a0}»"),
        headings: [
            ("says", "Dit"),
            ("does", "Fait"),
            ("thinks", "Pense"),
            ("feels", "Ressent"),
            ("pains", "Freins"),
            ("gains", "Gains"),
        ],
        questions: ["Que s\u{2019}est-il passé ensuite ?", "Qui était là ?", "Comment le savez-vous ?"],
    },
    Language {
        code: "es",
        said: "Yo {v} {o} {w}, {y}.",
        denied: "Yo no {v} {o} {w}, {y}.",
        counted: "Yo {v} {o} {n} veces {w}, {y}.",
        verbs: ["reviso", "imprimo", "comparo", "copio", "llevo", "cuento"],
        objects: ["el plan", "la carta", "la lista", "la factura", "el billete", "la ficha"],
        times: ["cada mañana", "los viernes", "antes del turno", "después de comer", "por la noche", "en el tren"],
        reasons: [
            "porque nadie me avisa",
            "hasta que está bien",
            "y luego espero a los demás",
            "desde el último cambio",
            "aunque me cuesta una hora",
            "para que al final cuadre",
        ],
        marks: ("«", "»"),
        headings: [
            ("says", "Dice"),
            ("does", "Hace"),
            ("thinks", "Piensa"),
            ("feels", "Siente"),
            ("pains", "Dolores"),
            ("gains", "Ganancias"),
        ],
        questions: ["¿Qué pasó después?", "¿Quién más estaba?", "¿Cómo lo sabe?"],
    },
    Language {
        code: "pt",
        said: "Eu {v} {o} {w}, {y}.",
        denied: "Eu não {v} {o} {w}, {y}.",
        counted: "Eu {v} {o} {n} vezes {w}, {y}.",
        verbs: ["verifico", "imprimo", "comparo", "copio", "levo", "conto"],
        objects: ["o plano", "a carta", "a lista", "a fatura", "o bilhete", "a ficha"],
        times: ["toda manhã", "às sextas", "antes do turno", "depois do almoço", "à noite", "no comboio"],
        reasons: [
            "porque ninguém me avisa",
            "até ficar certo",
            "e depois espero pelos outros",
            "desde a última mudança",
            "embora me custe uma hora",
            "para que no fim dê certo",
        ],
        marks: ("\u{201c}", "\u{201d}"),
        headings: [
            ("says", "Diz"),
            ("does", "Faz"),
            ("thinks", "Pensa"),
            ("feels", "Sente"),
            ("pains", "Dores"),
            ("gains", "Ganhos"),
        ],
        questions: ["O que aconteceu depois?", "Quem mais estava?", "Como sabe disso?"],
    },
    Language {
        code: "pl",
        said: "Ja {v} {o} {w}, {y}.",
        denied: "Ja nie {v} {o} {w}, {y}.",
        counted: "Ja {v} {o} {n} razy {w}, {y}.",
        verbs: ["sprawdzam", "drukuję", "porównuję", "kopiuję", "niosę", "liczę"],
        objects: ["ten plan", "ten list", "tę listę", "ten rachunek", "ten bilet", "ten druk"],
        times: ["co rano", "w piątki", "przed zmianą", "po obiedzie", "w nocy", "w pociągu"],
        reasons: [
            "bo nikt mi niczego nie mówi",
            "dopóki się nie zgadza",
            "a potem czekam na innych",
            "od ostatniej poprawki",
            "chociaż kosztuje to godzinę",
            "żeby na końcu pasowało",
        ],
        marks: ("\u{201e}", "\u{201d}"),
        headings: [
            ("says", "Says"),
            ("does", "Does"),
            ("thinks", "Thinks"),
            ("feels", "Feels"),
            ("pains", "Pains"),
            ("gains", "Gains"),
        ],
        questions: ["Co było potem?", "Kto jeszcze tam był?", "Skąd pani to wie?"],
    },
    Language {
        code: "ja",
        said: "{w}{o}を{v}ます、{y}。",
        denied: "{w}{o}を{v}ません、{y}。",
        counted: "{w}{o}を{n}回{v}ます、{y}。",
        verbs: ["確かめ", "並べ", "比べ", "届け", "見", "数え"],
        objects: ["予定表", "手紙", "一覧", "請求書", "切符", "用紙"],
        times: ["毎朝", "金曜日に", "勤務の前に", "昼食のあとで", "夜中に", "電車の中で"],
        reasons: [
            "誰も教えてくれないから",
            "正しくなるまで",
            "それからみんなを待つので",
            "この前の変更からずっと",
            "一時間もかかるのに",
            "最後に合うように",
        ],
        marks: ("「", "」"),
        headings: [
            ("says", "言う"),
            ("does", "行動"),
            ("thinks", "考える"),
            ("feels", "感じる"),
            ("pains", "悩み"),
            ("gains", "Gains"),
        ],
        questions: ["それからどうなりましたか。", "ほかに誰がいましたか。", "どうして分かりますか。"],
    },
    Language {
        code: "zh",
        said: "我{w}{v}{o}，{y}。",
        denied: "我{w}不{v}{o}，{y}。",
        counted: "我{w}{v}{n}次{o}，{y}。",
        verbs: ["檢查", "打印", "比較", "抄寫", "帶上", "清點"],
        objects: ["計劃", "信件", "清單", "帳單", "車票", "表格"],
        times: ["每天早上", "星期五", "上班之前", "午飯之後", "夜裏", "在火車上"],
        reasons: [
            "因為沒有人告訴我",
            "直到正確為止",
            "然後等其他人",
            "自從上次修改以來",
            "雖然要花一個小時",
            "好讓最後對得上",
        ],
        marks: ("「", "」"),
        headings: [
            ("says", "說"),
            ("does", "做什麼"),
            ("thinks", "想"),
            ("feels", "感受"),
            ("pains", "痛點"),
            ("gains", "收穫"),
        ],
        questions: ["後來怎麼樣？", "還有誰在場？", "你怎麼知道？"],
    },
];

impl Language {
    /// A sentence nobody has said yet, with its denial.
    pub(super) fn pair(&'static self, dice: &mut Dice, used: &mut BTreeSet<String>) -> (String, String) {
        let parts = self.parts(dice, used);
        (parts.fill(self.said), parts.fill(self.denied))
    }

    /// A sentence nobody has said yet.
    pub(super) fn sentence(&'static self, dice: &mut Dice, used: &mut BTreeSet<String>) -> String {
        self.parts(dice, used).fill(self.said)
    }

    /// A sentence nobody has said yet with a number in it, and the same with another number.
    pub(super) fn counted(&'static self, dice: &mut Dice, used: &mut BTreeSet<String>) -> (String, String) {
        let parts = self.parts(dice, used);
        let (one, other) = (2 + dice.below(5), 7 + dice.below(30));
        let text = parts.fill(self.counted);
        (text.replace("{n}", &one.to_string()), text.replace("{n}", &other.to_string()))
    }

    fn parts(&'static self, dice: &mut Dice, used: &mut BTreeSet<String>) -> Parts {
        for _ in 0..100_000 {
            let parts = Parts {
                verb: dice.pick::<&str>(&self.verbs),
                object: dice.pick::<&str>(&self.objects),
                time: dice.pick::<&str>(&self.times),
                reason: dice.pick::<&str>(&self.reasons),
            };
            // Said and denied must both be new: what somebody denies, nobody else may have said.
            if used.insert(parts.fill(self.said)) {
                return parts;
            }
        }
        panic!("everything has been said in {}", self.code);
    }

    /// The heading of a part of a map.
    pub(super) fn heading(&self, field: &str) -> &'static str {
        self.headings.iter().find(|(name, _)| *name == field).map_or("Notes", |(_, heading)| heading)
    }

    /// A quotation as the language sets it.
    pub(super) fn quoted(&self, words: &str) -> String {
        format!("{}{words}{}", self.marks.0, self.marks.1)
    }
}

struct Parts {
    verb: &'static str,
    object: &'static str,
    time: &'static str,
    reason: &'static str,
}

impl Parts {
    fn fill(&self, template: &str) -> String {
        let template = template.replace("{v}", self.verb).replace("{o}", self.object);
        template.replace("{w}", self.time).replace("{y}", self.reason)
    }
}

/// One person of the site.
pub(super) struct Person {
    pub(super) id: String,
    pub(super) language: &'static Language,
    /// Whether what is about them is written in Markdown.
    pub(super) markdown: bool,
    /// An interview, a visit, another interview.
    pub(super) sessions: [Session; 3],
    /// The id of their map.
    pub(super) map: String,
}

/// What was heard.
pub(super) struct Session {
    pub(super) id: String,
    pub(super) alias: String,
    /// Line number in the file and words, as they were said.
    pub(super) said: Vec<(usize, String)>,
    /// The same for lines that deny something, with what they would say without the denial.
    pub(super) denied: Vec<(usize, String, String)>,
    /// The same for lines with a number in them, with another number.
    pub(super) counted: Vec<(usize, String, String)>,
    /// The lines of the interviewer.
    pub(super) asked: Vec<(usize, String)>,
}

/// A site: its files, and what is known of them.
pub(super) struct World {
    pub(super) files: BTreeMap<String, String>,
    pub(super) people: Vec<Person>,
    pub(super) dice: Dice,
    pub(super) used: BTreeSet<String>,
    /// The texts of the template that lies beside the people.
    pub(super) examples: Vec<(&'static str, String)>,
    count: usize,
}

impl World {
    /// A site without a fault.
    pub(super) fn clean(seed: u64) -> World {
        let mut world = World {
            files: BTreeMap::new(),
            people: Vec::new(),
            dice: Dice(seed),
            used: BTreeSet::new(),
            examples: Vec::new(),
            count: 0,
        };
        world.files.insert("instep.yaml".into(), SETTINGS.into());
        for language in LANGUAGES {
            for markdown in [false, true] {
                world.add_person(language, markdown);
            }
            let example = world.sentence(language);
            world.examples.push((language.code, example));
        }
        let examples: String = world.examples.iter().map(|(_, text)| format!("- {text}\n")).collect();
        world.files.insert("content/templates/persona.md".into(), format!("# A name\n\n## Goals\n\n{examples}"));
        world
    }

    /// A number that has not been given yet.
    pub(super) fn number(&mut self) -> usize {
        self.count += 1;
        self.count
    }

    /// A sentence nobody has said yet.
    pub(super) fn sentence(&mut self, language: &'static Language) -> String {
        language.sentence(&mut self.dice, &mut self.used)
    }

    fn add_person(&mut self, language: &'static Language, markdown: bool) {
        let id = format!("{}-{}", language.code, if markdown { "md" } else { "yaml" });
        let types = ["interview", "field-visit", "interview"];
        let sessions = types.map(|kind| self.add_session(language, &id, kind));
        let map = format!("{id}-day");
        let person = Person { id, language, markdown, sessions, map };
        self.add_persona(&person);
        self.add_map(&person);
        self.add_journey(&person);
        self.add_story(&person);
        self.add_rest(&person);
        self.people.push(person);
    }

    /// A session about a person, with a transcript.
    pub(super) fn add_session(&mut self, language: &'static Language, persona: &str, kind: &str) -> Session {
        self.add_session_with(language, persona, kind, "2026-09-14", "consent: quotable\nconsent_until: 2027-06-30\n")
    }

    /// A session with its own date and front matter.
    pub(super) fn add_session_with(
        &mut self,
        language: &'static Language,
        persona: &str,
        kind: &str,
        date: &str,
        more: &str,
    ) -> Session {
        let number = self.number();
        let (id, alias) = (format!("heard-{number}"), format!("P{number}"));
        let mut text = format!(
            "---\ntype: {kind}\ndate: {date}\nparticipants: [{alias}]\npersonas: [{persona}]\n\
             researcher: nadia\nlanguage: {}\n{more}---\n## Transcript\n\n",
            language.code
        );
        let mut session = Session {
            id: id.clone(),
            alias: alias.clone(),
            said: Vec::new(),
            denied: Vec::new(),
            counted: Vec::new(),
            asked: Vec::new(),
        };
        for round in 0..3 {
            let asked = language.questions[round];
            session.asked.push((self.line(&mut text, "Nadia", asked), asked.into()));
            let said = self.sentence(language);
            session.said.push((self.line(&mut text, &alias, &said), said));
            let (without, denied) = language.pair(&mut self.dice, &mut self.used);
            session.denied.push((self.line(&mut text, &alias, &denied), denied, without));
            let (counted, other) = language.counted(&mut self.dice, &mut self.used);
            session.counted.push((self.line(&mut text, &alias, &counted), counted, other));
            let said = self.sentence(language);
            session.said.push((self.line(&mut text, &alias, &said), said));
        }
        self.files.insert(format!("content/sessions/{id}.md"), text);
        session
    }

    /// Adds a line to a transcript; gives its number.
    fn line(&self, text: &mut String, speaker: &str, words: &str) -> usize {
        text.push_str(&format!("**{speaker}:** {words}\n"));
        text.lines().count()
    }

    fn add_persona(&mut self, person: &Person) {
        let fields = ["goals", "pains", "gains", "behaviours"];
        let mut items: Vec<(&str, String)> = Vec::new();
        for field in fields {
            for session in &person.sessions {
                items.push((field, format!("{} [[{}]]", self.sentence(person.language), session.id)));
            }
        }
        let (path, text) = if person.markdown {
            let mut text = format!(
                "---\nlanguage: {}\nreviewed: 2026-10-01\n---\n# Person {}\n\nA portrait.\n",
                person.language.code, person.id
            );
            for field in fields {
                text.push_str(&format!("\n## {field}\n\n"));
                let of_field = items.iter().filter(|(name, _)| *name == field);
                of_field.for_each(|(_, item)| text.push_str(&format!("- {item}\n")));
            }
            (format!("content/personas/{}.md", person.id), text)
        } else {
            let mut text =
                format!("title: Person {}\nlanguage: {}\nreviewed: 2026-10-01\n", person.id, person.language.code);
            for field in fields {
                text.push_str(&format!("{field}:\n"));
                let of_field = items.iter().filter(|(name, _)| *name == field);
                of_field.for_each(|(_, item)| text.push_str(&format!("  - {}\n", yaml(item))));
            }
            (format!("content/personas/{}.yaml", person.id), text)
        };
        self.files.insert(path, text);
    }

    fn add_map(&mut self, person: &Person) {
        let [one, visit, other] = &person.sessions;
        let quote = |session: &Session, at: usize| {
            let (line, words) = &session.said[at];
            format!("{} [[{}#L{line}]]", person.language.quoted(words), session.id)
        };
        let items = [
            ("says", quote(one, 0)),
            ("says", quote(other, 0)),
            ("does", format!("{} [[{}]]", self.sentence(person.language), visit.id)),
            ("thinks", format!("{} [[{}]]", self.sentence(person.language), one.id)),
            ("feels", format!("{} [[{}]]", self.sentence(person.language), other.id)),
            ("pains", format!("{} [[{}]]", self.sentence(person.language), one.id)),
        ];
        let name = person.map.clone();
        let (path, text) = map(person, &name, &items, person.markdown);
        self.files.insert(path, text);
    }

    fn add_journey(&mut self, person: &Person) {
        let [one, visit, _] = &person.sessions;
        let stages: Vec<(String, String, String)> = (1..=3)
            .map(|n| {
                let does = format!("{} [[{}]]", self.sentence(person.language), visit.id);
                let pain = format!("{} [[{}]]", self.sentence(person.language), one.id);
                (format!("Part {n} of {}", person.id), does, pain)
            })
            .collect();
        let mut text = format!("persona: {}\ntitle: The way of {}\nstages:\n", person.id, person.id);
        for (name, does, pain) in stages {
            text.push_str(&format!(
                "  - name: {name}\n    feels: 1\n    does:\n      - {}\n    pains:\n      - {}\n",
                yaml(&does),
                yaml(&pain)
            ));
        }
        self.files.insert(format!("content/journeys/{}-way.yaml", person.id), text);
    }

    fn add_story(&mut self, person: &Person) {
        let (what, learned) = (self.sentence(person.language), self.sentence(person.language));
        let text = format!(
            "---\npersona: {}\ndate: 2026-10-05\ntold_by: Support\nsession: {}\nconsent: quotable\nlanguage: {}\n---\n\
             # The day of {}\n\n## What happened\n\n{what}\n\n## What we learned\n\n{learned}\n",
            person.id, person.sessions[0].id, person.language.code, person.id
        );
        self.files.insert(format!("content/stories/{}-tells.md", person.id), text);
    }

    fn add_rest(&mut self, person: &Person) {
        let [one, visit, other] = &person.sessions;
        let statement = yaml(&self.sentence(person.language));
        self.files.insert(
            format!("content/insights/{}-means.yaml", person.id),
            format!("statement: {statement}\nsupports: [{}, {}]\npersonas: [{}]\n", one.id, visit.id, person.id),
        );
        let need = yaml(&self.sentence(person.language));
        self.files.insert(
            format!("content/opportunities/{}-could.yaml", person.id),
            format!("need: {need}\nanswers: [\"{}#pains-1\"]\nstatus: idea\n", person.map),
        );
        let decided = yaml(&self.sentence(person.language));
        self.files.insert(
            format!("content/decisions/{}-will.yaml", person.id),
            format!(
                "date: 2026-11-02\ndecided: {}\npersonas: [{}]\nasked_a_customer: {}\nevidence: [{}-means]\n",
                decided, person.id, other.id, person.id
            ),
        );
        self.files.insert(
            format!("content/metrics/{}-counts.yaml", person.id),
            format!(
                "title: Calls of {}\nmeasure: number\npersonas: [{}]\nseries:\n  - {{ period: 2026-Q2, value: 12, n: 40 }}\n  - {{ period: 2026-Q3, value: 14, n: 41 }}\n",
                person.id, person.id
            ),
        );
    }
}

const SETTINGS: &str = "title: A site
exclude: [\"**/templates/**\"]
privacy: { names: [Anna Kowalska, Jürgen Weber] }
";

/// A map of a person with some items, in either form: path and text.
pub(super) fn map(person: &Person, name: &str, items: &[(&str, String)], markdown: bool) -> (String, String) {
    let mut fields: Vec<&str> = Vec::new();
    items.iter().for_each(|(field, _)| fields.extend((!fields.contains(field)).then_some(*field)));
    let of = |field: &str| -> Vec<String> {
        items.iter().filter(|(name, _)| *name == field).map(|(_, item)| item.clone()).collect()
    };
    let language = person.language;
    if markdown {
        let mut text = format!("---\npersona: {}\nlanguage: {}\n---\n# A day, {name}\n", person.id, language.code);
        for field in fields {
            text.push_str(&format!("\n## {}\n\n", language.heading(field)));
            of(field).iter().for_each(|item| text.push_str(&format!("- {item}\n")));
        }
        return (format!("content/maps/{name}.md"), text);
    }
    let mut text = format!("persona: {}\nlanguage: {}\nscenario: A day, {name}\n", person.id, language.code);
    for field in fields {
        text.push_str(&format!("{field}:\n"));
        // An item that is a mapping already comes as it is.
        of(field).iter().for_each(|item| match item.starts_with("text:") {
            true => text.push_str(&format!("  - {}\n", item.replace('\n', "\n    "))),
            false => text.push_str(&format!("  - {}\n", yaml(item))),
        });
    }
    (format!("content/maps/{name}.yaml"), text)
}

/// A text as YAML writes it.
pub(super) fn yaml(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
