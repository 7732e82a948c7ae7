//! Smaller copies of a picture.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageError, Limits};

use super::look::{MAX_PIXELS, reader};
use super::{Picture, Trouble};

/// How well a JPEG keeps what it shows, of 100.
const QUALITY: u8 = 82;

/// Copies of a picture in some widths, in their order. They hold nothing but pixels, turned the way the camera was held.
///
/// # Errors
/// That the picture is broken further in than its head.
pub fn smaller(picture: &Picture, bytes: &[u8], widths: &[u32]) -> Result<Vec<Vec<u8>>, Trouble> {
    let broken = |error: ImageError| Trouble::Broken(error.to_string());
    let mut reader = reader(bytes)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_PIXELS * 8);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let orientation = decoder.orientation().map_err(broken)?;
    let mut whole = DynamicImage::from_decoder(decoder).map_err(broken)?;
    whole.apply_orientation(orientation);
    // From the largest to the smallest, each from the one before: that is a fraction of the work.
    let mut order: Vec<usize> = (0..widths.len()).collect();
    order.sort_unstable_by_key(|at| std::cmp::Reverse(widths[*at]));
    let mut made = vec![Vec::new(); widths.len()];
    for at in order {
        let width = widths[at];
        let height = (u64::from(picture.height) * u64::from(width)).div_ceil(u64::from(picture.width.max(1)));
        whole = whole.resize_exact(width, (height as u32).max(1), FilterType::CatmullRom);
        made[at] = encode(&whole, picture.ending).map_err(broken)?;
    }
    Ok(made)
}

fn encode(image: &DynamicImage, ending: &str) -> Result<Vec<u8>, ImageError> {
    let mut out = Cursor::new(Vec::new());
    match ending {
        "png" => {
            let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Default, PngFilter::Adaptive);
            to_eight_bits(image).write_with_encoder(encoder)?;
        }
        "webp" => DynamicImage::from(image.to_rgba8()).write_with_encoder(WebPEncoder::new_lossless(&mut out))?,
        _ => {
            DynamicImage::from(image.to_rgb8()).write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY))?;
        }
    }
    Ok(out.into_inner())
}

fn to_eight_bits(image: &DynamicImage) -> DynamicImage {
    match (image.color().has_alpha(), image.color().has_color()) {
        (true, _) => image.to_rgba8().into(),
        (false, true) => image.to_rgb8().into(),
        (false, false) => image.to_luma8().into(),
    }
}
