//! `instep poster`: sheets of paper for walls, as PDF.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use rayon::prelude::*;

use crate::diagnostic::Severity;
use crate::diagnostic::nearest;
use crate::disk;
use crate::pages::Pages;
use crate::paper::colours::Colours;
use crate::paper::fonts::Fonts;
use crate::paper::pdf::{self, Leaf};
use crate::paper::print::{self, Order, Printed, Trouble};
use crate::paper::sheet::{self, KINDS, Named};
use crate::paper::{Art, Orientation, Paper, Studio};
use crate::render::{self, Theme};

use super::planned::Planned;
use super::project::{BuildOptions, Project, exit_code, tell};
use super::{CliError, Global};

#[derive(Args)]
pub(super) struct Poster {
    /// Which sheets: names (`odile`), kinds (`map`), or ids of people for all that is theirs; default: every sheet
    sheets: Vec<String>,
    /// The paper: a5 to a0, letter, legal, tabloid, arch-c to arch-e, or a size such as 900x300mm
    #[arg(short, long, value_name = "PAPER", default_value = "a3")]
    paper: String,
    /// Higher than wide, whatever is usual for the sheet
    #[arg(long, conflicts_with = "landscape")]
    portrait: bool,
    /// Wider than high, whatever is usual for the sheet
    #[arg(long)]
    landscape: bool,
    /// From how far it is read, in metres; type grows with it
    #[arg(long, value_name = "METRES")]
    distance: Option<f32>,
    /// On how many sheets something may go on that does not fit on one
    #[arg(long = "sheets", value_name = "N", default_value = "1")]
    most: usize,
    /// The folder for the files, one for each sheet
    #[arg(short, long, value_name = "DIR", default_value = "posters")]
    output_dir: PathBuf,
    /// For printers that have only black
    #[arg(long)]
    mono: bool,
    /// Refuse a sheet that leaves something out
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    options: BuildOptions,
}

/// A sheet as a file.
struct Made {
    name: String,
    bytes: Vec<u8>,
    printed: Printed,
}

impl Poster {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode, CliError> {
        let started = Instant::now();
        let order = self.order()?;
        let project = Project::open(global)?;
        let output = project.root.join(&project.config.output);
        let input = project.input(&self.options, &output)?;
        let planned = Planned::of(&project, &input);
        let errors = planned.found.iter().filter(|found| found.severity == Severity::Error).count();
        if errors > 0 {
            project.print(global, &planned.found, &input.files, Some(&planned.pages.site));
            return Ok(exit_code(errors, 0, false));
        }
        let theme = planned.theme(&project).map_err(|found| {
            project.print(global, &found, &input.files, None);
            CliError::Config("the templates cannot be used".into(), None)
        })?;
        let pages = &planned.pages;
        let wanted = self.wanted(pages)?;
        let studio = studio(&theme, pages, self.mono);
        let made: Vec<Result<Made, CliError>> =
            wanted.par_iter().filter_map(|named| make(pages, &studio, &order, named)).collect();
        let mut short = 0;
        let mut written = 0;
        for made in made {
            let made = made?;
            if !made.printed.left_out.is_empty() {
                short += 1;
                tell(global, &left_out(&made.printed));
                if self.strict {
                    continue;
                }
            }
            let path = self.output_dir.join(format!("{}.pdf", made.name));
            disk::write_new(&path, &made.bytes, true).map_err(|error| {
                CliError::Write(path.display().to_string(), error)
            })?;
            written += 1;
        }
        let seconds = started.elapsed().as_secs_f32();
        let noun = if written == 1 { "sheet" } else { "sheets" };
        tell(global, &format!("{written} {noun} in {} ({seconds:.1} s).", self.output_dir.display()));
        Ok(exit_code(0, short, self.strict))
    }

    fn order(&self) -> Result<Order, CliError> {
        let paper = Paper::parse(&self.paper).map_err(|reason| CliError::Usage(format!("--paper: {reason}"), None))?;
        let orientation = match (self.portrait, self.landscape) {
            (true, _) => Some(Orientation::Portrait),
            (_, true) => Some(Orientation::Landscape),
            _ => None,
        };
        Ok(Order { paper, orientation, distance: self.distance, sheets: self.most.max(1) })
    }

    /// The sheets that are asked for, in the order of the site.
    fn wanted(&self, pages: &Pages) -> Result<Vec<Named>, CliError> {
        let all = sheet::all(pages);
        let is = |named: &Named, wanted: &str| {
            let person = named.person.is_some_and(|person| &*pages.site[person].id == wanted);
            named.name == wanted || named.kind.word() == wanted || person
        };
        for wanted in &self.sheets {
            if !all.iter().any(|named| is(named, wanted)) {
                let names = all.iter().map(|named| named.name.as_str()).chain(KINDS.iter().map(|kind| kind.word()));
                let hint = nearest(wanted, names).map(|near| format!("did you mean `{near}`?"));
                return Err(CliError::Usage(format!("there is no sheet `{wanted}`"), hint));
            }
        }
        // Another layout of a map says the same: only who names it wants it.
        let asked = |named: &Named| match self.sheets.is_empty() {
            true => !named.again,
            false => self.sheets.iter().any(|wanted| named.name == *wanted || (is(named, wanted) && !named.again)),
        };
        Ok(all.into_iter().filter(asked).collect())
    }
}

/// What sheets are set with.
fn studio(theme: &Theme, pages: &Pages, mono: bool) -> Studio {
    let fonts = Fonts::of(&theme.files, &[]);
    let mut theme = theme.clone();
    theme.prepare(pages, None);
    let colours = Colours::of(&theme.style());
    let art = Art { sign: |person| render::sign(person), icon: render::icon, mark: render::mark };
    Studio::new(fonts, if mono { colours.mono() } else { colours }, art)
}

fn make(pages: &Pages, studio: &Studio, order: &Order, named: &Named) -> Option<Result<Made, CliError>> {
    let printed = print::print(pages, studio, order, named)?;
    Some(printed.map_err(|trouble| refused(named, &trouble)).and_then(|printed| {
        let leaf = |(at, scene): (usize, &crate::paper::scene::Scene)| Leaf {
            scene: scene.clone(),
            trim: None,
            bleed: 0.0,
            bookmark: if at == 0 { printed.sheet.title.clone() } else { String::new() },
        };
        let leaves: Vec<Leaf> = printed.scenes.iter().enumerate().map(leaf).collect();
        let bytes = pdf::write(&printed.sheet.title, &printed.sheet.language, &leaves, &studio.fonts);
        let bytes = bytes
            .map_err(|reason| CliError::Config(format!("cannot write the sheet `{}`: {reason}", named.name), None))?;
        Ok(Made { name: named.name.clone(), bytes, printed })
    }))
}

fn refused(named: &Named, trouble: &Trouble) -> CliError {
    let name = &named.name;
    match trouble {
        Trouble::Letter(letter, script, text) => CliError::Config(
            format!("the sheet `{name}` needs a font for {script}: no font has the letter `{letter}` of “{text}”"),
            Some("name one in the settings: `posters: { fonts: [fonts/NAME.ttf] }`".into()),
        ),
        Trouble::TooLarge(refused) => CliError::Config(
            format!("the sheet `{name}` does not fit on its paper: {} lacks {:.0} mm", refused.what, refused.millimetres),
            Some("choose a larger paper".into()),
        ),
    }
}

/// What is said about a sheet that leaves something out.
fn left_out(printed: &Printed) -> String {
    let name = &printed.sheet.named.name;
    let n: usize = printed.left_out.iter().map(|left| left.items.len()).sum();
    let over = printed.left_out.iter().map(|left| left.millimetres).fold(0.0, f32::max).ceil();
    let noun = if n == 1 { "statement" } else { "statements" };
    let mut text = format!("warning: `{name}` on {} has no room for {n} {noun}", printed.paper);
    text.push_str(&if over > 0.0 { format!(": {over:.0} mm too much\n") } else { "\n".to_owned() });
    for left in &printed.left_out {
        left.items.iter().for_each(|item| text.push_str(&format!("    {}: {item}\n", left.part)));
    }
    let next = printed.paper.next().map(|next| format!("--paper {next}, "));
    text.push_str(&format!("  help: {}--sheets 2, or put what matters most first in the file", next.unwrap_or_default()));
    text
}
