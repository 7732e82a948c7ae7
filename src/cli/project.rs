//! A site on disk as the commands see it: its root, its settings, its files; and how findings reach the user.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anstream::stream::RawStream;
use jiff::civil::Date;

use crate::build::{self, Input};
use crate::diagnostic::{Diagnostic, Severity};
use crate::disk;
use crate::files::{File, Files, Problem};
use crate::kinds;
use crate::render::{self, Overrides};
use crate::report::{self, Ground, Human, Summary};
use crate::rules::Scope;
use crate::site::consent::{PROFILES, Profile};
use crate::site::{Config, History, Site};
use crate::syntax::date;

use super::{CliError, Colour, Format, Global};

/// A site on disk.
pub(super) struct Project {
    /// The folder of the settings file, unless both it and the root are named.
    pub(super) root: PathBuf,
    /// The settings file.
    pub(super) config_path: PathBuf,
    pub(super) config: Config,
    pub(super) config_text: Arc<str>,
    pub(super) templates: Overrides,
}

impl Project {
    /// Finds and reads the settings. Mistakes in them are printed and end the command.
    pub(super) fn open(global: &Global) -> Result<Project, CliError> {
        let (project, found) = Project::read(global)?;
        if !found.is_empty() {
            let found = build::levelled(found, &Config::default());
            project.print(global, &found, &Files::default(), None);
            let message = format!("the settings in {} cannot be used", project.config_path.display());
            return Err(CliError::Config(message, None));
        }
        Ok(project)
    }

    /// The settings file: the one that is named, else the nearest.
    pub(super) fn settings(global: &Global) -> Result<PathBuf, CliError> {
        let start = global.root.clone().unwrap_or_else(|| PathBuf::from("."));
        match &global.config {
            Some(path) => Ok(path.clone()),
            None => disk::find_config(&start).ok_or_else(|| no_config(&start)),
        }
    }

    /// The folder that settings speak of: their own; for settings that lie elsewhere, the one named with -C.
    pub(super) fn root(global: &Global, config_path: &Path) -> PathBuf {
        match (&global.root, &global.config) {
            (Some(root), Some(_)) => root.clone(),
            _ => config_path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")).into(),
        }
    }

    /// Finds and reads the settings; what is wrong in them comes beside.
    fn read(global: &Global) -> Result<(Project, Vec<Diagnostic>), CliError> {
        let config_path = Project::settings(global)?;
        let text = disk::read_text(&config_path)
            .map_err(|error| CliError::Config(format!("cannot read {}: {error}", config_path.display()), None))?;
        let root = &*Project::root(global, &config_path);
        let name =
            config_path.file_name().map_or_else(|| "instep.yaml".into(), |name| name.to_string_lossy().into_owned());
        let (config, found) = Config::read(&name, &text, &kinds::kinds());
        let templates = disk::read_templates(root).map_err(CliError::Templates)?;
        let project = Project { root: root.to_path_buf(), config_path, config, config_text: text.into(), templates };
        Ok((project, found))
    }

    /// Everything a build needs.
    pub(super) fn input(&self, options: &BuildOptions, output: &Path) -> Result<Input, CliError> {
        let mut config = self.config.clone();
        if let Some(url) = &options.base_url {
            config.base_url = if url.ends_with('/') { url.clone() } else { format!("{url}/") };
        }
        if let Some(profile) = options.profile.as_deref().and_then(Profile::named) {
            config.profile = profile;
        }
        let config = Arc::new(config);
        let files = disk::read_site(&self.root, &config, output)?;
        Ok(Input {
            files,
            config,
            today: options.today()?,
            drafts: options.drafts,
            rules: Scope::All,
            history: Arc::default(),
        })
    }

    /// What the repository remembers of the files.
    pub(super) fn history(&self, files: &crate::files::Files) -> Arc<History> {
        Arc::new(disk::read_history(&self.root, &self.config, files, cache().as_deref()))
    }

    /// The text of a file of the site, for excerpts.
    pub(super) fn source(&self, files: &Files, path: &str) -> Option<Arc<str>> {
        if path == &*self.config.path {
            return Some(self.config_text.clone());
        }
        if let Some(template) = path.strip_prefix("templates/") {
            let bytes = self.templates.get(template)?;
            return Some(String::from_utf8_lossy(bytes).into_owned().into());
        }
        if let Some(template) = path.strip_prefix("builtin/") {
            return Some(String::from_utf8_lossy(render::built_in(template)?).into_owned().into());
        }
        match files.get(path)? {
            File::Text(text) => Some(text.clone()),
            // What was readable before the bad byte is enough to point at its line.
            File::Bad(Problem::Encoding { before, .. }) => Some(before.as_str().into()),
            _ => None,
        }
    }

    /// Prints findings; what was read is known if there are settings.
    pub(super) fn print(&self, global: &Global, found: &[Diagnostic], files: &Files, site: Option<&Site>) {
        let summary = Summary { coverage: site.map(Site::coverage), ..Summary::of(found) };
        self.report(global, found, files, site, &summary);
    }

    /// Prints findings with a summary, where the format has a place for it.
    pub(super) fn report(
        &self,
        global: &Global,
        found: &[Diagnostic],
        files: &Files,
        site: Option<&Site>,
        summary: &Summary,
    ) {
        let sources = |path: &str| self.source(files, path);
        let folder = disk::place_in_repository(&self.root);
        print(global, found, Ground { sources: &sources, site, folder: &folder }, summary);
    }
}

/// Prints findings in the wanted format: machine formats to standard output, everything else to standard error.
pub(super) fn print(global: &Global, found: &[Diagnostic], ground: Ground, summary: &Summary) {
    let shown: Vec<&Diagnostic> =
        found.iter().filter(|finding| finding.severity > Severity::Hint || global.verbose).collect();
    match global.format {
        Format::Json => out(&report::json(&shown, ground, summary)),
        Format::Github => out(&report::github(&shown, ground)),
        Format::Sarif => out(&report::sarif(&shown, ground)),
        Format::Human => err(&report::human(&shown, ground.sources, style(global))),
    }
}

fn no_config(start: &Path) -> CliError {
    CliError::Config(
        format!("there is no {} in {} or above it", disk::CONFIG, start.display()),
        Some("go to the folder of your site, name it with -C, or begin one with `instep init`".into()),
    )
}

/// Options that decide what is built.
#[derive(clap::Args, Clone, Default)]
pub(super) struct BuildOptions {
    /// Show drafts and what lies in the future
    #[arg(long)]
    pub(super) drafts: bool,
    /// Where the site will be published
    #[arg(short = 'u', long, value_name = "URL")]
    pub(super) base_url: Option<String>,
    /// For whom it is: what was said is shown as far as was agreed
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(PROFILES))]
    pub(super) profile: Option<String>,
    /// Build as if it were this day (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    pub(super) today: Option<String>,
}

impl BuildOptions {
    pub(super) fn today(&self) -> Result<Date, CliError> {
        match &self.today {
            Some(text) => date::parse(text).map_err(|reason| {
                CliError::Usage(format!("--today: `{text}` {reason}"), Some("write it as 2026-11-09".into()))
            }),
            None => Ok(now()),
        }
    }
}

/// Today, where the tool runs.
#[allow(clippy::disallowed_methods, reason = "the command line is where the clock is read")]
pub(super) fn now() -> Date {
    jiff::Zoned::now().date()
}

/// The folder for what may be found out again: `$XDG_CACHE_HOME/instep`, else `~/.cache/instep`; none without a home.
#[allow(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
fn cache() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache")))?;
    Some(base.join("instep"))
}

/// The exit code for findings: 1 for errors, and for warnings if they count as such.
pub(super) fn exit_code(errors: usize, warnings: usize, strict: bool) -> ExitCode {
    if errors > 0 || (strict && warnings > 0) { ExitCode::from(1) } else { ExitCode::SUCCESS }
}

fn style(global: &Global) -> Human {
    let terminal = std::io::stderr().is_terminal();
    Human { colour: colours(global, &std::io::stderr()), unicode: terminal, width: terminal_width(terminal) }
}

fn terminal_width(terminal: bool) -> usize {
    // Without a terminal lines are as long as they are: nobody wants a log cut to 80 columns.
    if terminal { 120 } else { 200 }
}

/// The width of the terminal that standard output is, if it is one.
pub(super) fn columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok()?;
    (size.ws_col > 0).then_some(size.ws_col.into())
}

/// Whether colours are used: `--color`, else NO_COLOR, CLICOLOR_FORCE, CLICOLOR, TERM and the terminal.
pub(super) fn colours(global: &Global, stream: &impl RawStream) -> bool {
    match global.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => !matches!(anstream::AutoStream::choice(stream), anstream::ColorChoice::Never),
    }
}

/// Prints to standard output. A closed pipe is no failure: whoever reads has read enough.
pub(super) fn out(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Prints to standard error.
pub(super) fn err(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Prints one line to standard error.
pub(super) fn say(line: &str) {
    err(&format!("{line}\n"));
}

/// Prints one line to standard error unless `--quiet`.
pub(super) fn tell(global: &Global, line: &str) {
    if !global.quiet {
        say(line);
    }
}

/// Opens a file or an address in the browser; what does not open is still there.
pub(super) fn open_in_browser(place: &std::ffi::OsStr) {
    use std::os::unix::process::CommandExt;
    let command = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    // In a group of its own: a browser that this starts must not end with a Ctrl-C that is meant for us.
    match std::process::Command::new(command).arg(place).process_group(0).spawn() {
        // Somebody has to notice that it ended, in a command that goes on.
        Ok(mut child) => drop(std::thread::spawn(move || child.wait())),
        Err(_) => err(&format!("Open {} in a browser.\n", place.display())),
    }
}
