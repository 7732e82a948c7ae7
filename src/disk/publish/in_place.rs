//! The update file by file, where two folders cannot be exchanged: every file is whole at every
//! moment, assets come before the pages that use them, and removals last.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use super::error::{PublishError, failed};
use super::plan::Plan;
use super::tree::{self, MANIFEST, Unknown};
use super::{Staging, make_dirs, ops, prune};

impl Staging {
    /// Brings the output from the old site to the new one, each file in one step.
    pub(super) fn update_in_place(&self, plan: &Plan) -> Result<(), PublishError> {
        ops::ensure_dir(&self.real).map_err(failed("make the folder", &self.dir))?;
        ops::sync(&self.stage).map_err(failed("sync", &self.dir))?;
        // First a manifest of old and new together: killed at any later moment, the next build
        // still knows every file as its own.
        let both: BTreeSet<&str> = plan.paths().chain(self.old.own_files()).collect();
        self.put_manifest(both.into_iter())?;
        self.change_files(plan).map_err(PublishError::half_way)
    }

    fn change_files(&self, plan: &Plan) -> Result<(), PublishError> {
        for (unknown, target) in plan.carried.iter().filter(|(u, target)| u.path != *target) {
            self.set_aside(unknown, target).map_err(self.failed("keep", &unknown.path))?;
        }
        let (blocking, others) = plan.removals();
        self.remove(&blocking)?;
        for path in plan.in_order() {
            make_dirs(&self.real, Path::new(path)).map_err(self.failed("write", path))?;
            ops::install(&self.stage.join(path), &self.real.join(path)).map_err(self.failed("write", path))?;
        }
        self.remove(&others)?;
        self.put_manifest(plan.paths())
    }

    fn set_aside(&self, unknown: &Unknown, target: &Path) -> io::Result<()> {
        let (from, to) = (self.real.join(&unknown.path), self.real.join(target));
        make_dirs(&self.real, target)?;
        if unknown.kind.is_dir() {
            return ops::ensure_dir(&to);
        }
        ops::rename(&from, &to)
    }

    fn remove(&self, paths: &[&str]) -> Result<(), PublishError> {
        for path in paths {
            ops::remove_file(&self.real.join(path)).map_err(self.failed("remove", path))?;
        }
        prune(&self.real, paths.iter().copied());
        Ok(())
    }

    fn put_manifest<'a>(&self, paths: impl Iterator<Item = &'a str>) -> Result<(), PublishError> {
        let put = || {
            let staged = self.stage.join(ops::fresh_name(ops::TEMPORARY));
            ops::write_new(&staged, &tree::manifest_text(paths)?)?;
            ops::install(&staged, &self.real.join(MANIFEST))
        };
        put().map_err(self.failed("write", MANIFEST))
    }
}
