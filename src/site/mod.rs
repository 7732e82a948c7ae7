//! The typed, cross-referenced site: kinds as declarations, entities, names, references both ways, evidence.

pub mod age;
pub mod allow;
mod checks;
pub mod config;
pub mod consent;
pub mod coverage;
pub mod entity;
pub mod evidence;
pub mod hanging;
pub mod history;
mod inverse;
pub mod kind;
pub mod link;
mod names;
pub mod palette;
pub mod read;
pub mod resolve;
mod sections;
mod split;
mod stages;
pub mod templates;
pub mod timeline;
mod trace;
pub mod transcript;
pub mod wall;
pub mod words;

pub use config::Config;
pub use entity::Entity;
pub use history::History;
pub use kind::Kind;
pub use link::Site;
