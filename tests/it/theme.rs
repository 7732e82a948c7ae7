//! The worked example of a theme: the example site builds with it, and each of its ways to change something shows.

use std::fs;
use std::path::Path;

use crate::site::Site;

/// The example site with the theme as its documentation tells to put it on.
fn harbour() -> Site {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let site = Site::new();
    copy(&root.join("content"), &site.path("content"));
    copy(&root.join("themes/harbour/templates"), &site.path("templates"));
    let theme = fs::read_to_string(root.join("themes/harbour/instep.yaml")).unwrap();
    let own = fs::read_to_string(root.join("content/instep.yaml")).unwrap().replace("content: .", "content: content");
    fs::remove_file(site.path("content/instep.yaml")).unwrap();
    site.write("instep.yaml", format!("{own}\n{theme}"));
    site
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

#[test]
fn the_example_theme_builds_and_shows() {
    let site = harbour();
    let outcome = site.build();
    outcome.ok();
    let said: Vec<_> = outcome.findings.iter().filter(|finding| finding.level != "hint").collect();
    assert!(said.is_empty(), "{said:#?}");
    let home = site.page("index.html");
    // A block around the built-in one, with a component of the theme's own in it.
    let tide = home.find("<svg class=\"tide\"").expect("the water");
    assert!(home.find("</header>").unwrap() < tide && tide < home.find("<main").unwrap());
    // A component in the place of a built-in one.
    assert!(home.contains("class=\"logo lighthouse\"") && !home.contains("class=\"sure\""));
    // A block in the place of the built-in one, with words of the theme's own.
    assert!(home.contains("<span class=\"watch\">kept by the night watch</span>"));
    // A word of Instep's, said in another way by a file and by the settings.
    assert!(home.contains("In with the tide") && !home.contains("Newly heard"));
    assert!(home.contains("Rough water</a>") && !home.contains("What hurts</a>"));
    // Links of the settings.
    assert!(home.contains("<a href=\"about/index.html\">Logbook</a>"));
    // One more thing on a person's page, with the person's name filled in, after what was there.
    let person = site.page("people/odile/index.html");
    let mooring = person.find("class=\"aside mooring\"").expect("the mooring");
    assert!(person.find("class=\"aside\"").unwrap() < mooring && person[mooring..].contains("Odile"));
    // A style sheet after the built-in ones, and the colours of the settings after it: in whatever sheet a page links.
    let tree = site.output();
    for page in [&home, &person] {
        let (_, link) = page.split_once("<link rel=\"stylesheet\" href=\"").unwrap();
        let path = link.split('"').next().unwrap().trim_start_matches("./").trim_start_matches("../");
        let css = String::from_utf8_lossy(&tree[path]);
        let own = css.find("--water").unwrap();
        assert!(css.find("forced-colors").unwrap() < own && own < css.find("--deep: light-dark(#2b3a67").unwrap());
    }
}

/// What the documentation quotes is what stands in the files.
#[test]
fn the_documentation_quotes_the_theme() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/theme.md")).unwrap();
    let mut quoted = 0;
    for block in text.split("\n```").filter(|block| block.lines().next().is_some_and(|line| line.contains(" themes/")))
    {
        let (head, code) = block.split_once('\n').unwrap();
        let file = fs::read_to_string(root.join(head.split(' ').nth(1).unwrap())).unwrap();
        for line in code.lines().filter(|line| !line.is_empty()) {
            assert!(file.lines().any(|other| other == line), "{head} has no line `{line}`");
        }
        quoted += 1;
    }
    assert_eq!(quoted, 3);
}
