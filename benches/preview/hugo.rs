//! Hugo's server with the same texts and a plain theme, for comparison: its pages are far simpler than ours.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::client::Served;
use super::{LIMIT, PAUSE, put, report};

const BASE: &str = r#"<!doctype html><html><head><title>{{ .Title }}</title></head><body>
<nav>{{ range first 8 .Site.Sections }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}</nav>
{{ block "main" . }}{{ end }}
<footer>{{ range .Site.Menus.main }}<a href="{{ .URL }}">{{ .Name }}</a>{{ end }}</footer></body></html>"#;
const SINGLE: &str = r#"{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}
<ul>{{ range first 5 (where .Site.RegularPages "Section" .Section) }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}"#;
const LIST: &str = r#"{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}
<ul>{{ range first 300 .RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}"#;

/// Measures the edits that both understand.
pub(super) fn measure(hugo: &Path, files: &[(String, String)], edits: usize) {
    let temp = tempfile::tempdir().expect("a folder for the site");
    let root = temp.path();
    put(&root.join("hugo.toml"), "title = \"A site to measure with\"\nbaseURL = \"http://localhost/\"\n");
    let layouts = root.join("layouts/_default");
    [("baseof", BASE), ("single", SINGLE), ("list", LIST)]
        .iter()
        .for_each(|(name, text)| put(&layouts.join(format!("{name}.html")), text));
    put(&root.join("layouts/index.html"), LIST);
    for (path, text) in files {
        put(&root.join(path).with_extension("md"), &page(path, text));
    }
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
    let mut command = Command::new(hugo);
    command.args(["server", "--port", &port.to_string(), "--source"]).arg(root);
    let started = Instant::now();
    let served = Served::other(command, port);
    served.wait("/", "A site to measure with", Duration::from_secs(300));
    println!("Hugo, the same texts in a plain theme: ready after {:.0} ms", super::milliseconds(started.elapsed()));
    let story = files.iter().find(|(path, _)| path.starts_with("content/stories/")).expect("there are stories");
    let url = story.0.replace("content/stories", "/stories").replace(".md", "/");
    let times = (0..edits).map(|n| {
        std::thread::sleep(PAUSE);
        let new = format!("What was heard as number {n}");
        let started = Instant::now();
        put(&root.join(&story.0), &(page(&story.0, &story.1) + &format!("\n\n{new}.\n")));
        served.wait(&url, &new, LIMIT);
        started.elapsed()
    });
    report("Hugo: a story", times.collect());
    let times = (0..edits).map(|n| {
        std::thread::sleep(PAUSE);
        let new = format!("brand-new-{n}");
        let started = Instant::now();
        put(&root.join(format!("content/stories/{new}.md")), &page(&new, &story.1));
        served.wait(&format!("/stories/{new}/"), &format!("<h1>{new}</h1>"), LIMIT);
        started.elapsed()
    });
    report("Hugo: a new file", times.collect());
    println!("{:<42}{:>10.1}", "Hugo: memory, MB", served.memory());
    let _ = fs::remove_dir_all(root.join("public"));
}

/// A page that Hugo reads without minding our keys: a title, and the rest as text.
fn page(path: &str, text: &str) -> String {
    let title = path.rsplit('/').next().unwrap_or(path);
    let body = text.replace("---", "").replace("{{", "").replace("[[", "").replace("]]", "");
    format!("---\ntitle: \"{title}\"\n---\n{body}")
}
