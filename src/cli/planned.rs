//! A site with its pages and everything that is wrong with it before a page is rendered: what `build` and `check` share.

use std::path::Path;

use crate::build::{self, Cache, Input};
use crate::diagnostic::{self, Diagnostic};
use crate::disk::{self, pictures::Album};
use crate::pages::Pages;
use crate::render::{self, TemplateError, Theme};
use crate::report::{Known, fingerprints};
use crate::rules;

use super::CliError;
use super::project::Project;

/// A site with its pages.
pub(super) struct Planned {
    pub(super) pages: Pages,
    /// What is wrong, in the order of files.
    pub(super) found: Vec<Diagnostic>,
}

impl Planned {
    /// Reads a site and plans its pages.
    pub(super) fn of(project: &Project, input: &Input) -> Planned {
        let loaded = build::load(input, &mut Cache::default());
        let (mut words, mut found) = render::words(&input.config.language, &project.templates);
        found.extend(words.replace(&input.config.interface, &input.config.path));
        let (pictures, troubles) = Album::default().look(&project.root, &input.files);
        found.extend(troubles);
        let pages = build::plan(&loaded, words).with_pictures(pictures);
        found.extend(build::mistakes(&pages));
        found.extend(render::doubts(&project.templates));
        let mut found = build::levelled(found, &input.config);
        found.extend(loaded.diagnostics);
        diagnostic::sort(&mut found);
        Planned { pages, found }
    }

    /// The templates, or why they cannot be used. No setting makes those findings weigh less: without templates there is
    /// no page.
    pub(super) fn theme(&self, project: &Project) -> Result<Theme, Vec<Diagnostic>> {
        let mut theme = Theme::load(&project.templates, &self.pages.words).map_err(TemplateError::findings)?;
        theme.letters = disk::fonts::read_fonts(&project.root, &project.config)?;
        Ok(theme)
    }

    /// Leaves out what is known and may be left out: how many findings those are, and how many known ones are mended.
    pub(super) fn leave_out(
        &mut self,
        known: Option<&Known>,
        may: impl Fn(&Diagnostic) -> bool,
        project: &Project,
        input: &Input,
    ) -> (usize, usize) {
        let Some(known) = known else { return (0, 0) };
        let sources = |path: &str| project.source(&input.files, path);
        let prints = fingerprints(&self.found, &sources, Some(&self.pages.site));
        let sifted = known.sift(&prints, &|path| input.files.get(path).is_some());
        let before = self.found.len();
        let mut known = sifted.known.into_iter();
        self.found.retain(|finding| !(known.next().unwrap_or(false) && may(finding)));
        (before - self.found.len(), sifted.mended)
    }
}

/// Whether a build may leave out a finding that is known.
pub(super) fn leaves_pages_whole(finding: &Diagnostic) -> bool {
    rules::find(finding.rule).is_some_and(rules::Rule::leaves_pages_whole)
}

/// Reads the list of what is known; nothing if it is not there and nobody asked for it.
pub(super) fn known(path: &Path, asked: bool) -> Result<Option<Known>, CliError> {
    let unusable = |reason: String| {
        let hint = "write it anew with `instep check --write-baseline`, or remove it";
        CliError::Config(format!("cannot use the baseline {}: {reason}", path.display()), Some(hint.into()))
    };
    match disk::read_text(path) {
        Ok(text) => Known::read(&text).map(Some).map_err(unusable),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !asked => Ok(None),
        Err(error) => Err(unusable(error.to_string())),
    }
}
