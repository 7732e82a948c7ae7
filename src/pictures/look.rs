//! What a file says about itself as a picture.

use std::io::Cursor;

use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{ImageDecoder, ImageFormat, ImageReader};
use resvg::usvg::{Options, Tree};

use super::{FORMAT, Picture, stripped};

/// No picture has more pixels than this: a small file can claim to hold a very large one.
pub(super) const MAX_PIXELS: u64 = 100_000_000;

/// Why a picture cannot be used as one. It is copied as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It cannot be read, and why.
    Broken(String),
    /// It has too many pixels: width and height.
    TooLarge(u32, u32),
}

/// Looks into a picture without decoding it.
///
/// # Errors
/// Why it is none, or none that can be shown smaller.
pub fn look(path: &str, bytes: &[u8]) -> Result<Picture, Trouble> {
    let hash = blake3::Hasher::new().update(&FORMAT.to_le_bytes()).update(bytes).finalize();
    let hash = hash.to_hex().get(..10).unwrap_or_default().to_owned();
    if crate::files::extension(path).eq_ignore_ascii_case("svg") {
        let (width, height) = size_of_drawing(bytes)?;
        return Ok(Picture { width, height, still: false, strip: false, ending: "svg", hash });
    }
    let broken = |error: image::ImageError| Trouble::Broken(error.to_string());
    let reader = reader(bytes)?;
    let format = reader.format();
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Trouble::TooLarge(width, height));
    }
    let turned = decoder.orientation().is_ok_and(is_on_its_side);
    let (width, height) = if turned { (height, width) } else { (width, height) };
    let ending = match format {
        Some(ImageFormat::Png) => "png",
        Some(ImageFormat::WebP) if decoder.color_type().has_alpha() => "webp",
        _ => "jpg",
    };
    let still = match format {
        Some(ImageFormat::Gif) => false,
        Some(ImageFormat::Png) => !PngDecoder::new(Cursor::new(bytes)).and_then(|png| png.is_apng()).unwrap_or(true),
        Some(ImageFormat::WebP) => !WebPDecoder::new(Cursor::new(bytes)).map_or(true, |webp| webp.has_animation()),
        _ => true,
    };
    Ok(Picture { width, height, still, strip: stripped(bytes).is_some(), ending, hash })
}

/// Reads by what the bytes are, whatever the file is called.
pub(super) fn reader(bytes: &[u8]) -> Result<ImageReader<Cursor<&[u8]>>, Trouble> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let reader = reader.map_err(|error| Trouble::Broken(error.to_string()))?;
    match reader.format() {
        Some(_) => Ok(reader),
        None => Err(Trouble::Broken("it is none of PNG, JPEG, WebP and GIF".to_owned())),
    }
}

fn is_on_its_side(orientation: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
}

fn size_of_drawing(bytes: &[u8]) -> Result<(u32, u32), Trouble> {
    let mut options = Options::default();
    // Nothing that a drawing names is opened.
    options.image_href_resolver.resolve_string = Box::new(|_, _| None);
    let tree = Tree::from_data(bytes, &options).map_err(|error| Trouble::Broken(error.to_string()))?;
    let size = tree.size();
    Ok((size.width().round().max(1.0) as u32, size.height().round().max(1.0) as u32))
}
