//! The cases of bad input and faults, by group; each test is named for its case.

mod command_line;
mod editors;
mod edits;
mod explain;
mod file_system;
mod markdown;
mod output;
mod references;
mod server;
mod templates;
mod watcher;
mod yaml;
