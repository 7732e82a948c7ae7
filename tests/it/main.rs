//! The integration tests, one binary.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may touch files, and one that cannot go on has failed"
)]

mod cases;
mod example;
mod history;
mod incremental;
mod preview;
mod robust;
mod rules;
mod samples;
mod site;
mod spec;
mod tidy;
