//! Declarations of fields: one table says how a field is decoded, described and named everywhere else.

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// One text of inline Markdown.
    Text,
    /// Markdown paragraphs.
    Prose,
    /// A list of items: statements with their evidence.
    Items,
    /// One reference to an entity of one of these kinds; of any kind if the list is empty.
    Ref(&'static [&'static str]),
    /// A list of references.
    Refs(&'static [&'static str]),
    /// A reference, or the word `no`.
    RefOrNo(&'static [&'static str]),
    /// A list of words: tags, aliases.
    Words,
    /// A calendar date.
    Date,
    /// A length of time such as `6 months`.
    Duration,
    /// A number between these bounds, both included.
    Number(f64, f64),
    /// A whole number between these bounds, both included.
    Whole(i64, i64),
    /// `k/n`: how many of the participants asked.
    Count,
    /// `true` or `false`.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A feeling: −2 … +2, with a word.
    Emotion,
    /// A mapping of these fields.
    Record(&'static [Field]),
    /// A list of mappings of these fields.
    Records(&'static [Field]),
    /// Anything: kept as it is.
    Any,
}

impl Shape {
    /// What is expected, for "expected …".
    pub fn expected(self) -> String {
        match self {
            Shape::Text | Shape::Prose => "a text".into(),
            Shape::Items => "a list of statements".into(),
            Shape::Ref(_) => "one id".into(),
            Shape::Refs(_) => "a list of ids".into(),
            Shape::RefOrNo(_) => "an id, or `no`".into(),
            Shape::Words => "a list of words".into(),
            Shape::Date => "a date in the form YYYY-MM-DD".into(),
            Shape::Duration => "a length of time such as `6 months`".into(),
            Shape::Number(low, high) if low.is_finite() && high.is_finite() => {
                format!("a number from {low} to {high}")
            }
            Shape::Number(..) => "a number".into(),
            Shape::Whole(low, high) if high < i64::MAX => {
                format!("a whole number from {low} to {high}")
            }
            Shape::Whole(..) => "a whole number".into(),
            Shape::Count => "how many of how many, such as `5/7`".into(),
            Shape::Flag => "`true` or `false`".into(),
            Shape::Choice(words) => format!("one of {}", words.join(", ")),
            Shape::Emotion => "a whole number from -2 to 2, or `{ score: -1, word: Pressed }`".into(),
            Shape::Record(_) => "a mapping".into(),
            Shape::Records(_) => "a list of mappings".into(),
            Shape::Any => "anything".into(),
        }
    }
}

/// One field of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The YAML key, and the name everywhere else down to the CSS class.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// One line for the writer.
    pub doc: &'static str,
    /// Whether it must be there.
    pub required: bool,
}

impl Field {
    /// A field that may be left out.
    pub const fn new(name: &'static str, shape: Shape, doc: &'static str) -> Self {
        Field { name, shape, doc, required: false }
    }

    /// A field that must be there.
    pub const fn required(name: &'static str, shape: Shape, doc: &'static str) -> Self {
        Field { name, shape, doc, required: true }
    }

    /// The name as words: `need_to_do` is "need to do".
    pub fn words(&self) -> String {
        self.name.replace('_', " ")
    }
}

/// The kinds that can be cited as evidence.
pub const EVIDENCE: &[&str] = &["session", "story", "metric", "insight"];

/// The fields of an item written as a mapping.
pub const ITEM: &[Field] = &[
    Field::required("text", Shape::Text, "The statement, one line of inline Markdown"),
    Field::new("from", Shape::Refs(EVIDENCE), "What it rests on"),
    Field::new("disputed_by", Shape::Refs(EVIDENCE), "What speaks against it"),
    Field::new("count", Shape::Count, "How many of the participants asked, such as 5/7"),
    Field::new("against", Shape::Words, "The item it contradicts: says-1, or the start of its text"),
    Field::new("inferred_from", Shape::Words, "The items it is inferred from"),
    Field::new("severity", Shape::Choice(&["low", "medium", "high"]), "How bad it is"),
    Field::new("times", Shape::Whole(0, i64::MAX), "How often it was counted"),
    Field::new("same_as", Shape::Words, "The item elsewhere that says the same"),
    Field::new("id", Shape::Text, "A name of its own, for references"),
    Field::new("date", Shape::Date, "When it was heard"),
    Field::new("allow", Shape::Any, "Rules that do not apply here, each with its reason"),
];
