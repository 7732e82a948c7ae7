//! Meetings: who sits in the room, side by side or alone.

use std::collections::BTreeSet;

use crate::site::Site;

/// Two people who say the same words in the same talk.
fn of_one_mind() -> Site {
    let site = Site::new().other("instep.yaml", "title: A test\n");
    site.content(
        "sessions/int-1.md",
        "---\ntype: interview\ndate: 2026-10-09\nparticipants: [P1]\npersonas: [ana, ben]\nconsent: public\n---\n# A talk\n",
    );
    for name in ["ana", "ben"] {
        let text = "---\nrole: Rides the bus\nquote: \"\\\"The bus is late again tonight\\\" [[int-1]]\"\n---\n";
        site.content(
            &format!("personas/{name}.md"),
            format!("{text}# {name}\n\n## Questions\n\n- When does it come?\n"),
        );
    }
    site
}

/// What a page says between two marks, each time.
fn all<'a>(html: &'a str, from: &str) -> Vec<&'a str> {
    html.split(from).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn an_address_is_one_place_though_two_people_say_the_same() {
    let site = of_one_mind();
    site.build().ok();
    let page = site.page("meet/index.html");
    assert_eq!(page.matches("The bus is late again tonight").count(), 2);
    let ids = all(&page, " id=\"");
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{ids:?}");
}

#[test]
fn everybody_has_a_seat_and_a_key_in_every_room() {
    let site = of_one_mind();
    site.build().ok();
    for name in ["ana", "ben"] {
        let page = site.page(&format!("meet/{name}/index.html"));
        assert_eq!(all(&page, " data-key=\""), ["1", "2"]);
        assert_eq!(page.matches("aria-current=\"page\"").count(), 1);
        assert!(page.contains("When does it come?"));
    }
}
