//! Where somebody lives.

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::link::Index;

use super::{self as privacy, street};
use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "postal-address",
    level: Severity::Error,
    group: Group::Privacy,
    page: include_str!("postal_address.md"),
    look: Look::Entity(look),
};

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let help = "say as much as the story needs: a town, a part of it, how far it is";
    privacy::report(&RULE, site, index, help, street::find, found);
}
