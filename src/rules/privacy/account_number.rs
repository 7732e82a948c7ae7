//! A number that belongs to one person or one account.

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::link::Index;

use super::{self as privacy, numbers};
use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "account-number",
    level: Severity::Error,
    group: Group::Privacy,
    page: include_str!("account_number.md"),
    look: Look::Entity(look),
};

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let help = "leave it out, or keep the last two digits";
    privacy::report(&RULE, site, index, help, numbers::find, found);
}
