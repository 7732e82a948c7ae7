//! What the settings refer to.

use crate::diagnostic::Diagnostic;
use crate::site::Site;
use crate::site::resolve::Failure;

/// The people whose order the settings give but whom nobody wrote about.
pub(in crate::rules) fn unknown_people(site: &Site) -> Vec<Diagnostic> {
    let kinds: Vec<&str> = site.kinds().iter().filter(|kind| kind.subject).map(|kind| kind.name).collect();
    let ids = || kinds.iter().flat_map(|kind| site.of(kind)).map(|index| &*site[index].id);
    // Who is a draft today keeps the place.
    let is_draft = |name: &str| matches!(site.resolve(None, name, &kinds), Err(Failure::Hidden));
    let of_walls = site.config.walls.iter().flat_map(|wall| &wall.people);
    let unknown = site
        .config
        .people
        .iter()
        .chain(of_walls)
        .filter(|name| !ids().any(|id| id == &*name.value) && !is_draft(&name.value));
    unknown
        .map(|name| {
            let message = format!("there is no person `{}`", name.value);
            let finding = Diagnostic::error("unknown-reference", &site.config.path, name.span, message);
            finding
                .help("write the id of somebody: the name of the file without its ending")
                .did_you_mean(&name.value, ids())
        })
        .collect()
}
