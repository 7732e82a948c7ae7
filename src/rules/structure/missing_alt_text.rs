//! Pictures whose words do not say what they show.

use crate::diagnostic::{Diagnostic, Severity};
use crate::files;
use crate::site::Site;
use crate::site::link::Index;
use crate::syntax::label;
use crate::text::Span;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "missing-alt-text",
    level: Severity::Warning,
    group: Group::Structure,
    page: include_str!("missing_alt_text.md"),
    look: Look::Entity(look),
};

/// Words that say that there is a picture, and nothing about it.
const EMPTY: &[&str] = &[
    "image",
    "img",
    "picture",
    "pic",
    "photo",
    "screenshot",
    "screen shot",
    "figure",
    "diagram",
    "graphic",
    "alt text",
    "image alt text",
    "alt",
    "untitled",
    "bild",
    "foto",
    "bildschirmfoto",
    "abbildung",
    "grafik",
    "photographie",
    "capture",
    "capture d'écran",
    "imagen",
    "captura",
    "captura de pantalla",
    "figura",
    "imagem",
    "captura de tela",
    "obraz",
    "obrazek",
    "zdjęcie",
    "zrzut ekranu",
    "画像",
    "写真",
    "スクリーンショット",
    "图片",
    "圖片",
    "截图",
    "照片",
];

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let entity = &site[index];
    let path = &entity.source.path;
    let pictures = entity.links.iter().filter(|link| link.image && !link.hidden);
    for (link, alt) in pictures.filter_map(|link| Some((link, link.alt.as_ref()?))) {
        if let Some(message) = useless(alt, &link.target) {
            let help = "write what it shows in a sentence: `![The watch's face, eleven numbers on it](watch.jpg)`";
            let place = Span { end: link.span.end.min(link.span.start + 200), ..link.span };
            found.push(RULE.at(path, place, message).help(help));
        }
    }
    if let Some(image) = entity.record.text("image").filter(|image| !image.value.trim().is_empty())
        && entity.kind.field("image_alt").is_some()
    {
        let alt = entity.record.str("image_alt");
        let help = "write what it shows: `image_alt: Hands on a keyboard, and a bread knife beside it`";
        found.extend(useless(alt, &image.value).map(|message| RULE.at(path, image.span, message).help(help)));
    }
}

/// What is wrong with the words for a picture.
fn useless(alt: &str, target: &str) -> Option<String> {
    let plain = alt.trim();
    if plain.is_empty() {
        return Some("nobody who cannot see this picture learns what it shows".into());
    }
    let name = files::name(target.split(['?', '#']).next().unwrap_or(target));
    let is_name = plain == name || (plain == files::stem(name) && looks_like_a_name(plain));
    let folded = label::fold(plain).replace('’', "'");
    let words = folded.trim_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || c == '.');
    if is_name || EMPTY.iter().any(|empty| label::fold(empty) == words) {
        return Some(format!("\"{plain}\" does not say what this picture shows"));
    }
    None
}

/// `IMG_2041` and `team-structure-v2` are names; `Payroll` may be all there is to say.
fn looks_like_a_name(stem: &str) -> bool {
    stem.contains(['_', '-']) || stem.chars().any(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_say_nothing_are_found() {
        for (alt, target) in [
            ("", "a.png"),
            ("image", "a.png"),
            ("Screenshot 3", "a.png"),
            ("Capture d’écran", "a.png"),
            ("写真", "a.png"),
            ("watch.jpg", "../img/watch.jpg?raw=true"),
            ("IMG_2041", "IMG_2041.jpg"),
        ] {
            assert!(useless(alt, target).is_some(), "{alt}");
        }
        for (alt, target) in [
            ("Screenshot of the cut-off banner", "a.png"),
            ("Payroll", "Payroll.png"),
            ("Raft LLC logo", "logo.png"),
            ("Bild der Bäckerei am Freitag", "a.png"),
        ] {
            assert_eq!(useless(alt, target), None, "{alt}");
        }
    }
}
