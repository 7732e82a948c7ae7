//! What may be done with somebody's words.

pub mod above_profile;
pub(super) mod consent_ends_soon;
pub(super) mod consent_lapsed;
pub(super) mod consent_unknown;
pub(super) mod quote_without_consent;
mod words;
