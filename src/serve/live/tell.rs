//! What is wrong, told in the terminal and in the pages: better news at once, worse after a quiet moment.

use super::*;
use crate::render::Failure;
use crate::serve::problems::{frame, problems};

impl Live {
    /// Everything that is wrong.
    fn problems(&self) -> Vec<Diagnostic> {
        let mut all = self.found.clone();
        all.extend(TemplateError::findings(self.failures.clone()));
        all
    }

    /// Tells what is wrong at once if it is no worse than what was told, else after a quiet moment.
    pub(super) fn weigh_problems(&mut self, now: Instant) {
        let problems = self.problems();
        let worse = |told: &[Diagnostic], level| count(&problems, level) > count(told, level);
        match &self.told {
            Some(told) if *told == problems => {
                self.worse = None;
                self.renew_excerpts(&problems);
            }
            Some(told) if worse(told, Severity::Error) || worse(told, Severity::Warning) => {
                self.worse.get_or_insert(now + BROKEN);
            }
            _ => self.tell_problems(),
        }
    }

    /// Tells what is wrong, in the terminal and in the pages.
    pub(super) fn tell_problems(&mut self) {
        self.worse = None;
        let found = self.problems();
        let json = self.json(&found);
        let failure = self.good.is_none().then(|| Failure {
            title: "The site cannot be shown".into(),
            text: "As soon as this is mended, the site is here.".into(),
            frames: found.iter().map(|finding| self.frame(finding)).collect(),
        });
        self.moment = Arc::new(match failure {
            Some(failure) => self.moment.with_failure(failure, json),
            None => self.moment.with_problems(json),
        });
        // Whoever tells may look up any text.
        let mut tell = std::mem::replace(&mut self.tell, Box::new(|_| ()));
        tell(Told::Problems(&found, &|path: &str| self.text(path)));
        self.tell = tell;
        self.told = Some(found);
    }

    /// The same problems in lines that have changed.
    fn renew_excerpts(&mut self, problems: &[Diagnostic]) {
        let json = self.json(problems);
        if json != *self.moment.problems() {
            self.moment = Arc::new(self.moment.with_problems(json));
        }
    }

    fn json(&self, found: &[Diagnostic]) -> Arc<str> {
        problems(
            found,
            &|path: &str| self.text(path),
            &absolute(&self.setup.root),
            &self.setup.editor,
            self.setup.shared,
        )
    }

    fn frame(&self, finding: &Diagnostic) -> String {
        if self.setup.shared { finding.message.clone() } else { frame(finding, &|path: &str| self.text(path)) }
    }

    /// The newest text of a file, for excerpts.
    fn text(&self, path: &str) -> Option<Arc<str>> {
        let refused = self.refused.values().find_map(|refused| refused.text(path));
        refused.or_else(|| self.good.as_ref()?.text(path))
    }
}

pub(super) fn count(found: &[Diagnostic], severity: Severity) -> usize {
    found.iter().filter(|finding| finding.severity == severity).count()
}
