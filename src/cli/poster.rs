//! `instep poster`: sheets of paper for walls, as PDF.

mod told;
mod which;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;
use rayon::prelude::*;

use crate::diagnostic::Severity;
use crate::disk;
use crate::pages::Pages;
use crate::paper::pdf::{self, Leaf};
use crate::paper::print::{self, Order, Printed};
use crate::paper::reading::Reading;
use crate::paper::scene::Scene;
use crate::paper::{Orientation, Paper, Studio, bleed, tile};
use crate::twins;

use super::planned::Planned;
use super::project::{BuildOptions, Project, err, exit_code, say, tell};
use super::{CliError, Global};
use which::Wanted;

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
    /// Only what hangs somewhere and is out of date (see `instep wall`), each on the paper it hangs on
    #[arg(long)]
    outdated: bool,
    /// Refuse a sheet that leaves something out
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    options: BuildOptions,
}

/// A sheet as a file.
struct Made<'a> {
    wanted: &'a Wanted,
    leaves: Vec<Leaf>,
    printed: Printed,
    /// What would leave nothing out.
    remedies: Vec<String>,
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
        let mut theme = planned.theme(&project).map_err(|found| {
            project.print(global, &found, &input.files, None);
            CliError::Config("the templates cannot be used".into(), None)
        })?;
        let pages = &planned.pages;
        theme.prepare(pages, None);
        let wanted = which::wanted(self, pages)?;
        if self.outdated && wanted.is_empty() {
            tell(global, "No sheet that hangs somewhere is out of date.");
            return Ok(ExitCode::SUCCESS);
        }
        let studio = twins::sheets::studio(&theme, self.mono);
        let one = |wanted| make(pages, &studio, &self.order_of(pages, order, wanted), finish, wanted);
        let all: Vec<Result<Made, CliError>> = wanted.par_iter().filter_map(one).collect();
        let (mut made, mut refused) = (Vec::new(), Vec::new());
        for one in all {
            match one {
                Ok(one) => made.push(one),
                Err(reason) => refused.push(reason),
            }
        }
        let short = made.iter().filter(|made| !made.printed.left_out.is_empty());
        let short = short.inspect(|made| err(&told::left_out(made))).count();
        if self.strict && short > 0 {
            let noun = if short == 1 { "sheet leaves" } else { "sheets leave" };
            say(&format!("error: {short} {noun} something out; nothing was written."));
            return Ok(ExitCode::from(1));
        }
        // A sheet that cannot be set takes no other with it; but under `--strict` all are written, or none.
        if !self.strict || refused.is_empty() {
            self.write(pages, &studio, &made)?;
            self.tell_of(global, pages, &made, started.elapsed());
        }
        let Some(last) = refused.pop() else { return Ok(ExitCode::SUCCESS) };
        refused.iter().for_each(CliError::print);
        Err(last)
    }

    /// What was written, and what is to be done with it.
    fn tell_of(&self, global: &Global, pages: &Pages, made: &[Made], took: Duration) {
        let place = self.booklet.as_ref().unwrap_or(&self.output_dir);
        tell(global, &told::summary(made.len(), place, took));
        if pages.site.config.base_url.is_empty() {
            tell(global, "Without `base_url` in the settings sheets have no address and no QR code.");
        }
        if self.outdated && !made.is_empty() {
            tell(global, &told::hang_up(pages, made));
        }
    }

    fn write(&self, pages: &Pages, studio: &Studio, made: &[Made]) -> Result<(), CliError> {
        let files = match &self.booklet {
            Some(path) if !made.is_empty() => vec![(path.clone(), self.booklet(pages, studio, made)?)],
            Some(_) => Vec::new(),
            None => made.par_iter().map(|made| self.file(studio, made)).collect::<Result<_, _>>()?,
        };
        for (path, bytes) in &files {
            let failed = |error| CliError::Write(path.display().to_string(), error);
            disk::write_new(path, bytes, true).map_err(failed)?;
        }
        Ok(())
    }

    /// A sheet as a file of its own.
    fn file(&self, studio: &Studio, made: &Made) -> Result<(PathBuf, Vec<u8>), CliError> {
        let sheet = &made.printed.sheet;
        let bytes = pdf::write(&sheet.title, &sheet.language, &made.leaves, &studio.fonts);
        let bytes = bytes.map_err(|reason| told::unwritten(&sheet.named.name, &reason))?;
        Ok((self.output_dir.join(format!("{}.pdf", made.wanted.file())), bytes))
    }

    /// All sheets as one file.
    fn booklet(&self, pages: &Pages, studio: &Studio, made: &[Made]) -> Result<Vec<u8>, CliError> {
        let leaves: Vec<Leaf> = made.iter().flat_map(|made| made.leaves.clone()).collect();
        let config = &pages.site.config;
        pdf::write(&config.title, &config.language, &leaves, &studio.fonts)
            .map_err(|reason| told::unwritten(&config.title, &reason))
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

    /// Without a paper on the command line the wall says which, else the site.
    fn order_of(&self, pages: &Pages, order: &Order, wanted: &Wanted) -> Order {
        match self.paper {
            None => Order { paper: wanted.paper().unwrap_or_else(|| pages.paper(wanted.named.kind)), ..order.clone() },
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
}

fn make<'a>(
    pages: &Pages,
    studio: &Studio,
    order: &Order,
    finish: Finish,
    wanted: &'a Wanted,
) -> Option<Result<Made<'a>, CliError>> {
    let printed = match print::print(pages, studio, order, &wanted.named)? {
        Ok(printed) => printed,
        Err(trouble) => return Some(Err(told::refused(&wanted.named, &trouble))),
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
    let remedies = match printed.left_out.is_empty() {
        true => Vec::new(),
        false => print::remedies(pages, studio, order, &printed.sheet),
    };
    Some(Ok(Made { wanted, leaves, printed, remedies }))
}
