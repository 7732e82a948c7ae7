//! The pictures of a site, looked into and remembered between two looks.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::files::{self, Files};
use crate::pictures::{self, MAX_BYTES, Picture, Pictures, Trouble};
use crate::text::Span;

/// How a file looked from outside: length, time of change, number.
type Stamp = (u64, i64, i64, u64);

/// The pictures of a site.
#[derive(Default)]
pub struct Album {
    seen: BTreeMap<String, (Stamp, Result<Picture, Trouble>)>,
}

impl Album {
    /// Looks into the pictures of a site that lies at `root`; at those it knows, only if they have changed.
    pub fn look(&mut self, root: &Path, files: &Files) -> (Arc<Pictures>, Vec<Diagnostic>) {
        let is_asset = |file: &files::File| matches!(file, files::File::Asset);
        let paths = files.iter().filter(|(path, file)| is_asset(file) && pictures::is_picture(path));
        let paths: Vec<&Arc<str>> = paths.map(|(path, _)| path).collect();
        let look = |path: &&Arc<str>| Some((path.to_string(), self.look_at(root, path)?));
        self.seen = paths.par_iter().filter_map(look).collect();
        let found = self.seen.iter().filter_map(|(path, (_, seen))| Some(trouble(path, seen.as_ref().err()?)));
        let found = found.collect();
        let good = self.seen.iter().filter_map(|(path, (_, seen))| Some((path.clone(), seen.clone().ok()?)));
        (Arc::new(good.collect()), found)
    }

    /// One of them; nothing for what cannot be opened or is too large to be looked into: it is copied as it is.
    fn look_at(&self, root: &Path, path: &str) -> Option<(Stamp, Result<Picture, Trouble>)> {
        let file = super::open_inside(root, Path::new(path)).ok()?;
        let stamp = stamp(&file).ok().filter(|stamp| stamp.0 <= MAX_BYTES)?;
        if let Some(known) = self.seen.get(path).filter(|(seen, _)| *seen == stamp) {
            return Some(known.clone());
        }
        let mut bytes = Vec::new();
        file.take(MAX_BYTES).read_to_end(&mut bytes).ok()?;
        Some((stamp, pictures::look(path, &bytes)))
    }
}

fn stamp(file: &File) -> io::Result<Stamp> {
    let about = file.metadata()?;
    Ok((about.len(), about.ctime(), about.ctime_nsec(), about.ino()))
}

fn trouble(path: &str, trouble: &Trouble) -> Diagnostic {
    let message = match trouble {
        Trouble::Broken(reason) => format!("this picture cannot be read: {reason}"),
        Trouble::TooLarge(width, height) => {
            format!("this picture is too large to be shown smaller: {width} × {height}")
        }
    };
    let help = match trouble {
        Trouble::Broken(_) => "save it again as PNG, JPEG or WebP; until then it is copied as it is",
        Trouble::TooLarge(..) => "save it with at most 100 million pixels; until then it is copied as it is",
    };
    Diagnostic::warning("broken-image", &path.into(), Span::default(), message).help(help)
}
