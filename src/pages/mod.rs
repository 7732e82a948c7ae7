//! The pages of a site: which there are, and what each shows. A page is a pure function of the site.

pub mod about;
mod across;
mod add;
pub mod api;
mod ask;
pub mod cards;
pub mod changes;
mod chart;
mod compare;
pub mod cx;
pub mod facet;
mod heard;
mod home;
pub mod hurts;
mod identity;
mod leaves;
mod lists;
mod meet;
mod missing;
mod neighbours;
mod numbers;
pub mod people;
mod plan;
mod print;
pub mod search;
mod tensions;
pub mod timeline;
mod topic;
mod unknown;
pub mod view;
pub mod wall;
pub mod walls;
mod which;

pub use cx::Cx;
pub use plan::Pages;
pub use which::Page;

/// What a page shows: any struct that serialises.
pub type View = Box<dyn erased_serde::Serialize + Send>;

/// The text of a piece of our own HTML.
pub(crate) fn text_of(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut tag = false;
    for c in html.chars() {
        match c {
            '<' => tag = true,
            '>' => tag = false,
            c if !tag => out.push(c),
            _ => {}
        }
    }
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}
