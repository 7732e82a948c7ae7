//! Instep: a static-site generator for empathy maps.
//!
//! The library is one function of data: files and a date in, pages and findings out.
//!
//! ```text
//! disk    →  files                       path → text, read once
//! files   →  syntax  →  site::read       per file, pure, parallel: values with places, entities
//! entities →  site::link                 names, references both ways, evidence
//! site    →  pages, kinds                small structs, one per page
//! views   →  render                      templates to bytes
//! bytes   →  disk::publish               staged, exchanged in one step
//!            or serve                    in a browser, while somebody writes
//! ```
//!
//! Modules import only from those above them; `tests/it/tidy.rs` holds the table and checks it.

pub mod text;

pub mod diagnostic;
pub mod edit;
pub mod files;
pub mod pictures;

pub mod syntax;

pub mod site;

pub mod kinds;
pub mod pages;
pub mod paper;
pub mod rules;

pub mod render;
pub mod twins;

pub mod build;

pub mod disk;
pub mod rename;
pub mod report;
pub mod schema;
pub mod serve;

pub mod cli;
