//! Publishing against a real file system, with failures on purpose.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it likes")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rustix::io::Errno;
use tempfile::TempDir;

use super::ops::faults;
use super::*;

/// A folder to play in; the output is `public` in it.
struct Ground {
    temp: TempDir,
    out: PathBuf,
}

const OLD: &[(&str, &str)] =
    &[("index.html", "old list"), ("anna/index.html", "Anna"), ("a.css", "red"), ("gone.html", "x")];
const NEW: &[(&str, &str)] =
    &[("index.html", "new list"), ("anna/index.html", "Anna"), ("a.css", "blue"), ("b/c.html", "y")];

impl Ground {
    fn new() -> Ground {
        let temp = tempfile::tempdir().unwrap();
        let out = temp.path().canonicalize().unwrap().join("public");
        Ground { temp, out }
    }

    fn target(&self) -> Target<'_> {
        Target { dir: &self.out, protected: &[], force: false, in_place: false }
    }

    fn publish(&self, files: &[(&str, &str)]) -> Summary {
        publish(&self.target(), files).unwrap()
    }

    /// What lies beside the output: nothing should.
    fn beside(&self) -> Vec<String> {
        let entries = fs::read_dir(self.temp.path()).unwrap();
        let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.retain(|name| name != "public");
        names
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.out.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn publish(target: &Target, files: &[(&str, &str)]) -> Result<Summary, PublishError> {
    let staging = Staging::begin(target)?;
    for (path, text) in files {
        staging.write(path, text.as_bytes())?;
    }
    staging.commit()
}

/// Every file below a folder but the manifest, with its text; a link with its target.
fn tree_of(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut todo = vec![root.to_owned()];
    while let Some(dir) = todo.pop() {
        for entry in fs::read_dir(&dir).into_iter().flatten() {
            let path = entry.unwrap().path();
            let meta = fs::symlink_metadata(&path).unwrap();
            let name = path.strip_prefix(root).unwrap().display().to_string();
            if meta.is_dir() {
                todo.push(path);
            } else if meta.is_symlink() {
                found.insert(name, format!("-> {}", fs::read_link(&path).unwrap().display()));
            } else if name != MANIFEST {
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

fn site(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

fn text_of(error: &PublishError) -> String {
    format!("{error} | {}", error.hint().unwrap_or_default())
}

fn age(path: &Path) -> SystemTime {
    let hour_ago = SystemTime::now() - Duration::from_secs(3600);
    fs::File::options().write(true).open(path).unwrap().set_modified(hour_ago).unwrap();
    fs::metadata(path).unwrap().modified().unwrap()
}

#[test]
fn a_first_site_appears_with_ordinary_rights() {
    let ground = Ground::new();
    let summary = ground.publish(OLD);
    assert_eq!(summary, Summary { written: 4, ..Summary::default() });
    assert_eq!(tree_of(&ground.out), site(OLD));
    assert_eq!(ground.beside(), Vec::<String>::new());
    let plain = ground.temp.path().join("plain");
    fs::create_dir(&plain).unwrap();
    fs::write(plain.join("file"), "").unwrap();
    let rights = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!(rights(&ground.out), rights(&plain));
    assert_eq!(rights(&ground.out.join("anna/index.html")), rights(&plain.join("file")));
}

#[test]
fn the_manifest_is_sorted_and_has_a_version() {
    let ground = Ground::new();
    ground.publish(&[("b.html", ""), ("a.html", "")]);
    let text = fs::read_to_string(ground.out.join(MANIFEST)).unwrap();
    assert_eq!(text, "{\n  \"version\": 1,\n  \"files\": [\n    \"a.html\",\n    \"b.html\"\n  ]\n}\n");
}

#[test]
fn an_unchanged_file_keeps_time_and_inode_and_a_stale_one_goes() {
    for in_place in [false, true] {
        let ground = Ground::new();
        ground.publish(OLD);
        let anna = ground.out.join("anna/index.html");
        let (time, inode) = (age(&anna), fs::metadata(&anna).unwrap().ino());
        let summary = publish(&Target { in_place, ..ground.target() }, NEW).unwrap();
        assert_eq!((summary.written, summary.unchanged, summary.removed), (3, 1, 1));
        assert_eq!(summary.in_place.is_some(), in_place);
        assert_eq!(tree_of(&ground.out), site(NEW));
        assert_eq!(fs::metadata(&anna).unwrap().ino(), inode);
        assert_eq!(fs::metadata(&anna).unwrap().modified().unwrap(), time);
        assert_eq!(ground.beside(), Vec::<String>::new());
    }
}

#[test]
fn without_links_a_copy_keeps_the_time() {
    let ground = Ground::new();
    ground.publish(OLD);
    let time = age(&ground.out.join("anna/index.html"));
    faults::refuse_links(Some(Errno::PERM));
    let summary = ground.publish(NEW);
    faults::refuse_links(None);
    assert_eq!(summary.in_place, None);
    assert_eq!(tree_of(&ground.out), site(NEW));
    let anna = fs::metadata(ground.out.join("anna/index.html")).unwrap();
    assert_eq!(anna.modified().unwrap(), time);
}

#[test]
fn a_build_without_change_touches_nothing() {
    let ground = Ground::new();
    ground.publish(OLD);
    let inodes = |path: &str| fs::metadata(ground.out.join(path)).unwrap().ino();
    let before = (inodes(""), inodes(MANIFEST), inodes("a.css"));
    assert_eq!(ground.publish(OLD), Summary { unchanged: 4, ..Summary::default() });
    assert_eq!((inodes(""), inodes(MANIFEST), inodes("a.css")), before);
}

#[test]
fn unknown_files_are_carried_along() {
    for in_place in [false, true] {
        let ground = Ground::new();
        ground.publish(OLD);
        ground.put("CNAME", "maps.example");
        ground.put(".git/objects/ab/cd", "blob");
        ground.put("anna/notes.txt", "mine");
        fs::create_dir_all(ground.out.join("empty/inner")).unwrap();
        publish(&Target { in_place, ..ground.target() }, NEW).unwrap();
        let mut expected = site(NEW);
        expected.extend(site(&[("CNAME", "maps.example"), (".git/objects/ab/cd", "blob")]));
        expected.extend(site(&[("anna/notes.txt", "mine")]));
        assert_eq!(tree_of(&ground.out), expected);
        assert!(ground.out.join("empty/inner").is_dir());
    }
}

#[test]
fn a_folder_with_unknown_files_needs_force_which_keeps_them() {
    for in_place in [false, true] {
        let ground = Ground::new();
        ground.put("index.html", "by hand");
        ground.put("b", "a file where a folder comes");
        ground.put("thesis.txt", "mine");
        let error = publish(&ground.target(), NEW).unwrap_err();
        assert!(text_of(&error).contains("`b`") && text_of(&error).contains("--force"), "{error}");
        assert_eq!(tree_of(&ground.out).len(), 3);
        publish(&Target { force: true, in_place, ..ground.target() }, NEW).unwrap();
        let mut expected = site(NEW);
        expected.extend(site(&[("index.html.kept", "by hand"), ("thesis.txt", "mine")]));
        expected.extend(site(&[("b.kept", "a file where a folder comes")]));
        assert_eq!(tree_of(&ground.out), expected);
        // From now on it is an output like any other.
        ground.publish(OLD);
        assert!(ground.out.join("thesis.txt").exists());
    }
}

#[test]
fn an_unknown_file_in_the_way_is_not_overwritten() {
    let ground = Ground::new();
    ground.publish(OLD);
    ground.put("b/c.html", "mine");
    let error = publish(&ground.target(), NEW).unwrap_err();
    assert!(text_of(&error).contains("`b/c.html`"), "{error}");
    let mut expected = site(OLD);
    expected.extend(site(&[("b/c.html", "mine")]));
    assert_eq!(tree_of(&ground.out), expected);
    // With the very bytes the site wants, it is the site's from now on.
    ground.put("b/c.html", "y");
    ground.publish(NEW);
    ground.publish(OLD);
    assert_eq!(tree_of(&ground.out), site(OLD));
}

#[test]
fn a_folder_and_a_file_can_change_places() {
    let one: &[(&str, &str)] = &[("a/x/i.html", "1"), ("b", "2")];
    let two: &[(&str, &str)] = &[("a", "3"), ("b/x/i.html", "4")];
    for in_place in [false, true] {
        let ground = Ground::new();
        for files in [one, two, one] {
            publish(&Target { in_place, ..ground.target() }, files).unwrap();
            assert_eq!(tree_of(&ground.out), site(files));
        }
        ground.put("a/x/mine.txt", "mine");
        let target = Target { in_place, force: true, ..ground.target() };
        assert!(publish(&Target { force: false, ..target }, two).is_err());
        assert_eq!(tree_of(&ground.out).len(), 3);
        publish(&target, two).unwrap();
        let mut expected = site(two);
        expected.extend(site(&[("a.kept/x/mine.txt", "mine")]));
        assert_eq!(tree_of(&ground.out), expected);
    }
}

#[test]
fn names_that_differ_in_case_or_swap_end_right() {
    for in_place in [false, true] {
        let ground = Ground::new();
        let target = Target { in_place, ..ground.target() };
        publish(&target, &[("anna.html", "1"), ("x.html", "x"), ("y.html", "y")]).unwrap();
        let files = [("Anna.html", "1"), ("x.html", "y"), ("y.html", "x")];
        publish(&target, &files).unwrap();
        assert_eq!(tree_of(&ground.out), site(&files));
    }
}

#[test]
fn dangerous_outputs_are_refused() {
    let ground = Ground::new();
    let root = ground.temp.path().canonicalize().unwrap();
    for dir in ["project/content", "project/templates", "project/.git", "elsewhere/.git"] {
        fs::create_dir_all(root.join(dir)).unwrap();
    }
    fs::create_dir_all(root.join("deep/er/repo/.git")).unwrap();
    fs::write(root.join("project/instep.yaml"), "").unwrap();
    fs::write(root.join("file"), "").unwrap();
    symlink(root.join("project/content"), root.join("link")).unwrap();
    symlink(root.join("nothing"), root.join("dangling")).unwrap();
    let protected = ["project/content", "project/templates", "project", "project/instep.yaml", "project/later"]
        .map(|path| root.join(path));
    let home = std::env::home_dir().unwrap();
    let outputs = ["project/content", "project/templates", "project", ".", "link", "dangling"];
    let outputs = outputs.into_iter().chain(["elsewhere", "deep", "file", "file/x"]);
    let outputs = outputs.chain(["project/.git/x", "project/x/../content/y/..", "project/later"]);
    let outputs = outputs.map(|path| root.join(path)).chain(["/".into(), home]);
    let before = tree_of(&root);
    for dir in outputs {
        let target = Target { dir: &dir, protected: &protected, force: true, in_place: false };
        let error = Staging::begin(&target).err().map(|error| text_of(&error));
        assert!(error.is_some(), "{}", dir.display());
        assert!(clean(&dir, &protected).is_err() || !dir.exists(), "{}", dir.display());
    }
    assert_eq!(tree_of(&root), before);
    assert!(refuse::check_output(&root, &root, &[], Some(&root.join("a/b"))).is_err());
    let error = refuse::check_output(&root, &root, &protected, None).unwrap_err();
    assert!(error.to_string().contains("it contains "), "{error}");
    refuse::check_output(&ground.out, &ground.out, &protected, Some(&root)).unwrap();
}

#[test]
fn odd_paths_are_refused() {
    let ground = Ground::new();
    let staging = Staging::begin(&ground.target()).unwrap();
    let paths = ["", "/etc/x", "../x", "a/../../x", "a//b", "a/", "./a", ".", "a\0b", MANIFEST];
    for path in paths.into_iter().chain([".instep-1-0123456789abcdef/x"]) {
        let error = staging.write(path, b"x").unwrap_err();
        assert!(matches!(error, PublishError::BadPath { .. }), "{path:?}: {error}");
        assert!(staging.copy(path, Path::new("/etc/hostname")).is_err(), "{path:?}");
    }
    staging.write("ä b/\"'&🙂.html", b"x").unwrap();
    let error = staging.write("ä b/\"'&🙂.html", b"x").unwrap_err();
    assert!(matches!(error, PublishError::Twice { .. }), "{error}");
    staging.commit().unwrap();
    assert_eq!(tree_of(&ground.out), site(&[("ä b/\"'&🙂.html", "x")]));
}

#[test]
fn a_site_with_a_file_that_failed_is_not_published() {
    let ground = Ground::new();
    ground.publish(OLD);
    let staging = Staging::begin(&ground.target()).unwrap();
    let error = staging.write(&"x".repeat(300), b"x").unwrap_err();
    assert!(error.to_string().contains("the name is too long"), "{error}");
    assert!(matches!(staging.commit(), Err(PublishError::Incomplete)));
    assert_eq!(tree_of(&ground.out), site(OLD));
    assert_eq!(ground.beside(), Vec::<String>::new());
}

#[test]
fn assets_are_copied_without_their_rights_and_only_when_plain() {
    let ground = Ground::new();
    let source = ground.temp.path().join("run.sh");
    fs::write(&source, "#!").unwrap();
    fs::set_permissions(&source, fs::Permissions::from_mode(0o755)).unwrap();
    let fifo = ground.temp.path().join("fifo");
    rustix::fs::mknodat(rustix::fs::CWD, &fifo, rustix::fs::FileType::Fifo, rustix::fs::Mode::from_raw_mode(0o600), 0)
        .unwrap();
    for round in 0..2 {
        let staging = Staging::begin(&ground.target()).unwrap();
        staging.copy("x/run.sh", &source).unwrap();
        for bad in [&fifo, &ground.temp.path().to_owned()] {
            let error = staging.copy("bad", bad).unwrap_err();
            assert!(matches!(error, PublishError::NotAFile { .. }), "{error}");
        }
        assert_eq!(staging.commit().unwrap().unchanged, round);
        let mode = fs::metadata(ground.out.join("x/run.sh")).unwrap().mode();
        assert_eq!(mode & 0o111, 0);
    }
    fs::write(&source, "!!").unwrap();
    let staging = Staging::begin(&ground.target()).unwrap();
    staging.copy("x/run.sh", &source).unwrap();
    assert_eq!(staging.commit().unwrap().written, 1);
    assert_eq!(tree_of(&ground.out), site(&[("x/run.sh", "!!")]));
}

#[test]
fn a_dropped_build_leaves_no_trace() {
    for in_place in [false, true] {
        let ground = Ground::new();
        let deep = ground.out.join("x/y");
        let target = Target { dir: &deep, in_place, ..ground.target() };
        let staging = Staging::begin(&target).unwrap();
        staging.write("index.html", b"half").unwrap();
        drop(staging);
        assert!(!ground.out.exists());
        ground.publish(OLD);
        let staging = Staging::begin(&Target { in_place, ..ground.target() }).unwrap();
        staging.write("index.html", b"half").unwrap();
        drop(staging);
        assert_eq!(tree_of(&ground.out), site(OLD));
        assert_eq!(ground.beside(), Vec::<String>::new());
    }
}

#[test]
fn two_builds_at_once_both_end_and_the_site_is_whole() {
    let ground = Ground::new();
    let seen = std::sync::atomic::AtomicBool::new(true);
    std::thread::scope(|scope| {
        let builders: Vec<_> = (0..4)
            .map(|builder| {
                let target = Target { in_place: builder == 3, ..ground.target() };
                scope.spawn(move || {
                    for round in 0..10 {
                        let text = format!("{builder} {round}");
                        let files: Vec<String> = (0..20).map(|n| format!("{n}/i.html")).collect();
                        let files: Vec<_> = files.iter().map(|path| (path.as_str(), text.as_str())).collect();
                        publish(&target, &files).unwrap();
                    }
                })
            })
            .collect();
        let page = ground.out.join("7/i.html");
        let mut there = false;
        while builders.iter().any(|builder| !builder.is_finished()) {
            let now = fs::read_to_string(&page).is_ok_and(|text| !text.is_empty());
            seen.fetch_and(now || !there, Ordering::Relaxed);
            there |= now;
        }
    });
    assert!(seen.into_inner(), "a reader met a missing or empty page");
    let tree = tree_of(&ground.out);
    assert_eq!(tree.len(), 20);
    assert!(tree.values().all(|text| *text == tree["0/i.html"]));
    assert_eq!(ground.beside(), Vec::<String>::new());
}

#[test]
fn pages_are_written_from_many_threads() {
    let ground = Ground::new();
    let staging = Staging::begin(&ground.target()).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let staging = &staging;
            scope.spawn(move || {
                for n in 0..50 {
                    staging.write(&format!("{}/{thread}/{n}.html", n % 3), b"x").unwrap();
                }
            });
        }
    });
    assert_eq!(staging.commit().unwrap().written, 200);
    assert_eq!(tree_of(&ground.out).len(), 200);
}

#[test]
fn symbolic_links_inside_the_output_are_not_followed() {
    for in_place in [false, true] {
        let ground = Ground::new();
        let outside = ground.temp.path().join("outside");
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("index.html"), "Anna").unwrap();
        fs::write(outside.join("victim"), "victim").unwrap();
        ground.publish(OLD);
        fs::remove_dir_all(ground.out.join("anna")).unwrap();
        fs::remove_file(ground.out.join("a.css")).unwrap();
        fs::remove_file(ground.out.join("gone.html")).unwrap();
        symlink(&outside, ground.out.join("anna")).unwrap();
        symlink(outside.join("victim"), ground.out.join("a.css")).unwrap();
        symlink("../outside/victim", ground.out.join("gone.html")).unwrap();
        symlink("nowhere", ground.out.join("dangling")).unwrap();
        let target = Target { in_place, ..ground.target() };
        assert!(matches!(publish(&target, NEW), Err(PublishError::InTheWay { .. })));
        publish(&Target { force: true, ..target }, NEW).unwrap();
        assert_eq!(fs::read_to_string(outside.join("victim")).unwrap(), "victim");
        assert_eq!(tree_of(&outside).len(), 2);
        let tree = tree_of(&ground.out);
        assert_eq!((&*tree["anna/index.html"], &*tree["a.css"]), ("Anna", "blue"));
        assert_eq!(tree["gone.html"], "-> ../outside/victim");
        assert_eq!(tree["dangling"], "-> nowhere");
        assert!(tree.contains_key("anna.kept") && tree.contains_key("a.css.kept"));
    }
}

#[test]
fn an_output_that_is_a_link_to_a_folder_stays_one() {
    let ground = Ground::new();
    let real = ground.temp.path().join("www");
    fs::create_dir(&real).unwrap();
    symlink("www", &ground.out).unwrap();
    ground.publish(OLD);
    ground.publish(NEW);
    assert!(fs::symlink_metadata(&ground.out).unwrap().is_symlink());
    assert_eq!(tree_of(&real), site(NEW));
}

#[test]
fn an_output_deleted_between_or_during_builds_comes_back() {
    let ground = Ground::new();
    ground.publish(OLD);
    fs::remove_dir_all(&ground.out).unwrap();
    assert_eq!(ground.publish(OLD).written, 4);
    let staging = Staging::begin(&ground.target()).unwrap();
    for (path, _) in OLD {
        staging.write(path, b"all of it new").unwrap();
    }
    fs::remove_dir_all(&ground.out).unwrap();
    staging.commit().unwrap();
    assert_eq!(tree_of(&ground.out).len(), 4);
}

#[test]
fn what_others_write_during_a_build_is_rescued() {
    let ground = Ground::new();
    ground.publish(OLD);
    ground.put("log.txt", "one");
    let staging = Staging::begin(&ground.target()).unwrap();
    ground.put("late/note.txt", "mine");
    ground.put("b/c.html", "mine as well");
    fs::remove_file(ground.out.join("log.txt")).unwrap();
    ground.put("log.txt", "two");
    for (path, text) in NEW {
        staging.write(path, text.as_bytes()).unwrap();
    }
    staging.commit().unwrap();
    let mut expected = site(NEW);
    expected.extend(site(&[("late/note.txt", "mine"), ("log.txt", "two")]));
    expected.extend(site(&[("b/c.html.kept", "mine as well")]));
    assert_eq!(tree_of(&ground.out), expected);
}

#[test]
fn a_parent_that_may_not_be_written_means_in_place() {
    let ground = Ground::new();
    ground.publish(OLD);
    let rights = |mode| {
        fs::set_permissions(ground.temp.path(), fs::Permissions::from_mode(mode)).unwrap();
    };
    rights(0o555);
    // Nothing stops root.
    let root = fs::write(ground.temp.path().join("probe"), "").is_ok();
    let summary = publish(&ground.target(), NEW);
    let fresh = ground.temp.path().join("fresh");
    let error = publish(&Target { dir: &fresh, ..ground.target() }, NEW);
    rights(0o755);
    assert_eq!(tree_of(&ground.out), site(NEW));
    if !root {
        assert!(summary.unwrap().in_place.unwrap().contains("may not be written to"));
        assert!(error.unwrap_err().to_string().contains("permission denied"));
    }
}

#[test]
fn where_the_kernel_cannot_exchange_the_staged_files_are_moved() {
    for errno in [Errno::XDEV, Errno::BUSY, Errno::NOSYS, Errno::INVAL] {
        let ground = Ground::new();
        ground.publish(OLD);
        ground.put("CNAME", "mine");
        faults::refuse_exchange(Some(errno));
        let summary = ground.publish(NEW);
        faults::refuse_exchange(None);
        assert!(summary.in_place.unwrap().contains("file by file"));
        let mut expected = site(NEW);
        expected.extend(site(&[("CNAME", "mine")]));
        assert_eq!(tree_of(&ground.out), expected);
        assert_eq!(ground.beside(), Vec::<String>::new());
        assert_eq!(ground.publish(NEW).unchanged, 4);
    }
    // Hard links that cross a mount say the same.
    let ground = Ground::new();
    ground.publish(OLD);
    faults::refuse_links(Some(Errno::XDEV));
    let summary = ground.publish(NEW);
    faults::refuse_links(None);
    assert!(summary.in_place.is_some());
    assert_eq!(tree_of(&ground.out), site(NEW));
}

#[test]
fn an_output_on_another_file_system_works() {
    let Ok(temp) = tempfile::tempdir_in("/dev/shm") else { return };
    let ground = Ground { out: temp.path().join("public"), temp };
    ground.publish(OLD);
    assert_eq!(ground.publish(NEW).in_place, None);
    assert_eq!(tree_of(&ground.out), site(NEW));
}

#[test]
fn leftovers_of_dead_builds_go_and_nothing_else() {
    let ground = Ground::new();
    ground.publish(OLD);
    let name = |tail: &str| ground.temp.path().join(format!(".public.instep-{tail}"));
    for tail in ["7-0123456789abcdef", "mine", "7-0123", "7-0123456789ABCDEF"] {
        fs::create_dir(name(tail)).unwrap();
        fs::write(name(tail).join("x"), "").unwrap();
    }
    fs::write(name("lock"), "").unwrap();
    ground.put(".instep-7-0123456789abcdef/x", "");
    ground.put("anna/.instep-7-0123456789abcdef", "");
    ground.publish(NEW);
    assert_eq!(tree_of(&ground.out), site(NEW));
    let mut left = ground.beside();
    left.sort();
    let expected = ["7-0123", "7-0123456789ABCDEF", "mine"];
    assert_eq!(left, expected.map(|tail| format!(".public.instep-{tail}")));
}

#[test]
fn clean_removes_what_the_manifest_lists() {
    let ground = Ground::new();
    assert_eq!(clean(&ground.out, &[]).unwrap(), 0);
    ground.publish(OLD);
    ground.put("anna/mine.txt", "mine");
    assert_eq!(clean(&ground.out, &[]).unwrap(), 4);
    assert_eq!(tree_of(&ground.out), site(&[("anna/mine.txt", "mine")]));
    assert!(clean(&ground.out, &[]).unwrap_err().to_string().contains(MANIFEST));
    fs::remove_dir_all(&ground.out).unwrap();
    ground.publish(OLD);
    assert_eq!(clean(&ground.out, &[]).unwrap(), 4);
    assert!(!ground.out.exists());
    assert_eq!(ground.beside(), Vec::<String>::new());
}

#[test]
fn a_manifest_that_lies_is_not_believed() {
    let ground = Ground::new();
    fs::write(ground.temp.path().join("victim"), "victim").unwrap();
    for text in [
        r#"{"version":1,"files":["../victim"]}"#,
        r#"{"version":2,"files":[]}"#,
        "{",
        r#"{"version":1,"files":["/etc/hostname"]}"#,
    ] {
        ground.put(MANIFEST, text);
        assert!(matches!(publish(&ground.target(), NEW), Err(PublishError::Refused { .. })));
        assert!(clean(&ground.out, &[]).is_err());
    }
    assert!(ground.temp.path().join("victim").exists());
}

/// Fails the k-th file operation for every k until none fails, as an error and as a sudden death.
#[test]
fn whatever_fails_the_tree_is_old_or_new() {
    for (in_place, stay_dead) in [(false, false), (false, true), (true, false), (true, true)] {
        let mut good = 0;
        while one_failure(good, in_place, stay_dead) {
            good += 1;
        }
        assert!(good >= 14, "only {good} operations");
    }
}

/// One build that fails after `good` operations; false once none failed.
fn one_failure(good: u64, in_place: bool, stay_dead: bool) -> bool {
    let ground = Ground::new();
    ground.publish(OLD);
    ground.put("CNAME", "mine");
    let with_cname = |files| {
        let mut site = site(files);
        site.insert("CNAME".to_owned(), "mine".to_owned());
        site
    };
    let (old, new) = (with_cname(OLD), with_cname(NEW));
    let target = Target { in_place, ..ground.target() };
    faults::fail_after(good, stay_dead);
    let result = publish(&target, NEW);
    let failed = faults::heal();
    let mut now = tree_of(&ground.out);
    // A dead build inside the output leaves its staging folder, which no page links to.
    now.retain(|path, _| !path.starts_with(ops::TEMPORARY));
    if in_place {
        for (path, text) in &now {
            assert!(old.get(path) == Some(text) || new.get(path) == Some(text), "{good}: {path}");
        }
        let untouched = result.as_ref().is_err_and(|e| e.to_string().contains("untouched"));
        assert!(!untouched || now == old, "{good}: not untouched");
    } else {
        assert!(now == old || now == new, "{good}: {now:?}");
        assert_eq!(result.is_ok(), now == new, "{good}: {result:?}");
    }
    assert!(failed || result.is_ok());
    ground.publish(NEW);
    assert_eq!(tree_of(&ground.out), new, "{good}: the next build");
    assert_eq!(ground.beside(), Vec::<String>::new(), "{good}");
    failed
}

#[test]
fn a_staged_file_crosses_to_another_file_system() {
    let (Ok(other), Ok(here)) = (tempfile::tempdir_in("/dev/shm"), tempfile::tempdir()) else {
        return;
    };
    let (staged, target) = (other.path().join("staged"), here.path().join("page.html"));
    fs::write(&staged, "new").unwrap();
    fs::write(&target, "old").unwrap();
    ops::install(&staged, &target).unwrap();
    assert_eq!(tree_of(here.path()), site(&[("page.html", "new")]));
}
