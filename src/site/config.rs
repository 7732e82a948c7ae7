//! `instep.yaml`: the site's settings.

use std::collections::BTreeMap;
use std::sync::Arc;

use globset::{Glob, GlobMatcher};

use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::files;
use crate::syntax::decode::Decoder;
use crate::syntax::field::{Field, Shape};
use crate::syntax::html::{self, RawHtml};
use crate::syntax::names::Names;
use crate::syntax::value::{Record, Text, Value};
use crate::syntax::yaml::{self, Data, Entry, Node};
use crate::text::{Span, Spanned};

use super::age::HalfLives;
use super::consent::{PROFILES, Profile};
use super::palette::Palette;
use super::wall::{self, Playlist};
use super::words::OwnWords;

/// The settings, each with its documentation.
pub const FIELDS: &[Field] = &[
    Field::new("title", Shape::Text, "The name of the site"),
    Field::new("base_url", Shape::Text, "Where the site is published; used only where an absolute address is needed"),
    Field::new("language", Shape::Text, "The language of the pages and of texts that do not say theirs, such as `en`"),
    Field::new(
        "logo",
        Shape::Text,
        "A picture for the header, SVG or PNG: `brand/logo.svg`, from the folder of this file",
    ),
    Field::new(
        "accent",
        Shape::Any,
        "A colour for links and the current entry: `\"#204ca4\"`, or one for `light` and one for `dark`",
    ),
    Field::new("hues", Shape::Any, "Other colours of people: `{ plum: \"#5e1e53\" }`"),
    Field::new("interface", Shape::Any, "Other words on the pages: `{ state: { guess: Assumption } }`"),
    Field::new("header_links", Shape::Records(LINK), "More links in the header: `[{ title: Wiki, href: https://… }]`"),
    Field::new("footer_links", Shape::Records(LINK), "More links in the footer"),
    Field::new("content", Shape::Words, "The folder, or folders, that hold the content"),
    Field::new("output", Shape::Text, "The folder the site is built into"),
    Field::new("exclude", Shape::Words, "Patterns of files that are not content, such as `**/templates/**`"),
    Field::new("kinds", Shape::Any, "Patterns of files with the kind they are: `{ \"research/**\": page }`"),
    Field::new("words", Shape::Any, "More names for fields, in any language: `{ pains: [Sorgenkinder] }`"),
    Field::new("evidence", Shape::Record(EVIDENCE), "When a claim counts as confirmed, and whether marks are shown"),
    Field::new("freshness", Shape::Record(FRESHNESS), "How long what is known stays fresh"),
    Field::new("people", Shape::Words, "The order of the people on the home page; the rest follow by name"),
    Field::new("teams", Shape::Any, "Teams: `{ support: { name: Support, contact: … } }`"),
    Field::new("segments", Shape::Any, "Segments: `{ small-employers: { name: Small employers, share: 38 % } }`"),
    Field::new("rules", Shape::Any, "Levels of rules: `{ dead-link: error, missing-image: off }`"),
    Field::new("privacy", Shape::Record(PRIVACY), "What must not be written: `{ names: [Anna Kowalska] }`"),
    Field::new("profile", Shape::Choice(PROFILES), "For whom the site is built, unless `--profile` says otherwise"),
    Field::new("posters", Shape::Record(POSTERS), "Sheets for walls: their paper, and fonts for other scripts"),
    Field::new("wall", Shape::Record(wall::FIELDS), "The display on a wall: pace, hours, playlists"),
    Field::new("robots", Shape::Choice(&["noindex", "index"]), "Whether search engines may list the pages"),
    Field::new("edit_url", Shape::Text, "The address of a file in the repository, with `{path}` and `{line}`"),
    Field::new(
        "contact",
        Shape::Text,
        "Where to write to for whoever knows somebody to ask: an address of mail or the web",
    ),
    Field::new("raw_html", Shape::Choice(&["sanitise", "allow", "escape"]), "What becomes of HTML in Markdown"),
];

const LINK: &[Field] = &[
    Field::new("title", Shape::Text, "What it says"),
    Field::new("href", Shape::Text, "Where it leads: a page or file of the site, or an address"),
];

const EVIDENCE: &[Field] = &[
    Field::new("confirmed", Shape::Record(CONFIRMED), "What it takes to be confirmed"),
    Field::new("marks", Shape::Choice(&["auto", "on", "off"]), "Whether marks of certainty are shown"),
];

const CONFIRMED: &[Field] = &[
    Field::new("participants", Shape::Whole(1, 1000), "At least so many participants"),
    Field::new("methods", Shape::Whole(1, 10), "Or so many independent methods"),
];

/// The file at the top of a content folder that says which sheet hangs where. It is no content.
pub const HANGING: &str = "wall.yaml";

/// The file beside the settings that lists findings which are known. It is no content, wherever the content lies.
pub const BASELINE: &str = "instep-baseline.json";

const PRIVACY: &[Field] = &[Field::new("names", Shape::Words, "Names that no file may hold")];

const POSTERS: &[Field] = &[
    Field::new("paper", Shape::Choice(PAPERS), "The paper they are made for unless `--paper` says otherwise: `a3`"),
    Field::new("fonts", Shape::Words, "Fonts for scripts that ours lack: files, or names of fonts on the system"),
];

/// The papers that may be named in the settings: those that pages can be printed on.
pub const PAPERS: &[&str] =
    &["a5", "a4", "a3", "a2", "a1", "a0", "letter", "legal", "tabloid", "arch-c", "arch-d", "arch-e"];

const FRESHNESS: &[Field] = &[Field::new(
    "half_life",
    Shape::Any,
    "How long until half of it may be wrong, by kind or field: `{ default: 18 months, skills: 1 year }`",
)];

/// When marks of certainty are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Marks {
    /// As soon as the site cites anything.
    #[default]
    Auto,
    /// Always.
    On,
    /// Never.
    Off,
}

/// How sheets for walls are made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Posters {
    /// The name of their paper; empty if not said.
    pub paper: String,
    /// Fonts for other scripts: files from the folder of the settings, or names of fonts on the system.
    pub fonts: Vec<Text>,
}

/// A team or a segment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// What else is said of it: `share`, `contact`.
    pub details: BTreeMap<String, String>,
}

/// A link of the site's own in the header or footer.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteLink {
    /// What it says.
    pub title: String,
    /// Where it leads, as written.
    pub href: Text,
}

/// The settings of a site.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file they were read from, relative to the site's root.
    pub path: Arc<str>,
    /// The name of the site.
    pub title: String,
    /// Where it is published, with a closing slash; empty if not said.
    pub base_url: String,
    /// Its language.
    pub language: String,
    /// A picture for the header: its path from the folder of the settings.
    pub logo: Option<Text>,
    /// Colours of its own.
    pub palette: Palette,
    /// Words of its own for the pages.
    pub interface: OwnWords,
    /// Links of its own in the header.
    pub header_links: Vec<SiteLink>,
    /// Links of its own in the footer.
    pub footer_links: Vec<SiteLink>,
    /// The content folders, relative to the root; `""` is the root itself.
    pub content: Vec<String>,
    /// The output folder, relative to the root.
    pub output: String,
    /// Files that are not content.
    pub exclude: Vec<GlobMatcher>,
    /// Files of a stated kind.
    pub kinds: Vec<(GlobMatcher, String)>,
    /// More names for fields: field, label.
    pub words: Vec<(String, String)>,
    /// Participants and methods that confirm a claim.
    pub confirmed: (usize, usize),
    /// Whether marks are shown.
    pub marks: Marks,
    /// How long claims stay fresh, by kind or field, where a site has its own opinion.
    pub half_life: HalfLives,
    /// The order of subjects, and where they are named.
    pub people: Vec<Text>,
    /// Teams by id.
    pub teams: BTreeMap<String, Group>,
    /// Segments by id.
    pub segments: BTreeMap<String, Group>,
    /// Levels of rules; `None` switches a rule off. With the place of the rule's name.
    pub rules: BTreeMap<String, Spanned<Option<Severity>>>,
    /// Names that no file may hold.
    pub denied_names: Vec<String>,
    /// How sheets for walls are made.
    pub posters: Posters,
    /// For whom the site is built.
    pub profile: Profile,
    /// Whether search engines may list the pages.
    pub robots: bool,
    /// The address of a file in the repository.
    pub edit_url: String,
    /// Where to write to for whoever knows somebody to ask: `mailto:…` or `https://…`; empty if nowhere.
    pub contact: String,
    /// What becomes of raw HTML.
    pub raw_html: RawHtml,
    /// The displays on walls: first the one that every site has.
    pub walls: Vec<Playlist>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            path: "instep.yaml".into(),
            title: "Our customers".into(),
            base_url: String::new(),
            language: "en".into(),
            logo: None,
            palette: Palette::default(),
            interface: OwnWords::default(),
            header_links: Vec::new(),
            footer_links: Vec::new(),
            content: vec!["content".into()],
            output: "public".into(),
            exclude: Vec::new(),
            kinds: Vec::new(),
            words: Vec::new(),
            confirmed: (3, 2),
            marks: Marks::Auto,
            half_life: HalfLives::default(),
            people: Vec::new(),
            teams: BTreeMap::new(),
            segments: BTreeMap::new(),
            rules: BTreeMap::new(),
            denied_names: Vec::new(),
            posters: Posters::default(),
            profile: Profile::default(),
            robots: false,
            edit_url: String::new(),
            contact: String::new(),
            raw_html: RawHtml::default(),
            walls: vec![Playlist::everything()],
        }
    }
}

impl Config {
    /// Reads the settings; whatever is wrong is reported and keeps its default.
    pub fn read(path: &str, text: &str, kinds: &[&'static super::Kind]) -> (Config, Vec<Diagnostic>) {
        let path: Arc<str> = path.into();
        let names = Names::default();
        let mut decoder = Decoder::new(&path, text, &names);
        let nodes = yaml::parse(text, 0, &path, &mut decoder.diagnostics);
        let mut config = Config { path: path.clone(), ..Config::default() };
        if let Some(extra) = nodes.get(1) {
            decoder
                .error("invalid-value", extra.span, "the settings are one document, but here a second begins")
                .help = Some("remove the `---` line and join the two".into());
        }
        if let Some(node) = nodes.first() {
            let record = decoder.record(node, FIELDS);
            unknown_keys(&record.extra, FIELDS, &mut decoder);
            if let Some(privacy) = record.record("privacy") {
                unknown_keys(&privacy.extra, PRIVACY, &mut decoder);
            }
            if let Some(posters) = record.record("posters") {
                unknown_keys(&posters.extra, POSTERS, &mut decoder);
            }
            if let Some(evidence) = record.record("evidence") {
                unknown_keys(&evidence.extra, EVIDENCE, &mut decoder);
            }
            if let Some(freshness) = record.record("freshness") {
                unknown_keys(&freshness.extra, FRESHNESS, &mut decoder);
                config.half_life = HalfLives::read(any(freshness, "half_life"), kinds, &mut decoder);
            }
            config.fill(&record, kinds, &mut decoder);
        }
        (config, decoder.diagnostics)
    }

    fn fill(&mut self, record: &Record, kinds: &[&'static super::Kind], decoder: &mut Decoder) {
        for (name, target) in [
            ("title", &mut self.title),
            ("base_url", &mut self.base_url),
            ("language", &mut self.language),
            ("edit_url", &mut self.edit_url),
            ("output", &mut self.output),
        ] {
            if let Some(text) = record.text(name) {
                text.value.trim().clone_into(target);
            }
        }
        if !self.base_url.is_empty() && !self.base_url.ends_with('/') {
            self.base_url.push('/');
        }
        self.fill_identity(record, decoder);
        if !record.words("content").is_empty() {
            self.content = folders(record, decoder);
        }
        self.exclude =
            record.words("exclude").iter().filter_map(|glob| pattern(&glob.value, glob.span, decoder)).collect();
        self.people = record.words("people").to_vec();
        self.raw_html = match record.choice("raw_html") {
            "allow" => RawHtml::Allow,
            "escape" => RawHtml::Escape,
            _ => RawHtml::Sanitise,
        };
        self.contact = record.text("contact").and_then(|written| contact(written, decoder)).unwrap_or_default();
        self.robots = record.choice("robots") == "index";
        self.walls = wall::read(record.record("wall"), decoder);
        self.fill_evidence(record);
        self.profile = Profile::named(record.choice("profile")).unwrap_or_default();
        if let Some(privacy) = record.record("privacy") {
            self.denied_names = privacy.words("names").iter().map(|name| name.value.to_string()).collect();
        }
        if let Some(posters) = record.record("posters") {
            self.posters =
                Posters { paper: posters.choice("paper").to_owned(), fonts: posters.words("fonts").to_vec() };
        }
        self.kinds = kind_patterns(any(record, "kinds"), kinds, decoder);
        self.words = more_names(any(record, "words"), kinds, decoder);
        self.rules = levels(any(record, "rules"), decoder);
        self.teams = groups(any(record, "teams"), decoder);
        self.segments = groups(any(record, "segments"), decoder);
        shares(any(record, "segments"), decoder);
    }

    /// Whose site it is.
    fn fill_identity(&mut self, record: &Record, decoder: &mut Decoder) {
        self.logo = record.text("logo").cloned();
        self.palette = Palette::read(any(record, "accent"), any(record, "hues"), decoder);
        self.interface = OwnWords::read(any(record, "interface"), decoder);
        self.header_links = links(record, "header_links", decoder);
        self.footer_links = links(record, "footer_links", decoder);
    }

    fn fill_evidence(&mut self, record: &Record) {
        let Some(evidence) = record.record("evidence") else { return };
        self.marks = match evidence.choice("marks") {
            "on" => Marks::On,
            "off" => Marks::Off,
            _ => Marks::Auto,
        };
        if let Some(confirmed) = evidence.record("confirmed") {
            let or = |name, default| confirmed.number(name).map_or(default, |n| n as usize);
            self.confirmed = (or("participants", self.confirmed.0), or("methods", self.confirmed.1));
        }
    }

    /// The level of a rule's finding in this site; `None` if it is switched off.
    pub fn level(&self, diagnostic: &Diagnostic) -> Option<Severity> {
        self.level_of(diagnostic.rule, diagnostic.severity)
    }

    /// The level of a rule in this site; `None` if it is switched off.
    pub fn level_of(&self, rule: &str, default: Severity) -> Option<Severity> {
        self.rules.get(rule).map_or(Some(default), |level| level.value)
    }

    /// The path of a file as seen from its content folder; `None` if it lies in none or is excluded.
    pub fn content_path<'p>(&self, path: &'p str) -> Option<&'p str> {
        match self.exclude.iter().any(|glob| glob.is_match(path)) {
            true => None,
            false => self.path_inside(path).filter(|inside| *inside != HANGING),
        }
    }

    /// The path of a file that is read, as seen from its content folder: content, what says which sheet hangs where, and
    /// forms to fill in that are excluded, because their words should not be found in content.
    pub fn read_path<'p>(&self, path: &'p str) -> Option<&'p str> {
        let beside = |inside: &&str| files::is_template(path) || *inside == HANGING;
        self.content_path(path).or_else(|| self.path_inside(path).filter(beside))
    }

    fn path_inside<'p>(&self, path: &'p str) -> Option<&'p str> {
        if path == &*self.path || path == BASELINE {
            return None;
        }
        self.content.iter().find_map(|folder| match folder.as_str() {
            "" => Some(path),
            folder => path.strip_prefix(folder)?.strip_prefix('/'),
        })
    }
}

/// Links of the site's own: each needs what it says and where it leads.
fn links(record: &Record, name: &str, decoder: &mut Decoder) -> Vec<SiteLink> {
    let mut found = Vec::new();
    for link in record.records(name) {
        unknown_keys(&link.extra, LINK, decoder);
        match (link.text("title"), link.text("href")) {
            (Some(title), Some(href)) => {
                found.push(SiteLink { title: title.value.to_string(), href: href.clone() });
            }
            (title, _) => {
                let missing = if title.is_some() { "href" } else { "title" };
                decoder.error("missing-field", link.span, format!("this link has no `{missing}`")).help =
                    Some("write it as `{ title: Wiki, href: https://wiki.example/ }`".into());
            }
        }
    }
    found
}

fn folders(record: &Record, decoder: &mut Decoder) -> Vec<String> {
    let mut folders = Vec::new();
    for word in record.words("content") {
        match files::resolve("", word.value.trim_end_matches('/')) {
            Some(folder) if !word.value.starts_with('/') => folders.push(folder),
            _ => {
                let message = format!("`{}` is not a folder of this site", word.value);
                decoder.error("invalid-value", word.span, message).help =
                    Some("name a folder relative to this file, inside of its folder".into());
            }
        }
    }
    folders
}

/// An address that a link may lead to. A bare address of mail is one of `mailto:`.
fn contact(written: &Text, decoder: &mut Decoder) -> Option<String> {
    let address = written.value.trim();
    let is_mail = |address: &str| {
        let (before, host) = address.split_once('@').unwrap_or_default();
        !before.is_empty() && host.contains('.') && !address.contains(char::is_whitespace)
    };
    match html::scheme(address).as_deref() {
        Some("http" | "https") if !address.contains(char::is_whitespace) => return Some(address.to_owned()),
        Some("mailto") if !address.contains(char::is_whitespace) => return Some(address.to_owned()),
        None if is_mail(address) => return Some(format!("mailto:{address}")),
        None if address.is_empty() => return None,
        _ => {}
    }
    let message = format!("`{address}` is not an address to write to");
    decoder.error("invalid-value", written.span, message).help =
        Some("write an address of mail, or one that begins with `https://`".into());
    None
}

fn pattern(glob: &str, span: Span, decoder: &mut Decoder) -> Option<GlobMatcher> {
    match Glob::new(glob) {
        Ok(glob) => Some(glob.compile_matcher()),
        Err(error) => {
            let message = format!("`{glob}` is not a pattern: {}", error.kind());
            decoder.error("invalid-value", span, message).help =
                Some("write a pattern such as `**/templates/**`".into());
            None
        }
    }
}

fn any<'r>(record: &'r Record, name: &str) -> Option<&'r Node> {
    match record.get(name)? {
        Value::Any(node) => Some(node),
        _ => None,
    }
}

/// The entries of a mapping; anything else is reported.
pub(super) fn mapping<'n>(node: Option<&'n Node>, decoder: &mut Decoder) -> &'n [Entry] {
    match node {
        Some(node) if !matches!(node.data, Data::Map(_)) => {
            let message = format!("this should be a mapping, but it is {}", node.kind_word());
            decoder.error("wrong-type", node.span, message).help = Some("write it as `name: value` lines".into());
            &[]
        }
        Some(node) => node.entries(),
        None => &[],
    }
}

pub(super) fn text(node: &Node) -> Option<&str> {
    match &node.data {
        Data::Scalar(scalar) => Some(&scalar.text),
        _ => None,
    }
}

fn kind_patterns(
    node: Option<&Node>,
    kinds: &[&'static super::Kind],
    decoder: &mut Decoder,
) -> Vec<(GlobMatcher, String)> {
    let mut found = Vec::new();
    for entry in mapping(node, decoder) {
        let name = text(&entry.value).unwrap_or("");
        if !kinds.iter().any(|kind| kind.name == name) {
            let message = format!("there is no kind `{name}`");
            let finding = Diagnostic::error("invalid-value", decoder.path, entry.value.span, message)
                .help(format!("the kinds are {}", kinds.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ")))
                .did_you_mean(name, kinds.iter().map(|kind| kind.name));
            decoder.diagnostics.push(finding);
            continue;
        }
        if let Some(glob) = pattern(&entry.key.value, entry.key.span, decoder) {
            found.push((glob, name.to_owned()));
        }
    }
    found
}

fn more_names(node: Option<&Node>, kinds: &[&'static super::Kind], decoder: &mut Decoder) -> Vec<(String, String)> {
    let known: Vec<&str> = kinds.iter().flat_map(|kind| kind.fields.iter().map(|field| field.name)).collect();
    let mut found = Vec::new();
    for entry in mapping(node, decoder) {
        let field = entry.key.value.replace('-', "_");
        if !known.contains(&field.as_str()) {
            let message = format!("there is no field `{}` to give another name to", entry.key.value);
            let finding = Diagnostic::error("unknown-key", decoder.path, entry.key.span, message)
                .did_you_mean(&field, known.iter().copied());
            decoder.diagnostics.push(finding);
            continue;
        }
        let labels: Vec<&Node> = match &entry.value.data {
            Data::List(nodes) => nodes.iter().collect(),
            _ => vec![&entry.value],
        };
        found.extend(labels.into_iter().filter_map(text).map(|label| (field.clone(), label.to_owned())));
    }
    found
}

fn levels(node: Option<&Node>, decoder: &mut Decoder) -> BTreeMap<String, Spanned<Option<Severity>>> {
    let mut found = BTreeMap::new();
    for entry in mapping(node, decoder) {
        let level = match text(&entry.value).unwrap_or("") {
            "off" | "false" | "no" => None,
            "hint" => Some(Severity::Hint),
            "warning" | "warn" => Some(Severity::Warning),
            "error" => Some(Severity::Error),
            other => {
                let message = format!("`{other}` is not a level");
                decoder.error("invalid-value", entry.value.span, message).help =
                    Some("the levels are off, hint, warning, error".into());
                continue;
            }
        };
        found.insert(entry.key.value.to_string(), Spanned::new(level, entry.key.span));
    }
    found
}

fn groups(node: Option<&Node>, decoder: &mut Decoder) -> BTreeMap<String, Group> {
    let mut found = BTreeMap::new();
    for entry in mapping(node, decoder) {
        let id = entry.key.value.to_string();
        let details: BTreeMap<String, String> = entry
            .value
            .entries()
            .iter()
            .filter_map(|detail| Some((detail.key.value.to_string(), text(&detail.value)?.to_owned())))
            .collect();
        let name = text(&entry.value).map(str::to_owned).or_else(|| details.get("name").cloned());
        found.insert(id.clone(), Group { name: name.unwrap_or(id), details });
    }
    found
}

/// A share is a part of all. The shares of several segments may add up to more: somebody can belong to two.
fn shares(node: Option<&Node>, decoder: &mut Decoder) {
    let Some(node) = node else { return };
    for share in node.entries().iter().filter_map(|entry| entry.value.get("share")) {
        let written = text(share).unwrap_or_default();
        let number = written.trim().trim_end_matches('%').trim().parse::<f64>().ok();
        if number.is_some_and(|number| !(0.0..=100.0).contains(&number)) {
            let message = format!("`share` is {written}, and a part lies between 0 % and 100 %");
            decoder.error("out-of-range", share.span, message).help = Some("correct the number".into());
        }
    }
}

/// In the settings, unlike in content, every unknown key is a mistake.
pub(super) fn unknown_keys(extra: &[Entry], fields: &[Field], decoder: &mut Decoder) {
    for entry in extra {
        // What the decoder says of a near miss is advice for content.
        decoder.diagnostics.retain(|known| known.span != entry.key.span);
        let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
        let message = format!("there is no setting `{}`", entry.key.value);
        let help = match nearest(&entry.key.value, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the settings are {}", names.join(", ")),
        };
        decoder.error("unknown-key", entry.key.span, message).help = Some(help);
    }
}
