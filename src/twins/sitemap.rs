//! `sitemap.xml`: the absolute addresses of all pages, if the site says where it is published.

use crate::pages::Pages;
use crate::pages::cx::encode;
use crate::syntax::html::escape;

use super::Twin;

const URL: &str = "sitemap.xml";

pub(super) static TWIN: Twin = Twin {
    urls: |_, pages| if pages.site.config.base_url.is_empty() { Vec::new() } else { vec![URL.to_owned()] },
    make: |_, pages, url| (url == URL && !pages.site.config.base_url.is_empty()).then(|| sitemap(pages).into_bytes()),
};

/// The form of sitemaps.org, version 0.9.
fn sitemap(pages: &Pages) -> String {
    let base = &pages.site.config.base_url;
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for page in pages.all().iter().filter(|page| page.url != "404.html") {
        let path = page.url.strip_suffix("index.html").unwrap_or(&page.url);
        out.push_str(&format!("<url><loc>{}{}</loc></url>\n", escape(base), encode(path)));
    }
    out.push_str("</urlset>\n");
    out
}
