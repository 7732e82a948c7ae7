//! What an edit costs in the preview.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a benchmark edits files as a writer does, and one that cannot go on has failed"
)]

#[path = "build/site.rs"]
mod site;

use std::sync::Arc;
use std::time::Instant;

use instep::build::{self, Cache, Input};
use instep::files::{File, Files};
use instep::kinds;
use instep::render::{self, Overrides, Theme};
use instep::site::Config;

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|size| size.parse().ok()).collect();
    for size in sizes {
        stages(size);
    }
}

fn stages(size: usize) {
    let all = site::files(size);
    let mut files = Files::default();
    for (path, text) in &all {
        files.insert(path, File::Text(text.as_str().into()));
    }
    let (config, _) = Config::read("instep.yaml", site::CONFIG, &kinds::kinds());
    let mut input = Input { files, config: Arc::new(config), today: site::TODAY.parse().unwrap(), drafts: false };
    let mut cache = Cache::default();
    let started = Instant::now();
    let loaded = build::load(&input, &mut cache);
    println!("{size}: first load {:?}", started.elapsed());
    let (words, _) = render::words("en", &Overrides::new());
    let mut theme = Theme::load(&Overrides::new(), &words).expect("the theme");
    let started = Instant::now();
    let pages = build::plan(&loaded, words.clone());
    println!("plan {:?} pages {}", started.elapsed(), pages.all.len());
    theme.prepare(&pages, None);
    for kind in ["personas", "maps", "sessions", "stories", "insights"] {
        let (path, text) = all.iter().find(|(path, _)| path.contains(kind)).unwrap();
        let (mut l, mut p, mut r) = (vec![], vec![], vec![]);
        for n in 0..10 {
            input.files.insert(path, File::Text(format!("{text}\nMore {n} words.\n").into()));
            let started = Instant::now();
            let loaded = build::load(&input, &mut cache);
            l.push(started.elapsed().as_micros());
            let started = Instant::now();
            let pages = build::plan(&loaded, words.clone());
            theme.prepare(&pages, None);
            p.push(started.elapsed().as_micros());
            let started = Instant::now();
            let page = pages.all.iter().find(|page| pages.origin(page) == Some(path)).unwrap();
            theme.render(&pages, page).unwrap();
            r.push(started.elapsed().as_micros());
        }
        l.sort();
        p.sort();
        r.sort();
        println!("{kind}: load {} plan {} render {}", l[5], p[5], r[5]);
    }
    for url in ["index.html", "hurts/index.html", "unknown/index.html"] {
        let pages = build::plan(&loaded, words.clone());
        let started = Instant::now();
        let bytes = theme.render(&pages, pages.at(url).unwrap()).unwrap();
        println!("{url} {:?} {} bytes", started.elapsed(), bytes.len());
    }
    let (path, text) = all.iter().filter(|(path, _)| path.contains("stories")).nth(1).unwrap();
    input.files.insert("content/stories/new.md", File::Text(text.as_str().into()));
    let started = Instant::now();
    build::load(&input, &mut cache);
    println!("new file: {:?}", started.elapsed());
    input.files.remove("content/stories/new.md");
    let started = Instant::now();
    build::load(&input, &mut cache);
    println!("removed file: {:?} {path}", started.elapsed());
}
