//! Pictures of writers: how large they are, which smaller copies the pages offer, and what is taken out of them.
//!
//! Pure functions of bytes. A picture is published in its own size and, where it is wider than the layout needs, in
//! smaller ones, whose names hold a hash of the original: the same name is the same picture. Place, device and name are
//! taken out of all of them, because a photograph of a visit says where somebody lives.

mod look;
mod smaller;
mod strip;

use std::collections::BTreeMap;

pub use look::{Trouble, look};
pub use smaller::smaller;
pub use strip::stripped;

/// The widths of the copies, in pixels: a phone, a column of text, the same on a screen of double density.
pub const WIDTHS: &[u32] = &[480, 960, 1440];

/// A picture wider than this is shown as its largest copy only; the original is for whoever links to it.
const WIDEST: u32 = 1920;

/// The largest file that is looked into, in bytes. A larger one is copied as it is.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// To be raised whenever the same original is to become other copies.
const FORMAT: u32 = 1;

/// What is known of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its width in pixels as it is shown: after turning it the way its camera was held.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// Whether smaller copies can be made of it: no drawing, nothing that moves.
    pub still: bool,
    /// Whether something in it is taken out before it is published.
    pub strip: bool,
    /// The ending of its copies.
    pub ending: &'static str,
    /// Ten letters that change with its bytes.
    pub hash: String,
}

impl Picture {
    /// The widths of its smaller copies.
    pub fn widths(&self) -> impl Iterator<Item = u32> {
        let (still, width) = (self.still, self.width);
        WIDTHS.iter().copied().filter(move |smaller| still && *smaller < width)
    }

    /// Whether pages show the original, too.
    pub fn shows_original(&self) -> bool {
        self.width <= WIDEST || self.widths().next().is_none()
    }

    /// The address of a copy, from that of the original: `pictures/stop.jpg` → `pictures/stop-480-1f2e3d4c5b.jpg`.
    pub fn copy_url(&self, url: &str, width: u32) -> String {
        let stem = url.rsplit_once('.').map_or(url, |(stem, _)| stem);
        format!("{stem}-{width}-{}.{}", self.hash, self.ending)
    }
}

/// The pictures of a site, by their path from its root.
pub type Pictures = BTreeMap<String, Picture>;

/// Whether the name of a file is that of a picture that is looked into.
pub fn is_picture(path: &str) -> bool {
    let ending = crate::files::extension(path).to_lowercase();
    matches!(ending.as_str(), "png" | "jpg" | "jpeg" | "webp" | "gif" | "svg")
}
