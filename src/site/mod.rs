//! The typed, cross-referenced site: kinds as declarations, entities, names, references both ways, evidence.

pub mod config;
pub mod entity;
pub mod evidence;
pub mod kind;
pub mod link;
pub mod read;
pub mod resolve;
mod sections;
mod split;
mod stages;
pub mod words;

pub use config::Config;
pub use entity::Entity;
pub use kind::Kind;
pub use link::Site;
