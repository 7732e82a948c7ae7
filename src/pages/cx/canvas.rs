//! What stands on the canvas with a head: its fields have edges, so only so many statements fit, and the rest goes under it.

use super::*;

/// How much of a field text may take: letters in a line, lines, and statements at most.
struct Room {
    letters: usize,
    lines: usize,
    most: usize,
}

/// The room of a part at the width at which the canvas is drawn. A statement takes its lines and one for its caption.
fn room(part: &str) -> Room {
    match part {
        "hears" => Room { letters: 27, lines: 14, most: 3 },
        "sees" => Room { letters: 25, lines: 10, most: 3 },
        "says" => Room { letters: 23, lines: 9, most: 2 },
        "does" | "says_does" => Room { letters: 32, lines: 10, most: 2 },
        "thinks_feels" => Room { letters: 37, lines: 9, most: 3 },
        "pains" | "gains" => Room { letters: 18, lines: 10, most: 2 },
        _ => Room { letters: 60, lines: 12, most: 4 },
    }
}

/// How many of a part's statements fit on the canvas, at least one.
pub(super) fn fits(part: &str, items: &[ItemView]) -> usize {
    let Room { letters, lines, most } = room(part);
    let mut used = 0;
    let fit = items.iter().take(most).take_while(|item| {
        used += super::map::width(&item.plain).div_ceil(letters) + 1;
        used <= lines
    });
    fit.count().max(1)
}

impl Cx<'_> {
    /// The inside of the head: what they think and feel, together.
    pub(in crate::pages) fn head(&self, parts: &BTreeMap<&'static str, Option<PartView>>) -> Option<PartView> {
        let name = "thinks_feels";
        let inside: Vec<&PartView> =
            [name, "thinks", "feels"].iter().filter_map(|part| parts.get(part)?.as_ref()).collect();
        let [first, ..] = inside.as_slice() else { return None };
        let mut items: Vec<ItemView> = inside.iter().flat_map(|part| part.items.iter().cloned()).collect();
        if self.site().marks() {
            // The order of certainty holds across the two: see `statements::in_order`.
            items.sort_by_key(|item| (statements::rank(item.state), std::cmp::Reverse(item.people)));
        }
        let rest_href = inside.iter().map(|part| part.rest_href.clone()).find(|href| !href.is_empty());
        Some(PartView {
            name,
            heading: if first.name == name { first.heading.clone() } else { self.field_label(name) },
            fits: fits(name, &items),
            total: inside.iter().map(|part| part.total).sum(),
            rest_href: rest_href.unwrap_or_default(),
            items,
            ..(*first).clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::evidence::State;

    fn item(plain: &str) -> ItemView {
        let empty = Vec::new;
        ItemView {
            id: String::new(),
            html: plain.into(),
            plain: plain.into(),
            voice: false,
            state: State::Heard,
            people: 1,
            last: None,
            count: None,
            sources: Vec::new(),
            against: empty(),
            disputed_by: Vec::new(),
            inferred_from: empty(),
            severity: "",
            times: None,
            more_html: String::new(),
            source_html: String::new(),
            lang: String::new(),
            page: String::new(),
            place: String::new(),
        }
    }

    #[test]
    fn long_statements_leave_less_room() {
        let short = item("It is late");
        let long = item(
            "A yellow warning says that the ride was missed, although nobody asked why it had been missed at all that night",
        );
        assert_eq!(fits("hears", &vec![short.clone(); 5]), 3);
        assert_eq!(fits("says", &[short.clone(), short.clone(), short.clone()]), 2);
        assert_eq!(fits("says", &[long.clone(), long.clone()]), 1);
        assert_eq!(fits("sees", &[short, long.clone(), long]), 2);
    }
}
