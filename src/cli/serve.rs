//! `instep serve`: the site in a browser, as it is now.

use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use tokio::sync::watch;

use crate::build::{self, Cache, Input, Loaded};
use crate::diagnostic::Diagnostic;
use crate::disk;
use crate::files::Files;
use crate::pages::Pages;
use crate::render::{self, Failure, Theme};
use crate::report::{self, Human};
use crate::serve::{self, Moment, Options, Server, Shown};
use crate::site::Config;

use super::build::findings;
use super::project::{BuildOptions, Project, open_in_browser, tell};
use super::{CliError, Global, editor};

#[derive(Args)]
pub(super) struct Serve {
    /// The port, 0 for any that is free; default: 4477, or one of the next
    #[arg(short, long, value_name = "PORT")]
    port: Option<u16>,
    /// The address to listen on; default: this machine only
    #[arg(short, long, value_name = "ADDR")]
    interface: Option<IpAddr>,
    /// Answer to this host name as well; may be given several times
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// Open the site in a browser
    #[arg(short = 'O', long)]
    open: bool,
    /// Look for changes from time to time, where the file system does not report them
    #[arg(long)]
    poll: bool,
    /// Let the browser go to the page that was changed last
    #[arg(long)]
    follow: bool,
    /// Leave out drafts and what lies in the future, as a build does
    #[arg(long)]
    no_drafts: bool,
    /// Show the site as if it were this day (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
    /// The editor that opens files: a name such as vscode or idea, an address with {path}, {line} and {column}, or none
    #[arg(long, value_name = "NAME|URL")]
    editor: Option<String>,
}

impl Serve {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode, CliError> {
        let editor = editor::address(self.editor.as_deref())?;
        self.build_options().today()?;
        Project::settings(global)?;
        let server = Server::bind(&self.options())?;
        let moments = self.moments(global, &editor);
        self.announce(global, &server);
        server.run(moments)?;
        Ok(ExitCode::SUCCESS)
    }

    fn options(&self) -> Options {
        Options { interface: self.interface, port: self.port, allow_hosts: self.allow_host.clone() }
    }

    fn build_options(&self) -> BuildOptions {
        BuildOptions { drafts: !self.no_drafts, base_url: None, today: self.today.clone() }
    }

    /// The moments that are shown. For now there is one, of the files as they are; the watcher will send the others.
    fn moments(&self, global: &Global, editor: &str) -> watch::Receiver<Arc<Moment>> {
        let moment = moment(global, &self.build_options(), editor);
        watch::channel(Arc::new(moment)).1
    }

    /// Says where the site is, and who can see it.
    fn announce(&self, global: &Global, server: &Server) {
        let address = server.url();
        let port = server.addresses().first().map_or(0, SocketAddr::port);
        if let Some(busy) = server.moved_from() {
            tell(global, &format!("Port {busy} is busy, so it is {port}."));
        }
        if self.interface.is_some_and(|interface| !interface.is_loopback()) {
            tell(global, &format!("warning: everyone in this network can read the site at {address}"));
        }
        tell(global, &format!("Serving {address} (Ctrl-C ends it)"));
        if self.open {
            open_in_browser(address.as_ref());
        }
    }
}

/// The site as its files are now, or why it cannot be shown.
fn moment(global: &Global, options: &BuildOptions, editor: &str) -> Moment {
    let (project, wrong) = match Project::read(global) {
        Ok(read) => read,
        Err(error) => return broken(&error, editor),
    };
    let project = Arc::new(project);
    if !wrong.is_empty() {
        let wrong = build::levelled(wrong, &Config::default());
        let text = "The settings cannot be used. As soon as they are mended, the site is here.";
        return unusable(global, &project, &Files::default(), &wrong, text, editor);
    }
    let output = project.root.join(&project.config.output);
    match project.input(options, &output) {
        Ok(input) => of_input(global, &project, input, editor),
        Err(error) => broken(&error, editor),
    }
}

fn of_input(global: &Global, project: &Arc<Project>, input: Input, editor: &str) -> Moment {
    let loaded = build::load(&input, &mut Cache::default());
    let (words, mut found) = render::words(&input.config.language, &project.templates);
    let pages = build::plan(&loaded, words);
    found.extend(pages.clashes());
    found.extend(render::doubts(&project.templates));
    let mut found = build::levelled(found, &input.config);
    let Loaded { diagnostics, .. } = loaded;
    found.extend(diagnostics);
    match Theme::load(&project.templates, &pages.words) {
        Ok(theme) => shown(global, project, &input.files, pages, theme, &found, editor),
        Err(errors) => {
            found.extend(findings(errors));
            let text = "The templates cannot be used. As soon as they are mended, the site is here.";
            unusable(global, project, &input.files, &found, text, editor)
        }
    }
}

fn shown(
    global: &Global,
    project: &Arc<Project>,
    files: &Files,
    pages: Pages,
    mut theme: Theme,
    found: &[Diagnostic],
    editor: &str,
) -> Moment {
    project.print(global, found, files);
    theme.prepare(&pages, None);
    let problems = problems(project, files, found, editor);
    let root = project.root.clone();
    let (project, own) = (project.clone(), files.clone());
    let texts = Box::new(move |path: &str| project.source(&own, path));
    Moment::new(Ok(Shown::new(pages, theme, files, &root, texts)), problems, editor)
}

/// A moment without a site: findings say why.
fn unusable(
    global: &Global,
    project: &Project,
    files: &Files,
    found: &[Diagnostic],
    text: &str,
    editor: &str,
) -> Moment {
    project.print(global, found, files);
    let frames = found.iter().filter(|finding| finding.severity == crate::diagnostic::Severity::Error);
    let style = Human { colour: false, unicode: false, width: 100 };
    let sources = |path: &str| project.source(files, path);
    let frames = frames.map(|finding| report::human(&[finding], &sources, style).trim_end().to_owned()).collect();
    let failure = Failure { title: TITLE.into(), text: text.into(), frames };
    Moment::new(Err(failure), problems(project, files, found, editor), editor)
}

/// A moment without a site: the tool could not read it.
fn broken(error: &CliError, editor: &str) -> Moment {
    error.print();
    // What a build says of the old site means nothing here.
    let text = match error {
        CliError::Content(error) => error.to_string(),
        error => error.to_string(),
    };
    let text = format!("{}.", report::visible(&text));
    let failure = Failure { title: TITLE.into(), text, frames: error.hint().into_iter().collect() };
    Moment::new(Err(failure), serve::problems(&[], &|_| None, ".".as_ref(), editor), editor)
}

const TITLE: &str = "The site cannot be shown";

fn problems(project: &Project, files: &Files, found: &[Diagnostic], editor: &str) -> Arc<str> {
    let sources = |path: &str| project.source(files, path);
    serve::problems(found, &sources, &disk::absolute(&project.root), editor)
}
