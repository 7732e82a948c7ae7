//! What is different between two versions of a sheet, as sentences.

use serde::Serialize;

use crate::paper::sheet::Said;
use crate::site::evidence::State;

/// One difference.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "change", rename_all = "lowercase")]
pub enum Difference {
    /// It stands there now and did not then.
    New {
        /// The words.
        text: String,
    },
    /// It stood there then and does not now.
    Gone {
        /// The words.
        text: String,
    },
    /// We are more or less sure of it.
    State {
        /// The words.
        text: String,
        /// How sure we were; nothing where nothing was marked.
        from: Option<State>,
        /// How sure we are.
        to: Option<State>,
    },
    /// The same stands there in another order.
    Order,
}

/// The differences from what a sheet said then to what it says now: first what is gone, then the rest in reading order.
pub fn differ(then: &[Said], now: &[Said]) -> Vec<Difference> {
    let text = |said: &Said| said.text.split_whitespace().collect::<Vec<_>>().join(" ");
    // The same words may stand there twice: each takes one of the others.
    let mut left: Vec<Option<(String, Option<State>)>> =
        then.iter().map(|said| Some((text(said), said.state))).collect();
    let mut later = Vec::new();
    for said in now {
        let words = text(said);
        let same = |one: &Option<(String, Option<State>)>, state: bool| {
            one.as_ref().is_some_and(|(other, of)| *other == words && (!state || *of == said.state))
        };
        let at = left.iter().position(|one| same(one, true)).or_else(|| left.iter().position(|one| same(one, false)));
        match at.and_then(|at| left[at].take()) {
            Some((_, from)) if from == said.state => {}
            Some((_, from)) => later.push(Difference::State { text: words, from, to: said.state }),
            None => later.push(Difference::New { text: words }),
        }
    }
    let mut all: Vec<Difference> = left.into_iter().flatten().map(|(text, _)| Difference::Gone { text }).collect();
    all.extend(later);
    let same = |a: &Said, b: &Said| text(a) == text(b) && a.state == b.state;
    if all.is_empty() && !(then.len() == now.len() && then.iter().zip(now).all(|(a, b)| same(a, b))) {
        all.push(Difference::Order);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, state: State) -> Said {
        Said { text: text.into(), state: Some(state), ..Said::default() }
    }

    #[test]
    fn what_is_new_gone_or_surer_is_told() {
        let then = [said("It is late", State::Guess), said("It is dark", State::Heard)];
        let now = [said("It  is\nlate", State::Heard), said("It is cold", State::Guess)];
        let expected = [
            Difference::Gone { text: "It is dark".into() },
            Difference::State { text: "It is late".into(), from: Some(State::Guess), to: Some(State::Heard) },
            Difference::New { text: "It is cold".into() },
        ];
        assert_eq!(differ(&then, &now), expected);
        assert_eq!(differ(&now, &now), []);
        assert_eq!(differ(&then, &[then[1].clone(), then[0].clone()]), [Difference::Order]);
    }
}
