//! From views to bytes: the theme's templates and files. Never sees an entity, only views.

mod assets;
mod error;
mod failure;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use include_dir::{Dir, DirEntry, include_dir};
use serde::Serialize;
use tera::{Context, Kwargs, State, Tera};

use self::assets::Assets;
use crate::diagnostic::Diagnostic;
use crate::files::Problem;
use crate::pages::people::SIGNS;
use crate::pages::view::{CommitView, DateView};
use crate::pages::{Page, Pages};
use crate::paper::fonts::Added;
use crate::site::words::{Words, direction};
use crate::text::Span;

pub use error::TemplateError;
pub use failure::Failure;

/// The version of the contract between views and templates. It changes when a template of a site could break.
pub const CONTRACT: u32 = 1;

static THEME: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// A built-in file, such as `init/instep.yaml`.
pub fn built_in(path: &str) -> Option<&'static [u8]> {
    THEME.get_file(path).map(include_dir::File::contents)
}

/// The built-in files below a folder: path below it, contents.
pub fn built_in_below(folder: &str) -> Vec<(String, &'static [u8])> {
    let mut found = Vec::new();
    if let Some(dir) = THEME.get_dir(folder) {
        collect(dir, &mut found);
    }
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    let prefix = format!("{folder}/");
    found.into_iter().filter_map(|(path, bytes)| Some((path.strip_prefix(&prefix)?.to_owned(), bytes))).collect()
}

fn collect(dir: &'static Dir, found: &mut Vec<(String, &'static [u8])>) {
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(dir) => collect(dir, found),
            DirEntry::File(file) => {
                let path = file.path().to_string_lossy().replace('\\', "/");
                found.push((path, file.contents()));
            }
        }
    }
}

/// A site's own templates: path below `templates/` → bytes.
pub type Overrides = BTreeMap<String, Arc<[u8]>>;

/// What every template gets under `site`.
#[derive(Serialize)]
struct SiteView {
    title: String,
    language: String,
    dir: &'static str,
    logo: Option<String>,
    marks: bool,
    profile: &'static str,
    robots: bool,
    contract: u32,
    style: String,
    sheets: BTreeMap<String, String>,
    script: String,
    search: String,
    scripts: BTreeMap<String, String>,
    add: String,
    print: String,
    fonts: Vec<String>,
    built: Option<DateView>,
    commit: Option<CommitView>,
    fresh_days: [i32; 3],
}

/// Templates and files, ready to render any page of any site.
#[derive(Clone)]
pub struct Theme {
    tera: Tera,
    /// Files to be written beside the pages: path → bytes.
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// The style sheets before a site's own colours come after them, by name.
    plain: BTreeMap<String, String>,
    /// Where they are: name → path.
    sheets: BTreeMap<String, String>,
    script: String,
    search: String,
    scripts: BTreeMap<String, String>,
    fonts: Vec<String>,
    /// Fonts for sheets of paper beside those of the pages.
    pub letters: Vec<Added>,
}

/// The words of a language: English, then the language, then the site's own; and what is wrong with those.
pub fn words(language: &str, overrides: &Overrides) -> (Words, Vec<Diagnostic>) {
    let mut words = Words::of(language);
    let short = language.split('-').next().unwrap_or("en");
    let mut names = vec!["words/en.yaml".to_owned(), format!("words/{short}.yaml"), format!("words/{language}.yaml")];
    names.dedup();
    let mut read = |name: &str, bytes: &[u8]| words.read(&format!("templates/{name}"), &String::from_utf8_lossy(bytes));
    let mut found = Vec::new();
    for name in &names {
        if let Some(bytes) = built_in(name) {
            read(name, bytes);
        }
    }
    for name in &names {
        if let Some(bytes) = overrides.get(name) {
            found.extend(read(name, bytes));
        }
    }
    (words, found)
}

/// What is doubtful in a site's own templates: a writer's text printed as HTML.
///
/// Views give HTML under names that end in `html`; any other text printed with `safe` could hold markup of a writer's.
pub fn doubts(overrides: &Overrides) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (path, bytes) in overrides.iter().filter(|(path, _)| is_template(path)) {
        let text = String::from_utf8_lossy(bytes);
        for (at, _) in text.match_indices("{{") {
            let printed = text[at..].split_once("}}").map_or("", |(printed, _)| printed);
            let safe = printed
                .split_once('|')
                .is_some_and(|(_, filters)| filters.split('|').any(|filter| filter.trim() == "safe"));
            let name = printed.trim_start_matches("{{").trim_start_matches('-').split('|').next().unwrap_or("").trim();
            if safe && !name.ends_with("html") && !name.starts_with("section.heading") {
                let start = at;
                let message = format!("`{name}` is a writer's text, but `safe` prints it as HTML");
                let span = Span::new(start, start + printed.len() + 2);
                let path = format!("templates/{path}").into();
                found.push(
                    Diagnostic::warning("template", &path, span, message)
                        .help("leave `| safe` out, or print the field that ends in `_html`"),
                );
            }
        }
    }
    found
}

impl Theme {
    /// Loads the built-in theme with a site's own templates over it.
    ///
    /// # Errors
    /// Every template that cannot be read.
    pub fn load(overrides: &Overrides, words: &Words) -> Result<Theme, Vec<TemplateError>> {
        let mut tera = Tera::default();
        // Every template is escaped, whatever its name ends in.
        tera.autoescape_on([""]);
        tera.register_function("say", say(words.clone()));
        let prefixes = tera.set_fallback_prefixes(["builtin/"]);
        let templates = templates(overrides)?;
        let loaded = prefixes
            .and_then(|()| tera.add_raw_templates(templates.iter().map(|(name, text)| (name.as_str(), text.as_str()))));
        if let Err(error) = loaded {
            return Err(TemplateError::all(&error, &templates));
        }
        let Assets { mut files, sheets: plain, script, search, scripts, fonts } = assets::gather(overrides);
        let signs = signs(&tera).map_err(|error| vec![TemplateError::new(&error, None)])?;
        files.insert(SIGNS_URL.to_owned(), Arc::from(signs.into_bytes()));
        let mut theme =
            Theme { tera, files, plain, sheets: BTreeMap::new(), script, search, scripts, fonts, letters: Vec::new() };
        theme.colour("");
        Ok(theme)
    }

    /// Tells the templates about a site. Pages are rendered for the site told last.
    pub fn prepare(&mut self, pages: &Pages, stamp: Option<DateView>) {
        let site = &pages.site;
        self.colour(&site.config.palette.css());
        let view = SiteView {
            title: site.config.title.clone(),
            language: site.config.language.clone(),
            dir: direction(&site.config.language),
            logo: pages.logo(),
            marks: site.marks(),
            profile: site.config.profile.word(),
            robots: site.config.robots,
            contract: CONTRACT,
            style: self.sheets.get(assets::SHARED).cloned().unwrap_or_default(),
            sheets: self.sheets.clone(),
            script: self.script.clone(),
            search: self.search.clone(),
            scripts: self.scripts.clone(),
            add: pages.add_url().unwrap_or_default(),
            print: pages.print_url().unwrap_or_default(),
            fonts: self.fonts.clone(),
            built: stamp,
            commit: pages.commit(),
            fresh_days: crate::pages::people::FRESH_DAYS,
        };
        self.tera.global_context().insert("site", &view);
    }

    /// The style sheet of what all pages share, with a site's own colours at its end.
    pub fn style(&self) -> String {
        let file = self.sheets.get(assets::SHARED).and_then(|path| self.files.get(path));
        file.map_or_else(String::new, |bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    /// Puts a site's own colours after each style sheet, whose name then is another one.
    fn colour(&mut self, own: &str) {
        for path in self.sheets.values() {
            self.files.remove(path);
        }
        for (name, plain) in &self.plain {
            let css: Arc<[u8]> = [plain.as_bytes(), own.as_bytes()].concat().into();
            let path = assets::fingerprinted_path(&format!("{name}.css"), &css);
            self.files.insert(path.clone(), css);
            self.sheets.insert(name.clone(), path);
        }
    }

    /// Renders a page.
    ///
    /// # Errors
    /// What the template says, with the page and the file it was made from.
    pub fn render(&self, pages: &Pages, page: &Page) -> Result<Vec<u8>, TemplateError> {
        let (template, head, view) = pages.view(page);
        let mut context = Context::new();
        context.insert("page", &head);
        context.insert("view", &*view);
        let mut out = Vec::with_capacity(16 * 1024);
        let place = error::Place { page: &page.url, origin: pages.origin(page) };
        self.tera.render_to(template, &context, &mut out).map_err(|error| TemplateError::new(&error, Some(place)))?;
        Ok(out)
    }
}

/// The sign of a person with its ring, as SVG, drawn as on the built-in pages. `person` is anything that has the fields
/// of a [`PersonView`](crate::pages::view::PersonView) which the drawing needs.
pub fn sign(person: &impl Serialize) -> Option<String> {
    drawing("sign", "person", person)
}

/// An icon by its name, as SVG in a box of 24 units.
pub fn icon(name: &str) -> Option<String> {
    drawing("icon", "name", &name)
}

/// A mark of certainty by its word, as SVG in a box of 20 units.
pub fn mark(state: &str) -> Option<String> {
    drawing("mark", "state", &state)
}

/// A component of the built-in pages that is drawn by itself.
fn drawing(component: &str, argument: &'static str, value: &impl Serialize) -> Option<String> {
    static THEME: OnceLock<Option<Tera>> = OnceLock::new();
    let load = || {
        let mut tera = Tera::default();
        tera.autoescape_on([""]);
        tera.register_function("say", say(Words::default()));
        tera.set_fallback_prefixes(["builtin/"]).ok()?;
        let mut templates = templates(&Overrides::new()).ok()?;
        for (name, call) in [
            ("sign", "{{ <sign person={person} ring={true} /> }}"),
            ("icon", "{{ <icon name={name} /> }}"),
            ("mark", "{{ <mark state={state} /> }}"),
        ] {
            templates.push((name.to_owned(), call.to_owned()));
        }
        tera.add_raw_templates(templates.iter().map(|(name, text)| (name.as_str(), text.as_str()))).ok()?;
        Some(tera)
    };
    let mut context = Context::new();
    context.insert(argument, value);
    THEME.get_or_init(load).as_ref()?.render(component, &context).ok()
}

/// Where the signs stand for the script that searches.
const SIGNS_URL: &str = "assets/search/signs.js";

/// The signs of persons as the theme draws them, without a hue: the script gives each its own.
fn signs(tera: &Tera) -> tera::TeraResult<String> {
    let mut all = serde_json::Map::new();
    for sign in SIGNS {
        let mut context = Context::new();
        context.insert("person", &serde_json::json!({ "sign": sign, "hue": "", "pale": false }));
        let drawn = tera.render("search/sign.html", &context)?;
        all.insert((*sign).to_owned(), drawn.trim().into());
    }
    Ok(format!("instepSearch(\"signs\", {});\n", serde_json::Value::Object(all)))
}

/// The built-in templates as `builtin/…`, the site's own under their own names.
fn templates(overrides: &Overrides) -> Result<Vec<(String, String)>, Vec<TemplateError>> {
    let mut found = Vec::new();
    collect(&THEME, &mut found);
    let mut all: Vec<(String, String)> = found
        .into_iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| (format!("builtin/{path}"), String::from_utf8_lossy(bytes).into_owned()))
        .collect();
    let mut bad = Vec::new();
    for (path, bytes) in overrides.iter().filter(|(path, _)| is_template(path)) {
        match crate::files::decode(bytes.to_vec()) {
            Ok(text) => all.push((path.clone(), text)),
            Err(problem) => {
                let valid = if let Problem::Encoding { before, .. } = problem { before.len() } else { 0 };
                bad.push(TemplateError::unreadable(path, valid));
            }
        }
    }
    if bad.is_empty() { Ok(all) } else { Err(bad) }
}

fn is_template(path: &str) -> bool {
    path.ends_with(".html") || path.ends_with(".htm") || path.ends_with(".xml")
}

/// The function `say`: a text of the interface, with its placeholders filled in.
fn say(words: Words) -> impl Fn(Kwargs, &State) -> tera::TeraResult<String> + Send + Sync + 'static {
    move |arguments, _| {
        let key: String = arguments.must_get("key")?;
        let n: Option<f64> = arguments.get("n")?;
        let default: Option<String> = arguments.get("default")?;
        let Some(text) = words.get(&key, n) else {
            return match default {
                Some(default) => Ok(default),
                None => Err(tera::Error::message(format!("there are no words for `{key}`"))),
            };
        };
        let mut text = text.to_owned();
        for (name, value) in arguments.iter() {
            let name = name.to_string();
            if !matches!(name.as_str(), "key" | "default") && text.contains('{') {
                text = text.replace(&format!("{{{name}}}"), &value.to_string());
            }
        }
        Ok(text)
    }
}
