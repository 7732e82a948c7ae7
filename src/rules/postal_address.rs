//! Where somebody lives.

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::link::Index;

use super::privacy::{self, street};
use super::{Group, Look, Rule};

pub(super) static RULE: Rule = Rule {
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
