//! Whose site it is: what `instep.yaml` says of logo, colours, links and words, and what is said when it cannot be.

use crate::site::{Outcome, Site};

const PERSON: &str = "# Mara Lindqvist\n\nRuns payroll.\n\n## Pains\n\n- Waiting\n";
const PICTURE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 2 1\"><path d=\"M0 0h2v1z\"/></svg>";

/// A site with these settings.
fn site(settings: &str) -> Site {
    let site = Site::new().file("personas/mara.md", PERSON).file("personas/zoe.md", "# Zoë\n\nHelps.\n");
    site.write("instep.yaml", format!("title: Larkfield customers\n{settings}"));
    site
}

/// What the build says to settings that it refuses.
fn refused(settings: &str) -> Outcome {
    let outcome = site(settings).build();
    assert_ne!(outcome.code, Some(0), "{settings}");
    outcome
}

/// The style sheet of a built site.
fn css(site: &Site) -> String {
    let tree = site.output();
    let (_, bytes) = tree.iter().find(|(path, _)| path.starts_with("assets/style-")).unwrap();
    String::from_utf8(bytes.clone()).unwrap()
}

#[test]
fn titles_say_the_page_and_then_the_site() {
    let site = site("");
    site.build().ok();
    assert!(site.page("people/mara/index.html").contains("<title>Mara Lindqvist · Larkfield customers</title>"));
    assert!(site.page("index.html").contains("<title>Larkfield customers</title>"));
}

#[test]
fn a_logo_stands_in_the_header_and_in_the_tab() {
    let site = site("logo: content/brand/our logo.svg\n").file("brand/our logo.svg", PICTURE);
    site.build().clean();
    let page = site.page("people/mara/index.html");
    assert!(page.contains("<img src=\"../../brand/our%20logo.svg\" alt=\"\">"), "{page}");
    assert!(page.contains("<link rel=\"icon\" href=\"../../brand/our%20logo.svg\">"));
    assert!(site.has("brand/our logo.svg"));
}

#[test]
fn a_logo_that_is_not_there_is_named() {
    for (written, said) in [
        ("content/brand/logo.svg", "there is no picture"),
        ("content/personas/mara.md", "is no picture for a header"),
        ("https://elsewhere.example/logo.svg", "lies on another host"),
        ("../logo.svg", "there is no picture"),
    ] {
        let outcome = refused(&format!("logo: {written}\n"));
        outcome.has("missing-image", "instep.yaml:2:7").says(said).level("error");
    }
}

#[test]
fn an_accent_colours_links_and_nothing_that_means_something() {
    let site = site("accent: \"#0a6b4f\"\n");
    site.build().clean();
    let css = css(&site);
    let own = css.lines().last().unwrap();
    assert!(
        own.starts_with(":root { --accent: light-dark(#0a6b4f, #") && own.ends_with("--link: var(--accent); }"),
        "{own}"
    );
    let without = self::site("");
    without.build().clean();
    assert!(!self::css(&without).contains("#0a6b4f"));
    let name = |site: &Site| site.output().into_keys().find(|path| path.starts_with("assets/style-")).unwrap();
    assert_ne!(name(&site), name(&without), "a browser would show the old style sheet");
}

#[test]
fn an_accent_may_be_given_for_light_and_dark_and_in_any_notation() {
    let site = site("accent: { light: oklch(45% 0.15 262), dark: rgb(157 199 254) }\n");
    site.build().clean();
    assert!(css(&site).contains("#9dc7fe); --link: var(--accent); }"));
}

#[test]
fn an_accent_that_is_too_faint_is_refused_with_one_that_works() {
    let outcome = refused("accent: \"#7fb2ff\"\n");
    let finding = outcome.has("invalid-value", "instep.yaml:2:9");
    finding.says("their contrast is 2.2 on #ffffff").says("text needs 4.5").says("the nearest colour that works is");
    let near = finding.more.split('"').find(|part| part.starts_with('#')).expect("a colour").to_owned();
    site(&format!("accent: \"{near}\"\n")).build().clean();
    refused("accent: { light: \"#204ca4\", dark: \"#204ca4\" }\n").has("invalid-value", "instep.yaml:2:35");
}

#[test]
fn what_is_no_colour_is_said_to_be_none() {
    for written in ["blueish", "\"#12345\"", "transparent", "[red]"] {
        refused(&format!("accent: {written}\n")).has("invalid-value", "instep.yaml:2:9").says("colour");
    }
    refused("accent: { ligth: \"#204ca4\" }\n").has("unknown-key", "instep.yaml:2:11");
}

#[test]
fn a_team_gives_people_other_colours() {
    let site = site("hues: { plum: \"#3d2c8d\", fern: oklch(38% 0.07 150) }\n");
    site.build().clean();
    let css = css(&site);
    let own: Vec<&str> = css.lines().rev().take(2).collect();
    assert!(own[0].starts_with(".plum { --deep: light-dark(#3d2c8d, #"), "{}", own[0]);
    assert!(own[1].starts_with(".fern { --deep: "), "{}", own[1]);
    for tone in ["deep2", "mid", "pale", "wash", "on", "on2", "text"] {
        assert!(own[0].contains(&format!(" --{tone}: light-dark(#")), "{tone}");
    }
}

#[test]
fn a_colour_that_hides_a_person_is_refused_with_one_that_works() {
    let outcome = refused("hues: { plum: \"#d48fd0\" }\n");
    let finding = outcome.has("invalid-value", "instep.yaml:2:15");
    finding.says("cannot be the colour of a person").says("and needs").says("the nearest colour that works is");
    let near = finding.more.split('"').find(|part| part.starts_with('#')).expect("a colour").to_owned();
    site(&format!("hues: {{ plum: \"{near}\" }}\n")).build().clean();
    refused("hues: { plumm: \"#5e1e53\" }\n").has("unknown-key", "instep.yaml:2:9").says("did you mean `plum`?");
}

#[test]
fn an_organisation_says_it_in_its_own_words() {
    let settings =
        "interface:\n  nav_entry: { hurts: Top pains }\n  part: { feels: Senses }\n  people: \"{n} riders\"\n";
    let site = site(settings).file("maps/mara.md", "---\npersona: mara\n---\n# A map\n\n## Says\n\n- Well.\n");
    site.build().clean();
    let page = site.page("people/mara/map/mara/index.html");
    assert!(page.contains("Top pains</a>") && !page.contains(">What hurts</a>"), "{page}");
    assert!(page.contains("<span>Senses</span></h2>"), "{page}");
}

#[test]
fn words_that_nobody_asks_for_are_named_with_the_nearest() {
    refused("interface: { state: { gues: Assumption } }\n")
        .has("unknown-key", "instep.yaml:2:23")
        .says("did you mean `guess`?");
    refused("interface: { stat: { guess: Assumption } }\n")
        .has("unknown-key", "instep.yaml:2:22")
        .says("did you mean `state`?");
    refused("interface: { fresh: { heard: \"Heard on {day}\" } }\n")
        .has("invalid-value", "instep.yaml:2:30")
        .says("nothing is filled in for `{day}` here")
        .says("there is `{date}`");
    refused("interface: { state: [Assumption] }\n").has("wrong-type", "instep.yaml:2:21");
    // What only this organisation knows has no English word to be near to.
    site("interface: { field: { shoe_size: Shoe size }, told: { seance: { one: '{n} séance', other: '{n} séances' } } }\n")
        .build()
        .clean();
}

#[test]
fn links_of_the_settings_lead_to_pages_files_and_addresses() {
    let settings = "header_links: [{ title: Wiki, href: 'https://wiki.example/' }]\n\
        footer_links:\n  - { title: The worst, href: hurts/ }\n  - { title: Mara, href: content/personas/mara.md }\n  \
        - { title: Form, href: content/form.pdf }\n  - { title: For robots, href: robots.txt }\n  - { title: Write, href: 'mailto:us@example.com' }\n";
    let site = site(settings).file("form.pdf", "a form");
    site.build().clean();
    let page = site.page("people/mara/index.html");
    for link in [
        "<a href=\"https://wiki.example/\">Wiki</a>",
        "<a href=\"../../hurts/index.html\">The worst</a>",
        "<a href=\"index.html\">Mara</a>",
        "<a href=\"../../form.pdf\">Form</a>",
        "<a href=\"../../robots.txt\">For robots</a>",
        "<a href=\"mailto:us@example.com\">Write</a>",
    ] {
        assert!(page.contains(link), "{link} in {page}");
    }
    let footer = page.find("<footer class=\"site\">").unwrap();
    assert!(page.find("Wiki</a>").unwrap() < footer && page.find("The worst").unwrap() > footer);
}

#[test]
fn links_of_the_settings_that_lead_nowhere_are_named() {
    for href in ["nowhere/", "content/personas/nobody.md", "'javascript:alert(1)'", "missing.pdf"] {
        let site = site(&format!("footer_links: [{{ title: There, href: {href} }}]\n"));
        let outcome = site.build();
        outcome.ok().has("dead-link", "instep.yaml:2:38");
        assert!(!site.page("index.html").contains("javascript:"));
    }
    refused("footer_links: [{ title: There }]\n").has("missing-field", "instep.yaml:2:16").says("no `href`");
    refused("footer_links: [{ titel: There, href: hurts/ }]\n").all("unknown-key");
}

#[test]
fn pages_know_what_comes_before_and_after_them() {
    let site = site("people: [zoe, mara]\n");
    site.build().clean();
    let (mara, zoe) = (site.page("people/mara/index.html"), site.page("people/zoe/index.html"));
    assert!(
        mara.contains("<link rel=\"prev\" href=\"../zoe/index.html\" title=\"Zoë\">") && !mara.contains("rel=\"next\"")
    );
    assert!(
        zoe.contains("<link rel=\"next\" href=\"../mara/index.html\" title=\"Mara Lindqvist\">")
            && !zoe.contains("rel=\"prev\"")
    );
}

/// Browsers refuse to preload fonts from `file://`, and say so on the console.
#[test]
fn fonts_wait_for_the_style_sheet() {
    let site = site("");
    site.build().clean();
    assert!(!site.page("index.html").contains("preload"));
}
