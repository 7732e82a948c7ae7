//! One site, built for a team, for the company and for anybody: what each may see, and that nothing else gets out.

use std::collections::BTreeMap;

use crate::site::Site;

/// Every session with its consent, and words that only it holds.
const SESSIONS: &[(&str, &str, &str)] = &[
    ("int-11", "consent: internal", "the drawer with the blue folder never closes on a Monday"),
    ("int-22", "consent: quotable", "a second pair of eyes would cost me less than one mistake"),
    ("int-33", "consent: public", "my neighbour counts the coins before I have sat down"),
    ("int-44", "", "between the ovens and the office lie forty cold steps"),
    ("int-55", "consent: public\nconsent_until: 2026-01-01", "the printer knows more about my evenings than my family"),
];

/// The writers quote what they may not, and nobody tells them: what is shown all the same is the question here.
const SETTINGS: &str = "title: A test\nrules: { quote-without-consent: off, consent-lapsed: off }\n";

/// Which sessions' words, and which names, each profile may show.
const SHOWN: &[(&str, &[&str], &[&str])] = &[
    ("team", &["int-11", "int-22", "int-33", "int-44"], &["int-11", "int-22", "int-33", "int-44", "int-55"]),
    ("company", &["int-22", "int-33", "int-44"], &["int-11", "int-22", "int-33", "int-44", "int-55"]),
    ("public", &["int-33"], &["int-33"]),
];

fn alias(id: &str) -> String {
    id.replace("int-", "P9")
}

fn title(id: &str) -> String {
    format!("Morning {} among the flour", id.replace("int-", "no. "))
}

fn session(id: &str, consent: &str, words: &str) -> String {
    let (alias, title) = (alias(id), title(id));
    format!(
        "---\ntype: interview\ndate: 2025-10-09\nparticipants: [{alias}]\npersonas: [mara]\nresearcher: Quirina\nrecording: https://intranet.example/{id}\ntags: [tag-{id}]\n{consent}\n---\n# {title}\n\n## Transcript\n**Quirina:** Tell me about it.\n\n**{alias}:** {words}\n"
    )
}

/// A persona, a map, a story for each session, an insight, a decision and a page that all speak of the sessions.
fn site() -> Site {
    let mut site = Site::new().other("instep.yaml", SETTINGS);
    let ids: Vec<&str> = SESSIONS.iter().map(|(id, ..)| *id).collect();
    let (mut says, mut does) = (String::new(), String::new());
    for (id, consent, words) in SESSIONS {
        let story = format!(
            "---\npersona: mara\ndate: 2025-10-10\ntold_by: Quirina, Bakery desk\nsession: {id}\n{consent}\n---\n# What happened on {}\n\n> {words}\n\n## What happened\nSomething small.\n",
            id.replace("int-", "day ")
        );
        site = site.file(&format!("sessions/{id}.md"), session(id, consent, words));
        site = site.file(&format!("sessions/{id}.csv"), "a,b\n");
        site = site.file(&format!("stories/story-of-{id}.md"), story);
        says.push_str(&format!("  - '\"{words}\" [[{id}]]'\n"));
        does.push_str(&format!("  - text: Does thing {id_}\n    from: {id}\n", id_ = id.replace("int-", "number ")));
    }
    let links: String = ids
        .iter()
        .map(|id| format!("See [[{id}]] and [this](sessions/{id}.md) and [a table](sessions/{id}.csv).\n"))
        .collect();
    site.file("personas/mara.md", "---\nquote: \"\\\"the drawer with the blue folder never closes on a Monday\\\" [[int-11]]\"\n---\n# Mara Lindqvist\n")
        .file("maps/mara-day.yaml", format!("persona: mara\nscenario: A day\nsays:\n{says}does:\n{does}"))
        .file("insights/all.yaml", format!("statement: Mornings are hard\nsupports: [{}]\n", ids.join(", ")))
        .file("decisions/one.yaml", format!("date: 2025-11-11\ndecided: Something\nasked_a_customer: int-11\nevidence: [{}]\n", ids.join(", ")))
        .file("about.md", format!("# About\n\n{links}"))
}

/// The built site as texts, by path.
fn texts(site: &Site) -> BTreeMap<String, String> {
    let pages = site.output().into_iter();
    pages.map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned())).collect()
}

#[test]
fn each_profile_shows_what_was_agreed_and_nothing_else() {
    let site = site();
    for (profile, words, names) in SHOWN {
        site.build_with(&["--profile", profile]).ok();
        let texts = texts(&site);
        let says = |needle: &str| -> Vec<&str> {
            let found = texts.iter().filter(|(path, text)| text.contains(needle) || path.contains(needle));
            found.map(|(path, _)| path.as_str()).collect()
        };
        for (id, _, said) in SESSIONS {
            let found = says(said);
            assert_eq!(!found.is_empty(), words.contains(id), "{profile}: the words of {id} are on {found:?}");
            for needle in [(*id).to_owned(), alias(id), title(id), format!("tag-{id}")] {
                let found = says(&needle);
                // The aliases of a transcript that is not shown are not shown either.
                let expected = names.contains(id) && (needle != alias(id) || !found.is_empty());
                assert_eq!(!found.is_empty(), expected, "{profile}: `{needle}` is on {found:?}");
            }
        }
        let team = says("Quirina").len() + says("intranet.example").len() + says("Bakery desk").len();
        let of_the_public = *profile == "public";
        // The transcript of a public session names who asked.
        assert_eq!(says("Bakery desk").is_empty(), of_the_public, "{team}");
        assert_eq!(says("intranet.example").is_empty(), of_the_public);
        assert!(!says("intranet.example/int-55").iter().any(|_| true), "the recording of lapsed words is linked");
    }
}

#[test]
fn states_stay_and_words_go() {
    let site = site();
    let count = |profile: &str| {
        site.build_with(&["--profile", profile]).ok();
        let map = site.page("people/mara/map/mara-day/index.html");
        let of = |needle: &str| map.matches(needle).count();
        (of("class=\"statement heard\""), of("These words may not be shown here."), of("a source that is not public"))
    };
    let (team, company, public) = (count("team"), count("company"), count("public"));
    assert_eq!((team.0, company.0), (public.0, public.0), "the states of statements depend on the profile");
    assert_eq!((team.1, company.1, public.1), (1, 2, 4));
    assert_eq!((team.2, company.2), (0, 0));
    assert!(public.2 >= 8, "{public:?}");
}

#[test]
fn the_setting_and_the_option_say_the_same() {
    let site = site();
    site.build_with(&["--profile", "public"]).ok();
    let by_option = site.output();
    site.write("instep.yaml", format!("{SETTINGS}profile: public\n"));
    site.build().ok();
    assert!(by_option == site.output());
    // The option comes first; without either it is the company's.
    site.build_with(&["--profile", "company"]).ok();
    let company = site.output();
    site.write("instep.yaml", SETTINGS);
    site.build().ok();
    assert!(company == site.output());
}

#[test]
fn copied_words_stop_the_build_and_the_old_site_stays() {
    let site = site();
    site.build().ok();
    let before = site.output();
    let leaks = [
        (
            "copied.md",
            "# Copied\n\nSomebody said that the *drawer* with the blue folder never closes, it seems.\n",
            "int-11",
        ),
        (
            "maps/mara-night.yaml",
            "persona: mara\nscenario: A night\nfeels:\n  - The printer knows more about my evenings. [[int-22]]\n",
            "int-55",
        ),
        (
            "personas/jun.md",
            "---\nmy_own_key: { deep: [the drawer with the blue folder never closes] }\n---\n# Jun Ito\n",
            "int-11",
        ),
    ];
    for (path, text, whose) in leaks {
        site.content(path, text);
        let outcome = site.build();
        assert_eq!(outcome.code, Some(1), "{path}");
        let findings = &outcome.findings;
        let leak = findings.iter().find(|finding| finding.rule == "above-profile").unwrap_or_else(|| panic!("{path}"));
        assert_eq!(leak.path, format!("content/{path}"));
        assert!(leak.message.contains(whose), "{}", leak.message);
        assert!(site.output() == before, "{path}: the old site has changed");
        site.delete(&format!("content/{path}"));
    }
    // A template may do it, too.
    site.write(
        "templates/404.html",
        "<html><body><p>between us: the drawer with the blue folder never closes</p></body></html>",
    );
    assert_eq!(site.build().code, Some(1));
    assert!(site.output() == before);
}

#[test]
fn names_stop_a_public_build() {
    for text in [
        "Ask P911 about it.",
        "It is in int-11.",
        "Read Morning no. 11 among the flour.",
        "[x](https://a.example/evidence/int-11/index.html)",
    ] {
        let site = site().file("copied.md", format!("# Copied\n\n{text}\n"));
        site.build().ok();
        let outcome = site.build_with(&["--profile", "public"]);
        assert_eq!(outcome.code, Some(1), "{text}");
        assert!(outcome.findings.iter().any(|finding| finding.rule == "above-profile"), "{text}");
    }
}

#[test]
fn a_profile_that_does_not_exist_is_refused() {
    let site = Site::built();
    assert_eq!(site.build_with(&["--profile", "press"]).code, Some(2));
    site.write("instep.yaml", "profile: press\n");
    assert_eq!(site.build().code, Some(3));
}
