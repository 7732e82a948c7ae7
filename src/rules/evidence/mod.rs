//! What claims rest on.

pub(super) mod count_exceeds_participants;
pub(super) mod coverage_fell;
pub(super) mod does_without_observation;
pub(super) mod ignored_contradiction;
pub(super) mod inferred_from_nothing;
pub(super) mod missing_evidence;
pub(super) mod one_interview;
pub(super) mod repeated_participant;
pub(super) mod typed_confidence;
