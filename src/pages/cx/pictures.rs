//! Pictures on a page: how much room they need, and in which sizes they are there.

use super::*;
use crate::site::resolve::percent_decode;

/// How wide a picture is shown: the column of text, on a phone all of it.
const SIZES: &str = "(min-width: 60rem) 52rem, 100vw";

impl<'a> Cx<'a> {
    /// HTML in which every picture of the site says its size, comes when it is needed, and offers its smaller copies. What
    /// a writer said about a picture stays.
    pub(super) fn with_sizes(&self, html: String) -> String {
        if self.pages.pictures.is_empty() || !html.contains("<img") {
            return html;
        }
        let mut out = String::with_capacity(html.len() + 512);
        let mut rest = html.as_str();
        while let Some(at) = rest.find("<img ") {
            let end = rest[at..].find('>').map_or(rest.len(), |end| at + end);
            let tag = &rest[at..end];
            out.push_str(&rest[..at]);
            out.push_str(&self.sized(tag).unwrap_or_else(|| tag.to_owned()));
            rest = &rest[end..];
        }
        out.push_str(rest);
        out
    }

    /// The tag of a picture without its closing mark.
    fn sized(&self, tag: &str) -> Option<String> {
        let src = tag.split_once("src=\"")?.1.split('"').next()?;
        let path = files::resolve(files::folder(self.url), &percent_decode(&src.replace("&amp;", "&")))?;
        let (own, picture) = self.pages.picture_at(&path)?;
        let url = self.pages.asset_url(own);
        let mut tag = tag.trim_end_matches(['/', ' ']).to_owned();
        let mut add = |name: &str, value: &str| {
            if !tag.contains(&format!(" {name}=")) {
                tag.push_str(&format!(" {name}=\"{}\"", html::escape(value)));
            }
        };
        // Both or none: with one of them the other follows.
        if !src.is_empty() {
            add("width", &picture.width.to_string());
            add("height", &picture.height.to_string());
        }
        add("loading", "lazy");
        add("decoding", "async");
        let mut copies: Vec<String> =
            picture.widths().map(|width| format!("{} {width}w", self.link(&picture.copy_url(&url, width)))).collect();
        if !copies.is_empty() {
            if picture.shows_original() {
                copies.push(format!("{} {}w", self.link(&url), picture.width));
            }
            add("srcset", &copies.join(", "));
            add("sizes", SIZES);
        }
        let largest = picture.widths().last().filter(|_| !picture.shows_original());
        Some(match largest {
            Some(width) => tag.replacen(src, &html::escape(&self.link(&picture.copy_url(&url, width))), 1),
            None => tag,
        })
    }
}
