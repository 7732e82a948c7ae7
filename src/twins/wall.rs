//! The style sheets by which the displays turn without a script: one for each loop, named by what it holds.

use super::Twin;

pub(super) static TWIN: Twin = Twin {
    urls: |_, pages| pages.wall_sheets().into_iter().map(|(url, _)| url).collect(),
    make: |_, pages, url| {
        let mine = url.starts_with("wall/") && url.ends_with(".css");
        let sheets = mine.then(|| pages.wall_sheets()).into_iter().flatten();
        let found = sheets.into_iter().find(|(known, _)| known == url);
        found.map(|(_, css)| css.into_bytes())
    },
};
