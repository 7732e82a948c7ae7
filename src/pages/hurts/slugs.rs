//! Addresses of pains: made from their words or their own `id:`, never from their place in the list.

use std::collections::HashMap;

use crate::site::Site;
use crate::syntax::label;
use crate::syntax::value::Value;

use super::{Hurt, folded, url};

/// How long an address may become before it is cut between two words.
const LONGEST: usize = 60;

/// Gives each pain its slug. Where two would have the same, or a page of another kind has it, a short hash of the words
/// follows: of all of them, so that no address depends on which was read first.
pub(super) fn give(site: &Site, hurts: &mut [Hurt], taken: &dyn Fn(&str) -> bool) {
    let wanted: Vec<String> = hurts.iter().map(|hurt| wanted(site, hurt)).collect();
    let mut count: HashMap<&str, usize> = HashMap::new();
    wanted.iter().for_each(|slug| *count.entry(slug).or_default() += 1);
    let mut used: HashMap<String, usize> = HashMap::new();
    for (hurt, slug) in hurts.iter_mut().zip(&wanted) {
        let shared = count.get(&**slug).is_some_and(|n| *n > 1);
        let slug = match shared || is_reserved(slug) || taken(&url(slug)) {
            true => format!("{slug}-{}", label::short_hash(&folded(&hurt.title))),
            false => slug.clone(),
        };
        let n = used.entry(slug.clone()).or_default();
        *n += 1;
        hurt.slug = if *n == 1 { slug.into() } else { format!("{slug}-{n}").into() };
    }
}

/// The other pages below `hurts/`: the leaves of the list, and its orders.
fn is_reserved(slug: &str) -> bool {
    let leaf = slug.strip_prefix("page-").is_some_and(|n| n.bytes().all(|byte| byte.is_ascii_digit()));
    leaf || slug.starts_with("by-")
}

fn wanted(site: &Site, hurt: &Hurt) -> String {
    let own = hurt.places.iter().find_map(|(index, number)| match site[*index].record.item(*number)?.1.detail("id") {
        Some(Value::Text(id)) => Some(label::slug_or_hash(&id.value)),
        _ => None,
    });
    own.unwrap_or_else(|| match hurt.withheld {
        // An address would say what may not be said.
        true => format!("x{}", label::short_hash(&folded(&hurt.title))),
        false => cut(&label::slug_or_hash(&hurt.title)),
    })
}

/// The beginning of a slug, whole words where there are several.
fn cut(slug: &str) -> String {
    if slug.len() <= LONGEST {
        return slug.to_owned();
    }
    let head = slug.get(..LONGEST).unwrap_or(slug);
    head.rsplit_once('-').map_or(head, |(head, _)| head).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_and_orders_keep_their_addresses() {
        for slug in ["page-2", "page-", "by-severity", "by-the-lift"] {
            assert!(is_reserved(slug), "{slug}");
        }
        for slug in ["page-2-of-the-form", "pages", "bypass"] {
            assert!(!is_reserved(slug), "{slug}");
        }
    }

    #[test]
    fn long_words_are_cut_between_words_if_there_are_several() {
        assert_eq!(cut(&format!("the-{}", "long-".repeat(20))), format!("the{}", "-long".repeat(11)));
        assert_eq!(cut(&"a".repeat(80)).len(), LONGEST);
    }
}
