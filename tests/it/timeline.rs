//! What changed our mind: statements replayed by the dates of their evidence, and the pages that tell it.

use std::sync::Arc;

use instep::build::{self, Cache, Input};
use instep::files::Files;
use instep::pages::{Pages, timeline};
use instep::render::{self, Overrides, Theme};
use instep::rules::Scope;
use instep::site::Config;
use instep::site::evidence::State;
use instep::site::timeline::Moment;
use jiff::civil::{Date, date};

const TODAY: Date = date(2026, 11, 23);

const SESSION: &str = "---\ntype: TYPE\ndate: DATE\nparticipants: [WHO]\n---\n# A talk\n";

fn session(method: &str, day: &str, who: &str) -> String {
    SESSION.replace("TYPE", method).replace("DATE", day).replace("WHO", who)
}

fn pages(files: &[(&str, &str)]) -> Pages {
    let sessions = [
        ("sessions/a.md", session("interview", "2026-02-01", "P01")),
        ("sessions/b.md", session("field-visit", "2026-05-01", "P02")),
        ("sessions/c.md", session("survey", "2026-08-01", "P03")),
        ("sessions/old.md", session("interview", "2023-01-10", "P09")),
        ("sessions/soon.md", session("interview", "2026-12-24", "P04")),
    ];
    let sessions = sessions.iter().map(|(path, text)| (*path, text.as_str()));
    let files = Files::of(sessions.chain(files.iter().copied()));
    let config = Arc::new(Config { content: vec![String::new()], ..Config::default() });
    let input = Input { files, config, today: TODAY, drafts: false, rules: Scope::All, history: Arc::default() };
    let loaded = build::load(&input, &mut Cache::default());
    build::plan(&loaded, render::words("en", &Overrides::new()).0)
}

/// `day change before people words`, newest first.
fn told(pages: &Pages) -> Vec<String> {
    let site = &pages.site;
    let tell = |moment: &Moment| {
        let words = moment.item.and_then(|number| site[moment.entity].record.item(number));
        let words = words.map_or(&*site[moment.entity].title, |(_, item)| &item.plain);
        let before = moment.before.map_or("-", State::word);
        format!("{} {} {before} {} {words}", moment.day, moment.change.word(), moment.people)
    };
    pages.timeline().iter().map(tell).collect()
}

#[test]
fn a_statement_moves_on_the_days_it_was_heard() {
    let site = pages(&[("personas/mara.md", "# Mara\n\n## Goals\n- To be done by five [[a]] [[b]] [[c]] [[soon]]\n")]);
    let expected = ["2026-05-01 confirmed heard 2 To be done by five", "2026-02-01 heard - 1 To be done by five"];
    assert_eq!(told(&site), expected, "the third voice changes nothing, and tomorrow has not come");
}

#[test]
fn what_speaks_against_it_disputes_it_from_its_own_day() {
    let map = "persona: mara\nsays:\n  - text: It is fine\n    from: a\n    disputed_by: c\n";
    let site = pages(&[("personas/mara.md", "# Mara\n"), ("maps/one.yaml", map)]);
    assert_eq!(told(&site), ["2026-08-01 disputed heard 1 It is fine", "2026-02-01 heard - 1 It is fine"]);
}

#[test]
fn what_the_same_map_does_speaks_against_what_it_says() {
    let map = "persona: mara\nsays:\n  - text: It is fine\n    from: b\ndoes:\n  - text: Checks again\n    from: a\n    against: says-1\n";
    let site = pages(&[("personas/mara.md", "# Mara\n"), ("maps/one.yaml", map)]);
    let told = told(&site);
    assert!(told.contains(&"2026-05-01 disputed - 1 It is fine".to_owned()), "{told:?}");
}

#[test]
fn what_nobody_said_for_too_long_goes_stale() {
    let site = pages(&[("personas/mara.md", "# Mara\n\n## Goals\n- To be asked [[old]]\n- A guess\n")]);
    let expected = ["2025-01-11 stale heard 1 To be asked", "2023-01-10 heard - 1 To be asked"];
    assert_eq!(told(&site), expected, "a guess without a known day has no moment");
}

#[test]
fn what_is_said_twice_of_one_person_is_told_once() {
    let map = "persona: mara\ngains:\n  - text: To be done by five\n    from: a\n";
    let goals = "# Mara\n\n## Goals\n- To be done by five. [[a]]\n";
    let site = pages(&[("personas/mara.md", goals), ("maps/one.yaml", map)]);
    assert_eq!(told(&site).len(), 1, "{:?}", told(&site));
}

#[test]
fn moments_of_one_day_and_sort_are_one_occasion() {
    let goals = "# Mara\n\n## Goals\n- One [[a]]\n- Two [[a]]\n- Three [[b]]\n";
    let jun = "# Jun\n\n## Goals\n- Four [[a]]\n";
    let site = pages(&[("personas/mara.md", goals), ("personas/jun.md", jun)]);
    let found = timeline::occasions(&site.site, site.timeline());
    let sizes: Vec<(Date, usize)> = found.iter().map(|one| (one.day, one.moments.len())).collect();
    assert_eq!(sizes, [(date(2026, 5, 1), 1), (date(2026, 2, 1), 1), (date(2026, 2, 1), 2)]);
}

fn html(pages: &Pages, url: &str) -> String {
    let mut theme = Theme::load(&Overrides::new(), &pages.words).unwrap();
    theme.prepare(pages, None);
    let page = pages.at(url).unwrap_or_else(|| panic!("there is no {url}"));
    String::from_utf8(theme.render(pages, &page).unwrap()).unwrap()
}

#[test]
fn a_person_has_a_brief_evidence_and_a_history() {
    let goals = "# Mara\n\n## Goals\n- One [[a]] [[b]]\n- Nobody said this\n";
    let site = pages(&[("personas/mara.md", goals)]);
    let history = html(&site, "people/mara/history/index.html");
    assert!(history.contains("Moved from heard to confirmed"), "{history}");
    assert!(history.contains("told by the dates of the evidence alone"), "nobody asked git, and the page says so");
    let evidence = html(&site, "people/mara/evidence/index.html");
    assert!(evidence.contains("../../../evidence/a/index.html") && evidence.contains("1 statement rests on it"));
    assert!(!evidence.contains("evidence/c/"), "what says nothing of Mara is no evidence about Mara");
    let brief = html(&site, "people/mara/brief/index.html");
    assert!(brief.contains("guessing about Mara") && brief.contains("Nobody said this"));
}

#[test]
fn long_lists_come_in_leaves_and_the_brief_stays_short() {
    let mut goals = String::from("# Mara\n\n## Goals\n");
    (0..130).for_each(|n| goals.push_str(&format!("- Wish number {n} {} [[a]]\n", "and a reason for it ".repeat(20))));
    let site = pages(&[("personas/mara.md", &goals)]);
    assert!(site.at("people/mara/history/page-3/index.html").is_some());
    assert!(site.at("people/mara/history/page-4/index.html").is_none());
    let record = html(&site, "evidence/a/index.html");
    assert_eq!(record.matches("class=\"statement heard\"").count(), 40);
    assert!(record.contains("resting/index.html"), "the rest is a page away");
    assert!(site.at("evidence/a/resting/page-3/index.html").is_some());
    assert_eq!(html(&site, "people/mara/brief/index.html").matches("Wish number").count(), 2);
}

#[test]
fn previous_and_next_person_follow_the_order_of_the_home_page() {
    let site = pages(&[("personas/a.md", "# Anna\n"), ("personas/b.md", "# Bea\n"), ("personas/c.md", "# Cleo\n")]);
    let page = html(&site, "people/b/brief/index.html");
    assert!(page.contains("<link rel=\"prev\" href=\"../../a/brief/index.html\" title=\"Anna\">"), "{page}");
    assert!(page.contains("<link rel=\"next\" href=\"../../c/brief/index.html\" title=\"Cleo\">"));
    assert!(!html(&site, "people/a/index.html").contains("rel=\"prev\""));
}
