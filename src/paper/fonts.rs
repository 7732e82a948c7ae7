//! The letters of sheets: the fonts of the pages, unpacked, and those that a site adds for other scripts.

use std::collections::BTreeMap;
use std::sync::Arc;

use harfrust::Font;

/// Who speaks, and how loud.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Voice {
    /// A customer's own words.
    Theirs,
    /// What we say.
    Ours,
    /// What we say: headings and names.
    Bold,
}

/// One font.
#[derive(Clone)]
pub struct Face {
    /// What it is called in messages: its file.
    pub name: String,
    /// The file, unpacked, for who embeds it.
    pub bytes: Arc<Vec<u8>>,
    /// For shaping and outlines.
    pub font: Font,
}

/// A font that a site adds.
#[derive(Clone, Debug)]
pub struct Added {
    /// Its file, for messages.
    pub name: String,
    /// TrueType, OpenType or WOFF2.
    pub bytes: Arc<[u8]>,
}

/// All fonts that sheets are set with.
#[derive(Clone, Default)]
pub struct Fonts {
    faces: Vec<Face>,
    theirs: Vec<usize>,
    ours: Vec<usize>,
    bold: Vec<usize>,
}

impl Fonts {
    /// Unpacks the fonts of a theme (path → WOFF2), and puts those that a site adds after them.
    pub fn of(files: &BTreeMap<String, Arc<[u8]>>, added: &[Added]) -> Fonts {
        let mut fonts = Fonts::default();
        let mut others = Vec::new();
        for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".woff2") && !path.contains("italic")) {
            let name = path.rsplit('/').next().unwrap_or(path);
            let Some(at) = fonts.add(name, bytes) else { continue };
            match name {
                name if name.starts_with("literata") => fonts.theirs.push(at),
                name if name.starts_with("atkinson") && name.contains("-700-") => fonts.bold.push(at),
                name if name.starts_with("atkinson") => fonts.ours.push(at),
                _ => others.push(at),
            }
        }
        others.extend(added.iter().filter_map(|added| fonts.add(&added.name, &added.bytes)));
        // What a site adds is for the letters that ours do not have; bold ones first where we are loud.
        let (heavy, plain): (Vec<usize>, Vec<usize>) =
            others.iter().partition(|at| fonts.faces[**at].name.to_lowercase().contains("bold"));
        fonts.bold.extend(heavy.iter().chain(&plain));
        fonts.theirs.extend(plain.iter().chain(&heavy));
        fonts.ours.extend(plain.iter().chain(&heavy));
        fonts
    }

    fn add(&mut self, name: &str, bytes: &[u8]) -> Option<usize> {
        let bytes = match bytes.starts_with(b"wOF2") {
            true => wuff::decompress_woff2(bytes).ok()?,
            false => bytes.to_vec(),
        };
        let font = Font::new(bytes.clone(), 0)?;
        self.faces.push(Face { name: name.to_owned(), bytes: Arc::new(bytes), font });
        Some(self.faces.len() - 1)
    }

    /// A font by its number.
    pub fn face(&self, at: usize) -> Option<&Face> {
        self.faces.get(at)
    }

    /// Every font, in the order of their numbers.
    pub fn faces(&self) -> &[Face] {
        &self.faces
    }

    /// The font for a letter. A name in a script that only the customers' font has is better than none.
    pub fn face_for(&self, voice: Voice, letter: char) -> Option<usize> {
        let own = match voice {
            Voice::Theirs => &self.theirs,
            Voice::Ours => &self.ours,
            Voice::Bold => &self.bold,
        };
        let has = |at: &&usize| self.faces[**at].font.charmap().map_unicode(letter).is_some();
        own.iter().chain(&self.theirs).chain(&self.ours).find(has).copied()
    }

    /// The first letter of a text that no font has.
    pub fn lacks(&self, text: &str) -> Option<char> {
        text.chars().find(|letter| !is_silent(*letter) && self.face_for(Voice::Ours, *letter).is_none())
    }
}

/// Whether a character is not drawn: spaces, joiners, marks of direction.
pub fn is_silent(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// The script of a letter in plain words, for a message. Only scripts that our fonts may lack.
pub fn script_of(letter: char) -> &'static str {
    match letter {
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => "Greek",
        '\u{400}'..='\u{52f}' => "Cyrillic",
        '\u{530}'..='\u{58f}' => "Armenian",
        '\u{590}'..='\u{5ff}' => "Hebrew",
        '\u{600}'..='\u{6ff}'
        | '\u{750}'..='\u{77f}'
        | '\u{8a0}'..='\u{8ff}'
        | '\u{fb50}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefe}' => "Arabic",
        '\u{900}'..='\u{97f}' => "Devanagari",
        '\u{e00}'..='\u{e7f}' => "Thai",
        '\u{10a0}'..='\u{10ff}' => "Georgian",
        '\u{3040}'..='\u{30ff}' => "Japanese",
        '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}' => "Korean",
        '\u{2e80}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => {
            "Chinese"
        }
        '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' => "signs and emoji",
        _ => "this script",
    }
}
