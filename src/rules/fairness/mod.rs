//! Whether a portrait is fair.

pub(super) mod differs_in_demographics_alone;
pub(super) mod narrow_sample;
pub(super) mod need_without_strength;
pub(super) mod one_sided_portrait;
mod portrait;
pub(super) mod unexplained_demographic;
