//! The rules about evidence and consent: what they find and what they leave alone.

use instep::diagnostic::Diagnostic;

use super::findings;

const MARA: (&str, &str) = ("content/personas/mara.md", "# Mara Lindqvist\n");

/// Sessions that examples cite: front matter and id.
const SESSIONS: &[(&str, &str)] = &[
    ("int-04", "type: interview\nparticipants: [P04]\nconsent: quotable"),
    ("int-05", "type: interview\nparticipants: [P05]"),
    ("visit-12", "type: field-visit\nparticipants: [P04, P06]\nconsent: quotable"),
    ("call-17", "type: support-call\nparticipants: [P11]\nconsent: internal"),
    ("int-old", "type: interview\nparticipants: [P12]\nconsent: quotable\nconsent_until: 2026-11-22"),
    ("int-today", "type: interview\nparticipants: [P13]\nconsent: quotable\nconsent_until: 2026-11-23"),
    ("survey-q3", "type: survey\nn: 400"),
    ("diary-1", "type: diary\nconsent: quotable"),
    ("told-us", "consent: quotable"),
];

/// What is found in a site with a persona, some sessions, and these files.
fn found(files: &[(&str, &str)]) -> Vec<Diagnostic> {
    let mut all: Vec<(String, String)> = SESSIONS
        .iter()
        .filter(|(id, _)| !files.iter().any(|(path, _)| path.ends_with(&format!("/{id}.md"))))
        .map(|(id, head)| (format!("content/sessions/{id}.md"), format!("---\n{head}\n---\nOne\n")))
        .collect();
    all.extend([MARA].iter().chain(files).map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
    findings(&all)
}

/// The findings of one rule in a file, as the text at their places.
fn at<'t>(rule: &str, path: &str, text: &'t str) -> Vec<&'t str> {
    let all = found(&[(path, text)]);
    let mut spans: Vec<_> = all.iter().filter(|finding| finding.rule == rule && *finding.path == *path).collect();
    spans.sort_by_key(|finding| finding.span);
    spans.iter().map(|finding| finding.span.of(text)).collect()
}

/// Whether a rule finds something in a map of one section, in YAML.
fn in_yaml(rule: &str, section: &str) -> bool {
    !at(rule, "content/maps/pay-day.yaml", section).is_empty()
}

/// Whether a rule finds something in a map of one section, in Markdown.
fn in_markdown(rule: &str, section: &str) -> bool {
    !at(rule, "content/maps/pay-day.md", section).is_empty()
}

#[test]
fn what_is_said_stands_in_quotation_marks_of_any_language() {
    let rule = "says-without-quote";
    for said in [
        "- She checks it three times. [[int-04]]",
        "- Sie prüft alles dreimal. [[int-04]]",
        "- 三回確認する [[int-04]]",
        "- It isn't Dot's habit to wait. [[int-04]]",
    ] {
        assert!(in_markdown(rule, &format!("## Says\n{said}\n")), "{said}");
        assert!(in_yaml(rule, &format!("says:\n  {said}\n")), "{said}");
    }
    for said in [
        "- “I check it three times.” [[int-04]]",
        "- Asked twice, \"I check it,\" she says. [[int-04]]",
        "- „Ich prüfe es dreimal.“ [[int-04]]",
        "- « Je vérifie trois fois. » [[int-04]]",
        "- — Sprawdzam trzy razy. [[int-04]]",
        "- 「三回確認する」 [[int-04]]",
        "- “我看三遍。” [[int-04]]",
        "- <q>I check it.</q> [[int-04]]",
        "> I check it three times. [[int-04]]",
        "- A guess is no paraphrase.",
    ] {
        assert!(!in_markdown(rule, &format!("## Says\n{said}\n")), "{said}");
    }
    assert!(!in_yaml(rule, "says:\n  - text: '\"I check it.\"'\n    from: int-04\n"));
    assert!(in_yaml(rule, "says:\n  - text: Checks it\n    from: int-04\n"));
    let stage = "persona: mara\nstages:\n  - name: One\n    says: [Checks it]\n    does: [Checks it]\n";
    let stage = stage.replace("says: [Checks it]", "says: ['Checks it [[int-04]]']");
    assert_eq!(at(rule, "content/journeys/year.yaml", &stage), ["'Checks it [[int-04]]'"]);
}

#[test]
fn quotation_marks_that_yaml_takes_can_be_given_back() {
    let fixed = |said: &str| {
        let text = format!("says:\n  - {said}\n");
        let all = found(&[("content/maps/pay-day.yaml", &text)]);
        let finding = all.into_iter().find(|finding| finding.rule == "says-without-quote").unwrap();
        finding.fix.map(|fix| fix.replacement)
    };
    assert_eq!(fixed("\"I don't wait. [[int-04]]\""), Some("'\"I don''t wait.\" [[int-04]]'".into()));
    // Here YAML needs them, so nothing follows from them.
    assert_eq!(fixed("\"Checks: always. [[int-04]]\""), None);
    assert_eq!(fixed("She waits. [[int-04]]"), None);
}

#[test]
fn what_is_done_was_seen_by_somebody() {
    let rule = "does-without-observation";
    let story = |head: &str| {
        let does = "does:\n  - Keeps a spreadsheet [[forty-one]]\n";
        let story = format!("---\npersona: mara\n{head}\n---\n# Forty-one paid\n");
        let files = [("content/maps/pay-day.yaml", does), ("content/stories/forty-one.md", &story)];
        found(&files).iter().any(|finding| finding.rule == rule)
    };
    for cited in ["[[int-04]]", "[[survey-q3]]", "[[diary-1]] [[int-05]]"] {
        assert!(in_yaml(rule, &format!("does:\n  - Keeps a spreadsheet {cited}\n")), "{cited}");
        assert!(in_markdown(rule, &format!("## Does\n- Keeps a spreadsheet {cited}\n")), "{cited}");
    }
    for cited in ["[[visit-12]]", "[[int-04]] [[visit-12]]", "[[call-17]]", "[[told-us]]", ""] {
        assert!(!in_yaml(rule, &format!("does:\n  - Keeps a spreadsheet {cited}\n")), "{cited}");
    }
    assert!(story("session: int-04"));
    assert!(!story("told_by: Elif, Onboarding\nsession: int-04") && !story("") && !story("session: visit-12"));
}

#[test]
fn a_statement_without_ground_is_found_once() {
    let of = |text: &str| -> Vec<&'static str> {
        let all = found(&[("content/maps/pay-day.yaml", text)]);
        let about = ["missing-evidence", "inferred-from-nothing"];
        all.iter().map(|finding| finding.rule).filter(|rule| about.contains(rule)).collect()
    };
    assert_eq!(of("thinks:\n  - Nobody notices\n"), ["inferred-from-nothing"]);
    assert_eq!(of("feels:\n  - text: Alone\n    severity: high\n"), ["inferred-from-nothing"]);
    assert_eq!(of("pains:\n  - Nobody notices\n"), ["missing-evidence"]);
    assert_eq!(of("thinks:\n  - Nobody notices [[int-04]]\n"), [""; 0]);
    assert_eq!(of("does:\n  - Waits [[int-04]]\nfeels:\n  - text: Alone\n    inferred_from: does-1\n"), [""; 0]);
}

#[test]
fn an_alias_is_spelled_in_one_way() {
    let of = |participants: &str| {
        let text = format!("---\ntype: interview\nparticipants: {participants}\n---\nOne\n");
        let all = found(&[("content/sessions/int-99.md", &text)]);
        let mine = all.into_iter().filter(|finding| finding.rule == "repeated-participant");
        mine.map(|finding| {
            let fix = finding.fix.unwrap();
            let mut fixed = text.clone();
            fixed.replace_range(fix.span.range(), &fix.replacement);
            (fix.safe, fixed.split("participants:").nth(1).unwrap().split("---").next().unwrap().trim().to_owned())
        })
        .collect::<Vec<_>>()
    };
    assert_eq!(of("[p-4]"), [(false, "[P04]".to_owned())]);
    assert_eq!(of("[P 04, P77]"), [(false, "[P04, P77]".to_owned())]);
    assert_eq!(of("[P77, P78, P77]"), [(true, "[P77, P78]".to_owned())]);
    assert_eq!(of("\n  - \"P77\"\n  - \"P77\""), [(true, "- \"P77\"".to_owned())]);
    for other in ["[P40, P4-1, P41]", "[Q04]", "[P04]", "[4P]"] {
        assert!(of(other).is_empty(), "{other}");
    }
}

#[test]
fn a_count_is_of_people_who_are_cited() {
    let rule = "count-exceeds-participants";
    let count = |from: &str, count: &str| {
        let text = format!("pains:\n  - text: Too late\n    from: [{from}]\n    count: {count}\n");
        at(rule, "content/maps/pay-day.yaml", &text).iter().map(|at| (*at).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(count("int-04, int-05", "3/7"), ["3/7"]);
    assert_eq!(count("int-04, visit-12", "3 of 4"), ["3 of 4"]);
    assert_eq!(count("survey-q3", "401/500"), ["401/500"]);
    for (from, k) in [("int-04, visit-12", "2/7"), ("survey-q3", "31/400"), ("diary-1, int-04", "5/7"), ("", "5/7")] {
        assert!(count(from, k).is_empty(), "{k} of {from}");
    }
    assert!(!in_yaml(rule, "pains:\n  - text: Too late\n    from: int-04\n    times: 38\n"));
}

#[test]
fn both_sides_are_told() {
    let rule = "ignored-contradiction";
    let item = |more: &str| in_yaml(rule, &format!("pains:\n  - text: Too late\n{more}"));
    assert!(item("    from: [int-04, int-05]\n    disputed_by: int-04\n"));
    assert!(item("    from: int-04\n    disputed_by: int-04#L1\n"));
    assert!(item("    from: int-04#L1\n    disputed_by: int-04#L1\n"));
    assert!(!item("    from: int-04#L1\n    disputed_by: int-04#L2\n"));
    // One of several people saw it differently.
    assert!(!item("    from: visit-12\n    disputed_by: visit-12#L2\n"));
    assert!(!item("    from: int-04\n    disputed_by: int-05\n"));

    let insight = |head: &str, item: &str| {
        let map = format!("pains:\n  - text: Too late\n    from: wrong\n{item}");
        let insight = format!("statement: It looks wrong\n{head}");
        let files = [("content/maps/pay-day.yaml", map.as_str()), ("content/insights/wrong.yaml", insight.as_str())];
        let all = found(&files);
        let paths = all.iter().filter(|finding| finding.rule == rule).map(|finding| finding.path.to_string());
        paths.map(|path| path.split('/').nth(1).unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(insight("supports: [int-04]\ncontradicts: [int-05]\n", ""), ["maps"]);
    assert_eq!(insight("supports: [int-04]\ncontradicts: [int-05]\n", "    disputed_by: int-05\n"), [""; 0]);
    assert_eq!(insight("supports: [int-04]\n", ""), [""; 0]);
    assert_eq!(insight("supports: [int-04]\ncontradicts: [int-04]\n", "    disputed_by: int-04\n"), ["insights"]);
}

#[test]
fn one_conversation_is_one_person_or_one_session() {
    let of = |goals: &str, map: &str| {
        let persona = format!("# Mara Lindqvist\n\n## Goals\n- {goals}\n");
        let map = format!("---\npersona: mara\n---\n## Pains\n- Too late {map}\n");
        let files = [("content/personas/mara.md", persona.as_str()), ("content/maps/pay-day.md", map.as_str())];
        let all = findings(
            &SESSIONS
                .iter()
                .map(|(id, head)| (format!("content/sessions/{id}.md"), format!("---\n{head}\n---\nOne\n")))
                .chain(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())))
                .collect::<Vec<_>>(),
        );
        all.iter().any(|finding| finding.rule == "one-interview")
    };
    for (goals, map) in [("Home [[int-04]]", ""), ("Home", "[[diary-1]]"), ("Home", "[[visit-12]]")] {
        assert!(of(goals, map), "{goals} {map}");
    }
    for (goals, map) in [
        ("Home [[int-04]]", "[[int-05]]"),
        ("Home", ""),
        ("Home [[survey-q3]]", ""),
        ("Home [[visit-12]]", "[[int-04]]"),
    ] {
        assert!(!of(goals, map), "{goals} {map}");
    }
}

#[test]
fn words_are_quoted_only_where_that_was_agreed() {
    let words = "“Whose midnight is it?”";
    let internal = "quote-without-consent";
    for cited in ["[[call-17]]", "[[call-17#L2]] [[int-04]]", "[[call-17]] [[int-old]]"] {
        assert!(in_markdown(internal, &format!("## Says\n- {words} {cited}\n")), "{cited}");
        assert!(in_yaml(internal, &format!("hears:\n  - They ask {words} {cited}\n")), "{cited}");
    }
    for cited in ["[[int-04]]", "[[call-17]] [[int-04]]", "[[int-05]]", "[[int-old]]", ""] {
        assert!(!in_yaml(internal, &format!("says:\n  - {words} {cited}\n")), "{cited}");
    }
    // A paraphrase, and the name of a button.
    assert!(!in_yaml(internal, "says:\n  - Asks whose midnight it is [[call-17]]\n"));
    assert!(!in_yaml(internal, "does:\n  - Taps “Transfer now” [[call-17]]\n"));
    assert!(!in_yaml(internal, "does:\n  - 「予約を消す」を押す [[call-17]]\n"));
    for said in ["„Wessen Mitternacht?“", "「誰の真夜中？」", "« À quelle heure ? »"] {
        assert!(in_yaml(internal, &format!("says:\n  - {said} [[call-17]]\n")), "{said}");
    }

    let ended = "consent-lapsed";
    assert!(in_yaml(ended, &format!("says:\n  - {words} [[int-old]]\n")));
    assert!(!in_yaml(ended, &format!("says:\n  - {words} [[int-today]]\n")));
    assert!(!in_yaml(ended, "says:\n  - Asks whose midnight it is [[int-old]]\n"));
}

#[test]
fn a_story_has_the_consent_of_its_session() {
    let of = |head: &str| {
        let text =
            format!("---\npersona: mara\n{head}\n---\n# Paid\n\n> “Whose midnight is it?”\n\n> “Is it yours now?”\n");
        let map = "says:\n  - “Whose midnight is it, yours?” [[paid]]\n";
        let files = [("content/stories/paid.md", text.as_str()), ("content/maps/pay-day.yaml", map)];
        let all = found(&files);
        let mine = all.iter().filter(|finding| ["quote-without-consent", "consent-lapsed"].contains(&finding.rule));
        mine.map(|finding| (finding.rule, finding.path.contains("stories"))).collect::<Vec<_>>()
    };
    let (internal, ended) = ("quote-without-consent", "consent-lapsed");
    assert_eq!(of("session: int-04"), []);
    // The narrower of the two counts.
    assert_eq!(of("session: call-17\nconsent: quotable"), [(internal, false), (internal, true), (internal, true)]);
    assert_eq!(of("consent: internal"), [(internal, false)]);
    assert_eq!(of("session: call-17"), [(internal, false), (internal, true), (internal, true)]);
    assert_eq!(of("session: int-old"), [(ended, false), (ended, true)]);
    assert_eq!(of("consent_until: 2026-10-01"), [(ended, false), (ended, true)]);
}

#[test]
fn a_confidence_is_found_wherever_it_is_typed() {
    let rule = "typed-confidence";
    assert!(in_yaml(rule, "confidence: high\n"));
    assert!(in_yaml(rule, "extra:\n  Konfidenz: 80 %\n"));
    assert!(in_yaml(rule, "pains:\n  - text: Too late\n    from: int-04\n    confiança: alta\n"));
    assert!(in_markdown(rule, "---\nconfidence: medium\n---\n## Pains\n- Too late\n"));
    assert!(in_markdown(rule, "## Pains\n- Too late\n\n**Pewność:** niska\n"));
    assert!(!in_yaml(rule, "confidence: she has regained it since spring\n"));
    assert!(!in_yaml(rule, "extra:\n  Region: North\n"));
    let persona = "scales:\n  - label: Confidence\n    value: 30\n";
    assert!(at(rule, "content/personas/jun.yaml", persona).is_empty());
    // What a session holds was heard.
    let session = "---\ntype: interview\n---\n**Confidence:** high\n";
    assert!(at(rule, "content/sessions/int-98.md", session).is_empty());
}

/// One by one statements are told by themselves, a copied page once; quotations and what is allowed always alone.
#[test]
fn a_copied_template_is_told_once_and_its_quotations_one_by_one() {
    let statement = |number: usize| format!("- The example number {number} of the form\n");
    let form: String = (1..=8).map(statement).collect();
    let form = format!("# [Name]\n\n## Quotes\n- \"I just want the numbers to be right.\"\n\n## Pains\n{form}");
    let told = |persona: &str| -> Vec<String> {
        let all = found(&[("content/templates/persona.md", &form), ("content/personas/jun.md", persona)]);
        let all = all.iter().filter(|finding| finding.rule == "template-text");
        all.map(|finding| finding.message.split(" of ").next().unwrap().to_owned()).collect()
    };
    let some: String = (1..=5).map(statement).collect();
    assert_eq!(told(&format!("# Jun\n\n## Pains\n{some}")).len(), 5);
    let copied = told(&form.replace("[Name]", "Jun"));
    assert_eq!(copied.len(), 2, "{copied:?}");
    assert!(copied.contains(&"8 statements".to_owned()), "{copied:?}");
    assert!(copied.iter().any(|message| message.starts_with("this quotation")), "{copied:?}");
}

/// A menu of pages under the name of people is no second list of them.
#[test]
fn a_list_that_only_leads_to_pages_is_no_list_of_people() {
    let path = "content/personas.yaml";
    let second = |menu: &str| found(&[(path, menu)]).iter().any(|finding| finding.rule == "duplicate-id");
    assert!(!second("menu: people\npages:\n- title: Mara\n  id: mara\n  url: /mara\n  description:\n"));
    assert!(second("menu: people\npages:\n- title: Mara\n  id: mara\n"));
    assert!(second("menu: people\npages:\n- title: Mara\n  id: mara\n  url: /mara\n  pains: [Too late]\n"));
}

/// A dead link is hardly ever meant for the page it stands on, or for the README of another folder.
#[test]
fn what_a_dead_link_may_mean_is_told_only_if_it_may() {
    let help = |link: &str| {
        let text = format!("# Jun\n\nSee [this]({link}).\n");
        let all = found(&[("content/personas/jun.md", &text), ("content/maps/README.md", "# Maps\n")]);
        all.into_iter().find(|finding| finding.rule == "dead-link").and_then(|finding| finding.help).unwrap()
    };
    assert!(help("maara.md").contains("`mara.md`"));
    assert!(help("../maps/REDME.md").contains("`../maps/README.md`"));
    assert!(!help("../README.md").contains("did you mean"));
    assert!(!help("../journeys/jum.md").contains("did you mean"));
}
