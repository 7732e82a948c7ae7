//! What is referred to.

pub(super) mod deleted_but_used;
pub(super) mod settings;
