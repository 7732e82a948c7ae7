//! What is missing, empty or said twice.

pub(super) mod about_nobody;
pub(super) mod duplicate_item;
pub(super) mod empty_stage;
pub(super) mod missing_alt_text;
pub(super) mod orphan;
pub(super) mod placeholder;
pub(super) mod unused_session;
