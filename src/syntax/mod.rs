//! From text to values with spans: YAML, front matter, Markdown, dates, labels; and decoding that keeps going.

pub mod colour;
pub mod date;
pub mod decode;
pub mod emotion;
pub mod field;
pub mod front_matter;
pub mod html;
pub mod label;
pub mod markdown;
pub mod names;
pub mod period;
pub mod quotation;
pub mod typo;
pub mod value;
pub mod wording;
pub mod yaml;
