//! `instep serve`: the site in a browser, as it is now.

use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use tokio::sync::watch;

use crate::build::{self, Cache, Input};
use crate::diagnostic::{Diagnostic, Severity};
use crate::disk;
use crate::files::Files;
use crate::pages::Pages;
use crate::render::{self, Failure, Theme};
use crate::report;
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
        let maker = Maker { global, options: self.build_options(), editor };
        watch::channel(Arc::new(maker.moment())).1
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

/// Makes a moment of what the files say.
struct Maker<'a> {
    global: &'a Global,
    options: BuildOptions,
    editor: &'a str,
}

const TITLE: &str = "The site cannot be shown";

impl Maker<'_> {
    /// The site as its files are now, or why it cannot be shown.
    fn moment(&self) -> Moment {
        let (project, wrong) = match Project::read(self.global) {
            Ok(read) => read,
            Err(error) => return self.broken(&error),
        };
        if !wrong.is_empty() {
            let wrong = build::levelled(wrong, &Config::default());
            return self.unusable("settings", &project, &Files::default(), &wrong);
        }
        let output = project.root.join(&project.config.output);
        match project.input(&self.options, &output) {
            Ok(input) => self.of_input(project, &input),
            Err(error) => self.broken(&error),
        }
    }

    fn of_input(&self, project: Project, input: &Input) -> Moment {
        let loaded = build::load(input, &mut Cache::default());
        let (words, mut found) = render::words(&input.config.language, &project.templates);
        let pages = build::plan(&loaded, words);
        found.extend(pages.clashes());
        found.extend(render::doubts(&project.templates));
        let mut found = build::levelled(found, &input.config);
        found.extend(loaded.diagnostics);
        match Theme::load(&project.templates, &pages.words) {
            Ok(theme) => self.shown(project, &input.files, pages, theme, &found),
            Err(errors) => {
                found.extend(findings(errors));
                self.unusable("templates", &project, &input.files, &found)
            }
        }
    }

    fn shown(&self, project: Project, files: &Files, pages: Pages, mut theme: Theme, found: &[Diagnostic]) -> Moment {
        project.print(self.global, found, files);
        theme.prepare(&pages, None);
        let problems = self.problems(&project, files, found);
        let (root, own) = (project.root.clone(), files.clone());
        let texts = Box::new(move |path: &str| project.source(&own, path));
        Moment::new(Ok(Shown::new(pages, theme, files, &root, texts)), problems, self.editor)
    }

    /// A moment without a site: findings say why.
    fn unusable(&self, what: &str, project: &Project, files: &Files, found: &[Diagnostic]) -> Moment {
        project.print(self.global, found, files);
        let sources = |path: &str| project.source(files, path);
        let errors = found.iter().filter(|finding| finding.severity == Severity::Error);
        let failure = Failure {
            title: TITLE.into(),
            text: format!("The {what} cannot be used. As soon as they are mended, the site is here."),
            frames: errors.map(|finding| serve::frame(finding, &sources)).collect(),
        };
        Moment::new(Err(failure), self.problems(project, files, found), self.editor)
    }

    /// A moment without a site: the tool could not read it.
    fn broken(&self, error: &CliError) -> Moment {
        error.print();
        // What a build says of the old site means nothing here.
        let text = match error {
            CliError::Content(error) => error.to_string(),
            error => error.to_string(),
        };
        let text = format!("{}.", report::visible(&text));
        let failure = Failure { title: TITLE.into(), text, frames: error.hint().into_iter().collect() };
        Moment::new(Err(failure), serve::problems(&[], &|_| None, ".".as_ref(), self.editor), self.editor)
    }

    fn problems(&self, project: &Project, files: &Files, found: &[Diagnostic]) -> Arc<str> {
        let sources = |path: &str| project.source(files, path);
        serve::problems(found, &sources, &disk::absolute(&project.root), self.editor)
    }
}
