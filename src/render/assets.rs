//! Style sheets, scripts and fonts: gathered from the theme and the site, named by their contents.
//!
//! A page links one style sheet, so that one answer of the server is all it waits for. Each begins with what all pages
//! share; `css/pages/NAME.css` is only in the sheet of that name, and `css/pages/ONE+TWO.css` in two. Scripts are alike:
//! `pages/NAME.js` stands behind what all pages share, in one file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Overrides, built_in_below};

/// The files of the theme and their names.
pub(super) struct Assets {
    pub(super) files: BTreeMap<String, Arc<[u8]>>,
    /// The style sheets before they get their names: name → contents. `style` is that of pages which ask for none.
    pub(super) sheets: BTreeMap<String, String>,
    pub(super) script: String,
    pub(super) search: String,
    /// Scripts that only some pages load, in the place of the other: name → path.
    pub(super) scripts: BTreeMap<String, String>,
    pub(super) fonts: Vec<String>,
}

/// Gathers everything under `assets/`. Names get a fingerprint, so that a browser never shows an old file with a new page.
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
        sheets: BTreeMap::new(),
        script: String::new(),
        search: String::new(),
        scripts: BTreeMap::new(),
        fonts: Vec::new(),
    };
    let mut css: BTreeMap<&str, String> = BTreeMap::new();
    let mut renamed: Vec<(String, String)> = Vec::new();
    for (path, bytes) in &sources {
        if let Some(name) = path.strip_prefix("fonts/").filter(|name| name.ends_with(".woff2")) {
            let hashed = format!("fonts/{}", fingerprinted(name, bytes));
            renamed.push((path.clone(), hashed.clone()));
            assets.fonts.push(format!("assets/{hashed}"));
            assets.files.insert(format!("assets/{hashed}"), bytes.clone());
        } else if let Some(path) = path.strip_prefix("css/") {
            css.insert(path, smaller(&String::from_utf8_lossy(bytes)));
        } else if let Some(name) = path.strip_prefix("pages/").and_then(script_name) {
            let shared = sources.get("script.js").map_or(&[][..], |bytes| bytes);
            // A site's own script may end without a semicolon: what follows would be taken for its arguments.
            let address = assets.add(&format!("{name}.js"), [shared, b"\n;\n", bytes].concat().into());
            assets.scripts.insert(name.to_owned(), address);
        } else if let Some(name) = script_name(path) {
            if !["script", "search"].contains(&name) {
                let address = assets.add(path, bytes.clone());
                assets.scripts.insert(name.to_owned(), address);
            }
        } else {
            assets.files.insert(format!("assets/{path}"), bytes.clone());
        }
    }
    assets.sheets = sheets(&css);
    for sheet in assets.sheets.values_mut() {
        for (plain, hashed) in &renamed {
            *sheet = sheet.replace(plain, hashed);
        }
    }
    assets.search = sources.get("search.js").cloned().map(|bytes| assets.add("search.js", bytes)).unwrap_or_default();
    assets.script = sources.get("script.js").cloned().map(|bytes| assets.add("script.js", bytes)).unwrap_or_default();
    assets
}

/// The name of a script that lies in no folder.
fn script_name(path: &str) -> Option<&str> {
    path.strip_suffix(".js").filter(|name| !name.contains('/'))
}

/// The name of the sheet that holds what all pages share, and nothing else.
pub(super) const SHARED: &str = "style";

/// What stands before the rules of single pages; the rules for other media and a site's own come after those.
const BEFORE: std::ops::RangeTo<&str> = .."60";

/// Every style sheet by name, from the files below `css/`: those are joined in the order of their names.
fn sheets(css: &BTreeMap<&str, String>) -> BTreeMap<String, String> {
    let of_pages =
        |path: &&str| path.strip_prefix("pages/").and_then(|name| name.strip_suffix(".css")).map(str::to_owned);
    let shared = |before: bool| -> String {
        let wanted = css.iter().filter(|(path, _)| of_pages(path).is_none() && BEFORE.contains(*path) == before);
        wanted.map(|(_, text)| text.as_str()).collect()
    };
    let (first, last) = (shared(true), shared(false));
    let mut names: BTreeSet<String> = css
        .keys()
        .filter_map(of_pages)
        .flat_map(|names| names.split('+').map(str::to_owned).collect::<Vec<_>>())
        .collect();
    names.insert(SHARED.to_owned());
    let sheet = |name: &str| {
        let is_meant = |path: &&str| of_pages(path).is_some_and(|names| names.split('+').any(|each| each == name));
        let own: String = css.iter().filter(|(path, _)| is_meant(path)).map(|(_, text)| text.as_str()).collect();
        format!("{first}{own}{last}")
    };
    names
        .into_iter()
        .map(|name| {
            let text = sheet(&name);
            (name, text)
        })
        .collect()
}

/// A style sheet without comments and without the space that only a writer needs. Strings stay as they are.
///
/// Never takes out the space before a colon (`a :hover` is not `a:hover`) or around an operator (`1px + 2px`).
fn smaller(css: &str) -> String {
    const TIGHT: [char; 4] = ['{', '}', ';', ','];
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    // Whether space came last, and whether what came before it needs none after it.
    let (mut space, mut tight) = (false, true);
    while let Some(next) = rest.chars().next() {
        let length = match next {
            '/' if rest.starts_with("/*") => rest[2..].find("*/").map_or(rest.len(), |end| end + 4),
            '"' | '\'' => string(rest, next),
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            // An address without quotation marks may hold what would otherwise begin a comment.
            'u' if rest.starts_with("url(") && !rest[4..].trim_start().starts_with(['"', '\'']) => {
                rest.find(')').map_or(rest.len(), |end| end + 1)
            }
            _ => next.len_utf8(),
        };
        let (piece, after) = rest.split_at(length);
        rest = after;
        if piece.starts_with("/*") {
            // Keeps apart what nothing else keeps apart.
            if !space && !tight && !rest.starts_with(|next: char| next.is_ascii_whitespace()) {
                out.push_str("/**/");
            }
            continue;
        }
        if next.is_ascii_whitespace() {
            space = true;
            continue;
        }
        if space && !tight && !TIGHT.contains(&next) {
            out.push(' ');
        }
        (space, tight) = (false, TIGHT.contains(&next));
        out.push_str(piece);
    }
    // The next file begins on a line of its own.
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// How long the string is that a text begins with, its quotation marks included.
fn string(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn space_and_comments_go_and_meaning_stays() {
        let same = [
            ("a { color : red ; }\n", "a{color : red;}\n"),
            ("a :hover, b > c { margin: calc(1px + 2px) }", "a :hover,b > c{margin: calc(1px + 2px)}\n"),
            ("q::before { content: \"a  /* b */ { ; \\\" c\"; }", "q::before{content: \"a  /* b */ { ; \\\" c\";}\n"),
            ("/* one */ .a/* two */.b /*/ { } */ .c { } /* open", ".a/**/.b .c{}\n"),
            ("b { background: url( 'x  y' ) }", "b{background: url( 'x  y' )}\n"),
            ("b { background: url(a/*b*/c) /* d */ }", "b{background: url(a/*b*/c)}\n"),
            (".c\\, d { }", ".c\\, d{}\n"),
            (".\\\"a , b /* \" */ { }", ".\\\"a,b{}\n"),
            ("@media (width > 1px) and (height) { a { b: c } }", "@media (width > 1px) and (height){a{b: c}}\n"),
            ("", ""),
            ("a { content: \"never closed", "a{content: \"never closed\n"),
        ];
        for (css, small) in same {
            assert_eq!(smaller(css), small, "{css}");
        }
    }

    #[test]
    fn every_sheet_has_what_is_shared_in_order_and_its_own_between() {
        let files =
            ["10-a.css", "65-print.css", "70-own.css", "pages/map+person.css", "pages/map.css", "pages/way.css"];
        let css = files.iter().map(|file| (*file, format!("[{file}]"))).collect();
        let sheets = sheets(&css);
        assert_eq!(sheets.keys().collect::<Vec<_>>(), ["map", "person", "style", "way"]);
        assert_eq!(sheets["style"], "[10-a.css][65-print.css][70-own.css]");
        assert_eq!(sheets["map"], "[10-a.css][pages/map+person.css][pages/map.css][65-print.css][70-own.css]");
        assert_eq!(sheets["person"], "[10-a.css][pages/map+person.css][65-print.css][70-own.css]");
    }
}
