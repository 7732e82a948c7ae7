//! `instep serve`: the site in a browser, as it is now.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{self, Ground, Sources, Summary};
use crate::serve::{Options, Preview, Server, Setup, Tell, Told};

use super::build::{counted, counts};
use super::project::{BuildOptions, Project, err, now, open_in_browser, print, tell};
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
        let setup = self.setup(global)?;
        let server = Server::bind(&self.options())?;
        let preview = Preview::open(setup, Terminal::new(global).tell());
        self.announce(global, &server);
        server.run(preview, self.poll)?;
        Ok(ExitCode::SUCCESS)
    }

    fn options(&self) -> Options {
        Options { interface: self.interface, port: self.port, allow_hosts: self.allow_host.clone() }
    }

    fn setup(&self, global: &Global) -> Result<Setup, CliError> {
        let options = BuildOptions { today: self.today.clone(), ..BuildOptions::default() };
        let config = Project::settings(global)?;
        Ok(Setup {
            root: Project::root(global, &config),
            config,
            today: self.today.as_ref().map(|_| options.today()).transpose()?,
            clock: now,
            drafts: !self.no_drafts,
            editor: editor::address(self.editor.as_deref())?,
            follow: self.follow,
            shared: self.interface.is_some_and(|interface| !interface.is_loopback()),
        })
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

/// What is told while the preview runs. Problems are printed once, and nothing else scrolls them away: what was shown
/// stands in one line that is written over.
struct Terminal {
    global: Global,
    /// Whether a line can be written over.
    line: bool,
    /// The problems that were printed: rule, path and message. Their lines move while somebody writes.
    printed: BTreeSet<(&'static str, String, String)>,
}

impl Terminal {
    fn new(global: &Global) -> Terminal {
        Terminal {
            global: global.clone(),
            line: !global.quiet && std::io::stderr().is_terminal(),
            printed: BTreeSet::new(),
        }
    }

    fn tell(mut self) -> Tell {
        Box::new(move |told| match told {
            Told::Problems(found, sources) => self.problems(found, sources),
            Told::Shown(paths, took) => self.shown(paths, took),
            Told::Note(text) => {
                self.clear();
                tell(&self.global, &format!("note: {text}"));
            }
        })
    }

    fn problems(&mut self, found: &[Diagnostic], sources: &Sources) {
        self.clear();
        let name = |finding: &Diagnostic| (finding.rule, finding.path.to_string(), finding.message.clone());
        let new = found.iter().filter(|finding| !self.printed.contains(&name(finding)));
        let new: Vec<Diagnostic> = new.cloned().collect();
        print(&self.global, &new, Ground { sources, site: None, folder: "" }, &Summary::of(&new));
        let problems = found.iter().filter(|finding| finding.severity > Severity::Hint);
        let before = std::mem::replace(&mut self.printed, problems.map(name).collect());
        let (errors, warnings) = counts(found);
        match (errors, warnings) {
            (0, 0) if !before.is_empty() => tell(&self.global, &format!("{} All is well again.", time())),
            (0, 0) => {}
            _ => tell(&self.global, &format!("{} {}.", time(), counted(errors, warnings))),
        }
    }

    fn shown(&mut self, paths: &[String], took: Duration) {
        if let (true, [first, more @ ..]) = (self.line, paths) {
            let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
            err(&format!("\r\x1b[K{} {}{more} ({} ms)", time(), report::visible(first), took.as_millis()));
        }
    }

    fn clear(&self) {
        if self.line {
            err("\r\x1b[K");
        }
    }
}

/// The time of the day, for lines that come while the preview runs.
#[allow(clippy::disallowed_methods, reason = "the command line is where the clock is read")]
fn time() -> String {
    jiff::Zoned::now().strftime("%H:%M:%S").to_string()
}
