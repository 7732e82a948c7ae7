//! From the last good state of every part to the next moment.

use std::sync::atomic::Ordering;

use crate::files;
use crate::serve::moment::{Shown, Texts, Themes};
use crate::site::Site;

use super::*;

impl Live {
    /// Makes the next moment, if anything changed.
    pub(super) fn show(&mut self, changed: Changes, now: Instant) {
        let Some(good) = self.good.as_mut().filter(|_| changed.any()) else { return };
        good.input.today = self.setup.day();
        let loaded = build::load(&good.input, &mut good.cache);
        let (pictures, troubles) = good.album.look(good.tree.root(), &good.input.files);
        let pages = Pages::after(self.moment.pages(), loaded.site, good.look.words.clone());
        let pages = pages.with_places().with_pictures(pictures);
        let assets = changed.assets.iter().map(|path| format!("/{}", pages.asset_url(path))).collect();
        let follow = if self.setup.follow { self::follow(&pages, &changed.paths) } else { None };
        self.found = findings(good, &self.refused, &pages, troubles, loaded.diagnostics);
        let shown = Arc::new(shown(good, pages, self.before.as_ref(), &self.hints));
        if changed.look {
            let this = self.looks.fetch_add(1, Ordering::Relaxed) + 1;
            shown.clone().try_out(this, self.looks.clone());
        }
        let moment = Arc::new(self.moment.with_site(shown).because(assets, follow));
        // What failed may be mended by what changed, wherever that is.
        self.failures.retain(|error| moment.still_fails(error));
        self.moment = moment;
        self.weigh_problems(now);
        (self.tell)(Told::Shown(&changed.paths, now.elapsed()));
    }
}

/// What is wrong with what is shown, and with the parts that are not.
fn findings(
    good: &Good,
    refused: &BTreeMap<Part, Refused>,
    pages: &Pages,
    troubles: Vec<Diagnostic>,
    loaded: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = refused.values().flat_map(|refused| refused.found.clone()).collect();
    found.extend(build::mistakes(pages));
    found.extend(troubles);
    found.extend(good.look.found.iter().cloned());
    let mut found = build::levelled(found, &good.settings.config);
    // What is wrong with a text that is shown instead of a newer one is not where the newer one is looked up.
    let old = |finding: &Diagnostic| refused.contains_key(&Part::File(finding.path.to_string()));
    found.extend(loaded.into_iter().filter(|finding| !old(finding)));
    diagnostic::sort(&mut found);
    found.dedup();
    found
}

/// The site with its themes, ready to be shown.
fn shown(good: &Good, pages: Pages, before: Option<&Theme>, failed: &Hints) -> Shown {
    let prepared = |theme: &Theme| {
        let mut theme = theme.clone();
        theme.prepare(&pages, None);
        theme
    };
    let themes = Themes { now: prepared(&good.look.theme), before: before.map(prepared), failed: failed.clone() };
    let texts = texts(good, pages.site.clone());
    Shown::new(pages, themes, &good.input.files, good.tree.root(), texts)
}

/// The address of the page that shows the one content file that changed.
fn follow(pages: &Pages, changed: &[String]) -> Option<String> {
    let [path] = changed else { return None };
    let first = pages.site.in_file(path).filter(|_| files::is_content(path))?.first()?;
    let url = pages.site.url(*first);
    Some(format!("/{}", url.strip_suffix("index.html").unwrap_or(url)))
}

/// The texts a page is made from, for excerpts.
fn texts(good: &Good, site: Arc<Site>) -> Texts {
    let (overrides, settings) = (good.look.overrides.clone(), good.settings.clone());
    Box::new(move |path: &str| {
        if path == &*settings.config.path {
            return Some(settings.text.clone());
        }
        let first = || site.in_file(path)?.first().map(|index| site[*index].source.text.clone());
        good::template_text(&overrides, path).or_else(first)
    })
}
