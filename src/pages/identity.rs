//! Whose site it is: its own picture and links in the header and footer, and what of that leads nowhere.

use crate::diagnostic::Diagnostic;
use crate::site::config::SiteLink;
use crate::site::resolve::{Failure, Place};
use crate::syntax::html;

use super::Cx;
use super::cx::encode;
use super::plan::Pages;
use super::view::LinkView;

/// What a picture in the header may be: kinds that every browser shows at any size.
const PICTURES: [&str; 2] = ["svg", "png"];

/// Where a link of the settings leads.
enum Way {
    /// To another host, a mail address, a telephone number.
    Elsewhere(String),
    /// To an address from the site's root.
    Here(String),
    /// To somebody or something that readers of this site may not see.
    Withheld,
}

impl Pages {
    /// The address of the site's own picture from its root; nothing if there is none.
    pub fn logo(&self) -> Option<String> {
        let written = self.site.config.logo.as_ref()?;
        match self.site.place_from_settings(&written.value) {
            Ok(Place::Asset(path)) if is_picture(&path) => Some(encode(&self.asset_url(&path))),
            _ => None,
        }
    }

    /// Links of the settings as seen from a page. Those that lead nowhere are left out.
    pub(super) fn own_links(&self, cx: &Cx, links: &[SiteLink]) -> Vec<LinkView> {
        let link = |link: &SiteLink| {
            let href = match self.way(&link.href.value)? {
                Way::Elsewhere(address) => address,
                Way::Here(url) => cx.link(&url),
                Way::Withheld => return None,
            };
            Some(LinkView { title: link.title.clone(), href })
        };
        links.iter().filter_map(link).collect()
    }

    /// What the settings name and nobody finds. `beside`: whether a file stands at an address beside the pages.
    pub fn lost(&self, beside: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
        let config = &self.site.config;
        let links = config.header_links.iter().chain(&config.footer_links);
        let lost = links.filter(|link| match self.way(&link.href.value) {
            Some(Way::Here(url)) => {
                let url = url.split('#').next().unwrap_or(&url);
                self.at(url).is_none() && !self.is_asset(url) && !beside(url)
            }
            Some(_) => false,
            None => true,
        });
        let dead = lost.map(|link| {
            let (href, message) = (&link.href.value, format!("nothing is at `{}`", link.href.value));
            let help = match html::scheme(href) {
                Some(_) => "link to a page of the site, or to an address that begins with https: or mailto:".to_owned(),
                None => {
                    "name a file from the folder of this one, or the address of a page, such as `hurts/`".to_owned()
                }
            };
            Diagnostic::warning("dead-link", &config.path, link.href.span, message).label("leads nowhere").help(help)
        });
        dead.chain(self.lost_logo()).collect()
    }

    fn lost_logo(&self) -> Option<Diagnostic> {
        let config = &self.site.config;
        let written = config.logo.as_ref()?;
        let message = match self.site.place_from_settings(&written.value) {
            Ok(Place::Asset(path)) if is_picture(&path) => return None,
            Ok(Place::Elsewhere) => "this picture lies on another host".to_owned(),
            Ok(_) => format!("`{}` is no picture for a header", written.value),
            Err(_) => format!("there is no picture `{}`", written.value),
        };
        let help = "name an SVG or PNG file in the content folder, from the folder of this file";
        Some(Diagnostic::error("missing-image", &config.path, written.span, message).help(help))
    }

    fn way(&self, written: &str) -> Option<Way> {
        let written = written.trim();
        if html::is_external(written) {
            let known = ["http", "https", "mailto", "tel"];
            let allowed = html::scheme(written).is_none_or(|scheme| known.contains(&&*scheme));
            return allowed.then(|| Way::Elsewhere(written.to_owned()));
        }
        let written = written.trim_start_matches('/');
        let (path, fragment) = written.split_once('#').map_or((written, ""), |(path, fragment)| (path, fragment));
        let with_fragment = |url: String| match fragment {
            "" => Way::Here(url),
            fragment => Way::Here(format!("{url}#{fragment}")),
        };
        let folder = path.trim_end_matches('/');
        let pages = [path.to_owned(), format!("{folder}/index.html"), format!("{folder}.html")];
        if let Some(url) = pages.iter().map(|url| url.trim_start_matches('/')).find(|url| self.at(url).is_some()) {
            return Some(with_fragment(url.to_owned()));
        }
        match self.site.place_from_settings(written) {
            Ok(Place::Entity(target)) if !self.site.may_name(target.entity) => Some(Way::Withheld),
            Ok(Place::Entity(target)) => Some(with_fragment(self.site.url(target.entity).to_owned())),
            Ok(Place::Asset(path)) if self.withheld_files.contains(&path) => Some(Way::Withheld),
            Ok(Place::Asset(path)) => Some(Way::Here(self.asset_url(&path))),
            Ok(Place::Page(url)) => Some(with_fragment(url)),
            // A draft keeps its place.
            Err(Failure::Hidden) => Some(Way::Withheld),
            // What is written beside the pages, such as a feed.
            _ => path.contains('.').then(|| Way::Here(path.to_owned())),
        }
    }

    /// Whether a file of the content is copied to an address.
    fn is_asset(&self, url: &str) -> bool {
        let path = |folder: &String| if folder.is_empty() { url.to_owned() } else { format!("{folder}/{url}") };
        let place = |folder| self.site.place_from_settings(&path(folder));
        self.site.config.content.iter().any(|folder| matches!(place(folder), Ok(Place::Asset(_))))
    }
}

fn is_picture(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| PICTURES.contains(&&*extension.to_lowercase()))
}
