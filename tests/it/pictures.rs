//! Pictures of writers: their size on the page, smaller copies, and what is taken out of them.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, RgbImage};

use crate::site::{Site, same};

fn encoded(image: RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    DynamicImage::from(image).write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| image::Rgb([(x % 256) as u8, (y % 256) as u8, 90]))
}

/// A photograph that lies on its side and names its camera.
fn photograph() -> Vec<u8> {
    let jpeg = encoded(picture(1000, 600), ImageFormat::Jpeg);
    let mut told = b"Exif\0\0MM\0*\0\0\0\x08\0\x02".to_vec();
    told.extend(b"\x01\x0f\0\x02\0\0\0\x0a\0\0\0\x26");
    told.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
    told.extend(b"\0\0\0\0SecretCam\0");
    let length = (told.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], b"\xff\xe1", &length, &told, &jpeg[2..]].concat()
}

fn site() -> Site {
    Site::new()
        .file(
            "personas/mara.md",
            "# Mara Lindqvist\n\n## About\nShe ![The desk](../pictures/desk.jpg) and ![A dot](../pictures/dot.png).\n",
        )
        .file("pictures/desk.jpg", photograph())
        .file("pictures/dot.png", encoded(picture(40, 30), ImageFormat::Png))
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|part| part == needle)
}

#[test]
fn a_photograph_is_shown_upright_smaller_and_without_what_it_tells() {
    let site = site();
    site.build().clean();
    let output = site.output();
    let page = site.page("people/mara/index.html");
    assert!(page.contains("width=\"600\" height=\"1000\" loading=\"lazy\" decoding=\"async\""), "{page}");
    let copy = output.keys().find(|path| path.starts_with("pictures/desk-480-")).unwrap();
    assert!(page.contains(&format!("../../{copy} 480w, ../../pictures/desk.jpg 600w")), "{page}");
    let reader = |path: &str| ImageReader::new(Cursor::new(&output[path][..])).with_guessed_format().unwrap();
    let small = reader(copy).decode().unwrap();
    assert_eq!((small.width(), small.height()), (480, 800));
    for path in [copy.as_str(), "pictures/desk.jpg"] {
        assert!(!holds(&output[path], b"SecretCam"), "{path} names the camera");
    }
    let mut original = reader("pictures/desk.jpg").into_decoder().unwrap();
    assert_eq!(original.orientation().unwrap(), Orientation::Rotate90);
    assert_eq!(original.dimensions(), (1000, 600));
    // What is small enough is as it was, and never made larger.
    assert!(page.contains("width=\"40\" height=\"30\""), "{page}");
    assert_eq!(output.keys().filter(|path| path.starts_with("pictures/dot")).count(), 1);
    assert!(output["pictures/dot.png"] == std::fs::read(site.path("content/pictures/dot.png")).unwrap());
}

#[test]
fn copies_are_always_the_same_and_go_with_their_picture() {
    let site = site();
    site.build().ok();
    let first = site.output();
    site.build().ok().says(" 0 written");
    same(&first, &site.output());
    site.content("pictures/desk.jpg", encoded(picture(700, 300), ImageFormat::Jpeg));
    site.build().ok();
    let second = site.output();
    let copies = |output: &crate::site::Tree| -> Vec<String> {
        output.keys().filter(|path| path.starts_with("pictures/desk-")).cloned().collect()
    };
    assert_eq!((copies(&first).len(), copies(&second).len()), (1, 1));
    assert_ne!(copies(&first), copies(&second));
}

#[test]
fn a_picture_that_is_none_is_told_and_copied() {
    let note = b"version https://git-lfs.github.com/spec/v1";
    let site = site().file("pictures/desk.jpg", note);
    let built = site.build();
    built.ok().has("broken-image", "pictures/desk.jpg:1:1");
    assert!(site.output()["pictures/desk.jpg"] == note);
    assert!(site.page("people/mara/index.html").contains("<img src=\"../../pictures/desk.jpg\" alt=\"The desk\""));
}

#[test]
fn drawings_and_what_moves_have_a_size_and_no_copies() {
    let drawing = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 900 120'><image href='/etc/passwd'/></svg>";
    let site = Site::new()
        .file("a.md", "# A\n\n![A line](line.svg) ![A loop](loop.gif)\n")
        .file("line.svg", drawing)
        .file("loop.gif", encoded(picture(600, 20), ImageFormat::Gif));
    site.build().ok();
    let page = site.page("a/index.html");
    assert!(page.contains("width=\"900\" height=\"120\"") && page.contains("width=\"600\" height=\"20\""), "{page}");
    assert!(!page.contains("srcset"), "{page}");
    assert!(site.output()["line.svg"] == drawing.as_bytes());
}
