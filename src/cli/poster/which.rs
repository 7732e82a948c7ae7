//! Which sheets are asked for.

use crate::cli::CliError;
use crate::diagnostic::nearest;
use crate::pages::Pages;
use crate::pages::walls::{Hung, Truth};
use crate::paper::Paper;
use crate::paper::sheet::{KINDS, Named};
use crate::site::hanging::Hanging;

use super::Poster;

/// A sheet that is asked for.
pub(super) struct Wanted {
    pub(super) named: Named,
    /// Where it hangs, always on the same paper, if it is asked for because of that.
    pub(super) hangings: Vec<Hanging>,
}

impl Wanted {
    /// The paper it hangs on.
    pub(super) fn paper(&self) -> Option<Paper> {
        Paper::parse(&self.hangings.first()?.paper).ok()
    }

    /// Its file, without `.pdf`: the same sheet may hang on several papers.
    pub(super) fn file(&self) -> String {
        match self.hangings.first() {
            Some(hanging) if self.paper().is_some() => {
                format!("{}-{}", self.named.name, hanging.paper.trim().to_lowercase().replace(' ', "-"))
            }
            _ => self.named.name.clone(),
        }
    }
}

/// The sheets that are asked for, in the order of the site; those that hang somewhere in the order of `wall.yaml`.
///
/// # Errors
/// A name that no sheet and no person has.
pub(super) fn wanted(poster: &Poster, pages: &Pages) -> Result<Vec<Wanted>, CliError> {
    let all = pages.sheets();
    check(poster, pages, all)?;
    let is_asked = |named: &&Named| is_asked(poster, pages, named);
    if poster.outdated {
        return Ok(outdated(pages, |named| is_asked(&named)));
    }
    let plain = |named: &Named| Wanted { named: named.clone(), hangings: Vec::new() };
    Ok(all.iter().filter(is_asked).map(plain).collect())
}

fn check(poster: &Poster, pages: &Pages, all: &[Named]) -> Result<(), CliError> {
    if let Some(of_whom) = poster.of.as_ref().filter(|_| !all.iter().any(|named| is_of(poster, pages, named))) {
        return Err(CliError::Usage(format!("there is no person `{of_whom}` with sheets"), None));
    }
    match poster.sheets.iter().find(|wanted| !all.iter().any(|named| is(named, wanted))) {
        None => Ok(()),
        Some(wanted) => {
            let names = all.iter().map(|named| named.name.as_str()).chain(KINDS.iter().map(|kind| kind.word()));
            let hint = nearest(wanted, names).map(|near| format!("did you mean `{near}`?"));
            Err(CliError::Usage(format!("there is no sheet `{wanted}`"), hint))
        }
    }
}

fn is(named: &Named, wanted: &str) -> bool {
    named.name == wanted || (named.kind.word() == wanted && named.layout.is_empty())
}

fn is_of(poster: &Poster, pages: &Pages, named: &Named) -> bool {
    named.person.is_some_and(|person| poster.of.as_deref() == Some(&*pages.site[person].id))
}

fn is_asked(poster: &Poster, pages: &Pages, named: &Named) -> bool {
    let is_named = match poster.sheets.as_slice() {
        // Another layout of a map says the same: only who names it wants it, and who hung it up.
        [] => named.layout.is_empty() || poster.outdated,
        sheets => sheets.iter().any(|wanted| is(named, wanted)),
    };
    is_named && (poster.of.is_none() || is_of(poster, pages, named))
}

/// What hangs somewhere and is out of date, once for each paper.
fn outdated(pages: &Pages, is_asked: impl Fn(&Named) -> bool) -> Vec<Wanted> {
    let mut found: Vec<Wanted> = Vec::new();
    let old = |hung: &Hung| matches!(hung.truth, Truth::Outdated | Truth::Unknown);
    for hung in pages.hung().into_iter().filter(old) {
        let Some(named) = hung.named.filter(|named| is_asked(named)) else { continue };
        let wanted = Wanted { named, hangings: vec![hung.hanging.clone()] };
        match found.iter_mut().find(|known| known.file() == wanted.file()) {
            Some(known) => known.hangings.extend(wanted.hangings),
            None => found.push(wanted),
        }
    }
    found
}
