//! A drawing as a small PNG: a palette of 256 colours, and a word in it that says what it was made from.

use std::collections::HashMap;

use png::{BitDepth, ColorType, DeflateCompression, Encoder, EncodingError, Filter};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::draw::{HEIGHT, WIDTH};

/// The name of the text in a picture that says what it was made from.
const KEYWORD: &str = "instep";

/// Draws an SVG; nothing, if it is none.
pub(super) fn draw(svg: &str, key: &str) -> Option<Vec<u8>> {
    let tree = Tree::from_str(svg, &Options::default()).ok()?;
    let mut pixmap = Pixmap::new(WIDTH, HEIGHT)?;
    resvg::render(&tree, Transform::identity(), &mut pixmap.as_mut());
    let (palette, pixels) = reduce(pixmap.data());
    encode(&palette, &pixels, key).ok()
}

/// What a picture that begins with these bytes was made from.
pub(super) fn key_of(bytes: &[u8]) -> Option<&[u8]> {
    let mark = [b"tEXt", KEYWORD.as_bytes(), b"\0"].concat();
    let at = bytes.windows(mark.len()).position(|part| part == mark)?;
    let length = bytes.get(at.checked_sub(4)?..at)?.try_into().ok().map(u32::from_be_bytes)? as usize;
    bytes.get(at + mark.len()..at + 4 + length)
}

/// The colours that are used most, and for each pixel the nearest of them. There are few colours on a card: what is
/// beyond 256 are shades at the edges of letters, which differ by less than can be seen.
fn reduce(rgba: &[u8]) -> (Vec<[u8; 3]>, Vec<u8>) {
    let (pixels, _) = rgba.as_chunks::<4>();
    let runs: Vec<([u8; 3], usize)> =
        pixels.chunk_by(|one, other| one == other).map(|run| ([run[0][0], run[0][1], run[0][2]], run.len())).collect();
    let mut counted: HashMap<[u8; 3], usize> = HashMap::new();
    for (colour, length) in &runs {
        *counted.entry(*colour).or_default() += length;
    }
    let mut all: Vec<([u8; 3], usize)> = counted.into_iter().collect();
    all.sort_unstable_by_key(|(colour, n)| (std::cmp::Reverse(*n), *colour));
    let palette: Vec<[u8; 3]> = all.iter().take(256).map(|(colour, _)| *colour).collect();
    let places: HashMap<[u8; 3], u8> = all.iter().map(|(colour, _)| (*colour, nearest(&palette, *colour))).collect();
    let mut pixels = Vec::with_capacity(rgba.len() / 4);
    for (colour, length) in runs {
        let place = places.get(&colour).copied().unwrap_or(0);
        pixels.extend(std::iter::repeat_n(place, length));
    }
    (palette, pixels)
}

fn nearest(palette: &[[u8; 3]], colour: [u8; 3]) -> u8 {
    let distance = |other: &[u8; 3]| -> i32 {
        other.iter().zip(colour).map(|(one, other)| (i32::from(*one) - i32::from(other)).pow(2)).sum()
    };
    let at = palette.iter().enumerate().min_by_key(|(_, other)| distance(other)).map_or(0, |(at, _)| at);
    at.min(255) as u8
}

fn encode(palette: &[[u8; 3]], pixels: &[u8], key: &str) -> Result<Vec<u8>, EncodingError> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, WIDTH, HEIGHT);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette.concat());
    // More makes a picture a third smaller and takes as long as all the rest; this keeps every card below 60 KB.
    encoder.set_deflate_compression(DeflateCompression::Level(1));
    encoder.set_filter(Filter::NoFilter);
    encoder.add_text_chunk(KEYWORD.to_owned(), key.to_owned())?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_says_what_it_was_made_from() {
        let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630"><rect width="600" height="630" fill="red"/></svg>"#;
        let picture = draw(svg, "abc").unwrap();
        assert_eq!(key_of(&picture), Some(&b"abc"[..]));
        assert_eq!(draw("no drawing", "abc"), None);
        assert_eq!(key_of(b"\x89PNG and no more"), None);
    }

    #[test]
    fn the_colours_used_most_are_kept_and_the_others_near() {
        let shades = (0..600u32).flat_map(|shade| {
            let pixel = [(shade % 256) as u8, (shade / 256) as u8, 0, 255];
            std::iter::repeat_n(pixel, if shade == 599 { 50 } else { 1 })
        });
        let (palette, pixels) = reduce(&shades.flatten().collect::<Vec<u8>>());
        assert_eq!(palette.len(), 256);
        assert_eq!(palette[0], [87, 2, 0]);
        assert_eq!(pixels.len(), 649);
        assert_eq!(pixels[599..], [0; 50]);
    }
}
