//! One moment of the site: what there is at which address. It never changes; the next moment takes its place.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::build::STACK;
use crate::disk;
use crate::files::{self, Files};
use crate::pages::{Page, Pages};
use crate::pictures;
use crate::render::{Failure, TemplateError, Theme};
use crate::syntax::html;
use crate::twins::Twins;

use super::problems::frame;
use super::watch::Hints;

/// How long it must be quiet before templates are tried out.
const TRY_OUT: Duration = Duration::from_millis(300);

/// How many earlier moments are remembered, for tabs that were not told in time.
const EARLIER: usize = 32;

/// The text of a file by its path, for excerpts.
pub(super) type Texts = Box<dyn Fn(&str) -> Option<Arc<str>> + Send + Sync>;

/// What is at an address.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A page, by its own address: `people/mara/index.html`.
    Page(String),
    /// The page of a folder, which was asked for without its slash: `/people/mara/`.
    Moved(String),
    /// A file of the theme, or one that stands beside the pages for programs.
    File(Arc<[u8]>),
    /// A file of the site, by its path from the site's root.
    Asset(PathBuf),
    /// Nothing.
    Missing,
}

/// A page as it is sent.
#[derive(Debug)]
pub(super) struct Rendered {
    /// The status of the answer.
    pub(super) status: u16,
    /// The page.
    pub(super) bytes: Arc<[u8]>,
    /// Changes when the page does.
    pub(super) etag: String,
}

/// What pages are rendered with. All themes have been prepared for the site.
pub(super) struct Themes {
    pub(super) now: Theme,
    /// The theme before, for pages on which this one fails.
    pub(super) before: Option<Theme>,
    /// Who wants to know of failures.
    pub(super) failed: Hints,
}

impl Themes {
    /// A file of a theme. Its name is made from its bytes, so the one before serves pages that were sent a moment ago.
    fn file(&self, path: &str) -> Option<&Arc<[u8]>> {
        let before = || self.before.as_ref().and_then(|before| before.files.get(path));
        self.now.files.get(path).or_else(before)
    }
}

/// A site that can be shown, and the pages that were asked for so far.
pub(super) struct Shown {
    pages: Pages,
    twins: Twins,
    themes: Themes,
    /// The site's own files: address → path from the root.
    assets: HashMap<String, String>,
    /// The smaller copies of pictures: address → path of the original, width.
    copies: HashMap<String, (String, u32)>,
    made: Mutex<HashMap<String, Arc<[u8]>>>,
    root: PathBuf,
    texts: Texts,
    rendered: Mutex<HashMap<String, Arc<Rendered>>>,
}

impl Shown {
    /// A site with its theme, which has been prepared for it; `root` is where the site lies.
    pub(super) fn new(pages: Pages, themes: Themes, files: &Files, root: &Path, texts: Texts) -> Shown {
        let own = files.iter().filter(|(_, file)| matches!(file, files::File::Asset));
        let assets = own.map(|(path, _)| (pages.asset_url(path), path.to_string())).collect();
        let copies = pages.copies().into_iter().map(|(url, path, width)| (url, (path.to_owned(), width))).collect();
        Shown {
            copies,
            made: Mutex::default(),
            pages,
            twins: Twins::of(&themes.now),
            themes,
            assets,
            root: root.to_path_buf(),
            texts,
            rendered: Mutex::default(),
        }
    }

    /// Renders one page with each template, beside everything else: what a template cannot do shows only then. It waits
    /// for a quiet moment, and is given up when there are newer ones: when `newest` is no longer `this`.
    pub(super) fn try_out(self: Arc<Self>, this: u64, newest: Arc<AtomicU64>) {
        let try_all = move || {
            thread::sleep(TRY_OUT);
            let mut tried: Vec<&str> = Vec::new();
            for page in self.pages.all() {
                let template = self.pages.template(page);
                if newest.load(Ordering::Relaxed) != this {
                    return;
                }
                if !tried.contains(&template) {
                    tried.push(template);
                    let error = guarded(&self.themes.now, &self.pages, page).and_then(Result::err);
                    error.iter().for_each(|error| self.themes.failed.failed(error));
                }
            }
        };
        // Without a thread for it, failures are told when a page is asked for.
        let _ = thread::Builder::new().name("try-out".into()).stack_size(STACK).spawn(try_all);
    }

    /// A picture that is made: a smaller copy, or an original without what tells about who took it. It is made when it
    /// is first asked for.
    fn picture(&self, url: &str) -> Option<Arc<[u8]>> {
        let known = self.made.lock().unwrap_or_else(PoisonError::into_inner).get(url).cloned();
        if known.is_some() {
            return known;
        }
        let path = self.assets.get(url).map(String::as_str).or_else(|| self.copies.get(url).map(|copy| &*copy.0))?;
        let picture = self.pages.pictures.get(path)?;
        let read = || disk::read_inside(&self.root, path).ok();
        let made: Arc<[u8]> = match self.copies.get(url) {
            Some((_, width)) => pictures::smaller(picture, &read()?, &[*width]).ok()?.pop()?.into(),
            None => pictures::stripped(&read().filter(|_| picture.strip)?)?.into(),
        };
        self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(url.to_owned(), made.clone());
        Some(made)
    }

    fn remembered(&self) -> MutexGuard<'_, HashMap<String, Arc<Rendered>>> {
        // A panic elsewhere leaves the map whole.
        self.rendered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What changed in a moment.
#[derive(Clone)]
struct Change {
    number: u64,
    assets: Vec<String>,
    follow: Option<String>,
}

/// One moment of the site.
pub(super) struct Moment {
    /// Which one, from 1.
    pub(super) number: u64,
    /// The addresses whose file changed since the moment before: `/pictures/x.png`.
    pub(super) assets: Vec<String>,
    /// The address to show with `--follow`: `/people/mara/`.
    pub(super) follow: Option<String>,
    content: Result<Arc<Shown>, Failure>,
    problems: Arc<str>,
    /// What the script is told of the machine.
    place: Arc<Place>,
    earlier: Vec<Change>,
}

/// Where a writer's files are, and what opens them.
#[derive(Debug, Default)]
struct Place {
    /// The template of an address that opens a file.
    editor: String,
    /// The folder that paths begin in.
    root: String,
}

impl Moment {
    /// The first moment: a site, or why there is none. `problems` comes from [`problems`](super::problems), `editor` is
    /// the template of an address that opens a file, `root` the absolute folder that paths begin in.
    pub(super) fn new(content: Result<Arc<Shown>, Failure>, problems: Arc<str>, editor: &str, root: &Path) -> Moment {
        let place = Arc::new(Place { editor: editor.to_owned(), root: root.to_string_lossy().into_owned() });
        Moment { number: 1, assets: Vec::new(), follow: None, content, problems, place, earlier: Vec::new() }
    }

    /// The next moment, with another site.
    #[must_use]
    pub(super) fn with_site(&self, shown: Arc<Shown>) -> Moment {
        Moment { content: Ok(shown), ..self.next() }
    }

    /// The next moment, with other problems.
    #[must_use]
    pub(super) fn with_problems(&self, problems: Arc<str>) -> Moment {
        Moment { problems, ..self.next() }
    }

    /// The next moment, in which there is no site.
    #[must_use]
    pub(super) fn with_failure(&self, failure: Failure, problems: Arc<str>) -> Moment {
        Moment { content: Err(failure), problems, ..self.next() }
    }

    /// The same moment, with what changed besides pages.
    #[must_use]
    pub(super) fn because(self, assets: Vec<String>, follow: Option<String>) -> Moment {
        Moment { assets, follow, ..self }
    }

    /// The pages, if there is a site.
    pub(super) fn pages(&self) -> Option<&Pages> {
        self.content.as_ref().ok().map(|shown| &shown.pages)
    }

    /// Whether a template still fails in the same way.
    pub(super) fn still_fails(&self, error: &TemplateError) -> bool {
        let Ok(shown) = &self.content else { return false };
        let page = error.page.as_ref().and_then(|page| shown.pages.at(page));
        page.and_then(|page| guarded(&shown.themes.now, &shown.pages, &page)?.err()).as_ref() == Some(error)
    }

    fn next(&self) -> Moment {
        let skipped = (self.earlier.len() + 1).saturating_sub(EARLIER);
        let earlier = self.earlier.iter().skip(skipped).cloned().chain([self.change()]).collect();
        Moment {
            number: self.number + 1,
            assets: Vec::new(),
            follow: None,
            content: self.content.clone(),
            problems: self.problems.clone(),
            place: self.place.clone(),
            earlier,
        }
    }

    fn change(&self) -> Change {
        Change { number: self.number, assets: self.assets.clone(), follow: self.follow.clone() }
    }

    /// The files that changed after the moment with a number, and the last address to follow since.
    pub(super) fn since(&self, number: u64) -> (Vec<String>, Option<String>) {
        let (mut assets, mut follow) = (Vec::new(), None);
        let changes = self.earlier.iter().cloned().chain([self.change()]);
        for change in changes.filter(|change| change.number > number) {
            assets.extend(change.assets);
            follow = change.follow.or(follow);
        }
        assets.sort_unstable();
        assets.dedup();
        (assets, follow)
    }

    /// What is at an address: `path` is decoded and has no slash at its beginning. Only the addresses of the site are
    /// looked through; no path of a file is made from it.
    pub(super) fn find(&self, path: &str) -> Found {
        // Where there is no site, every address shows why.
        let Ok(shown) = &self.content else { return Found::Page(path.to_owned()) };
        let url = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
        if shown.pages.at(&url).is_some() {
            Found::Page(url)
        } else if let Some(bytes) = shown.themes.file(path) {
            Found::File(bytes.clone())
        } else if let Some(bytes) = shown.twins.at(&shown.pages, path) {
            Found::File(bytes.into())
        } else if let Some(bytes) = shown.picture(path) {
            Found::File(bytes)
        } else if let Some(own) = shown.assets.get(path) {
            Found::Asset(own.into())
        } else if shown.pages.at(&format!("{path}/index.html")).is_some() {
            Found::Moved(format!("/{path}/"))
        } else {
            Found::Missing
        }
    }

    /// A page by its own address, as [`find`](Moment::find) gives it.
    pub(super) fn page(&self, url: &str) -> Arc<Rendered> {
        let shown = match &self.content {
            Ok(shown) => shown,
            Err(failure) => return Arc::new(self.failed(failure)),
        };
        let Some(page) = shown.pages.at(url) else { return self.missing(url) };
        if let Some(rendered) = shown.remembered().get(url) {
            return rendered.clone();
        }
        // Two tabs may ask at once; both get the same bytes, and neither waits for a lock.
        let rendered = Arc::new(self.render(shown, &page, 200));
        shown.remembered().insert(url.to_owned(), rendered.clone());
        rendered
    }

    /// The page that says that nothing is at an address, with links that lead on from there.
    pub(super) fn missing(&self, path: &str) -> Arc<Rendered> {
        // There is no end of addresses without a page: these are not remembered.
        Arc::new(match &self.content {
            Ok(shown) => self.render(shown, &shown.pages.missing_at(path), 404),
            Err(failure) => self.failed(failure),
        })
    }

    /// What is wrong with the site, as JSON.
    pub(super) fn problems(&self) -> &Arc<str> {
        &self.problems
    }

    /// Opens a file of the site for reading, if it still lies there.
    ///
    /// # Errors
    /// What the operating system says, or that the path leads elsewhere now.
    pub(super) fn open(&self, path: &Path) -> io::Result<File> {
        match &self.content {
            Ok(shown) => disk::open_inside(&shown.root, path),
            Err(_) => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn render(&self, shown: &Shown, page: &Page, status: u16) -> Rendered {
        let Themes { now, before, failed } = &shown.themes;
        let error = match guarded(now, &shown.pages, page) {
            Some(Ok(bytes)) => return self.finished(status, &bytes),
            Some(Err(error)) => error,
            None => return self.failed(&panicked(&page.url)),
        };
        failed.failed(&error);
        // The page stays what it was before its template failed.
        match before.as_ref().and_then(|before| guarded(before, &shown.pages, page)) {
            Some(Ok(bytes)) => self.finished(status, &bytes),
            _ => self.failed(&template_failure(&error, shown, self.place.root.is_empty())),
        }
    }

    fn failed(&self, failure: &Failure) -> Rendered {
        self.finished(500, &failure.render())
    }

    fn finished(&self, status: u16, bytes: &[u8]) -> Rendered {
        let etag = etag(&[bytes, self.place.editor.as_bytes(), self.place.root.as_bytes()]);
        let bytes = with_preview(bytes, &etag, &self.place).into();
        Rendered { status, bytes, etag }
    }
}

/// Renders a page; `None` if that panics, which must not end the preview.
fn guarded(theme: &Theme, pages: &Pages, page: &Page) -> Option<Result<Vec<u8>, TemplateError>> {
    panic::catch_unwind(AssertUnwindSafe(|| theme.render(pages, page))).ok()
}

/// Sixteen letters that change when the bytes do.
pub(super) fn etag(parts: &[&[u8]]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// A page with what the preview adds to it, at the end of its head.
fn with_preview(page: &[u8], etag: &str, place: &Place) -> Vec<u8> {
    const END: &[u8] = b"</head>";
    let added = format!(
        r#"<link rel="stylesheet" href="/_instep/preview.css"><script src="/_instep/preview.js" defer data-etag="{etag}" data-editor="{}" data-root="{}"></script>"#,
        html::escape(&place.editor),
        html::escape(&place.root)
    );
    let end = page.windows(END.len()).position(|part| part.eq_ignore_ascii_case(END)).unwrap_or(page.len());
    let (before, after) = page.split_at(end);
    [before, added.as_bytes(), after].concat()
}

/// A page that says why there is none; where others can see it, without lines of files.
fn template_failure(error: &TemplateError, shown: &Shown, shared: bool) -> Failure {
    let found = error.diagnostic(0);
    Failure {
        title: "This page cannot be shown".into(),
        text: "Its template failed. As soon as that is mended, the page is here.".into(),
        frames: vec![if shared { found.message } else { frame(&found, &*shown.texts) }],
    }
}

fn panicked(url: &str) -> Failure {
    Failure {
        title: "This page cannot be shown".into(),
        text: format!("Instep failed while it made {url}. That is a mistake in Instep; the terminal says more."),
        frames: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failing() -> Moment {
        let failure = Failure { title: "No".into(), text: "Not yet.".into(), frames: Vec::new() };
        Moment::new(Err(failure), "{}".into(), "x://{path}?a&b", Path::new("/site"))
    }

    #[test]
    fn the_preview_is_added_once_at_the_end_of_the_head() {
        let place = Place { editor: "\"<x>".into(), root: "/a b".into() };
        let added = |page: &str| String::from_utf8(with_preview(page.as_bytes(), "abc", &place)).unwrap();
        let page = added("<head></HEAD><body></head>");
        assert!(page.starts_with("<head><link") && page.ends_with("</script></HEAD><body></head>"), "{page}");
        assert!(page.contains(r#"data-etag="abc" data-editor="&quot;&lt;x&gt;" data-root="/a b""#), "{page}");
        assert!(added("text").starts_with("text<link"));
    }

    #[test]
    fn a_failure_stands_at_every_address() {
        let moment = failing();
        let Found::Page(url) = moment.find("any/where") else { panic!("no page") };
        let page = moment.page(&url);
        assert_eq!(page.status, 500);
        assert!(String::from_utf8_lossy(&page.bytes).contains("Not yet."));
        assert_eq!(moment.missing("x").etag, page.etag);
    }

    #[test]
    fn what_a_tab_missed_is_told_later() {
        let with = |assets: &[&str], follow: Option<&str>, previous: &Moment| {
            let assets = assets.iter().map(|path| (*path).to_owned()).collect();
            previous.next().because(assets, follow.map(str::to_owned))
        };
        let second = with(&["/b.png"], Some("/x/"), &failing());
        let third = with(&["/a.png", "/b.png"], None, &second);
        assert_eq!(third.number, 3);
        assert_eq!(third.since(1), (vec!["/a.png".into(), "/b.png".into()], Some("/x/".into())));
        assert_eq!(third.since(2), (vec!["/a.png".into(), "/b.png".into()], None));
        assert_eq!(third.since(3), (vec![], None));
        let much_later = (0..100).fold(third, |moment, _| with(&[], None, &moment));
        assert_eq!(much_later.earlier.len(), EARLIER);
    }
}
