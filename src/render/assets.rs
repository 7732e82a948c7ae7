//! Style sheet, script and fonts: gathered from the theme and the site, named by their contents.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Overrides, built_in_below};

/// The files of the theme and their names.
pub(super) struct Assets {
    pub(super) files: BTreeMap<String, Arc<[u8]>>,
    pub(super) style: String,
    pub(super) script: String,
    pub(super) search: String,
    pub(super) fonts: Vec<String>,
}

/// Gathers everything under `assets/`: style sheets are joined in the order of their names, names get a fingerprint so
/// that a browser never shows an old file with a new page.
pub(super) fn gather(overrides: &Overrides) -> Assets {
    let mut sources: BTreeMap<String, Arc<[u8]>> =
        built_in_below("assets").into_iter().map(|(path, bytes)| (path, Arc::from(bytes))).collect();
    for (path, bytes) in overrides {
        if let Some(path) = path.strip_prefix("assets/") {
            sources.insert(path.to_owned(), bytes.clone());
        }
    }
    let mut assets = Assets {
        files: BTreeMap::new(),
        style: String::new(),
        script: String::new(),
        search: String::new(),
        fonts: Vec::new(),
    };
    let mut css = String::new();
    let mut renamed: Vec<(String, String)> = Vec::new();
    for (path, bytes) in &sources {
        if let Some(name) = path.strip_prefix("fonts/").filter(|name| name.ends_with(".woff2")) {
            let hashed = format!("fonts/{}", fingerprinted(name, bytes));
            renamed.push((path.clone(), hashed.clone()));
            assets.fonts.push(format!("assets/{hashed}"));
            assets.files.insert(format!("assets/{hashed}"), bytes.clone());
        } else if path.starts_with("css/") {
            css.push_str(&String::from_utf8_lossy(bytes));
        } else if !["script.js", "search.js"].contains(&path.as_str()) {
            assets.files.insert(format!("assets/{path}"), bytes.clone());
        }
    }
    for (plain, hashed) in renamed {
        css = css.replace(&plain, &hashed);
    }
    assets.style = assets.add("style.css", Arc::from(css.into_bytes()));
    assets.search = sources.get("search.js").cloned().map(|bytes| assets.add("search.js", bytes)).unwrap_or_default();
    assets.script = sources.get("script.js").cloned().map(|bytes| assets.add("script.js", bytes)).unwrap_or_default();
    assets
}

impl Assets {
    fn add(&mut self, name: &str, bytes: Arc<[u8]>) -> String {
        let path = fingerprinted_path(name, &bytes);
        self.files.insert(path.clone(), bytes);
        path
    }
}

/// The path of a file of these contents.
pub(super) fn fingerprinted_path(name: &str, bytes: &[u8]) -> String {
    format!("assets/{}", fingerprinted(name, bytes))
}

fn fingerprinted(name: &str, bytes: &[u8]) -> String {
    let hash = &blake3::hash(bytes).to_hex()[..10];
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{name}-{hash}"),
    }
}
