//! 404: nothing is at this address, but these pages are.

use serde::Serialize;

use super::view::QuoteView;
use super::{Cx, View};

#[derive(Serialize)]
struct Missing {
    quote: Option<QuoteView>,
}

pub(super) fn view(cx: &Cx) -> View {
    let quote = cx.people().order.iter().filter_map(|index| cx.headline(*index)).find(|quote| quote.source.is_some());
    Box::new(Missing { quote })
}
