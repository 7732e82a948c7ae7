//! Sheets of paper: which a site has, what each says, and the id of that.

pub mod content_id;
pub mod sheet;
