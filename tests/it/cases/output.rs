//! The output.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use crate::site::{MARA, Outcome, Site, TODAY, Tree, differing, fixed, same, tree};

/// The sample site, built once.
static SAMPLE: LazyLock<Tree> = LazyLock::new(|| sample(&[], |_| {}));

/// Builds the sample site into a folder of its own; what `change` does to the command must not matter.
fn sample(args: &[&str], change: impl FnOnce(&mut Command)) -> Tree {
    let output = tempfile::tempdir().unwrap();
    let folder = output.path().join("public");
    let mut command = Command::new(env!("CARGO_BIN_EXE_instep"));
    command.args(["build", "-q", "--today", TODAY, "-C", concat!(env!("CARGO_MANIFEST_DIR"), "/content"), "-o"]);
    command.arg(&folder).args(args);
    fixed(&mut command);
    change(&mut command);
    Outcome::of(command).ok();
    tree(&folder)
}

/// The pages of the sample site.
fn pages() -> impl Iterator<Item = (&'static str, &'static str)> {
    SAMPLE
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| (path.as_str(), std::str::from_utf8(bytes).unwrap()))
}

/// The tags of a page, as they stand between `<` and `>`; comments are left out.
fn tags(page: &str) -> impl Iterator<Item = &str> {
    page.split('<')
        .skip(1)
        .filter_map(|rest| rest.split('>').next())
        .filter(|tag| tag.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// The attributes of a tag: name and value.
fn attributes(tag: &str) -> Vec<(String, &str)> {
    let mut found = Vec::new();
    let mut rest = tag.split_once(char::is_whitespace).map_or("", |(_, rest)| rest);
    while let Some((name, after)) = rest.split_once("=\"") {
        let Some((value, next)) = after.split_once('"') else { break };
        found.push((name.split_whitespace().last().unwrap_or("").to_lowercase(), value));
        rest = next;
    }
    found
}

fn is_remote(address: &str) -> bool {
    let address = address.trim().to_lowercase();
    address.starts_with("http:") || address.starts_with("https:") || address.starts_with("//")
}

#[test]
fn d01_the_same_bytes_whatever_the_world_around() {
    let worlds: [(&str, &[(&str, &str)]); 4] = [
        (
            "one thread",
            &[
                ("RAYON_NUM_THREADS", "1"),
                ("TZ", "Pacific/Kiritimati"),
                ("LANG", "de_DE.UTF-8"),
                ("LC_ALL", "tr_TR.UTF-8"),
            ],
        ),
        ("two threads", &[("RAYON_NUM_THREADS", "2"), ("TZ", "America/Los_Angeles"), ("LANG", "C"), ("LC_ALL", "C")]),
        ("a user", &[("USER", "somebody"), ("HOSTNAME", "somewhere"), ("SOURCE_DATE_EPOCH", "0"), ("COLUMNS", "20")]),
        ("colours", &[("CLICOLOR_FORCE", "1"), ("TERM", "xterm-256color")]),
    ];
    for (index, (name, variables)) in worlds.iter().enumerate() {
        let folder = if index % 2 == 0 { "/" } else { env!("CARGO_MANIFEST_DIR") };
        let built = sample(&[], |command| {
            command.envs(variables.iter().copied()).current_dir(folder);
        });
        let different = differing(&SAMPLE, &built);
        assert!(different.is_empty(), "{name}: {different:?}");
    }
}

/// The content as somebody else has it: another folder, another order of writing, other times. Pictures included.
#[test]
fn d02_the_same_bytes_from_another_folder() {
    let content = tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"));
    let copied = |name: &str, reversed: bool, threads: &str| {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join(name);
        let mut files: Vec<_> = content.iter().filter(|(path, _)| !path.starts_with("public/")).collect();
        if reversed {
            files.reverse();
        }
        for (path, bytes) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_instep"));
        command.args(["build", "-q", "--today", TODAY, "-C"]).arg(&root).arg("-o").arg(root.join("public"));
        fixed(&mut command);
        command.env("RAYON_NUM_THREADS", threads);
        Outcome::of(command).ok();
        tree(&root.join("public"))
    };
    let (one, other) = (copied("a", false, "1"), copied("somewhere/else/entirely", true, "4"));
    assert!(one.keys().any(|path| path.ends_with(".woff2") || path.ends_with(".png")));
    same(&one, &other);
}

#[test]
fn d03_nothing_of_the_machine() {
    let user = std::env::var("USER").unwrap_or_default();
    let mut secrets = vec![env!("CARGO_MANIFEST_DIR").to_owned(), "/tmp/".into(), "/home/".into(), "/root/".into()];
    secrets.extend(Some(user).filter(|user| user.len() > 4));
    for (path, bytes) in SAMPLE.iter().filter(|(path, _)| !path.ends_with(".woff2")) {
        let text = String::from_utf8_lossy(bytes);
        for secret in &secrets {
            assert!(!text.contains(secret.as_str()), "{secret} in {path}");
        }
    }
}

#[test]
fn d05_no_script_style_or_handler_in_a_page() {
    for (path, page) in pages() {
        for tag in tags(page) {
            let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or("");
            assert!(name != "style", "<style> in {path}");
            assert!(
                name != "script" || tag.contains(" src=\"") || tag.contains("application/json"),
                "an inline script in {path}: {tag}"
            );
            for (attribute, value) in attributes(tag) {
                assert!(attribute != "style" && !attribute.starts_with("on"), "{attribute}=\"{value}\" in {path}");
                assert!(!value.trim().to_lowercase().starts_with("javascript:"), "{value} in {path}");
            }
        }
    }
}

#[test]
fn d07_nothing_is_asked_of_another_host() {
    for (path, page) in pages() {
        for tag in tags(page).filter(|tag| !tag.starts_with("a ")) {
            for (attribute, value) in attributes(tag) {
                let loads =
                    matches!(attribute.as_str(), "src" | "srcset" | "poster" | "data" | "action" | "xlink:href");
                let loads = loads || attribute == "href" && !tag.contains("rel=\"canonical\"");
                assert!(!(loads && is_remote(value)), "{attribute}=\"{value}\" in {path}");
            }
        }
    }
    for (path, bytes) in SAMPLE.iter().filter(|(path, _)| path.ends_with(".css") || path.ends_with(".svg")) {
        let text = String::from_utf8_lossy(bytes).replace("http://www.w3.org/", "");
        assert!(!text.contains("http:") && !text.contains("https:") && !text.contains("url(//"), "{path}");
    }
}

#[test]
fn d09_every_address_is_relative_and_leads_to_a_file() {
    let mut nowhere = Vec::new();
    for (path, page) in pages() {
        for (name, value) in tags(page).flat_map(attributes).filter(|(name, _)| matches!(name.as_str(), "href" | "src"))
        {
            if is_remote(value) || value.starts_with("mailto:") || value.starts_with("tel:") {
                continue;
            }
            // The page for what is not found is shown under any address.
            assert!(path == "404.html" || !value.starts_with('/'), "{name}=\"{value}\" in {path}");
            if !leads_somewhere(path, value) {
                nowhere.push(format!("{name}=\"{value}\" in {path}"));
            }
        }
    }
    assert!(nowhere.is_empty(), "these lead nowhere: {nowhere:#?}");
}

fn leads_somewhere(from: &str, address: &str) -> bool {
    let (file, anchor) = address.split_once('#').unwrap_or((address, ""));
    let file = file.split('?').next().unwrap_or("");
    let target = if file.is_empty() { from.to_owned() } else { resolved(from, file) };
    let Some(bytes) = SAMPLE.get(&target) else { return false };
    anchor.is_empty() || String::from_utf8_lossy(bytes).contains(&format!("id=\"{anchor}\""))
}

fn resolved(from: &str, to: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in to.trim_start_matches('/').split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/").replace("%20", " ")
}

#[test]
fn d11_links_name_files_since_a_folder_does_not_open_from_disk() {
    for (path, page) in pages() {
        for tag in tags(page).filter(|tag| tag.starts_with("a ")) {
            for (_, value) in attributes(tag).into_iter().filter(|(name, _)| name == "href") {
                assert!(!value.ends_with('/') || is_remote(value), "{value} in {path}");
            }
        }
        assert!(!page.contains("type=\"module\""), "a module does not load from disk: {path}");
    }
}

#[test]
fn d13_every_page_is_sound() {
    for (path, page) in pages() {
        assert!(page.to_lowercase().starts_with("<!doctype html>"), "{path}");
        assert!(page.contains("<html lang=\""), "{path} has no language");
        let head = page.split("<head>").nth(1).unwrap_or_else(|| panic!("{path} has no head"));
        assert!(
            head.trim_start().to_lowercase().starts_with("<meta charset=\"utf-8\""),
            "{path}: the encoding is not first"
        );
        let head = head.split("</head>").next().unwrap();
        assert_eq!(head.matches("<title>").count(), 1, "{path}");
        assert!(!head.contains("<title></title>"), "{path} has an empty title");
        assert_eq!(page.matches("<h1").count(), 1, "{path} has not one main heading");
        assert_eq!(page.matches("<main").count(), 1, "{path}");
        let mut ids = HashSet::new();
        for (_, id) in tags(page).flat_map(attributes).filter(|(name, _)| name == "id") {
            assert!(ids.insert(id), "{path}: the id `{id}` is given twice");
            assert!(!id.is_empty() && !id.contains(char::is_whitespace), "{path}: the id `{id}`");
        }
    }
}

#[test]
fn d13_what_refers_to_an_id_finds_it() {
    for (path, page) in pages() {
        let ids: HashSet<&str> =
            tags(page).flat_map(attributes).filter(|(name, _)| name == "id").map(|(_, id)| id).collect();
        let refers = ["for", "aria-labelledby", "aria-describedby", "aria-controls"];
        for (name, value) in tags(page).flat_map(attributes).filter(|(name, _)| refers.contains(&name.as_str())) {
            for id in value.split_whitespace() {
                assert!(ids.contains(id), "{path}: {name}=\"{value}\"");
            }
        }
    }
}

#[test]
fn d15_one_change_changes_only_what_shows_it() {
    let site = Site::built()
        .file("personas/jun.md", "# Jun\n\nText.\n\n## Pains\n\n- A queue\n")
        .file("personas/ada.md", "# Ada\n\nText.\n")
        .file("about.md", "# About\n\nText.\n");
    site.build().ok();
    let before = site.output();
    site.content("personas/jun.md", "# Jun\n\nText.\n\n## Pains\n\n- A longer queue\n");
    site.build().ok();
    let after = site.output();
    let changed = differing(&before, &after);
    assert!(changed.contains(&"people/jun/index.html"));
    for path in ["people/ada/index.html", "people/mara/index.html", "about/index.html", "404.html"] {
        assert!(!changed.contains(&path), "{changed:?}");
    }
}

#[test]
fn d17_no_page_is_heavy() {
    for (path, page) in pages() {
        assert!(page.len() < 1_000_000, "{path} has {} bytes", page.len());
    }
}

#[test]
fn d19_drafts_and_private_notes_are_not_published() {
    let site = Site::built()
        .file("personas/jun.md", "---\ndraft: true\n---\n# Jun Secretname\n\n![p](draft.png)\n")
        .file("personas/ada.md", "---\nprivate: a-private-note\n---\n# Ada\n\n<!-- a-private-comment -->\nText.\n")
        .file("maps/a.yaml", "persona: ada\nprivate: {deep: a-private-note}\nsays: [x]\n")
        .file("stories/later.md", "---\npersona: mara\ndate: 2026-12-24\n---\n# Told-later\n")
        .file("personas/tea.yaml", "name: Tea\n# a-private-comment\nrole: x\n");
    site.build().ok();
    for (path, bytes) in site.output() {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for secret in ["Secretname", "a-private", "Told-later"] {
            assert!(!text.contains(secret), "{secret} in {path}");
        }
    }
    site.build_with(&["--drafts"]).ok();
    assert!(site.page("people/jun/index.html").contains("Secretname"));
    assert!(!site.page("people/ada/index.html").contains("a-private"));
}

#[test]
fn d21_touching_every_source_changes_nothing() {
    let site = Site::built();
    let before = site.output();
    site.content("personas/mara.md", MARA);
    site.write("instep.yaml", "title: A test\n");
    site.build().ok();
    same(&before, &site.output());
}

#[test]
fn d24_no_source_map_and_no_comment() {
    for (path, bytes) in SAMPLE.iter().filter(|(path, _)| !path.ends_with(".woff2")) {
        let text = String::from_utf8_lossy(bytes);
        assert!(!path.ends_with(".map") && !text.contains("sourceMappingURL"), "{path}");
        assert!(!path.ends_with(".html") || !text.contains("<!--"), "a comment in {path}");
    }
}

#[test]
fn d_the_sample_site_is_without_a_finding() {
    let output = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_instep"));
    command.args(["build", "--format", "json", "--strict", "--today", TODAY, "-C"]);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).arg("-o").arg(output.path().join("public"));
    fixed(&mut command);
    Outcome::of(command).clean();
    assert!(fs::metadata(output.path().join("public/index.html")).is_ok());
}
