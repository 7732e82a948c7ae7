//! Words in quotation marks.

pub(super) mod paragraphs;
mod passage;
pub(super) mod quote_elsewhere;
pub(super) mod quote_not_found;
pub(super) mod quote_of_researcher;
mod quoted;
pub(super) mod repeated_text;
pub(super) mod says_without_quote;
pub(super) mod template_text;
