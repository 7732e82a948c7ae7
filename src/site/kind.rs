//! What a kind of content declares about itself. The spine works from these declarations and names no kind.

use crate::diagnostic::Diagnostic;
use crate::syntax::field::Field;

use super::entity::Entity;
use super::link::{Index, Site};

/// A kind of content.
pub struct Kind {
    /// The name in files, addresses and code: `persona`.
    pub name: &'static str,
    /// The folders whose files are of this kind.
    pub folders: &'static [&'static str],
    /// File names without extension that are of this kind wherever they lie; the first is the one beside a subject.
    pub files: &'static [&'static str],
    /// The fields, common ones included.
    pub fields: &'static [Field],
    /// The fields that can serve as a title, first found first.
    pub titles: &'static [&'static str],
    /// Whether the other kinds are about one of these (a persona).
    pub subject: bool,
    /// Whether it can be cited as evidence.
    pub evidence: bool,
    /// The name, in the table of names, of a section that is one of these inside the file of a subject.
    pub section: Option<&'static str>,
    /// Whether a question ("What do they see?") can name a field.
    pub questions: bool,
    /// Whether its body is prose through and through: only its front matter has fields.
    pub prose: bool,
    /// The field of records that headings, table columns or a numbered list can give (a journey's stages).
    pub stages: Option<&'static str>,
    /// The address of an entity's page, from the site's root, such as `people/mara/index.html`.
    pub url: fn(&Site, Index) -> String,
    /// What only this kind can check about one entity.
    pub check: fn(&Entity, &mut Vec<Diagnostic>),
    /// What `instep new` writes: `{name}` and `{date}` are filled in.
    pub archetype: &'static str,
}

impl Kind {
    /// What most kinds are: a declaration names only what is different.
    pub const PLAIN: Kind = Kind {
        name: "",
        folders: &[],
        files: &[],
        fields: &[],
        titles: &["title"],
        subject: false,
        evidence: false,
        section: None,
        questions: false,
        prose: false,
        stages: None,
        url: |_, _| String::new(),
        check: |_, _| {},
        archetype: "",
    };

    /// The declaration of a field.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// The fields of a kind: its own, then those every kind has.
#[macro_export]
macro_rules! fields {
    ($($own:expr),* $(,)?) => {{
        use $crate::syntax::field::{Field, Shape};
        const FIELDS: &[Field] = &[
            $($own,)*
            Field::new("kind", Shape::Text, "The kind, where the folder does not say it"),
            Field::new("id", Shape::Text, "The id; default: the file name"),
            Field::new("title", Shape::Text, "The title or name"),
            Field::new("summary", Shape::Text, "One sentence for cards and lists"),
            Field::new("owner", Shape::Text, "The team or person that keeps it"),
            Field::new("tags", Shape::Words, "Tags"),
            Field::new("draft", Shape::Flag, "Left out of the built site"),
            Field::new("date", Shape::Date, "The date of the document; a future one is left out"),
            Field::new("reviewed", Shape::Date, "When it was last looked at as a whole"),
            Field::new("review_every", Shape::Duration, "How often it should be looked at"),
            Field::new("order", Shape::Number(f64::NEG_INFINITY, f64::INFINITY), "Its place in lists"),
            Field::new("language", Shape::Text, "The language of its text, if not the site's"),
            Field::new("allow", Shape::Any, "Rules that do not apply here, each with its reason"),
            Field::new("extra", Shape::Any, "Anything else: shown as a table, passed to templates"),
            Field::new("private", Shape::Any, "Notes for the team: never shown"),
        ];
        FIELDS
    }};
}
