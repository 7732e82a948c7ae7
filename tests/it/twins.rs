//! What stands beside the pages for programs: share cards, `api/`, the map of the site, what robots may read.

use boon::{Compiler, Schemas};
use image::ImageReader;
use serde_json::Value;

use crate::site::{Site, same};

const SETTINGS: &str = "title: A test\nrules: { quote-without-consent: off }\n";

/// A site whose headline may not be shown: only the session says it, and what was agreed is for the team.
fn site(words: &str) -> Site {
    Site::new()
        .other("instep.yaml", SETTINGS)
        .file(
            "sessions/int-11.md",
            format!("---\ntype: interview\ndate: 2025-10-09\nparticipants: [P1]\npersonas: [mara]\nconsent: internal\n---\n# A morning\n\n## Transcript\n**P1:** {words}\n"),
        )
        .file(
            "personas/mara.md",
            format!("---\nquote: \"\\\"{words}\\\" [[int-11]]\"\nrole: Pays wages\n---\n# Mara Lindqvist\n"),
        )
}

fn decoded(bytes: &[u8]) -> image::DynamicImage {
    ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format().unwrap().decode().unwrap()
}

#[test]
fn a_card_is_a_small_picture_and_always_the_same() {
    let site = site("I check it three times because the third time is when I find it");
    site.build_with(&["--profile", "team"]).ok();
    let first = site.output();
    let card = &first["people/mara/card.png"];
    let picture = decoded(card);
    assert_eq!((picture.width(), picture.height()), (1200, 630));
    assert!(card.len() < 60_000, "{} bytes", card.len());
    // Kept from the build before, and made anew in another folder, it is the same.
    site.build_with(&["--profile", "team"]).ok();
    same(&first, &site.output());
    site.build_with(&["--profile", "team", "-o", "elsewhere"]).ok();
    let elsewhere = std::fs::read(site.path("elsewhere/people/mara/card.png")).unwrap();
    assert!(*card == elsewhere);
    // Another quotation is another picture.
    let other = self::site("Nobody told me that the door was open all night");
    other.build_with(&["--profile", "team"]).ok();
    assert!(*card != other.output()["people/mara/card.png"]);
}

#[test]
fn words_that_may_not_be_shown_are_on_no_card() {
    let card = |words: &str| {
        let site = site(words);
        site.build().ok();
        site.output()["people/mara/card.png"].clone()
    };
    let one = card("I check it three times because the third time is when I find it");
    assert!(one == card("Nobody told me that the door was open all night"), "the card depends on withheld words");
}

#[test]
fn a_card_says_what_the_fonts_have_letters_for() {
    let site = Site::new().file("personas/hanako.md", "# 佐藤 花子\n").file("personas/mara.md", "# Mara Lindqvist\n");
    site.build().ok();
    let bright = |path: &str| {
        let picture = decoded(&site.output()[path]).to_luma8();
        // Where the large text begins.
        picture.enumerate_pixels().filter(|(x, y, pixel)| *x < 700 && *y < 140 && pixel.0[0] > 200).count()
    };
    assert_eq!(bright("people/hanako/card.png"), 0, "something was drawn for letters that are not there");
    assert!(bright("people/mara/card.png") > 1000);
}

#[test]
fn a_page_names_its_card_with_a_whole_address_only() {
    let site = Site::built();
    let page = site.page("people/mara/index.html");
    assert!(page.contains("href=\"card.png\" download"), "{page}");
    assert!(!page.contains("og:image"));
    site.build_with(&["--base-url", "https://e.example/x"]).ok();
    let page = site.page("people/mara/index.html");
    assert!(
        page.contains("<meta property=\"og:image\" content=\"https://e.example/x/people/mara/card.png\">"),
        "{page}"
    );
    assert!(!site.page("404.html").contains("og:image"));
}

#[test]
fn the_api_is_what_its_schema_says() {
    let mut site = site("I check it three times because the third time is when I find it");
    for n in 0..203 {
        let text = format!("---\npersona: mara\ndate: 2025-10-10\n---\n# Story {n}\n\n> It happened again {n}\n");
        site = site.file(&format!("stories/s{n:03}.md"), text);
    }
    site.content(
        "journeys/day.yaml",
        "persona: mara\nscenario: A day\nstages:\n  - name: Morning\n    feels: -1\n    pains: [The door is shut]\n",
    );
    site.build().ok();
    let output = site.output();
    let json = |path: &str| serde_json::from_slice::<Value>(&output[path]).unwrap();
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource("https://example.org/api.json", json("api/schema.json")).unwrap();
    let schema = compiler.compile("https://example.org/api.json", &mut schemas).unwrap();
    let index = json("api/index.json");
    schemas.validate(&index, schema).unwrap();
    let mut files = 0;
    for collection in index["collections"].as_array().unwrap() {
        let mut entries = 0;
        for file in collection["files"].as_array().unwrap() {
            let file = json(file.as_str().unwrap());
            schemas.validate(&file, schema).unwrap_or_else(|error| panic!("{collection}: {error:#}"));
            entries += file["entries"].as_array().unwrap().len();
            files += 1;
        }
        assert_eq!(collection["count"], entries, "{collection}");
    }
    assert!(files >= 6, "{index}");
    assert_eq!(json("api/stories.json")["next"], "api/stories-2.json");
    assert_eq!(json("api/stories-2.json")["entries"].as_array().unwrap().len(), 3);
    // What is withheld has a state and a source, but no words.
    let quote = &json("api/personas.json")["entries"][0]["statements"][0];
    assert_eq!(quote["text"], Value::Null, "{quote}");
    assert_eq!(quote["sources"][0]["id"], "int-11");
    // Every address is there.
    let address = quote["address"].as_str().unwrap().split('#').next().unwrap();
    assert!(output.contains_key(address), "{address}");
    let mut broken = json("api/personas.json");
    broken["entries"][0]["statements"][0]["state"] = "sure".into();
    assert!(schemas.validate(&broken, schema).is_err(), "the schema takes anything");
}

#[test]
fn robots_are_sent_away_unless_the_site_is_for_them() {
    let site = Site::built();
    assert_eq!(site.page("robots.txt"), "User-agent: *\nDisallow: /\n");
    assert!(site.page("index.html").contains("<meta name=\"robots\" content=\"noindex\">"));
    assert!(!site.has("sitemap.xml"), "without an address of the site there can be none");
    site.write("instep.yaml", "title: A test\nrobots: index\nbase_url: https://e.example/x&y/\n");
    site.build().ok();
    assert_eq!(site.page("robots.txt"), "User-agent: *\nAllow: /\n");
    assert!(!site.page("index.html").contains("noindex"));
    let map = site.page("sitemap.xml");
    assert!(map.contains("<loc>https://e.example/x&amp;y/people/mara/</loc>"), "{map}");
    assert!(!map.contains("404") && !map.contains("index.html"), "{map}");
}
