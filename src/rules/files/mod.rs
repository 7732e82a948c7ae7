//! What writers allow beside their content.

pub(super) mod allow;
