//! The site as it was when this branch and another revision parted.

use std::collections::HashMap;
use std::rc::Rc;

use crate::build::{self, Cache, Input, Loaded};
use crate::disk::revision;
use crate::files::Files;
use crate::report::{Known, fingerprints};
use crate::site::words::Words;

use super::super::CliError;
use super::super::project::Project;

/// Sites of the past by the names they were asked for, each read once.
#[derive(Default)]
pub(super) struct Pasts {
    all: HashMap<String, Rc<Past>>,
}

/// A site of the past, read with the settings of now.
pub(super) struct Past {
    pub(super) loaded: Loaded,
    files: Files,
}

impl Pasts {
    /// The site when this branch and `name` parted.
    pub(super) fn at(&mut self, name: &str, project: &Project, now: &Input) -> Result<Rc<Past>, CliError> {
        if let Some(past) = self.all.get(name) {
            return Ok(past.clone());
        }
        let commit = revision::parting(&project.root, name)?;
        let output = project.root.join(&project.config.output);
        let files = revision::revision(&project.root, &now.config, &output, &commit)?;
        let (config, history) = (now.config.clone(), now.history.clone());
        let input = Input { files, config, history, today: now.today, drafts: now.drafts, rules: now.rules };
        let loaded = build::load(&input, &mut Cache::default());
        let past = Rc::new(Past { loaded, files: input.files });
        self.all.insert(name.to_owned(), past.clone());
        Ok(past)
    }

    /// What was found then.
    pub(super) fn known(&mut self, name: &str, project: &Project, now: &Input) -> Result<Known, CliError> {
        let past = self.at(name, project, now)?;
        let sources = |path: &str| project.source(&past.files, path);
        // The templates are those of now: what is found in them is not known.
        let clashes = build::mistakes(&build::plan(&past.loaded, Words::default()));
        let found = [build::levelled(clashes, &now.config), past.loaded.diagnostics.clone()].concat();
        Ok(Known::of(fingerprints(&found, &sources, Some(&past.loaded.site))))
    }
}
