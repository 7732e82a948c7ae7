//! The parts of a site as they could be used last: settings, templates, files.

use std::path::Path;
use std::sync::Arc;

use crate::build::{Cache, Input};
use crate::diagnostic::Diagnostic;
use crate::disk::pictures::Album;
use crate::disk::{self, ContentError, Tree};
use crate::files::{File, Files, Problem};
use crate::kinds;
use crate::paper::fonts::Added;
use crate::render::{self, Overrides, TemplateError, Theme};
use crate::report::visible;
use crate::rules::Scope;
use crate::site::Config;
use crate::site::words::Words;
use crate::text::Span;

use super::live::Setup;

/// Everything that pages are made of.
pub(super) struct Good {
    pub(super) settings: Settings,
    pub(super) tree: Tree,
    pub(super) input: Input,
    pub(super) cache: Cache,
    pub(super) look: Look,
    pub(super) album: Album,
}

/// The settings, and the text they were read from.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) text: Arc<str>,
    pub(super) config: Arc<Config>,
}

/// Templates and words.
pub(super) struct Look {
    pub(super) overrides: Arc<Overrides>,
    pub(super) words: Words,
    pub(super) theme: Theme,
    /// What is doubtful in words and templates.
    pub(super) found: Vec<Diagnostic>,
}

/// Why a part cannot be used, and the text it is said of.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Refused {
    pub(super) found: Vec<Diagnostic>,
    pub(super) texts: Vec<(String, Arc<str>)>,
}

impl Settings {
    /// Reads the settings.
    pub(super) fn read(path: &Path) -> Result<Settings, Refused> {
        let name = path.file_name().map_or_else(|| disk::CONFIG.into(), |name| name.to_string_lossy().into_owned());
        let text: Arc<str> = match disk::read_text(path) {
            Ok(text) => text.into(),
            Err(error) => return Err(Refused::tool(&name, &format!("the settings cannot be read: {error}"))),
        };
        let (config, found) = Config::read(&name, &text, &kinds::kinds());
        match found.is_empty() {
            true => Ok(Settings { text, config: Arc::new(config) }),
            false => Err(Refused { found, texts: vec![(name, text)] }),
        }
    }

    /// The fonts for sheets that they name. Finding an installed one takes a while: they are read when the settings are.
    pub(super) fn letters(&self, root: &Path) -> Result<Vec<Added>, Refused> {
        let refused = |found| Refused { found, texts: vec![(self.config.path.to_string(), self.text.clone())] };
        disk::fonts::read_fonts(root, &self.config).map_err(refused)
    }
}

impl Look {
    /// Loads the theme with a site's own templates and the fonts for its sheets.
    pub(super) fn load(overrides: Arc<Overrides>, config: &Config, letters: Vec<Added>) -> Result<Look, Refused> {
        let (mut words, mut found) = render::words(&config.language, &overrides);
        found.extend(words.replace(&config.interface, &config.path));
        found.extend(render::doubts(&overrides));
        match Theme::load(&overrides, &words) {
            Ok(mut theme) => {
                theme.letters = letters;
                Ok(Look { overrides, words, theme, found })
            }
            Err(errors) => Err(Refused { found: TemplateError::findings(errors), texts: texts(&overrides) }),
        }
    }
}

impl Good {
    /// Reads everything from nothing.
    pub(super) fn read(setup: &Setup) -> Result<Good, Refused> {
        let settings = Settings::read(&setup.config)?;
        let overrides = Arc::new(overrides(setup, &settings.config)?);
        let look = Look::load(overrides, &settings.config, settings.letters(&setup.root)?)?;
        let (tree, files) = tree(setup, &settings.config)?;
        let config = settings.config.clone();
        let input = Input {
            files,
            config,
            today: setup.day(),
            drafts: setup.drafts,
            rules: Scope::Entities,
            history: Arc::default(),
        };
        Ok(Good { settings, tree, input, cache: Cache::default(), look, album: Album::default() })
    }

    /// The text of a file, for excerpts.
    pub(super) fn text(&self, path: &str) -> Option<Arc<str>> {
        if path == &*self.settings.config.path {
            return Some(self.settings.text.clone());
        }
        if let Some(text) = template_text(&self.look.overrides, path) {
            return Some(text);
        }
        match self.input.files.get(path)? {
            File::Text(text) => Some(text.clone()),
            File::Bad(problem) => readable(problem),
            File::Asset => None,
        }
    }
}

impl Refused {
    /// The tool could not read something.
    pub(super) fn tool(path: &str, message: &str) -> Refused {
        let found = Diagnostic::error("unreadable", &path.into(), Span::default(), visible(message))
            .help("the preview goes on as soon as it can be read");
        Refused { found: vec![found], texts: Vec::new() }
    }

    /// The content folders cannot be used.
    pub(super) fn content(config: &Config, error: &ContentError) -> Refused {
        Refused::tool(&config.path, &error.to_string())
    }

    pub(super) fn text(&self, path: &str) -> Option<Arc<str>> {
        self.texts.iter().find(|(known, _)| known == path).map(|(_, text)| text.clone())
    }
}

/// The text of a template by its path in messages: `templates/base.html`, `builtin/base.html`.
pub(super) fn template_text(overrides: &Overrides, path: &str) -> Option<Arc<str>> {
    let bytes = match path.strip_prefix("templates/") {
        Some(own) => overrides.get(own)?.clone(),
        None => render::built_in(path.strip_prefix("builtin/")?)?.into(),
    };
    Some(String::from_utf8_lossy(&bytes).into())
}

/// What was readable before the bad byte is enough to point at its line.
pub(super) fn readable(problem: &Problem) -> Option<Arc<str>> {
    match problem {
        Problem::Encoding { before, .. } => Some(before.as_str().into()),
        _ => None,
    }
}

/// A site's own templates.
pub(super) fn overrides(setup: &Setup, config: &Config) -> Result<Overrides, Refused> {
    disk::read_templates(&setup.root)
        .map_err(|error| Refused::tool(&config.path, &format!("the templates cannot be read: {error}")))
}

/// The content folders as the settings name them, and what lies in them.
pub(super) fn tree(setup: &Setup, config: &Arc<Config>) -> Result<(Tree, Files), Refused> {
    let refused = |error: ContentError| Refused::content(config, &error);
    let mut tree = Tree::new(&setup.root, config.clone(), &setup.root.join(&config.output)).map_err(refused)?;
    let mut files = Files::default();
    let (found, error) = tree.scan();
    if let Some(error) = error {
        return Err(refused(error));
    }
    for (path, file) in found {
        if let Some(file) = file {
            files.insert(&path, file);
        }
    }
    Ok((tree, files))
}

fn texts(overrides: &Overrides) -> Vec<(String, Arc<str>)> {
    let text = |bytes: &Arc<[u8]>| Arc::from(String::from_utf8_lossy(bytes));
    overrides.iter().map(|(path, bytes)| (format!("templates/{path}"), text(bytes))).collect()
}
