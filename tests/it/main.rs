//! The integration tests, one binary.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test may touch files, and one that cannot go on has failed"
)]

mod across;
mod cases;
mod check;
mod contract;
mod example;
mod history;
mod identity;
mod incremental;
mod languages;
mod meet;
mod paper;
mod pictures;
mod planting;
mod preview;
mod privacy;
mod profiles;
mod quotes;
mod rename;
mod robust;
mod rules;
mod samples;
mod schema;
mod search;
mod site;
mod spec;
mod theme;
mod tidy;
mod timeline;
mod twins;
mod wall;
mod walls;
