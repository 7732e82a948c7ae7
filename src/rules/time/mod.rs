//! How long ago it was heard, and dates that cannot be.

mod aged;
pub(super) mod contradictory_dates;
pub(super) mod overtaken_by_event;
pub(super) mod review_overdue;
pub(super) mod stale_claim;
pub(super) mod unknown_history;
pub(super) mod unordered_series;
