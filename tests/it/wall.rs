//! The display on a wall: what settings can say, which slides there are, how they are shared out to loops.

use std::collections::BTreeMap;

use instep::kinds;
use instep::site::Config;

use crate::site::Site;

/// A site with so many people, each with words of their own that have a source, and a guess.
fn crowd(people: usize, settings: &str) -> Site {
    let site = Site::new().other("instep.yaml", format!("title: A test\n{settings}"));
    let ids: Vec<String> = (0..people).map(|n| format!("p{n}")).collect();
    site.content(
        "sessions/int-1.md",
        format!("---\ntype: interview\ndate: 2026-10-09\nparticipants: [P1]\npersonas: [{}]\nconsent: public\n---\n# A talk\n", ids.join(", ")),
    );
    for id in &ids {
        let words = format!("I am {id} and the bus is late again tonight");
        let text = format!(
            "---\nrole: Rides {id}\nquote: \"\\\"{words}\\\" [[int-1]]\"\n---\n# {id}\n\n## Goals\n\n- To be at home before midnight\n\n## Pains\n\n- {id} waits in the dark [[int-1]]\n"
        );
        site.content(&format!("personas/{id}.md"), text);
    }
    site
}

/// The slides of a loop: kind and person.
fn slides(html: &str) -> Vec<(String, String)> {
    let part = |text: &str, from: &str, to: &str| {
        text.split_once(from)
            .and_then(|(_, rest)| rest.split_once(to))
            .map_or(String::new(), |(part, _)| part.to_owned())
    };
    html.split("<article class=\"slide ")
        .skip(1)
        .map(|slide| (part(slide, "of-", " "), part(slide, "<p class=\"who\">", "</p>")))
        .collect()
}

#[test]
fn everybody_is_shown_once_in_a_round_of_several_loops() {
    let site = crowd(60, "wall: { pace: corridor }\n");
    site.build().ok();
    let output = site.output();
    let loops: Vec<String> = output
        .iter()
        .filter(|(path, _)| {
            *path == "wall/index.html" || path.starts_with("wall/page-") && path.ends_with("index.html")
        })
        .map(|(_, bytes)| String::from_utf8(bytes.clone()).unwrap())
        .collect();
    assert!(loops.len() > 1);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for html in &loops {
        let seconds =
            html.split("data-seconds=\"").skip(1).map(|rest| rest.split('"').next().unwrap().parse::<u32>().unwrap());
        assert!(seconds.sum::<u32>() <= 720);
        // Each loop leads to the next, and turns by a sheet of its own that is there.
        assert!(html.contains("data-next=\"../") || html.contains("data-next=\"page-"), "no way on");
        let all = slides(html);
        let count = all.len();
        for (at, (kind, person)) in all.iter().enumerate() {
            let (_, next) = &all[(at + 1) % count];
            assert!(count == 1 || person != next, "{person} twice in a row");
            if kind == "quote" {
                *seen.entry(person.clone()).or_default() += 1;
            }
        }
    }
    assert_eq!(seen.len(), 60, "{seen:?}");
    assert!(seen.values().all(|times| *times == 1), "{seen:?}");
    let sheets = output.keys().filter(|path| path.starts_with("wall/") && path.ends_with(".css")).count();
    assert_eq!(sheets, loops.len());
    assert!(site.page("wall/slides/index.html").contains(&format!("of {}", loops.len())));
}

#[test]
fn a_playlist_is_a_wall_of_its_own() {
    let site = crowd(
        5,
        "wall:\n  hours: \"07:00-19:00\"\n  playlists:\n    kitchen: { title: Kitchen, people: [p1, p2], slides: [quote], pace: corridor }\n",
    );
    site.build().ok();
    let html = site.page("wall/kitchen/index.html");
    let names: Vec<String> = slides(&html).into_iter().map(|(_, person)| person).collect();
    assert_eq!(names, ["p1", "p2"]);
    // Ten words: 2 × 10 / 2.5 + 5 = 13 s, at least 15, and four times as long in a corridor.
    assert!(html.contains("data-seconds=\"60\""), "{html}");
    assert!(html.contains("data-hours=\"07:00-19:00\""));
    assert!(site.page("wall/kitchen/slides/index.html").contains("Kitchen"));
    assert!(slides(&site.page("wall/index.html")).len() > 2);
}

#[test]
fn a_build_has_another_name_as_soon_as_a_page_is_another() {
    let site = crowd(2, "");
    site.build().ok();
    let id = |site: &Site| String::from_utf8(site.output()["build.json"].clone()).unwrap();
    let first = id(&site);
    site.build().ok();
    assert_eq!(first, id(&site));
    site.content("personas/p0.md", "---\nrole: Rides\n---\n# p0\n\n## Goals\n\n- To be at home early\n");
    site.build().ok();
    assert_ne!(first, id(&site));
}

#[test]
fn what_is_wrong_with_a_wall_is_told_at_its_place() {
    let found = |text: &str| -> Vec<String> {
        let (_, found) = Config::read("instep.yaml", text, &kinds::kinds());
        found.iter().map(|finding| format!("{}: {}", finding.rule, finding.message)).collect()
    };
    assert_eq!(found("wall: { pace: canteen, hours: \"22:00-06:00\" }\n"), Vec::<String>::new());
    for (text, message) in [
        ("wall: { pase: corridor }\n", "unknown-key: there is no setting `pase`"),
        ("wall: { hours: always }\n", "invalid-value: `always` does not say from when to when"),
        ("wall: { playlists: { slides: {} } }\n", "invalid-value: `slides` cannot be the address of a wall"),
        ("wall: { playlists: { a: { slides: [quotes] } } }\n", "invalid-value: there are no slides `quotes`"),
    ] {
        assert_eq!(found(text), [message]);
    }
    crowd(2, "wall: { playlists: { kitchen: { people: [nobody] } } }\n").build().code(1);
}
