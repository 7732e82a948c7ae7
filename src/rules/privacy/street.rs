//! Postal addresses: a street, a number and a postcode together. One of them alone is only a place.

use std::ops::Range;
use std::sync::OnceLock;

use regex::Regex;

use super::{Apart, Find};

/// The form of addresses in a country.
struct Form {
    /// What every such address holds: its postcode. Most texts have none, and need no more than this.
    postcode: Lazy,
    /// The whole of it. The gap between the street and the town may be a comma or a line.
    whole: Lazy,
}

/// A pattern that is made when it is first wanted.
struct Lazy(&'static str, OnceLock<Option<Regex>>);

impl Lazy {
    fn get(&self) -> Option<&Regex> {
        // Only the digits and word boundaries of ASCII: the others cost more than they find.
        let pattern = || self.0.replace(r"\d", "[0-9]").replace(r"\b", r"(?-u:\b)");
        self.1.get_or_init(|| Regex::new(&pattern()).ok()).as_ref()
    }
}

const fn form(postcode: &'static str, whole: &'static str) -> Form {
    Form { postcode: Lazy(postcode, OnceLock::new()), whole: Lazy(whole, OnceLock::new()) }
}

static FORMS: [Form; 10] = [
    // Germany, Austria, Switzerland: Musterstraße 12, 12345 Ort
    form(
        r"\d{4,5} [^a-z\s]",
        concat!(
            r"(?:[^\s,;:!?]+[ -]){0,2}[^\s,;:!?]*(?i:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer|chaussee|steig|",
            r"pfad|graben|markt|hof|berg) ?\d{1,4} ?[a-z]?(?: *[,·|/]| *\n| in|<br ?/?>) *\n? *(?:[ADCH]{1,2}-)?\d{4,5} \p{Lu}",
        ),
    ),
    form(
        r"\d{4,5} [^a-z\s]",
        concat!(
            r"\b(?:Am|An der|An den|Im|In der|Zum|Zur|Auf der|Auf dem|Unter den) (?:[^\s,;:!?]+ ){1,3}\d{1,4} ?[a-z]?(?:,| *\n) *",
            r"(?:[ADCH]{1,2}-)?\d{4,5} \p{Lu}",
        ),
    ),
    // Britain: 12 High Street, Leeds LS1 4AB
    form(
        r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b",
        concat!(
            r"\b\d{1,4}[A-Za-z]? (?:[A-Z][^\s,;:]*,? ){1,4}(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Drive|Close|Way|Court|",
            r"Crescent|Terrace|Gardens|Grove|Place|Square|Hill|Mews|Park|Row|Walk|Green|View)\.?(?:,|\n)[^\n;:.]*?\n?[^\n;:.]*?",
            r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b",
        ),
    ),
    // United States: 123 Main St, Apt 4, Springfield, IL 62704
    form(
        r"\b[A-Z]{2},? \d{5}\b",
        concat!(
            r"\b\d{1,6} (?:[NSEW]{1,2}\.? )?(?:(?:[A-Z][^\s,;:]*|\d{1,3}(?:st|nd|rd|th)) ){1,4}(?:Street|St|Avenue|Ave|Road|",
            r"Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Place|Pl|Way|Terrace|Circle|Cir|Parkway|Pkwy|Highway|Hwy|Trail|Square)\b",
            r"\.?(?:,? (?:Apt|Apartment|Suite|Ste|Unit|#)\.? ?[A-Za-z\d-]+)?(?:,|\n) *\n? *(?:[A-Z][^\s,;:\d]* ?){1,3},? ",
            r"[A-Z]{2},? \d{5}(?:-\d{4})?\b",
        ),
    ),
    // France: 12 bis, rue des Lilas, 75011 Paris
    form(
        r"\d{5} [^a-z\s]",
        concat!(
            r"\b\d{1,4}(?: ?(?:bis|ter|quater|[A-D]))?,? (?i:rue|avenue|av\.|boulevard|bd|place|chemin|allée|allee|impasse|route|",
            r"quai|cours|square|passage|sentier|ruelle|faubourg) [^\n,;:!?]+?(?:,| *\n) *(?:F-)?\d{5} \p{Lu}",
        ),
    ),
    // Spain and Spanish America: Calle Mayor, 12, 3.º B, 28013 Madrid
    form(
        r"\d{5},? [^a-z\s]",
        concat!(
            r"(?:\bC/ ?|\b(?i:calle|avda\.?|avenida|av\.|plaza|pza\.?|paseo|carrer|ronda|camino|travesía|carretera|glorieta) )",
            r"[^\n,;:!?\d]+?,? (?i:n\.?[º°o]\.? ?|núm\.? ?|#)?\d{1,4}(?:,[^,\n;:]+){0,2}?(?:,| *\n| –| -) *(?:C\.?P\.? ?)?",
            r"\d{5},? \p{Lu}",
        ),
    ),
    // Portugal and Brazil: Rua das Flores, 12, 1.º Esq., 1200-195 Lisboa
    form(
        r"\b\d{4,5}-?\d{3}\b",
        concat!(
            r"\b(?i:rua|avenida|av\.|travessa|praça|praca|largo|alameda|estrada|rodovia|r\.|beco|calçada) [^\n,;:!?\d]+?,? ",
            r"(?i:n\.?[º°o]\.? ?)?\d{1,5}\b[^\n;!?]*?(?:,| *\n| –| -) *(?:CEP:? ?\d{5}-?|\d{4,5}-)\d{3}\b",
        ),
    ),
    // Poland: ul. Długa 12/3, 00-238 Warszawa
    form(
        r"\b\d{2}-\d{3} [^a-z\s]",
        concat!(
            r"\b(?i:ul\.|ulica|ulicy|al\.|aleja|aleje|alei|pl\.|plac|placu|os\.|osiedle) ?[^\n,;:!?]+? \d{1,4}[a-zA-Z]?",
            r"(?: ?/ ?\d{1,4}| m\.? ?\d{1,4})?(?:,| *\n) *\d{2}-\d{3} \p{Lu}",
        ),
    ),
    // Japan: 〒150-0002 東京都渋谷区渋谷2-21-1
    form(
        r"\d{3}-\d{4}",
        r"〒? ?\d{3}-\d{4}[ 　,、\n]*\p{Han}+?[都道府県][^\s,。、]+?[市区町村郡][^\s,。、]*?[\d０-９]+(?:[-－丁番][\d０-９]*)*",
    ),
    // China: 北京市朝阳区建国路88号
    form(r"\d号", r"\p{Han}+?[省市]\p{Han}+?[区县市镇]\p{Han}+?[路街巷道]\d{1,5}号"),
];

/// The postal addresses in a text.
pub(in crate::rules) fn find(text: &str) -> Vec<Find> {
    let mut found = Apart::default();
    for form in FORMS.iter().filter(|form| form.postcode.get().is_some_and(|postcode| postcode.is_match(text))) {
        let Some(whole) = form.whole.get() else { continue };
        whole.find_iter(text).for_each(|place| found.add(place.range()));
    }
    // The first letter of the town was needed to know it; the whole word is shown.
    let whole = |range: Range<usize>| {
        let rest = &text[range.end..];
        let more = rest.len() - rest.trim_start_matches(char::is_alphabetic).len();
        range.start..range.end + more
    };
    found.places().map(|range| Find::new(whole(range), "somebody's postal address")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_understood() {
        assert!(FORMS.iter().all(|form| form.postcode.get().is_some() && form.whole.get().is_some()));
    }

    #[test]
    fn addresses_are_found_as_a_whole() {
        for address in [
            "Lindenstraße 12, 20099 Hamburg",
            "12 rue de l’Église, 75011 Paris",
            "〒150-0002 東京都渋谷区渋谷2-21-1",
            "北京市朝阳区建国路88号",
            "123 Main St, Springfield, IL 62704",
        ] {
            let text = format!("x: {address}.");
            let found: Vec<&str> = find(&text).into_iter().map(|find| &text[find.range]).collect();
            assert_eq!(found, [address]);
        }
    }
}
