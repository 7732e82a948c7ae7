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
use crate::paper::pdf::{self, Leaf};
use crate::paper::print::{self, Order, Printed, Trouble};
use crate::paper::reading::Reading;
use crate::paper::scene::Scene;
use crate::paper::sheet::{KINDS, Named};
use crate::paper::{Orientation, Paper, Studio, bleed, tile};
use crate::twins;

use super::planned::Planned;
use super::project::{BuildOptions, Project, err, exit_code, say, tell};
use super::{CliError, Global};

#[derive(Args)]
pub(super) struct Poster {
    /// Which sheets: names, as they stand on the site below `print/`, or kinds: persona, map, journey, story, hurts, cards;
    /// default: every sheet
    sheets: Vec<String>,
    /// Only what belongs to this person
    #[arg(long, value_name = "PERSON")]
    of: Option<String>,
    /// The paper: a5 to a0, letter, legal, tabloid, arch-c to arch-e, or a size such as 900x300mm; default: `posters`
    /// in the settings, else a3
    #[arg(short, long, value_name = "PAPER")]
    paper: Option<String>,
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
    /// All sheets in one file of this name, with a table of contents
    #[arg(long, value_name = "FILE")]
    booklet: Option<PathBuf>,
    /// Each sheet over several pages of this paper, to be glued together
    #[arg(long, value_name = "PAPER", conflicts_with = "bleed")]
    tile: Option<String>,
    /// For a print shop: colour beyond the edge, by so much (such as 3mm), and crop marks
    #[arg(long, value_name = "LENGTH")]
    bleed: Option<String>,
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
    leaves: Vec<Leaf>,
    printed: Printed,
}

/// What becomes of a sheet after it is set.
#[derive(Clone, Copy)]
enum Finish {
    /// Nothing more.
    Plain,
    /// Over pages of this paper.
    Tiled(Paper),
    /// With so much colour beyond the edge, in millimetres.
    Bled(f32),
}

impl Poster {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode, CliError> {
        let started = Instant::now();
        let order = &self.order()?;
        let finish = self.finish()?;
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
        let mut theme = theme;
        theme.prepare(pages, None);
        let wanted = self.wanted(pages)?;
        let studio = twins::sheets::studio(&theme, self.mono);
        let one = |named: &Named| make(pages, &studio, &self.order_of(pages, order, named), finish, named);
        let made: Vec<Result<Made, CliError>> = wanted.par_iter().filter_map(one).collect();
        let made: Vec<Made> = made.into_iter().collect::<Result<_, _>>()?;
        let short: Vec<&Printed> =
            made.iter().map(|made| &made.printed).filter(|printed| !printed.left_out.is_empty()).collect();
        short.iter().for_each(|printed| err(&left_out(printed)));
        if self.strict && !short.is_empty() {
            let noun = if short.len() == 1 { "sheet leaves" } else { "sheets leave" };
            say(&format!("error: {} {noun} something out; nothing was written.", short.len()));
            return Ok(ExitCode::from(1));
        }
        let files = match &self.booklet {
            Some(path) => vec![(path.clone(), self.booklet(pages, &studio, &made)?)],
            None => made.par_iter().map(|made| self.file(&studio, made)).collect::<Result<_, _>>()?,
        };
        for (path, bytes) in &files {
            let failed = |error| CliError::Write(path.display().to_string(), error);
            disk::write_new(path, bytes, true).map_err(failed)?;
        }
        let place = self.booklet.as_ref().unwrap_or(&self.output_dir);
        let noun = if made.len() == 1 { "sheet" } else { "sheets" };
        let seconds = started.elapsed().as_secs_f32();
        tell(global, &format!("{} {noun} in {} ({seconds:.1} s).", made.len(), place.display()));
        if pages.site.config.base_url.is_empty() {
            tell(global, "Without `base_url` in the settings sheets have no address and no QR code.");
        }
        Ok(ExitCode::SUCCESS)
    }

    /// A sheet as a file of its own.
    fn file(&self, studio: &Studio, made: &Made) -> Result<(PathBuf, Vec<u8>), CliError> {
        let sheet = &made.printed.sheet;
        let bytes = pdf::write(&sheet.title, &sheet.language, &made.leaves, &studio.fonts);
        let bytes = bytes.map_err(|reason| unwritten(&sheet.named.name, &reason))?;
        Ok((self.output_dir.join(format!("{}.pdf", sheet.named.name)), bytes))
    }

    /// All sheets as one file.
    fn booklet(&self, pages: &Pages, studio: &Studio, made: &[Made]) -> Result<Vec<u8>, CliError> {
        let leaves: Vec<Leaf> = made.iter().flat_map(|made| made.leaves.clone()).collect();
        let config = &pages.site.config;
        pdf::write(&config.title, &config.language, &leaves, &studio.fonts)
            .map_err(|reason| unwritten(&config.title, &reason))
    }

    fn finish(&self) -> Result<Finish, CliError> {
        let usage = |option: &str, reason: String| CliError::Usage(format!("{option}: {reason}"), None);
        if let Some(tile) = &self.tile {
            return Paper::parse(tile).map(Finish::Tiled).map_err(|reason| usage("--tile", reason));
        }
        let Some(bleed) = &self.bleed else { return Ok(Finish::Plain) };
        let millimetres = bleed.trim().trim_end_matches("mm").trim().parse::<f32>().ok();
        let millimetres = millimetres.filter(|bleed| (0.0..=20.0).contains(bleed));
        millimetres.map(Finish::Bled).ok_or_else(|| usage("--bleed", format!("`{bleed}` is not between 0 and 20mm")))
    }

    /// Without a paper on the command line the site says which.
    fn order_of(&self, pages: &Pages, order: &Order, named: &Named) -> Order {
        match self.paper {
            None => Order { paper: pages.paper(named.kind), ..order.clone() },
            Some(_) => order.clone(),
        }
    }

    fn order(&self) -> Result<Order, CliError> {
        let paper = Paper::parse(self.paper.as_deref().unwrap_or("a3"))
            .map_err(|reason| CliError::Usage(format!("--paper: {reason}"), None))?;
        let orientation = match (self.portrait, self.landscape) {
            (true, _) => Some(Orientation::Portrait),
            (_, true) => Some(Orientation::Landscape),
            _ => None,
        };
        Ok(Order { paper, orientation, distance: self.distance, sheets: self.most.max(1) })
    }

    /// The sheets that are asked for, in the order of the site.
    fn wanted(&self, pages: &Pages) -> Result<Vec<Named>, CliError> {
        let all = pages.sheets();
        let of = |named: &Named| named.person.is_some_and(|person| self.of.as_deref() == Some(&*pages.site[person].id));
        let is = |named: &Named, wanted: &str| {
            named.name == wanted || (named.kind.word() == wanted && named.layout.is_empty())
        };
        if let Some(of_whom) = self.of.as_ref().filter(|_| !all.iter().any(of)) {
            return Err(CliError::Usage(format!("there is no person `{of_whom}` with sheets"), None));
        }
        for wanted in &self.sheets {
            if !all.iter().any(|named| is(named, wanted)) {
                let names = all.iter().map(|named| named.name.as_str()).chain(KINDS.iter().map(|kind| kind.word()));
                let hint = nearest(wanted, names).map(|near| format!("did you mean `{near}`?"));
                return Err(CliError::Usage(format!("there is no sheet `{wanted}`"), hint));
            }
        }
        // Another layout of a map says the same: only who names it wants it.
        let asked = |named: &&Named| match (self.sheets.is_empty(), &self.of) {
            (true, None) => named.layout.is_empty(),
            (true, Some(_)) => of(named) && named.layout.is_empty(),
            (false, _) => self.sheets.iter().any(|wanted| is(named, wanted)) && (self.of.is_none() || of(named)),
        };
        Ok(all.iter().filter(asked).cloned().collect())
    }
}

fn make(
    pages: &Pages,
    studio: &Studio,
    order: &Order,
    finish: Finish,
    named: &Named,
) -> Option<Result<Made, CliError>> {
    let printed = match print::print(pages, studio, order, named)? {
        Ok(printed) => printed,
        Err(trouble) => return Some(Err(refused(named, &trouble))),
    };
    let plain = |scene: Scene| Leaf { scene, trim: None, bleed: 0.0, bookmark: String::new() };
    let border = Reading::of(printed.paper, order.distance).border;
    let finished = |scene: &Scene| match finish {
        Finish::Plain => vec![plain(scene.clone())],
        Finish::Tiled(paper) => tile::tiles(scene, paper, &studio.fonts, &pages.words).into_iter().map(plain).collect(),
        Finish::Bled(by) => {
            let bled = bleed::bleed(scene, border, by);
            vec![Leaf { trim: Some(bled.trim), bleed: by, ..plain(bled.scene) }]
        }
    };
    let mut leaves: Vec<Leaf> = printed.scenes.iter().flat_map(finished).collect();
    if let Some(first) = leaves.first_mut() {
        first.bookmark.clone_from(&printed.sheet.title);
    }
    Some(Ok(Made { leaves, printed }))
}

fn unwritten(name: &str, reason: &str) -> CliError {
    CliError::Config(format!("cannot write `{name}` as PDF: {reason}"), None)
}

fn refused(named: &Named, trouble: &Trouble) -> CliError {
    let name = &named.name;
    match trouble {
        Trouble::Letter(letter, script, text) => CliError::Config(
            format!("the sheet `{name}` needs a font for {script}: no font has the letter `{letter}` of “{text}”"),
            Some(font_hint(*letter)),
        ),
        Trouble::TooLarge(refused) => CliError::Config(
            format!(
                "the sheet `{name}` does not fit on its paper: {} lacks {:.0} mm",
                refused.what, refused.millimetres
            ),
            Some("choose a larger paper".into()),
        ),
    }
}

/// Which setting adds a font, and which installed fonts would do.
fn font_hint(letter: char) -> String {
    let installed = disk::fonts::fonts_with(letter, 2);
    let hint = "name a file of one in the settings: `posters: { fonts: [fonts/NAME.ttf] }`";
    match installed.as_slice() {
        [] => hint.to_owned(),
        names => format!("{hint}, or one that is installed here: {}", names.join(", ")),
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
    text.push_str(&format!(
        "  help: {}--sheets 2, or put what matters most first in the file\n",
        next.unwrap_or_default()
    ));
    text
}
