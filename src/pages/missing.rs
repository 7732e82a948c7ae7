//! 404: nothing is at this address, but these pages are.

use serde::Serialize;

use super::view::QuoteView;
use super::{Cx, View, home, search};

#[derive(Serialize)]
struct Missing {
    quote: Option<QuoteView>,
    search: Option<String>,
}

/// The newest words, the search, the main pages.
pub(super) fn view(cx: &Cx) -> View {
    let known =
        || cx.people().order.iter().filter_map(|index| cx.headline(*index)).find(|quote| quote.source.is_some());
    Box::new(Missing { quote: home::newly(cx, 1).pop().or_else(known), search: cx.topic(&search::TOPIC) })
}
