//! Saving as real editors do it. With `INSTEP_EDITORS` set each of them must be installed; without, those that are
//! missing are left out, which the test says. The editors that need a screen are replayed as the system calls they make.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::preview::Preview;
use crate::site::{MARA, Site};

const FILE: &str = "content/personas/mara.md";
const PAGE: &str = "/people/mara/";

/// Saves again and again, and has the page asked for all the while: it must never be gone or empty, the new text must
/// come, and nothing but the page may be left.
fn saved(mut save: impl FnMut(&Site, &str, &str) + Send) {
    let site = Site::new().file("personas/mara.md", MARA.replace("alone", "with Nobody0"));
    let preview = Preview::of(&site);
    for n in 0..4 {
        let (old, new) = (format!("Nobody{n}"), format!("Nobody{}", n + 1));
        thread::scope(|scope| {
            let saving = scope.spawn(|| save(&site, &old, &new));
            let started = Instant::now();
            loop {
                let page = preview.get(PAGE);
                page.is(200).says("Mara Lindqvist").says("with Nobody");
                if saving.is_finished() && page.text().contains(&new) {
                    return;
                }
                assert!(started.elapsed() < Duration::from_secs(20), "{new} does not come: {}", page.text());
            }
        });
    }
    assert_eq!(preview.problems()["errors"], 0);
    assert!(!preview.printed().contains("looking every"), "{}", preview.printed());
    for left in ["mara.md~", "4913", "mara.md___jb_old___", "mara.md.bak~"] {
        preview.get(&format!("/personas/{left}")).is(404);
    }
}

/// Runs a program in the folder of the file, if it is installed.
fn with_program(program: &str, args: impl Fn(&str, &str) -> Vec<String> + Send + Sync) {
    let mut asked = Command::new(program);
    asked.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null());
    if asked.status().is_err() {
        assert!(std::env::var_os("INSTEP_EDITORS").is_none(), "{program} is not installed");
        println!("left out: {program} is not installed");
        return;
    }
    saved(|site, old, new| {
        let mut command = Command::new(program);
        command.args(args(old, new)).current_dir(site.path("content/personas")).env("HOME", site.root());
        let output = command.env("TERM", "dumb").stdin(Stdio::null()).output().unwrap();
        let text = fs::read_to_string(site.path(FILE)).unwrap();
        assert!(text.contains(new), "{program} did not save: {output:?}");
    });
}

fn vim(settings: &str) {
    let settings = settings.to_owned();
    with_program("vim", move |old, new| {
        let edit = format!("%s/{old}/{new}/");
        ["-es", "-N", "-u", "NONE", "-i", "NONE", "-c", &settings, "-c", &edit, "-c", "wq", "mara.md"]
            .map(str::to_owned)
            .to_vec()
    });
}

#[test]
fn vim_as_it_comes() {
    vim("set nomodeline");
}

#[test]
fn vim_that_copies() {
    vim("set backupcopy=yes");
}

#[test]
fn vim_that_renames() {
    vim("set backupcopy=no");
}

#[test]
fn vim_with_backups() {
    vim("set backup writebackup backupcopy=no");
}

#[test]
fn vim_without_a_backup() {
    vim("set nobackup nowritebackup");
}

fn emacs(settings: &str) {
    let settings = settings.to_owned();
    with_program("emacs", move |old, new| {
        let edit = format!(
            "(progn {settings} (find-file \"mara.md\") (goto-char (point-min)) (search-forward \"{old}\") \
             (replace-match \"{new}\") (save-buffer))"
        );
        ["-Q", "--batch", "--eval", &edit].map(str::to_owned).to_vec()
    });
}

#[test]
fn emacs_with_backups() {
    emacs("(setq make-backup-files t)");
}

#[test]
fn emacs_that_copies() {
    emacs("(setq make-backup-files t backup-by-copying t)");
}

#[test]
fn emacs_that_renames_at_the_end() {
    emacs("(setq make-backup-files nil file-precious-flag t)");
}

#[test]
fn sed_in_place() {
    with_program("sed", |old, new| vec!["-i".into(), format!("s/{old}/{new}/"), "mara.md".into()]);
    with_program("sed", |old, new| vec!["-i~".into(), format!("s/{old}/{new}/"), "mara.md".into()]);
}

#[test]
fn perl_in_place() {
    with_program("perl", |old, new| vec!["-pi".into(), "-e".into(), format!("s/{old}/{new}/"), "mara.md".into()]);
    with_program("perl", |old, new| vec!["-pi~".into(), "-e".into(), format!("s/{old}/{new}/"), "mara.md".into()]);
}

/// The text with one word replaced.
fn edited(path: &Path, old: &str, new: &str) -> Vec<u8> {
    fs::read_to_string(path).unwrap().replace(old, new).into_bytes()
}

#[test]
fn vs_code() {
    saved(|site, old, new| {
        let path = site.path(FILE);
        let text = edited(&path, old, new);
        let mut file = fs::File::create(&path).unwrap();
        file.write_all(&text).unwrap();
        file.sync_all().unwrap();
    });
}

#[test]
fn vs_code_in_two_parts() {
    saved(|site, old, new| {
        let path = site.path(FILE);
        let text = edited(&path, old, new);
        // Both parts hold what the page is asked for: half a page may be seen once.
        let (one, two) = text.split_at(text.len() - 10);
        let mut file = fs::File::create(&path).unwrap();
        file.write_all(one).unwrap();
        thread::sleep(Duration::from_millis(20));
        file.write_all(two).unwrap();
        file.sync_all().unwrap();
    });
}

#[test]
fn jetbrains() {
    saved(|site, old, new| {
        let path = site.path(FILE);
        let (temporary, before) =
            (site.path(&format!("{FILE}___jb_tmp___")), site.path(&format!("{FILE}___jb_old___")));
        fs::write(&temporary, edited(&path, old, new)).unwrap();
        fs::rename(&path, &before).unwrap();
        fs::rename(&temporary, &path).unwrap();
        fs::remove_file(&before).unwrap();
    });
}

#[test]
fn gedit_and_kate() {
    for name in ["content/personas/.goutputstream-AB12CD", "content/personas/mara.md.AbCdEf"] {
        saved(|site, old, new| {
            let (path, temporary) = (site.path(FILE), site.path(name));
            fs::write(&temporary, edited(&path, old, new)).unwrap();
            thread::sleep(Duration::from_millis(2));
            fs::rename(&temporary, &path).unwrap();
        });
    }
}
