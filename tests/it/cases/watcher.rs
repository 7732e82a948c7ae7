//! What happens to files while they are served, and what the preview shows then. Waiting is for a condition; a fixed
//! time passes only where nothing should happen.

use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::preview::{Events, Preview, wait_until};
use crate::site::{MARA, Site, TODAY, Tree, tree};

/// The file that most of this is about.
const FILE: &str = "content/personas/mara.md";
/// Its page.
const PAGE: &str = "/people/mara/";

/// A site with a page in a folder of its own, and one beside it.
fn site() -> Site {
    Site::new()
        .file("personas/mara.md", said("First"))
        .file("personas/other.md", MARA.replace("Mara", "Other"))
        .file("pictures/mara.avif", "picture 1")
}

/// A persona that says something.
fn said(text: &str) -> String {
    MARA.replace("Runs payroll alone.", &format!("Says: {text}. {}", "And more. ".repeat(20)))
}

fn ms(milliseconds: u64) {
    thread::sleep(Duration::from_millis(milliseconds));
}

/// A tab that shows a page as it is now.
fn tab(preview: &Preview, page: &str) -> Events {
    let etag = preview.get(page).header("etag").trim_matches('"').to_owned();
    let mut events = preview.events(page, &etag);
    events.wait_for("problems");
    events
}

/// How many events of each kind a tab was told until the preview ended.
fn told(preview: Preview, tab: Events) -> (usize, usize, usize) {
    preview.end_with("-TERM");
    let rest = tab.rest();
    let count = |name: &str| rest.matches(&format!("event: {name}\n")).count();
    (count("page"), count("problems"), count("asset"))
}

/// Asks for a page in a tight loop while something happens: all its forms, in order.
fn forms(preview: &Preview, page: &str, happens: impl FnOnce() + Send) -> Vec<(u16, String)> {
    let mut seen: Vec<(u16, String)> = Vec::new();
    thread::scope(|scope| {
        let happening = scope.spawn(happens);
        let mut ended = None;
        while ended.is_none_or(|ended: Instant| ended.elapsed() < Duration::from_millis(700)) {
            let answer = preview.get(page);
            let form = (answer.status, answer.text());
            if seen.last() != Some(&form) {
                seen.push(form);
            }
            if happening.is_finished() {
                ended.get_or_insert(Instant::now());
            }
        }
    });
    seen
}

/// Every page and file of a clean build must be what the preview shows, and all is well.
#[track_caller]
fn settles_like_a_build(site: &Site, preview: &Preview) {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out");
    site.run(&["build", "-q", "--drafts", "--today", TODAY, "-o", &output.to_string_lossy()]).ok();
    let expected: Tree = tree(&output);
    for (path, bytes) in expected.iter().filter(|(path, _)| !path.ends_with(".json")) {
        preview.until(&format!("/{path}"), |answer| {
            let page = answer.text().contains("href=\"/_instep");
            answer.status == 200 && *bytes == if page { answer.as_built().into_bytes() } else { answer.body.clone() }
        });
    }
    wait_until("no problems", || preview.problems()["errors"] == 0);
}

fn set_modified(path: &Path, time: SystemTime) {
    fs::File::options().append(true).open(path).unwrap().set_modified(time).unwrap();
}

#[test]
fn w01_vim_renames_and_writes_anew() {
    let site = site();
    let preview = Preview::of(&site);
    let path = site.path(FILE);
    for n in 0..10 {
        let text = format!("Second {n}");
        let seen = forms(&preview, PAGE, || {
            fs::rename(&path, site.path("content/personas/mara.md~")).unwrap();
            site.write(FILE, said(&text));
            site.delete("content/personas/mara.md~");
        });
        assert!(seen.iter().all(|(status, _)| *status == 200), "{seen:?}");
        preview.until_says(PAGE, &text);
    }
}

#[test]
fn w02_truncated_and_written() {
    let site = site();
    let preview = Preview::of(&site);
    for (n, pause) in [0, 1, 10, 30].into_iter().enumerate() {
        let text = format!("Second {n}");
        let seen = forms(&preview, PAGE, || {
            let mut file = fs::File::create(site.path(FILE)).unwrap();
            ms(pause);
            file.write_all(said(&text).as_bytes()).unwrap();
            file.sync_all().unwrap();
        });
        assert!(seen.iter().all(|(status, page)| *status == 200 && page.contains("Says:")), "{seen:?}");
        assert!(seen.last().unwrap().1.contains(&text));
    }
}

#[test]
fn w05_written_in_two_parts() {
    let site = site();
    let preview = Preview::of(&site);
    for n in 0..5 {
        let (text, events) = (said(&format!("Second {n}")), tab(&preview, PAGE));
        let seen = forms(&preview, PAGE, || {
            let mut file = fs::File::create(site.path(FILE)).unwrap();
            file.write_all(&text.as_bytes()[..text.len() / 2]).unwrap();
            ms(20);
            file.write_all(&text.as_bytes()[text.len() / 2..]).unwrap();
        });
        drop(events);
        // The old form, half of the new one at most once, the new one.
        assert!(seen.len() <= 3, "{seen:?}");
        assert!(seen.iter().all(|(status, page)| *status == 200 && page.contains("Mara Lindqvist")), "{seen:?}");
        assert!(seen.last().unwrap().1.contains("A safe Friday"), "{seen:?}");
    }
}

#[test]
fn w07_another_file_is_put_in_its_place() {
    let site = site();
    let preview = Preview::of(&site);
    let seen = forms(&preview, PAGE, || {
        site.write("content/personas/.new", said("Second"));
        fs::rename(site.path("content/personas/.new"), site.path(FILE)).unwrap();
    });
    assert_eq!(seen.len(), 2, "{seen:?}");
    preview.get(PAGE).is(200).says("Says: Second");
    // From elsewhere, with a time that lies back.
    site.write("away.md", said("Third"));
    set_modified(&site.path("away.md"), SystemTime::now() - Duration::from_secs(9999));
    fs::rename(site.path("away.md"), site.path(FILE)).unwrap();
    preview.until_says(PAGE, "Says: Third");
}

/// Runs git in the site, in a fixed world.
fn git(site: &Site, args: &[&str]) {
    let mut command = Command::new("git");
    command.args(args).current_dir(site.root()).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "T").env(format!("GIT_{role}_EMAIL"), "t@example.com");
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn w09_another_branch_is_checked_out() {
    let many = if std::env::var_os("INSTEP_LONG").is_some() { 5000 } else { 1500 };
    let site = site();
    let write = |branch: &str| {
        for n in 0..many {
            let text = format!("# Note {n}\n\nOf {branch}.\n");
            site.content(&format!("notes/{}/{n}.md", n % 20), text);
        }
        site.content(&format!("notes/only-{branch}.md"), format!("# Only in {branch}\n"));
        git(&site, &["add", "-A"]);
        git(&site, &["commit", "-qm", branch]);
    };
    git(&site, &["init", "-q", "-b", "one"]);
    write("one");
    git(&site, &["checkout", "-q", "-b", "two"]);
    site.delete("content/notes/only-one.md");
    write("two");
    let preview = Preview::of(&site);
    let events = tab(&preview, "/notes/7/7/");
    git(&site, &["checkout", "-q", "one"]);
    preview.until_says("/notes/only-one/", "Only in one");
    preview.until_gone("/notes/only-two/");
    for n in (0..many).step_by(97) {
        preview.until_says(&format!("/notes/{}/{n}/", n % 20), "Of one.");
    }
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out");
    // The preview asks nothing about the past.
    site.run(&["build", "-q", "--no-history", "--drafts", "--today", TODAY, "-o", &output.to_string_lossy()]).ok();
    for path in ["index.html", "notes/7/7/index.html", "notes/only-one/index.html"] {
        let page = fs::read_to_string(output.join(path)).unwrap();
        preview.until(&format!("/{path}"), |answer| answer.as_built() == page);
    }
    let (pages, _, _) = told(preview, events);
    assert!((1..=8).contains(&pages), "{pages} times");
}

#[test]
fn w11_written_a_thousand_times() {
    let site = site();
    let preview = Preview::of(&site);
    let events = tab(&preview, PAGE);
    let started = Instant::now();
    for n in 0..1000 {
        site.write(FILE, said(&format!("Number {n}")));
        ms((n * 2_u64).saturating_sub(started.elapsed().as_millis() as u64));
    }
    preview.until_says(PAGE, "Says: Number 999");
    ms(500);
    preview.get(PAGE).says("Says: Number 999");
    let (pages, _, _) = told(preview, events);
    let seconds = started.elapsed().as_secs() as usize;
    assert!((1..=10 + 5 * seconds).contains(&pages), "{pages} times in {seconds} s");
}

#[test]
fn w13_a_folder_gets_another_name() {
    let site = site().file("a/b/note.md", "# A note\n");
    let preview = Preview::of(&site);
    preview.get("/a/b/note/").is(200);
    fs::rename(site.path("content/a"), site.path("content/z")).unwrap();
    preview.until_says("/z/b/note/", "A note");
    preview.until_gone("/a/b/note/");
    // What lies in it is still watched, under its new name; and so is another folder in its old place.
    site.content("z/b/note.md", "# Edited\n");
    preview.until_says("/z/b/note/", "Edited");
    fs::rename(site.path("content/z"), site.path("content/y")).unwrap();
    site.content("z/b/fresh.md", "# New\n");
    preview.until_says("/z/b/fresh/", "New");
    preview.until_says("/y/b/note/", "Edited");
    at_once(&site, &preview, "z/b/fresh.md", "/z/b/fresh/");
    at_once(&site, &preview, "y/b/note.md", "/y/b/note/");
    assert!(!preview.printed().contains("looking every"), "{}", preview.printed());
}

/// An edit must be seen by itself: a tab is told, though nobody asks for a page.
#[track_caller]
fn at_once(site: &Site, preview: &Preview, path: &str, page: &str) {
    let mut events = tab(preview, page);
    let started = Instant::now();
    let text = format!("Edited {}", SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_nanos());
    site.content(path, format!("# {text}\n"));
    events.wait_for("page");
    assert!(started.elapsed() < Duration::from_secs(5), "{path} took {:?}", started.elapsed());
    preview.until_says(page, &text);
}

#[test]
fn w13_a_folder_goes_and_comes_back() {
    let site = site().file("a/b/c/note.md", "# A note\n");
    let preview = Preview::of(&site);
    for pause in [0, 5, 20, 60, 200, 1000] {
        fs::rename(site.path("content/a"), site.path("away")).unwrap();
        ms(pause);
        fs::rename(site.path("away"), site.path("content/a")).unwrap();
        preview.until_says("/a/b/c/note/", "");
        ms(600);
        at_once(&site, &preview, "a/b/c/note.md", "/a/b/c/note/");
    }
    // Out, edited and in again.
    fs::rename(site.path("content/a"), site.path("away")).unwrap();
    preview.until_gone("/a/b/c/note/");
    site.write("away/b/c/note.md", "# From afar\n");
    fs::rename(site.path("away"), site.path("content/a")).unwrap();
    preview.until_says("/a/b/c/note/", "From afar");
    at_once(&site, &preview, "a/b/c/note.md", "/a/b/c/note/");
}

#[test]
fn w14_new_folders_with_a_file_at_once() {
    let site = site();
    let preview = Preview::of(&site);
    for n in 0..20 {
        site.content(&format!("n{n}/b/c/note-{n}.md"), "# New\n");
    }
    for n in 0..20 {
        preview.until_says(&format!("/n{n}/b/c/note-{n}/"), "New");
    }
    ms(600);
    at_once(&site, &preview, "n7/b/c/note-7.md", "/n7/b/c/note-7/");
}

#[test]
fn w15_gone_for_a_moment() {
    let site = site();
    let preview = Preview::of(&site);
    let mut text = String::new();
    let seen = forms(&preview, PAGE, || {
        for n in 0..200 {
            site.delete(FILE);
            ms(n % 6);
            text = said(&format!("Number {n}"));
            site.write(FILE, &text);
            ms(10);
        }
    });
    assert!(seen.iter().all(|(status, page)| *status == 200 && page.contains("Says:")), "{seen:?}");
    preview.until_says(PAGE, "Says: Number 199");
    site.delete(FILE);
    preview.until_gone(PAGE);
}

#[test]
fn w17_touched() {
    let site = site();
    let preview = Preview::of(&site);
    let events = tab(&preview, PAGE);
    for path in [FILE, "instep.yaml", FILE] {
        set_modified(&site.path(path), SystemTime::now());
        ms(300);
        site.write(path, fs::read(site.path(path)).unwrap());
        ms(300);
    }
    assert_eq!(told(preview, events), (0, 0, 0));
}

#[test]
fn w18_a_picture_that_rests_is_told_once() {
    let site = site();
    let preview = Preview::of(&site);
    let mut events = tab(&preview, PAGE);
    for n in 0..3 {
        site.content("pictures/mara.avif", format!("picture {n}"));
        assert!(events.wait_for("asset").contains("/pictures/mara.avif"));
        // A browser that asks has everything looked at, but nothing has happened.
        ms(2200);
        preview.get(PAGE).is(200);
        ms(300);
    }
    assert!(!preview.printed().contains("does not report"), "{}", preview.printed());
    assert_eq!(told(preview, events), (0, 0, 0));
}

fn built_in(name: &str) -> String {
    fs::read_to_string(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/templates")).join(name)).unwrap()
}

#[test]
fn w19_a_template_is_edited() {
    let site = site().other("templates/base.html", built_in("base.html"));
    let preview = Preview::of(&site);
    site.write("templates/base.html", built_in("base.html").replace("<main", "<main data-new=\"1\""));
    for page in ["/", PAGE, "/people/other/", "/nothing/"] {
        preview.until(page, |answer| answer.text().contains("data-new=\"1\""));
    }
    settles_like_a_build(&site, &preview);
    site.write("templates/base.html", "{% if %}");
    wait_until("the error is told", || preview.problems()["errors"] == 1);
    preview.get(PAGE).is(200).says("data-new=\"1\"");
    assert_eq!(preview.problems()["list"][0]["path"], "templates/base.html");
    site.delete("templates/base.html");
    wait_until("the built-in one is shown", || !preview.get(PAGE).text().contains("data-new"));
    settles_like_a_build(&site, &preview);
}

#[test]
fn w20_templates_come_and_go() {
    let site = site();
    let preview = Preview::of(&site);
    let parts = built_in("signs.html");
    let edited = parts.replace("<svg class=\"sign", "<svg data-deep=\"1\" class=\"sign");
    assert_ne!(parts, edited);
    site.write("templates/signs.html", &edited);
    preview.until_says(PAGE, "data-deep");
    settles_like_a_build(&site, &preview);
    site.write("templates/signs.html", &parts);
    preview.until(PAGE, |answer| !answer.text().contains("data-deep"));
    settles_like_a_build(&site, &preview);
    site.write("templates/persona.html", built_in("persona.html").replacen("<div", "<div data-own=\"1\"", 1));
    site.write("templates/assets/css/own.css", "b { color: red }\n");
    settles_like_a_build(&site, &preview);
    fs::remove_dir_all(site.path("templates")).unwrap();
    settles_like_a_build(&site, &preview);
    site.write("templates/signs.html", &edited);
    preview.until_says(PAGE, "data-deep");
}

#[test]
fn w21_broken_and_mended() {
    let map = "persona: mara\ntitle: On Friday\nsays:\n  - Soon\n";
    let site = site().file("maps/friday.yaml", map);
    let preview = Preview::of(&site);
    let page = "/people/mara/map/friday/";
    let mut events = tab(&preview, page);
    preview.get(page).is(200).says("Soon");
    site.content("maps/friday.yaml", format!("{map}pains: [unclosed\n"));
    let problems: serde_json::Value = serde_json::from_str(&events.wait_for("problems")).unwrap();
    assert_eq!((&problems["errors"], &problems["list"][0]["path"]), (&1.into(), &"content/maps/friday.yaml".into()));
    assert!(problems["list"][0]["line"].as_u64() >= Some(5), "{problems}");
    wait_until("it is printed", || preview.printed().contains("content/maps/friday.yaml:"));
    preview.get(page).is(200).says("Soon");
    ms(500);
    preview.get(page).is(200).says("Soon");
    site.content("maps/friday.yaml", map.replace("Soon", "Later"));
    let problems: serde_json::Value = serde_json::from_str(&events.wait_for("problems")).unwrap();
    assert_eq!((&problems["errors"], &problems["warnings"]), (&0.into(), &0.into()));
    preview.until_says(page, "Later");
    wait_until("that is printed", || preview.printed().contains("All is well again"));
}

#[test]
fn w21_not_text_any_more() {
    let site = site();
    let preview = Preview::with(&site, &["-p", "0", "--poll"]);
    let events = tab(&preview, PAGE);
    site.write(FILE, b"caf\xe9 au lait\n");
    wait_until("the error is told", || preview.problems()["list"][0]["rule"] == "encoding");
    preview.get(PAGE).is(200).says("Says: First");
    // It is looked at again and again, which is no news.
    ms(2500);
    assert_eq!(preview.printed().matches("encoding").count(), 1, "{}", preview.printed());
    site.write(FILE, said("Second"));
    preview.until_says(PAGE, "Says: Second");
    wait_until("no problems", || preview.problems()["errors"] == 0);
    assert_eq!(told(preview, events), (1, 2, 0));
}

#[test]
fn w21_broken_from_the_beginning_is_shown_as_it_is() {
    let wrong = |text: &str| said(text).replace("role:", "date: 2026-13-40\nrole:");
    let site = site().file("personas/mara.md", wrong("First"));
    let preview = Preview::of(&site);
    preview.get(PAGE).is(200).says("Says: First");
    site.write(FILE, wrong("Second"));
    preview.until_says(PAGE, "Says: Second");
    assert_eq!(preview.problems()["errors"], 1);
    // From a good state, an error keeps the page, and says so.
    site.write(FILE, said("Third"));
    preview.until_says(PAGE, "Says: Third");
    site.write(FILE, wrong("Fourth"));
    wait_until("it is told", || preview.problems()["errors"] == 1);
    assert!(preview.problems()["list"][0]["help"].as_str().unwrap().contains("stays as it was"));
    preview.get(PAGE).is(200).says("Says: Third");
    // Other settings leave it so.
    site.write("instep.yaml", "title: Another title\n");
    preview.until_says("/", "Another title");
    preview.get(PAGE).is(200).says("Says: Third");
    site.write(FILE, said("Fifth"));
    preview.until_says(PAGE, "Says: Fifth");
}

#[test]
fn w21_problems_move_with_their_lines() {
    let linked = |text: &str| said("First") + text;
    let site = site().file("personas/mara.md", linked("\n[There](nowhere.md) before\n"));
    let preview = Preview::of(&site);
    let problem = || preview.problems()["list"][0].clone();
    let line = problem()["line"].as_u64().unwrap();
    assert!(problem()["frame"].as_str().unwrap().contains("before"), "{}", problem());
    site.write(FILE, linked("\n[There](nowhere.md) after\n"));
    wait_until("the new line is shown", || problem()["frame"].as_str().unwrap().contains("after"));
    site.write(FILE, linked("\n\n\n[There](nowhere.md) after\n"));
    wait_until("it has moved", || problem()["line"].as_u64() == Some(line + 2));
    // Broken on top of that: each finding is about the text it was found in.
    site.write(FILE, said("First").replace("role:", "role: [") + "\n[There](nowhere.md) after\n");
    wait_until("only the error is told", || preview.problems()["warnings"] == 0 && preview.problems()["errors"] == 1);
}

#[test]
fn w13_many_files_gone_at_once() {
    let mut site = site();
    for n in 0..400 {
        site = site.file(&format!("notes/n{n}.md"), format!("# Note {n}\n"));
    }
    let preview = Preview::of(&site);
    preview.get("/notes/n7/").is(200);
    (1..400).for_each(|n| fs::remove_file(site.root().join(format!("content/notes/n{n}.md"))).unwrap());
    preview.until_gone("/notes/n7/");
    preview.until_gone("/notes/n399/");
    preview.get("/notes/n0/").is(200);
    settles_like_a_build(&site, &preview);
}

#[test]
fn w23_no_more_folders_can_be_watched() {
    let site = site().file("a/b/note.md", "# A note\n");
    let limited = "echo 1 > /proc/sys/user/max_inotify_watches && exec \"$0\" \"$@\"";
    let can = Command::new("unshare").args(["-Ur", "sh", "-c", limited, "true"]).output();
    if !can.as_ref().is_ok_and(|output| output.status.success()) {
        println!("skipped: this machine allows no limit of watches in a user namespace: {can:?}");
        return;
    }
    let mut command = Command::new("unshare");
    command.args(["-Ur", "sh", "-c", limited, env!("CARGO_BIN_EXE_instep"), "serve", "-p", "0", "--today", TODAY]);
    crate::site::fixed(command.current_dir(site.root()));
    let preview = Preview::run(command);
    wait_until("it is said", || preview.printed().contains("fs.inotify.max_user_watches"));
    let mut events = tab(&preview, PAGE);
    site.write(FILE, said("Second"));
    events.wait_for("page");
    preview.get(PAGE).is(200).says("Says: Second");
}

#[test]
fn w25_looked_at_from_time_to_time() {
    let site = site();
    let preview = Preview::with(&site, &["-p", "0", "--poll"]);
    let mut events = tab(&preview, PAGE);
    // The same length, within one second, and with a time that lies back.
    for (text, back) in [("One", 0), ("Two", 0), ("Six", 0), ("Ten", 3600), ("Ate", 7200)] {
        site.write(FILE, said(text));
        set_modified(&site.path(FILE), SystemTime::now() - Duration::from_secs(back));
        events.wait_for("page");
        preview.until_says(PAGE, &format!("Says: {text}."));
    }
    site.delete("content/personas/other.md");
    preview.until_gone("/people/other/");
}

#[test]
fn w27_built_while_it_is_served() {
    let site = site().other("instep.yaml", "title: A test\noutput: content/public\n");
    let preview = Preview::of(&site);
    let events = tab(&preview, PAGE);
    for n in 0..3 {
        site.run(&["build", "-q", "--today", TODAY]).ok();
        preview.get("/public/index.html").is(404);
        ms(400 * n);
    }
    ms(500);
    assert!(!preview.printed().contains("looking every"), "{}", preview.printed());
    assert_eq!(told(preview, events), (0, 0, 0));
}

#[test]
fn w27_built_into_the_root_of_the_content() {
    let site = Site::new().other("instep.yaml", "title: A test\ncontent: .\n").other("mara.md", said("First"));
    site.build().ok();
    let preview = Preview::of(&site);
    let events = tab(&preview, "/");
    for _ in 0..3 {
        site.build().ok();
        ms(300);
    }
    assert_eq!(told(preview, events), (0, 0, 0));
}

#[test]
fn w32_what_a_link_leads_to_is_edited() {
    let site = site().other("elsewhere/deep/zoe.md", MARA.replace("Mara", "Zoe"));
    symlink(site.path("elsewhere/deep/zoe.md"), site.path("content/personas/zoe.md")).unwrap();
    let preview = Preview::of(&site);
    for n in 0..4 {
        let mut events = tab(&preview, "/people/zoe/");
        site.write("elsewhere/deep/zoe.md", MARA.replace("Mara", &format!("Zoe {n}")));
        events.wait_for("page");
        preview.until_says("/people/zoe/", &format!("Zoe {n}"));
        ms(700);
    }
    assert!(!preview.printed().contains("looking every"), "{}", preview.printed());
}

#[test]
fn w33_a_clock_is_set() {
    let (hour, now) = (Duration::from_secs(3600), SystemTime::now());
    for args in [&["-p", "0"][..], &["-p", "0", "--poll"]] {
        let site = site();
        let preview = Preview::with(&site, args);
        let mut last = String::new();
        for (text, time) in
            [("One", now - hour), ("Two", now + hour), ("Three", now - 2 * hour), ("Four", now + hour), ("Five", now)]
        {
            site.write(FILE, said(text));
            set_modified(&site.path(FILE), time);
            last = format!("Says: {text}.");
            preview.until_says(PAGE, &last);
            ms(100);
        }
        preview.get(PAGE).says(&last);
    }
}

#[test]
fn w34_the_settings_are_edited() {
    let site = site();
    let preview = Preview::of(&site);
    site.write("instep.yaml", "title: Another name\n");
    preview.until_says("/", "Another name");
    site.write("instep.yaml", "title: [unclosed\n");
    wait_until("the error is told", || preview.problems()["errors"] == 1);
    assert_eq!(preview.problems()["list"][0]["path"], "instep.yaml");
    wait_until("it is printed", || preview.printed().contains("instep.yaml:1"));
    preview.get("/").is(200).says("Another name");
    preview.get(PAGE).is(200);
    // Edits go on meanwhile.
    site.write(FILE, said("Second"));
    preview.until_says(PAGE, "Says: Second");
    site.delete("instep.yaml");
    ms(500);
    preview.get("/").is(200).says("Another name");
    site.write("instep.yaml", "title: Mended\n");
    preview.until_says("/", "Mended");
    wait_until("no problems", || preview.problems()["errors"] == 0);
    settles_like_a_build(&site, &preview);
}

#[test]
fn w34_the_content_is_elsewhere() {
    let site = site();
    let preview = Preview::of(&site);
    // First the settings, then the folder, then what lies in it; and what was there is edited at the same time.
    site.write("instep.yaml", "content: far/away\n");
    site.write(FILE, said("Too late"));
    wait_until("the error is told", || preview.problems()["errors"] == 1);
    preview.get(PAGE).is(200);
    fs::create_dir_all(site.path("far")).unwrap();
    ms(400);
    fs::create_dir_all(site.path("far/away")).unwrap();
    ms(400);
    let mut events = tab(&preview, "/people/zoe/");
    site.write("far/away/personas/zoe.md", MARA.replace("Mara", "Zoe"));
    events.wait_for("page");
    preview.until_says("/people/zoe/", "Zoe");
    preview.until_gone(PAGE);
    preview.until_gone("/pictures/mara.avif");
    settles_like_a_build(&site, &preview);
    // Both at the same time, and back.
    site.write("instep.yaml", "title: Back\n");
    site.write("far/away/personas/zoe.md", MARA.replace("Mara", "Zoe again"));
    site.write("far/away/x.avif", "a picture");
    preview.until_says(PAGE, "Too late");
    preview.until_gone("/people/zoe/");
    settles_like_a_build(&site, &preview);
}

#[test]
fn w34_the_settings_and_an_edit_at_once() {
    let site = site().other("more/personas/zoe.md", MARA.replace("Mara", "Zoe")).other("more/z.png", "z");
    let preview = Preview::of(&site);
    for n in 0..10 {
        let (folder, other) = if n % 2 == 0 { ("more", "content") } else { ("content", "more") };
        preview.signal("-STOP");
        site.write("instep.yaml", format!("title: A test\ncontent: {folder}\n"));
        site.write(&format!("{other}/gone-{n}.avif"), "a picture");
        site.write(&format!("{other}/personas/gone-{n}.md"), MARA.replace("Mara", "Gone"));
        preview.signal("-CONT");
        preview.until_gone(if n % 2 == 0 { PAGE } else { "/people/zoe/" });
        for path in [format!("/gone-{n}.avif"), format!("/{other}/gone-{n}.avif"), format!("/people/gone-{n}/")] {
            preview.get(&path).is(404);
        }
    }
}

#[test]
fn w35_a_picture_is_replaced() {
    let site = site();
    let preview = Preview::of(&site);
    let mut events = tab(&preview, PAGE);
    for text in ["picture 2", "picture 3", "a larger picture"] {
        site.content("pictures/mara.avif", text);
        assert_eq!(preview.get("/pictures/mara.avif").is(200).text(), text);
        assert_eq!(events.wait_for("asset"), "{\"paths\":[\"/pictures/mara.avif\"]}");
    }
    site.write("content/pictures/.new", "picture 4");
    fs::rename(site.path("content/pictures/.new"), site.path("content/pictures/mara.avif")).unwrap();
    assert_eq!(preview.get("/pictures/mara.avif").is(200).text(), "picture 4");
    events.wait_for("asset");
}

#[test]
fn w36_asleep_meanwhile() {
    let site = site().file("a/b/note.md", "# A note\n");
    let preview = Preview::of(&site);
    let mut events = tab(&preview, PAGE);
    preview.signal("-STOP");
    site.write(FILE, said("While asleep"));
    fs::rename(site.path("content/a"), site.path("content/z")).unwrap();
    site.content("a/b/c/another.md", "# Another\n");
    ms(3000);
    site.content("pictures/mara.avif", "picture 2");
    preview.signal("-CONT");
    events.wait_for("page");
    preview.until_says(PAGE, "While asleep");
    preview.until_says("/z/b/note/", "A note");
    preview.until_says("/a/b/c/another/", "Another");
    settles_like_a_build(&site, &preview);
    at_once(&site, &preview, "z/b/note.md", "/z/b/note/");
    at_once(&site, &preview, "a/b/c/another.md", "/a/b/c/another/");
}

#[test]
fn w37_the_content_goes_and_comes_back() {
    for (settings, content) in [("title: A test\n", "content"), ("content: deep/down/texts\n", "deep/down/texts")] {
        let text = |name: &str| said("First").replace("Mara", name);
        let site =
            Site::new().other("instep.yaml", settings).other(&format!("{content}/personas/mara.md"), said("First"));
        let preview = Preview::of(&site);
        let folder = site.path(content);
        for (n, pause) in [0, 30, 120, 200, 240, 260, 600, 1500].into_iter().enumerate() {
            // In its place comes another, whose files are older than the preview.
            let file = format!("new/personas/other-{n}.md");
            site.write("new/personas/mara.md", said(&format!("Number {n}")));
            site.write(&file, text(&format!("Other {n}")));
            for path in ["new/personas/mara.md", &file] {
                set_modified(&site.path(path), SystemTime::now() - Duration::from_secs(9999));
            }
            fs::rename(&folder, site.path("old")).unwrap();
            ms(pause);
            if pause > 1000 {
                wait_until("the error is told", || preview.problems()["errors"] == 1);
                preview.get(PAGE).is(200);
            }
            let mut events = preview.events(&format!("/people/other-{n}/"), "");
            events.wait_for("problems");
            fs::rename(site.path("new"), &folder).unwrap();
            events.wait_for("page");
            preview.until_says(&format!("/people/other-{n}/"), &format!("Other {n}"));
            preview.until_says(PAGE, &format!("Number {n}"));
            wait_until("no problems", || preview.problems()["errors"] == 0);
            fs::remove_dir_all(site.path("old")).unwrap();
        }
        fs::remove_dir_all(&folder).unwrap();
        wait_until("the error is told", || preview.problems()["errors"] == 1);
        preview.get(PAGE).is(200);
        site.write(&format!("{content}/personas/mara.md"), said("Restored"));
        preview.until_says(PAGE, "Restored");
        preview.until_gone("/people/other-7/");
    }
}

#[test]
fn w38_the_first_file_of_a_site() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let mut events = preview.events("/", "");
    events.wait_for("problems");
    preview.get("/").is(500);
    ms(2100);
    site.content("personas/mara.md", said("First"));
    events.wait_for("page");
    preview.until_says(PAGE, "Says: First");
}

#[test]
fn w40_the_litter_of_editors() {
    let site = site();
    let preview = Preview::of(&site);
    let events = tab(&preview, PAGE);
    let litter = [".mara.md.swp", "mara.md~", "#mara.md#", "4913", "mara.md___jb_tmp___", "mara.md___jb_old___"];
    let litter = litter.into_iter().chain([".goutputstream-AB12CD", ".mara.md.kate-swp", "mara.md.swp~"]);
    let litter: Vec<&str> = litter.collect();
    symlink("somebody@somewhere.1234", site.path("content/personas/.#mara.md")).unwrap();
    for round in 0..3 {
        litter.iter().for_each(|name| site.content(&format!("personas/{name}"), said("Litter")));
        ms(400 * round);
        for name in &litter {
            for path in [format!("/personas/{name}"), format!("/people/{}/", name.trim_end_matches(".md"))] {
                preview.get(&path.replace('#', "%23")).is(404);
            }
        }
        litter.iter().for_each(|name| site.delete(&format!("content/personas/{name}")));
    }
    ms(500);
    assert_eq!(preview.problems()["warnings"], 0);
    assert_eq!(told(preview, events), (0, 0, 0));
}

#[test]
fn w42_what_is_private_stays_private() {
    let map = "persona: mara\ntitle: On Friday\nprivate: a-secret\nsays:\n  - Soon\n";
    let site = site().file("maps/friday.yaml", map);
    site.write(FILE, said("First").replace("role:", "private: a-secret\nrole:"));
    let preview = Preview::of(&site);
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out");
    site.run(&["build", "-q", "--today", TODAY, "-o", &output.to_string_lossy()]).ok();
    site.write(FILE, said("Second").replace("role:", "private: a-secret\nrole:"));
    preview.until_says(PAGE, "Says: Second");
    let own =
        ["_instep/preview.js", "nothing/there", FILE, "instep.yaml", "content/maps/friday.yaml"].map(str::to_owned);
    for path in tree(&output).into_keys().chain(own) {
        assert!(!preview.get(&format!("/{path}")).text().contains("a-secret"), "{path}");
    }
    let events = preview.events(PAGE, "");
    preview.end_with("-TERM");
    assert!(!events.rest().contains("a-secret"));
}

#[test]
fn w44_a_page_becomes_a_draft() {
    let site = site();
    let (with, without) = (Preview::of(&site), Preview::with(&site, &["-p", "0", "--no-drafts"]));
    let marked = without.get(PAGE).is(200).text();
    assert!(!marked.contains("status-draft") && !marked.contains(">Draft<"), "{marked}");
    site.write(FILE, said("Second").replace("role:", "draft: true\nrole:"));
    without.until_gone(PAGE);
    let page = with.until_says(PAGE, "Says: Second").text();
    assert!(page.to_lowercase().contains("draft"), "{page}");
    site.write(FILE, said("Third"));
    without.until_says(PAGE, "Says: Third");
    assert!(!with.until_says(PAGE, "Says: Third").as_built().to_lowercase().contains("draft"));
}
