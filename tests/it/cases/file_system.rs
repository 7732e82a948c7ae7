//! The file system.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::site::{MARA, Outcome, Site, TODAY, Tree, differing, fixed, mode, same, set_mode, tree, without_rights};

/// Builds once more without the superuser's rights.
fn build_without_rights(site: &Site) -> Outcome {
    let mut command = site.command(&["build", "--format", "json", "--today", TODAY]);
    without_rights(site, &mut command);
    Outcome::of(command)
}

/// A shell line in the fixed world, with the binary as `$0`.
fn shell(site: &Site, line: &str) -> Outcome {
    let mut command = Command::new("sh");
    command.args(["-c", line, env!("CARGO_BIN_EXE_instep")]).current_dir(site.root());
    fixed(&mut command);
    Outcome::of(command)
}

/// Whether this machine lets us mount.
fn can_mount() -> bool {
    Command::new("unshare")
        .args(["--mount", "mount", "-t", "tmpfs", "x", "/mnt"])
        .output()
        .is_ok_and(|output| output.status.success())
}

/// What builds leave beside the output when they are interrupted.
fn leftovers(site: &Site) -> Vec<String> {
    let names =
        fs::read_dir(site.root()).unwrap().flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.contains(".instep-")).collect()
}

/// A site of many pages that all say which edition they are of.
fn edition(site: &Site, edition: u32) {
    for n in 0..60 {
        site.content(
            &format!("personas/p{n}.md"),
            format!("# Person {n}\n\nThis is edition-{edition} of it.\n\n{}\n", "Some text. ".repeat(50)),
        );
    }
}

#[test]
fn f01_an_output_that_cannot_be_written() {
    let site = Site::built();
    site.content("personas/jun.md", "# Jun\n");
    let before = site.output();
    let mut command = site.command(&["build"]);
    without_rights(&site, &mut command);
    set_mode(&site.path("public"), 0o555);
    set_mode(site.root(), 0o555);
    let outcome = Outcome::of(command);
    set_mode(site.root(), 0o755);
    outcome.code(6).says("public").says("permission").says("untouched");
    same(&before, &site.output());
}

#[test]
fn f01_an_output_where_there_can_be_none() {
    let site = Site::built();
    site.run(&["build", "-o", "instep.yaml/public"]).code(6).says("instep.yaml");
    site.run(&["build", "-o", "instep.yaml"]).code(6).says("instep.yaml");
    site.run(&["build", "-o", "/proc/instep-test/public"]).code(6).says("/proc");
}

#[test]
fn f03_a_full_disk() {
    let site = Site::built();
    if !can_mount() {
        return;
    }
    fs::create_dir(site.path("disk")).unwrap();
    site.content("personas/big.md", format!("# Big\n\n{}\n", "Many words. ".repeat(100_000)));
    let line = format!(
        "exec unshare --mount sh -c 'mount -t tmpfs -o size=1m x disk || exit 99; mkdir disk/s && cp -r public/index.html disk/s/; rm disk/s/index.html; \
         \"$0\" build -o disk/s/public --today {TODAY}; code=$?; find disk -type f | sed s/^/left:/ >&2; exit $code' \"$0\""
    );
    let outcome = shell(&site, &line);
    outcome.code(6).says("the disk is full");
    assert!(!outcome.stderr.contains("left:"), "{}", outcome.stderr);
}

#[test]
fn f05_a_file_that_cannot_be_read() {
    let site = Site::built();
    site.content("personas/jun.md", "# Jun\n");
    site.content("personas/bad.yaml", "name: P\ntype: main\n");
    let before = site.output();
    set_mode(&site.path("content/personas/jun.md"), 0o000);
    let outcome = build_without_rights(&site);
    outcome.code(1).has("unreadable", "personas/jun.md:1:1").says("permission");
    outcome.has("invalid-value", "personas/bad.yaml:2:7");
    same(&before, &site.output());
}

#[test]
fn f06_a_content_folder_that_is_missing_or_no_folder() {
    let site = Site::built();
    let before = site.output();
    fs::rename(site.path("content"), site.path("elsewhere")).unwrap();
    site.build().code(5).says("there is no content folder").says("untouched");
    site.write("content", "a file");
    site.build().code(5).says("not a folder").says("untouched");
    same(&before, &site.output());
}

#[test]
fn f06_an_empty_content_folder_does_not_empty_the_site() {
    let site = Site::built();
    let before = site.output();
    fs::remove_dir_all(site.path("content/personas")).unwrap();
    let outcome = site.build();
    if outcome.code != Some(0) {
        same(&before, &site.output());
    }
    let said = format!("{}{:?}", outcome.stderr, outcome.findings);
    assert!(
        said.contains("no content") || said.contains("nothing") || said.contains("empty"),
        "an empty folder is not mentioned: {said}"
    );
}

#[test]
fn f06_a_folder_in_it_that_cannot_be_read() {
    let site = Site::built();
    site.content("secret/x.md", "# X\n");
    let before = site.output();
    set_mode(&site.path("content/secret"), 0o000);
    let outcome = build_without_rights(&site);
    set_mode(&site.path("content/secret"), 0o755);
    outcome.code(5).says("secret").says("untouched");
    same(&before, &site.output());
}

#[test]
fn f07_an_output_that_holds_what_the_site_is_made_from() {
    let site = Site::built().other("templates/words/en.yaml", "");
    let before = tree(site.root());
    for output in ["content", ".", "content/..", "templates", "..", "/"] {
        site.run(&["build", "--force", "-o", output]).code(6).says("will not touch");
    }
    same(&before, &tree(site.root()));
}

#[test]
fn f09_files_of_others_in_the_output() {
    let site = Site::new()
        .file("personas/mara.md", MARA)
        .other("public/holiday.jpg", "a picture")
        .other("public/sub/note", "n");
    site.build().code(6).says("holiday.jpg").says("--force");
    assert_eq!(site.output().len(), 2, "nothing was written");
    site.build_with(&["--force"]).ok();
    site.delete("content/personas/mara.md");
    site.content("personas/jun.md", "# Jun\n");
    site.build().ok();
    assert_eq!(site.output()["holiday.jpg"], b"a picture");
    assert_eq!(site.output()["sub/note"], b"n");
}

#[test]
fn f11_a_circle_of_links_is_reported_once() {
    let site = Site::built();
    symlink("loop", site.path("content/loop")).unwrap();
    symlink("..", site.path("content/personas/up.md")).unwrap();
    let outcome = site.build();
    outcome.ok().within(2.0);
    assert_eq!(outcome.all("symlink").len(), 2, "{:#?}", outcome.findings);
}

#[test]
fn f13_a_link_out_of_the_site_is_not_published() {
    let site = Site::built();
    symlink("/etc/passwd", site.path("content/passwd.txt")).unwrap();
    symlink("/etc/passwd", site.path("content/passwd.md")).unwrap();
    symlink("/etc", site.path("content/etc")).unwrap();
    let outcome = site.build();
    outcome.ok();
    assert_eq!(outcome.all("symlink").len(), 3, "{:#?}", outcome.findings);
    let shown = site.output().into_values().any(|bytes| String::from_utf8_lossy(&bytes).contains("root:"));
    assert!(!shown);
    assert!(!site.has("passwd.txt") && !site.has("etc"));
}

#[test]
fn f13_a_link_in_the_output_is_not_written_through() {
    let site = Site::built().other("outside/index.html", "theirs");
    fs::remove_file(site.path("public/index.html")).unwrap();
    symlink(site.path("outside/index.html"), site.path("public/index.html")).unwrap();
    fs::remove_dir_all(site.path("public/people")).unwrap();
    symlink(site.path("outside"), site.path("public/people")).unwrap();
    site.build_with(&["--force"]);
    assert_eq!(tree(&site.path("outside")).len(), 1);
    assert_eq!(fs::read(site.path("outside/index.html")).unwrap(), b"theirs");
}

#[test]
fn f15_files_that_disappear_during_a_build() {
    let site = Site::built();
    for round in 0..5 {
        for n in 0..60 {
            site.content(&format!("personas/p{n}.md"), "# P\n");
            site.content(&format!("pictures/p{n}.png"), "x");
        }
        let mut child = site.spawn_build();
        thread::sleep(Duration::from_millis(3 * round));
        let _ = fs::remove_dir_all(site.path("content/pictures"));
        (0..60).for_each(|n| site.delete(&format!("content/personas/p{n}.md")));
        let code = child.wait().unwrap().code();
        assert!(matches!(code, Some(0 | 1 | 5 | 6)), "{code:?}");
    }
    site.build().ok();
    assert!(leftovers(&site).is_empty());
}

#[test]
fn f17_a_title_longer_than_a_file_name_may_be() {
    let long = |end: char| format!("{}{end}", "Verylong ".repeat(40));
    let text =
        format!("## Persona 1: {}\n\n- **Age**: 40\n\n## Persona 2: {}\n\n- **Age**: 50\n", long('a'), long('b'));
    let site = Site::new().file("personas.md", text);
    let outcome = site.build();
    if outcome.code == Some(1) {
        outcome.has("duplicate-id", "personas.md:5:4").says("`id:` of its own");
        return;
    }
    let pages = site
        .output()
        .into_keys()
        .filter(|path| path.starts_with("people/verylong") && path.ends_with("/index.html"))
        .count();
    assert_eq!(pages, 2, "{:?}", site.output().keys());
}

#[test]
fn f17_an_id_longer_than_a_file_name_may_be() {
    let site = Site::built();
    let before = site.output();
    site.content("personas/long.md", format!("---\nid: {}\n---\n# L\n", "a".repeat(300)));
    let outcome = site.build();
    if outcome.code != Some(0) {
        same(&before, &site.output());
        assert!(format!("{}{:?}", outcome.stderr, outcome.findings).contains("long"), "{outcome:?}");
    }
}

#[test]
fn f19_spaces_emoji_and_quotation_marks_in_names() {
    let site = Site::new()
        .file("notes/it's a \"note\" & 🎉.md", "# Note\n\n![p](<pic ture's 🎉.svg>)\n")
        .file("notes/pic ture's 🎉.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 3\"/>")
        .file("x.md", "# X\n\n[n](<notes/it's a \"note\" & 🎉.md>) ![p](<notes/pic ture's 🎉.svg>)\n");
    site.build().clean();
    let page = site.page("x/index.html");
    let source = page.split("src=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let picture =
        source.replace("../", "").replace("%20", " ").replace("&#x27;", "'").replace("&#39;", "'").replace("%27", "'");
    let picture = picture.replace("%F0%9F%8E%89", "🎉");
    assert!(site.has(&picture), "{picture} is not there: {:?}", site.output().keys());
}

#[test]
fn f19_a_name_that_is_no_utf_8() {
    let site = Site::built();
    let name = std::ffi::OsStr::from_bytes(b"content/personas/caf\xe9.md");
    fs::write(site.root().join(name), "# Cafe\n").unwrap();
    let outcome = site.build();
    outcome.ok();
    assert_eq!(outcome.all("file-name").len(), 1, "the file is dropped without a word");
}

#[test]
fn f21_a_rename_in_case_only() {
    let site = Site::new().file("personas/anna.md", "# Anna\n").file("pic.png", "x");
    site.build().ok();
    fs::rename(site.path("content/personas/anna.md"), site.path("content/personas/Anna.md")).unwrap();
    fs::rename(site.path("content/pic.png"), site.path("content/Pic.png")).unwrap();
    site.build().ok();
    let after = site.output();
    fs::remove_dir_all(site.path("public")).unwrap();
    site.build().ok();
    same(&after, &site.output());
}

#[test]
fn f22_two_files_swap_their_names() {
    let site =
        Site::new().file("personas/a.md", "# Ann\n\nWords of Ann.\n").file("personas/b.md", "# Bob\n\nWords of Bob.\n");
    site.build().ok();
    for (from, to) in [("a.md", "c"), ("b.md", "a.md"), ("c", "b.md")] {
        fs::rename(site.path("content/personas").join(from), site.path("content/personas").join(to)).unwrap();
    }
    site.build().ok();
    assert!(site.page("people/a/index.html").contains("Words of Bob."));
    assert!(site.page("people/b/index.html").contains("Words of Ann."));
}

/// The old and the new site, with the old one built and the new one not yet.
fn between_editions() -> (Site, Tree, Tree, Duration) {
    let site = Site::new();
    edition(&site, 2);
    let started = Instant::now();
    site.build().ok();
    let took = started.elapsed();
    let new = site.output();
    edition(&site, 1);
    site.build().ok();
    let old = site.output();
    edition(&site, 2);
    (site, old, new, took)
}

#[test]
fn f23_killed_at_any_moment_the_site_is_old_or_new() {
    let (site, old, new, took) = between_editions();
    for moment in 1..=10 {
        let mut child = site.spawn_build();
        thread::sleep(took * moment / 10);
        let _ = child.kill();
        child.wait().unwrap();
        let now = site.output();
        assert!(now == old || now == new, "a mix: {:?} and {:?}", differing(&now, &old), differing(&now, &new));
    }
    site.build().ok();
    same(&new, &site.output());
    assert_eq!(leftovers(&site), Vec::<String>::new());
}

#[test]
fn f23_killed_in_place_every_page_is_whole_and_the_next_build_mends_it() {
    let (site, old, new, took) = between_editions();
    for moment in 1..=5 {
        let mut command = site.command(&["build", "--quiet", "--in-place", "--today", TODAY]);
        let mut child = command.spawn().unwrap();
        thread::sleep(took * moment / 5);
        let _ = child.kill();
        child.wait().unwrap();
        let pages = site.output().into_iter().filter(|(path, _)| path.ends_with(".html") && !path.contains(".instep-"));
        for (path, bytes) in pages {
            assert!(old.get(&path) == Some(&bytes) || new.get(&path) == Some(&bytes), "{path} is half a page");
        }
    }
    site.build_with(&["--in-place"]).ok();
    same(&new, &site.output());
}

#[test]
fn f25_two_builds_at_once() {
    let (site, _, new, _) = between_editions();
    for _ in 0..3 {
        let mut children = [site.spawn_build(), site.spawn_build(), site.spawn_build()];
        let codes: Vec<Option<i32>> = children.iter_mut().map(|child| child.wait().unwrap().code()).collect();
        assert!(codes.iter().all(|code| matches!(code, Some(0 | 6))) && codes.contains(&Some(0)), "{codes:?}");
        same(&new, &site.output());
        fs::remove_dir_all(site.path("public")).unwrap();
    }
    assert_eq!(leftovers(&site), Vec::<String>::new());
}

#[test]
fn f27_a_page_read_all_the_time_is_always_there_and_whole() {
    let site = Site::new().file("personas/mara.md", "# Mara\n\nedition-0\n");
    site.build().ok();
    let done = AtomicBool::new(false);
    let page = site.path("public/people/mara/index.html");
    let reads = thread::scope(|scope| {
        let reader = scope.spawn(|| read_until(&done, &page));
        for n in 1..=20 {
            site.content("personas/mara.md", format!("# Mara\n\nedition-{n}\n"));
            assert_eq!(site.run(&["build", "-q"]).code, Some(0));
        }
        done.store(true, Ordering::Release);
        reader.join().unwrap()
    });
    assert!(reads > 20, "{reads} reads");
}

fn read_until(done: &AtomicBool, page: &Path) -> usize {
    let mut reads = 0;
    while !done.load(Ordering::Acquire) {
        let text = fs::read_to_string(page).unwrap();
        assert!(text.contains("edition-") && text.trim_end().ends_with("</html>"));
        reads += 1;
        thread::sleep(Duration::from_micros(200));
    }
    reads
}

#[test]
fn f29_a_mistake_leaves_the_old_site_byte_for_byte() {
    let site = Site::built();
    let inode = fs::metadata(site.path("public")).unwrap().ino();
    site.content("personas/mara.md", "---\nrole: 'x\n---\n# M\n");
    site.refused();
    assert_eq!(fs::metadata(site.path("public")).unwrap().ino(), inode);
}

#[test]
fn f31_what_is_deleted_is_gone_after_the_next_build() {
    let site = Site::built().file("personas/jun.md", "# Jun\n\n![p](p.png)\n").file("personas/p.png", "x");
    site.build().ok();
    assert!(site.has("people/jun/index.html"));
    site.delete("content/personas/jun.md");
    site.delete("content/personas/p.png");
    site.build().ok();
    assert!(!site.has("people/jun") && !site.output().keys().any(|path| path.ends_with("p.png")));
    assert!(!site.page("index.html").contains("Jun"));
}

#[test]
fn f33_an_output_on_another_file_system() {
    let Ok(other) = tempfile::tempdir_in("/dev/shm") else { return };
    let site = Site::built();
    let output = other.path().join("deep/public");
    for _ in 0..2 {
        site.build_with(&["-o", output.to_str().unwrap()]).ok();
    }
    same(&site.output(), &tree(&output));
}

#[test]
fn f35_a_pipe_is_skipped() {
    let site = Site::built();
    for name in ["pipe.md", "pipe.png"] {
        assert!(Command::new("mkfifo").arg(site.path("content").join(name)).status().unwrap().success());
    }
    let outcome = shell(&site, "exec timeout 10 \"$0\" build --format json");
    outcome.ok().has("symlink", "pipe.md:1:1").says("no ordinary file");
}

#[test]
fn f37_the_umask_decides_the_rights() {
    for (umask, file, folder) in
        [("077", 0o600, 0o700), ("027", 0o640, 0o750), ("000", 0o666, 0o777), ("022", 0o644, 0o755)]
    {
        let site = Site::new().file("personas/mara.md", MARA).file("pic.png", "x");
        set_mode(&site.path("content"), 0o700);
        set_mode(&site.path("content/pic.png"), 0o700);
        shell(&site, &format!("umask {umask}; exec \"$0\" build -q")).ok();
        for path in ["index.html", "people/mara/index.html", "pic.png"] {
            assert_eq!(mode(&site.path("public").join(path)), file, "{path} under {umask}");
        }
        for path in ["public", "public/people", "public/people/mara"] {
            assert_eq!(mode(&site.path(path)), folder, "{path} under {umask}");
        }
    }
}

#[test]
fn f41_an_output_deleted_between_builds() {
    let site = Site::built();
    let before = site.output();
    fs::remove_dir_all(site.path("public")).unwrap();
    site.build().ok();
    same(&before, &site.output());
    fs::remove_dir_all(site.path("public/people")).unwrap();
    site.delete("public/index.html");
    site.build().ok();
    same(&before, &site.output());
}

#[test]
fn f42_what_did_not_change_is_not_written() {
    let site = Site::built();
    let times = |site: &Site| -> Vec<_> {
        site.output()
            .keys()
            .map(|path| fs::metadata(site.path("public").join(path)).unwrap().modified().unwrap())
            .collect()
    };
    let before = times(&site);
    thread::sleep(Duration::from_millis(20));
    site.build().ok().says("0 written");
    assert_eq!(before, times(&site));
}

#[test]
fn f43_in_place_keeps_the_folder() {
    let site = Site::built();
    let inode = || fs::metadata(site.path("public")).unwrap().ino();
    let before = inode();
    site.content("personas/jun.md", "# Jun\n");
    site.build_with(&["--in-place"]).ok().says("file by file");
    assert_eq!(inode(), before);
    let in_place = site.output();
    fs::remove_dir_all(site.path("public")).unwrap();
    site.build().ok();
    same(&in_place, &site.output());
}

#[test]
fn f43_a_mounted_output_is_updated_in_place() {
    let site = Site::built();
    if !can_mount() {
        return;
    }
    site.content("personas/jun.md", "# Jun\n");
    let line = "exec unshare --mount sh -c 'mkdir m && mount --bind public m && \"$0\" build -o m' \"$0\"";
    shell(&site, line).ok().says("file by file");
    assert!(site.has("people/jun/index.html"));
}
