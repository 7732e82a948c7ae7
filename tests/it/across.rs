//! The pages that look across people: what hurts, one pain, what we don't know, ask, tensions, side by side.

use crate::site::Site;

const INTERVIEW: &str = "---\ntype: interview\ndate: 2026-10-02\nparticipants: [P1, P2]\n---\n# Talk\n";
const SURVEY: &str = "---\ntype: survey\ndate: 2026-06-02\nn: 187\n---\n# Survey\n";
const VISIT: &str = "---\ntype: field-visit\ndate: 2026-11-02\nparticipants: [P2, P3]\n---\n# Visit\n";

/// A site with evidence and one person, whose pains are these.
fn hurting(pains: &str) -> Site {
    Site::new()
        .file("sessions/talk.md", INTERVIEW)
        .file("sessions/survey.md", SURVEY)
        .file("sessions/visit.md", VISIT)
        .file("personas/mara.yaml", format!("name: Mara Lind\nrole: Bakes at night\npains:\n{pains}"))
}

/// The page at an address, each run of white space one space and without tags.
fn words(site: &Site, path: &str) -> String {
    let (page, mut out, mut tag) = (site.page(path), String::new(), false);
    for c in page.split_once("<main").map_or("", |(_, main)| main).chars() {
        match c {
            '<' => tag = true,
            '>' => {
                tag = false;
                out.push(' ');
            }
            c if !tag => out.push(c),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn everybody_counts_once_and_a_survey_for_those_who_said_so() {
    let site = hurting(
        "  - { text: The oven lies, from: [talk, visit] }\n  - { text: The wind, from: [talk, survey], count: 11/187 }\n  - { text: The queue, from: survey }\n  - The dark\n",
    );
    site.build().ok();
    let page = words(&site, "hurts/index.html");
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("no {text:?} in {page}"));
    // 2 + 11, 3 (one of them heard in both), 1, and a guess.
    assert!(at("1 The wind Mara 13 people") < at("2 The oven lies Mara 3 people"), "{page}");
    assert!(at("3 The queue Mara 1 person") < at("4 The dark Mara – A guess. Ask someone. No data"), "{page}");
    let pain = words(&site, "hurts/the-oven-lies/index.html");
    assert!(pain.contains("Interviews and surveys: 2") && pain.contains("Visits and recordings: 1"), "{pain}");
}

#[test]
fn the_same_pain_in_other_places_is_one_page() {
    let site = hurting(
        "  - The oven lies. [[talk]]\n  - { text: Nobody trusts the dial, same_as: mara#pains-1, from: visit }\n",
    )
    .file("maps/night.yaml", "persona: mara\npains:\n  - the oven, lies [[visit]]\n");
    site.build().ok();
    let page = words(&site, "hurts/index.html");
    assert!(page.contains("the oven, lies Mara 3 people") && !page.contains("Nobody trusts"), "{page}");
    assert!(words(&site, "hurts/the-oven-lies/index.html").contains("Where it is written down, 3 times"));
    assert!(
        site.page("people/mara/map/night/index.html").contains("hurts/the-oven-lies/index.html\">the oven, lies</a>")
    );
    assert!(site.page("index.html").contains("hurts/the-oven-lies/index.html"), "home leads to the same page");
}

#[test]
fn no_pain_takes_the_address_of_another_page() {
    let site = hurting(
        "  - Page 2\n  - By severity\n  - { text: Late again, severity: high }\n  - 饭冷了\n  - 飯冷了\n  - { text: Long words, id: cold }\n",
    )
    .file("hurts/late-again.md", "# Late again\n\nA page of its own.\n");
    site.build().ok();
    let folder = |name: &str| {
        let folders = site.path("public/hurts").read_dir().unwrap();
        let names = folders.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        names.filter(|known| known.starts_with(name)).collect::<Vec<_>>()
    };
    assert!(folder("page-").len() == 1 && folder("page-2-").len() == 1, "{:?}", folder("page-"));
    assert_eq!(folder("by-severity").len(), 2);
    assert!(site.page("hurts/by-severity/index.html").contains("hurts-table"));
    assert!(site.page("hurts/late-again/index.html").contains("A page of its own."));
    assert_eq!(folder("fan-leng").len(), 2, "both have their own page");
    assert_eq!(folder("cold").len(), 1, "an id of its own is the address");
}

#[test]
fn what_is_promised_about_a_stage_is_promised_about_its_pains() {
    let site = hurting("  - The oven lies [[talk]]\n")
        .file(
            "journeys/night.yaml",
            "persona: mara\nstages:\n  - name: Opening\n    pains: [The key sticks]\n  - name: Baking\n    pains: [The dough waits]\n",
        )
        .file("opportunities/key.yaml", "need: A better key\nanswers: [night#opening]\nstatus: planned\nmetrics: [calls]\n")
        .file("opportunities/no.yaml", "need: A new oven\nanswers: [mara#pains-1]\nstatus: dropped\n")
        .file(
            "metrics/calls.yaml",
            "title: Calls\nunit: \"%\"\nbetter: lower\nseries:\n  - { period: 2026-Q3, value: 5 }\ntarget: { period: 2026-Q4, value: 3 }\n",
        );
    site.build().ok();
    let page = words(&site, "hurts/index.html");
    assert!(page.contains("A better key Planned Calls goal under 3"), "{page}");
    let dough = words(&site, "hurts/the-dough-waits/index.html");
    assert!(dough.contains("What we promised Nothing yet"), "{dough}");
    let oven = words(&site, "hurts/the-oven-lies/index.html");
    assert!(oven.contains("A new oven Dropped"), "what was dropped is said on the pain's own page: {oven}");
}

#[test]
fn long_lists_go_on_with_their_ranks_and_one_scale() {
    let pains: String = (0..45).map(|n| format!("  - {{ text: Pain {n:02}, from: talk }}\n")).collect();
    let site = hurting(&pains);
    site.build().ok();
    let second = words(&site, "hurts/page-2/index.html");
    assert!(second.contains("41 Pain 40") && second.contains("45 Pain 44"), "{second}");
    assert!(site.page("hurts/page-2/index.html").contains("href=\"../pain-44/index.html\""));
}

#[test]
fn journeys_of_their_own_are_rows_and_shared_stages_are_columns() {
    let journey = |person: &str, stages: &[&str]| {
        let stages: String = stages.iter().map(|name| format!("  - name: {name}\n    does: [Goes on]\n")).collect();
        format!("persona: {person}\nstages:\n{stages}")
    };
    let two = |first: &[&str], second: &[&str]| {
        let site = hurting("  - The oven lies [[talk]]\n")
            .file("personas/jun.yaml", "name: Jun Okafor\nrole: Counts\n")
            .file("journeys/a.yaml", journey("mara", first))
            .file("journeys/b.yaml", journey("jun", second));
        site.build().ok();
        site
    };
    let own = two(&["Opening", "Baking"], &["Waking", "Counting", "Going"]);
    let page = words(&own, "unknown/index.html");
    assert!(page.contains("Opening Only a guess") && page.contains("Counting Only a guess"), "{page}");
    assert!(!page.contains("Nobody asked"), "nobody can be asked about a stage of somebody else: {page}");
    let shared = two(&["Opening", "Baking"], &["Opening", "Baking", "Going"]);
    let page = words(&shared, "unknown/index.html");
    assert!(page.contains("Opening Baking Going Last heard"), "{page}");
    assert!(page.contains("Nobody asked"), "{page}");
}

#[test]
fn what_we_aim_for_is_no_hole() {
    let site = hurting("  - The oven lies [[talk]]\n")
        .file("journeys/a.yaml", "persona: mara\nstate: target\nstages:\n  - name: Better days\n    does: [Sleeps]\n");
    site.build().ok();
    assert!(!words(&site, "unknown/index.html").contains("Better days"));
}

#[test]
fn a_guess_asks_for_somebody_where_there_is_an_address() {
    let site = hurting("  - The oven & the \"dial\"\n  - The wind [[talk]]\n");
    site.build().ok();
    let page = words(&site, "ask/index.html");
    assert!(page.contains("The oven") && !page.contains("The wind") && !page.contains("I know someone"), "{page}");
    site.write("instep.yaml", "title: A test\ncontact: ask@example.org\nbase_url: https://x.example/\n");
    site.build().ok();
    let page = site.page("ask/index.html");
    let (_, link) = page.split_once("href=\"mailto:ask@example.org?subject=").unwrap();
    let (link, _) = link.split_once('"').unwrap();
    assert!(link.contains("Mara%20Lind&amp;body=") || link.contains("Mara%20Lind&#38;body="), "{link}");
    assert!(
        link.contains("The%20oven%20%26%20the") && link.contains("https%3A%2F%2Fx.example%2Fpeople%2Fmara"),
        "{link}"
    );
    site.write("instep.yaml", "title: A test\ncontact: javascript:alert(1)\n");
    site.build().code(3).has("invalid-value", "instep.yaml:2:10");
}

#[test]
fn both_sides_of_a_contradiction_stand_side_by_side() {
    let site = hurting("  - The oven lies [[talk]]\n").file(
        "maps/night.yaml",
        "persona: mara\nsays:\n  - { text: \"It is fine\", from: talk }\ndoes:\n  - { text: Checks it twice, from: visit, against: says-1 }\n",
    );
    site.build().ok();
    let page = words(&site, "tensions/index.html");
    assert!(page.find("It is fine") < page.find("Checks it twice"), "{page}");
    site.content("maps/night.yaml", "persona: mara\nsays:\n  - { text: \"It is fine\", from: talk }\n");
    site.build().ok();
    assert!(!site.has("tensions/index.html"));
}

#[test]
fn nobody_and_one_person_are_not_compared() {
    let site = hurting("  - The oven lies [[talk]]\n");
    site.build().ok();
    assert!(!site.has("compare/index.html"));
    site.content("personas/jun.yaml", "name: Jun Okafor\npains: [The till]\n");
    site.build().ok();
    let page = words(&site, "compare/index.html");
    assert!(page.contains("Mara Lind") && page.contains("Jun Okafor") && page.contains("The till"), "{page}");
}

#[test]
fn a_site_without_sources_ranks_without_marks() {
    let site =
        Site::new().file("personas/mara.yaml", "name: Mara\npains:\n  - { text: The oven, times: 12 }\n  - The wind\n");
    site.build().ok();
    let page = words(&site, "hurts/index.html");
    assert!(page.contains("1 The oven Mara 12 times") && page.contains("2 The wind"), "{page}");
    assert!(!page.contains("guess") && !page.contains("No data"), "{page}");
}
