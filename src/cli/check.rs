//! `instep check`: everything that can be said about the content, and nothing built.

mod baseline;
mod fix;
mod past;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use crate::build::{self, Input};
use crate::diagnostic::Diagnostic;
use crate::report::{Known, Summary};
use crate::rules;
use crate::site::Site;

use super::planned::{self, Planned};
use super::project::{BuildOptions, Project, tell};
use super::{CliError, Global};

use past::Pasts;

#[derive(Args)]
pub(super) struct Check {
    #[command(flatten)]
    options: BuildOptions,
    /// Let warnings fail the check
    #[arg(long)]
    strict: bool,
    /// Let more warnings than this fail the check
    #[arg(long, value_name = "N", conflicts_with = "strict")]
    max_warnings: Option<usize>,
    /// Write into the files what mends a finding and leaves no choice
    #[arg(long)]
    fix: bool,
    /// With --fix: say what would be written, and write nothing
    #[arg(long, requires = "fix")]
    dry_run: bool,
    /// Only what this branch brought: findings that were not there when it and REV parted
    #[arg(long, value_name = "REV")]
    changed_since: Option<String>,
    /// Fail when a smaller share of the statements rests on something than when this branch and REV parted
    #[arg(long, value_name = "REV")]
    ratchet: Option<String>,
    /// Leave out the findings that this file lists; default: instep-baseline.json beside the settings, if it is there
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Show what the baseline lists as well
    #[arg(long, conflicts_with = "baseline")]
    no_baseline: bool,
    /// List what is wrong now in the baseline, so that only what is new is shown from now on
    #[arg(long, conflicts_with_all = ["no_baseline", "changed_since", "fix"])]
    write_baseline: bool,
    /// Do not ask git how old things are, or what was removed
    #[arg(long)]
    no_history: bool,
}

/// After so many rounds it is enough: each mends what the one before made visible.
const ROUNDS: usize = 5;

impl Check {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode, CliError> {
        let project = Project::open(global)?;
        let mut input = self.input(&project)?;
        let mut pasts = Pasts::default();
        let known = self.known(&project, &input, &mut pasts)?;
        let mut checked = known.sift(&project, &input);
        for _ in 0..ROUNDS {
            let wrote = self.fix && fix::mend(global, &project.root, &input.files, &checked.found, self.dry_run)?;
            if !wrote {
                break;
            }
            input = self.input(&project)?;
            checked = known.sift(&project, &input);
        }
        if self.write_baseline {
            return baseline::write(global, &project, &input, &checked, &baseline::place(self, &project));
        }
        if let Some(revision) = &self.ratchet {
            let before = pasts.at(revision, &project, &input)?;
            let fell = rules::coverage_fell(&before.loaded.site, &checked.site);
            checked.add(build::levelled(fell.into_iter().collect(), &input.config));
        }
        let unusable = std::mem::take(&mut checked.unusable);
        let only_templates = checked.summary.errors == 0 && !unusable.is_empty();
        checked.add(unusable);
        let summary = &checked.summary;
        project.report(global, &checked.found, &input.files, Some(&checked.site), summary);
        summary.sentences(global.verbose).iter().for_each(|line| tell(global, line));
        if summary.errors == 0 && summary.warnings > self.allowed() {
            tell(global, &self.too_many_warnings());
        }
        Ok(if only_templates { ExitCode::from(4) } else { self.exit_code(summary) })
    }

    fn input(&self, project: &Project) -> Result<Input, CliError> {
        let mut input = project.input(&self.options, &project.root.join(&project.config.output))?;
        if !self.no_history {
            input.history = project.history(&input.files);
        }
        Ok(input)
    }

    /// What is known already, and so not shown.
    fn known(&self, project: &Project, input: &Input, pasts: &mut Pasts) -> Result<AllKnown, CliError> {
        let since = self.changed_since.as_ref().map(|revision| pasts.known(revision, project, input)).transpose()?;
        let baseline = if self.no_baseline || self.write_baseline {
            None
        } else {
            planned::known(&baseline::place(self, project), self.baseline.is_some())?
        };
        Ok(AllKnown { baseline, since })
    }

    /// How many warnings do not fail the check.
    fn allowed(&self) -> usize {
        if self.strict { 0 } else { self.max_warnings.unwrap_or(usize::MAX) }
    }

    /// Why the check fails although nothing is an error.
    fn too_many_warnings(&self) -> String {
        match self.allowed() {
            0 => "The check fails: no warning is allowed.".to_owned(),
            1 => "The check fails: no more than one warning is allowed.".to_owned(),
            n => format!("The check fails: no more than {n} warnings are allowed."),
        }
    }

    fn exit_code(&self, summary: &Summary) -> ExitCode {
        let failed = summary.errors > 0 || summary.warnings > self.allowed();
        if failed { ExitCode::from(1) } else { ExitCode::SUCCESS }
    }
}

/// What a site's findings are, without those that are known.
struct Checked {
    site: Arc<Site>,
    found: Vec<Diagnostic>,
    /// What keeps every page from being made. It is never known: a build would not get past it.
    unusable: Vec<Diagnostic>,
    summary: Summary,
}

impl Checked {
    /// Adds findings that cannot be known already.
    fn add(&mut self, more: Vec<Diagnostic>) {
        self.found.extend(more);
        crate::diagnostic::sort(&mut self.found);
        let Summary { baseline, mended, unchanged, coverage, .. } = std::mem::take(&mut self.summary);
        self.summary = Summary { baseline, mended, unchanged, coverage, ..Summary::of(&self.found) };
    }
}

/// The findings that are known already.
struct AllKnown {
    baseline: Option<Known>,
    since: Option<Known>,
}

impl AllKnown {
    /// Checks a site, and leaves out what is known.
    fn sift(&self, project: &Project, input: &Input) -> Checked {
        let mut planned = Planned::of(project, input);
        let mut leave_out = |known: &Option<Known>| planned.leave_out(known.as_ref(), |_| true, project, input);
        let (baseline, mended) = leave_out(&self.baseline);
        let (unchanged, _) = leave_out(&self.since);
        let unusable = planned.theme(project).err().unwrap_or_default();
        let Planned { pages, found } = planned;
        let coverage = Some(pages.site.coverage());
        let summary = Summary { baseline, mended, unchanged, coverage, ..Summary::of(&found) };
        Checked { site: pages.site, found, unusable, summary }
    }
}
