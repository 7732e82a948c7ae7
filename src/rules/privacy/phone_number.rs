//! Somebody's phone number.

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::link::Index;

use super::{self as privacy, phone};
use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "phone-number",
    level: Severity::Error,
    group: Group::Privacy,
    page: include_str!("phone_number.md"),
    look: Look::Entity(look),
};

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let help = "leave it out; whom to call back belongs under `private:`, or better in no repository at all";
    privacy::report(&RULE, site, index, help, phone::find, found);
}
