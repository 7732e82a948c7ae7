//! `robots.txt`: an internal site is not for search engines.

use super::Twin;

const URL: &str = "robots.txt";

pub(super) static TWIN: Twin = Twin {
    urls: |_, _| vec![URL.to_owned()],
    make: |_, pages, url| {
        (url == URL).then(|| match pages.site.config.robots {
            true => b"User-agent: *\nAllow: /\n".to_vec(),
            false => b"User-agent: *\nDisallow: /\n".to_vec(),
        })
    },
};
