//! Takes out of a picture what tells about who took it: place, device, names, thumbnails, comments. Pixels, colours and
//! the way the camera was held stay.

use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::Png;
use img_parts::webp::WebP;
use img_parts::{Bytes, DynImage, ImageEXIF};

/// The picture without it; nothing, if there is nothing to take out or it is no picture.
pub fn stripped(bytes: &[u8]) -> Option<Vec<u8>> {
    let whole = Bytes::copy_from_slice(bytes);
    let encoded = match DynImage::from_bytes(whole).ok()?? {
        DynImage::Jpeg(jpeg) => of_jpeg(jpeg)?.encoder().bytes(),
        DynImage::Png(png) => of_png(png)?.encoder().bytes(),
        DynImage::WebP(webp) => of_webp(webp)?.encoder().bytes(),
    };
    Some(encoded.to_vec())
}

fn of_jpeg(mut jpeg: Jpeg) -> Option<Jpeg> {
    let turned = jpeg.exif().and_then(|exif| orientation(&exif)).filter(|turned| (2..=8).contains(turned));
    let minimal = turned.map(|turned| Bytes::from([b"Exif\0\0", &only_orientation(turned)[..]].concat()));
    let keeps = |segment: &JpegSegment| match segment.marker() {
        markers::APP1 => minimal.as_deref() == Some(segment.contents()),
        markers::APP2 => segment.contents().starts_with(b"ICC_PROFILE\0"),
        markers::APP0 | markers::APP14 => true,
        markers::COM | markers::APP3..=markers::APP13 | markers::APP15 => false,
        _ => true,
    };
    if jpeg.segments().iter().all(keeps) {
        return None;
    }
    jpeg.segments_mut().retain(keeps);
    if let Some(minimal) = minimal.clone()
        && !jpeg.segments().iter().any(|segment| segment.marker() == markers::APP1)
    {
        let after = jpeg.segments().iter().take_while(|segment| segment.marker() == markers::APP0).count();
        jpeg.segments_mut().insert(after, JpegSegment::new_with_contents(markers::APP1, minimal));
    }
    Some(jpeg)
}

fn of_png(mut png: Png) -> Option<Png> {
    const TOLD: &[&[u8; 4]] = &[b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"];
    let before = png.chunks().len();
    png.chunks_mut().retain(|chunk| !TOLD.contains(&&chunk.kind()));
    (png.chunks().len() < before).then_some(png)
}

fn of_webp(mut webp: WebP) -> Option<WebP> {
    const TOLD: &[[u8; 4]] = &[*b"EXIF", *b"XMP "];
    if !TOLD.iter().any(|id| webp.has_chunk(*id)) {
        return None;
    }
    TOLD.iter().for_each(|id| webp.remove_chunks_by_id(*id));
    Some(webp)
}

/// The tag 0x0112 of the first directory of an EXIF block.
fn orientation(exif: &[u8]) -> Option<u16> {
    let little = match exif.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let two = exif.get(at..at + 2)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let four: [u8; 4] = exif.get(4..8)?.try_into().ok()?;
    let start = if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) } as usize;
    let entries = usize::from(short(start)?);
    let place = |entry: usize| start.checked_add(2 + entry * 12);
    let entry = (0..entries).filter_map(place).find(|at| short(*at) == Some(0x0112))?;
    short(entry + 8)
}

/// An EXIF block that says nothing but how the camera was held.
fn only_orientation(turned: u16) -> Vec<u8> {
    let mut block = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    block.extend(turned.to_be_bytes());
    block.extend([0; 6]);
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_the_camera_was_held_is_read_from_both_kinds_of_machines() {
        assert_eq!(orientation(&only_orientation(6)), Some(6));
        let little = b"II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x01\0\0\0\0\0\0\0\x12\x01\x03\0\x01\0\0\0\x03\0\0\0\0\0\0\0";
        assert_eq!(orientation(little), Some(3));
        assert_eq!(orientation(b"II*\0\xff\xff\xff\xff"), None);
        assert_eq!(orientation(b"no"), None);
    }
}
