//! The command line: one file per command, and what they share.

mod build;
mod check;
mod clean;
mod completions;
mod editor;
mod error;
mod explain;
mod init;
mod list;
mod man;
mod new;
mod planned;
mod poster;
mod project;
mod rename;
mod schema;
mod serve;
mod wall;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use error::CliError;

/// A static-site generator for empathy maps.
///
/// Personas, empathy maps, journeys, stories and the research behind them, as Markdown and YAML in a repository,
/// become a site that shows what every statement rests on.
#[derive(Parser)]
#[command(name = "instep", version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command; they may stand before or after it.
#[derive(Args, Clone)]
pub struct Global {
    /// The folder of the site, or a folder inside it
    #[arg(short = 'C', long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    /// The settings file; default: the nearest instep.yaml upwards
    #[arg(short, long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How findings are printed
    #[arg(long, global = true, value_enum, default_value = "human")]
    format: Format,
    /// Colours
    #[arg(long, global = true, value_enum, default_value = "auto")]
    color: Colour,
    /// Print nothing but findings
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Print hints as well
    #[arg(short, long, global = true)]
    verbose: bool,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With excerpts, for people
    Human,
    /// One JSON document, on standard output
    Json,
    /// Workflow commands that a code host shows beside the line, on standard output
    Github,
    /// A log for code scanning, SARIF 2.1.0, on standard output
    Sarif,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR or TERM=dumb says otherwise
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Subcommand)]
enum Command {
    /// Make a new site with one example person
    Init(init::Init),
    /// Write a new file of a kind, with prompts that guide
    New(new::New),
    /// Build the site
    Build(build::Build),
    /// Show the site in a browser while you write
    Serve(serve::Serve),
    /// Check the content: references, quotes, dates, evidence, privacy
    Check(check::Check),
    /// Explain a rule of the checker
    Explain(explain::Explain),
    /// List what there is, or how files were read
    List(list::List),
    /// Make sheets for walls: people, maps, journeys and more, as PDF
    Poster(poster::Poster),
    /// Give a thing another id, and change every reference to it
    Rename(rename::Rename),
    /// Say which sheets on walls are out of date, and what changed on them
    Wall(wall::Wall),
    /// Print JSON Schema of what can be written, for editors
    Schema(schema::Schema),
    /// Print completions for a shell
    Completions(completions::Completions),
    /// Print the manual page, or that of a command
    Man(man::Man),
    /// Delete the built site: only the files that Instep wrote
    Clean(clean::Clean),
}

/// Parses the arguments, runs the command, and gives the exit code.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let global = cli.global;
    let done = match cli.command {
        Command::Init(command) => command.run(&global),
        Command::New(command) => command.run(&global),
        Command::Build(command) => command.run(&global),
        Command::Serve(command) => command.run(&global),
        Command::Check(command) => command.run(&global),
        Command::Explain(command) => command.run(&global),
        Command::List(command) => command.run(&global),
        Command::Poster(command) => command.run(&global),
        Command::Rename(command) => command.run(&global),
        Command::Wall(command) => command.run(&global),
        Command::Schema(command) => command.run(&global),
        Command::Completions(command) => Ok(command.run()),
        Command::Man(command) => command.run(),
        Command::Clean(command) => command.run(&global),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            error.print();
            error.exit_code()
        }
    }
}
